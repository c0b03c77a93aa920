"""SSR and LPR rows to contacts: which are counted, under which type, and why the others are not. Counted in numbers that add up."""

from __future__ import annotations

import collections
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from samspil.analysis.effect import verdict
from samspil.analysis.effect.ingest import files
from samspil.analysis.effect.ingest.codes import Codes
from samspil.analysis.effect.ingest.fields import Faults, Reader, parse_weeks
from samspil.paper import danish
from samspil.paper.refusal import Refused

Array = np.ndarray[Any, Any]
Tally = collections.Counter[str]
# What a tally counts that is no reason to leave a row out.
KEPT = frozenset({"rækker læst", "rækker talt med", "akutte kontakter", "heraf dateret ved afregningsuge"})
# `file` is the number of the file among those given; `row` a fingerprint of the whole row as it was sent.
SSR = pa.schema(
    [
        ("file", pa.int16()),
        ("row", pa.uint64()),
        ("pnr", pa.string()),
        ("date", pa.date32()),
        ("type", pa.int8()),
        ("n", pa.int16()),
    ]
)
LPR = pa.schema(
    [
        ("file", pa.int16()),
        ("row", pa.uint64()),
        ("pnr", pa.string()),
        ("contact", pa.string()),
        ("stay", pa.string()),
        ("start", pa.int64()),
        ("stop", pa.int64()),
        ("day", pa.int32()),
    ]
)


# Reasons for which a row is left out that hold for a few rows of a sound extract, never for most.
CHILD, GROUP, NO_CONTACT = (
    "ydelse til patientens barn (barnmak)",
    "sikringsgruppe holdt ude",
    "ikke en kontakt (kontakt = 0)",
)
LEFT_OUT = (CHILD, GROUP, NO_CONTACT)


def ssr(paths: list[Path], codes: Codes, faults: Faults, out: Path, tally: Tally) -> None:
    """Write the counted services of SSR/SSSY files to `out`: n is the column `kontakt`.

    `tally` counts rows read and, for each reason, rows dropped; reasons are asked in a fixed order and a row has one.
    """
    _write(SSR, paths, out, tally, "rækker talt med", lambda block: _ssr_block(block, codes, faults, tally))


def _write(
    schema: pa.Schema, paths: list[Path], out: Path, tally: Tally, counted: str, one: Callable[[files.Block], pa.Table]
) -> None:
    """Write what each file's blocks come to. Refused for a file without rows, and for one of whose rows none is counted."""
    with pq.ParquetWriter(out, schema) as writer:
        for number, path in enumerate(paths):
            before = tally.copy()
            for block in files.blocks(path):
                table = one(block)
                place = pa.array(np.full(len(table), number, np.int16))
                writer.write_table(table.add_column(0, "file", place).cast(schema))

            _check_used(path.name, tally - before, counted)


def _check_used(name: str, here: Tally, counted: str) -> None:
    rows = here["rækker læst"]
    if not rows:
        raise Refused(f"{name} har en overskrift, men ingen rækker. Hent udtrækket igen, eller lad filen være ude.")
    if here[counted]:
        return
    reason, many = max(((k, v) for k, v in here.items() if k not in KEPT), key=lambda pair: pair[1], default=("", 0))
    raise Refused(
        f"{name}: ingen af de {danish.number(rows)} rækker blev talt med; {danish.number(many)} faldt på »{reason}«. "
        "Se efter, om kodelisten passer til filen, og om kolonnerne er hele."
    )


