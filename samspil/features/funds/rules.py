"""Who may set money aside and move it on, and what an amount must hold. No Django."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from samspil.paper.refusal import Refused
from samspil.spine import happened, policy

if TYPE_CHECKING:
    from samspil.spine.people import Actor

# The way of an amount: (name in code, name on the page, what it takes).
STAGES = (
    ("set_aside", "afsat", "Et udvalg har sat beløbet af."),
    ("granted", "bevilget", "Det organ, der har kompetencen, har bevilget det."),
    ("released", "udmøntet", "Beløbet er givet fri til formålet."),
    ("committed", "disponeret", "Der er indgået aftale om at bruge det."),
    ("spent", "brugt", "Det er betalt."),
)
ORDER = {name: place for place, (name, _, _) in enumerate(STAGES)}
LABELS = {name: label for name, label, _ in STAGES}

EFFORT_STATES = ("planned", "running", "ended")
EFFORT_LABELS = {"planned": "planlagt", "running": "i gang", "ended": "afsluttet"}
EFFORT_TRANSITIONS = {"planned": ("running", "ended"), "running": ("ended",), "ended": ()}

_MONEY = "secretary director"
_EFFORT = "coordinator secretary director"
_NEAR = "organisation circle"
POLICY = (
    policy.rule("add", "pool", _MONEY, _NEAR, "Udvalgssekretær og direktør kan oprette en pulje."),
    policy.rule("add", "appropriation", _MONEY, _NEAR, "Udvalgssekretær og direktør kan sætte penge af."),
    policy.rule("correct", "appropriation", _MONEY, _NEAR, "De kan rette, indtil beløbet er bevilget.", "set_aside"),
    policy.rule(
        "move",
        "appropriation",
        _MONEY,
        _NEAR,
        "De kan føre beløbet videre.",
        "set_aside granted released committed spent",
    ),
    policy.rule("add", "effort", _EFFORT, _NEAR, "Tovholder, sekretær og direktør kan oprette en indsats."),
    policy.rule("move", "effort", _EFFORT, _NEAR, "De kan sætte den i gang og afslutte den.", "planned running"),
)


class Amount(Protocol):
    """What the rules need of an appropriation."""

    amount_ore: int
    first_year: int
    last_year: int
    is_per_year: bool


def years(amount: Amount) -> range:
    """Give the years an amount covers, both ends included."""
    return range(amount.first_year, amount.last_year + 1)


def total(amount: Amount) -> int:
    """Return the whole amount in øre: the yearly amount times the years, or the undivided span's."""
    return amount.amount_ore * (len(years(amount)) if amount.is_per_year else 1)


def by_year(amount: Amount) -> dict[int, int] | None:
    """Return øre by year, or None for a span that is not divided over its years."""
    if amount.is_per_year:
        return dict.fromkeys(years(amount), amount.amount_ore)
    return {amount.first_year: amount.amount_ore} if amount.first_year == amount.last_year else None


def check_amount(amount: Amount) -> None:
    """An amount is more than nothing, and its years run forwards."""
    if amount.amount_ore <= 0:
        raise Refused("Beløbet skal være større end 0 kr.", field="amount_ore")
    if amount.last_year < amount.first_year:
        raise Refused("Det sidste år kan ikke ligge før det første.", field="last_year")


def check_part(whole: Amount, part: Amount, others: list[Amount]) -> None:
    """The parts of an amount never add up to more than the whole."""
    parts = total(part) + sum(total(each) for each in others)
    if parts > total(whole):
        raise Refused("Delene er tilsammen større end det beløb, de er en del af.", field="amount_ore")


def check_add(by: Actor, kind: str, place: policy.Placed | None) -> None:
    """Money and efforts are added by those who answer for them in the authority or the committee."""
    policy.check(
        by,
        "add",
        kind,
        place,
        otherwise="Kun sekretær, direktør og, for indsatser, tovholder i samme myndighed kan oprette det her.",
    )


