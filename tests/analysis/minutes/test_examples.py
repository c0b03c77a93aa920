"""The published examples: every field of the eight real ones right, and of the reconstructed no more wrong than is known."""

import json
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from samspil.analysis import minutes
from tests.kit import shared

FOLDER = shared.folder("examples") / "minutes"
MEETING = ("body", "date", "start", "end", "place", "absent")


def read_as_the_examples_do(path: Path) -> dict[str, Any]:
    found = minutes.parse(minutes.read(path)).as_json()
    kept = {name: found[name] for name in MEETING}
    fields = ("number", "title", "case_number", "closed", "sections", "recommendation_points", "decision")
    kept["items"] = [{name: item[name] for name in fields} for item in found["items"]]
    for item in kept["items"]:
        item["decision"] = item["decision"] and item["decision"][:120].strip()
    return kept


# Reconstructed layouts that are not yet read right, and how many of their fields are wrong: 6 of the head, 7 an item.
# A number here only falls. Whoever mends a layout lowers it; a number that no longer holds fails, whichever way it moved.
WRONG = {
    "09-rm-klynge-deltagere-i-punkt": 1,
    "10-etiket-og-vaerdi-linjer": 1,
    "11-koege-udgaar-og-deltog-ikke-under": 1,
    "14-bestyrelse-til-stede-liste-underpunkter": 1,
    "15-forening-bogstavpunkter": 1,
    "16-menighedsraad-dagsorden": 1,
    "17-docplayer-2002-lukkede-doere": 2,
    "18-docplayer-beslutning-foer-sagsfremstilling": 4,
}


def examples() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))


def truth_of(path: Path) -> dict[str, Any]:
    truth = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    expected = {name: truth[name] for name in (*MEETING, "items")}
    for item in expected["items"]:
        item["decision"] = item["decision"] and item["decision"].strip()
    return expected


def wrong_fields(found: dict[str, Any], expected: dict[str, Any]) -> int:
    """Count the fields that differ; an item that is missing, or one too many, counts with all of its fields."""
    wrong = sum(found[name] != expected[name] for name in MEETING)
    for read, right in zip_longest(found["items"], expected["items"], fillvalue={}):
        wrong += sum(read.get(name) != right.get(name) for name in {**read, **right})
    return wrong


@pytest.mark.standard
@pytest.mark.parametrize("path", [path for path in examples() if path.stem not in WRONG], ids=lambda path: path.stem)
def test_every_field_of_an_example_is_right(path: Path) -> None:
    assert read_as_the_examples_do(path) == truth_of(path)


@pytest.mark.standard
@pytest.mark.parametrize("path", [path for path in examples() if path.stem in WRONG], ids=lambda path: path.stem)
def test_no_layout_is_read_worse_than_is_known(path: Path) -> None:
    assert wrong_fields(read_as_the_examples_do(path), truth_of(path)) == WRONG[path.stem]


@pytest.mark.standard
@pytest.mark.parametrize("path", examples(), ids=lambda path: path.stem)
def test_what_is_closed_is_never_read_as_open(path: Path) -> None:
    closed = {item["title"] for item in truth_of(path)["items"] if item["closed"]}
    read = read_as_the_examples_do(path)["items"]
    assert [item["title"] for item in read if item["title"] in closed and item["closed"] is False] == []


@pytest.mark.standard
def test_every_layout_that_is_known_to_be_wrong_is_there() -> None:
    assert WRONG.keys() <= {path.stem for path in examples()}
    assert len(examples()) - len(WRONG) >= 8
