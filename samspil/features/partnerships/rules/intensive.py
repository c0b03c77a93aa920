"""A short, intensive course (evaluation 2025, tabel 5): an end, few actors, meetings close together; and what breaks it. No Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from samspil.paper import danish
from samspil.paper.refusal import Refused

# Ours: the source asks for short courses, few actors and meetings close together, and gives no numbers.
WEEKS = 8
MOST_WEEKS = 26
LEAST_DAYS = 14
MOST_ORGANISATIONS = 4
MOST_PEOPLE = 16
MOST_DAYS_BETWEEN = 14


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
    Step("Opsamling: behold, lav om, stop eller spred", "meeting", "co_create", "En beslutning og et svar til alle."),
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
        raise Refused(f"Forløbet skal slutte mindst {LEAST_DAYS} dage efter, at det begynder.", field="ends_on")
    if (limits.ends_on - limits.begins_on).days > MOST_WEEKS * 7:
        raise Refused(f"Et kort forløb varer højst {MOST_WEEKS} uger. Vælg en tidligere slutdato.", field="ends_on")
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
            f"De {len(TEMPLATE)} aktiviteter kommer til at ligge op til {widest} dage fra hinanden. Vælg en tidligere slutdato, "
            "eller tillad flere dage mellem dem.",
            field="most_days_between",
        )


def days(limits: Limits) -> tuple[dt.date, ...]:
    """This function will give the template's days: spread evenly, on weekdays, the last no later than the end."""
    each = (limits.ends_on - limits.begins_on).days / (len(TEMPLATE) - 1)
    return tuple(
        _weekday(limits.begins_on + dt.timedelta(days=round(at * each)), limits) for at in range(len(TEMPLATE))
    )


def _weekday(day: dt.date, limits: Limits) -> dt.date:
    past_friday = day.isoweekday() - 5
    if past_friday <= 0:
        return day
    monday = day + dt.timedelta(days=3 - past_friday)
    return monday if monday <= limits.ends_on else day - dt.timedelta(days=past_friday)


def broken(
    limits: Limits, activities: Sequence[tuple[str, dt.date]], organisations: int, people: int
) -> tuple[str, ...]:
    """This function will give a sentence for each promise that the plan breaks, with what would mend it."""
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
