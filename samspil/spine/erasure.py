"""What erasing means, table by table: each part of the product says what it does when a data subject's words go.

Destroying a key is not enough: titles, places, search rows, addresses and reasons stand beside the sealed words. The same
functions run when somebody withdraws and again after a restore, and running them twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from samspil.spine import journal, people, search, secrets, takebacks
from samspil.spine.actors import Actor
from samspil.spine.models import Erasure, StoredFile, Subject

WITHDRAWAL, NOTES = "withdrawal", "notes"
KINDS = frozenset({WITHDRAWAL, NOTES})


@dataclass(frozen=True)
class Erased:
    """One erasure as its parts need it: whose, of which kind, when, the records that are the subject's own, and what was said.

    `details` holds ids and code words only; it stands in the list outside the database.
    """

    subject: UUID
    kind: str
    at: dt.datetime
    nodes: frozenset[UUID] = frozenset()
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What erasing does in some tables (labels, `app.Model`): `erase(by=, erased=)` does it, and gives how many rows it changed."""

    name: str
    tables: frozenset[str]
    erase: Callable[..., int]


_parts: dict[str, Part] = {}
_owners: list[Callable[[UUID], Iterable[UUID]]] = []
_kept: dict[str, str] = {}


def register(*parts: Part) -> None:
    """Declare what erasing does; called once from an `apps.py`. ValueError for a name taken twice."""
    for part in parts:
        if _parts.get(part.name, part).tables != part.tables:
            message = f"the erasure {part.name!r} is registered twice"
            raise ValueError(message)
        _parts[part.name] = part


def owns(nodes: Callable[[UUID], Iterable[UUID]]) -> None:
    """Declare which records are a subject's own, all of their words the subject's; called once from an `apps.py`."""
    if nodes not in _owners:
        _owners.append(nodes)


def keep(why: str, *tables: str) -> None:
    """Declare that tables hold no words or data of those who may have theirs erased, and why; called from an `apps.py`."""
    for table in tables:
        if _kept.get(table, why) != why:
            message = f"{table} is declared twice"
            raise ValueError(message)
        _kept[table] = why


def parts() -> tuple[Part, ...]:
    """Return every part, in the order they run."""
    return tuple(_parts.values())


def kept() -> Mapping[str, str]:
    """Return the tables that erasing leaves alone, and why."""
    return dict(_kept)


@journal.deed
def erase(*, by: Actor, subject: Subject, kind: str, reason: str, details: Mapping[str, Any] | None = None) -> None:
    """Erase what belongs to a data subject everywhere, list it, and destroy the subject's key when the deed has committed.

    The deed that calls has asked who may. ValueError for an unknown kind.
    """
    if kind not in KINDS:
        message = f"erasure.erase: kind {kind!r}"
        raise ValueError(message)
    # Kept on the list outside: after a restore nothing else tells which records were this person's.
    known = {"nodes": sorted(map(str, _nodes_of(subject.pk))), "files": _files_of(subject.pk), **(details or {})}
    secrets.erase(subject, reason=reason, kind=kind, details=known)
    _carry_out(by, Erasure.objects.get(pk=subject.pk))


@dataclass(frozen=True)
class Again:
    """What a repetition had to do: keys destroyed, erasures the database did not know, list lines added, rows changed."""

    keys: int
    missing: int
    listed: int
    rows: int


def again(*, everything: bool) -> Again:
    """Make every erasure and every taking back true again, wherever it is known from: the database or the lists outside it.

    With `everything` each is carried out again, as after a restore; without, only those that the database has not heard of.
    Each is a deed of its own: cut short, the next call goes on. Doing it twice changes nothing.
    """
    by = people.job("erasure")
    # Asked before `apply_erasures`, which writes them down and leaves none unknown.
    unknown = secrets.unknown_erasures()
    rows = takebacks.again() + sum(_repeat(by, each) for each in unknown)
    applied = secrets.apply_erasures()
    if everything:
        told = {each.subject_id for each in unknown}
        rows += sum(_repeat(by, each) for each in Erasure.objects.exclude(pk__in=told).order_by("at", "pk"))
    return Again(applied.keys, len(unknown), applied.listed, rows)


@journal.deed
def _repeat(by: Actor, found: Erasure) -> int:
    Erasure.objects.bulk_create([found], ignore_conflicts=True)
    changed = _carry_out(by, found)
    if changed:
        journal.note("erasure.repeated", by=by, data={"subject": found.subject_id, "rows": changed})
    return changed


def _carry_out(by: Actor, found: Erasure) -> int:
    told = found.details.get("nodes", ())
    erased = Erased(
        subject=found.subject_id,
        kind=found.kind,
        at=found.at or timezone.now(),
        # With those the list remembers: what links a record to its subject may be erased already.
        nodes=frozenset(_nodes_of(found.subject_id)) | {UUID(key) for key in told},
        details=found.details,
    )
    return sum(part.erase(by=by, erased=erased) for part in parts())


def _nodes_of(subject: UUID) -> set[UUID]:
    return {key for own in _owners for key in own(subject)}


def _files_of(subject: UUID) -> list[str]:
    mine = StoredFile.anywhere.filter(Q(subject=subject) | Q(node__in=_nodes_of(subject)))
    return sorted(str(pk) for pk in mine.values_list("pk", flat=True))


def scrub_file() -> None:
    """Leave nothing of what was deleted in the database's own file: its index made anew where it must be, its pages rewritten.

    After a repetition; on SQLite only, and outside a transaction. Of PostgreSQL the autovacuum takes care.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    search.rebuild_where_needed()
    with connection.cursor() as cursor:
        # SQLite leaves deleted words in free pages until the file is written anew.
        cursor.execute("VACUUM")
    # Its write-ahead log holds the pages as they were.
    search.empty_log()
