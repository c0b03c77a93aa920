"""Everything together: read, check, join, sort, and put the register in place whole, with a report whose numbers add up."""

from __future__ import annotations

import collections
import csv
import dataclasses
import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from samspil.analysis.effect import register, staging, verdict
from samspil.analysis.effect.ingest import codes as code_lists
from samspil.analysis.effect.ingest import contacts, people
from samspil.analysis.effect.ingest.fields import Faults
from samspil.paper.refusal import Refused

LONG_MINUTES = 366 * 24 * 60  # no acute contact lasts a year; the day it ended was written wrong
Tell = Callable[[str, int, int], None]


@dataclasses.dataclass(frozen=True)
class Inputs:
    """The files to read. At least one of SSR and LPR."""

    ssr: tuple[Path, ...]
    lpr: tuple[Path, ...]
    persons: Path
    referrals: Path
    codes: Path


def ingest(
    given: Inputs, out: Path, *, reject_limit: int = 0, tell: Tell | None = None, today: dt.date | None = None
) -> dict[str, Any]:
    """Write a register to the new directory `out` and return (and write) the report `ingest.json`, its verdict in it.

    Faulty rows up to `reject_limit` are skipped and listed in `rejected.csv`; one more and nothing is written. Nothing is
    written either when the verdict passes a last limit (`verdict.LAWS`). What is dated after `today` is faulty.
    """
    told = tell or (lambda *_: None)
    if not given.ssr and not given.lpr:
        raise Refused("Der er ingen kontakter at læse. Giv mindst én fil med --ssr eller --lpr.")
    if len(set(given.ssr + given.lpr)) < len(given.ssr + given.lpr):
        raise Refused("Den samme fil er givet to gange. Giv den én gang, ellers tælles kontakterne dobbelt.")

    # By content as well: a copy under another name would count every contact twice.
    _check_different(given.ssr + given.lpr)
    if reject_limit < 0:
        raise Refused("--reject-limit skal være 0 eller derover.")

    codes = code_lists.read(given.codes)
    faults = Faults(reject_limit, today or dt.date.today())  # noqa: DTZ011 -- the registers' day is the calendar's here
    with staging.new_directory(out) as part:
        work = part / "work"
        work.mkdir()
        told("personer", 0, 0)
        persons = people.persons(given.persons, faults)
        referrals = people.referrals(given.referrals, faults)
        tallies = {"ssr": collections.Counter[str](), "lpr": collections.Counter[str]()}
        told("ydelser (SSR)", 0, 0)
        contacts.ssr(list(given.ssr), codes, faults, work / "ssr.parquet", tallies["ssr"])
        told("hospitalskontakter (LPR)", 0, 0)
        contacts.lpr(list(given.lpr), codes, faults, work / "lpr.parquet", tallies["lpr"])
        told("sortering", 0, 0)
        _write_persons(persons, work / "keys.parquet", part / "persons.parquet")
        pq.write_table(referrals, work / "referrals.parquet")
        joined, told_of = _join(work, part, codes, tallies, given)
        report = {"codes": _named(codes)} | joined
        report |= {
            "persons": persons.num_rows,
            "rejected": faults.rows,
            "mended": dict(sorted(faults.mended.items())),
            "ssr": dict(tallies["ssr"]),
            "lpr": dict(tallies["lpr"]),
        }
        told("dom over data", 0, 0)
        judged = _judge(given, part, codes, tallies, faults, told_of)
        report |= {"register_sha256": register.sha256(register.find(part)), "verdict": judged.as_plain()}
        _write_rejected(faults, part / "rejected.csv")
        for path in sorted(work.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        work.rmdir()
        (part / "ingest.json").write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", "utf-8")

    return report


def _named(codes: code_lists.Codes) -> dict[str, Any]:
    """Return what the report says of the list of codes."""
    return {
        "version": codes.version,
        "region": codes.region,
        "sha256": codes.sha256,
        "unconfirmed": codes.unconfirmed,
    }


def _write_persons(persons: pa.Table, keys: Path, whole: Path) -> None:
    """Write the persons under their numbers from 0, and apart from them, to be thrown away, whose number is whose."""
    numbers = pa.array(np.arange(persons.num_rows, dtype=np.int32))
    pq.write_table(persons.select(["pnr"]).append_column("person_id", numbers), keys)
    pq.write_table(persons.drop_columns(["pnr"]).add_column(0, "person_id", numbers), whole, compression="zstd")


def _check_different(paths: tuple[Path, ...]) -> None:
    """Refuse two files with the same content: a copy under another name would count every contact twice."""
    seen: dict[str, Path] = {}
    for path in paths:
        if not path.is_file():
            raise Refused(f"Filen {path} findes ikke.")
        with path.open("rb") as handle:
            mark = hashlib.file_digest(handle, "sha256").hexdigest()
        if mark in seen:
            raise Refused(
                f"{path.name} og {seen[mark].name} har samme indhold. Giv den ene, ellers tælles kontakterne dobbelt."
            )
        seen[mark] = path


def _judge(
    given: Inputs,
    part: Path,
    codes: code_lists.Codes,
    tallies: dict[str, collections.Counter[str]],
    faults: Faults,
    joined: list[verdict.Finding],
) -> verdict.Verdict:
    """Judge what was read and what came of it; refused past a last limit."""
    ssr, lpr = tallies["ssr"], tallies["lpr"]
    types = {line.type: line.name for line in codes.ssr if line.time_codes != ()} if given.ssr else {}
    types |= {codes.lpr_type: "Akut hospitalskontakt"} if given.lpr else {}
    paths = ([part / f"{name}.parquet"] for name in ("persons", "contacts", "referrals"))
    with verdict.connect(*paths, has_counts=True) as con:
        findings = verdict.of_register(con, types)

    rows = ssr["rækker læst"] + lpr["rækker læst"]
    findings += [
        *joined,
        verdict.share("off_the_list", ssr["ikke på kodelisten"], ssr["rækker læst"]),
        verdict.share("left_out", sum(ssr[why] for why in contacts.LEFT_OUT), ssr["rækker læst"]),
        verdict.share("rejected_rows", faults.rows, rows),
    ]
    told = verdict.judge("ingest", findings)
    # The whole is worked out from rows and share: a finding keeps no more.
    verdict.check(told, {each.name: round(each.rows / each.value) for each in told.findings if each.value})
    return told


NEARBY = """
CREATE TABLE acute AS
WITH once AS (SELECT pnr, contact, min(start) AS start, max(stop) AS stop, min(day) AS day FROM lpr GROUP BY pnr, contact),
     reach AS (SELECT *, max(stop) OVER (PARTITION BY pnr ORDER BY start, contact
                                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM once)
SELECT pnr, day FROM reach WHERE before IS NULL OR start > before + ?
"""
STAYS = "CREATE TABLE acute AS SELECT pnr, min(day) AS day FROM lpr WHERE ? >= 0 GROUP BY pnr, stay"


def _join(
    work: Path, part: Path, codes: code_lists.Codes, tallies: dict[str, collections.Counter[str]], given: Inputs
) -> tuple[dict[str, Any], list[verdict.Finding]]:
    """Join contacts and referrals with the persons, sorted, and give what was counted and what there is to judge in it."""
    con = duckdb.connect(
        ":memory:", config={"temp_directory": str(work / "spill"), "autoinstall_known_extensions": "false"}
    )
    for name in ("ssr", "lpr", "keys", "referrals"):
        con.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{_quoted(work / name)}.parquet')")

    con.execute(STAYS if codes.unit == "stay" else NEARBY, [codes.merge_hours * 60])
    units = _one(con, "SELECT count(*) FROM acute")
    hospital = tallies["lpr"]["akutte kontakter"]
    con.execute(
        "CREATE VIEW seen AS SELECT pnr, date, type, n FROM ssr UNION ALL "
        f"SELECT pnr, DATE '1970-01-01' + day, CAST({codes.lpr_type} AS TINYINT), CAST(1 AS SMALLINT) FROM acute"
    )
    con.execute(
        "COPY (SELECT k.person_id, CAST(s.date AS DATE) AS date, s.type, s.n FROM seen s JOIN keys k USING (pnr) "
        f"ORDER BY k.person_id, s.date, s.type, s.n) TO '{_quoted(part)}/contacts.parquet' (FORMAT parquet, COMPRESSION zstd)"
    )
    con.execute(
        "COPY (SELECT k.person_id, r.date, r.practice_id, r.started, r.meetings, r.arm FROM referrals r JOIN keys k USING (pnr) "
        f"ORDER BY k.person_id, r.date) TO '{_quoted(part)}/referrals.parquet' (FORMAT parquet, COMPRESSION zstd)"
    )
    stranger = _one(con, "SELECT count(*) FROM referrals WHERE pnr NOT IN (SELECT pnr FROM keys)")
    if stranger:
        raise Refused(
            f"{stranger} henvisninger gælder personer, der ikke står i personfilen. Tilføj personerne, eller fjern henvisningerne."
        )

    again = _one(con, "SELECT count(*) FROM (SELECT pnr, date FROM referrals GROUP BY pnr, date HAVING count(*) > 1)")
    if again:
        raise Refused(f"{again} henvisninger står to gange (samme person og dato). Behold én række pr. person og dato.")

    kept = _one(con, f"SELECT count(*) FROM '{_quoted(part)}/contacts.parquet'")
    if kept == 0:
        raise Refused("Ingen kontakter blev talt med. Se efter, om kodelisten og personfilen passer til udtrækket.")

    all_rows = _one(con, "SELECT count(*) FROM seen")
    by_type = con.execute(
        f"SELECT type, count(*), sum(n) FROM '{_quoted(part)}/contacts.parquet' GROUP BY type ORDER BY type"
    ).fetchall()
    told = {
        "lpr_units": {"kontakter": hospital, "talt som": units, "lagt sammen": hospital - units},
        "joined": {"rækker": all_rows, "ukendt person": all_rows - kept, "skrevet": kept},
        "types": {str(k): {"rækker": rows, "kontakter": int(n)} for k, rows, n in by_type},
        "referrals": _one(con, "SELECT count(*) FROM referrals"),
    }
    to_judge = [*_strangers(con, given), _doubled(con), *_spoiled_stays(con)]
    con.close()
    return told, to_judge


def _strangers(con: duckdb.DuckDBPyConnection, given: Inputs) -> list[verdict.Finding]:
    """Find, file by file, the rows of persons who are not in the file of persons: one file with spoiled keys must not hide."""
    rows = con.execute(
        "SELECT file, count(*), count(*) FILTER (WHERE k.pnr IS NULL) FROM "
        # LPR's files are numbered on after SSR's.
        "(SELECT file, pnr FROM ssr UNION ALL SELECT file + ?, pnr FROM lpr) s LEFT JOIN keys k USING (pnr) "
        "GROUP BY file ORDER BY file",
        [len(given.ssr)],
    ).fetchall()
    return [
        verdict.share("unknown_persons", lost, whole, (given.ssr + given.lpr)[int(file)].name)
        for file, whole, lost in rows
    ]


def _doubled(con: duckdb.DuckDBPyConnection) -> verdict.Finding:
    """Find SSR rows sent more than once, in whichever file. LPR's are told apart by the contact's own number and merged."""
    return verdict.share(
        "doubled_rows",
        _one(con, "SELECT count(*) - count(DISTINCT row) FROM ssr"),
        _one(con, "SELECT count(*) FROM ssr"),
    )


def _spoiled_stays(con: duckdb.DuckDBPyConnection) -> list[verdict.Finding]:
    """Find LPR rows whose contact number stands at several days, and contacts so long that they swallow what lies within."""
    rows = _one(con, "SELECT count(*) FROM lpr")
    again = (
        "SELECT coalesce(sum(many), 0) FROM (SELECT count(*) AS many FROM lpr GROUP BY pnr, contact "
        "HAVING count(DISTINCT day) > 1)"
    )
    return [
        verdict.share("reused_numbers", _one(con, again), rows),
        verdict.share(
            "long_contacts", _one(con, f"SELECT count(*) FROM lpr WHERE stop - start > {LONG_MINUTES}"), rows
        ),
    ]


def _one(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _write_rejected(faults: Faults, path: Path) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["fil", "række", "kolonne", "værdi", "grund"])
    writer.writerows([f.file, f.row, f.column, f.value, f.reason] for f in faults.first)
    path.write_text(text.getvalue(), "utf-8")