def check_correct(by: Actor, record: policy.Placed, stage: str) -> None:
    """An amount is corrected only until it is granted; afterwards a new decision is needed."""
    policy.check(
        by,
        "correct",
        "appropriation",
        record,
        stage,
        otherwise="Beløbet kan kun rettes, så længe det er afsat, og af dem, der satte det af.",
    )


def check_may_move(by: Actor, record: policy.Placed, stage: str) -> None:
    """Money is moved on by those who answer for it in the authority or the committee."""
    policy.check(
        by,
        "move",
        "appropriation",
        record,
        stage,
        otherwise="Kun sekretær og direktør i samme myndighed kan føre beløbet videre.",
    )


def check_move(
    by: Actor, record: policy.Placed, stage: str, to: str, *, moved: dict[str, int], amount_ore: int, whole: int
) -> None:
    """An amount moves one stage at a time, and no more is moved than has come so far. Granting moves it all."""
    check_may_move(by, record, stage)
    if to not in ORDER or to == "set_aside":
        raise Refused("Vælg bevilget, udmøntet, disponeret eller brugt.", field="stage")
    if amount_ore <= 0:
        raise Refused("Beløbet skal være større end 0 kr.", field="amount_ore")
    if to == "granted" and amount_ore != whole:
        raise Refused(
            "En bevilling gælder hele det afsatte beløb. Er den mindre, så ret det afsatte beløb først.",
            field="amount_ore",
        )

    reached = {"set_aside": whole, **{name: moved.get(name, 0) for name in ORDER if name != "set_aside"}}
    before = STAGES[ORDER[to] - 1][0]
    if reached[to] + amount_ore > reached[before]:
        raise Refused(f"Der kan ikke være mere {LABELS[to]} end {LABELS[before]}.", field="amount_ore")


def stage_of(moved: dict[str, int]) -> str:
    """Return the furthest stage that something of the amount has reached."""
    return max((name for name, ore in moved.items() if ore > 0), key=lambda name: ORDER[name], default="set_aside")


def check_order_of(moved: dict[str, int], whole: int) -> bool:
    """Never more spent than committed, committed than released, released than granted, granted than set aside."""
    flow = [whole, *(moved.get(name, 0) for name, _, _ in STAGES[1:])]
    return all(later <= earlier for earlier, later in pairwise(flow))


def check_effort(by: Actor, record: policy.Placed, state: str, to: str, *, begins_on: dt.date | None = None) -> None:
    """An effort goes from planned to running to ended, never back, and not before it begins."""
    policy.check(
        by,
        "move",
        "effort",
        record,
        state,
        otherwise="Kun tovholder, sekretær og direktør kan ændre, hvor langt indsatsen er.",
    )
    if to not in EFFORT_TRANSITIONS.get(state, ()):
        raise Refused(
            f"En indsats, der er {EFFORT_LABELS[state]}, kan ikke blive {EFFORT_LABELS.get(to, to)}.", field="state"
        )

    happened.check(begins_on, "Indsatsens første dag", field="state")


_AMOUNT = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?\s*(mio\.|mia\.)?\s*kr\b", re.IGNORECASE)
_FACTOR = {"": 1, "mio.": 10**6, "mia.": 10**9}


@dataclass(frozen=True)
class Mention:
    """An amount as a text has it: øre, and the characters it stands in (end excluded)."""

    ore: int
    start: int
    end: int


def amounts_in(text: str) -> list[Mention]:
    """Find the amounts in a Danish text: »5,7 mio. kr.«, »200.000 kr.«, »1 mio. kr.«."""
    found = []
    for match in _AMOUNT.finditer(text):
        whole, decimals, unit = match.groups()
        kroner = Decimal(f"{whole.replace('.', '')}.{decimals or 0}") * _FACTOR[(unit or "").lower()]
        found.append(Mention(int(kroner * 100), match.start(), match.end()))
    return found
