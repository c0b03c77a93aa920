"""Private notes on records: sealed for whoever wrote them, and told of in no journal row, no search and no export but their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

from samspil.paper.refusal import NotFound, Refused
from samspil.spine import erasure, journal, kinds, own_page, secrets, visibility
from samspil.spine.actors import Actor
from samspil.spine.models import Node, Notebook, Person, PrivateNote

LONGEST = 5000


@dataclass(frozen=True)
class Read:
    """A private note opened for the person it belongs to. The record is None when they may not see it any more."""

    node: Node | None
    words: str
    at: dt.datetime


def may_keep(by: Actor) -> bool:
    """Tell whether somebody may have notes: a note belongs to a person, whatever else they may do."""
    return by.person_id is not None


def check_words(words: str) -> str:
    """Return a note's words; Refused when they are longer than a note is."""
    if len(words) > LONGEST:
        raise Refused("En note kan højst have {longest} tegn. Del den i to.", field="words", longest=LONGEST)
    return words.strip()


def on_record(actor: Actor, node: Node) -> str:
    """Return the actor's own note on a record, empty when there is none."""
    if not may_keep(actor):
        return ""
    note = PrivateNote.objects.select_related("notebook__subject").filter(notebook=actor.person_id, node=node).first()
    return _words(note) if note else ""


def everything(actor: Actor) -> list[Read]:
    """Return all of the actor's own notes, the newest first. Two queries."""
    kept = list(PrivateNote.objects.select_related("notebook__subject").filter(notebook=actor.person_id))
    seen = {each.pk: each for each in visibility.among(actor, [note.node_id for note in kept])}
    return [Read(seen.get(each.node_id), _words(each), each.at) for each in kept]


def count(actor: Actor) -> int:
    """Count the actor's own notes. One query."""
    return PrivateNote.objects.filter(notebook=actor.person_id).count()


def notable(actor: Actor, pk: UUID) -> Node:
    """Return a record that the actor may see and whose kind may be noted on, else NotFound."""
    node = visibility.nodes(actor).filter(pk=pk, kind__in=kinds.with_trait(kinds.Trait.NOTABLE)).first()
    if node is None:
        raise NotFound
    return node


def _words(note: PrivateNote) -> str:
    return secrets.unseal(note.notebook.subject, bytes(note.sealed), bound_to=str(note.pk))


@journal.deed
def keep(*, by: Actor, node: Node, words: str) -> PrivateNote | None:
    """Keep a person's own note on a record, sealed for them alone; without words it is thrown away.

    The journal holds nothing of it, not even that it is there.
    """
    person = own_page.check_own(by)
    said = check_words(words)
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


def sealed_on(actor: Actor, node: Node) -> tuple[UUID, bytes] | None:
    """Return the actor's own note on a record as it lies sealed, with its key; None when there is none."""
    note = PrivateNote.objects.filter(notebook=actor.person_id, node=node).first() if may_keep(actor) else None
    return (note.pk, bytes(note.sealed)) if note else None


@journal.deed
def put_back(*, by: Actor, node: Node, key: UUID, sealed: bytes) -> PrivateNote:
    """Undo that a note was thrown away. Refused when a new one stands, or when what it was sealed with is destroyed."""
    person = own_page.check_own(by)
    book = Notebook.objects.select_related("subject").filter(person=person).first()
    if book is None or PrivateNote.objects.filter(notebook=person, node=node).exists():
        raise Refused("Noten kan ikke hentes igen: der står en ny, eller alle dine noter er slettet.")
    # Read once, so that nothing is put back that its own page could not open.
    secrets.unseal(book.subject, sealed, bound_to=str(key))
    return PrivateNote.objects.create(id=key, notebook=book, node=node, sealed=sealed)


@journal.deed
def forget(*, by: Actor) -> None:
    """Throw away all of a person's notes and destroy the key that they were sealed with."""
    person = own_page.check_own(by)
    for book in Notebook.objects.select_related("subject").filter(person=person):
        erasure.erase(by=by, subject=book.subject, kind=erasure.NOTES, reason="Egne noter slettet")


@journal.deed
def erase(*, by: Actor, erased: erasure.Erased) -> int:
    """Throw away the notebook that was sealed for a subject (`spine.erasure`)."""
    gone, _ = Notebook.objects.filter(subject=erased.subject).delete()
    return gone


def declare() -> None:
    """Declare what erasing does with notes; called once from `apps.py`."""
    tables = frozenset({Notebook._meta.label, PrivateNote._meta.label})
    erasure.register(erasure.Part(name="notes", tables=tables, erase=erase))
