"""Peers chosen whatever their history, and the effect beyond what the months before explain, on registers whose truth is planted."""

from __future__ import annotations

import dataclasses
import math
import tomllib

import numpy as np
import pytest

from drills import planted
from samspil.analysis.effect import cohort, core, estimates, panel, peers, protocol, register, run
from samspil.analysis.effect.simulate import World, draw, kernels, simulate
from tests.analysis.effect.conftest import sealed_protocol

WORLD = World(200_000, 5, 2500, 1.0, "burst", 18, negative_kinds=0)
LASTS = peers.Persistence(0.85, 0.5, 0.3)


@pytest.fixture(scope="module")
def study():
    """Return the default protocol."""
    return protocol.study_of(tomllib.loads(protocol.default_text()), sha256="")


@pytest.fixture(scope="module")
def measured(study, tmp_path_factory):
    """Return a way to the core and the peers of a world, drawn without disk."""

    def of(**changes):
        world = dataclasses.replace(WORLD, **changes)
        c = planted.measured(world, draw(world), study, tmp_path_factory.mktemp("match"))
        return c, peers.measure(c.register, c.panel, c.chosen, c.people, study, threads=1)

    return of


def told(part):
    """Return the rate ratio of a part and the standard error of its logarithm."""
    return math.exp(part.log_ratio), math.sqrt(float((part.psi**2).sum()))


def test_a_world_without_disk_is_the_one_that_is_written(study, tmp_path):
    world = World(12_000, 5, 250, 0.85, "mixture", 4, negative_kinds=0, randomised=0.3)
    simulate(world, tmp_path / "r")
    read, kept = register.open_register(tmp_path / "r"), planted.registered(world, draw(world))
    for table in ("persons", "referrals"):
        for name, values in vars(getattr(read, table)).items():
            assert np.array_equal(values, getattr(getattr(kept, table), name)), name
    assert np.array_equal(panel.build(read, study.types).counts, panel.build(kept, study.types).counts)


def test_the_match_of_one_ratio_serves_the_other(study, tmp_path):
    """What a referral changes comes after it, so both worlds have the same sets; a shared match must say so."""
    drawn = draw(WORLD)
    for ratio in (1.0, 0.85):
        world = dataclasses.replace(WORLD, rate_ratio=ratio)
        shared = planted.measured(world, drawn, study, tmp_path)
        alone = core.core(planted.registered(world, drawn), study, core.Clock(), threads=1)
        assert shared.estimates == alone.estimates


def test_how_need_lasts_is_read_from_the_register(measured):
    """Gamma need of shape 1.5 and a log intensity AR(1) with spread 0.55: the kernel the simulator was written with."""
    found = measured()[1].persistence
    assert found.rho == pytest.approx(kernels.RHO, abs=0.03)
    assert found.lasting == pytest.approx(math.log(1 + 1 / kernels.SHAPE), abs=0.04)
    assert found.passing == pytest.approx(kernels.SD**2, abs=0.04)


@pytest.mark.parametrize("selection", ["none", "frailty", "hidden", "burst", "mixture"])
def test_the_effect_beyond_the_explanation_is_the_planted_one(measured, selection):
    """One seed each; 3.3 standard errors: a false alarm in about one of a thousand."""
    c, beside = measured(selection=selection)
    ratio, se = told(beside.shape.part)
    assert abs(math.log(ratio)) < 3.3 * se
    assert se < 0.04
    assert beside.shape.p >= peers.FITS_AT_LEAST
    if selection == "burst":
        assert c.estimates["did"].high < 1 < ratio + 3.3 * se


@pytest.mark.parametrize("selection", ["rise", "quiet"])
def test_no_answer_is_given_where_no_reason_fits(measured, selection):
    """Ways of being referred that leave another trace: A and B alone would be all there is."""
    shape = measured(selection=selection)[1].shape
    assert shape.p < peers.FITS_AT_LEAST
    assert math.isnan(shape.part.log_ratio)
    assert not shape.part.psi.any()


def test_a_doctor_who_looks_at_half_a_year_is_found_out(measured):
    shape = measured(selection="long_burst")[1].shape
    assert (shape.burst, shape.delay) == (6, 0)
    ratio, se = told(shape.part)
    assert abs(math.log(ratio)) < 3.3 * se


