"""A register as arrays: three Parquet tables checked, and every fault refused before anything is counted."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from samspil.analysis.effect import calendar, engine, persons, queries
from samspil.analysis.effect.persons import Persons
from samspil.paper.refusal import Refused

Array = np.ndarray[Any, Any]
NEEDED = {
    "persons": (
        "person_id",
        "birth_year",
        "sex",
        "municipality",
        "practice_id",
        "comorbidity",
        "entry_date",
        "exit_date",
        "exit_reason",
    ),
    "contacts": ("person_id", "date", "type"),
    "referrals": ("person_id", "date", "practice_id", "started", "meetings", "arm"),
}
MONTHS_MOST = 600


@dataclasses.dataclass(frozen=True)
class Referrals:
    """One value a referral, sorted by person and day. `arm` is -1 where nobody was randomised, 1 offered, 0 waiting."""

    person: Array
    day: Array
    practice: Array
    started: Array
    meetings: Array
    arm: Array

    def __len__(self) -> int:
        """Return how many referrals there are."""
        return len(self.person)


@dataclasses.dataclass(frozen=True)
class Register:
    """A checked register: its persons and referrals in memory, its contacts still on disk."""

    persons: Persons
    referrals: Referrals
    starts: Array
    source: engine.Source
    columns: dict[str, set[str]]
    files: dict[str, list[Path]]
    rows: int

    @property
    def months(self) -> int:
        """Return the number of calendar months of the register."""
        return len(self.starts) - 1

    @property
    def contacts_sql(self) -> str:
        """Return the SELECT that streams the contacts."""
        return queries.contacts(self.columns["contacts"])


def find(directory: Path) -> dict[str, list[Path]]:
    """Return the Parquet files of each table; a table may be one file or a directory of parts."""
    if not directory.is_dir():
        raise Refused(f"Registermappen {directory} findes ikke.")
    files: dict[str, list[Path]] = {}
    for table in engine.TABLES:
        path = directory / f"{table}.parquet"
        parts = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
        if not parts or not all(p.is_file() for p in parts):
            raise Refused(f"Filen {table}.parquet mangler i {directory}.")
        files[table] = parts
    return files


def sha256(files: dict[str, list[Path]]) -> str:
    """Return the SHA-256 over the names and bytes of all files of a register."""
    whole = hashlib.sha256()
    for table, paths in sorted(files.items()):
        for path in paths:
            with path.open("rb") as handle:
                whole.update(f"{table}/{path.name} {hashlib.file_digest(handle, 'sha256').hexdigest()}\n".encode())
    return whole.hexdigest()


def open_register(
    directory: Path, *, engine_name: str = "duckdb", threads: int = 2, memory_limit: str | None = None
) -> Register:
    """Open and check a register; contacts are checked later, as they stream."""
    files = find(directory)
    columns = {table: _columns(table, paths) for table, paths in files.items()}
    with engine.said(files):
        source = engine.open_source(engine_name, files, threads=threads, memory_limit=memory_limit)
        starts, rows = _period(source, files["contacts"])
        people = persons.read(source, columns["persons"])
        referrals = _referrals(source, people)
    return Register(people, referrals, starts, source, columns, files, rows)


def _columns(table: str, paths: list[Path]) -> set[str]:
    names: set[str] | None = None
    for path in paths:
        try:
            schema = pq.read_schema(path)
        except (pa.ArrowInvalid, pa.ArrowException, OSError) as fault:
            raise Refused(f"{path.name} er ikke en læselig Parquet-fil.") from fault
        missing = [c for c in NEEDED[table] if c not in schema.names]
        if missing:
            raise Refused(f"{path.name} mangler kolonnen {missing[0]}. Se kolonnerne i docs/how-to/effekt.md.")
        for name in schema.names:
            if schema.names.count(name) > 1:
                raise Refused(f"{path.name} har kolonnen {name} to gange. Fjern den ene.")
        _check_kinds(path, schema)
        # A column that one part lacks is treated as lacking in all.
        names = set(schema.names) if names is None else names & set(schema.names)

    return names or set()


def _check_kinds(path: Path, schema: pa.Schema) -> None:
    for name in schema.names:
        kind = schema.field(name).type
        if name.endswith("date") and not (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
            if name != "exit_date" or not pa.types.is_null(kind):
                raise Refused(f"Kolonnen {name} i {path.name} skal være en dato, men er {kind}.")
        elif name == "started" and not pa.types.is_boolean(kind):
            raise Refused(f"Kolonnen started i {path.name} skal være sand eller falsk, men er {kind}.")
        elif (
            name
            in {
                "person_id",
                "type",
                "birth_year",
                "sex",
                "practice_id",
                "comorbidity",
                "municipality",
            }
            and not pa.types.is_integer(kind)
        ) or (
            name in {"n", "meetings", "arm", "education", "income_group", "area"}
            and not (pa.types.is_integer(kind) or pa.types.is_null(kind))
        ):
            raise Refused(f"Kolonnen {name} i {path.name} skal være hele tal, men er {kind}.")


def _period(source: engine.Source, paths: list[Path]) -> tuple[Array, int]:
    """Return the month starts from the first to the last contact's month, and the number of contacts."""
    first, last, rows = _statistics(paths) or _asked(source)
    if rows == 0:
        raise Refused("contacts.parquet har ingen rækker. Uden kontakter er der intet at måle.")
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months > MONTHS_MOST:
        raise Refused(f"Kontakterne går fra {first} til {last}: over 50 år. Ret de forkerte datoer.")
    return calendar.month_starts(first.year, months, first.month), rows


