"""How one value of an input file is read, refused in Danish at its place, and told as JSON Schema."""

from __future__ import annotations

import contextlib
import datetime
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from samspil.paper import slips
from samspil.paper.refusal import Refused

LARGEST = Decimal(10) ** 12  # kroner or count: far above any contract, far below what 28 digits hold exactly
DECIMALS = 20  # as many as a share or a rate ratio is written with; more is a mistake or an attack

FIRST_YEAR, LAST_YEAR = 1900, 2200  # a day outside is a slip of the pen; no register and no agreement reaches there

SHA256 = re.compile(r"[0-9a-f]{64}")
LINE_SIGNS = "\n\r\t"  # all the control characters that TOML itself lets stand in a text
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")

Schema = dict[str, Any]


class Place(NamedTuple):
    """Where in a file the reader stands: the clause that applies and the key, both said in a refusal."""

    file: str
    clause: str = ""
    key: str = ""

    def at(self, key: str) -> Place:
        """Return the place of a key below this one."""
        return Place(self.file, self.clause, f"{self.key}.{key}" if self.key else key)

    def under(self, clause: object) -> Place:
        """Give the same place under another clause, if one is named."""
        return Place(self.file, clause, self.key) if isinstance(clause, str) and clause else self

    def refuse(self, wrong: str, mend: str) -> Refused:
        """Make the refusal: file, clause, key, what is wrong, what is allowed."""
        where = ", ".join(part for part in (self.file, self.clause, f"nøglen {self.key}" if self.key else "") if part)
        return Refused(f"{where}: {wrong}. {mend}.", field=self.key)


def shown(value: object) -> str:
    """Quote a value as it was written, shortened, for a refusal."""
    if isinstance(value, Mapping | list | tuple):
        return "en tabel" if isinstance(value, Mapping) else "en liste"
    text = json.dumps(value) if value is None or isinstance(value, bool) else str(value)
    return f"»{text if len(text) <= 40 else text[:37] + '...'}«"


class Kind(ABC):
    """How one value is read; `allowed` completes "Skriv ..."."""

    allowed = ""

    @abstractmethod
    def read(self, value: Any, place: Place) -> Any:
        """Return the value in the program's own type, or refuse it at its place."""

    @abstractmethod
    def schema(self) -> Schema:
        """Return the JSON Schema of the same rule."""

    def refuse(self, value: object, place: Place) -> Refused:
        """Refuse a value by saying what is allowed instead."""
        return place.refuse(f"{shown(value)} kan ikke bruges", f"Skriv {self.allowed}{slips.hint(value)}")


class Text(Kind):
    """A sentence or a title; with `lines` it may run over several lines, and with `least` 0 it may be empty."""

    def __init__(self, most: int = 2000, *, least: int = 1, lines: bool = False) -> None:
        self.most, self.least, self.lines = most, least, lines
        size = f"{least}-{most}" if least else f"højst {most}"
        self.allowed = f"en tekst på {size} tegn uden styretegn"

    def read(self, value: Any, place: Place) -> str:
        """Return the text."""
        if not isinstance(value, str) or not self.least <= len(value.strip()) <= self.most:
            raise self.refuse(value, place)
        if not all(sign.isprintable() or (self.lines and sign in LINE_SIGNS) for sign in value):
            raise self.refuse(value, place)
        return value

    def schema(self) -> Schema:
        """Return the JSON Schema of a text."""
        return {"type": "string", "minLength": self.least, "maxLength": self.most}


class Name(Kind):
    """A short name that other keys refer to."""

    allowed = "et navn af små bogstaver a-z, tal, punktum, bindestreg og understreg, højst 80 tegn"

    def read(self, value: Any, place: Place) -> str:
        """Return the name."""
        if not isinstance(value, str) or not NAME.fullmatch(value):
            raise self.refuse(value, place)
        return value

    def schema(self) -> Schema:
        """Return the JSON Schema of a name."""
        return {"type": "string", "pattern": f"^{NAME.pattern}$"}


class Hash(Kind):
    """A SHA-256; with `unknown`, the word for a protocol that is not sealed yet."""

    def __init__(self, *, unknown: bool = False) -> None:
        self.unknown = unknown
        self.allowed = "en SHA-256 på 64 tegn (0-9, a-f)" + (' eller "unknown"' if unknown else "")

    def read(self, value: Any, place: Place) -> str:
        """Return the hash in lower case hexadecimal."""
        if isinstance(value, str) and (SHA256.fullmatch(value) or (self.unknown and value == "unknown")):
            return value
        raise self.refuse(value, place)

    def schema(self) -> Schema:
        """Return the JSON Schema of a hash."""
        return {"type": "string", "pattern": f"^({SHA256.pattern}|unknown)$" if self.unknown else f"^{SHA256.pattern}$"}


class Choice(Kind):
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.allowed = "et af ordene " + ", ".join(f'"{word}"' for word in words)

    def read(self, value: Any, place: Place) -> str:
        """Return the word."""
        if not isinstance(value, str) or value not in self.words:
            raise self.refuse(value, place)
        return value

    def schema(self) -> Schema:
        """Return the JSON Schema of a choice."""
        return {"enum": list(self.words)}


class Flag(Kind):
    """Yes or no."""

    allowed = "true eller false"

    def read(self, value: Any, place: Place) -> bool:
        """Return the flag."""
        if not isinstance(value, bool):
            raise self.refuse(value, place)
        return value

    def schema(self) -> Schema:
        """Return the JSON Schema of a flag."""
        return {"type": "boolean"}


