"""What each of two databases is asked: both what they may answer otherwise by their nature, and of the rest each file one of them.

Of a long walk some of the cases are drawn, and asked of the database whose day its file is. `make test` says in SAMSPIL_DATABASES
which run this is: PostgreSQL, the `second`, has its share of the files, SQLite, the `first` of two, the others, and a database that is
the `only` one asks what both would. A run that is told nothing asks all, as `make drill` does on both.
"""

from __future__ import annotations

import datetime as dt
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

# Tests of deeds, pages and promises, in Django's words: each file is asked of PostgreSQL one day in so many, and of SQLite on the
# others. The spine's, of locks, triggers, order and search, are asked of both each time.
SHARED = ("tests/features/", "tests/web/", "tests/promises/")
DAYS = 3
# What shows that a test is of the database itself: it commits, or several write at once.
COMMITS = {"transactional_db", "live_server", "race"}

# How many are drawn: a number, all of them (None), or one of each group of names.
Many = int | None | Sequence[Sequence[str]]


@dataclass(frozen=True)
class Draw:
    """The cases of one walk: all there are, those that are set aside for a database that is alone, and what is asked each day."""

    cases: list[str]
    second: list[str]
    first: list[str]
    is_sampled: bool = True

    @property
    def day(self) -> list[str]:
        """What is asked of the database whose day it is: a sample where the walk takes one, else all."""
        return self.first if self.is_sampled else self.cases

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

    return Draw(list(cases), second, left, first is not None)


def asked(cases: Sequence[str], *, many: int, first: Many = None, of: str) -> list[str]:
    """Return what this run is asked of the cases, where one test goes through several; `of` says of what.

    The test is one of the database whose day it is, so that both would ask the same.
    """
    return draw(cases, many=many, first=first, of=of).of("first" if IS_SECOND else RUN)


def meets_a_database(item: pytest.Item) -> bool:
    """Tell whether a test may reach a database at all."""
    return bool(DOORS & set(getattr(item, "fixturenames", ()))) or item.get_closest_marker("django_db") is not None


def left_out(items: Sequence[pytest.Item], run: str = RUN) -> list[pytest.Item]:
    """Return the tests that a run is not asked: on the second database those that meet none, and what was not drawn of each walk."""
    without = [item for item in items if run == "second" and not meets_a_database(item)]
    if run:
        without += [item for item in items if not has_its_turn(item)]
    if run in {"first", "second"}:
        without += [item for item in items if may_be_shared(item) and is_its_day(_file(item)) is not (run == "second")]
    for cases, drawn in walked(items):
        asked = drawn.of(run)
        if run in {"first", "second"} and not cases[0].get_closest_marker("both_databases"):
            asked = drawn.day if is_its_day(_file(cases[0])) is (run == "second") else []
        without += [item for item in cases if _case(item) not in asked]
    return without


def may_be_shared(item: pytest.Item) -> bool:
    """Tell whether one database a day is enough for a test: it meets one, and asks nothing of its nature."""
    marks = (item.get_closest_marker(name) for name in ("both_databases", "postgres", "walk"))
    told = item.get_closest_marker("django_db")
    commits = COMMITS & set(getattr(item, "fixturenames", ())) or (told is not None and told.kwargs.get("transaction"))
    return meets_a_database(item) and item.nodeid.startswith(SHARED) and not (commits or any(marks))


def is_its_day(file: str, days: int = DAYS) -> bool:
    """Tell whether a file has its day on the second database: each in turn, so that none is left out for longer than `days`."""
    return (_number(file) + _day()) % days == 0


def has_its_turn(item: pytest.Item) -> bool:
    """Tell whether a long test is asked today: `turn(n)` stands beside others of its kind, of which each day asks one in `DAYS`."""
    mark = item.get_closest_marker("turn")
    return mark is None or mark.args[0] % DAYS == _day() % DAYS


def _day() -> int:
    try:
        return dt.date.fromisoformat(SEED).toordinal()
    except ValueError:
        return _number(SEED)


def _number(words: str) -> int:
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:4])


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


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
        yield cases, draw([_case(item) for item in cases], **told, of=_file(cases[0]))


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
