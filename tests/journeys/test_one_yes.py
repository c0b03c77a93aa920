"""A person at a library: the paper code, one yes taken back, and given again, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from samspil.features.voices import actions
from samspil.features.voices.consents import queries
from samspil.features.voices.models import Voice
from tests.features.voices.conftest import make_public
from tests.journeys.base import Visit
from tests.kit import given
from tests.kit.cast import Cast

pytestmark = pytest.mark.journey
WIDTHS = (375, 1280)


@pytest.fixture
def voice(cast: Cast, transactional_db: None) -> Voice:
    made = given.voice(cast, within=cast.partnership)
    make_public(cast, made)
    return made


def look(person: Visit, *, script: bool) -> None:
    """Hold the page to what every page must be: it asks for script, and the page is the same without."""
    if script:
        person.demand(widths=WIDTHS)


@pytest.mark.parametrize("script", [True, False])
def test_one_yes_is_taken_back_and_given_again(
    open_visit: Callable[..., Visit], cast: Cast, voice: Voice, *, script: bool
) -> None:
    code = actions.issue_code(by=cast.alice, voice=voice)
    person = open_visit(script=script)
    page = person.page
    person.go("/bidrag/kode/")
    page.get_by_label("Koden på dit papir").fill(code)
    page.get_by_role("button", name="Vis mit bidrag").click()
    page.wait_for_load_state()
    page.get_by_role("link", name="Ret det, jeg har sagt ja til").first.click()
    page.wait_for_load_state()
    look(person, script=script)

    asked = page.locator("section", has=page.get_by_role("heading", name="Mine ord må citeres ordret."))
    asked.locator("summary").click()
    look(person, script=script)
    asked.get_by_role("button").click()
    page.wait_for_load_state()
    look(person, script=script)
    assert "Dit ja er taget tilbage" in page.locator("body").inner_text()
    voice.refresh_from_db()
    assert (voice.state, queries.purposes(voice) & {"quote", "publish"}) == ("received", frozenset())

    asked.get_by_role("button", name="Sig ja").click()
    page.get_by_text("Du har sagt ja: »Mine ord må citeres ordret.«").first.wait_for()
    assert "quote" in queries.purposes(voice)
