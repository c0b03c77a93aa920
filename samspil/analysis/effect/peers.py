"""The referred beside their peers: same sex, age and illness, chosen without regard to history, so the match creates no drift itself.

Two measures: a plain difference in differences, and one that reads from the months before why people were referred.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from samspil.analysis.effect import cohort, estimates, matching
from samspil.analysis.effect.cohort import Chosen, Members
from samspil.analysis.effect.estimates import Part
from samspil.analysis.effect.panel import Panel
from samspil.analysis.effect.protocol import Study
from samspil.analysis.effect.register import Register

Array = np.ndarray[Any, Any]
SAMPLE = 50_000  # comparison persons whose months are compared with each other
RIDGE = 0.1  # of the months' covariance is taken as independent, so that few sets can be inverted
SETS_LEAST = 100
FITS_AT_LEAST = (
    0.05  # p-value below which the months before are said not to have the shape, and the measure is withheld
)
BURSTS = (1, 2, 3, 4, 6, 9, 12)  # months that a doctor may react to the contacts of
DELAYS = (3, 6, 9)  # months from a worsening to the referral


@dataclasses.dataclass(frozen=True)
class Persistence:
    """How need lasts: the log of 1 + covariance of two months' expected counts, over their means, is lasting + passing·rho^lag.

    Exact for gamma need times a log intensity that is AR(1); measured among those who cannot be referred.
    """

    rho: float
    lasting: float
    passing: float

    def kernel(self, lag: Array) -> Array:
        """Return the covariance of expected counts over their means, `lag` months apart."""
        return np.asarray(np.exp(self.lasting + self.passing * self.rho ** np.abs(lag)) - 1.0)


@dataclasses.dataclass(frozen=True)
class Shape:
    """What the months before say of why people were referred, and the effect beyond what that reason carries on.

    `strength` is of need that lasts, a worsening and a burst of `burst` months; the worsening was `delay` months before. `p` is the
    chance of so poor a fit were the shape right; below FITS_AT_LEAST the part is unknown. `months`, `seen` and `fitted` draw it.
    """

    part: Part
    p: float
    burst: int
    delay: int
    strength: tuple[float, float, float]
    months: Array
    seen: Array
    fitted: Array


@dataclasses.dataclass(frozen=True)
class Peers:
    """Both measures; `shape` and `persistence` are None where sets or months are too few to read them."""

    did: Part
    shape: Shape | None
    persistence: Persistence | None


def measure(
    register: Register, panel: Panel, chosen: Chosen, people: matching.Candidates, study: Study, *, threads: int
) -> Peers:
    """Choose peers by lot within sex, age, illness and length of history, and estimate both measures."""
    rules = dataclasses.replace(cohort.rules(study, ((),)), caliper=0)
    years = cohort.years_of(register)
    (sets,) = matching.match(panel.counts, chosen.cases, people, register.starts, years, rules, threads=threads)
    who, cases = cohort.members(chosen.cases, sets), len(chosen.cases.person)
    ids = np.unique(who.person)
    place = np.full(len(register.persons), -1, np.int32)
    place[ids] = np.arange(len(ids), dtype=np.int32)
    summed = cohort.compact(panel, ids, threads=threads)
    seen = estimates.observe(summed, place, register, who, (), study.before, study.after)
    did = estimates.did_part(seen, seen.before, seen.after, cases)
    lasts = persistence(register, panel, people, chosen.months, study)
    told = shape(summed, place, register, who, lasts, study, cases) if lasts and who.sets >= SETS_LEAST else None
    if told:
        told = dataclasses.replace(told, part=dataclasses.replace(told.part, growth=did.growth))

    return Peers(did, told, lasts)


def persistence(
    register: Register, panel: Panel, people: matching.Candidates, months: int, study: Study
) -> Persistence | None:
    """Fit how need lasts among adults of practices without the service who are there all of the last months."""
    from scipy import optimize  # loaded when asked for: the answer itself needs none of it

    length = min(months, study.history + study.after[1] + 1)
    first = months - length
    p, lags = register.persons, np.arange(1, min(study.history, length - 12) + 1)
    grown = cohort.years_of(register)[first] - p.birth_year >= study.minimum_age
    there = (p.entry_day <= register.starts[first]) & (p.exit_day >= register.starts[months] - 1)
    who = np.flatnonzero(grown & there & people.may_be_control)
    if len(who) < SETS_LEAST or len(lags) < 12:
        return None
    if len(who) > SAMPLE:
        # A number beside the seed, so that this lot follows no other one drawn from it.
        who = np.sort(np.random.default_rng([study.seed, 17]).choice(who, SAMPLE, replace=False))
    y = panel.counts[first:months, who].astype(np.float64)
    band = (cohort.years_of(register)[first] - p.birth_year[who]) // study.age_band_years
    _, group = np.unique(people.group[who].astype(np.int64) * 1000 + band, return_inverse=True)
    mean = (np.bincount(group, weights=y.mean(axis=0)) / np.bincount(group))[group]
    if y.mean() <= 0:
        return None
    expected = mean[None, :] * (y.mean(axis=1) / y.mean())[:, None]
    # At lag 0 the counts carry their own Poisson noise; from lag 1 on only what lasts is left.
    seen = np.array([(y[:-lag] * y[lag:]).sum() / (expected[:-lag] * expected[lag:]).sum() for lag in lags])
    if not (seen > 0).all():
        return None
    logs = np.log(seen)

    def fitted(rho: float) -> tuple[float, Array]:
        x = np.column_stack([np.ones(len(lags)), rho**lags])
        beta, left = optimize.nnls(x, logs)
        return float(left), beta

    best = optimize.minimize_scalar(lambda rho: fitted(rho)[0], bounds=(0.2, 0.98), method="bounded")
    lasting, passing = fitted(float(best.x))[1]
    return Persistence(float(best.x), float(lasting), float(passing))


def curves(months: Array, lasts: Persistence, mean: float, burst: int, delay: int) -> Array:
    """Return what three reasons for referral do to the log ratio, month by month (months, 3).

    Need that lasts is level. A worsening that only the doctor sees peaks `delay` months before the referral and fades both ways
    with the persistence of need. A burst in the last `burst` months has the chance part of those counts, one over their mean,
    on top of their need.
    """
    lag = months[:, None] - np.arange(-burst, 0)[None, :]
    peak = (lasts.kernel(lag) + (lag == 0) / max(mean, 1e-6)).mean(axis=1)
    return np.column_stack([np.ones(len(months)), lasts.rho ** np.abs(months + delay), peak])


@dataclasses.dataclass(frozen=True)
class Profile:
    """Log ratios of rates, referred over peers: of the months before, with the cases' influences, and of the window after."""

    months: Array
    early: Array
    psi_early: Array
    late: float
    psi_late: Array
    after: Array
    weight: Array
    mean: float


