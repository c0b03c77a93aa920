"""The verdict on the data: what was dropped, doubled, empty, impossible or missing, judged against limits and carried to the result.

`ingest` judges what it read and refuses past a limit; `run` carries its verdict, or judges a register that others wrote.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from samspil.paper import danish
from samspil.paper.refusal import Refused

Array = np.ndarray[Any, Any]
FILE = "ingest.json"
# Fewer rows than this say nothing about an extract, unless they are all of it.
FEW = 10
# A practice is followed month by month when half its months hold at least this many contacts.
FOLLOWED = 20
# Chance alone does not take a type from so many contacts a month below a tenth of them.
HEARD = 12
HOLE_MONTHS, HOLE_LEVEL, THIN_LEVEL = 3, 0.1, 0.5
# A row tells of one service on one day, or in one week of billing. 99 and 999 are codes for "unknown" in many extracts.
MOST_A_ROW = 50
# SSR begins in 1990 and LPR in 1977; a contact before then is a missing date written as one (1900-01-01).
FIRST_CONTACT = dt.date(1977, 1, 1)


@dataclasses.dataclass(frozen=True)
class Law:
    """One thing that is judged: above `look` somebody must look, above `refuse` nothing is written."""

    look: float
    refuse: float | None
    says: str


# The limits are assumed: set where wrong keys, a doubled file or a lost month stand out from what sound extracts hold.
LAWS = {
    "unknown_persons": Law(0.01, 0.10, "{share} af kontakterne i {where} gælder personer, der ikke står i personfilen"),
    "doubled_rows": Law(0.02, 0.20, "{share} af rækkerne i SSR står ens mere end én gang"),
    "off_the_list": Law(0.5, None, "{share} af rækkerne i SSR er ikke på kodelisten"),
    "rejected_rows": Law(0.0, None, "{share} af rækkerne er fejlrækker, der er sprunget over"),
    "empty_types": Law(0.0, None, "{count} typer af kontakter har ingen rækker: {where}"),
    "unseen_persons": Law(0.5, None, "{share} af personerne har ingen kontakter i hele registeret"),
    "after_death": Law(0.0005, 0.02, "{share} af kontakterne ligger efter, at personen er død"),
    "outside": Law(0.02, 0.25, "{share} af kontakterne ligger uden for personens tid i registeret"),
    "ancient": Law(0.0, 0.01, "{share} af kontakterne er dateret før 1977"),
    "impossible_counts": Law(0.0, 0.001, "{share} af rækkerne tæller over 50 kontakter på én dag"),
    "thin_months": Law(
        0.0, None, "{count} måneder har under halvdelen af en almindelig måneds kontakter, den første {where}"
    ),
    "type_holes": Law(
        0.0, None, "{count} måneder mangler næsten helt for en type kontakt, som ellers er der ({where})"
    ),
    "left_out": Law(
        0.5, None, "{share} af rækkerne i SSR er holdt ude som ydelser til barnet, sikringsgruppe eller ingen kontakt"
    ),
    "reused_numbers": Law(
        0.005, 0.10, "{share} af de akutte rækker i LPR har et kontaktnummer, som også står ved en anden dag"
    ),
    "long_contacts": Law(
        0.001, None, "{share} af de akutte kontakter i LPR varer over et år og sluger dem, der ligger i den"
    ),
    "referrals_outside": Law(0.0, 0.25, "{share} af henvisningerne ligger uden for personens tid i registeret"),
    "referrals_uncovered": Law(
        0.0, None, "{share} af henvisningerne ligger før den første eller efter den sidste kontakt i registeret"
    ),
    "practice_holes": Law(
        0.0, None, "{share} af personerne hører til en praksis, der mangler mindst tre måneder i træk (praksis {where})"
    ),
    "foreign_verdict": Law(0.0, None, "ingest.json hører til et andet register end det, der ligger i mappen"),
}


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing found: by which law, its value (a share, or a count), how many rows it concerns, and where."""

    name: str
    value: float
    rows: int
    where: str = ""

    def says(self) -> str:
        """Tell the finding in a Danish sentence without its full stop."""
        count, law = danish.number(self.rows), LAWS[self.name]
        return law.says.format(share=danish.percent(self.value), count=count, where=self.where)


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What somebody must look at. `judged` says from what: the extracts as they were read, or the register alone."""

    judged: str
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        """Tell whether there is nothing to look at."""
        return not self.findings

    def as_plain(self) -> dict[str, Any]:
        """Return the verdict as JSON values."""
        return {"judged": self.judged, "findings": [dataclasses.asdict(each) for each in self.findings]}


def share(name: str, rows: int, of: int, where: str = "") -> Finding:
    """Find a share of rows."""
    return Finding(name, rows / of if of else 0.0, rows, where)


def judge(judged: str, told: list[Finding]) -> Verdict:
    """Keep those findings that pass the limit at which somebody must look."""
    return Verdict(judged, tuple(each for each in told if each.rows and each.value > LAWS[each.name].look))


def check(told: Verdict, of: dict[str, int]) -> None:
    """Refuse when a finding passes its law's last limit and concerns enough rows; `of` gives the rows it was counted among."""
    wrong = [
        each
        for each in told.findings
        if (last := LAWS[each.name].refuse) is not None
        and each.value > last
        and (each.rows >= FEW or each.rows == of.get(each.name))
    ]
    if wrong:
        first = wrong[0]
        limit = danish.percent(LAWS[first.name].refuse or 0.0)
        more = f" (og {len(wrong) - 1} ting mere)" if len(wrong) > 1 else ""
        raise Refused(f"{first.says()}{more}. Højst {limit} kan bruges. Hent udtrækket igen, eller ret filerne.")


