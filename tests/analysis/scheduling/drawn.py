"""Problems drawn at random: small ones that can be tried out whole, and the size of a large process plan."""

from __future__ import annotations

import datetime as dt
import random

from samspil.analysis.scheduling import days
from samspil.analysis.scheduling.problem import Closed, Invitee, Meeting, Order, Problem, Span

MONDAY = dt.date(2026, 9, 7)


def small(seed: int) -> Problem:
    """Draw one to three meetings, two to five people and few hours, with every kind of wish now and then."""
    dice = random.Random(seed)
    length, count = dice.randint(1, 4), dice.choice([1, 2, 2, 3])
    first = MONDAY + dt.timedelta(days=dice.randrange(5))
    last = first + dt.timedelta(days=length - 1)
    opens, closes = dt.time(9), dt.time(9 + dice.randint(1, 2 if count == 3 else 3))
    lengths = [1, 2] if closes == dt.time(10) else [1, 2, 3]
    organisations = ["Kommunen", "Regionen", "Foreningen"][: dice.randint(1, 3)]
    people = tuple(
        _invitee(dice, number, dice.choice(organisations), first, last, opens, closes)
        for number in range(dice.randint(2, 5))
    )
    keys = [each.key for each in people]
    meetings = []
    for number in range(count):
        invited = frozenset(dice.sample(keys, dice.randint(1, len(keys)))) if dice.random() < 0.3 else frozenset()
        there = [each for each in people if not invited or each.key in invited]
        by = dice.choice(there).organisation
        meetings.append(
            Meeting(
                key=f"m{number}",
                title=f"Møde {number}",
                half_hours=dice.choice(lengths),
                place=dice.choice(["", "Hallen", "Rådhuset"]),
                invited=invited,
                must_come=frozenset([dice.choice(there).key]) if dice.random() < 0.4 else frozenset(),
                quorum={by: dice.randint(1, sum(each.organisation == by for each in there))}
                if dice.random() < 0.5
                else {},
            )
        )

    orders = []
    if count > 1 and dice.random() < 0.5:
        least = dice.choice([0, 0, 1])
        orders.append(Order("m0", "m1", least, dice.choice([None, least, least + 1])))

    closed = []
    if length > 1 and dice.random() < 0.3:
        closed.append(Closed("byrådets uge", frozenset([first]), is_wish=dice.random() < 0.5))

    return Problem(
        first=first,
        last=last,
        people=people,
        meetings=tuple(meetings),
        opens=opens,
        closes=closes,
        weekdays=frozenset(range(7)) if dice.random() < 0.7 else frozenset(range(5)),
        orders=tuple(orders),
        closed=tuple(closed),
        travel={("Hallen", "Rådhuset"): dice.randint(0, 2)},
        is_short=dice.random() < 0.4,
        citizens_first=dice.random() < 0.7,
    )


def _invitee(
    dice: random.Random, number: int, organisation: str, first: dt.date, last: dt.date, opens: dt.time, closes: dt.time
) -> Invitee:
    can: list[Span] = []
    maybe: list[Span] = []
    busy = dice.choice([0.2, 0.5, 0.7])
    for day in range((last - first).days + 1):
        at, ends = (dt.datetime.combine(first + dt.timedelta(days=day), each) for each in (opens, closes))
        while at < ends:
            step = dt.timedelta(minutes=30 * dice.randint(1, 3))
            if dice.random() > busy:
                dice.choice([can, can, maybe]).append(Span(at, at + step))
            at += step

    return Invitee(
        key=f"p{number}",
        name=f"Person {number}",
        organisation=organisation,
        can=tuple(can),
        maybe=tuple(maybe),
        is_citizen=dice.random() < 0.25,
        missed_before=dice.choice([0, 0, 1, 5]),
    )


def large(seed: int, *, people: int = 40, organisations: int = 8, weeks: int = 6, meetings: int = 6) -> Problem:
    """Draw a process plan: people who can now and then, holidays, a council week, places apart."""
    dice = random.Random(seed)
    first = dt.date(2026, 4, 27)
    last = first + dt.timedelta(days=7 * weeks - 1)
    names = [f"Organisation {number + 1}" for number in range(organisations)]
    invitees = []
    for number in range(people):
        can: list[Span] = []
        maybe: list[Span] = []
        for day in range((last - first).days + 1):
            for hour in range(8, 18, 2):
                at = dt.datetime.combine(first + dt.timedelta(days=day), dt.time(hour))
                roll = dice.random()
                if roll < 0.55:
                    can.append(Span(at, at + dt.timedelta(hours=2)))
                elif roll < 0.65:
                    maybe.append(Span(at, at + dt.timedelta(hours=2)))
        invitees.append(
            Invitee(
                key=f"p{number}",
                name=f"Person {number + 1}",
                organisation=names[number % organisations],
                can=tuple(can),
                maybe=tuple(maybe),
                is_citizen=number < 4,
                missed_before=dice.choice([0, 0, 0, 1, 2]),
            )
        )

    return Problem(
        first=first,
        last=last,
        people=tuple(invitees),
        meetings=tuple(
            Meeting(
                key=f"m{number}",
                title=f"Aktivitet {number + 1}",
                half_hours=dice.choice([2, 3, 4]),
                place=dice.choice(["Hallen", "Rådhuset", "Regionshuset"]),
                must_come=frozenset(["p4"]),
                quorum=dict.fromkeys(names, 1),
            )
            for number in range(meetings)
        ),
        orders=tuple(Order(f"m{number}", f"m{number + 1}", 2) for number in range(meetings - 1)),
        closed=(days.closed(first, last), days.week(2026, 20, name="byrådets uge 20")),
        travel={("Hallen", "Rådhuset"): 1, ("Hallen", "Regionshuset"): 3, ("Rådhuset", "Regionshuset"): 2},
    )