def shape(
    summed: Array, place: Array, register: Register, who: Members, lasts: Persistence, study: Study, cases: int
) -> Shape | None:
    """Read the reasons from the months before, carry them on, and return the effect seen beyond them.

    First with the protocol's last block as the burst; where that does not fit, with other lengths of it, then with other delays.
    """
    profile = profile_of(summed, place, register, who, study, cases)
    if profile is None:
        return None

    last = max(study.matched_blocks, key=lambda b: b[1])
    own = last[1] - last[0] + 1
    best = None
    # The simplest that fits: a wider choice would fit by luck more often.
    for tried in ([(own, 0)], [(k, 0) for k in BURSTS], [(k, d) for d in DELAYS for k in BURSTS]):
        best = max((fit(profile, lasts, burst, delay) for burst, delay in tried), key=lambda told: told.p)
        if best.p >= FITS_AT_LEAST:
            return best

    return dataclasses.replace(best, part=Part(math.nan, np.zeros(cases), 1.0)) if best else None


def profile_of(
    summed: Array, place: Array, register: Register, who: Members, study: Study, cases: int
) -> Profile | None:
    """Return the profile, or None with too few months in which both groups had contacts."""
    before, after = np.arange(-study.history, 0), np.arange(study.after[0], study.after[1] + 1)
    y, time = by_case(summed, place, register, who, np.concatenate([before, after]), cases)
    n = len(before)
    whole = y.sum(axis=1)
    used = np.concatenate([(whole[:, :n] > 0).all(axis=0), np.zeros(len(after), bool)])
    if used.sum() < 12 or (whole[:, n:].sum(axis=1) <= 0).any() or used.sum() + 10 > who.sets:
        return None

    early, psi_early = log_ratio(y[:, :, used], time[:, :, used])
    late, psi_late = log_ratio(y[:, :, n:].sum(axis=2, keepdims=True), time[:, :, n:].sum(axis=2, keepdims=True))
    mean = float(whole[1, :n].sum() / time[1, :, :n].sum())
    weight = whole[1, n:] / whole[1, n:].sum()
    return Profile(before[used[:n]], early, psi_early, float(late[0]), psi_late[:, 0], after, weight, mean)


