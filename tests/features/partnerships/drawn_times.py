"""What the tests of meeting times stand on: a placed record without a database, and an asking of the cast."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from samspil.features.partnerships.core import actions as partnerships
from samspil.features.partnerships.plans import actions as plan_actions
from samspil.features.partnerships.times import actions as times
from samspil.features.partnerships.times.actions import Wanted
from samspil.features.partnerships.times.models import TimeRequest
from samspil.features.partnerships.times.rules import Wish
from samspil.spine import people
from tests.kit.cast import SINCE, Cast

HERE, OTHER, RECORD, WITHIN = (UUID(int=number) for number in range(1, 5))
# Tuesday 1 and Wednesday 2 December 2026.
FIRST, LAST = dt.date(2026, 12, 1), dt.date(2026, 12, 2)


def at(day: int, hour: int) -> dt.datetime:
    """Return an hour of December 2026 on the Danish clock."""
    return dt.datetime.combine(dt.date(2026, 12, day), dt.time(hour))


@dataclass(frozen=True)
class Placed:
    """A record that policy can judge."""

    pk: UUID = RECORD
    organisation_id: UUID = HERE
    within_id: UUID | None = WITHIN
    created_by_id: UUID | None = None


PLACED = Placed()


def asking(
    cast: Cast, *, activities: tuple[str, ...] = ("Samtale med Dorte om sukkersyge",), **said: Any
) -> TimeRequest:
    """Ask Alice, Bob and Dorte when they can on two days, in a partnership that only its own see."""
    job = people.job("test")
    bob = cast.person(cast.bob)
    people.give_role(
        by=job, person=bob, role="staff", organisation=cast.municipality, circle=cast.partnership, from_on=SINCE
    )
    partnership = partnerships.set_up(
        by=job,
        name="Sammen i Eksempel",
        circle=cast.partnership,
        organisation=cast.municipality,
        purpose="At mødes.",
        visibility="circle",
    )
    planned = [
        plan_actions.plan(by=job, partnership=partnership, title=title, place="Hjemme hos Dorte")
        for title in activities
    ]
    wanted = [
        Wanted(person_id=cast.alice.person_id, organisation_id=cast.municipality.pk),
        Wanted(person_id=bob.pk, organisation_id=cast.municipality.pk),
        Wanted(name="Dorte Eksempel", email="dorte@example.org", is_citizen=True),
    ]
    given: dict[str, Any] = {
        "first": FIRST,
        "last": LAST,
        "parts": ["morning", "late"],
        "weekdays": [0, 1, 2, 3, 4],
        "half_hours": 4,
    }

    return times.ask(
        by=cast.alice, partnership=partnership, activities=planned, wanted=wanted, wish=Wish(**given | said)
    )
