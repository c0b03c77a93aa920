"""What people took back without having it erased, such as a yes to being public: listed outside the database, and taken back
again after a restore, as erasures are. The list holds ids, code words and times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from samspil.spine import lines, people
from samspil.spine.models import Subject

_known: dict[str, Callable[..., int]] = {}


def register(what: str, again: Callable[..., int]) -> None:
    """Declare what can be taken back; called once from an `apps.py`. ValueError for a word taken twice.

    `again(by=, taken=)` is a deed: it is given the time of the last taking back by subject, takes back what was given
    before that and stands, and gives how many. Doing it twice changes nothing.
    """
    if _known.get(what, again) is not again:
        message = f"the taking back of {what!r} is registered twice"
        raise ValueError(message)
    _known[what] = again


def note(subject: Subject, what: str) -> None:
    """List that a subject took something back, when the deed has committed. KeyError for what nobody registered."""
    if what not in _known:
        raise KeyError(what)
    line = {"subject": str(subject.pk), "what": what, "at": timezone.now().isoformat()}
    transaction.on_commit(lambda: lines.append(_list(), lambda: line) and None)


def again() -> int:
    """Take back again what the list says was taken back; gives how much still stood."""
    taken: dict[str, dict[UUID, dt.datetime]] = {what: {} for what in _known}
    for line in lines.read(_list()):
        if line is not None and line["what"] in taken:
            # The file only grows: the last line about somebody counts.
            taken[line["what"]][UUID(line["subject"])] = dt.datetime.fromisoformat(line["at"])
    by = people.job("erasure")
    return sum(_known[what](by=by, taken=told) for what, told in taken.items() if told)


def _list() -> Path:
    return Path(settings.SAMSPIL_ANCHORS) / "takebacks.jsonl"
