"""A thread as a picture: stages from above, records as boxes in their stage, links as arrows. The template writes the SVG.

It is as wide as a page and no wider: four boxes to a line, and as many lines as a stage needs. At most 60 boxes are drawn,
those nearest the record that was asked for; the rest are counted under their stage. Arrows run beside boxes (`web.routes`).
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from samspil.spine import kinds
from samspil.web import routes

Key = TypeVar("Key")

MOST = 60
BOX_WIDTH, BOX_HEIGHT = 204, 92
COLUMNS = 4
CHANNEL = 36
RAIL = 14  # where the red thread runs, and a dot on it for each stage
STAGE_X, STAGE_WIDTH = 30, 112
LEFT = STAGE_X + STAGE_WIDTH + CHANNEL
WIDTH = LEFT + COLUMNS * (BOX_WIDTH + CHANNEL)
LINE = 18
# What a box holds of its title; in a course (`course picture`) boxes are narrower.
TITLE_WIDTH, TITLE_LINES = BOX_WIDTH - 20, 2
TEXT_WIDTH, LINES = 168, 3
# How wide the letters of IBM Plex Sans Medium are at 14 pixels, rounded up by their kind.
NARROW, WIDE = frozenset("fijlrtI.,:;!()|'»« -"), frozenset("mwMW%@æÆ")


@dataclass(frozen=True)
class Choice(Generic[Key]):
    """Which records are drawn, the stage of each, the thread's stages in order with their names, and how many are only counted."""

    drawn: tuple[Key, ...]
    stages: dict[Key, int]
    labels: dict[int, str]
    hidden: Counter[int]


@dataclass(frozen=True)
class Words:
    """What a drawn box says and leads to. A nameless step leads nowhere."""

    kind: str
    title: str
    url: str
    is_invented: bool = False
    day: str = ""


@dataclass(frozen=True)
class Tie(Generic[Key]):
    """One link: from what came first to what came of it, direct, contributed or inspired."""

    earlier: Key
    later: Key
    strength: str


@dataclass(frozen=True)
class Box:
    """A drawn record: its place, its words in lines, its day, and what marks it."""

    x: int
    y: int
    label: str
    lines: tuple[tuple[int, str], ...]
    day: str
    title: str
    url: str
    is_start: bool
    is_invented: bool
    width: int = BOX_WIDTH
    height: int = BOX_HEIGHT

    @property
    def day_y(self) -> int:
        """Where its day is written: at the foot."""
        return self.y + self.height - 10


@dataclass(frozen=True)
class Stage:
    """A stage: where it begins, its name in lines, and how many of its records are not drawn, told at `more_y`."""

    y: int
    lines: tuple[tuple[int, str], ...]
    more_y: int
    label: str
    hidden: int

    @property
    def dot_y(self) -> int:
        """Where its dot sits on the red thread: level with its name."""
        return self.y + 15


@dataclass(frozen=True)
class Arrow:
    """A drawn link: its way and its strength."""

    path: str
    strength: str


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
    def hidden(self) -> int:
        """How many records are counted but not drawn."""
        return sum(stage.hidden for stage in self.stages)


def choose(start: Key, kind_of: Mapping[Key, str], depth: Mapping[Key, int]) -> Choice[Key]:
    """Choose the records nearest the start, at most 60, and count the others by their stage."""
    met = sorted((kinds.get(name) for name in set(kind_of.values())), key=lambda kind: (kind.stage, kind.name))
    stage_of = {kind.name: kind.stage for kind in met}
    names: dict[int, list[str]] = defaultdict(list)
    for kind in met:
        if kind.stage_label not in names[kind.stage]:
            names[kind.stage].append(kind.stage_label)

    nearest = sorted(kind_of, key=lambda key: (key != start, abs(depth[key]), stage_of[kind_of[key]]))
    drawn, others = nearest[:MOST], nearest[MOST:]
    return Choice(
        drawn=tuple(drawn),
        stages={key: stage_of[kind_of[key]] for key in drawn},
        labels={stage: ", ".join(labels) for stage, labels in names.items()},
        hidden=Counter(stage_of[kind_of[key]] for key in others),
    )


