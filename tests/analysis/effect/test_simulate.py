"""The invented registers are what they say: reproducible, streamed alike in any chunk, and changed only by the planted effect."""

from __future__ import annotations

import dataclasses

import numpy as np
import pyarrow.parquet as pq
import pytest

from samspil.analysis.effect import calendar, command
from samspil.analysis.effect.simulate import SELECTIONS, World, simulate, world
from samspil.paper.refusal import Refused

TINY = World(persons=3000, years=4, referred=60, rate_ratio=0.5, selection="mixture", seed=9)


def read(path):
    """Return the bytes of every file of a register."""
    return {p.name: p.read_bytes() for p in sorted(path.iterdir())}


def test_same_seed_same_bytes_in_chunks_of_any_size(tmp_path, monkeypatch):
    simulate(TINY, tmp_path / "a")
    monkeypatch.setattr(world, "CHUNK", 700)
    simulate(TINY, tmp_path / "b")
    simulate(dataclasses.replace(TINY, seed=10), tmp_path / "c")
    a, b = (pq.read_table(tmp_path / x / "contacts.parquet") for x in "ab")
    assert a.equals(b)
    assert read(tmp_path / "a")["referrals.parquet"] == read(tmp_path / "b")["referrals.parquet"]
    assert read(tmp_path / "a")["referrals.parquet"] != read(tmp_path / "c")["referrals.parquet"]


@pytest.mark.parametrize("selection", SELECTIONS)
def test_the_effect_changes_nothing_but_the_referred_after_their_month(tmp_path, selection):
    with_effect = dataclasses.replace(TINY, selection=selection)
    simulate(with_effect, tmp_path / "a")
    simulate(dataclasses.replace(with_effect, rate_ratio=1.0), tmp_path / "b")
    refs = pq.read_table(tmp_path / "a" / "referrals.parquet")
    assert refs.equals(pq.read_table(tmp_path / "b" / "referrals.parquet"))
    assert refs.num_rows == 60
    starts = calendar.month_starts(2022, 48)
    month = dict(
        zip(
            refs["person_id"].to_pylist(), calendar.month_of(refs["date"].cast("int32").to_numpy(), starts), strict=True
        )
    )
    sums = []
    for name in "ab":
        t = pq.read_table(tmp_path / name / "contacts.parquet")
        who, when = t["person_id"].to_numpy(), calendar.month_of(t["date"].cast("int32").to_numpy(), starts)
        counts = np.zeros((3000, 48), int)
        np.add.at(counts, (who, when), 1)
        sums.append(counts)

    after = np.zeros((3000, 48), bool)
    for person, m in month.items():
        after[person, m + 1 :] = True

    assert (sums[0][~after] == sums[1][~after]).all()
    assert 0.4 < sums[0][after].sum() / sums[1][after].sum() < 0.62


def test_the_register_is_sorted_whole_and_within_each_persons_time(tmp_path):
    truth = simulate(TINY, tmp_path / "a")
    t = pq.read_table(tmp_path / "a" / "contacts.parquet")
    p = pq.read_table(tmp_path / "a" / "persons.parquet").to_pandas()
    who, day = t["person_id"].to_numpy(), t["date"].cast("int32").to_numpy()

    assert t.num_rows == truth["contacts"]
    key = who.astype(np.int64) * 100_000 + day
    assert (np.diff(key) >= 0).all()
    assert p.person_id.tolist() == list(range(3000))
    assert sorted(set(p.exit_reason.dropna())) == ["death", "emigration"]
    assert (p.exit_date.isna() == p.exit_reason.isna()).all()
    leave = np.array([calendar.day_number(d) if d is not None else 10**6 for d in p.exit_date])
    entry = np.array([calendar.day_number(d) for d in p.entry_date])
    assert (day <= leave[who]).all()
    assert (day >= entry[who]).all()
    yearly = len(who) / ((np.minimum(leave, day.max()) - entry).sum() / 365.25)
    assert 6 < yearly < 11  # the reference's level is 8.4 named contacts a person-year


def test_a_break_a_lottery_and_late_reports_are_where_they_should_be(tmp_path):
    simulate(dataclasses.replace(TINY, break_month=30, randomised=1.0, late_months=2), tmp_path / "a")
    t = pq.read_table(tmp_path / "a" / "contacts.parquet")
    p = pq.read_table(tmp_path / "a" / "persons.parquet")
    refs = pq.read_table(tmp_path / "a" / "referrals.parquet")
    starts = calendar.month_starts(2022, 48)
    month = calendar.month_of(t["date"].cast("int32").to_numpy(), starts)
    trial = np.isin(p["practice_id"].to_numpy(), refs["practice_id"].to_numpy())[t["person_id"].to_numpy()]
    kind = t["type"].to_numpy()

    assert (trial & (kind == 2) & (month >= 30)).sum() == 0
    assert (trial & (kind == 2) & (month < 30)).sum() > 100
    assert (~trial & (kind == 2) & (month >= 30)).sum() > 100
    assert set(refs["arm"].to_pylist()) == {0, 1}
    assert set(refs.filter(refs["arm"].combine_chunks().to_numpy() == 0)["started"].to_pylist()) == {False}
    assert (month == 47).sum() < 0.65 * (month == 44).sum()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"persons": 5}, "--persons"),
        ({"years": 2}, "--years"),
        ({"referred": 2000}, "--referred"),
        ({"seed": -1}, "--seed"),
        ({"rate_ratio": float("nan")}, "--rate-ratio"),
        ({"selection": "luck"}, "--selection"),
        ({"randomised": 2.0}, "--randomised"),
        ({"negative_kinds": 500}, "--negative"),
    ],
)
def test_an_impossible_world_is_refused(change, says):
    with pytest.raises(Refused, match=says):
        dataclasses.replace(TINY, **change)


def test_a_full_directory_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine").write_text("x", "utf-8")
    words = [
        "simulate",
        "--persons",
        "3000",
        "--years",
        "4",
        "--referred",
        "10",
        "--rate-ratio",
        "1",
        "--selection",
        "none",
        "--seed",
        "1",
        "--out",
    ]

    assert command.main([*words, str(tmp_path)]) == 2
    assert "ikke tom" in capsys.readouterr().err
    assert command.main([*words, str(tmp_path / "no" / "where")]) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]
