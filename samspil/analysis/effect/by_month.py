"""Month by month and year by year around the referral: what a before-and-after figure hides."""

from __future__ import annotations

import math
from typing import Any

import numba as nb
import numpy as np

from samspil.analysis.effect import cohort, contrasts
from samspil.analysis.effect.estimates import Matched
from samspil.analysis.effect.protocol import Study
from samspil.analysis.effect.register import Register

Array = np.ndarray[Any, Any]


@nb.njit(cache=True, nogil=True)
def around(
    summed: Any,
    row: Any,
    month: Any,
    entry: Any,
    leave: Any,
    starts: Any,
    weight: Any,
    treated: Any,
    first: Any,
    y: Any,
    days: Any,
) -> Any:
    """Fill y and days (2, months around) with weighted contacts and days; row 0 the referred, 1 the others.

    entry and leave (members,) are day numbers, leave the day after the last; `first` is the first month around.
    """
    months = starts.shape[0] - 1

    for i in range(row.shape[0]):
        side = 0 if treated[i] else 1
        for j in range(y.shape[1]):
            m = month[i] + first + j
            if m < 0 or m >= months:
                continue
            # Whoever died or moved away counts for the days they were there.
            there = min(starts[m + 1], leave[i]) - max(starts[m], entry[i])
            if there > 0:
                y[side, j] += weight[i] * (summed[row[i], m + 1] - summed[row[i], m])
                days[side, j] += weight[i] * there


def event_study(
    summed: Array, place: Array, register: Register, m: Matched, study: Study
) -> dict[str, list[float | None]]:
    """Return contacts a person-month among referred and comparison, month by month around the referral."""
    who = m.members
    wide = study.history + study.after[1] + 1
    y, days = np.zeros((2, wide)), np.zeros((2, wide))
    entry, leave = register.persons.entry_day[who.person], register.persons.exit_day[who.person].astype(np.int64) + 1
    around(
        summed,
        place[who.person],
        who.month,
        entry,
        leave,
        register.starts,
        who.weight,
        who.treated,
        -study.history,
        y,
        days,
    )
    rates = np.divide(y * cohort.DAYS_A_MONTH, days, out=np.full_like(y, np.nan), where=days > 0)
    told: dict[str, list[float | None]] = {"month": [float(x) for x in range(-study.history, study.after[1] + 1)]}
    for name, side in (("referred", 0), ("comparison", 1)):
        told[name] = [None if math.isnan(r) else float(r) for r in rates[side]]

    return told


def yearly_steps(summed: Array, place: Array, register: Register, m: Matched) -> Array:
    """Return the log ratio of rates, referred over comparison, in the years before referral, oldest first."""
    logs = []
    for block in ((-36, -25), (-24, -13), (-12, -1)):
        w = cohort.window(summed, place, register, m.members, block)
        fit = contrasts.ratio_of_rates(m.members.treated, w.y, w.time, m.members.weight)
        if fit.converged:
            logs.append(fit.log_ratio)
    return np.array(logs)
