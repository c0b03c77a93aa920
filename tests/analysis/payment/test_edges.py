"""The very edges: one øre over, nothing to cut, sums that only many digits hold."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest

from samspil.analysis.payment import engine
from samspil.analysis.payment.cashflow import largest_payment, xirr
from samspil.analysis.payment.ore import rounded
from samspil.analysis.payment.result import fingerprint
from samspil.analysis.payment.review import Review
from samspil.analysis.payment.terms import Rounding
from samspil.paper.refusal import Refused
from tests.analysis.payment.examples import (
    DAY,
    as_json,
    contract,
    owed,
    period,
    result,
    results,
    sealed,
    statements,
    two_payers,
)

CLIFF = {"kind": "cliff", "amount": 100, "threshold": Decimal("0.1")}


@pytest.mark.parametrize(
    ("cap", "ore", "capped"),
    [("99.99", 9_999, ("payer_cap",)), ("100", 10_000, ()), ("100.01", 10_000, ())],
)
def test_a_cap_cuts_from_the_first_ore_over_it_and_says_so_only_then(
    cap: str, ore: int, capped: tuple[str, ...]
) -> None:
    raw = contract(metrics__0__function=CLIFF, payers__0__cap=Decimal(cap))
    assert [(line.ore, line.capped_by) for line in statements(raw, result())[-1].lines] == [(ore, capped)]


@pytest.mark.parametrize(
    ("cap", "ore", "capped"),
    [("99.99", 9_999, ("project_cap",)), ("100", 10_000, ()), ("100.01", 10_000, ())],
)
def test_the_projects_cap_cuts_from_the_first_ore_over_it(cap: str, ore: int, capped: tuple[str, ...]) -> None:
    raw = contract(metrics__0__function=CLIFF, caps={"clause": "§ 8", "project": Decimal(cap)})
    assert [(line.ore, line.capped_by) for line in statements(raw, result())[-1].lines] == [(ore, capped)]


def test_a_line_that_no_cap_touched_names_none() -> None:
    """A payer's cut falls on the line that asks for something; the one of nothing beside it was not cut."""
    raw = contract(metrics__0__function=CLIFF, payers__0__cap=60)
    raw["metrics"].append(raw["metrics"][0] | {"id": "andet", "function": CLIFF | {"threshold": Decimal("0.9")}})
    assert [(line.ore, line.capped_by) for line in statements(raw, result())[-1].lines] == [
        (6_000, ("payer_cap",)),
        (0, ()),
    ]


def test_an_amount_beyond_28_digits_is_rounded_exactly() -> None:
    """A rate card of a thousand million persons at a million million kroner is 21 digits before the comma."""
    kroner = Decimal(10) ** 21 + Decimal("0.005")
    assert rounded(kroner, Rounding(clause="§ 9", rule="half_up", unit="øre")) == 10**23 + 1


SHRUNKEN = {"metrics__0__pays_on": "shrunken", "metrics__0__estimator": "did"}
ESTIMATE = {"rate_ratio": Decimal("0.85")}


@pytest.mark.parametrize(
    ("keys", "estimates", "missing"),
    [
        ({"metrics__0__pays_on": "matched"}, {"did": ESTIMATE}, "matched.rate_ratio"),
        ({"metrics__0__pays_on": "bracket_low"}, {"did": ESTIMATE}, "matched.rate_ratio"),
        ({"metrics__0__pays_on": "bracket_mean"}, {"matched": ESTIMATE}, "did.rate_ratio"),
        ({"metrics__0__pays_on": "lower_bound", "metrics__0__estimator": "did"}, {"did": ESTIMATE}, "did.high"),
        (
            SHRUNKEN | {"metrics__0__prior_mean": Decimal("0.1"), "metrics__0__prior_sd": Decimal("0.1")},
            {"matched": ESTIMATE},
            "did.rate_ratio",
        ),
        (
            SHRUNKEN | {"metrics__0__prior_mean": Decimal("0.1"), "metrics__0__prior_sd": Decimal("0.1")},
            {"did": ESTIMATE},
            "did.se_log",
        ),
    ],
)
def test_a_number_that_the_contract_pays_on_and_the_result_lacks_is_refused_at_its_place(
    keys: dict[str, Any], estimates: dict[str, Any], missing: str
) -> None:
    with pytest.raises(Refused) as refusal:
        statements(contract(**keys), result(None, estimates=estimates))
    assert refusal.value.field == f"estimates.{missing}"
    assert refusal.value.sentence.startswith("resultatet for 2028, § 4, nøglen estimates.")


