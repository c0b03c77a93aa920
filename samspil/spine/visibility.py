"""What somebody may see: the one condition that pages, search, export, feeds and files all read."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from samspil.paper.refusal import NotFound
from samspil.spine import kinds
from samspil.spine.actors import Actor
from samspil.spine.models import NamedReader, Node, Role

Row = TypeVar("Row", bound=Model)


def condition(actor: Actor, *, prefix: str = "", on: dt.date | None = None) -> Q:
    """Return the condition on a node (reached by `prefix`) that the actor may see it on the day.

    Public; or within a circle or organisation where the actor holds a role; or naming the actor; or, while it is being prepared, for
    those who prepare it; or opened by a pass whose purpose grants reading (`pass_purposes`).
    `visible_until` is the last day it is seen, by anybody. A job of the installation sees everything.
    """
    if actor.job:
        return Q()

    seen = Q(**{f"{prefix}visibility": Node.Visibility.PUBLIC})
    if actor.circles:
        seen |= Q(**{f"{prefix}visibility": Node.Visibility.CIRCLE, f"{prefix}within__in": actor.circles})

    if actor.organisations:
        seen |= Q(
            **{f"{prefix}visibility": Node.Visibility.ORGANISATION, f"{prefix}organisation__in": actor.organisations}
        )

    if actor.person_id:
        named = NamedReader.objects.filter(node=OuterRef(f"{prefix}pk"), person=actor.person_id)
        seen |= Q(**{f"{prefix}visibility": Node.Visibility.PERSONS}) & Q(Exists(named))

    if actor.person_id and actor.memberships:
        seen |= Q(**{f"{prefix}visibility": Node.Visibility.PREPARING}) & _prepares(actor, prefix)

    if actor.reads:
        seen |= Q(**{f"{prefix}pk__in": actor.reads})

    day = on or timezone.localdate()
    return seen & (Q(**{f"{prefix}visible_until__isnull": True}) | Q(**{f"{prefix}visible_until__gte": day}))


def _prepares(actor: Actor, prefix: str) -> Q:
    """Return the condition that the actor prepares a record: wrote it and is still there, keeps the body's secretariat, or leads."""
    led = {m.organisation_id for m in actor.memberships if m.role == Role.Kind.DIRECTOR and m.organisation_id}
    kept = {m.circle_id for m in actor.memberships if m.role == Role.Kind.SECRETARY and m.circle_id}
    here = Q(**{f"{prefix}organisation__in": actor.organisations}) | Q(**{f"{prefix}within__in": actor.circles})
    return (
        Q(**{f"{prefix}organisation__in": led})
        | Q(**{f"{prefix}within__in": kept})
        | Q(**{f"{prefix}created_by": actor.person_id}) & here
    )


def nodes(actor: Actor) -> QuerySet[Node]:
    """Return the nodes that the actor may see."""
    return Node.objects.filter(condition(actor))


def rows(queryset: QuerySet[Row], actor: Actor, *, through: str = "node") -> QuerySet[Row]:
    """Narrow a feature's rows to those whose node (`through`) the actor may see.

    Each row is asked for on its own, so that a database reads a long list in the order of its index, and no further than
    the page that is wanted.
    """
    return queryset.filter(Exists(nodes(actor).filter(pk=OuterRef(through))))


def get(queryset: QuerySet[Row], actor: Actor, pk: object, *, through: str = "node") -> Row:
    """Return one visible row by its key; `NotFound` alike when it is not there and when it may not be seen."""
    try:
        found = rows(queryset, actor, through=through).filter(pk=pk).first()
    except ValidationError:
        raise NotFound from None
    if found is None:
        raise NotFound
    return found


def origin(actor: Actor, key: object, *traits: str) -> Node:
    """Return the record that a new one begins from (`?fra=<id>`): visible, and of a kind with one of the traits.

    Refused, with why, while the record is held (`kinds.Hold`).
    """
    beginning = frozenset[str]().union(*(kinds.with_trait(trait) for trait in traits))
    try:
        wanted = key if isinstance(key, UUID) else UUID(str(key))
    except ValueError:
        raise NotFound("Begynd fra det, det kommer af: åbn siden, og vælg derfra.") from None

    found = nodes(actor).filter(pk=wanted, kind__in=beginning).first()
    if found is None:
        raise NotFound("Det, du vil begynde fra, findes ikke, eller du har ikke adgang til det.")

    kinds.check_free(found)
    return found
