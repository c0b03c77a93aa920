"""The attack: what linear programming finds out about a hidden count from everything that is published together.

The attacker knows every rounded count, every sum, the rule, and all earlier releases; not the persons.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scipy import sparse

Cell = Hashable
SLACK = 1e-7


def bounds(
    wanted: Sequence[Cell], possible: Mapping[Cell, tuple[float, float]], sums: Sequence[tuple[Cell, tuple[Cell, ...]]]
) -> dict[Cell, tuple[float, float]]:
    """This function will return the least and greatest value that each wanted cell can have.

    `possible` gives what is known of each cell alone, `sums` says that a cell is the sum of others. Only cells tied to the wanted
    ones matter. Two linear programmes a cell (HiGHS); inf where nothing bounds it.
    """
    # Only the attack needs the solver; pages that hide a small count ask the rule, where none is installed.
    from scipy import sparse

    found: dict[Cell, tuple[float, float]] = {}
    for group in _tied(wanted, sums):
        here = [s for s in sums if s[0] in group]
        names = list(group)
        at = {name: i for i, name in enumerate(names)}
        matrix = sparse.lil_matrix((max(len(here), 1), len(names)))
        for row, (total, parts) in enumerate(here):
            matrix[row, at[total]] += -1
            for part in parts:
                matrix[row, at[part]] += 1
        rows, limits = matrix.tocsr(), [possible[name] for name in names]
        for cell in wanted:
            if cell in at:
                found[cell] = _ends(at[cell], rows, limits)
    return found


def _tied(wanted: Sequence[Cell], sums: Sequence[tuple[Cell, tuple[Cell, ...]]]) -> list[dict[Cell, None]]:
    """This function will return the groups of cells tied to the wanted ones by sums, each in a fixed order."""
    sums_of: dict[Cell, list[int]] = {}
    for i, (total, parts) in enumerate(sums):
        for cell in (total, *parts):
            sums_of.setdefault(cell, []).append(i)
    seen: set[Cell] = set()
    groups = []
    for start in wanted:
        if start in seen:
            continue
        group: dict[Cell, None] = {}
        todo = [start]
        while todo:
            cell = todo.pop()
            if cell in group:
                continue
            group[cell] = None
            for i in sums_of.get(cell, []):
                todo += [sums[i][0], *sums[i][1]]
        seen |= set(group)
        groups.append(group)
    return groups


def _ends(which: int, matrix: sparse.csr_matrix, limits: list[tuple[float, float]]) -> tuple[float, float]:
    import numpy as np
    from scipy import optimize

    aim = np.zeros(matrix.shape[1])
    ends = []
    for sign in (1.0, -1.0):
        aim[which] = sign
        told = optimize.linprog(
            aim,
            A_eq=matrix,
            b_eq=np.zeros(matrix.shape[0]),
            bounds=[(a, None if math.isinf(b) else b) for a, b in limits],
            method="highs",
        )
        if told.status == 3:
            ends.append(-math.inf if sign > 0 else math.inf)
        elif told.status == 0:
            ends.append(sign * float(told.fun))
        else:
            msg = f"the attack's linear programme did not solve: {told.message}"
            raise RuntimeError(msg)
    return ends[0] + SLACK if math.isfinite(ends[0]) else ends[0], ends[1] - SLACK if math.isfinite(ends[1]) else ends[
        1
    ]
