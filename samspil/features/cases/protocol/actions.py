"""The record of a meeting beside its statements: when it was held, who was there, who stood aside, votes, dissent, a stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from samspil.features.cases.editing import queries as editing_queries
from samspil.features.cases.editing.actions import statements
from samspil.features.cases.editing.actions.changes import changed
from samspil.features.cases.protocol import queries, rules
from samspil.features.cases.publication import actions as publication_actions
from samspil.features.cases.records.models import (
    AgendaItem,
    Attendance,
    Ballot,
    DecisionStatement,
    Dissent,
    Meeting,
    RecommendationClause,
    Recusal,
    RouteStep,
    Stay,
    Vote,
)
from samspil.features.cases.records.queries import attendance
from samspil.features.cases.records.rules import attendance as records_attendance
from samspil.features.cases.routes import rules as routes_rules
from samspil.paper.refusal import NotAllowed, Refused, demanded
from samspil.spine import duties, gatherings, journal, locks, policy, texts
from samspil.spine.models import Circle, Invitation, Person
from samspil.spine.people import Actor


@journal.deed
def note_held(
    *, by: Actor, meeting: Meeting, began: dt.datetime | None = None, adjourned: dt.datetime | None = None
) -> Meeting:
    """Write when a meeting began and when it was adjourned ("hævet"). The planned time stands."""
    locks.reread(meeting)
    policy.check(by, "plan", meeting)
    rules.check_held(began, adjourned, meeting.node.day)
    meeting.began_at, meeting.adjourned_at = began, adjourned
    meeting.save(update_fields=["began_at", "adjourned_at"])
    journal.note("meeting.held", by=by, node=meeting.node)
    return meeting


@journal.deed
def all_present(*, by: Actor, meeting: Meeting) -> int:
    """Note as present all those called of whom nothing is said yet, and give their number."""
    locks.reread(meeting)
    policy.check(by, "plan", meeting)
    unknown = list(meeting.gathering.invitations.filter(presence=Invitation.Presence.UNKNOWN))
    for each in unknown:
        gatherings.note_presence(by=by, invitation=each, presence=Invitation.Presence.PRESENT, note=each.note)
    if unknown:
        journal.note("meeting.attendance_noted", by=by, node=meeting.node, data={"present": len(unknown)})
    return len(unknown)


@dataclass(frozen=True, kw_only=True)
class TookPart:
    """How one who was invited took part: for whom, from which item and hour, until which."""

    presence: str
    note: str = ""
    substitute_for: Invitation | None = None
    arrived_at: dt.time | None = None
    arrived_before: AgendaItem | None = None
    left_at: dt.time | None = None
    left_before: AgendaItem | None = None


@journal.deed
def say_attendance(*, by: Actor, meeting: Meeting, invitation: Invitation, took_part: TookPart) -> Attendance:
    """Write how one who was invited took part. Refused when votes were counted with them and would no longer add up."""
    arrived, left = took_part.arrived_before, took_part.left_before
    locks.reread(meeting, arrived, left)
    policy.check(by, "plan", meeting)
    stood_in_for = took_part.substitute_for
    if stood_in_for is not None and stood_in_for.pk == invitation.pk:
        raise Refused("Ingen kan være stedfortræder for sig selv.", field="substitute_for")

    rules.check_attendance(
        took_part.presence,
        arrived=took_part.arrived_at is not None,
        arrived_order=arrived.order if arrived else None,
        left=took_part.left_at is not None,
        left_order=left.order if left else None,
        stands_in=stood_in_for is not None,
    )
    gatherings.note_presence(by=by, invitation=invitation, presence=took_part.presence, note=took_part.note.strip())
    said, _ = Attendance.objects.update_or_create(
        invitation=invitation,
        defaults={
            "substitute_for": stood_in_for,
            "arrived_at": took_part.arrived_at,
            "arrived_before": arrived,
            "left_at": took_part.left_at,
            "left_before": left,
        },
    )
    _check_votes_still_add_up(meeting)
    journal.note("meeting.attendance_noted", by=by, node=meeting.node, data={"invitation": invitation.pk})
    return said


@journal.deed
def recuse(*, by: Actor, item: AgendaItem, invitation: Invitation, reason: str = "") -> Recusal:
    """Write that somebody stood aside at an item; the same twice is one. Refused when they have voted there."""
    locks.reread(item, invitation)
    editing_queries.check_may_decide(by, item, reason=reason)
    if invitation.gathering_id != item.meeting_id:
        raise Refused("Vælg en, der er indkaldt til mødet.", field="invitation")
    if Vote.objects.filter(invitation=invitation, ballot__statement__item=item).exists():
        raise Refused("Vedkommende har stemt ved punktet. Ret afstemningen først.", field="invitation")
    made, _ = Recusal.objects.update_or_create(item=item, invitation=invitation, defaults={"reason": reason.strip()})
    _check_votes_still_add_up(item.meeting)
    journal.note("case_item.recused", by=by, node=item.node, data={"recusal": made.pk})
    return made


@journal.deed
def end_recusal(*, by: Actor, recusal: Recusal) -> None:
    """Take a recusal out that was written by mistake."""
    locks.reread(recusal)
    item = recusal.item
    editing_queries.check_may_decide(by, item, reason="Inhabilitet taget ud")
    key = recusal.pk
    recusal.delete()
    _check_votes_still_add_up(item.meeting)
    journal.note("case_item.recusal_ended", by=by, node=item.node, data={"recusal": key})


def _check_votes_still_add_up(meeting: Meeting) -> None:
    there = attendance.seats(meeting)
    for ballot in Ballot.objects.filter(statement__item__meeting=meeting).select_related("statement__item"):
        present = records_attendance.there_at(there, ballot.statement.item.order)
        if ballot.in_favour + ballot.against + ballot.abstained != len(present):
            raise Refused(
                "Stemmerne ved punkt {item} passer ikke længere med fremmødet. Ret afstemningen først.",
                item=ballot.statement.item.number,
            )


@journal.deed
def record_votes(
    *,
    by: Actor,
    statement: DecisionStatement,
    counts: Mapping[str, int] | None = None,
    named: Mapping[int, str] | None = None,
    reason: str = "",
) -> Ballot:
    """Write the votes on a statement: `counts` by choice, or `named`, choice by invitation. Again replaces them.

    Refused unless they add up to those present at the item and not recused.
    """
    locks.reread(statement)
    item = statement.item
    editing_queries.check_may_decide(by, item, reason=reason)
    tally = dict.fromkeys(records_attendance.VOTES, 0)
    for choice in (named or {}).values():
        tally[choice] = tally.get(choice, 0) + 1

    cast = tally if named is not None else {**tally, **(counts or {})}
    rules.check_votes(attendance.there_at(item), cast, named)
    ballot, _ = Ballot.objects.update_or_create(
        statement=statement,
        defaults={"in_favour": cast["for"], "against": cast["against"], "abstained": cast["abstain"]},
    )
    ballot.votes.all().delete()
    for key, choice in (named or {}).items():
        Vote.objects.create(ballot=ballot, invitation_id=key, choice=choice)

    changed(item, by=by, reason=reason, is_beside=True)
    journal.note("decision.voted", by=by, node=statement.node, data={"named": named is not None})
    return ballot


@journal.deed
def forget_votes(*, by: Actor, statement: DecisionStatement, reason: str = "") -> None:
    """Take out votes that were written by mistake."""
    locks.reread(statement)
    item = statement.item
    editing_queries.check_may_decide(by, item, reason=reason)
    if not Ballot.objects.filter(statement=statement).delete()[0]:
        raise Refused("Der er ingen afstemning at tage ud.")
    changed(item, by=by, reason=reason, is_beside=True)
    journal.note("decision.votes_forgotten", by=by, node=statement.node)


@journal.deed
def add_dissent(
    *,
    by: Actor,
    statement: DecisionStatement,
    invitation: Invitation | None,
    kind: str,
    words: str,
    follows_case: bool = False,
    reason: str = "",
) -> Dissent:
    """Write a member's dissent, or addition to the record, to a statement (styrelsesloven § 13)."""
    locks.reread(statement)
    item = statement.item
    editing_queries.check_may_decide(by, item, reason=reason)
    rules.check_dissent(kind, words)
    there = {seat.key: seat for seat in attendance.seats(item.meeting)}
    rules.check_was_there(there.get(invitation.pk) if invitation else None, item.order)
    assert invitation is not None
    made = Dissent.objects.create(
        statement=statement, invitation=invitation, kind=kind, words=words.strip(), follows_case=follows_case
    )
    changed(item, by=by, reason=reason, is_beside=True)
    journal.note("decision.dissented", by=by, node=statement.node, data={"dissent": made.pk})

    return made


