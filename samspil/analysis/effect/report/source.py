"""What every part of the report draws on, with counts of citizens only as they may be shown."""

from __future__ import annotations

import dataclasses
from typing import Any

from samspil.analysis.disclosure import Published
from samspil.analysis.effect.protocol import Study
from samspil.analysis.effect.report.tongue import Tongue

Json = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Source:
    """All that a report draws on."""

    result: Json
    details: Json
    study: Study
    published: Published
    t: Tongue

    def shown(self, name: str) -> str:
        """Return a count of citizens as it may be shown."""
        return self.t.count(self.published.shown[name])

    def may_show(self, name: str) -> bool:
        """Say whether numbers about these citizens may be shown at all."""
        return self.published.shown[name] is not None


def known(e: Json | None) -> bool:
    """Say whether an estimate has a number and both ends."""
    return e is not None and all(e.get(k) is not None for k in ("rate_ratio", "low", "high"))
