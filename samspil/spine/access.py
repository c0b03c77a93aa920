"""The access log's verbs: note a reading of personal data, and show a person who has read theirs.

A reading happens only when the log has it: the row is committed before the words are shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from samspil.paper import languages
from samspil.paper.refusal import Refused
from samspil.spine import caseload, secrets
from samspil.spine.actors import Actor
from samspil.spine.models import (
    AccessEntry,
    Caseload,
    Consent,
    Node,
    Organisation,
    Party,
    Role,
    Room,
    StoredFile,
    Subject,
    Text,
    UnopenedError,
)

BY_JOB, BY_PASS = "job", "pass"
PURPOSE_GONE = "Slettet sammen med det, der blev læst"
WITHOUT_ROLE = languages.words({BY_JOB: "Kørsel i systemet", BY_PASS: "En, der har koden", "": "Uden rolle"})


def note(
    actor: Actor, *, purpose: str, node: Node | None = None, subject: Subject | None = None, deed: str = "read"
) -> None:
    """Log that somebody read, searched or exported personal data, and why, in the product's words. Called before the reading.

    The row is committed on return. RuntimeError inside a transaction, which could take the row with it after the words
    were seen; a database that cannot write raises, and so there is no reading. ValueError without a purpose.
    """
    if not purpose.strip() or deed not in AccessEntry.Deed.values:
        message = f"access.note: purpose {purpose!r}, deed {deed!r}"
        raise ValueError(message)

    entry = _entry(actor, deed, purpose, node, subject)
    with transaction.atomic(durable=True):
        entry.save(force_insert=True)


def _entry(actor: Actor, deed: str, purpose: str, node: Node | None, subject: Subject | None) -> AccessEntry:
    organisation, role = _stands(actor, node)
    return AccessEntry(
        deed=deed,
        reader_id=actor.person_id,
        role=role,
        organisation_id=organisation,
        purpose=purpose.strip(),
        subject_id=subject.pk if subject else None,
        node_id=node.pk if node else None,
    )


def note_each(actor: Actor, read: Sequence[tuple[Node, Subject]], *, purpose: str) -> None:
    """Log that somebody reads what belongs to several people at once, a row for each of them. One query. Raises as `note`."""
    if not purpose.strip():
        message = f"access.note_each: purpose {purpose!r}"
        raise ValueError(message)

    entries = [_entry(actor, AccessEntry.Deed.READ, purpose, node, subject) for node, subject in read]
    with transaction.atomic(durable=True):
        AccessEntry.objects.bulk_create(entries)


def note_search_of_care(actor: Actor, *, purpose: str) -> None:
    """Log that somebody lists care records, and why, in their own words: sealed, for they may name whom they look for.

    Raises as `note`.
    """
    organisation, role = _stands(actor, None)
    entry = AccessEntry(deed="searched", reader_id=actor.person_id, role=role, organisation_id=organisation)
    entry.sealed = secrets.seal_here(purpose, use="access").encode()
    with transaction.atomic(durable=True):
        entry.save(force_insert=True)


@dataclass(frozen=True)
class Opening:
    """That a care record was opened, by whom and for what: the log has it. No word of one is given out without (`check_open`).

    Made by `open_care` and nowhere else (tests/promises/test_care_room.py).
    """

    node_id: UUID
    subject_id: UUID
    by: Actor
    purpose: str


def open_care(actor: Actor, nodes: Sequence[Node], *, purpose: str) -> dict[UUID, Opening]:
    """Log that somebody opens care records, each with its person, and give what lets their words be read, by node.

    Called by `spine.care`, which has asked who may. The purpose is the reader's own words, and sealed for the person. Raises as
    `note`, and Refused when the person is erased; ValueError for a record of the thread.
    """
    if not purpose.strip() or any(node.subject is None for node in nodes):
        message = f"access.open_care: purpose {purpose!r}"
        raise ValueError(message)

    said = purpose.strip()
    for_whom = _of_care(actor, nodes)
    entries = []
    for node in nodes:
        organisation, role = for_whom.get(node.pk) or _stands(actor, node)
        entry = AccessEntry(
            deed=AccessEntry.Deed.READ,
            reader_id=actor.person_id,
            role=role,
            organisation_id=organisation,
            subject_id=node.subject_id,
            node_id=node.pk,
        )
        if node.subject is not None:
            entry.sealed = secrets.seal(node.subject, said, bound_to=entry.sealed_at)
        entries.append(entry)

    with transaction.atomic(durable=True):
        AccessEntry.objects.bulk_create(entries)

    return {node.pk: Opening(node.pk, node.subject_id, actor, said) for node in nodes if node.subject_id}


def check_open(kept: Text | StoredFile, opening: Opening | None) -> None:
    """See that what belongs to a care record is read through the opening of that record. `UnopenedError` when it is not."""
    if kept.room == Room.CARE and (opening is None or opening.node_id != kept.node_id):
        message = f"{type(kept).__name__} {kept.pk} is a care record's: it is read through care.opened"
        raise UnopenedError(message)


@dataclass(frozen=True)
class Reading:
    """One reading as the person it concerns may know it: never who, but from where, in what role, what for and when."""

    organisation: str
    role: str
    deed: str
    purpose: str
    at: dt.datetime


def readings_of(subject: Subject) -> list[Reading]:
    """Return who has read what belongs to a data subject, newest first, whoever the reader is.

    Both readings noted for the subject and those of records that hold its texts, files or consents. Two queries.
    """
    holding = (
        Q(node_id__in=Text.anywhere.filter(subject=subject).values("node_id"))
        | Q(node_id__in=StoredFile.anywhere.filter(subject=subject).values("node_id"))
        | Q(node_id__in=Consent.objects.filter(subject=subject).values("node_id"))
    )
    entries = list(AccessEntry.objects.filter(Q(subject_id=subject.pk) | holding).order_by("-at", "-pk"))
    names = dict(
        Organisation.objects.filter(pk__in={e.organisation_id for e in entries if e.organisation_id}).values_list(
            "pk", "name"
        )
    )

    return [
        # Never the employee's name: the person is told organisation, role, purpose and time (decision 0009).
        Reading(
            organisation=names.get(e.organisation_id, "") if e.organisation_id else "",
            role=_label(e.role),
            deed=e.get_deed_display(),
            purpose=_purpose_of(e, subject),
            at=e.at,
        )
        for e in entries
    ]


def _purpose_of(entry: AccessEntry, subject: Subject) -> str:
    if entry.sealed is None:
        return entry.purpose
    try:
        return secrets.unseal(subject, bytes(entry.sealed), bound_to=entry.sealed_at)
    except Refused:
        return PURPOSE_GONE


def _stands(actor: Actor, node: Node | None) -> tuple[UUID | None, str]:
    if actor.job:
        return None, BY_JOB
    # Of several roles, the one nearest the record is the one that let them read it.
    near = [m for m in actor.memberships if node is not None and m.organisation_id == node.organisation_id]
    near += [m for m in actor.memberships if node is not None and m.circle_id and m.circle_id == node.within_id]
    if not near and node is not None and node.pk in actor.reads:
        return None, BY_PASS
    held = next(iter((*near, *actor.memberships)), None)
    return (held.organisation_id, held.role) if held else (None, "")


def _of_care(actor: Actor, nodes: Sequence[Node]) -> dict[UUID, tuple[UUID | None, str]]:
    """Return for which organisation, and in what role there, the actor opens each care record.

    The one that has the person in its care, or is party to the record. Asked only about whoever works in several places.
    """
    if len(actor.organisations) < 2 or not actor.person_id:
        return {}

    day, mine = timezone.localdate(), {"organisation__in": actor.organisations}
    rows = Caseload.objects.filter(
        caseload.standing(day), person=actor.person_id, subject__in=[node.subject_id for node in nodes], **mine
    )
    having = dict(rows.order_by("-valid_from", "pk").values_list("subject_id", "organisation_id"))
    parties = Party.objects.filter(caseload.standing(day), node__in=nodes, **mine)
    being = dict(parties.order_by("-valid_from", "pk").values_list("node_id", "organisation_id"))

    held = {m.organisation_id: m.role for m in reversed(actor.memberships)}
    found = {node.pk: (node.subject_id and having.get(node.subject_id)) or being.get(node.pk) for node in nodes}
    return {pk: (organisation, held[organisation]) for pk, organisation in found.items() if organisation}


def _label(role: str) -> str:
    return WITHOUT_ROLE.get(role) or str(dict(Role.Kind.choices).get(role, role))
