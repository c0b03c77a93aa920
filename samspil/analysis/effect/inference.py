"""How sure a number is: resampling of matched sets, reused controls, pseudo-trials, and what unseen bias it would take.

Pure functions of arrays. The match is never repeated in a resample: with replacement that is invalid (Abadie and Imbens 2008).
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import math
from typing import Any

import numba as nb
import numpy as np

from samspil.analysis.effect.contrasts import Fit

Array = np.ndarray[Any, Any]
_jit = nb.njit(cache=True, nogil=True)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_A = np.uint64(0xBF58476D1CE4E5B9)
_B = np.uint64(0x94D049BB133111EB)


@dataclasses.dataclass(frozen=True)
class Estimate:
    """A rate ratio with its interval; `se_log` is the standard error of its logarithm."""

    rate_ratio: float
    low: float
    high: float
    se_log: float

    @property
    def reduction(self) -> float:
        """Return the relative reduction, 1 - rate ratio."""
        return 1.0 - self.rate_ratio


UNKNOWN = Estimate(math.nan, math.nan, math.nan, math.nan)


@_jit
def resample(columns: Any, draws: Any, seed: Any, start: Any, out: Any) -> Any:
    """Fill out (draws, columns) with the column sums over sets drawn with replacement.

    columns (sets, C). Draw number d uses its own stream of (seed, start + d), so that threads may share the draws.
    """
    sets, wide = columns.shape
    many = np.uint64(sets)

    for d in range(draws):
        state = (np.uint64(seed) * _A) ^ (np.uint64(start + d + 1) * _B)
        state = (state ^ (state >> np.uint64(29))) * _A
        state ^= state >> np.uint64(32)
        for c in range(wide):
            out[d, c] = 0.0
        for _ in range(sets):
            # splitmix64's steps (Steele, Lea and Flood 2014): cheap, and the same on every machine.
            state += _GOLDEN
            z = (state ^ (state >> np.uint64(30))) * _A
            z = (z ^ (z >> np.uint64(27))) * _B
            z ^= z >> np.uint64(31)
            # The upper half times the number (Lemire 2019): no division in the innermost loop.
            i = np.int64(((z >> np.uint64(32)) * many) >> np.uint64(32))
            for c in range(wide):
                out[d, c] += columns[i, c]


def by_set(fit: Fit, set_of: Array, sets: int) -> Array:
    """Return the influence of each matched set (sets,): the sum over its members."""
    return np.bincount(set_of, weights=fit.influence, minlength=sets)


def reuse(fit: Fit, set_of: Array, person_of: Array) -> float:
    """Return by how much a standard error over sets grows because a person serves in several sets; at least 1.

    Two-way clustering (Cameron, Gelbach, Miller 2011): variance over sets, plus over persons, less over single members.
    """
    psi = fit.influence
    one_set = float((np.bincount(set_of, weights=psi) ** 2).sum())
    one_person = float((np.bincount(person_of, weights=psi) ** 2).sum())
    single = float((psi**2).sum())
    return math.sqrt(max(1.0, (one_set + one_person - single) / one_set)) if one_set > 0 else 1.0


def intervals(
    log_ratios: Array, psi: Array, growth: Array, *, draws: int, level: float, seed: int, threads: int = 1
) -> tuple[list[Estimate], Array]:
    """Return an Estimate for each column and the drawn log ratios (draws, E), all on the same resampled sets.

    log_ratios (E,), psi (sets, E) influences of sets, growth (E,) from `reuse`. One-step bootstrap: each draw adds the resampled
    influences to the estimate; with two sets or fewer there is no interval. Threads share the draws and change nothing.
    """
    E = len(log_ratios)
    if psi.shape[0] < 3:
        return [Estimate(_exp(r), math.nan, math.nan, math.nan) for r in log_ratios], np.full((draws, E), np.nan)

    # They sum to 0 only nearly, and what is left over would move every draw.
    centred = np.ascontiguousarray(psi - psi.mean(axis=0))
    moved = np.empty((draws, E))
    cuts = np.linspace(0, draws, threads + 1).astype(int).tolist()
    with concurrent.futures.ThreadPoolExecutor(threads) as crew:
        list(crew.map(lambda a, z: resample(centred, z - a, seed, a, moved[a:z]), cuts[:-1], cuts[1:]))

    moved *= growth
    low, high = np.quantile(moved, [(1 - level) / 2, (1 + level) / 2], axis=0)
    spread = moved.std(axis=0, ddof=1)
    got = []
    for e in range(E):
        if not math.isfinite(log_ratios[e]):
            got.append(UNKNOWN)
            continue
        at = float(log_ratios[e])
        got.append(Estimate(_exp(at), _exp(at + low[e]), _exp(at + high[e]), float(spread[e])))

    return got, moved + log_ratios


def _exp(x: float) -> float:
    return math.exp(x) if math.isfinite(x) and abs(x) < 700 else math.nan


def e_value(ratio: float) -> float:
    """Return how strong an unseen common cause must be, on both sides, to explain a rate ratio away.

    VanderWeele and Ding 2017: RR + sqrt(RR (RR - 1)), of the ratio or its inverse, whichever is above 1.
    """
    if not math.isfinite(ratio) or ratio <= 0:
        return math.nan
    up = max(ratio, 1.0 / ratio)
    return up + math.sqrt(up * (up - 1.0))


def deviations(level: float) -> float:
    """Return how many standard errors an interval of a level reaches to each side: 1.96 for 0.95."""
    from scipy import special  # loaded when asked for: the answer itself needs none of it

    return float(special.ndtri((1 + level) / 2))


@dataclasses.dataclass(frozen=True)
class Calibration:
    """The systematic error that negative controls show, on the log scale: a normal distribution, mean and spread."""

    mean: float
    sd: float
    controls: int

    def apply(self, estimate: Estimate, level: float) -> Estimate:
        """Return the estimate with the systematic error taken out and its spread added."""
        se = math.hypot(estimate.se_log, self.sd)
        at = math.log(estimate.rate_ratio) - self.mean
        z = deviations(level)
        return Estimate(math.exp(at), math.exp(at - z * se), math.exp(at + z * se), se)


def calibrate(log_ratios: Array, se: Array) -> Calibration:
    """Fit the normal distribution of systematic error by maximum likelihood (Schuemie et al. 2014).

    log_ratios and se (n,) are those of outcomes on which the service has no effect.
    """
    from scipy import optimize

    good = np.isfinite(log_ratios) & np.isfinite(se) & (se > 0)
    y, v = log_ratios[good], se[good] ** 2

    def cost(theta: Array) -> float:
        total = v + math.exp(2 * theta[1])
        return float(0.5 * (np.log(total) + (y - theta[0]) ** 2 / total).sum())

    # The search works on the logarithm, which 0 has none of.
    spread = max(float(y.std()), 1e-3)
    fit = optimize.minimize(
        cost,
        np.array([float(y.mean()), math.log(spread)]),
        method="Nelder-Mead",
        options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4000},
    )
    sd = math.exp(fit.x[1])
    # It nears the logarithm of 0 and never arrives: this little is none.
    return Calibration(float(fit.x[0]), 0.0 if sd < 1e-4 else sd, int(good.sum()))


@dataclasses.dataclass(frozen=True)
class PseudoTrials:
    """What the estimate looks like where there was no service: log ratios of other clusters of practices, and a rank p-value."""

    log_ratios: Array
    sd: float
    p: float


def pseudo_trials(
    set_of: Array, cluster_of: Array, weight: Array, y: Array, time: Array, log_ratio: float, *, at_least: int = 30
) -> PseudoTrials:
    """Treat each cluster of comparison practices as if it were the trial, within the same matched sets.

    Arrays over the controls: their set, cluster, weight, outcome and person-time. Each cluster's members are compared with the
    other members of their sets. `p` is two-sided: (1 + those at least as far from 0) / (1 + clusters). Clusters with fewer than
    `at_least` members are left out.
    """
    sets = int(set_of.max()) + 1 if len(set_of) else 0
    set_y = np.bincount(set_of, weights=weight * y, minlength=sets)
    set_t = np.bincount(set_of, weights=weight * time, minlength=sets)
    got = []
    for cluster in np.unique(cluster_of):
        mine = cluster_of == cluster
        if int(mine.sum()) < at_least:
            continue
        here = set_of[mine]
        own_y = np.bincount(here, weights=(weight * y)[mine], minlength=sets)
        own_t = np.bincount(here, weights=(weight * time)[mine], minlength=sets)
        other_t = set_t - own_t
        share = np.divide(own_t, other_t, out=np.zeros(sets), where=other_t > 1e-9)
        use = (own_t > 0) & (other_t > 1e-9)
        seen, expected = float(own_y[use].sum()), float(((set_y - own_y) * share)[use].sum())
        if seen > 0 and expected > 0:
            got.append(math.log(seen / expected))

    logs = np.array(got)
    if len(logs) < 5 or not math.isfinite(log_ratio):
        return PseudoTrials(logs, math.nan, math.nan)

    far = int((np.abs(logs) >= abs(log_ratio)).sum())
    return PseudoTrials(logs, float(np.sqrt((logs**2).mean())), (1 + far) / (1 + len(logs)))


def trend_bounds(log_ratio: float, se: float, early: Array, *, factor: float, level: float) -> tuple[float, float]:
    """Return the rate ratios still possible when trends may differ by `factor` times as much as before.

    `early` are log ratios of consecutive years before referral (oldest first). The identified set of relative magnitudes
    (Rambachan and Roth 2023), widened by the sampling error; not their conditional confidence set.
    """
    steps = np.abs(np.diff(early))
    wide = factor * float(steps.max()) if len(steps) else math.nan
    z = deviations(level)
    return _exp(log_ratio - wide - z * se), _exp(log_ratio + wide + z * se)
