"""The eight published examples: every field right."""

import json
from pathlib import Path
from typing import Any

import pytest

from samspil.analysis import minutes
from tests import shared

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


@pytest.mark.standard
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_every_field_of_an_example_is_right(path: Path) -> None:
    truth = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    expected = {name: truth[name] for name in (*MEETING, "items")}
    for item in expected["items"]:
        item["decision"] = item["decision"] and item["decision"].strip()
    assert read_as_the_examples_do(path) == expected


@pytest.mark.standard
def test_there_are_eight_examples() -> None:
    assert len(list(FOLDER.glob("*.txt"))) == 8
