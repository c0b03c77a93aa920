"""Reads a project description with its process plan, whose columns have run together in the text.

What the text leaves open stays open: a date that does not line up with one row is *usikker*, a date without a year gets none.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise

from samspil.paper.danish import MONTHS

# The left column's headings, which may be broken over lines, in the order they are printed.
SECTIONS = ("Titel", "Formål", "Bærende principper", "Projektbeskrivelse", "Metodebeskrivelse")
# Ways of working that the plan may name without describing them.
NAMED = (
    "designsprint",
    "turbodesignsprint",
    "samtalesalon",
    "fællestolkning",
    "fyraftensmøde",
    "statusmøde",
    "interview",
    "observation",
)

_MONTH = "|".join(MONTHS)
_DATE = re.compile(
    rf"(?P<days>\d{{1,2}}\.(?:\s*-\s*\d{{1,2}}\.)?)\s*(?P<month>{_MONTH})(?:\s+(?P<year>\d{{4}}))?"
    r"(?P<rest>(?:\s*\(?(?:før|efter)?\s*kl\.\s*\d{1,2}(?:\.\d{2})?(?:\s*-\s*\d{1,2}(?:\.\d{2})?)?\)?)?)",
    re.IGNORECASE,
)
_WHOLE_MONTH = re.compile(rf"(?P<month>{_MONTH})\s+(?P<year>\d{{4}})$", re.IGNORECASE)
_SPAN = re.compile(r"^\s*kl\.\s*(\d{1,2})(?:\.(\d{2}))?\s*-\s*(\d{1,2})(?:\.(\d{2}))?\s*$")
_HEADING = re.compile(rf"^\s*(?P<label>(?:{_MONTH})(?:/(?:{_MONTH}))?)\b(?!\s+\d{{4}})\s*(?P<rest>.*)$", re.IGNORECASE)
_FURNITURE = re.compile(r"^\s*(?:\d{1,3}|’Sammen mod ulighed i sundhed’|- et samarbejde mellem .*)\s*$")
_POSSIBLE = re.compile(r"\beventuel(?:t|le)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Time:
    """One date as it stands. `on` is None where the text gives no year or only a month; `until` is the last day of a span."""

    text: str
    on: dt.date | None
    until: dt.date | None = None
    starts: dt.time | None = None
    ends: dt.time | None = None
    is_whole_month: bool = False


@dataclass(frozen=True)
class Row:
    """One thing to be done. `is_uncertain`: the text does not show which row its dates belong to."""

    period: str
    text: str
    times: tuple[Time, ...]
    note: str
    is_uncertain: bool
    is_possible: bool

    @property
    def time_text(self) -> str:
        """The dates with their note, as they are printed; the period where there are none."""
        return " / ".join(time.text for time in self.times) + (f" {self.note}" if self.note else "") or self.period


@dataclass(frozen=True)
class Method:
    """A way of working, described or only named."""

    name: str
    description: str


@dataclass(frozen=True)
class Project:
    """A project description: its sections whole, its principles and methods, and its plan row by row."""

    title: str
    sections: dict[str, str]
    principles: tuple[Method, ...]
    methods: tuple[Method, ...]
    rows: tuple[Row, ...]


def read(text: str) -> Project:
    """Read a whole project description. What is missing in the text is empty in the result."""
    lines = text.replace("\r\n", "\n").splitlines()
    start = _start(lines)
    sections = _sections(lines[:start])
    rows = tuple(_rows(lines[start + 1 :]))
    described = _entries(sections.get("Metodebeskrivelse", ""), bullet=False)

    return Project(
        title=sections.get("Titel", "").split("’")[1]
        if "’" in sections.get("Titel", "")
        else sections.get("Titel", ""),
        sections=sections,
        principles=_entries(sections.get("Bærende principper", ""), bullet=True),
        methods=(*described, *_only_named(described, rows)),
        rows=rows,
    )


def printed(text: str) -> str:
    """Return the plan as it is printed, its header first and without the pages' own lines; empty without one."""
    lines = text.replace("\r\n", "\n").splitlines()
    # Printed lines stand with an empty line between them; a line of blanks alone is a printed blank line.
    kept = [line.rstrip() for line in lines[_start(lines) :] if line and not _FURNITURE.match(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _start(lines: list[str]) -> int:
    return next((i for i, line in enumerate(lines) if re.match(r"^\s*Tid\s+Handling\s+Dato\s*$", line)), len(lines))


def times_in(text: str) -> tuple[Time, ...]:
    """Read the times of one row as they are printed, set apart by ` / ` (`20. januar 2025 / 21. januar 2025`)."""
    return tuple(_time(part.strip()) for part in text.split(" / ") if part.strip())


def months_in(text: str) -> tuple[int, ...]:
    """Return the months that a text names, in order, each once: 3 and 4 for `Marts/april`."""
    named = re.findall(rf"\b(?:{_MONTH})\b", text.lower())
    return tuple(dict.fromkeys(MONTHS.index(name) + 1 for name in named))


def _sections(lines: list[str]) -> dict[str, str]:
    words = re.sub(r"[ \t]*\n\s*", "\n", "\n".join(line.strip() for line in lines)).strip()
    patterns = {
        name: r"^" + r"(?:-?\s*)".join(re.escape(part) for part in _syllables(name)) + r"[ \t]*" for name in SECTIONS
    }
    marks = [
        (match.start(), match.end(), name)
        for name, pattern in patterns.items()
        if (match := re.search(pattern, words, re.MULTILINE))
    ]
    marks.sort()
    ends = [*(start for start, _, _ in marks), len(words)][1:]
    return {name: _joined(words[after:end]) for (_, after, name), end in zip(marks, ends, strict=True)}


def _syllables(name: str) -> tuple[str, ...]:
    """A heading in a narrow column is broken between its parts: "Projekt-" above "beskrivelse"."""
    if " " in name:
        return tuple(name.split())
    return (name[: -len("beskrivelse")], "beskrivelse") if name.endswith("beskrivelse") else (name,)


def _joined(text: str) -> str:
    return " ".join(text.split())


def _entries(text: str, *, bullet: bool) -> tuple[Method, ...]:
    if bullet:
        parts = [part.strip() for part in text.split("•")[1:]]
        return tuple(Method(name.strip(), rest.strip()) for name, _, rest in (part.partition(" - ") for part in parts))
    starts = [m.start(1) for m in re.finditer(r"(?:^|[.:] )([A-ZÆØÅ][^.:•]{3,40}):\s", text)]
    pieces = [text[a:b].strip() for a, b in pairwise([*starts, len(text)])]
    return tuple(Method(name.strip(), rest.strip()) for name, _, rest in (piece.partition(":") for piece in pieces))


def _only_named(described: tuple[Method, ...], rows: tuple[Row, ...]) -> list[Method]:
    told = " ".join(method.name.lower() for method in described).replace("tubo", "turbo")
    plan = " ".join(row.text.lower() for row in rows)
    return [
        Method(name.capitalize(), "")
        for name in NAMED
        if re.search(rf"\b{name}", plan) and not re.search(rf"\b{name}", told)
    ]


@dataclass(frozen=True)
class _Piece:
    """A run of printed lines: something to do, or a date. Lines are counted as printed, blank ones too."""

    line: int
    last: int
    text: str
    is_time: bool


def _rows(lines: list[str]) -> list[Row]:
    rows: list[Row] = []
    period = ""
    block: list[str] = []
    for line in lines:
        if heading := _HEADING.match(line):
            rows.extend(_period_rows(period, block))
            period, block = heading["label"], [heading["rest"]]
        elif not _FURNITURE.match(line):
            block.append(line)
    return rows + _period_rows(period, block)


def _period_rows(period: str, block: list[str]) -> list[Row]:
    if not period:
        return []
    rows: list[Row] = []
    segment: list[_Piece] = []
    for piece in _pieces(block):
        # Something to do after a date begins a new row of the table.
        if segment and segment[-1].is_time and not piece.is_time:
            rows.extend(_paired(period, segment))
            segment = []
        segment.append(piece)
    return rows + _paired(period, segment)


def _pieces(block: list[str]) -> list[_Piece]:
    # Printed lines stand with an empty line between them; a line of blanks alone is a printed blank line.
    printed = [line for line in block if line != ""]
    pieces: list[_Piece] = []
    open_note = False
    for number, raw in enumerate(printed):
        line = raw.strip()
        if not line:
            open_note = False
            continue
        is_time = bool(_DATE.match(line) or _WHOLE_MONTH.match(line)) or line.startswith("(Præcist") or open_note
        open_note = (open_note or line.startswith("(Præcist")) and ")" not in line
        continues = pieces and number and printed[number - 1].strip() and pieces[-1].is_time == is_time
        if continues and not (is_time and _DATE.match(line)):
            last = pieces.pop()
            pieces.append(_Piece(last.line, number, f"{last.text} {line}", is_time))
        else:
            pieces.append(_Piece(number, number, line, is_time))

    return pieces


def _paired(period: str, segment: list[_Piece]) -> list[Row]:
    deeds = [piece for piece in segment if not piece.is_time]
    dates = [piece for piece in segment if piece.is_time]
    if not deeds:
        return []

    times = [(piece, _time(piece.text)) for piece in dates]
    if len(deeds) == 1 or all(time.is_whole_month for _, time in times):
        return [_row(period, deed, [time for _, time in times], uncertain=False) for deed in deeds]

    # More than one thing to do in the row: the row printed beside the date is a guess, and called one. The date column is printed
    # after the column of deeds, its leading blank lines included.
    offset = segment[len(deeds) - 1].last + 1
    chosen: dict[int, list[Time]] = {}
    for piece, time in times:
        printed_at = piece.line - offset
        above = max(i for i, deed in enumerate(deeds) if i == 0 or deed.line - deeds[0].line <= printed_at)
        chosen.setdefault(above, []).append(time)

    return [_row(period, deed, chosen.get(i, []), uncertain=bool(times)) for i, deed in enumerate(deeds)]


def _row(period: str, deed: _Piece, times: list[Time], *, uncertain: bool) -> Row:
    notes = [match.group() for time in times if (match := re.search(r"\(Præcist[^)]*\)", time.text))]
    bare = tuple(
        Time(re.sub(r"\s*\(Præcist[^)]*\)", "", t.text), t.on, t.until, t.starts, t.ends, t.is_whole_month)
        for t in times
    )
    return Row(
        period=period,
        text=_joined(deed.text),
        times=tuple(time for time in bare if time.text),
        note=notes[0] if notes else "",
        is_uncertain=uncertain,
        is_possible=bool(_POSSIBLE.search(deed.text)),
    )


def _time(text: str) -> Time:
    whole = _WHOLE_MONTH.match(text)
    if whole:
        return Time(text, None, is_whole_month=True)

    match = _DATE.match(text)
    if not match:
        return Time(text, None)

    days = [int(day) for day in re.findall(r"\d+", match["days"])]
    month = MONTHS.index(match["month"].lower()) + 1
    span = _SPAN.match(match["rest"] or "")
    starts = dt.time(int(span[1]), int(span[2] or 0)) if span else None
    ends = dt.time(int(span[3]), int(span[4] or 0)) if span else None
    if not match["year"]:
        return Time(text, None, None, starts, ends)

    on = [dt.date(int(match["year"]), month, day) for day in days]
    return Time(text, on[0], on[1] if len(on) > 1 else None, starts, ends)
