"""A coordinator narrows the lists of voices by several things, takes one away again, and finds nobody: without script too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from samspil.features.voices.models import Voice
from tests.journeys.base import Visit
from tests.kit import given
from tests.kit.cast import Cast

pytestmark = pytest.mark.journey
WIDTHS = (375, 1280)


@pytest.fixture
def voices(cast: Cast, transactional_db: None) -> list[Voice]:
    day = timezone.localdate() - dt.timedelta(days=50)
    return [
        given.voice(cast, title=f"Bidrag fra {place}, {side}", place=place, side=side, danger="no", received_on=day)
        for place in ("Vivild", "Ørsted")
        for side in ("citizen", "professional")
    ]


@pytest.mark.parametrize("script", [True, False])
def test_a_list_is_narrowed_and_loosened(
    open_visit: Callable[..., Visit], cast: Cast, voices: list[Voice], *, script: bool
) -> None:
    alice = open_visit(script=script)
    alice.log_in(cast.alice)
    page = alice.page
    for address in ("/bidrag/?vis=venter-paa-svar", "/bidrag/uden-svar/"):
        alice.go(address)
        main = page.locator("main")
        main.get_by_text("Afgræns", exact=True).click()
        main.get_by_label("Sted", exact=True).select_option("Vivild")
        main.get_by_label("Hvem", exact=True).select_option("borger")
        main.get_by_label("Ventetid", exact=True).select_option("over-30")
        alice.demand(widths=WIDTHS)
        main.get_by_role("button", name="Vis", exact=True).click()
        page.wait_for_load_state()
        assert main.get_by_role("heading", level=2).all_inner_texts() == ["Bidrag fra Vivild, citizen"]
        assert "1 bidrag." in main.inner_text()
        alice.demand(widths=WIDTHS)

        main.get_by_role("link", name="Fjern Hvem: Borger").click()
        page.wait_for_load_state()
        assert len(main.get_by_role("heading", level=2).all_inner_texts()) == 2

        main.get_by_text("Afgræns").first.click()
        main.get_by_label("Hvem", exact=True).select_option("politiker")
        main.get_by_role("button", name="Vis", exact=True).click()
        page.wait_for_load_state()
        assert "Uden »Sted: Vivild«" in main.inner_text()
        alice.demand(widths=WIDTHS)
