"""The day itself in a browser: who came, what they got, where we landed; and the one who was not there meets it first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from samspil.features.partnerships.core import actions
from samspil.features.partnerships.core.models import Activity
from samspil.features.partnerships.day.models import Rating
from samspil.features.partnerships.plans import actions as plan_actions
from samspil.spine import gatherings, people
from samspil.spine.models import Message
from tests.journeys.base import Visit
from tests.kit.cast import SINCE, Cast

pytestmark = pytest.mark.journey
PHONE = {"width": 375, "height": 800}
PHONES = (320, 375)


@pytest.fixture
def activity(cast: Cast) -> Activity:
    """A talk in the partnership, with Bob and Poul expected."""
    people.give_role(
        by=people.job("test"),
        person=cast.person(cast.politician),
        role="politician",
        organisation=cast.municipality,
        circle=cast.partnership,
        from_on=SINCE,
    )
    partnership = actions.set_up(
        by=cast.alice,
        name="Sammen i Eksempel",
        circle=cast.partnership,
        organisation=cast.municipality,
        purpose="At mødes",
        visibility="circle",
        is_invented=True,
    )
    made = plan_actions.plan(
        by=cast.alice,
        partnership=partnership,
        title="Køkkenbordssamtaler",
        on=dt.date(2026, 3, 1),
        level="hear",
        method="kitchen_table_talk",
    )
    for actor in (cast.bob, cast.politician):
        gatherings.invite(by=cast.alice, gathering=made.gathering, person=cast.person(actor))

    for number in range(1, 5):
        gatherings.invite(
            by=cast.alice, gathering=made.gathering, name=f"Borger {number} (opdigtet)", presence="present"
        )

    return made


def test_held_attended_rated_landed_and_read_first_by_who_was_not_there(
    open_visit: Callable[..., Visit], cast: Cast, activity: Activity
) -> None:
    alice = open_visit()
    alice.log_in(cast.alice)
    alice.page.set_viewport_size(PHONE)
    page = alice.page
    alice.go(f"/partnerskaber/aktivitet/{activity.pk}/")
    alice.demand(widths=PHONES)
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Hvem kom?").click()
    alice.demand(widths=PHONES)
    page.set_viewport_size(PHONE)
    page.locator(".came-list > li > label", has_text="Bob").click()
    page.locator(".came-list summary", has_text="Poul").click()
    page.get_by_label("Andet om Poul").select_option("apology")
    page.get_by_label("Kom uden at være inviteret").fill("Nabo (opdigtet)")
    page.get_by_role("button", name="Gem fremmødet").click()
    page.get_by_text("Fremmødet er gemt.").wait_for()
    assert page.get_by_role("checkbox", name="Bob").is_checked()
    smallest = page.evaluate(
        "() => Math.min(...[...document.querySelectorAll('.came-list > li > label')].map(each => each.getBoundingClientRect().height))"
    )
    assert smallest >= 44

    # The save has said that it was held.
    alice.go(f"/partnerskaber/aktivitet/{activity.pk}/")
    page.get_by_role("button", name="Vis koden til at vurdere inddragelsen").click()
    alice.demand(widths=PHONES)
    code = page.locator(".copy-address").inner_text()

    for _each in range(5):
        phone = open_visit()
        phone.page.set_viewport_size(PHONE)
        phone.go(f"/partnerskaber/vurder/#{code}")
        phone.page.get_by_label("Jeg blev hørt").check()
        phone.demand(widths=PHONES)
        phone.page.get_by_role("button", name="Send svaret").click()
        phone.page.get_by_text("Dit svar er gemt uden navn.").wait_for()
    phone.demand(widths=PHONES)
    assert list(Rating.objects.values_list("level", flat=True)) == ["hear"] * 5

    alice.go(f"/partnerskaber/aktivitet/{activity.pk}/")
    assert page.get_by_text("5 af 5 fik mindst det, der var lovet.").is_visible()
    page.get_by_role("link", name="Skriv, hvor vi landede").click()
    page.get_by_role("button", name="Gem og send til alle inviterede").click()
    alice.demand(widths=PHONES)
    page.get_by_label("Hvor landede vi?").fill("De venter for længe, fordi vejen er lang.")
    page.get_by_label("Hvad kom der ud af det?").fill("Fem bidrag, som vi tolker sammen.")
    page.get_by_label("Hvad skal der nu ske?").fill("Alice indkalder til fællestolkning.")
    page.get_by_label("Hvad skal gøres?").first.fill("Indkald til fællestolkning")
    page.get_by_label("Hvem gør det?").first.select_option("Alice")
    page.get_by_role("button", name="Gem og send til alle inviterede").click()
    page.get_by_role("heading", name="Åbne opgaver").wait_for()
    alice.demand(widths=PHONES)

    sent = list(Message.objects.order_by("created_at").values_list("address", flat=True))
    assert sent == ["poul@example.org", "bob@example.org"]
    poul = open_visit()
    poul.log_in(cast.politician)
    poul.page.set_viewport_size(PHONE)
    poul.go("/")
    first = poul.page.locator("main h3").first
    assert first.inner_text() == "Du var ikke med: her landede vi"
    poul.demand(widths=PHONES)
    poul.page.get_by_role("link", name="Køkkenbordssamtaler").first.click()
    assert poul.page.get_by_text("De venter for længe, fordi vejen er lang.").is_visible()
