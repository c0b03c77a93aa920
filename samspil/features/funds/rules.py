"""Who may set money aside and move it on, and what an amount must hold. No Django."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from samspil.paper import languages
from samspil.paper.refusal import Refused
from samspil.spine import happened, policy, states

# The way of an amount: (name in code, name on the page, what it takes).
STAGES = (
    ("set_aside", "afsat", "Et udvalg har sat beløbet af."),
    ("granted", "bevilget", "Det organ, der har kompetencen, har bevilget det."),
    ("released", "udmøntet", "Beløbet er givet fri til formålet."),
    ("committed", "disponeret", "Der er indgået aftale om at bruge det."),
    ("spent", "brugt", "Det er betalt."),
)
ORDER = {name: place for place, (name, _, _) in enumerate(STAGES)}
LABELS = languages.words({name: label for name, label, _ in STAGES})
STEPS = languages.words({name: label.capitalize() for name, label, _ in STAGES})
TAKES = languages.words({name: says for name, _, says in STAGES})

states.register(states.table("appropriation (bevilling)", LABELS, dict(pairwise(ORDER))))
EFFORT = states.register(
    states.table(
        "effort (indsats)",
        {"planned": "planlagt", "running": "i gang", "ended": "afsluttet"},
        {"planned": "running ended", "running": "ended"},
        refuses="En indsats, der er {before}, kan ikke blive {after}.",
    )
)

_MONEY = "secretary director"
_EFFORT = "coordinator secretary director"
_MAKERS = "Kun sekretær, direktør og, for indsatser, tovholder i samme myndighed kan oprette det her."
POLICY = (
    policy.rule("add", "pool", _MONEY, policy.NEAR)
    .in_words("Udvalgssekretær og direktør kan oprette en pulje.")
    .otherwise(_MAKERS),
    policy.rule("add", "appropriation", _MONEY, policy.NEAR)
    .in_words("Udvalgssekretær og direktør kan sætte penge af.")
    .otherwise(_MAKERS),
    policy.rule("correct", "appropriation", _MONEY, policy.NEAR, states="set_aside")
    .in_words("De kan rette, indtil beløbet er bevilget.")
    .otherwise("Beløbet kan kun rettes, så længe det er afsat, og af dem, der satte det af."),
    policy.rule("move", "appropriation", _MONEY, policy.NEAR, states="set_aside granted released committed spent")
    .in_words("De kan føre beløbet videre.")
    .otherwise("Kun sekretær og direktør i samme myndighed kan føre beløbet videre."),
    policy.rule("add", "effort", _EFFORT, policy.NEAR)
    .in_words("Tovholder, sekretær og direktør kan oprette en indsats.")
    .otherwise(_MAKERS),
    policy.rule("move", "effort", _EFFORT, policy.NEAR, states="planned running")
    .in_words("De kan sætte den i gang og afslutte den.")
    .otherwise("Kun tovholder, sekretær og direktør kan ændre, hvor langt indsatsen er."),
)


class Amount(Protocol):
    """What the rules need of an appropriation."""

    @property
    def amount_ore(self) -> int: ...
    @property
    def first_year(self) -> int: ...
    @property
    def last_year(self) -> int: ...
    @property
    def is_per_year(self) -> bool: ...


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


def check_move(to: str, *, moved: dict[str, int], amount_ore: int, whole: int) -> None:
    """An amount moves one stage at a time, and no more is moved than has come so far. Granting moves it all."""
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
        raise Refused(
            "Der kan ikke være mere {to} end {before}.", field="amount_ore", to=LABELS[to], before=LABELS[before]
        )


def left(moved: dict[str, int], whole: int) -> dict[str, int]:
    """Return the øre that may still reach each stage: what has reached the one before, and not it. Granting takes it all."""
    flow = [whole, *(moved.get(name, 0) for name, _, _ in STAGES[1:])]
    return {name: before - after for (name, _, _), (before, after) in zip(STAGES[1:], pairwise(flow), strict=True)}


def reached(moved: Mapping[str, int], whole: int, *, is_told: bool) -> dict[str, int | None]:
    """Return the øre that have reached each stage. Where it is not told here (`is_told`), what no movement says is not known: None."""
    return {name: whole if name == "set_aside" else moved.get(name, 0 if is_told else None) for name, _, _ in STAGES}


def summed(each: Sequence[Mapping[str, int | None]], whole: int) -> dict[str, int | None]:
    """Return what has reached each stage of some parts together; None where any of them is not known."""
    together: dict[str, int | None] = {}
    for name, _, _ in STAGES:
        told = [one[name] for one in each]
        together[name] = None if None in told else sum(ore for ore in told if ore is not None)
    return {**together, "set_aside": whole}


def stage_of(moved: Mapping[str, int]) -> str:
    """Return the furthest stage that something of the amount has reached."""
    return max((name for name, ore in moved.items() if ore > 0), key=lambda name: ORDER[name], default="set_aside")


def stages_told() -> list[tuple[str, str, str]]:
    """Return the way of an amount in the reader's language: each stage, its word and what it takes."""
    return [(name, LABELS[name], TAKES[name]) for name in ORDER]


def told(reached: Mapping[str, int | None]) -> str:
    """Say how far an amount is: the furthest stage that something of it has reached, and whether only some of it has.

    What was agreed or paid of it says nothing of the rest, so `brugt` is said of the whole amount alone.
    """
    furthest = stage_of({name: ore for name, ore in reached.items() if ore})
    label = LABELS[furthest]
    return label if reached[furthest] == reached["set_aside"] else languages.told("delvist {stage}").format(stage=label)


def check_order_of(moved: dict[str, int], whole: int) -> bool:
    """Never more spent than committed, committed than released, released than granted, granted than set aside."""
    flow = [whole, *(moved.get(name, 0) for name, _, _ in STAGES[1:])]
    return all(later <= earlier for earlier, later in pairwise(flow))


def check_effort(state: str, to: str, *, begins_on: dt.date | None = None) -> None:
    """An effort goes from planned to running to ended, never back, and not before it begins."""
    EFFORT.check(state, to)
    happened.check(begins_on, "Indsatsens første dag", field="state")


def check_days(begins_on: dt.date | None, ends_on: dt.date | None) -> None:
    """An effort does not end before it begins."""
    if begins_on and ends_on and ends_on < begins_on:
        raise Refused("Indsatsen kan ikke slutte, før den begynder.", field="ends_on")


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
    mentions = []
    for match in _AMOUNT.finditer(text):
        whole, decimals, unit = match.groups()
        kroner = Decimal(f"{whole.replace('.', '')}.{decimals or 0}") * _FACTOR[(unit or "").lower()]
        mentions.append(Mention(int(kroner * 100), match.start(), match.end()))
    return mentions
