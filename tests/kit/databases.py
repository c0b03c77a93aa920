"""What each of two databases is asked: both every test that meets a database, and one or the other each case of a long walk.

`make test` says in SAMSPIL_DATABASES which of the two its run is: PostgreSQL, the `second`, takes a seeded draw of each walk's
cases, and SQLite, the `first` of two, the others. A run that is told nothing asks all, as `make drill` does on both.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from typing import TypeVar

import pytest

IS_FIRST, IS_SECOND = (os.environ.get("SAMSPIL_DATABASES") == which for which in ("first", "second"))
# Another seed asks others; the same seed asks the same on every machine.
SEED = os.environ.get("SAMSPIL_SEED", "")
# What lets a test reach a database: pytest-django stops every other test that tries.
DOORS = {"db", "transactional_db", "django_db_setup", "live_server"}

T = TypeVar("T")


def some(cases: Sequence[T], many: int, *, of: str, is_second: bool = IS_SECOND) -> list[T]:
    """Return all the cases, or `many` of them on the second database, in their own order; `of` says of what."""
    if not is_second:
        return list(cases)
    drawn = sorted(cases, key=lambda case: hashlib.sha256(f"{SEED}/{of}/{case}".encode()).digest())[:many]
    return [case for case in cases if case in drawn]


def meets_a_database(item: pytest.Item) -> bool:
    """Tell whether a test may reach a database at all."""
    return bool(DOORS & set(getattr(item, "fixturenames", ()))) or item.get_closest_marker("django_db") is not None


def left_out(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return the tests that the second database is not asked: those that meet none, and what it did not draw of each walk."""
    without = [item for item in items if not meets_a_database(item)]
    for cases, drawn in walked(items):
        without += [item for item in cases if item not in drawn]
    return without


def taken(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return the tests that the first database leaves to the second: what that drew, unless it drew all there is."""
    return [item for cases, drawn in walked(items) if len(drawn) < len(cases) for item in drawn]


def walked(items: Sequence[pytest.Item]) -> Iterator[tuple[list[pytest.Item], list[pytest.Item]]]:
    """Yield the cases of each walk, and those that the second database draws."""
    walks: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("walk") and meets_a_database(item):
            walks.setdefault(item.nodeid.partition("[")[0], []).append(item)

    for cases in walks.values():
        marker = cases[0].get_closest_marker("walk")
        many = marker.kwargs["many"] if marker else 0
        names = [_case(item) for item in cases]
        # One file's walks take the same cases, so that what goes round once serves them all.
        asked = some(names, many, of=cases[0].nodeid.partition("::")[0], is_second=True)
        yield cases, [item for item, name in zip(cases, names, strict=True) if name in asked]


def _case(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[2].rstrip("]")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this one of two databases is not asked, and say how many."""
    if not (IS_FIRST or IS_SECOND):
        return
    without = left_out(items) if IS_SECOND else taken(items)
    gone = set(map(id, without))
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if id(item) not in gone]
