"""How arrows run between boxes that stand in lines: only where there are no boxes, so that none is read as a link it is not.

Boxes stand in a grid. Between two lines lies a gutter, beside each column a channel. An arrow leaves its box into the gutter,
runs along it, takes a channel past the lines between, and enters the other box from the gutter there. Arrows from one box
share a track, and so do arrows into one box, as a fork is drawn; no others do while there are tracks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

Cell = tuple[int, int]  # line from above, column from the left
Point = tuple[float, float]

TRACK = 7  # between two tracks of a gutter
LANE = 6  # between two tracks of a channel
CALM = 13  # from a box to the nearest track: room for an arrowhead
PORT = 12  # from the middle of a box to where arrows leave; they come in as far on the other side
UPWARD = 26  # the same for arrows that run up the page
BEND = 5


@dataclass(frozen=True)
class Grid:
    """Where boxes stand, in pixels: the left edge of the first, their size, the channel beside each, and how many in a line."""

    left: int
    top: int
    width: int
    height: int
    channel: int
    columns: int

    def x_of(self, column: int) -> int:
        """Return the left edge of a column."""
        return self.left + column * (self.width + self.channel)

    def lane(self, channel: int, track: int) -> float:
        """Return where a channel's track runs: channel 0 is left of the first column. Past the last, tracks are shared."""
        most = max((self.channel - LANE) // LANE, 1)
        return self.x_of(channel) - self.channel + LANE * (1 + track % most)


@dataclass
class _Tracks:
    """The tracks of one gutter or channel: spans that share a key share a track, others only where they do not meet."""

    spans: dict[Hashable, tuple[float, float]] = field(default_factory=dict)

    def add(self, key: Hashable, one: float, other: float) -> None:
        low, high = sorted((one, other))
        before = self.spans.get(key, (low, high))
        self.spans[key] = (min(low, before[0]), max(high, before[1]))

    def laid(self) -> dict[Hashable, int]:
        """Return the track of each key, the fewest that keep spans apart."""
        ends: list[float] = []
        track: dict[Hashable, int] = {}
        for key, (low, high) in sorted(self.spans.items(), key=lambda each: (each[1], str(each[0]))):
            free = next((at for at, end in enumerate(ends) if end < low - LANE), len(ends))
            if free == len(ends):
                ends.append(high)
            else:
                ends[free] = high
            track[key] = free
        return track

    def crowd(self, one: float, other: float) -> int:
        """Count the spans that a new one would run beside."""
        low, high = sorted((one, other))
        return sum(1 for start, end in self.spans.values() if start <= high and end >= low)


@dataclass(frozen=True)
class _Way:
    """One arrow's way: whether it runs straight to the next box, leaves and enters below its boxes, its gutters and channel."""

    earlier: Cell
    later: Cell
    is_next: bool
    leaves_below: bool
    enters_below: bool
    out: int
    into: int
    channel: int | None


@dataclass(frozen=True)
class Routes:
    """The drawn ways: the upper edge of each line of boxes, how high the whole is, and the corners of every arrow."""

    line_y: tuple[int, ...]
    height: int
    corners: tuple[tuple[Point, ...], ...]


def lay(grid: Grid, lines: int, ties: Sequence[tuple[Cell, Cell]]) -> Routes:
    """Lay the arrows of a grid with so many lines of boxes; a tie is (the cell it leaves, the cell it comes to)."""
    gutters: dict[int, _Tracks] = defaultdict(_Tracks)
    channels: dict[int, _Tracks] = defaultdict(_Tracks)
    ways = [_way(grid, channels, earlier, later) for earlier, later in ties]
    for way in ways:
        _take_gutters(grid, gutters, way)

    track = {gutter: tracks.laid() for gutter, tracks in gutters.items()}
    lane = {channel: tracks.laid() for channel, tracks in channels.items()}
    # The gutters grow with their tracks, and push down what lies below.
    line_y: list[int] = []
    gutter_y: list[int] = []
    at = grid.top
    for line in range(lines + 1):
        gutter_y.append(at)
        used = 1 + max(track[line].values()) if track.get(line) else 0
        at += CALM + (CALM + TRACK * (used - 1) if used else 0)
        if line < lines:
            line_y.append(at)
            at += grid.height

    return Routes(
        line_y=tuple(line_y),
        height=at,
        corners=tuple(_corners(grid, line_y, gutter_y, track, lane, way) for way in ways),
    )


def path(corners: Sequence[Point]) -> str:
    """Return the corners of an arrow as the words of an SVG path, its bends rounded."""
    (x, y), *rest = corners
    said = [f"M{x:g} {y:g}"]
    for (px, py), (cx, cy), (nx, ny) in zip(corners, rest, rest[1:], strict=False):
        before = min(BEND, (abs(cx - px) + abs(cy - py)) / 2)
        after = min(BEND, (abs(nx - cx) + abs(ny - cy)) / 2)
        said.append(f"L{cx - _sign(cx - px) * before:g} {cy - _sign(cy - py) * before:g}")
        said.append(f"Q{cx:g} {cy:g} {cx + _sign(nx - cx) * after:g} {cy + _sign(ny - cy) * after:g}")
    said.append(f"L{corners[-1][0]:g} {corners[-1][1]:g}")
    return "".join(said)


def _sign(length: float) -> int:
    return (length > 0) - (length < 0)


def _way(grid: Grid, channels: Mapping[int, _Tracks], earlier: Cell, later: Cell) -> _Way:
    (line, column), (to_line, to_column) = earlier, later
    is_next = (line == to_line and to_column == column + 1) or (to_line == line + 1 and to_column == column)
    goes_up = to_line < line
    out = line if goes_up else line + 1
    into = to_line + 1 if goes_up or to_line == line else to_line
    if is_next or out == into:
        return _Way(earlier, later, is_next, not goes_up, goes_up or to_line == line, out, into, None)

    # The channel that is the shortest way round, and not crowded.
    leaves = grid.x_of(column) + grid.width / 2
    enters = grid.x_of(to_column) + grid.width / 2

    def cost(channel: int) -> float:
        x = grid.lane(channel, 0)
        return abs(leaves - x) + abs(enters - x) + 40 * channels[channel].crowd(out, into)

    channel = min(range(grid.columns + 1), key=cost)
    channels[channel].add(earlier, out, into)
    return _Way(earlier, later, is_next, not goes_up, goes_up, out, into, channel)


def _leaves_at(grid: Grid, way: _Way) -> float:
    middle = grid.x_of(way.earlier[1]) + grid.width / 2
    return middle + (PORT if way.leaves_below else UPWARD)


def _enters_at(grid: Grid, way: _Way) -> float:
    middle = grid.x_of(way.later[1]) + grid.width / 2
    return middle - (UPWARD if way.enters_below else PORT)


def _take_gutters(grid: Grid, gutters: Mapping[int, _Tracks], way: _Way) -> None:
    if way.is_next:
        return
    leaves, enters = _leaves_at(grid, way), _enters_at(grid, way)
    if way.channel is None:
        gutters[way.out].add(("from", way.earlier), leaves, enters)
        return
    # A channel is as wide as its tracks: room is kept for all of it.
    left, right = grid.x_of(way.channel) - grid.channel, grid.x_of(way.channel)
    for gutter, key, port in ((way.out, ("from", way.earlier), leaves), (way.into, ("to", way.later), enters)):
        gutters[gutter].add(key, port, left)
        gutters[gutter].add(key, port, right)


def _corners(
    grid: Grid,
    line_y: Sequence[int],
    gutter_y: Sequence[int],
    track: Mapping[int, Mapping[Hashable, int]],
    lane: Mapping[int, Mapping[Hashable, int]],
    way: _Way,
) -> tuple[Point, ...]:
    (line, column), (to_line, to_column) = way.earlier, way.later
    if way.is_next:
        # Straight: to the right through the channel, or down through the gutter, clear of where other arrows leave and enter.
        if line == to_line:
            y = line_y[line] + grid.height / 2
            return ((grid.x_of(column) + grid.width, y), (grid.x_of(to_column), y))
        x = grid.x_of(column) + grid.width / 2
        return ((x, line_y[line] + grid.height), (x, line_y[to_line]))

    leaves, enters = _leaves_at(grid, way), _enters_at(grid, way)
    start = line_y[line] + (grid.height if way.leaves_below else 0)
    end = line_y[to_line] + (grid.height if way.enters_below else 0)
    first = gutter_y[way.out] + CALM + TRACK * track[way.out][("from", way.earlier)]
    if way.channel is None:
        return ((leaves, start), (leaves, first), (enters, first), (enters, end))

    x = grid.lane(way.channel, lane[way.channel][way.earlier])
    last = gutter_y[way.into] + CALM + TRACK * track[way.into][("to", way.later)]
    return ((leaves, start), (leaves, first), (x, first), (x, last), (enters, last), (enters, end))
