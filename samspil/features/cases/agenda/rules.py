"""From a proposal to an agenda: the director's approval, what stands on the agenda, and in which order."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from samspil.features.cases.records.rules.approval import APPROVALS, Proposal
from samspil.features.cases.records.rules.standing import Standing
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import policy
from samspil.spine.policy import Placed

if TYPE_CHECKING:
    from samspil.spine.people import Actor


STEPS = {
    "submit": (("draft", "sent_back"), "submitted"),
    "recall": (("submitted",), "draft"),
    "approve": (("submitted",), "approved"),
    "send_back": (("submitted",), "sent_back"),
}


ORDERLY = "planned agenda_published minutes_draft"

POLICY = (
    policy.rule(
        "publish_agenda",
        "meeting",
        "secretary",
        "circle",
        "Udvalgets sekretær kan offentliggøre dagsordenen.",
        "planned",
    ),
    policy.rule(
        "see_queue",
        "case_item",
        "director secretary coordinator",
        "anywhere",
        "Direktører, sekretærer og tovholdere kan se, hvad der venter på godkendelse hos dem selv.",
    ),
    policy.rule(
        "submit",
        "case_item",
        "coordinator director",
        "own",
        "Den, der har foreslået et punkt, kan sende det til direktørens godkendelse.",
        "draft sent_back",
    ),
    policy.rule(
        "submit",
        "case_item",
        "secretary",
        "circle",
        "Udvalgets sekretær kan sende et punkt til direktørens godkendelse.",
        "draft sent_back",
    ),
    policy.rule(
        "recall",
        "case_item",
        "coordinator director",
        "own",
        "Den, der har sendt et punkt til godkendelse, kan tage det tilbage, til direktøren har svaret.",
        "submitted",
    ),
    policy.rule(
        "recall",
        "case_item",
        "secretary",
        "circle",
        "Udvalgets sekretær kan tage et punkt tilbage, til direktøren har svaret.",
        "submitted",
    ),
    policy.rule(
        "approve",
        "case_item",
        "director",
        "organisation",
        "Myndighedens direktør godkender, at et punkt kommer på en dagsorden.",
        "submitted",
    ),
    policy.rule(
        "send_back",
        "case_item",
        "director",
        "organisation",
        "Myndighedens direktør kan sende et punkt tilbage med en begrundelse.",
        "submitted",
    ),
    policy.rule(
        "put_on",
        "case_item",
        "secretary",
        "circle",
        "Udvalgets sekretær kan sætte et punkt på, også som tillæg.",
        ORDERLY,
    ),
    policy.rule(
        "take_off",
        "case_item",
        "secretary",
        "circle",
        "Udvalgets sekretær kan tage et punkt af dagsordenen med en begrundelse.",
        ORDERLY,
    ),
    policy.rule("order", "case_item", "secretary", "circle", "Udvalgets sekretær ordner punkterne.", ORDERLY),
    policy.rule(
        "postpone",
        "case_item",
        "secretary",
        "circle",
        "Udvalgets sekretær kan flytte et punkt, der ikke er offentliggjort, til et andet møde.",
    ),
    policy.rule(
        "present",
        "case_item",
        "secretary",
        "circle",
        "Udvalgets sekretær skriver, hvor en sag skal have et oplæg, og hvornår det blev holdt.",
    ),
    policy.rule(
        "call",
        "meeting",
        "secretary",
        "circle",
        "Udvalgets sekretær indkalder til møder og aflyser dem.",
        "planned agenda_published",
    ),
)


# What a house's standing items are about, known by the words of their titles.
_STANDING = (
    ("minutes", re.compile(r"\breferat", re.IGNORECASE)),
    ("attendance", re.compile(r"\b(?:mødedeltagelse|fremmøde|afbud)", re.IGNORECASE)),
    ("orientation", re.compile(r"\borientering", re.IGNORECASE)),
)


def standing_key(title: str) -> str:
    """Tell what a house's standing item is about: `minutes`, `attendance`, `orientation`, or `other`."""
    return next((key for key, words in _STANDING if words.search(title)), "other")


def rights(by: Actor, item: Proposal) -> dict[str, bool]:
    """Tell what the actor may do with a proposal or a place on the agenda now, for its buttons."""
    told = {
        action: item.withdrawn_at is None
        and item.approval in before
        and policy.allows(by, action, "case_item", item.node, item.approval)
        for action, (before, _after) in STEPS.items()
    }
    orderly = {
        action: policy.allows(by, action, "case_item", item.node, item.meeting.state)
        for action in ("put_on", "take_off", "postpone")
    }
    may_stand = item.approval in {"", "approved"}

    return {
        **told,
        "put_on": orderly["put_on"] and may_stand and (not item.is_on or item.withdrawn_at is not None),
        "take_off": orderly["take_off"] and item.withdrawn_at is None and item.is_on,
        "postpone": orderly["postpone"] and (not item.is_on or item.meeting.state == "planned"),
    }


def check_see_queue(by: Actor) -> None:
    """Refuse others than directors, secretaries and coordinators."""
    policy.check(
        by,
        "see_queue",
        "case_item",
        otherwise="Kun direktører, sekretærer og tovholdere har forslag, der venter på godkendelse.",
    )


