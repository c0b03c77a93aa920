"""Who plans an activity and says that it was held; a short course (evaluation 2025, tabel 5) and what breaks it. No Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

from samspil.analysis.scheduling import days as holidays
from samspil.features.partnerships.core import rules as core_rules
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import happened, pass_purposes, policy

CALENDAR_LASTS = dt.timedelta(days=365)
CALENDAR_PURPOSE = pass_purposes.declare(
    "plan_calendar", label="Følge planen i sin egen kalender", longest=CALENDAR_LASTS
)

POLICY = (
    policy.rule("add", "activity", "coordinator", policy.NEAR)
    .in_words("Tovholderen kan lægge en aktivitet i planen.")
    .otherwise("Kun partnerskabets tovholder kan ændre procesplanen."),
    policy.rule("edit", "activity", "coordinator", policy.NEAR, states="planned unknown")
    .in_words("Tovholderen kan ændre en aktivitet, der ikke er holdt.")
    .otherwise("Kun partnerskabets tovholder kan ændre en aktivitet, og kun før den er holdt."),
    policy.rule("move", "activity", "coordinator", policy.NEAR, states="planned unknown")
    .in_words("Tovholderen kan sige, om den blev holdt.")
    .otherwise("Kun partnerskabets tovholder kan sige, om aktiviteten blev holdt."),
)

# Ours: the source asks for short courses, few actors and meetings close together, and gives no numbers.
WEEKS = 8
MOST_WEEKS = 26
LEAST_DAYS = 14
FRIDAY = 5
OFTEN_FREE = frozenset(holidays.BY_AGREEMENT.values())
MARGIN = dt.timedelta(days=14)  # longer than any row of free days
MOST_ORGANISATIONS = 4
MOST_PEOPLE = 16
MOST_DAYS_BETWEEN = 14


@dataclass(frozen=True)
class Timing:
    """When and where something of the plan is, no more precisely than it is known; clocks are Danish, and need a day."""

    on: danish.When | dt.date | None = None
    starts: dt.time | None = None
    ends: dt.time | None = None
    time_text: str = ""
    place: str = ""
    is_uncertain: bool = False

    @property
    def gathering(self) -> dict[str, Any]:
        """Its fields as a gathering holds them: moments where both the day and the clock are known, no end without a beginning."""
        return {
            "starts_at": self._at(self.starts),
            "ends_at": self._at(self.ends) if self.starts else None,
            "time_text": self.time_text,
            "is_uncertain": self.is_uncertain,
            "place": self.place,
        }

    def _at(self, clock: dt.time | None) -> dt.datetime | None:
        day = self.on.day if isinstance(self.on, danish.When) else self.on
        return dt.datetime.combine(day, clock, danish.COPENHAGEN) if day and clock else None


def timed(said: Mapping[str, Any]) -> tuple[Timing, dict[str, Any]]:
    """Part what is said of an activity into its time and place, and the rest."""
    names = {field.name for field in fields(Timing)}
    timing = Timing(**{name: value for name, value in said.items() if name in names})
    return timing, {name: value for name, value in said.items() if name not in names}


CALL_OFF = "Aflys aktiviteten i stedet."


def check_taken_back(*, is_public: bool, is_told: bool) -> None:
    """Only what everybody sees is taken back, and only before anybody is invited to it."""
    if not is_public:
        raise Refused("Aktiviteten er ikke offentlig, så der er intet at tage tilbage.")
    if is_told:
        raise Refused("Nogen har fået en indbydelse til aktiviteten. {call_off} Så får de besked.", call_off=CALL_OFF)


def check_move(state: str, to: str, *, on: danish.When | None = None) -> None:
    """An activity is held, called off, or nobody knows; it is not undone, and not held before its day."""
    if to == "held":
        happened.check(on, "Aktiviteten", field="state")

    core_rules.STATES.check(state, to)
    if to == "closed":
        raise Refused("Aktiviteten bliver samlet op, når I skriver, hvor I landede.", field="state")


@dataclass(frozen=True)
class Step:
    """One activity of the template: what, of which kind, the promised level, and its aim."""

    title: str
    method: str
    level: str
    aim: str


TEMPLATE = (
    Step("Opstart: hvem gør hvad, og hvor længe", "meeting", "inform", "Alle kender deres rolle og slutdatoen."),
    Step("Køkkenbordssamtaler", "kitchen_table_talk", "hear", "Vi har hørt dem, det handler om."),
    Step("Fællestolkning", "joint_interpretation", "co_create", "Én indsigt, som alle kan stå ved."),
    Step("Aftal én prøvehandling", "workshop", "co_create", "Det mindste skridt er aftalt, med ejer og stopregel."),
    Step("Midtvejs: hvad viser prøvehandlingen?", "meeting", "involve", "Vi retter til, mens det kan nås."),
    Step(
        "Hvor vi landede: behold, lav om, stop eller spred",
        "meeting",
        "co_create",
        "En beslutning og et svar til alle.",
    ),
)


@dataclass(frozen=True)
class Limits:
    """What the course promises."""

    begins_on: dt.date
    ends_on: dt.date
    most_organisations: int = MOST_ORGANISATIONS
    most_people: int = MOST_PEOPLE
    most_days_between: int = MOST_DAYS_BETWEEN


def check_limits(limits: Limits) -> None:
    """A course ends after it begins, is short, and has room for somebody."""
    if (limits.ends_on - limits.begins_on).days < LEAST_DAYS:
        raise Refused(
            "Forløbet skal slutte mindst {least_days} dage efter, at det begynder.",
            field="ends_on",
            least_days=LEAST_DAYS,
        )
    if (limits.ends_on - limits.begins_on).days > MOST_WEEKS * 7:
        raise Refused(
            "Et kort forløb varer højst {most_weeks} uger. Vælg en tidligere slutdato.",
            field="ends_on",
            most_weeks=MOST_WEEKS,
        )

    for field, number in (
        ("most_organisations", limits.most_organisations),
        ("most_people", limits.most_people),
        ("most_days_between", limits.most_days_between),
    ):
        if number < 1:
            raise Refused("Skriv et tal på mindst 1.", field=field)

    widest = max((later - earlier).days for earlier, later in pairwise(days(limits)))
    if widest > limits.most_days_between:
        raise Refused(
            "De {template} aktiviteter kommer til at ligge op til {widest} dage fra "
            "hinanden. Vælg en tidligere slutdato, eller tillad flere dage mellem dem.",
            field="most_days_between",
            template=len(TEMPLATE),
            widest=widest,
        )


def days(limits: Limits) -> tuple[dt.date, ...]:
    """Return the template's days: spread evenly, on days when people work, the last no later than the end."""
    each = (limits.ends_on - limits.begins_on).days / (len(TEMPLATE) - 1)
    free = holidays.public_holidays(limits.begins_on - MARGIN, limits.ends_on)
    return tuple(
        _working_day(limits.begins_on + dt.timedelta(days=round(at * each)), limits, free)
        for at in range(len(TEMPLATE))
    )


