"""Pages of money and efforts: one query or one action each."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from samspil.features.funds import actions, against_text, extract, forms, queries, rules
from samspil.spine import policy, visibility
from samspil.web import export
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
    stage, by = rules.stage_of(moved), request.actor
    # Of what only sources tell, a stage that they do not name may well have been reached.
    unmoved = None if found.node.is_sourced else 0
    context = {
        "appropriation": found,
        "node": found.node,
        "total": rules.total(found),
        "stage_label": rules.LABELS[stage],
        "can_move": policy.allows(by, "move", "appropriation", found.node, stage),
        "can_correct": policy.allows(by, "correct", "appropriation", found.node, stage),
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
    decision = visibility.origin(request.actor, request.GET.get("fra"), "is_decision")
    policy.check(request.actor, "add", "appropriation", decision)
    form = forms.AllocationForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.set_aside(by=request.actor, decision=decision, **form.values())
    ):
        return redirect("funds:detail", form.result.pk)
    return _edit(request, form, {"decision": decision, "heading": "Sæt penge af"})


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Correct an amount that is still only set aside."""
    found = queries.appropriation(request.actor, pk)
    policy.check(request.actor, "correct", found, state=queries.stage(found))
    form = forms.AppropriationForm(request.POST or None, initial=web_forms.Standing(forms.shown(found)))
    if web_forms.submitted(
        request, form, lambda: actions.correct(by=request.actor, appropriation=found, **form.cleaned_data)
    ):
        return redirect("funds:detail", pk)
    return _edit(request, form, {"node": found.node, "heading": "Ret beløbet"})


def move(request: Request, pk: UUID) -> HttpResponse:
    """Move an amount one stage on."""
    found = queries.appropriation(request.actor, pk)
    policy.check(request.actor, "move", found, state=queries.stage(found))
    form = forms.MovementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        key = values.pop("decision")
        decision = visibility.origin(request.actor, key, "is_decision") if key else None
        if web_forms.carry_out(
            form,
            lambda: actions.move(by=request.actor, appropriation=found, decision=decision, **values),
            press=web_forms.press_of(request.POST, at=request.path),
        ):
            return redirect("funds:detail", pk)

    return _edit(request, form, {"node": found.node, "heading": "Før beløbet videre"})


def efforts(request: Request) -> HttpResponse:
    """Every effort."""
    return render(request, "funds/efforts.html", {"efforts": queries.efforts(request.actor)})


def effort(request: Request, pk: UUID) -> HttpResponse:
    """One effort: what it does, how far it is, what pays for it."""
    found = queries.effort(request.actor, pk)
    form = forms.EffortStateForm(request.POST or None, initial={"state": found.state})
    if web_forms.submitted(
        request, form, lambda: actions.move_effort(by=request.actor, effort=found, state=form.cleaned_data["state"])
    ):
        return redirect("funds:effort", pk)
    context = {"effort": found, "node": found.node, "state": rules.EFFORT.labels[found.state], "form": form}
    return web_forms.page(request, "funds/effort.html", context)


def new_effort(request: Request) -> HttpResponse:
    """Set an effort going on a decision (`?fra=`)."""
    decision = visibility.origin(request.actor, request.GET.get("fra"), "is_decision")
    policy.check(request.actor, "add", "effort", decision)
    form = forms.EffortForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.start_effort(by=request.actor, decision=decision, **form.values())
    ):
        return redirect("funds:effort", form.result.pk)
    return _edit(request, form, {"decision": decision, "heading": "Sæt en indsats i gang"})


def _edit(request: Request, form: web_forms.Form, context: dict[str, object]) -> HttpResponse:
    return web_forms.page(request, "funds/edit.html", {"form": form, **context})
