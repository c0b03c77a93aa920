"""The persons of a register, batch by batch into narrow columns: the country fits, and every fault is named by its row."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pyarrow as pa

from samspil.analysis.effect import engine, queries
from samspil.paper.refusal import Refused

Array = np.ndarray[Any, Any]
FOREVER = 2**31 - 1
PERSONS_MOST = 50_000_000
WITHIN = {  # the least and most of each column, and what holds it
    "birth_year": (1850, 2100, np.int16),
    "sex": (1, 2, np.int8),
    "municipality": (0, 32767, np.int16),
    "practice_id": (0, 2**31 - 1, np.int32),
    "comorbidity": (0, 3, np.int8),
    "education": (0, 100, np.int8),
    "income_group": (0, 100, np.int8),
    "area": (0, 100, np.int8),
}


@dataclasses.dataclass(frozen=True)
class Persons:
    """One value a person, in order of person number. Days count from 1970; `exit_day` is FOREVER for those still there."""

    birth_year: Array
    sex: Array
    municipality: Array
    practice: Array
    comorbidity: Array
    education: Array
    income_group: Array
    area: Array
    entry_day: Array
    exit_day: Array
    died: Array

    def __len__(self) -> int:
        """Return how many persons there are."""
        return len(self.birth_year)


def read(source: engine.Source, columns: set[str]) -> Persons:
    """Read and check all persons; each lands at their number, in whatever order the rows come."""
    n = int(source.table(queries.HOW_MANY)["n"][0].as_py())
    if n == 0:
        raise Refused("persons.parquet har ingen rækker.")
    if n > PERSONS_MOST:
        raise Refused("persons.parquet har over 50 millioner rækker. Del registeret.")
    got: dict[str, Array] = {name: np.empty(n, kind) for name, (_, _, kind) in WITHIN.items()}
    got |= {"entry_date": np.empty(n, np.int32), "exit_date": np.empty(n, np.int32), "reason": np.empty(n, np.bool_)}
    met = np.zeros(n, np.bool_)
    sql = queries.persons(columns)

    def one(part: engine.Part) -> int:
        rows = 0
        for batch in source.batches(sql, n, part):
            if batch.num_rows:
                _take(batch, met, got, source)
            rows += batch.num_rows
        return rows

    if (rows := sum(engine.side_by_side(source, n, one))) < n:
        raise Refused(f"Antal rækker uden person_id i persons.parquet: {n - rows}. Udfyld dem, eller fjern rækkerne.")
    if not met.all():
        raise Refused(
            f"Personnumrene i persons.parquet skal være 0, 1, 2 ... uden huller; nummer {int(np.argmin(met))} mangler."
        )
    return Persons(
        got["birth_year"],
        got["sex"],
        got["municipality"],
        got["practice_id"],
        got["comorbidity"],
        got["education"],
        got["income_group"],
        got["area"],
        got["entry_date"],
        got["exit_date"],
        got["reason"],
    )


def _take(batch: pa.RecordBatch, met: Array, got: dict[str, Array], source: engine.Source) -> None:
    """Check a batch and put each person's values at their number."""
    ids = engine.column(batch, "person_id", np.int64)
    at = _places(ids, met)
    for name, (low, high, _) in WITHIN.items():
        values = _filled(batch, name, ids)
        if values.min() < low or values.max() > high:
            wrong = int(np.flatnonzero((values < low) | (values > high))[0])
            raise Refused(
                f"Person {ids[wrong]} i persons.parquet har {values[wrong]} i kolonnen {name}. Skriv et tal fra {low} til {high}."
            )
        got[name][at] = values

    entry, leave = _filled(batch, "entry_date", ids), _filled(batch, "exit_date", ids)
    leave = np.where(leave == queries.STILL_THERE, np.int32(FOREVER), leave)
    if (back := leave < entry).any():
        raise Refused(f"Person {ids[np.argmax(back)]} har exit_date før entry_date. Ret datoerne.")

    reason = _filled(batch, "reason", ids)
    if reason.max() > queries.DEATH:
        strange = source.table(queries.STRANGE)["reason"][0].as_py()
        raise Refused(f"exit_reason »{strange}« kendes ikke. Brug death, emigration eller tomt.")

    died = reason == queries.DEATH
    if (undated := died & (leave == FOREVER)).any():
        raise Refused(f"Person {ids[np.argmax(undated)]} er død uden exit_date. Skriv datoen.")

    got["entry_date"][at], got["exit_date"][at], got["reason"][at] = entry, leave, died


def _places(ids: Array, met: Array) -> Any:
    """Mark the persons as met and return where their values belong; nobody may come twice."""
    n = len(met)
    if (wrong := (ids < 0) | (ids >= n)).any():
        raise Refused(
            f"Personnumrene i persons.parquet skal være 0, 1, 2 ... uden huller: {n} personer har numre til og med "
            f"{n - 1}, men en har nummer {ids[np.argmax(wrong)]}."
        )

    # In order they are one slice, which costs neither sorting nor copies.
    if (np.diff(ids) == 1).all():
        at = slice(int(ids[0]), int(ids[-1]) + 1)
        if met[at].any():
            raise _twice(int(ids[np.argmax(met[at])]))
        met[at] = True
        return at

    inside, times = np.unique(ids, return_counts=True)
    if (again := met[inside] | (times > 1)).any():
        raise _twice(int(inside[np.argmax(again)]))

    met[ids] = True
    return ids


def _twice(person: int) -> Refused:
    return Refused(f"Person {person} står to gange i persons.parquet. Behold én række pr. person.")


def _filled(batch: pa.RecordBatch, name: str, ids: Array) -> Array:
    """Return a column that may have no empty fields."""
    values = batch.column(name)
    if values.null_count:
        empty = values.is_null().to_pylist().index(True)
        raise Refused(
            f"Person {ids[empty]} i persons.parquet har intet i kolonnen {name}. Udfyld den, eller fjern rækken."
        )
    return np.asarray(engine.numbers(values))
