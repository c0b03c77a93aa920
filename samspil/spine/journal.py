"""The journal: every deed leaves a row, chained by HMAC per organisation, in the transaction of the change itself."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import transaction

if TYPE_CHECKING:
    from samspil.spine.models import Node
    from samspil.spine.people import Actor

P = ParamSpec("P")
R = TypeVar("R")

INSTALLATION = "installation"


@dataclass(frozen=True)
class Note:
    """One row to be: who or which job, what, on which node, in which organisation's chain. Ids and hashes only."""

    chain: str
    person_id: UUID | None
    job: str
    verb: str
    node_id: UUID | None
    data: dict[str, str]


_collected: ContextVar[list[Note] | None] = ContextVar("journal_notes", default=None)


@contextmanager
def writing() -> Iterator[None]:
    """This function will run a change in one transaction and append its notes as the last thing before it commits.

    Within another deed the notes join that deed's.
    """
    if _collected.get() is not None:
        with transaction.atomic():
            yield
        return
    token = _collected.set([])
    try:
        with transaction.atomic():
            yield
            _append(_collected.get() or [])
    finally:
        _collected.reset(token)


def deed(action: Callable[P, R]) -> Callable[P, R]:
    """This function will make an action one deed: all of it happens, with its journal rows, or none of it."""

    @functools.wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with writing():
            return action(*args, **kwargs)

    return run


def note(
    verb: str,
    *,
    by: Actor,
    node: Node | None = None,
    organisation: UUID | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """This function will note what was done. Only inside a deed: outside one it is a programming error.

    The chain is the node's organisation, else `organisation`, else the installation's own.
    """
    notes = _collected.get()
    if notes is None:
        message = f"journal.note({verb!r}) outside a deed"
        raise RuntimeError(message)
    owner = node.organisation_id if node is not None else organisation
    notes.append(
        Note(
            chain=str(owner) if owner else INSTALLATION,
            person_id=by.person_id,
            job=by.job,
            verb=verb,
            node_id=node.pk if node is not None else None,
            data={key: str(value) for key, value in (data or {}).items() if value is not None},
        )
    )


def _append(notes: list[Note]) -> None:
    """Replaced by the chained writer."""
    from django.utils import timezone

    from samspil.spine.models import JournalChain, JournalEntry

    now = timezone.now()
    for chain in sorted({note.chain for note in notes}):
        JournalChain.objects.get_or_create(name=chain)
        head = JournalChain.objects.select_for_update().get(name=chain)
        for each in (note for note in notes if note.chain == chain):
            head.sequence += 1
            JournalEntry.objects.create(
                chain=chain, sequence=head.sequence, at=now, person_id=each.person_id, job=each.job, verb=each.verb,
                node_id=each.node_id, data=each.data, key_id="", previous=head.head, mac="",
            )  # fmt: skip
        head.save()
