"""A thread as a picture: stages from above along the red thread, records as boxes in their stage, links as arrows.

It is as wide as a page and no wider: so many boxes to a line, and as many lines as are given. The main path stands beside the
red thread. Arrows run beside boxes (`web.routes`). The same thread is drawn once: what is drawn is kept by what it is drawn of.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass

from samspil.web import routes

BOX_WIDTH, BOX_HEIGHT = 204, 84
PLACE = 16  # what boxes are higher where somebody met somewhere
CHANNEL = 36
RAIL = 18  # where the red thread runs, and on it a circle with the sign of each stage
SIGN = 18
STAGE_X, STAGE_WIDTH = 44, 124
LEFT = STAGE_X + STAGE_WIDTH + CHANNEL
LINE = 17
# What a box holds of its title; in a course (`course picture`) boxes are narrower.
TITLE_WIDTH, TITLE_LINES = BOX_WIDTH - 26, 2
TEXT_WIDTH, LINES = 168, 3
SMALL, BOLD = 0.85, 8 / 7  # the letters of who and when, and of a stage's name, beside those of a title
KEPT = 128  # pictures; one is some 30 kB
# How wide the letters of IBM Plex Sans Medium are at 14 pixels, rounded up by their kind.
NARROW, WIDE = frozenset("fijlrtI.,:;!()|'»« -"), frozenset("mwMW%@æÆ")


@dataclass(frozen=True)
class Stop:
    """What a box says and leads to. A nameless step has neither day nor anybody, and leads nowhere."""

    key: Hashable
    kind: str
    title: str
    url: str = ""
    day: str = ""
    who: str = ""
    place: str = ""
    side: str = ""
    is_main: bool = False
    is_start: bool = False
    is_invented: bool = False


@dataclass(frozen=True)
class Band:
    """A stage of a thread: its key, word and sign, the stops that are drawn in the order they are read, and how many are not."""

    key: str
    label: str
    sign: str
    stops: tuple[Stop, ...]
    hidden: int = 0


@dataclass(frozen=True)
class Tie:
    """One link: from what came first to what came of it, direct, contributed or inspired; on the main path or beside it."""

    earlier: Hashable
    later: Hashable
    strength: str
    is_main: bool = False


@dataclass(frozen=True)
class Box:
    """A drawn stop: its place, its words in lines, and what marks it."""

    x: int
    y: int
    top: str
    lines: tuple[tuple[int, str], ...]
    foot: tuple[tuple[int, str], ...]
    title: str
    url: str
    side: str
    is_start: bool
    is_main: bool
    is_invented: bool
    height: int
    width: int = BOX_WIDTH

    @property
    def text_x(self) -> int:
        """Where its words begin, past the colour of who it is by."""
        return self.x + 16

    @property
    def top_y(self) -> int:
        """Where day and kind are written."""
        return self.y + 20


@dataclass(frozen=True)
class Stage:
    """A drawn stage: where it begins, its name in lines, its sign, and how many of its records are not drawn, told at `more_y`."""

    y: int
    key: str
    label: str
    sign: str
    lines: tuple[tuple[int, str], ...]
    more_y: int
    hidden: int

    @property
    def dot_y(self) -> int:
        """Where its circle sits on the red thread: level with its name."""
        return self.y + 15

    @property
    def sign_place(self) -> str:
        """Where its sign, 24 units wide, is drawn in the circle."""
        return f"translate({RAIL - SIGN / 2:g} {self.dot_y - SIGN / 2:g}) scale({SIGN / 24:g})"


@dataclass(frozen=True)
class Arrow:
    """A drawn link: its way, its strength, and whether it is of the main path."""

    path: str
    strength: str
    is_main: bool


@dataclass(frozen=True)
class Picture:
    """What the template draws. Lengths are in pixels."""

    width: int
    height: int
    stages: tuple[Stage, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def rail(self) -> str:
        """The red thread itself, from the first stage to the last."""
        return f"M{RAIL} {self.stages[0].dot_y}V{self.stages[-1].dot_y}" if self.stages else ""

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that somebody in it stands on, for its key."""
        return tuple(sorted({box.side for box in self.boxes if box.side}))

    @property
    def is_all_invented(self) -> bool:
        """Whether everything in it is invented, so that it is said once."""
        return all(box.is_invented for box in self.boxes if box.url)


def width_for(columns: int) -> int:
    """Return how wide a picture of so many boxes to a line is."""
    return LEFT + columns * (BOX_WIDTH + CHANNEL)


