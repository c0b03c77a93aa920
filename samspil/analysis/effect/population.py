"""Two looks at whole populations, free of who was referred: intention-to-treat by practice, and breaks among the not referred.

Wide intervals, but no selection by the doctor: the check that the matched numbers must live with.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numba as nb
import numpy as np

from samspil.analysis.effect import cohort, contrasts
from samspil.analysis.effect.cohort import Chosen
from samspil.analysis.effect.inference import UNKNOWN, Estimate, deviations
from samspil.analysis.effect.panel import Panel
from samspil.analysis.effect.protocol import Study
from samspil.analysis.effect.register import Register

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Population:
    """Everybody eligible in trial practices against everybody eligible elsewhere; `implied` is what it says of the referred."""

    eligible_trial: int
    eligible_elsewhere: int
    uptake: float
    share: float
    whole: Estimate
    implied: Estimate
    at_least: int


@nb.njit(cache=True, nogil=True)
def sums(panel: Any, who: Any, low: Any, middle: Any, high: Any, before: Any, after: Any) -> Any:
    """Fill before and after (len(who),) with each person's contacts in months [low, middle) and [middle, high)."""
    for i in range(who.shape[0]):
        before[i] = 0
        after[i] = 0
    for m in range(low, high):
        for i in range(who.shape[0]):
            if m < middle:
                before[i] += panel[m, who[i]]
            else:
                after[i] += panel[m, who[i]]


@nb.njit(cache=True, nogil=True)
def days_there(starts: Any, entry: Any, leave: Any, side: Any, days: Any) -> None:
    """Add to days (2, months) the days in the register of the persons with `side` 0 or 1, month by month."""
    for p in range(side.shape[0]):
        if side[p] >= 0:
            after = np.int64(leave[p]) + 1
            for m in range(days.shape[1]):
                days[side[p], m] += max(min(starts[m + 1], after) - max(starts[m], np.int64(entry[p])), 0)


def exposure(register: Register, side: Array) -> Array:
    """Return person-months of those with `side` 0 or 1, by side and month (2, months)."""
    days = np.zeros((2, register.months), np.int64)
    days_there(register.starts, register.persons.entry_day, register.persons.exit_day, side, days)
    return np.asarray(days / cohort.DAYS_A_MONTH)


def intention_to_treat(
    register: Register, panel: Panel, chosen: Chosen, service: Array, study: Study
) -> Population | None:
    """Compare all eligible adults of trial practices with all elsewhere, before and after the first referral.

    Eligible: adults with at least as many contacts in the twelve months before the first referral's month as a quarter of the
    referred had before theirs. Uptake is the instrument: the implied ratio is the one among the referred that would give the
    population's. Standard errors are clustered by practice, so each practice counts as one.
    """
    p = register.persons
    start = int(chosen.cases.month.min()) + 1
    length = chosen.months - start
    if length < 12 or start < 12:
        return None

    low = max(start - length, 0)
    who, at_least = _eligible(register, panel, chosen, study, start)
    before, after = np.empty(len(who), np.int32), np.empty(len(who), np.int32)
    sums(panel.counts, who, low, start, chosen.months, before, after)
    trial = np.isin(p.practice[who], service)
    if trial.sum() < 50 or (~trial).sum() < 50:
        return None

    # One row a practice: patients of a practice share their doctor, and would count as more than they know.
    _, first, code = np.unique(p.practice[who], return_index=True, return_inverse=True)
    begin, middle, end = (int(register.starts[m]) for m in (low, start, chosen.months))
    entry, leave = p.entry_day[who], p.exit_day[who]
    y0, y1, t0, t1 = (
        np.bincount(code, weights=values)
        for values in (before, after, _days(entry, leave, begin, middle), _days(entry, leave, middle, end))
    )
    fit = contrasts.difference_in_differences(trial[first], y0, t0, y1, t1, np.ones(len(first)))
    if not fit.converged:
        return None

    se = math.sqrt(float((fit.influence**2).sum()))
    z = deviations(study.level)
    ends = [math.exp(fit.log_ratio + k * z * se) for k in (0, -1, 1)]
    mine, treated_after = _of_the_referred(panel, chosen, who, trial, start)
    share = treated_after / max(int(after[trial].sum(dtype=np.int64)), 1)
    implied = [implied_ratio(r, share) for r in ends]
    told = Estimate(implied[0], implied[1], implied[2], math.nan) if math.isfinite(implied[0]) else UNKNOWN
    return Population(
        int(trial.sum()),
        int((~trial).sum()),
        float(mine.sum() / trial.sum()),
        share,
        Estimate(ends[0], ends[1], ends[2], se),
        told,
        at_least,
    )


