"""Effects of a measure that starts in different years (Callaway and Sant'Anna 2021), in plain arrays: a ruler for published numbers.

Never-treated units are the comparison. With covariates the doubly robust estimator of Sant'Anna and Zhao 2020 is used.
"""

from __future__ import annotations

import numpy as np


def att(change, treated, x=None):
    """Return (effect, influences that sum to 0) of one group and year: change of the treated less the others'."""
    if x is None:
        psi = treated * (change - change[treated].mean()) / treated.sum()
        psi -= ~treated * (change - change[~treated].mean()) / (~treated).sum()
        return change[treated].mean() - change[~treated].mean(), psi

    n, d = len(change), treated.astype(float)
    share = logistic(x, d)
    odds = share * (1 - d) / (1 - share)
    there = ~treated
    beta = np.linalg.lstsq(x[there], change[there], rcond=None)[0]
    rest = change - x @ beta
    eta_treated, eta_others = (d * rest).mean() / d.mean(), (odds * rest).mean() / odds.mean()
    of_beta = ((1 - d) * rest)[:, None] * x @ np.linalg.inv(((1 - d)[:, None] * x).T @ x / n)
    of_share = (d - share)[:, None] * x @ np.linalg.inv((x * (share * (1 - share))[:, None]).T @ x / n)
    one = (d * (rest - eta_treated) - of_beta @ (d[:, None] * x).mean(axis=0)) / d.mean()
    two = odds * (rest - eta_others)
    two += of_share @ ((odds * (rest - eta_others))[:, None] * x).mean(axis=0) - of_beta @ (odds[:, None] * x).mean(
        axis=0
    )
    return eta_treated - eta_others, (one - two / odds.mean()) / n


def logistic(x, y):
    """Return the fitted chances of a logistic regression (Newton's method)."""
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x, x.T @ (y - p))
        beta += step
        if np.abs(step).max() < 1e-12:
            break
    return 1 / (1 + np.exp(-x @ beta))


def cells(outcome, years, start, x=None):
    """Return {(group, year): (effect, influences over all units)}; outcome (units, years), start 0 for never."""
    got = {}
    at = {int(y): i for i, y in enumerate(years)}
    for group in np.unique(start[start > 0]).tolist():
        used = (start == group) | (start == 0)
        for year in years.tolist():
            if year < group:
                continue
            change = outcome[used, at[year]] - outcome[used, at[group - 1]]
            effect, psi = att(change, start[used] == group, None if x is None else x[used])
            whole = np.zeros(len(start))
            whole[used] = psi
            got[group, year] = effect, whole

    return got


def together(told, start, keys):
    """Return the mean over cells weighted by the size of their groups, and its influences."""
    n = len(start)
    size = np.array([(start == g).mean() for g, _ in keys])
    effect = np.array([told[k][0] for k in keys])
    weight = size / size.sum()
    psi = sum(w * told[k][1] for w, k in zip(weight, keys, strict=True))
    moved = np.column_stack([(start == g) - s for (g, _), s in zip(keys, size, strict=True)]) / n
    of_weight = moved / size.sum() - moved.sum(axis=1)[:, None] * size / size.sum() ** 2
    return float(weight @ effect), psi + of_weight @ effect
