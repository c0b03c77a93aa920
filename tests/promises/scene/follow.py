"""What comes of a decision: a case that the town council has sent to the committee."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from samspil.features.cases import actions as cases
from samspil.features.cases.models import AgendaItem, DecisionStatement
from samspil.spine import people
from samspil.spine.models import Circle

if TYPE_CHECKING:
    from tests.promises.scene import Scene

JOB = people.job("scene")


def add(scene: Scene) -> None:
    """This function will add the records of an area."""
    council = Circle.objects.get(name="Bakkeby Byråd (opdigtet)")
    _arrivals(scene, council)


def _arrivals(scene: Scene, council: Circle) -> None:
    at = timezone.make_aware(dt.datetime(2026, 9, 7, 17))  # noqa: DTZ001 -- made aware here
    meeting = cases.plan_meeting(by=JOB, body=council.body, starts_at=at)
    item = cases.add_item(by=JOB, meeting=meeting, title="Et punkt i byrådet", case_number="26/9", clauses=["det sker"])
    cases.publish_agenda(by=JOB, meeting=meeting)
    cases.begin_minutes(by=JOB, meeting=meeting)
    item = AgendaItem.objects.select_related("node", "meeting__node__organisation", "meeting__body__circle").get(
        pk=item.pk
    )
    said = cases.add_statement(by=JOB, item=item, printed="Godkendt.", outcomes=["APPROVED"])
    cases.publish_minutes(by=JOB, meeting=meeting)
    statement = DecisionStatement.objects.select_related("node", "item__meeting__node", "item__node").get(pk=said.pk)
    sent = cases.send_on(by=JOB, statement=statement, to_circle=scene.udvalg)
    named = cases.send_on(by=JOB, statement=statement, to_text="sundhedsudvalg")
    scene.put("arrival sent", sent.pk)
    scene.put("arrival taken-here", sent.pk, *scene.records["meeting planned"])
    scene.put("arrival named", named.pk, scene.udvalg.pk)
    scene.put("matter public", item.case_file_id)
