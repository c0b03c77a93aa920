"""Twenty items decided on one page: with script one after the other, by touch and by keyboard; without script by one save.

Before this page each item took three pages (the meeting, the form, the item) and six actions.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.editing.actions import items
from samspil.features.cases.minutes import actions as minutes
from samspil.features.cases.records.models import Meeting, StatementOutcome
from samspil.features.cases.seats import actions as seats
from samspil.spine import people
from tests.journeys.base import Visit
from tests.journeys.hands import Fingers, Hands, Keys
from tests.journeys.ten_tasks import PHONE, AtWork
from tests.kit.cast import Cast
from tests.kit.counted import ITEMS, TASKS

pytestmark = pytest.mark.journey

JOB = people.job("test")


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """A meeting today with twenty items, its minutes begun."""
    body = seats.add_body(by=JOB, circle=cast.committee, house="norddjurs")
    made = meetings.plan_meeting(by=JOB, body=body, starts_at=timezone.now(), place="Mødelokale 1")
    for number in range(ITEMS):
        items.add_item(by=JOB, meeting=made, wording=items.Wording(title=f"Sag {number}", clauses=["den godkendes"]))
    meetings.publish_agenda(by=JOB, meeting=made)
    return minutes.begin_minutes(by=JOB, meeting=made)


def at_the_meeting(hands: Hands, meeting: Meeting) -> None:
    # Twenty items are drawn, and saved twenty times: a busy machine takes its time.
    hands.visit.context.set_default_timeout(90_000)
    expect.set_options(timeout=60_000)
    hands.visit.go(f"/sager/moeder/{meeting.pk}/")
    hands.follow("Skriv beslutningerne")


def typed_and_saved(hands: Keys, number: int) -> None:
    """Write where the cursor stands, and save by the keys that the page tells of."""
    field = hands.page.locator("textarea[name^='printed-']").nth(number)
    if number:
        expect(field).to_be_focused()

    hands.fill(field, "Drøftet og godkendt." if number % 2 else "Taget til efterretning.")
    hands.page.keyboard.press("Control+Enter")
    hands.count.actions += 1


def tapped_and_saved(hands: Fingers, number: int) -> None:
    """Tap the outcome, and the button under it."""
    item = hands.page.locator(".decide-item").nth(number)
    outcome = "Godkendt" if number % 2 else "Taget til efterretning"
    hands.use(item.locator("label").filter(has_text=re.compile(rf"^\s*{outcome}\s*$")))
    hands.use(item.locator("[data-save]"))


@pytest.mark.task("twenty")
def test_one_after_the_other(at_work: AtWork, cast: Cast, meeting: Meeting) -> None:
    with at_work(cast.secretary) as hands:
        at_the_meeting(hands, meeting)
        for number in range(ITEMS):
            if isinstance(hands, Keys):
                typed_and_saved(hands, number)
            elif isinstance(hands, Fingers):
                tapped_and_saved(hands, number)

            expect(hands.page.locator("#besluttet")).to_contain_text(f"{number + 1} af {ITEMS}")

    assert StatementOutcome.objects.filter(outcome="NOTED").count() == ITEMS / 2
    assert StatementOutcome.objects.filter(outcome="APPROVED").count() == ITEMS / 2
    if isinstance(hands, Keys):
        hands.visit.demand(widths=(320, 1280))


def test_all_at_once_without_script(open_visit: Callable[..., Visit], cast: Cast, meeting: Meeting) -> None:
    visit = open_visit(script=False, touch=True)
    visit.log_in(cast.secretary)
    visit.page.set_viewport_size(PHONE)
    hands = Fingers(visit)
    at_the_meeting(hands, meeting)
    page = hands.page
    expect(page.get_by_role("button", name="Gem, og gå videre")).to_have_count(0)
    for each in page.locator("label").filter(has_text=re.compile(r"^\s*Godkendt\s*$")).all():
        hands.use(each)

    hands.press("Gem alle beslutninger")
    expect(page.locator("#besluttet")).to_contain_text(f"{ITEMS} af {ITEMS}")
    assert hands.count.pages == TASKS["twenty"].pages + 1, "the save draws the page again"
    assert hands.count.actions <= TASKS["twenty"].actions
    assert StatementOutcome.objects.filter(outcome="APPROVED").count() == ITEMS