def of_register(con: duckdb.DuckDBPyConnection, types: dict[int, str]) -> list[Finding]:
    """Look at a register's own rows (views `persons` and `contacts`); `types` names the kinds of contact that should be there."""
    rows, after_death, outside, ancient, large, unseen, people = con.execute(ROWS).fetchall()[0]
    there = {int(kind) for (kind,) in con.execute("SELECT DISTINCT type FROM contacts").fetchall()}
    empty = [name for kind, name in sorted(types.items()) if kind not in there]

    return [
        Finding("empty_types", float(len(empty)), len(empty), ", ".join(empty)),
        share("unseen_persons", unseen, people),
        share("after_death", after_death, rows),
        share("outside", outside, rows),
        share("ancient", ancient, rows),
        share("impossible_counts", large, rows),
        *_over_time(con, people),
        *_of_types(con, types),
        *_of_referrals(con),
    ]


ROWS = f"""
SELECT count(*),
       count(*) FILTER (WHERE c.date > p.exit_date AND p.exit_reason = 'death'),
       count(*) FILTER (WHERE c.date < p.entry_date OR (c.date > p.exit_date AND p.exit_reason IS DISTINCT FROM 'death')),
       count(*) FILTER (WHERE c.date < DATE '{FIRST_CONTACT}'),
       count(*) FILTER (WHERE c.n > {MOST_A_ROW}),
       (SELECT count(*) FROM persons) - count(DISTINCT c.person_id),
       (SELECT count(*) FROM persons)
FROM contacts c JOIN persons p USING (person_id)
"""  # noqa: S608 -- constants of this file
MONTHS = """
SELECT p.practice_id AS practice, year(c.date) * 12 + month(c.date) - 1 AS month, sum(c.n) AS n
FROM contacts c JOIN persons p USING (person_id) GROUP BY ALL ORDER BY practice, month
"""


def _over_time(con: duckdb.DuckDBPyConnection, people: int) -> list[Finding]:
    """Find months that hold too little, in all and practice by practice. The first and the last month may be cut short."""
    told = con.execute(MONTHS).fetchnumpy()
    if not len(told["month"]):
        return []
    first = int(told["month"].min())
    months = int(told["month"].max()) - first + 1
    practices, place = np.unique(np.asarray(told["practice"]), return_inverse=True)
    table = np.zeros((len(practices), months))
    table[place, np.asarray(told["month"], dtype=np.int64) - first] = np.asarray(told["n"], dtype=float)

    whole = table.sum(axis=0)[1:-1]
    thin = np.flatnonzero(whole < THIN_LEVEL * np.median(whole[whole > 0])) if (whole > 0).any() else np.zeros(0, int)
    at = first + 1 + int(thin[0]) if len(thin) else first
    lacking = [int(number) for number, row in zip(practices, table, strict=True) if _has_hole(row)]
    belong = con.execute("SELECT count(*) FROM persons WHERE practice_id IN (SELECT unnest(?))", [lacking]).fetchall()[
        0
    ][0]
    return [
        Finding("thin_months", float(len(thin)), len(thin), f"{at // 12}-{at % 12 + 1:02d}"),
        share("practice_holes", belong, people, ", ".join(map(str, lacking[:5]))),
    ]