@functools.lru_cache(maxsize=KEPT)
def draw(bands: tuple[Band, ...], ties: tuple[Tie, ...], columns: int, here: str = "", invented: str = "") -> Picture:
    """Lay a thread out: stages from above, in each its stops as they are given, so many to a line.

    `here` and `invented` are the words that mark where the reader is, and what is invented among what is not.
    """
    cells, begins, lines = _cells(bands, columns)
    stops = [stop for band in bands for stop in band.stops]
    height = BOX_HEIGHT + (PLACE if any(stop.place for stop in stops) else 0)
    grid = routes.Grid(LEFT, 0, BOX_WIDTH, height, CHANNEL, columns)
    shown = [tie for tie in ties if tie.earlier in cells and tie.later in cells]
    # The main path is led first: it takes the straight ways.
    shown.sort(key=lambda tie: not tie.is_main)
    laid = routes.lay(grid, lines, [(cells[tie.earlier], cells[tie.later]) for tie in shown])
    mark = "" if all(stop.is_invented for stop in stops if stop.url) else invented

    return Picture(
        width=width_for(columns),
        height=laid.height,
        stages=tuple(_stage(band, laid.line_y[begins[band.key]]) for band in bands),
        boxes=tuple(
            _box(stop, grid.x_of(cells[stop.key][1]), laid.line_y[cells[stop.key][0]], height, here, mark)
            for stop in stops
        ),
        arrows=tuple(
            Arrow(routes.path(way), tie.strength, tie.is_main) for tie, way in zip(shown, laid.corners, strict=True)
        ),
    )


def _cells(bands: tuple[Band, ...], columns: int) -> tuple[dict[Hashable, routes.Cell], dict[str, int], int]:
    """Return each stop's line and column, the line on which each stage begins, and how many lines there are."""
    cells: dict[Hashable, routes.Cell] = {}
    begins: dict[str, int] = {}
    line = 0
    for band in bands:
        begins[band.key] = line
        cells |= {stop.key: (line + at // columns, at % columns) for at, stop in enumerate(band.stops)}
        # A stage with nothing drawn has a line too, for its name and its number.
        line += max(-(-len(band.stops) // columns), 1)
    return cells, begins, line


def _box(stop: Stop, x: int, y: int, height: int, here: str, invented: str) -> Box:
    kind = here if stop.is_start else stop.kind
    top = " · ".join(part for part in (stop.day, kind) if part)
    who = f"{invented}: {stop.who}" if stop.is_invented and invented else stop.who
    foot = [line for words in (who, stop.place) for line in _small(words)]
    lines = wrapped(stop.title, TITLE_WIDTH, TITLE_LINES)
    return Box(
        x=x,
        y=y,
        top=next(iter(_small(top)), ""),
        lines=tuple((y + 38 + LINE * number, line) for number, line in enumerate(lines)),
        foot=tuple((y + height - 9 - PLACE * (len(foot) - 1 - at), line) for at, line in enumerate(foot)),
        title=stop.title,
        url=stop.url,
        side=stop.side,
        is_start=stop.is_start,
        is_main=stop.is_main,
        is_invented=stop.is_invented,
        height=height,
    )


def _small(words: str) -> list[str]:
    return wrapped(words, round(TITLE_WIDTH / SMALL), 1)


def _stage(band: Band, y: int) -> Stage:
    lines = wrapped(band.label, round(STAGE_WIDTH / BOLD), LINES)
    named = tuple((y + 20 + LINE * number, line) for number, line in enumerate(lines))
    return Stage(y, band.key, band.label, band.sign, named, y + 20 + LINE * len(lines), band.hidden)


def width_of(text: str) -> float:
    """Estimate how many pixels a text takes in a box, rather too many than too few."""
    return sum(
        5.4 if letter in NARROW else 12.6 if letter in WIDE else 9.8 if letter.isupper() else 8.3 for letter in text
    )


def wrapped(title: str, width: int = TEXT_WIDTH, most: int = LINES) -> list[str]:
    """Break a title into at most so many lines of a width; a word too long is cut, the rest is "…"."""
    lines, rest = [""], deque(title.split())
    while rest:
        word = rest.popleft()
        joined = f"{lines[-1]} {word}".strip()
        if width_of(joined) <= width:
            lines[-1] = joined
        elif not lines[-1]:
            fits = next(n for n in range(len(word) - 1, 0, -1) if width_of(word[:n] + "-") <= width)
            lines[-1] = word[:fits] + "-"
            rest.appendleft(word[fits:])
            lines.append("")
        else:
            lines.append("")
            rest.appendleft(word)

    lines = [line for line in lines if line]
    if len(lines) <= most:
        return lines

    last = lines[most - 1]
    while width_of(last + " …") > width:
        last = last.rpartition(" ")[0] or last[:-1]

    return [*lines[: most - 1], f"{last} …"]
