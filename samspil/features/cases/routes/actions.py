"""A decision sends a case on; the next body recognises it, takes it up with what it carries, or does not; and treats it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from samspil.features.cases.editing.actions.changes import changed
from samspil.features.cases.editing.actions.items import Wording, add_item
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.publication import actions as publication_actions
from samspil.features.cases.records.models import (
    AgendaItem,
    CaseFile,
    CaseNumber,
    DecisionStatement,
    Meeting,
    RouteStep,
)
from samspil.features.cases.records.queries import rows, sheets
from samspil.features.cases.records.rules import standing
from samspil.features.cases.routes import rules
from samspil.paper import danish
from samspil.paper.refusal import Refused, demanded
from samspil.spine import duties, happened, journal, locks, people, policy, texts, thread
from samspil.spine.models import Circle, Link, Organisation, Person
from samspil.spine.people import Actor

# Who marks the duty of carrying a case as done when the next body's minutes are published.
ARRIVAL = people.job("route")


@journal.deed
def recognise(*, by: Actor, step: RouteStep, circle: Circle) -> RouteStep:
    """Say that the words of a step ("byrådet") mean this body. Refused for others than its secretary."""
    locks.reread(step)
    policy.check(by, "receive", "case_item", standing.place_of(circle))
    if step.to_circle_id is not None:
        raise Refused("Det står allerede, hvilket udvalg sagen er sendt til.")
    _check_waiting(step)
    step.to_circle = circle
    step.save(update_fields=["to_circle"])
    journal.note("route_step.recognised", by=by, node=step.statement.item.node, data={"step": step.pk})
    return step


@journal.deed
def take_up(*, by: Actor, step: RouteStep, meeting: Meeting) -> AgendaItem:
    """Put what was sent to a body on one of its meetings, as an item of its own.

    The item is of the same matter. It has the clauses that were not rejected, and shows the texts by reference to the
    versions that the former body had, so that nothing is copied. What was closed stays closed.
    """
    locks.reread(step, meeting)
    circle = _receiver(step)
    policy.check(by, "receive", "case_item", standing.place_of(circle))
    _check_waiting(step)
    if meeting.body_id != circle.pk:
        raise Refused(
            "Mødet er ikke et møde i {circle}. Vælg et af udvalgets egne møder.", field="meeting", circle=circle.name
        )

    sent = sheets.sheet(by, step.statement.item_id)
    former = sent.item
    item = add_item(
        by=by,
        meeting=meeting,
        wording=Wording(
            title=former.node.title,
            recommended_by=f"{former.meeting.body.circle.name} indstiller",
            clauses=rules.carried_clauses(
                (clause.words, [frozenset(each.outcome for each in said.outcomes.all()) for said in answers])
                for clause, answers in sent.pairs
            ),
        ),
    )
    _one_matter(former, item)
    _carry_texts(by, former, item)
    if former.is_closed:
        item.is_closed, item.closed_reason, item.public_title = True, former.closed_reason, former.public_title

    item.save(update_fields=["case_file", "case_number", "sections", "is_closed", "closed_reason", "public_title"])
    changed(item, by=by)
    thread.link(
        by=by,
        earlier=step.statement.node,
        later=item.node,
        relation=Link.Relation.LED_TO,
        why=f"Sagen blev sendt videre til {step.to_text}.",
        source=former.meeting.node.title,
    )
    step.next_item = item
    step.save(update_fields=["next_item"])
    publication_actions.note_item(former)
    journal.note("case_item.taken_up", by=by, node=item.node, data={"step": step.pk, "from": former.pk})
    return item


@journal.deed
def turn_down(*, by: Actor, step: RouteStep, reason: str) -> RouteStep:
    """Say that the receiving body does not take a case up, and why. Refused without a reason."""
    locks.reread(step)
    circle = _receiver(step)
    policy.check(by, "receive", "case_item", standing.place_of(circle))
    _check_waiting(step)
    why = demanded(reason, "Skriv, hvorfor sagen ikke tages op.", field="reason")

    step.state, step.ended_on = "stopped", timezone.localdate()
    step.ended_how = f"{circle.name} tager ikke sagen op: {why}"[:300]
    step.save(update_fields=["state", "ended_on", "ended_how"])
    close_duty(by=by, step=step, proof=step.ended_how)
    publication_actions.note_item(step.statement.item)
    journal.note("route_step.turned_down", by=by, node=step.statement.item.node, data={"step": step.pk})
    return step


@journal.deed
def treat_arrivals(*, by: Actor, meeting: Meeting) -> list[RouteStep]:
    """End the steps that led to a meeting's items: they are treated, and whoever carried them is done."""
    locks.reread(meeting)
    steps = list(
        RouteStep.objects.select_for_update(of=("self",))
        .filter(next_item__meeting=meeting, state="sent")
        .select_related("statement__item__node", "duty__node")
    )
    day = meeting.node.day or timezone.localdate()
    for step in steps:
        step.state, step.ended_on = "treated", day
        step.ended_how = _treated_by(meeting)
        step.save(update_fields=["state", "ended_on", "ended_how"])
        close_duty(by=ARRIVAL, step=step, proof=f"{step.ended_how} Referat af {danish.date(day)}.")
        publication_actions.note_item(step.statement.item)
        journal.note(
            "route_step.ended", by=by, node=step.statement.item.node, data={"step": step.pk, "state": step.state}
        )

    return steps


