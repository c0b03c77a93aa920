"""Attendance by organisation and kind of activity: the evaluation's Tabel 2, from what is recorded at the activities."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from samspil.features.partnerships.attendance.models import RememberedTable
from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.core.rules import METHODS
from samspil.features.partnerships.day.queries import CAME
from samspil.spine.models import Invitation, Role
from samspil.spine.people import Actor

WITHOUT_KIND = "Uden slags"
WITHOUT_ORGANISATION = "Borgere og andre"
# What is said in a cell where there is no number.
NOT_INVITED = "–"
NOT_NOTED = "ikke noteret"


@dataclass
class _Cell:
    invited: set[str] = field(default_factory=set)
    came: set[str] = field(default_factory=set)
    is_noted: bool = False

    @property
    def said(self) -> str:
        if not self.invited:
            return NOT_INVITED
        return str(len(self.came)) if self.is_noted else NOT_NOTED


@dataclass(frozen=True)
class Matrix:
    """Kinds of activity by organisations. A cell holds how many different people came, `–` where none was invited."""

    organisations: tuple[str, ...]
    rows: tuple[tuple[str, int, tuple[str, ...]], ...]  # kind, activities held, cells

    @property
    def has_citizens(self) -> bool:
        return WITHOUT_ORGANISATION in self.organisations


def matrix(actor: Actor, partnership: Partnership, *, only_politicians: bool = False) -> Matrix:
    """Count who came to the held activities that the actor may see. Three queries, or four."""
    held = {
        each.pk: each
        for each in core_queries.activities(actor).filter(partnership=partnership, state__in=("held", "closed"))
    }
    invited = list(
        Invitation.objects.filter(gathering__in=held).select_related("organisation", "person").order_by("pk")
    )
    if only_politicians:
        roles = _political_roles(each.person_id for each in invited)
        invited = [
            each
            for each in invited
            if each.person_id and _held(roles, each.person_id, held[each.gathering_id].node.day)
        ]

    cells: dict[tuple[str, str], _Cell] = defaultdict(_Cell)
    names = set()
    for each in invited:
        name = each.organisation.name if each.organisation else WITHOUT_ORGANISATION
        names.add(name)
        cell = cells[held[each.gathering_id].method, name]
        who = str(each.person_id or f"{each.gathering_id}/{each.pk}")
        cell.invited.add(who)
        if each.presence != Invitation.Presence.UNKNOWN:
            cell.is_noted = True
        if each.presence in CAME:
            cell.came.add(who)

    organisations = sorted(names - {WITHOUT_ORGANISATION}) + sorted(names & {WITHOUT_ORGANISATION})
    used = [method for method in (*METHODS, "") if any(each.method == method for each in held.values())]
    return Matrix(
        tuple(organisations),
        tuple(
            (
                METHODS.get(method, WITHOUT_KIND),
                sum(each.method == method for each in held.values()),
                tuple(cells[method, name].said for name in organisations),
            )
            for method in used
        ),
    )


def _political_roles(persons: Iterable[UUID | None]) -> dict[UUID, list[Role]]:
    roles: dict[UUID, list[Role]] = defaultdict(list)
    for role in Role.objects.filter(role=Role.Kind.POLITICIAN, person__in=persons):
        roles[role.person_id].append(role)
    return roles


def _held(roles: dict[UUID, list[Role]], person: UUID, on: dt.date | None) -> bool:
    return any(
        on is None or (role.from_on <= on and (role.until_on is None or on <= role.until_on)) for role in roles[person]
    )


def remembered(partnership: Partnership) -> list[RememberedTable]:
    """Return the figures that rest on memory, with their source."""
    return list(partnership.remembered.select_related("source").order_by("pk"))
