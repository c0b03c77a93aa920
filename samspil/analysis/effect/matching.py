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

from samspil.analysis.effect.protocol import Block

Array = np.ndarray[Any, Any]
_jit = nb.njit(cache=True, nogil=True)

SCALE = 64  # a square root of a count is held as round(SCALE * sqrt(count))
COUNTS_MOST = 65_536
BUCKET = 16
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


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
        """This function will return how many controls each case got (R,)."""
        return np.asarray((self.control >= 0).sum(axis=1))


def roots() -> Array:
    """This function will return round(SCALE * sqrt(count)) for each count (int32)."""
    return np.rint(SCALE * np.sqrt(np.arange(COUNTS_MOST, dtype=np.float64))).astype(np.int32)


@_jit
def mix(seed: Any, a: Any, b: Any) -> Any:
    """This function will return a fixed pseudo-random number of 32 bits for (seed, a, b)."""
    x = np.uint64(seed) * _GOLDEN + np.uint64(a) * _MIX_A + np.uint64(b) * _MIX_B
    x ^= x >> np.uint64(30)
    x *= _MIX_A
    x ^= x >> np.uint64(27)
    x *= _MIX_B
    x ^= x >> np.uint64(31)
    return np.int64(x >> np.uint64(32))


@_jit
def stratum_of(
    group: Any, age: Any, entry_month: Any, month: Any, history: Any, age_band: Any, bands: Any, eras: Any
) -> Any:
    """This function will return the exact-match stratum: group, age band, and years of history in the register."""
    lived = min(max(month - entry_month, 0), history)
    return (np.int64(group) * bands + min(max(age, 0) // age_band, bands - 1)) * eras + lived // 12


@_jit
def pool(
    month: Any,
    year: Any,
    month_start: Any,
    next_start: Any,
    birth_year: Any,
    group: Any,
    entry_day: Any,
    entry_month: Any,
    exit_day: Any,
    referral_day: Any,
    may: Any,
    history: Any,
    age_band: Any,
    minimum_age: Any,
    bands: Any,
    eras: Any,
    slot_of: Any,
    slots: Any,
    limit: Any,
    seed: Any,
) -> Any:
    """This function will return the possible controls of an index month: (person, slot), slot by slot, and each slot's start.

    Only strata with a case have a slot. Where a slot holds more than `limit` (0: no limit), a fixed lottery takes about that many.
    """
    size = np.zeros(slots, np.int64)
    n = birth_year.shape[0]
    for p in range(n):
        if not may[p] or exit_day[p] < month_start or entry_day[p] >= next_start or referral_day[p] < month_start:
            continue
        age = year - birth_year[p]
        if age < minimum_age:
            continue
        slot = slot_of[stratum_of(group[p], age, entry_month[p], month, history, age_band, bands, eras)]
        if slot >= 0:
            size[slot] += 1
    bar = np.empty(slots, np.int64)
    for s in range(slots):
        bar[s] = (np.int64(1) << 32) if limit == 0 or size[s] <= limit else (np.int64(limit) << 32) // size[s]
    taken = np.zeros(slots + 1, np.int64)
    total = 0
    for s in range(slots):
        total += size[s] if bar[s] == (np.int64(1) << 32) else min(size[s], 2 * limit + 1000)
    who = np.empty(total, np.int32)
    where = np.empty(total, np.int32)
    got = 0
    for p in range(n):
        if not may[p] or exit_day[p] < month_start or entry_day[p] >= next_start or referral_day[p] < month_start:
            continue
        age = year - birth_year[p]
        if age < minimum_age:
            continue
        slot = slot_of[stratum_of(group[p], age, entry_month[p], month, history, age_band, bands, eras)]
        if slot < 0 or mix(seed, p, month + 1000) >= bar[slot] or got >= total:
            continue
        who[got] = p
        where[got] = slot
        got += 1
        taken[slot + 1] += 1
    for s in range(slots):
        taken[s + 1] += taken[s]
    place = taken[:-1].copy()
    sorted_who = np.empty(got, np.int32)
    for i in range(got):
        s = where[i]
        sorted_who[place[s]] = who[i]
        place[s] += 1
    return sorted_who, taken


@_jit
def features(panel: Any, who: Any, month: Any, first: Any, last: Any, root: Any, out: Any) -> Any:
    """This function will fill out (len(who), blocks) with the rooted counts of each block of months before `month`."""
    for b in range(first.shape[0]):
        low, high = max(month + first[b], 0), month + last[b]
        for i in range(who.shape[0]):
            total = 0
            for m in range(low, high + 1):
                total += panel[m, who[i]]
            out[i, b] = root[min(total, root.shape[0] - 1)]


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
    seed: Any,
    caliper: Any,
    control: Any,
    distance: Any,
) -> Any:
    """This function will fill (cases, K) with the nearest controls of each case: by distance, then a ring order drawn for the case.

    A control must be alive the day after the case's referral, in the register on it, and not referred by it. Buckets of the
    summed features bound the distance from below (Cauchy-Schwarz: (sum difference)^2 <= blocks * distance), so far ones are skipped.
    """
    K = control.shape[1]
    D = x.shape[1]
    most = 0
    for i in range(x.shape[0]):
        s = 0
        for d in range(D):
            s += x[i, d]
        most = max(most, s)
    buckets = most // BUCKET + 1
    count = np.zeros(buckets + 1, np.int64)
    order = np.empty(who.shape[0], np.int32)
    ring = np.empty(who.shape[0], np.int64)
    best_d = np.empty(K, np.int64)
    best_r = np.empty(K, np.int64)
    best_p = np.empty(K, np.int64)
    at = 0
    cases = case_person.shape[0]
    while at < cases:
        slot = case_slot[at]
        end = at
        while end < cases and case_slot[end] == slot:
            end += 1
        a, z = start[slot], start[slot + 1]
        count[:] = 0
        for i in range(a, z):
            s = 0
            for d in range(D):
                s += x[i, d]
            count[s // BUCKET + 1] += 1
            ring[i] = mix(seed, who[i], 7)
        for b in range(buckets):
            count[b + 1] += count[b]
        place = count[:-1].copy()
        for i in range(a, z):
            s = 0
            for d in range(D):
                s += x[i, d]
            order[a + place[s // BUCKET]] = i
            place[s // BUCKET] += 1
        for c in range(at, end):
            own = 0
            for d in range(D):
                own += case_x[c, d]
            mid = min(own // BUCKET, buckets - 1)
            turn = mix(seed, case_person[c], 7)
            have = 0
            worst = np.int64(caliper) if caliper > 0 else np.int64(1) << 62
            for away in range(max(buckets - mid, mid + 1)):
                if have == K or caliper > 0:
                    gap = (away - 1) * BUCKET + 1 if away > 0 else 0
                    if gap > 0 and gap * gap > D * worst:
                        break
                for side in range(2):
                    b = mid + away if side == 0 else mid - away
                    if b < 0 or b >= buckets or (side == 1 and away == 0):
                        continue
                    for j in range(a + count[b], a + count[b + 1]):
                        i = order[j]
                        dist = np.int64(0)
                        for d in range(D):
                            diff = np.int64(case_x[c, d] - x[i, d])
                            dist += diff * diff
                        if dist > worst:
                            continue
                        p = np.int64(who[i])
                        if (
                            entry_day[p] > case_day[c]
                            or exit_day[p] <= case_day[c]
                            or referral_day[p] <= case_day[c]
                            or p == case_person[c]
                        ):
                            continue
                        r = (ring[i] - turn) & np.int64(0xFFFFFFFF)
                        if have == K:
                            last = K - 1
                            if dist == best_d[last] and (r > best_r[last] or (r == best_r[last] and p > best_p[last])):
                                continue
                            k = last
                        else:
                            k = have
                            have += 1
                        while k > 0 and (
                            best_d[k - 1] > dist
                            or (
                                best_d[k - 1] == dist
                                and (best_r[k - 1] > r or (best_r[k - 1] == r and best_p[k - 1] > p))
                            )
                        ):
                            best_d[k] = best_d[k - 1]
                            best_r[k] = best_r[k - 1]
                            best_p[k] = best_p[k - 1]
                            k -= 1
                        best_d[k], best_r[k], best_p[k] = dist, r, p
                        if have == K:
                            worst = best_d[K - 1]
            for k in range(have):
                control[c, k] = best_p[k]
                distance[c, k] = best_d[k]
        at = end


def match(
    panel: Array, cases: Cases, people: Candidates, starts: Array, years: Array, rules: Rules, *, threads: int = 1
) -> tuple[Sets, ...]:
    """This function will match every case once for each of `rules.blocks` and return the sets in that order.

    `panel` (months, persons) is read only before each case's own month: what comes later cannot steer a set.
    """
    R, K = len(cases.person), rules.controls
    sets = tuple(Sets(np.full((R, K), -1, np.int32), np.full((R, K), -1, np.int64)) for _ in rules.blocks)
    entry_month = np.searchsorted(starts, people.entry_day, side="right").astype(np.int32) - 1
    root = roots()
    months = np.unique(cases.month)

    def one(month: int) -> None:
        _match_month(int(month), panel, cases, people, entry_month, starts, years, rules, root, sets)

    if threads > 1 and len(months) > 1:
        with concurrent.futures.ThreadPoolExecutor(threads) as crew:
            list(crew.map(one, months))
    else:
        for month in months:
            one(month)
    return sets


def _match_month(
    month: int, panel: Array, cases: Cases, people: Candidates, entry_month: Array, starts: Array, years: Array,
    rules: Rules, root: Array, sets: Sequence[Sets],
) -> None:  # fmt: skip
    year = int(years[month])
    bands, eras = 150 // rules.age_band + 1, rules.history // 12 + 1
    here = np.flatnonzero(cases.month == month)
    person = cases.person[here]
    stratum = np.array(
        [
            stratum_of(
                people.group[p],
                year - int(people.birth_year[p]),
                entry_month[p],
                month,
                rules.history,
                rules.age_band,
                bands,
                eras,
            )
            for p in person
        ],
        np.int64,
    )
    slot_of = np.full(people.groups * bands * eras, -1, np.int32)
    present = np.unique(stratum)
    slot_of[present] = np.arange(len(present), dtype=np.int32)
    slot = slot_of[stratum]
    order = np.lexsort((person, slot))
    here, person, slot = here[order], person[order], slot[order]
    who, start = pool(
        month, year, int(starts[month]), int(starts[month + 1]), people.birth_year, people.group, people.entry_day, entry_month,
        people.exit_day, people.referral_day, people.may_be_control, rules.history, rules.age_band, rules.minimum_age, bands, eras,
        slot_of, len(present), rules.pool_limit, rules.seed,
    )  # fmt: skip
    for sets_of, blocks in zip(sets, rules.blocks, strict=True):
        known = [(a, b) for a, b in blocks if month + b >= 0]
        first = np.array([a for a, _ in known], np.int64)
        last = np.array([b for _, b in known], np.int64)
        x, own = np.empty((len(who), len(known)), np.int32), np.empty((len(here), len(known)), np.int32)
        features(panel, who, month, first, last, root, x)
        features(panel, person, month, first, last, root, own)
        control = np.full((len(here), rules.controls), -1, np.int32)
        distance = np.full((len(here), rules.controls), -1, np.int64)
        nearest(
            person, cases.day[here], slot, own, who, start, x, people.entry_day, people.exit_day, people.referral_day, rules.seed,
            rules.caliper, control, distance,
        )  # fmt: skip
        sets_of.control[here] = control
        sets_of.distance[here] = distance
