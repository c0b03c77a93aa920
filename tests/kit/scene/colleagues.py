"""Somebody who has stopped at a place, and a colleague who is there, as the page of successors names them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from samspil.spine import people

if TYPE_CHECKING:
    from tests.kit.scene import Scene


def add(scene: Scene) -> None:
    """Name both with their place."""
    job, today = people.job("scene"), timezone.localdate()
    left = people.add_person(by=job, name="Gerda (opdigtet)", is_invented=True)
    stopped = people.give_role(
        by=job, person=left, role="staff", organisation=scene.bakkeby, from_on=dt.date(2022, 1, 1)
    )
    people.end_role(by=job, role=stopped, on=today - dt.timedelta(days=1))
    for name, person in (("left", left), ("there", scene.people["bob"])):
        scene.texts[f"colleague {name}"] = f"{scene.bakkeby.pk}:{person.pk}"
