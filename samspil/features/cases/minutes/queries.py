"""Who has approved the minutes, and whether they say the same still."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from samspil.features.cases.minutes.models import MinutesApproval
from samspil.features.cases.records.models import Meeting
from samspil.features.cases.versions.queries import content_of
from samspil.spine.models import Invitation
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


def own_invitation(actor: Actor, meeting: Meeting) -> Invitation | None:
    """Return the actor's own invitation to a meeting, or None."""
    if actor.person_id is None:
        return None
    return Invitation.objects.filter(gathering=meeting.pk, person=actor.person_id).first()
