"""Turns the best reading into minutes: items with their fields, the meeting's facts, and the spans that cover the text."""

from __future__ import annotations

import re
from dataclasses import replace

from samspil.analysis.minutes import clauses, drafts, facts, head, lexicon, openness, settling
from samspil.analysis.minutes.cues import Cues
from samspil.analysis.minutes.drafts import ATTENDANCE, UNNAMED, Draft, Sheet
from samspil.analysis.minutes.grammar import Reading
from samspil.analysis.minutes.record import Item, Minutes, Span, Statement
from samspil.analysis.minutes.segments import Segment

_AWAY_IN_TITLE = lexicon.loose(r"^(?:fraværende|afbud)(?:\s+(?:fra|med afbud))?\s*:\s*(?P<names>\S.*)$")
_APOLOGISED = lexicon.loose(r"\b(?:havde|har)\s+(?:meldt|sendt)\s+afbud")


def assemble(text: str, segments: list[Segment], cues: list[Cues], reading: Reading) -> Minutes:
    """Build the minutes from the reading; it loses no character."""
    sheet = drafts.sort(text, segments, cues, reading)
    meeting = head.read([(piece.words, piece.closing) for piece in sheet.head if piece.section is None])
    settling.settle(sheet, meeting)
    _facts_from_items(sheet, meeting)
    items = tuple(_item(draft, text) for draft in sheet.items)
    spans = _spans(sheet)
    told = openness.read(text, items, spans)
    items = tuple(replace(item, closed=each.closed) for item, each in zip(items, told, strict=True))

    return Minutes(
        meeting.body,
        meeting.date,
        meeting.start,
        meeting.end,
        meeting.place,
        tuple(_absent(sheet, items, meeting)),
        items,
        tuple(piece.words for piece in sheet.unplaced),
        spans,
    )


def _facts_from_items(sheet: Sheet, meeting: head.Meeting) -> None:
    for draft in sheet.items:
        for part in draft.parts:
            words = part.words(sheet.text)
            if (
                ATTENDANCE.search(draft.title() or "")
                or part.name == "fremmøde"
                or draft is sheet.items[0]
                or draft is sheet.items[-1]
            ):
                meeting.note_clock(words)
    if meeting.body is None:
        meeting.body = next(
            (body for draft in sheet.items for part in draft.parts if (body := head.body_in(part.words(sheet.text)))),
            None,
        )
    if meeting.end is None:
        meeting.note_clock("\n".join(piece.words for piece in sheet.head if piece.closing))


def _absent(sheet: Sheet, items: tuple[Item, ...], meeting: head.Meeting) -> list[str]:
    absent = list(meeting.absent)
    for draft in sheet.items:
        title = draft.title() or ""
        attending = bool(ATTENDANCE.search(title))
        named = _AWAY_IN_TITLE.match(title)
        absent += facts.names(named["names"]) if named else []
        opening = bool(re.search(r"dagsord", title, re.IGNORECASE))
        for part in draft.parts:
            words = part.words(sheet.text)
            if part.name.startswith(("sagsgang", "tidligere", "bilag")):
                continue
            if attending or part.name == "fremmøde":
                absent += facts.absences(words) or head.listed_absences(words)
                if lexicon.fold(title) in {lexicon.fold("fraværende"), "afbud"} and part.name == "beslutning":
                    absent += facts.names(words)
            elif opening:
                absent += head.listed_absences(words) or facts.absences(words)
            else:
                absent += [name for name in facts.absences(words) if _APOLOGISED.search(words)]

    per_item = [set(item.absent) for item in items if item.decision]
    if len(per_item) > 1:
        everywhere = set.intersection(*per_item)
        absent += [name for name in items[0].absent if name in everywhere]

    return list(dict.fromkeys(absent))


def _item(draft: Draft, text: str) -> Item:
    decided = draft.part("beslutning")
    words = decided.words(text) if decided and decided.pieces else None
    points: list[Statement] = []
    if decided:
        for start, end in decided.runs(text):
            points += clauses.statements(text[start:end], start)

    recommended = draft.part("indstilling")
    annexed = draft.part("bilag")
    sections = tuple(part.name for part in draft.parts if part.name != UNNAMED)
    return Item(
        number=draft.number,
        title=draft.title(),
        case_number=draft.case_number(),
        closed=draft.closed,
        sections=sections,
        recommendation_points=clauses.recommendation_points(recommended.words(text)) if recommended else (),
        decision=clauses.flat(words) if words else None,
        decision_points=tuple(points),
        annexes=clauses.annexes(annexed.words(text)) if annexed else (),
        absent=tuple(head.item_absences(words)) if words else (),
        texts={part.name: part.words(text) for part in draft.parts},
        confidence=_confidence(draft),
    )


def _confidence(draft: Draft) -> float:
    """Return 0 to 1: how much of what marks an item was printed here (number, title, case, sections, a decision)."""
    known = [
        0.5 * (draft.number is not None),
        0.35 * (draft.title() is not None),
        0.3 * bool(draft.cases),
        0.15 * min(len(draft.parts), 4) * (draft.parts != [] and draft.parts[0].heading is not None),
        0.2 * (draft.part("beslutning") is not None),
    ]
    doubt = 1.0
    for share in known:
        doubt *= 1.0 - share

    if draft.implied:
        doubt = max(doubt, 0.5)

    return round(1.0 - doubt, 2)


def _spans(sheet: Sheet) -> tuple[Span, ...]:
    spans = [Span("head", None, piece.section, piece.start, piece.end) for piece in sheet.head]
    spans += [Span("unplaced", None, None, piece.start, piece.end) for piece in sheet.unplaced]
    for number, draft in enumerate(sheet.items):
        spans += [Span(piece.kind, number, piece.section, piece.start, piece.end) for piece in draft.pieces]
        for part in draft.parts:
            if part.heading and part.heading.kind == "heading":
                spans.append(Span("heading", number, part.name, part.heading.start, part.heading.end))
            spans += [Span("text", number, part.name, start, end) for start, end in part.runs(sheet.text)]
    return tuple(sorted(spans, key=lambda span: span.start))
