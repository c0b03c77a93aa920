"""Who may do what with cases, and when: states, transitions, the policy's rows, who sees which part, and the refusals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from samspil.features.cases.rules import (
    access,
    communication,
    drafts,
    following,
    houses,
    minutes,
    openness,
    outcomes,
    own,
    proposals,
    protocol,
    routes,
    seating,
    wording,
)
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import happened, policy
from samspil.spine.policy import Placed

if TYPE_CHECKING:
    from samspil.spine.people import Actor

__all__ = [
    "access",
    "communication",
    "drafts",
    "following",
    "houses",
    "minutes",
    "openness",
    "outcomes",
    "own",
    "proposals",
    "protocol",
    "routes",
    "seating",
    "wording",
]

STATES = {
    "planned": "Planlagt",
    "agenda_published": "Dagsorden offentliggjort",
    "minutes_draft": "Referat under arbejde",
    "published": "Referat offentliggjort",
}
TRANSITIONS = {
    "publish_agenda": ("planned", "agenda_published"),
    "begin_minutes": ("agenda_published", "minutes_draft"),
    "publish_minutes": ("minutes_draft", "published"),
}
# A page that opens a form asks whether the reader may, before there is a reason to give.
NOT_YET = "not yet written"
STEP_STATES = {"sent": "Sendt videre", "treated": "Behandlet", "stopped": "Standset"}

POLICY = (
    policy.rule(
        "add_body",
        "body",
        "secretary administrator",
        "organisation",
        "Myndighedens sekretærer og administratorer kan oprette et udvalgs side.",
    ),
    policy.rule("plan", "meeting", "secretary", "circle", "Udvalgets sekretær kan oprette og rette møder."),
    policy.rule("import", "meeting", "secretary", "circle", "Udvalgets sekretær kan hente referater ind."),
    policy.rule(
        "publish_agenda",
        "meeting",
        "secretary",
        "circle",
        "Udvalgets sekretær kan offentliggøre dagsordenen.",
        "planned",
    ),
    policy.rule(
        "begin_minutes",
        "meeting",
        "secretary",
        "circle",
        "Udvalgets sekretær kan begynde på referatet.",
        "agenda_published",
    ),
    policy.rule(
        "publish_minutes",
        "meeting",
        "secretary",
        "circle",
        "Udvalgets sekretær kan offentliggøre referatet.",
        "minutes_draft",
    ),
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
    policy.rule("forward", "case_item", "secretary", "circle", "Udvalgets sekretær følger sagens videre gang."),
)


class Standing(Protocol):
    """A meeting as the rules see it."""

    @property
    def node(self) -> Placed: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True)
class Place:
    """Where a record lies that is no node itself: a body, judged by its circle and its authority."""

    pk: UUID
    organisation_id: UUID
    within_id: UUID | None
    created_by_id: UUID | None = None


class Circle(Protocol):
    """A committee or council as the rules see it."""

    @property
    def pk(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def organisation_id(self) -> UUID | None: ...


def place_of(circle: Circle) -> Place:
    """Return where a circle's records lie, for the policy. Refused when no authority stands behind it."""
    if circle.organisation_id is None:
        raise Refused(f"{circle.name} hører ikke til en myndighed. Vælg myndigheden først.")
    return Place(circle.pk, circle.organisation_id, circle.pk)


def authority(organisation: UUID) -> Place:
    """Return where what belongs to no body yet lies: in its authority."""
    return Place(organisation, organisation, None)


def seen_by(part: str, state: str, *, is_closed: bool, is_draft: bool = False) -> str:
    """Tell who may see a part of a meeting: `public`, `circle` (the committee), `organisation` or `preparing`.

    What no director has approved is its author's, the secretary's and the director's alone (`preparing`), also when it is
    closed. What is closed is the committee's alone, always. A decision is the committee's until the minutes are published;
    the rest is the authority's own until the agenda is.
    """
    if is_draft:
        return "preparing"
    if is_closed:
        return "circle"
    if part == "decision":
        return "public" if state == "published" else "circle"
    return "organisation" if state == "planned" else "public"


def check_add_body(by: Actor, place: Placed) -> None:
    """Refuse others than the authority's own secretaries and administrators."""
    policy.check(
        by,
        "add_body",
        "body",
        place,
        otherwise="Kun myndighedens egen sekretær eller administrator kan oprette udvalgets side.",
    )


def check_add_body_somewhere(by: Actor) -> None:
    """Refuse whoever may found or give a page to no authority's bodies."""
    if not may_add_body_somewhere(by):
        raise NotAllowed("Kun en sekretær eller administrator i en myndighed kan oprette et udvalg.")


