"""Simulation against sums known by other means: normal tails, the engine itself, and rules that must hold.

TOLERANCE: 200,000 draws give a share within 0.004 in all but one run in ten thousand; seeds are fixed.
"""

from __future__ import annotations

import math
from decimal import Decimal
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from samspil.analysis.payment import engine, readings
from samspil.analysis.payment.simulate import World, simulate
from samspil.analysis.payment.simulate.account import as_json, document
from samspil.analysis.payment.simulate.payout import Payout, cdf
from samspil.analysis.payment.simulate.threshold import at_threshold, chance
from samspil.analysis.payment.simulate.worlds import drawn
from samspil.paper.document import to_text
from samspil.paper.refusal import Refused
from tests.analysis.payment.examples import DAY, PROTOCOL, contract, period, put, results, sealed

TOLERANCE = 0.004
DRAWS = 200_000
OUTLAYS = [{"on": DAY(2026, 1, 1), "amount": 1000}, {"on": DAY(2027, 1, 1), "amount": 500}]
EXPECT: dict[str, Any] = {"clause": "x", "referred": 1000, "individual_sd": Decimal("0.6"), "outlays": OUTLAYS}
CARD = {"kind": "rate_card", "items": [{"metric": "m", "price": 3, "max_per_person": 2}]}


def _world(**changes: Any) -> World:
    return World(**({"prior_mean": 0.15, "prior_sd": 0.05, "se": 0.03} | changes))


def _terms(**changes: Any) -> dict[str, Any]:
    return contract(expectation=EXPECT, periods=[period("2028", 2026), period("2029", 2027)], **changes)


def test_cliff_at_the_truth_is_a_coin_toss_and_its_tail_is_normal() -> None:
    found = simulate(readings.contract("A"), _world(prior_sd=0.0), draws=DRAWS, seed=7)
    assert found.payers["region"].p_zero == pytest.approx(0.5, abs=TOLERANCE)
    below = simulate(readings.contract("A"), _world(prior_sd=0.0, prior_mean=0.10), draws=DRAWS, seed=7)
    tail = NormalDist(math.log(0.9), 0.03).cdf(math.log(0.85))
    assert 1 - below.payers["region"].p_zero == pytest.approx(tail, abs=TOLERANCE)
    assert chance(Decimal("0.15"), Decimal("0.10"), _world()) == pytest.approx(tail)


def test_bias_moves_the_measurement_and_is_paid_for() -> None:
    biased = simulate(readings.contract("B"), _world(bias=-0.1), draws=DRAWS, seed=7).payers["region"]
    fair = simulate(readings.contract("B"), _world(), draws=DRAWS, seed=7).payers["region"]
    assert biased.expected > fair.expected
    assert biased.overpaid > 10 * biased.underpaid
    assert fair.expected - fair.overpaid + fair.underpaid == pytest.approx(
        biased.expected - biased.overpaid + biased.underpaid
    )


def test_without_error_nobody_is_over_or_underpaid() -> None:
    found = simulate(readings.contract("D"), _world(se=0.0), draws=1000, seed=1).payers["region"]
    assert (found.overpaid, found.underpaid) == (0, 0)


def test_cohorts_share_their_truth_by_rho() -> None:
    generator = np.random.Generator(np.random.SFC64(3))
    for rho in (0.0, 0.4, 1.0):
        truth, seen = drawn(generator, _world(cohorts=2, rho=rho), DRAWS)
        assert np.corrcoef(truth[0], truth[1])[0, 1] == pytest.approx(rho, abs=0.01)
        assert float(np.std(truth[1])) == pytest.approx(0.05, rel=0.01)
        assert float(np.std(seen[0] - truth[0])) == pytest.approx(0.03, rel=0.01)


