"""The law of the thread's picture, on 500 threads drawn from a seed: it fits the page, and no arrow runs behind a box."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter

import pytest

from samspil.spine import kinds
from samspil.web import picture, routes

# The width of a page's column at 1280 pixels.
PAGE = 1168
SEEDS = 500
AT_ONCE = 50
KIND = kinds.Kind(name="led", label="Led", plural="Led", url_name="web:thread", stage=1, stage_label="Led")


@pytest.fixture(autouse=True)
def one_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every record be of one kind, whatever is registered."""
    monkeypatch.setattr(picture.kinds, "get", lambda _name: KIND)


def thread(seed: int) -> tuple[picture.Choice[int], list[picture.Tie[int]], picture.Picture]:
    """Draw a thread of 1 to 60 records over 1 to 9 stages, with up to two links a record, most of them forward."""
    dice = random.Random(seed)
    size, stages = dice.randint(1, picture.MOST), dice.randint(1, 9)
    at = {key: dice.randrange(stages) for key in range(size)}
    met = sorted(set(at.values()) | {dice.randrange(stages)})
    choice = picture.Choice(
        drawn=tuple(range(size)),
        stages=at,
        labels={stage: f"Trin nummer {stage}" for stage in met},
        hidden=Counter({met[0]: dice.choice([0, 7])}),
    )
    pairs = {(dice.randrange(size), dice.randrange(size)) for _ in range(dice.randint(0, 2 * size))}
    ties = [
        picture.Tie(*(pair if at[pair[0]] <= at[pair[1]] or dice.random() < 0.1 else pair[::-1]), "direct")
        for pair in sorted(pairs)
        if pair[0] != pair[1]
    ]
    words = {key: picture.Words("led", f"Led {key} " * dice.randint(1, 9), "/x/") for key in range(size)}
    return choice, ties, picture.draw(0, choice, words, ties)


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


def hold(choice: picture.Choice[int], ties: list[picture.Tie[int]], drawn: picture.Picture) -> None:
    """Hold one picture to the law."""
    assert len(drawn.boxes) == len(choice.drawn)
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


@pytest.mark.parametrize("seed", range(0, 500, 25))
def test_stages_stand_from_above_in_their_order_and_boxes_in_their_stage(seed: int) -> None:
    choice, _ties, drawn = thread(seed)
    begins = [stage.y for stage in drawn.stages]
    assert begins == sorted(begins)
    assert [stage.label for stage in drawn.stages] == list(choice.labels.values())
    # Read line by line, the boxes follow the stages.
    at = [max(number for number, y in enumerate(begins) if y <= box.y) for box in drawn.boxes]
    assert at == sorted(at)
    assert Counter(at) == Counter(list(choice.labels).index(choice.stages[key]) for key in choice.drawn)


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
    box = picture.Box(x=200, y=100, label="", lines=(), day="", title="Midt", url="", is_start=False, is_invented=False)
    assert crosses((100, 140, 900, 140), box)
    assert not crosses((100, 95, 900, 95), box)
