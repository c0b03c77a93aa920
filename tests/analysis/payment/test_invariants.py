"""What must hold for any contract and any result; each invariant on 40 invented cases here, on 20,000 in the drill."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samspil.analysis.payment import caps, engine
from samspil.analysis.payment.cashflow import xirr
from samspil.analysis.payment.contract import read
from samspil.analysis.payment.result import read_result
from samspil.analysis.payment.statement import as_json as statement_json
from tests.analysis.payment import invented
from tests.analysis.payment.examples import as_json, as_toml, contract, owed, result
from tests.analysis.payment.invented import Case

SAMPLE, DRILL = 40, 20_000

Check = Callable[[int], None]
CHECKS: list[Check] = []


def _invariant(check: Check) -> Check:
    CHECKS.append(check)
    return check


def _compute(case: Case, last: int = -1) -> list[engine.Statement]:
    return engine.compute(
        case.sealed(),
        case.read_results(),
        flows=case.flows,
        reviews=case.reviews,
        period=case.contract["periods"][last]["id"],
    )


def _ore(case: Case) -> list[list[tuple[str, str, int]]]:
    return [[(line.metric, line.payer, line.ore) for line in each.lines] for each in _compute(case)]


@_invariant
def never_negative_and_whole_ore(seed: int) -> None:
    for statement in _compute(invented.case(seed)):
        assert all(isinstance(line.ore, int) and line.ore >= 0 for line in statement.lines)
        assert statement.total == sum(statement.totals.values()) == sum(line.ore for line in statement.lines)


@_invariant
def never_above_any_cap(seed: int) -> None:
    case = invented.case(seed)
    terms = case.sealed().terms
    paid = caps.Paid()
    for statement in _compute(case):
        lines = [line for line in statement.lines if line.metric != "guarantee"]
        for payer, limits in caps.rooms(terms, statement.period, paid).items():
            assert all(caps.total(lines, payer) <= room for room in limits.values())
        for metric in terms.metrics:
            received = sum(line.received for line in lines if line.metric == metric.id)
            given_here = sum(line.ore for line in lines if line.metric == metric.id)
            assert metric.cap is None or given_here - received <= metric.cap
        paid = paid.with_lines(statement.period, lines)
        assert terms.caps is None or terms.caps.project is None or paid.total <= terms.caps.project
        guaranteed = [line for line in statement.lines if line.metric == "guarantee"]
        assert all(terms.guarantee is not None and line.ore <= terms.guarantee.limit for line in guaranteed)


@_invariant
def never_a_return_above_its_limit(seed: int) -> None:
    case = invented.case(seed)
    terms = case.sealed().terms
    if terms.irr is None or terms.irr.cap is None:
        return
    known = []
    for statement in _compute(case):
        ore = sum(line.ore for line in statement.lines if line.metric != "guarantee")
        known.append((statement.period.due_on, Decimal(ore) / 100))
        rate, _ = xirr([flow for flow in case.flows if flow[0] <= statement.period.due_on] + known)
        if rate is not None and not any("ikke ét årligt afkast" in note for note in statement.notes) and ore:
            assert rate <= terms.irr.cap


@_invariant
def independent_of_the_order_of_arrival(seed: int) -> None:
    case = invented.case(seed)
    shuffled = copy.deepcopy(case)
    random.Random(seed).shuffle(shuffled.results)
    random.Random(seed).shuffle(shuffled.flows)
    shuffled.flows.sort(key=lambda flow: flow[0])
    assert _ore(case) == _ore(shuffled)


@_invariant
def idempotent(seed: int) -> None:
    case = invented.case(seed)
    twice = copy.deepcopy(case)
    twice.results += copy.deepcopy(case.results)
    assert _ore(case) == _ore(twice) == _ore(case)


@_invariant
def an_earlier_period_stays_as_it_was_stated(seed: int) -> None:
    case = invented.case(seed)
    early = copy.deepcopy(case)
    labels = [each.get("result_period", each["id"]) for each in case.contract["periods"]]
    early.results = [raw for raw in case.results if raw["period"] == labels[0]]
    early.reviews = [r for r in case.reviews if r.result_sha256 in {raw["result_sha256"] for raw in early.results}]
    early.flows = [flow for flow in case.flows if flow[0] <= case.contract["periods"][0]["due_on"]]
    assert _compute(early, 0)[0].totals == _compute(case)[0].totals


@_invariant
def reproducible_from_its_record(seed: int) -> None:
    case = invented.case(seed)
    sealed = read(as_toml(case.contract).encode())
    results = [read_result(as_json(raw), "resultat.json") for raw in case.results]
    last = case.contract["periods"][-1]["id"]
    again = engine.compute(sealed, results, flows=case.flows, reviews=case.reviews, period=last)
    first = _compute(case)
    assert [statement_json(sealed, each) for each in again] == [statement_json(sealed, each) for each in first]


@_invariant
def zero_when_not_payable(seed: int) -> None:
    case = invented.case(seed)
    case.reviews = []
    for raw in case.results:
        raw["payable"] = False
    for key in ("termination", "force_majeure", "guarantee"):
        case.contract.pop(key, None)
    for statement in _compute(case):
        assert statement.total == 0
        assert statement.payable == (not statement.lines)


@_invariant
def additive_over_payers(seed: int) -> None:
    """One payer of everything owes what several owe together, where no payer has a cap of its own."""
    case = invented.case(seed)
    for key in ("guarantee", "irr"):
        case.contract.pop(key, None)
    for payer in case.contract["payers"]:
        for key in ("cap", "year_caps", "carry_forward"):
            payer.pop(key, None)
    whole = copy.deepcopy(case)
    whole.contract["payers"] = [{"party": invented.PAYERS[0], "clause": "§ 6", "share": 1}]
    for party in whole.contract["parties"]:
        if party["id"] in invented.PAYERS[1:]:
            party["terms"] = "unknown"
    for metric in whole.contract["metrics"]:
        metric.pop("shares", None)
    assert [each.total for each in _compute(case)] == [each.total for each in _compute(whole)]


@_invariant
def untouched_by_unrelated_metrics(seed: int) -> None:
    """Without caps that several metrics share, a metric's lines stand the same beside others and alone."""
    case = invented.case(seed)
    for key in ("guarantee", "irr", "caps", "termination", "force_majeure"):
        case.contract.pop(key, None)
    for payer in case.contract["payers"]:
        for key in ("cap", "year_caps", "carry_forward"):
            payer.pop(key, None)
    alone = copy.deepcopy(case)
    alone.contract["metrics"] = alone.contract["metrics"][:1]
    metric = alone.contract["metrics"][0]
    counts = metric["stands_on"] == "counts"
    alone.results = [
        raw
        for raw in alone.results
        if ("counts" in raw if counts else raw.get("protocol_sha256") == metric["protocol_sha256"])
    ]
    kept = {raw["result_sha256"] for raw in alone.results}
    alone.reviews = [review for review in case.reviews if review.result_sha256 in kept]
    mine = [[row for row in rows if row[0] == metric["id"]] for rows in _ore(case)]
    assert mine == _ore(alone)


