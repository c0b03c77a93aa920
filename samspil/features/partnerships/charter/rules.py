"""Who writes, acknowledges and maps what the partners agree before they begin. No Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import pass_purposes, policy

if TYPE_CHECKING:
    from uuid import UUID

    from samspil.spine.people import Actor


SIDES = {
    "politician": "Politikere",
    "administration": "Forvaltning",
    "professional": "Fagpersoner",
    "civil_society": "Civilsamfund",
    "citizen": "Borgere",
}
# On which side a role of the house stands, before somebody says otherwise.
SIDE_OF_ROLE = {
    "politician": "politician",
    "coordinator": "administration",
    "secretary": "administration",
    "director": "administration",
    "administrator": "administration",
    "staff": "professional",
    "evaluator": "professional",
    "member": "civil_society",
}
# The two lists that the project description names (December 2024), in its own words.
REGISTERS = {"now": "Aktiviteter/indsatser nu", "failing": "Hvad er det, vi ikke lykkes med"}
# What a personal link to the charter opens, and nothing else.
LINK_LASTS = dt.timedelta(days=60)
PASS_PURPOSE = pass_purposes.declare("acknowledge", label="Læse rollekortet og stå ved det", longest=LINK_LASTS)

_NEAR = "organisation circle"
POLICY = (
    policy.rule(
        "charter", "partnership", "coordinator", _NEAR, "Tovholderen skriver rollekortet, milepæle og delestillinger."
    ),
    policy.rule(
        "map",
        "partnership",
        "coordinator director",
        _NEAR,
        "Tovholder og direktør kan skrive, hvem der kan afgøre hvad.",
    ),
    policy.rule("reframe", "partnership", "coordinator", _NEAR, "Tovholderen skriver, hvordan problemet nu forstås."),
    policy.rule(
        "register",
        "partnership",
        "coordinator staff politician director secretary member",
        _NEAR,
        "Alle i samarbejdet kan skrive på listerne over, hvad der gøres, og hvad der ikke lykkes.",
    ),
    policy.rule(
        "need", "mandate", "coordinator director staff", _NEAR, "Samarbejdets egne siger, hvis myndighed en sag kræver."
    ),
)


def check_charter(by: Actor, node: policy.Placed) -> None:
    """What is expected of whom is written by the coordinator, for all to acknowledge."""
    policy.check(by, "charter", "partnership", node, otherwise="Kun partnerskabets tovholder kan skrive rollekortet.")


def check_expectations(told: Mapping[str, tuple[str, str]]) -> None:
    """A charter says what at least two sides are there for: one alone is no agreement."""
    if unknown := sorted(set(told) - set(SIDES)):
        raise Refused(f"»{unknown[0]}« er ikke en, der kan have en rolle.")
    said = [side for side, (role, _expects) in told.items() if role.strip()]
    if len(said) < 2:
        raise Refused("Skriv rollen for mindst to, for eksempel politikere og forvaltning.")
    for side, (role, expects) in told.items():
        if expects.strip() and not role.strip():
            raise Refused(f"Skriv også, hvad rollen er: {SIDES[side]}.", field=f"{side}_role")


def check_new_version(number: int, why: str, *, same: bool) -> None:
    """A new version says what changed; the same words again ask nobody anew."""
    if number > 1 and same:
        raise Refused("Rollekortet siger det samme som før. Ret noget, eller lad det stå.")
    if number > 1 and not why.strip():
        raise Refused("Skriv, hvad der er ændret, og hvorfor. Alle bliver spurgt igen.", field="why")


def side_of(by: Actor, circle: UUID, *, fallback: str = "professional") -> str:
    """Return the side on which the actor stands in a partnership, by the role held there."""
    held = [m.role for m in by.memberships if m.circle_id == circle]
    return next((SIDE_OF_ROLE[role] for role in SIDE_OF_ROLE if role in held), fallback)


def check_acknowledge(by: Actor, circle: UUID, *, is_newest: bool, side: str, opened: bool) -> None:
    """Each speaks for themself: who belongs to the partnership, or holds the personal link, and only to the newest version."""
    if not opened and circle not in by.circles:
        raise NotAllowed("Kun den, der er med i partnerskabet, kan sige ja til rollekortet.")
    if not is_newest:
        raise Refused("Rollekortet er kommet i en ny udgave. Læs den, og sig ja til den.")
    if side not in SIDES:
        raise Refused("Vælg, hvem du er her som.", field="side")


def check_map(by: Actor, node: policy.Placed) -> None:
    """Who may decide what is written by those who answer for it."""
    policy.check(
        by, "map", "partnership", node, otherwise="Kun tovholder og direktør kan skrive, hvem der kan afgøre hvad."
    )


def check_mandate(
    *, is_authority: bool, ground: str, valid_from: dt.date | None, valid_until: dt.date | None, name: str
) -> None:
    """Only an authority decides, by a law or a delegation, and not until before it began."""
    if not is_authority:
        raise Refused(f"{name} er ikke en myndighed og kan ikke afgøre noget efter loven.", field="organisation")
    if not ground.strip():
        raise Refused("Skriv loven med paragraf, eller hvem der har delegeret.", field="ground")
    if valid_from and valid_until and valid_until < valid_from:
        raise Refused("Slutdatoen kan ikke ligge før begyndelsen.", field="valid_until")


def check_need(by: Actor, node: policy.Placed) -> None:
    """Whose authority something needs is said by those who work with it."""
    policy.check(by, "need", "mandate", node, otherwise="Kun samarbejdets egne kan sige, hvis myndighed det kræver.")


def says_two(authorities: Collection[str]) -> str:
    """Say that something needs more authorities than one; empty when it does not."""
    names = sorted(set(authorities))
    if len(names) < 2:
        return ""
    many = {2: "to", 3: "tre", 4: "fire"}.get(len(names), str(len(names)))
    return f"Det kræver {many} myndigheder: {', '.join(names[:-1])} og {names[-1]}."


def check_reframe(by: Actor, node: policy.Placed, words: str, because: str, *, number: int, same: bool) -> None:
    """The problem is put in new words only with what made the partners see it anew."""
    check_may_reframe(by, node)
    if not words.strip():
        raise Refused("Skriv, hvad problemet er.", field="words")
    if same:
        raise Refused("Problemet står allerede sådan. Skriv det, der er nyt.", field="words")
    if number > 1 and not because.strip():
        raise Refused("Skriv, hvad der fik jer til at se det anderledes.", field="because")


def check_may_reframe(by: Actor, node: policy.Placed) -> None:
    """How the problem is understood is kept by the coordinator."""
    policy.check(by, "reframe", "partnership", node, otherwise="Kun tovholderen kan skrive problemet om.")


def check_register(by: Actor, node: policy.Placed) -> None:
    """Everybody in the partnership writes on its lists."""
    policy.check(by, "register", "partnership", node, otherwise="Kun partnerskabets egne kan skrive på listen.")


def check_entry(register: str, side: str, words: str) -> None:
    """A line stands on one of the two lists, and says what, as seen by whom."""
    if register not in REGISTERS:
        raise Refused("Vælg, hvilken liste det hører til.", field="register")
    if side not in SIDES:
        raise Refused("Vælg, hvem der ser det sådan.", field="side")
    if not words.strip():
        raise Refused("Skriv, hvad det er.", field="words")
