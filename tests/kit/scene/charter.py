"""What partners agree, and the personal link to it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from samspil.features.partnerships.charter import actions as charter
from samspil.features.partnerships.charter import queries as reading
from samspil.features.partnerships.charter import rules
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.programmes import actions as programmes
from samspil.spine import passes, people

if TYPE_CHECKING:
    from tests.kit.scene import Scene


def add(scene: Scene) -> None:
    """Put milestones, a personal link and programmes on the scene."""
    job = people.job("scene")
    public, inner = (
        Partnership.objects.get(pk=scene.records[f"partnership {name}"][0]) for name in ("public", "inner")
    )
    for name, partnership in (("public", public), ("inner", inner)):
        scene.put(f"milestone {name}", charter.set_milestone(by=job, partnership=partnership, title="Kaffe").pk)
        made = programmes.set_up(
            by=job,
            name=f"Et program: {name}",
            organisation=scene.bakkeby,
            partnerships=[partnership],
            visibility="public" if name == "public" else "organisation",
        )
        scene.put(f"programme {name}", made.pk)

    scene.put("partnership bare", scene.inner("Et partnerskab uden plan").pk)
    newest = reading.charter(public)
    assert newest is not None
    issued, token = passes.issue(
        by=job, node=public.node, purpose=rules.PASS_PURPOSE, lasts=dt.timedelta(days=2), person=scene.people["poul"]
    )
    scene.put("charter_pass public", issued.pk)
    scene.put("charter_link given", token)
    scene.put("charter_link unknown", "0000-0000-0000")
