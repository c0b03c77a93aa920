"""Put into effect who sees which part of a meeting: visibility, search, notices of closed items, and the record of open data."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from samspil.features.cases.publication.models import Publication
from samspil.features.cases.records.models import AgendaItem, CaseFile, ClosedNotice, Meeting
from samspil.features.cases.records.queries import rows as records_rows
from samspil.features.cases.records.rules import approval
from samspil.features.cases.records.rules import standing as records_standing
from samspil.paper import danish
from samspil.spine import journal, records, search, texts, thread
from samspil.spine.models import Node, StoredFile
from samspil.spine.people import Actor

Wanted = dict[tuple[str, UUID], bool]


@journal.part
def note_meeting(meeting: Meeting) -> None:
    """Note that a meeting's own part of open data has changed, or is public or taken back."""
    _record(_meeting(meeting), meeting.node.organisation_id)


@journal.part
def note_item(item: AgendaItem, *, is_notice_changed: bool = False) -> None:
    """Note the same of an item, of its case, its files and its notice, and of the meeting that holds them.

    What the committee does with a closed item moves no date that anybody can see, but when its notice changes.
    """
    is_open = _is_public(item.node)
    standing = Publication.objects.filter(kind="AgendaItem", key=item.pk, withdrawn_at__isnull=True)
    if not (is_open or is_notice_changed or standing.exists()):
        return

    wanted: Wanted = {("AgendaItem", item.pk): is_open, ("Consultation", item.pk): is_open}
    notice = ClosedNotice.objects.select_related("node").filter(item=item).first()
    if notice is not None:
        wanted["AgendaItem", notice.pk] = _is_public(notice.node)

    public = Node.objects.filter(pk=OuterRef("node_id"), visibility=Node.Visibility.PUBLIC)
    of_item = StoredFile.objects.filter(node__annex__item=item).annotate(is_open=Exists(public))
    wanted |= {("File", pk): seen for pk, seen in of_item.values_list("pk", "is_open")}
    wanted |= _papers(item, is_open=is_open)
    # Where a case came from says where it went, once that may be seen.
    sent_here = AgendaItem.objects.filter(
        statements__steps__next_item=item, node__visibility=Node.Visibility.PUBLIC
    ).values_list("pk", "meeting_id")
    for former, meeting in sent_here:
        wanted |= {("AgendaItem", former): True, ("Meeting", meeting): True}

    _record(wanted | _meeting(item.meeting), item.meeting.node.organisation_id)


@journal.part
def note_case(case: CaseFile, *, organisation_id: UUID) -> None:
    """Note that a case has lost an item; a case without public items is taken back."""
    _record({("Paper", case.pk): _has_public(case.pk)}, organisation_id)


def _is_public(node: Node) -> bool:
    return node.visibility == Node.Visibility.PUBLIC


def _meeting(meeting: Meeting) -> Wanted:
    is_open = _is_public(meeting.node)
    return {("Meeting", meeting.pk): is_open, ("Location", meeting.pk): is_open and bool(meeting.gathering.place)}


def _papers(item: AgendaItem, *, is_open: bool) -> Wanted:
    """An item is a paper of its own until it belongs to a case; a case is public while one of its items is."""
    if item.case_file_id is None:
        return {("Paper", item.pk): is_open}
    return {("Paper", item.pk): False, ("Paper", item.case_file_id): _has_public(item.case_file_id)}


def _has_public(case_file_id: UUID) -> bool:
    return AgendaItem.objects.filter(case_file=case_file_id, node__visibility=Node.Visibility.PUBLIC).exists()


def _record(wanted: Wanted, organisation_id: UUID) -> None:
    now = timezone.now()
    rows = Publication.objects.filter(key__in={key for _, key in wanted}).select_for_update().order_by("pk")
    standing = {(row.kind, row.key): row for row in rows}
    new = [
        Publication(kind=kind, key=key, organisation_id=organisation_id, created_at=now, modified_at=now)
        for (kind, key), is_open in wanted.items()
        if is_open and (kind, key) not in standing
    ]
    # A case is shared by several meetings: what two publish at once is written by the first.
    Publication.objects.bulk_create(new, ignore_conflicts=True)
    changed = []
    for place, is_open in wanted.items():
        row = standing.get(place)
        if row is None or (not is_open and row.withdrawn_at is not None):
            continue
        row.modified_at, row.withdrawn_at = now, None if is_open else now
        changed.append(row)

    Publication.objects.bulk_update(changed, ["modified_at", "withdrawn_at"])


