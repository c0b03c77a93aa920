"""How a meeting and a place stand before the rules, and who sees which part of a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from samspil.paper.refusal import Refused
from samspil.spine import states
from samspil.spine.policy import Placed

MEETING = states.register(
    states.table(
        "meeting (møde)",
        {
            "planned": "Planlagt",
            "agenda_published": "Dagsorden offentliggjort",
            "minutes_draft": "Referat under arbejde",
            "published": "Referat offentliggjort",
        },
        {
            "planned": "agenda_published:publish_agenda",
            "agenda_published": "minutes_draft:begin_minutes planned:unpublish_agenda",
            "minutes_draft": "published:publish_minutes",
            "published": "minutes_draft:unpublish_minutes",
        },
    )
)
STEP = states.register(
    states.table(
        "step of a route (sagsgang)",
        {"sent": "Sendt videre", "treated": "Behandlet", "stopped": "Standset"},
        {"sent": "treated:end_step stopped:end_step"},
    )
)
STATES = MEETING.labels
STEP_STATES = STEP.labels


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
        raise Refused("{circle} hører ikke til en myndighed. Vælg myndigheden først.", circle=circle.name)
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
