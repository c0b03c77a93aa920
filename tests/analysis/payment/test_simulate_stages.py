"""Two stages, caution and no effect at all in simulation: against the engine world by world, and against normal tails."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from samspil.analysis.payment import engine, readings
from samspil.analysis.payment.command import main
from samspil.analysis.payment.simulate import World, cohorts_named, simulate
from samspil.analysis.payment.simulate.account import as_json, document
from samspil.analysis.payment.simulate.payout import Payout
from samspil.analysis.payment.simulate.threshold import at_threshold
from samspil.paper.document import to_text
from samspil.paper.refusal import Refused
from tests.analysis.payment.examples import DAY, as_toml, contract, period, result, results, sealed

STAGES: dict[str, Any] = {"kind": "two_stage", "cohort_threshold": Decimal("0.15"), "pooled_threshold": Decimal("0.1")}
NAMED = STAGES | {"amounts": {"hold-1": 100, "hold-2": 200, "hold-3": 400}}
EXPECT: dict[str, Any] = {"clause": "x", "referred": 1000}
TOLERANCE = 0.01  # 65,536 draws give a share within 0.01 in all but one run in a million


def _terms(function: dict[str, Any], years: int = 2, **changes: Any) -> dict[str, Any]:
    periods = [period(str(2028 + n), 2026 + n) for n in range(years)]
    return contract(
        metrics__0__function=function,
        expectation=EXPECT,
        periods=periods,
        contract__ends_on=DAY(2026 + years, 12, 31),
        **changes,
    )


def _world(**changes: Any) -> World:
    return World(**({"prior_mean": 0.15, "prior_sd": 0.05, "se": 0.03} | changes))


def _by_the_engine(raw: dict[str, Any], reductions: list[str], cohorts_of: list[list[int]]) -> int:
    """The slow reference: one world, each period's result with its own cohorts, through the engine itself."""
    terms = sealed(raw)
    given = []
    for each, places in zip(raw["periods"], cohorts_of, strict=True):
        cohorts = [
            {
                "id": f"hold-{place + 1}",
                "observed": 100 * (1 - Decimal(reductions[place])),
                "estimates": {"did": {"rate_ratio": 1 - Decimal(reductions[place])}},
            }
            for place in places
        ]
        given.append(result(period=each["id"], cohorts=cohorts))

    return engine.total_paid(engine.compute(terms, results(*given), period=raw["periods"][-1]["id"]))


WORLDS = [
    ["0.2", "0.2", "0.2", "0.2", "0.2"],
    ["0.16", "0.14", "0.02", "0.15", "0.1"],
    ["0.14", "0.14", "0.05", "0.1", "0.12"],
    ["-0.1", "0.31", "0.1", "0", "0.16"],
    ["0", "0", "0", "0", "0"],
]
PAUSE = {
    "clause": "§ 13",
    "effect": "pause",
    "events": [{"period": "2028", "declared_on": DAY(2027, 1, 1), "why": "Opdigtet epidemi"}],
}


@pytest.mark.parametrize(
    ("function", "years", "cohorts", "changes"),
    [
        (NAMED, 2, 3, {}),
        (NAMED, 3, 3, {}),
        (NAMED | {"amount": 50}, 2, 5, {}),
        (STAGES | {"amount": 70}, 2, 2, {}),
        (STAGES | {"amount": 70}, 3, 5, {}),
        (NAMED, 3, 3, {"metrics__0__periods": ["2029", "2030"]}),
        (NAMED, 3, 3, {"force_majeure": PAUSE}),
        (NAMED, 2, 3, {"metrics__0__cap": 250}),
    ],
    ids=["named", "one a year", "named and others", "two", "five in three", "not the first year", "paused", "capped"],
)
def test_two_stages_pay_what_the_engine_pays(
    function: dict[str, Any], years: int, cohorts: int, changes: dict[str, Any]
) -> None:
    raw = _terms(function, years, **changes)
    terms = sealed(raw).terms
    assert terms.expectation is not None
    payout = Payout(terms, terms.expectation, _world(cohorts=cohorts))
    logs = [np.log(1 - np.array([float(world[place]) for world in WORLDS])) for place in range(cohorts)]
    paid = payout.paid(logs, exact=True)["region"]
    for place, world in enumerate(WORLDS):
        owed = _by_the_engine(raw, world, payout.cohorts_of)
        assert sum(float(ore[place]) for ore in paid) == pytest.approx(owed, abs=1.01), world


def test_named_amounts_alone_are_paid_and_not_nothing() -> None:
    found = simulate(sealed(_terms(NAMED)), _world(cohorts=3, prior_mean=0.3, prior_sd=0.0), draws=2000, seed=1)
    assert found.payers["region"].expected == pytest.approx(70_000)
    assert found.payers["region"].p_zero == 0
    assert "kontrakten nævner ved navn" in " ".join(found.assumptions)


