"""The heart: which counts are hidden, how the others are rounded, and what a reader can therefore know of each.

After OpenSAFELY's rule (hide 7 or less, then round to 5), the easiest of the known rules to prove.
"""

from __future__ import annotations

import dataclasses
import math

HIDE_AT_MOST = 7
ROUND_TO = 5


@dataclasses.dataclass(frozen=True)
class Rule:
    """Counts up to and including `hide_at_most` are hidden, zero too; the others are shown as multiples of `round_to`."""

    hide_at_most: int = HIDE_AT_MOST
    round_to: int = ROUND_TO

    def is_small(self, count: int) -> bool:
        """Say whether a count must be hidden."""
        return count <= self.hide_at_most

    def show(self, count: int) -> int | None:
        """Return the count as published: None when hidden, else rounded to nearest, halves up, never to 0."""
        if self.is_small(count):
            return None
        return max(self.round_to, (2 * count + self.round_to) // (2 * self.round_to) * self.round_to)

    def possible(self, shown: int | None) -> tuple[float, float]:
        """Return the least and most that the count behind a published cell can be."""
        if shown is None:
            return 0.0, math.inf
        fits = [c for c in range(max(0, shown - self.round_to), shown + self.round_to + 1) if self.show(c) == shown]
        return float(min(fits)), float(max(fits))
