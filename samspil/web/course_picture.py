"""Several courses of one matter as a picture: a lane for each, its stops in the order of time. The template writes the SVG.

Whatever it says stands as text beside it; a box leads to what the stop is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samspil.web.picture import wrapped

BOX_WIDTH, BOX_HEIGHT = 188, 118
GAP_X, GAP_Y = 44, 22
MARGIN, HEAD = 16, 34
LINE = 18
MOST = 24  # stops drawn; a longer course is told in words alone


@dataclass(frozen=True)
class Stop:
    """One stop of a course: who, on what day, how it stands, and the place in `lanes` where it lies. `after` counts stops."""

    lane: int
    who: str
    day: str
    state: str
    url: str = ""
    is_here: bool = False
    is_waiting: bool = False
    after: int | None = None


@dataclass(frozen=True)
class Box:
    """A drawn stop."""

    x: int
    y: int
    day: str
    lines: tuple[tuple[int, str], ...]
    state: tuple[tuple[int, str], ...]
    title: str
    url: str
    is_here: bool
    is_waiting: bool


@dataclass(frozen=True)
class Lane:
    """A drawn lane: its name and the line its stops stand on."""

    label: str
    y: int
    line: int


@dataclass(frozen=True)
class Drawn:
    """What the template draws. Lengths are in pixels."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[str, ...]


def draw(lanes: Sequence[str], stops: Sequence[Stop]) -> Drawn | None:
    """Draw stops, given in the order of time; None when there are too few or too many to look at."""
    if not 2 <= len(stops) <= MOST:
        return None

    tall = HEAD + BOX_HEIGHT + GAP_Y
    place = [(MARGIN + at * (BOX_WIDTH + GAP_X), MARGIN + stop.lane * tall + HEAD) for at, stop in enumerate(stops)]
    return Drawn(
        width=MARGIN * 2 + len(stops) * (BOX_WIDTH + GAP_X) - GAP_X,
        height=MARGIN + len(lanes) * tall,
        lanes=tuple(
            Lane(label, MARGIN + at * tall + 18, MARGIN + at * tall + HEAD + BOX_HEIGHT // 2)
            for at, label in enumerate(lanes)
        ),
        boxes=tuple(_box(stop, *spot) for stop, spot in zip(stops, place, strict=True)),
        arrows=tuple(_arrow(place[stop.after], place[at]) for at, stop in enumerate(stops) if stop.after is not None),
    )


def _box(stop: Stop, x: int, y: int) -> Box:
    who = wrapped(stop.who)[:2]
    state = wrapped(stop.state)[:2]
    first = y + 40

    return Box(
        x=x,
        y=y,
        day=stop.day,
        lines=tuple((first + LINE * at, line) for at, line in enumerate(who)),
        state=tuple((first + LINE * (len(who) + at) + 4, line) for at, line in enumerate(state)),
        title=f"{stop.who}, {stop.day}: {stop.state}" if stop.day else f"{stop.who}: {stop.state}",
        url=stop.url,
        is_here=stop.is_here,
        is_waiting=stop.is_waiting,
    )


def _arrow(start: tuple[int, int], end: tuple[int, int]) -> str:
    (x1, y1), (x2, y2) = start, end
    x1, y1, x2, y2 = x1 + BOX_WIDTH, y1 + BOX_HEIGHT // 2, x2 - 6, y2 + BOX_HEIGHT // 2
    pull = max((x2 - x1) // 2, GAP_X // 2)
    return f"M{x1} {y1}C{x1 + pull} {y1} {x2 - pull} {y2} {x2} {y2}"