def test_as_many_cohorts_as_the_contract_speaks_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cohorts_named(sealed(_terms(NAMED)).terms) == 3
    assert cohorts_named(sealed(_terms(STAGES | {"amount": 5}, 4)).terms) == 4
    assert cohorts_named(sealed(contract()).terms) == 1
    with pytest.raises(Refused, match=r"beløb for 3 grupper og ingen andre, men --cohorts er 2\. Skriv --cohorts 3"):
        simulate(sealed(_terms(NAMED)), _world(cohorts=2), draws=10, seed=1)
    (tmp_path / "k.toml").write_text(as_toml(_terms(NAMED)), encoding="utf-8")
    words = ["--prior-mean", "0.3", "--prior-sd", "0", "--se", "0.01", "--draws", "1000", "--json"]
    assert main(["simulate", str(tmp_path / "k.toml"), *words]) == 0
    assert json.loads(capsys.readouterr().out)["payers"]["region"]["expected_ore"] == 70_000


# The coin toss


def _cliff(**metric: Any) -> dict[str, Any]:
    raw = _terms({"kind": "cliff", "amount": 1000, "threshold": Decimal("0.15")})
    raw["metrics"][0] |= metric
    return raw


WAYS: dict[str, dict[str, Any]] = {
    "lower_bound": {"pays_on": "lower_bound", "estimator": "did"},
    "sceptical": {
        "pays_on": "shrunken",
        "estimator": "did",
        "prior_mean": Decimal("0.05"),
        "prior_sd": Decimal("0.05"),
    },
    "hopeful": {"pays_on": "shrunken", "estimator": "did", "prior_mean": Decimal("0.25"), "prior_sd": Decimal("0.05")},
    "did": {},
}


@pytest.mark.parametrize("name", WAYS)
def test_the_chance_at_the_threshold_is_that_of_the_number_paid_on(name: str) -> None:
    """The sentence's share is the simulation's own, and only the measurement itself is a coin toss."""
    terms, world = sealed(_cliff(**WAYS[name])), _world(prior_sd=0.0)
    told = at_threshold(terms, world)
    assert told is not None
    seen = simulate(terms, world, draws=65_536, seed=1).payers["region"]
    assert told.reached[Decimal("0.15")] == pytest.approx(1 - seen.p_zero, abs=TOLERANCE)
    assert told.rules[0].p_zero == pytest.approx(seen.p_zero, abs=TOLERANCE)
    assert ("møntkast" in told.words[0]) is (name == "did")


def test_a_bound_reaches_its_threshold_in_two_and_a_half_per_cent() -> None:
    told = at_threshold(sealed(_cliff(**WAYS["lower_bound"])), _world())
    assert told is not None
    assert told.reached[Decimal("0.15")] == pytest.approx(0.025, abs=1e-9)
    assert told.words[0] == (
        "Ved præcis 15,0 % sandt fald når det tal, der betales efter (den forsigtige grænse), grænsen i 3 % af tilfældene."
    )


def test_a_before_and_after_is_no_coin_toss() -> None:
    told = at_threshold(sealed(_cliff(pays_on="before_after", acknowledge_regression_to_the_mean=True)), _world())
    assert told is not None
    assert "møntkast" not in told.words[0]
    assert "--bias" in told.words[0]


# No effect at all


def test_what_is_paid_for_nothing_is_shown() -> None:
    """39 of 100 persons reach 15 % by chance at a spread of 0.6: 5,000 kr. for 394 of 1,000 persons in two periods."""
    terms = readings.contract("C")
    found = simulate(terms, _world(), draws=100_000, seed=1)
    share = NormalDist(0, 0.6).cdf(math.log(0.85))
    assert found.without_effect["region"].expected == pytest.approx(2 * 5000_00 * 1000 * share, rel=0.01)
    assert found.without_effect["region"].p_paid == 1.0
    assert found.without_effect["region"].expected > 100 * found.payers["region"].overpaid / 10
    told = as_json(terms, found, None)
    assert round(told["payers"]["region"]["expected_without_effect_ore"] / 10**8, 2) == 3.93
    text = " ".join(to_text(document(terms, found, None)).split())
    assert "Har indsatsen slet ingen virkning, betales der alligevel 3,93 mio. kr. i gennemsnit" in text
    assert "Uden virkning" in text


def test_a_cliff_without_effect_pays_by_its_tail() -> None:
    found = simulate(readings.contract("A"), _world(se=0.1), draws=1000, seed=5)
    tail = NormalDist(0, 0.1).cdf(math.log(0.85))
    assert found.without_effect["region"].p_paid == pytest.approx(tail, abs=0.05)
    many = simulate(readings.contract("A"), _world(se=0.1), draws=65_536, seed=5)
    assert many.without_effect["region"].p_paid == pytest.approx(tail, abs=TOLERANCE)
    assert many.without_effect[""].expected == pytest.approx(tail * 500_000_000, rel=0.05)


def test_a_chance_rate_pays_nothing_for_chance_and_says_nothing_of_it() -> None:
    raw = _terms({"kind": "cliff", "amount": 1000, "threshold": Decimal("0.5")})
    found = simulate(sealed(raw), _world(), draws=1000, seed=1)
    assert found.without_effect["region"].expected == 0
    assert "slet ingen virkning, betales" not in to_text(document(sealed(raw), found, None))
