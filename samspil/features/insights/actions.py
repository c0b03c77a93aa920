"""Every deed done with insights and documents: import, begin, rest on evidence, drop it, edit, publish, take off the net."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from samspil.analysis import evaluation, sides
from samspil.features.insights import queries, rules
from samspil.features.insights.models import Document, Evidence, Insight, Part, Table, Theme, ThemePoint
from samspil.paper import danish
from samspil.paper.refusal import Refused, demanded
from samspil.spine import consent, happened, journal, kinds, locks, openness, policy, records, search, texts, thread
from samspil.spine.models import Circle, Link, Node, Organisation, Quote
from samspil.spine.people import Actor


@dataclass(frozen=True)
class SourceText:
    """A source as it is brought in: its words, and what it does not say itself."""

    text: str
    organisation: Organisation
    title: str = ""
    publisher: str = ""
    author: str = ""
    file_name: str = ""
    dated_on: danish.When | dt.date | None = None
    visibility: str = Node.Visibility.PUBLIC
    within: Circle | None = None
    is_invented: bool = False


@journal.deed
def import_evaluation(*, by: Actor, source: SourceText) -> Document:
    """Read a report into parts, themes, tables and quotes, all of them data. The same text twice is one.

    Refused when it has no headings, and when it has no title and none is given.
    """
    # One source at a time for each organisation: of two who bring the same in, the second finds it.
    locks.reread(source.organisation)
    policy.check(by, "add", "document", policy.Place.of(source.organisation, source.within))
    # By its words, whatever the file is called.
    fingerprint = hashlib.sha256(source.text.encode()).hexdigest()
    if known := Document.objects.filter(sha256=fingerprint).first():
        return known

    report = evaluation.read(source.text)
    title = source.title.strip() or report.title
    if not title:
        raise Refused("Teksten siger ikke selv, hvad den hedder. Skriv kildens titel.", field="title")

    dated_on = source.dated_on or report.dated_on
    happened.check(dated_on, "Kildens dato", field="dated_on")
    opening = records.Beginning(
        "document",
        title,
        source.organisation,
        within=source.within,
        visibility=source.visibility,
        occurred_on=dated_on,
        is_invented=source.is_invented,
        is_sourced=True,
    )
    document = Document.objects.create(
        node=records.open_node(opening, by=by),
        publisher=source.publisher,
        author=source.author,
        file_name=source.file_name,
        sha256=fingerprint,
    )
    themes = [
        Theme.objects.create(document=document, order=order, name=name) for order, name in enumerate(report.themes, 1)
    ]
    for place, theme in enumerate(themes):
        ThemePoint.objects.bulk_create(
            ThemePoint(theme=theme, order=order, words=words, place=where)
            for order, (words, where) in enumerate(report.points_of(place), 1)
        )

    for order, part in enumerate(report.parts, 1):
        _keep_part(by, document, order, part, themes)

    search.index(document.node, "\n".join(part.text for part in report.parts))
    journal.note(
        "document.imported",
        by=by,
        node=document.node,
        data={"sha256": fingerprint, "tables": len(report.tables), "quotes": len(report.quotes)},
    )
    return document


def _keep_part(by: Actor, document: Document, order: int, part: evaluation.Part, themes: list[Theme]) -> None:
    theme = themes[part.theme] if part.theme is not None else None
    kept = Part.objects.create(
        document=document,
        theme=theme,
        order=order,
        level=part.level,
        heading=part.heading,
        text_name=f"part-{order:02}",
    )
    version = texts.write(by=by, node=document.node, name=kept.text_name, body=part.text)
    for quote in part.quotes:
        texts.quote(
            by=by,
            node=document.node,
            version=version,
            start=quote.start,
            end=quote.end,
            speaker=quote.speaker,
            place=theme.name if theme else part.heading,
        )

    Table.objects.bulk_create(
        Table(
            document=document,
            part=kept,
            number=table.number,
            source_number=table.source_number,
            title=table.title,
            header=list(table.header),
            rows=[[cell.words for cell in row] for row in table.rows],
            note=table.note,
            after=table.after,
        )
        for table in part.tables
    )


@dataclass(frozen=True)
class Draft:
    """An insight as it is begun. `source_key` is an import's own name for it."""

    organisation: Organisation
    statement: str
    title: str = ""
    explanation: str = ""
    within: Circle | None = None
    dated_on: danish.When | dt.date | None = None
    is_invented: bool = False
    source_key: str = ""


