"""The invented example's days: told from today, never on a day off, in order; and no fixed date left in what is invented."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from samspil.analysis.scheduling import days as holidays
from samspil.site.demo.days import Days, worked

FOLDER = Path(__file__).parents[2] / "demo"
TOLD = [FOLDER / "invented.toml", *sorted((FOLDER / "deep").glob("*.toml"))]
MINUTES = sorted((FOLDER / "minutes").glob("*.txt"))
MONTHS = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
TODAY = (dt.date(2027, 1, 2), dt.date(2028, 2, 29), dt.date(2026, 12, 24))


def dates(value: Any) -> list[dt.date]:
    if isinstance(value, dict):
        return [day for each in value.values() for day in dates(each)]
    if isinstance(value, list):
        return [day for each in value for day in dates(each)]
    return [value] if isinstance(value, dt.date) else []


def words(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [each for part in value.values() for each in words(part)]
    if isinstance(value, list):
        return [each for part in value for each in words(part)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    ("place", "day"),
    [
        ("-1", dt.date(2026, 12, 23)),
        ("+0", dt.date(2026, 12, 23)),  # Christmas Eve: nobody works, and it has happened
        ("+1", dt.date(2026, 12, 28)),  # past two holy days and a weekend
        ("-266", dt.date(2026, 4, 1)),  # Maundy Thursday is the second of April
    ],
)
def test_a_day_is_one_on_which_people_work(place: str, day: dt.date) -> None:
    assert Days(dt.date(2026, 12, 24)).day(place) == day


def test_words_hold_their_days() -> None:
    days = Days(dt.date(2026, 11, 30))
    assert days.words("den {-3}, i {-3:month}, {+40:year+1}, {-3:digits}, {-3:yy}") == (
        "den 27. november 2026, i november 2026, 2028, 27-11-2026, 26"
    )
    assert days.words("{-3:weekday}") == "Fredag d. 27. november 2026"
    assert days.told({"on": "@-3", "year": "{-3:year}", "n": 4}) == {
        "on": dt.date(2026, 11, 27),
        "year": 2026,
        "n": 4,
    }
    with pytest.raises(KeyError):
        days.day("unknown")


@pytest.mark.parametrize("today", TODAY, ids=str)
def test_every_day_is_worked_on_and_they_keep_their_order(today: dt.date) -> None:
    days = Days(today)
    met = [days.day(f"{ahead:+d}") for ahead in range(-500, 1200)]
    closed = {
        day
        for year in range(2024, 2033)
        for day in holidays.public_holidays(dt.date(year, 1, 1), dt.date(year, 12, 31))
    }
    assert [day for day in met if day.isoweekday() > 5 or day in closed] == []
    assert met == sorted(met)
    assert all(day < today for day in met[:500])
    assert all(day > today for day in met[501:])


@pytest.mark.parametrize("path", [*TOLD, *MINUTES], ids=lambda path: path.name)
def test_nothing_invented_has_a_date_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    # A year alone is a memory (a ball in 1974); a day or a month with its year would grow old.
    assert re.findall(rf"\b\d{{4}}-\d\d-\d\d\b|\b(?:\d+\. )?(?:{MONTHS}) 20\d\d\b|\b20\d\d\b", text) == []


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.name)
def test_every_day_of_the_files_can_be_told(path: Path) -> None:
    told = Days(TODAY[0]).told(tomllib.loads(path.read_text(encoding="utf-8")))
    assert all(day == worked(day, step=1) for day in dates(told))
    assert [each for each in words(told) if re.search(r"\{[-+]|^@[-+]", each)] == []


def told_on(row: dict[str, Any]) -> int:
    """The days from today that a row of the deep demo says it is of."""
    return int(row["on"].removeprefix("@").partition(":")[0])


def test_what_is_understood_comes_after_those_who_said_it():
    def rows(name: str, kind: str) -> list[dict[str, Any]]:
        return tomllib.loads((FOLDER / "deep" / name).read_text(encoding="utf-8"))[kind]

    voices = {
        each["title"]: told_on(each)
        for name in ("voices-bakkeby.toml", "voices-fjernby.toml")
        for each in rows(name, "voice")
    }
    built = [(each, voice) for each in rows("insights.toml", "insight") for voice in each.get("voices", [])]

    assert len(built) > 15
    assert [(each["title"], voice) for each, voice in built if voices[voice] > told_on(each)] == []
