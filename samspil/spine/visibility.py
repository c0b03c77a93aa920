"""What somebody may see: the one condition that pages, search, export, feeds and files all read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils import timezone

from samspil.paper.refusal import NotFound
from samspil.spine import caseload, kinds
from samspil.spine.actors import Actor
from samspil.spine.models import Caseload, NamedReader, Node, Party, Role, Room

Row = TypeVar("Row", bound=Model)


def condition(actor: Actor, *, prefix: str = "", on: dt.date | None = None) -> Q:
    """Return the condition on a node (reached by `prefix`) that it lies on the thread and the actor may see it on the day.

    Public; or within a circle or organisation where the actor holds a role; or naming the actor; or, while it is being prepared, for
    those who prepare it; or opened by a pass whose purpose grants reading (`pass_purposes`).
    `visible_until` is the last day it is seen, by anybody. A job of the installation sees everything on the thread. A record of
    somebody's care is seen by nobody here: those who may go through `spine.care`.
    """
    on_thread = Q(**{f"{prefix}room": Room.THREAD})
    if actor.job:
        return on_thread

    seen = Q(**{f"{prefix}visibility": Node.Visibility.PUBLIC})
    if actor.circles:
        seen |= Q(**{f"{prefix}visibility": Node.Visibility.CIRCLE, f"{prefix}within__in": actor.circles})

    if actor.organisations:
        seen |= Q(
            **{f"{prefix}visibility": Node.Visibility.ORGANISATION, f"{prefix}organisation__in": actor.organisations}
        )

    if actor.person_id:
        seen |= _is_named(actor, prefix)

    if actor.person_id and actor.memberships:
        seen |= Q(**{f"{prefix}visibility": Node.Visibility.PREPARING}) & _prepares(actor, prefix)

    if actor.reads:
        seen |= Q(**{f"{prefix}pk__in": actor.reads})

    return on_thread & seen & _has_time_left(prefix, on or timezone.localdate())


def care_condition(actor: Actor, *, prefix: str = "", on: dt.date | None = None) -> Q:
    """Return the condition on a node that it lies in the care room and the actor may open it on the day. Asked by `spine.care` alone.

    Those who have its person in their care (`caseload`) and those who hold a role in an organisation that is party to it,
    where it is seen by them; those it names, where it names some, while they hold a role anywhere; the holder of a pass that
    reads it. No role of a place, no body and no house opens it. A job of the installation may, and is logged as everybody is.
    """
    in_care = Q(**{f"{prefix}room": Room.CARE})
    if actor.job:
        return in_care

    day = on or timezone.localdate()
    seen = Q(**{f"{prefix}pk__in": actor.reads})
    # Whoever has left may still have an account, and has nobody in their care.
    if actor.person_id and actor.memberships:
        seen |= _is_named(actor, prefix)

    # Whoever has left the organisation has nobody in its care.
    if actor.person_id and actor.organisations:
        has = Caseload.objects.filter(
            caseload.standing(day),
            subject=OuterRef(f"{prefix}subject"),
            person=actor.person_id,
            organisation__in=actor.organisations,
        )
        party = Party.objects.filter(
            caseload.standing(day), node=OuterRef(f"{prefix}pk"), organisation__in=actor.organisations
        )
        seen |= Q(**{f"{prefix}visibility": Node.Visibility.CASELOAD}) & (Q(Exists(has)) | Q(Exists(party)))

    return in_care & seen & _has_time_left(prefix, day)


def _is_named(actor: Actor, prefix: str) -> Q:
    named = NamedReader.objects.filter(node=OuterRef(f"{prefix}pk"), person=actor.person_id)
    return Q(**{f"{prefix}visibility": Node.Visibility.PERSONS}) & Q(Exists(named))


def _has_time_left(prefix: str, day: dt.date) -> Q:
    return Q(**{f"{prefix}visible_until__isnull": True}) | Q(**{f"{prefix}visible_until__gte": day})


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
    """Return the nodes of the thread that the actor may see."""
    return _readable(actor, actor.reads, timezone.localdate()).all()


def among(actor: Actor, keys: Iterable[Any]) -> QuerySet[Node]:
    """Return those of some nodes that the actor may see.

    The keys come first: asked for in one breath with what may be seen, SQLite reads all that may be seen to find a few.
    """
    return rows(Node.anywhere.filter(pk__in=keys), actor, through="pk")


@lru_cache(maxsize=256)
def _readable(actor: Actor, _reads: frozenset[UUID], day: dt.date) -> QuerySet[Node]:
    """Write the question once for equal actors on one day: a page asks it ten times, and writing it costs more than its answer.

    What a pass reads depends on what its purpose is registered as, which no actor holds.
    """
    return Node.anywhere.filter(condition(actor, on=day))


def node(actor: Actor, pk: UUID) -> Node:
    """Return one node of the thread that the actor may see, with its house and circle; `NotFound` otherwise. One query."""
    seen = nodes(actor).filter(pk=pk).select_related("organisation", "within").first()
    if seen is None:
        raise NotFound
    return seen


def care_nodes(actor: Actor) -> QuerySet[Node]:
    """Return the nodes of the care room that the actor may open. Asked by `spine.care` alone, which logs it."""
    return Node.anywhere.filter(care_condition(actor))


def rows(queryset: QuerySet[Row], actor: Actor, *, through: str = "node") -> QuerySet[Row]:
    """Narrow a feature's rows to those whose node (`through`) the actor may see.

    Each row is asked for on its own, so that a database reads a long list in the order of its index, and no further than
    the page that is wanted.
    """
    return queryset.filter(Exists(nodes(actor).filter(pk=OuterRef(through))))


def lies_in(houses: Collection[UUID], circles: Collection[UUID], *, through: str = "node") -> Q:
    """Return the condition on a feature's row that its node lies in one of some organisations or circles.

    Asked for each row on its own, as `rows` is, and for the same reason.
    """
    here = Q(organisation__in=houses) | Q(within__in=circles)
    return Q(Exists(Node.anywhere.filter(here, pk=OuterRef(through))))


def get(queryset: QuerySet[Row], actor: Actor, pk: object, *, through: str = "node") -> Row:
    """Return one visible row by its key; `NotFound` alike when it is not there and when it may not be seen."""
    try:
        row = rows(queryset, actor, through=through).filter(pk=pk).first()
    # A key that is no UUID: Django raises where the database would find nothing.
    except ValidationError:
        raise NotFound from None
    if row is None:
        raise NotFound
    return row


def own(queryset: QuerySet[Row], actor: Actor, pk: object, *, by: str, through: str) -> Row:
    """Return one visible row that the actor made themselves (`by`: the field that says who), by its key; else `NotFound`."""
    if actor.person_id is None:
        raise NotFound
    return get(queryset.filter(**{by: actor.person_id}), actor, pk, through=through)


class Shelf(Generic[Row]):
    """A feature's rows of one kind as its pages read them: with what hangs at them, in their order, and only the visible ones."""

    def __init__(
        self,
        model: type[Row],
        *ends: str,
        order: Sequence[str | OrderBy] = (),
        through: str = "node",
        more: Callable[[QuerySet[Row], Actor], QuerySet[Row]] | None = None,
    ) -> None:
        """Keep what is read with each row (`ends`, as `select_related` names them), the order, and what is counted for each (`more`)."""
        self._model, self._ends, self._order, self._through, self._more = model, ends, order, through, more

    def all(self, actor: Actor) -> QuerySet[Row]:
        """Return the rows the actor may see."""
        return rows(self._whole(actor), actor, through=self._through).order_by(*self._order)

    def one(self, actor: Actor, pk: object) -> Row:
        """Return one row by its key; `NotFound` alike when it is not there and when it may not be seen."""
        return get(self._whole(actor), actor, pk, through=self._through)

    def _whole(self, actor: Actor) -> QuerySet[Row]:
        every = self._model._default_manager.select_related(*self._ends)
        return self._more(every, actor) if self._more else every


def origin(actor: Actor, key: object, *traits: str) -> Node:
    """Return the record that a new one begins from (`?fra=<id>`): visible, and of a kind with one of the traits.

    Refused, with why, while the record is held (`kinds.Hold`).
    """
    beginning = frozenset[str]().union(*(kinds.with_trait(trait) for trait in traits))
    try:
        wanted = key if isinstance(key, UUID) else UUID(str(key))
    except ValueError:
        raise NotFound("Begynd fra det, det kommer af: åbn siden, og vælg derfra.") from None

    source = nodes(actor).filter(pk=wanted, kind__in=beginning).first()
    if source is None:
        raise NotFound("Det, du vil begynde fra, findes ikke, eller du har ikke adgang til det.")

    kinds.check_free(source)
    return source
