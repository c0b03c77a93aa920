"""Who may name somebody to take over the care that a colleague has, and the page on which they do: nothing of it is opened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import BooleanField, Case, When
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspil.paper import danish
from samspil.paper.refusal import NotFound
from samspil.spine import journal, kinds, locks, people, policy, succession
from samspil.spine.models import Caseload, Organisation, Person, Role
from samspil.spine.people import Actor
from samspil.web import deeds
from samspil.web import forms as web_forms
from samspil.web.request import Request

POLICY = [
    policy.rule("succeed", "caseload", "coordinator", "organisation")
    .in_words("Stedets tovholder kan give det, en kollega har i forløb, videre til en efterfølger, uden at åbne det.")
    .otherwise("Kun stedets tovholder kan give en kollegas forløb videre."),
]


@journal.deed
def name_successor(*, by: Actor, left: Person, organisation: Organisation, to: Person) -> list[Caseload]:
    """Give all that somebody has in their care for a place to a successor there. Refused as `succession.succeed`."""
    locks.reread(left)
    policy.check(by, "succeed", "caseload", policy.Place.of(organisation))
    return succession.succeed(by=by, left=left, organisation=organisation, to=to)


@dataclass(frozen=True)
class Colleague:
    """Somebody at a place that the reader coordinates, and whether they still work there."""

    person: Person
    organisation: Organisation
    is_there: bool
    has_left: bool = False
    is_in_care: bool = False

    @property
    def key(self) -> str:
        """What the form calls them: one person may have been at two places."""
        return f"{self.organisation.pk}:{self.person.pk}"

    @property
    def label(self) -> str:
        """Their name and place, and that they have stopped where they have."""
        words = _("%(name)s, %(place)s") if self.is_there else _("%(name)s, %(place)s (stoppet)")
        return words % {"name": self.person.name, "place": self.organisation.name}


def may_name(actor: Actor) -> bool:
    """Tell whether the actor may name a successor anywhere, in an installation that has any care. No query."""
    return bool(kinds.in_care()) and policy.allows_somewhere(actor, "succeed", "caseload")


def colleagues(actor: Actor) -> list[Colleague]:
    """Return everybody who works or has worked where the actor coordinates, by name. One query.

    Whether they have anybody in their care is not told: the list is the same for who has none.
    """
    places = {
        held.organisation_id
        for held in actor.memberships
        if policy.allows(actor, "succeed", "caseload", policy.Place(held.organisation_id))
    }
    roles = Role.objects.filter(organisation__in=places - {None}).select_related("person", "organisation")
    today = danish.today()
    counts, stays = (
        Case(When(people.holding(day), then=True), default=False, output_field=BooleanField())
        for day in (today, today + dt.timedelta(days=1))
    )

    held: dict[tuple[Any, Any], list[Any]] = {}
    for role in roles.annotate(counts=counts, stays=stays):
        held.setdefault((role.organisation_id, role.person_id), []).append(role)

    known = [
        Colleague(
            of_one[0].person,
            of_one[0].organisation,
            is_there=any(role.counts for role in of_one),
            has_left=not any(role.stays for role in of_one),
            is_in_care=any(role.counts and role.role in succession.IN_CARE for role in of_one),
        )
        for of_one in held.values()
    ]
    return sorted(known, key=lambda each: each.label.casefold())


class SuccessorForm(web_forms.Form):
    """Who stops, and who takes over."""

    left = forms.ChoiceField(label=gettext_lazy("Hvem er stoppet?"))
    to = forms.ChoiceField(
        label=gettext_lazy("Hvem tager over?"),
        help_text=gettext_lazy(
            "En, der arbejder samme sted. Vedkommende kan straks åbne forløbene og får opgaverne i dem."
        ),
    )

    def __init__(self, *args: Any, among: list[Colleague], reader: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {each.key: each for each in among}
        begin = ("", _("Vælg"))
        gone = ((each.key, each.label) for each in among if each.has_left)
        may_take = ((each.key, each.label) for each in among if each.is_in_care and each.person.pk != reader.person_id)
        self.fields["left"].choices = [begin, *gone]  # type: ignore[attr-defined]
        self.fields["to"].choices = [begin, *may_take]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """See that both are of one place, before anything is asked of what the one has."""
        cleaned = super().clean() or {}
        if {"left", "to"} <= cleaned.keys():
            left, to = (self.known[cleaned[name]] for name in ("left", "to"))
            if left.organisation != to.organisation:
                self.add_error("to", _("Vælg en, der arbejder i %(place)s.") % {"place": left.organisation.name})
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return who stops where, and who takes over, as `name_successor` takes them."""
        left, to = (self.known[self.cleaned_data[name]] for name in ("left", "to"))
        return {"left": left.person, "organisation": left.organisation, "to": to.person}


def _done(asked: SuccessorForm) -> str:
    told = asked.values()
    words = _("Det, %(left)s havde i forløb i %(place)s, er hos %(to)s nu, og står på siden Mit Samspil dér.")
    return words % {"left": told["left"].name, "place": told["organisation"].name, "to": told["to"].name}


@login_required
def page(request: Request) -> HttpResponse:
    """Name a successor for a colleague who stops; in an installation without any care there is no such page."""
    if not kinds.in_care():
        raise NotFound
    policy.check_somewhere(request.actor, "succeed", "caseload")
    return deeds.form(
        request,
        partial(SuccessorForm, among=colleagues(request.actor), reader=request.actor),
        name_successor,
        to=("web:overview",),
        done=_done,
        heading=_("Giv en kollegas forløb videre"),
        lead=_(
            "Når en kollega er stoppet, kan en anden få alt, hvad kollegaen havde i forløb hos jer, og opgaverne i det. "
            "Du ser ikke, om der er noget, eller hvem det handler om."
        ),
        button=_("Giv videre"),
        cancel=("web:overview",),
    )
