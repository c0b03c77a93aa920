"""Who sits in a body, who was there at an item, and what may be voted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samspil.paper import danish, languages

VOTES = languages.words({"for": "For", "against": "Imod", "abstain": "Undlod"})
DISSENTS = languages.words({"dissent": "Mindretalsudtalelse", "note": "Protokoltilførsel"})
THERE = frozenset({"present", "substitute"})


@dataclass(frozen=True)
class Seat:
    """One who was invited, as the rules see it. Orders are the agenda's; None: from the beginning, to the end."""

    key: int
    name: str
    presence: str
    person_id: object = None
    substitute_for: str = ""
    arrived_at: dt.time | None = None
    from_order: int | None = None
    left_at: dt.time | None = None
    until_order: int | None = None
    recused_at: frozenset[int] = frozenset()

    def was_there(self, order: int) -> bool:
        """Tell whether somebody took part in an item: present, come, not gone, not recused."""
        return (
            self.presence in THERE
            and (self.from_order is None or self.from_order <= order)
            and (self.until_order is None or order < self.until_order)
            and order not in self.recused_at
        )


def there_at(seats: Iterable[Seat], order: int) -> list[Seat]:
    """Return those who took part in an item, and whose votes must add up."""
    return [seat for seat in seats if seat.was_there(order)]


def attendance_words(seats: Sequence[Seat], *, adjourned: dt.time | None) -> str:
    """Write who took part as minutes do: "Alle var mødt, undtagen ..., der havde meldt afbud"."""
    said = []
    apologies = [seat.name for seat in seats if seat.presence == "apology"]
    absent = [seat.name for seat in seats if seat.presence == "absent"]
    if any(seat.presence in THERE for seat in seats):
        away = []
        if apologies:
            away.append(f"{danish.listing(apologies)}, der havde meldt afbud")
        if absent:
            away.append(f"{danish.listing(absent)}, der var udeblevet")
        said.append(f"Alle var mødt, undtagen {', og '.join(away)}." if away else "Alle var mødt.")

    said += [
        f"{seat.name} deltog som stedfortræder for {seat.substitute_for}." for seat in seats if seat.substitute_for
    ]
    said += [f"{seat.name} kom {danish.clock(seat.arrived_at)}." for seat in seats if seat.arrived_at]
    said += [f"{seat.name} gik {danish.clock(seat.left_at)}." for seat in seats if seat.left_at]
    words = " ".join(said)
    return "\n\n".join(filter(None, [words, f"Mødet blev hævet {danish.clock(adjourned)}." if adjourned else ""]))
