"""The journal: every deed leaves a row, chained by HMAC per organisation, in the transaction of the change itself."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import hmac
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from samspil.paper import faults
from samspil.paper.refusal import Unavailable
from samspil.spine import policy, secrets
from samspil.spine.journal.anchors import anchor
from samspil.spine.journal.chain import INSTALLATION, mac_of
from samspil.spine.journal.verification import verify
from samspil.spine.models import JournalChain, JournalEntry

if TYPE_CHECKING:
    from samspil.spine.actors import Actor
    from samspil.spine.models import Node

__all__ = ["INSTALLATION", "Note", "anchor", "deed", "import_root", "note", "note_import", "part", "verify", "writing"]

_log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

VERB = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
# What may stand in a row's data: ids, keyed hashes, numbers, dates, and words of code (small letters, or CAPITALS).
WORD = re.compile(r"-?[a-z0-9]([a-z0-9_.:/+-]*[a-z0-9])?|[A-Z0-9]([A-Z0-9_./-]*[A-Z0-9])?")
# A CPR number: day (replacement numbers add 60), month, year, serial; with or without its hyphen.
CPR = re.compile(r"([0-2]\d|3[01]|[6-8]\d|9[01])(0[1-9]|1[0-2])\d\d-?\d{4}")
LONGEST = 300
WITHDRAWAL = "withdrawal"  # why an anchor was made, when a deed that takes something back has committed
LONGEST_VERB = 60  # as the column holds


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
    """Run a change in one transaction and append its notes as the last thing before it commits.

    Within another deed the notes join that deed's; they fall with the inner change when it fails and the outer goes on.
    """
    outer = _collected.get()
    if outer is not None:
        before = len(outer)
        try:
            with transaction.atomic():
                yield
        # Also an interrupt: the outer deed would append notes of what was rolled back.
        except BaseException:
            del outer[before:]
            raise
        return

    notes: list[Note] = []
    token = _collected.set(notes)
    stands: list[bool] = []
    try:
        with transaction.atomic():
            # Django calls this after the commit alone, so that below it is known whether the change stands.
            transaction.on_commit(lambda: stands.append(True))
            yield
            if notes:
                _append(notes)
    except Exception as error:
        said = faults.sentence(error)
        if not said or isinstance(error, Unavailable):
            raise
        _log.error("%s", said, exc_info=error)
        # What fails after the commit undoes nothing: the deed stands, and the worker does what is left.
        if not stands:
            raise Unavailable(said) from error
    finally:
        _collected.reset(token)


def deed(action: Callable[P, R]) -> Callable[P, R]:
    """Make an action one deed: all of it happens, with its journal rows, or none of it.

    What it keeps and sends is Danish, whichever language the page was read in by the one who does it.
    """

    @functools.wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with translation.override(settings.LANGUAGE_CODE), writing():
            return action(*args, **kwargs)

    return run


def part(action: Callable[P, R]) -> Callable[P, R]:
    """Announce a public function as part of other deeds: they call it within theirs. Outside one it is a programming error."""

    @functools.wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _collected.get() is None:
            message = f"{action.__qualname__} is part of a deed, and was called outside one"
            raise RuntimeError(message)
        return action(*args, **kwargs)

    return run


def needs_anchor(verb: str) -> bool:
    """Tell whether a deed is anchored at once: what somebody took back or had erased must not rise again."""
    return verb.rpartition(".")[2].rpartition("_")[2] in {"withdrawn", "erased"}


def note(
    verb: str,
    *,
    by: Actor,
    node: Node | None = None,
    organisation: UUID | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Note what was done. Only inside a deed: outside one it is a programming error.

    The chain is the node's organisation, else `organisation`, else the installation's own. Data holds ids, keyed hashes,
    numbers, dates and words of code; ValueError for anything that could be somebody's name, number or words.
    """
    notes = _collected.get()
    if notes is None:
        message = f"journal.note({verb!r}) outside a deed"
        raise RuntimeError(message)

    policy.check_proven(by)
    if not VERB.fullmatch(verb) or len(verb) > LONGEST_VERB:
        message = f"journal.note({verb!r}): a verb is written noun.past_participle"
        raise ValueError(message)

    # A chain for each organisation: nobody waits for another's writers (decision 0007).
    owner = node.organisation_id if node is not None else organisation
    notes.append(
        Note(
            chain=str(owner) if owner else INSTALLATION,
            person_id=by.person_id,
            job=by.job,
            verb=verb,
            node_id=node.pk if node is not None else None,
            data={key: _impersonal(verb, key, value) for key, value in (data or {}).items() if value is not None},
        )
    )


