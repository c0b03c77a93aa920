"""What a partnership begins with, unless somebody says otherwise. No Django."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from samspil.features.partnerships.charter import rules as charter_rules

# Everybody meets first, to know who does what and for how long.
FIRST_METHOD = "meeting"


def agreed(told: Mapping[str, tuple[str, str]], sides: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return the roles that are written: of the sides that are there, and of others only where somebody put their words right."""
    return {
        side: words
        for side, words in told.items()
        if words[0].strip() and (side in sides or words != charter_rules.PROPOSED[side])
    }
