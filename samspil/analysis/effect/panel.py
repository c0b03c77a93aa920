"""The panel: contacts of the named types by month and person, in one pass over the register.

Month-major and dense, so that persons without contacts stay (a join would lose them) and a month is one run of memory.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numba as nb
import numpy as np

from samspil.analysis.effect import engine
from samspil.analysis.effect.register import Register
from samspil.paper.refusal import Refused

Array = np.ndarray[Any, Any]
_jit = nb.njit(cache=True, nogil=True)
OUTSIDE, BAD_PERSON, BAD_TYPE, BAD_N, OVERFLOW = range(5)


@dataclasses.dataclass(frozen=True)
class Panel:
    """`counts` (months, persons) of the named types; `types` those met; `outside` contacts outside a person's own time."""

    counts: Array
    types: tuple[int, ...]
    rows: int
    outside: int


@dataclasses.dataclass(frozen=True)
class Events:
    """Every contact of chosen persons: those of person i are [start[i], start[i + 1]); month, type and number of each."""

    person: Array
    start: Array
    month: Array
    type: Array
    n: Array
    tally: Array


@_jit
def fill(
    panel: Any,
    person: Any,
    day: Any,
    kind: Any,
    n: Any,
    month_of_day: Any,
    first_day: Any,
    named: Any,
    entry: Any,
    leave: Any,
    seen: Any,
    fault: Any,
) -> Any:
    """This function will add a batch of contacts to the panel (months, persons); faults (5,) are counted and skipped.

    `month_of_day` gives the month of day `first_day + i`; `named` and `seen` (128,) say which types count and which were met.
    """
    persons = panel.shape[1]
    most = 255 if panel.itemsize == 1 else 65535
    several = n.shape[0] > 0
    for i in range(person.shape[0]):
        p, k = person[i], kind[i]
        if p < 0 or p >= persons:
            fault[1] += 1
            continue
        if k < 1 or k > 127:
            fault[2] += 1
            continue
        seen[k] += 1
        if not named[k]:
            continue
        d = day[i]
        if d < entry[p] or d > leave[p]:
            fault[0] += 1
            continue
        many = 1
        if several:
            many = n[i]
            if many < 0:
                fault[3] += 1
                continue
        m = month_of_day[d - first_day]
        total = panel[m, p] + many
        if total > most:
            fault[4] += 1
            total = most
        panel[m, p] = total


@_jit
def pick(
    place: Any,
    side: Any,
    person: Any,
    day: Any,
    kind: Any,
    n: Any,
    month_of_day: Any,
    first_day: Any,
    wanted: Any,
    entry: Any,
    leave: Any,
    out: Any,
    tally: Any,
    start: Any,
) -> Any:
    """This function will append the contacts of persons with `place` >= 0 and a wanted type to `out` (4, room); returns the new end.

    It also adds every contact of persons with `side` 0 or 1 to `tally` (2, 128, months). Returns -1 when the room is too short.
    """
    several = n.shape[0] > 0
    for i in range(person.shape[0]):
        at = place[person[i]]
        if day[i] < entry[person[i]] or day[i] > leave[person[i]]:
            continue
        if side[person[i]] >= 0:
            tally[side[person[i]], kind[i], month_of_day[day[i] - first_day]] += n[i] if several else 1
        if at < 0 or not wanted[kind[i]]:
            continue
        if start >= out.shape[1]:
            return -1
        out[0, start] = at
        out[1, start] = month_of_day[day[i] - first_day]
        out[2, start] = kind[i]
        out[3, start] = n[i] if several else 1
        start += 1
    return start


