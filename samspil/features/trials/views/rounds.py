"""Pages of rounds: plan, follow up, go on, and ask the outermost link."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from samspil.features.trials import forms, queries
from samspil.features.trials.actions import rounds as actions
from samspil.spine import policy
from samspil.web import forms as web_forms
from samspil.web.request import Request


def plan(request: Request, pk: UUID) -> HttpResponse:
    """Plan the next round."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "round", found)
    form = forms.PlanForm(request.POST or None)
    if web_forms.submitted(request, form, lambda: actions.plan(by=request.actor, trial=found, **form.cleaned_data)):
        return redirect("trials:detail", pk)
    return _edit(request, form, {"node": found.node, "heading": "Planlæg næste omgang"})


def follow_up(request: Request, pk: int) -> HttpResponse:
    """Write how a round went, and what now."""
    found = queries.round_of(request.actor, pk)
    policy.check(request.actor, "round", found.trial)
    initial = {"held_on": found.held_on or timezone.localdate()} | {
        name: getattr(found, name) for name in ("done", "count", "seen", "act", "act_why")
    }
    form = forms.FollowUpForm(request.POST or None, initial=web_forms.Standing(initial))
    if found.trial.counted:
        form.fields["count"].label = f"Hvor mange talte I? ({found.trial.counted})"

    if web_forms.submitted(
        request, form, lambda: actions.follow_up(by=request.actor, round_=found, **form.cleaned_data)
    ):
        return redirect("trials:detail", found.trial_id)

    context = {"node": found.trial.node, "heading": f"Hvordan gik omgang {found.number}?", "round": found}
    return _edit(request, form, context)


def go_on(request: Request, pk: UUID) -> HttpResponse:
    """Let a trial go on although its rule says stop."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "go_on", found)
    form = forms.GoOnForm(request.POST or None)
    if web_forms.submitted(request, form, lambda: actions.go_on(by=request.actor, trial=found, **form.cleaned_data)):
        return redirect("trials:detail", pk)
    return _edit(request, form, {"node": found.node, "heading": "Gå videre trods stopreglen"})


def reach(request: Request, pk: UUID) -> HttpResponse:
    """Note whether it is known in the outermost link."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "reach", found)
    form = forms.ReachForm(request.POST or None)
    if web_forms.submitted(request, form, lambda: actions.reach(by=request.actor, trial=found, **form.cleaned_data)):
        return redirect("trials:detail", pk)
    return _edit(request, form, {"node": found.node, "heading": "Kendes det i det yderste led?"})


def _edit(request: Request, form: web_forms.Form, context: dict[str, object]) -> HttpResponse:
    return web_forms.page(request, "trials/edit.html", {"form": form, **context})
