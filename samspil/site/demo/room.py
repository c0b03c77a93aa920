"""The invented committee at work: what waits for its next meeting."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from samspil.features.cases import actions as cases
from samspil.features.cases.models import AgendaItem, Body, Meeting
from samspil.spine import people
from samspil.spine.models import Person

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found

SECTIONS = ("summary", "case_presentation", "economy")


def come(found: Found, body: Body, told: dict[str, Any]) -> Meeting:
    """This function will plan the coming meeting, call its members, and let proposals wait in each of their states."""
    meeting = cases.plan_meeting(
        by=found.by, body=body, starts_at=_moment(told["on"], told["starts"]), ends_at=_moment(told["on"], told["ends"]),
        place=told["place"], agenda_due_on=told["agenda_due_on"],
    )  # fmt: skip
    for each in told["items"]:
        _propose(found, meeting, each)
    cases.add_standing(by=found.by, meeting=meeting)
    cases.call_meeting(by=found.by, meeting=meeting)
    return meeting


def _propose(found: Found, meeting: Meeting, told: dict[str, Any]) -> AgendaItem:
    author = people.actor_for(Person.objects.get(user__username=told["by"]))
    item = cases.add_item(
        by=author, meeting=meeting, title=told["title"], clauses=told["clauses"], kle=told.get("kle", ""),
        asked_by=told.get("asked_by", ""), sections={key: told[key] for key in SECTIONS if key in told},
    )  # fmt: skip
    cases.submit_item(by=author, item=item)
    if told["state"] == "approved":
        cases.approve_item(by=found.by, item=item)
    elif told["state"] == "sent_back":
        cases.send_back_item(by=found.by, item=item, said=told["said"])
    return item


def _moment(day: dt.date, at: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, at))
