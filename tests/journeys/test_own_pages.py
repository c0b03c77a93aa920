"""Journeys through the pages that belong to no feature, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from samspil.spine import duties, people
from samspil.spine.models import Link, Node
from samspil.spine.people import Actor
from tests.journeys.base import PASSWORD, Visit
from tests.kit.cast import SINCE, Cast

pytestmark = pytest.mark.journey

Record = Callable[..., Node]
Tie = Callable[..., Link]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/om/", 200),
        ("/was/", 200),
        ("/privatliv/", 200),
        ("/soeg/?q=ord", 200),
        ("/konto/login/", 200),
        ("/konto/password/reset/", 200),
        ("/konto/password/reset/done/", 200),
        ("/driftstatus/", 503),  # no worker has been here
        ("/findes-ikke/", 404),
    ],
)
def test_anybody_meets_pages_without_barriers(visit: Visit, path: str, status: int) -> None:
    visit.go(path, status=status)
    visit.demand()
    if status == 404:
        assert visit.page.title().startswith("Fejl:")


def test_a_coordinator_follows_the_thread_from_search_to_a_new_link(
    visit: Visit, cast: Cast, record: Record, tie: Tie
) -> None:
    voice, case = record("Bussen kører ikke til lægen", words="bus"), record("Busrute 14", kind="test_late")
    record("Møde om busser", kind="test_late", words="busser")
    tie(voice, case)
    visit.log_in(cast.alice)
    visit.go("/")
    visit.page.locator("#front-search").fill("bussen lægen")
    visit.page.locator("#front-search").press("Enter")
    visit.demand()
    assert visit.page.locator("mark").all_inner_texts() == ["Bussen", "lægen", "bus"]
    visit.page.get_by_role("link", name="Bussen kører ikke til lægen").click()
    visit.demand()
    assert visit.page.locator("svg a").count() == 2
    visit.page.get_by_role("link", name="Tilføj sammenhæng").click()
    visit.page.get_by_label("Ord fra titlen eller teksten").fill("møde")
    visit.page.locator("main").get_by_role("button", name="Søg").click()
    visit.demand()
    visit.page.get_by_role("link", name="Vælg Møde om busser").click()
    visit.page.get_by_role("button", name="Gem sammenhængen").click()
    visit.demand()
    assert visit.page.evaluate("document.activeElement.className").endswith("error-summary")
    visit.page.get_by_role("link", name="Hvordan ved du det?").click()
    assert visit.page.evaluate("document.activeElement.id") == "id_why"
    visit.page.get_by_label("Bussen kører ikke til lægen").check()
    visit.page.get_by_label("Hvad gjorde det, der kom først?").select_option("førte til")
    visit.page.get_by_label("Inspirerede").check()
    visit.page.get_by_label("Hvordan ved du det?").fill("Mødet blev holdt efter samtalen")
    visit.page.get_by_role("button", name="Gem sammenhængen").click()
    visit.page.wait_for_url("**/traad/*/")
    assert visit.page.locator("svg a").count() == 3
    visit.demand()


def test_boxes_are_reached_and_opened_by_keyboard(visit: Visit, record: Record, tie: Tie) -> None:
    first, last = record("Først"), record("Sidst", kind="test_late")
    tie(first, last)
    visit.go(f"/traad/{first.pk}/")
    visit.page.locator("svg a").nth(1).focus()
    ring = visit.page.evaluate("getComputedStyle(document.querySelectorAll('svg a rect.box')[1]).strokeWidth")
    assert ring == "5px"
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(f"**/traad/{last.pk}/")


def evaluator(cast: Cast) -> Actor:
    """Give somebody whose role asks for nothing but a password."""
    person = people.add_person(by=people.job("test"), name="Eva", email="eva@example.org", is_invented=True)
    people.give_role(
        by=people.job("test"), person=person, role="evaluator", organisation=cast.municipality, from_on=SINCE
    )
    return people.actor_for(person)


def test_logging_in_and_out_works_without_script(visit_without_script: Visit, cast: Cast) -> None:
    visit = visit_without_script
    visit.user(evaluator(cast))
    visit.go("/opgaver/")
    visit.page.get_by_label("Brugernavn").fill("eva")
    visit.page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
    visit.page.locator("main").get_by_role("button", name="Log ind", exact=True).click()
    assert visit.page.url.endswith("/opgaver/")
    assert "Du har ingen åbne opgaver" in visit.page.locator("main").inner_text()
    visit.page.locator("header .fold-right > summary").click()
    visit.page.get_by_role("button", name="Log af").click()
    assert visit.page.locator("header").get_by_role("link", name="Log ind").count() == 1


def test_a_duty_is_done_with_proof_without_script(visit_without_script: Visit, cast: Cast, record: Record) -> None:
    visit = visit_without_script
    node = record("Bidraget")
    duties.give(by=cast.alice, node=node, purpose="call", title="Ring tilbage", owner=cast.person(cast.alice))
    visit.log_in(cast.alice)
    visit.go("/opgaver/")
    visit.page.get_by_role("link", name="Meld udført Ring tilbage").click()
    visit.page.get_by_role("button", name="Meld udført").click()
    assert visit.page.title().startswith("Fejl:")
    visit.page.get_by_label("Hvad viser, at opgaven er udført?").fill("Ringede den 3. marts")
    visit.page.get_by_role("button", name="Meld udført").click()
    assert "Ingen venter på dig lige nu." in visit.page.locator("main").inner_text()


def test_the_small_menu_opens_without_script(visit_without_script: Visit) -> None:
    visit = visit_without_script
    visit.page.set_viewport_size({"width": 320, "height": 800})
    visit.go("/")
    menu = visit.page.get_by_role("navigation", name="Menu på små skærme")
    assert menu.get_by_role("link").first.is_visible() is False
    menu.locator("summary").click()
    assert menu.get_by_role("link").first.is_visible() is True


@pytest.mark.parametrize(
    "path",
    [
        "/opgaver/",
        "/min-konto/",
        "/min-konto/ekstra-noegle/",
        "/konto/password/change/",
        "/konto/2fa/",
        "/konto/2fa/totp/activate/",
        "/konto/sessions/",
        "/konto/2fa/webauthn/",
        "/konto/2fa/webauthn/add/",
        "/konto/logout/",
    ],
)
def test_the_pages_of_an_account_have_no_barriers(visit: Visit, cast: Cast, path: str) -> None:
    visit.user(evaluator(cast))
    visit.go(f"/konto/login/?next={path}")
    visit.page.get_by_label("Brugernavn").fill("eva")
    visit.page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
    visit.page.locator("main").get_by_role("button", name="Log ind", exact=True).click()
    visit.page.wait_for_load_state()
    if "/konto/reauthenticate/" in visit.page.url:
        visit.demand()
        visit.page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
        visit.page.get_by_role("button", name="Bekræft").click()
    visit.page.wait_for_url(f"**{path}")
    visit.demand()


def test_a_coordinator_is_led_to_a_second_factor(visit: Visit, cast: Cast) -> None:
    visit.user(cast.alice)
    visit.go("/konto/login/?next=/opgaver/")
    visit.page.get_by_label("Brugernavn").fill("alice")
    visit.page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
    visit.page.locator("main").get_by_role("button", name="Log ind", exact=True).click()
    visit.page.wait_for_url("**/min-konto/ekstra-noegle/")
    visit.demand()


@pytest.mark.urls("tests.web.extra_urls")
def test_a_form_swapped_in_by_htmx_keeps_a_working_date_picker_and_one_menu(visit: Visit) -> None:
    visit.go("/proeve/dato/")
    page = visit.page
    doors = page.locator("nav[aria-label=Hovedmenu] a").count()
    assert doors
    for _swap in range(3):
        # The button takes the focus; what is swapped in gives it to the summary of what is wrong.
        page.get_by_role("button", name="Gem").click()
        page.locator(".error-summary:focus").wait_for()

    assert page.locator("#id_day").count() == 1
    assert page.locator("nav[aria-label=Hovedmenu] a").count() == doors
    opener = page.locator(".date-picker__button")
    assert opener.count() == 1
    opener.click()
    calendar = page.locator(".date-picker__calendar")
    assert calendar.is_visible()
    visit.demand(widths=(1280,))
    opener.click()
    assert not calendar.is_visible()
    page.locator("#id_day").fill("17/05/2026")
    page.locator("#id_day").blur()
    page.get_by_role("button", name="Gem").click()
    page.get_by_text("Dagen er 2026-05-17").wait_for()
    assert visit.errors == []


@pytest.mark.urls("tests.web.extra_urls")
def test_a_date_is_written_without_script(visit_without_script: Visit) -> None:
    visit_without_script.go("/proeve/dato/")
    visit_without_script.page.get_by_label("Dato").fill("17. maj 2026")
    visit_without_script.page.get_by_role("button", name="Gem").click()
    visit_without_script.page.get_by_text("Dagen er 2026-05-17").wait_for()


def test_the_page_fetches_only_its_own_small_fonts(visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.go("/")
    visit.page.evaluate("document.fonts.ready")
    visit.page.wait_for_load_state("networkidle")
    fonts = [url.rpartition("/")[2] for url in asked if "/fonts/" in url]
    assert fonts
    assert [font for font in fonts if not font.endswith("-Latin1.woff2")] == []
    assert [url for url in asked if not url.startswith(visit.address)] == []
