"""The stops of a thread in the order in which picture and story tell them: by stage, the main path first, then by day.

The main path runs through the record that was asked for, never from a later day to an earlier one, and is the one that passes
the most stages. What has no room in the picture is folded in the story, with its number.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext_lazy as _

from samspil.paper import danish
from samspil.spine.models import Circle, Node, Organisation

Key = TypeVar("Key", bound=Hashable)
Pair = tuple[Key, Key]  # what came first, what came of it

COLUMNS = 4
LINES = 8  # of boxes, where a thread has fewer stages than that: what fits a screen and an A4
RISES, STAYS = 100, 10  # what a link is worth to the main path: one to a later stage, and one within a stage or back

BODIES = {Circle.Kind.COMMITTEE, Circle.Kind.COUNCIL, Circle.Kind.HEALTH_CLUSTER, Circle.Kind.HEALTH_COUNCIL}
SIDES = {
    "body": _("Udvalg og råd"),
    "municipality": _("Kommune"),
    "region": _("Region"),
    "association": _("Forening"),
    "other": _("Andre"),
}
_SIDE_OF = {
    Organisation.Kind.MUNICIPALITY: "municipality",
    Organisation.Kind.REGION: "region",
    Organisation.Kind.ASSOCIATION: "association",
}


@dataclass(frozen=True)
class Course(Generic[Key]):
    """A thread's records by stage, each stage in the order it is told; the main path; and how far each lies from the start."""

    start: Key
    stages: dict[int, tuple[Key, ...]]
    main: tuple[Key, ...]
    depth: Mapping[Key, int]


def course(
    start: Key,
    stage_of: Mapping[Key, int],
    days: Mapping[Key, dt.date | None],
    depth: Mapping[Key, int],
    links: Sequence[Pair[Key]],
    *,
    vague: Collection[Key] = (),
    places: Mapping[Key, tuple[str, int]] | None = None,
    is_whole: bool = False,
) -> Course[Key]:
    """Lay a thread's records in the order they are told. `stage_of` gives the number of each record's stage.

    A day of what is `vague` is only the first that it may be, and holds nothing back from the main path. `places` are what some
    stand in, and their numbers there. The main path runs through the start; where the thread is the `whole` of what lives
    somewhere, wherever it is longest.
    """
    numbered = places or {}

    def by_day(key: Key) -> tuple[bool, dt.date, tuple[str, int], str]:
        day = days.get(key)
        return day is None, day or dt.date.max, numbered.get(key, ("", 0)), str(key)

    in_order = sorted(links, key=lambda link: (by_day(link[0]), by_day(link[1])))
    known = {key: day for key, day in days.items() if day is not None and key not in vague}
    main = main_path(None if is_whole else start, stage_of, in_order, known)

    # What stands in one with a stop of the main path, as the decisions of one case, comes with it and keeps its number there.
    def together(key: Key) -> Hashable:
        return numbered[key][0] if key in numbered else key

    at: dict[Hashable, int] = {}
    for place, key in enumerate(main):
        at.setdefault(together(key), place)
    stages: dict[int, list[Key]] = defaultdict(list)

    def in_stage(key: Key) -> tuple[int, tuple[bool, dt.date, tuple[str, int], str]]:
        return at.get(together(key), len(main)), by_day(key)

    for key in sorted(stage_of, key=in_stage):
        stages[stage_of[key]].append(key)

    return Course(start, {stage: tuple(stages[stage]) for stage in sorted(stages)}, main, depth)


