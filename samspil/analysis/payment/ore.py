"""Whole øre: the one rounding of a line, and how øre are dealt without losing or making one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from math import lcm

from samspil.analysis.payment.terms import UNITS, Rounding

RULES = {"half_even": ROUND_HALF_EVEN, "half_up": ROUND_HALF_UP, "down": ROUND_DOWN}
RULE_WORDS = {
    "half_even": "til nærmeste, og ved præcis en halv til det lige tal",
    "half_up": "til nærmeste, og ved præcis en halv opad",
    "down": "nedad",
}
DUST = Decimal("1e-12")  # kroner; what division leaves behind of an amount that is exact on paper


def rounded(kroner: Decimal, rounding: Rounding) -> int:
    """Return whole øre by the contract's rule, after sweeping away what division left at 1e-12 kroner."""
    unit = UNITS[rounding.unit]
    with localcontext(prec=60):
        parts = kroner.quantize(DUST, rounding=ROUND_HALF_EVEN) * 100 / unit
        return int(parts.to_integral_value(rounding=RULES[rounding.rule])) * unit


def dealt(weights: Sequence[int | Fraction], ore: int) -> list[int]:
    """Split øre by weights: floors first, then one øre each to the largest remainders, ties first come."""
    scale = lcm(*(weight.denominator for weight in weights))
    numbers = [int(weight * scale) for weight in weights]
    whole = sum(numbers)
    if not whole:
        return [0] * len(numbers)
    parts = [number * ore // whole for number in numbers]
    by_remainder = sorted(range(len(numbers)), key=lambda place: (-(numbers[place] * ore % whole), place))
    for place in by_remainder[: ore - sum(parts)]:
        parts[place] += 1
    return parts