def _statistics(paths: list[Path]) -> tuple[dt.date, dt.date, int] | None:
    lows, highs, rows = [], [], 0
    for path in paths:
        meta = pq.read_metadata(path)
        at = meta.schema.to_arrow_schema().names.index("date")
        rows += meta.num_rows
        for group in range(meta.num_row_groups):
            stats = meta.row_group(group).column(at).statistics
            if meta.row_group(group).num_rows == 0:
                continue
            # A writer may leave the statistics out: then the rows are asked.
            if stats is None or not stats.has_min_max or type(stats.min) is not dt.date:
                return None
            lows.append(stats.min)
            highs.append(stats.max)

    return (min(lows), max(highs), rows) if lows else None


def _asked(source: engine.Source) -> tuple[dt.date, dt.date, int]:
    row = source.table(queries.PERIOD).to_pylist()[0]
    if row["n"] and row["first"] is None:
        raise Refused("Kolonnen date i contacts.parquet er tom. Udfyld den.")
    return row["first"] or dt.date(1970, 1, 1), row["last"] or dt.date(1970, 1, 1), int(row["n"])


def _referrals(source: engine.Source, people: Persons) -> Referrals:
    table = source.table(queries.REFERRALS)
    person = _required(table, "referrals", "person_id", np.int64)
    _within("referrals", "person_id", person, 0, len(people) - 1)
    day = _required(table, "referrals", "date", np.int32)
    practice = _required(table, "referrals", "practice_id", np.int32)
    started, meetings, arm = (_required(table, "referrals", c, np.int32) for c in ("started", "meetings", "arm"))
    _within("referrals", "meetings", meetings, 0, 10_000)
    _within("referrals", "arm", arm, -1, 1)
    again = (person[1:] == person[:-1]) & (day[1:] == day[:-1])
    if again.any():
        at = int(np.flatnonzero(again)[0])
        raise Refused(
            f"Person {person[at]} er henvist to gange den {calendar.date_of(day[at])}. Behold én række pr. person "
            "og dato."
        )

    if (outside := (day < people.entry_day[person]) | (day > people.exit_day[person])).any():
        at = int(np.flatnonzero(outside)[0])
        raise Refused(
            f"Person {person[at]} er henvist den {calendar.date_of(day[at])}, men var ikke i registeret den dag. "
            "Ret henvisningen eller personen."
        )

    return Referrals(
        person.astype(np.int32), day, practice, started.astype(bool), meetings.astype(np.int16), arm.astype(np.int8)
    )


def _required(table: pa.Table, name: str, column: str, kind: Any) -> Array:
    values = table.column(column)
    if values.null_count:
        row = values.is_null().to_pylist().index(True)
        raise Refused(f"{name}.parquet, kolonne {column}, række {row + 1} er tom. Udfyld den, eller fjern rækken.")
    return np.asarray(engine.numbers(values).astype(kind, copy=False))


def _within(table: str, column: str, values: Array, low: int, high: int) -> None:
    wrong = (values < low) | (values > high)
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        raise Refused(f"{table}.parquet, kolonne {column}, række {at + 1}: {values[at]} er uden for {low} til {high}.")