def may_add_body_somewhere(by: Actor) -> bool:
    """Tell whether the actor may found a body in one of their authorities."""
    return any(policy.allows(by, "add_body", "body", authority(key)) for key in by.organisations)


def check_plan(by: Actor, place: Placed) -> None:
    """Refuse others than the body's own secretary."""
    policy.check(by, "plan", "meeting", place, otherwise="Kun udvalgets egen sekretær kan oprette og rette møder.")


def check_import(by: Actor, place: Placed) -> None:
    """Refuse others than the body's own secretary."""
    policy.check(by, "import", "meeting", place, otherwise="Kun udvalgets egen sekretær kan hente referater ind.")


def check_transition(by: Actor, action: str, meeting: Standing) -> str:
    """Return the state that an action leads a meeting to; Refused out of turn and for others."""
    before, after = TRANSITIONS[action]
    policy.check(by, action, "meeting", meeting.node, before, otherwise="Det kan kun udvalgets egen sekretær gøre.")
    if meeting.state != before:
        raise Refused(f"Mødet er »{STATES[meeting.state]}«. Det kan kun gøres, når mødet er »{STATES[before]}«.")
    return after


def check_agenda_day(due_on: dt.date | None, meets_on: dt.date) -> None:
    """Refuse an agenda that is published after the meeting."""
    if due_on is not None and due_on > meets_on:
        raise Refused("Dagsordenen skal offentliggøres senest på mødets dag.", field="agenda_due_on")


def check_agenda(titles: int) -> None:
    """Refuse to publish an agenda without items."""
    if not titles:
        raise Refused("Dagsordenen er tom. Sæt mindst ét punkt på, før den offentliggøres.")


def check_minutes(undecided: list[str]) -> None:
    """Refuse to publish minutes while items lack a decision, naming them."""
    if undecided:
        raise Refused(f"Der mangler en beslutning ved: {', '.join(undecided)}. Skriv, hvad udvalget besluttede.")


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


def check_forward(by: Actor, node: Placed, meeting: Standing) -> None:
    """Refuse others than the secretary to say where the case goes on to."""
    policy.check(
        by,
        "forward",
        "case_item",
        node,
        meeting.state,
        otherwise="Kun udvalgets sekretær kan skrive, hvor sagen går hen.",
    )


def check_end_step(state: str, ended_on: dt.date, sent_on: dt.date | None) -> None:
    """Refuse to end a step twice, and before it began."""
    if state != "sent":
        raise Refused(f"Sagen er allerede »{STEP_STATES[state]}« her.")
    if sent_on is not None and ended_on < sent_on:
        raise Refused("Sagen kan ikke være færdig, før den blev sendt videre.", field="ended_on")
    happened.check(ended_on, "Dagen, hvor det endte,", field="ended_on")


def check_draft(draft: drafts.Meeting) -> dt.date:
    """Return the day of an import's meeting; Refused, with the item named, when something is missing."""
    if draft.held_on is None:
        raise Refused("Skriv datoen for mødet. Den står ikke i teksten.", field="held_on")
    if draft.state not in STATES:
        raise Refused("Vælg, hvor langt mødet er.", field="state")

    if draft.state not in {"planned", "agenda_published"}:
        happened.check(draft.held_on, "Mødet", field="held_on")

    if not draft.items:
        raise Refused("Der er ingen punkter at gemme. Er det et referat eller en dagsorden?")
    if unanswered := drafts.asked(draft):
        raise Refused(
            f"Svar på, om punktet er åbent eller lukket: {', '.join(unanswered)}. Intet er gemt, før du har svaret."
        )

    for place, item in enumerate(draft.items, 1):
        where = f"Punkt {item.number or place}"
        if not item.title.strip():
            raise Refused(f"{where} mangler en titel.", field="title")
        if item.is_closed:
            check_closed(reason=item.closed_reason, public_title=item.public_title, title=item.title, where=where)
        if draft.state in {"planned", "agenda_published"} and item.statements:
            raise Refused(f"{where} har en beslutning. Et møde med beslutninger er et referat.", field="state")
        for statement in item.statements:
            check_outcomes(frozenset(statement.outcomes), statement.stance)
            if wrong := [answer for answer in statement.answers if not 1 <= answer <= len(item.clauses)]:
                raise Refused(
                    f"{where} har intet at-punkt nr. {wrong[0]}. Ret, hvad udtalelsen svarer på.", field="answers"
                )

    return draft.held_on


def _reason(meeting: Standing, reason: str) -> None:
    if meeting.state == "published" and not reason.strip():
        raise Refused("Referatet er offentliggjort. Skriv, hvorfor det rettes.", field="reason")
