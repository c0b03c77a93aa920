"""The access log's verbs: note a reading of personal data, and show a person who has read theirs."""

from __future__ import annotations

from uuid import UUID

from samspil.spine.models import AccessEntry, Node, Subject
from samspil.spine.people import Actor


def note(
    actor: Actor, *, purpose: str, node: Node | None = None, subject: Subject | None = None, deed: str = "read"
) -> None:
    """This function will log that somebody read, searched or exported personal data, and why."""
    held = next(
        (m for m in actor.memberships if node is not None and m.organisation_id == node.organisation_id),
        actor.memberships[0] if actor.memberships else None,
    )
    organisation: UUID | None = held.organisation_id if held else None
    AccessEntry.objects.create(
        deed=deed,
        reader_id=actor.person_id,
        role=held.role if held else "",
        organisation_id=organisation,
        purpose=purpose,
        subject_id=subject.pk if subject else None,
        node_id=node.pk if node else None,
    )
