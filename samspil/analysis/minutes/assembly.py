"""Turns the best reading into minutes: pieces with their kinds, items with their parts, and the spans that cover the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from samspil.analysis.minutes import clauses, facts, grammar, head, lexicon
from samspil.analysis.minutes.cues import Cues
from samspil.analysis.minutes.grammar import Reading
from samspil.analysis.minutes.record import Item, Kind, Minutes, Span, Statement
from samspil.analysis.minutes.segments import Segment

_APOLOGISED = lexicon.loose(r"\b(?:havde|har)\s+(?:meldt|sendt)\s+afbud")
UNNAMED = "uden overskrift"
_ATTENDANCE = lexicon.loose(r"(?:deltag|fremmød|fraværende|afbud|afslutning|underskrift|mødet hæves)")
_TITLE_LABEL = lexicon.loose(r"^(?:emne|titel|overskrift|sagstitel|vedrørende|vedr\.)\s*:\s*(?=\S)")
_DECIDES = lexicon.loose(
    r"\b(?:godkend\w*|tiltr\w+|tilslutte\w*|fremsend\w*|tilbagesend\w*|oversend\w*|udsat|udsættes|udgik|vedtog|vedtaget|vedtages|beslutte\w*|anbefale\w*|indstille[sr]"
    r"|drøfte\w*|(?:tage[ts]?|tog) \w* ?til efterretning|taget til|tog|stemte|kunne|deltog|forhindret|afbud|ønske[rdt]\w*|orientere[tdsr]\w*|forbehold|bemærkninger"
    r"|afvist|forkaste\w*|bevilge\w*|henvis\w*|ingen|intet|mødt|hævet|valgt|udpege\w*|imod|blev|til efterretning)\b"
)


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
        """Give the unbroken stretches of the part: between two pieces only blanks."""
        found: list[tuple[int, int]] = []
        for piece in self.pieces:
            if found and not text[found[-1][1] : piece.start].strip():
                found[-1] = (found[-1][0], piece.end)
            else:
                found.append((piece.start, piece.end))
        return found

    def words(self, text: str) -> str:
        return "\n".join(text[start:end] for start, end in self.runs(text))


@dataclass(slots=True)
class Draft:
    """An item while it is put together."""

    pieces: list[Piece] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    number: str | None = None
    closed: bool | None = None
    cases: list[str] = field(default_factory=list)
    evidence: float = 0.0
    implied: bool = False

    def title(self) -> str | None:
        words = [piece.words for piece in self.pieces if piece.kind == "title"]
        if len(words) > 1 and clauses.bare(words[0]) == clauses.bare(words[1]):
            words = words[:1] + words[2:]
        return re.sub(r"\s*\(\s*\)$", "", clauses.flat(" ".join(words))) or None

    def part(self, name: str) -> Part | None:
        return next((part for part in self.parts if part.name == name), None)


@dataclass(slots=True)
class Sheet:
    """All pieces of the text, sorted to the meeting's head, the items and what found no place."""

    text: str
    head: list[Piece] = field(default_factory=list)
    unplaced: list[Piece] = field(default_factory=list)
    items: list[Draft] = field(default_factory=list)


def assemble(text: str, segments: list[Segment], cues: list[Cues], reading: Reading) -> Minutes:
    """This function will build the minutes from the reading; it loses no character."""
    sheet = _sort(text, segments, cues, reading)
    meeting = head.read([(piece.words, piece.closing) for piece in sheet.head if piece.section is None])
    for draft in sheet.items:
        _settle(draft, text)
    _demote_repeated(sheet)
    is_agenda = meeting.is_agenda
    unlabelled = not any(part.name == "beslutning" for draft in sheet.items for part in draft.parts)
    for draft in sheet.items:
        _earlier_decisions(draft, meeting)
        _trailing_annexes(draft)
        _unlabelled_summary(draft)
        if not is_agenda:
            _implied_decision(draft)
            if unlabelled:
                _decision_at_end(draft)
        _unique_names(draft)
    _facts_from_items(sheet, meeting)
    items = tuple(_item(draft, text) for draft in sheet.items)
    return Minutes(
        meeting.body,
        meeting.date,
        meeting.start,
        meeting.end,
        meeting.place,
        tuple(_absent(sheet, items, meeting)),
        items,
        tuple(piece.words for piece in sheet.unplaced),
        _spans(sheet),
    )


