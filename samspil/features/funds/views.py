"""Pages of money and efforts: one query or one action each."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspil.features.funds import actions, against_text, extract, forms, queries, rules
from samspil.features.funds.models import Appropriation, Effort
from samspil.paper import danish
from samspil.spine import people, policy
from samspil.spine.kinds import Trait
from samspil.spine.people import Actor
from samspil.web import deeds, export, narrowing, pages, rights, undo
from samspil.web import forms as web_forms
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """Every pool with its amounts, and the amounts that rest on no pool."""
    shown = queries.tables(request.actor)
    return render(
        request,
        "funds/list.html",
        {"shown": shown, "stages": rules.stages_told()},
    )


def pool(request: Request, pk: UUID) -> HttpResponse:
    """One pool: what is set aside, year by year, each amount beside the words it rests on."""
    shown = queries.pool(request.actor, pk)
    table = queries.table(request.actor, shown)
    if request.GET.get("format") == "csv":
        with export.in_danish():
            return export.csv_response("pulje", *extract.lines(table))
    context = {
        "pool": shown,
        "node": shown.node,
        "table": table,
        "did": queries.did(request.actor, table),
        "chart": extract.chart(table),
        "staged": extract.staged(table.stages, _("Hvor er pengene nu? (mio. kr.)")),
        "stages": rules.stages_told(),
    }
    return render(request, "funds/pool.html", context)


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One amount: how far it is, what it rests on, what it is split into."""
    amount = queries.appropriation(request.actor, pk)
    moved, passage = queries.moved(amount), queries.passage_of(amount)
    findings = against_text.compared(amount, passage) if passage else ()
    stage = rules.stage_of(moved)
    # Of what only sources tell, a stage that they do not name may well have been reached.
    reached = rules.reached(moved, rules.total(amount), is_told=not amount.node.is_sourced)
    stages = queries.stages([reached])
    context = {
        "appropriation": amount,
        "node": amount.node,
        "total": rules.total(amount),
        "stage": stage,
        "stage_label": rules.told(reached),
        "reached": stages,
        "staged": extract.staged(stages, _("Hvor er pengene nu? (mio. kr.)")),
        "next": _next(request.actor, amount, stage, moved),
        "is_left": any(ore > 0 for ore in rules.left(moved, rules.total(amount)).values()),
        "movements": amount.movements.select_related("by"),
        "parts": queries.parts(request.actor, amount),
        "passage": passage,
        "findings": findings,
        "verdict": against_text.verdict(findings),
    }

    return render(request, "funds/detail.html", context)


def _next(actor: Actor, amount: Appropriation, stage: str, moved: dict[str, int]) -> str:
    """Say what those who keep the accounts do next; nothing to others."""
    if not policy.allows(actor, "move", amount, amount.node, stage):
        return ""
    left = rules.left(moved, rules.total(amount))
    waiting = next(((name, ore) for name, ore in left.items() if ore > 0), None)
    if waiting is None:
        return _("Hele beløbet er brugt.")
    told = {"amount": danish.kroner(waiting[1]), "stage": rules.LABELS[waiting[0]]}
    return _("%(amount)s er ikke %(stage)s endnu. Skriv det, når det sker.") % told


new = deeds.begin(
    forms.AllocationForm,
    actions.set_aside,
    kind="appropriation",
    of=(Trait.DECISION,),
    on="decision",
    given=lambda _by, _decision: {"initial": dict.fromkeys(("first_year", "last_year"), timezone.localdate().year)},
    heading="Sæt penge af",
    lead="På beslutningen »%s«",
    opens=rights.WRITTEN,
)
edit = deeds.fill(
    queries.appropriation,
    forms.AppropriationForm,
    actions.correct,
    right="correct",
    on="appropriation",
    state=queries.stage,
    given=lambda _by, amount: {"initial": web_forms.Standing(forms.shown(amount))},
    heading="Ret beløbet",
    opens=rights.WRITTEN,
)


move = deeds.fill(
    queries.appropriation,
    forms.MovementForm,
    actions.move,
    right="move",
    on="appropriation",
    state=queries.stage,
    given=lambda by, amount: {"left": queries.left(amount), "among": {"decision": queries.decisions(by)}},
    done=gettext_lazy("Beløbet er ført videre."),
    way_back=undo.Way("appropriation.moved"),
    heading="Før beløbet videre",
    opens=rights.WRITTEN,
)


def efforts(request: Request) -> HttpResponse:
    """Every effort."""
    narrowed = narrowing.asked(request, rules.EFFORT.labels)
    shown = queries.efforts(request.actor)
    if narrowed.to:
        shown = shown.filter(state=narrowed.to)
    return render(request, "funds/efforts.html", {"page": pages.page_of(request, shown), "narrowed": narrowed})


def effort(request: Request, pk: UUID) -> HttpResponse:
    """One effort: what it does, how far it is, what pays for it."""
    shown = queries.effort(request.actor, pk)
    return deeds.form(
        request,
        partial(forms.EffortStateForm, initial={"state": shown.state}),
        actions.move_effort,
        on={"effort": shown},
        done=_("Det står nu, hvor langt indsatsen er."),
        way_back=undo.Way("effort.moved"),
        template="funds/effort.html",
        more=lambda: _around(request.actor, shown),
        effort=shown,
        state=rules.EFFORT.labels[shown.state],
    )


def _around(actor: Actor, effort: Effort) -> dict[str, Any]:
    """Return what stands on an effort's page: how far its money is, and what it is measured by."""
    stages = queries.paid_stages(actor, effort.node)
    return {
        "paid": stages,
        "staged": extract.staged(stages, _("Hvor er pengene nu? (mio. kr.)")),
        "measured": queries.measured(actor, effort.node),
    }


new_effort = deeds.begin(
    forms.EffortForm,
    actions.start_effort,
    kind="effort",
    of=(Trait.DECISION,),
    on="decision",
    given=lambda by, decision: {
        "among": {
            "carried_by": people.places_of(by).organisations,
            "paid_by": queries.set_aside_on(by, decision),
        },
        "initial": {"carried_by": decision.organisation_id if decision.organisation_id in by.organisations else None},
    },
    heading="Sæt en indsats i gang",
    lead="På beslutningen »%s«",
    opens=rights.WRITTEN,
)
