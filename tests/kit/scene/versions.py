"""Plans in versions, and calendar links that stand, are stopped, and belong to one who may no longer see."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.plans import rules as plan_rules
from samspil.features.partnerships.versions import actions as plans
from samspil.spine import passes, people

if TYPE_CHECKING:
    from tests.kit.scene import Scene


def add(scene: Scene) -> None:
    """Put the plans' records on the scene."""
    public, inner = (
        Partnership.objects.get(pk=scene.records[f"partnership {name}"][0]) for name in ("public", "inner")
    )
    job = people.job("scene")
    version = plans.keep(by=job, partnership=public, why="Planen, som den stod")

    plans.keep(by=job, partnership=inner, why="Planen, som den stod")
    scene.put("planversion number", version.number)
    scene.put("planversion public", public.pk, version.number)
    scene.put("planversion inner", inner.pk, 1)
    scene.put("planversion missing", public.pk, 9999)
    for name, who, partnership in (
        ("standing", "alice", inner),
        ("stopped", "bob", inner),
        ("outsider", "charlie", inner),
    ):
        holder = scene.people[who]
        issued, token = passes.issue(
            by=job,
            node=partnership.node,
            purpose=plan_rules.CALENDAR_PURPOSE,
            lasts=dt.timedelta(days=9),
            person=holder,
        )
        if name == "stopped":
            passes.revoke(by=job, issued=issued)
        scene.put(f"ownfeed {name}", token)
