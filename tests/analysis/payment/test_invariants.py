"""What must hold for any contract and any result; each invariant on 40 invented cases here, on 20,000 in the drill."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samspil.analysis.payment import caps, engine
from samspil.analysis.payment.cashflow import Flow, xirr
from samspil.analysis.payment.contract import Sealed, read
from samspil.analysis.payment.ore import dealt
from samspil.analysis.payment.result import Result, fingerprint, read_result
from samspil.analysis.payment.review import Review
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


@dataclass(frozen=True)
class _Computed:
    """One invented case and what it comes to; nobody changes it, so that the invariants can share it."""

    case: Case
    sealed: Sealed
    results: tuple[Result, ...]
    statements: tuple[engine.Statement, ...]

    def again(
        self,
        results: Sequence[Result] | None = None,
        flows: Sequence[Flow] | None = None,
        reviews: Sequence[Review] | None = None,
        last: int = -1,
    ) -> list[engine.Statement]:
        """Compute the same contract anew, with other material where it is given."""
        return engine.compute(
            self.sealed,
            self.results if results is None else results,
            flows=self.case.flows if flows is None else flows,
            reviews=self.case.reviews if reviews is None else reviews,
            period=self.case.contract["periods"][last]["id"],
        )


@lru_cache(maxsize=1)
def _computed(seed: int) -> _Computed:
    case = invented.case(seed)
    found = _Computed(case, case.sealed(), tuple(case.read_results()), ())
    return replace(found, statements=tuple(found.again()))


def _compute(case: Case) -> list[engine.Statement]:
    return _Computed(case, case.sealed(), tuple(case.read_results()), ()).again()


def _ore(statements: Iterable[engine.Statement]) -> list[list[tuple[str, str, int]]]:
    return [[(line.metric, line.payer, line.ore) for line in each.lines] for each in statements]


@_invariant
def never_negative_and_whole_ore(seed: int) -> None:
    for statement in _computed(seed).statements:
        assert all(isinstance(line.ore, int) and line.ore >= 0 for line in statement.lines)
        assert statement.total == sum(statement.totals.values()) == sum(line.ore for line in statement.lines)


@_invariant
def never_above_any_cap(seed: int) -> None:
    found = _computed(seed)
    terms = found.sealed.terms
    paid = caps.Paid()

    for statement in found.statements:
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
    found = _computed(seed)
    terms = found.sealed.terms
    if terms.irr is None or terms.irr.cap is None:
        return
    known = []
    for statement in found.statements:
        ore = sum(line.ore for line in statement.lines if line.metric != "guarantee")
        known.append((statement.period.due_on, Decimal(ore) / 100))
        rate, _ = xirr([flow for flow in found.case.flows if flow[0] <= statement.period.due_on] + known)
        if rate is not None and not any("ikke ét årligt afkast" in note for note in statement.notes) and ore:
            assert rate <= terms.irr.cap


@_invariant
def independent_of_the_order_of_arrival(seed: int) -> None:
    found = _computed(seed)
    results, flows, reviews = list(found.results), list(found.case.flows), list(found.case.reviews)
    for arrived in (results, flows, reviews):
        random.Random(seed).shuffle(arrived)
    assert _ore(found.again(results, flows, reviews)) == _ore(found.statements)


@_invariant
def idempotent(seed: int) -> None:
    found = _computed(seed)
    assert _ore(found.again(2 * found.results)) == _ore(found.again()) == _ore(found.statements)


@_invariant
def an_earlier_period_stays_as_it_was_stated(seed: int) -> None:
    found = _computed(seed)
    first = found.sealed.terms.periods[0]
    results = [each for each in found.results if each.period == first.label]
    known = {each.result_sha256 for each in results}
    early = found.again(
        results,
        [flow for flow in found.case.flows if flow[0] <= first.due_on],
        [review for review in found.case.reviews if review.result_sha256 in known],
        last=0,
    )
    assert early == [found.statements[0]]


@_invariant
def reproducible_from_its_record(seed: int) -> None:
    found = _computed(seed)
    sealed = read(as_toml(found.case.contract).encode())
    results = [read_result(as_json(raw), "resultat.json") for raw in found.case.results]
    again = _Computed(found.case, sealed, tuple(results), ()).again()
    assert [statement_json(sealed, each) for each in again] == [
        statement_json(sealed, each) for each in found.statements
    ]


@_invariant
def zero_when_not_payable(seed: int) -> None:
    case = invented.case(seed)
    case.reviews = []
    for raw in case.results:
        raw["payable"] = False
        raw["result_sha256"] = fingerprint({key: each for key, each in raw.items() if key != "result_sha256"})
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

    several = [each.total for each in _compute(case)]
    case.contract["payers"] = [{"party": invented.PAYERS[0], "clause": "§ 6", "share": 1}]
    for party in case.contract["parties"]:
        if party["id"] in invented.PAYERS[1:]:
            party["terms"] = "unknown"

    for metric in case.contract["metrics"]:
        metric.pop("shares", None)

    assert several == [each.total for each in _compute(case)]


@_invariant
def untouched_by_unrelated_metrics(seed: int) -> None:
    """Without caps that several metrics share, a metric's lines stand the same beside others and alone."""
    case = invented.case(seed)
    for key in ("guarantee", "irr", "caps", "termination", "force_majeure"):
        case.contract.pop(key, None)

    for payer in case.contract["payers"]:
        for key in ("cap", "year_caps", "carry_forward"):
            payer.pop(key, None)

    metric = case.contract["metrics"][0]
    beside = [[row for row in rows if row[0] == metric["id"]] for rows in _ore(_compute(case))]
    case.contract["metrics"] = [metric]
    counts = metric["stands_on"] == "counts"
    case.results = [
        raw
        for raw in case.results
        if ("counts" in raw if counts else raw.get("protocol_sha256") == metric["protocol_sha256"])
    ]
    kept = {raw["result_sha256"] for raw in case.results}
    case.reviews = [review for review in case.reviews if review.result_sha256 in kept]
    assert beside == _ore(_compute(case))


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
    weights = [dice.randint(0, 10**9) for _ in range(dice.randint(1, 6))] + [dice.randint(1, 9)]
    ore = dice.randint(0, 10**12)
    parts = dealt(weights, ore)
    assert sum(parts) == ore
    assert all(
        abs(part * sum(weights) - weight * ore) < sum(weights) for part, weight in zip(parts, weights, strict=True)
    )


def _run(checks: Sequence[Check], examples: int) -> None:
    """Try every check on the same invented cases, each computed once for all of them."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**40))
    def run(seed: int) -> None:
        for check in checks:
            tried[check.__name__] += 1
            check(seed)

    tried: Counter[str] = Counter()
    run()
    assert len(tried) == len(checks)
    assert min(tried.values()) >= examples


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_invariant_holds(check: Check) -> None:
    _run([check], SAMPLE)


@pytest.mark.drill
@pytest.mark.timeout(0)
def test_every_invariant_holds_20_000_times() -> None:
    _run(CHECKS, DRILL)