def draw(start: Key, choice: Choice[Key], words: Mapping[Key, Words], ties: Sequence[Tie[Key]]) -> Picture:
    """Lay a thread out: stages from above, in each the records in the order of what they came from, four to a line."""
    cells, begins = _cells(choice, ties)
    grid = routes.Grid(LEFT, 0, BOX_WIDTH, BOX_HEIGHT, CHANNEL, COLUMNS)
    shown = [tie for tie in ties if tie.earlier in cells and tie.later in cells]
    lines = max((line for line, _column in cells.values()), default=-1) + 1
    # A stage with nothing drawn has a line too, for its name and its number.
    lines = max(lines, *(line + 1 for line in begins.values()))
    laid = routes.lay(grid, lines, [(cells[tie.earlier], cells[tie.later]) for tie in shown])
    place = {key: (grid.x_of(column), laid.line_y[line]) for key, (line, column) in cells.items()}

    return Picture(
        width=WIDTH,
        height=laid.height,
        stages=tuple(
            _stage(label, laid.line_y[begins[stage]], choice.hidden[stage]) for stage, label in choice.labels.items()
        ),
        boxes=tuple(_box(words[key], place[key], is_start=key == start) for key in in_order(cells)),
        arrows=tuple(Arrow(routes.path(way), tie.strength) for tie, way in zip(shown, laid.corners, strict=True)),
    )


def in_order(cells: Mapping[Key, routes.Cell]) -> list[Key]:
    """Return the drawn records as they are read: line by line, from the left."""
    return sorted(cells, key=cells.__getitem__)


def _cells(choice: Choice[Key], ties: Sequence[Tie[Key]]) -> tuple[dict[Key, routes.Cell], dict[int, int]]:
    """Return each record's line and column, and the line on which each stage begins."""
    cells: dict[Key, routes.Cell] = {}
    begins: dict[int, int] = {}
    line = 0
    for stage, keys in _rows(choice, ties).items():
        begins[stage] = line
        cells |= {key: (line + at // COLUMNS, at % COLUMNS) for at, key in enumerate(keys)}
        line += max(-(-len(keys) // COLUMNS), 1)
    return cells, begins


def _rows(choice: Choice[Key], ties: Sequence[Tie[Key]]) -> dict[int, list[Key]]:
    before: dict[Key, list[Key]] = defaultdict(list)
    for tie in ties:
        before[tie.later].append(tie.earlier)

    rows: dict[int, list[Key]] = {}
    row_of: dict[Key, int] = {}
    for stage in choice.labels:
        column = [key for key in choice.drawn if choice.stages[key] == stage]
        # A record stands level with the mean row of what it came from, else where it was.
        means: dict[Key, tuple[float, int]] = {}
        for at, key in enumerate(column):
            placed = [row_of[each] for each in before[key] if each in row_of]
            means[key] = (sum(placed) / len(placed) if placed else at, at)
        rows[stage] = sorted(column, key=means.__getitem__)
        row_of |= {key: row for row, key in enumerate(rows[stage])}

    return rows


def _box(words: Words, place: tuple[int, int], *, is_start: bool) -> Box:
    x, y = place
    lines = wrapped(words.title, TITLE_WIDTH, TITLE_LINES)
    return Box(
        x=x,
        y=y,
        label=kinds.get(words.kind).label,
        lines=tuple((y + 42 + LINE * number, line) for number, line in enumerate(lines)),
        day=words.day,
        title=words.title,
        url=words.url,
        is_start=is_start,
        is_invented=words.is_invented,
    )


def _stage(label: str, y: int, hidden: int) -> Stage:
    lines = wrapped(label, STAGE_WIDTH, LINES)
    named = tuple((y + 20 + LINE * number, line) for number, line in enumerate(lines))
    return Stage(y=y, lines=named, more_y=y + 20 + LINE * len(lines), label=label, hidden=hidden)


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