def test_a_bound_of_a_before_and_after_is_paid_on_where_the_parties_accept_it() -> None:
    keys = {
        "metrics__0__pays_on": "lower_bound",
        "metrics__0__estimator": "before_after",
        "metrics__0__acknowledge_regression_to_the_mean": True,
    }
    measured = {"before_after": {"rate_ratio": Decimal("0.8"), "high": Decimal("0.85")}}
    assert owed(contract(**keys), result(None, estimates=measured)) == {"region": 500_000_000}


@pytest.mark.parametrize(
    ("mean", "ore"),
    [("0", 260_151_848), ("0.1", 417_857_386)],
)
def test_shrunken_with_equal_weights_is_the_geometric_mean(mean: str, ore: int) -> None:
    """s = se gives w = 1/2: r = 1 - sqrt(0.85 · (1 - m)), paid as 5 million · r / 15 %."""
    keys = SHRUNKEN | {"metrics__0__prior_mean": Decimal(mean), "metrics__0__prior_sd": Decimal("0.1")}
    measured = {"did": {"rate_ratio": Decimal("0.85"), "se_log": Decimal("0.1")}}
    found = statements(contract(**keys), result(None, estimates=measured))[-1]
    expected = 5_000_000 * (1 - (Decimal("0.85") * (1 - Decimal(mean))).sqrt()) / Decimal("0.15")
    assert found.total == round(expected * 100) == ore
    assert "vægter 0,5, " in found.lines[0].words


def test_the_weight_of_a_measurement_is_told_with_three_decimals() -> None:
    """s = 0.1 and se = 0.07 give w = 0.01 / 0.0149 = 0.67114..."""
    keys = SHRUNKEN | {"metrics__0__prior_mean": Decimal("0.1"), "metrics__0__prior_sd": Decimal("0.1")}
    measured = {"did": {"rate_ratio": Decimal("0.85"), "se_log": Decimal("0.07")}}
    found = statements(contract(**keys), result(None, estimates=measured))[-1]
    assert "vægter 0,671, " in found.lines[0].words


@pytest.mark.parametrize(
    ("reduction", "verdict"), [("0.1", "grænsen 10,0 % er nået"), ("0.09", "grænsen 10,0 % er ikke nået")]
)
def test_a_cliff_says_on_which_side_of_it_one_stands(reduction: str, verdict: str) -> None:
    found = statements(contract(metrics__0__function=CLIFF), result(reduction))[-1]
    assert verdict in found.lines[0].words


@pytest.mark.parametrize(
    ("ratio", "verdict"), [("0.90", "grænsen 10,0 % er nået"), ("0.901", "grænsen 10,0 % er ikke nået")]
)
def test_a_cohort_says_on_which_side_of_its_threshold_it_stands(ratio: str, verdict: str) -> None:
    stages = {"kind": "two_stage", "cohort_threshold": Decimal("0.1"), "pooled_threshold": Decimal("0.1"), "amount": 1}
    cohort = {"id": "a", "observed": 90, "estimates": {"did": {"rate_ratio": Decimal(ratio)}}}
    found = statements(contract(metrics__0__function=stages), result(None, cohorts=[cohort]))[-1]
    assert verdict in found.lines[0].words.split(";")[0]


def test_a_corridor_needs_a_floor_below_its_threshold() -> None:
    corridor = {"kind": "corridor", "amount": 9, "floor": Decimal("0.1"), "threshold": Decimal("0.1")}
    with pytest.raises(Refused, match=r"gulvet 10,0 % er ikke under grænsen 10,0 %") as refusal:
        sealed(contract(metrics__0__function=corridor))
    assert refusal.value.field == "metrics.kontakter.function.floor"


@pytest.mark.parametrize(
    ("items", "early", "late", "missing"),
    [
        ([{"metric": "b", "cumulative": True}], {"a": [1]}, {"a": [1], "b": [1]}, "counts.b"),
        ([{"metric": "b", "after": "a"}], {"a": [1], "b": [0]}, {"b": [1]}, "counts.a"),
        ([{"metric": "b", "cumulative": True, "after": "a"}], {"a": [1], "b": [1]}, {"b": [1]}, "counts.a"),
    ],
    ids=["counted from the start", "the stage before", "the stage before, from the start"],
)
def test_a_count_that_the_card_needs_and_the_result_lacks_is_refused_at_its_place(
    items: list[dict[str, Any]], early: dict[str, Any], late: dict[str, Any], missing: str
) -> None:
    card = [{"metric": "a", "price": 1}, *({"price": 1} | item for item in items)]
    if len(items) == 1 and "after" in items[0]:
        card.reverse()

    raw = contract(
        metrics__0__function={"kind": "rate_card", "items": card},
        metrics__0__stands_on="counts",
        periods=[period("2028", 2026), period("2029", 2027)],
    )
    del raw["metrics"][0]["protocol_sha256"], raw["metrics"][0]["pays_on"]
    with pytest.raises(Refused) as refusal:
        statements(raw, result(None, counts=early), result(None, period="2029", counts=late))

    assert refusal.value.field == missing
    assert f", § 4, nøglen {missing}: optællingen mangler" in refusal.value.sentence


