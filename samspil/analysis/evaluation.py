"""Reads an evaluation report as plain text: its sections, themes, tables and quotes, each with its place in the text.

A PDF's text has no tables and no headings, only lines; what a line is follows from its width, its capital letter and how
it ends. A line break within a paragraph leaves one blank, the end of a paragraph two.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from samspil.paper.refusal import Refused

# Running text fills the page (about 95 characters); no line of a table's cell is as wide as this.
RUNNING_WIDTH = 70
# Shorter pieces in quotation marks are terms and titles ("de yderste led"), unless a colon introduces them.
SHORTEST_QUOTE = 6
# Least share of common words for a heading to be the one that a contents list announced in other words.
SAME_HEADING = 0.2
NOT_STATED = "-"

_TABLE = re.compile(r"(Tabel \d+): *(.*)")
_BULLET = re.compile(r"[•●▪] *")
_RUNNING_HEAD = re.compile(r"(?P<title>\S.*?) {2,}(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})")
_CELL_WITHIN_LINE = re.compile(r" {2,}(?=\S)|(?<=[a-zæøå]) (?=[A-ZÆØÅ][a-zæøå])")
_COUNT = re.compile(rf"(?:\d+(?: \([^)]*\))?|{NOT_STATED})(?= |$)")
_COUNTED_PLACE = re.compile(r"(\d+)(?: \(([^)]*)\))?")
_QUOTED = re.compile(r"“(?P<a>[^”]{0,2000})”|‘(?P<b>[^’]{0,2000})’|\"(?P<c>[^\"]{0,2000})\"|”(?P<d>[^”]{0,2000})”")
_SPEAKER = re.compile(
    r"\b(?:en|én|flere|nogle)\s+(?:anden\s+)?(?:kommunal|regionsråds|regions|byråds)?(?:politiker|borger|frivillig|medarbejder)e?"
    r"(?:\s+fra\s+(?:regionen|kommunen))?\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?]”?\s+(?=[A-ZÆØÅÉ])")
_WORD = re.compile(r"[a-zæøåé]+")


@dataclass(frozen=True)
class Cell:
    """One cell as the source has it. `-` means that the source states nothing, which is not nought."""

    words: str

    @property
    def counts(self) -> dict[str, int]:
        """Return the cell's counts by place (`""` when none is named); none at all for `-` and for prose."""
        if not all(_COUNTED_PLACE.fullmatch(piece) for piece in self.words.split("\n")):
            return {}
        return {m[2] or "": int(m[1]) for m in map(_COUNTED_PLACE.fullmatch, self.words.split("\n")) if m}


@dataclass(frozen=True)
class Table:
    """A table under the number its source gave it, which may be used twice; `number` counts them in order.

    `after` tells how many paragraphs of its part stand before it.
    """

    number: int
    source_number: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str
    after: int


@dataclass(frozen=True)
class Quote:
    """Somebody's words as the report prints them, brackets kept; `start` and `end` are offsets into its part's text."""

    words: str
    speaker: str
    start: int
    end: int


@dataclass(frozen=True)
class Part:
    """A headed piece of the report: its paragraphs in one text (parted by a blank line), quotes, points and tables.

    `theme` is the place in `Report.themes`, or None outside them.
    """

    heading: str
    level: int
    theme: int | None
    text: str
    quotes: tuple[Quote, ...]
    points: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Report:
    """A whole report."""

    title: str
    dated_on: dt.date | None
    themes: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return the tables in the source's order."""
        return tuple(table for part in self.parts for table in part.tables)

    @property
    def quotes(self) -> tuple[tuple[Part, Quote], ...]:
        """Return every quote with the part it stands in."""
        return tuple((part, quote) for part in self.parts for quote in part.quotes)

    def points_of(self, theme: int) -> tuple[tuple[str, str], ...]:
        """Return a theme's points, each with its place: the summing-up table's row, then its own lists."""
        summed = [
            (table.rows[theme][1].words, f"{table.source_number}: {table.title}")
            for table in self.tables
            if len(table.rows) == len(self.themes) and len(table.header) == 2 and table.header[0] == "Tema"
        ]
        listed = [
            (point, f"Punktopstilling under »{part.heading}«")
            for part in self.parts
            if part.theme == theme
            for point in part.points
        ]
        return (*summed, *listed)


@dataclass(frozen=True)
class _Line:
    """A line with words. `ends` says that a paragraph ends with it; `apart` that an empty paragraph stands before it."""

    words: str
    raw: str
    ends: bool
    apart: bool

    @property
    def is_wide(self) -> bool:
        return len(self.words) >= RUNNING_WIDTH


