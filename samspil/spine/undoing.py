"""Deeds that can be undone for ten minutes by another press.

A signed word undoes it for who did it: each feature says how, asks the policy what the deed asked, counts from the deed's own time
(`check_lately`, `check_own`), and refuses when the record has moved on. A whole record that was public is taken back by a deed of its own,
which asks here whether there is time (`is_fresh`, `check_fresh`). What a citizen took back stays so after a restore (`spine.takebacks`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import ManyToOneRel, Model
from django.utils import timezone
from django.utils.functional import Promise

from samspil.paper.refusal import Refused
from samspil.spine.actors import Actor
from samspil.spine.models import JournalEntry

# How long a press may be undone by another.
LASTS = dt.timedelta(minutes=10)
SALT = "undo"
TOO_LATE = "Det er mere end ti minutter siden, så det kan ikke fortrydes her. Ret det på den side, hvor du gjorde det."
NOT_YOURS = "Kun den, der gjorde det, kan fortryde det."
PUBLIC_TOO_LONG = "Det har været offentligt i mere end ti minutter, så det kan ikke fortrydes."
# How a deed is undone: by whom, on the record with which key, and what its deed told.
Undo = Callable[[Actor, str, Mapping[str, str]], object]

_known: dict[str, tuple[Undo, str | Promise]] = {}


def is_fresh(moment: dt.datetime | None) -> bool:
    """Tell whether something happened so lately that it can still be undone. What is yet to come has not happened."""
    return moment is not None and dt.timedelta() <= timezone.now() - moment <= LASTS


def check_lately(moment: dt.datetime | None) -> None:
    """Refuse to undo what was done more than ten minutes ago, however lately the word for it was signed."""
    if not is_fresh(moment):
        raise Refused(TOO_LATE)


def check_fresh(moment: dt.datetime | None, otherwise: str = "") -> None:
    """Refuse, with what to do `otherwise`, to undo what was made public more than ten minutes ago, or nobody knows when."""
    if not is_fresh(moment):
        raise Refused(f"{PUBLIC_TOO_LONG} {otherwise}".strip())


def last(verb: str, node: UUID, **data: object) -> JournalEntry | None:
    """Return the last entry of the journal by which a deed was told of a record, with these words of its data; None without one.

    For rows that keep neither their moment nor their writer. Reads what the record's own page could be told.
    """
    said = {name: str(value) for name, value in data.items()}
    entries = JournalEntry.objects.filter(node_id=node, verb=verb).order_by("-sequence")
    return next((each for each in entries if said.items() <= each.data.items()), None)


def check_own(by: Actor, entry: JournalEntry | None) -> JournalEntry:
    """Return the entry of the actor's own deed. Refused for what nobody did within ten minutes, and for what another did."""
    check_lately(entry.at if entry is not None else None)
    assert entry is not None
    if entry.person_id != by.person_id:
        raise Refused(NOT_YOURS)
    return entry


def check_alone(row: Model) -> None:
    """Refuse to undo a row that others have built on since: some other row points at it."""
    # What goes with the row itself (the other end of a list it holds) points at it too, and is nobody's work.
    ends = [each for each in row._meta.get_fields(include_hidden=True) if isinstance(each, ManyToOneRel)]
    pointing = (
        each.related_model._base_manager.filter(**{each.field.name: row.pk})
        for each in ends
        if not each.related_model._meta.auto_created
    )
    if any(rows.exists() for rows in pointing):
        raise Refused(
            "Andre har bygget videre på det siden, så det kan ikke fortrydes. Genindlæs siden, og se, hvad der står."
        )


def register(what: str, undo: Undo, *, done: str | Promise) -> None:
    """Say how a deed is undone, and what is said then; called from an `apps.py`. ValueError for a word taken twice.

    The undoing asks what the deed asked: whether the actor may, still, and whether it was done within ten minutes.
    """
    if _known.get(what, (undo, done)) != (undo, done):
        message = f"the undoing of {what!r} is registered twice"
        raise ValueError(message)
    _known[what] = (undo, done)


def words() -> list[str]:
    """Return every deed that can be undone, by its word."""
    return sorted(_known)


def way_back(by: Actor, what: str, key: object = "", **told: object) -> str:
    """Return the signed word that undoes a deed of the actor's own. KeyError for a deed that nobody registered."""
    _known[what]
    said: dict[str, Any] = {"what": what, "by": str(by.person_id), "key": str(key)}
    facts = {name: value.isoformat() if isinstance(value, dt.datetime) else str(value) for name, value in told.items()}
    return signing.dumps({**said, "told": facts}, salt=SALT)


def undo(*, by: Actor, word: str) -> str:
    """Undo what a word was signed for, and give what is said of it. Refused after ten minutes, and for anybody else's word."""
    try:
        said = signing.loads(word, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        raise Refused(TOO_LATE) from None
    if said["by"] != str(by.person_id) or said["what"] not in _known:
        raise Refused(NOT_YOURS)

    way, done = _known[said["what"]]
    way(by, said["key"], said["told"])
    return str(done)
