"""Who may serve as a control in a month, stratum by stratum, and what everybody's past months add up to.

Plain sweeps over persons in order: memory is read once from end to end, which is what the national size needs.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numba as nb
import numpy as np

Array = np.ndarray[Any, Any]
_jit = nb.njit(cache=True, nogil=True)

RING = 7  # the purpose of the lots that place persons on the ring
OLDEST = 512  # ages in the table of bands
SWEEP = 8192  # persons added up at a time: their sums stay in the nearest cache
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@_jit
def mix(seed: Any, a: Any, b: Any) -> Any:
    """Return a fixed pseudo-random number of 32 bits for (seed, a, b)."""
    x = np.uint64(seed) * _GOLDEN + np.uint64(a) * _MIX_A + np.uint64(b) * _MIX_B
    x ^= x >> np.uint64(30)
    x *= _MIX_A
    x ^= x >> np.uint64(27)
    x *= _MIX_B
    x ^= x >> np.uint64(31)
    return np.int64(x >> np.uint64(32))


@_jit
def rings(seed: Any, persons: Any) -> Any:
    """Return each person's place on the ring that settles ties (uint32)."""
    out = np.empty(persons, np.uint32)
    for p in range(persons):
        out[p] = mix(seed, p, RING)
    return out


@dataclasses.dataclass(frozen=True)
class Standing:
    """Who may serve when: `kind` (persons,) says with whom one shares group, birth year and month of entry, `until` one's last month.

    Kind 0 may never serve. A kind above 0 is 1 + (entry * groups + group) * births + birth, where entry counts from the month
    `entries` and birth from the year `oldest`; `band_of` (OLDEST,) gives the age band of an age, `era_of` the whole years of
    history of the months lived in the register.
    """

    kind: Array
    until: Array
    groups: int
    births: int
    oldest: int
    entries: int
    last: int
    minimum_age: int
    band_of: Array
    era_of: Array
    bands: int
    eras: int

    @property
    def strata(self) -> int:
        """Return how many strata there are at most."""
        return self.groups * self.bands * self.eras

    def stratum(self, group: Array, birth_year: Array, entry: Array, month: int, year: int) -> Array:
        """Return the exact-match stratum in a month: group, age band, years of history (int64)."""
        age = np.clip(year - birth_year.astype(np.int64), 0, OLDEST - 1)
        era = self.era_of[np.maximum(month - entry.astype(np.int64), 0)]
        return np.asarray((group.astype(np.int64) * self.bands + self.band_of[age]) * self.eras + era)

    def slots(self, slot_of: Array, month: int, year: int) -> Array:
        """Return, for each kind, 1 + the slot it may serve in this month, or 0; slot_of (strata,)."""
        shape = (self.last - self.entries + 1, self.groups, self.births)
        entry, group, birth = np.indices(shape, np.int32, sparse=True)
        stratum = self.stratum(group, birth + self.oldest, entry + self.entries, month, year)
        may = (entry + self.entries <= month) & (birth + self.oldest + self.minimum_age <= year)
        width = np.uint16 if slot_of.max() < 65_535 else np.uint32
        return np.concatenate([[0], np.where(may, slot_of[stratum] + 1, 0).ravel()]).astype(width)