def _sort(text: str, segments: list[Segment], cues: list[Cues], reading: Reading) -> Sheet:
    sheet = Sheet(text)
    waiting: list[tuple[Piece, Cues]] = []
    group: bool | None = None
    for index, (segment, cue) in enumerate(zip(segments, cues, strict=True)):
        label = reading.labels[index]
        if reading.begins[index]:
            sheet.items.append(Draft(closed=group, implied=label == grammar.HEADING))
            for piece, before in waiting:
                _meta(sheet.items[-1], piece, before)
            waiting = []
        piece = Piece("head", segment.start, segment.end, segment.words, segment.gap)
        draft = sheet.items[-1] if sheet.items else None
        if label == grammar.BEFORE:
            waiting.append((piece, cue))
        elif label == grammar.GROUP:
            group = cue.group
            sheet.head.append(piece)
            piece.section = "gruppe"
        elif label in {grammar.HEAD, grammar.CONTENTS, grammar.CLOSING}:
            piece.section = "indholdsfortegnelse" if label == grammar.CONTENTS else None
            piece.closing = label == grammar.CLOSING
            if piece.closing and draft and _ATTENDANCE.search(draft.title() or ""):
                _text(draft, piece)
            sheet.head.append(piece) if not (draft and piece.kind == "text") else None
        elif draft is None or label in {grammar.ORPHAN, grammar.CHROME}:
            piece.kind = "unplaced"
            sheet.unplaced.append(piece)
        else:
            _into(draft, label, piece, cue, segment)
    for piece, _ in waiting:
        piece.kind = "unplaced"
        sheet.unplaced.append(piece)
    return sheet


def _into(draft: Draft, label: str, piece: Piece, cue: Cues, segment: Segment) -> None:
    if label == grammar.START and cue.start:
        draft.number = cue.start.number
        draft.evidence += cue.ahead + cue.start.score
        _title_pieces(draft, piece, cue.start.title)
    elif label == grammar.TITLE:
        _title_pieces(draft, piece, 0)
    elif label == grammar.META:
        _meta(draft, piece, cue)
    elif label == grammar.HEADING and cue.heading:
        piece.kind, piece.section = "heading", cue.heading.name
        draft.parts.append(Part(cue.heading.name, piece, cue.heading.dated, cue.heading.strong))
        draft.evidence += 1.0
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
        journal = re.match(r"^\W*j", piece.words, re.IGNORECASE)
        draft.cases.insert(len(draft.cases) if journal or draft.cases else 0, cue.case)
        if not journal and len(draft.cases) > 1 and getattr(draft, "number", None) is not None and _was_journal(draft):
            draft.cases.insert(0, draft.cases.pop())
        draft.evidence += 2.0
    if cue.closed is not None:
        draft.closed = cue.closed
        draft.evidence += 1.0
    number = facts.ITEM_NUMBER_LINE.match(piece.words)
    if number and draft.number is None:
        draft.number, piece.kind = number["number"], "number"


def _was_journal(draft: Draft) -> bool:
    metas = [piece for piece in draft.pieces if piece.kind == "head" and facts.case_number(piece.words)]
    return bool(metas and re.match(r"^\W*j", metas[0].words, re.IGNORECASE))


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
    if title:
        begin = piece.start + words.index(title, at)
        draft.pieces.append(Piece("title", begin, begin + len(title), title, 0))


def _settle(draft: Draft, text: str) -> None:
    """Make weak headings that stand twice in one item into text of the section they stand in: they are subheadings."""
    weak = [part.name for part in draft.parts if not part.strong]
    for part in list(draft.parts):
        if not part.strong and weak.count(part.name) > 1:
            _demote(draft, part)


def _demote(draft: Draft, part: Part) -> None:
    place = draft.parts.index(part)
    if not place or part.heading is None:
        return
    above = draft.parts[place - 1]
    part.heading.kind = "text"
    above.pieces += [part.heading, *part.pieces]
    draft.parts.remove(part)


