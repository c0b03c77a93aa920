"""When an answer counts as given, and why one did not reach the person. No Django."""

from __future__ import annotations

import datetime as dt
import re

from samspil.paper import languages
from samspil.paper.refusal import Refused
from samspil.spine import states

# Written is not answered: an answer counts when somebody says that it reached the person.
ANSWERS = states.register(
    states.table(
        "answer (svar)",
        {"ready": "skrevet, ikke afleveret", "delivered": "nået frem"},
        {"ready": "delivered", "delivered": "ready"},
    )
)
REASONS = languages.words(
    {
        "no_reply": "Ingen svarede",
        "wrong_way": "Nummeret eller adressen er forkert",
        "returned": "Brevet kom retur",
        "moved": "Personen er flyttet",
        "refused": "Personen vil ikke have svaret på den måde",
    }
)
DAYS_TO_NEXT_TRY = 7  # the day suggested for the next try
MOST_AT_ONCE = 500  # answers written, or letters printed, in one press
_NUMBER = re.compile(r"(?<!\d)(?:\+45[ -]?|0045[ -]?)?(\d(?:[ .-]?\d){7})(?!\d)")
# Why a voice stands apart from those that one text may answer.
APART = languages.words(
    {
        "danger": "Nogen kan være i fare. Følg op på det først.",
        "unasked": "Der mangler svar på, om nogen er i fare.",
        "withdrawn": "Personen har trukket sit samtykke tilbage. Ordene må ikke bruges.",
        "lapsed": "Samtykket er udløbet. Ordene må ikke bruges.",
        "none": "Der er intet samtykke. Ordene må ikke bruges.",
    }
)


def check_reason(because: str) -> None:
    """An answer did not reach the person for one of a few reasons."""
    if because not in REASONS:
        raise Refused("Vælg, hvorfor svaret ikke nåede frem.", field="because")


def check_try_on(try_on: dt.date, today: dt.date) -> None:
    """The next try is not in the past."""
    if try_on < today:
        raise Refused("Den dag er gået. Vælg i dag eller en senere dag.", field="try_on")


def check_free(apart: str) -> None:
    """A voice that stands apart is answered alone, on its own page."""
    if apart:
        raise Refused("{apart} Åbn bidraget, og svar på det alene.", apart=APART[apart])


def check_once(*, is_written: bool) -> None:
    """One answer at a time waits to be delivered."""
    if is_written:
        raise Refused("Der er allerede skrevet et svar, som venter på at blive afleveret. Åbn siden igen.")


def check_some(number: int, *, empty: str) -> None:
    """Something was ticked, and not more than one press takes."""
    if not number:
        raise Refused(empty)
    if number > MOST_AT_ONCE:
        raise Refused("Tag højst {most_at_once} ad gangen.", most_at_once=MOST_AT_ONCE)


def whole(line: str, shared: str) -> str:
    """Return the answer one person gets: the line that is theirs alone, then what all are told."""
    return "\n\n".join(part.strip() for part in (line, shared) if part.strip())


def next_try(today: dt.date) -> dt.date:
    """Return the day suggested for the next try."""
    return today + dt.timedelta(days=DAYS_TO_NEXT_TRY)


def dialled(contact: str) -> str:
    """Return the first Danish phone number in what is written of where somebody is reached, as a phone dials it; "" without one."""
    found = _NUMBER.search(contact)
    return "+45" + re.sub(r"\D", "", found[1]) if found else ""