def _ssr_block(block: files.Block, codes: Codes, faults: Faults, tally: Tally) -> pa.Table:
    read = Reader(block, faults)
    n = read.whole("kontakt", low=0, high=verdict.MOST_A_ROW)
    day, by_week = _treated_on(read, codes)
    child = read.whole("barnmak", low=0, high=9, empty=0) == 1
    group = block.maybe("sikgrup")
    excluded = _in(group[1], codes.exclude_groups) if group and codes.exclude_groups else np.zeros(block.rows, bool)
    kind = _types(read, codes)
    pnr = read.person()
    faults.note(block, read.faulty)
    left = read.kept()
    tally["rækker læst"] += block.rows
    tally["fejlrækker sprunget over"] += int((~left).sum())
    for reason, drop in (
        (CHILD, child & codes.exclude_child),
        (GROUP, excluded),
        ("ikke på kodelisten", kind == 0),
        (NO_CONTACT, n == 0),
    ):
        tally[reason] += int((left & drop).sum())
        left &= ~drop

    tally["rækker talt med"] += int(left.sum())
    tally["heraf dateret ved afregningsuge"] += int((left & by_week).sum())
    columns = [
        _fingerprint(block),
        pnr,
        pa.array(day).cast(pa.date32()),
        pa.array(kind.astype(np.int8)),
        pa.array(n.astype(np.int16)),
    ]
    return pa.Table.from_arrays(columns, names=SSR.names[1:]).filter(pa.array(left))


def _fingerprint(block: files.Block) -> pa.Array:
    """Return one number of each row as it was sent, so that a row sent twice is seen in whichever file it stands."""
    # Two extracts may have the same columns in another order.
    rows = pa.table({name: block.columns[name] for name in sorted(block.columns)})
    with duckdb.connect(":memory:", config={"threads": 1, "autoinstall_known_extensions": "false"}) as con:
        con.register("rows", rows)
        return con.sql("SELECT hash(rows) AS row FROM rows").to_arrow_table()["row"].combine_chunks()


def _treated_on(read: Reader, codes: Codes) -> tuple[Array, Array]:
    """Return the day of treatment, or the Monday of the billing week where there is none, and which are weeks."""
    block = read.block
    weeks = block.maybe("honuge")
    if not block.maybe("behandlingsdato"):
        days, blank = np.zeros(block.rows, np.int32), np.ones(block.rows, bool)
        if not weeks:
            block.text("behandlingsdato", "honuge")
    else:
        days, blank = read.dates("behandlingsdato", empty=weeks is not None and codes.billing_weeks == "monday")

    if weeks is None:
        return days, np.zeros(block.rows, bool)

    name, values = weeks
    if codes.billing_weeks == "refuse":
        read.blame(blank, name, values, "er kun en afregningsuge, og kodelisten afviser dem")
        return days, np.zeros(block.rows, bool)

    mondays, good = parse_weeks(values)
    read.blame(blank & ~good, name, values, "er ikke en afregningsuge (ÅÅUU)")
    return np.where(blank, mondays, days).astype(np.int32), blank


def _in(values: pa.Array, wanted: tuple[str, ...]) -> Array:
    return np.asarray(pc.is_in(values, pa.array(list(wanted), pa.string())).to_numpy(zero_copy_only=False))


def _types(read: Reader, codes: Codes) -> Array:
    """Return the type of each row by the first line of the code list that fits; 0 for none.

    `speciale` holds six digits (speciality and service), five when its leading zero is lost, or the speciality's two alone.
    """
    block = read.block
    name, special = block.text("speciale", "spec2")
    # A spreadsheet writes 802101 as 802101,0.
    special = pc.replace_substring_regex(special, r"[.,]0+$", "")
    length = pc.utf8_length(special).to_numpy(zero_copy_only=False)
    digits = np.asarray(pc.match_substring_regex(special, r"^\d{1,6}$").to_numpy(zero_copy_only=False))
    whole = digits & (length >= 5)
    read.blame(~(whole | (digits & (length <= 2))), name, special, "er ikke et speciale (6 cifre, eller de 2 første)")

    padded = pc.if_else(pa.array(whole), pc.utf8_lpad(special, 6, "0"), pc.utf8_lpad(special, 2, "0"))
    spec2 = pc.utf8_slice_codeunits(padded, 0, 2)
    service = pc.utf8_slice_codeunits(padded, 2, 6)
    if short := block.maybe("spec2"):
        spec2 = pc.utf8_lpad(pc.replace_substring_regex(short[1], r"[.,]0+$", ""), 2, "0")
    time = block.maybe("ydltid")
    kind = np.zeros(block.rows, np.int64)
    for line in codes.ssr:
        fits = _in(spec2, line.spec2) & (kind == 0)
        if line.time_codes is not None:
            fits &= _in(time[1], line.time_codes) if time else False
        if line.services:
            fits &= _in(service, line.services)
        kind[fits] = line.type
    return kind


