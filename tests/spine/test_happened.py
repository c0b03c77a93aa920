"""Nothing is said to have happened before its day; what is planned may lie ahead."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from samspil.paper import danish
from samspil.paper.danish import When
from samspil.paper.refusal import Refused
from samspil.spine import happened

NOON = dt.datetime(2026, 5, 17, 12, 0, tzinfo=danish.COPENHAGEN)
D = dt.date
# The time that is told, whether it has come on 17 May 2026.
TOLD = [
    (None, True),
    (D(2026, 5, 17), True),
    (D(2026, 5, 18), False),
    (D(2025, 5, 18), True),
    (NOON + dt.timedelta(hours=11), True),
    (NOON + dt.timedelta(hours=13), False),
    (When(D(2026, 5, 31), "month"), True),
    (When(D(2026, 6, 1), "month"), False),
    (When(D(2026, 3, 1), "season"), True),
    (When(D(2026, 6, 1), "season"), False),
    (When(D(2026, 1, 1), "year"), True),
    (When(D(2027, 1, 1), "year"), False),
    (When(None), True),
]


@pytest.mark.parametrize(("on", "has_come"), TOLD)
def test_a_day_ahead_is_refused_with_its_name(on: When | dt.date | None, *, has_come: bool) -> None:
    with time_machine.travel(NOON, tick=False):
        assert happened.has(on) is has_come
        if has_come:
            happened.check(on, "Mødet")
            return
        with pytest.raises(Refused) as refused:
            happened.check(on, "Mødet", field="held_on")
    assert refused.value.sentence.startswith("Mødet er ")
    assert refused.value.sentence.endswith("Vent, til det er sket, eller ret datoen.")
    assert refused.value.field == "held_on"


def test_midnight_is_danish() -> None:
    """At 22.30 in London on 17 May it is the 17th in Denmark until 23 hours UTC less one."""
    with time_machine.travel(dt.datetime(2026, 5, 17, 22, 30, tzinfo=dt.UTC), tick=False):
        assert happened.has(D(2026, 5, 18))


def test_an_example_tells_of_its_own_time_and_never_of_less() -> None:
    with time_machine.travel(NOON, tick=False):
        with happened.as_of(D(2026, 11, 30)):
            assert (happened.has(D(2026, 11, 30)), happened.has(D(2026, 12, 1))) == (True, False)
        with happened.as_of(D(2020, 1, 1)):
            assert happened.has(D(2026, 5, 17))
        assert not happened.has(D(2026, 5, 18))
