"""The three jobs of a partnership where people gave up, with how many pages and actions each takes, before and now.

Before: main at 83460dcf, driven in the demo as alice; the day with ten people, invited by asking for times, where it is forty now. An
action is a press, a tick or a field that is filled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator

from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.parties import queries as party_queries
from samspil.features.partnerships.parties.actions import Newcomer
from samspil.features.partnerships.plans import actions as plans
from samspil.spine import people
from samspil.spine.models import Invitation, Message
from tests.journeys.base import Visit
from tests.kit import given
from tests.kit.cast import Cast

pytestmark = pytest.mark.journey
PHONE = {"width": 375, "height": 812}
BEFORE = {"nine": (30, 76), "activity": (5, 8), "day": (23, 58)}
MOST_PAGES = {"nine": 6, "activity": 2, "day": 8}
LEAST_TARGET = 44
MANY = 40
NINE = """Anna Ask; Eksempel Kommune; anna@example.org; politiker
Bo Birk; Eksempel Kommune; bo@example.org; sygeplejerske
Carl Dam; Anden Kommune; carl@example.org; politiker
Dorte Eg; Anden Kommune; dorte@example.org; medarbejder
Eva Fog; Gåklubben (forening); eva@example.org
Frede Gran; Gåklubben; frede@example.org
Gry Holm, gry@example.org, borger
Hans Iversen, 12 34 56 78
Ida Juul, Eksempel Kommune, ida@example.org, direktør"""


class Counted:
    """Somebody at a page, whose pages and actions are counted."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.page = visit, visit.page
        visit.context.set_default_timeout(60_000)
        self.pages = self.actions = 0

    def go(self, path: str) -> None:
        self.visit.go(path)
        self.pages += 1

    def follow(self, name: str) -> None:
        self._onward(self.page.locator("main").get_by_role("link", name=name).first)

    def press(self, name: str) -> None:
        self._onward(self.page.locator("main").get_by_role("button", name=name).locator("visible=true").first)

    def _onward(self, control: Locator) -> None:
        self.actions += 1
        with self.page.expect_navigation():
            control.click()
        self.pages += 1

    def tick(self, control: Locator) -> None:
        self.actions += 1
        control.click()

    def write(self, label: str, words: str) -> None:
        self.actions += 1
        self.page.locator("main").get_by_label(label).first.fill(words)

    def on(self, day: dt.date) -> None:
        self.actions += 1
        self.page.locator("#id_on").fill(day.strftime("%d/%m/%Y"))

    def told(self, job: str, capsys: pytest.CaptureFixture[str]) -> None:
        """Print what it took before and now, and hold it to the goal."""
        with capsys.disabled():
            pages, actions = BEFORE[job]
            print(f"\n{job}: before {pages} pages, {actions} actions; now {self.pages} pages, {self.actions} actions")
        assert self.pages <= MOST_PAGES[job]
        assert self.actions < BEFORE[job][1]


def on_a_phone(visit: Visit, cast: Cast) -> Counted:
    visit.log_in(cast.alice)
    visit.page.set_viewport_size(PHONE)
    return Counted(visit)


def demand(hand: Counted) -> None:
    hand.visit.demand(widths=(320, 375, 1280))
    hand.page.set_viewport_size(PHONE)