@journal.part
def untreat_arrivals(*, by: Actor, meeting: Meeting) -> None:
    """Undo that the steps to a meeting's items were ended by its minutes, which are taken back. Called inside that deed."""
    ended = RouteStep.objects.select_for_update(of=("self",)).filter(next_item__meeting=meeting, state="treated")
    for step in ended.filter(ended_how=_treated_by(meeting)).select_related("statement__item__node", "next_item__node"):
        step.state, step.ended_on, step.ended_how = "sent", None, ""
        step.save(update_fields=["state", "ended_on", "ended_how"])
        assert step.next_item is not None
        if step.duty is not None and step.duty.fulfilled_by_id == step.next_item_id:
            duties.unfulfil(by=ARRIVAL, duty=step.duty, record=step.next_item.node)
        publication_actions.note_item(step.statement.item)
        journal.note("route_step.reopened", by=by, node=step.statement.item.node, data={"step": step.pk})


def _treated_by(meeting: Meeting) -> str:
    return f"Behandlet af {meeting.body.circle.name}."[:300]


@journal.part
def close_duty(*, by: Actor, step: RouteStep, proof: str) -> None:
    """Mark the duty to carry a case on as done by how its step ended. Called inside a deed."""
    if step.duty is not None and step.duty.done_at is None:
        record = step.next_item.node if step.next_item else step.statement.node
        duties.fulfil(by=by, duty=step.duty, purpose=rules.CARRY, record=record, proof=proof)


def _receiver(step: RouteStep) -> Circle:
    if step.to_circle is None:
        raise Refused("Det står ikke, hvilket udvalg sagen er sendt til. Skriv det først.")
    return step.to_circle


def _check_waiting(step: RouteStep) -> None:
    rules.check_waiting(
        step.state,
        is_taken=step.next_item_id is not None,
        is_published=step.statement.item.meeting.state == "published",
    )


def _one_matter(former: AgendaItem, item: AgendaItem) -> None:
    """Put both items in one case file; the number follows only within one authority, which is whose number it is."""
    if former.case_file is None:
        former.case_file = CaseFile.objects.create()
        former.save(update_fields=["case_file"])
    item.case_file = former.case_file
    if former.case_number and former.node.organisation_id == item.node.organisation_id:
        item.case_number = former.case_number
        CaseNumber.objects.get_or_create(
            case_file=former.case_file, organisation_id=item.node.organisation_id, value=item.case_number
        )


def _carry_texts(by: Actor, former: AgendaItem, item: AgendaItem) -> None:
    for name, version in rows.texts_of([former.pk]).get(former.pk, {}).items():
        if name not in {*houses.COMPOSED, "recommendation"} and version.body.strip():
            texts.quote(by=by, node=item.node, version=version, start=0, end=len(version.body), place=name)
            item.sections = rules.placed(name, item.sections, former.sections)


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
    policy.check(by, "forward", statement.item)
    named = to_text.strip() or (to_circle.name if to_circle else "")
    to = demanded(named, "Skriv, hvor sagen sendes hen.", field="to_text")

    step = _standing_step(statement, to, to_circle)
    if step is not None:
        if to_circle is not None and step.to_circle is None:
            step.to_circle = to_circle
            step.save(update_fields=["to_circle"])
            publication_actions.note_item(statement.item)
            journal.note("route_step.recognised", by=by, node=statement.item.node, data={"step": step.pk})
        return step

    happened.check(sent_on, "Dagen, hvor sagen blev sendt videre,", field="sent_on")
    step = RouteStep.objects.create(
        statement=statement,
        to_circle=to_circle,
        to_text=to,
        sent_on=sent_on or statement.item.meeting.node.day,
    )
    publication_actions.note_item(statement.item)
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
    policy.check(by, "forward", item)
    rules.check_sent(step.state)
    if step.duty is not None:
        raise Refused("Nogen bærer allerede sagen videre. Se opgaven på punktets side.")

    step.duty = duties.give(
        by=by,
        node=item.node,
        purpose=rules.CARRY,
        title=f"Før sagen videre til {step.to_text}",
        owner=owner or owner_circle or owner_organisation,
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
    policy.check(by, "forward", item)
    rules.check_end_step(step.state, ended_on, step.sent_on)
    if state not in standing.STEP_STATES or state == "sent":
        raise Refused("Vælg, om sagen er behandlet eller standset.", field="state")
    ended = demanded(how, "Skriv, hvordan det endte.", field="how")

    step.state, step.ended_on, step.ended_how, step.next_item = state, ended_on, ended, next_item
    step.save(update_fields=["state", "ended_on", "ended_how", "next_item"])
    close_duty(by=by, step=step, proof=step.ended_how)
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

    publication_actions.note_item(item)
    journal.note("route_step.ended", by=by, node=item.node, data={"step": step.pk, "state": state})
    return step
