"""Which item a cue of openness covers, and what that makes of each item: open, closed, or a question for the secretary.

Fails closed (docs/decisions/0014): only what is read with certainty is open or closed; the rest is asked.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from samspil.analysis.minutes import clauses
from samspil.analysis.minutes.openness import words
from samspil.analysis.minutes.openness.words import Cue
from samspil.analysis.minutes.record import Item, Span

_GAP_LINE = re.compile(r"[\W_]*(?:(?:side|page)\s*\w{1,6}(?:\s*(?:af|/)\s*\w{1,4})?)?[\W_]*", re.IGNORECASE)
_LEGEND = re.compile(
    r"[\[(]l[\])]\s*(?:=|:|-|–|er|betyder)\s*lukket|lukket\s*[\[(]l[\])]|[\[(](?:å|aa)[\])]", re.IGNORECASE
)
_PARTY = re.compile(r"[A-ZÆØÅ][\w.-]{1,40}\s+[A-ZÆØÅ][\w-]{1,40},?\s*[\[(]L[\])]")
_LONGEST_LABEL = 240
# No page number between two items is longer than this.
_GAP = 60


@dataclass(frozen=True, slots=True)
class Openness:
    """What the text says of one item: `closed` True or False where it says so for certain, None where it says nothing.

    `is_asked`: there is a cue that is not read with certainty, so that a person must answer. `cues` are the words.
    `annexes_closed`: something hints that an annex of the item is closed.
    """

    closed: bool | None
    is_asked: bool
    cues: tuple[str, ...] = ()
    annexes_closed: bool = False


@dataclass(slots=True)
class _Signs:
    """What is gathered about one item on the way."""

    shut: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    group: bool | None = None
    group_words: str = ""
    annexes: bool = False


class _Ground:
    """The text with its items and spans: where a place lies, and what stands next."""

    def __init__(self, text: str, items: Sequence[Item], spans: Sequence[Span]) -> None:
        self.text, self.items, self.spans = text, items, spans
        self.starts = [span.start for span in spans]
        self.first: dict[int, int] = {}
        self.lead: dict[int, int] = {}
        for span in spans:
            if span.item is None:
                continue
            self.first.setdefault(span.item, span.start)
            if span.kind in {"text", "heading"}:
                self.lead.setdefault(span.item, span.start)

        self.begins = {at: item for item, at in self.first.items()}
        self.firsts = sorted(self.begins)
        self.numbers: dict[int, list[int]] = {}
        self.titles: dict[str, list[int]] = {}
        for place, item in enumerate(items):
            if item.number:
                self.numbers.setdefault(int(re.sub(r"\D", "", item.number) or 0), []).append(place)
            self.titles.setdefault(clauses.bare(item.title or ""), []).append(place)

    def span(self, at: int) -> Span | None:
        """Return the span that a place lies in, or the nearest before it."""
        nth = bisect.bisect_right(self.starts, at) - 1
        return self.spans[nth] if nth >= 0 else None

    def beginning_in(self, begin: int, end: int) -> list[int]:
        """Return the items that begin between two places."""
        a, b = bisect.bisect_left(self.firsts, begin), bisect.bisect_left(self.firsts, end)
        return [self.begins[at] for at in self.firsts[a:b]]

    def line(self, at: int) -> int:
        """Return where the line of a place begins, no further back than a line may be long."""
        return max(self.text.rfind(sign, max(0, at - _LONGEST_LABEL), at) for sign in "\n\r\f\v") + 1 or at

    def end(self, nth: int) -> int:
        """Return where an item ends: at the first character of the next."""
        return self.first.get(nth + 1, len(self.text))

    def named(self, line: str) -> int | None:
        """Return the one item that an entry of a contents list or a table names, by its title or its number."""
        if len(line) > _LONGEST_LABEL:
            return None
        bare = clauses.bare(line)
        tokens = bare.split()
        runs = (" ".join(tokens[a:b]) for a in range(len(tokens)) for b in range(a + 1, len(tokens) + 1))
        longest = max((run for run in runs if len(run) > 4 and run in self.titles), key=len, default="")
        if longest and len(self.titles[longest]) == 1:
            return self.titles[longest][0]
        number = re.match(r"[\W_]*(?:(?:punkt|pkt|sag)\.?\s*)?(\d{1,4})(?![\d/-])", line, re.IGNORECASE)
        items = self.numbers.get(int(number[1]), []) if number else []
        return items[0] if len(items) == 1 else None


@dataclass
class _Gathered:
    """What is known while cues are placed: signs of each item, cues that met no item, groups (first item, closed, words)."""

    ground: _Ground
    cues: list[Cue]
    signs: list[_Signs]
    has_legend: bool
    loose: list[Cue] = field(default_factory=list)
    groups: list[tuple[int, bool, str]] = field(default_factory=list)


def read(text: str, items: Sequence[Item], spans: Sequence[Span]) -> tuple[Openness, ...]:
    """Return for each item what the text says of its openness. `items` bring what the grammar read beside their titles."""
    cues = words.cues(text)
    if not items:
        return ()

    on = _Gathered(_Ground(text, items, spans), cues, [_Signs() for _ in items], bool(_LEGEND.search(text[:20_000])))
    for nth, cue in enumerate(cues):
        _place(on, cue, nth)

    _spread(on)
    _contents_groups(on)
    _after_closed(on)
    for each, item in zip(on.signs, items, strict=True):
        if item.closed is not None and not each.shut and not each.open:
            (each.shut if item.closed else each.open).append(item.title or "")

    unsure = [cue for cue in on.loose if cue.shut is not False]
    said = tuple(dict.fromkeys(cue.words for cue in unsure))[:5]
    last = max((cue.start for cue in unsure if cue.form in {"group", "either"}), default=-1)
    return tuple(_verdict(each, said, is_before=on.ground.first[place] < last) for place, each in enumerate(on.signs))


def _place(on: _Gathered, cue: Cue, nth: int) -> None:
    span = on.ground.span(cue.start)
    item = span.item if span is not None else None
    if item is None and cue.start in on.ground.begins:
        item = on.ground.begins[cue.start]

    if cue.form == "mention":
        _mention(on, cue, item)
        return

    if (
        item is not None
        and span is not None
        and span.section
        and span.section.startswith("bilag")
        and cue.form != "group"
    ):
        on.signs[item].annexes = on.signs[item].annexes or cue.shut is not False
        _tail(on, cue, nth, item, is_annex=True)
        return

    if item is None:
        _outside(on, cue, nth, span)
        return

    if cue.form == "letter":
        titled = span is not None and span.kind in {"title", "number", "head"}
        if titled:
            is_sure = on.has_legend or not _PARTY.search(cue.words)
            (on.signs[item].shut if is_sure else on.signs[item].doubts).append(cue.words)
        elif not _PARTY.search(cue.words):
            on.signs[item].doubts.append(cue.words)
        return

    lead = on.ground.lead.get(item, on.ground.end(item))
    if cue.start <= lead and not (cue.form in {"group", "either"} and _next_item(on, cue, nth) is not None):
        _say(on.signs[item], cue)
        if cue.shut and cue.alone and cue.start == on.ground.first[item]:
            _title_above(on, cue, item)
        _between_titles(on, cue, nth, item)
        return

    _tail(on, cue, nth, item, is_annex=False)


def _between_titles(on: _Gathered, cue: Cue, nth: int, item: int) -> None:
    """Doubt the item below a marker between two titles without text, unless blank lines show which of them it stands under."""
    begin = on.ground.line(cue.start)
    is_beside = bool(on.ground.text[:begin][-2:-1].strip()) and not on.ground.text[cue.end : cue.end + 2].strip()
    is_under = begin > on.ground.first[item] and item not in on.ground.lead and not is_beside
    below = _next_item(on, cue, nth) if cue.shut and cue.form == "mark" and is_under else None
    if below is not None and below != item:
        on.signs[below].doubts.append(cue.words)


def _say(each: _Signs, cue: Cue) -> None:
    (each.shut if cue.shut else each.open).append(cue.words)


def _mention(on: _Gathered, cue: Cue, item: int | None) -> None:
    if item is not None and on.ground.line(cue.start) <= on.ground.first[item]:
        _title_above(on, cue, item)

    if cue.numbers:
        named = [place for number in cue.numbers for place in on.ground.numbers.get(number, [])]
        for place in {*named, *([item] if item is not None else [])}:
            on.signs[place].doubts.append(cue.words)
        if not named:
            on.loose.append(cue)
    elif cue.annex and item is not None:
        on.signs[item].annexes = True
    elif item is None and not cue.many and (named_here := on.ground.named(cue.words)) is not None:
        on.signs[named_here].doubts.append(cue.words)
    elif item is None or cue.many:
        if item is not None:
            on.signs[item].doubts.append(cue.words)
        on.loose.append(cue)
    elif cue.shut:
        on.signs[item].shut.append(cue.words)
    else:
        on.signs[item].doubts.append(cue.words)

    # A sentence without its full stop may run over the beginning of the next items.
    for place in on.ground.beginning_in(cue.start + 1, cue.end):
        on.signs[place].doubts.append(cue.words)


def _outside(on: _Gathered, cue: Cue, nth: int, span: Span | None) -> None:
    """Place a cue in the head, the contents list or what found no place: a group above its items, or an entry of one."""
    below = _next_item(on, cue, nth)
    listed = span is not None and span.section == "indholdsfortegnelse"
    if cue.form in {"group", "either"} and below is not None:
        on.groups.append((below, bool(cue.shut), cue.words))
        if cue.form == "either" and cue.shut:
            _title_above(on, cue, below)
        return
    if cue.form == "mark" and below is not None and not listed:
        _say(on.signs[below], cue)
        if cue.shut and cue.alone:
            _title_above(on, cue, below)
        return

    named = on.ground.named(cue.words) if cue.form in {"mark", "letter"} else None
    if named is not None:
        _say(on.signs[named], cue)
    elif cue.form != "letter":
        on.loose.append(cue)


def _tail(on: _Gathered, cue: Cue, nth: int, item: int, *, is_annex: bool) -> None:
    """Place a cue within an item's text: a group or a marker above the next item, else a doubt about this one."""
    below = _next_item(on, cue, nth)
    if cue.form in {"group", "either"} and below is not None and below != item:
        on.groups.append((below, bool(cue.shut), cue.words))
        if cue.form == "either" and cue.shut:
            _title_above(on, cue, below)
        return
    if is_annex or cue.shut is False:
        if not is_annex and below is None:
            on.signs[item].open.append(cue.words) if cue.form == "mark" else None
        return

    on.signs[item].doubts.append(cue.words)
    if cue.form in {"group", "either"}:
        on.loose.append(cue)

    if below is not None and below != item:
        on.signs[below].doubts.append(cue.words)


