"""Every writing of rounds: plan, follow up, go on against the stop rule, and ask the outermost link."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.utils import timezone

from samspil.features.trials import queries, rules
from samspil.features.trials.actions import close_stop_duty
from samspil.features.trials.models import Reach, Round, Trial
from samspil.spine import duties, happened, journal, locks, policy, records
from samspil.spine.people import Actor


@journal.deed
def plan(*, by: Actor, trial: Trial, plan: str, expected: str) -> Round:
    """Plan a trial's next round. Refused while one is open, and when the stop rule is reached."""
    locks.reread(trial)
    standing = trial.rounds.filter(state="planned").first()
    policy.check(by, "round", trial)
    rules.check_plan_round(
        open_round=standing.number if standing else None,
        stop=queries.why_stop(trial, timezone.localdate()),
    )
    rules.check_planned(plan, expected)
    number = (trial.rounds.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Round.objects.create(trial=trial, number=number, plan=plan.strip(), expected=expected.strip())
    journal.note("trial.round_planned", by=by, node=trial.node, data={"round": number})

    return made


@journal.deed
def follow_up(
    *,
    by: Actor,
    round_: Round,
    held_on: dt.date,
    done: str,
    seen: str,
    act: str,
    act_why: str,
    count: int | None = None,
) -> Round:
    """Write how a round went and what to do now. A reached stop rule gives the coordinators a duty.

    The same once more is no change.
    """
    locks.reread(round_)
    trial = round_.trial
    policy.check(by, "round", trial)
    rules.check_follow_up(
        tried=done,
        seen=seen,
        act=act,
        why=act_why,
        counts=trial.stop_below is not None,
        count=count,
        held_on=held_on,
    )
    told = (held_on, done.strip(), seen.strip(), count, act, act_why.strip(), "tried")
    if told == (round_.held_on, round_.done, round_.seen, round_.count, round_.act, round_.act_why, round_.state):
        return round_

    round_.held_on, round_.done, round_.seen, round_.count = held_on, done.strip(), seen.strip(), count
    round_.act, round_.act_why, round_.state = act, act_why.strip(), "tried"
    round_.save(update_fields=["held_on", "done", "seen", "count", "act", "act_why", "state"])
    journal.note("trial.round_followed_up", by=by, node=trial.node, data={"round": round_.number, "act": act})
    # After the round is written: its count may be the one that reaches the rule.
    if queries.why_stop(trial, timezone.localdate()) and not _has_stop_duty(trial):
        duties.give(
            by=by,
            node=trial.node,
            purpose=rules.STOP,
            title="Stopreglen er nået: slut prøvehandlingen, eller skriv, hvorfor den går videre",
            owner=trial.node.within or trial.node.organisation,
            due_on=timezone.localdate() + dt.timedelta(days=7),
        )

    return round_


@journal.deed
def go_on(*, by: Actor, trial: Trial, why: str, stops_on: dt.date | None = None) -> Round:
    """Let a trial go on although its rule says stop: the reason stands beside the round that reached it.

    A last day that is passed gives way to the new one (None = no last day). Refused when nothing was tried.
    """
    locks.reread(trial)
    today = timezone.localdate()
    last = trial.rounds.filter(state="tried").last()
    policy.check(by, "go_on", trial)
    rules.check_go_on(
        stop=queries.why_stop(trial, today),
        why=why,
        tried=last is not None,
        stops_on=stops_on,
        today=today,
    )
    assert last is not None
    about = {"round": last.number}
    records.change(last, {"went_on_because": why}, by=by, node=trial.node, noted="trial.went_on", data=about)
    # A last day ahead stands: only one that is passed gives way.
    if trial.stops_on is not None and today > trial.stops_on:
        trial.stops_on = stops_on
        trial.save(update_fields=["stops_on"])

    close_stop_duty(by=by, trial=trial, proof=f"Den går videre: {last.went_on_because}")
    return last


@journal.deed
def reach(*, by: Actor, trial: Trial, asked_on: dt.date, who: str, asked: int, knew: int, heard: str = "") -> Reach:
    """Note how many in the outermost link were asked, and how many knew of what is tried."""
    locks.reread(trial)
    policy.check(by, "reach", trial)
    rules.check_reach(trial.state, asked=asked, knew=knew, tried=trial.rounds.filter(state="tried").count())
    happened.check(asked_on, "Dagen, hvor I spurgte,", field="asked_on")
    made = Reach.objects.create(
        trial=trial, asked_on=asked_on, who=who.strip(), asked=asked, knew=knew, heard=heard.strip()
    )
    journal.note("trial.reach_asked", by=by, node=trial.node, data={"reach": made.pk})
    return made


def _has_stop_duty(trial: Trial) -> bool:
    return trial.node.duties.filter(purpose=rules.STOP, done_at__isnull=True).exists()