def fit(told: Profile, lasts: Persistence, burst: int, delay: int) -> Shape:
    """Fit the three reasons by generalised least squares, and test the fit (Hotelling).

    The covariance of the months comes from the cases' influences. What is left before is carried on by that covariance.
    """
    from scipy import stats

    x, carried = (curves(m, lasts, told.mean, burst, delay) for m in (told.months, told.after))
    cover = told.psi_early.T @ told.psi_early
    # A covariance from few cases is noisy, and its inverse worse: drawn towards its diagonal.
    soft = (1 - RIDGE) * cover + RIDGE * np.diag(np.diag(cover))
    solve = _least_squares(x, soft)
    strength = solve @ told.early
    weight = told.weight * np.exp(np.clip(carried @ strength, -20, 20))
    slope = weight @ carried / weight.sum()
    along = np.linalg.solve(soft, told.psi_early.T @ told.psi_late)
    fitted = x @ strength
    log = told.late - math.log(weight.sum()) - float(along @ (told.early - fitted))
    psi = told.psi_late - told.psi_early @ (solve.T @ slope + along - solve.T @ (x.T @ along))
    # The F distribution below is that of the covariance as it is, not of the softened one.
    left = told.early - x @ (_least_squares(x, cover) @ told.early)
    n, free = len(psi), len(left) - x.shape[1]
    far = float(left @ np.linalg.lstsq(cover, left, rcond=1e-12)[0])
    p = float(stats.f.sf(far * (n - free) / (n * free), free, n - free))
    return Shape(
        Part(log, psi, 1.0),
        p,
        burst,
        delay,
        (float(strength[0]), float(strength[1]), float(strength[2])),
        told.months,
        told.early,
        fitted,
    )


def _least_squares(x: Array, cover: Array) -> Array:
    """Return the matrix that turns observations with covariance `cover` into the coefficients of x."""
    weighed = np.linalg.lstsq(cover, x, rcond=1e-12)[0]
    return np.asarray(np.linalg.pinv(x.T @ weighed, rcond=1e-10, hermitian=True) @ weighed.T)


def by_case(
    summed: Array, place: Array, register: Register, who: Members, months: Array, cases: int
) -> tuple[Array, Array]:
    """Return weighted contacts and person-time (2, cases, months): row 0 the referred, 1 their peers."""
    y, time = np.zeros((2, cases, len(months))), np.zeros((2, cases, len(months)))
    for j, month in enumerate(months.tolist()):
        seen = cohort.window(summed, place, register, who, (month, month))
        for side, mark in ((0, who.treated), (1, ~who.treated)):
            weight = np.where(mark, who.weight, 0.0)
            y[side, :, j] = np.bincount(who.case, weights=weight * seen.y, minlength=cases)
            time[side, :, j] = np.bincount(who.case, weights=weight * seen.time, minlength=cases)
    return y, time


def log_ratio(y: Array, time: Array) -> tuple[Array, Array]:
    """Return the log ratios of rates (months,) and the cases' influences (cases, months) of (2, cases, months)."""
    whole_y, whole_time = y.sum(axis=1), time.sum(axis=1)
    rate = np.log(whole_y / whole_time)
    influence = y / whole_y[:, None, :] - time / whole_time[:, None, :]
    return rate[0] - rate[1], influence[0] - influence[1]
