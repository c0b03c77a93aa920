"""A whole meeting read in from its minutes: one deed, one journal row with a root hash, nothing twice, nothing by halves."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from samspil.features.cases.editing.actions.meetings import meeting_title
from samspil.features.cases.editing.actions.statements import DECIDED_UNDER
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.importing import queries, rules
from samspil.features.cases.importing.models import ImportedSource, SourceRemainder
from samspil.features.cases.publication import actions as publication_actions
from samspil.features.cases.records.models import (
    AgendaItem,
    Annex,
    Body,
    CaseFile,
    CaseNumber,
    DecisionStatement,
    Meeting,
    RecommendationClause,
    RouteStep,
    StatementOutcome,
)
from samspil.features.cases.records.rules import outcomes, standing
from samspil.features.cases.versions import actions as versions_actions
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import journal, locks, policy, secrets
from samspil.spine.models import Gathering, Invitation, Link, Node, Text, TextVersion
from samspil.spine.people import Actor


@journal.deed
def import_meeting(*, by: Actor, body: Body, draft: rules.Meeting) -> Meeting:
    """Save a corrected draft as a meeting, or give the meeting that the same source made before.

    A meeting that the body already has that day gets the new items after its own. Refused, with nothing saved, when
    something is missing or an item is there already.
    """
    locks.reread(body)
    policy.check(by, "import", "meeting", standing.place_of(body.circle))
    day = rules.check_draft(draft)
    key = queries.source_key(draft.source_sha256, body.pk, day)
    if ImportedSource.objects.filter(key=key).exists():
        return _whole(Meeting.objects.get(sources__key=key))

    rows = _Rows(by, body, day, draft.state)
    meeting = Meeting.objects.select_related("node").filter(body=body, node__occurred_on=day).first()
    if meeting is None:
        meeting = rows.meeting(draft)
    else:
        locks.reread(meeting)
        _check_new(meeting, draft)

    first = max(meeting.items.values_list("order", flat=True), default=0) + 1
    for order, item in enumerate(draft.items, first):
        rows.item(meeting, order, item)

    rows.check_whole(draft)
    rows.write()
    source = ImportedSource.objects.create(key=key, meeting=meeting, sha256=draft.source_sha256)
    rows.remainder(source, draft)
    meeting = _whole(meeting)
    publication_actions.show(meeting, by=by)
    versions_actions.keep(meeting, by=by)
    key_id, root = secrets.keyed_hash("import root", rows.root())
    journal.note(
        "meeting.imported",
        by=by,
        node=meeting.node,
        data={"root": root, "root_key": key_id, "source": key, "items": len(draft.items), "nodes": len(rows.nodes)},
    )
    return meeting


@journal.deed
def edit_unplaced(*, by: Actor, meeting: Meeting, words: Mapping[str, str], forget: bool = False) -> None:
    """Keep what is left of a meeting's sources as the secretary has it now, by source; `forget` lets the page furniture go.

    Words that were moved to where they belong are taken out here; what is emptied is gone.
    """
    locks.reread(meeting)
    policy.check(by, "import", "meeting", standing.place_of(meeting.body.circle))
    for left in SourceRemainder.objects.select_for_update().filter(source__meeting=meeting):
        left.unplaced = words.get(left.source_id, left.unplaced).strip()
        left.furniture = [] if forget else left.furniture
        if left.unplaced or left.furniture:
            left.save(update_fields=["unplaced", "furniture"])
        else:
            left.delete()

    journal.note("meeting.unplaced_edited", by=by, node=meeting.node)


def _whole(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("node__gathering", "node__organisation", "body__circle").get(pk=meeting.pk)


def _check_new(meeting: Meeting, draft: rules.Meeting) -> None:
    if meeting.state != draft.state:
        raise Refused(
            "Udvalget har allerede et møde den dag, og det er »{state}«. Vælg det samme her.",
            field="state",
            state=standing.STATES[meeting.state],
        )
    for place in sorted(queries.items_there(meeting, draft)):
        item = draft.items[place]
        named = f"Punkt {item.number}" if item.number else f"»{item.title}«"
        raise Refused(
            "{named} findes allerede på mødet. Fravælg punktet her, eller ret det på dets egen side.", named=named
        )


class _Rows:
    """Collects the rows of one import, so that they are written by a few statements and summed up in one hash."""

    def __init__(self, by: Actor, body: Body, day: dt.date, state: str) -> None:
        assert body.circle.organisation_id is not None
        self.by, self.body, self.day, self.state = by, body, day, state
        self.organisation_id: UUID = body.circle.organisation_id
        self.nodes: list[Node] = []
        self.versions: list[TextVersion] = []
        self.records: dict[type[Any], list[Any]] = {}
        self.answers: list[tuple[DecisionStatement, list[RecommendationClause]]] = []

    def add(self, *records: Any) -> None:
        for record in records:
            self.records.setdefault(type(record), []).append(record)

    def node(self, kind: str, title: str, visibility: str) -> Node:
        node = Node(
            kind=kind,
            title=title.strip()[:500],
            organisation_id=self.organisation_id,
            visibility=visibility,
            within=self.body.circle,
            occurred_on=self.day,
            is_invented=self.body.circle.is_invented,
            is_sourced=True,
            created_by_id=self.by.person_id,
        )
        self.nodes.append(node)
        return node

    def text(self, node: Node, name: str, words: str) -> None:
        text = Text(node=node, name=name)
        self.add(text)
        self.versions.append(TextVersion(text=text, number=1, body=words, by_id=self.by.person_id))

    def meeting(self, draft: rules.Meeting) -> Meeting:
        shown = standing.seen_by("meeting", self.state, is_closed=False)
        node = self.node("meeting", meeting_title(self.body, self.day), shown)
        now = timezone.now()
        begins = _moment(self.day, draft.starts)
        meeting = Meeting(
            node=node,
            body=self.body,
            state=self.state,
            agenda_published_at=now if self.state != "planned" else None,
            minutes_published_at=now if self.state == "published" else None,
        )
        gathering = Gathering(
            node=node,
            starts_at=begins,
            ends_at=_end(self.day, draft) if begins else None,
            time_text=_time_text(draft),
            place=draft.place[:200],
        )
        self.add(gathering, meeting)
        for each in draft.attendance:
            self.add(Invitation(gathering=gathering, name=each.name, presence=each.presence, note=each.note))

        return meeting

    def item(self, meeting: Meeting, order: int, draft: rules.Item) -> None:
        closed = bool(draft.is_closed)
        node = self.node("case_item", draft.title, standing.seen_by("item", self.state, is_closed=closed))
        item = AgendaItem(
            node=node,
            meeting=meeting,
            order=order,
            number=draft.number,
            case_number=draft.case_number,
            case_file=self.case(draft.case_number),
            recommended_by=draft.recommended_by,
            sections=[section.key for section in draft.sections],
            is_closed=closed,
            closed_reason=draft.closed_reason,
            public_title=draft.public_title,
            public_decision=draft.public_decision,
        )
        self.add(item)
        for section in draft.sections:
            if section.key not in houses.COMPOSED and section.words.strip():
                self.text(node, section.key, section.words)

        clauses = [
            RecommendationClause(item=item, order=place, words=words) for place, words in enumerate(draft.clauses, 1)
        ]
        self.add(*clauses)
        for place, statement in enumerate(draft.statements, 1):
            self.statement(item, place, statement, clauses)

        for place, annex in enumerate(draft.annexes, 1):
            hidden = closed or annex.is_closed
            annex_node = self.node("annex", annex.title, standing.seen_by("annex", self.state, is_closed=hidden))
            self.add(
                Annex(
                    node=annex_node,
                    item=item,
                    order=place,
                    document_number=annex.document_number,
                    reference=annex.reference,
                    is_closed=annex.is_closed,
                    closed_reason=annex.closed_reason or ("Lukket i kilden" if annex.is_closed else ""),
                )
            )

    def case(self, number: str) -> CaseFile | None:
        if not number:
            return None
        case = CaseFile()
        self.add(case, CaseNumber(case_file=case, organisation_id=self.organisation_id, value=number))
        return case

    def statement(
        self, item: AgendaItem, place: int, draft: rules.Statement, clauses: list[RecommendationClause]
    ) -> None:
        words = outcomes.flat(draft.printed)
        node = self.node("decision", words, standing.seen_by("decision", self.state, is_closed=item.is_closed))
        made = DecisionStatement(node=node, item=item, order=place, stance=draft.stance)

        self.add(made, *(StatementOutcome(statement=made, outcome=outcome) for outcome in sorted(set(draft.outcomes))))
        self.text(node, "words", draft.printed)
        self.answers.append((made, [clauses[answer - 1] for answer in sorted(set(draft.answers))]))
        self.add(
            Link(
                earlier=item.node,
                later=node,
                relation=Link.Relation.DECIDED_BY,
                why=DECIDED_UNDER,
                source=meeting_title(self.body, self.day),
                by_id=self.by.person_id,
                job=self.by.job,
            )
        )
        if draft.forwards_to:
            self.add(RouteStep(statement=made, to_text=draft.forwards_to, sent_on=self.day))

    def write(self) -> None:
        Node.objects.bulk_create(self.nodes)
        order: tuple[type[Any], ...] = (
            Gathering,
            Invitation,
            Meeting,
            CaseFile,
            CaseNumber,
            AgendaItem,
            RecommendationClause,
            DecisionStatement,
            StatementOutcome,
            RouteStep,
            Annex,
            Link,
            Text,
        )
        for model in order:
            model.objects.bulk_create(self.records.get(model, []))

        TextVersion.objects.bulk_create(self.versions)
        through = DecisionStatement.answers.through
        through.objects.bulk_create(
            through(decisionstatement_id=statement.pk, recommendationclause_id=clause.pk)
            for statement, answered in self.answers
            for clause in answered
        )

    def check_whole(self, draft: rules.Meeting) -> None:
        """Refuse when a printed character of the draft is in none of the rows: nothing vanishes between page and record."""
        kept = [*(node.title for node in self.nodes if node.kind != "decision")]
        kept += [version.body for version in self.versions]
        kept += [words for annex in self.records.get(Annex, []) for words in (annex.document_number, annex.reference)]
        kept += [*draft.unplaced, *(rest.words for rest in draft.rest)]
        if lost := rules.printed(rules.held(draft)) - rules.printed(kept):
            raise Refused(
                "{values} tegn af teksten ville gå tabt, og intet er gemt. Se efter meget "
                "lange titler og bilagsnavne, og gør dem kortere.",
                values=sum(lost.values()),
            )

    def remainder(self, source: ImportedSource, draft: rules.Meeting) -> None:
        """Keep what became no record beside its source, for the secretary."""
        if draft.unplaced or draft.rest:
            SourceRemainder.objects.create(
                source=source,
                unplaced="\n\n".join(draft.unplaced),
                furniture=[[rest.kind, rest.words] for rest in draft.rest],
            )

    def root(self) -> str:
        """Return one hash over every node with its title and every text with its words, in order."""
        whole = hashlib.sha256()
        for node in self.nodes:
            whole.update(f"{node.pk}\0{node.kind}\0{node.title}\0".encode())
        for version in self.versions:
            whole.update(f"{version.text.node_id}\0{version.text.name}\0{version.body}\0".encode())
        return whole.hexdigest()


def _moment(day: dt.date, at: dt.time | None) -> dt.datetime | None:
    return timezone.make_aware(dt.datetime.combine(day, at)) if at else None


def _end(day: dt.date, draft: rules.Meeting) -> dt.datetime | None:
    # A meeting that ends at an earlier hour than it began ended after midnight.
    past = draft.starts and draft.ends and draft.ends < draft.starts
    return _moment(day + dt.timedelta(days=1) if past else day, draft.ends)


def _time_text(draft: rules.Meeting) -> str:
    return f"Slut {danish.clock(draft.ends)}" if draft.ends and not draft.starts else ""