@journal.part
def show(meeting: Meeting, *, by: Actor) -> None:
    """Show the whole meeting to those who may see it in its state. Called inside a deed."""
    seen = records_standing.seen_by("meeting", meeting.state, is_closed=False)
    put(meeting.node, seen, meeting.gathering.place, when=meeting.node.when)
    note_meeting(meeting)
    for item in meeting.items.select_related("node", "meeting__node__organisation", "meeting__body__circle"):
        show_item(item, by=by)


@journal.part
def show_item(item: AgendaItem, *, by: Actor) -> None:
    """Show an item, its annexes and its decision to those who may see them, on their meeting's day. Called inside a deed."""
    state, draft = approval.shown_state(item), approval.is_draft(item)
    when = item.meeting.node.when
    words = "\n".join(
        texts.read(version) for version in records_rows.texts_of([item.node_id]).get(item.node_id, {}).values()
    )
    put(
        item.node,
        records_standing.seen_by("item", state, is_closed=item.is_closed, is_draft=draft),
        f"{item.case_number}\n{words}",
        when=when,
    )
    for annex in item.annexes.select_related("node"):
        put(
            annex.node,
            records_standing.seen_by("annex", state, is_closed=item.is_closed or annex.is_closed, is_draft=draft),
            annex.document_number,
            when=when,
        )

    for statement in item.statements.select_related("node"):
        hidden = item.is_closed or statement.withdrawn_at is not None
        spoken = texts.current(statement.node, "words")
        shown = records_standing.seen_by("decision", state, is_closed=hidden, is_draft=draft)
        put(statement.node, shown, texts.read(spoken) if spoken is not None else "", when=when)
        for authorisation in statement.authorisations.select_related("node"):
            put(authorisation.node, shown, authorisation.scope, when=when)

    before = _face(item)
    _show_notice(item, by=by)
    note_item(item, is_notice_changed=_face(item) != before)


def _face(item: AgendaItem) -> tuple[object, ...] | None:
    """All that the public sees of a closed item."""
    shown = ClosedNotice.objects.filter(item=item)
    return shown.values_list(
        "node__title", "node__visibility", "node__occurred_on", "order", "number", "decision"
    ).first()


@journal.part
def put(node: Node, visibility: str, words: str, *, when: danish.When) -> None:
    """Give a node its day and its visibility; only what is public stands in the index. Called inside a deed."""
    if node.when != when:
        thread.redate(node, when)
    if node.visibility != visibility:
        thread.show_to(node, visibility)
    if visibility == Node.Visibility.PUBLIC:
        search.index(node, words)
    else:
        search.forget(node)


def _show_notice(item: AgendaItem, *, by: Actor) -> None:
    meeting, when = item.meeting, item.meeting.node.when
    notice = ClosedNotice.objects.select_related("node").filter(item=item).first()
    if not item.is_closed or approval.shown_state(item) == "planned":
        if notice is not None:
            put(notice.node, Node.Visibility.CIRCLE, "", when=when)
        return

    if notice is None:
        hidden = Node.Visibility.ORGANISATION
        node = records.open_node(
            records.beside(meeting.node, "closed_notice", item.public_title, visibility=hidden), by=by
        )
        notice = ClosedNotice.objects.create(node=node, item=item, meeting=meeting, order=item.order)

    notice.meeting, notice.order, notice.number = meeting, item.order, item.number
    notice.is_withdrawn = item.withdrawn_at is not None
    notice.decision = item.public_decision if meeting.state == "published" and not notice.is_withdrawn else ""
    notice.save(update_fields=["meeting", "order", "number", "is_withdrawn", "decision"])
    if notice.node.title != item.public_title.strip():
        thread.retitle(notice.node, item.public_title)

    put(notice.node, Node.Visibility.PUBLIC, notice.decision, when=when)