def build(register: Register, types: tuple[int, ...], told: Callable[[int, int], None] | None = None) -> Panel:
    """This function will count the named types by month and person in one scan; bytes, or two where a month exceeds 255."""
    for width in (np.uint8, np.uint16):
        panel, seen, fault, rows = _scan(register, types, width, told)
        if fault[BAD_PERSON]:
            raise Refused(
                f"contacts.parquet: {fault[BAD_PERSON]} kontakter har et personnummer, der ikke findes i "
                "persons.parquet."
            )
        if fault[BAD_TYPE]:
            raise Refused(f"contacts.parquet: {fault[BAD_TYPE]} kontakter har en type uden for 1 til 127.")
        if fault[BAD_N]:
            raise Refused(f"contacts.parquet: {fault[BAD_N]} kontakter har et negativt antal i kolonnen n.")
        if not fault[OVERFLOW]:
            return Panel(panel, tuple(int(k) for k in np.flatnonzero(seen)), rows, int(fault[OUTSIDE]))
    raise Refused("contacts.parquet: en person har over 65.535 kontakter på en måned. Ret kolonnen n.")


def _scan(
    register: Register, types: tuple[int, ...], width: Any, told: Callable[[int, int], None] | None
) -> tuple[Array, Array, Array, int]:
    persons = len(register.persons)
    panel = np.zeros((register.months, persons), width)
    seen, fault = np.zeros(128, np.int64), np.zeros(5, np.int64)
    named = np.zeros(128, np.bool_)
    named[list(types)] = True
    month_of_day, first_day = day_table(register.starts)
    rows = 0
    for person, day, kind, n in stream(register):
        fill(
            panel,
            person,
            day,
            kind,
            n,
            month_of_day,
            first_day,
            named,
            register.persons.entry_day,
            register.persons.exit_day,
            seen,
            fault,
        )
        rows += len(person)
        if told:
            told(rows, register.rows)
    return panel, seen, fault, rows


def stream(register: Register) -> Any:
    """This function will yield (person, day, type, n) arrays batch by batch; n is empty where each row is one contact."""
    one = np.empty(0, np.int32)
    with engine.said({"contacts": register.files["contacts"]}):
        for batch in register.source.batches(register.contacts_sql, len(register.persons)):
            n = engine.column(batch, "n", np.int32) if "n" in batch.schema.names else one
            person = engine.column(
                batch, "person_id", np.int64 if batch.schema.field("person_id").type.bit_width > 32 else np.int32
            )
            yield (
                person,
                engine.column(batch, "date", np.int32),
                engine.column(batch, "type", np.int32 if batch.schema.field("type").type.bit_width > 8 else np.int8),
                n,
            )


def day_table(starts: Array) -> tuple[Array, int]:
    """This function will return the month of each day of the register (int16) and the number of its first day."""
    lengths = np.diff(starts)
    return np.repeat(np.arange(len(lengths), dtype=np.int16), lengths), int(starts[0])


def events(register: Register, chosen: Array, types: tuple[int, ...], side: Array) -> Events:
    """This function will fetch every contact of the chosen persons (sorted numbers) of the given types, in a second scan.

    `side` (persons,) is 0 or 1 for those to be tallied by type and month, else -1.
    """
    place = np.full(len(register.persons), -1, np.int32)
    place[chosen] = np.arange(len(chosen), dtype=np.int32)
    wanted = np.zeros(128, np.bool_)
    wanted[list(types)] = True
    month_of_day, first_day = day_table(register.starts)
    room = np.empty((4, max(1000, len(chosen) * register.months)), np.int32)
    end = 0
    tally = np.zeros((2, 128, register.months), np.int64)
    for person, day, kind, n in stream(register):
        if end + len(person) > room.shape[1]:
            room = np.concatenate([room[:, :end], np.empty((4, max(end, len(person)) + 1000), np.int32)], axis=1)
        end = pick(
            place, side, person, day, kind, n, month_of_day, first_day, wanted, register.persons.entry_day, register.persons.exit_day,
            room, tally, end,
        )  # fmt: skip
    got = room[:, :end]
    if (np.diff(got[0]) < 0).any():
        got = got[:, np.argsort(got[0], kind="stable")]
    start = np.searchsorted(got[0], np.arange(len(chosen) + 1))
    return Events(chosen, start.astype(np.int64), got[1].astype(np.int16), got[2].astype(np.int8), got[3].copy(), tally)
