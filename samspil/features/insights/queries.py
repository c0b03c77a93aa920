"""Every reading of insights and documents: lists, the evidence that stands, what may be chosen, a document as it reads."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from samspil.analysis import sides
from samspil.features.insights import rules
from samspil.features.insights.models import Document, Evidence, Insight, Part, Table, Theme
from samspil.spine import access, consent, kinds, openness, policy, search, texts, visibility
from samspil.spine.models import Consent, Node, Quote, Text, TextVersion
from samspil.spine.people import Actor

# So many offered passages are looked through for a search word; more than any evaluation or project has held so far.
MOST_PASSAGES = 500
SHOWN_PASSAGES = 20


NEWEST = (F("node__occurred_on").desc(nulls_last=True), "-node__created_at", "pk")
INSIGHTS = visibility.Shelf(Insight, "node__organisation", "node__within", order=NEWEST)
visible_to, get = INSIGHTS.all, INSIGHTS.one


def standing_evidence() -> QuerySet[Evidence]:
    """Return the evidence that may be used today: link and text stand, and so does the consent, where one was needed."""
    source = OuterRef("link__earlier")
    withdrawn = Text.objects.filter(node=source, withdrawn_at__isnull=False)
    return Evidence.objects.filter(
        Q(quote__isnull=True) | Q(quote__version__text__withdrawn_at__isnull=True),
        # A record whose text is withdrawn grounds nothing any more; a quote has its own condition above.
        ~Exists(withdrawn) | Q(quote__isnull=False),
        # A record that never asked for consent, such as a report, needs none. Words are quoted on a yes to that, and no other.
        ~Exists(Consent.objects.filter(node=source))
        | Q(quote__isnull=True) & Exists(consent.standing_for("interpret").filter(node=source))
        | Q(quote__isnull=False) & Exists(consent.standing_for("quote").filter(node=source)),
        link__withdrawn_at__isnull=True,
    )


@dataclass(frozen=True)
class Row:
    """One line of the list: an insight and how many pieces of evidence it has on each side."""

    insight: Insight
    counts: Mapping[str, int]

    @property
    def by_label(self) -> list[tuple[str, int]]:
        return [(rules.SIDES[side], number) for side, number in self.counts.items()]


def rows(insights: Sequence[Insight]) -> list[Row]:
    """Return lines for insights. One query for any number."""
    sides_of: dict[UUID, list[str]] = defaultdict(list)
    for insight_id, side in (
        standing_evidence().filter(insight__in=[each.pk for each in insights]).values_list("insight_id", "side")
    ):
        sides_of[insight_id].append(side)
    return [Row(insight, rules.counts(sides_of[insight.pk])) for insight in insights]


@dataclass(frozen=True)
class Shown:
    """A piece of evidence as it may be shown. `source` is None when the actor may not see the record it comes from.

    `is_withheld`: its words are somebody's own, and the insight is not public yet: they are for those who write it.
    """

    evidence: Evidence
    words: str
    speaker: str
    place: str
    why: str
    source: Node | None
    is_withheld: bool = False


def evidence_of(actor: Actor, insight: Insight) -> list[Shown]:
    """Return what an insight rests on, without what was withdrawn.

    Sealed words of a draft are noted as read; whoever does not write insights there reads them when it is public, as
    they read the voice itself (`read_words` in voices): not before.
    """
    writes = insight.state != "draft" or policy.allows(actor, "write", "insight", insight.node, insight.state)
    standing = list(
        standing_evidence()
        .filter(insight=insight)
        .select_related("link__earlier", "quote__version__text__subject", "quote__version__text__node")
        .order_by("side", "pk")
    )
    sources = [evidence.link.earlier_id for evidence in standing]
    seen = {node.pk: node for node in visibility.among(actor, sources)}
    shown = []
    for evidence in standing:
        quote = evidence.quote
        withheld = quote is not None and quote.version.text.subject_id is not None and not writes
        if quote is not None and insight.state == "draft" and not withheld:
            note_reading(actor, quote, purpose="Indsigt under arbejde")
        shown.append(
            Shown(
                evidence,
                _words(insight, quote) if quote and not withheld else "",
                quote.speaker if quote else "",
                quote.place if quote else "",
                evidence.link.why,
                seen.get(evidence.link.earlier_id),
                withheld,
            )
        )

    return shown


def _words(insight: Insight, quote: Quote) -> str:
    """Return a quote as it is shown: to those who work on a draft as it was said, to all as its gate gives it."""
    if insight.state == "draft":
        return texts.read(quote.version)[quote.start : quote.end]
    return openness.passage(quote.version, quote.start, quote.end)


def sealed_evidence(insight: Insight) -> list[Evidence]:
    """Return the standing evidence that quotes what a citizen said. One query."""
    quoting = standing_evidence().filter(insight=insight, quote__version__text__subject__isnull=False)
    return list(quoting.select_related("link", "quote__version__text__node", "quote__version__text__subject"))


def note_reading(actor: Actor, quote: Quote, *, purpose: str, deed: str = "read") -> None:
    """Note that somebody read a passage of sealed words."""
    text = quote.version.text
    if text.subject is not None:
        access.note(actor, purpose=purpose, node=text.node, subject=text.subject, deed=deed)


def by_side(shown: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    """Gather evidence under the name of its side; the four sides always, an unknown one when there is some."""
    gathered: dict[str, list[Shown]] = {side: [] for side in rules.SIDES}
    for each in shown:
        gathered[each.evidence.side].append(each)
    return [(rules.SIDES[side], pieces) for side, pieces in gathered.items() if side or pieces]


def wording(insight: Insight) -> Mapping[str, TextVersion]:
    """Return the newest statement and explanation by name. One query."""
    versions = TextVersion.objects.filter(text__node=insight.node).select_related("text__subject").order_by("number")
    return {version.text.name: version for version in versions}


@dataclass(frozen=True)
class Offer:
    """A passage that may be chosen as evidence."""

    quote: Quote
    words: str
    source: Node


def offered(actor: Actor, asked: str, *, near: Node | None = None) -> list[Offer]:
    """Return passages to choose from: those of one record (`near`), or those that hold every asked word.

    Only records the actor may see, and voices only when they may be quoted; a sealed passage that is shown is noted as searched.
    """
    wanted = set(search.stems(asked))
    if not wanted and near is None:
        return []

    node = OuterRef("node")
    open_to_use = visibility.rows(
        Quote.objects.filter(
            ~Exists(Consent.objects.filter(node=node)) | Exists(consent.standing_for("quote").filter(node=node)),
            # Only what the record itself offers, and not what others have quoted of it.
            node=F("version__text__node"),
            version__text__withdrawn_at__isnull=True,
        ),
        actor,
    ).select_related("node", "version__text__subject", "version__text__node")
    if near is not None:
        open_to_use = open_to_use.filter(node=near)

    offers: list[Offer] = []
    for quote in open_to_use.order_by("-node__occurred_on", "version", "start")[:MOST_PASSAGES]:
        # Sealed words are in no index: each passage is read to be searched, up to a limit.
        words = texts.read(quote.version)[quote.start : quote.end]
        if wanted <= set(search.stems(f"{words} {quote.speaker} {quote.place} {quote.node.title}")):
            note_reading(actor, quote, purpose="Fundet til en indsigt", deed="searched")
            offers.append(Offer(quote, words, quote.node))
        if len(offers) == SHOWN_PASSAGES:
            break

    return offers


def offered_passage(actor: Actor, pk: UUID) -> Quote:
    """Return one passage that a visible record offers; `NotFound` otherwise."""
    offers = Quote.objects.filter(node=F("version__text__node"), version__text__withdrawn_at__isnull=True)
    return visibility.get(offers.select_related("node", "version__text__node", "version__text__subject"), actor, pk)


def words_of(actor: Actor, passage: Quote) -> str:
    """Return a passage's words; sealed ones are noted as read."""
    note_reading(actor, passage, purpose="Valgt til en indsigt")
    return texts.read(passage.version)[passage.start : passage.end]


