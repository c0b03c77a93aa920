"""Settles the drafts of items: subheadings, earlier decisions, annexes and decisions without a heading, unlabelled summaries.

What a grammar over lines cannot see, because it rests on the whole item or the whole meeting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from samspil.analysis.minutes import clauses, facts, headings, lexicon
from samspil.analysis.minutes.drafts import UNNAMED, Draft, Part, Piece, Sheet
from samspil.analysis.minutes.head import Meeting

_DECIDES = lexicon.loose(
    r"\b(?:godkend\w*|tiltr\w+|tilslutte\w*|fremsend\w*|tilbagesend\w*|oversend\w*|udsat|udsættes|udgik|vedtog"
    r"|vedtaget|vedtages|beslutte\w*|anbefale\w*|indstille[sr]"
    r"|drøfte\w*|(?:tage[ts]?|tog) \w* ?til efterretning|taget til|tog|stemte|kunne|deltog|forhindret|afbud"
    r"|ønske[rdt]\w*|orientere[tdsr]\w*|forbehold|bemærkninger"
    r"|afvist|forkaste\w*|bevilge\w*|henvis\w*|ingen|intet|mødt|hævet|valgt|udpege\w*|imod|blev|til efterretning)\b"
)


def settle(sheet: Sheet, meeting: Meeting) -> None:
    """Settle every draft of the sheet, and note body and date that only a decision's heading tells."""
    for draft in sheet.items:
        _settle(draft)

    _demote_repeated(sheet)
    _nothing_but_titles(sheet, meeting)
    unlabelled = not any(part.name == "beslutning" for draft in sheet.items for part in draft.parts)
    for draft in sheet.items:
        _earlier_decisions(draft, meeting)
        _trailing_annexes(draft)
        _unlabelled_summary(draft)
        if not meeting.is_agenda:
            _implied_decision(draft)
            if unlabelled:
                _decision_at_end(draft)

    _unlabelled_presentation(sheet)
    for draft in sheet.items:
        _unique_names(draft)


def _nothing_but_titles(sheet: Sheet, meeting: Meeting) -> None:
    """Name the text under the titles where no item has a heading: what a board said or decided, or what an agenda presents."""
    parts = [part for draft in sheet.items for part in draft.parts]
    if len(sheet.items) < 2 or any(part.heading for part in parts):
        return

    for part in parts:
        if part.name == UNNAMED:
            _rename(part, "sagsfremstilling" if meeting.is_agenda else "beslutning")


_PRESENTS = frozenset({"sagsfremstilling", "resume", "problemstilling", "præsentation", "beslutningstema", "baggrund"})


def _unlabelled_presentation(sheet: Sheet) -> None:
    """Name the text above an item's first heading its presentation, where no item has a heading for one."""
    names = {part.name for draft in sheet.items for part in draft.parts}
    if names & _PRESENTS or not names & {"beslutning", "indstilling"}:
        return
    for draft in sheet.items:
        if draft.parts and draft.parts[0].name == UNNAMED:
            _rename(draft.parts[0], "sagsfremstilling")


def _rename(part: Part, name: str) -> None:
    part.name = name
    for piece in part.pieces:
        piece.section = name


def _settle(draft: Draft) -> None:
    """Make weak headings that stand twice in one item into text of the section they stand in: they are subheadings."""
    weak = Counter(part.name for part in draft.parts if not part.strong)
    _demote(draft, lambda above, part: not part.strong and weak[part.name] > 1)


def _demote(draft: Draft, is_subheading: Callable[[Part, Part], bool]) -> None:
    """Make each part that is a subheading of the part above it into text there."""
    kept: list[Part] = []
    for part in draft.parts:
        if kept and part.heading is not None and is_subheading(kept[-1], part):
            part.heading.kind = "text"
            kept[-1].pieces += [part.heading, *part.pieces]
        else:
            kept.append(part)
    draft.parts = kept


def _demote_repeated(sheet: Sheet) -> None:
    """Where a case presentation has unnamed subheadings of its own, its weak headings are subheadings too."""
    told: dict[int, bool] = {}

    def within(above: Part, part: Part) -> bool:
        if part.strong or above.name != "sagsfremstilling":
            return False
        # Once it has some it has them for good, and a part without any takes nothing in: each is looked through once.
        if id(above) not in told:
            told[id(above)] = _has_subheads(above)
        return told[id(above)]

    for draft in sheet.items:
        _demote(draft, within)


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


def _earlier_decisions(draft: Draft, meeting: Meeting) -> None:
    """Keep as `beslutning` the one that is this meeting's; name the others `tidligere beslutning`."""
    made = [part for part in draft.parts if part.name == "beslutning"]
    if not made:
        return

    own = [part for part in made if part.dated and meeting.date and facts.date(part.dated) == meeting.date]
    undated = [part for part in made if not part.dated]
    chosen = own[-1] if own else undated[-1] if undated else made[-1]
    merged = len(made) > 1 and not chosen.dated
    places = {id(part): place for place, part in enumerate(draft.parts)}
    for part in made:
        later = places[id(part)] == places[id(chosen)] + 1 and part.dated and not chosen.pieces
        if merged and later:
            chosen, merged = part, False
        elif part is not chosen and (part.dated or part.pieces):
            part.name = "tidligere beslutning"

    _lift_empty_heading(draft)
    empty = {id(part) for part in made if part is not chosen and not part.pieces and not part.dated and part.heading}
    draft.pieces += [part.heading for part in draft.parts if id(part) in empty and part.heading]
    draft.parts = [part for part in draft.parts if id(part) not in empty]
    if chosen.dated:
        meeting.note_decision(chosen.dated)


def _lift_empty_heading(draft: Draft) -> None:
    """Let "Tidligere beslutninger:" with nothing below it but the first of them be the heading's first line."""
    for part, below in zip(list(draft.parts), draft.parts[1:], strict=False):
        if part.name == below.name == "tidligere beslutning" and not part.pieces and part.heading:
            draft.pieces.append(part.heading)
            draft.parts.remove(part)
            return


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
    last = None
    for nth in range(len(pieces) - 1, 0, -1):
        if _DECIDES.search(pieces[nth].words):
            break
        above = pieces[nth - 1].words
        if (pieces[nth].words[:1].isupper() and above.endswith((".", "!", "?", ":"))) or pieces[nth].gap:
            last = nth
    return last


def _implied_decision(draft: Draft) -> None:
    """Name unlabelled text a decision where the item has none and the text decides."""
    if any(part.name == "beslutning" for part in draft.parts) or not draft.parts:
        return

    part = draft.parts[0]
    if part.name != UNNAMED:
        return

    alone = len(draft.parts) == 1
    if alone or len(part.pieces) <= 4:
        firsts = [nth for nth, piece in enumerate(part.pieces) if headings.decides(piece.words)]
        if not firsts:
            return
        at = 0 if headings.decides(part.pieces[0].words) or len(part.pieces) == 1 else _last_block(part.pieces)
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
        if part.pieces[nth].gap and headings.decides(part.pieces[nth].words):
            moved = Part("beslutning", None)
            moved.pieces, part.pieces = part.pieces[nth:], part.pieces[:nth]
            draft.parts.append(moved)
            return


def _last_block(pieces: list[Piece]) -> int | None:
    for nth in range(len(pieces) - 1, 0, -1):
        if headings.decides(pieces[nth].words):
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
