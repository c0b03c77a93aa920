"""Times of a plan said and placed: a table drawn by hand, and the real plan against it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from samspil.analysis import plan_times, process_plan
from samspil.analysis.plan_times import Day, Said

DESCRIPTION = Path(__file__).parents[2] / "demo" / "documents" / "projektbeskrivelse-procesplan.txt"
D = dt.date
OCTOBER = Said(on=D(2024, 10, 11))


@pytest.mark.parametrize(
    ("said", "label", "days"),
    [
        (Said("Marts/april"), "Marts/april", ()),
        (Said(), "", ()),
        (Said(on=D(2026, 3, 1)), "1. marts 2026", (Day(D(2026, 3, 1), D(2026, 3, 1)),)),
        (
            Said(on=D(2026, 3, 1), starts=dt.time(15), ends=dt.time(17, 30)),
            "1. marts 2026 kl. 15.00-17.30",
            (Day(D(2026, 3, 1), D(2026, 3, 1), dt.time(15), dt.time(17, 30)),),
        ),
        (
            Said(on=D(2026, 3, 1), words="efter kl. 12.00"),
            "1. marts 2026 efter kl. 12.00",
            (Day(D(2026, 3, 1), D(2026, 3, 1)),),
        ),
        (
            Said(words="17. februar 2025 efter kl. 12.00", on=D(2025, 2, 17)),
            "17. februar 2025 efter kl. 12.00",
            (Day(D(2025, 2, 17), D(2025, 2, 17)),),
        ),
        (Said(words="16. -17. januar 2025"), "16. -17. januar 2025", (Day(D(2025, 1, 16), D(2025, 1, 17)),)),
        (
            Said(words="20. januar 2025 / 21. januar 2025 (før kl. 14.00)"),
            "20. januar 2025 / 21. januar 2025 (før kl. 14.00)",
            (Day(D(2025, 1, 20), D(2025, 1, 20)), Day(D(2025, 1, 21), D(2025, 1, 21))),
        ),
        (
            Said(words="7. april 2025 kl. 16-17"),
            "7. april 2025 kl. 16-17",
            (Day(D(2025, 4, 7), D(2025, 4, 7), dt.time(16), dt.time(17)),),
        ),
        (Said("September", "5. september kl. 11.00-13.00"), "5. september kl. 11.00-13.00", ()),
        (Said("Efterår", "når kornet er høstet"), "når kornet er høstet", ()),
    ],
)
def test_a_time_is_said_as_it_stands_and_only_a_day_with_its_year_is_a_day(
    said: Said, label: str, days: tuple[Day, ...]
) -> None:
    assert (plan_times.label(said), plan_times.days_of(said)) == (label, days)


@pytest.mark.parametrize(
    ("rows", "spans"),
    [
        ([Said("Marts/april")], [None]),
        ([Said(), Said(on=D(2026, 1, 1))], [None, (D(2026, 1, 1), D(2026, 1, 1), False)]),
        ([Said("November 2024")], [(D(2024, 11, 1), D(2024, 11, 30), False)]),
        # Before the first day that is named: the nearest month that does not lie after it.
        (
            [Said("Oktober"), OCTOBER],
            [(D(2024, 10, 1), D(2024, 10, 31), True), (D(2024, 10, 11), D(2024, 10, 11), False)],
        ),
        (
            [Said("November"), OCTOBER],
            [(D(2023, 11, 1), D(2023, 11, 30), True), (D(2024, 10, 11), D(2024, 10, 11), False)],
        ),
        # After one that is placed: the next such month, over the turn of the year too.
        ([OCTOBER, Said("Januar")], [(D(2024, 10, 11), D(2024, 10, 11), False), (D(2025, 1, 1), D(2025, 1, 31), True)]),
        (
            [OCTOBER, Said("Oktober")],
            [(D(2024, 10, 11), D(2024, 10, 11), False), (D(2024, 10, 1), D(2024, 10, 31), True)],
        ),
        (
            [OCTOBER, Said("December/januar")],
            [(D(2024, 10, 11), D(2024, 10, 11), False), (D(2024, 12, 1), D(2025, 1, 31), True)],
        ),
    ],
)
def test_what_has_no_year_is_placed_by_the_plans_order_and_called_a_guess(
    rows: list[Said], spans: list[tuple[D, D, bool] | None]
) -> None:
    assert [(p.first, p.last, p.is_guess) if p.first else None for p in plan_times.place(rows)] == spans


def test_the_real_plan_is_placed_and_nothing_in_it_is_made_certain() -> None:
    read = process_plan.read(DESCRIPTION.read_text(encoding="utf-8"))
    said = [
        Said(row.period, " / ".join(time.text for time in row.times), row.times[0].on if row.times else None)
        for row in read.rows
    ]
    placed = plan_times.place(said)

    assert [row.period for row, place in zip(read.rows, placed, strict=True) if place.is_guess] == [
        "Oktober",
        "December",
        "Januar",
        "Marts/april",
        "Maj/juni",
        "Maj/juni",
        "September",
        "September",
    ]
    assert sum(len(place.days) for place in placed) == 11
    assert [place.first for place in placed if place.is_guess][-2:] == [D(2025, 9, 1)] * 2
    assert all(not place.days for place in placed if place.is_guess)


def test_the_printed_plan_is_kept_word_for_word_without_the_pages_own_lines() -> None:
    text = DESCRIPTION.read_text(encoding="utf-8")
    printed = process_plan.printed(text)
    assert printed.startswith("Tid  Handling Dato")
    furniture = "’Sammen mod ulighed i sundhed’ - et samarbejde mellem Norddjurs Kommune og Region Midtjylland 4"
    whole = text[text.index("Tid  Handling Dato") :].split()
    for word in furniture.split():
        whole.remove(word)
    assert sorted(printed.split()) == sorted(whole)
    assert process_plan.printed("Et brev") == ""