@journal.deed
def withdraw_dissent(*, by: Actor, dissent: Dissent, reason: str) -> Dissent:
    """Take a dissent out that was written by mistake. Refused without a reason."""
    locks.reread(dissent)
    item = dissent.statement.item
    editing_queries.check_may_decide(by, item, reason=reason)
    demanded(reason, "Skriv, hvorfor udtalelsen tages ud.", field="reason")
    if dissent.withdrawn_at is not None:
        raise Refused("Udtalelsen er allerede taget ud.")
    dissent.withdrawn_at = timezone.now()
    dissent.save(update_fields=["withdrawn_at"])
    changed(item, by=by, reason=reason, is_beside=True)
    journal.note("decision.dissent_withdrawn", by=by, node=dissent.statement.node, data={"dissent": dissent.pk})
    return dissent


@journal.deed
def claim_stay(
    *,
    by: Actor,
    statement: DecisionStatement,
    invitation: Invitation | None,
    to_circle: Circle | None = None,
    to_text: str = "",
) -> Stay:
    """Stop a decision by bringing it to the council: a step of the route, and a duty to carry it there.

    While the step stands, nothing may begin from the decision (`kinds.Hold`). Municipal committees only (styrelsesloven § 23).
    """
    locks.reread(statement, invitation)
    item = statement.item
    own = queries.keeps(by, item) or (invitation is not None and invitation.person_id == by.person_id)
    queries.check_may_stay(by, statement, own=own)
    there = {seat.key: seat for seat in attendance.seats(item.meeting)}
    rules.check_was_there(there.get(invitation.pk) if invitation else None, item.order)
    assert invitation is not None
    to = to_text.strip() or (to_circle.name if to_circle else "Kommunalbestyrelsen")
    step = RouteStep.objects.create(statement=statement, to_circle=to_circle, to_text=to, sent_on=item.meeting.node.day)
    step.duty = duties.give(
        by=by,
        node=item.node,
        purpose=routes_rules.CARRY,
        title=f"Bring sagen for {to} (styrelseslovens § 23)",
        owner=item.meeting.body.circle,
    )
    step.save(update_fields=["duty"])
    made = Stay.objects.create(statement=statement, invitation=invitation, step=step)
    journal.note("decision.stayed", by=by, node=statement.node, data={"step": step.pk, "duty": step.duty.pk})

    return made


