"""What comes of the invented decision: the next body, the same matter in the other authority, and what they ask for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.communication import actions as communication_actions
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.follow_up import actions as follow_up_actions
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.records.models import AgendaItem, DecisionStatement, Meeting
from samspil.features.cases.routes import actions as routes_actions
from samspil.features.cases.seats import actions as seats_actions
from samspil.spine import people
from samspil.spine.models import Node, Person

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found


def load(found: Found, item: Node, cast: dict[str, Person]) -> None:
    """Lead the invented item on."""
    told = found.told["onward"]
    treated = AgendaItem.objects.select_related("node", "meeting__node", "meeting__body__circle").get(node=item)
    _to_the_council(found, told, treated, cast)
    _beside(found, told["beside"], treated)
    for each in found.told["duties"]:
        _duty(found, each, cast)
    _ended(found, found.told["ended"])
    _joint(found, found.told["joint"], treated, cast)


def _joint(found: Found, told: dict[str, Any], treated: AgendaItem, cast: dict[str, Person]) -> None:
    """One text that is out, every partner behind it, and one that still waits for the other."""
    about = treated.statements.select_related("node__organisation").order_by("order")[0].node
    made = communication_actions.begin_communication(
        by=found.by,
        about=about,
        title=told["title"],
        words=told["words"].strip(),
        partners=[found.organisations[key] for key in told["partners"]],
    )
    for partner in made.partners.select_related("communication__node", "organisation"):
        if partner.organisation_id == about.organisation_id:
            director = people.actor_for(cast[told["approved_by"]])
            communication_actions.approve_communication(by=director, partner=partner, version=1)
        else:
            communication_actions.note_approval(by=found.by, partner=partner, version=1, how=told["noted"])

    communication_actions.publish_communication(by=found.by, communication=made)
    draft = told["draft"]
    communication_actions.begin_communication(
        by=found.by,
        about=about,
        title=draft["title"],
        words=draft["words"],
        partners=[found.organisations[key] for key in draft["partners"]],
    )


def _duty(found: Found, told: dict[str, Any], cast: dict[str, Person]) -> None:
    statement = _whole(
        DecisionStatement.objects.get(
            item__meeting__body=found.circles[told["body"]].pk, node__title__contains=told["statement"]
        ).pk
    )

    duty = follow_up_actions.give_duty(
        by=found.by,
        statement=statement,
        title=told["title"],
        due_on=told["due_on"],
        review_on=told["review_on"],
        owner=cast.get(told.get("owner", "")),
        owner_circle=found.circles.get(told.get("owner_circle", "")),
    )
    for words in told["statuses"]:
        follow_up_actions.tell_status(by=found.by, duty=duty, words=words)


def _ended(found: Found, told: dict[str, Any]) -> None:
    """A committee that has ended: what is given on, and what nobody has taken over, which raises a hand."""
    meeting = _meeting(found, told["body"], told)
    item = items.add_item(
        by=found.by,
        meeting=meeting,
        wording=items.Wording(
            title=told["title"],
            case_number=told["case_number"],
            clauses=[told["clause"]],
            sections={"summary": told["summary"]},
        ),
    )
    statement = _decided(found, item, told)
    circle = found.circles[told["body"]]
    for each in told["duties"]:
        duty = follow_up_actions.give_duty(
            by=found.by,
            statement=statement,
            title=each["title"],
            owner_circle=circle,
            due_on=each["due_on"],
            review_on=each["review_on"],
        )
        follow_up_actions.name_heir(by=found.by, duty=duty, heir=found.circles[each["heir"]])

    follow_up_actions.hand_over(by=found.by, circle=circle)
    left = told["left"]
    follow_up_actions.give_duty(
        by=found.by, statement=statement, title=left["title"], owner_circle=circle, due_on=left["due_on"]
    )


def _to_the_council(found: Found, told: dict[str, Any], treated: AgendaItem, cast: dict[str, Person]) -> None:
    statement = DecisionStatement.objects.get(item=treated, node__title__contains=told["statement"])
    step = routes_actions.send_on(by=found.by, statement=statement, to_circle=found.circles[told["to"]])
    routes_actions.name_carrier(by=found.by, step=step, owner=cast[told["carrier"]], due_on=told["carry_until"])
    here = told["council"]
    meeting = _meeting(found, told["to"], here)
    taken = routes_actions.take_up(by=found.by, step=step, meeting=meeting)
    asking = _decided(found, taken, here)
    routes_actions.send_on(by=found.by, statement=asking, to_circle=treated.meeting.body.circle)


def _beside(found: Found, told: dict[str, Any], treated: AgendaItem) -> None:
    meeting = _meeting(found, told["body"], told)
    item = items.add_item(
        by=found.by,
        meeting=meeting,
        wording=items.Wording(
            title=told["title"],
            case_number=told["case_number"],
            clauses=[told["clause"]],
            sections={"summary": told["summary"]},
        ),
    )
    _decided(found, item, told)
    items.join_case(by=found.by, item=AgendaItem.objects.get(pk=item.pk), other=AgendaItem.objects.get(pk=treated.pk))


def _meeting(found: Found, body: str, told: dict[str, Any]) -> Meeting:
    return meetings.plan_meeting(
        by=found.by,
        body=seats_actions.add_body(by=found.by, circle=found.circles[body], house=told["house"]),
        starts_at=timezone.make_aware(dt.datetime.combine(told["on"], told["starts"])),
        place=told["place"],
    )


def _decided(found: Found, item: AgendaItem, told: dict[str, Any]) -> DecisionStatement:
    meeting = item.meeting
    meetings.publish_agenda(by=found.by, meeting=meeting)
    minutes_actions.begin_minutes(by=found.by, meeting=meeting)
    item = AgendaItem.objects.select_related("node", "meeting__node__organisation", "meeting__body__circle").get(
        pk=item.pk
    )
    statement = statements.add_statement(
        by=found.by, item=item, printed=told["decision"], outcomes=["APPROVED"], answers=item.clauses.all()
    )
    for stance, key in (("ASKS", "asks"), ("WISHES", "wishes")):
        if key in told:
            statement = statements.add_statement(by=found.by, item=item, printed=told[key], stance=stance)

    minutes_actions.publish_minutes(by=found.by, meeting=meeting)
    return _whole(statement.pk)


def _whole(pk: UUID) -> DecisionStatement:
    return DecisionStatement.objects.select_related(
        "node__organisation", "item__node", "item__meeting__node", "item__meeting__body__circle"
    ).get(pk=pk)
