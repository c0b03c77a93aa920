"""Both contrasts for one type of contact at a time, from the contacts of those in the matched sets."""

from __future__ import annotations

import dataclasses
from typing import Any

import numba as nb
import numpy as np

from samspil.analysis.effect import cohort, estimates
from samspil.analysis.effect.cohort import Window
from samspil.analysis.effect.estimates import Matched, Part
from samspil.analysis.effect.panel import Events
from samspil.analysis.effect.protocol import Study
from samspil.analysis.effect.register import Register

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Both:
    """The two contrasts of one cut of the cases, before their intervals."""

    matched: Part
    did: Part


@nb.njit(cache=True, nogil=True)
def count_types(start: Any, month: Any, kind: Any, n: Any, row: Any, low: Any, high: Any, slot: Any, out: Any) -> Any:
    """Fill out (members, slots) with each member's contacts by type in months [low, high).

    start, month, kind, n are Events; slot (128,) gives each type's column or -1.
    """
    for i in range(row.shape[0]):
        for e in range(start[row[i]], start[row[i] + 1]):
            if low[i] <= month[e] < high[i] and slot[kind[e]] >= 0:
                out[i, slot[kind[e]]] += n[e]


@dataclasses.dataclass(frozen=True)
class ByType:
    """Contacts of each type (a column each) by member: before and after, in both matches."""

    types: tuple[int, ...]
    a_before: Array
    a_after: Array
    b_before: Array
    b_after: Array

    def observed(self, kind: int, a: Matched, mark: Array | None = None) -> int:
        """Return the contacts of a type of the matched referred after referral, of the cases marked."""
        mine = a.members.treated if mark is None else a.members.treated & mark[a.members.case]
        return int(self.a_after[mine, self.types.index(kind)].sum())


def by_type(
    events: Events, place: Array, register: Register, a: Matched, b: Matched, study: Study, types: tuple[int, ...]
) -> ByType:
    """Count every type before and after for all members of both matches."""
    # A type is an int8: 128 places hold every one.
    slot = np.full(128, -1, np.int64)
    slot[list(types)] = np.arange(len(types))

    def counted(m: Matched, block: tuple[int, int]) -> Array:
        out = np.zeros((len(m.members.person), len(types)))
        low, high = cohort.span(register, m.members, block)
        count_types(events.start, events.month, events.type, events.n, place[m.members.person], low, high, slot, out)
        return out

    return ByType(
        types, counted(a, study.before), counted(a, study.after), counted(b, study.before), counted(b, study.after)
    )


def of_type(told: ByType, kind: int, a: Matched, b: Matched, cases: int) -> Both:
    """Estimate both contrasts for one type; A also adjusts for the type's own past year."""
    k = told.types.index(kind)
    return Both(
        estimates.matched_part(a, Window(told.a_after[:, k], a.after.time), cases, own_before=told.a_before[:, k]),
        estimates.did_part(
            b, Window(told.b_before[:, k], b.before.time), Window(told.b_after[:, k], b.after.time), cases
        ),
    )
