"""Who approves the minutes of a meeting, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.features.cases.records.rules.attendance import THERE
from samspil.features.cases.records.rules.standing import Standing
from samspil.paper.refusal import Refused
from samspil.spine import policy

if TYPE_CHECKING:
    from samspil.spine.people import Actor


STATES = "minutes_draft published"

POLICY = (
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
        "approve_minutes",
        "meeting",
        "politician member",
        "circle",
        "Et medlem, der var til stede, kan godkende referatet.",
        STATES,
    ),
    policy.rule(
        "note_approval",
        "meeting",
        "secretary",
        "circle",
        "Udvalgets sekretær kan skrive, at et medlem har godkendt referatet.",
        STATES,
    ),
)


def check_approve(by: Actor, meeting: Standing, *, presence: str | None) -> None:
    """Refuse others than members, before there are minutes, and members who were not there."""
    policy.check(
        by,
        "approve_minutes",
        "meeting",
        meeting.node,
        meeting.state,
        otherwise="Kun et medlem af udvalget kan godkende referatet, og først når det er begyndt.",
    )
    _check_there(presence)


def check_note_approval(by: Actor, meeting: Standing, *, presence: str | None) -> None:
    """Refuse others than the secretary, before there are minutes, and approval by one who was not there."""
    policy.check(
        by,
        "note_approval",
        "meeting",
        meeting.node,
        meeting.state,
        otherwise="Kun udvalgets sekretær kan skrive, hvem der har godkendt referatet.",
    )
    _check_there(presence)


def _check_there(presence: str | None) -> None:
    if presence not in THERE:
        raise Refused("Kun den, der var til stede på mødet, godkender referatet. Ret fremmødet, hvis det er forkert.")


def check_minutes(undecided: list[str]) -> None:
    """Refuse to publish minutes while items lack a decision, naming them."""
    if undecided:
        raise Refused(f"Der mangler en beslutning ved: {', '.join(undecided)}. Skriv, hvad udvalget besluttede.")