def _working_day(day: dt.date, limits: Limits, free: Collection[dt.date]) -> dt.date:
    """The day itself or the next that people work on; towards the end, the one before."""
    later = next((d for d in _each(day, limits.ends_on, 1) if _is_worked(d, free)), None)
    return later or next(d for d in _each(day, limits.begins_on - MARGIN, -1) if _is_worked(d, free))


def _each(first: dt.date, last: dt.date, step: int) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=at * step) for at in range(abs((last - first).days) + 1))


def _is_worked(day: dt.date, free: Collection[dt.date]) -> bool:
    return day.isoweekday() <= FRIDAY and day not in free and (day.month, day.day) not in OFTEN_FREE


def broken(
    limits: Limits, activities: Sequence[tuple[str, dt.date]], organisations: int, people: int
) -> tuple[str, ...]:
    """Return a sentence for each promise that the plan breaks, with what would mend it."""
    said = []
    dated = sorted(activities, key=lambda each: each[1])
    said += [
        f"»{title}« ligger den {danish.date(on)}, efter at forløbet slutter den {danish.date(limits.ends_on)}. Ryk den frem."
        for title, on in dated
        if on > limits.ends_on
    ]
    for (_first, earlier), (title, later) in pairwise(dated):
        gap = (later - earlier).days
        if gap > limits.most_days_between:
            said.append(
                f"Der er {gap} dage op til »{title}«. Forløbet lover højst {limits.most_days_between} dage mellem to aktiviteter."
            )

    if organisations > limits.most_organisations:
        said.append(
            f"{organisations} organisationer er med. Forløbet lover højst {limits.most_organisations}. Lad nogle følge med i stedet."
        )

    if people > limits.most_people:
        said.append(f"{people} personer er inviteret. Forløbet lover højst {limits.most_people}.")

    return tuple(said)