def _of_types(con: duckdb.DuckDBPyConnection, types: dict[int, str]) -> list[Finding]:
    """Find months in which a type falls almost silent, though it is heard of before and after: a delivery that was not sent."""
    told = con.execute(
        "SELECT type, year(date) * 12 + month(date) - 1 AS month, sum(n) AS n FROM contacts GROUP BY ALL ORDER BY ALL"
    ).fetchnumpy()
    holes: list[tuple[int, str]] = []
    for kind in np.unique(np.asarray(told["type"])):
        here = np.asarray(told["type"]) == kind
        months = np.asarray(told["month"], dtype=np.int64)[here]
        counts = np.zeros(int(months.max() - months.min()) + 1)
        counts[months - months.min()] = np.asarray(told["n"], dtype=float)[here]
        level = float(np.median(counts[counts > 0]))
        heard = np.flatnonzero(counts >= HOLE_LEVEL * level)
        lacking = int((counts[heard[0] : heard[-1] + 1] < HOLE_LEVEL * level).sum()) if level >= HEARD else 0
        if lacking:
            holes.append((lacking, types.get(int(kind), f"type {int(kind)}")))

    many = sum(lacking for lacking, _ in holes)
    return [Finding("type_holes", float(many), many, ", ".join(name for _, name in holes))]


def _of_referrals(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Find referrals of persons who were not there, or at a time of which the register holds no contacts."""
    many, outside, uncovered = con.execute(
        "SELECT count(*), count(*) FILTER (WHERE r.date < p.entry_date OR r.date > p.exit_date), "
        "count(*) FILTER (WHERE r.date < (SELECT min(date) FROM contacts) OR r.date > (SELECT max(date) FROM contacts)) "
        "FROM referrals r JOIN persons p USING (person_id)"
    ).fetchall()[0]
    return [share("referrals_outside", outside, many), share("referrals_uncovered", uncovered, many)]


def _has_hole(counts: Array) -> bool:
    """Tell whether a practice that is followed falls silent for three months or more and then is heard of again."""
    level = float(np.median(counts))
    if level < FOLLOWED:
        return False
    silent, longest, run = counts < HOLE_LEVEL * level, 0, 0
    heard = np.flatnonzero(~silent)
    for quiet in silent[heard[0] : heard[-1] + 1]:
        run = run + 1 if quiet else 0
        longest = max(longest, run)
    return longest >= HOLE_MONTHS


def connect(
    persons: list[Path], contacts: list[Path], referrals: list[Path], *, has_counts: bool
) -> duckdb.DuckDBPyConnection:
    """Open a register's persons, contacts and referrals as views."""
    con = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
    for name, paths in (("persons", persons), ("rows", contacts), ("referrals", referrals)):
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        con.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{listed}])")  # noqa: S608 -- paths are quoted
    n = "coalesce(n, 1)" if has_counts else "1"
    con.execute(f"CREATE VIEW contacts AS SELECT person_id, date, type, {n} AS n FROM rows")  # noqa: S608 -- one of two words
    return con


def carried(
    directory: Path, register_sha256: str, files: dict[str, list[Path]], columns: set[str], types: dict[int, str]
) -> Verdict:
    """Return the verdict that `ingest` wrote beside the register, or judge the register itself when there is none of its own.

    A type of the protocol without rows is found either way: the extracts may have been read with another list in mind.
    """
    written = _written(directory / FILE)
    with connect(files["persons"], files["contacts"], files["referrals"], has_counts="n" in columns) as con:
        if written is not None and written[0] == register_sha256:
            there = {int(kind) for (kind,) in con.execute("SELECT DISTINCT type FROM contacts").fetchall()}
            empty = [name for kind, name in sorted(types.items()) if kind not in there]
            others = [each for each in written[1].findings if each.name != "empty_types"]
            return judge(
                written[1].judged,
                [*others, Finding("empty_types", float(len(empty)), len(empty), ", ".join(empty))],
            )
        told = of_register(con, types)

    if written is not None:
        told.append(Finding("foreign_verdict", 1.0, 1))

    return judge("register", told)


def _written(path: Path) -> tuple[str, Verdict] | None:
    if not path.exists():
        return None
    try:
        told = json.loads(path.read_text("utf-8"))
        findings = tuple(Finding(**each) for each in told["verdict"]["findings"])
        if any(each.name not in LAWS for each in findings):
            raise ValueError
        return str(told["register_sha256"]), Verdict(str(told["verdict"]["judged"]), findings)
    except (OSError, ValueError, KeyError, TypeError):
        return "", Verdict("", ())
