"""Whose name is shown to whom. Names of citizens and staff are for those near the record; a public office is public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from samspil.spine.actors import Actor
from samspil.spine.models import Duty, Role


class Placed(Protocol):
    """What is asked of a record: which it is and where it lies. A Node is one."""

    @property
    def pk(self) -> UUID: ...
    @property
    def organisation_id(self) -> UUID: ...
    @property
    def within_id(self) -> UUID | None: ...


def shows(actor: Actor, record: Placed) -> bool:
    """Tell whether the actor is near enough to a record to be shown the names of the persons in it.

    Holds a role where it lies (its organisation, partnership or body), reads it by a pass of their own, or is a job.
    Having a login, or a role somewhere else, is no reason.
    """
    return bool(actor.job) or actor.stands_near(record.organisation_id, record.within_id) or record.pk in actor.reads


def in_office(places: Iterable[tuple[UUID, UUID, dt.date | None]]) -> frozenset[tuple[UUID, UUID]]:
    """Return those of (person, body, day) who sat in the body as elected on the day, as (person, body). One query.

    That somebody sits in a political body is public, and so is what they do there.
    """
    asked = {(person, body): day for person, body, day in places}
    held = Role.objects.filter(
        role=Role.Kind.POLITICIAN, person__in={person for person, _ in asked}, circle__in={body for _, body in asked}
    ).values_list("person_id", "circle_id", "from_on", "until_on")
    in_office_here = set()
    for person, body, begins, ends in held:
        day = asked.get((person, body))
        if (person, body) in asked and (day is None or (begins <= day and (ends is None or day <= ends))):
            in_office_here.add((person, body))

    return frozenset(in_office_here)


def owner(actor: Actor, duty: Duty) -> str:
    """Name who owns a duty, as the actor may know it: nothing for a person whom only those near the record are told of."""
    if duty.owner is None or duty.owner_id == actor.person_id or shows(actor, duty.node):
        return str(duty.owner or duty.owner_circle or duty.owner_organisation)
    return ""
