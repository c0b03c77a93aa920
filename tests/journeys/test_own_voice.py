"""A citizen on a library's computer: opens their page with the code, and leaves nothing behind, by a press or by rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from samspil.features.voices import actions
from samspil.features.voices.models import Voice
from samspil.web import personal_links
from tests.journeys.base import Visit
from tests.kit.cast import Cast

pytestmark = pytest.mark.journey

WORDS = "Kanariefugl: bussen kører ikke efter klokken to."


@pytest.fixture
def voice(cast: Cast, transactional_db: None) -> Voice:
    return actions.receive(
        by=cast.alice,
        given=actions.Given(
            organisation=cast.municipality,
            words=WORDS,
            purposes=["interpret"],
            consent_form="oral",
            received_on=dt.date(2026, 2, 3),
            danger="no",
        ),
    )


def test_the_qr_code_opens_the_page_with_no_code_in_any_address_and_it_closes_for_good(
    open_visit: Callable[..., Visit], cast: Cast, voice: Voice
) -> None:
    code = actions.issue_code(by=cast.alice, voice=voice)
    dorte = open_visit()
    asked: list[str] = []
    dorte.page.on("request", lambda request: asked.append(request.url))
    dorte.go(f"/bidrag/kode/#{code}")
    dorte.page.wait_for_url(f"**/bidrag/mit/{voice.pk}/")
    assert WORDS in dorte.page.locator("main").inner_text()
    assert not any(code in url or code.replace("-", "") in url for url in asked)
    assert code not in dorte.page.evaluate("document.referrer")
    dorte.demand()

    # First and last on the page.
    buttons = dorte.page.locator("main").get_by_role("button")
    assert buttons.first.inner_text() == buttons.last.inner_text() == "Luk siden"
    buttons.last.click()
    dorte.page.wait_for_url("**/farvel/")
    dorte.demand()
    for _step in range(2):
        dorte.page.go_back()
        assert WORDS not in dorte.page.content()
        assert "Kanariefugl" not in dorte.page.content()
    dorte.go(f"/bidrag/mit/{voice.pk}/", status=404)


def test_it_warns_and_closes_itself_after_some_minutes_of_rest(
    open_visit: Callable[..., Visit], cast: Cast, voice: Voice
) -> None:
    code = actions.issue_code(by=cast.alice, voice=voice)
    dorte = open_visit()

    dorte.page.clock.install()
    dorte.go(f"/bidrag/kode/#{code}")
    dorte.page.wait_for_url(f"**/bidrag/mit/{voice.pk}/")
    notice = dorte.page.locator("[data-rest-notice]")
    assert notice.is_hidden()
    assert "lukker sig selv efter 5 minutter" in dorte.page.locator("main").inner_text()
    dorte.page.clock.run_for((personal_links.REST - personal_links.WARNING + 2) * 1000)
    assert notice.is_visible()
    # Whoever is there stays.
    dorte.page.keyboard.press("Shift")
    assert notice.is_hidden()
    dorte.page.clock.run_for((personal_links.REST + 2) * 1000)
    dorte.page.wait_for_url("**/farvel/")
    dorte.go(f"/bidrag/mit/{voice.pk}/", status=404)


def test_without_script_the_code_is_typed_and_the_page_is_closed_by_the_button(
    open_visit: Callable[..., Visit], cast: Cast, voice: Voice
) -> None:
    code = actions.issue_code(by=cast.alice, voice=voice)
    dorte = open_visit(script=False)
    dorte.go(f"/bidrag/kode/?kode={code}")
    assert dorte.page.url.partition("#")[0].endswith("/bidrag/kode/")
    dorte.page.get_by_label("Koden").fill(code.lower())
    dorte.page.get_by_role("button", name="Vis mit bidrag").click()
    assert WORDS in dorte.page.locator("main").inner_text()
    dorte.page.get_by_role("button", name="Luk siden").first.click()
    assert dorte.page.url.endswith("/farvel/")
    dorte.page.go_back()
    assert "Kanariefugl" not in dorte.page.content()