def main_path(
    start: Key | None,
    stage_of: Mapping[Key, int],
    links: Sequence[Pair[Key]],
    days: Mapping[Key, dt.date] | None = None,
) -> tuple[Key, ...]:
    """Return the path that passes the most stages, through the start when there is one. Of paths alike, the one by the first links.

    It never runs from a later of the `days` to an earlier, whatever lies between them that has none.
    """
    days = days or {}
    back: dict[Key, list[Key]] = defaultdict(list)
    ahead: dict[Key, list[Key]] = defaultdict(list)
    for earlier, later in links:
        # What came first cannot have come of what came after, though somebody has linked them.
        if earlier not in days or later not in days or days[earlier] <= days[later]:
            ahead[earlier].append(later)
            back[later].append(earlier)

    behind: list[Key] = []
    if start is not None:
        behind = _farthest([start], back, lambda near, far: RISES if stage_of[far] < stage_of[near] else STAYS)
        behind = _in_time(behind, days, lambda near, far: far <= near)
    before = _farthest(
        list(ahead) if start is None else [start],
        ahead,
        lambda near, far: RISES if stage_of[far] > stage_of[near] else STAYS,
    )
    # A ring may be met both ways: what came of the start ends where it meets what it came from.
    met = set(behind[1:])
    onward = list(itertools.takewhile(lambda key: key not in met, before))
    latest = [key for key in behind if key in days][:1]
    onward = _in_time([*latest, *onward], days, lambda near, far: far >= near)[len(latest) :]
    return (*reversed(behind[1:]), *onward)


def _in_time(path: list[Key], days: Mapping[Key, dt.date], follows: Callable[[dt.date, dt.date], bool]) -> list[Key]:
    """Return a path as far as each day on it follows the one before, past what has no day."""
    kept: list[Key] = []
    last: dt.date | None = None
    for key in path:
        day = days.get(key)
        if day is not None:
            if last is not None and not follows(last, day):
                break
            last = day
        kept.append(key)
    return kept


def _farthest(roots: Sequence[Key], neighbours: Mapping[Key, list[Key]], worth: Callable[[Key, Key], int]) -> list[Key]:
    """Return the path of the greatest worth from one of the roots, with the root. A link back to where a path came by ends it."""
    best: dict[Key, tuple[int, Key | None]] = {}
    opened: set[Key] = set()
    stack = list(reversed(roots))
    while stack:
        here = stack[-1]
        if here not in opened:
            opened.add(here)
            stack += [far for far in neighbours.get(here, ()) if far not in opened]
            continue
        stack.pop()
        if here in best:
            continue
        ways = [(worth(here, far) + best[far][0], far) for far in neighbours.get(here, ()) if far in best]
        best[here] = max(ways, key=lambda way: way[0]) if ways else (0, None)

    path: list[Key] = []
    ahead = max(roots, key=lambda root: best[root][0], default=None)
    while ahead is not None:
        path.append(ahead)
        ahead = best[ahead][1]
    return path


def drawn_of(told: Course[Key], columns: int = COLUMNS) -> dict[int, tuple[Key, ...]]:
    """Choose what each stage has room for: one line of boxes, more where stages are few; the main path, then the nearest."""
    lines = dict.fromkeys(told.stages, 1)
    while sum(lines.values()) < LINES:
        lacking = {stage: len(keys) - columns * lines[stage] for stage, keys in told.stages.items()}
        fullest = max(lacking, key=lambda stage: (lacking[stage], -stage))
        if lacking[fullest] <= 0:
            break
        lines[fullest] += 1

    main = set(told.main)

    def rank(key: Key) -> tuple[bool, bool, int]:
        return key != told.start, key not in main, abs(told.depth[key])

    chosen = {}
    for stage, keys in told.stages.items():
        kept = set(sorted(keys, key=rank)[: columns * lines[stage]])
        chosen[stage] = tuple(key for key in keys if key in kept)
    return chosen


def who(node: Node) -> tuple[str, str]:
    """Return who a record is by, in words, and on which side they stand: the body that treats it, else its organisation."""
    if node.within is not None and node.within.kind in BODIES:
        return node.within.name, "body"
    return node.organisation.name, _SIDE_OF.get(Organisation.Kind(node.organisation.kind), "other")


def place(node: Node) -> str:
    """Return where people met, of a record that is a gathering."""
    met = getattr(node, "gathering", None)
    return met.place if met is not None else ""


def short_day(node: Node) -> str:
    """Write a record's day as a box has room for it: `30.9.2026`, else as it is known."""
    return danish.numeric_date(node.day) if node.day else str(node.when)
