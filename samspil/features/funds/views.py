"""Pages of money and efforts: one query or one action each."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from samspil.features.funds import actions, extract, forms, queries, rules
from samspil.features.funds.models import Appropriation, Effort, Pool
from samspil.paper.refusal import NotFound
from samspil.spine import kinds, policy, visibility
from samspil.spine.models import Node
from samspil.web import export
from samspil.web import forms as web_forms


def index(request: HttpRequest) -> HttpResponse:
    """Every pool and every amount that rests on no pool."""
    table = queries.table(request.actor, queries.visible_to(request.actor))
    return render(
        request,
        "funds/list.html",
        {"pools": queries.pools(request.actor), "table": table, "chart": extract.chart(table), "stages": rules.STAGES},
    )


def pool(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One pool: what is set aside, year by year, each amount beside the words it rests on."""
    found = visibility.get(Pool.objects.select_related("node__organisation", "body"), request.actor, pk)
    table = queries.table(request.actor, queries.visible_to(request.actor).filter(pool=found))
    context = {"pool": found, "node": found.node, "table": table, "chart": extract.chart(table), "stages": rules.STAGES}
    if request.GET.get("format") == "csv":
        return export.csv_response("pulje", *extract.lines(table))
    return render(request, "funds/pool.html", context)


def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One amount: how far it is, what it rests on, what it is split into."""
    found = visibility.get(
        Appropriation.objects.select_related(
            "node__organisation", "pool__node", "part_of__node", "rests_on__version__text__subject"
        ),
        request.actor,
        pk,
    )
    moved = queries.moved(found)
    stage, by = rules.stage_of(moved), request.actor
    context = {
        "appropriation": found,
        "node": found.node,
        "total": rules.total(found),
        "stage_label": rules.LABELS[stage],
        "can_move": policy.allows(by, "move", "appropriation", found.node, stage),
        "can_correct": policy.allows(by, "correct", "appropriation", found.node, stage),
        "flow": [
            (label, says, rules.total(found) if name == "set_aside" else moved.get(name, 0))
            for name, label, says in rules.STAGES
        ],
        "movements": found.movements.select_related("by"),
        "parts": visibility.rows(found.parts.select_related("node"), request.actor),
        "passage": queries.passage_of(found),
        "agrees": rules.agrees(found, queries.passage_of(found)),
    }
    return render(request, "funds/detail.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Set money aside on a decision (`?fra=`)."""
    decision = _came_from(request, "is_decision")
    form = forms.AppropriationForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and web_forms.carry_out(
            form, lambda: actions.set_aside(by=request.actor, decision=decision, **form.cleaned_data)
        )
    ):
        return redirect("funds:detail", form.result.pk)
    return _edit(request, form, {"decision": decision, "heading": "Sæt penge af"})


def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct an amount that is still only set aside."""
    found = visibility.get(Appropriation.objects.select_related("node", "part_of"), request.actor, pk)
    rules.check_correct(request.actor, found.node, queries.stage(found))
    form = forms.AppropriationForm(request.POST or None, initial=forms.shown(found))
    if (
        request.method == "POST"
        and form.is_valid()
        and web_forms.carry_out(
            form, lambda: actions.correct(by=request.actor, appropriation=found, **form.cleaned_data)
        )
    ):
        return redirect("funds:detail", pk)
    return _edit(request, form, {"node": found.node, "heading": "Ret beløbet"})


def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move an amount one stage on."""
    found = visibility.get(Appropriation.objects.select_related("node"), request.actor, pk)
    form = forms.MovementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        key = values.pop("decision")
        decision = _seen(request, key, "is_decision") if key else None
        if web_forms.carry_out(
            form, lambda: actions.move(by=request.actor, appropriation=found, decision=decision, **values)
        ):
            return redirect("funds:detail", pk)
    return _edit(request, form, {"node": found.node, "heading": "Før beløbet videre"})


def efforts(request: HttpRequest) -> HttpResponse:
    """Every effort."""
    return render(request, "funds/efforts.html", {"efforts": queries.efforts(request.actor)})


def effort(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One effort: what it does, how far it is, what pays for it."""
    found = visibility.get(Effort.objects.select_related("node__organisation", "carried_by"), request.actor, pk)
    form = forms.EffortStateForm(request.POST or None, initial={"state": found.state})
    if (
        request.method == "POST"
        and form.is_valid()
        and web_forms.carry_out(
            form, lambda: actions.move_effort(by=request.actor, effort=found, state=form.cleaned_data["state"])
        )
    ):
        return redirect("funds:effort", pk)
    return render(
        request,
        "funds/effort.html",
        {"effort": found, "node": found.node, "state": rules.EFFORT_LABELS[found.state], "form": form},
        status=422 if form.is_bound else 200,
    )


def new_effort(request: HttpRequest) -> HttpResponse:
    """Set an effort going on a decision (`?fra=`)."""
    decision = _came_from(request, "is_decision")
    form = forms.EffortForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and web_forms.carry_out(
            form, lambda: actions.start_effort(by=request.actor, decision=decision, **form.cleaned_data)
        )
    ):
        return redirect("funds:effort", form.result.pk)
    return _edit(request, form, {"decision": decision, "heading": "Sæt en indsats i gang"})


def _edit(request: HttpRequest, form: web_forms.Form, context: dict[str, object]) -> HttpResponse:
    return render(request, "funds/edit.html", {"form": form, **context}, status=422 if form.is_bound else 200)


def _came_from(request: HttpRequest, trait: str) -> Node:
    return _seen(request, request.GET.get("fra", ""), trait)


def _seen(request: HttpRequest, key: str | UUID, trait: str) -> Node:
    try:
        wanted = key if isinstance(key, UUID) else UUID(key)
    except ValueError:
        raise NotFound("Begynd fra en beslutning: åbn den, og vælg derfra.") from None
    found = visibility.nodes(request.actor).filter(pk=wanted, kind__in=kinds.with_trait(trait)).first()
    if found is None:
        raise NotFound("Beslutningen findes ikke, eller du har ikke adgang til den.")
    return found
