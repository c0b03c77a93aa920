"""A thread as a picture: stages as columns, records as boxes, links as arrows. Plain layout; the template writes the SVG.

At most 60 boxes are drawn, those nearest the record that was asked for; the rest are counted under their column.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from samspil.spine import kinds

Key = TypeVar("Key")

MOST = 60
BOX_WIDTH, BOX_HEIGHT = 188, 92
GAP_X, GAP_Y = 68, 20
MARGIN, HEAD = 16, 48
TEXT_WIDTH, LINES = BOX_WIDTH - 20, 3
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


@dataclass(frozen=True)
class Tie(Generic[Key]):
    """One link: from what came first to what came of it, direct, contributed or inspired."""

    earlier: Key
    later: Key
    strength: str


@dataclass(frozen=True)
class Box:
    """A drawn record: its place, its words in lines, and what marks it."""

    x: int
    y: int
    label: str
    lines: tuple[tuple[int, str], ...]
    title: str
    url: str
    is_start: bool
    is_invented: bool


@dataclass(frozen=True)
class Column:
    """A stage: where it stands, what it is called, and how many of its records are not drawn."""

    x: int
    y: int
    label: str
    hidden: int


@dataclass(frozen=True)
class Arrow:
    """A drawn link: its curve and its strength."""

    path: str
    strength: str


@dataclass(frozen=True)
class Picture:
    """What the template draws. Lengths are in pixels."""

    width: int
    height: int
    columns: tuple[Column, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def hidden(self) -> int:
        """How many records are counted but not drawn."""
        return sum(column.hidden for column in self.columns)


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
    """Lay a thread out: stages from left to right, in each the records in the order of what they came from."""
    x_of = {stage: MARGIN + at * (BOX_WIDTH + GAP_X) for at, stage in enumerate(choice.labels)}
    rows = _rows(choice, ties)
    place = {
        key: (x_of[stage], HEAD + row * (BOX_HEIGHT + GAP_Y))
        for stage, keys in rows.items()
        for row, key in enumerate(keys)
    }
    foot = HEAD + max(len(keys) for keys in rows.values()) * (BOX_HEIGHT + GAP_Y)

    return Picture(
        width=MARGIN * 2 + len(choice.labels) * (BOX_WIDTH + GAP_X) - GAP_X,
        height=foot + (MARGIN + 12 if choice.hidden else 0),
        columns=tuple(
            Column(
                x=x_of[stage],
                y=HEAD + len(rows.get(stage, ())) * (BOX_HEIGHT + GAP_Y) + 8,
                label=label,
                hidden=choice.hidden[stage],
            )
            for stage, label in choice.labels.items()
        ),
        boxes=tuple(
            _box(words[key], place[key], is_start=key == start) for key in sorted(place, key=place.__getitem__)
        ),
        arrows=tuple(
            Arrow(_curve(place[tie.earlier], place[tie.later]), tie.strength)
            for tie in ties
            if tie.earlier in place and tie.later in place
        ),
    )


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
    lines = wrapped(words.title)
    return Box(
        x=x,
        y=y,
        label=kinds.get(words.kind).label,
        lines=tuple((y + 42 + 18 * number, line) for number, line in enumerate(lines)),
        title=words.title,
        url=words.url,
        is_start=is_start,
        is_invented=words.is_invented,
    )


def width_of(text: str) -> float:
    """Estimate how many pixels a text takes in a box, rather too many than too few."""
    return sum(
        5.4 if letter in NARROW else 12.6 if letter in WIDE else 9.8 if letter.isupper() else 8.3 for letter in text
    )


def wrapped(title: str) -> list[str]:
    """Break a title into at most three lines that fit a box; a word too long is cut, the rest is "…"."""
    lines, rest = [""], deque(title.split())
    while rest:
        word = rest.popleft()
        joined = f"{lines[-1]} {word}".strip()
        if width_of(joined) <= TEXT_WIDTH:
            lines[-1] = joined
        elif not lines[-1]:
            fits = next(n for n in range(len(word) - 1, 0, -1) if width_of(word[:n] + "-") <= TEXT_WIDTH)
            lines[-1] = word[:fits] + "-"
            rest.appendleft(word[fits:])
            lines.append("")
        else:
            lines.append("")
            rest.appendleft(word)

    lines = [line for line in lines if line]
    if len(lines) <= LINES:
        return lines

    last = lines[LINES - 1]
    while width_of(last + " …") > TEXT_WIDTH:
        last = last.rpartition(" ")[0] or last[:-1]

    return [*lines[: LINES - 1], f"{last} …"]


def _curve(earlier: tuple[int, int], later: tuple[int, int]) -> str:
    (x1, y1), (x2, y2) = earlier, later
    y1, y2 = y1 + BOX_HEIGHT // 2, y2 + BOX_HEIGHT // 2
    if x1 == x2:
        right, bend = x1 + BOX_WIDTH, x1 + BOX_WIDTH + GAP_X * 2 // 3
        return f"M{right} {y1}C{bend} {y1} {bend} {y2} {right + 6} {y2}"
    left, pull = x2 - 6, GAP_X * 2 // 3
    return f"M{x1 + BOX_WIDTH} {y1}C{x1 + BOX_WIDTH + pull} {y1} {left - pull} {y2} {left} {y2}"