def read(text: str) -> Report:
    """Read a report. Refused when it has no heading that anything stands under."""
    lines, title, dated_on = _lines(text)
    starts = [i for i in range(len(lines)) if _is_heading(lines, i)]
    if not starts:
        raise Refused("Teksten har ingen overskrifter, så den kan ikke læses som en rapport. Indsæt hele teksten.")

    announced = _announced_themes(lines, starts)
    bounds = [*starts, len(lines)]
    numbers = itertools.count(1)
    parts = [_part("", 1, None, lines[: starts[0]], numbers)] if starts[0] else []
    theme: int | None = None
    for start, end in zip(starts, bounds[1:], strict=True):
        heading = lines[start].words
        part = _theme_of(heading, announced, parts)
        if part is not None:
            theme, level = part, 1
        elif _is_outside(heading, theme, announced, parts):
            theme, level = None, 1
        else:
            level = 2
        parts.append(_part(heading, level, theme, lines[start + 1 : end], numbers))

    return Report(title, dated_on, announced, tuple(parts))


def _lines(text: str) -> tuple[list[_Line], str, dt.date | None]:
    """Return the lines with words, without running heads and page numbers, and what the heads said."""
    lines: list[_Line] = []
    title, dated_on, apart, after_head = "", None, False, False
    for raw in text.splitlines():
        words = raw.strip()
        if not words:
            apart = apart or bool(raw)
            continue
        if head := _RUNNING_HEAD.fullmatch(words):
            title, dated_on = head["title"], dt.date(int(head["year"]), int(head["month"]), int(head["day"]))
            after_head = True
            continue
        if after_head and words.isdigit():
            continue
        after_head = False
        whole = raw if raw.endswith((" ", "-")) else f"{raw} "
        lines.append(_Line(words, whole.lstrip(), raw.endswith("  "), apart))
        apart = False

    return lines, title, dated_on


def _is_heading(lines: Sequence[_Line], i: int) -> bool:
    """Tell whether a line stands alone above running text: short, capital, no full stop."""
    line = lines[i]
    if line.is_wide or not line.words[0].isupper() or line.words[-1] in ".:,;”)" or _TABLE.match(line.words):
        return False
    begins = i == 0 or lines[i - 1].ends or line.apart or _ends_short(lines[i - 1])
    return begins and i + 1 < len(lines) and lines[i + 1].is_wide and lines[i + 1].words[0].isupper()


def _ends_short(line: _Line) -> bool:
    return not line.is_wide and line.words[-1] in '.”’"'


def _announced_themes(lines: Sequence[_Line], starts: Sequence[int]) -> tuple[str, ...]:
    """Return the headings that the report's first list of points says it is structured in."""
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        points = _points(lines[start + 1 : end])
        if len(points) > 1:
            return tuple(points)
    return ()


def _points(lines: Sequence[_Line]) -> list[str]:
    points: list[str] = []
    running = False
    for line in lines:
        if _TABLE.match(line.words):
            break
        if _BULLET.match(line.words):
            points.append(_BULLET.sub("", line.raw, count=1))
            running = True
        elif running and not line.apart:
            points[-1] += line.raw
        else:
            running = False
            continue
        running = not line.ends

    return [_joined(point) for point in points]


def _likeness(one: str, other: str) -> float:
    """Return the share of common words (by their first five letters) of two headings."""
    a, b = ({word[:5] for word in _WORD.findall(words.lower())} for words in (one, other))
    return len(a & b) / len(a | b) if a | b else 0.0


def _theme_of(heading: str, themes: Sequence[str], parts: Sequence[Part]) -> int | None:
    """Return the next theme, when the heading is more like it than like any point the report announced."""
    used = {part.theme for part in parts}
    ahead = [i for i in range(len(themes)) if i not in used]
    if not ahead:
        return None
    points = [point for part in parts if part.theme is not None for point in part.points]
    likeness = _likeness(heading, themes[ahead[0]])
    if likeness < SAME_HEADING or any(_likeness(heading, point) >= likeness for point in points):
        return None
    return ahead[0]


def _is_outside(heading: str, theme: int | None, themes: Sequence[str], parts: Sequence[Part]) -> bool:
    """Tell whether a heading begins something after the themes: one word, unlike every point."""
    if theme is None:
        return True
    points = [point for part in parts if part.theme == theme for point in part.points]
    return " " not in heading and all(_likeness(heading, point) < SAME_HEADING for point in points)


def _part(heading: str, level: int, theme: int | None, lines: Sequence[_Line], numbers: Iterator[int]) -> Part:
    running: list[_Line] = []
    tables: list[Table] = []
    i = 0
    while i < len(lines):
        if named := _TABLE.fullmatch(lines[i].words):
            if running:
                running[-1] = replace(running[-1], ends=True)
            table, i = _table(named, lines, i + 1)
            tables.append(replace(table, number=next(numbers), after=len(list(_paragraphs(running)))))
        else:
            running.append(lines[i])
            i += 1

    text = "\n\n".join(_paragraphs(running))
    return Part(heading, level, theme, text, tuple(_quotes(text)), tuple(_points(running)), tuple(tables))


