"""Puts into effect who sees which part of a meeting: visibility, the index of open words, and notices of closed items."""

from __future__ import annotations

from samspil.features.cases import queries, rules
from samspil.features.cases.actions import opening
from samspil.features.cases.models import AgendaItem, ClosedNotice, Meeting
from samspil.spine import journal, search, texts, thread
from samspil.spine.models import Node
from samspil.spine.people import Actor


@journal.part
def show(meeting: Meeting, *, by: Actor) -> None:
    """Show the whole meeting to those who may see it in its state. Called inside a deed."""
    put(meeting.node, rules.seen_by("meeting", meeting.state, is_closed=False), meeting.gathering.place)
    opening.note_meeting(meeting)
    for item in meeting.items.select_related("node", "meeting__node__organisation", "meeting__body__circle"):
        show_item(item, by=by)


@journal.part
def show_item(item: AgendaItem, *, by: Actor) -> None:
    """Show an item, its annexes and its decision to those who may see them. Called inside a deed."""
    state, draft = rules.proposals.shown_state(item), rules.proposals.is_draft(item)
    words = "\n".join(
        texts.read(version) for version in queries.texts_of([item.node_id]).get(item.node_id, {}).values()
    )
    put(
        item.node,
        rules.seen_by("item", state, is_closed=item.is_closed, is_draft=draft),
        f"{item.case_number}\n{words}",
    )
    for annex in item.annexes.select_related("node"):
        put(
            annex.node,
            rules.seen_by("annex", state, is_closed=item.is_closed or annex.is_closed, is_draft=draft),
            annex.document_number,
        )

    for statement in item.statements.select_related("node"):
        hidden = item.is_closed or statement.withdrawn_at is not None
        spoken = texts.current(statement.node, "words")
        shown = rules.seen_by("decision", state, is_closed=hidden, is_draft=draft)
        put(statement.node, shown, texts.read(spoken) if spoken is not None else "")
        for authorisation in statement.authorisations.select_related("node"):
            put(authorisation.node, shown, authorisation.scope)

    before = _face(item)
    _show_notice(item, by=by)
    opening.note_item(item, is_notice_changed=_face(item) != before)


def _face(item: AgendaItem) -> tuple[object, ...] | None:
    """All that the public sees of a closed item."""
    shown = ClosedNotice.objects.filter(item=item)
    return shown.values_list("node__title", "node__visibility", "order", "number", "decision").first()


@journal.part
def put(node: Node, visibility: str, words: str) -> None:
    """Give a node its visibility; only what is public stands in the index. Called inside a deed."""
    if node.visibility != visibility:
        thread.show_to(node, visibility)
    if visibility == Node.Visibility.PUBLIC:
        search.index(node, words)
    else:
        search.forget(node)


def _show_notice(item: AgendaItem, *, by: Actor) -> None:
    meeting = item.meeting
    notice = ClosedNotice.objects.select_related("node").filter(item=item).first()
    if not item.is_closed or rules.proposals.shown_state(item) == "planned":
        if notice is not None:
            put(notice.node, Node.Visibility.CIRCLE, "")
        return

    if notice is None:
        node = thread.open_node(
            by=by,
            kind="closed_notice",
            title=item.public_title,
            organisation=meeting.node.organisation,
            within=meeting.body.circle,
            occurred_on=meeting.node.when,
            is_invented=meeting.node.is_invented,
        )
        notice = ClosedNotice.objects.create(node=node, item=item, meeting=meeting, order=item.order)

    notice.meeting, notice.order, notice.number = meeting, item.order, item.number
    notice.is_withdrawn = item.withdrawn_at is not None
    notice.decision = item.public_decision if meeting.state == "published" and not notice.is_withdrawn else ""
    notice.save(update_fields=["meeting", "order", "number", "is_withdrawn", "decision"])
    if notice.node.title != item.public_title.strip():
        thread.retitle(notice.node, item.public_title)

    put(notice.node, Node.Visibility.PUBLIC, notice.decision)
