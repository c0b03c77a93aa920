"""Estimators that were tried for a narrower honest answer and are not in the product; the drill shows them on the same registers.

Each returns a log rate ratio and its standard error, conditional on what it selected.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from samspil.analysis.effect import cohort, contrasts, inference, population
from samspil.analysis.effect.core import Core
from samspil.analysis.effect.peers import Persistence

Array = np.ndarray[Any, Any]
Told = tuple[float, float]
UNKNOWN: Told = (math.nan, math.nan)
GAP, SHORT = 6, 3  # months from a referral to those it is compared with, and of the window that leaves


def predicted(c: Core, lasts: Persistence) -> Told:
    """Compare A's members with what a filter expects of each from all months before (gamma need, AR(1) intensity).

    The best linear prediction (credibility) with the covariance of months in `lasts`; observed over expected, referred over others.
    """
    who, reg = c.a.members, c.register
    before, after = np.arange(-c.study.history, 0), np.arange(c.study.after[0], c.study.after[1] + 1)
    band = (cohort.years_of(reg)[0] - reg.persons.birth_year) // c.study.age_band_years
    _, group = np.unique(c.people.group.astype(np.int64) * 1000 + band, return_inverse=True)
    pool = c.people.may_be_control & (reg.persons.entry_day <= reg.starts[0]) & (reg.persons.exit_day >= reg.starts[-1])
    total = c.panel.counts.sum(axis=0, dtype=np.int64)
    many = np.bincount(group[pool], minlength=group.max() + 1)
    level = np.bincount(group[pool], weights=total[pool], minlength=group.max() + 1) / np.maximum(many, 1) / reg.months
    seen = np.column_stack([cohort.window(c.summed, c.place, reg, who, (int(m), int(m))).y for m in before])
    inner, outer = (
        lasts.kernel(before[:, None] - before[None, :]),
        lasts.kernel(after[:, None] - before[None, :]).mean(axis=0),
    )
    mine = group[who.person]
    expected = np.empty(len(mine))
    for g in np.unique(mine):
        at, mean = mine == g, max(float(level[g]), 0.02)
        weight = np.linalg.solve(inner + np.eye(len(before)) / mean, outer)
        expected[at] = mean * np.maximum(1 + (seen[at] / mean - 1) @ weight, 0.02)

    fit = contrasts.ratio_of_rates(who.treated, c.a.after.y, expected * c.a.after.time, who.weight)
    return fit.log_ratio, float(np.sqrt((inference.by_set(fit, who.set_of, who.sets) ** 2).sum()))


def pseudo_referred(c: Core) -> Told:
    """Weigh comparison persons by the hazard of referral fitted in practices with the service, and take B of them.

    A logistic regression on the history blocks, age, sex and illness, month by month among those not yet referred.
    """
    reg, p, study, ch = c.register, c.register.persons, c.study, c.chosen.cases
    inside = np.isin(p.practice, cohort.service_practices(reg, study))
    first = np.full(len(p), reg.months)
    np.minimum.at(first, reg.referrals.person, np.searchsorted(reg.starts, reg.referrals.day, side="right") - 1)
    rng, parts = np.random.default_rng(study.seed), []
    for month in np.unique(ch.month):
        year = cohort.years_of(reg)[month]
        there = (p.entry_day <= reg.starts[month - 24]) & (p.exit_day >= reg.starts[month + 1])
        may = there & (year - p.birth_year >= study.minimum_age) & (first > month)
        here = ch.person[ch.month == month]
        for kind, who in (
            (2, here),
            (1, _lot(rng, may & inside, 10 * len(here))),
            (0, _lot(rng, may & ~inside, 20 * len(here))),
        ):
            blocks = [
                np.log1p(c.panel.counts[max(month + a, 0) : month + b + 1, who].sum(axis=0, dtype=float))
                for a, b in study.matched_blocks
            ]
            age = (year - p.birth_year[who]) / 50.0
            fixed = [p.sex[who] == 2, p.comorbidity[who] == 1, p.comorbidity[who] == 2, p.comorbidity[who] == 3]
            x = np.column_stack([np.ones(len(who)), *blocks, age, age**2, *fixed]).astype(float)
            parts.append((x, np.full(len(who), kind), np.full(len(who), month), who.astype(np.int64)))

    x, kind, month, person = (np.concatenate(column) for column in zip(*parts, strict=True))
    known = kind > 0
    beta = _logistic(x[known], (kind[known] == 2).astype(float))
    used = kind != 1
    treated, month, person = kind[used] == 2, month[used], person[used]
    weight = np.where(treated, 1.0, np.exp(np.clip(x[used] @ beta, -30, 30)))
    for m in np.unique(month):
        others = (month == m) & ~treated
        weight[others] *= ((month == m) & treated).sum() / weight[others].sum()

    y, time = [], []
    for a, b in (study.before, study.after):
        y.append(sum(c.panel.counts[month + k, person].astype(float) for k in range(a, b + 1)))
        time.append(cohort.person_time(reg, person, month + a, month + b + 1))

    fit = contrasts.difference_in_differences(treated, y[0], time[0], y[1], time[1], weight)
    return fit.log_ratio, float(np.sqrt((fit.influence**2).sum()))


def _lot(rng: np.random.Generator, mark: Array, many: int) -> Array:
    return rng.permutation(np.flatnonzero(mark))[:many]


def _logistic(x: Array, y: Array) -> Array:
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ beta))
        # A little on the diagonal: months with few referred leave the matrix nearly singular.
        beta += np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + 1e-9 * np.eye(len(beta)), x.T @ (y - p))
    return beta


def not_yet_referred(c: Core) -> Told:
    """Compare the referred with those referred half a year later or more, over the three months each way."""
    ch, parts = c.chosen.cases, []
    for month in np.unique(ch.month):
        now, later = ch.person[ch.month == month], ch.person[ch.month >= month + GAP]
        if len(now) < 20 or len(later) < 50:
            continue
        for who, treated in ((now, True), (later, False)):
            before = c.panel.counts[month - SHORT : month, who].sum(axis=0, dtype=float)
            after = c.panel.counts[month + 1 : month + 1 + SHORT, who].sum(axis=0, dtype=float)
            weight = 1.0 if treated else len(now) / len(later)
            parts.append((np.full(len(who), treated), before, after, np.full(len(who), weight)))

    if not parts:
        return UNKNOWN

    treated, before, after, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
    one = np.ones(len(treated))
    fit = contrasts.difference_in_differences(treated, before, one, after, one, weight)
    return fit.log_ratio, float(np.sqrt((fit.influence**2).sum()))


def shrunk(c: Core) -> Told:
    """Weigh the middle of A and B, whose bias has a quarter of their distance as spread, with the population's ratio.

    The population's estimate is free of who was referred, and wide; the weights are the inverse variances.
    """
    a, b = c.estimates["matched"], c.estimates["did"]
    two = [math.log(a.rate_ratio), math.log(b.rate_ratio)]
    variance = (abs(two[0] - two[1]) / 4) ** 2 + (a.se_log**2 + b.se_log**2) / 2
    service = cohort.service_practices(c.register, c.study)
    whole = population.intention_to_treat(c.register, c.panel, c.chosen, service, c.study)
    weight, log = 1 / variance, sum(two) / 2 / variance
    if whole and all(
        math.isfinite(x) and x > 0 for x in (whole.implied.low, whole.implied.high, whole.implied.rate_ratio)
    ):
        wide = (math.log(whole.implied.high / whole.implied.low) / 3.92) ** 2
        weight, log = weight + 1 / wide, log + math.log(whole.implied.rate_ratio) / wide

    return log / weight, weight**-0.5
