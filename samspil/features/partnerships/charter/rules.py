"""Who writes, acknowledges and maps what the partners agree before they begin. No Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from samspil.features.partnerships.core import rules as core_rules
from samspil.paper import languages
from samspil.paper.refusal import Refused, demanded
from samspil.spine import pass_purposes, policy

if TYPE_CHECKING:
    from uuid import UUID

    from samspil.spine.people import Actor

SIDES = core_rules.SIDES
# What a charter says of a side before anybody has written it: a beginning to put right together, never an agreement by itself.
PROPOSED = {
    "politician": (
        "Lytter, før de svarer, og tager det med til udvalget.",
        "At de siger, hvad de kan afgøre, og hvornår de vender tilbage.",
    ),
    "administration": (
        "Holder processen i gang, indkalder og skriver, hvor vi landede.",
        "At alle kender tid, sted og formål i forvejen, og at ingen venter på svar uden at vide hvorfor.",
    ),
    "professional": (
        "Siger, hvad de ser i hverdagen, også når det er ubekvemt.",
        "At de siger fra, når noget ikke kan lade sig gøre, og peger på det, der kan.",
    ),
    "civil_society": (
        "Kender dem, det handler om, og siger, hvad foreningen vil tage på sig.",
        "At de siger til, når opgaven bliver for stor. Myndighedens pligt bliver hos myndigheden.",
    ),
    "citizen": (
        "Fortæller om deres egen hverdag, så meget de selv vil.",
        "At de bestemmer over deres ord, og får at vide, hvad der kom ud af dem.",
    ),
}
# The two lists that the project description names (December 2024), in its own words.
REGISTERS = languages.words({"now": "Aktiviteter/indsatser nu", "failing": "Hvad er det, vi ikke lykkes med"})
# What a personal link to the charter opens, and nothing else.
LINK_LASTS = dt.timedelta(days=60)
PASS_PURPOSE = pass_purposes.declare("acknowledge", label="Læse rollekortet og stå ved det", longest=LINK_LASTS)

POLICY = (
    policy.rule("charter", "partnership", "coordinator", policy.NEAR)
    .in_words("Tovholderen skriver rollekortet, milepæle og delestillinger.")
    .otherwise("Kun partnerskabets tovholder kan skrive rollekortet."),
    policy.rule("acknowledge", "partnership", policy.ANY_ROLE, "circle")
    .in_words("Enhver, der er med i partnerskabet, kan sige ja til rollekortet.")
    .otherwise("Kun den, der er med i partnerskabet, kan sige ja til rollekortet."),
    policy.rule("map", "partnership", "coordinator director", policy.NEAR)
    .in_words("Tovholder og direktør kan skrive, hvem der kan afgøre hvad.")
    .otherwise("Kun tovholder og direktør kan skrive, hvem der kan afgøre hvad."),
    policy.rule("reframe", "partnership", "coordinator", policy.NEAR)
    .in_words("Tovholderen skriver, hvordan problemet nu forstås.")
    .otherwise("Kun tovholderen kan skrive problemet om."),
    policy.rule("register", "partnership", "coordinator staff politician director secretary member", policy.NEAR)
    .in_words("Alle i samarbejdet kan skrive på listerne over, hvad der gøres, og hvad der ikke lykkes.")
    .otherwise("Kun partnerskabets egne kan skrive på listen."),
    policy.rule("need", "mandate", "coordinator director staff", policy.NEAR)
    .in_words("Samarbejdets egne siger, hvis myndighed en sag kræver.")
    .otherwise("Kun samarbejdets egne kan sige, hvis myndighed det kræver."),
)


def check_expectations(told: Mapping[str, tuple[str, str]]) -> None:
    """A charter says what at least two sides are there for: one alone is no agreement."""
    if unknown := sorted(set(told) - set(SIDES)):
        raise Refused("»{unknown}« er ikke en, der kan have en rolle.", unknown=unknown[0])
    said = [side for side, (role, _expects) in told.items() if role.strip()]
    if len(said) < 2:
        raise Refused("Skriv rollen for mindst to, for eksempel politikere og forvaltning.")
    for side, (role, expects) in told.items():
        if expects.strip() and not role.strip():
            raise Refused("Skriv også, hvad rollen er: {side}.", field=f"{side}_role", side=SIDES[side])


def check_new_version(number: int, why: str, *, same: bool) -> None:
    """A new version says what changed; the same words again ask nobody anew."""
    if number > 1 and same:
        raise Refused("Rollekortet siger det samme som før. Ret noget, eller lad det stå.")
    if number > 1 and not why.strip():
        raise Refused("Skriv, hvad der er ændret, og hvorfor. Alle bliver spurgt igen.", field="why")


def side_of(by: Actor, circle: UUID, *, fallback: str = "professional") -> str:
    """Return the side on which the actor stands in a partnership, by the role held there."""
    held = [m.role for m in by.memberships if m.circle_id == circle]
    return next((side for role, side in core_rules.SIDE_OF_ROLE.items() if role in held), fallback)


def check_acknowledge(side: str, *, is_newest: bool) -> None:
    """Only the newest version is acknowledged, from one of the sides."""
    if not is_newest:
        raise Refused("Rollekortet er kommet i en ny udgave. Læs den, og sig ja til den.")
    if side not in SIDES:
        raise Refused("Vælg, hvem du er her som.", field="side")


def check_mandate(
    *, is_authority: bool, ground: str, valid_from: dt.date | None, valid_until: dt.date | None, name: str
) -> None:
    """Only an authority decides, by a law or a delegation, and not until before it began."""
    if not is_authority:
        raise Refused(
            "{name} er ikke en myndighed og kan ikke afgøre noget efter loven.", field="organisation", name=name
        )
    demanded(ground, "Skriv loven med paragraf, eller hvem der har delegeret.", field="ground")
    if valid_from and valid_until and valid_until < valid_from:
        raise Refused("Slutdatoen kan ikke ligge før begyndelsen.", field="valid_until")


def says_two(authorities: Collection[str]) -> str:
    """Say that something needs more authorities than one; empty when it does not."""
    names = sorted(set(authorities))
    if len(names) < 2:
        return ""
    many = {2: "to", 3: "tre", 4: "fire"}.get(len(names), str(len(names)))
    return f"Det kræver {many} myndigheder: {', '.join(names[:-1])} og {names[-1]}."


def check_reframe(words: str, because: str, *, number: int, same: bool) -> None:
    """The problem is put in new words only with what made the partners see it anew."""
    demanded(words, "Skriv, hvad problemet er.", field="words")
    if same:
        raise Refused("Problemet står allerede sådan. Skriv det, der er nyt.", field="words")
    if number > 1 and not because.strip():
        raise Refused("Skriv, hvad der fik jer til at se det anderledes.", field="because")


def check_entry(register: str, side: str, words: str) -> None:
    """A line stands on one of the two lists, and says what, as seen by whom."""
    if register not in REGISTERS:
        raise Refused("Vælg, hvilken liste det hører til.", field="register")
    if side not in SIDES:
        raise Refused("Vælg, hvem der ser det sådan.", field="side")
    demanded(words, "Skriv, hvad det er.", field="words")
