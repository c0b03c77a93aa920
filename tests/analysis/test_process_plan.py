"""The real project description read, against a table made by reading it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from samspil.analysis import process_plan

DOCUMENTS = Path(__file__).parents[2] / "demo" / "documents"

# period, how the row begins, how its time reads, the first date, uncertain, possible
PLAN = [
    ("Oktober", "Indledende møde", "Oktober", None, True, False),
    ("Oktober", "Turbodesignsprint med fagpersoner", "11. oktober 2024", dt.date(2024, 10, 11), True, False),
    ("November", "Færdiggørelse og godkendelse af procesplaner", "November 2024", None, False, False),
    ("November", "Indledende kontakter og drøftelser", "November 2024", None, False, False),
    ("December", "‘Gå rundt i problemet/udforske", "10. december 2024", dt.date(2024, 12, 10), True, False),
    ("December", "Afklare første fase af observationer", "December", None, True, False),
    ("December", "Fyraftensmøde – orientering om inddragelse", "16. december 2024", dt.date(2024, 12, 16), True, False),
    ("Januar", "Designsprint med fagpersoner i kommune", "16. -17. januar 2025", dt.date(2025, 1, 16), True, False),
    (
        "Januar",
        "Samtaler med få: ‘Køkkenbordssamtaler’ med borgere",
        "20. januar 2025 / 21. januar 2025 (før kl. 14.00) (Præcist tidspunkt afhænger af borgerne, der skal deltage)",
        dt.date(2025, 1, 20),
        True,
        False,
    ),
    ("Januar", "Feltarbejde i kommune, region og med borgere", "Januar", None, True, False),
    (
        "Februar",
        "Etnoraid med politikere, borgere og fagpersoner",
        (
            "17. februar 2025 efter kl. 12.00 / 21. februar 2025 efter kl. 12.00 "
            "(Præcist tidspunkt afhænger af borgerne, der skal deltage)"
        ),
        dt.date(2025, 2, 17),
        False,
        False,
    ),
    ("Marts/april", "Fotoelicitering og/eller samtalesalon", "Marts/april", None, True, False),
    (
        "Marts/april",
        "Fællestolkning med alle relevante",
        "13. marts 2025 kl. 15.00-17.30",
        dt.date(2025, 3, 13),
        True,
        False,
    ),
    ("Marts/april", "Fyraftensmøde med politikere", "7. april 2025 kl. 16-17", dt.date(2025, 4, 7), True, False),
    (
        "Maj/juni",
        "Allingåbro Motor Festival - eventuel prøvehandling",
        "17. maj 2025",
        dt.date(2025, 5, 17),
        True,
        True,
    ),
    ("Maj/juni", "Etnoraid/interview med borgere og politikere", "Maj/juni", None, True, False),
    ("Maj/juni", "Gå rundt i problemet og/eller statusmøde", "Maj/juni", None, True, False),
    ("September", "Udforske mulighedsrum med fagpersoner", "5. september kl. 11.00-13.00", None, False, False),
    ("September", "Læringsopsamling med anbefalinger til samarbejde", "September", None, False, False),
]
DESCRIBED = [
    "Gå rundt i problemet",
    "Køkkenbordssamtaler/samtaler med få",
    "Etnoraid",
    "Tubodesignsprint",
    "Feltarbejde",
    "Fotoelicitering",
]
NAMED_ONLY = {
    "Designsprint",
    "Samtalesalon",
    "Fællestolkning",
    "Fyraftensmøde",
    "Statusmøde",
    "Interview",
    "Observation",
}


@pytest.fixture(scope="module")
def text() -> str:
    return (DOCUMENTS / "projektbeskrivelse-procesplan.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project(text: str) -> process_plan.Project:
    return process_plan.read(text)


def test_every_row_of_the_plan_is_there_and_nothing_is_made_certain(project: process_plan.Project) -> None:
    assert len(project.rows) == len(PLAN)
    for row, (period, begins, time, on, uncertain, possible) in zip(project.rows, PLAN, strict=True):
        assert row.text.startswith(begins)
        assert (row.period, row.time_text, row.is_uncertain, row.is_possible) == (period, time, uncertain, possible)
        assert (row.times[0].on if row.times else None) == on


def test_times_of_day_and_days_without_a_year(project: process_plan.Project) -> None:
    by_text = {row.time_text: row.times[0] for row in project.rows if row.times}
    meeting = by_text["13. marts 2025 kl. 15.00-17.30"]
    assert (meeting.starts, meeting.ends) == (dt.time(15), dt.time(17, 30))
    yearless = by_text["5. september kl. 11.00-13.00"]
    assert (yearless.on, yearless.starts) == (None, dt.time(11))
    assert by_text["16. -17. januar 2025"].until == dt.date(2025, 1, 17)
    assert by_text["November 2024"].is_whole_month


def test_principles_methods_and_sections(project: process_plan.Project) -> None:
    assert project.title == "Sammen mod ulighed i sundhed"
    assert list(project.sections) == list(process_plan.SECTIONS)
    assert project.sections["Formål"].startswith("Projektet har til formål at inddrage borgere")
    assert project.sections["Formål"].endswith("anbefalinger til de kommende sundhedsråd.")
    assert [p.name for p in project.principles] == [
        "Samskabelse",
        "Partnerskaber på tværs",
        "Perspektivskabelse",
        "Nysgerrigheden styrer",
    ]
    assert all(len(p.description) > 100 for p in project.principles)
    assert [m.name for m in project.methods if m.description] == DESCRIBED
    assert {m.name for m in project.methods if not m.description} == NAMED_ONLY


def test_no_word_of_the_plan_is_lost(text: str, project: process_plan.Project) -> None:
    plan = text[text.index("Tid  Handling Dato") :]
    told = " ".join(f"{row.period} {row.text} {row.time_text}" for row in project.rows)
    furniture = "’Sammen mod ulighed i sundhed’ - et samarbejde mellem Norddjurs Kommune og Region Midtjylland 4 Tid Handling Dato"
    missing = set(plan.split()) - set(told.split()) - set(furniture.split())
    assert missing == set()


@pytest.mark.parametrize("damaged", ["", "\n\n", "Tid Handling Dato\n", "Oktober\n\n11. oktober 2024", "Formål\n"])
def test_what_is_missing_is_empty(damaged: str) -> None:
    assert process_plan.read(damaged).rows == ()
