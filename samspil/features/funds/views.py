"""Pages of money and efforts: one query or one action each."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from samspil.features.funds import actions, against_text, extract, forms, queries, rules
from samspil.spine import people
from samspil.spine.kinds import Trait
from samspil.web import deeds, export
from samspil.web import forms as web_forms
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """Every pool with its amounts, and the amounts that rest on no pool."""
    shown = [(pool, table, extract.chart(table)) for pool, table in queries.tables(request.actor)]
    return render(request, "funds/list.html", {"shown": shown, "stages": rules.STAGES})


def pool(request: Request, pk: UUID) -> HttpResponse:
    """One pool: what is set aside, year by year, each amount beside the words it rests on."""
    shown = queries.pool(request.actor, pk)
    table = queries.table(request.actor, shown)
    if request.GET.get("format") == "csv":
        return export.csv_response("pulje", *extract.lines(table))
    context = {"pool": shown, "node": shown.node, "table": table, "chart": extract.chart(table), "stages": rules.STAGES}
    return render(request, "funds/pool.html", context)


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One amount: how far it is, what it rests on, what it is split into."""
    amount = queries.appropriation(request.actor, pk)
    moved, passage = queries.moved(amount), queries.passage_of(amount)
    findings = against_text.compared(amount, passage) if passage else ()
    stage = rules.stage_of(moved)
    # Of what only sources tell, a stage that they do not name may well have been reached.
    unmoved = None if amount.node.is_sourced else 0
    context = {
        "appropriation": amount,
        "node": amount.node,
        "total": rules.total(amount),
        "stage": stage,
        "stage_label": rules.LABELS[stage],
        "flow": [
            (label, says, rules.total(amount) if name == "set_aside" else moved.get(name, unmoved))
            for name, label, says in rules.STAGES
        ],
        "movements": amount.movements.select_related("by"),
        "parts": queries.parts(request.actor, amount),
        "passage": passage,
        "findings": findings,
        "verdict": against_text.verdict(findings),
    }

    return render(request, "funds/detail.html", context)


new = deeds.begin(
    forms.AllocationForm,
    actions.set_aside,
    kind="appropriation",
    of=(Trait.DECISION,),
    on="decision",
    given=lambda _by, _decision: {"initial": dict.fromkeys(("first_year", "last_year"), timezone.localdate().year)},
    heading="Sæt penge af",
    lead="På beslutningen »%s«",
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
)


move = deeds.fill(
    queries.appropriation,
    forms.MovementForm,
    actions.move,
    right="move",
    on="appropriation",
    state=queries.stage,
    given=lambda by, amount: {"left": queries.left(amount), "among": {"decision": queries.decisions(by)}},
    heading="Før beløbet videre",
)


def efforts(request: Request) -> HttpResponse:
    """Every effort."""
    return render(request, "funds/efforts.html", {"efforts": queries.efforts(request.actor)})


def effort(request: Request, pk: UUID) -> HttpResponse:
    """One effort: what it does, how far it is, what pays for it."""
    shown = queries.effort(request.actor, pk)
    return deeds.form(
        request,
        partial(forms.EffortStateForm, initial={"state": shown.state}),
        actions.move_effort,
        on={"effort": shown},
        template="funds/effort.html",
        effort=shown,
        state=rules.EFFORT.labels[shown.state],
    )


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
)
