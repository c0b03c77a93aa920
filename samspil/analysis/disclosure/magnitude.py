"""Sums and means over persons: one person must not be most of the number.

The three rules and their limits are those of ACRO (threshold, dominance of the two largest, p-ratio), with this house's threshold.
"""

from __future__ import annotations

from collections.abc import Sequence

from samspil.analysis.disclosure.small import HIDE_AT_MOST

TWO_LARGEST_AT_MOST = 0.9
P_RATIO_AT_LEAST = 0.1


def check_magnitude(contributions: Sequence[float], *, hide_at_most: int = HIDE_AT_MOST) -> str | None:
    """Return why a sum or mean must be hidden, in Danish, or None when it may be shown.

    Contributions are one non-negative number a person. Hidden when at most `hide_at_most` persons contribute, when all but the
    two largest are less than 10 % of the largest (then the second largest could reckon it out), or when the two largest are
    more than 90 % of the sum. With these limits the last rule holds the middle one; it is asked first for its plainer reason.
    """
    given = sorted((c for c in contributions if c > 0), reverse=True)
    if len(given) <= hide_at_most:
        return f"højst {hide_at_most} borgere ligger bag tallet"

    total = sum(given)
    if total - given[0] - given[1] < P_RATIO_AT_LEAST * given[0]:
        return "den næststørste borger kan regne den størstes tal ud"
    if given[0] + given[1] > TWO_LARGEST_AT_MOST * total:
        return "to borgere udgør over 90 % af tallet"

    return None
