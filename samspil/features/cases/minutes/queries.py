"""Who has approved the minutes, and whether they say the same still."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from samspil.features.cases.minutes.models import MinutesApproval
from samspil.features.cases.records.models import Meeting
from samspil.features.cases.versions.queries import content_of
from samspil.spine.models import Invitation
from samspil.spine.people import Actor


def wording_of(content: dict[str, Any]) -> str:
    """Return the hash by which one wording of the minutes is told from another."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def approvals_of(meeting: Meeting) -> list[MinutesApproval]:
    """Return who has approved the minutes; `is_older` says that they have been changed since."""
    approvals = list(MinutesApproval.objects.filter(meeting=meeting).select_related("invitation__person", "noted_by"))
    now = wording_of(content_of(meeting)) if approvals else ""
    for each in approvals:
        each.is_older = each.of != now  # type: ignore[attr-defined]
    return approvals


def own_invitation(actor: Actor, meeting: Meeting) -> Invitation | None:
    """Return the actor's own invitation to a meeting, or None."""
    if actor.person_id is None:
        return None
    return Invitation.objects.filter(gathering=meeting.pk, person=actor.person_id).first()
