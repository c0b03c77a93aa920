"""An interviewer's morning: a pad handed out and printed, five sheets typed one after the other, the rest counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from samspil.features.voices.models import Pad, Voice
from samspil.features.voices.slips import actions, queries
from samspil.paper import qr
from tests.journeys.base import Visit
from tests.kit.cast import Cast

pytestmark = pytest.mark.journey
WIDTHS = (375, 1280)


@pytest.fixture
def pad(cast: Cast, transactional_db: None) -> Pad:
    made = actions.hand_out(
        by=cast.alice,
        handing=actions.Handing(
            number=7,
            holder=cast.person(cast.bob),
            on=timezone.localdate(),
            organisation=cast.municipality,
            phone="87 12 34 56",
        ),
    )
    actions.print_pad(by=cast.alice, pad=made, address="samspil.example/kode/", draw=qr.svg)
    return made


def test_five_sheets_are_typed_without_leaving_the_page(open_visit: Callable[..., Visit], cast: Cast, pad: Pad) -> None:
    bob = open_visit(script=True)
    bob.log_in(cast.bob)
    page = bob.page
    bob.go("/bidrag/sedler/")
    bob.demand(widths=WIDTHS)
    page.locator("main").get_by_role("link", name="Sedler,").click()
    page.wait_for_load_state()
    bob.demand(widths=WIDTHS)
    page.get_by_role("link", name="Skriv ark ind").click()
    page.wait_for_load_state()
    bob.demand(widths=WIDTHS)
    main = page.locator("main")
    for number in range(1, 6):
        assert main.get_by_label("Arkets nummer").input_value() == str(number)
        main.get_by_label("Hvad sagde personen?").fill(f"Ark {number}: der er langt til bussen.")
        main.get_by_text("Nej", exact=True).first.click()
        main.get_by_text("Mine ord må bruges").click()
        if number == 1:
            main.get_by_label("Hvor var I?").fill("Vivild")
        assert main.get_by_label("Hvor var I?").input_value() == "Vivild"
        main.get_by_role("button", name="Gem, og tag det næste ark").click()
        page.wait_for_load_state()
        assert f"Ark {number} er skrevet ind" in page.locator("body").inner_text()

    assert Voice.objects.filter(place="Vivild").count() == 5
    bob.go(f"/bidrag/sedler/{pad.pk}/")
    page.get_by_text("Resten er ubrugt").first.click()
    bob.demand(widths=WIDTHS)
    page.locator("main form[action$='resten-er-ubrugt/'] button").click()
    page.wait_for_load_state()
    counted = queries.tally(queries.pad(cast.bob, pad.pk))
    assert (counted.out, counted.came_in, counted.void, counted.missing) == (5, 5, 2, 0)
    assert "Ingen sedler mangler." in page.locator("main").inner_text()