def test_contacts_avoided_are_told_with_one_decimal() -> None:
    """90 observed at a ratio of 0.85 were expected to be 105.88...: 15.9 fewer."""
    savings = {"kind": "share_of_savings", "share": 1, "tariffs": {"akut": 250}}
    types = {"akut": {"observed": 90, "estimates": {"did": {"rate_ratio": Decimal("0.85")}}}}
    found = statements(contract(metrics__0__function=savings), result(None, types=types))[-1]
    assert "15,9 kontakter færre" in found.lines[0].words


@pytest.mark.parametrize(("effect", "amount"), [("fixed", {"amount": 0}), ("pause", {}), ("fixed", {"amount": 5})])
def test_force_majeure_is_a_line_of_its_own_clause(effect: str, amount: dict[str, Any]) -> None:
    event = {"period": "2028", "declared_on": DAY(2027, 3, 1), "why": "Opdigtet epidemi"}
    raw = contract(force_majeure={"clause": "§ 13", "effect": effect, "events": [event], **amount})
    found = statements(raw, period="2028")[-1]
    assert [(line.metric, line.clause, line.payer, line.ore) for line in found.lines] == [
        ("force_majeure", "§ 13", "region", amount.get("amount", 0) * 100)
    ]


def _refusal(raw: dict[str, Any], *raws: dict[str, Any], **more: Any) -> tuple[str, str | None]:
    """Return where a refused computation points: file and clause, and the key."""
    with pytest.raises(Refused) as refusal:
        engine.compute(sealed(raw), results(*raws), **more)
    return refusal.value.sentence.partition(":")[0], refusal.value.field


TINY = ("-0.10", "0.23", "-0.13")
GUARANTEE = {"clause": "§ 14", "guarantor": "garant", "share": 1, "limit": 100}
RETURN = {"clause": "§ 11", "cap": Decimal("0.1")}
STRANGER = Review(who="Opdigtet", when=DAY(2028, 1, 1), why="Opdigtet", result_sha256="e" * 64)
INCOME = [(DAY(2026, 1, 1), Decimal(5))]


@pytest.mark.parametrize(
    ("raw", "raws", "more", "where"),
    [
        (contract(), (), {}, ("kontrakten", "")),
        (contract(), (), {"period": "2099"}, ("kontrakten", "")),
        (contract(), (), {"period": "2028"}, ("kontrakten, § 4, nøglen metrics.kontakter", "metrics.kontakter")),
        (contract(guarantee=GUARANTEE), (result(),), {}, ("kontrakten, § 14, nøglen guarantee", "guarantee")),
        (contract(irr=RETURN), (result(),), {}, ("kontrakten, § 11, nøglen irr", "irr")),
        (contract(irr=RETURN), (result(),), {"flows": INCOME}, ("kontrakten, § 11, nøglen irr", "irr")),
        (
            contract(
                indexation={"clause": "§ 8", "name": "Opdigtet indeks", "base": 100, "values": {"2029": 104}},
                periods=[period("2028", 2026), period("2029", 2027)],
            ),
            (result(),),
            {},
            ("kontrakten, § 8, nøglen indexation.values.2028", "indexation.values.2028"),
        ),
        (
            contract(),
            (result(),),
            {"reviews": [STRANGER]},
            ("vurderingen, nøglen result_sha256", "result_sha256"),
        ),
        (
            contract(),
            (result(protocol_sha256="f" * 64),),
            {},
            ("resultatet for 2028, § 4, nøglen protocol_sha256", "protocol_sha256"),
        ),
    ],
)
def test_what_cannot_be_computed_is_refused_at_its_place(
    raw: dict[str, Any], raws: tuple[dict[str, Any], ...], more: dict[str, Any], where: tuple[str, str]
) -> None:
    assert _refusal(raw, *raws, **more) == where


def test_a_statement_carries_the_hash_of_each_result_once() -> None:
    raw = contract()
    raw["metrics"].append(raw["metrics"][0] | {"id": "andet"})
    measured = result()
    found = statements(raw, measured)[-1]
    assert found.result_hashes == (fingerprint(json.loads(as_json(measured))),)


