"""Hands answers to the search for meeting times. Names stay inside the house; nothing about health is among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from django.utils import timezone

from samspil.analysis.scheduling import busy as reading
from samspil.analysis.scheduling import days, proposals
from samspil.analysis.scheduling.problem import Closed, Invitee, Meeting, Order, Problem, Span
from samspil.features.partnerships.times import queries, rules
from samspil.features.partnerships.times.models import Asked, TimeRequest

# Nobody has told how far it is between two places: an hour is left between meetings in different ones.
WAY = 2
# What a page waits for, in the solver's own seconds a proposal; the full size of a plan is proven in less.
PATIENCE = 6.0


def closed_days(request: TimeRequest) -> frozenset[dt.date]:
    """Return the days of the window on which nobody is asked: holidays, days off by agreement, closed weeks."""
    chosen = frozenset(days.BY_AGREEMENT) if request.is_closed_by_agreement else frozenset[str]()
    closed = set(days.closed(request.first, request.last, by_agreement=chosen).days)
    for week in request.closed_weeks.split():
        year, number = week.split("-")
        closed |= days.week(int(year), int(number)).days
    return frozenset(closed)


def check_weeks(weeks: Sequence[tuple[int, int]]) -> None:
    """Refuse a week that is not in the calendar."""
    for year, number in weeks:
        days.week(year, number)


def offered(request: TimeRequest) -> list[tuple[dt.date, str]]:
    """Return the days and parts that are asked about, in order."""
    closed, weekdays = closed_days(request), {int(each) for each in request.weekdays.split()}
    length = (request.last - request.first).days + 1
    window = [request.first + dt.timedelta(days=each) for each in range(length)]
    parts = [part for part in rules.PARTS if part in request.parts.split()]
    return [(day, part) for day in window if day.weekday() in weekdays and day not in closed for part in parts]


def busy(request: TimeRequest, content: bytes) -> tuple[Span, ...]:
    """Read when a calendar file is taken on the days that are asked about."""
    return reading.busy(content, request.first, request.last)


def level_from(taken: Sequence[Span], day: dt.date, part: str) -> str:
    """Answer for a part of a day from a calendar: it can, unless no half hour of it is free."""
    begins, ends = span_of(day, part)
    free = begins
    for each in sorted(taken, key=lambda span: span.starts):
        if each.starts > free:
            break
        free = max(free, each.ends)
    return "cannot" if free >= ends else "can"


def span_of(day: dt.date, part: str) -> tuple[dt.datetime, dt.datetime]:
    """Return when a part of a day begins and ends, on the Danish clock."""
    known = rules.PARTS[part]
    return dt.datetime.combine(day, dt.time(known.begins)), dt.datetime.combine(day, dt.time(known.ends))


def problem(request: TimeRequest) -> Problem:
    """Write an asking and its answers as a problem of scheduling. A fixed number of queries."""
    parts = [rules.PARTS[part] for part in request.parts.split()]
    sought = queries.sought(request)
    standing = list(queries.standing(request).prefetch_related("availabilities", "busy_times"))
    missed = queries.missed_lately(request.partnership)
    there = {each.organisation.name for each in standing if each.organisation}
    quorum = {
        each.organisation.name: each.least for each in queries.quorums(request) if each.organisation.name in there
    }
    must = frozenset(str(each.person_id) for each in standing if each.must_come)
    places = sorted({each.activity.gathering.place for each in sought})

    return Problem(
        first=request.first,
        last=request.last,
        people=tuple(_invitee(each, missed[each.person_id]) for each in standing),
        meetings=tuple(
            Meeting(
                key=str(each.activity_id),
                title=each.activity.node.title,
                half_hours=each.half_hours,
                place=each.activity.gathering.place,
                must_come=must,
                quorum=quorum,
            )
            for each in sought
        ),
        opens=dt.time(min(each.begins for each in parts)),
        closes=dt.time(max(each.ends for each in parts)),
        weekdays=frozenset(int(each) for each in request.weekdays.split()),
        orders=tuple(
            Order(str(one.activity_id), str(other.activity_id), request.least_days) for one, other in pairwise(sought)
        ),
        closed=(Closed("lukkede dage", closed_days(request)),),
        travel={(one, other): WAY for one in places for other in places if one < other},
        is_short=request.is_short,
    )


def _invitee(row: Asked, missed: int) -> Invitee:
    taken = [(_clock(each.starts_at), _clock(each.ends_at)) for each in row.busy_times.all()]
    spans: dict[str, list[Span]] = {"can": [], "maybe": []}
    for each in row.availabilities.all():
        if each.level in spans:
            spans[each.level] += _without(span_of(each.on, each.part), taken)

    return Invitee(
        key=str(row.person_id),
        name=row.person.name,
        organisation=row.organisation.name if row.organisation else "",
        can=tuple(spans["can"]),
        maybe=tuple(spans["maybe"]),
        is_citizen=row.is_citizen,
        has_answered=row.answered_at is not None,
        missed_before=missed,
    )


def _without(whole: tuple[dt.datetime, dt.datetime], taken: Sequence[tuple[dt.datetime, dt.datetime]]) -> list[Span]:
    left, (at, ends) = [], whole
    for begins, stops in sorted(taken):
        if begins >= ends or stops <= at:
            continue
        if begins > at:
            left.append(Span(at, begins))
        at = max(at, stops)
    if at < ends:
        left.append(Span(at, ends))
    return left


def _clock(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment).replace(tzinfo=None)


def propose(request: TimeRequest) -> proposals.Answer:
    """Return the best few times for an asking, or what stands in the way."""
    return proposals.propose(problem(request), limit=PATIENCE)