def profile(cases=400, months=36, seed=3):
    """Draw a profile whose cases' influences are known."""
    rng = np.random.default_rng(seed)
    before, after = np.arange(-months, 0), np.arange(1, 13)
    x = peers.curves(before, LASTS, 0.9, 3, 0)
    need = rng.normal(size=(cases, 1))
    psi = (rng.normal(size=(cases, months)) + need) / cases
    late = (rng.normal(size=cases) * 0.3 + need[:, 0]) / cases
    early = x @ [0.3, 0.2, 0.25] + psi.sum(axis=0)
    weight = np.full(12, 1 / 12)
    after_fits = weight @ np.exp(peers.curves(after, LASTS, 0.9, 3, 0) @ [0.3, 0.2, 0.25])
    return peers.Profile(
        before, early, psi - psi.mean(axis=0), math.log(after_fits) - 0.1, late - late.mean(), after, weight, 0.9
    )


def test_an_exact_profile_gives_the_strengths_and_the_effect_back():
    drawn = profile()
    x = peers.curves(drawn.months, LASTS, 0.9, 3, 0)
    exact = dataclasses.replace(drawn, early=x @ [0.3, 0.2, 0.25])
    got = peers.fit(exact, LASTS, 3, 0)
    assert got.strength == pytest.approx((0.3, 0.2, 0.25))
    assert got.part.log_ratio == pytest.approx(-0.1)
    assert got.p == pytest.approx(1.0)
    bent = dataclasses.replace(exact, early=exact.early + 0.5 * (np.abs(drawn.months + 18) < 3))
    assert peers.fit(bent, LASTS, 3, 0).p < 1e-6


def test_influences_are_the_derivatives_of_the_estimate():
    """Moving every month by a case's influence, a thousandth of it, moves the estimate by a thousandth of the case's own."""
    drawn = profile()
    base = peers.fit(drawn, LASTS, 3, 0)
    for case in range(0, 400, 57):
        moved = dataclasses.replace(
            drawn, early=drawn.early + 1e-3 * drawn.psi_early[case], late=drawn.late + 1e-3 * drawn.psi_late[case]
        )
        step = (peers.fit(moved, LASTS, 3, 0).part.log_ratio - base.part.log_ratio) / 1e-3
        assert step == pytest.approx(base.part.psi[case], rel=1e-3, abs=1e-9)


def test_the_p_value_is_even_where_the_shape_is_right():
    """Two hundred profiles drawn from it: a share below 0.05 of 0.05 with standard error 0.015."""
    share = np.mean([peers.fit(profile(seed=100 + s), LASTS, 3, 0).p < 0.05 for s in range(200)])
    assert share < 0.05 + 3 * 0.0155


def test_months_by_case_add_up_to_the_windows(measured, study):
    c, _ = measured()
    months = np.arange(-12, 0)
    y, time = peers.by_case(c.summed, c.place, c.register, c.a.members, months, c.cases)
    whole = cohort.window(c.summed, c.place, c.register, c.a.members, (-12, -1))
    who = c.a.members
    assert y[0].sum() == pytest.approx(whole.y[who.treated].sum())
    assert y[1].sum() == pytest.approx((whole.y * who.weight)[~who.treated].sum())
    assert time.sum() == pytest.approx((whole.time * who.weight).sum())


def test_few_referred_give_peers_but_no_explanation(tmp_path):
    simulate(World(12_000, 5, 60, 0.85, "frailty", 4), tmp_path / "r")
    told_all = run.run(sealed_protocol(tmp_path), tmp_path / "r", tmp_path / "out", threads=1)
    assert told_all.details["shape"] is None
    assert told_all.details["peers"]["rate_ratio"] > 0


def test_the_range_takes_the_peers_in(finished):
    result, details = finished[0].result, finished[0].details
    three = [result["estimates"]["matched"], result["estimates"]["did"], details["peers"]]
    assert details["widened"] == [min(e["low"] for e in three), max(e["high"] for e in three)]
    assert result["bracket"] == sorted(e["rate_ratio"] for e in three[:2])


def test_peers_are_alike_in_all_but_history(measured, study):
    c, beside = measured(selection="frailty")
    settled, _ = estimates.settle({"did": beside.did}, draws=200, level=0.95, seed=1)
    assert settled["did"].low < 1 < settled["did"].high
    assert c.estimates["matched"].low > 1
