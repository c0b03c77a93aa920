"""From matched sets to the two primary contrasts, for all contacts, one type, a cohort or a group: the same few functions.

An estimate is a `Part` (log ratio and each case's influence); parts are resampled together so that they share their draws.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from samspil.analysis.effect import cohort, contrasts, inference
from samspil.analysis.effect.cohort import Members, Window
from samspil.analysis.effect.contrasts import Fit
from samspil.analysis.effect.register import Register
from samspil.analysis.effect.sections import Block

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Part:
    """One estimate before its interval: log rate ratio, influence of each case (cases,), and growth for reused controls."""

    log_ratio: float
    psi: Array
    growth: float


@dataclasses.dataclass(frozen=True)
class Matched:
    """One matched contrast with what its members did: before, after, and the blocks they were matched on (n, blocks)."""

    members: Members
    before: Window
    after: Window
    history: Array
    blocks: tuple[Block, ...]


def observe(
    summed: Array,
    place: Array,
    register: Register,
    who: Members,
    blocks: tuple[Block, ...],
    before: Block,
    after: Block,
) -> Matched:
    """Look up what the members of the matched sets did before and after, and on the matched blocks."""
    *past, earlier, later = cohort.windows(summed, place, register, who, (*blocks, before, after))
    return Matched(who, earlier, later, np.array([w.y for w in past]).T, blocks)


def part(fit: Fit, who: Members, used: Array, cases: int) -> Part:
    """Turn a Fit over the used members into a Part over all cases."""
    psi = np.bincount(who.case[used], weights=fit.influence, minlength=cases)
    if not (fit.converged and math.isfinite(fit.log_ratio)):
        return Part(math.nan, np.zeros(cases), 1.0)
    return Part(fit.log_ratio, psi, inference.reuse(fit, who.case[used], who.code[used]))


def matched_part(
    m: Matched, outcome: Window, cases: int, *, keep: Array | None = None, own_before: Array | None = None
) -> Part:
    """Estimate contrast A: weighted Poisson regression of the outcome on referral, adjusted for the blocks.

    A block enters as log(1 + count): where need is gamma and contacts are Poisson, the expected count is linear in 1 + count up
    to a factor. `keep` marks the members to use (whole sets), `own_before` an extra count to adjust for (a type's own past).
    """
    used = outcome.time > 0
    if keep is not None:
        used &= keep

    who = m.members
    if not used.any() or not who.treated[used].any():
        return Part(math.nan, np.zeros(cases), 1.0)

    columns = [np.ones(int(used.sum())), who.treated[used].astype(float)]
    columns += [np.log1p(m.history[used, b]) for b in range(m.history.shape[1])]
    if own_before is not None:
        columns.append(np.log1p(own_before[used]))

    x = np.ascontiguousarray(np.column_stack(columns))
    return part(contrasts.poisson(x, outcome.y[used], outcome.time[used], who.weight[used], of=1), who, used, cases)


def did_part(m: Matched, before: Window, after: Window, cases: int, *, keep: Array | None = None) -> Part:
    """Estimate contrast B: the symmetric difference in differences of rates."""
    who = m.members
    used = np.ones(len(who.person), bool) if keep is None else keep
    fit = contrasts.difference_in_differences(
        who.treated[used], before.y[used], before.time[used], after.y[used], after.time[used], who.weight[used]
    )
    return part(fit, who, used, cases)


def rate_part(m: Matched, outcome: Window, cases: int, *, keep: Array | None = None) -> Part:
    """Estimate the plain ratio of rates within the matched sets, unadjusted."""
    who = m.members
    used = np.ones(len(who.person), bool) if keep is None else keep
    fit = contrasts.ratio_of_rates(who.treated[used], outcome.y[used], outcome.time[used], who.weight[used])
    return part(fit, who, used, cases)


def before_after_part(m: Matched, before: Window, after: Window, cases: int, *, keep: Array | None = None) -> Part:
    """Estimate before/after among the referred alone."""
    who = m.members
    used = who.treated if keep is None else who.treated & keep
    fit = contrasts.before_after(before.y[used], before.time[used], after.y[used], after.time[used])
    return part(fit, who, used, cases)


def settle(
    parts: dict[str, Part], *, draws: int, level: float, seed: int, threads: int = 1
) -> tuple[dict[str, inference.Estimate], dict[str, Array]]:
    """Give every part its interval, all on the same resampled cases, and return the drawn log ratios too."""
    names = list(parts)
    if not names:
        return {}, {}
    logs = np.array([parts[n].log_ratio for n in names])
    psi = np.column_stack([parts[n].psi for n in names])
    growth = np.array([parts[n].growth for n in names])
    got, drawn = inference.intervals(logs, psi, growth, draws=draws, level=level, seed=seed, threads=threads)
    return dict(zip(names, got, strict=True)), {n: drawn[:, i] for i, n in enumerate(names)}
