"""The same answers found slowly, by trying every start of every meeting against the wishes as they are written.

Shares nothing with the solver but the price of each thing: what comes to whom is worked out anew, half hour by half hour.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

from samspil.analysis.scheduling import worth
from samspil.analysis.scheduling.problem import HALF_HOUR, Invitee, Meeting, Problem


def best(problem: Problem) -> int | None:
    """Return the worth of the best times that keep every wish; None when there are none."""
    return max((value(problem, starts) for starts in _all(problem) if broken(problem, starts) == 0), default=None)


def nearest(problem: Problem) -> tuple[int, int] | None:
    """Return how many wishes must be given up at least, and the best worth then; None when even that cannot be."""
    best = min(((broken(problem, starts), -value(problem, starts)) for starts in _all(problem)), default=None)
    return (best[0], -best[1]) if best else None


def _all(problem: Problem) -> Iterator[tuple[dt.datetime, ...]]:
    midnight = dt.datetime.combine(problem.first, dt.time())
    halves = [midnight + HALF_HOUR * each for each in range(problem.days * 48)]
    holidays = {day for each in problem.closed if not each.is_wish for day in each.days}
    possible = [
        [
            start
            for start in halves
            if start.date() not in holidays
            and start.weekday() in problem.weekdays
            and dt.datetime.combine(start.date(), problem.opens) <= start
            and start + meeting.half_hours * HALF_HOUR <= dt.datetime.combine(start.date(), problem.closes)
        ]
        for meeting in problem.meetings
    ]

    for starts in itertools.product(*possible):
        if all(
            _are_apart(problem, one, other)
            for one, other in itertools.combinations(list(zip(problem.meetings, starts, strict=True)), 2)
        ):
            yield starts


def _are_apart(problem: Problem, one: tuple[Meeting, dt.datetime], other: tuple[Meeting, dt.datetime]) -> bool:
    shared = set(problem.invited(one[0])) & set(problem.invited(other[0]))
    way = problem.between(one[0], other[0]) * HALF_HOUR
    first, second = sorted((one, other), key=lambda each: each[1])
    return not shared or first[1] + first[0].half_hours * HALF_HOUR + way <= second[1]


def level(person: Invitee, start: dt.datetime, half_hours: int) -> int:
    """Return whether a person can, perhaps can, or cannot during the whole of a meeting."""

    def at(moment: dt.datetime) -> int:
        if any(span.starts <= moment < span.ends for span in person.can):
            return worth.CAN
        return worth.MAYBE if any(span.starts <= moment < span.ends for span in person.maybe) else worth.CANNOT

    return min(at(start + HALF_HOUR * each) for each in range(half_hours))


def broken(problem: Problem, starts: Sequence[dt.datetime]) -> int:
    """Count the wishes that times break, a closed week once however many meetings lie in it."""
    count = 0
    weeks = set()
    for meeting, start in zip(problem.meetings, starts, strict=True):
        comes = {person.key: level(person, start, meeting.half_hours) > 0 for person in problem.invited(meeting)}
        count += sum(not comes[key] for key in meeting.must_come)
        for organisation, least in meeting.quorum.items():
            there = sum(comes[each.key] for each in problem.invited(meeting) if each.organisation == organisation)
            count += there < least
        weeks |= {each.name for each in problem.closed if each.is_wish and start.date() in each.days}

    at = {meeting.key: (meeting, start) for meeting, start in zip(problem.meetings, starts, strict=True)}
    for order in problem.orders:
        (before, first), (_, second) = at[order.before], at[order.after]
        days = (second.date() - first.date()).days
        is_kept = first + before.half_hours * HALF_HOUR <= second and days >= order.least_days
        count += not (is_kept and (order.most_days is None or days <= order.most_days))

    return count + len(weeks)


def value(problem: Problem, starts: Sequence[dt.datetime]) -> int:
    """Return what times are worth."""
    factor, total = worth.citizen_factor(problem), 0
    missed = dict.fromkeys([each.key for each in problem.people], 0)
    for meeting, start in zip(problem.meetings, starts, strict=True):
        for person in problem.invited(meeting):
            comes = level(person, start, meeting.half_hours)
            missed[person.key] += not comes
            total += worth.points(problem, person, comes) * (factor if person.is_citizen else 1)
        total -= worth.WEEK_LATER * ((start.date() - problem.first).days // 7)

    total -= worth.LEFT_OUT_NOW * max(missed.values())
    if problem.is_short:
        days = [start.date() for start in starts]
        total -= worth.DAY_APART * (max(days) - min(days)).days

    return total
