"""Two engines, written apart, must owe the same øre line by line."""

from __future__ import annotations

import pytest

from samspil.analysis.payment import engine
from tests.analysis.payment import invented
from tests.analysis.payment.second import plain

SAMPLE, DRILL = 500, 100_000


def _agrees(seed: int) -> int:
    case = invented.case(seed)
    first = engine.compute(
        case.sealed(),
        case.read_results(),
        flows=case.flows,
        reviews=case.reviews,
        period=case.contract["periods"][-1]["id"],
    )
    second = plain.owed(case.contract, case.results, flows=case.flows, reviews=case.reviewed)
    owed = {s.period.id: {(line.metric, line.payer): line.ore for line in s.lines} for s in first}
    assert {p: {k: v for k, v in rows.items() if v} for p, rows in owed.items()} == {
        p: {k: v for k, v in rows.items() if v} for p, rows in second.items()
    }, f"seed {seed}"

    return sum(sum(rows.values()) for rows in owed.values())


def test_two_engines_agree_on_500_invented_contracts() -> None:
    paid = [_agrees(seed) for seed in range(SAMPLE)]
    assert sum(1 for ore in paid if ore > 0) > SAMPLE // 2


@pytest.mark.drill
@pytest.mark.timeout(0)
def test_two_engines_agree_on_100_000_invented_contracts() -> None:
    for seed in range(1_000_000, 1_000_000 + DRILL):
        _agrees(seed)