def test_an_unsealed_protocol_makes_the_amount_an_example() -> None:
    raw = contract(metrics__0__protocol_sha256="unknown")
    raw["marks"] = [{"key": "metrics.kontakter.protocol_sha256", "mark": "unknown", "why": "Ingen protokol endnu"}]
    said = "kontakter: protokollen er ukendt, så beløbet er et regneeksempel og ikke en opgørelse."
    assert statements(raw, result())[-1].notes == (said,)
    assert statements(contract(), result())[-1].notes == ()


def test_a_line_that_may_not_be_paid_has_met_no_cap() -> None:
    raw = contract(metrics__0__cap=1)
    assert [(line.ore, line.capped_by) for line in statements(raw, result(payable=False))[-1].lines] == [(0, ())]


@pytest.mark.parametrize(
    ("cap", "ore", "capped"),
    [("99.99", 9_999, ("metric_cap",)), ("100", 10_000, ()), ("100.01", 10_000, ())],
)
def test_a_metrics_cap_cuts_from_the_first_ore_over_it(cap: str, ore: int, capped: tuple[str, ...]) -> None:
    raw = contract(metrics__0__function=CLIFF, metrics__0__cap=Decimal(cap))
    found = statements(raw, result())[-1].lines
    assert [(line.metric, line.clause, line.ore, line.capped_by) for line in found] == [
        ("kontakter", "§ 4", ore, capped)
    ]


def test_the_amount_before_rounding_is_told_with_oere() -> None:
    """5 million · 10 % / 15 % is 3,333,333.33..."""
    assert " = 3.333.333,33 kr.;" in statements(contract(), result("0.1"))[-1].lines[0].words


def test_an_outlay_on_the_payment_day_itself_counts() -> None:
    """1,000 for two years of 365 days at 10 % is 1,210; 500 put in on the day may be paid back as it is."""
    raw = contract(metrics__0__function=CLIFF | {"amount": 9_000}, irr=RETURN)
    outlay = (DAY(2028, 7, 1) - datetime.timedelta(days=730), Decimal(-1000))
    flows = [outlay, (DAY(2028, 7, 1), Decimal(-500))]
    assert owed(raw, result(), flows=flows) == {"region": 171_000}


@pytest.mark.parametrize(("kroner", "ore", "told"), [(1_000, 100_000, True), (1_080, 94_600, False)])
def test_the_payment_itself_decides_whether_there_is_one_return(kroner: int, ore: int, told: bool) -> None:
    """-1,000, +3,500, -3,500 and +1,000 a year apart go up at 100, 0 and -50 % a year: no limit can be held to them.

    With 1,080 at the end one return is left, and 10 % allows 1,000 · 1.331 - 3,500 · 1.21 + 3,500 · 1.1 = 946.
    """
    raw = contract(metrics__0__function=CLIFF | {"amount": kroner}, irr=RETURN)
    last = DAY(2028, 7, 1)
    amounts = {1095: -1000, 730: 3500, 365: -3500}
    flows = [(last - datetime.timedelta(days=days), Decimal(each)) for days, each in amounts.items()]
    found = statements(raw, result(), flows=flows)[-1]
    said = "§ 11: investorens betalinger har ikke ét årligt afkast, så loftet over afkast gælder ikke."
    assert found.notes == ((said,) if told else ())
    assert found.total == ore


def test_a_line_that_took_over_anothers_cut_still_says_how_it_came_about() -> None:
    raw = two_payers(metrics__0__function=CLIFF, payers__0__cap=10, caps={"clause": "§ 8", "spill": True})
    found = statements(raw, result())[-1].lines
    assert [(line.payer, line.ore, line.received) for line in found] == [
        ("region", 1_000, 0),
        ("kommune", 9_000, 5_000),
    ]
    assert found[1].words.startswith("fald 15,0 % efter forskel i forskelle")
    assert "; modtaget fra andre betaleres lofter 50 kr.; " in found[1].words


def test_returns_of_a_few_oere_are_counted_like_those_of_millions() -> None:
    """-0.10, +0.23 and -0.13 a year apart go up at 0 and at 30 % a year."""
    flows = [(DAY(2026, 1, 1) + datetime.timedelta(days=365 * n), Decimal(kroner)) for n, kroner in enumerate(TINY)]
    assert xirr(flows) == (None, "flere renter får strømmene til at gå op, så ingen af dem er afkastet")


@pytest.mark.parametrize(("put_in", "most"), [(None, 0), (10**10, 121 * 10**10)])
def test_the_largest_payment_is_exact_for_nothing_and_for_ten_thousand_million(put_in: int | None, most: int) -> None:
    """Two years of 365 days at 10 %: 1.21 times what was put in, in øre."""
    last = DAY(2028, 7, 1)
    flows = [] if put_in is None else [(last - datetime.timedelta(days=730), -Decimal(put_in))]
    assert largest_payment(flows, last, Decimal("0.1")) == most
