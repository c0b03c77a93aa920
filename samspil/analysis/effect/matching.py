"""Risk-set matching by calendar month: the nearest histories among those alive, not referred, in practices without the service.

Whole numbers throughout, so that the slow reference in the tests finds the same sets, to the last tie.
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
from collections.abc import Sequence
from typing import Any

import numba as nb
import numpy as np

from samspil.analysis.effect import calendar, pools
from samspil.analysis.effect.sections import Block

Array = np.ndarray[Any, Any]
_jit = nb.njit(cache=True, nogil=True)

SCALE = 64  # a square root of a count is held as round(SCALE * sqrt(count))
COUNTS_MOST = 65_536
TILE = 64  # members measured at a time


@dataclasses.dataclass(frozen=True)
class Candidates:
    """What matching may know of a person, one value each. `group` codes the exact groups that do not change with time."""

    birth_year: Array
    group: Array
    groups: int
    entry_day: Array
    exit_day: Array
    referral_day: Array
    may_be_control: Array


@dataclasses.dataclass(frozen=True)
class Cases:
    """The referred to be matched, sorted by index month: person, day and month of referral."""

    person: Array
    day: Array
    month: Array


@dataclasses.dataclass(frozen=True)
class Rules:
    """The protocol's choices as numbers. `caliper` is a squared distance on the SCALE, 0 for none."""

    seed: int
    controls: int
    caliper: int
    pool_limit: int
    history: int
    age_band: int
    minimum_age: int
    blocks: tuple[tuple[Block, ...], ...]


@dataclasses.dataclass(frozen=True)
class Sets:
    """Matched sets: `control` (R, K) person numbers or -1, nearest first, and `distance` (R, K), squared on the SCALE."""

    control: Array
    distance: Array

    @property
    def found(self) -> Array:
        """Return how many controls each case got (R,)."""
        return np.asarray((self.control >= 0).sum(axis=1))


def roots() -> Array:
    """Return round(SCALE * sqrt(count)) for each count (int32)."""
    return np.rint(SCALE * np.sqrt(np.arange(COUNTS_MOST, dtype=np.float64))).astype(np.int32)


@_jit
def features(panel: Any, who: Any, span: Any, root: Any, out: Any) -> None:
    """Fill out (blocks, len(who)) with the rooted counts of the months [low, high) of each block; span (blocks, 2)."""
    for b in range(span.shape[0]):
        for i in range(who.shape[0]):
            total = 0
            for m in range(span[b, 0], span[b, 1]):
                total += panel[m, who[i]]
            out[b, i] = root[min(total, root.shape[0] - 1)]


@_jit
def measure(own: Any, x: Any, begin: Any, end: Any, far: Any) -> Any:
    """Fill `far` with the squared distances of members [begin, end) from `own` (D,) and return the least."""
    far[:] = 0
    for d in range(x.shape[0]):
        here = own[d]
        row = x[d, begin:end]
        for j in range(row.shape[0]):
            gap = np.int32(here - row[j])
            far[j] += np.uint32(gap * gap)
    least = far[0]
    for j in range(end - begin):
        least = min(least, far[j])
    return least


@_jit
def nearest(
    case_person: Any,
    case_day: Any,
    case_slot: Any,
    case_x: Any,
    who: Any,
    start: Any,
    x: Any,
    entry_day: Any,
    exit_day: Any,
    referral_day: Any,
    ring: Any,
    caliper: Any,
    control: Any,
    distance: Any,
) -> None:
    """Fill (cases, K) with the nearest controls of each case: by distance, then a ring order drawn for the case.

    case_x (D, cases) and x (D, members) are rooted counts (int32); members lie slot by slot (`start`) in ring order, so that of
    those equally far the first met wins. A control must be alive the day after the case's referral, in the register on it, and
    not referred by it. Distances are measured a tile at a time; most tiles hold nobody near enough to be looked at.
    """
    K = control.shape[1]
    D = x.shape[0]
    best = np.empty(K, np.int64)
    far = np.zeros(TILE, np.uint32)
    own = np.empty(D, np.int32)

    for c in range(case_person.shape[0]):
        for d in range(D):
            own[d] = case_x[d, c]
        first, stop = start[case_slot[c]], start[case_slot[c] + 1]
        turn = pools.ring_place(ring, who, first, stop, ring[case_person[c]])
        have = 0
        # Without a caliper everybody is near enough.
        bar = np.int64(caliper) if caliper > 0 else np.int64(1) << 62
        # From the case's own place on the ring to the end, then from its beginning.
        for half in range(2):
            low, high = (turn, stop) if half == 0 else (first, turn)
            for begin in range(low, high, TILE):
                if bar < 0:
                    break
                end = min(begin + TILE, high)
                if measure(own, x, begin, end, far) > bar:
                    continue
                for i in range(begin, end):
                    dist = np.int64(far[i - begin])
                    if dist > bar:
                        continue
                    p = np.int64(who[i])
                    if (
                        entry_day[p] > case_day[c]
                        or exit_day[p] <= case_day[c]
                        or referral_day[p] <= case_day[c]
                        or p == case_person[c]
                    ):
                        continue
                    k = min(have, K - 1)
                    have = min(have + 1, K)
                    while k > 0 and best[k - 1] > dist:
                        best[k], control[c, k] = best[k - 1], control[c, k - 1]
                        k -= 1
                    best[k], control[c, k] = dist, p
                    if have == K:
                        # K are found: only who is nearer still may take a place, so that of equals the first met stays.
                        bar = best[K - 1] - 1
        distance[c, :have] = best[:have]


