"""The plain ways of the matching task find what ours finds, a wrong answer is told, and a goal is judged by its figure."""

import copy
import datetime as dt

import numpy as np
import pyarrow.parquet as pq
import pytest

from bench import effect, effect_page, plain_matching
from samspil.analysis.effect.simulate import World, simulate

DAY = dt.date(2026, 11, 29)
STAGES = ("read", "panel", "match", "contrasts", "intervals")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Simulate a register with some thirty referred in the index month."""
    out = tmp_path_factory.mktemp("bench") / "r"
    simulate(World(9000, 4, 300, 0.85, "hidden", 7), out)
    return out


def slowly(folder, plain):
    """Solve the plain task one person at a time."""
    people = pq.read_table(folder / "persons.parquet").to_pylist()
    refs = pq.read_table(folder / "referrals.parquet").to_pylist()
    month, first, after = (dt.date.fromisoformat(plain.DATES[k]) for k in ("month", "first", "next"))
    counts = [0] * len(people)
    for c in pq.read_table(folder / "contacts.parquet").to_pylist():
        counts[c["person_id"]] += c["type"] <= 6 and first <= c["date"] < month
    root = [round(64 * n**0.5) for n in counts]
    service = {r["practice_id"] for r in refs}

    def alike(p):
        return p["sex"], (month.year - p["birth_year"]) // 5, p["comorbidity"]

    pool = [
        p
        for p in people
        if p["practice_id"] not in service
        and month.year - p["birth_year"] >= 18
        and p["entry_date"] <= month
        and (p["exit_date"] is None or p["exit_date"] >= after)
    ]
    pairs = []
    for r in refs:
        if month <= r["date"] < after:
            own = people[r["person_id"]]
            gaps = sorted(abs(root[own["person_id"]] - root[p["person_id"]]) for p in pool if alike(p) == alike(own))
            pairs += [(own["person_id"], gap) for gap in gaps[: plain.K]]
    return plain.said([c for c, _ in pairs], [d for _, d in pairs])


@pytest.mark.parametrize("way", ["samspil", "duckdb", "polars", "pandas"])
def test_each_way_finds_what_the_slow_one_finds(folder, way):
    plain = plain_matching
    expected = slowly(folder, plain)
    assert expected["pairs"] > 150
    found = plain.WAYS[way](folder)
    assert {k: found[k] for k in expected} == expected


def test_the_sum_of_an_answer_leaves_out_only_the_choice_among_equals():
    plain = plain_matching
    one = plain.said([4, 4, 9], [3, 1, 2])
    assert one == plain.said([9, 4, 4], [2, 1, 3])
    assert one["sha"] != plain.said([4, 4, 9], [3, 1, 3])["sha"]
    assert one["nearest"] == plain.said([4, 4, 9], [7, 1, 2])["nearest"] != plain.said([4, 4, 9], [3, 2, 2])["nearest"]


def measured(folder, *names):
    """Measure a register in this process as the bench does in others."""
    return {name: getattr(effect, name)(folder, 2) for name in names}


def test_the_answer_is_measured_stage_by_stage(folder):
    got = measured(folder, "answer", "memory")
    answer, memory = got["answer"], got["memory"]
    assert answer["rows"] == pq.read_metadata(folder / "contacts.parquet").num_rows
    assert answer["persons"] == 9000
    assert len(answer["ratios"]) == 2
    assert set(answer["median"]) == {"scan", *STAGES, "total", "cpu"}
    assert answer["median"]["scan"] > 0
    assert list(memory["peaks"]) == list(STAGES)
    assert 0.05 < memory["peak"] == max(memory["peaks"].values()) < 20


def test_the_high_water_mark_is_each_stages_own():
    clock = effect.tracing()()
    with clock.stage("much"):
        held = np.ones(60_000_000)
    del held
    with clock.stage("little"):
        pass
    assert clock.peaks["much"] - clock.peaks["little"] > 0.3


def size(ratio=3.5, peak=0.95, way="da"):
    """Return one size's figures, invented."""
    median = dict.fromkeys(STAGES, 0.5) | {"scan": 0.7, "total": 2.5, "cpu": 4.5}
    one = {"seconds": 3.0, "peak": 0.5, "pairs": 890, "distance": 5, "sha": "da", "nearest": "da"}

    return {
        "answer": {
            "rows": 200_470_698,
            "persons": 6_635_700,
            "referred": 20_000,
            "median": median,
            "ratio": ratio,
            "ratios": [3.3, 3.9],
            "first": 4.0,
            "first_ratio": 5.4,
        },
        "memory": {"peaks": dict.fromkeys(STAGES, peak), "peak": peak},
        "ways": {
            "samspil": one,
            "duckdb": one | {"sha": way, "nearest": way},
            "spark": {"why": "pyspark er ikke installeret"},
        },
        "made": {},
    }


@pytest.mark.parametrize(
    ("ratio", "peak", "words"),
    [
        (4.0, 1.0, ("4,00 gange skannegrænsen, mål højst 4: nået", "1,00 GB, mål højst 1,0: nået")),
        (
            4.004,
            1.004,
            ("4,00 gange skannegrænsen, mål højst 4: **ikke nået**", "1,00 GB, mål højst 1,0: **ikke nået**"),
        ),
    ],
)
def test_a_goal_is_judged_by_the_figure_and_not_by_its_rounding(ratio, peak, words):
    text = effect_page.page({200: size(ratio, peak)}, DAY, "2 kerner, 24 GB", "", (0.1, 0.2), 2, 3)
    assert all(word in text for word in words)


def test_another_answer_is_told_on_the_page_and_by_the_exit_code():
    told = {20: size(), 200: size(way="another")}
    assert effect.disagreeing(told) == [200]
    text = effect_page.page(told, DAY, "2 kerner, 24 GB", " --shield", (9.0, 9.0), 2, 3)
    assert "| 20 | DuckDB-SQL | 3,00 | 0,50 | 890 | ja |" in text
    assert "| 200 | DuckDB-SQL | 3,00 | 0,50 | 890 | **nej** |" in text
    assert "| 20 | Spark | pyspark er ikke installeret |" in text
    heads = [line for line in text.splitlines() if line.startswith("| mio. rækker | personer")]
    rows = [line for line in text.splitlines() if line.startswith("| 200,5 | 6.635.700")]
    assert [line.count("|") for line in heads] == [line.count("|") for line in rows[:1]]
    none = copy.deepcopy(told[20])
    none["ways"]["duckdb"]["pairs"] = 0
    assert effect.disagreeing({20: none}) == [20]


@pytest.mark.parametrize(
    ("flags", "load", "words"),
    [
        ("", 0.2, "på 2 kerner.\n"),
        ("", 9.0, "Andet arbejde delte maskinen. Målingerne er kørt uden forret"),
        (" --shield", 9.0, "Andet arbejde delte maskinen. Målingerne er kørt med forret"),
    ],
)
def test_the_page_says_whether_the_machine_was_shared(flags, load, words):
    assert words in effect_page.page({20: size()}, DAY, "2 kerner, 24 GB", flags, (0.1, load), 2, 3)


def test_the_curve_is_the_line_through_the_points():
    a, b, miss = effect_page.line([(1.0, 3.0), (2.0, 5.0), (3.0, 7.0)])
    assert (a, b) == pytest.approx((1.0, 2.0))
    assert miss == pytest.approx(0.0, abs=1e-12)
    assert effect_page.line([(1.0, 3.0), (2.0, 5.0), (3.0, 10.0)])[2] == pytest.approx(1.0)
