"""Who may write items and decisions, and when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from samspil.features.cases.records.rules import outcomes
from samspil.features.cases.records.rules.approval import Proposal
from samspil.features.cases.records.rules.standing import MEETING, Standing
from samspil.paper.refusal import Refused, demanded
from samspil.spine import policy

if TYPE_CHECKING:
    from samspil.spine.people import Actor


# What an item may begin from, by trait.
BEGINS_FROM = ("is_learning", "is_insight", "is_trial", "is_authorisation")
KLE = re.compile(r"\d\d\.\d\d\.\d\d")

POLICY = (
    policy.rule("plan", "meeting", "secretary", "circle")
    .in_words("Udvalgets sekretær kan oprette og rette møder.")
    .otherwise("Kun udvalgets egen sekretær kan oprette og rette møder."),
    policy.rule("add", "case_item", "secretary coordinator director", "organisation")
    .in_words("Sekretærer, tovholdere og direktører kan begynde en sag fra noget i deres egen organisation.")
    .otherwise("Kun sekretærer, tovholdere og direktører kan begynde en sag fra noget i deres egen organisation."),
    policy.rule("propose", "case_item", "secretary", "circle", states="planned agenda_published minutes_draft")
    .in_words("Udvalgets sekretær kan sætte punkter på.")
    .otherwise("Du kan ikke sætte punkter på dette møde. Spørg udvalgets sekretær."),
    policy.rule("propose", "case_item", "coordinator director", "organisation", states="planned").in_words(
        "Tovholdere og direktører kan foreslå punkter, til dagsordenen er offentliggjort."
    ),
    policy.rule("edit", "case_item", "secretary", "circle")
    .in_words("Udvalgets sekretær kan rette punkter.")
    .otherwise("Kun udvalgets sekretær kan rette punktet nu."),
    policy.rule("edit", "case_item", "coordinator director", "own", states="planned draft sent_back").in_words(
        "Den, der har foreslået et punkt, kan rette det, til det er sendt til godkendelse eller offentliggjort."
    ),
    policy.rule("close", "case_item", "secretary", "circle")
    .in_words("Udvalgets sekretær kan lukke og åbne punkter og bilag.")
    .otherwise("Kun udvalgets sekretær kan lukke eller åbne et punkt eller et bilag."),
    policy.rule("decide", "case_item", "secretary", "circle", states="minutes_draft published")
    .in_words("Udvalgets sekretær skriver beslutningen.")
    .otherwise("Kun udvalgets sekretær kan skrive beslutningen."),
)


def next_state(deed: str, meeting: Standing) -> str:
    """Return the state that a deed leads a meeting to; Refused out of turn."""
    ways = MEETING.ways(deed)
    if meeting.state not in ways:
        now, before = MEETING.labels[meeting.state], MEETING.labels[next(iter(ways))]
        raise Refused("Mødet er »{now}«. Det kan kun gøres, når mødet er »{before}«.", now=now, before=before)
    return ways[meeting.state]


def check_closed(*, reason: str, public_title: str, title: str, where: str = "") -> None:
    """Refuse a closed item without reason and public title, or whose public title is its own.

    There is no closed meeting, only single items closed after an assessment (styrelseslovens § 10), so each has its reason.
    """
    at = f"{where}: " if where else ""
    demanded(reason, "{at}Skriv, hvorfor punktet er lukket, og efter hvilken regel.", field="closed_reason", at=at)
    shown = demanded(
        public_title, "{at}Skriv den titel, som offentligheden skal se i stedet.", field="public_title", at=at
    )
    if shown.casefold() == title.strip().casefold():
        raise Refused(
            "{at}Den offentlige titel er den samme som den lukkede. Skriv en anden.", field="public_title", at=at
        )


def check_begun(meeting: Standing) -> None:
    """Refuse a decision before the minutes are begun."""
    if meeting.state in {"planned", "agenda_published"}:
        raise Refused("Begynd på referatet, før du skriver beslutningen.")


# How an item that was put on a published agenda is taken back: said by the form that writes it, and by the button that puts it on.
LATE_TAKEN_BACK = "Punktet kan tages af igen. Så står der, at det er taget af."


def check_outcomes(chosen: frozenset[str], stance: str) -> None:
    """Refuse outcomes and stances that are not in the vocabulary, and contradictory ones together."""
    if unknown := chosen - outcomes.OUTCOMES.keys():
        raise Refused("»{unknown}« er ikke et udfald, der kan vælges.", field="outcomes", unknown=min(unknown))
    if stance and stance not in outcomes.STANCES:
        raise Refused("»{stance}« er ikke noget, en udtalelse kan være.", field="stance", stance=stance)
    if "REJECTED" in chosen and chosen & {"APPROVED", "APPROVED_WITH_REMARKS"}:
        raise Refused("Den samme udtalelse kan ikke både godkende og afvise. Del den i to.", field="outcomes")


def check_reason(meeting: Standing, reason: str) -> None:
    """Refuse a change of published minutes without a reason."""
    if meeting.state == "published":
        demanded(reason, "Referatet er offentliggjort. Skriv, hvorfor det rettes.", field="reason")


def needs_approval(by: Actor, meeting: Standing, *, house_asks: bool) -> bool:
    """Tell whether an item that the actor adds is a proposal, which waits for the director.

    What the body's own secretary puts on is none, and neither is what is read in from minutes.
    """
    return house_asks and not policy.allows(by, "put_on", "case_item", meeting.node, meeting.state)


def edit_state(item: Proposal) -> str:
    """Return the state in which an item is edited: a proposal by its approval, else by its meeting."""
    return item.approval if item.approval and not item.is_on else item.meeting.state


def check_on(item: Proposal) -> None:
    """Refuse a decision on what is not on the agenda."""
    if not item.is_on or item.withdrawn_at is not None:
        raise Refused("Punktet er ikke på dagsordenen. Sæt det på, før beslutningen skrives.")


def check_kle(kle: str) -> str:
    """Return a KLE number (hovedgruppe.gruppe.emne) or nothing; Refused when it is written otherwise."""
    plain = kle.strip()
    if plain and not KLE.fullmatch(plain):
        raise Refused("Skriv KLE-nummeret med tre par cifre, for eksempel 29.09.00.", field="kle")
    return plain
