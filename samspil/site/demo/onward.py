"""What comes of the invented decision: the next body, the same matter in the other authority, and what they ask for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from samspil.features.cases import actions as cases
from samspil.features.cases.models import AgendaItem, DecisionStatement, Meeting
from samspil.spine.models import Node, Person

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found


def load(found: Found, item: Node, cast: dict[str, Person]) -> None:
    """This function will lead the invented item on."""
    told = found.told["onward"]
    treated = AgendaItem.objects.select_related("node", "meeting__node", "meeting__body__circle").get(node=item)
    _to_the_council(found, told, treated, cast)
    _beside(found, told["beside"], treated)


def _to_the_council(found: Found, told: dict[str, Any], treated: AgendaItem, cast: dict[str, Person]) -> None:
    statement = DecisionStatement.objects.get(item=treated, node__title__contains=told["statement"])
    step = cases.send_on(by=found.by, statement=statement, to_circle=found.circles[told["to"]])
    cases.name_carrier(by=found.by, step=step, owner=cast[told["carrier"]], due_on=told["carry_until"])
    here = told["council"]
    meeting = _meeting(found, told["to"], here)
    taken = cases.take_up(by=found.by, step=step, meeting=meeting)
    asking = _decided(found, taken, here)
    cases.send_on(by=found.by, statement=asking, to_circle=treated.meeting.body.circle)


def _beside(found: Found, told: dict[str, Any], treated: AgendaItem) -> None:
    meeting = _meeting(found, told["body"], told)
    item = cases.add_item(
        by=found.by,
        meeting=meeting,
        title=told["title"],
        case_number=told["case_number"],
        clauses=[told["clause"]],
        sections={"summary": told["summary"]},
    )
    _decided(found, item, told)
    cases.join_case(by=found.by, item=AgendaItem.objects.get(pk=item.pk), other=AgendaItem.objects.get(pk=treated.pk))


def _meeting(found: Found, body: str, told: dict[str, Any]) -> Meeting:
    return cases.plan_meeting(
        by=found.by,
        body=cases.add_body(by=found.by, circle=found.circles[body], house=told["house"]),
        starts_at=timezone.make_aware(dt.datetime.combine(told["on"], told["starts"])),
        place=told["place"],
    )


def _decided(found: Found, item: AgendaItem, told: dict[str, Any]) -> DecisionStatement:
    meeting = item.meeting
    cases.publish_agenda(by=found.by, meeting=meeting)
    cases.begin_minutes(by=found.by, meeting=meeting)
    item = AgendaItem.objects.select_related("node", "meeting__node__organisation", "meeting__body__circle").get(
        pk=item.pk
    )
    statement = cases.add_statement(
        by=found.by, item=item, printed=told["decision"], outcomes=["APPROVED"], answers=item.clauses.all()
    )
    if "asks" in told:
        statement = cases.add_statement(by=found.by, item=item, printed=told["asks"], stance="ASKS")
    cases.publish_minutes(by=found.by, meeting=meeting)
    return DecisionStatement.objects.select_related(
        "node__organisation", "item__node", "item__meeting__node", "item__meeting__body__circle"
    ).get(pk=statement.pk)
