"""Persons and referrals: their columns, with the Danish register names as well as ours."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from samspil.analysis.effect.ingest import files
from samspil.analysis.effect.ingest.fields import FIRST_DAY, Faults, Reader
from samspil.paper.refusal import Refused

Array = np.ndarray[Any, Any]
OLDEST = 1880  # the oldest person in a Danish register of today was born after it
REASONS = {
    "": None,
    "death": "death",
    "død": "death",
    "doed": "death",
    "emigration": "emigration",
    "udvandret": "emigration",
    "udrejst": "emigration",
}
SEX = {"1": 1, "2": 2, "m": 1, "k": 2, "mand": 1, "kvinde": 2}
YES = {"1": True, "0": False, "ja": True, "nej": False, "true": True, "false": False, "": False}


def persons(path: Path, faults: Faults) -> pa.Table:
    """Read the persons, sorted by key, with a column `pnr` beside the register's own.

    The lowest key becomes person 0. A person listed twice is refused.
    """
    parts = []
    for block in files.blocks(path):
        read = Reader(block, faults)
        columns: dict[str, Any] = {"pnr": read.person()}
        columns["birth_year"] = _birth_year(read).astype(np.int16)
        columns["sex"] = read.choice("sex", "koen", "køn", of=SEX, says="er hverken 1 (mand) eller 2 (kvinde)")
        columns["municipality"] = read.whole("municipality", "kommune", "kom", low=0, high=32767).astype(np.int16)
        columns["practice_id"] = read.whole("practice_id", "ydernr", "ydernummer", low=0, high=2**31 - 1).astype(
            np.int32
        )
        columns["comorbidity"] = read.whole("comorbidity", "sygelighed", low=0, high=3, empty=0).astype(np.int8)
        for name, danish in (("education", "uddannelse"), ("income_group", "indkomstgruppe"), ("area", "omraade")):
            if block.maybe(name, danish):
                columns[name] = read.whole(name, danish, low=0, high=100, empty=0).astype(np.int8)
        entry, _ = read.dates("entry_date", "fra", "tilgang", first=FIRST_DAY)
        leave, still = read.dates("exit_date", "til", "afgang", empty=True, first=FIRST_DAY, for_ever=True)
        name, reason = block.text("exit_reason", "aarsag", "afgangsaarsag")
        told = pc.utf8_lower(reason)
        known = pc.is_in(told, pa.array(list(REASONS))).to_numpy(zero_copy_only=False)
        read.blame(~known, name, reason, "kendes ikke; skriv death, emigration eller intet")
        read.blame(~still & (leave < entry), "exit_date", _iso(leave), "ligger før entry_date")
        dead = pc.is_in(told, pa.array([word for word, kind in REASONS.items() if kind])).to_numpy(zero_copy_only=False)
        read.blame(dead & still, name, reason, "har ingen dag. Skriv dagen i exit_date, eller fjern årsagen")
        born = (columns["birth_year"].astype(np.int64) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
        read.blame(entry < born.astype(np.int64), "entry_date", _iso(entry), "ligger før personens fødselsår")
        columns["entry_date"] = pa.array(entry).cast(pa.date32())
        columns["exit_date"] = pa.array(leave, mask=still).cast(pa.date32())
        columns["exit_reason"] = pa.array([REASONS.get(x) for x in told.to_pylist()], pa.string())
        faults.note(block, read.faulty)
        parts.append(pa.table(columns).filter(pa.array(read.kept())))

    table = pa.concat_tables(parts).sort_by("pnr").combine_chunks()
    keys = table["pnr"].combine_chunks()
    if len(keys) == 0:
        raise Refused(f"{path.name} har ingen personer.")

    again = pc.equal(keys[1:], keys[:-1]) if len(keys) > 1 else pa.array([], pa.bool_())
    if pc.any(again).as_py():
        many = pc.sum(again).as_py()
        raise Refused(f"{path.name}: en person står to gange (det gælder {many}). Behold én række pr. person.")

    return table


def _iso(days: Array) -> pa.Array:
    return pa.array(days).cast(pa.date32()).cast(pa.string())


def _birth_year(read: Reader) -> Array:
    if read.block.maybe("birth_year", "foedselsaar", "fødselsår"):
        return read.whole("birth_year", "foedselsaar", "fødselsår", low=OLDEST, high=read.faults.today.year)
    days, _ = read.dates("foed_dag", "foedselsdato", "birth_date", first=dt.date(OLDEST, 1, 1))
    return np.asarray(days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970)


def referrals(path: Path, faults: Faults) -> pa.Table:
    """Read the referrals with their key `pnr`; without a column for arm nobody was randomised."""
    parts = []
    for block in files.blocks(path):
        read = Reader(block, faults)
        day, _ = read.dates("date", "dato", "henvisningsdato")
        name, started = block.text("started", "startet")
        told = pc.utf8_lower(started)
        known = pc.is_in(told, pa.array(list(YES))).to_numpy(zero_copy_only=False)
        read.blame(~known, name, started, "er hverken ja eller nej")
        arm = read.whole("arm", low=0, high=1, empty=-1) if block.maybe("arm") else np.full(block.rows, -1)
        columns = {
            "pnr": read.person(),
            "date": pa.array(day).cast(pa.date32()),
            "practice_id": read.whole("practice_id", "ydernr", "ydernummer", low=0, high=2**31 - 1).astype(np.int32),
            "started": pa.array([YES.get(x, False) for x in told.to_pylist()], pa.bool_()),
            "meetings": read.whole("meetings", "samtaler", low=0, high=10_000, empty=0).astype(np.int16),
            "arm": pa.array(arm.astype(np.int8), mask=arm < 0),
        }
        faults.note(block, read.faulty)
        parts.append(pa.table(columns).filter(pa.array(read.kept())))

    table = pa.concat_tables(parts)
    if not len(table):
        raise Refused(f"{path.name} har en overskrift, men ingen henvisninger. Uden henviste er der intet at måle.")

    return table
