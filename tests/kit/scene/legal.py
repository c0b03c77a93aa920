"""Legal profiles: the one that stands at Bakkeby, and a later version that nobody has signed off."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from samspil.features.voices.legal import actions, queries, rules
from samspil.paper import danish
from samspil.spine import people


def add(scene: Any) -> None:
    """Add the records that voices.toml names."""
    house = scene.bakkeby
    signed = queries.standing(house.pk, None)
    assert signed is not None
    said = rules.Said(
        controller=house.name,
        processors="",
        basis="gdpr_consent",
        passing_on="nobody",
        consent_forms=("written",),
        longest_days=365,
        retention=rules.RETENTION,
        kept=rules.KEPT,
    )
    scene.put("profile signed", signed.pk)
    scene.put("profile draft", actions.write(by=people.job("test"), organisation=house, said=said).pk)
    scene.texts["today"] = danish.date(timezone.localdate())
