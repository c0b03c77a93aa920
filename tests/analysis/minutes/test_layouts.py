"""Layouts in the manner of other authorities, each with its truth."""

import json
from pathlib import Path

import pytest

from samspil.analysis import minutes

FOLDER = Path(__file__).parent / "layouts"
TRUTHS = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.stem)
def test_every_field_of_a_layout_is_right(path: Path) -> None:
    truth = json.loads(path.read_text(encoding="utf-8"))
    truth.pop("held_out")
    found = minutes.parse(minutes.read(path.with_suffix(".txt"))).as_json()
    kept = {name: found[name] for name in truth if name != "items"}
    kept["items"] = [{name: item[name] for name in truth["items"][0]} for item in found["items"]]
    assert kept == truth


def test_at_least_four_of_at_least_twelve_layouts_were_held_out() -> None:
    held = [json.loads(path.read_text(encoding="utf-8"))["held_out"] for path in TRUTHS]
    assert len(held) >= 12
    assert held.count(True) >= 4
