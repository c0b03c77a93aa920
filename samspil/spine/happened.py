"""What is said to have happened has happened: a deed that says so is refused while its day lies ahead. No Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from samspil.paper import danish
from samspil.paper.refusal import Refused

_as_of: ContextVar[dt.date | None] = ContextVar("happened_as_of", default=None)


@contextmanager
def as_of(day: dt.date) -> Iterator[None]:
    """Judge what has happened as it stood on a day, or today when that is later: an example tells of its own time."""
    token = _as_of.set(day)
    try:
        yield
    finally:
        _as_of.reset(token)


def today() -> dt.date:
    """Return the last day on which something can have happened."""
    now, told = danish.today(), _as_of.get()
    return max(now, told) if told else now


def check_after(on: dt.date, earlier: danish.When, sentence: str, *, field: str | None = None) -> None:
    """Refuse, with the sentence, what is said to have happened before the day of what it follows from."""
    if earlier.on is not None and on < earlier.on:
        raise Refused(sentence, field=field)


def check(on: danish.When | dt.date | None, what: str, *, field: str | None = None) -> None:
    """Refuse what lies ahead. `what` begins the sentence ("Mødet"); a month or a year has happened once it has begun.

    A moment counts as its Danish day, so that a meeting may be written down while it is held. No date refuses nothing.
    """
    first = on.on if isinstance(on, danish.When) else _day(on)
    if first is not None and first > today():
        when = str(on) if isinstance(on, danish.When) else danish.date(first)
        raise Refused(
            "{what} er {when}, og den tid er ikke kommet endnu. Vent, til det er sket, eller ret datoen.",
            field=field,
            what=what,
            when=when,
        )


def has(on: danish.When | dt.date | None) -> bool:
    """Tell whether something's day has come; what has no date is not judged."""
    first = on.on if isinstance(on, danish.When) else _day(on)
    return first is None or first <= today()


def _day(on: dt.date | None) -> dt.date | None:
    return danish.day_of(on) if on is not None else None
