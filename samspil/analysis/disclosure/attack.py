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
FAR = 100.0  # times everything that is known, where nothing bounds a count


def bounds(
    wanted: Sequence[Cell], possible: Mapping[Cell, tuple[float, float]], sums: Sequence[tuple[Cell, tuple[Cell, ...]]]
) -> dict[Cell, tuple[float, float]]:
    """Return the least and greatest value that each wanted cell can have.

    `possible` gives what is known of each cell alone, `sums` says that a cell is the sum of others. Only cells tied to the wanted
    ones matter. A linear programme a group (HiGHS); inf where nothing bounds it.
    """
    # Only the attack needs the solver; pages that hide a small count ask the rule, where none is installed.
    from scipy import sparse

    ends: dict[Cell, tuple[float, float]] = {}
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
        asked = [cell for cell in wanted if cell in at]
        ends.update(zip(asked, _ends([at[cell] for cell in asked], rows, limits), strict=True))
    return ends


def _tied(wanted: Sequence[Cell], sums: Sequence[tuple[Cell, tuple[Cell, ...]]]) -> list[dict[Cell, None]]:
    """Return the groups of cells tied to the wanted ones by sums, each in a fixed order."""
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


def _ends(
    wanted: Sequence[int], matrix: sparse.csr_matrix, limits: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Return the ends of each wanted column: one programme of two copies of the sums a cell, which share nothing.

    What nothing bounds gets a roof far above all that is known; an end that comes near it is infinite.
    """
    import numpy as np
    from scipy import optimize, sparse

    low = np.array([a for a, _ in limits])
    high = np.array([b for _, b in limits])
    roof = FAR * (1.0 + float(low.sum()) + float(high[np.isfinite(high)].sum()))
    high = np.where(np.isfinite(high), high, roof)
    columns, copies = matrix.shape[1], 2 * len(wanted)
    aim = np.zeros(copies * columns)
    at = np.arange(copies) * columns + np.repeat(np.asarray(wanted, np.int64), 2)
    aim[at] = np.tile([1.0, -1.0], len(wanted))
    told = optimize.linprog(
        aim,
        A_eq=sparse.kron(sparse.eye(copies), matrix, format="csr"),
        b_eq=np.zeros(copies * matrix.shape[0]),
        bounds=np.column_stack([np.tile(low, copies), np.tile(high, copies)]),
        method="highs",
    )
    if told.status != 0:
        msg = f"the attack's linear programme did not solve: {told.message}"
        raise RuntimeError(msg)
    ends = told.x[at].reshape(-1, 2)
    return [(float(a) + SLACK, math.inf if b > roof / 2 else float(b) - SLACK) for a, b in ends]
