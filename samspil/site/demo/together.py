"""Who sits with the invented partnership for its parties, what the association has taken on, and how the parties find each other."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from samspil.features.partnerships.civic import actions as civic
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.methods import actions as methods
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.relations import actions as relations
from samspil.features.partnerships.relations import queries as relation_queries
from samspil.features.partnerships.relations.rules import QUESTIONS
from samspil.paper import danish
from samspil.site.demo.ground import Found
from samspil.spine import people

GUIDED = "kitchen_table_talk"


def load(found: Found, partnership: Partnership) -> None:
    """Load the invented partnership's people, guide, tasks and two rounds of seven questions."""
    told = found.told["together"]
    for each in told["people"]:
        organisation = found.organisations[each["organisation"]]
        parties.add_member(by=found.by, partnership=partnership, **{**each, "organisation": organisation})

    for number, each in enumerate(told["guide"]):
        methods.write(
            by=found.by,
            partnership=partnership,
            key=GUIDED,
            part="guide",
            body=each["body"],
            why=each["why"],
            based_on=number,
        )

    for each in told["task"]:
        _task(found, partnership, each)

    for each in told["round"]:
        asking = relations.ask(by=found.by, partnership=partnership, moment=each["moment"], on=each["on"])
        rows = asking.asked.select_related("person").order_by("person__name")
        for row, marks in zip(rows, each["marks"], strict=False):
            said = dict(zip(QUESTIONS, marks, strict=True))
            relations.answer(
                by=people.actor_for(row.person),
                asked=row,
                marks={str(party.pk): said for party in relation_queries.others(row)},
            )
        relations.close(by=found.by, asking=asking)


def _task(found: Found, partnership: Partnership, told: dict[str, Any]) -> None:
    made = civic.give(
        by=found.by,
        partnership=partnership,
        association=found.organisations["hallen"],
        task=civic.Task(
            title=told["title"],
            authority=found.organisations[told["authority"]],
            adds=told["adds"],
            today=told["today"],
            ground=told.get("ground", ""),
            hours=danish.parse_number(told["hours"]),
        ),
    )

    for each in told["given"]:
        day = timezone.localdate() - dt.timedelta(weeks=each["weeks_ago"])
        civic.count_hours(
            by=found.by, task=made, on=day, persons=each["persons"], hours=danish.parse_number(each["hours"])
        )
