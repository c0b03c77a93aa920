"""The same press twice is one deed: at once, after one another, and never where the first was refused."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from samspil.paper.refusal import Refused
from samspil.spine import people, presses
from samspil.spine.models import JournalEntry, Organisation, Press
from tests.kit.vault import Race

pytestmark = pytest.mark.django_db
JOB = people.job("test")


def add(name: str = "Ny Kommune") -> Organisation:
    return people.add_organisation(by=JOB, name=name, kind="municipality", is_invented=True)


def test_twice_is_once_and_gives_the_same_record() -> None:
    made = presses.once("a" * 64, add)
    assert presses.once("a" * 64, add) == made
    assert presses.once("b" * 64, add) != made
    assert Organisation.objects.count() == JournalEntry.objects.filter(verb="organisation.added").count() == 2


def test_without_a_key_each_is_its_own() -> None:
    assert presses.once("", add) != presses.once("", add)
    assert not Press.objects.exists()


def test_what_was_refused_is_not_remembered() -> None:
    with pytest.raises(Refused, match="skal have et navn"):
        presses.once("a" * 64, lambda: add(" "))
    assert presses.once("a" * 64, add).name == "Ny Kommune"


def test_words_shown_only_once_are_not_kept_and_the_second_is_told() -> None:
    assert presses.once("a" * 64, lambda: "hemmeligt-link") == "hemmeligt-link"
    with pytest.raises(Refused, match="trykkede to gange"):
        presses.once("a" * 64, lambda: "et andet")
    assert "hemmeligt-link" not in str(Press.objects.values_list())


def test_what_gives_no_record_is_done_once_too() -> None:
    done: list[int] = []
    assert presses.once("a" * 64, lambda: done.append(1)) is None
    assert presses.once("a" * 64, lambda: done.append(1)) is None
    assert done == [1]


def test_a_record_that_is_gone_since_is_said() -> None:
    presses.once("a" * 64, add).delete()
    with pytest.raises(Refused, match="trykkede to gange"):
        presses.once("a" * 64, add)


def test_the_same_words_later_are_meant_anew_and_nothing_is_kept() -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        made = presses.once("a" * 64, add)
        clock.shift(presses.REMEMBERED)
        assert presses.once("a" * 64, add) == made
        clock.shift(dt.timedelta(seconds=1))
        assert presses.once("a" * 64, add) != made
        assert presses.forget() == 0
        clock.shift(presses.REMEMBERED + dt.timedelta(seconds=1))
        assert presses.forget() == 1
    assert not Press.objects.exists()


def test_twenty_at_once_make_one(race: Race) -> None:
    made = race(*[lambda: presses.once("a" * 64, add).pk] * 20)
    assert made == [Organisation.objects.get().pk] * 20
    assert JournalEntry.objects.filter(verb="organisation.added").count() == 1