def _title_above(on: _Gathered, cue: Cue, item: int) -> None:
    """Doubt the item before a closed one when a line right above the marker looks like the closed one's title."""
    above = on.ground.text[max(0, cue.start - 400) : on.ground.line(cue.start)].rstrip()
    line = re.split(r"[\n\r\f\v]", above)[-1].strip()
    is_title = 0 < len(line) < 200 and not line.endswith((".", "!", "?", ":")) and not line[:1].islower()
    has_own = bool(on.ground.items[item].number and on.ground.items[item].title)
    if item and is_title and above and not has_own:
        on.signs[item - 1].doubts.append(line[:160])


def _next_item(on: _Gathered, cue: Cue, nth: int) -> int | None:
    """Return the item that begins right below a cue: between them only other cues, page numbers and blanks."""
    at = cue.end
    ahead = nth + 1
    for _ in range(12):
        while at < len(on.ground.text) and on.ground.text[at].isspace():
            at += 1
        if at in on.ground.begins:
            return on.ground.begins[at]
        if (
            ahead < len(on.cues)
            and on.cues[ahead].start <= at
            and on.cues[ahead].end > at
            and on.cues[ahead].form != "mention"
        ):
            at, ahead = on.cues[ahead].end, ahead + 1
            continue
        stop = on.ground.text.find("\n", at, at + _GAP)
        line = on.ground.text[at : stop if stop >= 0 else at + _GAP]
        if not line or not _GAP_LINE.fullmatch(line):
            return None
        at += len(line)

    return None


