"""Slips of the pen in files and on the command line: a Danish number, a Danish date, a byte mark; and how to mend each."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

SHOWN = 60  # characters of a line that a refusal repeats
LONGEST = 24  # characters of a number or a day that someone wrote; more is no slip
BYTE_MARK = "\ufeff"

_COMMA = re.compile(r"([+-]?)(\d{1,3}(?:[.\u00a0 ]\d{3})*|\d+),(\d+)")
_DOTS = re.compile(r"([+-]?)(\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:[\u00a0 ]\d{3})+)")
_DAY = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_BACKWARDS = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_PERCENT = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*%")
_PLACE = re.compile(r"line (\d+), column (\d+)")


def mend(value: str) -> str:
    """Tell how to write what someone wrote the Danish way, as `0.5`, `5700000` or `2028-07-01`; empty when it is no such slip."""
    text = value.strip().strip("\"'")
    if len(text) > LONGEST:
        return ""
    if day := _DAY.fullmatch(text):
        return _day(day[3], day[2], day[1])
    if day := _BACKWARDS.fullmatch(text):
        return _day(day[1], day[2], day[3])
    if share := _PERCENT.fullmatch(text):
        return _plain(Decimal(share[1].replace(",", ".")) / 100)
    if number := _COMMA.fullmatch(text):
        return _plain(Decimal(f"{number[1]}{re.sub(r'[^0-9]', '', number[2])}.{number[3]}"))
    if number := _DOTS.fullmatch(text):
        return number[1].replace("+", "") + re.sub(r"[^0-9]", "", number[2])

    return ""


def _day(year: str, month: str, day: str) -> str:
    return f"{year}-{int(month):02d}-{int(day):02d}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def hint(value: object) -> str:
    """Return the end of a refusal, `: skriv 0.5`, where a value is a slip that can be named, else nothing."""
    right = mend(value) if isinstance(value, str) else ""
    return f" (skriv {right})" if right else ""


def shown_line(text: str, line: int) -> str:
    """Return one line of a text as a refusal may repeat it: shortened, control characters replaced; empty past the end."""
    lines = text.split("\n")
    words = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    # Bytes of a file may be codes that a terminal obeys.
    clean = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words[: SHOWN + 1])
    return clean if len(words) <= SHOWN else clean[: SHOWN - 3] + "..."


def first(text: str) -> str:
    """Find the first slip in a line and tell how to mend it: `0,5 skrives 0.5`; empty when none is seen."""
    pattern = "|".join(f"(?:{each.pattern})" for each in (_DAY, _BACKWARDS, _COMMA, _DOTS))
    for slip in re.finditer(rf"(?<![\w.,-])(?:{pattern})(?![\w])", text):
        if right := mend(slip[0]):
            return f"{slip[0]} skrives {right}"
    return ""


def in_text(text: str, line: int, column: int) -> str:
    """Say where a file goes wrong, what stands there, and, where it can be seen, how to mend it."""
    words = shown_line(text, line)
    if not words:
        return f"linje {line}, tegn {column}, hvor der ikke står noget"
    right = first(text.split("\n")[line - 1])
    return f"linje {line}, tegn {column}: »{words}«" + (f"; {right}" if right else "")


def in_toml(text: str, message: str) -> str:
    """Say in Danish where the standard TOML reader stopped; it names line and column in English, or the end of the file."""
    place = _PLACE.search(message)
    if place is None:
        return f"linje {text.count(chr(10)) + 1}, hvor filen slutter midt i noget"
    return in_text(text, int(place[1]), int(place[2]))


def number(text: str) -> Decimal | None:
    """Read a number written with a point; None for everything else, also for numbers too long to be one."""
    try:
        written = Decimal(text)
    except (InvalidOperation, ValueError):
        return None
    return written if written.is_finite() else None
