"""Two hundred spoiled registers: each is refused in one sentence, without a traceback and without a byte left behind."""

from __future__ import annotations

import random
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from samspil.analysis.effect import command


def put(table, column, at, value):
    """Return the table with one cell changed."""
    i = table.column_names.index(column)
    values = table[column].to_pylist()
    values[at] = value
    return table.set_column(i, table.field(i), pa.array(values, table.schema.field(column).type))


def spoil(folder, seed):
    """Spoil one file of a register in the way drawn from the seed, and say which way."""
    rng = random.Random(seed)
    name = rng.choice(["persons", "contacts", "referrals"])
    path = folder / f"{name}.parquet"
    if seed % 10 == 0:
        path.unlink()
        return f"{name} missing"
    if seed % 10 == 1:
        whole = path.read_bytes()
        path.write_bytes(whole[: rng.randrange(0, len(whole) - 8)])
        return f"{name} cut"

    table = pq.read_table(path)
    column = rng.choice(
        [
            c
            for c in table.column_names
            if c not in {"education", "income_group", "area", "exit_date", "exit_reason", "arm"}
        ]
    )
    at = rng.randrange(min(table.num_rows, 200))
    way = seed % 10
    if way == 2:
        new = table.drop_columns([column])
    elif way == 3:
        new = table.set_column(table.column_names.index(column), column, pc.cast(table[column], pa.string()))
    elif way == 4:
        column = column if column not in {"started", "meetings"} else "person_id"
        new = put(table, column, at, None)
    elif way == 5:
        new = put(table, "person_id", at, -1 if name != "persons" else at + 1)
    elif way == 6:
        new = pa.concat_tables([table, table.slice(at, 1)]) if name != "contacts" else table.slice(0, 0)
    elif way == 7:
        cell = {"persons": ("sex", 7), "contacts": ("type", -3), "referrals": ("meetings", -1)}[name]
        new = put(table, cell[0], at, cell[1])
    elif way == 8:
        cell = {"persons": ("comorbidity", 9), "contacts": ("person_id", 10**6), "referrals": ("person_id", 10**6)}[
            name
        ]
        new = put(table, cell[0], at, cell[1])
    else:
        new = table.rename_columns(["x" + c if c == column else c for c in table.column_names])

    pq.write_table(new, path)
    return f"{name} {way} {column}"


@pytest.fixture(scope="module")
def tiny(register_dir, tmp_path_factory):
    """Cut the small register down to its first persons, so that 200 copies are quick."""
    out = tmp_path_factory.mktemp("tiny")
    for name in ("persons", "contacts", "referrals"):
        t = pq.read_table(register_dir / f"{name}.parquet")
        t = t.filter(pa.array(t["person_id"].to_numpy() < 2500))
        pq.write_table(t, out / f"{name}.parquet")
    return out


@pytest.mark.parametrize("block", range(10))
def test_two_hundred_malformed_registers_are_refused(tiny, study_path, tmp_path, capsys, block):
    for seed in range(block * 20, block * 20 + 20):
        folder = tmp_path / f"r{seed}"
        shutil.copytree(tiny, folder)
        what = spoil(folder, seed)
        before = sorted(p.name for p in tmp_path.iterdir())
        code = command.main(
            ["run", str(study_path), "--register", str(folder), "--out", str(tmp_path / "out"), "--threads", "1"]
        )
        said = capsys.readouterr()
        assert (code, said.out) == (2, ""), (seed, what)
        assert said.err.startswith("samspil: "), (seed, what)
        assert said.err.count("\n") == 1, (seed, what)
        assert "Traceback" not in said.err
        assert sorted(p.name for p in tmp_path.iterdir()) == before, (seed, what)
        shutil.rmtree(folder)


def test_the_untouched_register_is_not_refused_for_its_form(tiny, study_path, tmp_path, capsys):
    code = command.main(
        ["run", str(study_path), "--register", str(tiny), "--out", str(tmp_path / "out"), "--threads", "1"]
    )
    assert (code, capsys.readouterr().err) == (0, "")


def test_a_person_listed_twice_and_a_referral_repeated_are_named(tiny, study_path, tmp_path, capsys):
    words = ["run", str(study_path), "--out", str(tmp_path / "out"), "--register", str(tmp_path / "r")]
    shutil.copytree(tiny, tmp_path / "r")
    persons = pq.read_table(tiny / "persons.parquet")
    ids = persons["person_id"].to_numpy().copy()
    ids[5] = 4
    pq.write_table(persons.set_column(0, "person_id", pa.array(ids)), tmp_path / "r" / "persons.parquet")
    assert command.main(words) == 2
    assert "Person 4 står to gange" in capsys.readouterr().err
    shutil.copy(tiny / "persons.parquet", tmp_path / "r" / "persons.parquet")
    refs = pq.read_table(tiny / "referrals.parquet")
    pq.write_table(pa.concat_tables([refs, refs.slice(3, 1)]), tmp_path / "r" / "referrals.parquet")
    assert command.main(words) == 2
    assert f"Person {refs['person_id'][3]} er henvist to gange" in capsys.readouterr().err


def test_two_contacts_on_a_day_are_legitimate(tiny, study_path, tmp_path):
    shutil.copytree(tiny, tmp_path / "r")
    t = pq.read_table(tiny / "contacts.parquet")
    order = np.sort(np.r_[np.arange(t.num_rows), np.arange(50)])
    pq.write_table(t.take(pa.array(order)), tmp_path / "r" / "contacts.parquet")
    assert (
        command.main(["run", str(study_path), "--register", str(tmp_path / "r"), "--out", str(tmp_path / "out")]) == 0
    )
