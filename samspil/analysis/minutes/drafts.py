"""Sorts the pieces of a reading to the meeting's head, to drafts of items, and to what found no place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from samspil.analysis.minutes import clauses, facts, lexicon, steps
from samspil.analysis.minutes.cues import Cues
from samspil.analysis.minutes.grammar import Reading
from samspil.analysis.minutes.record import Kind
from samspil.analysis.minutes.segments import Segment

UNNAMED = "uden overskrift"
ATTENDANCE = lexicon.loose(r"(?:deltag|fremmød|fraværende|afbud|afslutning|underskrift|mødet hæves)")
_JOURNAL = re.compile(r"\W*j", re.IGNORECASE)
_TITLE_LABEL = lexicon.loose(r"^(?:emne|titel|overskrift|sagstitel|vedrørende|vedr\.)\s*:\s*(?=\S)")


@dataclass(slots=True)
class Piece:
    """A stretch of the text with one meaning, while the minutes are put together."""

    kind: Kind
    start: int
    end: int
    words: str
    gap: int
    section: str | None = None
    closing: bool = False


@dataclass(slots=True)
class Part:
    """A section of an item: its name, its heading as printed, its pieces of text."""

    name: str
    heading: Piece | None
    dated: str | None = None
    strong: bool = True
    pieces: list[Piece] = field(default_factory=list)

    def runs(self, text: str) -> list[tuple[int, int]]:
        """Return the unbroken stretches of the part: between two pieces only blanks."""
        spans: list[tuple[int, int]] = []
        for piece in self.pieces:
            if spans and not text[spans[-1][1] : piece.start].strip():
                spans[-1] = (spans[-1][0], piece.end)
            else:
                spans.append((piece.start, piece.end))
        return spans

    def words(self, text: str) -> str:
        return "\n".join(text[start:end] for start, end in self.runs(text))


@dataclass(slots=True)
class Draft:
    """An item while it is put together."""

    pieces: list[Piece] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    number: str | None = None
    closed: bool | None = None
    cases: list[tuple[bool, str]] = field(default_factory=list)
    implied: bool = False

    def title(self) -> str | None:
        words = [piece.words for piece in self.pieces if piece.kind == "title"]
        if len(words) > 1 and clauses.bare(words[0]) == clauses.bare(words[1]):
            words = words[:1] + words[2:]
        title = re.sub(r"\s*\(\s*\)$", "", clauses.flat(" ".join(words)))
        return re.sub(r"(?<=\w{4})[.:]$", "", title) or None

    def case_number(self) -> str | None:
        """Return the number printed first; a journal number only where no case number stands beside it."""
        return min(self.cases, key=lambda case: case[0])[1] if self.cases else None

    def part(self, name: str) -> Part | None:
        return next((part for part in self.parts if part.name == name), None)


@dataclass(slots=True)
class Sheet:
    """All pieces of the text, sorted to the meeting's head, the items and what found no place."""

    text: str
    head: list[Piece] = field(default_factory=list)
    unplaced: list[Piece] = field(default_factory=list)
    items: list[Draft] = field(default_factory=list)


def sort(text: str, segments: list[Segment], cues: list[Cues], reading: Reading) -> Sheet:
    sheet = Sheet(text)
    waiting: list[tuple[Piece, Cues]] = []
    for index, (segment, cue) in enumerate(zip(segments, cues, strict=True)):
        label = reading.labels[index]
        if reading.begins[index]:
            sheet.items.append(Draft(implied=label == steps.HEADING))
            for piece, before in waiting:
                _meta(sheet.items[-1], piece, before)
            waiting = []
        piece = Piece("head", segment.start, segment.end, segment.words, segment.gap)
        draft = sheet.items[-1] if sheet.items else None
        if label == steps.BEFORE:
            waiting.append((piece, cue))
        elif label == steps.GROUP:
            sheet.head.append(piece)
            piece.section = "gruppe"
        elif label in {steps.HEAD, steps.CONTENTS, steps.CLOSING}:
            piece.section = "indholdsfortegnelse" if label == steps.CONTENTS else None
            piece.closing = label == steps.CLOSING
            if piece.closing and draft and ATTENDANCE.search(draft.title() or ""):
                _text(draft, piece)
            sheet.head.append(piece) if not (draft and piece.kind == "text") else None
        elif draft is None or label in {steps.ORPHAN, steps.CHROME}:
            piece.kind = "unplaced"
            sheet.unplaced.append(piece)
        else:
            _into(draft, label, piece, cue, segment)

    for piece, _ in waiting:
        piece.kind = "unplaced"
        sheet.unplaced.append(piece)

    return sheet


def _into(draft: Draft, label: str, piece: Piece, cue: Cues, segment: Segment) -> None:
    if label == steps.START and cue.start:
        draft.number = cue.start.number
        _title_pieces(draft, piece, cue.start.title)
    elif label == steps.TITLE:
        _title_pieces(draft, piece, 0)
    elif label == steps.META:
        _meta(draft, piece, cue)
    elif label == steps.HEADING and cue.heading:
        piece.kind, piece.section = "heading", cue.heading.name
        draft.parts.append(Part(cue.heading.name, piece, cue.heading.dated, cue.heading.strong))
    else:
        _text(draft, piece)


def _text(draft: Draft, piece: Piece) -> None:
    piece.kind = "text"
    if not draft.parts:
        draft.parts.append(Part(UNNAMED, None))
    draft.parts[-1].pieces.append(piece)


def _meta(draft: Draft, piece: Piece, cue: Cues) -> None:
    draft.pieces.append(piece)
    if cue.case:
        is_journal = bool(_JOURNAL.match(piece.words))
        draft.cases.append((is_journal, cue.case))
    if cue.closed is not None:
        draft.closed = cue.closed
    number = facts.ITEM_NUMBER_LINE.match(piece.words)
    if number and draft.number is None:
        draft.number, piece.kind = number["number"], "number"


def _title_pieces(draft: Draft, piece: Piece, at: int) -> None:
    """Split a title's line into its number (with a label or an openness printed before the title) and the title itself."""
    words = piece.words
    label = _TITLE_LABEL.match(words[at:])
    at += label.end() if label else 0
    prefix = lexicon.CLOSED_PREFIX.match(words[at:]) if not any(p.kind == "title" for p in draft.pieces) else None
    if prefix and words[at + prefix.end() :].strip():
        draft.closed = bool(prefix["shut"])
        at += prefix.end()

    if at:
        lead = words[:at].rstrip()
        draft.pieces.append(Piece("number", piece.start, piece.start + len(lead), lead, piece.gap))

    title = words[at:].strip()
    suffix = lexicon.CLOSED_SUFFIX.search(title)
    if suffix and suffix.start() > 3:
        draft.closed = bool(suffix["shut"] or suffix["shut2"])
        begin = piece.start + words.index(title, at) + suffix.start()
        draft.pieces.append(Piece("head", begin, begin + len(suffix[0]), suffix[0], 0))
        title = title[: suffix.start()].rstrip()

    if title:
        begin = piece.start + words.index(title, at)
        draft.pieces.append(Piece("title", begin, begin + len(title), title, 0))
