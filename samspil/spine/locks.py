"""What a deed checks must be what it changes: its records are locked and read anew before the first check."""

from __future__ import annotations

import functools
from collections import defaultdict
from itertools import chain
from typing import Any

from django.db.models import Model

from samspil.paper.refusal import NotFound, Refused
from samspil.spine.models import Node


def reread(*records: Model | None) -> None:
    """Lock records and read them anew from the database, so that nothing is judged by what somebody has since changed.

    The first line of a deed. What holds a record is locked with it, as its model says (`HELD_BY`: an item's meeting). One
    query a model, in one order whoever calls: what holds before what is held, records before their nodes, then by key. So
    two deeds wait for each other and never both. Unsaved changes on the records are lost: a deed takes new values as words
    of its own. `NotFound` for a record that is gone, Refused for one that has moved from what held it;
    TransactionManagementError (on PostgreSQL) outside a transaction.
    """
    by_model: defaultdict[type[Model], list[Model]] = defaultdict(list)
    waiting = [record for record in records if record is not None]
    while waiting:
        record = waiting.pop()
        by_model[type(record)].append(record)
        if holder := getattr(record, getattr(record, "HELD_BY", ""), None):
            waiting.append(holder)

    fresh: dict[tuple[type[Model], Any], Model] = {}
    for model in sorted(by_model, key=_rank):
        held = by_model[model]
        # Not the key: who only points at a record (a new row's foreign key) need not wait.
        rows = model._base_manager.select_for_update(of=("self",), no_key=True)
        by_key = {row.pk: row for row in rows.filter(pk__in=sorted({each.pk for each in held}, key=str)).order_by("pk")}
        for each in held:
            if each.pk not in by_key:
                raise NotFound("Det findes ikke mere: det er slettet, mens du arbejdede med det.")
            fresh[model, each.pk] = by_key[each.pk]

    named = {(type(each), each.pk): each for each in chain.from_iterable(by_model.values())}
    for each in chain.from_iterable(by_model.values()):
        _renew(each, fresh[type(each), each.pk], named)


def hold(*nodes: Node) -> None:
    """Lock the nodes that something is built on, in one order, and leave them as they were read.

    Whoever takes a record back locks its node too, and so meets what was being built. A foreign key does not see to it: it is
    looked up when the deed commits.
    """
    keys = {node.pk for node in nodes}
    held = Node.anywhere.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    list(held.order_by("pk").values_list("pk"))


def _renew(record: Model, row: Model, named: dict[tuple[type[Model], Any], Model]) -> None:
    """Give a record what its row says now, and let go of all that was read with it but what is locked as well."""
    for field in record._meta.concrete_fields:
        before, now = vars(record).get(field.attname), getattr(row, field.attname)
        kept: Model | None = None
        if field.is_relation and field.is_cached(record):  # type: ignore[attr-defined]
            model = field.related_model
            # It hangs under another now, whose lock was not taken.
            if before != now and (model, before) in named and before is not None:
                raise Refused("Det er flyttet, mens du arbejdede med det. Se, hvor det er nu, og prøv så igen.")
            kept = named.get((model, now))  # type: ignore[arg-type]
        setattr(record, field.attname, now)
        # A cached relation is what was read before the lock.
        if field.is_relation and field.is_cached(record):  # type: ignore[attr-defined]
            field.delete_cached_value(record)  # type: ignore[attr-defined]
        if kept is not None:
            field.set_cached_value(record, kept)  # type: ignore[attr-defined]

    for related in record._meta.related_objects:
        if related.is_cached(record):
            related.delete_cached_value(record)

    vars(record).pop("_prefetched_objects_cache", None)


def _rank(model: type[Model]) -> tuple[int, str]:
    return _depth(model), model._meta.db_table


@functools.cache
def _depth(model: type[Model]) -> int:
    """Count the records that must stand before one of this model can: its longest way up. A node comes after its record."""
    if model is Node:
        return 1_000
    # Only what must stand: keys that may be empty can point in a ring.
    above = {
        field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation and not field.null and field.related_model not in {model, Node}
    }
    return 1 + max((_depth(each) for each in above if isinstance(each, type)), default=0)
