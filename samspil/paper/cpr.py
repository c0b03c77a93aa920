"""Danish personal numbers (CPR): read, checked against the calendar, masked; invented ones for tests and the demo.

Modulus 11 is never asked for: since 1 October 2007 valid numbers are given out that break it (cpr.dk).
Replacement numbers (day + 60) are given to people without a CPR number, and no real person has one.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from samspil.paper import danish
from samspil.paper.refusal import Refused

REPLACEMENT_DAY = 60
_WRITTEN = re.compile(r"([0-9]{6})[-\u2010-\u2014 ]?([0-9]{4})")
_IN_TEXT = re.compile(r"(?<![0-9])([0-9]{6})[ ]?[-\u2010-\u2014]?[ ]?([0-9]{4})(?![0-9])")

# The seventh digit and the year of two digits give the century (cpr.dk, "Personnummeret i CPR-systemet"):
# for each seventh digit the last year of two digits that belongs to the first century; later ones to the second.
_CENTURIES = {
    **dict.fromkeys("0123", (99, 1900, 1900)),
    **dict.fromkeys("49", (36, 2000, 1900)),
    **dict.fromkeys("5678", (57, 2000, 1800)),
}


@dataclass(frozen=True)
class Cpr:
    """One personal number. Its text is masked, so that a log or a page cannot show it by accident."""

    digits: str
    born: dt.date
    is_replacement: bool

    @property
    def sex(self) -> str:
        """Return `kvinde` or `mand`, as the last digit says (odd is a man)."""
        return "mand" if int(self.digits[-1]) % 2 else "kvinde"

    @property
    def written(self) -> str:
        """Return the whole number with its hyphen; only for those who may see it."""
        return f"{self.digits[:6]}-{self.digits[6:]}"

    @property
    def masked(self) -> str:
        """Return `010190-••••`."""
        return f"{self.digits[:6]}-••••"

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"Cpr({self.masked})"


def parse(text: str, *, today: dt.date | None = None) -> Cpr:
    """Read ten digits, with or without hyphen or space; `today` is Denmark's date unless given.

    Raises Refused when the form is wrong, the day is not in the calendar, or the birth lies ahead. No refusal repeats
    the number.
    """
    digits = _WRITTEN.fullmatch(text.strip())
    if not digits:
        raise Refused(
            "Et CPR-nummer har ti cifre: seks for fødselsdagen og fire til. Skriv det som DDMMÅÅ-XXXX.", field="cpr"
        )

    # No modulus 11: since 2007 numbers are given out that do not fit it.
    number = _from_digits(digits[1] + digits[2])
    if number is None:
        raise Refused(
            "CPR-nummerets første seks cifre er ikke en dato i kalenderen. Ret dag, måned eller år.", field="cpr"
        )
    if number.born > (today or danish.today()):
        raise Refused("CPR-nummeret hører til en fødselsdag, der ikke er kommet endnu. Ret cifrene.", field="cpr")

    return number


def _from_digits(digits: str) -> Cpr | None:
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    last_of_first, first, second = _CENTURIES[digits[6]]
    # An erstatningspersonnummer has 60 added to its day.
    is_replacement = day > REPLACEMENT_DAY
    try:
        born = dt.date(
            (first if year <= last_of_first else second) + year, month, day - REPLACEMENT_DAY * is_replacement
        )
    except ValueError:
        return None
    return Cpr(digits, born, is_replacement)


def mask(text: str) -> str:
    """Hide the last four digits of every number in the text that can be a CPR number.

    What looks like one but has no such day in the calendar (a telephone number, an account) is left as it is.
    """
    return _IN_TEXT.sub(lambda m: f"{m[1]}-••••" if _from_digits(m[1] + m[2]) else m[0], text)


def replacement(born: dt.date, *, serial: int) -> Cpr:
    """Build the invented number (day + 60) of someone born that day, told apart by `serial` 0-399.

    An odd serial is a man. Raises ValueError outside 1900-2057, where the century has no seventh digit to stand on.
    """
    if not 0 <= serial < 400 or not 1900 <= born.year <= 2057:
        raise ValueError(born, serial)
    # The seventh digit tells the century in CPR's table: 0 is the 1900s, 5 the 2000s up to 2057.
    first = 0 if born.year < 2000 else 5
    digits = f"{born.day + REPLACEMENT_DAY:02d}{born:%m}{born.year % 100:02d}{first * 1000 + serial:04d}"
    number = _from_digits(digits)
    if number is None or number.born != born:
        raise AssertionError(digits)
    return number
