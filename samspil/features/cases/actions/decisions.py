"""What a body decided, statement by statement, and where a statement sends the case on to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from samspil.features.cases import queries, rules
from samspil.features.cases.actions import minutes, opening, routes, showing
from samspil.features.cases.models import (
    AgendaItem,
    DecisionStatement,
    RecommendationClause,
    RouteStep,
    StatementOutcome,
)
from samspil.paper.refusal import Refused
from samspil.spine import duties, happened, journal, locks, texts, thread
from samspil.spine.models import Circle, Link, Organisation, Person, Text
from samspil.spine.people import Actor

# Why an item is linked to what was decided under it.
DECIDED_UNDER = "Beslutningen blev truffet under dette punkt."


@journal.deed
def add_statement(
    *,
    by: Actor,
    item: AgendaItem,
    printed: str,
    outcomes: Iterable[str] = (),
    stance: str = "",
    answers: Iterable[RecommendationClause] = (),
    reason: str = "",
) -> DecisionStatement:
    """Write the next statement of an item's decision, as printed, and what it answers."""
    locks.reread(item)
    queries.check_may_decide(by, item, reason=reason)
    rules.proposals.check_on(item)
    chosen = frozenset(outcomes)
    rules.check_outcomes(chosen, stance)
    answered = _own_clauses(item, answers)
    words = rules.outcomes.flat(printed)
    if not words:
        raise Refused("Skriv, hvad udvalget besluttede.", field="printed")

    node = thread.open_node(
        by=by,
        kind="decision",
        title=words,
        organisation=item.meeting.node.organisation,
        within=item.meeting.body.circle,
        visibility=rules.seen_by("decision", item.meeting.state, is_closed=item.is_closed),
        occurred_on=item.meeting.node.when,
        is_invented=item.node.is_invented,
    )
    statement = DecisionStatement.objects.create(
        node=node, item=item, order=queries.next_place(item.statements), stance=stance
    )
    _set(statement, chosen, answered)
    texts.write(by=by, node=node, name="words", body=printed, reason=reason)
    thread.link(
        by=by,
        earlier=item.node,
        later=node,
        relation=Link.Relation.DECIDED_BY,
        why=DECIDED_UNDER,
        source=item.meeting.node.title,
    )
    showing.show_item(item, by=by)
    minutes.keep(item.meeting, by=by, item=item, reason=reason)
    journal.note("decision.stated", by=by, node=node, data={"item": item.pk})
    return statement


@journal.deed
def correct_statement(
    *,
    by: Actor,
    statement: DecisionStatement,
    printed: str,
    based_on: int,
    outcomes: Iterable[str] = (),
    stance: str = "",
    answers: Iterable[RecommendationClause] = (),
    reason: str = "",
) -> DecisionStatement:
    """Correct a statement; a published one gets a new version with its reason."""
    locks.reread(statement)
    item = statement.item
    queries.check_may_decide(by, item, reason=reason)
    chosen = frozenset(outcomes)
    rules.check_outcomes(chosen, stance)
    answered = _own_clauses(item, answers)
    words = rules.outcomes.flat(printed)
    if not words:
        raise Refused("Skriv, hvad udvalget besluttede.", field="printed")

    texts.write(by=by, node=statement.node, name="words", body=printed, based_on=based_on, reason=reason)
    statement.stance = stance
    statement.save(update_fields=["stance"])
    _set(statement, chosen, answered)
    thread.retitle(statement.node, words)
    showing.show_item(item, by=by)
    minutes.keep(item.meeting, by=by, item=item, reason=reason)
    journal.note("decision.corrected", by=by, node=statement.node)
    return statement


@journal.deed
def withdraw_statement(*, by: Actor, statement: DecisionStatement, reason: str) -> DecisionStatement:
    """Take back a statement written by mistake: its words, its link and its page go. Refused without a reason."""
    locks.reread(statement)
    item = statement.item
    queries.check_may_decide(by, item, reason=reason)
    if not reason.strip():
        raise Refused("Skriv, hvorfor udtalelsen tages ud.", field="reason")
    if statement.withdrawn_at is not None:
        raise Refused("Udtalelsen er allerede taget ud.")

    statement.withdrawn_at = timezone.now()
    statement.save(update_fields=["withdrawn_at"])
    statement.answers.clear()
    for text in Text.objects.filter(node=statement.node):
        texts.withdraw(by=by, text=text)

    fallen = Q(node=statement.node) | Q(pk__in=statement.steps.values("duty"))
    for duty in duties.still_open().filter(fallen):
        duties.lapse(by=by, duty=duty, why=f"Udtalelsen er taget ud: {reason.strip()}")

    for link in Link.objects.filter(later=statement.node, earlier=item.node, withdrawn_at__isnull=True):
        thread.withdraw_link(by=by, link=link, why=reason)

    showing.show_item(item, by=by)
    minutes.keep(item.meeting, by=by, item=item, reason=reason)
    journal.note("decision.withdrawn", by=by, node=statement.node)
    return statement


