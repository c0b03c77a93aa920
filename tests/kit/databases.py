"""What each of two databases is asked: both every test that meets a database, and one or the other a seeded sample of each long walk.

`make test` says in SAMSPIL_DATABASES which run this is: PostgreSQL, the `second`, draws some of each walk's cases, SQLite, the
`first` of two, some of the others, and a database that is the `only` one both. A run that is told nothing asks all, as
`make drill` does on both.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

RUN = os.environ.get("SAMSPIL_DATABASES", "")
IS_DRAWN, IS_SECOND = bool(RUN), RUN == "second"
# Another seed asks others; the same seed asks the same on every machine. `make test` takes the day, and prints it.
SEED = os.environ.get("SAMSPIL_SEED", "")
# What lets a test reach a database: pytest-django stops every other test that tries.
DOORS = {"db", "transactional_db", "django_db_setup", "live_server"}

# How many are drawn: a number, all of them (None), or one of each group of names.
Many = int | None | Sequence[Sequence[str]]


@dataclass(frozen=True)
class Draw:
    """The cases of one walk: all there are, what the second database draws of them, and what the first does."""

    cases: list[str]
    second: list[str]
    first: list[str]

    def of(self, run: str) -> list[str]:
        """Return what a run is asked, in the order of the cases."""
        asked = {"first": self.first, "second": self.second, "only": [*self.first, *self.second]}.get(run, self.cases)
        return [case for case in self.cases if case in asked]


def draw(cases: Sequence[str], *, many: int, first: Many = None, of: str) -> Draw:
    """Draw by the seed `many` cases for the second database, and for the first some of those that it left.

    Where the second drew all there is, the first asks all; a group whose only case the second drew is asked there.
    """
    ranked = sorted(cases, key=lambda case: hashlib.sha256(f"{SEED}/{of}/{case}".encode()).digest())
    second = ranked[:many]
    left = ranked[many:] or ranked
    if isinstance(first, int):
        left = left[:first]
    elif first is not None:
        assert sorted(each for group in first for each in group) == sorted(cases), f"{of}: the groups are not the cases"
        left = [each for group in first for each in [case for case in left if case in group][:1]]

    return Draw(list(cases), second, left)


def asked(cases: Sequence[str], *, many: int, first: Many = None, of: str) -> list[str]:
    """Return what this run is asked of the cases, where one test goes through several; `of` says of what."""
    return draw(cases, many=many, first=first, of=of).of(RUN)


def meets_a_database(item: pytest.Item) -> bool:
    """Tell whether a test may reach a database at all."""
    return bool(DOORS & set(getattr(item, "fixturenames", ()))) or item.get_closest_marker("django_db") is not None


def left_out(items: Sequence[pytest.Item], run: str = RUN) -> list[pytest.Item]:
    """Return the tests that a run is not asked: on the second database those that meet none, and what was not drawn of each walk."""
    without = [item for item in items if run == "second" and not meets_a_database(item)]
    for cases, drawn in walked(items):
        asked = drawn.of(run)
        without += [item for item in cases if _case(item) not in asked]
    return without


def walked(items: Sequence[pytest.Item]) -> Iterator[tuple[list[pytest.Item], Draw]]:
    """Yield the cases of each walk, and what is drawn of them."""
    walks: dict[str, list[pytest.Item]] = {}
    for item in items:
        # A long proof is no case of `make test`, and must not be drawn in the place of one that is.
        if item.get_closest_marker("walk") and meets_a_database(item) and not item.get_closest_marker("drill"):
            walks.setdefault(item.nodeid.partition("[")[0], []).append(item)

    for cases in walks.values():
        marker = cases[0].get_closest_marker("walk")
        told = marker.kwargs if marker else {"many": 0}
        # One file's walks take the same cases, so that what goes round once serves them all.
        yield cases, draw([_case(item) for item in cases], **told, of=cases[0].nodeid.partition("::")[0])


def _case(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[2].rstrip("]")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run is not asked, and say how many."""
    if not IS_DRAWN:
        return
    without = left_out(items)
    gone = set(map(id, without))
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if id(item) not in gone]