def match(
    panel: Array, cases: Cases, people: Candidates, starts: Array, years: Array, rules: Rules, *, threads: int = 1
) -> tuple[Sets, ...]:
    """Match every case once for each of `rules.blocks` and return the sets in that order.

    `panel` (months, persons) is read only before each case's own month: what comes later cannot steer a set.
    """
    R, K = len(cases.person), rules.controls
    sets = tuple(Sets(np.full((R, K), -1, np.int32), np.full((R, K), -1, np.int64)) for _ in rules.blocks)
    if R == 0:
        return sets
    months = np.unique(cases.month)
    stood = pools.standing(
        people.birth_year,
        people.group,
        people.groups,
        people.entry_day,
        people.exit_day,
        people.referral_day,
        people.may_be_control,
        starts,
        int(months[0]),
        int(months[-1]),
        history=rules.history,
        age_band=rules.age_band,
        minimum_age=rules.minimum_age,
    )
    root, ring = roots(), pools.rings(rules.seed, len(people.birth_year))
    entered = calendar.month_of(people.entry_day[cases.person], starts)

    def one(month: int) -> None:
        _match_month(int(month), int(years[month]), panel, cases, people, stood, entered, rules, root, ring, sets)

    if threads > 1 and len(months) > 1:
        # The months share nothing that is written: each fills the sets of its own cases.
        with concurrent.futures.ThreadPoolExecutor(threads) as crew:
            list(crew.map(one, months))
    else:
        for month in months:
            one(month)
    return sets


def _match_month(
    month: int,
    year: int,
    panel: Array,
    cases: Cases,
    people: Candidates,
    stood: pools.Standing,
    entered: Array,
    rules: Rules,
    root: Array,
    ring: Array,
    sets: Sequence[Sets],
) -> None:
    here = np.flatnonzero(cases.month == month)
    person = cases.person[here]
    stratum = stood.stratum(people.group[person], people.birth_year[person], entered[here], month, year)
    slot_of = np.full(stood.strata, -1, np.int32)
    present = np.unique(stratum)
    slot_of[present] = np.arange(len(present), dtype=np.int32)
    slot = slot_of[stratum]
    order = np.lexsort((person, slot))
    here, person, slot = here[order], person[order], slot[order]
    who, place, lined, start = pools.pool(stood, month, year, slot_of, len(present), rules.pool_limit, rules.seed)
    known = {
        b: (max(month + b[0], 0), month + b[1] + 1) for blocks in rules.blocks for b in blocks if month + b[1] >= 0
    }
    past = np.empty((len(known), len(who)), np.int32)
    for (low, high), out in zip(known.values(), past, strict=True):
        pools.look_back(panel, low, high, who, place, root, pools.sums(panel, high - low), out)

    line = {block: i for i, block in enumerate(known)}
    for sets_of, blocks in zip(sets, rules.blocks, strict=True):
        used = [b for b in blocks if b in known]
        own = np.empty((len(used), len(here)), np.int32)
        features(panel, person, np.array([known[b] for b in used], np.int64).reshape(-1, 2), root, own)
        control = np.full((len(here), rules.controls), -1, np.int32)
        distance = np.full((len(here), rules.controls), -1, np.int64)
        x = past[[line[b] for b in used]]
        nearest(
            person,
            cases.day[here],
            slot,
            own,
            lined,
            start,
            x,
            people.entry_day,
            people.exit_day,
            people.referral_day,
            ring,
            rules.caliper,
            control,
            distance,
        )
        sets_of.control[here] = control
        sets_of.distance[here] = distance