def _paragraphs(lines: Sequence[_Line]) -> Iterator[str]:
    gathered = ""
    for line in lines:
        if gathered and (line.apart or _BULLET.match(line.words)):
            yield _joined(gathered)
            gathered = ""
        gathered += line.raw
        if line.ends or _ends_short(line):
            yield _joined(gathered)
            gathered = ""
    if gathered:
        yield _joined(gathered)


def _joined(raw: str) -> str:
    return " ".join(raw.split())


def _table(named: re.Match[str], lines: Sequence[_Line], i: int) -> tuple[Table, int]:
    """Read the table whose name stands before line `i`, and give it with the line after it."""
    end, note = i, ""
    cells: list[str] = []
    is_open = False
    is_counted = any(_is_counts(line.words) for line in itertools.takewhile(lambda line: not line.is_wide, lines[i:]))
    while end < len(lines):
        line = lines[end]
        if line.words.startswith("Note:"):
            note, end = _note(lines, end)
            break
        pieces = [line.raw] if is_counted else _CELL_WITHIN_LINE.split(line.raw)
        if any(len(piece.strip()) >= RUNNING_WIDTH for piece in pieces) or _stands_after(line, cells):
            break
        for at, piece in enumerate(pieces):
            if not piece.strip():
                continue
            if at == 0 and is_open and not line.apart and not _begins_cell(piece, cells[-1]):
                cells[-1] += piece
            else:
                cells.append(piece)
            is_open = True
        is_open = not line.ends
        end += 1

    header, rows = _counted(cells) if is_counted else _in_pairs(cells)
    return Table(0, named[1], named[2].strip().rstrip(":"), header, rows, note, 0), end


def _begins_cell(piece: str, before: str) -> bool:
    """Tell whether a line begins a new cell: a capital or a count, where no sentence just ended."""
    if _is_counts(piece) or _is_counts(before):
        return True
    return piece[0].isupper() and before.rstrip()[-1] not in ".:!?"


def _stands_after(line: _Line, cells: Sequence[str]) -> bool:
    """Tell whether a line is a sentence of its own after a table: whole rows before it, apart, full stop."""
    return line.apart and line.ends and line.words.endswith(".") and len(cells) > 2 and len(cells) % 2 == 0


def _note(lines: Sequence[_Line], i: int) -> tuple[str, int]:
    gathered = ""
    while i < len(lines):
        gathered += lines[i].raw
        i += 1
        if lines[i - 1].ends:
            break
    return _joined(gathered).removeprefix("Note:").strip(), i


def _is_counts(cell: str) -> bool:
    words = cell.strip()
    return bool(words) and not _COUNT.sub("", words).strip()


def _in_pairs(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    tidy = [_joined(cell) for cell in cells]
    rows = tuple((Cell(a), Cell(b)) for a, b in itertools.zip_longest(tidy[2::2], tidy[3::2], fillvalue=""))
    return tuple(tidy[:2]), rows


def _counted(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Read a table of counts: names of columns, then each row's name and its counts.

    Counts that each name their place share a cell.
    """
    first = next((i for i, cell in enumerate(cells) if _is_counts(cell)), len(cells))
    named = max(first - 1, 0)
    header = ("", *(_joined(cell) for cell in cells[:named]))
    rows: list[list[str]] = [] if first else [[""]]
    for cell in cells[named:]:
        if not _is_counts(cell):
            rows.append([_joined(cell)])
            continue
        for count in _COUNT.findall(cell.strip()):
            if "(" in count and "(" in rows[-1][-1] and _is_counts(rows[-1][-1].replace("\n", " ")):
                rows[-1][-1] += f"\n{count}"
            else:
                rows[-1].append(count)

    return header, tuple(tuple(Cell(words) for words in row) for row in rows)


def _quotes(text: str) -> Iterator[Quote]:
    for match in _QUOTED.finditer(text):
        group = match.lastgroup or "a"
        before = text[: match.start()]
        introduced = before.rstrip().endswith(":")
        if not introduced and len(match[group].split()) < SHORTEST_QUOTE:
            continue
        yield Quote(match[group], _speaker(before), match.start(group), match.end(group))


def _speaker(before: str) -> str:
    """Return who the introducing sentence says is speaking, in small letters; empty when it names nobody."""
    paragraph = before.rpartition("\n\n")[2]
    ends = list(_SENTENCE_END.finditer(paragraph))
    sentence = paragraph[ends[-1].end() :] if ends else paragraph
    speakers = _SPEAKER.findall(sentence)
    return speakers[-1].lower() if speakers else ""
