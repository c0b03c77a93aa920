"""The invented asking for a meeting time: who is asked, and what all but the citizen have answered already."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.times import actions as times
from samspil.features.partnerships.times import extract, rules
from samspil.features.partnerships.times.actions import Wanted
from samspil.features.partnerships.times.rules import Wish
from samspil.spine import people
from samspil.spine.models import Person

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found


def load(found: Found, partnership: Partnership, activities: dict[str, Activity], cast: dict[str, Person]) -> None:
    """Ask for a time some days from now, so that a visitor meets something that can still be answered."""
    told = found.told["times"]
    asked = {key: (cast[key], found.organisations["bakkeby"]) for key in told["asked"]}
    for each in told["people"]:
        organisation = found.organisations[each["organisation"]]
        person = people.add_person(by=found.by, name=each["name"], email=f"{each['key']}@example.org", is_invented=True)
        for circle in (None, found.circles["sammen"]):
            people.give_role(
                by=found.by,
                person=person,
                role=each["role"],
                organisation=organisation,
                circle=circle,
                from_on=found.since,
            )
        asked[each["key"]] = (person, organisation)

    first = timezone.localdate() + dt.timedelta(days=told["begins_in_days"])
    request = times.ask(
        by=found.by,
        partnership=partnership,
        activities=[activities[told["activity"]]],
        wanted=[
            *(
                Wanted(person_id=person.pk, organisation_id=organisation.pk, must_come=key in told["must_come"])
                for key, (person, organisation) in asked.items()
            ),
            *(Wanted(name=each["name"], email=each["email"], is_citizen=True) for each in told["citizens"]),
        ],
        wish=Wish(
            first=first,
            last=first + dt.timedelta(days=told["lasts_days"]),
            parts=told["parts"],
            weekdays=range(5),
            half_hours=told["half_hours"],
            quorums={found.organisations[key].pk: least for key, least in told["quorum"].items()},
            answer_by=first - dt.timedelta(days=3),
        ),
    )
    offered = extract.offered(request)
    days = sorted({day for day, _part in offered})
    for key, levels in told["answers"].items():
        row = request.asked.get(person=asked[key][0])
        said = {(day, part): levels[part][days.index(day) % len(levels[part])] for day, part in offered}
        times.answer(
            by=people.actor_for(asked[key][0], passes=[people.Held(request.node.pk, rules.PASS_PURPOSE)]),
            asked=row,
            answers=said,
        )
