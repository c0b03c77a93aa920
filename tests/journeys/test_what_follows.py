"""From minutes written elsewhere to the next body, a duty and an heir: on a phone's width, by keyboard alone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.follow_up.models import Inheritance
from samspil.features.cases.records.models import AgendaItem, Body, DecisionStatement
from samspil.features.cases.seats import actions as seats_actions
from samspil.spine import people
from samspil.spine.models import Circle, Duty
from samspil.spine.people import Actor
from tests.journeys.base import Visit
from tests.kit.cast import SINCE, Cast

pytestmark = pytest.mark.journey

JOB = people.job("test")
ELSEWHERE = """REFERAT Eksempeludvalget d. 03-03-2026

Mødedato Tirsdag d. 3. marts 2026 kl. 15:00

Punkt 1: Sundhedscafé i hallen

26/2001

Indstilling

Direktøren indstiller,

at der holdes sundhedscafé i hallen til og med 2029.

Sagsfremstilling

Foreningen og kommunen har prøvet det i april.

Beslutning

Udvalget godkendte, at der holdes sundhedscafé i hallen til og med 2029.

Sagen sendes til Eksempel Byråd.

Udvalget ønsker, at caféen bliver evalueret i 2029.
"""


@pytest.fixture
def council(cast: Cast) -> tuple[Circle, Actor]:
    circle = people.add_circle(
        by=JOB, name="Eksempel Byråd", kind="council", organisation=cast.municipality, is_invented=True
    )
    person = people.add_person(by=JOB, name="Rita", email="rita@example.org", is_invented=True)
    people.give_role(
        by=JOB, person=person, role="secretary", organisation=cast.municipality, circle=circle, from_on=SINCE
    )
    body: Body = seats_actions.add_body(by=JOB, circle=circle, house="norddjurs")
    coming = timezone.now() + dt.timedelta(days=14)
    meetings.plan_meeting(by=JOB, body=body, starts_at=coming, place="Byrådssalen")
    return circle, people.actor_for(person)


class Keys:
    """A visitor who has no mouse: goes to a control, and presses Enter or writes."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        visit.page.set_viewport_size({"width": 375, "height": 812})
        visit.context.set_default_timeout(60_000)

    def press(self, control: Locator, *, leads_to: str) -> None:
        control.focus()
        assert control.evaluate("each => each === document.activeElement")
        self.visit.page.keyboard.press("Enter")
        self.visit.page.wait_for_url(leads_to)

    def write(self, label: str, words: str) -> None:
        field = self.visit.page.locator("main").get_by_label(re.compile(f"^{re.escape(label)}"))
        field.focus()
        self.visit.page.keyboard.press("ControlOrMeta+a")
        self.visit.page.keyboard.insert_text(words)

    def choose(self, label: str, option: str) -> None:
        """Choose in a list by its first letters, as a keyboard does; the option's words are matched whole."""
        field = self.visit.page.locator("main").get_by_label(re.compile(f"^{re.escape(label)}"))
        field.focus()
        field.select_option(label=option)


