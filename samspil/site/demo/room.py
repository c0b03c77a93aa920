"""The invented committee at work: what waits for its next meeting, and for the minutes of its last."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from samspil.features.cases.agenda.actions import approval, calling, meetings, placing, presentations
from samspil.features.cases.authorisations import actions as authorisations_actions
from samspil.features.cases.editing.actions import items
from samspil.features.cases.protocol import actions as protocol_actions
from samspil.features.cases.records.models import AgendaItem, Body, DecisionStatement, Meeting
from samspil.features.cases.records.queries import attendance
from samspil.features.cases.seats import actions as seats_actions
from samspil.spine import people
from samspil.spine.models import Invitation, Person

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found

SECTIONS = ("summary", "case_presentation", "economy")


def come(found: Found, body: Body, told: dict[str, Any]) -> Meeting:
    """Plan the coming meeting, call its members, and let proposals wait in each of their states."""
    meeting = meetings.plan_meeting(
        by=found.by,
        body=body,
        starts_at=_moment(told["on"], told["starts"]),
        ends_at=_moment(told["on"], told["ends"]),
        place=told["place"],
        agenda_due_on=told["agenda_due_on"],
    )
    for each in told["items"]:
        _propose(found, meeting, each)

    placing.add_standing(by=found.by, meeting=meeting)
    calling.call_meeting(by=found.by, meeting=meeting)
    return meeting


def hold(found: Found, told: dict[str, Any]) -> Meeting:
    """Hold a meeting whose agenda is public and whose minutes wait to be written."""
    meeting = meetings.plan_meeting(
        by=found.by,
        body=seats_actions.add_body(by=found.by, circle=found.circles[told["body"]], house=told["house"]),
        starts_at=_moment(told["on"], told["starts"]),
        ends_at=_moment(told["on"], told["ends"]),
        place=told["place"],
    )
    for each in told["items"]:
        items.add_item(by=found.by, meeting=meeting, wording=_wording(each))

    placing.add_standing(by=found.by, meeting=meeting)
    meetings.publish_agenda(by=found.by, meeting=meeting)
    note_present(found, meeting, told["present"], found.cast)
    return meeting


def note_present(found: Found, meeting: Meeting, names: list[str], cast: dict[str, Person]) -> None:
    """Note those who were there: the cast by their keys, others by their names."""
    for name in names:
        person = cast.get(name)
        protocol_actions.note_attendance(
            by=found.by, meeting=meeting, person=person, name="" if person else name, presence="present"
        )


def record(found: Found, meeting: Meeting, told: dict[str, Any], cast: dict[str, Person]) -> None:
    """Give a held meeting its record: who was there, votes, dissent, and what the decision let somebody do."""
    by = found.by
    note_present(found, meeting, told["present"], cast)
    protocol_actions.note_held(
        by=by,
        meeting=meeting,
        began=_moment(told["on"], told["began"]),
        adjourned=_moment(told["on"], told["adjourned"]),
    )
    for each in told["statements"]:
        statement = DecisionStatement.objects.select_related(
            "node__organisation", "item__node__organisation", "item__meeting__body__circle", "item__meeting__node"
        ).get(item__meeting=meeting, node__title__contains=each["says"])
        seats = {seat.name: seat.key for seat in attendance.seats(meeting)}
        named = {seats[name]: choice for choice in ("for", "against", "abstain") for name in each.get(choice, ())}
        reason = "Stemmerne er skrevet ind efter mødet."
        protocol_actions.record_votes(by=by, statement=statement, named=named, reason=reason)
        if "dissent" in each:
            protocol_actions.add_dissent(
                by=by,
                statement=statement,
                invitation=Invitation.objects.get(pk=seats[each["dissent"]["who"]]),
                kind="dissent",
                words=each["dissent"]["words"],
                follows_case=True,
                reason=reason,
            )
        if "authorisation" in each:
            authorisations_actions.authorise(by=by, statement=statement, **each["authorisation"])
        if "presentation" in each:
            presentations.add_presentation(by=by, item=statement.item, **each["presentation"])


def _propose(found: Found, meeting: Meeting, told: dict[str, Any]) -> AgendaItem:
    author = people.actor_for(Person.objects.get(user__username=told["by"]))
    item = items.add_item(by=author, meeting=meeting, wording=_wording(told))
    approval.submit_item(by=author, item=item)
    if told["state"] == "approved":
        approval.approve_item(by=found.by, item=item)
    elif told["state"] == "sent_back":
        approval.send_back_item(by=found.by, item=item, said=told["said"])

    return item


def _wording(told: dict[str, Any]) -> items.Wording:
    return items.Wording(
        title=told["title"],
        case_number=told.get("case_number", ""),
        clauses=told["clauses"],
        kle=told.get("kle", ""),
        asked_by=told.get("asked_by", ""),
        sections={key: told[key] for key in SECTIONS if key in told},
    )


def _moment(day: dt.date, at: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, at))
