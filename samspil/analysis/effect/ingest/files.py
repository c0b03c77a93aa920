"""Reading what registers send: CSV with commas, semicolons or tabs, UTF-8 or Latin-1, or Parquet; as text, block by block.

Rows are numbered as in a spreadsheet (the heading is row 1), so that a refusal can be looked up.
"""

from __future__ import annotations

import codecs
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from samspil.paper.refusal import Refused

BLOCK = 16 << 20
SNIFF = 1 << 20


@dataclasses.dataclass(frozen=True)
class Block:
    """Some rows of a file as text columns under their lower-case names; `first` is the row number of the first of them."""

    file: str
    first: int
    columns: dict[str, pa.Array]
    rows: int

    def text(self, *names: str) -> tuple[str, pa.Array]:
        """Return the first of the named columns that is there, trimmed, with its name; refused if none is."""
        for name in names:
            if name in self.columns:
                return name, self.columns[name]
        raise Refused(f"{self.file} mangler kolonnen {' eller '.join(names)}.")

    def maybe(self, *names: str) -> tuple[str, pa.Array] | None:
        """Return the first of the named columns that is there, or None."""
        return next(((n, self.columns[n]) for n in names if n in self.columns), None)


def blocks(path: Path) -> Iterator[Block]:
    """Yield the rows of a CSV or Parquet file as text, in order."""
    if not path.is_file():
        raise Refused(f"Filen {path} {'er en mappe' if path.is_dir() else 'findes ikke'}. Tjek stien.")
    with path.open("rb") as handle:
        magic = handle.read(4)
    yield from _parquet(path) if magic == b"PAR1" else _csv(path)


def _parquet(path: Path) -> Iterator[Block]:
    first = 2
    try:
        reader = pq.ParquetFile(path)
        for batch in reader.iter_batches(batch_size=500_000):
            names = _names(path, batch.schema.names)
            yield Block(path.name, first, {n: _text(batch.column(i)) for i, n in enumerate(names)}, batch.num_rows)
            first += batch.num_rows
        if first == 2:
            yield _no_rows(path, _names(path, reader.schema_arrow.names))
    except (pa.ArrowInvalid, pa.ArrowException, OSError) as fault:
        raise Refused(f"{path.name} er ikke en læselig Parquet-fil.") from fault


def _csv(path: Path) -> Iterator[Block]:
    encoding, delimiter = sniff(path)
    uneven: list[pcsv.InvalidRow] = []

    # Remembered, so that the refusal can name the row.
    def note(row: pcsv.InvalidRow) -> str:
        uneven.append(row)
        return "skip"

    first = 2
    try:
        with path.open("rb") as head:
            line = head.readline(SNIFF).decode(encoding)
        names = _names(
            path, [n.strip().strip('"') for n in line.rstrip("\r\n").removeprefix("\ufeff").split(delimiter)]
        )
        reader = pcsv.open_csv(
            path,
            read_options=pcsv.ReadOptions(
                block_size=BLOCK, encoding=encoding, use_threads=False, column_names=names, skip_rows=1
            ),
            parse_options=pcsv.ParseOptions(delimiter=delimiter, invalid_row_handler=note),
            # All of it as text: a guessed type eats leading zeros.
            convert_options=pcsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
        for batch in reader:
            if uneven:
                break
            yield Block(path.name, first, {n: _text(batch.column(i)) for i, n in enumerate(names)}, batch.num_rows)
            first += batch.num_rows
    except (pa.ArrowInvalid, pa.ArrowException, UnicodeDecodeError) as fault:
        if "Empty CSV" in str(fault) and first == 2:
            yield _no_rows(path, names)
            return
        raise Refused(f"{path.name} kan ikke læses som CSV efter række {first - 1}: {_why(fault)}.") from fault
    if uneven:
        row = uneven[0]
        at = f"række {row.number}" if row.number is not None else f"en række efter {first - 1}"
        raise Refused(
            f"{path.name}, {at}, har {row.actual_columns} felter, men overskriften har {row.expected_columns}. Ret rækken."
        )
    if first == 2:
        yield _no_rows(path, names)


def _no_rows(path: Path, names: list[str]) -> Block:
    """Return the one block of a file that has a heading and nothing else."""
    return Block(path.name, 2, {name: pa.array([], pa.string()) for name in names}, 0)


def _why(fault: Exception) -> str:
    """Say in Danish what stopped the reader; it says it in English."""
    told = str(fault).lower()
    if "utf" in told or isinstance(fault, UnicodeDecodeError):
        return "bogstaverne er gemt på to måder. Gem hele filen som UTF-8"
    if "straddl" in told or "block" in told or "chunk" in told:
        return "en række er over 16 MB, eller et anførselstegn bliver aldrig lukket. Ret rækken"
    return "rækkerne har ikke samme felter. Gem filen igen som CSV"


def sniff(path: Path) -> tuple[str, str]:
    """Return (encoding, delimiter) from the first megabyte: UTF-8 unless it is not, the delimiter of the heading."""
    with path.open("rb") as handle:
        head = handle.read(SNIFF)

    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[1:2] == b"\0":
        raise Refused(f"{path.name} er gemt som UTF-16. Gem den som CSV i UTF-8.")
    if b"\0" in head:
        raise Refused(f"{path.name} er ikke en CSV-fil. Gem den som CSV eller Parquet.")

    try:
        # The first megabyte may end in the middle of a letter.
        codecs.getincrementaldecoder("utf-8")().decode(head)
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = "latin-1"

    heading = head.splitlines()[0] if head else b""
    if not heading.strip():
        raise Refused(f"{path.name} er tom. Der skal være en overskriftsrække.")

    delimiter = max(";", "\t", ",", key=lambda d: heading.count(d.encode()))
    return encoding, delimiter


def _names(path: Path, names: list[str]) -> list[str]:
    lower = [n.strip().lower() for n in names]
    if twice := next((n for n in lower if lower.count(n) > 1), None):
        raise Refused(f"{path.name} har kolonnen {twice or '(uden navn)'} to gange. Fjern den ene.")
    return lower


def _text(values: pa.Array) -> pa.Array:
    if isinstance(values, pa.DictionaryArray):
        values = values.dictionary_decode()
    kind = values.type
    # Parquet often holds keys as floating numbers: 3.0 is 3.
    if pa.types.is_floating(kind) and not pc.any(pc.not_equal(values, pc.round(values))).as_py():
        values = values.cast(pa.int64())
    if not pa.types.is_string(kind):
        values = values.cast(pa.string())
    return pc.fill_null(pc.utf8_trim_whitespace(values), "")
