"""Which pads there are, how many of their slips are out, in, unused and lost, and what the next sheet has in common with the last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from samspil.features.voices import rules as voice_rules
from samspil.features.voices.models import Pad, Slip, Voice
from samspil.features.voices.queries import Call
from samspil.features.voices.rules import slips as rules
from samspil.paper.refusal import NotFound
from samspil.spine import duties, policy
from samspil.spine.models import Circle, Duty, Organisation, Person, Role
from samspil.spine.people import Actor, holding

_WITH = ("node__organisation", "node__within", "holder")


def _counted(pads: QuerySet[Pad]) -> QuerySet[Pad]:
    return pads.select_related(*_WITH).annotate(
        **{f"are_{state}": Count("slips", filter=Q(slips__state=state)) for state in rules.STATES.labels}
    )


def pads(actor: Actor) -> QuerySet[Pad]:
    """Return the pads that the actor has, or may type from, with the count of each state (`are_out`): the newest day first."""
    houses, circles = policy.places_where(actor, "type_in", "pad")
    near = Q(node__organisation__in=houses, node__within=None) | Q(node__within__in=circles)
    if actor.person_id is not None:
        here = Q(node__organisation__in=actor.organisations) | Q(node__within__in=actor.circles)
        near |= Q(holder=actor.person_id) & here
    return _counted(Pad.objects.filter(near)).order_by("-on", "pk")


def pad(actor: Actor, pk: UUID) -> Pad:
    """Return one of them; `NotFound` else."""
    found = pads(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def slip(actor: Actor, pk: UUID) -> Slip:
    """Return a slip of one of them; `NotFound` else."""
    found = Slip.objects.select_related("pad__node", "voice__node", "issued").filter(pk=pk).first()
    if found is None or not pads(actor).filter(pk=found.pad_id).exists():
        raise NotFound
    return found


def slips_of(pad: Pad) -> list[Slip]:
    """Return a pad's slips by number, each with its voice and whether its code still works (`issued`). One query."""
    return list(pad.slips.select_related("voice__node", "issued").order_by("number"))


@dataclass(frozen=True)
class Tally:
    """How many of a pad's slips went out, came in, came back unused, and are lost; `missing` are out and nothing else."""

    out: int
    came_in: int
    void: int
    lost: int
    missing: int
    is_late: bool


def tally(pad: Pad) -> Tally:
    """Count a pad from `pads`. No query."""
    counts: dict[str, int] = {state: getattr(pad, f"are_{state}") for state in rules.STATES.labels}
    is_printed = pad.printed_at is not None
    return Tally(
        out=sum(counts.values()) - counts["void"],
        came_in=counts["in"],
        void=counts["void"],
        lost=counts["lost"],
        missing=counts["out"],
        is_late=rules.is_missing(pad.on, timezone.localdate(), counts["out"], is_printed=is_printed),
    )


def next_number(pad: Pad) -> int | None:
    """Return the lowest number that is still out; None when none is."""
    numbers = pad.slips.filter(state="out").order_by("number").values_list("number", flat=True)
    return numbers.first()


def in_common(actor: Actor, pad: Pad) -> dict[str, Any]:
    """Return what the next sheet of a pad shares with the last one that the actor typed from it, as long as that one stands.

    Two queries; before the first sheet it is the pad's own day, and the actor gives the answers.
    """
    typed = Voice.objects.filter(slip__pad=pad, received_by=actor.person_id).exclude(state="withdrawn")
    last = typed.order_by("-node__created_at", "-slip__number").first()
    if last is None:
        return {"received_on": min(pad.on, timezone.localdate())}
    owed = Duty.objects.filter(node=last.node_id, purpose=voice_rules.ANSWER).order_by("created_at").first()
    shared: dict[str, Any] = {"place": last.place, "source_method": last.method, "received_on": last.received_on}
    return {**shared, "owner": owed.owner_id} if owed is not None and owed.owner_id else shared


def who_to_call(pad: Pad) -> Call | None:
    """Return whom to ring about a slip: who has the pad, else the organisation; None when no number is known."""
    if pad.holder.phone:
        return Call(pad.holder.name, pad.holder.phone)
    house = pad.node.organisation
    return Call(house.name, house.phone) if house.phone else None


def is_there(person: Person, organisation: Organisation, within: Circle | None) -> bool:
    """Tell whether a person has a role today where a pad is for."""
    here = Q(circle=within) if within else Q(organisation=organisation)
    return Role.objects.filter(holding(timezone.localdate()), here, person=person).exists()


def to_look_for(today: dt.date) -> list[Pad]:
    """Return the pads of which somebody is to look for slips, and nobody has been told."""
    told = duties.still_open().filter(purpose=rules.DUTY_PURPOSE).values("node")
    late = _counted(Pad.objects.filter(printed_at__isnull=False, on__lte=today - rules.WAITS).exclude(pk__in=told))
    return list(late.filter(are_out__gt=0).order_by("pk"))  # type: ignore[misc]


def owed(pad: Pad) -> list[Duty]:
    """Return the open duties to look for a pad's slips."""
    return list(duties.still_open().filter(node=pad.node, purpose=rules.DUTY_PURPOSE).select_related("node"))
