"""Trials at every stage: tried and kept, changed, spread, stopped by their own rule, running, waiting, and only thought of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samspil.features.trials import actions as trials
from samspil.features.trials.actions import rounds
from samspil.features.trials.models import Trial

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found

SAID = ("belief", "smallest_step", "place", "who", "look_at", "stop_rule", "counted", "stop_below", "stop_rounds")
# What a trial goes through to get where it is.
WAY = {"idea": (), "planned": ("planned",), "running": ("planned", "running"), "ended": ("planned", "running")}


def load(found: Found, told: dict[str, Any]) -> None:
    """Propose each trial from its insight, and let it come as far as it did."""
    for each in told["trial"]:
        made = trials.propose(
            by=found.by,
            origin=found.nodes[each["from"]],
            title=each["title"],
            on=each.get("on"),
            why="Prøvehandlingen afprøver indsigten.",
            **{name: each[name] for name in SAID if name in each},
        )
        for state in WAY[each["state"]]:
            made = trials.move(by=found.by, trial=made, state=state)

        _try(found, made, each)
        if "public_words" in each:
            trials.describe(by=found.by, trial=made, words=each["public_words"])
            trials.publish(by=found.by, trial=made)


def _try(found: Found, trial: Trial, told: dict[str, Any]) -> None:
    for each in told.get("round", []):
        planned = rounds.plan(by=found.by, trial=trial, plan=each["plan"], expected=each["expected"])
        went = {name: each[name] for name in ("held_on", "done", "seen", "act", "act_why", "count") if name in each}
        rounds.follow_up(by=found.by, round_=planned, **went)

    if learned := told.get("learned"):
        point = trials.learn(by=found.by, trial=trial, **learned)
        found.nodes[learned["title"]] = point.node
    if told["state"] == "ended":
        trials.end(by=found.by, trial=trial, conclusion=told["conclusion"], why=told["conclusion_why"])
    if "reach" in told:
        rounds.reach(by=found.by, trial=trial, **told["reach"])
