"""What a set of times is worth, in whole points, and which wishes each start breaks: one set of rules for every way of searching.

Who can, comes: meetings that share an invitee never overlap, the way between their places included, so nobody has to choose.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from samspil.analysis.scheduling.problem import SLOTS_A_DAY, Invitee, Meeting, Problem, Span, slot_of_day

CANNOT, MAYBE, CAN = 0, 1, 2
# Points for one who comes. "Kan måske" is worth more than half: a maybe beats nobody, and two maybes beat one who can.
POINTS = {CANNOT: 0, MAYBE: 6, CAN: 10}
# Added for one who comes and missed the last ones, for each of at most three: nobody is left out again and again.
LEFT_OUT_BEFORE = 3
MOST_BEFORE = 3
# Taken away for each meeting that the one who misses most would miss.
LEFT_OUT_NOW = 15
# Taken away for each week that passes before a meeting, and for each day between first and last when the plan is short.
WEEK_LATER = 1
DAY_APART = 2


@dataclass(frozen=True)
class Wish:
    """Something that may be given up when nothing fits: `kind` is must_come, quorum, closed or order."""

    kind: str
    meeting: str = ""
    who: str = ""
    order: int = -1


@dataclass(frozen=True)
class Candidate:
    """One start of one meeting: half hours since the first day's midnight, each invitee's level, and the wishes it breaks."""

    start: int
    levels: tuple[int, ...]
    broken: tuple[Wish, ...]

    @property
    def day(self) -> int:
        """The day of the window on which it lies, from 0."""
        return self.start // SLOTS_A_DAY


def levels(problem: Problem, person: Invitee) -> bytes:
    """Return a person's level for every half hour of the window."""
    slots = bytearray(problem.days * SLOTS_A_DAY)
    for spans, level in ((person.maybe, MAYBE), (person.can, CAN)):
        for span in spans:
            begin, end = _within(problem, span)
            slots[begin:end] = bytes([level]) * (end - begin)
    return bytes(slots)


def _within(problem: Problem, span: Span) -> tuple[int, int]:
    last = problem.days * SLOTS_A_DAY
    begin, end = (min(max(problem.slot(each), 0), last) for each in (span.starts, span.ends))
    return begin, end


def points(problem: Problem, person: Invitee, level: int) -> int:
    """Return what one person's coming is worth, before citizens go first."""
    if level == CANNOT:
        return 0
    return POINTS[level] + LEFT_OUT_BEFORE * min(person.missed_before, MOST_BEFORE)


def citizen_factor(problem: Problem) -> int:
    """Return what a citizen's points are multiplied by: so much that nothing else together outweighs one.

    1 when citizens do not go first, or when only citizens are invited.
    """
    if not problem.citizens_first or not any(each.is_citizen for each in problem.people):
        return 1

    others = sum(
        points(problem, person, CAN)
        for meeting in problem.meetings
        for person in problem.invited(meeting)
        if not person.is_citizen
    )
    count = len(problem.meetings)
    weeks, apart = problem.days // 7 + 1, problem.days * DAY_APART * problem.is_short
    rest = others + LEFT_OUT_NOW * count + WEEK_LATER * weeks * count + apart
    smallest_step = POINTS[CAN] - POINTS[MAYBE]
    return rest // smallest_step + 1


def candidates(problem: Problem, meeting: Meeting, level_of: dict[str, bytes]) -> list[Candidate]:
    """Return every start of a meeting within the window's days and hours, with what each breaks."""
    invited = problem.invited(meeting)
    hard = frozenset[dt.date]().union(*(each.days for each in problem.closed if not each.is_wish))
    opens, closes = slot_of_day(problem.opens), slot_of_day(problem.closes)
    # How far each level reaches from every half hour, so that a start is looked up and not counted out.
    reach = {person.key: (_reach(level_of[person.key], MAYBE), _reach(level_of[person.key], CAN)) for person in invited}
    candidates = []
    for number in range(problem.days):
        day = problem.first + dt.timedelta(days=number)
        if day.weekday() not in problem.weekdays or day in hard:
            continue
        wished = tuple(Wish("closed", who=each.name) for each in problem.closed if each.is_wish and day in each.days)
        for slot in range(opens, closes - meeting.half_hours + 1):
            start = number * SLOTS_A_DAY + slot
            at = tuple(
                CAN
                if reach[person.key][1][start] >= meeting.half_hours
                else MAYBE
                if reach[person.key][0][start] >= meeting.half_hours
                else CANNOT
                for person in invited
            )
            candidates.append(Candidate(start, at, wished + _broken(meeting, invited, at)))

    return candidates


def _reach(slots: bytes, least: int) -> list[int]:
    reach, run = [0] * (len(slots) + 1), 0
    for at in range(len(slots) - 1, -1, -1):
        run = run + 1 if slots[at] >= least else 0
        reach[at] = run
    return reach


def _broken(meeting: Meeting, invited: Sequence[Invitee], at: Sequence[int]) -> tuple[Wish, ...]:
    coming = Counter(person.organisation for person, level in zip(invited, at, strict=True) if level)
    return (
        *(
            Wish("must_come", meeting.key, person.key)
            for person, level in zip(invited, at, strict=True)
            if not level and person.key in meeting.must_come
        ),
        *(
            Wish("quorum", meeting.key, organisation)
            for organisation, least in sorted(meeting.quorum.items())
            if coming[organisation] < least
        ),
    )


def worth(problem: Problem, meeting: Meeting, at: Sequence[int], day: int, factor: int) -> int:
    """Return what one meeting's start is worth by itself."""
    coming = sum(
        points(problem, person, level) * (factor if person.is_citizen else 1)
        for person, level in zip(problem.invited(meeting), at, strict=True)
    )
    return coming - WEEK_LATER * (day // 7)
