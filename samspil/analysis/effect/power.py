"""What a study of a given size can show, before it is paid for; and where a threshold becomes a coin toss.

The spread comes from simulated studies analysed by the study's own regression, without selection and without cluster variance:
the truth is at best this good.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
from scipy import optimize, special, stats

from samspil.analysis.effect import contrasts
from samspil.paper.refusal import Refused

Array = np.ndarray[Any, Any]
PERMANENT = 0.6  # share of the variance between persons that lasts from year to year (reference/effect.md section 2)
REPLICATES = 300
SIZE_MOST = 400  # referred in a simulated study; larger ones follow by the square root
LEVEL = 0.95


@dataclasses.dataclass(frozen=True)
class Power:
    """What to expect: standard error of the log rate ratio, and what follows from it for the true reduction asked about."""

    referred: int
    se_log: float
    half_width: float
    detects: float
    passes: float
    smallest: float
    needed: float
    threshold: float


def spread(referred: int, mean: float, dispersion: float, controls: int, *, seed: int = 20261122) -> float:
    """Return the standard error of the log rate ratio (A); counts a year have variance mean + dispersion·mean².

    Simulated: gamma frailty that lasts (60 % of the variance) times a gamma of the year; Poisson regression with the root of the
    year before.
    """
    rng = np.random.default_rng(seed)
    # A large study is simulated small: the error falls with the root of the number.
    n = min(referred, SIZE_MOST)
    people = n * (1 + controls)
    treated = np.arange(people) < n
    weight = np.where(treated, 1.0, 1.0 / controls)
    lasting, passing = PERMANENT * dispersion, (1 + dispersion) / (1 + PERMANENT * dispersion) - 1
    logs = []
    for _ in range(REPLICATES):
        level = mean * _gamma(rng, lasting, people)
        before, after = (rng.poisson(level * _gamma(rng, passing, people)).astype(float) for _ in range(2))
        x = np.column_stack([np.ones(people), treated, np.sqrt(before)]).astype(float)
        fit = contrasts.poisson(x, after, np.ones(people), weight, of=1)
        if fit.converged:
            logs.append(fit.log_ratio)

    return float(np.std(logs, ddof=1)) * math.sqrt(n / referred)


@dataclasses.dataclass(frozen=True)
class Uneven:
    """A negative binomial regression: coefficients, `dispersion` (variance = mean + dispersion·mean²) and log likelihood."""

    coefficients: Array
    dispersion: float
    log_likelihood: float


def negative_binomial(x: Array, y: Array, time: Array) -> Uneven:
    """Fit a negative binomial regression (NB2) with offset log(time) by maximum likelihood.

    x (n, p) with a column of ones first, y (n,) counts, time (n,) > 0. NaN where y has no events.
    """
    n, p = x.shape
    if y.sum() <= 0:
        return Uneven(np.full(p, math.nan), math.nan, math.nan)
    start = contrasts.poisson(np.ascontiguousarray(x), y, time, np.ones(n), of=0)
    offset = np.log(time)

    def cost(theta: Array) -> tuple[float, Array]:
        mean, a = np.exp(np.clip(x @ theta[:p] + offset, -50, 50)), math.exp(theta[p])
        size = 1 / a
        value = special.gammaln(y + size) - special.gammaln(size) - special.gammaln(y + 1)
        # log1p keeps the digits where the spread goes towards nothing.
        value += y * (np.log(a * mean) - np.log1p(a * mean)) - size * np.log1p(a * mean)
        by_mean = (y - mean) / (1 + a * mean)
        by_size = np.log1p(a * mean) - special.digamma(y + size) + special.digamma(size)
        by_log_a = float((by_size * size + by_mean).sum())
        return -float(value.sum()) / n, -np.append(x.T @ by_mean, by_log_a) / n

    fit = optimize.minimize(
        cost, np.append(start.coefficients, 0.0), jac=True, method="BFGS", options={"gtol": 1e-10, "maxiter": 500}
    )
    return Uneven(fit.x[:p], math.exp(fit.x[p]), -float(fit.fun) * n)


def yearly(y: Array, months: Array) -> tuple[float, float]:
    """Return contacts a person-year and the dispersion between persons, as `power` asks for them."""
    there = months > 0
    if not there.any() or y[there].sum() <= 0:
        return math.nan, math.nan
    told = negative_binomial(np.ones((int(there.sum()), 1)), y[there].astype(float), months[there] / 12)
    return math.exp(told.coefficients[0]), told.dispersion


def _gamma(rng: np.random.Generator, variance: float, many: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return rng.gamma(1 / variance, variance, many) if variance > 1e-9 else np.ones(many)


def of_spread(referred: int, se: float, reduction: float, threshold: float) -> Power:
    """Return what a standard error means: chances for a true `reduction`, and what it takes to pass `threshold`."""
    z = float(stats.norm.ppf((1 + LEVEL) / 2))
    aim, bar = math.log(1 - reduction), math.log(1 - threshold)
    detects = float(stats.norm.cdf(-z - aim / se))
    passes = float(stats.norm.cdf((bar - aim) / se))
    strong = float(stats.norm.ppf(0.8))

    return Power(
        referred,
        se,
        1 - math.exp(-z * se),
        detects,
        passes,
        1 - math.exp(-(z + strong) * se),
        1 - math.exp(bar - strong * se),
        threshold,
    )


def power(
    referred: int, mean: float, dispersion: float, reduction: float, controls: int = 10, threshold: float = 0.15
) -> Power:
    """Return what a study of `referred` persons can show; values out of range are refused."""
    if not 10 <= referred <= 10_000_000:
        raise Refused("--referred skal være mellem 10 og 10.000.000.")

    for name, value, low, high in (
        ("--mean", mean, 0.05, 500.0),
        ("--dispersion", dispersion, 0.0, 20.0),
        ("--reduction", reduction, -1.0, 0.95),
        ("--threshold", threshold, 0.0, 0.95),
        ("--controls", float(controls), 1.0, 100.0),
    ):
        if not (math.isfinite(value) and low <= value <= high):
            raise Refused(f"{name} skal være mellem {low:g} og {high:g}.")

    return of_spread(referred, spread(referred, mean, dispersion, controls), reduction, threshold)
