"""Gates: tests of the result that decide whether it may be paid on. They never change the number, and a failed one is shown.

A gate that could not be judged is not passed: what nobody could test must be looked at by somebody.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from samspil.analysis.effect.estimates import Matched
from samspil.analysis.effect.inference import Estimate

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Gate:
    """One gate: what was measured (None: could not be), the limit, and whether it is passed."""

    name: str
    value: float | None
    limit: float
    passed: bool


@dataclasses.dataclass(frozen=True)
class Balance:
    """How alike the referred and their comparison are on one thing: means, and their difference in pooled standard deviations.

    B's late windows are shown, not judged: B lets them differ, and the gate `step` watches them.
    """

    what: str
    contrast: str
    referred: float
    comparison: float
    smd: float
    judged: bool


def at_most(name: str, value: float, limit: float) -> Gate:
    """Pass a value at or below the limit."""
    known = math.isfinite(value)
    return Gate(name, value if known else None, limit, known and value <= limit)


def at_least(name: str, value: float, limit: float) -> Gate:
    """Pass a value at or above the limit."""
    known = math.isfinite(value)
    return Gate(name, value if known else None, limit, known and value >= limit)


def smd(values: Array, treated: Array, weight: Array) -> tuple[float, float, float]:
    """Return the mean of the treated, the weighted mean of the others, and the standardised difference.

    The spread is pooled from both groups (Austin 2009); without spread the difference is 0 when the means agree, else infinite.
    """
    a, b, w = values[treated], values[~treated], weight[~treated]
    mean_a, mean_b = float(a.mean()), float(np.average(b, weights=w))
    spread = math.sqrt((float(a.var()) + float(np.average((b - mean_b) ** 2, weights=w))) / 2)
    if spread < 1e-12:
        return mean_a, mean_b, 0.0 if abs(mean_a - mean_b) < 1e-9 else math.inf
    return mean_a, mean_b, (mean_a - mean_b) / spread


def balance(
    m: Matched, contrast: str, covariates: dict[str, Array], windows: dict[str, Array], judged: set[str]
) -> list[Balance]:
    """Return the balance of covariates (one value a person) and windows (one value a member), `judged` or not."""
    who = m.members
    rows = []
    for what, values in {**{k: v[who.person] for k, v in covariates.items()}, **windows}.items():
        mean_a, mean_b, d = smd(values.astype(float), who.treated, who.weight)
        rows.append(Balance(what, contrast, mean_a, mean_b, d, what in judged))
    return rows


def worst_balance(rows: list[Balance]) -> float:
    """Return the largest absolute standardised difference."""
    return max((abs(r.smd) for r in rows), default=math.nan)


def smallest_p(estimates: list[Estimate]) -> float:
    """Return the smallest two-sided p-value against a ratio of 1, times the number of tests (Bonferroni)."""
    known = [e for e in estimates if math.isfinite(e.rate_ratio) and e.se_log and math.isfinite(e.se_log)]
    if not known:
        return math.nan
    from scipy import special

    z = max(abs(math.log(e.rate_ratio)) / e.se_log for e in known)
    return min(1.0, 2 * float(special.ndtr(-z)) * len(known))
