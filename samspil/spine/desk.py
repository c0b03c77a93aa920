"""A person's own page, told by the features: what is expected of them, where they belong, what to read first, and quick deeds.

Each part gives rows, and `web` alone draws them. What is expected is counted for every page by one query, so a part gives
the rows that wait as a queryset, with nothing left to sort out in Python.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import CharField, QuerySet, Value
from django.utils.functional import Promise

from samspil.paper.refusal import NotFound
from samspil.spine.actors import Actor
from samspil.spine.models import Gathering

# The name of an address and what it takes: ("partnerships:own_times", 7).
Place = tuple[Any, ...]
CHOOSE = "web:choose"  # the page where one of several places is chosen
QUICK = 3  # deeds offered at once: more is a menu
LAST = dt.date.max
LABEL = "expected"  # of the marks that are counted for every page


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One thing that is expected of somebody: what, about which record, by when, where, and the way to do it.

    `button` names the deed and leads to `at`; where one press is enough, `press` is the address that does it, with `sent` along.
    `circle` is the partnership or body that it lies within; `where` names it. `more` is a second link.
    """

    what: str
    at: Place
    about: str = ""
    where: str = ""
    circle: UUID | None = None
    due: dt.date | None = None
    button: str = ""
    press: Place = ()
    sent: Mapping[str, str] = field(default_factory=dict)
    more: tuple[str, Place] | None = None
    is_invented: bool = False


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """One kind of what is expected: `waiting(actor)` gives the rows that wait, None for whom nothing can; `line` writes one."""

    name: str
    waiting: Callable[[Actor], QuerySet[Any] | None]
    line: Callable[[Any], Expected]


@dataclass(frozen=True, kw_only=True)
class Home:
    """A partnership or body that somebody belongs to, and its page."""

    circle: UUID
    title: str
    at: Place
    is_invented: bool = False


@dataclass(frozen=True, kw_only=True)
class Homes:
    """Which partnerships or bodies somebody belongs to: `rows(actor)`, in one query."""

    name: str
    rows: Callable[[Actor], Sequence[Home]]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What is read before a gathering: `rows(actor, gatherings)` gives by its key a word and an address, in two queries at most."""

    name: str
    rows: Callable[[Actor, Sequence[Gathering]], Mapping[UUID, tuple[str, Place]]]


@dataclass(frozen=True, kw_only=True)
class QuickDeed:
    """What somebody with a role does often: `label`, and `find(actor)` gives where, None when there is nothing to do it at.

    Where it can be done in several places, `among(actor)` gives them instead, each by its title, and whoever does it chooses on
    a page that knows the deed by its `name`. One place is gone straight to.
    """

    roles: frozenset[str]
    label: str | Promise
    find: Callable[[Actor], Place | None] = lambda _actor: None
    among: Callable[[Actor], Sequence[Home]] | None = None
    name: str = ""
    order: int = 50

    def place(self, actor: Actor) -> Place | None:
        """Return where it leads: to the one place, or to where one of several is chosen."""
        if self.among is None:
            return self.find(actor)
        several = self.among(actor)
        return (CHOOSE, self.name) if len(several) > 1 else several[0].at if several else None


Part = Expectation | Homes | Reading | QuickDeed
_parts: list[Part] = []


def register(*parts: Part) -> None:
    """Announce parts of a feature, each once; called from its `apps.py`."""
    _parts.extend(part for part in parts if part not in _parts)


def expectations() -> list[Expectation]:
    """Return every kind of what is expected, in the order they were announced."""
    return [part for part in _parts if isinstance(part, Expectation)]


def expected(actor: Actor) -> list[Expected]:
    """Return what is expected of somebody, the most urgent first and what has no date last. One query a kind."""
    lines = [
        each.line(row) for each in expectations() if (rows := each.waiting(actor)) is not None for row in list(rows)
    ]
    return sorted(lines, key=lambda line: line.due or LAST)


def tally(rows: QuerySet[Any], label: str, key: Any = None) -> QuerySet[Any]:
    """Return rows as bare marks under a label, for `counted`; with `key`, one mark for each key."""
    marks = rows.order_by().values_list(
        Value(label, output_field=CharField()), Value("", output_field=CharField()) if key is None else key
    )
    return marks if key is None else marks.distinct()


def counted(marks: Sequence[QuerySet[Any]]) -> dict[str, int]:
    """Count marks by their label. One query, whatever there is; none for nothing."""
    found: dict[str, int] = defaultdict(int)
    if marks:
        first, *rest = marks
        for label, _key in first.union(*rest, all=True) if rest else first:
            found[label] += 1
    return found


def marks(actor: Actor) -> list[QuerySet[Any]]:
    """Return a mark for each thing that is expected of somebody."""
    if actor.person_id is None:
        return []
    waiting = (each.waiting(actor) for each in expectations())
    return [tally(rows, LABEL) for rows in waiting if rows is not None]


def homes(actor: Actor) -> list[Home]:
    """Return the partnerships and bodies that somebody belongs to, by title. One query a kind."""
    found = [home for part in _parts if isinstance(part, Homes) for home in part.rows(actor)]
    return sorted(found, key=lambda home: home.title)


def readings(actor: Actor, gatherings: Sequence[Gathering]) -> dict[UUID, tuple[str, Place]]:
    """Return what to read before each gathering, where a feature knows."""
    found: dict[UUID, tuple[str, Place]] = {}
    for part in _parts:
        if isinstance(part, Reading) and gatherings:
            found |= part.rows(actor, gatherings)
    return found


def quick(actor: Actor) -> list[tuple[str, Place]]:
    """Return three quick deeds for the roles that somebody holds, those of each role in their order."""
    deeds = sorted((part for part in _parts if isinstance(part, QuickDeed)), key=lambda part: part.order)
    found: list[tuple[str, Place]] = []
    for deed in deeds:
        if len(found) < QUICK and actor.has_role(*deed.roles) and (place := deed.place(actor)) is not None:
            found.append((str(deed.label), place))
    return found


def chosen_among(actor: Actor, name: str) -> tuple[str, Sequence[Home]]:
    """Return what a quick deed is called, and the places where somebody can do it. `NotFound` for whoever can nowhere."""
    offered = (part for part in _parts if isinstance(part, QuickDeed) and part.name == name)
    for deed in offered:
        several = deed.among(actor) if deed.among is not None and actor.has_role(*deed.roles) else ()
        if several:
            return str(deed.label), several
    raise NotFound


def by_circle(lines: Collection[Expected]) -> dict[UUID, int]:
    """Count what is expected by the partnership or body that it lies within."""
    found: dict[UUID, int] = defaultdict(int)
    for line in lines:
        if line.circle is not None:
            found[line.circle] += 1
    return found
