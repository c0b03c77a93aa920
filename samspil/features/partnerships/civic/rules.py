"""What an association takes on: whose duty it stays, what it adds to, how it is counted, and how it ends. No Django."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from samspil.paper import danish, languages
from samspil.paper.refusal import Refused, demanded
from samspil.spine import pass_purposes, policy

if TYPE_CHECKING:
    from samspil.spine.people import Actor


ADDS = languages.words(
    {
        "adds": "Noget nyt ved siden af: myndigheden gør det samme som før",
        "eases": "Noget, myndigheden også gør: den gør mindre end før",
        "replaces": "Noget, myndigheden ellers skulle gøre: den holder op",
    }
)
PURPOSE = "civic_task"
LINK_LASTS = dt.timedelta(days=365)
PASS_PURPOSE = pass_purposes.declare(
    "civic_task", label="Skrive foreningens timer og sige »ikke mere nu«", longest=LINK_LASTS
)
# A day has no more hours than this for one volunteer.
MOST_HOURS_EACH = Decimal(24)
MOST_PEOPLE = 500
OLDEST = dt.timedelta(days=366)
OWN = "Kun foreningen selv og tovholderen kan gøre det."
POLICY = (
    policy.rule("give", "civic_task", "coordinator", policy.NEAR)
    .in_words("Tovholderen giver en forening en opgave og siger, hvis pligt den er.")
    .otherwise("Kun tovholderen kan give en forening en opgave."),
    policy.rule("count", "civic_task", "coordinator staff", policy.NEAR)
    .in_words("Tovholder og medarbejdere kan skrive frivilliges timer, som foreningen fortæller dem.")
    .otherwise(OWN),
    policy.rule("stop", "civic_task", "coordinator", policy.NEAR)
    .in_words("Tovholderen kan skrive, at en forening siger »ikke mere nu«.")
    .otherwise(OWN),
)


def check_task(*, title: str, is_association: bool, is_duty: bool, has_authority: bool, is_authority: bool) -> None:
    """A task given to an association says whose duty it is: an authority's, or (`is_duty` is False) the association's own."""
    demanded(title, "Skriv, hvad opgaven er.", field="title")
    if not is_association:
        raise Refused("Vælg en forening blandt parterne.", field="association")
    if not is_duty:
        if has_authority:
            raise Refused("Vælg enten en myndighed, eller at opgaven er foreningens egen.", field="authority")
        return
    if not has_authority:
        raise Refused("Vælg den myndighed, hvis pligt det er, eller at opgaven er foreningens egen.", field="authority")
    if not is_authority:
        raise Refused("Kun en region eller en kommune har pligten. Vælg den.", field="authority")


def check_told(adds: str, today: str) -> None:
    """Of an authority's duty it is said whether the association adds to what the authority does, and what it does today."""
    if adds not in ADDS:
        raise Refused("Vælg, om foreningen lægger noget til, eller om den træder i stedet.", field="adds")
    demanded(today, "Skriv, hvad myndigheden selv gør i dag, så alle kan se, om det bliver mindre.", field="today")


def warning(adds: str, association: str, authority: str) -> str:
    """Return the warning that a task replaces rather than adds; empty when it adds."""
    if adds == "replaces":
        return (
            f"{association} træder i stedet for {authority}. Pligten er stadig myndighedens: den flytter sig ikke, og den skal "
            "kunne løftes, den dag foreningen siger »ikke mere nu«."
        )
    if adds == "eases":
        return f"{authority} gør mindre, fordi {association} gør noget. Aftal, hvad myndigheden bliver ved med."
    return ""


def too_much(counted: Decimal, promised: Decimal | None, association: str) -> str:
    """Say that the last four weeks took more hours than the association said yes to; empty when not."""
    if promised is None or counted <= promised:
        return ""
    return (
        f"{association} har brugt {danish.hours(counted)} timer de sidste fire uger og sagt ja til {danish.hours(promised)}. "
        "Spørg, om det er i orden."
    )


UNTOLD = "Det er ikke skrevet, om foreningen lægger noget til eller træder i stedet. Skriv det."


def check_hours(*, on: dt.date, hours: Decimal, persons: int, today: dt.date, is_stopped: bool) -> None:
    """Hours are of a day of the last year, and no more than the day has."""
    if is_stopped:
        raise Refused("Opgaven er slut. Der kan ikke skrives flere timer.")
    if on > today:
        raise Refused("Dagen er ikke kommet endnu. Skriv timerne, når de er brugt.", field="on")
    if on < today - OLDEST:
        raise Refused("Dagen ligger mere end et år tilbage. Se efter, om året er rigtigt.", field="on")
    if not 0 < persons <= MOST_PEOPLE:
        raise Refused(
            "Skriv, hvor mange frivillige der var: fra 1 til {most_people}.", field="persons", most_people=MOST_PEOPLE
        )
    if not 0 < hours <= MOST_HOURS_EACH * persons:
        raise Refused(
            "Skriv timerne for alle frivillige tilsammen den dag. En dag har 24 timer til hver.", field="hours"
        )


def check_own(by: Actor, deed: str, node: policy.Placed, *, is_own: bool) -> None:
    """What an association does with its task is its own to say, by its people or its link; others only as the table says."""
    if not is_own:
        policy.check(by, deed, "civic_task", node)
