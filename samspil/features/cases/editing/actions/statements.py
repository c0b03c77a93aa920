"""What a body decided, statement by statement."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from samspil.features.cases.editing import queries, rules
from samspil.features.cases.editing.actions.changes import changed
from samspil.features.cases.records.models import AgendaItem, DecisionStatement, RecommendationClause, StatementOutcome
from samspil.features.cases.records.queries import rows
from samspil.features.cases.records.rules import outcomes as records_outcomes
from samspil.features.cases.records.rules import standing
from samspil.paper.refusal import Refused, demanded
from samspil.spine import duties, journal, locks, records, texts, thread
from samspil.spine.models import Link, Text
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
    rules.check_on(item)
    chosen = frozenset(outcomes)
    rules.check_outcomes(chosen, stance)
    answered = _own_clauses(item, answers)
    words = demanded(records_outcomes.flat(printed), "Skriv, hvad udvalget besluttede.", field="printed")
    seen = standing.seen_by("decision", item.meeting.state, is_closed=item.is_closed)
    node = records.open_node(records.beside(item.node, "decision", words, visibility=seen), by=by)
    statement = DecisionStatement.objects.create(
        node=node, item=item, order=rows.next_place(item.statements), stance=stance
    )
    _set(statement, chosen, answered)
    texts.write(by=by, node=node, name="words", body=printed, reason=reason)
    why, source = DECIDED_UNDER, item.meeting.node.title
    thread.link(by=by, earlier=item.node, later=node, relation=Link.Relation.DECIDED_BY, why=why, source=source)
    changed(item, by=by, reason=reason)
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
    words = demanded(records_outcomes.flat(printed), "Skriv, hvad udvalget besluttede.", field="printed")

    texts.write(by=by, node=statement.node, name="words", body=printed, based_on=based_on, reason=reason)
    statement.stance = stance
    statement.save(update_fields=["stance"])
    _set(statement, chosen, answered)
    thread.retitle(statement.node, words)
    changed(item, by=by, reason=reason)
    journal.note("decision.corrected", by=by, node=statement.node)
    return statement


@journal.deed
def withdraw_statement(*, by: Actor, statement: DecisionStatement, reason: str) -> DecisionStatement:
    """Take back a statement written by mistake: its words, its link and its page go. Refused without a reason."""
    locks.reread(statement)
    item = statement.item
    queries.check_may_decide(by, item, reason=reason)
    why = demanded(reason, "Skriv, hvorfor udtalelsen tages ud.", field="reason")
    if statement.withdrawn_at is not None:
        raise Refused("Udtalelsen er allerede taget ud.")

    statement.withdrawn_at = timezone.now()
    statement.save(update_fields=["withdrawn_at"])
    statement.answers.clear()
    for text in Text.objects.filter(node=statement.node):
        texts.withdraw(by=by, text=text)

    fallen = Q(node=statement.node) | Q(pk__in=statement.steps.values("duty"))
    for duty in duties.still_open().filter(fallen):
        duties.lapse(by=by, duty=duty, why=f"Udtalelsen er taget ud: {why}")

    for link in Link.objects.filter(later=statement.node, earlier=item.node, withdrawn_at__isnull=True):
        thread.withdraw_link(by=by, link=link, why=reason)

    changed(item, by=by, reason=reason)
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
