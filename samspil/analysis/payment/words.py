"""Numbers inside sentences: as many digits as the decision needs, so that 14,98 % is never shown as the 15 % it missed."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import lru_cache

from samspil.paper import danish

MOST_DECIMALS = 20


def rate(share: Decimal, decimals: int = 4) -> str:
    """Write a share as percent with one to `decimals` decimals: 0.15 -> 15,0 %."""
    return f"{trimmed(share * 100, least=1, most=decimals)} %"


def against(share: Decimal, limit: Decimal) -> str:
    """Write a share as percent with the digits that tell it from a limit."""
    for decimals in range(1, MOST_DECIMALS):
        written = round(share * 100, decimals)
        if share == limit or written != limit * 100:
            return f"{trimmed(share * 100, least=1, most=max(decimals, 4))} %"
    return f"{trimmed(share * 100, least=1, most=MOST_DECIMALS)} %"


def decimal(value: Decimal, decimals: int = 4) -> str:
    """Write a number without needless zeros: 0.8500 -> 0,85."""
    return trimmed(value, least=0, most=decimals)


def trimmed(value: Decimal, *, least: int, most: int) -> str:
    """Write a number with between `least` and `most` decimals, zeros cut from the end."""
    rounded = value.quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_EVEN) if most else round(value)
    places = most
    while places > least and rounded == round(rounded, places - 1):
        places -= 1
    return danish.number(rounded, places)


def money(kroner: Decimal) -> str:
    """Write kroner with øre where there are any, and more digits for a price that has them."""
    whole_ore = kroner * 100
    if whole_ore == whole_ore.to_integral_value():
        return danish.kroner(int(whole_ore))
    return f"{trimmed(kroner, least=2, most=6)} kr."


@lru_cache(maxsize=256)
def share(part: Fraction) -> str:
    """Write a share as percent where decimals can say it, else as a fraction."""
    if 10**6 % part.denominator:
        return f"{part.numerator}/{part.denominator}"
    return f"{trimmed(Decimal(part.numerator) / Decimal(part.denominator) * 100, least=0, most=6)} %"