def _spread(on: _Gathered) -> None:
    """Let each group cover the items from the first below it to the next group."""
    on.groups.sort(key=lambda group: group[0])
    for nth, (begin, shut, said) in enumerate(on.groups):
        until = on.groups[nth + 1][0] if nth + 1 < len(on.groups) else len(on.signs)
        for place in range(begin, until):
            on.signs[place].group, on.signs[place].group_words = shut, said


def _contents_groups(on: _Gathered) -> None:
    """Let a group's label in the contents list cover the entries listed below it; one that covers none stays loose."""
    labels = [cue for cue in on.loose if cue.form in {"group", "either"}]
    if not labels:
        return

    stops = sorted(cue.start for cue in on.cues if cue.form in {"group", "either"})
    covered: set[int] = set()
    for cue in labels:
        nth = bisect.bisect_right(stops, cue.start)
        until = min(stops[nth] if nth < len(stops) else len(on.ground.text), cue.end + 20_000)
        named: set[int] = set()
        for match in re.finditer(r"[^\n\r\f\v]+", on.ground.text[cue.end : until]):
            span = on.ground.span(cue.end + match.start())
            if span is not None and span.item is not None:
                break
            if not match[0].strip():
                continue
            place = on.ground.named(match[0])
            if place is None:
                if named or re.search(r"\d|:", match[0]):
                    break
                continue
            named.add(place)
        covered |= {cue.start} if named else set()
        for place in named:
            _say(on.signs[place], cue)

    on.loose[:] = [cue for cue in on.loose if cue.start not in covered]


