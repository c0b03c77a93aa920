"""What comes of a statement: its duty, or why it has none, how it goes, and who hears that it is overdue."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from samspil.features.cases import queries, rules
from samspil.features.cases.models import DecisionStatement, DutyStatus, NoFollowUp, OverdueNotice
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import duties, journal, locks, outbox
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
    rules.following.check_follow_up(by, statement.item.node)
    rules.following.check_dates(due_on, review_on)
    duty = duties.give(
        by=by,
        node=statement.node,
        purpose=rules.following.PURPOSE,
        title=title,
        owner=owner,
        owner_circle=owner_circle,
        owner_organisation=owner_organisation,
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
    rules.following.check_follow_up(by, statement.item.node)
    if not why.strip():
        raise Refused("Skriv, hvorfor ingen skal følge op på det.", field="why")
    if duties.still_open().filter(node=statement.node).exists():
        raise Refused("Nogen har allerede opgaven. Meld den udført i stedet.")
    made, _ = NoFollowUp.objects.update_or_create(
        statement=statement, defaults={"why": why.strip(), "by_id": by.person_id}
    )
    journal.note("decision.needs_no_duty", by=by, node=statement.node)
    return made


@journal.deed
def tell_status(*, by: Actor, duty: Duty, words: str) -> DutyStatus:
    """Add how a duty goes, in its owner's words; what was told before stays."""
    locks.reread(duty)
    said = rules.following.check_status(words, is_owner=duties.owns(by, duty), is_done=duty.done_at is not None)
    made = DutyStatus.objects.create(duty=duty, words=said, by_id=by.person_id)
    journal.note("duty.status_told", by=by, node=duty.node, data={"duty": duty.pk, "status": made.pk})
    return made


@journal.deed
def tell_overdue(*, by: Actor, on: dt.date) -> int:
    """Mail the secretaries and politicians of a body what is overdue there, and give how many were told.

    Each hears of a duty at most once a week. What is not public is counted and not named: a mail may be read by others.
    """
    told: dict[Person, list[Duty]] = defaultdict(list)
    for person, duty, last in queries.following.to_be_told(on):
        if rules.following.tell_now(last, on):
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
