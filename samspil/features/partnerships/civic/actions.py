"""Every writing of what associations take on: given with its duty's owner, hours counted, stopped by one press."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from samspil.features.partnerships.civic import queries, rules
from samspil.features.partnerships.civic.models import CivicTask, VolunteerHours
from samspil.features.partnerships.core.models import Partnership
from samspil.paper.refusal import Refused
from samspil.spine import duties, journal, locks, outbox, passes, policy, undoing
from samspil.spine.models import Node, Organisation, Pass, Person
from samspil.spine.people import Actor


@dataclass(frozen=True)
class Task:
    """What an association takes on, and whose duty it is; `is_own` when it is nobody's but the association's."""

    title: str
    authority: Organisation | None = None
    is_own: bool = False
    ground: str = ""
    adds: str = ""
    today: str = ""
    hours: Decimal | None = None
    due_on: dt.date | None = None


@journal.deed
def give(
    *,
    by: Actor,
    partnership: Partnership,
    association: Organisation,
    task: Task,
    node: Node | None = None,
    told_later: bool = False,
) -> CivicTask:
    """Give an association a task and say whose duty it is.

    `node` is the record that the task came of (the partnership's own without one). `told_later` leaves for afterwards what
    the task adds to, as when a meeting ends. Refused unless the association is a party.
    """
    locks.reread(partnership)
    policy.check(by, "give", "civic_task", partnership.node)
    rules.check_task(
        title=task.title,
        is_association=queries.associations(partnership).filter(pk=association.pk).exists(),
        is_duty=not task.is_own,
        has_authority=task.authority is not None,
        is_authority=task.authority is not None and task.authority.kind in queries.AUTHORITIES,
    )
    if task.authority is not None and not told_later:
        rules.check_told(task.adds, task.today)

    duty = duties.give(
        by=by,
        node=node or partnership.node,
        purpose=rules.PURPOSE,
        title=task.title,
        owner=association,
        due_on=task.due_on,
    )
    words = {"ground": task.ground.strip(), "adds": task.adds, "today": task.today.strip()}
    made = CivicTask.objects.create(
        duty=duty,
        partnership=partnership,
        association=association,
        authority=task.authority,
        hours=task.hours,
        **({} if task.is_own else words),
    )
    journal.note(
        "civic_task.given",
        by=by,
        node=duty.node,
        data={"duty": duty.pk, "authority": task.authority.pk if task.authority else None, "adds": made.adds},
    )
    return made


@journal.deed
def tell(
    *, by: Actor, task: CivicTask, adds: str, today: str, ground: str = "", hours: Decimal | None = None
) -> CivicTask:
    """Say what a task adds to, what the authority does today, and how much the association said yes to."""
    locks.reread(task)
    policy.check(by, "give", "civic_task", task.duty.node)
    if task.authority_id is None:
        adds, today = "", ""
    else:
        rules.check_told(adds, today)
    task.adds, task.today, task.ground, task.hours = adds, today.strip(), ground.strip(), hours
    task.save(update_fields=["adds", "today", "ground", "hours"])
    journal.note("civic_task.told", by=by, node=task.duty.node, data={"duty": task.pk, "adds": adds})
    return task


@journal.deed
def count_hours(
    *, by: Actor, task: CivicTask, on: dt.date, persons: int, hours: Decimal, through: Pass | None = None
) -> VolunteerHours:
    """Count what volunteers gave on one day, told by the association's own, by its link or to the coordinator."""
    locks.reread(task)
    _check_own(by, "count", task, through)
    rules.check_hours(
        on=on,
        hours=hours,
        persons=persons,
        today=timezone.localdate(),
        is_stopped=bool(task.stopped_at or task.duty.done_at),
    )
    made = VolunteerHours.objects.create(task=task, on=on, persons=persons, hours=hours)
    data = {"duty": task.pk, "hours": str(hours), "counted": made.pk}
    journal.note("civic_task.hours_counted", by=by, node=task.duty.node, data=data)

    return made


@journal.deed
def take_hours_back(*, by: Actor, key: str) -> None:
    """Undo that the actor counted hours. Refused after ten minutes, and for what another counted."""
    counted = queries.counted(by, int(key))
    task = counted.task
    locks.reread(task, counted)
    _check_own(by, "count", task, None)
    undoing.check_own(by, undoing.last("civic_task.hours_counted", task.duty.node_id, counted=counted.pk))
    counted.delete()
    journal.note("civic_task.hours_taken_back", by=by, node=task.duty.node, data={"duty": task.pk, "counted": key})


@journal.deed
def stop(*, by: Actor, task: CivicTask, through: Pass | None = None) -> CivicTask:
    """Take »ikke mere nu« for an answer: the duty is the authority's again at once, and it and the coordinator are told.

    What is nobody's duty but the association's own is done with. Twice changes nothing, and no reason is asked for.
    """
    locks.reread(task)
    _check_own(by, "stop", task, through)
    if task.stopped_at is None:
        _stop(by, task, through)
        journal.note("civic_task.stopped", by=by, node=task.duty.node, data={"duty": task.pk})
    return task


def _stop(by: Actor, task: CivicTask, through: Pass | None = None) -> None:
    task.stopped_at = timezone.now()
    task.stopped_by_id = through.person_id if through else by.person_id
    task.save(update_fields=["stopped_at", "stopped_by"])
    if task.duty.done_at is not None:
        return
    if task.authority is None:
        duties.lapse(by=by, duty=task.duty, why=f"{task.association.name} sagde: ikke mere nu.")
        return

    duties.pass_on(by=by, duty=task.duty, to=task.authority)
    link = outbox.absolute(reverse("partnerships:civic", args=[task.partnership_id]))
    for person in queries.told_of(task):
        outbox.post(
            subject=f"Ikke mere nu: {task.association.name}"[:200],
            body=(
                f"Hej {person.name}\n\n{task.association.name} har sagt »ikke mere nu« til en opgave i "
                f"»{task.partnership.node.title}«. Pligten er {task.authority.name}s, og opgaven ligger nu dér igen.\n\n"
                f"Se, hvad det er:\n{link}\n"
            ),
            person=person,
            node=task.partnership.node,
        )


@journal.deed
def hand_back(*, by: Actor, partnership: Partnership, association: Organisation) -> list[CivicTask]:
    """End what an association that leaves had taken on: each duty is its authority's again."""
    locks.reread(partnership)
    rows = partnership.civic_tasks.filter(association=association, stopped_at__isnull=True)
    rows = rows.select_for_update(of=("self",)).order_by("pk")
    taken = list(rows.select_related("duty__node", "partnership__node", "association", "authority"))
    for each in taken:
        _stop(by, each)
    journal.note("civic_tasks.handed_back", by=by, node=partnership.node, data={"tasks": len(taken)})
    return taken


@journal.deed
def link_for(*, by: Actor, task: CivicTask, person: Person) -> str:
    """Make somebody in the association a link to its task, sent when they have an address; given here this once.

    The earlier link is worthless from now on.
    """
    locks.reread(task)
    node = task.duty.node
    policy.check(by, "give", "civic_task", node)
    if task.stopped_at is not None:
        raise Refused("Foreningen har sagt »ikke mere nu«, så der er intet at sende et link til.")

    if task.issued:
        passes.revoke(by=by, issued=task.issued)

    task.issued, token = passes.issue(
        by=by, node=node, purpose=rules.PASS_PURPOSE, lasts=rules.LINK_LASTS, person=person
    )
    task.save(update_fields=["issued"])
    link = outbox.absolute(f"{reverse('partnerships:civic_door')}#{token}")
    if person.email:
        outbox.post(
            subject=f"Jeres opgave i {task.partnership.node.title}"[:200],
            body=(
                f"Hej {person.name}\n\nHer kan I skrive frivilliges timer og sige »ikke mere nu«, når I vil. "
                f"I skal ikke logge ind:\n\n{link}\n\nLinket er jeres eget. Giv det ikke videre uden for foreningen.\n"
            ),
            person=person,
            node=task.partnership.node,
        )

    journal.note("civic_task.link_made", by=by, node=node, data={"duty": task.pk, "person": person.pk})
    return link


def _check_own(by: Actor, deed: str, task: CivicTask, through: Pass | None) -> None:
    holds_link = through is not None and task.issued_id == through.pk
    rules.check_own(by, deed, task.duty.node, is_own=holds_link or queries.speaks_for(by, task))