def _demote_repeated(sheet: Sheet) -> None:
    """Where a case presentation has unnamed subheadings of its own, its weak headings are subheadings too."""
    for draft in sheet.items:
        for part in list(draft.parts):
            if not part.strong and part in draft.parts:
                place = draft.parts.index(part)
                if (
                    place
                    and draft.parts[place - 1].name == "sagsfremstilling"
                    and _has_subheads(draft.parts[place - 1])
                ):
                    _demote(draft, part)


def _has_subheads(part: Part) -> bool:
    """Tell whether at least two short lines without stop stand alone between empty lines."""
    count = 0
    for piece, below in zip(part.pieces[1:], part.pieces[2:], strict=False):
        words = piece.words
        count += bool(
            piece.gap
            and below.gap
            and len(words) < 90
            and words[:1].isupper()
            and words[-1:].isalpha()
            and len(below.words) > 90
        )
    return count >= 2


def _earlier_decisions(draft: Draft, meeting: head.Meeting) -> None:
    """Keep as `beslutning` the one that is this meeting's; name the others `tidligere beslutning`."""
    made = [part for part in draft.parts if part.name == "beslutning"]
    if not made:
        return
    own = [part for part in made if part.dated and meeting.date and facts.date(part.dated) == meeting.date]
    undated = [part for part in made if not part.dated]
    chosen = own[-1] if own else undated[-1] if undated else made[-1]
    merged = len(made) > 1 and not chosen.dated
    for part in made:
        later = draft.parts.index(part) == draft.parts.index(chosen) + 1 and part.dated and not chosen.pieces
        if merged and later:
            chosen, merged = part, False
        elif part is not chosen and (part.dated or part.pieces):
            part.name = "tidligere beslutning"
    for part in made:
        if part is not chosen and not part.pieces and not part.dated and part.heading:
            draft.pieces.append(part.heading)
            draft.parts.remove(part)
    if chosen.dated:
        meeting.note_decision(chosen.dated)


def _trailing_annexes(draft: Draft) -> None:
    for part in draft.parts:
        if part.name != "beslutning":
            continue
        for nth, piece in enumerate(part.pieces):
            below = [later.words for later in part.pieces[nth + 1 : nth + 3]]
            if nth and clauses.is_annex_row(piece.words, below):
                moved = Part("bilag", None)
                moved.pieces, part.pieces = part.pieces[nth:], part.pieces[:nth]
                draft.parts.insert(draft.parts.index(part) + 1, moved)
                return


def _unlabelled_summary(draft: Draft) -> None:
    """Part an unlabelled summary from the decision printed first: what stands last before the resume and decides nothing."""
    for place, part in enumerate(draft.parts[:-1]):
        if part.name != "beslutning" or draft.parts[place + 1].name != "resume":
            continue
        cut = _summary_begins(part.pieces)
        if cut is not None:
            moved = Part(UNNAMED, None)
            moved.pieces, part.pieces = part.pieces[cut:], part.pieces[:cut]
            draft.parts.insert(place + 1, moved)
        return


def _summary_begins(pieces: list[Piece]) -> int | None:
    for nth, piece in enumerate(pieces):
        if nth and piece.words in {".", "-"}:
            return nth
    found = None
    for nth in range(len(pieces) - 1, 0, -1):
        if _DECIDES.search(pieces[nth].words):
            break
        above = pieces[nth - 1].words
        if pieces[nth].words[:1].isupper() and above.endswith((".", "!", "?", ":")) or pieces[nth].gap:
            found = nth
    return found


def _implied_decision(draft: Draft) -> None:
    """Name unlabelled text a decision where the item has none and the text decides."""
    if any(part.name == "beslutning" for part in draft.parts) or not draft.parts:
        return
    part = draft.parts[0]
    if part.name != UNNAMED:
        return
    alone = len(draft.parts) == 1
    if alone or len(part.pieces) <= 4:
        firsts = [nth for nth, piece in enumerate(part.pieces) if _decides(piece.words)]
        if not firsts:
            return
        at = 0 if _decides(part.pieces[0].words) or len(part.pieces) == 1 else _last_block(part.pieces)
        if at is None:
            return
        moved = Part("beslutning", None)
        moved.pieces, part.pieces = part.pieces[at:], part.pieces[:at]
        draft.parts.insert(1, moved)
        if not part.pieces:
            draft.parts.remove(part)


