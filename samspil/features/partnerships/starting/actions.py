"""Beginning: the role card and the first activity, in one deed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samspil.features.partnerships.charter import actions as charter_actions
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.plans import actions as plan_actions
from samspil.spine import journal, locks, policy
from samspil.spine.people import Actor


@journal.deed
def begin(
    *, by: Actor, partnership: Partnership, told: Mapping[str, tuple[str, str]], activity: Mapping[str, Any]
) -> Activity:
    """Write the roles, where any are told, and plan the first activity. Both or neither."""
    locks.reread(partnership)
    policy.check(by, "charter", partnership)
    if told:
        charter_actions.write(by=by, partnership=partnership, told=told)
    journal.note("partnership.begun", by=by, node=partnership.node)
    return plan_actions.plan(by=by, partnership=partnership, why="Den første aktivitet", **activity)
