"""What is a person's alone: private notes, which no journal row tells of, what they have seen, and their calendar's address."""

from __future__ import annotations

import secrets as randomness
from uuid import uuid4

from django.utils import timezone

from samspil.features.cases.follow_up.models import DutyStatus
from samspil.features.cases.own import rules
from samspil.features.cases.own.models import Notebook, OwnPage, PrivateNote
from samspil.spine import erasure, journal, secrets
from samspil.spine.models import Node, Person
from samspil.spine.people import Actor


@journal.deed
def keep_note(*, by: Actor, node: Node, words: str) -> PrivateNote | None:
    """Keep a person's own note on a record, sealed for them alone; without words it is thrown away.

    The journal holds nothing of it, not even that it is there.
    """
    person = rules.check_own(by)
    said = rules.check_note(words)
    standing = PrivateNote.objects.filter(notebook=person, node=node)
    if not said:
        standing.delete()
        return None

    # Two presses at once wait for each other, so that a person has one notebook, and one note on a record.
    Person.objects.select_for_update().get(pk=person)
    book = Notebook.objects.select_related("subject").filter(person=person).first()
    if book is None:
        book = Notebook.objects.create(person_id=person, subject=secrets.new_subject())

    note = standing.first()
    if note is not None:
        note.sealed = secrets.seal(book.subject, said, bound_to=str(note.pk))
        note.save(update_fields=["sealed", "at"])
        return note

    key = uuid4()
    sealed = secrets.seal(book.subject, said, bound_to=str(key))
    return PrivateNote.objects.create(id=key, notebook=book, node=node, sealed=sealed)


@journal.deed
def forget_notes(*, by: Actor) -> None:
    """Throw away all of a person's notes and destroy the key that they were sealed with."""
    person = rules.check_own(by)
    for book in Notebook.objects.select_related("subject").filter(person=person):
        erasure.erase(by=by, subject=book.subject, kind=erasure.NOTES, reason="Egne noter slettet")


@journal.deed
def erase_notes(*, by: Actor, erased: erasure.Erased) -> int:
    """Throw away the notebook that was sealed for a subject (`spine.erasure`)."""
    gone, _ = Notebook.objects.filter(subject=erased.subject).delete()
    return gone


@journal.deed
def erase_statuses(*, by: Actor, erased: erasure.Erased) -> int:
    """Throw away what was told of how duties on a subject's records went (`spine.erasure`)."""
    gone, _ = DutyStatus.objects.filter(duty__node__in=erased.nodes).delete()
    return gone


@journal.deed
def mark_seen(*, by: Actor) -> OwnPage:
    """Say that a person has seen what is new up to now. It is nobody else's, so no journal row tells of it."""
    person = rules.check_own(by)
    made, _ = OwnPage.objects.update_or_create(person_id=person, defaults={"seen_at": timezone.now()})
    return made


@journal.deed
def open_calendar(*, by: Actor) -> str:
    """Return a person's calendar a new address, whose token is shown this once; an older one is dead at once."""
    person = rules.check_own(by)
    token = randomness.token_urlsafe(24)
    key_id, hashed = secrets.keyed_hash("own calendar", token)
    OwnPage.objects.update_or_create(
        person_id=person,
        defaults={"token_hash": hashed, "key_id": key_id, "expires_at": timezone.now() + rules.LASTS},
    )
    journal.note("own_calendar.opened", by=by, data={"person": person})
    return token


@journal.deed
def close_calendar(*, by: Actor) -> None:
    """Make the address of a person's calendar worthless at once."""
    person = rules.check_own(by)
    OwnPage.objects.filter(person=person).update(token_hash="", key_id="", expires_at=None)
    journal.note("own_calendar.closed", by=by, data={"person": person})
