"""What the demo adds to the five real documents: each record quotes the words that carry it, and they stand there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "demo"
# By hand: the tables that claim something about the world, as (path, is a list). What is not here claims nothing: keys, files.
RECORDS = (
    "organisations",
    "circles",
    "project",
    "project.held",
    "struer",
    "remembered",
    "programme",
    "programme.actor",
    "evaluation",
    "trial",
    "named",
    "routes",
    "recommendation",
    "money",
    "money.amounts",
)
# Tables whose words are the record itself: they are looked up in the document that the record names.
SPOKEN = {"programme.telling": "words", "programme.focus": "names"}
FILES = {
    "Voksen- og plejeudvalget, 22-11-2023": "vpu-2023-11-22-samarbejde.txt",
    "Evaluering af »Sammen mod ulighed i sundhed«, 15-09-2025": "evaluering-inddragelse-2025-09-15.txt",
}
# Where a name, a place or a sum of the record must stand in the words that are quoted for it, letter for letter.
CARRIED = {
    "organisations": ("name",),
    "money.amounts": ("passage",),
    "project.held": ("activity",),
    "evaluation": ("author",),
}
NOT_IN_THE_SOURCES = re.compile(r"klyngen\b|Sundhedsrådet for|navnet kendes ikke")


def told() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "real.toml").read_text(encoding="utf-8"))


def flat(words: str) -> str:
    return " ".join(words.split())


def document(name: str) -> str:
    return flat((FOLDER / "documents" / name).read_text(encoding="utf-8"))


def records(found: dict[str, Any], path: str) -> Iterator[dict[str, Any]]:
    here: Any = [found]
    for name in path.split("."):
        here = [row for each in here for row in (each[name] if isinstance(each[name], list) else [each[name]])]
    yield from here


def stands(words: str, text: str) -> bool:
    """Whether every piece between the left-out places stands in the text, in order."""
    at = 0
    for piece in words.split("[…]"):
        found = text.find(flat(piece), at)
        if found < 0:
            return False
        at = found + len(flat(piece))
    return True


def unsupported(found: dict[str, Any]) -> list[str]:
    """Return what the file claims without words that stand in a document."""
    wrong = []
    for path in RECORDS:
        for row in records(found, path):
            name = f"{path}: {row.get('title') or row.get('name') or row.get('key') or row.get('item') or ''}"
            says = row.get("says", {})
            if not says and not ("file" in row and path == "meetings"):
                wrong.append(f"{name} quotes nothing")
            for file, quoted in says.items():
                wrong += [f"{name}: »{words}«" for words in quoted if not stands(words, document(file))]
            quoted_words = flat(" ".join(words for quoted in says.values() for words in quoted))
            for field in CARRIED.get(path, ()):
                if flat(row[field]) not in quoted_words and flat(row[field]) not in document(
                    next(iter(says), "PROVENANCE.md")
                ):
                    wrong.append(f"{name}: {field} »{row[field]}« is not in the words")
            wrong += [
                f"{name}: {field} quotes »{words}«"
                for field in ("condition", "does", "source")
                for words in re.findall("»([^«]*)«", str(row.get(field, "")))
                if not any(stands(words, document(file)) for file in says) and words != "Sammen mod ulighed i sundhed"
            ]

    for path, field in SPOKEN.items():
        for row in records(found, path):
            file = next(file for start, file in FILES.items() if row["source"].startswith(start))
            wrong += [f"{path}: »{words}«" for words in row[field] if not stands(words, document(file))]

    for row in found["links"]:
        quoted = re.findall("»([^«]*)«", row["why"])
        wrong += [f"{row['from']} -> {row['to']} quotes nothing"] * (not quoted)
        wrong += [
            f"{row['from']} -> {row['to']}: »{words}«" for words in quoted if not stands(words, document(row["file"]))
        ]

    return wrong


def test_each_record_quotes_words_that_stand_in_its_document() -> None:
    assert unsupported(told()) == []
    assert sum(1 for path in RECORDS for _row in records(told(), path)) > 35


@pytest.mark.parametrize(
    "plant",
    [
        lambda found: found["organisations"][0].pop("says"),
        lambda found: found["organisations"][0].update(name="Region Sjælland"),
        lambda found: found["money"]["amounts"][0].update(passage="6,7 mio. kr. til fonden"),
        lambda found: found["money"]["amounts"][-1].update(condition="»så længe bilerne kører«"),
        lambda found: found["links"][0].update(why="»Danske Regioner har lovet det«"),
        lambda found: found["links"][0].update(why="Det siger sig selv"),
        lambda found: found["project"]["held"][0].update(activity="Turbodesignsprint i Grenaa"),
        lambda found: found["programme"]["focus"]["names"].append("Tandpleje"),
        lambda found: found["evaluation"].update(author="Doktor Hansen"),
    ],
)
def test_a_claim_that_no_words_carry_is_found(plant: Any) -> None:
    found = told()
    plant(found)
    assert unsupported(found) != []


def test_the_recommendation_goes_to_the_councils_as_a_kind_and_names_none() -> None:
    found = told()
    assert found["recommendation"]["to_kinds"] == ["health_council"]
    assert "to" not in found["recommendation"]
    assert NOT_IN_THE_SOURCES.search((FOLDER / "real.toml").read_text(encoding="utf-8")) is None


def test_dates_are_no_more_precise_than_the_texts() -> None:
    dates = {row["key"]: row.get("dated_on") for row in told()["named"]}
    assert dates == {
        "vi-har-brug-for-hinanden": "april 2024",
        "projektbeskrivelse-juni": None,
        "bemyndigelse": None,
        "socialmedicinsk-team": "foråret 2025",
        "dialog": None,
        "budget-2026": None,
    }
    assert [told()[name]["ended"] for name in ("project", "struer")] == ["efteråret 2025"] * 2


def test_the_sum_of_what_was_set_aside_is_the_control_sum() -> None:
    """5,7 + 1,5 + 0,2 + 4 x 1,2 + 0,6 = 12,8, parts counted once."""
    rows = [row for row in told()["money"]["amounts"] if "part_of" not in row]
    years = [row["last_year"] - row["first_year"] + 1 if row.get("is_per_year") else 1 for row in rows]
    assert [(row["amount"], each) for row, each in zip(rows, years, strict=True)] == [
        ("5,7 mio. kr.", 1),
        ("1,5 mio. kr.", 1),
        ("200.000 kr.", 1),
        ("1,2 mio. kr.", 4),
        ("600.000 kr.", 1),
    ]
    assert told()["money"]["control_sum"] == "12,8 mio. kr."
    assert not any("condition" in row for row in rows if row["key"] == "praehospital")