def test_minutes_from_elsewhere_lead_on_to_the_next_body_a_duty_and_an_heir(
    open_visit: Callable[..., Visit], cast: Cast, council: tuple[Circle, Actor]
) -> None:
    circle, rita = council
    seats_actions.add_body(by=JOB, circle=cast.committee, house="region_midtjylland")
    visit = open_visit()
    visit.log_in(cast.secretary)
    keys, page = Keys(visit), visit.page

    visit.go("/sager/indlaes/")
    keys.choose("Udvalg", "Eksempeludvalget")
    keys.write("Eller indsæt teksten", ELSEWHERE)
    keys.press(page.get_by_role("button", name="Læs"), leads_to="**/sager/indlaes/*/")
    page.get_by_label("Referat offentliggjort", exact=True).press("Space")
    keys.press(page.get_by_role("button", name="Gem mødet"), leads_to="**/sager/moeder/*/")
    sending = DecisionStatement.objects.get(node__title__startswith="Sagen sendes til")
    wishing = DecisionStatement.objects.get(node__title__startswith="Udvalget ønsker")

    visit.go("/sager/opfoelgning/")
    visit.demand(widths=(375,))
    keys.press(
        page.get_by_role("link", name=re.compile("Giv opgaven til nogen.*evalueret i 2029")),
        leads_to=f"**/sager/beslutninger/{wishing.pk}/opgave/",
    )
    keys.write("Hvad skal der gøres?", "Evaluer caféen")
    keys.choose("Hvem har opgaven?", "Eksempeludvalget")
    keys.write("Frist", "31/12/2029")
    keys.press(page.get_by_role("button", name="Gem"), leads_to=f"**/sager/beslutninger/{wishing.pk}/")
    assert Duty.objects.get().owner_circle == cast.committee

    theirs = open_visit()
    theirs.cast.person(rita)
    theirs.log_in(rita)
    other = Keys(theirs)
    theirs.go("/sager/modtaget/")
    theirs.demand(widths=(375,))
    other.press(theirs.page.get_by_role("button", name="Ja, det er Eksempel Byråd"), leads_to="**/sager/modtaget/")
    other.press(theirs.page.get_by_role("button", name="Sæt på mødet"), leads_to="**/sager/moeder/*/")
    taken = AgendaItem.objects.get(meeting__body=circle.pk)
    theirs.go(f"/sager/punkter/{taken.pk}/")
    assert "Foreningen og kommunen har prøvet det i april." in theirs.page.locator("main").inner_text()

    Circle.objects.filter(pk=cast.committee.pk).update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    visit.go("/sager/opfoelgning/")
    keys.press(
        page.get_by_role("link", name=re.compile("Se, hvad der skal overtages.*Eksempeludvalget")),
        leads_to="**/overtages/",
    )
    keys.press(page.get_by_role("link", name=re.compile("Vælg arvtager.*Evaluer caféen")), leads_to="**/arvtager/")
    keys.choose("Hvem overtager?", "Eksempel Byråd")
    keys.press(page.get_by_role("button", name="Gem"), leads_to="**/overtages/")
    page.locator("summary", has_text="Giv opgaverne videre").focus()
    page.keyboard.press("Enter")
    keys.press(page.get_by_role("button", name="Giv opgaverne videre"), leads_to="**/overtages/")
    page.get_by_text("Opgaverne er givet videre.").wait_for()
    assert [row.to_circle for row in Inheritance.objects.all()] == [circle]

    theirs.go(f"/sager/udvalg/{circle.pk}/overtages/")
    assert "Evaluer caféen" in theirs.page.locator("main").inner_text()
    theirs.demand(widths=(375,))
    assert sending.steps.get().next_item == taken


def test_a_politician_reads_the_overview_and_writes_a_note(visit: Visit, cast: Cast) -> None:
    body = seats_actions.add_body(by=JOB, circle=cast.committee, house="norddjurs")
    meeting = meetings.plan_meeting(by=JOB, body=body, starts_at=timezone.now() + dt.timedelta(days=3))

    visit.log_in(cast.politician)
    visit.go("/")
    keys = Keys(visit)
    keys.press(visit.page.get_by_role("banner").get_by_role("link", name="Mit Samspil"), leads_to="**/mit-samspil/")
    visit.demand()
    visit.page.locator("summary", has_text="I din egen kalender").press("Enter")
    keys.press(visit.page.get_by_role("button", name="Lav en adresse"), leads_to="**/mit-samspil/kalender/")
    assert "/mit-samspil/kalender/" in visit.page.locator("code").inner_text()
    visit.demand(widths=(320,))
    visit.go(f"/sager/moeder/{meeting.pk}/")
    keys.press(
        visit.page.get_by_role("link", name="Skriv en privat note"), leads_to=f"**/mit-samspil/noter/{meeting.pk}/"
    )
    keys.write("Note", "Spørg til caféen.")
    keys.press(visit.page.get_by_role("button", name="Gem"), leads_to=f"**/sager/moeder/{meeting.pk}/")
    assert "Spørg til caféen." in visit.page.locator("main").inner_text()
    visit.go("/mit-samspil/noter/")
    visit.demand(widths=(320,))
