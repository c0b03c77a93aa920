"""A date that is known to the day, the month, the season, the year, or not at all: read, written, and never made more precise."""

from __future__ import annotations

import datetime as dt

import pytest

from samspil.paper import danish
from samspil.paper.danish import When
from samspil.paper.refusal import Refused

D = dt.date
# What is written, the first day, how precise, how it is written again, its last day, ISO 8601 (EDTF for a season).
TOLD = [
    ("17-05-2025", D(2025, 5, 17), "day", "17. maj 2025", D(2025, 5, 17), "2025-05-17"),
    ("17. maj 2025", D(2025, 5, 17), "day", "17. maj 2025", D(2025, 5, 17), "2025-05-17"),
    ("april 2024", D(2024, 4, 1), "month", "april 2024", D(2024, 4, 30), "2024-04"),
    ("Apr. 2024", D(2024, 4, 1), "month", "april 2024", D(2024, 4, 30), "2024-04"),
    ("i februar 2024", D(2024, 2, 1), "month", "februar 2024", D(2024, 2, 29), "2024-02"),
    ("december 2023", D(2023, 12, 1), "month", "december 2023", D(2023, 12, 31), "2023-12"),
    ("foråret 2025", D(2025, 3, 1), "season", "foråret 2025", D(2025, 5, 31), "2025-21"),
    ("forår 2025", D(2025, 3, 1), "season", "foråret 2025", D(2025, 5, 31), "2025-21"),
    ("sommeren 2025", D(2025, 6, 1), "season", "sommeren 2025", D(2025, 8, 31), "2025-22"),
    ("efteråret 2025", D(2025, 9, 1), "season", "efteråret 2025", D(2025, 11, 30), "2025-23"),
    ("vinteren 2025", D(2025, 12, 1), "season", "vinteren 2025", D(2026, 2, 28), "2025-24"),
    ("2025", D(2025, 1, 1), "year", "2025", D(2025, 12, 31), "2025"),
]


@pytest.mark.parametrize(("text", "first", "precision", "again", "last", "iso"), TOLD)
def test_a_time_is_read_and_written_as_precisely_as_it_is_told(
    text: str, first: dt.date, precision: str, again: str, last: dt.date, iso: str
) -> None:
    found = danish.parse_when(text)
    assert (found.on, found.precision, str(found), found.last, found.iso) == (first, precision, again, last, iso)
    assert danish.parse_when(str(found)) == found
    assert found.day == (first if precision == "day" else None)


@pytest.mark.parametrize("text", ["", "engang", "marts", "ma 2025", "kvartal 2025", "0000", "32-05-2025", "foråret"])
def test_what_is_no_time_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refused) as refused:
        danish.parse_when(text)
    assert refused.value.sentence.endswith(".")


def test_no_time_says_nothing() -> None:
    nothing = When(None)
    assert (nothing.precision, str(nothing), nothing.iso, nothing.day, nothing.last) == ("unknown", "", "", None, None)
    assert When(D(2025, 5, 17), "unknown") == nothing


@pytest.mark.parametrize(
    ("on", "precision", "first"),
    [
        (D(2025, 5, 17), "month", D(2025, 5, 1)),
        (D(2025, 5, 17), "season", D(2025, 3, 1)),
        (D(2026, 1, 17), "season", D(2025, 12, 1)),
        (D(2025, 5, 17), "year", D(2025, 1, 1)),
    ],
)
def test_a_span_begins_on_its_first_day(on: dt.date, precision: str, first: dt.date) -> None:
    assert When(on, precision).on == first


def test_an_unknown_precision_is_an_error_and_the_last_year_ends() -> None:
    with pytest.raises(ValueError, match="'week'"):
        When(D(2025, 1, 1), "week")
    assert When(D(9999, 12, 1), "month").last == dt.date.max
