"""Gates, pseudo-trials, breaks, populations and power: each tried on numbers whose answer is known."""

from __future__ import annotations

import datetime as dt
import math
import shutil

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from samspil.analysis.effect import command, gates, inference, population, power, protocol, register, run
from samspil.analysis.effect.core import Clock, core
from samspil.analysis.effect.simulate import World, simulate
from samspil.paper.refusal import Refused
from tests.analysis.effect.conftest import sealed_protocol


def test_a_gate_that_cannot_be_judged_is_not_passed():
    assert gates.at_most("x", math.nan, 1.0) == gates.Gate("x", None, 1.0, False)
    assert gates.at_least("x", math.inf, 1.0) == gates.Gate("x", None, 1.0, False)
    assert gates.at_most("x", 1.0, 1.0).passed
    assert not gates.at_most("x", 1.0001, 1.0).passed
    assert gates.at_least("x", 0.95, 0.95).passed


def test_the_standardised_difference_of_a_drawn_table():
    values = np.array([1.0, 3.0, 0.0, 2.0, 4.0])
    treated = np.array([True, True, False, False, False])
    mean_a, mean_b, d = gates.smd(values, treated, np.array([1, 1, 0.5, 0.25, 0.25]))
    assert (mean_a, mean_b) == (2.0, 1.5)
    assert d == pytest.approx(0.5 / math.sqrt((1.0 + 2.75) / 2))
    assert gates.smd(np.ones(5), treated, np.ones(5))[2] == 0.0


def test_the_smallest_p_is_corrected_for_how_many_were_tried():
    sure = inference.Estimate(math.exp(0.3), 1.1, 1.6, 0.1)
    quiet = inference.Estimate(1.0, 0.8, 1.2, 0.1)
    assert gates.smallest_p([sure]) == pytest.approx(0.0027, abs=1e-4)
    assert gates.smallest_p([sure, quiet, inference.UNKNOWN]) == pytest.approx(0.0054, abs=2e-4)
    assert math.isnan(gates.smallest_p([inference.UNKNOWN]))


def test_pseudo_trials_find_the_municipality_that_differs():
    rng = np.random.default_rng(2)
    sets, k = 600, 10
    set_of = np.repeat(np.arange(sets), k)
    town = rng.integers(0, 20, sets * k)
    y = rng.poisson(np.where(town == 7, 16.0, 8.0)).astype(float)
    told = inference.pseudo_trials(set_of, town, np.full(sets * k, 0.1), y, np.full(sets * k, 12.0), 0.05)

    assert len(told.log_ratios) == 20
    assert told.log_ratios[7] == pytest.approx(math.log(2), abs=0.1)
    assert told.p > 0.05
    far = inference.pseudo_trials(set_of, town, np.full(sets * k, 0.1), y, np.full(sets * k, 12.0), 3.0)
    assert far.p == pytest.approx(1 / 21)
    assert math.isnan(
        inference.pseudo_trials(set_of, np.zeros(sets * k), np.ones(sets * k), y, np.ones(sets * k), 0.1).p
    )


def test_the_implied_ratio_undoes_dilution():
    """Of 1,000 contacts without effect 200 are the referred's; at a ratio of 0.7 the whole is 940, and 140 of them theirs."""
    assert population.implied_ratio(0.94, 140 / 940) == pytest.approx(0.7)
    assert population.implied_ratio(1.0, 0.2) == pytest.approx(1.0)
    assert math.isnan(population.implied_ratio(1.5, 0.1))


def test_trend_bounds_grow_with_the_factor():
    steps = np.array([0.0, 0.02, 0.05])
    half = inference.trend_bounds(-0.1, 0.0, steps, factor=0.5, level=0.95)
    one = inference.trend_bounds(-0.1, 0.0, steps, factor=1.0, level=0.95)
    assert half == pytest.approx((math.exp(-0.115), math.exp(-0.085)))
    assert one == pytest.approx((math.exp(-0.13), math.exp(-0.07)))


def told_of(world, tmp_path, **changes):
    """Simulate, seal and run, and return what the run told."""
    simulate(world, tmp_path / "r")
    path = sealed_protocol(tmp_path, **changes)
    return run.run(path, tmp_path / "r", tmp_path / "out")


def gate(told, name):
    """Return one gate of a result."""
    return next(g for g in told.result["gates"] if g["name"] == name)


