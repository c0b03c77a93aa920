"""The persons and the panel are what a plain count says, in whatever order, parts and threads the rows come; faults are named."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samspil.analysis.effect import calendar, cohort, engine, panel, queries, register
from samspil.paper.refusal import Refused

NAMED = (1, 2, 3, 4, 5, 6)
COLUMNS = (
    "birth_year",
    "sex",
    "municipality",
    "practice",
    "comorbidity",
    "education",
    "income_group",
    "area",
    "entry_day",
    "exit_day",
    "died",
)


def counted(folder, threads=1):
    """Return the panel of a register."""
    return panel.build(register.open_register(folder, threads=threads), NAMED)


def plainly(folder):
    """Count the named contacts by month and person as anybody would: row by row."""
    people = pq.read_table(folder / "persons.parquet").to_pylist()
    rows = pq.read_table(folder / "contacts.parquet").to_pylist()
    first, last = min(r["date"] for r in rows), max(r["date"] for r in rows)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    counts, outside = np.zeros((months, len(people)), int), 0
    for r in rows:
        if r["type"] not in NAMED:
            continue
        own = people[r["person_id"]]
        if r["date"] < own["entry_date"] or (own["exit_date"] is not None and r["date"] > own["exit_date"]):
            outside += 1
            continue
        month = (r["date"].year - first.year) * 12 + r["date"].month - first.month
        counts[month, r["person_id"]] += r.get("n") or 1

    return counts, outside


@pytest.fixture
def folder(register_dir, tmp_path):
    """Copy the first persons of the small register."""
    (tmp_path / "r").mkdir()
    for name in ("persons", "contacts", "referrals"):
        t = pq.read_table(register_dir / f"{name}.parquet")
        pq.write_table(t.filter(pa.array(t["person_id"].to_numpy() < 1500)), tmp_path / "r" / f"{name}.parquet")
    return tmp_path / "r"


def change(folder, table, make):
    """Write a table of a register anew as `make` returns it."""
    path = folder / f"{table}.parquet"
    new = make(pq.read_table(path))
    pq.write_table(new, path, row_group_size=4000)


def put(column, kind, *cells):
    """Return a change of a table: some cells of a column, its type widened where it must hold them."""

    def make(table):
        values = table[column].to_pylist()
        for at, value in cells:
            values[at] = value
        return table.set_column(table.column_names.index(column), column, pa.array(values, kind))

    return make


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_the_panel_is_the_plain_count(folder, threads):
    counts, outside = plainly(folder)
    got = counted(folder, threads)
    assert got.counts.dtype == np.uint8
    assert (got.counts == counts).all()
    assert got.outside == outside
    assert got.rows == pq.read_metadata(folder / "contacts.parquet").num_rows


def test_progress_counts_every_row_whoever_reads_it(folder):
    heard = []
    reg = register.open_register(folder, threads=3)
    panel.build(reg, NAMED, lambda done, of: heard.append((done, of)))
    assert len(heard) >= 3
    assert heard == sorted(heard)
    assert heard[-1] == (reg.rows, reg.rows)


def test_no_more_streams_are_opened_than_memory_is_meant_for(folder):
    assert register.open_register(folder, threads=256).source.streams == engine.STREAMS_MOST


@pytest.mark.parametrize("threads", [1, 2])
def test_rows_in_no_order_are_counted_alike(folder, threads):
    before = counted(folder)
    for table in ("persons", "contacts"):
        change(folder, table, lambda t: t.take(pa.array(np.random.default_rng(3).permutation(t.num_rows))))
    reg = register.open_register(folder, threads=threads)
    after = panel.build(reg, NAMED)
    assert (before.counts == after.counts).all()
    chosen, side = np.arange(0, 1500, 7), np.where(np.arange(1500) % 3, 0, -1).astype(np.int8)
    events = panel.events(reg, chosen, NAMED, side)
    sums = np.zeros((len(chosen), reg.months), int)
    for i in range(len(chosen)):
        np.add.at(sums[i], events.month[events.start[i] : events.start[i + 1]], 1)
    assert (sums == after.counts.T[chosen]).all()
    assert (events.tally[0, 1:7].sum(axis=0) == after.counts[:, side == 0].sum(axis=1)).all()


def test_persons_read_by_several_threads_are_the_same(folder):
    change(folder, "persons", lambda t: t)
    one, many = (register.open_register(folder, threads=n).persons for n in (1, 4))
    rows = pq.read_table(folder / "persons.parquet")
    for name in COLUMNS:
        assert (getattr(one, name) == getattr(many, name)).all(), name
    assert one.sex.tolist() == rows["sex"].to_pylist()
    assert one.died.tolist() == [r == "death" for r in rows["exit_reason"].to_pylist()]
    still_there = [calendar.date_of(d) if d < 2**31 - 1 else None for d in one.exit_day.tolist()]
    assert still_there == rows["exit_date"].to_pylist()


def heavy(n):
    """Return a change of the contacts: the first has an explicit count of `n`."""
    return lambda t: t.append_column("n", pa.array([n] + [None] * (t.num_rows - 1), pa.int32()))


@pytest.mark.parametrize(("n", "width"), [(200, np.uint8), (300, np.uint16), (60_000, np.uint16)])
def test_a_month_of_many_contacts_widens_the_panel(folder, n, width):
    change(folder, "contacts", heavy(n))
    got = counted(folder, 2)
    assert got.counts.dtype == width
    assert (got.counts == plainly(folder)[0]).all()


@pytest.mark.parametrize(("n", "width"), [(200, np.uint8), (300, np.uint16)])
def test_it_widens_as_well_where_rows_come_in_no_order(folder, n, width):
    change(folder, "contacts", heavy(n))
    change(folder, "contacts", lambda t: t.take(pa.array(np.random.default_rng(3).permutation(t.num_rows)[::-1])))
    got = counted(folder, 2)
    assert got.counts.dtype == width
    assert (got.counts == plainly(folder)[0]).all()


@pytest.mark.parametrize("n", [70_000, 2**31 - 1])
def test_a_month_of_too_many_contacts_is_refused(folder, n):
    change(folder, "contacts", heavy(n))
    with pytest.raises(Refused, match=r"over 65\.535 kontakter"):
        counted(folder, 2)


def test_many_rows_of_one_person_and_month_are_all_counted(folder):
    change(folder, "contacts", lambda t: pa.concat_tables([t.slice(0, 1)] * 65_530 + [t.slice(1)]))
    got = counted(folder)
    assert got.counts.max() == plainly(folder)[0].max() >= 65_530


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize(
    ("table", "make", "words"),
    [
        ("contacts", put("person_id", pa.int32(), (0, None), (9, None)), "person_id"),
        ("contacts", put("person_id", pa.int64(), (5, -4), (9, 10**12)), "2 kontakter har et personnummer"),
        ("contacts", put("type", pa.int16(), (5, 0), (9, 128)), "2 kontakter har en type uden for 1 til 127"),
        ("persons", put("person_id", pa.int32(), (1400, None)), "person_id"),
        ("persons", put("person_id", pa.int32(), (1400, 3)), "Person 3 står to gange"),
        ("persons", put("person_id", pa.int64(), (7, 1500)), "en har nummer 1500"),
        ("persons", put("person_id", pa.int64(), (7, -1)), "en har nummer -1"),
        ("persons", put("sex", pa.int8(), (1401, 3)), "Person 1401 .* har 3 i kolonnen sex. Skriv et tal fra 1 til 2"),
        ("persons", put("birth_year", pa.int32(), (1402, None)), "Person 1402 .* har intet i kolonnen birth_year"),
        ("persons", put("exit_reason", pa.string(), (1403, "moved")), "exit_reason »moved« kendes ikke"),
    ],
)
def test_a_fault_is_named_whichever_thread_meets_it(folder, table, make, words, threads):
    change(folder, table, make)
    with pytest.raises(Refused, match=words):
        counted(folder, threads)


def test_a_date_that_registers_write_for_never_is_no_leaving(folder):
    living = pq.read_table(folder / "persons.parquet")["exit_reason"].to_pylist().index(None)
    change(folder, "persons", put("exit_date", pa.date32(), (living, calendar.date_of(2_932_896))))
    assert register.open_register(folder).persons.exit_day[living] == 2**31 - 1


def test_only_the_matched_are_summed_and_as_narrow_as_they_fit(folder):
    got = counted(folder)
    chosen = np.array([0, 3, 1499])
    summed = cohort.compact(got, chosen, threads=2)
    assert summed.dtype == np.uint16
    assert (np.diff(summed.astype(int), axis=1) == got.counts.T[chosen]).all()
    wide = cohort.compact(panel.Panel(got.counts.astype(np.uint16), got.types, got.rows, 0), chosen)
    assert wide.dtype == np.int32
    assert (wide == summed).all()


def test_reading_loads_no_pandas(folder):
    """pyarrow loads pandas behind one's back where it is installed: a second and 60 MB for a run that never asks for it."""
    words = (
        "import sys; from pathlib import Path; from samspil.analysis.effect import core, panel, register; "
        f"panel.build(register.open_register(Path({str(folder)!r})), (1, 2)); "
        "print([m for m in ('pandas', 'scipy.stats') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_ranges_cover_every_number_once():
    for persons, many in ((1, 4), (10, 3), (7, 1)):
        shares = queries.shares(persons, many)
        assert shares[0][0] is None
        assert shares[-1][1] is None
        assert [a[1] for a in shares[:-1]] == [b[0] for b in shares[1:]]
    assert queries.part("SELECT x FROM t", None, None) == "SELECT x FROM t"
    assert queries.part("SELECT x FROM t", 3, 9) == "SELECT x FROM t WHERE person_id >= 3 AND person_id < 9"
    assert queries.shares(5, 1)[0] == engine.WHOLE
