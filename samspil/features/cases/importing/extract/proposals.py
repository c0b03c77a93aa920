"""From printed words to a draft that a secretary corrects: the parser's reading, and what the rules make of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from samspil.analysis import minutes
from samspil.analysis.minutes import openness
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.importing import rules
from samspil.features.cases.importing.extract import whole as importing_whole
from samspil.features.cases.records.rules import outcomes

# So many words tell where a statement begins; the pattern of a whole one would be as long as it.
BEGINS = 12
# A lone item is a case text; with decisions it is minutes.
_LEAD = re.compile(r"^(?P<lead>[^\n]*?\b(?:indstiller|indstilles|anbefaler|foreslår)\b)", re.IGNORECASE | re.MULTILINE)
LONGEST_LEAD = 200
LONGEST_NAME, LONGEST_NUMBER, LONGEST_CASE, LONGEST_PLACE = 200, 20, 60, 200


def propose(text: str) -> rules.Meeting:
    """Read minutes or an agenda into a draft; nothing is refused here, gaps are left for the secretary."""
    text = text.replace("\r\n", "\n")
    read = minutes.parse(text)
    told = openness.read(text, read.items, read.spans)
    items = tuple(_item(item, each) for item, each in zip(read.items, told, strict=True))
    draft = rules.Meeting(
        source_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        body_name=read.body or "",
        held_on=dt.date.fromisoformat(read.date) if read.date else None,
        starts=dt.time.fromisoformat(read.start) if read.start else None,
        ends=dt.time.fromisoformat(read.end) if read.end else None,
        place=(read.place or "")[:LONGEST_PLACE],
        state="published" if any(item.statements for item in items) else "agenda_published",
        attendance=tuple(rules.Presence(name) for name in read.absent if len(name) <= LONGEST_NAME),
        items=items,
    )

    return importing_whole.account(text, read, draft)


def _item(item: minutes.Item, told: openness.Openness | None = None) -> rules.Item:
    sections = _sections(item)
    recommendation = next((section.words for section in sections if section.key == "recommendation"), "")

    return rules.Item(
        title=importing_whole.fitted(item.title or ""),
        number=(item.number or "")[:LONGEST_NUMBER],
        case_number=(item.case_number or "")[:LONGEST_CASE],
        is_closed=bool(item.closed) if told is None or not told.is_asked else None,
        closed_cues=told.cues if told is not None and told.closed is not False else (),
        recommended_by=_recommended_by(recommendation),
        sections=sections,
        clauses=_clauses(item),
        statements=_statements(item),
        annexes=tuple(_annex(annex, told) for annex in item.annexes),
        confidence=item.confidence,
    )


def _annex(annex: minutes.Annex, told: openness.Openness | None) -> rules.Annex:
    hinted = told is not None and told.annexes_closed and annex.is_open is not True
    document, reference = annex.document or "", annex.reference or ""
    is_short = len(document) <= LONGEST_CASE and len(reference) <= LONGEST_CASE
    return rules.Annex(
        title=importing_whole.fitted(annex.title),
        document_number=document if is_short else "",
        reference=reference if is_short else "",
        is_closed=annex.is_open is False or hinted or _is_shut(annex.title),
    )


def _is_shut(title: str) -> bool:
    cue = openness.of_line(title)
    return cue is not None and cue.shut is not False


def decided(recommendation: str, decision: str) -> rules.Item:
    """Read what was recommended and decided, each as its own text, into clauses and statements."""
    parts = [("Indstilling", recommendation), ("Beslutning", decision)]
    text = "\n\n".join(f"{heading}\n\n{words.strip()}" for heading, words in parts if words.strip())
    items = minutes.parse(f"Punkt 1: Sag\n\n{text}\n").items if text else ()
    if len(items) != 1:
        # Words that themselves look like an agenda stay one statement, whole, for the secretary to cut.
        whole = (rules.Statement(decision.strip()),) if decision.strip() else ()
        return rules.Item("", recommended_by=_recommended_by(recommendation), statements=whole, confidence=0.0)

    read = _item(items[0])
    printed = "".join(statement.printed for statement in read.statements)
    kept = read.statements if printed.split() == decision.split() else (rules.Statement(decision.strip()),)
    return rules.Item(
        "",
        recommended_by=_recommended_by(recommendation),
        clauses=read.clauses,
        statements=kept if decision.strip() else (),
        confidence=read.confidence if kept == read.statements else 0.0,
    )


def _sections(item: minutes.Item) -> tuple[rules.Section, ...]:
    """Return the sections in the order of the paper, the text without a heading among them."""
    keys = importing_whole.numbered([houses.section_key(name) for name in item.texts], houses.LONGEST_NAME)
    return tuple(
        rules.Section(key, "" if key in houses.COMPOSED else words.strip())
        for key, words in zip(keys, item.texts.values(), strict=True)
    )


def _recommended_by(recommendation: str) -> str:
    lead = _LEAD.search(recommendation)
    return lead["lead"].strip() if lead and len(lead["lead"]) <= LONGEST_LEAD else ""


def _clauses(item: minutes.Item) -> tuple[str, ...]:
    return tuple(houses.bare(clause) for clause in item.recommendation_points)


def _statements(item: minutes.Item) -> tuple[rules.Statement, ...]:
    clauses = _clauses(item)
    pieces = _as_printed(item)
    readings = outcomes.read([outcomes.flat(piece) for piece in pieces], clauses)
    return tuple(
        rules.Statement(
            printed=piece,
            outcomes=tuple(sorted(reading.outcomes)),
            stance=reading.stance,
            answers=reading.answers,
            forwards_to=reading.forwards_to,
        )
        for piece, reading in zip(pieces, readings, strict=True)
    )


def _as_printed(item: minutes.Item) -> list[str]:
    """Cut the decision's text where its statements begin, so that the pieces together are the text, word for word."""
    whole = (item.texts.get("beslutning") or item.decision or "").strip()
    starts, at = [0], 0
    for point in item.decision_points[1:]:
        beginning = re.compile(r"\s+".join(re.escape(word) for word in point.text.split()[:BEGINS])).search(
            whole, max(at, 1)
        )
        # A statement that the parser mended on its way (a page's foot within it) stays with the one before.
        if beginning is not None:
            starts.append(beginning.start())
            at = beginning.end()
    return [whole[a:b] for a, b in zip(starts, [*starts[1:], len(whole)], strict=True)] if whole else []
