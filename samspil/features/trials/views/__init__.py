"""Pages of trials themselves: one query or one action each. Rounds and ideas have their own modules."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from samspil.features.trials import actions, forms, queries
from samspil.spine import naming, policy, visibility
from samspil.web import forms as web_forms
from samspil.web import pages
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """Every trial."""
    page = pages.page_of(request, queries.visible_to(request.actor))
    return render(request, "trials/list.html", {"page": page})


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One trial: what it tests, how it went, what it taught."""
    found = queries.trial(request.actor, pk)
    may = {
        action: policy.allows(request.actor, action, "trial", found.node, found.state)
        for action in ("edit", "move", "learn", "round", "go_on", "reach", "publish")
    }
    context = {
        "trial": found,
        "node": found.node,
        "learning": queries.of_trial(request.actor, found),
        "story": queries.story(request.actor, found),
        "origin": queries.named_at(request.actor, found),
        "can": may,
        "is_near": naming.shows(request.actor, found.node),
    }

    return render(request, "trials/detail.html", context)


def new(request: Request) -> HttpResponse:
    """Propose a trial that came of an idea, an insight, an activity or another trial's learning (`?fra=`)."""
    origin = visibility.origin(
        request.actor, request.GET.get("fra"), "is_idea", "is_insight", "is_activity", "is_learning"
    )
    policy.check(request.actor, "add", "trial", origin)
    form = forms.TrialForm(request.POST or None)
    if web_forms.submitted(
        request,
        form,
        lambda: actions.propose(
            by=request.actor,
            origin=origin,
            **{name: value for name, value in form.cleaned_data.items() if name != "edition"},
        ),
    ):
        return redirect("trials:detail", form.result.pk)

    return _edit(request, form, {"origin": origin, "heading": "Foreslå en prøvehandling"})


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change a trial that is not yet running."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "edit", found)
    form = forms.TrialForm(request.POST or None, initial=forms.shown(found))
    if web_forms.submitted(request, form, lambda: actions.change(by=request.actor, trial=found, **form.cleaned_data)):
        return redirect("trials:detail", pk)
    return _edit(request, form, {"node": found.node, "heading": "Ret prøvehandlingen"})


def move(request: Request, pk: UUID) -> HttpResponse:
    """Say how far a trial is."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "move", found)
    form = forms.StateForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.move(by=request.actor, trial=found, state=form.cleaned_data["state"])
    ):
        return redirect("trials:detail", pk)
    return _edit(request, form, {"node": found.node, "heading": "Hvor langt er prøvehandlingen?"})


def end(request: Request, pk: UUID) -> HttpResponse:
    """End a trial with its conclusion."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "move", found)
    form = forms.EndForm(request.POST or None)
    if web_forms.submitted(request, form, lambda: actions.end(by=request.actor, trial=found, **form.cleaned_data)):
        return redirect("trials:detail", pk)
    return _edit(request, form, {"node": found.node, "heading": "Slut prøvehandlingen"})


def learn(request: Request, pk: UUID) -> HttpResponse:
    """Write what a trial taught."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "learn", found)
    form = forms.LearningForm(request.POST or None)
    if web_forms.submitted(request, form, lambda: actions.learn(by=request.actor, trial=found, **form.cleaned_data)):
        return redirect("trials:learning", form.result.pk)
    return _edit(request, form, {"node": found.node, "heading": "Skriv, hvad I lærte"})


def learning(request: Request, pk: UUID) -> HttpResponse:
    """One learning point."""
    found = queries.learning_point(request.actor, pk)
    return render(request, "trials/learning.html", {"point": found, "node": found.node})


def describe(request: Request, pk: UUID) -> HttpResponse:
    """Say in plain Danish what is tried."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "publish", found)
    form = forms.PlainForm(request.POST or None, initial=web_forms.Standing({"words": found.public_words}))
    if web_forms.submitted(request, form, lambda: actions.describe(by=request.actor, trial=found, **form.cleaned_data)):
        return redirect("trials:detail", pk)
    return _edit(request, form, {"node": found.node, "heading": "Fortæl alle, hvad I prøver"})


@require_POST
def publish(request: Request, pk: UUID) -> HttpResponse:
    """Show a trial to everybody."""
    found = queries.trial(request.actor, pk)
    web_forms.do(
        request, lambda: actions.publish(by=request.actor, trial=found), done="Alle kan nu se prøvehandlingen."
    )
    return redirect("trials:detail", pk)


@require_POST
def unpublish(request: Request, pk: UUID) -> HttpResponse:
    """Take a trial off the net."""
    found = queries.trial(request.actor, pk)
    web_forms.do(
        request,
        lambda: actions.unpublish(by=request.actor, trial=found),
        done="Prøvehandlingen er taget af nettet. Kun samarbejdets egne kan se den.",
    )
    return redirect("trials:detail", pk)


def _edit(request: Request, form: web_forms.Form, context: dict[str, object]) -> HttpResponse:
    return web_forms.page(request, "trials/edit.html", {"form": form, **context})