def _own_clauses(item: AgendaItem, answers: Iterable[RecommendationClause]) -> list[RecommendationClause]:
    chosen = list(answers)
    if any(clause.item_id != item.pk for clause in chosen):
        raise Refused("En udtalelse kan kun svare på punktets egne at-punkter.", field="answers")
    return chosen


def _set(statement: DecisionStatement, outcomes: frozenset[str], answers: list[RecommendationClause]) -> None:
    statement.outcomes.exclude(outcome__in=outcomes).delete()
    for outcome in sorted(outcomes):
        StatementOutcome.objects.get_or_create(statement=statement, outcome=outcome)
    statement.answers.set(answers)


@journal.deed
def send_on(
    *,
    by: Actor,
    statement: DecisionStatement,
    to_text: str = "",
    to_circle: Circle | None = None,
    sent_on: dt.date | None = None,
) -> RouteStep:
    """Say that a statement sends the case on, to a body here or to one named in words.

    The same twice is one step; a body that the minutes name in short ("regionsrådet") is recognised in the step they made.
    """
    locks.reread(statement)
    rules.check_forward(by, statement.item.node, statement.item.meeting)
    to = to_text.strip() or (to_circle.name if to_circle else "")
    if not to:
        raise Refused("Skriv, hvor sagen sendes hen.", field="to_text")

    step = _standing_step(statement, to, to_circle)
    if step is not None:
        if to_circle is not None and step.to_circle is None:
            step.to_circle = to_circle
            step.save(update_fields=["to_circle"])
            opening.note_item(statement.item)
            journal.note("route_step.recognised", by=by, node=statement.item.node, data={"step": step.pk})
        return step

    happened.check(sent_on, "Dagen, hvor sagen blev sendt videre,", field="sent_on")
    step = RouteStep.objects.create(
        statement=statement,
        to_circle=to_circle,
        to_text=to,
        sent_on=sent_on or statement.item.meeting.node.day,
    )
    opening.note_item(statement.item)
    journal.note("case_item.sent_on", by=by, node=statement.item.node, data={"step": step.pk})
    return step


def _standing_step(statement: DecisionStatement, to: str, to_circle: Circle | None) -> RouteStep | None:
    """Find the step that says the same: to the same circle, in the same words, or in a shorter name for the circle."""
    named = (to_circle.name if to_circle else to).casefold()
    for step in statement.steps.all():
        if to_circle is not None and step.to_circle_id == to_circle.pk:
            return step
        if step.to_circle_id is None and (step.to_text == to or (to_circle and step.to_text.casefold() in named)):
            return step
    return None


@journal.deed
def name_carrier(
    *,
    by: Actor,
    step: RouteStep,
    owner: Person | None = None,
    owner_circle: Circle | None = None,
    owner_organisation: Organisation | None = None,
    due_on: dt.date | None = None,
) -> RouteStep:
    """Give somebody the duty to carry a case on. Refused when somebody has it, or the step has ended."""
    locks.reread(step)
    item = step.statement.item
    rules.check_forward(by, item.node, item.meeting)
    if step.state != "sent":
        raise Refused(f"Sagen er allerede »{rules.STEP_STATES[step.state]}« her.")
    if step.duty is not None:
        raise Refused("Nogen bærer allerede sagen videre. Se opgaven på punktets side.")

    step.duty = duties.give(
        by=by,
        node=item.node,
        purpose=rules.routes.CARRY,
        title=f"Før sagen videre til {step.to_text}",
        owner=owner,
        owner_circle=owner_circle,
        owner_organisation=owner_organisation,
        due_on=due_on,
    )
    step.save(update_fields=["duty"])
    journal.note("route_step.carried", by=by, node=item.node, data={"step": step.pk, "duty": step.duty.pk})
    return step


@journal.deed
def end_step(
    *, by: Actor, step: RouteStep, state: str, ended_on: dt.date, how: str, next_item: AgendaItem | None = None
) -> RouteStep:
    """End a step: treated, or stopped, how and when; the next body's item is linked when it is here."""
    locks.reread(step, next_item)
    item = step.statement.item
    rules.check_forward(by, item.node, item.meeting)
    rules.check_end_step(step.state, ended_on, step.sent_on)
    if state not in rules.STEP_STATES or state == "sent":
        raise Refused("Vælg, om sagen er behandlet eller standset.", field="state")
    if not how.strip():
        raise Refused("Skriv, hvordan det endte.", field="how")

    step.state, step.ended_on, step.ended_how, step.next_item = state, ended_on, how.strip(), next_item
    step.save(update_fields=["state", "ended_on", "ended_how", "next_item"])
    routes.close_duty(by=by, step=step, proof=step.ended_how)
    if next_item is not None:
        if item.case_file is not None and next_item.case_file_id is None:
            next_item.case_file = item.case_file
            next_item.save(update_fields=["case_file"])
        thread.link(
            by=by,
            earlier=step.statement.node,
            later=next_item.node,
            relation=Link.Relation.LED_TO,
            why=f"Sagen blev sendt videre til {step.to_text}.",
        )

    opening.note_item(item)
    journal.note("route_step.ended", by=by, node=item.node, data={"step": step.pk, "state": state})
    return step
