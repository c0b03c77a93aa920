"""Whom one calls when somebody is in danger, by when it must be followed up, and who says so. No Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import policy

HOURS = 24  # from a yes until what was done must be written, where a place has not said otherwise
MOST_HOURS = 72
MOST_LINES = 8
LONGEST = 80  # characters of a name or of when somebody answers
# The roles that answer for voices where they are: one of them is told when nobody follows up in time.
NEXT_ROLES = ("coordinator", "staff", "secretary")
POLICY = (
    policy.rule("prepare", "alarm", "coordinator director", "organisation")
    .in_words(
        "Organisationens tovholdere og direktører skriver, hvem man ringer til, når nogen er i fare, og hvor hurtigt."
    )
    .otherwise(
        "Kun organisationens egne tovholdere og direktører kan skrive, hvem man ringer til, når nogen er i fare."
    ),
)


Key = TypeVar("Key")


@dataclass(frozen=True)
class Line:
    """Somebody who can be called: who, their number, and when they answer."""

    name: str
    phone: str
    hours: str = ""


def read_lines(written: str) -> list[Line]:
    """Read the lines as they are written, one on each: name; number; hours. Refused with the number of one that cannot be read."""
    rows = [(number, row) for number, row in enumerate(written.splitlines(), start=1) if row.strip()]
    if len(rows) > MOST_LINES:
        raise Refused(
            "Der er {n} linjer, og der er plads til {most}. Behold dem, der skal ringes til først.",
            field="lines",
            n=len(rows),
            most=MOST_LINES,
        )
    return [_read(number, row) for number, row in rows]


def _read(number: int, row: str) -> Line:
    name, phone, hours = ([part.strip() for part in row.split(";")] + ["", ""])[:3]
    if row.count(";") > 2 or not name or not is_number(phone):
        raise Refused(
            "Linje {number} kan ikke læses. Skriv navn, nummer og hvornår der svares, med semikolon imellem.",
            field="lines",
            number=number,
        )
    if max(len(name), len(hours)) > LONGEST:
        raise Refused("Linje {number} er for lang. Skriv den kortere.", field="lines", number=number)
    return Line(name, phone, hours)


def is_number(phone: str) -> bool:
    """Tell whether it is a number one can ring: an acute one has three digits, others eight or more."""
    digits = sum(letter.isdigit() for letter in phone)
    return (digits == 3 or 8 <= digits <= 15) and set(phone) <= set("0123456789+()-. ")


def written(lines: Iterable[Line]) -> str:
    """Return lines as they are written in the field that `read_lines` reads."""
    return "\n".join("; ".join(part for part in (each.name, each.phone, each.hours) if part) for each in lines)


def check_hours(hours: int) -> None:
    """A danger is followed up within hours, and within three days at most."""
    if not 1 <= hours <= MOST_HOURS:
        raise Refused("Skriv et antal timer fra 1 til {most}.", field="hours", most=MOST_HOURS)


def due_at(began_at: dt.datetime, hours: int) -> dt.datetime:
    """Return when what was done must be written."""
    return began_at + dt.timedelta(hours=hours)


@dataclass(frozen=True)
class Left:
    """How many whole hours are left of a clock, or how many it is over."""

    hours: int
    is_over: bool


def left(due: dt.datetime, now: dt.datetime) -> Left:
    """Return what is left of a clock. Less than an hour is 0 hours."""
    return Left(int(abs(due - now).total_seconds() // 3600), now >= due)


def is_to_be_told(due: dt.datetime, told_at: dt.datetime | None, now: dt.datetime, *, is_open: bool) -> bool:
    """Tell whether the next in line is to be told now: nobody has followed up in time, and nobody was told before."""
    return is_open and told_at is None and now >= due


def subject() -> str:
    """Return the subject of the mail to the next in line. Of what it is about it says nothing: others may read it."""
    return "Et bidrag er ikke fulgt op til tiden"


def body(due: dt.datetime, link: str) -> str:
    """Return the mail to the next in line."""
    return (
        f"Der skulle være fulgt op på et bidrag senest {danish.date(due)} {danish.clock(due)}. "
        "Det er der ikke, og derfor får du besked.\n\n"
        f"Se det, og tal med den, der har opgaven: {link}\n"
    )


def in_line(chosen: Key | None, others: Sequence[Key], owner: Key | None) -> list[Key]:
    """Return who is next, and next to that: whom the place chose, then the others; never the one who has it already."""
    line = [each for each in (chosen, *others) if each is not None and each != owner]
    return list(dict.fromkeys(line))