def _decision_at_end(draft: Draft) -> None:
    """Where no item has a heading for its decision: the last paragraph of the last section, if it decides."""
    if draft.part("beslutning") or not draft.parts or draft.parts[-1].name in {"bilag", UNNAMED}:
        return
    part = draft.parts[-1]
    for nth in range(len(part.pieces) - 1, 0, -1):
        if part.pieces[nth].gap and _decides(part.pieces[nth].words):
            moved = Part("beslutning", None)
            moved.pieces, part.pieces = part.pieces[nth:], part.pieces[:nth]
            draft.parts.append(moved)
            return


_DECIDED_FIRST = lexicon.loose(
    r"^\W*(?:godkendt|taget til|tages til|til efterretning|drøftet|udsat|vedtaget|tiltrådt|tilbagesend|fremsend|oversend|ingen|intet|orienter|der var (?:ingen|ikke|intet)|anbefale|indstille|"
    r"udvalget (?:godkend|tog|drøft|beslut|bleve?|tiltr|ønsk|anbefal|orient)|byrådet (?:godkend|tog|beslut|vedtog)|regionsrådet (?:godkend|tog|beslut|vedtog)|"
    r"rådet (?:godkend|tog|drøft|beslut)|bestyrelsen (?:godkend|tog|drøft|beslut)|[\w æøåÆØÅ-]{0,60} (?:(?:blev|er) (?:godkendt|udsat|vedtaget|drøftet|taget til|valgt)|orienterede|præsenterede|gav en status))"
)


def _decides(words: str) -> bool:
    return bool(_DECIDED_FIRST.match(words))


def _last_block(pieces: list[Piece]) -> int | None:
    for nth in range(len(pieces) - 1, 0, -1):
        if _decides(pieces[nth].words):
            return nth
    return None


def _unique_names(draft: Draft) -> None:
    met: dict[str, int] = {}
    for part in draft.parts:
        met[part.name] = met.get(part.name, 0) + 1
        if met[part.name] > 1:
            part.name = f"{part.name} ({met[part.name]})"
        if part.heading:
            part.heading.section = part.name
        for piece in part.pieces:
            piece.section = part.name


def _facts_from_items(sheet: Sheet, meeting: head.Meeting) -> None:
    for draft in sheet.items:
        for part in draft.parts:
            words = part.words(sheet.text)
            if (
                _ATTENDANCE.search(draft.title() or "")
                or part.name == "fremmøde"
                or draft is sheet.items[0]
                or draft is sheet.items[-1]
            ):
                meeting.note_clock(words)
    if meeting.end is None:
        meeting.note_clock("\n".join(piece.words for piece in sheet.head if piece.closing))


def _absent(sheet: Sheet, items: tuple[Item, ...], meeting: head.Meeting) -> list[str]:
    found = list(meeting.absent)
    for draft in sheet.items:
        title = draft.title() or ""
        attending = bool(_ATTENDANCE.search(title))
        opening = bool(re.search(r"dagsorden", title, re.IGNORECASE))
        for part in draft.parts:
            words = part.words(sheet.text)
            if part.name.startswith(("sagsgang", "tidligere", "bilag")):
                continue
            if attending or part.name == "fremmøde":
                found += facts.absences(words) or head.listed_absences(words)
                if lexicon.fold(title) in {lexicon.fold("fraværende"), "afbud"} and part.name == "beslutning":
                    found += facts.names(words)
            elif opening:
                found += head.listed_absences(words) or facts.absences(words)
            else:
                found += [name for name in facts.absences(words) if _APOLOGISED.search(words)]
    per_item = [set(item.absent) for item in items if item.decision]
    if len(per_item) > 1:
        everywhere = set.intersection(*per_item)
        found += [name for name in items[0].absent if name in everywhere]
    return list(dict.fromkeys(found))


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
        case_number=draft.cases[0] if draft.cases else None,
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
    """Give 0 to 1: how much of what marks an item was printed here (number, title, case, sections, a decision)."""
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
