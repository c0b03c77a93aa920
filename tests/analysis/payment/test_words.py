"""Numbers in sentences: as many digits as the decision needs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from samspil.analysis.payment import words


@pytest.mark.parametrize(
    ("share", "limit", "text"),
    [
        ("0.15", "0.15", "15,0 %"),
        ("0.1499", "0.15", "14,99 %"),
        ("0.14999999", "0.15", "14,999999 %"),
        ("0.123456789", "0.15", "12,3457 %"),
        ("0.150000000000000000001", "0.15", "15,0000000000000000001 %"),
        ("0.15000000000000000000001", "0.15", "15,0 %"),
    ],
)
def test_against_a_limit(share: str, limit: str, text: str) -> None:
    assert words.against(Decimal(share), Decimal(limit)) == text


def test_rates_decimals_money_and_shares() -> None:
    assert [words.rate(Decimal(x)) for x in ("0.15", "0.12345678", "-0.05", "0")] == [
        "15,0 %",
        "12,3457 %",
        "-5,0 %",
        "0,0 %",
    ]
    assert words.rate(Decimal("0.083870"), 1) == "8,4 %"
    assert [words.decimal(Decimal(x)) for x in ("0.8500", "1000", "0.123456")] == ["0,85", "1.000", "0,1235"]
    assert words.trimmed(Decimal("2.5"), least=0, most=0) == "2"
    assert [words.money(Decimal(x)) for x in ("5000000", "78.37", "0.125", "0.1")] == [
        "5.000.000 kr.",
        "78,37 kr.",
        "0,125 kr.",
        "0,10 kr.",
    ]
    assert [words.share(Fraction(x)) for x in ("1", "1/4", "1/3", "0")] == ["100 %", "25 %", "1/3", "0 %"]
