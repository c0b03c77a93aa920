"""Pages of rounds: plan, follow up, go on, and ask the outermost link."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from samspil.features.trials import forms, queries
from samspil.features.trials.actions import rounds as actions
from samspil.spine import policy
from samspil.web import deeds
from samspil.web import forms as web_forms
from samspil.web.request import Request


def plan(request: Request, pk: UUID) -> HttpResponse:
    """Plan the next round."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "round", found)
    return deeds.form(request, forms.PlanForm, actions.plan, on={"trial": found}, heading="Planlæg næste omgang")


def follow_up(request: Request, pk: int) -> HttpResponse:
    """Write how a round went, and what now."""
    found = queries.round_of(request.actor, pk)
    policy.check(request.actor, "round", found.trial)
    told = {name: getattr(found, name) for name in ("done", "count", "seen", "act", "act_why")}
    standing = web_forms.Standing({"held_on": found.held_on or timezone.localdate()} | told)
    return deeds.form(
        request,
        partial(forms.FollowUpForm, counted=found.trial.counted, initial=standing),
        actions.follow_up,
        on={"round_": found},
        to=("trials:detail", found.trial_id),
        template="trials/follow_up.html",
        heading=f"Hvordan gik omgang {found.number}?",
        node=found.trial.node,
        round=found,
    )


def go_on(request: Request, pk: UUID) -> HttpResponse:
    """Let a trial go on although its rule says stop."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "go_on", found)
    return deeds.form(request, forms.GoOnForm, actions.go_on, on={"trial": found}, heading="Gå videre trods stopreglen")


def reach(request: Request, pk: UUID) -> HttpResponse:
    """Note whether it is known in the outermost link."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "reach", found)
    return deeds.form(
        request, forms.ReachForm, actions.reach, on={"trial": found}, heading="Kendes det i det yderste led?"
    )
