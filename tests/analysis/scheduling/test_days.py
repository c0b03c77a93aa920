"""Danish holidays against the church year worked out by hand, and weeks by their ISO number."""

from __future__ import annotations

import datetime as dt

import pytest

from samspil.analysis.scheduling import days
from samspil.paper.refusal import Refused

# 2026: Easter Sunday is 5 April. Store bededag was abolished from 2024 (lov nr. 214 af 06/03/2023).
IN_2026 = {
    (1, 1): "Nytårsdag",
    (4, 2): "Skærtorsdag",
    (4, 3): "Langfredag",
    (4, 5): "Påskedag",
    (4, 6): "Anden påskedag",
    (5, 14): "Kristi himmelfartsdag",
    (5, 24): "Pinsedag",
    (5, 25): "Anden pinsedag",
    (12, 25): "Juledag",
    (12, 26): "Anden juledag",
}


def test_the_public_holidays_of_a_year_have_their_danish_names() -> None:
    found = days.public_holidays(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert found == {dt.date(2026, month, day): name for (month, day), name in IN_2026.items()}
    assert dt.date(2026, 5, 1) not in found


def test_a_window_over_new_year_holds_both_years() -> None:
    found = days.public_holidays(dt.date(2026, 12, 26), dt.date(2027, 1, 1))
    assert list(found) == [dt.date(2026, 12, 26), dt.date(2027, 1, 1)]


def test_the_days_by_agreement_are_a_choice() -> None:
    first, last = dt.date(2026, 4, 30), dt.date(2026, 12, 31)
    by_law = set(days.public_holidays(first, last))
    every = {dt.date(2026, 5, 1), dt.date(2026, 6, 5), dt.date(2026, 12, 24), dt.date(2026, 12, 31)}
    assert days.closed(first, last).days == by_law | every
    assert days.closed(first, last, by_agreement=frozenset()).days == by_law
    assert days.closed(first, last, by_agreement=frozenset(["may_day"])).days == by_law | {dt.date(2026, 5, 1)}
    assert days.closed(dt.date(2026, 5, 2), dt.date(2026, 5, 4)).days == frozenset()
    assert not days.closed(first, last).is_wish


def test_a_week_is_its_seven_days_and_a_wish() -> None:
    week = days.week(2026, 53)
    assert (min(week.days), max(week.days), len(week.days)) == (dt.date(2026, 12, 28), dt.date(2027, 1, 3), 7)
    assert (week.name, week.is_wish) == ("uge 53 i 2026", True)
    assert days.week(2026, 20, name="byrådets uge").name == "byrådets uge"
    for year, number in ((2025, 53), (2026, 0), (2026, 54)):
        with pytest.raises(Refused, match=f"Uge {number} findes ikke i {year}"):
            days.week(year, number)
