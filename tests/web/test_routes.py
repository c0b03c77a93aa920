"""The law of the thread's picture, on 500 threads drawn from a seed: it fits the page, and no arrow runs behind a box."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import random
import re

import pytest

from samspil.web import picture, routes, stops

# The width of a page's column at 1280 pixels.
PAGE = 1168
SEEDS = 500
AT_ONCE = 50
MOST = 60


Days = dict[int, dt.date | None]


def course(seed: int) -> tuple[stops.Course[int], list[tuple[int, int]], Days]:
    """Lay a thread of 1 to 200 records over 1 to 11 stages, with up to two links a record, most of them forward."""
    dice = random.Random(seed)
    size, stages = dice.choice([dice.randint(1, MOST), dice.randint(1, 200)]), dice.randint(1, 11)
    at = {key: dice.randrange(stages) for key in range(size)}
    days = {key: dice.choice([None, dt.date(2026, 1, 1) + dt.timedelta(dice.randrange(300))]) for key in range(size)}
    pairs = {(dice.randrange(size), dice.randrange(size)) for _ in range(dice.randint(0, 2 * size))}
    links = [
        pair if at[pair[0]] <= at[pair[1]] or dice.random() < 0.1 else pair[::-1]
        for pair in sorted(pairs)
        if pair[0] != pair[1]
    ]
    depth = {key: dice.randint(-3, 3) for key in range(size)}
    start = dice.randrange(size)
    return stops.course(start, at, days, depth, links, is_whole=dice.random() < 0.3), links, days


def thread(seed: int) -> tuple[tuple[picture.Band, ...], list[picture.Tie], picture.Picture]:
    """Draw such a thread as pages and posters do."""
    dice = random.Random(seed)
    told, links, _days = course(seed)
    columns = dice.choice([stops.COLUMNS, 3])
    drawn = stops.drawn_of(told, columns)
    path = set(itertools.pairwise(told.main))
    bands = tuple(
        picture.Band(
            key=str(stage),
            label=f"Trin nummer {stage}",
            sign="M0 0h1",
            stops=tuple(
                picture.Stop(key, "Led", f"Led {key} " * dice.randint(1, 9), "/x/", place=dice.choice(["", "Hallen"]))
                for key in keys
            ),
            hidden=len(told.stages[stage]) - len(keys),
        )
        for stage, keys in drawn.items()
    )
    shown = {stop.key for band in bands for stop in band.stops}
    ties = [picture.Tie(one, other, "direct", (one, other) in path) for one, other in links if {one, other} <= shown]
    return bands, ties, picture.draw(bands, tuple(ties), columns)


def segments(path: str) -> list[tuple[float, float, float, float]]:
    """Return the straight pieces of an arrow; its bends lie within them."""
    points = [(float(x), float(y)) for x, y in re.findall(r"[MLQ ](-?[\d.]+) (-?[\d.]+)(?=[LQ]|$)", path)]
    return [(*one, *other) for one, other in itertools.pairwise(points)]


def crosses(piece: tuple[float, float, float, float], box: picture.Box) -> bool:
    """Tell whether a piece runs through the inside of a box; touching its edge is how an arrow begins and ends."""
    x1, x2 = sorted((piece[0], piece[2]))
    y1, y2 = sorted((piece[1], piece[3]))
    return x2 > box.x and x1 < box.x + box.width and y2 > box.y and y1 < box.y + box.height


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_no_arrow_runs_behind_a_box_and_nothing_overlaps_or_leaves_the_page(first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        hold(*thread(seed))


def hold(bands: tuple[picture.Band, ...], ties: list[picture.Tie], drawn: picture.Picture) -> None:
    """Hold one picture to the law."""
    # Read line by line from the left, the boxes are the stops in the order in which the story tells them.
    read = sorted(drawn.boxes, key=lambda box: (box.y, box.x))
    assert [box.title for box in read] == [stop.title for band in bands for stop in band.stops]
    assert len(drawn.arrows) == len(ties)
    assert drawn.width <= PAGE
    for box in drawn.boxes:
        assert box.x >= picture.LEFT
        assert box.x + box.width <= drawn.width
        assert box.y >= 0
        assert box.y + box.height <= drawn.height
    for one, other in itertools.combinations(drawn.boxes, 2):
        assert abs(one.x - other.x) >= one.width or abs(one.y - other.y) >= one.height
    for arrow in drawn.arrows:
        for piece in segments(arrow.path):
            assert piece[0] == piece[2] or piece[1] == piece[3] or abs(piece[0] - piece[2]) <= routes.BEND
            assert min(piece[0], piece[2]) >= 0
            assert max(piece[0], piece[2]) <= drawn.width
            assert min(piece[1], piece[3]) >= 0
            assert max(piece[1], piece[3]) <= drawn.height
            assert [box.title for box in drawn.boxes if crosses(piece, box)] == []


@pytest.mark.parametrize("seed", range(0, SEEDS, 25))
def test_stages_stand_from_above_in_their_order_and_boxes_in_their_stage(seed: int) -> None:
    bands, _ties, drawn = thread(seed)
    begins = [stage.y for stage in drawn.stages]
    assert begins == sorted(begins)
    assert [stage.key for stage in drawn.stages] == [band.key for band in bands]
    at = [max(number for number, y in enumerate(begins) if y <= box.y) for box in drawn.boxes]
    assert at == sorted(at)
    assert [at.count(number) for number in range(len(bands))] == [len(band.stops) for band in bands]


@pytest.mark.parametrize("seed", range(0, SEEDS, 5))
def test_the_main_path_is_a_path_and_is_drawn_first_in_each_stage(seed: int) -> None:
    told, links, _days = course(seed)
    assert len(set(told.main)) == len(told.main)
    assert set(itertools.pairwise(told.main)) <= set(links)
    main = set(told.main)
    for keys in told.stages.values():
        assert [key in main for key in keys] == sorted((key in main for key in keys), reverse=True)
    for stage, keys in stops.drawn_of(told).items():
        assert list(keys) == [key for key in told.stages[stage] if key in set(keys)]
        if told.start in told.stages[stage]:
            assert told.start in keys


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_the_main_path_never_runs_from_a_later_day_to_an_earlier(first: int) -> None:
    forward, would_run_back = 0, 0
    for seed in range(first, first + AT_ONCE):
        told, links, days = course(seed)
        on_path = [day for key in told.main if (day := days[key]) is not None]
        assert on_path == sorted(on_path)
        forward += len(on_path) > 1
        stage_of = {key: stage for stage, keys in told.stages.items() for key in keys}
        anyway = [day for key in stops.main_path(told.start, stage_of, links) if (day := days[key]) is not None]
        would_run_back += anyway != sorted(anyway)
    assert forward > AT_ONCE // 5
    assert would_run_back > AT_ONCE // 5


def test_what_is_known_to_the_month_alone_holds_nothing_back() -> None:
    stage_of, days = {1: 0, 2: 1}, {1: dt.date(2026, 3, 9), 2: dt.date(2026, 3, 1)}
    assert stops.course(1, stage_of, days, {1: 0, 2: 1}, [(1, 2)]).main == (1,)
    assert stops.course(1, stage_of, days, {1: 0, 2: 1}, [(1, 2)], vague={2}).main == (1, 2)


@pytest.mark.parametrize(
    ("days", "path"),
    [
        ((1, 2, 3, 4), (1, 2, 3, 4)),
        ((1, 2, 3, 2), (1, 2, 3)),  # the answer was there before the decision
        ((1, 3, 2, 4), (2, 4)),
        ((1, 3, None, 2), (1, 2, 3)),  # past a stop without a day
        ((3, None, 2, 4), (1, 2)),
    ],
)
def test_the_main_path_keeps_to_the_order_of_days(days: tuple[int | None, ...], path: tuple[int, ...]) -> None:
    known = {key: dt.date(2026, 1, day) for key, day in enumerate(days, 1) if day}
    links = [(1, 2), (2, 3), (3, 4), (2, 4)] if path == (2, 4) else [(1, 2), (2, 3), (3, 4)]
    assert stops.main_path(2, {1: 0, 2: 1, 3: 2, 4: 3}, links, known) == ((1, *path) if path == (2, 4) else path)


def test_the_decisions_of_one_case_keep_their_order_and_come_with_the_one_on_the_main_path() -> None:
    day = dt.date(2026, 1, 1)
    stage_of = {1: 0, 9: 2} | dict.fromkeys((2, 3, 4, 5, 6), 1)
    places = {5: ("case", 1), 2: ("case", 2), 4: ("case", 3), 3: ("other", 1), 6: ("other", 2)}
    links = [(1, 4), (4, 9), (1, 2), (1, 5)]
    told = stops.course(1, stage_of, dict.fromkeys(stage_of, day), dict.fromkeys(stage_of, 1), links, places=places)
    assert told.main == (1, 4, 9)
    assert told.stages[1] == (5, 2, 4, 3, 6)


@pytest.mark.parametrize(
    ("links", "path"),
    [
        ([(1, 2), (2, 3), (1, 3)], (1, 2, 3)),  # by way of the insight, not past it
        ([(1, 2), (2, 1), (2, 3)], (1, 2, 3)),  # a ring is gone through once
        ([(1, 4), (2, 3)], (2, 3)),  # what does not touch the start is beside it
        ([], (2,)),
    ],
)
def test_the_main_path_runs_through_the_start_and_passes_the_most_stages(
    links: list[tuple[int, int]], path: tuple[int, ...]
) -> None:
    assert stops.main_path(2, {1: 0, 2: 1, 3: 2, 4: 3}, links) == path


def test_the_main_path_of_a_whole_is_the_longest_wherever_it_runs() -> None:
    assert stops.main_path(None, {1: 0, 2: 1, 3: 2, 4: 3, 9: 0}, [(9, 4), (1, 2), (2, 3)]) == (1, 2, 3)
    assert stops.main_path(None, {9: 0}, []) == ()


def test_a_thread_of_two_hundred_stops_is_a_screen_of_boxes_and_the_rest_is_counted() -> None:
    told = stops.course(0, {key: key % 9 for key in range(200)}, {}, dict.fromkeys(range(200), 1), [])
    drawn = stops.drawn_of(told)
    assert {len(keys) for keys in drawn.values()} == {stops.COLUMNS}
    few = stops.course(0, dict.fromkeys(range(200), 1), {}, dict.fromkeys(range(200), 1), [])
    assert len(stops.drawn_of(few)[1]) == stops.COLUMNS * stops.LINES


def test_a_thread_is_drawn_once_and_anew_when_a_word_of_it_is_another() -> None:
    bands, ties, _drawn = thread(7)
    assert picture.draw(bands, tuple(ties), stops.COLUMNS) is picture.draw(bands, tuple(ties), stops.COLUMNS)
    other = dataclasses.replace(bands[0].stops[0], title="Et andet ord")
    changed = (dataclasses.replace(bands[0], stops=(other, *bands[0].stops[1:])), *bands[1:])
    assert "Et andet ord" in {box.title for box in picture.draw(changed, tuple(ties), stops.COLUMNS).boxes}


def test_two_boxes_side_by_side_are_tied_straight() -> None:
    grid = routes.Grid(left=100, top=0, width=200, height=90, channel=36, columns=4)
    laid = routes.lay(grid, 1, [((0, 0), (0, 1))])
    y = laid.line_y[0] + 45
    assert laid.corners == (((300, y), (336, y)),)


def test_two_boxes_above_each_other_are_tied_straight() -> None:
    grid = routes.Grid(left=100, top=0, width=200, height=90, channel=36, columns=4)
    laid = routes.lay(grid, 2, [((0, 1), (1, 1))])
    assert laid.corners == (((436, laid.line_y[0] + 90), (436, laid.line_y[1])),)


def test_arrows_from_one_box_share_a_track_and_those_from_two_do_not() -> None:
    grid = routes.Grid(left=100, top=0, width=200, height=90, channel=36, columns=4)
    laid = routes.lay(grid, 2, [((0, 0), (1, 1)), ((0, 0), (1, 2)), ((0, 1), (1, 0))])
    first, second, third = (corners[1][1] for corners in laid.corners)
    assert first == second
    assert third != first


def test_a_plant_behind_a_box_is_found() -> None:
    """A straight line through the page, as arrows ran once, is what the law catches."""
    drawn = picture.draw((picture.Band("a", "A", "", (picture.Stop(1, "Led", "Midt"),)),), (), 4)
    box = dataclasses.replace(drawn.boxes[0], x=200, y=100)
    assert crosses((100, 140, 900, 140), box)
    assert not crosses((100, 95, 900, 95), box)
