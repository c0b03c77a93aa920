"""The estimators as pure functions of arrays: a weighted Poisson regression (A) and a difference in differences of rates (B).

Both return how each matched set moves the estimate, so that resampling sets is one pass and refits nothing.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numba as nb
import numpy as np

Array = np.ndarray[Any, Any]
_jit = nb.njit(cache=True, nogil=True)

ROUNDS_MOST = 50
CLOSE = 1e-12


@dataclasses.dataclass(frozen=True)
class Fit:
    """A fitted log rate ratio with the influence of each observation on it (n,), which sums to about 0."""

    log_ratio: float
    influence: Array
    coefficients: Array
    converged: bool


@_jit
def normal_equations(x: Any, y: Any, log_time: Any, weight: Any, beta: Any, gradient: Any, hessian: Any) -> Any:
    """Fill gradient (p,) and hessian (p, p) of the weighted Poisson log likelihood, and return it (no factorials).

    x (n, p), y (n,) counts, log_time (n,) offset, weight (n,).
    """
    n, p = x.shape
    gradient[:] = 0.0
    hessian[:] = 0.0
    value = 0.0
    for i in range(n):
        eta = log_time[i]
        for j in range(p):
            eta += x[i, j] * beta[j]
        mean = np.exp(eta)
        value += weight[i] * (y[i] * eta - mean)
        residual = weight[i] * (y[i] - mean)
        heavy = weight[i] * mean
        for j in range(p):
            gradient[j] += x[i, j] * residual
            for k in range(j + 1):
                hessian[j, k] += x[i, j] * x[i, k] * heavy

    for j in range(p):
        for k in range(j):
            hessian[k, j] = hessian[j, k]

    return value


def poisson(x: Array, y: Array, time: Array, weight: Array, *, of: int) -> Fit:
    """Fit a weighted Poisson regression with offset log(time) by Newton steps and return column `of`'s Fit.

    x (n, p), y (n,), time (n,) > 0, weight (n,) >= 0. Quasi-likelihood: overdispersion does not bias it (Gourieroux, Monfort,
    Trognon 1984). A column that never varies is given coefficient 0. Without any events in one of the groups the log ratio is
    infinite or NaN and `converged` is False.
    """
    n, p = x.shape
    log_time = np.log(time)
    beta = np.zeros(p)
    total = float((weight * y).sum())
    if total <= 0:
        return Fit(float("nan"), np.zeros(n), beta, False)

    # Begun at the common rate, where a Newton step seldom passes the top.
    beta[0] = np.log(total / float((weight * time).sum()))
    gradient, hessian = np.zeros(p), np.zeros((p, p))
    value = normal_equations(x, y, log_time, weight, beta, gradient, hessian)
    for _ in range(ROUNDS_MOST):
        # The solution of least norm gives a column that never varies the coefficient 0.
        step = np.linalg.lstsq(hessian, gradient, rcond=1e-12)[0]
        length = 1.0
        # Where counts are few a whole Newton step may pass the top; half of it, and half again, does not.
        while length > 1e-6:
            tried = normal_equations(x, y, log_time, weight, beta + length * step, gradient, hessian)
            if tried >= value - 1e-9 * abs(value):
                break
            length /= 2
        beta = beta + length * step
        done = float(np.abs(length * step).max()) < CLOSE * max(1.0, float(np.abs(beta).max())) or abs(
            tried - value
        ) < 1e-13 * abs(value)
        value = tried
        if done:
            break

    normal_equations(x, y, log_time, weight, beta, gradient, hessian)
    # Blocks of history may be copies of each other in a small group: pinv shares their coefficient, inv would refuse.
    row = np.linalg.pinv(hessian, rcond=1e-12, hermitian=True)[of]
    mean = np.exp(np.einsum("ij,j->i", x, beta) + log_time)  # not x @ beta: its threads spin on while others count
    influence = np.einsum("ij,j->i", x, row) * weight * (y - mean)
    # exp(20) is the rate ratio of nothing: the likelihood has run off to infinity.
    return Fit(float(beta[of]), influence, beta, bool(np.isfinite(beta).all()) and abs(beta[of]) < 20)


def ratio_of_rates(treated: Array, y: Array, time: Array, weight: Array) -> Fit:
    """Return log((sum y / sum time) treated over untreated), weighted, with its influences (delta method)."""
    w1, w0 = weight * treated, weight * ~treated
    y1, t1, y0, t0 = (w1 * y).sum(), (w1 * time).sum(), (w0 * y).sum(), (w0 * time).sum()
    if min(y1, t1, y0, t0) <= 0:
        return Fit(float("nan"), np.zeros(len(y)), np.empty(0), False)
    influence = w1 * (y / y1 - time / t1) - w0 * (y / y0 - time / t0)
    return Fit(float(np.log(y1 / t1) - np.log(y0 / t0)), influence, np.empty(0), True)


def difference_in_differences(
    treated: Array, before: Array, before_time: Array, after: Array, after_time: Array, weight: Array
) -> Fit:
    """Return the log of (after/before among the treated) over (after/before among the untreated), of rates.

    It is the interaction of a saturated weighted Poisson regression on two rows a person (the tests hold them equal).
    """
    late = ratio_of_rates(treated, after, after_time, weight)
    early = ratio_of_rates(treated, before, before_time, weight)

    return Fit(
        late.log_ratio - early.log_ratio,
        late.influence - early.influence,
        np.empty(0),
        late.converged and early.converged,
    )


def before_after(before: Array, before_time: Array, after: Array, after_time: Array) -> Fit:
    """Return the log of after over before of rates among the referred alone: a warning, never an answer."""
    b, bt, a, at = before.sum(), before_time.sum(), after.sum(), after_time.sum()
    if min(b, bt, a, at) <= 0:
        return Fit(float("nan"), np.zeros(len(before)), np.empty(0), False)
    influence = (after / a - after_time / at) - (before / b - before_time / bt)
    return Fit(float(np.log(a / at) - np.log(b / bt)), influence, np.empty(0), True)
