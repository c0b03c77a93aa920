"""A picture of a plan in time: a row for each thing to be done, a mark for a day, a bar for a span, dashes for what is not certain.

Drawn as plain SVG in the house's colours, with its words and the table that says the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from samspil.paper import danish, languages
from samspil.paper.document import Figure, Table, Text
from samspil.paper.refusal import Refused

NAMES = 330  # pixels to the left, for the names
WIDTH = 1000
ROW = 30
HEAD = 50
LETTERS = 44  # of a name, before it is cut
MOST_LABELS = 12
DAY, GUESS, GRID, INK = "#00558c", "#b34700", "#d9d9d9", "#1a1a1a"
QUIET, GROUND = "#454545", "#ffffff"


Place = Callable[[dt.date], float]


@dataclass(frozen=True)
class Mark:
    """One stretch of days. `is_exact`: these very days; else somewhere within them. `is_sure`: nothing is left open."""

    first: dt.date
    last: dt.date
    is_exact: bool = True
    is_sure: bool = True


@dataclass(frozen=True)
class Row:
    """One thing to be done: its name, its marks (none: no time is known), how its time reads, and what is open about it."""

    name: str
    marks: tuple[Mark, ...]
    time: str
    open: str = ""


def draw(rows: Sequence[Row], *, title: str, today: dt.date | None = None) -> Figure:
    """Draw the rows. Raises Refused when no row has a time."""
    marks = [mark for row in rows for mark in row.marks]
    if not marks:
        raise Refused("Ingen aktivitet har en tid endnu, så der er ingen tidslinje at vise.")
    begins = min(mark.first for mark in marks).replace(day=1)
    ends = _next_month(max(mark.last for mark in marks))
    days = (ends - begins).days

    def x(day: dt.date) -> float:
        return round(NAMES + (WIDTH - NAMES - 10) * (day - begins).days / days, 1)

    foot = HEAD + ROW * len(rows)
    told = _told(rows, begins, max(mark.last for mark in marks))
    key = hashlib.sha256(f"{title}{told}{rows!r}".encode()).hexdigest()[:10]
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{foot + 8}" viewBox="0 0 {WIDTH} {foot + 8}" '
        f'role="img" aria-labelledby="t{key} d{key}" font-size="14" font-family="IBM Plex Sans, sans-serif">'
        f'<title id="t{key}">{escape(title)}</title><desc id="d{key}">{escape(told)}</desc>'
    )
    parts = [opening, *_months(begins, ends, x, foot)]
    if today is not None and begins <= today < ends:
        parts.append(f'<path d="M{x(today)} {HEAD - 6}V{foot}" stroke="{GUESS}" stroke-width="2"/>')
        parts.append(f'<text x="{x(today)}" y="{HEAD - 30}" text-anchor="middle" fill="{GUESS}">i dag</text>')
    for at, row in enumerate(rows):
        middle = HEAD + ROW * at + ROW // 2
        parts.append(f'<text x="0" y="{middle + 5}" fill="{INK}">{escape(_cut(row.name))}</text>')
        parts.append(f'<path d="M{NAMES} {HEAD + ROW * (at + 1)}H{WIDTH - 10}" stroke="{GRID}"/>')
        parts += [_mark(mark, x, middle) for mark in row.marks]
        if not row.marks:
            unknown_time = escape(languages.told("tiden er ikke kendt"))
            parts.append(f'<text x="{NAMES + 6}" y="{middle + 5}" fill="{QUIET}">{unknown_time}</text>')
    unknown, nothing = languages.told("Ikke kendt"), languages.told("Intet")
    table = Table(
        title,
        (languages.told("Aktivitet"), languages.told("Tid"), languages.told("Det, der er åbent")),
        tuple(((Text(row.name),), (Text(row.time or unknown),), (Text(row.open or nothing),)) for row in rows),
    )
    return Figure("".join([*parts, "</svg>"]), told, title, table)


def _months(begins: dt.date, ends: dt.date, x: Place, foot: int) -> list[str]:
    firsts = []
    day = begins
    while day < ends:
        firsts.append(day)
        day = _next_month(day)

    step = -(-len(firsts) // MOST_LABELS)
    parts = []
    for at, first in enumerate(firsts):
        left = x(first)
        parts.append(f'<path d="M{left} {HEAD}V{foot}" stroke="{GRID}"/>')
        if at % step == 0:
            name = danish.MONTHS[first.month - 1][:3]
            parts.append(f'<text x="{left}" y="{HEAD - 10}" fill="{INK}">{name}</text>')
            if at == 0 or first.month <= step:
                parts.append(f'<text x="{left}" y="{HEAD - 30}" fill="{INK}" font-weight="700">{first.year}</text>')

    return parts


def _mark(mark: Mark, x: Place, middle: int) -> str:
    # To the end of the last day, which is where the next begins.
    left, right = x(mark.first), x(mark.last + dt.timedelta(days=1))
    dashes = "" if mark.is_sure else ' stroke-dasharray="5 3"'
    if mark.is_exact:
        wide = max(right - left, 10)
        fill = DAY if mark.is_sure else GROUND
        return (
            f'<rect x="{left}" y="{middle - 8}" width="{wide}" height="16" rx="3" fill="{fill}" stroke="{DAY}" '
            f'stroke-width="2"{dashes}/>'
        )
    return (
        f'<rect x="{left}" y="{middle - 5}" width="{right - left}" height="10" rx="5" fill="{GROUND}" stroke="{GUESS}" '
        f'stroke-width="2" stroke-dasharray="5 3"/>'
    )


def _told(rows: Sequence[Row], begins: dt.date, ends: dt.date) -> str:
    exact = sum(any(mark.is_exact for mark in row.marks) for row in rows)
    spans = sum(bool(row.marks) and not any(mark.is_exact for mark in row.marks) for row in rows)
    sentence = languages.told(
        "Tidslinje fra {begins} til {ends}. {actions}: {exact} med dag, {spans} kun med måned, {none} uden tid. "
        "De samme oplysninger står i tabellen."
    )
    return sentence.format(
        begins=danish.when(begins, "month"),
        ends=danish.when(ends, "month"),
        actions=danish.count(len(rows), languages.told("handling"), languages.told("handlinger")),
        exact=exact,
        spans=spans,
        none=len(rows) - exact - spans,
    )


def _cut(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip()}…"


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
