"""The picture of the house is drawn from the code, says the same in words, and follows when the code changes."""

import xml.etree.ElementTree as ET

from tools import generate_architecture as picture

KINDS = [
    ("partnerships", "programme"),
    ("voices", "voice"),
    ("insights", "document"),
    ("insights", "insight"),
    ("cases", "decision"),
    ("voices", "answer"),
]
SVG = "{http://www.w3.org/2000/svg}"


def plan():
    features = {"partnerships": ("core", "times"), "voices": (), "insights": (), "cases": ("agenda",)}
    return picture.Plan({"site": (), "features": (), "spine": ("kinds", "thread")}, features, picture.way(KINDS))


def test_the_way_begins_with_a_voice_and_neighbours_in_a_feature_are_one_step():
    assert picture.way(KINDS) == (
        picture.Step("voices", ("voice",)),
        picture.Step("insights", ("document", "insight")),
        picture.Step("cases", ("decision",)),
        picture.Step("voices", ("answer",)),
    )
    assert picture.way(KINDS[:1]) == ()


def test_sub_areas_are_the_packages_that_are_no_part_of_the_anatomy(tmp_path):
    for name in ("agenda", "rules", "views", "migrations", "seats"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / "templates").mkdir()
    assert picture.areas(tmp_path) == ("agenda", "seats")


def test_floors_are_those_of_the_law_from_the_top_down():
    assert list(picture.floors(picture.ROOT)) == ["site", "features", "web", "spine", "analysis", "paper"]
    assert {"kinds", "thread", "journal"} <= set(picture.floors(picture.ROOT)["spine"])


def test_the_picture_has_a_title_and_a_description_that_says_the_same():
    drawn = ET.fromstring(picture.svg(plan()))
    assert drawn.get("role") == "img"
    assert drawn.get("aria-labelledby").split() == [drawn.find(f"{SVG}{name}").get("id") for name in ("title", "desc")]
    assert drawn.find(f"{SVG}desc").text == (
        "Floors from the top down: site, features, spine. A floor uses those below it, never those above. "
        "Features, each with its sub-areas: partnerships (core, times); voices; insights; cases (agenda). "
        "One voice's way: 1. voices: voice; 2. insights: document, insight; 3. cases: decision; 4. voices: answer."
    )
    written = [each.text for each in drawn.iter(f"{SVG}text")]
    assert {"site", "core", "times", "agenda", "document, insight", "4", "kinds, thread"} <= set(written)


def test_a_new_sub_area_or_floor_changes_the_picture():
    before = plan()
    after = picture.Plan(before.floors, before.features | {"voices": ("danger",)}, before.way)
    assert picture.svg(before) == picture.svg(plan())
    assert picture.svg(before) != picture.svg(after)


def test_everything_drawn_lies_inside_the_picture():
    drawn = ET.fromstring(picture.svg(plan()))
    _, _, width, height = map(float, drawn.get("viewBox").split())
    for each in drawn.iter():
        assert 0 <= float(each.get("x") or each.get("cx") or 0) <= width
        assert 0 <= float(each.get("y") or each.get("cy") or 0) <= height
