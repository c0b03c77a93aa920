"""A half-filled form is not left by mistake, and a login that ends by rest says so first and loses nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Dialog, expect

from samspil.features.partnerships.core.models import Activity
from samspil.spine import duties, journal
from samspil.spine.models import DemoMark, Duty
from tests.journeys.base import PASSWORD, Visit
from tests.kit import given
from tests.kit.cast import Cast

pytestmark = pytest.mark.journey

WORDS = "Hun ringede i torsdags, og vi talte om bussen til Grenaa."


@pytest.fixture
def duty(cast: Cast, record) -> Duty:
    node = record("En sag")
    with journal.writing():
        return duties.give(by=cast.alice, node=node, purpose="call", title="Ring", owner=cast.person(cast.alice))


def test_leaving_a_half_filled_form_is_asked_about(visit: Visit, cast: Cast, duty: Duty) -> None:
    page, asked = visit.page, []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    visit.log_in(cast.alice)
    visit.go(f"/opgaver/{duty.pk}/")
    box = page.get_by_role("textbox").last
    box.press_sequentially("Hun")
    page.once("dialog", stay)
    page.get_by_role("link", name="Samspil").first.click()
    assert asked == ["beforeunload"]
    expect(box).to_have_value("Hun")

    box.fill(WORDS)
    page.locator("main form[method=post] button").last.click()
    page.wait_for_url("**/mit-samspil/")
    assert asked == ["beforeunload"]
    duty.refresh_from_db()
    assert duty.proof == WORDS


def test_a_login_that_ends_by_rest_says_so_and_gives_back_what_was_typed(visit: Visit, cast: Cast, duty: Duty) -> None:
    page = visit.page
    # In a demo a password is enough: the second factor has journeys of its own.
    DemoMark.objects.create()
    visit.log_in(cast.alice)
    page.clock.install()
    visit.go(f"/opgaver/{duty.pk}/")
    page.get_by_role("textbox").last.fill(WORDS)
    warning = page.locator("#rest-warning")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("26:00")
    expect(warning).to_be_visible()
    visit.demand(widths=(320, 1280))
    with page.expect_response("**/her-endnu/") as answer:
        page.get_by_role("button", name="Bliv logget ind").click()
    assert answer.value.status == 200
    expect(warning).to_be_hidden()

    rest_is_over(visit)
    page.locator("main form[method=post] button").last.click()
    page.wait_for_url("**/konto/login/**")
    page.get_by_label("Brugernavn").fill("alice")
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind", exact=True).click()
    page.wait_for_url(f"**/opgaver/{duty.pk}/?gemt=*")
    expect(page.get_by_role("textbox").last).to_have_value(WORDS)
    visit.demand()
    page.locator("main form[method=post] button").last.click()
    page.wait_for_url("**/mit-samspil/")
    duty.refresh_from_db()
    assert duty.proof == WORDS


def rest_is_over(visit: Visit) -> None:
    """Let half an hour pass for the session that stands in the browser."""
    from django.contrib.sessions.backends.db import SessionStore

    key = next(each["value"] for each in visit.context.cookies() if each["name"] == "samspil")
    session = SessionStore(session_key=key)
    session["seen_at"] = int(timezone.now().timestamp()) - 31 * 60
    session.save()


def test_a_date_is_sent_as_it_was_typed_and_one_that_is_none_is_refused_where_it_stands(
    visit: Visit, cast: Cast
) -> None:
    """The date picker would send nothing of what it cannot read, and the activity be planned without a day."""
    page, within = visit.page, given.partnership(cast)
    visit.log_in(cast.alice)
    visit.go(f"/partnerskaber/{within.pk}/ny-aktivitet/")
    page.get_by_label("Hvilken slags?").select_option(label="Køkkenbordssamtaler")
    for typed in ("31-02-2027", "i morgen"):
        page.locator("#id_on").fill(typed)
        page.get_by_role("button", name="Gem").last.click()
        expect(page.locator("[data-module='error-summary']")).to_contain_text(f"»{typed}«")
        expect(page.locator("#id_on")).to_have_value(typed)
    assert not Activity.objects.exists()

    page.locator("#id_on").fill("14. januar 2027")
    page.get_by_role("button", name="Gem").last.click()
    page.wait_for_url(lambda address: "ny-aktivitet" not in address)
    assert Activity.objects.get().node.occurred_on == dt.date(2027, 1, 14)


def test_what_sends_a_piece_of_a_page_is_ready_once_the_page_is_complete(visit: Visit, cast: Cast) -> None:
    within = given.partnership(cast)
    visit.log_in(cast.alice)
    for _turn in range(3):
        visit.go(f"/partnerskaber/{within.pk}/ny-aktivitet/")
        visit.page.wait_for_function("() => window.htmx && window.htmx.config.includeIndicatorStyles === false")
        sends = (
            "[...document.querySelectorAll('[hx-get], [hx-post]')].map((each) => Boolean(each['htmx-internal-data']))"
        )
        assert set(visit.page.evaluate(sends)) == {True}
