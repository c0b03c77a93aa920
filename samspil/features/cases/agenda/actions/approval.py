"""A proposal's way to an agenda: to the director, approved or back with a reason, and put on by the secretary."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from samspil.features.cases.agenda import queries, rules
from samspil.features.cases.agenda.actions import placing
from samspil.features.cases.editing.actions.changes import changed
from samspil.features.cases.publication import actions as publication_actions
from samspil.features.cases.records.models import AgendaItem
from samspil.features.cases.records.queries import rows
from samspil.paper.refusal import demanded
from samspil.spine import journal, locks, outbox, policy, undoing
from samspil.spine.models import Person
from samspil.spine.people import Actor


@journal.deed
def submit_item(*, by: Actor, item: AgendaItem) -> AgendaItem:
    """Send a proposal to the authority's directors for approval, who are told by mail without its title."""
    _step(by, "submit", item)
    # A title may be closed before anybody has said so: mail names nothing.
    for director in queries.directors_of(item.node.organisation_id):
        _tell(
            director, item, "Et punkt venter på din godkendelse", "Et punkt til en dagsorden venter på din godkendelse."
        )
    return item


@journal.deed
def recall_item(*, by: Actor, item: AgendaItem) -> AgendaItem:
    """Take a proposal back from the director, so that it can be changed."""
    return _step(by, "recall", item)


@journal.deed
def approve_item(*, by: Actor, item: AgendaItem) -> AgendaItem:
    """Approve a proposal. It stands on the agenda at once, or waits for the secretary when that is published."""
    _step(by, "approve", item)
    if item.meeting.state == "planned":
        placing.place_last(item)
        publication_actions.show(item.meeting, by=by)
    else:
        changed(item, by=by)
    if item.node.created_by is not None:
        _tell(
            item.node.created_by, item, "Dit punkt er godkendt", "Dit punkt til en dagsorden er godkendt af direktøren."
        )
    return item


@journal.deed
def take_approval_back(*, by: Actor, key: str) -> AgendaItem:
    """Undo that the actor approved a proposal: it waits for the director again, and its author is told.

    Refused after ten minutes, and once it stands on a published agenda.
    """
    item = rows.item(by, UUID(key))
    locks.reread(item)
    policy.check(by, "approve", item, state=rules.first_of("approve"))
    undoing.check_lately(item.approval_at)
    rules.check_approved_last(item, is_own=item.approval_by_id == by.person_id)
    sent = undoing.last("case_item.submitted", item.pk)

    item.approval = rules.check_step("take_approval_back", item)
    item.approval_at = sent.at if sent is not None else timezone.now()
    item.approval_by_id = sent.person_id if sent is not None else None
    item.is_on, item.number = False, ""
    item.save(update_fields=["approval", "approval_at", "approval_by", "is_on", "number"])
    placing.renumber(item.meeting)
    publication_actions.show(item.meeting, by=by)
    journal.note("case_item.approval_taken_back", by=by, node=item.node)
    if item.node.created_by is not None:
        words = "Direktøren fortrød godkendelsen. Punktet venter på direktøren igen."
        _tell(item.node.created_by, item, "Dit punkt er ikke godkendt alligevel", words)
    return item


@journal.deed
def send_back_item(*, by: Actor, item: AgendaItem, said: str) -> AgendaItem:
    """Send a proposal back to its author with a reason, which is read on the item's page and not in the mail."""
    locks.reread(item)
    policy.check(by, "send_back", item, state=rules.first_of("send_back"))
    rules.check_step("send_back", item)
    _step(
        by,
        "send_back",
        item,
        said=demanded(said, "Skriv, hvad der skal rettes, før punktet kan godkendes.", field="said"),
    )
    if item.node.created_by is not None:
        _tell(
            item.node.created_by,
            item,
            "Dit punkt er sendt tilbage",
            "Dit punkt til en dagsorden er sendt tilbage. Begrundelsen står på punktets side.",
        )
    return item


@journal.deed
def put_on(*, by: Actor, item: AgendaItem) -> AgendaItem:
    """Put an item on its meeting's agenda, last; a published agenda gets it as a late item, marked so."""
    locks.reread(item)
    policy.check(by, "put_on", item, state="planned")
    rules.check_put_on(item)
    stands = item.is_on
    item.withdrawn_at, item.withdrawn_why = None, ""
    item.save(update_fields=["withdrawn_at", "withdrawn_why"])
    if not stands:
        placing.place_last(item)
    publication_actions.show(item.meeting, by=by)
    journal.note("case_item.put_on", by=by, node=item.node, data={"late": item.late_at is not None})
    return item


def _step(by: Actor, deed: str, item: AgendaItem, *, said: str = "") -> AgendaItem:
    # Locked: of two directors who answer at once, the second is told.
    locks.reread(item)
    policy.check(by, deed, item, state=rules.first_of(deed))
    item.approval = rules.check_step(deed, item)
    item.approval_said, item.approval_at, item.approval_by_id = said, timezone.now(), by.person_id
    item.save(update_fields=["approval", "approval_said", "approval_at", "approval_by"])
    journal.note(f"case_item.{item.approval}", by=by, node=item.node)
    return item


def _tell(person: Person, item: AgendaItem, subject: str, words: str) -> None:
    if person.email:
        address = outbox.absolute(reverse("cases:detail", args=[item.pk]))
        outbox.post(subject=subject, body=f"{words}\n\n{address}\n", person=person, node=item.node)