def test_a_partnership_with_nine_people_roles_and_a_first_activity(
    visit: Visit, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    hand = on_a_phone(visit, cast)
    page = hand.page
    hand.go("/partnerskaber/")
    hand.follow("Opret et partnerskab")
    hand.write("Hvad hedder partnerskabet?", "Sammen om vejen")
    hand.write("Hvad vil I sammen?", "At ingen venter, fordi vejen er lang.")
    hand.tick(page.get_by_text("Anden Kommune", exact=True))
    hand.press("Opret")
    demand(hand)
    hand.write("Indsæt en liste", NINE)
    hand.press("Se det igennem")
    assert page.locator(".pick-read").count() == 9
    page.get_by_text("Bliver part i partnerskabet: Gåklubben").wait_for()
    assert Partnership.objects.get(node__title="Sammen om vejen").circle.partners.count() == 2, "nothing is saved yet"
    demand(hand)
    hand.press("Gem 9 personer")
    demand(hand)
    hand.on(timezone.localdate() + dt.timedelta(days=30))
    hand.write("Begynder kl.", "10")
    hand.press("Gem")
    assert page.locator("h1").inner_text() == "Sammen om vejen"
    demand(hand)

    made = Partnership.objects.get(node__title="Sammen om vejen")
    assert len(party_queries.roles(made)) == 10
    assert made.charters.get().expectations.count() >= 4
    assert made.activities.get().method == "meeting"
    hand.told("nine", capsys)


def test_an_activity_in_two_pages(visit: Visit, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    partnership = given.partnership(cast)
    hand = on_a_phone(visit, cast)
    hand.visit.go(f"/partnerskaber/{partnership.pk}/")
    hand.follow("Læg en aktivitet i planen")
    shown = hand.page.locator("main form .form-group").locator("visible=true")
    assert 4 <= shown.count() <= 7
    hand.actions += 1
    hand.page.get_by_label("Hvilken slags?").select_option(label="Køkkenbordssamtaler")
    # With script the folded part takes the words of the kind.
    hand.page.locator("#id_drawn_from[value='kitchen_table_talk']").wait_for(state="attached")
    hand.page.get_by_text("Flere oplysninger").click()
    assert hand.page.get_by_label("Ingen oplæg").is_checked()
    demand(hand)
    hand.on(timezone.localdate() + dt.timedelta(days=30))
    hand.write("Begynder kl.", "10")
    hand.press("Gem")
    demand(hand)

    made = Activity.objects.get(partnership=partnership)
    assert (made.node.title, made.level, made.opening) == ("Køkkenbordssamtaler", "hear", "none")
    assert timezone.localtime(made.gathering.ends_at).time() == dt.time(11, 30)
    hand.told("activity", capsys)


@pytest.fixture
def forty(cast: Cast) -> Activity:
    """Something that is held today in a partnership of forty, the first of whom has a telephone alone."""
    partnership = given.partnership(cast)
    club = people.add_organisation(by=cast.alice, name="Gåklubben", kind="association")
    coming = [
        Newcomer(
            f"Nr {at:02}",
            ("politician", "staff", "member")[at % 3],
            "" if at == 1 else f"nr{at}@example.org",
            "12 34 56 78" if at == 1 else "",
            organisation=(cast.municipality, cast.elsewhere, club)[at % 3],
        )
        for at in range(1, MANY)
    ]
    parties.add_members(by=cast.alice, partnership=partnership, newcomers=coming)
    return plans.plan(
        by=cast.alice, partnership=partnership, title="Samtalesalon", on=timezone.localdate(), starts=dt.time(23, 59)
    )


def test_forty_are_invited_ticked_off_and_told_where_it_landed(
    visit: Visit, cast: Cast, forty: Activity, capsys: pytest.CaptureFixture[str]
) -> None:
    hand = on_a_phone(visit, cast)
    page = hand.page
    hand.go(f"/partnerskaber/aktivitet/{forty.pk}/")
    page.locator(".now").get_by_role("link", name="Hvem kom?").wait_for()
    hand.follow("Hvem skal med?")
    demand(hand)
    hand.tick(page.get_by_label("Alle i partnerskabet"))
    hand.press("Inviter, og send indbydelser")
    page.get_by_role("heading", name="40 er inviteret").wait_for()
    page.get_by_role("link", name="12 34 56 78").wait_for()
    demand(hand)
    assert Message.objects.filter(subject__startswith="Indbydelse").count() == MANY - 1

    hand.follow("Til aktiviteten")
    hand.follow("Hvem kom?")
    labels = page.locator(".came-list > li > label")
    assert labels.count() == MANY
    assert min(labels.nth(at).bounding_box()["height"] for at in range(MANY)) >= LEAST_TARGET  # type: ignore[index]
    hand.write("Find et navn", "Nr 07")
    assert page.locator(".came-list > li").locator("visible=true").count() == 1
    hand.tick(labels.filter(has_text="Nr 07"))
    hand.write("Find et navn", "")
    for at in range(10, 20):
        hand.tick(labels.filter(has_text=f"Nr {at}"))
    assert page.locator("[data-count]").inner_text() == "11"
    hand.write("Kom uden at være inviteret", "Nabo (opdigtet)")
    hand.press("Gem fremmødet")
    demand(hand)
    assert Invitation.objects.filter(gathering=forty.gathering, presence="present").count() == 12
    forty.refresh_from_db()
    assert forty.state == "held"

    hand.follow("Skriv, hvor vi landede")
    for label in ("Hvor landede vi?", "Hvad kom der ud af det?", "Hvad skal der nu ske?"):
        hand.write(label, "Vi mødes igen.")
    hand.tick(page.get_by_label("Der skal ikke ske mere"))
    hand.press("Gem og send til alle inviterede")
    page.get_by_text("Vi mødes igen.").first.wait_for()
    demand(hand)
    told = list(Message.objects.filter(topic="landing").order_by("created_at").values_list("person__name", flat=True))
    assert len(told) == MANY - 1
    came = {f"Nr {at}" for at in range(10, 20)} | {"Nr 07"}
    assert set(told[-len(came) :]) == came, "the absent are told first"
    hand.told("day", capsys)


def test_it_is_ticked_off_without_script(open_visit: Callable[..., Visit], cast: Cast, forty: Activity) -> None:
    visit = open_visit(script=False)
    hand = on_a_phone(visit, cast)
    page = hand.page
    hand.go(f"/partnerskaber/aktivitet/{forty.pk}/hvem/")
    page.get_by_label("Alle: Gåklubben").check()
    hand.press("Inviter, og send indbydelser")
    page.get_by_role("heading", name="13 er inviteret").wait_for()
    hand.go(f"/partnerskaber/aktivitet/{forty.pk}/fremmoede/")
    page.locator(".came-list > li > label").first.click()
    hand.press("Gem fremmødet")
    assert Invitation.objects.filter(gathering=forty.gathering, presence="present").count() == 1