class Day(Kind):
    """A calendar day: a TOML date or a text YYYY-MM-DD."""

    allowed = f"en dato som 2028-07-01, fra år {FIRST_YEAR} til {LAST_YEAR}"

    def read(self, value: Any, place: Place) -> datetime.date:
        """Return the day."""
        day = value
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            with contextlib.suppress(ValueError):
                day = datetime.date.fromisoformat(value)
        if not isinstance(day, datetime.date) or isinstance(day, datetime.datetime):
            raise self.refuse(value, place)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise self.refuse(value, place)
        return day

    def schema(self) -> Schema:
        """Return the JSON Schema of a day."""
        return {"type": "string", "format": "date"}


class Number(Kind):
    """A decimal number read from its text, between two bounds."""

    def __init__(
        self,
        low: object = 0,
        high: object = LARGEST,
        *,
        above: bool = False,
        below: bool = False,
        decimals: int = DECIMALS,
    ) -> None:
        self.low, self.high = Decimal(str(low)), Decimal(str(high))
        self.above, self.below, self.decimals = above, below, decimals
        floor, ceiling = "over" if above else "på mindst", "under" if below else "højst"
        bounds = f"{floor} {_plain(self.low)} og {ceiling} {_plain(self.high)}"
        self.allowed = f"et tal {bounds}, med højst {decimals} decimaler"

    def read(self, value: Any, place: Place) -> Decimal:
        """Return the number as a Decimal with the digits of its text."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.refuse(value, place)
        number = Decimal(value)
        if not number.is_finite() or not self._inside(number) or self._places(number) > self.decimals:
            raise self.refuse(value, place)
        return number or abs(number)

    def _inside(self, number: Decimal) -> bool:
        too_low = number <= self.low if self.above else number < self.low
        too_high = number >= self.high if self.below else number > self.high
        return not (too_low or too_high)

    @staticmethod
    def _places(number: Decimal) -> int:
        exponent = number.normalize().as_tuple().exponent if number else 0
        return max(0, -int(exponent))

    def schema(self) -> Schema:
        """Return the JSON Schema of a number."""
        return {
            "type": "number",
            "exclusiveMinimum" if self.above else "minimum": _bare(self.low),
            "exclusiveMaximum" if self.below else "maximum": _bare(self.high),
        }


class Real(Number):
    """A number to compute with, kept as a float: limits and shares of a method, never money."""

    def read(self, value: Any, place: Place) -> Any:
        """Return the float; it is read from its shortest text, so that 0.1 from a program is as good as from a file."""
        exact = Decimal(repr(value)) if isinstance(value, float) else value
        return float(super().read(exact, place))


class Kroner(Number):
    """An amount of kroner. 5.000 is five thousand to a Dane and five to a file: written so it is refused, never guessed."""

    def read(self, value: Any, place: Place) -> Any:
        """Return the amount, or refuse three decimals that may be thousands."""
        if isinstance(value, Decimal) and value.as_tuple().exponent == -3 and 1 <= value.copy_abs() < 1000:
            otherwise = f"{value}0 for decimaler" if self.decimals > 3 else f"højst {self.decimals} decimaler"
            raise place.refuse(
                f"{value} kan være tusinder eller decimaler",
                f"Skriv {int(value * 1000)} for tusinder og {otherwise}",
            )
        return super().read(value, place)


class Ore(Kroner):
    """An amount of kroner in whole øre, kept as an integer of øre."""

    def __init__(self, low: object = 0) -> None:
        super().__init__(low, decimals=2)
        self.allowed = (
            f"et beløb i kroner på mindst {_plain(self.low)} og højst {_plain(self.high)}, med højst to decimaler"
        )

    def read(self, value: Any, place: Place) -> Any:
        """Return the amount in øre."""
        return int(super().read(value, place) * 100)


class Whole(Kind):
    """A whole number between two bounds."""

    def __init__(self, low: int = 0, high: int = 10**9) -> None:
        self.low, self.high = low, high
        self.allowed = f"et helt tal fra {_plain(low)} til {_plain(high)}" if low < high else f"tallet {_plain(low)}"

    def read(self, value: Any, place: Place) -> int:
        """Return the whole number."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.low <= value <= self.high:
            raise self.refuse(value, place)
        return value

    def schema(self) -> Schema:
        """Return the JSON Schema of a whole number."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


class Share(Kind):
    """A part of one: a decimal from 0 to 1, or a fraction in words, "1/3", where decimals cannot say it."""

    allowed = 'en andel fra 0 til 1 som 0.25 eller "1/3"'

    def read(self, value: Any, place: Place) -> Fraction:
        """Return the share as an exact fraction."""
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}/[1-9][0-9]{0,5}", value):
            part = Fraction(value)
            if part <= 1:
                return part
        elif not isinstance(value, str):
            try:
                return Fraction(Number(0, 1).read(value, place))
            except Refused:
                pass
        raise self.refuse(value, place)

    def schema(self) -> Schema:
        """Return the JSON Schema of a share."""
        return {"anyOf": [Number(0, 1).schema(), {"type": "string", "pattern": r"^\d{1,6}/[1-9]\d{0,5}$"}]}


def _plain(number: Decimal | int) -> str:
    if number == int(number):
        return f"{int(number):,}".replace(",", ".")
    return f"{Decimal(number).normalize():f}".replace(".", ",")


def _bare(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)