def test_without_selection_and_effect_the_gates_pass_and_a_break_is_caught(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    calm = World(persons=40_000, years=5, referred=800, rate_ratio=1.0, selection="none", seed=31)
    told = told_of(calm, tmp_path / "a", **{"placebo = 0.03 ": "placebo = 0.12 ", "balance = 0.1 ": "balance = 0.2 "})
    assert [g["name"] for g in told.result["gates"] if not g["passed"]] == []
    assert told.result["payable"] is True
    broken = told_of(
        World(40_000, 5, 800, 1.0, "none", 31, break_month=48), tmp_path / "b", **{"placebo = 0.03 ": "placebo = 0.12 "}
    )
    assert gate(broken, "structural_break")["passed"] is False
    assert broken.result["payable"] is False


def test_a_named_break_in_the_trial_area_fails_its_gate(register_dir, tmp_path):
    text = '\n[[breaks]]\nmonth = "2025-01"\nwhere = "trial"\nwhat = "Ny lægevagt"\n'
    path = sealed_protocol(tmp_path, **{"# Kendte brud": text + "# Kendte brud"})
    assert gate(run.run(path, register_dir, tmp_path / "out"), "known_breaks") == {
        "name": "known_breaks",
        "value": 1.0,
        "limit": 0.0,
        "passed": False,
    }


def test_a_practice_that_fell_silent_fails_the_gate_on_data(register_dir, tmp_path):
    holed = tmp_path / "holed"
    shutil.copytree(register_dir, holed)
    persons = pq.read_table(holed / "persons.parquet")
    silent = pc.unique(persons["practice_id"])[0].as_py()
    patients = persons.filter(pc.equal(persons["practice_id"], silent))["person_id"]
    contacts = pq.read_table(holed / "contacts.parquet")
    days = sorted(set(contacts["date"].to_pylist()))
    first, last = days[len(days) // 2], days[len(days) // 2] + dt.timedelta(days=150)
    within = pc.and_(pc.greater(contacts["date"], first), pc.less(contacts["date"], last))
    gone = pc.and_(pc.is_in(contacts["person_id"], patients), within)
    pq.write_table(contacts.filter(pc.invert(gone)), holed / "contacts.parquet")

    told = run.run(sealed_protocol(tmp_path), holed, tmp_path / "out")
    assert told.result["data"] == {"judged": "register", "findings": ["practice_holes"]}
    assert gate(told, "data") == {"name": "data", "value": 1.0, "limit": 0.0, "passed": False}
    assert told.details["data"]["findings"][0]["where"] == str(silent)


def test_a_burst_fails_the_placebo_and_before_after_pays_for_nothing(tmp_path):
    told = told_of(World(60_000, 5, 1000, 1.0, "burst", 5, negative_kinds=0), tmp_path)
    assert gate(told, "placebo")["passed"] is False
    assert told.result["estimates"]["before_after"]["rate_ratio"] < 0.93
    low, high = told.details["widened"]
    assert low <= 1.0 <= high


PLANTED = [("none", 1.0), ("frailty", 0.85), ("hidden", 1.0), ("burst", 0.85), ("mixture", 1.0)]


@pytest.mark.parametrize(("selection", "ratio"), PLANTED)
def test_the_widened_bracket_holds_the_planted_truth(selection, ratio, tmp_path):
    """A seeded sample of drills/coverage.py. Bias directions are those of reference/effect.md section 0, ± 3 standard errors."""
    simulate(World(120_000, 5, 2000, ratio, selection, 77, negative_kinds=0), tmp_path / "r")
    study = protocol.read(sealed_protocol(tmp_path))
    told = core(register.open_register(tmp_path / "r"), study, Clock(), threads=1).estimates
    low = min(told["matched"].low, told["did"].low)
    high = max(told["matched"].high, told["did"].high)
    assert low <= ratio <= high
    assert high - low <= 0.25
    slack = 3 * told["matched"].se_log
    bias = {k: math.log(told[k].rate_ratio / ratio) for k in ("matched", "did", "before_after")}
    if selection in {"frailty", "hidden", "mixture"}:
        assert bias["matched"] > 0.02 - slack

    if selection in {"burst", "mixture"}:
        assert bias["did"] < -0.02 + slack
        assert bias["before_after"] < -0.02 + slack

    if selection == "none":
        assert abs(bias["matched"]) < slack


def test_a_lottery_gives_the_planted_ratio(tmp_path):
    told = told_of(World(60_000, 5, 1500, 0.7, "mixture", 3, negative_kinds=0, randomised=1.0), tmp_path)
    chance = told.result["estimates"]["randomised"]
    assert chance["low"] <= 0.7 <= chance["high"]
    assert chance["high"] - chance["low"] < 0.2


def test_power_agrees_with_the_reference_table():
    """Reference section 2: mean 8, dispersion 0.6, 1,000 referred: ± 5.2 %; 300 referred: ± 9.9 %, power 0.90."""
    big, small = power.power(1000, 8, 0.6, 0.15), power.power(300, 8, 0.6, 0.15)
    assert big.half_width == pytest.approx(0.052, abs=0.01)
    assert small.half_width == pytest.approx(0.099, abs=0.02)
    assert small.detects == pytest.approx(0.90, abs=0.08)
    assert (big.passes, small.passes) == (0.5, 0.5)
    assert big.needed == pytest.approx(0.175, abs=0.01)


@pytest.mark.parametrize(
    "words",
    [("3", "8", "0.6", "0.15"), ("100", "-1", "0.6", "0.15"), ("100", "8", "nan", "0.15"), ("100", "8", "0.6", "1.5")],
)
def test_impossible_plans_are_refused(words, capsys):
    referred, mean, dispersion, reduction = words
    told = ["power", "--referred", referred, "--mean", mean, "--dispersion", dispersion, "--reduction", reduction]
    assert command.main(told) == 2
    assert "skal være" in capsys.readouterr().err


def test_power_is_told_in_plain_words(capsys):
    assert (
        command.main(
            [
                "power",
                "--referred",
                "200",
                "--mean",
                "8",
                "--dispersion",
                "0.6",
                "--reduction",
                "0.15",
                "--controls",
                "2",
            ]
        )
        == 0
    )

    assert "plat eller krone" in capsys.readouterr().out


def test_a_refused_memory_limit(study_path, register_dir, tmp_path):
    with pytest.raises(Refused, match="--memory-limit"):
        run.run(study_path, register_dir, tmp_path / "out", memory_limit="lots")
    assert list(tmp_path.iterdir()) == []