def offered_records(actor: Actor, asked: str) -> list[Node]:
    """Return whole records to rest an insight on: evidence and sources whose open words match."""
    able = kinds.with_trait("is_evidence") | kinds.with_trait("has_passages")
    return list(search.find(actor, asked, kinds=able)[:10])


def evidence_to_drop(actor: Actor, pk: int) -> Evidence:
    """Return one piece of evidence of a visible insight; `NotFound` otherwise."""
    return visibility.get(
        Evidence.objects.select_related("insight__node", "link", "quote"), actor, pk, through="insight__node"
    )


def documents(actor: Actor) -> QuerySet[Document]:
    """Return the documents the actor may see, with how much they hold, the newest first."""
    return (
        visibility.rows(Document.objects.all(), actor)
        .select_related("node__organisation")
        .annotate(theme_count=Count("themes", distinct=True), table_count=Count("tables", distinct=True))
        .order_by(F("node__occurred_on").desc(nulls_last=True), "pk")
    )


@dataclass(frozen=True)
class Block:
    """A piece of a part in its order: a paragraph (`words`), a list (`points`) or a `table`."""

    words: str = ""
    points: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Read:
    """A part of a document as it reads."""

    part: Part
    blocks: tuple[Block, ...]


def document(actor: Actor, pk: UUID) -> Document:
    """Return one visible document; `NotFound` otherwise."""
    return visibility.get(documents(actor), actor, pk)


