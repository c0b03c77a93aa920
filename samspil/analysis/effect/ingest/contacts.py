"""SSR and LPR rows to contacts: which are counted, under which type, and why the others are not. Counted in numbers that add up."""

from __future__ import annotations

import collections
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from samspil.analysis.effect.ingest import files
from samspil.analysis.effect.ingest.codes import Codes
from samspil.analysis.effect.ingest.fields import Faults, Reader, parse_weeks
from samspil.analysis.effect.ingest.people import KEY

Array = np.ndarray[Any, Any]
Tally = collections.Counter[str]
SSR = pa.schema([("pnr", pa.string()), ("date", pa.date32()), ("type", pa.int8()), ("n", pa.int16())])
LPR = pa.schema(
    [
        ("pnr", pa.string()),
        ("contact", pa.string()),
        ("stay", pa.string()),
        ("start", pa.int64()),
        ("stop", pa.int64()),
        ("day", pa.int32()),
    ]
)


def ssr(paths: list[Path], codes: Codes, faults: Faults, out: Path, tally: Tally) -> None:
    """This function will write the counted services of SSR/SSSY files to `out`: n is the column `kontakt`.

    `tally` counts rows read and, for each reason, rows dropped; reasons are asked in a fixed order and a row has one.
    """
    with pq.ParquetWriter(out, SSR) as writer:
        for path in paths:
            for block in files.blocks(path):
                writer.write_table(_ssr_block(block, codes, faults, tally))


def _ssr_block(block: files.Block, codes: Codes, faults: Faults, tally: Tally) -> pa.Table:
    read = Reader(block)
    n = read.whole("kontakt", low=0, high=1000)
    day, by_week = _treated_on(read, codes)
    child = read.whole("barnmak", low=0, high=9, empty=0) == 1
    group = block.maybe("sikgrup")
    excluded = _in(group[1], codes.exclude_groups) if group and codes.exclude_groups else np.zeros(block.rows, bool)
    kind = _types(block, codes)
    pnr = read.text(*KEY)
    faults.note(block, read.faulty)
    left = read.kept()
    tally["rækker læst"] += block.rows
    tally["fejlrækker sprunget over"] += int((~left).sum())
    for reason, drop in (
        ("ydelse til patientens barn (barnmak)", child & codes.exclude_child),
        ("sikringsgruppe holdt ude", excluded),
        ("ikke på kodelisten", kind == 0),
        ("ikke en kontakt (kontakt = 0)", n == 0),
    ):
        tally[reason] += int((left & drop).sum())
        left &= ~drop
    tally["rækker talt med"] += int(left.sum())
    tally["heraf dateret ved afregningsuge"] += int((left & by_week).sum())
    columns = [pnr, pa.array(day).cast(pa.date32()), pa.array(kind.astype(np.int8)), pa.array(n.astype(np.int16))]
    return pa.Table.from_arrays(columns, schema=SSR).filter(pa.array(left))


def _treated_on(read: Reader, codes: Codes) -> tuple[Array, Array]:
    """This function will return the day of treatment, or the Monday of the billing week where there is none, and which are weeks."""
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


def _types(block: files.Block, codes: Codes) -> Array:
    """This function will return the type of each row by the first line of the code list that fits; 0 for none."""
    _, special = block.text("speciale", "spec2")
    if short := block.maybe("spec2"):
        spec2 = pc.utf8_lpad(short[1], 2, "0")
    else:
        spec2 = pc.utf8_slice_codeunits(pc.utf8_lpad(special, 6, "0"), 0, 2)
    service = pc.utf8_slice_codeunits(pc.utf8_lpad(special, 6, "0"), 2, 6)
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
    """This function will write the acute hospital contacts of LPR3 files to `out`, with start and stop in minutes from 1970.

    Merging into stays or nearby contacts is left to SQL, which sees all files at once. An open contact stops where it starts.
    """
    with pq.ParquetWriter(out, LPR) as writer:
        for path in paths:
            for block in files.blocks(path):
                writer.write_table(_lpr_block(block, codes, faults, tally))


def _lpr_block(block: files.Block, codes: Codes, faults: Faults, tally: Tally) -> pa.Table:
    read = Reader(block)
    pnr = read.text(*KEY)
    contact = read.text("dw_ek_kontakt", reason="mangler kontaktens nummer")
    start_day, start = _moment(
        read, ("kont_starttidspunkt", "starttidspunkt", "dato_start"), "tidspunkt_start", empty=False
    )
    _, stop = _moment(read, ("kont_sluttidspunkt", "sluttidspunkt", "dato_slut"), "tidspunkt_slut", empty=True)
    stay = block.maybe("dw_sk_sygehusophold")
    if codes.unit == "stay":
        read.text("dw_sk_sygehusophold", reason="mangler, men kodelisten tæller sygehusophold")
    acute = _in(block.text("prioritet")[1], codes.priority)
    physical = _in(block.text("kont_type", "kontakttype")[1], codes.kind)
    faults.note(block, read.faulty)
    left = read.kept()
    tally["rækker læst"] += block.rows
    tally["fejlrækker sprunget over"] += int((~left).sum())
    for reason, drop in (("ikke akut", ~acute), ("ikke fysisk fremmøde", ~physical)):
        tally[reason] += int((left & drop).sum())
        left &= ~drop
    tally["akutte kontakter"] += int(left.sum())
    columns = [
        pnr,
        contact,
        stay[1] if stay else pa.array([""] * block.rows, pa.string()),
        pa.array(start),
        pa.array(np.maximum(start, stop)),
        pa.array(start_day),
    ]
    return pa.Table.from_arrays(columns, schema=LPR).filter(pa.array(left))


def _moment(read: Reader, names: tuple[str, ...], clock: str, *, empty: bool) -> tuple[Array, Array]:
    """This function will return (day number, minutes from 1970) of a column with date and time, or a date and a clock beside it."""
    if empty and not read.block.maybe(*names):
        return np.zeros(read.block.rows, np.int32), np.zeros(read.block.rows, np.int64)
    days, _ = read.dates(*names, empty=empty)
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
