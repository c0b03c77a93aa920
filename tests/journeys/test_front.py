"""What everyone meets first, looked at by axe: the front page, a door and a list, in light, in dark and in forced colours."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.base import WIDTHS, Visit
from tests.kit.cast import Cast

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}


@pytest.fixture
def furnished(cast: Cast, record: Any, tie: Any) -> None:
    voice, decision = record("Bussen kører ikke", kind="voice"), record("Byrådet godkendte", kind="decision")
    tie(voice, decision)
    record("Vejen er lang", kind="insight", is_invented=True)


@pytest.mark.parametrize("look", LOOKS)
def test_front_door_and_list_have_no_barriers_in_any_colours(furnished: None, visit: Visit, look: str) -> None:
    # The first page that a server draws reads its templates, which a machine with other work takes its time for.
    visit.context.set_default_timeout(60_000)
    visit.page.emulate_media(**LOOKS[look])
    for path in ("/", "/stemmer/", "/indsigter/"):
        visit.go(path)
        for width in WIDTHS:
            visit.page.set_viewport_size({"width": width, "height": 900})
            assert visit.violations() == [], f"{path} at {width} px, {look}"
            wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} is {wide} px too wide at {width} px"


def test_on_paper_the_letters_are_those_of_the_screen_and_nothing_is_to_be_pressed(
    furnished: None, visit: Visit
) -> None:
    visit.context.set_default_timeout(60_000)
    visit.page.set_viewport_size({"width": 672, "height": 900})  # an A4 within its margins
    for path in ("/", "/stemmer/", "/indsigter/", "/bidrag/"):
        visit.go(path)
        visit.page.emulate_media(media="print", color_scheme="dark")
        look = visit.page.evaluate("""() => ({
          letters: getComputedStyle(document.querySelector('h1')).fontFamily,
          ground: getComputedStyle(document.documentElement).getPropertyValue('--ground').trim(),
          pressed: [...document.querySelectorAll('button, .button')].filter(each => each.checkVisibility()).map(each => each.innerText),
          wide: document.documentElement.scrollWidth - document.documentElement.clientWidth })""")
        visit.page.emulate_media(media="screen", color_scheme="light")
        assert look["letters"].startswith('"IBM Plex Sans"'), path
        assert look["ground"] == "#fff"
        assert look["pressed"] == []
        assert look["wide"] <= 0, path


def test_the_header_is_low_on_a_phone_and_what_is_needed_is_in_sight(cast: Cast, visit: Visit) -> None:
    visit.log_in(cast.alice)
    for width in (320, 375, 1280):
        visit.page.set_viewport_size({"width": width, "height": 700})
        visit.go("/sager/")
        header = visit.page.locator("header")
        box = header.bounding_box()
        assert box is not None
        assert box["height"] <= 120, width
        expect(header.get_by_role("link", name="Har du en kode?")).to_be_visible()
        expect(header.get_by_role("link", name="Mit Samspil")).to_be_visible()
    assert visit.errors == []


def test_dark_is_dark_for_what_the_design_system_draws(cast: Cast, visit: Visit) -> None:
    visit.page.emulate_media(color_scheme="dark")
    visit.go("/bidrag/kode/")
    ground = "element => getComputedStyle(element).backgroundColor"
    assert visit.page.locator("body").evaluate(ground) == "rgb(21, 24, 26)"
    assert visit.page.locator("main input.form-input").first.evaluate(ground) == "rgb(21, 24, 26)"