@journal.deed
def begin(*, by: Actor, draft: Draft) -> Insight:
    """Write an insight as a draft. With a `source_key` the same one twice is one."""
    # Begun twice in one moment, the second finds the first.
    locks.reread(draft.organisation if draft.source_key else None)
    key = records.key_of("insight", draft.source_key)
    if key and (known := Insight.objects.filter(pk=key).first()):
        return known

    policy.check(by, "add", "insight", policy.Place.of(draft.organisation, draft.within))
    happened.check(draft.dated_on, "Indsigtens dato", field="occurred_on")
    statement, explanation = rules.check_statement(draft.statement), rules.check_explanation(draft.explanation)
    opening = records.Beginning(
        "insight",
        draft.title.strip() or statement,
        draft.organisation,
        within=draft.within,
        visibility=records.inner(draft.within),
        occurred_on=draft.dated_on,
        is_invented=draft.is_invented,
        key=key,
    )
    return records.new(
        opening,
        lambda node: Insight(node=node),
        by=by,
        words={"statement": statement, "explanation": explanation},
        searched=f"{statement}\n{explanation}",
        noted="insight.begun",
    )


@journal.deed
def edit(
    *, by: Actor, insight: Insight, title: str, statement: str, explanation: str, based_on: int, explained_on: int
) -> Insight:
    """Write an insight anew, building on the versions the writer saw. `texts.Conflict` when one is older."""
    locks.reread(insight)
    policy.check(by, "write", insight)
    said, explained = rules.check_statement(statement), rules.check_explanation(explanation)
    texts.write(by=by, node=insight.node, name="statement", body=said, based_on=based_on)
    texts.write(by=by, node=insight.node, name="explanation", body=explained, based_on=explained_on)
    thread.retitle(insight.node, title.strip() or said)
    search.index(insight.node, f"{said}\n{explained}")
    journal.note("insight.edited", by=by, node=insight.node)
    return insight


@journal.deed
def rest_on(
    *,
    by: Actor,
    insight: Insight,
    why: str,
    passage: Quote | None = None,
    source: Node | None = None,
    excerpt: str = "",
    side: str | None = None,
    speaks_against: bool = False,
) -> Evidence:
    """Rest an insight on a passage that a record offers, or on a whole record, and link the two.

    `excerpt` narrows the passage to some of its words, letter for letter. The side is read from the speaker's role unless
    given. The same evidence twice is one. Refused without the consent that the use needs.
    """
    locks.reread(insight, passage)
    policy.check(by, "write", insight)
    reason = rules.check_why(why)
    origin = passage.version.text.node if passage is not None else source
    if origin is None:
        raise Refused("Vælg det sted eller det bidrag, som indsigten bygger på.", field="passage")

    _check_consent(origin, quoted=passage is not None)
    link = thread.link(by=by, earlier=origin, later=insight.node, relation=Link.Relation.GROUNDS, why=reason)
    stands = rules.check_side(sides.side_of(passage.speaker if passage else "") if side is None else side)
    if passage is None:
        evidence, is_new = Evidence.objects.get_or_create(
            insight=insight, link=link, quote=None, defaults={"side": stands, "speaks_against": speaks_against}
        )
        if is_new:
            journal.note("insight.rested", by=by, node=insight.node, data={"on": origin.pk})
        return evidence

    # A citizen's words become public with the insight: after that no more are added.
    if passage.version.text.subject_id is not None:
        rules.check_still_draft(insight.state)

    start, end = _within(passage, excerpt)
    known = Evidence.objects.filter(
        insight=insight, quote__version=passage.version, quote__start=start, quote__end=end
    ).first()
    if known is not None:
        return known

    quote = texts.quote(
        by=by,
        node=insight.node,
        version=passage.version,
        start=start,
        end=end,
        speaker=passage.speaker,
        place=passage.place,
    )
    evidence = Evidence.objects.create(
        insight=insight, link=link, quote=quote, side=stands, speaks_against=speaks_against
    )
    journal.note("insight.rested", by=by, node=insight.node, data={"on": origin.pk, "quote": quote.pk})
    return evidence


