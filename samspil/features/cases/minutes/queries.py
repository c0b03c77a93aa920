"""Who has approved the minutes, and whether they say the same still."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from samspil.features.cases.minutes.models import MinutesApproval
from samspil.features.cases.records.models import AgendaItem, DecisionStatement, Meeting, RouteStep
from samspil.features.cases.versions.queries import content_of
from samspil.spine import visibility
from samspil.spine.models import Invitation, JournalEntry, Link
from samspil.spine.people import Actor


def wording_of(content: dict[str, Any]) -> str:
    """Return the hash by which one wording of the minutes is told from another."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Approved:
    """One approval of the minutes, and whether they have been changed since."""

    row: MinutesApproval
    is_older: bool


def approvals_of(meeting: Meeting) -> list[Approved]:
    """Return who has approved the minutes, and whether they say the same still."""
    approvals = list(MinutesApproval.objects.filter(meeting=meeting).select_related("invitation__person", "noted_by"))
    now = wording_of(content_of(meeting)) if approvals else ""
    return [Approved(each, is_older=each.of != now) for each in approvals]


def own_approval(actor: Actor, key: str) -> MinutesApproval:
    """Return the actor's own approval of some minutes, that nobody noted for them, by its key; else NotFound."""
    rows = MinutesApproval.objects.filter(invitation__person=actor.person_id, noted_by=actor.person_id)
    own = rows.filter(invitation__person__isnull=False).select_related("meeting__node")
    return visibility.get(own, actor, key, through="meeting__node")


def own_invitation(actor: Actor, meeting: Meeting) -> Invitation | None:
    """Return the actor's own invitation to a meeting, or None."""
    if actor.person_id is None:
        return None
    return Invitation.objects.filter(gathering=meeting.pk, person=actor.person_id).first()


def steps_from(meeting: Meeting) -> list[RouteStep]:
    """Return the steps by which a meeting sent cases on, locked: nobody takes one up meanwhile. Called inside a deed."""
    return list(
        RouteStep.objects.select_for_update(of=("self",)).filter(statement__item__meeting=meeting).order_by("pk")
    )


def is_followed(meeting: Meeting, steps: Iterable[RouteStep]) -> bool:
    """Tell whether somebody has gone on from minutes since they were published.

    They linked something to an item or a decision, made something public that comes of one, or took up or turned down a case
    that was sent on.
    """
    since = meeting.minutes_published_at
    if since is None:
        return False

    if any(step.state == "stopped" and step.ended_on and step.ended_on >= timezone.localdate(since) for step in steps):
        return True

    nodes = [
        *AgendaItem.objects.filter(meeting=meeting).values_list("pk", flat=True),
        *DecisionStatement.objects.filter(item__meeting=meeting).values_list("pk", flat=True),
    ]
    came = Link.objects.filter(earlier__in=nodes, withdrawn_at__isnull=True)
    published = JournalEntry.objects.filter(
        node_id__in=came.values("later"), verb__endswith=".published", at__gte=since
    )
    return came.filter(at__gte=since).exists() or published.exists()