def test_same_seed_same_answer_another_seed_another() -> None:
    first, again, other = (simulate(readings.contract("C"), _world(), draws=20_000, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


FUNCTIONS: dict[str, dict[str, Any]] = {
    "cliff": {"kind": "cliff", "amount": 900, "threshold": Decimal("0.15")},
    "proportional": {"kind": "proportional", "amount": 900, "threshold": Decimal("0.15")},
    "corridor": {
        "kind": "corridor",
        "amount": 900,
        "start": 100,
        "floor": Decimal("0.05"),
        "threshold": Decimal("0.15"),
    },
    "tiers": {
        "kind": "tiers",
        "steps": [{"threshold": Decimal("0.05"), "amount": 300}, {"threshold": Decimal("0.15"), "amount": 900}],
    },
    "two_stage": {
        "kind": "two_stage",
        "cohort_threshold": Decimal("0.15"),
        "pooled_threshold": Decimal("0.1"),
        "amount": 700,
    },
    "share_of_savings": {
        "kind": "share_of_savings",
        "share": Decimal("0.4"),
        "tariffs": {"akut": 10},
        "deductible": 100,
    },
}
AROUND: list[dict[str, Any]] = [
    {},
    {"payers__0__cap": 1200, "metrics__0__cap": 800},
    {"payers__0__year_caps": {"2028": 700, "2029": 650}, "payers__0__carry_forward": True},
    {"premium": {"clause": "x", "rate": Decimal("0.1")}, "rounding__rule": "down", "rounding__unit": "100 kroner"},
    {
        "indexation": {"clause": "x", "name": "P", "base": 100, "values": {"2028": 105, "2029": 110}},
        "rounding__rule": "half_up",
        "rounding__unit": "krone",
    },
    {"caps": {"clause": "x", "project": 1000}},
    {"irr": {"clause": "x", "cap": Decimal("-0.1")}},
    {"irr": {"clause": "x", "ratchet_from": Decimal("-0.2"), "investor_share": Decimal("0.5")}},
    {"guarantee": {"clause": "x", "guarantor": "garant", "share": Decimal("0.5"), "limit": 100}},
    {"termination": {"clause": "x", "kind": "pro_rata", "amount": 480, "terminated_on": DAY(2027, 6, 30)}},
]


@pytest.mark.parametrize("around", AROUND, ids=lambda around: ", ".join(around) or "plain")
@pytest.mark.parametrize("kind", FUNCTIONS)
def test_arrays_pay_what_the_engine_pays(kind: str, around: dict[str, Any]) -> None:
    """Two periods measured at different reductions, each pair through the arrays and through the engine: within an øre."""
    raw = _terms(metrics__0__function=FUNCTIONS[kind], **around)
    raw["expectation"] = EXPECT | {"contacts": {"akut": 5}}
    terms = sealed(raw)

    assert terms.terms.expectation is not None
    payout = Payout(terms.terms, terms.terms.expectation, _world(cohorts=2))
    pairs = [("-0.1", "0.2"), ("0.04", "0.06"), ("0.12", "0.09"), ("0.16", "0.11"), ("0.3", "0.4")]
    logs = [np.log(1 - np.array([float(pair[place]) for pair in pairs])) for place in (0, 1)]
    paid = payout.paid(logs, exact=True)
    flows = [(outlay["on"], -Decimal(outlay["amount"])) for outlay in OUTLAYS]
    for place, pair in enumerate(pairs):
        given = results(
            *(
                {
                    "period": each["id"],
                    "payable": True,
                    "protocol_sha256": PROTOCOL,
                    "interval_level": Decimal("0.95"),
                    "n_referred": 400,
                    "measured_on": f"{each['id']}-01-01",
                    "estimates": {"did": {"rate_ratio": 1 - Decimal(r)}},
                    "cohorts": [
                        {
                            "id": each["id"],
                            "observed": 100 * (1 - Decimal(r)),
                            "estimates": {"did": {"rate_ratio": 1 - Decimal(r)}},
                        }
                    ],
                    "types": {
                        "akut": {
                            "observed": 5000 * (1 - Decimal(r)),
                            "estimates": {"did": {"rate_ratio": 1 - Decimal(r)}},
                        }
                    },
                }
                for each, r in zip(raw["periods"], pair, strict=True)
            )
        )
        whole = engine.compute(terms, given, flows=flows, period="2029")
        for payer in {"region", *paid}:
            owed = sum(statement.totals.get(payer, 0) for statement in whole)
            assert sum(float(ore[place]) for ore in paid[payer]) == pytest.approx(owed, abs=1.01)


def test_several_payers_spill_and_share_a_metric() -> None:
    raw = _terms(metrics__0__function=FUNCTIONS["proportional"], caps={"clause": "x", "spill": True, "project": 1500})
    del raw["parties"][2]["terms"]
    raw["payers"] = [
        {"party": "region", "clause": "x", "share": Decimal("0.6"), "cap": 200},
        {"party": "kommune", "clause": "x", "share": Decimal("0.4"), "year_caps": {"2028": 600, "2029": 700}},
    ]
    found = simulate(sealed(raw), _world(), draws=20_000, seed=1)
    assert found.payers["region"].p_cap == pytest.approx(1.0, abs=0.02)
    assert found.payers["kommune"].quantiles[95] == pytest.approx(130_000, abs=1)
    assert found.investor.outlook.p_cap == found.investor.outlook.p_cap
    assert found.investor.outlook.expected == pytest.approx(sum(each.expected for each in found.payers.values()))
    assert found.investor.outlook.overpaid > 0


def test_more_cohorts_than_periods_are_pooled_into_them() -> None:
    found = simulate(sealed(_terms()), _world(cohorts=6, rho=1.0), draws=50_000, seed=1)
    single = simulate(sealed(_terms()), _world(cohorts=1), draws=50_000, seed=1)
    assert found.payers["region"].overpaid < single.payers["region"].overpaid


def test_caution_pays_less_than_the_estimate() -> None:
    amounts = {}
    for way, more in {"did": {}, "lower_bound": {"estimator": "did"}, "shrunken": {"estimator": "did"}}.items():
        raw = _terms(metrics__0__pays_on=way)
        raw["metrics"][0] |= more | (
            {"prior_mean": Decimal("0.05"), "prior_sd": Decimal("0.05")} if way == "shrunken" else {}
        )
        amounts[way] = simulate(sealed(raw), _world(), draws=20_000, seed=1).payers["region"].expected
    assert amounts["lower_bound"] < amounts["shrunken"] < amounts["did"]


def test_rate_card_pays_the_expected_claims() -> None:
    raw = _terms(metrics__0__function=CARD, metrics__0__stands_on="counts")
    raw["expectation"] = {"clause": "x", "referred": 5, "claims": {"m": [4, 2, 1]}}
    del raw["metrics"][0]["protocol_sha256"], raw["metrics"][0]["pays_on"]
    found = simulate(sealed(raw), _world(), draws=10, seed=1)
    assert found.payers["region"].expected == 2 * 3 * (4 + 2 * 2 + 2 * 1) * 100
    assert (found.investor.outlays, found.investor.p_loss) == (None, None)
    assert found.payers["region"].p_cap is None
    assert "Antallet af krav" in " ".join(found.assumptions)
    assert at_threshold(sealed(raw), _world()) is None
    assert "Investors indskud er ikke oplyst" in to_text(document(sealed(raw), found, None))
    assert as_json(sealed(raw), found, None)["threshold"] is None


def test_investor_loses_everything_at_no_payment() -> None:
    found = simulate(readings.contract("A"), _world(prior_mean=0.0, prior_sd=0.0), draws=1000, seed=1).investor
    assert (found.p_loss, found.expected_loss, found.multiple) == (1.0, 425_000_000, 0.0)
    assert found.returns == {5: None, 50: None, 95: None}


def test_normal_distribution_by_table() -> None:
    z = np.array([-9.0, -6.0, -1.96, -0.0011, 0.0, 0.5, 5.9999, 6.0, 9.0])
    assert cdf(z) == pytest.approx([NormalDist().cdf(each) for each in z], abs=1e-6)


def test_what_a_threshold_does_in_words_and_numbers() -> None:
    found = at_threshold(readings.contract("A"), _world())
    assert found is not None
    assert "Ved præcis 15,0 % er det et møntkast" in found.words[0]
    cliff, corridor, proportional = found.rules
    assert cliff.sd > 1.3 * corridor.sd > 1.3 * proportional.sd
    assert (cliff.p_zero, proportional.p_zero) == (0.5, 0.0)
    assert found.reached[Decimal("0.15")] == pytest.approx(0.5)
    skewed = at_threshold(readings.contract("A"), _world(bias=-0.05))
    assert skewed is not None
    assert "når målingen grænsen i 95 % af tilfældene" in skewed.words[0]
    assert at_threshold(readings.contract("A"), _world(se=0.0)) is None
    assert at_threshold(readings.contract("C"), _world()) is None


def test_account_in_json_and_words() -> None:
    terms = readings.contract("B")
    found = simulate(terms, _world(), draws=5000, seed=1)
    told = as_json(terms, found, at_threshold(terms, _world()))

    assert set(told) == {"contract_sha256", "draws", "seed", "payers", "investor", "threshold", "assumptions"}
    assert set(told["payers"]["region"]) == {
        "expected_ore",
        "p_zero",
        "p_cap",
        "quantiles_ore",
        "expected_overpayment_ore",
        "expected_underpayment_ore",
        "expected_without_effect_ore",
        "p_paid_without_effect",
    }
    assert told["investor"]["p_loss"] == found.investor.p_loss
    text = to_text(document(terms, found, at_threshold(terms, _world())))
    assert "Hvad grænsen på 15,0 % gør" in text
    assert "Risiko for at få mindre igen end indskuddet" in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"prior_mean": 1.0}, "prior-mean"),
        ({"prior_sd": -0.1}, "prior-sd"),
        ({"se": 6.0}, "se"),
        ({"bias": float("nan")}, "bias"),
        ({"rho": 1.1}, "rho"),
        ({"cohorts": 0}, "cohorts"),
    ],
)
def test_impossible_worlds_are_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        _world(**changes)
    assert refused.value.field == field


