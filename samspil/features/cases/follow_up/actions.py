"""What comes of a statement: its duty or why it has none, how it goes, who hears that it is overdue, and who inherits it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.utils import timezone

from samspil.features.cases.follow_up import queries, rules
from samspil.features.cases.follow_up.models import DutyStatus, Inheritance, NoFollowUp, OverdueNotice
from samspil.features.cases.records.models import DecisionStatement, Meeting
from samspil.features.cases.records.rules import standing
from samspil.paper import danish
from samspil.paper.refusal import Refused, demanded
from samspil.spine import duties, erasure, journal, locks, outbox, people, policy
from samspil.spine.models import Circle, Duty, Node, Organisation, Person
from samspil.spine.people import Actor


@journal.deed
def give_duty(
    *,
    by: Actor,
    statement: DecisionStatement,
    title: str,
    owner: Person | None = None,
    owner_circle: Circle | None = None,
    owner_organisation: Organisation | None = None,
    due_on: dt.date | None = None,
    review_on: dt.date | None = None,
) -> Duty:
    """Give somebody the duty that a statement asks for, with a date and a day to look at it again."""
    locks.reread(statement)
    policy.check(by, "follow_up", statement.item.node)
    rules.check_dates(due_on, review_on)
    duty = duties.give(
        by=by,
        node=statement.node,
        purpose=rules.PURPOSE,
        title=title,
        owner=owner or owner_circle or owner_organisation,
        due_on=due_on,
        review_on=review_on,
    )
    NoFollowUp.objects.filter(statement=statement).delete()
    journal.note("decision.followed_up", by=by, node=statement.node, data={"duty": duty.pk})

    return duty


@journal.deed
def explain_none(*, by: Actor, statement: DecisionStatement, why: str) -> NoFollowUp:
    """Say why a statement that asks for something needs no duty. Refused while it has an open one."""
    locks.reread(statement)
    policy.check(by, "follow_up", statement.item.node)
    said = demanded(why, "Skriv, hvorfor ingen skal følge op på det.", field="why")
    rules.check_none(is_given=duties.still_open().filter(node=statement.node).exists())
    made, _ = NoFollowUp.objects.update_or_create(statement=statement, defaults={"why": said, "by_id": by.person_id})
    journal.note("decision.needs_no_duty", by=by, node=statement.node)
    return made


@journal.deed
def tell_status(*, by: Actor, duty: Duty, words: str) -> DutyStatus:
    """Add how a duty goes, in its owner's words; what was told before stays."""
    locks.reread(duty)
    rules.check_tells(is_owner=duties.owns(by, duty), is_done=duty.done_at is not None)
    said = demanded(words, "Skriv, hvordan det går.", field="words")
    made = DutyStatus.objects.create(duty=duty, words=said, by_id=by.person_id)
    journal.note("duty.status_told", by=by, node=duty.node, data={"duty": duty.pk, "status": made.pk})
    return made


@journal.deed
def tell_overdue(*, by: Actor, on: dt.date) -> int:
    """Mail the secretaries and politicians of a body what is overdue there, and give how many were told.

    Each hears of a duty at most once a week. What is not public is counted and not named: a mail may be read by others.
    """
    told: dict[Person, list[Duty]] = defaultdict(list)
    for person, duty, last in queries.to_be_told(on):
        if rules.tell_now(last, on):
            told[person].append(duty)

    for person, late in told.items():
        outbox.post(
            person=person,
            subject=f"Over fristen: {danish.count(len(late), 'opgave', 'opgaver')} i dine udvalg",
            body=_letter(person, late),
        )
        OverdueNotice.objects.bulk_create([OverdueNotice(duty=duty, person=person, on=on) for duty in late])

    if told:
        journal.note("duty.overdue_told", by=by, data={"persons": len(told), "on": on})

    return len(told)


def _letter(person: Person, late: list[Duty]) -> str:
    named = [duty for duty in late if duty.node.visibility == Node.Visibility.PUBLIC]
    lines = [
        f"- {duty.title} (frist {danish.date(duty.due_on)}), om »{duty.node.title}«" for duty in named if duty.due_on
    ]
    if hidden := len(late) - len(named):
        lines.append(f"- {danish.count(hidden, 'opgave', 'opgaver')}, som ikke er offentlige. Log ind for at se dem.")

    return "\n".join(
        [
            f"Kære {person.name}",
            "",
            "Fristen er gået for noget, som dine udvalg har bedt om:",
            "",
            *lines,
            "",
            "Log ind, og se det under Sager, Opfølgning. Du får højst besked om den samme opgave en gang om ugen.",
        ]
    )


@journal.deed
def end_body(*, by: Actor, circle: Circle, on: dt.date | None) -> Circle:
    """Write the last day of a body, or that it goes on (None). Refused while it has a meeting after that day."""
    # All circles in one order, as `people.end_circle` takes them: an heir is judged by its own last day.
    locks.reread(circle, *Circle.objects.all())
    policy.check(by, "end", "body", standing.place_of(circle))
    later = Meeting.objects.select_related("node").filter(body=circle.pk, node__gathering__cancelled_at__isnull=True)
    first = later.filter(node__occurred_on__gt=on).order_by("node__occurred_on").first() if on is not None else None
    rules.check_last_day(circle.name, first.node.day if first is not None else None)
    handed = on is None or on >= timezone.localdate()
    rules.check_has_not_handed_over(
        circle.name, is_handed_over=handed and Inheritance.objects.filter(from_circle=circle).exists()
    )
    return people.end_circle(by=by, circle=circle, on=on)


@journal.deed
def name_heir(*, by: Actor, duty: Duty, heir: Circle) -> Duty:
    """Name the body that takes one duty over. Refused when it ends no later, or has ended."""
    locks.reread(duty)
    owner = rules.check_is_a_bodys(duty.owner_circle)
    policy.check(by, "name_heir", "body", standing.place_of(owner))
    rules.check_lives(heir.name, heir.valid_until, timezone.localdate())
    return duties.name_heir(by=by, duty=duty, heir=heir)


@journal.deed
def name_body_heir(*, by: Actor, circle: Circle, heir: Circle) -> Circle:
    """Name the body that takes over all that no single duty names another heir for."""
    policy.check(by, "name_heir", "body", standing.place_of(circle))
    rules.check_lives(heir.name, heir.valid_until, timezone.localdate())
    return people.name_heir(by=by, circle=circle, heir=heir)


@journal.deed
def hand_over(*, by: Actor, circle: Circle) -> list[Inheritance]:
    """Move every open duty of an ended body to its heirs, and keep that it did. Refused by halves."""
    locks.reread(circle)
    policy.check(by, "name_heir", "body", standing.place_of(circle))
    moved = duties.hand_over(by=by, circle=circle)
    if not moved:
        raise Refused("{circle} har ingen åbne opgaver at give videre.", circle=circle.name)

    today = timezone.localdate()
    rows = [
        Inheritance(duty=duty, from_circle=circle, to_circle_id=duty.owner_circle_id, on=today)
        for duty in moved
        if duty.owner_circle_id is not None
    ]
    made = Inheritance.objects.bulk_create(rows)
    journal.note(
        "body.handed_over", by=by, organisation=circle.organisation_id, data={"circle": circle.pk, "duties": len(made)}
    )
    return made


@journal.deed
def erase_statuses(*, by: Actor, erased: erasure.Erased) -> int:
    """Throw away what was told of how duties on a subject's records went (`spine.erasure`)."""
    gone, _ = DutyStatus.objects.filter(duty__node__in=erased.nodes).delete()
    return gone
