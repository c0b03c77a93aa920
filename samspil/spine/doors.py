"""The doors of the product and the lists behind them: web names the doors, each feature says which of its lists lies behind which.

A door without lists is not there. What a list is called, its page, its links and its address are called too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from samspil.spine import kinds, policy, visibility
from samspil.spine.models import Node

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samspil.spine.actors import Actor

COUNTED = 500  # a list says "more than" past so many rows
NEWEST = 3


@dataclass(frozen=True, kw_only=True)
class Door:
    """One of the few ways in: its name in code, its word, its address, what is inside in a sentence, and the stage whose sign it bears."""

    name: str
    label: str
    slug: str
    about: str
    stage: str
    order: int


@dataclass(frozen=True, kw_only=True)
class Begin:
    """What may begin at a list: the link is shown to those whom the policy lets `action` the kind somewhere, or to whom `may` says yes."""

    label: str
    url_name: str
    kind: str = ""
    action: str = "add"
    may: Callable[[Actor], bool] | None = None

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor may begin it."""
        return self.may(actor) if self.may else policy.allows_somewhere(actor, self.action, self.kind)


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """A list behind a door: its word, its address, what is in it in a sentence, and the kind of record it lists.

    `rows(actor)` are the rows of its page where those are not all the records of the kind that the actor may see.
    """

    door: str
    label: str
    about: str
    url_name: str
    kind: str
    begins: tuple[Begin, ...] = ()
    rows: Callable[[Actor], QuerySet[Any]] | None = None
    order: int = 50
    is_news: Q = field(
        default_factory=Q
    )  # which of the records are shown as the newest: what stands on every agenda is news to nobody


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """A page for those who hold something instead of a login, such as a code on paper: one press away on every page.

    `who` and `about` are what the front page says of it: whom it is for, and what they find.
    """

    label: str
    url_name: str
    who: str
    about: str


@dataclass
class _Registry:
    doors: dict[str, Door] = field(default_factory=dict)
    lists: list[ListPage] = field(default_factory=list)
    entrances: list[Entrance] = field(default_factory=list)


_registry = _Registry()


def register(*parts: Door | ListPage | Entrance) -> None:
    """Announce doors, lists and entrances; called once from an `apps.py`. ValueError for a door taken twice."""
    for part in parts:
        if isinstance(part, Door):
            if _registry.doors.get(part.name, part) != part:
                message = f"door {part.name!r} is registered twice"
                raise ValueError(message)
            _registry.doors[part.name] = part
        elif isinstance(part, ListPage):
            if part not in _registry.lists:
                _registry.lists.append(part)
        elif part not in _registry.entrances:
            _registry.entrances.append(part)


def get(name: str) -> Door:
    """Return a door by its name; KeyError for one that nobody hung."""
    return _registry.doors[name]


def standing() -> Sequence[Door]:
    """Return the doors that there is something behind, in their order."""
    used = {each.door for each in _registry.lists}
    return sorted((door for door in _registry.doors.values() if door.name in used), key=lambda door: door.order)


def lists(door: str = "") -> Sequence[ListPage]:
    """Return the lists behind a door in their order; all of them by their doors' order without one."""
    shown = {each.name: each.order for each in standing()}
    found = (each for each in _registry.lists if (each.door == door if door else each.door in shown))
    return sorted(found, key=lambda each: (shown.get(each.door, 0), each.order))


def list_of(kind: str) -> ListPage | None:
    """Return the first list of a kind of record."""
    return next((each for each in lists() if each.kind == kind), None)


def entrances() -> Sequence[Entrance]:
    """Return the pages for those who hold something instead of a login."""
    return list(_registry.entrances)


def dangling() -> Sequence[str]:
    """Return the doors that nobody hung, and the kinds that are not there or lie in the care room, which lists point at."""
    known = {kind.name for kind in kinds.everyone()}
    return sorted(
        {each.door for each in _registry.lists} - _registry.doors.keys()
        | {each.kind for each in _registry.lists} - known
    )


def count(actor: Actor, kind: str) -> int:
    """Count what the actor may see of a kind: as many as its list has. One query, which goes no further than `COUNTED` and one."""
    listed = list_of(kind)
    rows = listed.rows(actor) if listed is not None and listed.rows is not None else of(actor, kind)
    return rows.order_by()[: COUNTED + 1].count()


def of(actor: Actor, kind: str) -> QuerySet[Node]:
    """Return the records of a kind that the actor may see, the newest first."""
    return visibility.nodes(actor).filter(kind=kind).order_by("-occurred_on", "id")


@dataclass(frozen=True)
class Look:
    """What somebody meets at a list: how many rows (more than that, when `has_more`), the newest records, and what they may begin."""

    list: ListPage
    count: int
    has_more: bool
    newest: tuple[Node, ...]
    begins: tuple[Begin, ...]

    @property
    def number(self) -> str:
        """How many, as it is written: `500+` where there are more."""
        return f"{self.count}+" if self.has_more else str(self.count)


def look(actor: Actor, listed: ListPage) -> Look:
    """Look at a list from its door. Two queries, however long it is."""
    number = count(actor, listed.kind)
    # What lies ahead is not new yet, nor is what has no date: NULL is the highest on one of the databases.
    newest = of(actor, listed.kind).filter(listed.is_news, occurred_on__lte=timezone.localdate())[:NEWEST]
    return Look(
        list=listed,
        count=min(number, COUNTED),
        has_more=number > COUNTED,
        newest=tuple(newest),
        begins=tuple(begin for begin in listed.begins if begin.is_for(actor)),
    )
