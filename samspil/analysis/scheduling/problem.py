"""What is wished of a meeting time: who, from which organisations, when, where, in what order; and whether it makes sense.

Times are Danish wall clock without zone. The grid is half an hour, because nobody plans a meeting finer.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from samspil.paper import danish
from samspil.paper.refusal import Refused

HALF_HOUR = dt.timedelta(minutes=30)
SLOTS_A_DAY = 48
# Half a year of days, 200 people and 20 meetings are far beyond a process plan; more is a slip or an attack.
LONGEST_WINDOW_DAYS = 184
MOST_PEOPLE = 200
MOST_MEETINGS = 20
LONGEST_MEETING = 16  # half hours: a working day


@dataclass(frozen=True)
class Span:
    """From a moment until a moment, on whole half hours."""

    starts: dt.datetime
    ends: dt.datetime


@dataclass(frozen=True)
class Invitee:
    """One person: when they can and perhaps can; outside both they cannot. `missed_before`: how many of the last they missed."""

    key: str
    name: str
    organisation: str
    can: tuple[Span, ...] = ()
    maybe: tuple[Span, ...] = ()
    is_citizen: bool = False
    has_answered: bool = True
    missed_before: int = 0


@dataclass(frozen=True)
class Meeting:
    """One meeting to find a time for. `invited` empty means everybody; `quorum` is how many at least by organisation."""

    key: str
    title: str
    half_hours: int
    place: str = ""
    invited: frozenset[str] = frozenset()
    must_come: frozenset[str] = frozenset()
    quorum: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Order:
    """One meeting lies before another, with at least and at most so many days between them (0: may be the same day)."""

    before: str
    after: str
    least_days: int = 0
    most_days: int | None = None


@dataclass(frozen=True)
class Closed:
    """Days on which nobody meets. A wish (a council's own week) can be given up; a public holiday cannot."""

    name: str
    days: frozenset[dt.date]
    is_wish: bool = False


@dataclass(frozen=True)
class Problem:
    """All that is wished. `travel` holds half hours between two places, in one order or the other.

    `is_short` asks for days close together; `citizens_first` lets no number of others outweigh one citizen.
    """

    first: dt.date
    last: dt.date
    people: tuple[Invitee, ...]
    meetings: tuple[Meeting, ...]
    opens: dt.time = dt.time(8)
    closes: dt.time = dt.time(18)
    weekdays: frozenset[int] = frozenset(range(5))
    orders: tuple[Order, ...] = ()
    closed: tuple[Closed, ...] = ()
    travel: Mapping[tuple[str, str], int] = field(default_factory=dict)
    is_short: bool = False
    citizens_first: bool = True

    @property
    def days(self) -> int:
        """How many days the window holds, both ends included."""
        return (self.last - self.first).days + 1

    def invited(self, meeting: Meeting) -> tuple[Invitee, ...]:
        """Return those who are invited to a meeting, in the problem's order."""
        return tuple(each for each in self.people if not meeting.invited or each.key in meeting.invited)

    def between(self, one: Meeting, other: Meeting) -> int:
        """Return the half hours that the way between two meetings' places takes, 0 when unknown or the same."""
        if one.place == other.place:
            return 0
        return self.travel.get((one.place, other.place), self.travel.get((other.place, one.place), 0))

    def slot(self, moment: dt.datetime) -> int:
        """Return a moment as half hours since midnight of the first day."""
        return int((moment - dt.datetime.combine(self.first, dt.time())) / HALF_HOUR)

    def moment(self, slot: int) -> dt.datetime:
        """Return the moment at which a half hour begins."""
        return dt.datetime.combine(self.first, dt.time()) + slot * HALF_HOUR


def slot_of_day(at: dt.time) -> int:
    """Return a time of day as half hours since midnight; 23.59 is the day's end."""
    return SLOTS_A_DAY if (at.hour, at.minute) == (23, 59) else at.hour * 2 + at.minute // 30


def check(problem: Problem) -> None:
    """Refuse what makes no sense, in one Danish sentence."""
    _check_window(problem)
    _check_people(problem)
    _check_meetings(problem)
    _check_orders(problem)


def _check_window(problem: Problem) -> None:
    if problem.last < problem.first:
        raise Refused("Perioden slutter, før den begynder. Ret den ene af de to datoer.", field="last")
    if problem.days > LONGEST_WINDOW_DAYS:
        raise Refused(
            f"Perioden er på {danish.count(problem.days, 'dag', 'dage')}. Vælg højst {LONGEST_WINDOW_DAYS} dage.",
            field="last",
        )

    for at, name in ((problem.opens, "begynder"), (problem.closes, "slutter")):
        if slot_of_day(at) < SLOTS_A_DAY and (at.minute % 30 or at.second):
            raise Refused(f"Dagen {name} {danish.clock(at)}. Vælg en hel eller halv time.", field="opens")

    if slot_of_day(problem.opens) >= slot_of_day(problem.closes):
        raise Refused("Dagen slutter, før den begynder. Ret klokkeslættene.", field="closes")
    if not problem.weekdays or not problem.weekdays <= frozenset(range(7)):
        raise Refused("Vælg mindst én ugedag fra mandag til søndag.", field="weekdays")

    for (one, other), half_hours in problem.travel.items():
        if half_hours < 0:
            raise Refused(f"Vejen mellem {one} og {other} kan ikke tage mindre end ingen tid.", field="travel")


def _check_people(problem: Problem) -> None:
    if not problem.people:
        raise Refused("Vælg mindst én, der skal spørges om tid.", field="people")
    if len(problem.people) > MOST_PEOPLE:
        raise Refused(f"Der er {len(problem.people)} personer. Vælg højst {MOST_PEOPLE}.", field="people")
    if twice := _twice([each.key for each in problem.people]):
        raise Refused(f"Personen »{twice}« er med to gange. Fjern den ene.", field="people")

    for person in problem.people:
        if person.missed_before < 0:
            raise Refused(f"{person.name} kan ikke have manglet færre end 0 gange.", field="people")
        for span in (*person.can, *person.maybe):
            if span.starts.tzinfo or span.ends.tzinfo:
                raise Refused(f"Tiderne for {person.name} skal være dansk tid uden tidszone.", field="people")
            if span.ends <= span.starts:
                raise Refused(
                    f"En tid for {person.name} slutter, før den begynder: {danish.weekday_date(span.starts)} "
                    f"{danish.clock(span.starts)}.",
                    field="people",
                )
            if any(at.minute % 30 or at.second or at.microsecond for at in (span.starts, span.ends)):
                raise Refused(
                    f"Tiderne for {person.name} skal begynde og slutte på en hel eller halv time.", field="people"
                )


def _check_meetings(problem: Problem) -> None:
    if not problem.meetings:
        raise Refused("Vælg mindst ét møde, der skal findes en tid til.", field="meetings")
    if len(problem.meetings) > MOST_MEETINGS:
        raise Refused(f"Der er {len(problem.meetings)} møder. Vælg højst {MOST_MEETINGS}.", field="meetings")
    if twice := _twice([each.key for each in problem.meetings]):
        raise Refused(f"Mødet »{twice}« er med to gange. Fjern det ene.", field="meetings")

    known = {each.key for each in problem.people}
    for meeting in problem.meetings:
        if not 1 <= meeting.half_hours <= LONGEST_MEETING:
            raise Refused(
                f"»{meeting.title}« skal vare mellem en halv time og {LONGEST_MEETING // 2} timer.", field="length"
            )
        room = slot_of_day(problem.closes) - slot_of_day(problem.opens)
        if meeting.half_hours > room:
            raise Refused(
                f"»{meeting.title}« varer længere end dagen, der går fra {danish.clock(problem.opens)} "
                f"til {danish.clock(problem.closes)}. Gør mødet kortere eller dagen længere.",
                field="length",
            )
        for key in sorted((meeting.invited | meeting.must_come) - known):
            raise Refused(f"»{meeting.title}« inviterer »{key}«, som ikke er blandt personerne.", field="people")
        invited = problem.invited(meeting)
        if missing := sorted(meeting.must_come - {each.key for each in invited}):
            raise Refused(f"»{missing[0]}« skal med til »{meeting.title}«, men er ikke inviteret.", field="people")
        there = Counter(each.organisation for each in invited)
        for organisation, least in meeting.quorum.items():
            if least < 0:
                raise Refused(f"Der kan ikke komme færre end 0 fra {organisation}.", field="quorum")
            if least > there[organisation]:
                raise Refused(
                    f"Der skal komme mindst {least} fra {organisation} til »{meeting.title}«, men kun "
                    f"{there[organisation]} derfra er inviteret. Inviter flere, eller sæt tallet ned.",
                    field="quorum",
                )


def _check_orders(problem: Problem) -> None:
    titles = {each.key: each.title for each in problem.meetings}
    later: dict[str, set[str]] = {key: set() for key in titles}
    for order in problem.orders:
        for key in (order.before, order.after):
            if key not in titles:
                raise Refused(f"Rækkefølgen nævner mødet »{key}«, som ikke er blandt møderne.", field="orders")
        if order.least_days < 0 or (order.most_days is not None and order.most_days < order.least_days):
            raise Refused(
                f"Mellem »{titles[order.before]}« og »{titles[order.after]}« er det højeste antal dage mindre end det laveste.",
                field="orders",
            )
        later[order.before].add(order.after)

    for key, title in titles.items():
        seen, ahead = set(), set(later[key])
        while ahead:
            if key in ahead:
                raise Refused(f"»{title}« skal ligge før sig selv. Ret rækkefølgen.", field="orders")
            seen |= ahead
            ahead = {after for each in ahead for after in later[each]} - seen


def _twice(keys: list[str]) -> str:
    return next((key for key, times in Counter(keys).items() if times > 1), "")
