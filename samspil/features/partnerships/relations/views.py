"""Pages of how the parties find each other: the figures, the asking, and the seven questions by a personal link."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.relations import actions, forms, queries, rules
from samspil.features.partnerships.relations.models import RelationRound
from samspil.paper import danish, languages
from samspil.spine import policy
from samspil.web import deeds, personal_links
from samspil.web.request import Request


def overview(request: Request, pk: UUID) -> HttpResponse:
    """The questions, the rounds, and what they show."""
    partnership = core_queries.partnership(request.actor, pk)
    measured = queries.rounds(partnership)
    closed = [each for each in measured if each.result]
    names = queries.names(partnership)
    context = {
        "partnership": partnership,
        "node": partnership.node,
        "rounds": [(each, queries.ties(each, names)) for each in measured],
        "names": list(names.values()),
        "table": queries.table(measured),
        "questions": [(rules.LABELS[key], rules.ASKS[key]) for key in rules.QUESTIONS],
        "marks": rules.MARKS.choices(),
        "source": languages.told(rules.SOURCE),
        "closed": closed,
        "rounds_named": [f"{each.round.get_moment_display()}, {danish.date(each.round.opened_on)}" for each in closed],
        "has_change": len(closed) > 1,
        "is_asking": not all(each.round.closed_on for each in measured),
    }

    return render(request, "partnerships/relations.html", context)


def new(request: Request, pk: UUID) -> HttpResponse:
    """Ask how the parties find each other."""
    partnership = core_queries.partnership(request.actor, pk)
    policy.check(request.actor, "measure", partnership)
    return deeds.form(
        request,
        forms.RoundForm,
        actions.ask,
        on={"partnership": partnership},
        to=("partnerships:relations", pk),
        done=_("Alle, der er med for en part og har en e-mail, har fået et personligt link."),
        heading=_("Spørg, hvordan I arbejder sammen"),
    )


def _overview(request: Request, asking: RelationRound) -> tuple[str, UUID]:
    return "partnerships:relations", asking.partnership_id


round_button = partial(deeds.press, queries.round_of, on="asking", to=_overview)
close = round_button(actions.close, done=gettext_lazy("Målingen er lukket. Her er tallene."))
remind = round_button(actions.remind, done=gettext_lazy("De, der mangler, har fået en mail."))


def link(request: Request, token: str = "") -> HttpResponse:
    """Take a personal link into the session; the page it leads to has no token in its address."""
    return personal_links.door(
        request,
        purpose=rules.PASS_PURPOSE,
        onward=lambda opened: reverse("partnerships:own_relation", args=[queries.behind(opened).pk]),
        token=token,
    )


def own(request: Request, pk: int) -> HttpResponse:
    """The seven questions about each of the other parties."""
    held = personal_links.held(request)
    row = queries.asked(request.actor, held, pk)
    through = row.issued if row.issued_id in held else None
    return deeds.form(
        request,
        partial(forms.AnswerForm, others=queries.others(row)),
        partial(actions.answer, asked=row, through=through),
        to=("partnerships:own_relation", pk),
        template="partnerships/own_relation.html",
        node=row.round.partnership.node,
        row=row,
        is_over=row.round.closed_on is not None,
        marks=rules.MARKS.choices(),
    )
