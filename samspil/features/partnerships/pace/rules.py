"""How fast it goes, and when a hand is raised: long gaps, falling attendance, voices that wait, closing that is forgotten. No Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from samspil.paper import danish
from samspil.spine import policy

if TYPE_CHECKING:
    from samspil.spine.waiting import Wait


# Ours, for want of a source: six weeks without meeting is a gap, a month without an answer is long, and attendance has
# fallen when three activities in a row each had a smaller share than the one before.
LONGEST_GAP = dt.timedelta(days=42)
LONGEST_WAIT = dt.timedelta(days=30)
FALLS_IN_A_ROW = 3
# A held activity is to be landed within a week.
LANDED_WITHIN = dt.timedelta(days=7)

POLICY = (
    policy.rule("watch", "partnership", "coordinator director", policy.NEAR)
    .in_words("Tovholder og direktør ser tempoet i partnerskabet.")
    .otherwise("Kun partnerskabets tovholder og direktører kan se tempoet."),
)


@dataclass(frozen=True)
class Held:
    """One activity that was held: when, how many of those invited came, and whether it has its landing note."""

    title: str
    on: dt.date
    invited: int
    present: int
    is_landed: bool


@dataclass(frozen=True)
class Pace:
    """A partnership's pace on a day. Days are None where there is nothing to count from."""

    since_start: int | None
    since_last: int | None
    until_next: int | None
    longest_gap: int | None
    median_answer: int | None
    longest_answer: int | None
    waiting: int
    longest_waiting: int | None
    hands: tuple[str, ...]


def pace(
    held: Sequence[Held],
    voices: Sequence[Wait],
    *,
    began_on: dt.date | None,
    next_on: dt.date | None,
    today: dt.date,
    is_approved: bool,
) -> Pace:
    """Measure the pace, and raise a hand with one sentence for each thing that needs somebody."""
    dated = sorted(held, key=lambda each: each.on)
    days = [each.on for each in dated]
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    since_last = (today - days[-1]).days if days else None
    begins = min([day for day in (began_on, *days[:1]) if day], default=None)
    answers = sorted(each.days(today) for each in voices if each.is_over)
    waits = sorted(each.days(today) for each in voices if not each.is_over)

    return Pace(
        since_start=(today - begins).days if begins else None,
        since_last=since_last,
        until_next=(next_on - today).days if next_on else None,
        longest_gap=max([*gaps, since_last or 0]) if days else None,
        median_answer=round(median(answers)) if answers else None,
        longest_answer=answers[-1] if answers else None,
        waiting=len(waits),
        longest_waiting=waits[-1] if waits else None,
        hands=tuple(_hands(dated, waits, since_last, next_on, today, is_approved=is_approved)),
    )


def _hands(
    held: Sequence[Held],
    waits: Sequence[int],
    since_last: int | None,
    next_on: dt.date | None,
    today: dt.date,
    *,
    is_approved: bool,
) -> list[str]:
    hands = []
    late = [each for each in held if not each.is_landed and today - each.on > LANDED_WITHIN]
    hands += [
        f"»{each.title}« blev holdt den {danish.date(each.on)} og mangler en tekst om, hvor I landede." for each in late
    ]
    if since_last is not None and since_last > LONGEST_GAP.days:
        ahead = f"Den næste er den {danish.date(next_on)}." if next_on else "Der er ingen dato for den næste. Sæt en."
        hands.append(f"Der er gået {danish.count(since_last, 'dag', 'dage')} siden den seneste aktivitet. {ahead}")
    elif held and next_on is None:
        hands.append("Der er ingen dato for den næste aktivitet. Sæt en.")

    if falls(held):
        shares = danish.listing([f"{each.present} af {each.invited}" for each in _counted(held)[-FALLS_IN_A_ROW:]])
        hands.append(f"Fremmødet falder: {shares} kom de seneste tre gange. Spørg dem, der blev væk.")

    long = sum(days > LONGEST_WAIT.days for days in waits)
    if long:
        hands.append(f"{danish.count(long, 'bidrag', 'bidrag')} har ventet mere end {LONGEST_WAIT.days} dage på svar.")

    if not is_approved:
        hands.append("Planen, som den er nu, er ikke godkendt af alle parter endnu.")

    return hands


def gaps(held: Sequence[Held]) -> list[tuple[str, int]]:
    """Return how many days passed up to each activity from the one before, by the day it was held."""
    dated = sorted(held, key=lambda each: each.on)
    return [(danish.date(later.on), (later.on - earlier.on).days) for earlier, later in pairwise(dated)]


def falls(held: Sequence[Held]) -> bool:
    """Tell whether the last three activities each had a smaller share of the invited than the one before."""
    shares = [each.present / each.invited for each in _counted(held)[-FALLS_IN_A_ROW:]]
    return len(shares) == FALLS_IN_A_ROW and all(later < earlier for earlier, later in pairwise(shares))


def _counted(held: Sequence[Held]) -> list[Held]:
    return [each for each in held if each.invited and each.present]
