"""Lines on a record's lists that no page corrects: what somebody put there by mistake is taken off again for ten minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from samspil.paper.refusal import Refused
from samspil.spine import journal, locks, policy, undoing, visibility
from samspil.spine.actors import Actor


def _stands(_row: Any) -> bool:
    return True


@dataclass(frozen=True)
class Line:
    """A row that a deed puts on a list: on which record's (a field of it), by whose right, and its word in the journal's data.

    `stands` tells whether it is still as the deed left it; `told` is the row's field that the journal's data holds, and
    `through` leads from the record to its node.
    """

    model: type[Model]
    of: str
    right: str
    word: str
    stands: Callable[[Any], bool] = _stands
    told: str = "pk"
    through: str = "node"


def register(verb: str, line: Line, *, done: str | Promise) -> None:
    """Say that the line which a verb of the journal tells of is taken off again, and what is said then; from an `apps.py`."""
    undoing.register(verb, lambda by, key, _told: take_off(by=by, verb=verb, line=line, key=int(key)), done=done)


@journal.deed
def take_off(*, by: Actor, verb: str, line: Line, key: int) -> None:
    """Undo that the actor put a line on a list. Refused after ten minutes, and when it has changed or others have built on it."""
    row = visibility.get(line.model._default_manager.all(), by, key, through=f"{line.of}__{line.through}")
    record = getattr(row, line.of)
    locks.reread(record, row)
    policy.check(by, line.right, record)
    undoing.check_own(by, undoing.last(verb, record.pk, **{line.word: getattr(row, line.told)}))
    if not line.stands(row):
        raise Refused("Det er ændret siden. Genindlæs siden, og se, hvad der står nu.")

    undoing.check_alone(row)
    row.delete()
    journal.note("line.taken_off", by=by, node=record.node, data={line.word: key, "said": verb})