def _eligible(register: Register, panel: Panel, chosen: Chosen, study: Study, start: int) -> tuple[Array, int]:
    """Return the adults who were there a year before `start` and used as much as the referred did, and how much that is."""
    p = register.persons
    grown = cohort.years_of(register)[start] - p.birth_year >= study.minimum_age
    there = (p.entry_day < register.starts[max(start - 12, 0)]) & (p.exit_day >= register.starts[start])
    who = np.flatnonzero(grown & there).astype(np.int32)

    year_before, rest = np.empty(len(who), np.int32), np.empty(len(who), np.int32)
    sums(panel.counts, who, start - 12, start, start, year_before, rest)
    own = np.zeros(len(p), np.int32)
    own[who] = year_before
    at_least = max(1, int(np.quantile(own[chosen.cases.person], 0.25)))
    return who[year_before >= at_least], at_least


def _of_the_referred(panel: Panel, chosen: Chosen, who: Array, trial: Array, start: int) -> tuple[Array, int]:
    """Return which of `who` are referred in the trial's practices, and their contacts after their own referral."""
    referred = np.full(panel.counts.shape[1], -1, np.int16)
    referred[chosen.cases.person] = chosen.cases.month
    mine = trial & (referred[who] >= 0)
    # From the month after their referral on, as everywhere: month 0 counts on neither side.
    months = range(start, chosen.months)
    return mine, sum(int(panel.counts[m, who[mine & (referred[who] < m)]].sum(dtype=np.int64)) for m in months)


def _days(entry: Array, leave: Array, begin: int, end: int) -> Array:
    """Return the days that each person was in the register from `begin` to before `end`."""
    return np.maximum(np.minimum(leave, end - 1) - np.maximum(entry, begin) + 1, 0)


def implied_ratio(whole: float, share: float) -> float:
    """Return the rate ratio among the referred that gives the population's `whole`.

    `share` is the referred's part of the observed contacts after referral. Without effect the rest keeps whole·(1 - share) of
    1, so the referred would have had 1 - whole·(1 - share) and had whole·share. NaN when no ratio above 0 can give it.
    """
    without = 1.0 - whole * (1.0 - share)
    return whole * share / without if without > 1e-9 and share > 0 else math.nan


@dataclasses.dataclass(frozen=True)
class Drift:
    """How a type's contacts among the not referred changed in trial practices against elsewhere (0 stands for all types)."""

    type: int
    ratio: float
    se_log: float

    @property
    def certain(self) -> float:
        """Return how far from 1 the ratio surely is: 0 when the interval holds 1."""
        return (
            max(0.0, abs(self.ratio - 1.0) - 1.96 * self.se_log * self.ratio) if math.isfinite(self.ratio) else math.nan
        )


def drifts(tally: Array, exposure: Array, months: Array, study: Study) -> list[Drift]:
    """Compare the not referred in trial practices with those elsewhere over the cases' own windows.

    tally (2, 128, months) contacts of the not referred, trial first; exposure (2, months) person-months; months (cases,) the
    index months. The spread counts contacts as twice as uneven as chance would make them.
    """
    weights = np.bincount(months, minlength=exposure.shape[1]).astype(float)
    before, after = np.zeros(exposure.shape[1]), np.zeros(exposure.shape[1])
    for m in np.flatnonzero(weights):
        before[m + study.before[0] : m + study.before[1] + 1] += weights[m]
        after[m + study.after[0] : m + study.after[1] + 1] += weights[m]

    got = []
    for kind in (0, *study.types):
        seen = tally[:, list(study.types)].sum(axis=1) if kind == 0 else tally[:, kind]
        logs, variance = 0.0, 0.0
        for side, sign in ((0, 1), (1, -1)):
            for part, way in ((after, 1), (before, -1)):
                y, t = float((seen[side] * part).sum()), float((exposure[side] * part).sum())
                events = float(seen[side][part > 0].sum())
                if y <= 0 or t <= 0:
                    logs = math.nan
                    continue
                # 1 / events for a Poisson count's logarithm; twice its standard deviation makes it four.
                logs += sign * way * math.log(y / t)
                variance += 4.0 / events
        if kind and tally[:, kind].sum() < 200:
            continue
        ratio = math.exp(logs) if math.isfinite(logs) else (0.0 if seen[1].sum() else math.nan)
        got.append(Drift(kind, ratio, math.sqrt(variance) if math.isfinite(logs) else 0.0))

    return got