@_invariant
def monotone_in_the_reduction(seed: int) -> None:
    dice = random.Random(seed)
    amount = Decimal(dice.randint(1, 500_000_000)) / 100
    t = Decimal(dice.randint(2, 40)) / 100
    function: dict[str, Any] = dice.choice(
        [
            {"kind": "cliff", "amount": amount, "threshold": t},
            {"kind": "proportional", "amount": amount, "threshold": t},
            {"kind": "corridor", "amount": amount, "floor": t / 2, "threshold": t, "start": amount / 5},
            {
                "kind": "tiers",
                "steps": [{"threshold": t / 2, "amount": amount / 2}, {"threshold": t, "amount": amount}],
            },
        ]
    )
    raw = contract(metrics__0__function=function, payers__0__cap=Decimal(dice.randint(1, 400_000_000)) / 100)
    low, high = sorted(Decimal(dice.randint(-2000, 6000)) / 10_000 for _ in range(2))
    assert owed(raw, result(str(low)))["region"] <= owed(raw, result(str(high)))["region"]


@_invariant
def dealt_to_the_last_ore_and_no_part_off_by_one(seed: int) -> None:
    dice = random.Random(seed)
    from samspil.analysis.payment.ore import dealt

    weights = [dice.randint(0, 10**9) for _ in range(dice.randint(1, 6))] + [dice.randint(1, 9)]
    ore = dice.randint(0, 10**12)
    parts = dealt(weights, ore)
    assert sum(parts) == ore
    assert all(
        abs(part * sum(weights) - weight * ore) < sum(weights) for part, weight in zip(parts, weights, strict=True)
    )


def _run(check: Check, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**40))
    def run(seed: int) -> None:
        check(seed)

    run()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_invariant_holds(check: Check) -> None:
    _run(check, SAMPLE)


@pytest.mark.drill
@pytest.mark.timeout(0)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_invariant_holds_20_000_times(check: Check) -> None:
    _run(check, DRILL)
