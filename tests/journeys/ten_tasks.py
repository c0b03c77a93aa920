"""The ten tasks by role (tests/kit/counted.py), each done on a phone by touch, and once more by keyboard alone.

A journey is marked with its task's name and does it once with `at_work`, which counts, holds it to the goal, and writes the numbers into
the report. `make test` prints them as a table, and `python -m drills.ten_tasks` makes the page of results of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import ViewportSize

from samspil.spine.people import Actor
from tests.journeys.base import Visit
from tests.journeys.hands import Fingers, Hands, Keys
from tests.kit import counted

PHONE: ViewportSize = {"width": 375, "height": 812}
HANDS: dict[str, type[Fingers | Keys]] = dict(zip(counted.WAYS, (Fingers, Keys), strict=True))
AtWork = Callable[..., AbstractContextManager[Hands]]


@pytest.fixture(params=counted.WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """Do it by touch, and once more by keyboard alone."""
    return str(request.param)


@pytest.fixture
def at_work(way: str, open_visit: Callable[..., Visit], request: pytest.FixtureRequest) -> AtWork:
    """Sit somebody down at a phone: `with at_work(cast.alice) as hands:`; what is done within is the task."""

    @contextmanager
    def sit_down(actor: Actor | None = None) -> Iterator[Hands]:
        visit = open_visit(touch=way == "touch")
        if actor is not None:
            visit.log_in(actor)

        with counting(visit, way, request.node) as hands:
            yield hands

    return sit_down


@contextmanager
def counting(visit: Visit, way: str, test: pytest.Item) -> Iterator[Hands]:
    """Give the hands that do a test's task in the way, and hold what they did to the goal."""
    name = told(test)
    visit.page.set_viewport_size(PHONE)
    hands = HANDS[way](visit)
    yield hands
    task, took = counted.TASKS[name], hands.count
    counted.write(test, f"{name} {way} {took.pages} {took.actions} {took.away}")
    assert visit.errors == [], visit.errors
    assert (took.pages <= task.pages, took.actions <= task.actions) == (True, True), f"{name} by {way}: {took}"


def told(test: pytest.Item) -> str:
    """Return the name of the task that a test is marked with."""
    mark = test.get_closest_marker("task")
    assert mark is not None, f"{test.nodeid} is marked with no task"
    return str(mark.args[0])
