"""The three jobs of a partnership where people gave up, by touch and by keyboard: set it up, plan and invite, tick off and tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.parties import queries as party_queries
from samspil.features.partnerships.parties.actions import Newcomer
from samspil.features.partnerships.plans import actions as plans
from samspil.spine import gatherings, people
from samspil.spine.models import Invitation, Message, Person
from tests.journeys.base import Visit
from tests.journeys.hands import Fingers, Hands
from tests.journeys.ten_tasks import PHONE, AtWork
from tests.kit import given
from tests.kit.cast import Cast

pytestmark = pytest.mark.journey
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


def on(hands: Hands, day: dt.date) -> None:
    hands.fill(hands.page.locator("#id_on"), day.strftime("%d/%m/%Y"))


def demand(hands: Hands) -> None:
    """Hold the page to the demands on any page, once: they do not ask which hands are on it."""
    if isinstance(hands, Fingers):
        hands.visit.demand(widths=(320, 375, 1280))
        hands.page.set_viewport_size(PHONE)


@pytest.mark.task("nine")
def test_a_partnership_with_nine_people_roles_and_a_first_activity(at_work: AtWork, cast: Cast) -> None:
    with at_work(cast.alice) as hands:
        hands.visit.go("/partnerskaber/")
        hands.follow("Opret et partnerskab")
        hands.write("Hvad hedder partnerskabet?", "Sammen om vejen")
        hands.write("Hvad vil I sammen?", "At ingen venter, fordi vejen er lang.")
        hands.pick("Anden Kommune")
        hands.press("Opret")
        demand(hands)
        hands.write("Indsæt en liste", NINE)
        hands.press("Se det igennem")
        assert hands.page.locator(".pick-read").count() == 9
        hands.page.get_by_text("Bliver part i partnerskabet: Gåklubben").wait_for()
        saved = Partnership.objects.get(node__title="Sammen om vejen")
        assert saved.circle.partners.count() == 2, "nothing is saved yet"
        demand(hands)
        hands.press("Gem 9 personer")
        demand(hands)
        on(hands, timezone.localdate() + dt.timedelta(days=30))
        hands.write("Begynder kl.", "10")
        hands.press("Gem")
        assert hands.page.locator("h1").inner_text() == "Sammen om vejen"
        demand(hands)

    made = Partnership.objects.get(node__title="Sammen om vejen")
    assert len(party_queries.roles(made)) == 10
    assert made.charters.get().expectations.count() >= 4
    assert made.activities.get().method == "meeting"


@pytest.fixture
def forty(cast: Cast) -> Partnership:
    """A partnership of forty, the first of whom has a telephone alone."""
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
    return partnership


@pytest.mark.task("activity")
def test_an_activity_is_planned_and_forty_are_invited(at_work: AtWork, cast: Cast, forty: Partnership) -> None:
    with at_work(cast.alice) as hands:
        page = hands.page
        hands.visit.go(f"/partnerskaber/{forty.pk}/")
        hands.follow("Læg en aktivitet i planen")
        shown = page.locator("main form .form-group").locator("visible=true")
        assert 4 <= shown.count() <= 7
        hands.choose("Hvilken slags?", "Køkkenbordssamtaler")
        # With script the folded part takes the words of the kind.
        page.locator("#id_drawn_from[value='kitchen_table_talk']").wait_for(state="attached")
        demand(hands)
        on(hands, timezone.localdate() + dt.timedelta(days=30))
        hands.write("Begynder kl.", "10")
        hands.press("Gem")
        demand(hands)
        hands.follow("Hvem skal med?")
        demand(hands)
        hands.pick("Alle i partnerskabet")
        hands.press("Inviter, og send indbydelser")
        page.get_by_role("heading", name="40 er inviteret").wait_for()
        page.get_by_role("link", name="12 34 56 78").wait_for()
        demand(hands)

    made = Activity.objects.get(partnership=forty)
    assert (made.node.title, made.level, made.opening) == ("Køkkenbordssamtaler", "hear", "none")
    assert timezone.localtime(made.gathering.ends_at).time() == dt.time(11, 30)
    assert Message.objects.filter(subject__startswith="Indbydelse").count() == MANY - 1


@pytest.fixture
def today(cast: Cast, forty: Partnership) -> Activity:
    """Something that is held today, to which all forty are invited."""
    made = plans.plan(
        by=cast.alice, partnership=forty, title="Samtalesalon", on=timezone.localdate(), starts=dt.time(23, 59)
    )
    for person in Person.objects.filter(roles__circle=forty.circle).distinct():
        gatherings.invite(by=cast.alice, gathering=made.gathering, person=person)
    return made


@pytest.mark.task("day")
def test_forty_are_ticked_off_and_told_where_it_landed(at_work: AtWork, cast: Cast, today: Activity) -> None:
    with at_work(cast.alice) as hands:
        page = hands.page
        hands.visit.go(f"/partnerskaber/aktivitet/{today.pk}/")
        page.locator(".now").get_by_role("link", name="Hvem kom?").wait_for()
        hands.follow("Hvem kom?")
        labels = page.locator(".came-list > li > label")
        assert labels.count() == MANY
        heights = labels.evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
        assert min(heights) >= LEAST_TARGET
        hands.write("Find et navn", "Nr 07")
        assert page.locator(".came-list > li").locator("visible=true").count() == 1
        hands.pick("Nr 07")
        hands.write("Find et navn", "")
        for at in range(10, 20):
            hands.pick(f"Nr {at}")

        assert page.locator("[data-count]").inner_text() == "11"
        hands.write("Kom uden at være inviteret", "Nabo (opdigtet)")
        hands.press("Gem fremmødet")
        demand(hands)
        assert Invitation.objects.filter(gathering=today.gathering, presence="present").count() == 12
        today.refresh_from_db()
        assert today.state == "held"

        hands.follow("Skriv, hvor vi landede")
        for label in ("Hvor landede vi?", "Hvad kom der ud af det?", "Hvad skal der nu ske?"):
            hands.write(label, "Vi mødes igen.")
        hands.pick("Der skal ikke ske mere")
        hands.press("Gem og send til alle inviterede")
        page.get_by_text("Vi mødes igen.").first.wait_for()
        demand(hands)

    told = list(Message.objects.filter(topic="landing").order_by("created_at").values_list("person__name", flat=True))
    assert len(told) == MANY - 1
    came = {f"Nr {at}" for at in range(10, 20)} | {"Nr 07"}
    assert set(told[-len(came) :]) == came, "the absent are told first"


def test_it_is_ticked_off_without_script(open_visit: Callable[..., Visit], cast: Cast, forty: Partnership) -> None:
    made = plans.plan(
        by=cast.alice, partnership=forty, title="Samtalesalon", on=timezone.localdate(), starts=dt.time(23, 59)
    )
    visit = open_visit(script=False, touch=True)
    visit.log_in(cast.alice)
    visit.page.set_viewport_size(PHONE)
    hands = Fingers(visit)
    visit.go(f"/partnerskaber/aktivitet/{made.pk}/hvem/")
    hands.pick("Alle: Gåklubben")
    hands.press("Inviter, og send indbydelser")
    hands.page.get_by_role("heading", name="13 er inviteret").wait_for()
    visit.go(f"/partnerskaber/aktivitet/{made.pk}/fremmoede/")
    hands.use(hands.page.locator(".came-list > li > label").first)
    hands.press("Gem fremmødet")
    assert Invitation.objects.filter(gathering=made.gathering, presence="present").count() == 1