def _after_closed(on: _Gathered) -> None:
    """Doubt what looks like an item right after a closed one but does not continue its numbers: it may be part of it."""
    for place in range(1, len(on.signs)):
        above, here = on.signs[place - 1], on.signs[place]
        is_closed = bool(above.shut or above.group or above.doubts)
        if not is_closed or here.shut or here.open or here.group is not None:
            continue
        numbers = [re.sub(r"\D", "", on.ground.items[nth].number or "") for nth in (place - 1, place)]
        if not all(numbers) or int(numbers[1]) != int(numbers[0]) + 1:
            here.doubts.append((on.ground.items[place].title or "")[:160])


def _verdict(each: _Signs, loose: tuple[str, ...], *, is_before: bool) -> Openness:
    """Judge one item. `loose` are cues that found no item, `is_before` that a group among them stands below this one."""
    shut, opened, doubts = each.shut, each.open, each.doubts
    if each.group is not None and not shut and not opened:
        shut, opened = ([each.group_words], []) if each.group else ([], [each.group_words])
        doubts = doubts if each.group or not is_before else [*doubts, *loose]
    elif each.group and opened and not shut:
        doubts = [*doubts, each.group_words]

    said = tuple(dict.fromkeys([*shut, *opened, *doubts]))[:5]
    if shut and not opened:
        return Openness(True, is_asked=False, cues=said, annexes_closed=True)
    if shut or doubts:
        return Openness(None, is_asked=True, cues=said, annexes_closed=each.annexes)
    if opened:
        return Openness(False, is_asked=False, cues=said, annexes_closed=each.annexes)

    return Openness(None, is_asked=bool(loose), cues=loose, annexes_closed=each.annexes)
