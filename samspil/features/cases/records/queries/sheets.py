"""Everything of an item or a whole meeting in one reading: sections, clauses beside the statements that answer them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from uuid import UUID

from samspil.features.cases.houses.rules import houses
from samspil.features.cases.records.models import (
    AgendaItem,
    Annex,
    DecisionStatement,
    Dissent,
    Meeting,
    RecommendationClause,
    Recusal,
    RouteStep,
    StatementOutcome,
)
from samspil.features.cases.records.queries.attendance import (
    Worded,
    named_in,
    recusals_of,
    with_record,
    with_words,
    withhold,
)
from samspil.features.cases.records.queries.recorded import following
from samspil.features.cases.records.queries.rows import outcomes_of, statements_visible_to, steps_visible_to, texts_of
from samspil.features.cases.records.rules import approval, outcomes, wording
from samspil.spine import visibility
from samspil.spine.models import Node, Quote, TextVersion
from samspil.spine.people import Actor


@dataclass(frozen=True)
class Carried:
    """Words that an item was sent on with, shown by reference to the version that the former body had."""

    words: str
    version: int
    item: AgendaItem

    @property
    def is_public(self) -> bool:
        """Whether everybody may read the words where they stand."""
        return self.item.node.visibility == Node.Visibility.PUBLIC

    @property
    def heading(self) -> str:
        """What the words are about, for a table among them."""
        return self.item.node.title

    @property
    def told(self) -> str:
        """A line that says where the words come from."""
        return f"Som det blev sendt videre fra {self.item.meeting.node.title} (udgave {self.version}):"

    @property
    def blocks(self) -> list[wording.Block]:
        """The words as paragraphs, lists and headings."""
        return wording.blocks(self.words)


@dataclass
class Section:
    """One section of an item as its page shows it: heading, words and the version they are."""

    key: str
    heading: str
    words: str = ""
    version: int = 0
    carried: list[Carried] = field(default_factory=list)

    @property
    def blocks(self) -> list[wording.Block]:
        """The words as paragraphs, lists and headings."""
        return wording.blocks(self.words)


@dataclass
class Sheet:
    """One item with everything that the actor may see of it."""

    item: AgendaItem
    sections: list[Section]
    clauses: list[RecommendationClause]
    statements: list[Worded]
    annexes: list[Annex]
    steps: list[RouteStep]
    recusals: list[Recusal] = field(default_factory=list)
    followed_by: list[Dissent] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple[RecommendationClause, list[DecisionStatement]]]:
        """Each clause beside the statements that answer it."""
        answered = [(said.row, {clause.pk for clause in said.row.answers.all()}) for said in self.statements]
        return [(clause, [row for row, clauses in answered if clause.pk in clauses]) for clause in self.clauses]

    @property
    def is_decided(self) -> bool:
        """Whether a statement says an outcome or takes a stance (`rows.decided`)."""
        told = (([each.outcome for each in said.row.outcomes.all()], said.row.stance) for said in self.statements)
        return any(outcomes.decides(said, stance) for said, stance in told)

    @property
    def outcomes(self) -> list[StatementOutcome]:
        """What was decided in all, each outcome once."""
        return outcomes_of(said.row for said in self.statements)

    @property
    def answers(self) -> list[tuple[RecommendationClause, list[DecisionStatement]]]:
        """The same, when there is something to compare."""
        return self.pairs if self.statements and len(self.clauses) > 1 else []

    @property
    def decision(self) -> str:
        """The whole decision, word for word as printed."""
        return "".join(said.printed for said in self.statements)


def sheets(actor: Actor, items: Iterable[AgendaItem]) -> list[Sheet]:
    """Return items with what the actor may see of each. Thirteen queries, however many items."""
    chosen = list(items)
    ids = [item.pk for item in chosen]
    statements = list(
        with_record(statements_visible_to(actor))
        .filter(item__in=ids)
        .prefetch_related("answers")
        .order_by("item__order", "order")
    )
    words = texts_of([*ids, *(statement.pk for statement in statements)])
    clauses = _by_item(RecommendationClause.objects.filter(item__in=ids))
    annexes = _by_item(
        visibility.rows(Annex.objects.filter(item__in=ids), actor)
        .select_related("node")
        .prefetch_related("node__files")
    )
    carried = _carried(actor, ids)
    # Only an item of a matter can have come from another body.
    of_a_matter = [item.pk for item in chosen if item.case_file_id is not None]
    follows = following(actor, of_a_matter) if of_a_matter else {}
    steps = defaultdict(list)
    for step in steps_visible_to(actor).filter(statement__in=statements):
        steps[step.statement.item_id].append(step)

    # Who stood aside is the committee's until the minutes are published, as the decision is.
    told = [item.pk for item in chosen if sees_record(actor, item.meeting)]
    recusals = recusals_of(told) if told else {}
    meetings = {item.pk: item.meeting for item in chosen}
    withhold(
        actor,
        (
            *named_in(statements),
            *((each.invitation, meetings[key]) for key, rows in recusals.items() for each in rows),
            *((each.invitation, each.statement.item.meeting) for rows in follows.values() for each in rows),
        ),
    )
    spoken_by_item = defaultdict(list)
    for said in with_words(statements, words):
        spoken_by_item[said.row.item_id].append(said)

    return [
        Sheet(
            item=item,
            sections=_sections(item, words.get(item.pk, {}), carried.get(item.pk, {})),
            clauses=clauses[item.pk],
            statements=spoken_by_item[item.pk],
            annexes=annexes[item.pk],
            steps=steps[item.pk],
            recusals=recusals.get(item.pk, []),
            followed_by=follows.get(item.pk, []),
        )
        for item in chosen
    ]


def _by_item(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    by_item: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        by_item[row.item_id].append(row)
    return by_item


def _carried(actor: Actor, ids: list[UUID]) -> dict[UUID, dict[str, list[Carried]]]:
    """Return the words that items were sent on with, by section; what the reader may not see where it stands is left out."""
    quotes = (
        visibility.rows(Quote.objects.filter(node__in=ids), actor, through="version__text__node")
        .filter(version__text__withdrawn_at__isnull=True, version__text__subject__isnull=True)
        .select_related("version__text__node__agenda_item__node", "version__text__node__agenda_item__meeting__node")
        .order_by("id")
    )
    carried: dict[UUID, dict[str, list[Carried]]] = defaultdict(lambda: defaultdict(list))
    for quote in quotes:
        words = quote.version.body[quote.start : quote.end]
        former = quote.version.text.node.agenda_item
        carried[quote.node_id][quote.place].append(Carried(words, quote.version.number, former))
    return carried


def _sections(item: AgendaItem, words: dict[str, TextVersion], carried: dict[str, list[Carried]]) -> list[Section]:
    house = houses.of(item.meeting.body.house)
    day = item.meeting.node.day
    made = []
    draft = approval.is_draft(item)
    for key in chain(item.sections, (name for name in words if name not in item.sections)):
        version = words.get(key)
        made.append(
            Section(
                key=key,
                heading=approval.heading(
                    house.heading(key, body=item.meeting.body.circle.name, date=day), key, is_draft=draft
                ),
                words=version.body if version else "",
                version=version.number if version else 0,
                carried=carried.get(key, []),
            )
        )

    return made


def sees_record(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor may see who took part: the committee always, others once it is published."""
    return meeting.state == "published" or meeting.body_id in actor.circles or bool(actor.job)


def sheet(actor: Actor, pk: UUID) -> Sheet:
    """Return one item with all that the actor may see; NotFound alike for closed and missing ones."""
    item = visibility.get(
        AgendaItem.objects.select_related(
            "node__organisation",
            "node__created_by",
            "meeting__node",
            "meeting__body__circle",
            "case_file",
            "notice__node",
        ),
        actor,
        pk,
    )

    return sheets(actor, [item])[0]