def test_simulation_without_what_it_needs_is_refused() -> None:
    with pytest.raises(Refused, match="--draws"):
        simulate(readings.contract("A"), _world(), draws=0, seed=1)
    raw = contract(expectation={"clause": "x", "referred": 5}, irr={"clause": "x", "cap": Decimal("0.1")})
    with pytest.raises(Refused, match=r"expectation\.outlays"):
        simulate(sealed(raw), _world(), draws=10, seed=1)
    raw = contract(expectation={"clause": "x", "referred": 5}, metrics__0__function=FUNCTIONS["share_of_savings"])
    with pytest.raises(Refused, match=r"expectation\.contacts"):
        simulate(sealed(raw), _world(), draws=10, seed=1)
    person = {"kind": "per_person_success", "price": 1, "threshold": Decimal("0.15")}
    raw = contract(expectation={"clause": "x", "referred": 5}, metrics__0__function=person)
    del raw["metrics"][0]["pays_on"]
    with pytest.raises(Refused, match=r"expectation\.individual_sd"):
        simulate(sealed(raw), _world(), draws=10, seed=1)


def test_assumptions_name_what_the_ways_need() -> None:
    raw = _terms(metrics__0__pays_on="before_after", metrics__0__acknowledge_regression_to_the_mean=True)
    raw["metrics"].append(raw["metrics"][0] | {"id": "andet", "pays_on": "bracket_low", "periods": ["2029"]})
    found = simulate(sealed(raw), _world(), draws=10, seed=1)
    assert any("--bias" in each for each in found.assumptions)
    assert any("De to metoder" in each for each in found.assumptions)


def test_a_guarantor_has_an_outlook_of_its_own() -> None:
    raw = _terms(guarantee={"clause": "x", "guarantor": "garant", "share": 1, "limit": 100})
    put(raw, "metrics.0.function.amount", 600)
    found = simulate(sealed(raw), _world(prior_mean=0.0), draws=5000, seed=1)
    assert found.payers["garant"].p_cap == pytest.approx(1.0, abs=0.02)
    assert found.investor.outlook.expected == pytest.approx(sum(each.expected for each in found.payers.values()))