def note_import(
    verb: str, *, by: Actor, parts: Sequence[str | bytes], node: Node | None = None, organisation: UUID | None = None
) -> str:
    """Note an import of any size as one row, with a keyed hash over its parts in order, and give that root.

    Called inside a deed. `import_root` gives the same root for the same parts, and another for any change of them.
    """
    key_id, _ = secrets.journal_key()
    root = import_root(parts, key_id)
    data = {"parts": len(parts), "root": root, "root_key": key_id}
    note(verb, by=by, node=node, organisation=organisation, data=data)
    return root


def import_root(parts: Sequence[str | bytes], key_id: str) -> str:
    """Return the root of an import's parts under a journal key: HMAC over the parts' own HMACs. Hexadecimal.

    Keyed, because a single part may be short enough to guess. KeyError for a key that is not held.
    """
    key = secrets.journal_keys()[key_id]
    # The word before the NUL keeps a part's hash from passing for an import's.
    whole = hmac.new(key, b"import\0", hashlib.sha256)
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        whole.update(hmac.digest(key, b"part\0" + content, "sha256"))
    return whole.hexdigest()


def _impersonal(verb: str, key: str, value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()

    # Words of code that begin with a capital, which WORD refuses.
    text = str(value)
    if isinstance(value, bool):
        return text

    words = text.split(" ") if text else []
    if (
        len(text) > LONGEST
        or not all(WORD.fullmatch(word) for word in words)
        # An amount in øre may have ten digits; ten digits in a word are taken for a CPR number.
        or (not isinstance(value, int) and any(CPR.fullmatch(word) for word in words))
    ):
        message = f"journal.note({verb!r}): {key!r} could be personal text; give an id or a keyed hash"
        raise ValueError(message)

    return text


def _anchor_withdrawal() -> None:
    anchor(WITHDRAWAL)


def _append(notes: list[Note]) -> None:
    """Chain a deed's notes: every head locked in sorted order, one insert for all rows, heads moved on."""
    if any(needs_anchor(note.verb) for note in notes):
        # Robust: an anchor that cannot be written now comes with the minute's round, and the withdrawal stands.
        transaction.on_commit(_anchor_withdrawal, robust=True)

    # In one order whoever writes: two deeds on the same two chains wait for each other, never both.
    chains = sorted({note.chain for note in notes})
    # Last of all: locked when a deed begins, they cost seven writes of eight (decision 0007).
    heads = _locked(chains)
    if len(heads) < len(chains):
        # Somebody else may begin the same chain at this moment.
        JournalChain.objects.bulk_create([JournalChain(name=name) for name in chains], ignore_conflicts=True)
        heads = _locked(chains)

    key_id, key = secrets.journal_key()
    now = timezone.now()
    rows = []
    for each in notes:
        head = heads[each.chain]
        head.sequence += 1
        row = JournalEntry(
            chain=each.chain,
            sequence=head.sequence,
            at=now,
            person_id=each.person_id,
            job=each.job,
            verb=each.verb,
            node_id=each.node_id,
            data=each.data,
            key_id=key_id,
            previous=head.head,
        )
        row.mac = head.head = mac_of(row, key)
        rows.append(row)

    JournalEntry.objects.bulk_create(rows)
    if len(heads) == 1:
        heads[chains[0]].save(update_fields=["sequence", "head"])
    else:
        JournalChain.objects.bulk_update(heads.values(), ["sequence", "head"])


def _locked(chains: list[str]) -> dict[str, JournalChain]:
    return {
        head.name: head for head in JournalChain.objects.select_for_update().filter(name__in=chains).order_by("name")
    }
