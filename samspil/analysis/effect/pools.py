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

NOBODY = 32767  # a first month that never comes
OLDEST = 512  # ages in the table of bands
SWEEP = 8192  # persons added up at a time: their sums stay in the nearest cache
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


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
def rings(seed: Any, persons: Any) -> Any:
    """This function will return each person's place on the ring that settles ties (uint32)."""
    out = np.empty(persons, np.uint32)
    for p in range(persons):
        out[p] = mix(seed, p, 7)
    return out


@dataclasses.dataclass(frozen=True)
class Standing:
    """When each person may serve (months `since` to `until`, both in) and what puts them in a stratum; one value each.

    `band_of` (OLDEST,) gives the age band of an age, `era_of` the whole years of history of the months lived in the register.
    """

    since: Array
    until: Array
    entry_month: Array
    birth_year: Array
    group: Array
    band_of: Array
    era_of: Array
    bands: int
    eras: int
    groups: int

    @property
    def strata(self) -> int:
        """This function will return how many strata there are at most."""
        return self.groups * self.bands * self.eras

    def stratum(self, person: Array, month: int, year: int) -> Array:
        """This function will return the exact-match stratum of persons in a month: group, age band, years of history (int64)."""
        age = np.clip(year - self.birth_year[person].astype(np.int64), 0, OLDEST - 1)
        era = self.era_of[np.maximum(month - self.entry_month[person], 0)]
        return np.asarray((self.group[person].astype(np.int64) * self.bands + self.band_of[age]) * self.eras + era)


def standing(
    birth_year: Array, group: Array, groups: int, entry_day: Array, exit_day: Array, referral_day: Array, may: Array,
    starts: Array, years: Array, *, history: int, age_band: int, minimum_age: int,
) -> Standing:  # fmt: skip
    """This function will work out the months in which each person may serve: present, grown up, not yet referred."""
    months = len(years)
    entry_month = _months(entry_day, starts)
    grown = np.searchsorted(years, birth_year.astype(np.int64) + minimum_age).astype(np.int16)
    since = np.where(may, np.maximum(entry_month, grown), np.int16(NOBODY))
    until = np.minimum(_months(exit_day, starts), _months(referral_day, starts))
    bands, eras = 150 // age_band + 1, history // 12 + 1
    band_of = np.minimum(np.arange(OLDEST) // age_band, bands - 1).astype(np.int64)
    era_of = (np.minimum(np.arange(months + 2), history) // 12).astype(np.int64)
    return Standing(since, until, entry_month, birth_year, group, band_of, era_of, bands, eras, groups)


def _months(day: Array, starts: Array) -> Array:
    """This function will return the month of each day, -1 before the first and the number of months after the last (int16)."""
    first, last = int(starts[0]), int(starts[-1])
    table = np.empty(last - first + 2, np.int16)
    table[0], table[-1] = -1, len(starts) - 1
    table[1:-1] = np.repeat(np.arange(len(starts) - 1, dtype=np.int16), np.diff(starts))
    return np.asarray(table[np.clip(day, first - 1, last) - (first - 1)])


@_jit
def assign(
    month: Any, year: Any, since: Any, until: Any, entry_month: Any, birth_year: Any, group: Any, band_of: Any, era_of: Any,
    bands: Any, eras: Any, slot_of: Any, slot: Any, size: Any,
) -> None:  # fmt: skip
    """This function will fill slot (persons,) with the slot each may serve in this month, or -1, and size (slots,)."""
    size[:] = 0
    for p in range(slot.shape[0]):
        s = -1
        if since[p] <= month and until[p] >= month:
            age = min(max(year - birth_year[p], 0), OLDEST - 1)
            era = era_of[max(month - entry_month[p], 0)]
            s = slot_of[(np.int64(group[p]) * bands + band_of[age]) * eras + era]
            if s >= 0:
                size[s] += 1
        slot[p] = s


@_jit
def draw_lots(month: Any, seed: Any, limit: Any, slot: Any, size: Any) -> None:
    """This function will thin slots of more than `limit` by a fixed lottery to about that many (0: no limit)."""
    bar = np.empty(size.shape[0], np.int64)
    over = False
    for s in range(size.shape[0]):
        bar[s] = np.int64(1) << 32
        if limit > 0 and size[s] > limit:
            bar[s] = (np.int64(limit) << 32) // size[s]
            over = True
    if not over:
        return
    size[:] = 0
    for p in range(slot.shape[0]):
        s = slot[p]
        if s < 0:
            continue
        if bar[s] >> 32 == 0 and mix(seed, p, month + 1000) >= bar[s]:
            slot[p] = -1
        else:
            size[s] += 1


@_jit
def line_up(slot: Any, size: Any, start: Any, ring: Any, who: Any, place: Any, lined: Any) -> None:
    """This function will list the drawn persons in order (who), and slot by slot in ring order (lined); place says where each went.

    start (slots + 1,) is where each slot begins. Ring places are even, so each goes about where it belongs and few must move.
    """
    total = who.shape[0]
    begin = np.zeros(total + 1, np.int32)
    i = 0
    for p in range(slot.shape[0]):
        s = slot[p]
        if s >= 0:
            who[i] = p
            place[i] = start[s] + ((np.int64(ring[p]) * size[s]) >> 32)
            begin[place[i] + 1] += 1
            i += 1
    for i in range(total):
        begin[i + 1] += begin[i]
    for i in range(total):
        lined[begin[place[i]]] = i
        begin[place[i]] += 1
    for k in range(1, total):
        i = lined[k]
        near, at = place[i], ring[who[i]]
        j = k
        while j > 0 and place[lined[j - 1]] == near and ring[who[lined[j - 1]]] > at:
            lined[j] = lined[j - 1]
            j -= 1
        lined[j] = i
    for k in range(total):
        i = lined[k]
        place[i], lined[k] = k, who[i]


@_jit
def ring_place(ring: Any, who: Any, first: Any, stop: Any, turn: Any) -> Any:
    """This function will return the first of the members [first, stop), in ring order, at or after a place on the ring."""
    while first < stop:
        half = (first + stop) // 2
        if ring[who[half]] < turn:
            first = half + 1
        else:
            stop = half
    return first


@_jit
def look_back(panel: Any, low: Any, high: Any, who: Any, place: Any, root: Any, total: Any, out: Any) -> None:
    """This function will put the rooted contacts of months [low, high) of each in `who` (in order) at their place in `out`.

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
    """This function will return scratch for `look_back`, wide enough for so many months of the panel."""
    wide = panel.dtype == np.uint8 and months <= 65_535 // 255
    return np.empty(SWEEP, np.uint16 if wide else np.uint32)


def pool(
    stand: Standing, month: int, year: int, slot_of: Array, slots: int, limit: int, seed: int, ring: Array
) -> tuple[Array, Array, Array, Array]:
    """This function will return the possible controls of a month: in order, their places, slot by slot in ring order, and starts."""
    slot, size = np.empty(len(stand.since), np.int32), np.zeros(slots, np.int64)
    assign(
        month, year, stand.since, stand.until, stand.entry_month, stand.birth_year, stand.group, stand.band_of, stand.era_of,
        stand.bands, stand.eras, slot_of, slot, size,
    )  # fmt: skip
    draw_lots(month, seed, limit, slot, size)
    start = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    who, place, lined = (np.empty(int(start[-1]), np.int32) for _ in range(3))
    line_up(slot, size, start, ring, who, place, lined)
    return who, place, lined, start
