"""Pages of money and efforts: one query or one action each."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from samspil.features.funds import actions, against_text, extract, forms, queries, rules
from samspil.spine import policy, visibility
from samspil.spine.models import Node
from samspil.web import deeds, export
from samspil.web import forms as web_forms
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """Every pool with its amounts, and the amounts that rest on no pool."""
    shown = [(pool, table, extract.chart(table)) for pool, table in queries.tables(request.actor)]
    return render(request, "funds/list.html", {"shown": shown, "stages": rules.STAGES})


def pool(request: Request, pk: UUID) -> HttpResponse:
    """One pool: what is set aside, year by year, each amount beside the words it rests on."""
    found = queries.pool(request.actor, pk)
    table = queries.table(request.actor, found)
    if request.GET.get("format") == "csv":
        return export.csv_response("pulje", *extract.lines(table))
    context = {"pool": found, "node": found.node, "table": table, "chart": extract.chart(table), "stages": rules.STAGES}
    return render(request, "funds/pool.html", context)


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One amount: how far it is, what it rests on, what it is split into."""
    found = queries.appropriation(request.actor, pk)
    moved, passage = queries.moved(found), queries.passage_of(found)
    findings = against_text.compared(found, passage) if passage else ()
    stage = rules.stage_of(moved)
    # Of what only sources tell, a stage that they do not name may well have been reached.
    unmoved = None if found.node.is_sourced else 0
    context = {
        "appropriation": found,
        "node": found.node,
        "total": rules.total(found),
        "stage": stage,
        "stage_label": rules.LABELS[stage],
        "flow": [
            (label, says, rules.total(found) if name == "set_aside" else moved.get(name, unmoved))
            for name, label, says in rules.STAGES
        ],
        "movements": found.movements.select_related("by"),
        "parts": queries.parts(request.actor, found),
        "passage": passage,
        "findings": findings,
        "verdict": against_text.verdict(findings),
    }

    return render(request, "funds/detail.html", context)


def new(request: Request) -> HttpResponse:
    """Set money aside on a decision (`?fra=`)."""
    decision = _decision(request, "appropriation")
    return deeds.form(
        request,
        forms.AllocationForm,
        actions.set_aside,
        on={"decision": decision},
        heading="Sæt penge af",
        lead=f"På beslutningen »{decision.title}«",
    )


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Correct an amount that is still only set aside."""
    found = queries.appropriation(request.actor, pk)
    policy.check(request.actor, "correct", found, state=queries.stage(found))
    form = partial(forms.AppropriationForm, initial=web_forms.Standing(forms.shown(found)))
    return deeds.form(request, form, actions.correct, on={"appropriation": found}, heading="Ret beløbet")


def move(request: Request, pk: UUID) -> HttpResponse:
    """Move an amount one stage on."""
    found = queries.appropriation(request.actor, pk)
    policy.check(request.actor, "move", found, state=queries.stage(found))

    def moved(*, decision: UUID | None, **values: Any) -> Any:
        granting = visibility.origin(request.actor, decision, "is_decision") if decision else None
        return actions.move(decision=granting, **values)

    return deeds.form(request, forms.MovementForm, moved, on={"appropriation": found}, heading="Før beløbet videre")


def efforts(request: Request) -> HttpResponse:
    """Every effort."""
    return render(request, "funds/efforts.html", {"efforts": queries.efforts(request.actor)})


def effort(request: Request, pk: UUID) -> HttpResponse:
    """One effort: what it does, how far it is, what pays for it."""
    found = queries.effort(request.actor, pk)
    return deeds.form(
        request,
        partial(forms.EffortStateForm, initial={"state": found.state}),
        actions.move_effort,
        on={"effort": found},
        template="funds/effort.html",
        effort=found,
        state=rules.EFFORT.labels[found.state],
    )


def new_effort(request: Request) -> HttpResponse:
    """Set an effort going on a decision (`?fra=`)."""
    decision = _decision(request, "effort")
    return deeds.form(
        request,
        forms.EffortForm,
        actions.start_effort,
        on={"decision": decision},
        heading="Sæt en indsats i gang",
        lead=f"På beslutningen »{decision.title}«",
    )


def _decision(request: Request, kind: str) -> Node:
    decision = visibility.origin(request.actor, request.GET.get("fra"), "is_decision")
    policy.check(request.actor, "add", kind, decision)
    return decision