def _check_consent(origin: Node, *, quoted: bool) -> None:
    """What a person said is used as far as they allowed: quoted word for word, or only interpreted."""
    if "is_voice" not in kinds.get(origin.kind).traits:
        return
    if not consent.allows(origin, "quote" if quoted else "interpret"):
        raise Refused(
            "Personen har ikke sagt ja til at blive citeret. Vælg bidraget uden citat."
            if quoted
            else "Personen har ikke sagt ja til, at bidraget bruges i en fælles tolkning."
        )


def _within(passage: Quote, excerpt: str) -> tuple[int, int]:
    """Return where in the text an excerpt of a passage stands. Refused when it is not there word for word."""
    wanted = excerpt.strip()
    if not wanted:
        return passage.start, passage.end
    at = texts.read(passage.version)[passage.start : passage.end].find(wanted)
    if at < 0:
        raise Refused("Uddraget står ikke ordret i det valgte sted. Kopiér ordene derfra.", field="excerpt")
    return passage.start + at, passage.start + at + len(wanted)


@journal.deed
def drop(*, by: Actor, evidence: Evidence, why: str) -> None:
    """Take a piece of evidence off an insight; the link goes too when nothing else rests on it."""
    locks.reread(evidence)
    insight = evidence.insight
    policy.check(by, "write", insight)
    reason = rules.check_why(why)
    link, quote = evidence.link, evidence.quote
    evidence.delete()
    if quote is not None:
        quote.delete()
    # Another piece of evidence may rest on the same link.
    if link.withdrawn_at is None and not Evidence.objects.filter(insight=insight, link=link).exists():
        thread.withdraw_link(by=by, link=link, why=reason)
    journal.note("insight.evidence_dropped", by=by, node=insight.node, data={"link": link.pk})


@journal.deed
def publish(*, by: Actor, insight: Insight) -> Insight:
    """Make an insight public. Refused while it rests on nothing that stands.

    Its own words hold no number, address or birthday of one person. Where it quotes what a citizen said, two persons do it: another
    than who chose the quote, through the gate of the words.
    """
    locks.reread(insight)
    policy.check(by, "publish", insight)
    rules.check_rests(queries.standing_evidence().filter(insight=insight).count())
    for version in queries.wording(insight).values():
        rules.check_no_numbers(texts.read(version))
    for evidence in queries.sealed_evidence(insight):
        quote = evidence.quote
        # Words that two persons have made public already need no second pair of hands here.
        assert quote is not None
        if quote.version.text.node.visibility != Node.Visibility.PUBLIC:
            rules.check_chosen_by_another(by, evidence.link.by_id)
        openness.check(by, quote.version, quote.start, quote.end)

    thread.show_to(insight.node, Node.Visibility.PUBLIC)
    records.change(insight, {"state": "published"}, by=by, node=insight.node, noted="insight.published")
    return insight


@journal.deed
def unpublish(*, by: Actor, insight: Insight) -> Insight:
    """Take an insight off the net."""
    locks.reread(insight)
    policy.check(by, "unpublish", insight)
    thread.show_to(insight.node, records.inner(insight.node.within_id))
    records.change(insight, {"state": "draft"}, by=by, node=insight.node, noted="insight.unpublished")
    return insight


@journal.deed
def name_source(
    *,
    by: Actor,
    title: str,
    organisation: Organisation,
    publisher: str = "",
    dated_on: danish.When | dt.date | None = None,
    visibility: str = Node.Visibility.PUBLIC,
) -> Document:
    """Note a source that another text names and that is not here: its title and nothing of its words.

    The same title and publisher twice is one.
    """
    locks.reread(organisation)
    policy.check(by, "add", "document", policy.Place.of(organisation))
    demanded(title, "Skriv kildens titel.", field="title")

    fingerprint = hashlib.sha256(f"named\0{title}\0{publisher}".encode()).hexdigest()
    if known := Document.objects.filter(sha256=fingerprint).first():
        return known

    happened.check(dated_on, "Kildens dato", field="dated_on")
    opening = records.Beginning(
        "document", title, organisation, visibility=visibility, occurred_on=dated_on, is_sourced=True
    )
    return records.new(
        opening,
        lambda node: Document(node=node, publisher=publisher, sha256=fingerprint),
        by=by,
        searched=publisher,
        noted="document.named",
    )