def parts_of(found: Document) -> list[Read]:
    """Return a document's parts with paragraphs, lists and tables in their order. Three queries."""
    words = {
        version.text.name: version.body
        for version in TextVersion.objects.filter(text__node=found.node, text__withdrawn_at__isnull=True)
        .select_related("text")
        .order_by("number")
    }
    tables: dict[int, list[Table]] = defaultdict(list)
    for table in found.tables.all():
        tables[table.part_id].append(table)

    return [
        Read(part, tuple(_blocks(words.get(part.text_name, ""), tables[part.pk])))
        for part in found.parts.select_related("theme")
    ]


def _blocks(text: str, tables: Sequence[Table]) -> Iterator[Block]:
    paragraphs = text.split("\n\n") if text else []
    after = {count: list(group) for count, group in itertools.groupby(tables, lambda table: table.after)}
    points: list[str] = []
    for count, paragraph in enumerate([*paragraphs, ""]):
        is_point = paragraph.startswith(("•", "●", "▪"))
        if points and (count in after or not is_point):
            yield Block(points=tuple(points))
            points = []
        yield from (Block(table=table) for table in after.get(count, []))
        if is_point:
            points.append(paragraph[1:].strip())
        elif paragraph:
            yield Block(words=paragraph)


def themes_of(found: Document) -> QuerySet[Theme]:
    """Return a document's themes with their points. Two queries."""
    return found.themes.prefetch_related("points")


@dataclass(frozen=True)
class Said:
    """A quote of a document, with its speaker, theme and side."""

    words: str
    speaker: str
    theme: str
    side: str


def quotes_in(found: Document) -> list[Said]:
    """Give the quotes a document offers, in the order they stand. One query."""
    quotes = (
        Quote.objects.filter(node=found.node, version__text__node=found.node, version__text__withdrawn_at__isnull=True)
        .select_related("version__text")
        .order_by("version__text__name", "start")
    )
    return [
        Said(q.version.body[q.start : q.end], q.speaker, q.place, rules.SIDES[sides.side_of(q.speaker)]) for q in quotes
    ]


def resting_on(actor: Actor, node: Node) -> list[Insight]:
    """Return the visible insights that rest on a record, for its page."""
    resting = standing_evidence().filter(link__earlier=node)
    return list(visible_to(actor).filter(pk__in=resting.values("insight_id")))


def front(actor: Actor) -> list[Row]:
    """Return the three newest public insights."""
    return rows(list(visible_to(actor).filter(state="published")[:3]))
