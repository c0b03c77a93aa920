"""Deeds that can be undone for ten minutes by another press.

What has not been public is undone by who did it, by a signed word: each feature says how, asks the policy what the deed asked, counts
from the deed's own time (`check_lately`), and refuses when the record has moved on. What was public is taken back by a deed of its own,
which asks here whether there is time (`is_fresh`, `check_fresh`). What a citizen took back stays so after a restore (`spine.takebacks`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.core import signing
from django.utils import timezone
from django.utils.functional import Promise

from samspil.paper.refusal import Refused
from samspil.spine.actors import Actor

# How long a press may be undone by another.
LASTS = dt.timedelta(minutes=10)
SALT = "undo"
TOO_LATE = "Det er mere end ti minutter siden, så det kan ikke fortrydes her. Ret det på den side, hvor du gjorde det."
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
        raise Refused("Kun den, der gjorde det, kan fortryde det.")

    way, done = _known[said["what"]]
    way(by, said["key"], said["told"])
    return str(done)