@journal.deed
def note_attendance(
    *, by: Actor, meeting: Meeting, presence: str, name: str = "", person: Person | None = None, note: str = ""
) -> Invitation:
    """Note how somebody took part, by account or by name. The same name again changes the note."""
    locks.reread(meeting)
    policy.check(by, "plan", meeting)
    if presence not in Invitation.Presence.values:
        raise Refused("Vælg til stede, afbud, stedfortræder eller udeblevet.", field="presence")

    named = name.strip()
    if person is None and (known := meeting.gathering.invitations.filter(person=None, name__iexact=named).first()):
        invitation = gatherings.note_presence(by=by, invitation=known, presence=presence, note=note.strip())
    else:
        invitation = gatherings.invite(
            by=by, gathering=meeting.gathering, person=person, name=named, presence=presence, note=note.strip()
        )

    publication_actions.note_meeting(meeting)
    journal.note("meeting.attendance_noted", by=by, node=meeting.node, data={"invitation": invitation.pk})
    return invitation


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a member wants in the record beside a decision."""

    invitation: Invitation | None
    kind: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What a body decided on one item: the words, what they say, votes and dissent; `standing` is the statement they correct."""

    item: AgendaItem
    printed: str
    outcomes: frozenset[str] = frozenset()
    stance: str = ""
    answers: tuple[RecommendationClause, ...] = ()
    standing: DecisionStatement | None = None
    based_on: int = 0
    counts: Mapping[str, int] | None = None
    said: Said | None = None


@journal.deed
def decide(*, by: Actor, meeting: Meeting, decided: Iterable[Decided]) -> list[DecisionStatement]:
    """Write what a body decided on several items: all of it or nothing. A refusal names its item, and the field by its key.

    A field is called `printed-<item>`, as the page that asks for several calls it.
    """
    locks.reread(meeting)
    made = []
    for each in decided:
        try:
            made.append(_decide(by, each))
        # Both are no matter of a single field: whoever may not at all, and two who wrote at once.
        except (NotAllowed, texts.Conflict):
            raise
        except Refused as refused:
            raise refused.at(f"{refused.field or 'printed'}-{each.item.pk}") from None
    return made


def _decide(by: Actor, decided: Decided) -> DecisionStatement:
    words: dict[str, Any] = {
        "printed": decided.printed,
        "outcomes": decided.outcomes,
        "stance": decided.stance,
        "answers": decided.answers,
    }
    if decided.standing is None:
        statement = statements.add_statement(by=by, item=decided.item, **words)
    else:
        statement = statements.correct_statement(by=by, statement=decided.standing, based_on=decided.based_on, **words)

    if decided.counts is not None:
        record_votes(by=by, statement=statement, counts=decided.counts)
    if (said := decided.said) is not None:
        add_dissent(by=by, statement=statement, invitation=said.invitation, kind=said.kind, words=said.words)
    return statement
