"""Pages of rounds: plan, follow up, go on, and ask the outermost link."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from samspil.features.trials import forms, queries
from samspil.features.trials.actions import rounds as actions
from samspil.paper import languages
from samspil.spine import policy
from samspil.web import deeds, undo
from samspil.web import forms as web_forms
from samspil.web.request import Request

plan = deeds.fill(
    queries.trial,
    forms.PlanForm,
    actions.plan,
    right="round",
    on="trial",
    done=gettext_lazy("Omgangen er planlagt."),
    way_back=undo.Way("trial.round_planned"),
    heading="Planlæg næste omgang",
)


def follow_up(request: Request, pk: int) -> HttpResponse:
    """Write how a round went, and what now."""
    tried = queries.round_of(request.actor, pk)
    policy.check(request.actor, "round", tried.trial)
    told = {name: getattr(tried, name) for name in ("done", "count", "seen", "act", "act_why")}
    standing = web_forms.Standing({"held_on": tried.held_on or timezone.localdate()} | told)
    return deeds.form(
        request,
        partial(forms.FollowUpForm, trial=tried.trial, initial=standing),
        actions.follow_up,
        on={"round_": tried},
        to=("trials:detail", tried.trial_id),
        template="trials/follow_up.html",
        heading=languages.told("Hvordan gik omgang {number}?").format(number=tried.number),
        node=tried.trial.node,
        round=tried,
    )


go_on = deeds.fill(
    queries.trial, forms.GoOnForm, actions.go_on, right="go_on", on="trial", heading="Gå videre trods stopreglen"
)
reach = deeds.fill(
    queries.trial,
    forms.ReachForm,
    actions.reach,
    right="reach",
    on="trial",
    given=lambda _by, _trial: {"initial": {"asked_on": timezone.localdate()}},
    done=gettext_lazy("Svaret fra det yderste led er skrevet."),
    way_back=undo.Way("trial.reach_asked"),
    heading="Kendes det i det yderste led?",
)