def lpr(paths: list[Path], codes: Codes, faults: Faults, out: Path, tally: Tally) -> None:
    """Write the acute hospital contacts of LPR3 files to `out`, with start and stop in minutes from 1970.

    Merging into stays or nearby contacts is left to SQL, which sees all files at once. An open contact stops where it starts.
    """
    _write(LPR, paths, out, tally, "akutte kontakter", lambda block: _lpr_block(block, codes, faults, tally))


def _lpr_block(block: files.Block, codes: Codes, faults: Faults, tally: Tally) -> pa.Table:
    read = Reader(block, faults)
    pnr = read.person()
    contact = read.number_of("dw_ek_kontakt", reason="mangler kontaktens nummer")
    start_day, start = _moment(
        read, ("kont_starttidspunkt", "starttidspunkt", "dato_start"), "tidspunkt_start", empty=False
    )
    _, stop = _moment(read, ("kont_sluttidspunkt", "sluttidspunkt", "dato_slut"), "tidspunkt_slut", empty=True)
    stay = block.maybe("dw_sk_sygehusophold")
    if codes.unit == "stay":
        read.number_of("dw_sk_sygehusophold", reason="mangler, men kodelisten tæller sygehusophold")

    acute = _in(pc.utf8_upper(block.text("prioritet")[1]), codes.priority)
    physical = _in(pc.utf8_upper(block.text("kont_type", "kontakttype")[1]), codes.kind)
    faults.note(block, read.faulty)
    left = read.kept()
    tally["rækker læst"] += block.rows
    tally["fejlrækker sprunget over"] += int((~left).sum())
    for reason, drop in (("ikke akut", ~acute), ("ikke fysisk fremmøde", ~physical)):
        tally[reason] += int((left & drop).sum())
        left &= ~drop

    tally["akutte kontakter"] += int(left.sum())
    columns = [
        _fingerprint(block),
        pnr,
        contact,
        stay[1] if stay else pa.array([""] * block.rows, pa.string()),
        pa.array(start),
        # Without an end, or with one before its start, it is a moment.
        pa.array(np.maximum(start, stop)),
        pa.array(start_day),
    ]
    return pa.Table.from_arrays(columns, names=LPR.names[1:]).filter(pa.array(left))


def _moment(read: Reader, names: tuple[str, ...], clock: str, *, empty: bool) -> tuple[Array, Array]:
    """Return (day number, minutes from 1970) of a column with date and time, or a date and a clock beside it."""
    if empty and not read.block.maybe(*names):
        return np.zeros(read.block.rows, np.int32), np.zeros(read.block.rows, np.int64)

    days, _ = read.dates(*names, empty=empty, for_ever=empty)
    name, values = read.block.text(*names)
    beside = read.block.maybe(clock)
    times = beside[1] if beside else pc.replace_substring_regex(values, r"^[^T ]*[T ]?", "")
    shaped = pc.match_substring_regex(times, r"^\d{1,2}[:.]?\d{2}([:.]\d{2}.*)?$")
    tidy = pc.replace_substring_regex(times, r"^(\d{1,2})[:.]?(\d{2}).*$", r"\1:\2")
    safe = pc.utf8_lpad(pc.if_else(shaped, tidy, "00:00"), 5, "0")
    hours = pc.utf8_slice_codeunits(safe, 0, 2).cast(pa.int64()).to_numpy()
    minutes = pc.utf8_slice_codeunits(safe, 3, 5).cast(pa.int64()).to_numpy()
    blank = pc.equal(pc.utf8_trim_whitespace(times), "").to_numpy(zero_copy_only=False)
    good = shaped.to_numpy(zero_copy_only=False) & (hours < 24) & (minutes < 60)
    read.blame(~blank & ~good, *(beside or (name, values)), "er ikke et klokkeslæt (TT:MM)")
    return days, days.astype(np.int64) * 1440 + hours * 60 + minutes
