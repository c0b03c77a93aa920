"""What a test sets up before it tries something, in one line each: a record of the product's own in the state that is asked for."""

from __future__ import annotations

from typing import Any

from samspil.features.trials import actions as trials
from samspil.features.trials.models import Trial
from samspil.spine.models import Node
from tests.kit.cast import Cast

THOUGHT_THROUGH = {
    "belief": "Flere kommer",
    "smallest_step": "Én torsdag",
    "look_at": "Hvor mange kommer",
    "stop_rule": "Når ingen kommer",
}


def running_trial(cast: Cast, origin: Node, **said: Any) -> Trial:
    """Give a trial that Alice proposed of the origin, planned and set going."""
    made = trials.propose(by=cast.alice, origin=origin, **(THOUGHT_THROUGH | {"title": "Kaffe"} | said))
    for state in ("planned", "running"):
        made = trials.move(by=cast.alice, trial=made, state=state)
    return made