def check_step(by: Actor, action: str, item: Proposal) -> str:
    """Return the approval that an action leads to; Refused out of turn and for others."""
    before, after = STEPS[action]
    words = {
        "submit": "Kun den, der har foreslået punktet, eller udvalgets sekretær kan sende det til godkendelse.",
        "recall": "Kun den, der har foreslået punktet, eller udvalgets sekretær kan tage det tilbage.",
    }
    policy.check(
        by,
        action,
        "case_item",
        item.node,
        before[0],
        otherwise=words.get(action, "Kun myndighedens direktør kan godkende punktet eller sende det tilbage."),
    )
    if item.withdrawn_at is not None:
        raise Refused("Punktet er taget af. Sæt det på et møde igen, før det sendes til godkendelse.")
    if item.approval not in before:
        raise Refused(f"Punktet er »{APPROVALS[item.approval]}«. Genindlæs siden, og se, hvor det er nået til.")

    return after


def check_sent_back(said: str) -> None:
    """Refuse to send a proposal back without a reason."""
    if not said.strip():
        raise Refused("Skriv, hvad der skal rettes, før punktet kan godkendes.", field="said")


def check_put_on(by: Actor, item: Proposal) -> None:
    """Refuse others than the secretary, what waits for approval, and what is on already."""
    _check(by, "put_on", item, "Kun udvalgets sekretær kan sætte punktet på dagsordenen.")
    if item.is_on and item.withdrawn_at is None:
        raise Refused("Punktet er allerede på dagsordenen.")
    if item.approval not in {"", "approved"}:
        raise Refused(
            f"Punktet er »{APPROVALS[item.approval]}«. Det kan først komme på dagsordenen, når direktøren har godkendt det."
        )


def check_take_off(by: Actor, item: Proposal, *, reason: str, has_decision: bool) -> None:
    """Refuse others than the secretary, no reason, what is off already, and what has been decided."""
    _check(by, "take_off", item, "Kun udvalgets sekretær kan tage punktet af dagsordenen.")
    if item.withdrawn_at is not None:
        raise Refused("Punktet er allerede taget af dagsordenen.")
    if has_decision:
        raise Refused("Punktet er besluttet og kan ikke tages af. Ret beslutningen i stedet.")
    if not reason.strip():
        raise Refused("Skriv, hvorfor punktet tages af dagsordenen.", field="reason")


def check_order(by: Actor, item: Proposal) -> None:
    """Refuse others than the secretary, and items that have no place on the agenda."""
    _check(by, "order", item, "Kun udvalgets sekretær kan ordne punkterne, og kun til referatet er offentliggjort.")
    if not item.is_on:
        raise Refused("Punktet er ikke på dagsordenen og har ingen plads der.")


def check_standing(by: Actor, meeting: Standing) -> None:
    """Refuse others than the secretary to put the house's standing items on."""
    policy.check(
        by,
        "order",
        "case_item",
        meeting.node,
        meeting.state,
        otherwise="Kun udvalgets sekretær kan sætte de faste punkter på, og kun til referatet er offentliggjort.",
    )


def check_postpone(by: Actor, item: Proposal, to: Standing, *, same_body: bool) -> None:
    """Refuse others than the secretary, what the public has seen, and a meeting that takes no items."""
    _check(by, "postpone", item, "Kun udvalgets sekretær kan flytte punktet til et andet møde.")
    if item.is_on and item.meeting.state != "planned":
        raise Refused(
            "Dagsordenen er offentliggjort. Tag punktet af med en begrundelse, og sæt et nyt på det andet møde."
        )
    if not same_body or to.state != "planned":
        raise Refused("Vælg et af udvalgets egne møder, hvis dagsorden ikke er offentliggjort.", field="meeting")


def check_present(by: Actor, node: Placed) -> None:
    """Refuse others than the secretary to say where a matter is presented."""
    policy.check(
        by, "present", "case_item", node, otherwise="Kun udvalgets sekretær kan skrive, hvor sagen skal have et oplæg."
    )


def check_call(by: Actor, meeting: Standing) -> None:
    """Refuse others than the secretary, and a meeting that has been held."""
    if not policy.allows(by, "call", "meeting", meeting.node, "planned"):
        raise NotAllowed("Kun udvalgets egen sekretær kan indkalde til mødet eller aflyse det.")
    if meeting.state not in {"planned", "agenda_published"}:
        raise Refused("Mødet er holdt. Man kan ikke indkalde til det eller aflyse det nu.")


def _check(by: Actor, action: str, item: Proposal, otherwise: str) -> None:
    # 403 is for those who may never; out of turn is a sentence.
    if not policy.allows(by, action, "case_item", item.node, "planned"):
        raise NotAllowed(otherwise)
    if item.meeting.state == "published":
        raise Refused("Referatet er offentliggjort. Dagsordenen kan ikke ændres nu.")


def check_agenda_day(due_on: dt.date | None, meets_on: dt.date) -> None:
    """Refuse an agenda that is published after the meeting."""
    if due_on is not None and due_on > meets_on:
        raise Refused("Dagsordenen skal offentliggøres senest på mødets dag.", field="agenda_due_on")


def check_agenda(titles: int) -> None:
    """Refuse to publish an agenda without items."""
    if not titles:
        raise Refused("Dagsordenen er tom. Sæt mindst ét punkt på, før den offentliggøres.")
