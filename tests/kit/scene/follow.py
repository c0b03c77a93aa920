"""What comes of a decision: a case that the town council has sent to the committee."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.communication import actions as communication_actions
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.follow_up import actions as follow_up_actions
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.records.models import AgendaItem, DecisionStatement
from samspil.features.cases.routes import actions as routes_actions
from samspil.spine import own_page, people
from samspil.spine.models import Circle

if TYPE_CHECKING:
    from tests.kit.scene import Scene

JOB = people.job("scene")


def add(scene: Scene) -> None:
    """Add the records of an area."""
    council = Circle.objects.get(name="Bakkeby Byråd (opdigtet)")
    _arrivals(scene, council)
    _duties(scene)
    _joint(scene)


def _arrivals(scene: Scene, council: Circle) -> None:
    at = timezone.make_aware(dt.datetime(2026, 9, 7, 17))  # noqa: DTZ001 -- made aware here
    meeting = meetings.plan_meeting(by=JOB, body=council.body, starts_at=at)
    item = items.add_item(
        by=JOB,
        meeting=meeting,
        wording=items.Wording(title="Et punkt i byrådet", case_number="26/9", clauses=["det sker"]),
    )

    meetings.publish_agenda(by=JOB, meeting=meeting)
    minutes_actions.begin_minutes(by=JOB, meeting=meeting)
    item = AgendaItem.objects.select_related("node", "meeting__node__organisation", "meeting__body__circle").get(
        pk=item.pk
    )
    said = statements.add_statement(by=JOB, item=item, printed="Godkendt.", outcomes=["APPROVED"])
    minutes_actions.publish_minutes(by=JOB, meeting=meeting)
    statement = DecisionStatement.objects.select_related("node", "item__meeting__node", "item__node").get(pk=said.pk)
    sent = routes_actions.send_on(by=JOB, statement=statement, to_circle=scene.udvalg)
    named = routes_actions.send_on(by=JOB, statement=statement, to_text="sundhedsudvalg")
    scene.put("arrival sent", sent.pk)
    scene.put("arrival taken-here", sent.pk, *scene.records["meeting planned"])
    scene.put("arrival named", named.pk, scene.udvalg.pk)
    scene.put("matter public", item.case_file_id)


def _duties(scene: Scene) -> None:
    for name, statement in (("open", scene.decision), ("closed", scene.closed_decision)):
        whole = DecisionStatement.objects.select_related("node", "item__meeting__node", "item__node").get(
            pk=statement.pk
        )
        bobs = follow_up_actions.give_duty(by=JOB, statement=whole, title=f"Gør det {name}", owner=scene.people["bob"])
        ours = follow_up_actions.give_duty(by=JOB, statement=whole, title=f"Arv det {name}", owner_circle=scene.udvalg)
        scene.put(f"follow-up {name}", bobs.pk)
        scene.put(f"legacy {name}", ours.pk)
    ended = Circle.objects.get(name="Bakkebys forebyggelsesudvalg (opdigtet)")
    follow_up_actions.name_body_heir(by=JOB, circle=ended, heir=scene.udvalg)
    scene.put("ended body", ended.pk)
    scene.put("owner bob", f"owner:{scene.people['bob'].pk}")
    scene.put("heir council", Circle.objects.get(name="Bakkeby Byråd (opdigtet)").pk)


def _joint(scene: Scene) -> None:
    """Texts that Bakkeby and a fund without accounts stand behind: a draft, one that all approved, and one that is out."""
    fund = people.add_organisation(by=JOB, name="En fond (opdigtet)", kind="fund", is_invented=True)
    scene.put("organisation fund", fund.pk)
    scene.put("owncalendar poul", own_page.open_calendar(by=people.actor_for(scene.people["poul"])))

    for name in ("draft", "approved", "out"):
        made = communication_actions.begin_communication(
            by=JOB, about=scene.decision.node, title=f"Fælles: {name}", words="Vi gør det sammen.", partners=[fund]
        )
        scene.put(f"joint {name}", made.pk)
        scene.put(f"joint {name}-bakkeby", made.pk, scene.bakkeby.pk, 1)
        scene.put(f"joint {name}-fund", made.pk, fund.pk)
        if name != "draft":
            for partner in made.partners.select_related("communication__node"):
                communication_actions.approve_communication(by=JOB, partner=partner, version=1)
        if name == "out":
            communication_actions.publish_communication(by=JOB, communication=made)