def standing(
    birth_year: Array,
    group: Array,
    groups: int,
    entry_day: Array,
    exit_day: Array,
    referral_day: Array,
    may: Array,
    starts: Array,
    first: int,
    last: int,
    *,
    history: int,
    age_band: int,
    minimum_age: int,
) -> Standing:
    """Work out who may serve in the index months from `first` to `last`: present, not yet referred.

    Those who entered so long before `first` that their history is whole count as one month's.
    """
    months = len(starts) - 1
    oldest, births = int(birth_year.min()), int(birth_year.max()) - int(birth_year.min()) + 1
    entries = max(first - history, -1)
    kinds = 1 + (last - entries + 1) * groups * births
    kind = np.empty(len(birth_year), np.uint16 if kinds <= 65_536 else np.uint32)
    until = np.empty(len(birth_year), np.int16)
    month_of_day, first_day = month_table(starts)
    stand(
        birth_year,
        group,
        groups,
        entry_day,
        exit_day,
        referral_day,
        may,
        month_of_day,
        first_day,
        entries,
        last,
        oldest,
        births,
        kind,
        until,
    )
    bands, eras = 150 // age_band + 1, history // 12 + 1
    band_of = np.minimum(np.arange(OLDEST) // age_band, bands - 1).astype(np.int64)
    era_of = (np.minimum(np.arange(months + 2), history) // 12).astype(np.int64)

    return Standing(kind, until, groups, births, oldest, entries, last, minimum_age, band_of, era_of, bands, eras)


def month_table(starts: Array) -> tuple[Array, int]:
    """Return the months (int16) of the days from the day before the register to the day after, and that first day.

    The month is -1 before the first, and the number of months after the last.
    """
    first, last = int(starts[0]), int(starts[-1])
    table = np.empty(last - first + 2, np.int16)
    table[0], table[-1] = -1, len(starts) - 1
    table[1:-1] = np.repeat(np.arange(len(starts) - 1, dtype=np.int16), np.diff(starts))
    return table, first - 1


@_jit
def stand(
    birth_year: Any,
    group: Any,
    groups: Any,
    entry_day: Any,
    exit_day: Any,
    referral_day: Any,
    may: Any,
    month_of_day: Any,
    first_day: Any,
    entries: Any,
    last: Any,
    oldest: Any,
    births: Any,
    kind: Any,
    until: Any,
) -> None:
    """Fill kind and until (persons,) of a `Standing`."""
    most = month_of_day.shape[0] - 1

    for p in range(kind.shape[0]):
        entry = month_of_day[min(max(entry_day[p] - first_day, 0), most)]
        leave = min(np.int64(exit_day[p]), np.int64(referral_day[p]))
        until[p] = month_of_day[min(max(leave - first_day, 0), most)]
        kind[p] = 0
        if may[p] and entry <= last:
            kind[p] = 1 + (max(entry - entries, 0) * groups + group[p]) * births + birth_year[p] - oldest


@_jit
def sizes(month: Any, kind: Any, until: Any, slot_of_kind: Any, size: Any) -> None:
    """Fill size (slots + 1,) with how many may serve in each slot of a month; the first is for those who may not."""
    size[:] = 0
    for p in range(kind.shape[0]):
        size[slot_of_kind[kind[p]]] += until[p] >= month


@_jit
def draw_lots(month: Any, seed: Any, kind: Any, until: Any, slot_of_kind: Any, bar: Any, who: Any, slot: Any) -> Any:
    """List, in order, those who may serve and whose lot falls below the bar of their slot, and return how many.

    bar (slots + 1,) is 2**32 for a slot in which all may serve, and 0 for the first, which holds those who may not.
    """
    lots = np.empty(SWEEP, np.int64)
    n = 0
    for begin in range(0, kind.shape[0], SWEEP):
        end = min(begin + SWEEP, kind.shape[0])
        for p in range(begin, end):
            lots[p - begin] = mix(seed, p, month + 1000)
        for p in range(begin, end):
            s = slot_of_kind[kind[p]]
            who[n] = p
            slot[n] = s
            # Written every time and kept only where it counts: no branch for the processor to guess.
            n += (lots[p - begin] < bar[s]) & (until[p] >= month)

    return n


@_jit
def line_up(slot: Any, start: Any, seed: Any, who: Any, place: Any, lined: Any) -> None:
    """List the drawn persons (who, in order) slot by slot in ring order (lined); place says where each went.

    slot counts from 1, start (slots + 1,) is where each begins. Ring places are even, so each goes about where it belongs and few
    must move.
    """
    total = who.shape[0]
    at = start.copy()
    here = np.empty(total, np.int32)
    for i in range(total):
        # A counting sort: the places are known from the sizes, so nobody is compared with anybody.
        s = slot[i] - 1
        here[at[s]] = i
        at[s] += 1

    widest = 0
    for s in range(start.shape[0] - 1):
        widest = max(widest, start[s + 1] - start[s])

    turn, begin = np.empty(widest, np.uint32), np.empty(widest + 1, np.int32)
    order = np.empty(widest, np.int32)
    for s in range(start.shape[0] - 1):
        first = start[s]
        size = start[s + 1] - first
        begin[: size + 1] = 0
        for j in range(size):
            turn[j] = mix(seed, who[here[first + j]], RING)
            begin[((np.int64(turn[j]) * size) >> 32) + 1] += 1
        for j in range(size):
            begin[j + 1] += begin[j]
        for j in range(size):
            near = (np.int64(turn[j]) * size) >> 32
            order[begin[near]] = j
            begin[near] += 1
        for k in range(1, size):
            j = order[k]
            i = k
            while i > 0 and turn[order[i - 1]] > turn[j]:
                order[i] = order[i - 1]
                i -= 1
            order[i] = j
        for k in range(size):
            i = here[first + order[k]]
            place[i] = first + k
            lined[first + k] = who[i]


@_jit
def ring_place(ring: Any, who: Any, first: Any, stop: Any, turn: Any) -> Any:
    """Return the first of the members [first, stop), in ring order, at or after a place on the ring."""
    while first < stop:
        half = (first + stop) // 2
        if ring[who[half]] < turn:
            first = half + 1
        else:
            stop = half
    return first


@_jit
def look_back(panel: Any, low: Any, high: Any, who: Any, place: Any, root: Any, total: Any, out: Any) -> None:
    """Put the rooted contacts of months [low, high) of each in `who` (in order) at their place in `out`.

    `total` (SWEEP,) is scratch, wide enough for the months' sum.
    """
    most = root.shape[0] - 1
    i = 0

    for begin in range(0, panel.shape[1], SWEEP):
        end = min(begin + SWEEP, panel.shape[1])
        if i >= who.shape[0] or who[i] >= end:
            continue
        total[: end - begin] = 0
        for m in range(low, high):
            row = panel[m, begin:end]
            for j in range(row.shape[0]):
                total[j] += row[j]
        while i < who.shape[0] and who[i] < end:
            out[place[i]] = root[min(np.int64(total[who[i] - begin]), most)]
            i += 1


def sums(panel: Array, months: int) -> Array:
    """Return scratch for `look_back`, wide enough for so many months of the panel."""
    wide = panel.dtype == np.uint8 and months <= 65_535 // 255
    return np.empty(SWEEP, np.uint16 if wide else np.uint32)


def pool(
    stood: Standing, month: int, year: int, slot_of: Array, slots: int, limit: int, seed: int
) -> tuple[Array, Array, Array, Array]:
    """Return the possible controls of a month: in order, their places, slot by slot in ring order, and starts.

    Slots of more than `limit` are thinned by a fixed lottery to about that many (0: no limit). Whoever is not listed costs no memory.
    """
    slot_of_kind, size = stood.slots(slot_of, month, year), np.empty(slots + 1, np.int64)
    sizes(month, stood.kind, stood.until, slot_of_kind, size)
    bar = np.full(slots + 1, 1 << 32, np.int64)
    if limit > 0:
        bar[size > limit] = (limit << 32) // size[size > limit]

    # Slot 0 holds those who may not serve.
    bar[0] = 0
    room = int(size[1:].sum()) + 1
    who, slot = np.empty(room, np.int32), np.empty(room, slot_of_kind.dtype)
    n = draw_lots(month, seed, stood.kind, stood.until, slot_of_kind, bar, who, slot)
    who, slot = who[:n].copy(), slot[:n].copy()
    start = np.concatenate([[0], np.cumsum(np.bincount(slot, minlength=slots + 1)[1:])]).astype(np.int64)
    place, lined = np.empty(n, np.int32), np.empty(n, np.int32)
    line_up(slot, start, seed, who, place, lined)
    return who, place, lined, start
