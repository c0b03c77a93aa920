"""An activity that was called off, and a code that lets those present rate one that was held."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.day import actions as day
from samspil.features.partnerships.plans import actions
from samspil.spine import people

if TYPE_CHECKING:
    from tests.kit.scene import Scene


def add(scene: Scene) -> None:
    """Put the day's records on the scene."""
    public = Partnership.objects.get(pk=scene.records["partnership public"][0])
    job = people.job("scene")
    cancelled = actions.plan(by=job, partnership=public, title="Aflyst", level="hear")
    scene.put("activity cancelled", actions.move(by=job, activity=cancelled, state="cancelled").pk)
    rated = actions.plan(by=job, partnership=public, title="Vurderet", level="hear")
    scene.files["file picture"] = ("hallen.jpg", _picture())
    scene.put("rating open")
    scene.put("ratingcode open", day.ask_for_ratings(by=job, activity=rated))


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, format="JPEG")
    return out.getvalue()
