"""What `make test` asks of each database: of both all that they can answer otherwise, of one each case of a long walk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.kit import databases


@dataclass
class Item:
    """A test as pytest holds it, as far as the choice looks at it."""

    nodeid: str
    fixturenames: list[str] = field(default_factory=list)
    marks: list[Any] = field(default_factory=list)

    def get_closest_marker(self, name: str) -> Any:
        return next((mark.mark for mark in self.marks if mark.mark.name == name), None)


def kept(run: str, *items: Item) -> set[str]:
    without = databases.left_out(items, run)  # type: ignore[arg-type]
    return {item.nodeid for item in items if item not in without}


def test_only_what_can_reach_no_database_is_left_out() -> None:
    items = [
        Item("a.py::rule"),
        Item("a.py::row", ["cast", "db"]),
        Item("a.py::live", ["live_server"]),
        Item("a.py::world", ["world", "django_db_setup"]),
        Item("a.py::marked", marks=[pytest.mark.django_db(transaction=True)]),
    ]
    every = {item.nodeid for item in items}
    assert kept("second", *items) | kept("first", *items) == kept("only", *items) == kept("", *items) == every
    assert "a.py::rule" not in kept("second", *items)
    assert "a.py::marked" in kept("second", *items) & kept("first", *items)


NATURE = {
    "tests/spine/test_a.py::row": Item("tests/spine/test_a.py::row", ["db"]),
    "tests/promises/a.py::rows": Item("tests/promises/a.py::rows", ["db"], [pytest.mark.both_databases]),
    "tests/web/a.py::at_once": Item("tests/web/a.py::at_once", ["race", "db"]),
    "tests/web/a.py::served": Item("tests/web/a.py::served", ["live_server"]),
    "tests/web/a.py::commits": Item("tests/web/a.py::commits", marks=[pytest.mark.django_db(transaction=True)]),
    "tests/web/a.py::said": Item("tests/web/a.py::said", ["db"], [pytest.mark.both_databases]),
}


@pytest.mark.parametrize("name", NATURE)
def test_what_is_of_the_databases_nature_is_asked_of_both_each_day(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(10, 10 + databases.DAYS):
        monkeypatch.setattr(databases, "SEED", f"2026-11-{day}")
        assert kept("first", NATURE[name]) == kept("second", NATURE[name]) == {name}


def test_every_other_file_is_asked_of_one_each_day_and_of_both_within_days(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [Item(f"tests/web/test_{number}.py::{test}", ["db"]) for number in range(60) for test in "ab"]
    every, seconds = {item.nodeid for item in items}, []
    for day in range(10, 10 + databases.DAYS):
        monkeypatch.setattr(databases, "SEED", f"2026-11-{day}")
        first, second = kept("first", *items), kept("second", *items)
        assert (first | second, first & second) == (every, set())
        assert {node[:-1] for node in first} & {node[:-1] for node in second} == set(), "a file is asked whole"
        seconds.append(second)

    assert set().union(*seconds) == every
    assert sum(map(len, seconds)) == len(every), "each once"
    monkeypatch.setattr(databases, "SEED", "another")
    assert kept("first", *items) | kept("second", *items) == every


def test_long_tests_take_turns_each_once_in_three_days_and_all_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [Item(f"tests/site/{n}.py::long", marks=[pytest.mark.turn(n)]) for n in range(6)]
    every, asked = {item.nodeid for item in items}, []
    assert kept("", *items) == every
    for day in range(10, 10 + databases.DAYS):
        monkeypatch.setattr(databases, "SEED", f"2026-11-{day}")
        asked.append(sorted(kept("only", *items)))
    assert [len(each) for each in asked] == [2, 2, 2]
    assert set().union(*asked) == every


def test_a_test_that_reaches_a_database_without_a_door_is_stopped() -> None:
    """Or one that is left out could have said something else there."""
    from samspil.spine.models import Person

    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Person.objects.exists()


CAST = ("alice", "bob", "charlie", "dorte", "eva")


def cases(walk: Any, *tests: str) -> list[Item]:
    return [Item(f"a.py::{test}[{who}]", ["db"], [walk]) for test in tests for who in CAST]


def names(nodes: set[str]) -> set[str]:
    return {node.partition("[")[2] for node in nodes}


def of_a_day(*items: Item) -> set[str]:
    """Give what is asked of the database whose day it is; of the other nothing is."""
    first, second = kept("first", *items), kept("second", *items)
    assert not first or not second
    return first | second


def test_a_walk_that_takes_no_sample_is_asked_whole_of_one() -> None:
    items = cases(pytest.mark.walk(many=2), "one", "two")
    assert of_a_day(*items) == kept("only", *items) == kept("", *items) == {item.nodeid for item in items}
    assert of_a_day(items[0]) == {items[0].nodeid}


def test_a_walk_may_be_asked_for_a_sample_of_what_is_left() -> None:
    items = cases(pytest.mark.walk(many=1, first=2), "one", "two")
    asked = of_a_day(*items)
    assert len(names(asked)) == 2
    assert asked < kept("only", *items) < kept("", *items), "a run by hand and a drill ask every case"


def test_a_walk_has_its_day_on_either_database_and_one_that_says_so_is_asked_of_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walk, both = pytest.mark.walk(many=1, first=1), pytest.mark.both_databases
    whole = [Item("a.py::matrix[1]", ["db"], [walk, both])]
    met = set()
    for day in range(10, 10 + databases.DAYS):
        monkeypatch.setattr(databases, "SEED", f"2026-11-{day}")
        of_a_day(*cases(walk, "one"))
        met.add("second" if kept("second", *cases(walk, "one")) else "first")
        assert kept("first", *whole) == kept("second", *whole) == {"a.py::matrix[1]"}
    assert met == {"first", "second"}


def test_one_of_each_group_is_asked_and_nobody_is_in_none() -> None:
    groups = (("alice", "bob"), ("charlie", "dorte", "eva"))
    for number in range(20):
        drawn = databases.draw(CAST, many=1, first=groups, of=str(number))
        assert [len(set(group) & set(drawn.of("only"))) >= 1 for group in groups] == [True, True]
        assert [len(set(group) & set(drawn.first)) for group in groups] == [1, 1]
    alone = databases.draw(("alice", "bob"), many=1, first=(("alice",), ("bob",)), of="x")
    assert alone.of("only") == ["alice", "bob"]
    with pytest.raises(AssertionError, match="the groups are not the cases"):
        databases.draw(CAST, many=1, first=(("alice",),), of="x")


def test_a_long_proof_is_not_drawn_in_the_place_of_a_case() -> None:
    walk = [pytest.mark.walk(many=1, first=1)]
    items = [Item(f"a.py::one[{n}]", ["db"], [*walk, *([pytest.mark.drill] if n > 1 else [])]) for n in range(12)]
    told = items[:2]
    assert (kept("first", *items) | kept("second", *items)) & {each.nodeid for each in told}
    assert {each.nodeid for each in told} <= kept("only", *items)


def test_the_draw_is_the_same_each_time_keeps_the_order_and_follows_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [f"name {number}" for number in range(50)]
    drawn = databases.draw(many, many=7, first=5, of="x")
    assert drawn == databases.draw(many, many=7, first=5, of="x")
    assert drawn.of("second") == sorted(drawn.second, key=many.index)
    assert (len(drawn.second), len(drawn.first), len(drawn.of("only")), drawn.of("")) == (7, 5, 12, many)
    assert drawn.second != databases.draw(many, many=7, of="y").second
    monkeypatch.setattr(databases, "SEED", f"{databases.SEED} and another")
    assert drawn.second != databases.draw(many, many=7, of="x").second
