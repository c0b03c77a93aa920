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


def left(*items: Item) -> set[str]:
    return {item.nodeid for item in databases.left_out(items)}  # type: ignore[arg-type]


def test_only_what_can_reach_no_database_is_left_out() -> None:
    assert left(Item("a.py::rule")) == {"a.py::rule"}
    assert left(Item("a.py::row", ["cast", "db"]), Item("a.py::live", ["live_server"])) == set()
    assert left(Item("a.py::world", ["world", "django_db_setup"])) == set()
    assert left(Item("a.py::marked", marks=[pytest.mark.django_db(transaction=True)])) == set()


def test_a_test_that_reaches_a_database_without_a_door_is_stopped() -> None:
    """Or one that is left out could have said something else there."""
    from samspil.spine.models import Person

    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Person.objects.exists()


def test_a_walk_is_asked_for_some_of_its_cases_and_for_the_same_in_one_file() -> None:
    walk = pytest.mark.walk(many=2)
    items = [
        Item(f"a.py::{test}[{who}]", ["db"], [walk]) for test in ("one", "two") for who in ("alice", "bob", "charlie")
    ]
    without = left(*items)
    assert len(without) == 2
    assert len({name.partition("[")[2] for name in without}) == 1
    assert left(items[0]) == set()
    # What the second does not ask, the first does; and the first keeps what the second could only draw whole or not at all.
    assert {item.nodeid for item in databases.taken(items)} == {item.nodeid for item in items} - without  # type: ignore[arg-type]
    assert (
        databases.taken(items[:2]) == databases.taken([Item("b.py::none[x]", ["db"], [pytest.mark.walk(many=0)])]) == []
    )  # type: ignore[arg-type, list-item]


def test_the_draw_is_the_same_each_time_and_keeps_the_order() -> None:
    names = [f"name {number}" for number in range(50)]
    drawn = databases.some(names, 7, of="x", is_second=True)
    assert drawn == databases.some(names, 7, of="x", is_second=True) == sorted(drawn, key=names.index)
    assert len(drawn) == 7
    assert drawn != databases.some(names, 7, of="y", is_second=True)
    assert databases.some(names, 7, of="x", is_second=False) == names
