"""The plan in the order of time, as a line that is read from above: what is over, today, what is next, and what has no day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from samspil.features.partnerships.plans.queries import Planned
from samspil.paper import danish

# What a partnership's own page shows of a long plan.
BEFORE, AFTER = 2, 4


@dataclass(frozen=True)
class Stop:
    """One activity on the line: its month where that is a new one, whether it is over, and whether it is the next."""

    row: Planned
    month: str
    is_over: bool
    is_next: bool
    is_after_today: bool

    @property
    def look(self) -> str:
        """Return the class of its mark: done, next, called off, or to come."""
        if self.row.activity.state == "cancelled":
            return "off"
        return "next" if self.is_next else "over" if self.is_over else "ahead"

    @property
    def facts(self) -> list[str]:
        """Return how it went or of which kind it is, where it is, and what is open about it."""
        activity = self.row.activity
        is_told = activity.state != "planned" or self.is_over
        state = activity.get_state_display()
        how = f"{state[:1].upper()}{state[1:]}" if is_told else activity.get_method_display()
        return [words for words in (how, activity.gathering.place, *self.row.open) if words]


def lined(rows: Sequence[Planned], today: dt.date) -> list[Stop]:
    """Return the rows by their time; what has none stands after what it follows in the plan."""
    ordered: list[tuple[dt.date, int, Planned]] = []
    latest = dt.date.min
    for at, row in enumerate(rows):
        latest = row.placed.first or latest
        ordered.append((latest, at, row))
    ordered.sort(key=lambda each: each[:2])

    stops: list[Stop] = []
    month, found_next, passed_today = "", False, False
    for _day, _at, row in ordered:
        is_over = _is_over(row, today)
        is_next = not found_next and not is_over and row.activity.state == "planned"
        after_today = not passed_today and not is_over and row.placed.first is not None and row.placed.first > today
        own = _month(row)
        stops.append(Stop(row, own if own != month else "", is_over, is_next, after_today and bool(stops)))
        month, found_next, passed_today = own or month, found_next or is_next, passed_today or after_today

    return stops


def _is_over(row: Planned, today: dt.date) -> bool:
    ends = row.placed.last
    return row.activity.state in {"held", "closed"} or (ends is not None and ends < today)


def _month(row: Planned) -> str:
    first = row.placed.first
    return f"{danish.MONTHS[first.month - 1].capitalize()} {first.year}" if first and not row.placed.is_guess else ""


def near(stops: Sequence[Stop]) -> list[Stop]:
    """Return the part of a long plan around what is next: a few before it, and a few from it on."""
    if len(stops) <= BEFORE + AFTER + 1:
        return list(stops)
    at = next((number for number, each in enumerate(stops) if not each.is_over), len(stops))
    first = max(0, min(at - BEFORE, len(stops) - BEFORE - AFTER))
    return list(stops[first : first + BEFORE + AFTER])
