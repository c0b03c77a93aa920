"""The panel: contacts of the named types by month and person, in one pass over the register.

Month-major and dense, so that persons without contacts stay (a join would lose them) and a month is one run of memory.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numba as nb
import numpy as np

from samspil.analysis.effect import engine
from samspil.analysis.effect.register import Register
from samspil.paper.refusal import Refused

Array = np.ndarray[Any, Any]
_jit = nb.njit(cache=True, nogil=True)
OUTSIDE, BAD_PERSON, BAD_TYPE, BAD_N, OVERFLOW = range(5)
TILE = 8192  # cells counted together: 32 kB
ROWS_A_SPREAD = 16  # fewer, and it costs more to spread a tile than it saves
HELD_MOST, AT_ONCE_MOST = 65_535, 65_536  # rows in a tile, and contacts of a row: their product is below 2**32


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
) -> None:
    """Add a batch of contacts to the panel (months, persons); faults (5,) are counted and skipped.

    `month_of_day` gives the month of day `first_day + i`; `named` and `seen` (128,) say which types count and which were met.
    Neighbours are counted together in a tile that stays in the nearest cache, and spread over the months' rows afterwards; rows that
    come in no order are added one by one.
    """
    months, persons = panel.shape
    most = 255 if panel.itemsize == 1 else 65535
    wide = max(TILE // months, 1)
    tile = np.zeros((months, wide), np.uint32)
    several, begin, end, held, spreads, ordered = n.shape[0] > 0, np.int64(0), np.int64(0), 0, 0, True
    for i in range(person.shape[0]):
        p, k, d = np.int64(person[i]), np.int64(kind[i]), day[i]
        if p < 0 or p >= persons:
            fault[BAD_PERSON] += 1
            continue
        # Beyond the tile's persons, or so much in it that a cell might run over.
        if ordered and (p < begin or p >= begin + wide or held == HELD_MOST):
            spread(panel, tile, begin, end, fault)
            begin, end, held, spreads = p, p, 0, spreads + 1
            # Rows that change person too often lie in no order: tiles would cost more than they save.
            ordered = spreads * ROWS_A_SPREAD < i + 1024
        if k < 1 or k > 127:
            fault[BAD_TYPE] += 1
            continue
        seen[k] = True
        if d < entry[p] or d > leave[p]:
            fault[OUTSIDE] += named[k]
            continue
        many = 1
        if several:
            many = n[i]
            if many < 0:
                fault[BAD_N] += named[k]
                continue
            # So few that 32 bits hold the sum of any tile.
            many = min(many, AT_ONCE_MOST)
        many *= named[np.uint64(k)]
        month = np.uint64(month_of_day[np.uint64(d - first_day)])
        if ordered:
            tile[month, np.uint64(p - begin)] += np.uint32(many)
            end = max(end, p + 1)
            held += 1
        else:
            total = np.uint32(panel[month, p] + np.uint32(many))
            fault[OVERFLOW] += total > most
            panel[month, p] = total

    spread(panel, tile, begin, end, fault)


@_jit
def spread(panel: Any, tile: Any, begin: Any, end: Any, fault: Any) -> None:
    """Add a tile (months, persons) to persons [begin, end) of the panel, and empty it."""
    most = 255 if panel.itemsize == 1 else 65535
    for m in range(panel.shape[0]):
        row, part = panel[m, begin:end], tile[m, : end - begin]
        highest = np.uint32(0)
        for j in range(row.shape[0]):
            highest = np.uint32(max(highest, np.uint32(row[j] + part[j])))
        for j in range(row.shape[0]):
            row[j] += part[j]
        for j in range(row.shape[0]):
            part[j] = 0
        fault[OVERFLOW] += highest > most


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
    at: Any,
    month: Any,
    which: Any,
    many: Any,
    tally: Any,
) -> Any:
    """List the contacts of persons with `place` >= 0 and a wanted type, and return how many they are.

    at, month, which, many have room for the whole batch. It also adds every contact of persons with `side` 0 or 1 to `tally`
    (2, 128, months).
    """
    several, start = n.shape[0] > 0, 0
    for i in range(person.shape[0]):
        p, k = person[i], kind[i]
        if day[i] < entry[p] or day[i] > leave[p]:
            continue
        m = month_of_day[day[i] - first_day]
        count = n[i] if several else 1
        if side[p] >= 0:
            tally[side[p], k, m] += count
        if place[p] < 0 or not wanted[k]:
            continue
        at[start] = place[p]
        month[start] = m
        which[start] = k
        many[start] = count
        start += 1

    return start


def build(register: Register, types: tuple[int, ...], told: Callable[[int, int], None] | None = None) -> Panel:
    """Count the named types by month and person in one scan; bytes, or two where a month exceeds 255."""
    # Again from the beginning with two bytes, when one has run over.
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
    """Fill a panel of the width; each thread counts its own range of persons, so that no two meet in a cell."""
    people = register.persons
    counts = np.zeros((register.months, len(people)), width)
    named = np.zeros(128, np.uint8)
    named[list(types)] = 1
    month_of_day, first_day = day_table(register.starts)
    turn, done = threading.Lock(), 0

    def one(part: engine.Part) -> tuple[Array, Array, int]:
        nonlocal done
        seen, fault, rows = np.zeros(128, np.bool_), np.zeros(5, np.int64), 0
        for person, day, kind, n in stream(register, part):
            fill(
                counts,
                person,
                day,
                kind,
                n,
                month_of_day,
                first_day,
                named,
                people.entry_day,
                people.exit_day,
                seen,
                fault,
            )
            rows += len(person)
            with turn:
                done += len(person)
                if told:
                    told(done, register.rows)

        return seen, fault, rows

    seen, fault, rows = zip(*_side_by_side(register, one), strict=True)
    # Rows without a person are met by no thread, since each asks for a range of persons.
    if sum(rows) != register.rows:
        raise Refused(
            f"Antal rækker uden person_id i contacts.parquet: {register.rows - sum(rows)}. Udfyld dem, eller fjern rækkerne."
        )
    return counts, np.any(seen, axis=0), np.sum(fault, axis=0), sum(rows)


def _side_by_side(register: Register, one: Callable[[engine.Part], Any]) -> list[Any]:
    with engine.said({"contacts": register.files["contacts"]}):
        return engine.side_by_side(register.source, len(register.persons), one)


def stream(register: Register, part: engine.Part) -> Iterator[tuple[Array, Array, Array, Array]]:
    """Yield (person, day, type, n) arrays batch by batch; n is empty where each row is one contact."""
    one = np.empty(0, np.int32)
    for batch in register.source.batches(register.contacts_sql, len(register.persons), part):
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
    """Return the month of each day of the register (int16) and the number of its first day."""
    lengths = np.diff(starts)
    return np.repeat(np.arange(len(lengths), dtype=np.int16), lengths), int(starts[0])


def events(register: Register, chosen: Array, types: tuple[int, ...], side: Array) -> Events:
    """Fetch every contact of the chosen persons (sorted numbers) of the given types, in a second scan.

    `side` (persons,) is 0 or 1 for those to be tallied by type and month, else -1.
    """
    people = register.persons
    place = np.full(len(people), -1, np.int32)
    place[chosen] = np.arange(len(chosen), dtype=np.int32)
    wanted = np.zeros(128, np.bool_)
    wanted[list(types)] = True
    month_of_day, first_day = day_table(register.starts)

    kinds = (np.int32, np.int16, np.int8, np.int32)

    def one(part: engine.Part) -> tuple[list[list[Array]], Array]:
        columns: list[list[Array]] = [[] for _ in kinds]
        room, tally = [np.empty(0, k) for k in kinds], np.zeros((2, 128, register.months), np.int64)
        for person, day, kind, n in stream(register, part):
            if len(person) > len(room[0]):
                room = [np.empty(len(person), k) for k in kinds]
            at, month, which, many = room
            end = pick(
                place,
                side,
                person,
                day,
                kind,
                n,
                month_of_day,
                first_day,
                wanted,
                people.entry_day,
                people.exit_day,
                at,
                month,
                which,
                many,
                tally,
            )
            for column, values in zip(columns, room, strict=True):
                column.append(values[:end].copy())

        return columns, tally

    pieces, tallies = zip(*_side_by_side(register, one), strict=True)
    at, month, kind, n = (_joined([columns[i] for columns in pieces]) for i in range(len(kinds)))
    # Rows come in no order where the file is not sorted, or where Spark reads it.
    if (np.diff(at) < 0).any():
        order = np.argsort(at, kind="stable")
        at, month, kind, n = at[order], month[order], kind[order], n[order]
    start = np.searchsorted(at, np.arange(len(chosen) + 1))
    return Events(chosen, start.astype(np.int64), month, kind, n, np.sum(tallies, axis=0))


def _joined(columns: list[list[Array]]) -> Array:
    """Join what the threads found of a column and let go of the pieces."""
    whole = np.concatenate([values for column in columns for values in column])
    for column in columns:
        column.clear()
    return whole
