"""A new record in one step: its node opened where it belongs, its row, what it came of, its words, and its note.

What every record on the thread begins with stands here once, so that none is made without one of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import Model

from samspil.paper import danish
from samspil.spine import journal, locks, search, texts, thread
from samspil.spine.actors import Actor
from samspil.spine.models import Circle, Link, Node, Organisation

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Beginning:
    """What a new record is called, where and when it belongs, and who may see it.

    `is_sourced` follows from the run (`sources.read`) unless it is given; `key` is the record's own where an import knows it.
    """

    kind: str
    title: str
    organisation: Organisation
    within: Circle | None = None
    visibility: str = Node.Visibility.ORGANISATION
    occurred_on: danish.When | dt.date | None = None
    is_invented: bool = False
    is_sourced: bool | None = None
    key: UUID | None = None


def beside(node: Node, kind: str, title: str, **otherwise: Any) -> Beginning:
    """Open where another record lies: seen by the same, of the same date, invented if it is; `otherwise` is what differs."""
    same = Beginning(kind, title, node.organisation, node.within, node.visibility, node.when, node.is_invented)
    return replace(same, **otherwise)


def inner(within: Circle | UUID | None) -> str:
    """Return who sees what is not public: the circle it lies within where there is one, else the organisation."""
    return Node.Visibility.CIRCLE if within else Node.Visibility.ORGANISATION


def key_of(kind: str, source_key: str) -> UUID | None:
    """Return the key of a record that an import knows by a name of its own, so that the same twice is one; None without."""
    return uuid5(NAMESPACE_URL, f"samspil:{kind}:{source_key}") if source_key else None


@dataclass(frozen=True)
class Origin:
    """What a new record came of: the earlier record, why, how, and where it says so."""

    node: Node
    why: str
    relation: str = Link.Relation.LED_TO
    source: str = ""


def open_node(opening: Beginning, *, by: Actor) -> Node:
    """Open the node alone, for a record of which more is made before its row. Called inside a deed; Refused without a title."""
    fields: dict[str, Any] = {"is_sourced": opening.is_sourced, "id": opening.key}
    return thread.open_node(
        by=by,
        kind=opening.kind,
        title=opening.title,
        organisation=opening.organisation,
        visibility=opening.visibility,
        within=opening.within,
        occurred_on=opening.occurred_on,
        is_invented=opening.is_invented,
        # What is not said is left to `open_node`, which knows whether sources are being read.
        **{name: value for name, value in fields.items() if value is not None},
    )


def new(
    opening: Beginning,
    row: Callable[[Node], Row],
    *,
    by: Actor,
    noted: str,
    came_of: Sequence[Origin] = (),
    words: Mapping[str, str] | None = None,
    searched: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> Row:
    """Make a record: open its node, save the row that `row(node)` gives, write its open texts, link it, and note it.

    Called inside a deed that has asked the policy. `words` are texts by name. Search finds the record by its title and what is
    `searched`, and not at all without it. Refused without a title, for a circle's record outside a circle, and for an origin
    without a reason.
    """
    node = open_node(opening, by=by)
    made = row(node)
    # The key is the node's: without `force_insert` Django asks by an UPDATE first, and might write over a row.
    made.save(force_insert=True)
    for name, body in (words or {}).items():
        texts.write(by=by, node=node, name=name, body=body)

    if len(came_of) > 1:
        # All at once, in one order: two records that come of the same wait for each other, and never both.
        locks.hold(*(origin.node for origin in came_of))
    for origin in came_of:
        thread.link(
            by=by, earlier=origin.node, later=node, relation=origin.relation, why=origin.why, source=origin.source
        )

    if searched is not None:
        search.index(node, searched)

    journal.note(noted, by=by, node=node, data=data)
    return made


def change(
    row: Model, fields: Mapping[str, Any], *, by: Actor, noted: str, data: Mapping[str, Any] | None = None, node: Node
) -> None:
    """Write some fields of a row anew and note it at its record. Called inside a deed that has judged them.

    Words are kept without blanks around them.
    """
    for name, value in fields.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)

    row.save(update_fields=[*fields])
    journal.note(noted, by=by, node=node, data=data)


def show(
    nodes: Iterable[Node],
    *,
    by: Actor,
    noted: str,
    to_all: bool = True,
    is_found: bool = False,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Show records to everybody, or take them back to those who work with them, and note it at the first. Twice is once.

    Called inside a deed. What search did not find before, it finds when it `is_found` now.
    """
    public, every = Node.Visibility.PUBLIC, list(nodes)
    moved = [node for node in every if (node.visibility == public) is not to_all]
    for node in moved:
        thread.show_to(node, public if to_all else inner(node.within_id))
        if is_found:
            search.index(node)

    if moved:
        journal.note(noted, by=by, node=every[0], data=data)
