"""Rounds, ideas and trials shown to all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from samspil.features.trials import actions as trials
from samspil.features.trials.actions import ideas, rounds
from samspil.spine import people

if TYPE_CHECKING:
    from tests.kit.scene import Scene

JOB = people.job("scene")
SAID = {
    "belief": "Flere kommer.",
    "smallest_step": "Én eftermiddag.",
    "look_at": "Hvor mange.",
    "stop_rule": "Efter én gang.",
}


def _running(scene: Scene, name: str, *, origin: Any = None, **said: Any) -> Any:
    made = trials.propose(by=JOB, origin=origin or scene.published.node, title=f"Forsøg: {name}", **SAID, **said)
    for state in ("planned", "running"):
        trials.move(by=JOB, trial=made, state=state)
    scene.put(f"trial {name}", made.pk)
    return made


def _tried(made: Any, count: int) -> None:
    planned = rounds.plan(by=JOB, trial=made, plan="Kaffe.", expected="Fem kommer.")
    rounds.follow_up(
        by=JOB,
        round_=planned,
        held_on=dt.date(2026, 6, 2),
        done="Det gik.",
        count=count,
        seen="Få.",
        act="keep",
        act_why="Nyt.",
    )


def add(scene: Scene) -> None:
    """Add trials in their rounds, an inner one, and ideas apart and gathered."""
    told = _running(scene, "told")
    trials.describe(by=JOB, trial=told, words="Vi drikker kaffe hver torsdag.")
    stopped = _running(scene, "stopped", stop_below=3)

    _tried(stopped, 1)
    tried = _running(scene, "tried")
    _tried(tried, 9)
    open_round = rounds.plan(by=JOB, trial=_running(scene, "open"), plan="Kaffe.", expected="Fem kommer.")
    scene.put("round open", open_round.pk)
    secret = _running(scene, "secret", origin=scene.received.node)
    scene.put("round secret", rounds.plan(by=JOB, trial=secret, plan="Kaffe.", expected="Fem.").pk)
    written = _running(scene, "written", origin=scene.received.node)
    trials.describe(by=JOB, trial=written, words="Vi drikker kaffe hver torsdag.")
    over = _running(scene, "over")
    over_round = rounds.plan(by=JOB, trial=over, plan="Kaffe.", expected="Fem.")
    trials.end(by=JOB, trial=over, conclusion="stop", why="Ingen kom.")
    scene.put("round over", over_round.pk)
    for name, origin in (
        ("public", scene.published.node),
        ("secret", scene.received.node),
        ("main", scene.published.node),
    ):
        made = ideas.give(by=JOB, origin=origin, title=f"Idé: {name}", words="Kaffe i hallen.", giver="en borger")
        scene.put(f"idea {name}", made.pk)
        if name == "public":
            gathered = ideas.give(by=JOB, origin=origin, title="Idé: samlet", words="Kaffe.", giver="en forening")
            ideas.merge(by=JOB, idea=gathered, into=made, why="Det samme.")
            scene.put("idea gathered", gathered.pk)
