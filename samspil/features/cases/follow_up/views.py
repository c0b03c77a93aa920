"""Pages of what comes of decisions: the overview, a duty and how it goes, and what a body gives on and inherits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from samspil.features.cases.follow_up import actions, forms, queries, rules
from samspil.features.cases.records import views as records_views
from samspil.features.cases.records.models import Body
from samspil.features.cases.records.queries import rows
from samspil.features.cases.records.rules import standing
from samspil.paper import danish
from samspil.spine import duties as spine_duties
from samspil.spine import policy
from samspil.spine.models import Circle
from samspil.spine.people import Actor
from samspil.web import deeds, export, pages
from samspil.web import forms as web_forms
from samspil.web.request import Request

HEADER = ("Opgave", "Om", "Udvalg", "Hvem har den", "Frist", "Ses efter", "Arvtager", "Status")


def _chosen(request: Request) -> tuple[list[Body], list[Body], str]:
    """The bodies overseen, those of them that are asked for, and how the list is narrowed."""
    bodies = queries.overseen(request.actor)
    rules.check_oversees(has_some=bool(bodies))
    asked = [each for each in bodies if str(each.pk) == request.GET.get("udvalg", "")]
    shown = request.GET.get("vis", "")
    return bodies, asked or bodies, shown if shown in rules.SHOWN else ""


@require_safe
def index(request: Request) -> HttpResponse:
    """Everything that is followed up in the bodies the reader oversees, and what nobody has yet."""
    bodies, chosen, shown = _chosen(request)
    unanswered = queries.unanswered(request.actor, chosen)
    may_follow_up = [
        each.pk
        for each in bodies
        if policy.allows(request.actor, "follow_up", "case_item", standing.place_of(each.circle))
    ]
    context = {
        "bodies": bodies,
        "body": str(chosen[0].pk) if len(chosen) == 1 and len(bodies) > 1 else "",
        "shown": shown,
        "choices": dict(rules.SHOWN.choices()),
        "unanswered": pages.page_of(request, unanswered) if not shown else None,
        "orphans": list(queries.without_heir(request.actor, chosen)),
        "duties": [(each, queries.latest(each)) for each in queries.duties_of(request.actor, chosen, shown)],
        "may_follow_up": may_follow_up,
        "today": danish.today(),
        "query": request.GET.urlencode(),
        "crumbs": [(_("Sager"), reverse("cases:list"))],
    }

    return render(request, "cases/following.html", context)


@require_safe
@export.in_danish()
def table(request: Request) -> HttpResponse:
    """The same duties as a CSV file."""
    _bodies, chosen, shown = _chosen(request)
    duties = queries.duties_of(request.actor, chosen, shown)
    return export.csv_response("opfoelgning", HEADER, queries.rows(duties))


def give_duty(request: Request, pk: UUID) -> HttpResponse:
    """Give somebody the duty that a statement asks for."""
    statement = queries.statement(request.actor, pk)
    policy.check(request.actor, "follow_up", statement.item.node)
    return records_views.form(
        request,
        partial(forms.DutyForm, owners=queries.owners(statement.item)),
        actions.give_duty,
        on={"statement": statement},
        heading=_("Giv opgaven til nogen"),
        cancel=("cases:decision", pk),
    )


def no_duty(request: Request, pk: UUID) -> HttpResponse:
    """Say why nobody needs to follow a statement up."""
    statement = queries.statement(request.actor, pk)
    policy.check(request.actor, "follow_up", statement.item.node)
    return records_views.form(
        request,
        forms.WhyNoneForm,
        actions.explain_none,
        on={"statement": statement},
        heading=_("Ingen skal følge op"),
        cancel=("cases:decision", pk),
    )


def status(request: Request, pk: UUID) -> HttpResponse:
    """Tell how a duty goes."""
    duty = queries.duty(request.actor, pk)
    rules.check_tells(is_owner=spine_duties.owns(request.actor, duty), is_done=duty.done_at is not None)
    return records_views.form(
        request,
        forms.StatusForm,
        actions.tell_status,
        on={"duty": duty},
        to=("web:duties",),
        heading=_("Skriv, hvordan det går"),
        lead=duty.title,
        cancel=("web:duties",),
    )


@require_safe
def estate(request: Request, pk: UUID) -> HttpResponse:
    """What a body gives on, and what it inherits."""
    body = rows.body(pk)
    place = standing.place_of(body.circle)
    policy.check(request.actor, "oversee", "body", place)
    context = {
        "body": body,
        "estate": queries.estate(request.actor, body),
        "today": danish.today(),
        "may_end": policy.allows(request.actor, "end", "body", place),
        "may_name": policy.allows(request.actor, "name_heir", "body", place),
        "crumbs": [(_("Udvalg"), reverse("cases:bodies")), (body.circle.name, reverse("cases:body", args=[pk]))],
    }
    return render(request, "cases/estate.html", context)


def end_body(request: Request, pk: UUID) -> HttpResponse:
    """Write the last day of a body."""
    circle = rows.body(pk).circle
    policy.check(request.actor, "end", "body", standing.place_of(circle))
    form = partial(forms.EndBodyForm, initial=web_forms.Standing({"on": circle.valid_until}))
    return _of_estate(
        request, form, actions.end_body, circle, on={"circle": circle}, heading=_("Hvornår slutter udvalget?")
    )


def name_heir(request: Request, pk: UUID) -> HttpResponse:
    """Name who inherits one duty."""
    duty = queries.duty(request.actor, pk)
    circle = rules.check_is_a_bodys(duty.owner_circle)
    policy.check(request.actor, "name_heir", "body", standing.place_of(circle))
    form = partial(forms.HeirForm, circles=queries.heirs_for(circle))
    return _of_estate(
        request, form, actions.name_heir, circle, on={"duty": duty}, heading=_("Vælg arvtager"), lead=duty.title
    )


def name_body_heir(request: Request, pk: UUID) -> HttpResponse:
    """Name who inherits all that a body owes."""
    circle = rows.body(pk).circle
    policy.check(request.actor, "name_heir", "body", standing.place_of(circle))
    form = partial(forms.HeirForm, circles=queries.heirs_for(circle))
    return _of_estate(
        request, form, actions.name_body_heir, circle, on={"circle": circle}, heading=_("Vælg arvtager for udvalget")
    )


def _of_estate(
    request: Request, form: Callable[..., Any], action: Callable[..., Any], circle: Circle, **shown: Any
) -> HttpResponse:
    estate = ("cases:estate", circle.pk)
    return records_views.form(request, form, action, **{"to": estate, "cancel": estate, "lead": circle.name, **shown})


def _circle_of(_actor: Actor, pk: UUID) -> Circle:
    return rows.body(pk).circle


hand_over = deeds.press(
    _circle_of,
    actions.hand_over,
    on="circle",
    to=lambda _request, circle: ("cases:estate", circle.pk),
    done=gettext_lazy("Opgaverne er givet videre."),
)
