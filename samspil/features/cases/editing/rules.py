"""Who may write items and decisions, and when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from samspil.features.cases.records.rules import outcomes
from samspil.features.cases.records.rules.approval import Proposal
from samspil.features.cases.records.rules.standing import STATES, TRANSITIONS, Standing
from samspil.paper.refusal import Refused
from samspil.spine import policy
from samspil.spine.policy import Placed

if TYPE_CHECKING:
    from samspil.spine.people import Actor


# What an item may begin from, by trait.
BEGINS_FROM = ("is_learning", "is_insight", "is_trial", "is_authorisation")
KLE = re.compile(r"\d\d\.\d\d\.\d\d")

POLICY = (
    policy.rule("plan", "meeting", "secretary", "circle", "Udvalgets sekretær kan oprette og rette møder."),
    policy.rule(
        "add",
        "case_item",
        "secretary coordinator director",
        "organisation",
        "Sekretærer, tovholdere og direktører kan begynde en sag fra noget i deres egen organisation.",
    ),
    policy.rule(
        "propose",
        "case_item",
        "secretary",
        "circle",
        "Udvalgets sekretær kan sætte punkter på.",
        "planned agenda_published minutes_draft",
    ),
    policy.rule(
        "propose",
        "case_item",
        "coordinator director",
        "organisation",
        "Tovholdere og direktører kan foreslå punkter, til dagsordenen er offentliggjort.",
        "planned",
    ),
    policy.rule("edit", "case_item", "secretary", "circle", "Udvalgets sekretær kan rette punkter."),
    policy.rule(
        "edit",
        "case_item",
        "coordinator director",
        "own",
        "Den, der har foreslået et punkt, kan rette det, til det er sendt til godkendelse eller offentliggjort.",
        "planned draft sent_back",
    ),
    policy.rule("close", "case_item", "secretary", "circle", "Udvalgets sekretær kan lukke og åbne punkter og bilag."),
    policy.rule(
        "decide",
        "case_item",
        "secretary",
        "circle",
        "Udvalgets sekretær skriver beslutningen.",
        "minutes_draft published",
    ),
)


def check_plan(by: Actor, place: Placed) -> None:
    """Refuse others than the body's own secretary."""
    policy.check(by, "plan", "meeting", place, otherwise="Kun udvalgets egen sekretær kan oprette og rette møder.")


def check_transition(by: Actor, action: str, meeting: Standing) -> str:
    """Return the state that an action leads a meeting to; Refused out of turn and for others."""
    before, after = TRANSITIONS[action]
    policy.check(by, action, "meeting", meeting.node, before, otherwise="Det kan kun udvalgets egen sekretær gøre.")
    if meeting.state != before:
        raise Refused(f"Mødet er »{STATES[meeting.state]}«. Det kan kun gøres, når mødet er »{STATES[before]}«.")
    return after


def check_propose(by: Actor, meeting: Standing) -> None:
    """Refuse an item to a meeting whose agenda is closed to the actor."""
    policy.check(
        by,
        "propose",
        "case_item",
        meeting.node,
        meeting.state,
        otherwise="Du kan ikke sætte punkter på dette møde. Spørg udvalgets sekretær.",
    )


def check_edit(by: Actor, node: Placed, meeting: Standing, *, reason: str, state: str = "") -> None:
    """Refuse others than the secretary and the proposer in time; a published text needs a reason.

    `state` is the proposal's own where it is not on the agenda (`proposals.edit_state`).
    """
    policy.check(
        by,
        "edit",
        "case_item",
        node,
        state or meeting.state,
        otherwise="Kun udvalgets sekretær kan rette punktet nu.",
    )
    _reason(meeting, reason)


def check_close(by: Actor, node: Placed, meeting: Standing) -> None:
    """Refuse others than the secretary."""
    policy.check(
        by,
        "close",
        "case_item",
        node,
        meeting.state,
        otherwise="Kun udvalgets sekretær kan lukke eller åbne et punkt eller et bilag.",
    )


def check_closed(*, reason: str, public_title: str, title: str, where: str = "") -> None:
    """Refuse a closed item without reason and public title, or whose public title is its own.

    There is no closed meeting, only single items closed after an assessment (styrelseslovens § 10), so each has its reason.
    """
    at = f"{where}: " if where else ""
    if not reason.strip():
        raise Refused(f"{at}Skriv, hvorfor punktet er lukket, og efter hvilken regel.", field="closed_reason")
    if not public_title.strip():
        raise Refused(f"{at}Skriv den titel, som offentligheden skal se i stedet.", field="public_title")
    if public_title.strip().casefold() == title.strip().casefold():
        raise Refused(f"{at}Den offentlige titel er den samme som den lukkede. Skriv en anden.", field="public_title")


def check_decide(by: Actor, node: Placed, meeting: Standing, *, reason: str = "") -> None:
    """Refuse a decision before the minutes are begun, by others, and a correction without a reason."""
    policy.check(
        by, "decide", "case_item", node, "minutes_draft", otherwise="Kun udvalgets sekretær kan skrive beslutningen."
    )
    if meeting.state in {"planned", "agenda_published"}:
        raise Refused("Begynd på referatet, før du skriver beslutningen.")
    _reason(meeting, reason)


def check_outcomes(chosen: frozenset[str], stance: str) -> None:
    """Refuse outcomes and stances that are not in the vocabulary, and contradictory ones together."""
    if unknown := chosen - outcomes.OUTCOMES.keys():
        raise Refused(f"»{min(unknown)}« er ikke et udfald, der kan vælges.", field="outcomes")
    if stance and stance not in outcomes.STANCES:
        raise Refused(f"»{stance}« er ikke noget, en udtalelse kan være.", field="stance")
    if "REJECTED" in chosen and chosen & {"APPROVED", "APPROVED_WITH_REMARKS"}:
        raise Refused("Den samme udtalelse kan ikke både godkende og afvise. Del den i to.", field="outcomes")


def _reason(meeting: Standing, reason: str) -> None:
    if meeting.state == "published" and not reason.strip():
        raise Refused("Referatet er offentliggjort. Skriv, hvorfor det rettes.", field="reason")


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
