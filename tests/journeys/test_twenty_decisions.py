"""Twenty items decided on one page: with script and keyboard one after the other, without script by one save.

Before this page each item took three pages (the meeting, the form, the item) and six actions: 60 pages and 120 actions for twenty.
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
from tests.kit.cast import Cast

pytestmark = pytest.mark.journey

JOB = people.job("test")
ITEMS = 20
MOST_ACTIONS = 2 * ITEMS + 2


class Counted:
    """Somebody whose pages and actions are counted: a page opened, a press of the mouse or of keys, some words typed."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.pages, self.actions = visit, 0, 0
        visit.page.on("framenavigated", self._opened)

    def _opened(self, _frame: object) -> None:
        self.pages += 1

    def press(self, words: str) -> None:
        self.actions += 1
        with self.visit.page.expect_navigation():
            self.visit.page.locator("main").get_by_text(words, exact=True).first.click()

    def told(self, how: str) -> str:
        """Return what the test prints."""
        return f"{ITEMS} items decided {how}: {self.pages} pages, {self.actions} actions"


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """A meeting today with twenty items, its minutes begun."""
    body = seats.add_body(by=JOB, circle=cast.committee, house="norddjurs")
    made = meetings.plan_meeting(by=JOB, body=body, starts_at=timezone.now(), place="Mødelokale 1")
    for number in range(ITEMS):
        items.add_item(by=JOB, meeting=made, wording=items.Wording(title=f"Sag {number}", clauses=["den godkendes"]))
    meetings.publish_agenda(by=JOB, meeting=made)
    return minutes.begin_minutes(by=JOB, meeting=made)


def at_the_meeting(visit: Visit, meeting: Meeting) -> Counted:
    # Twenty items are drawn, and saved twenty times: a busy machine takes its time.
    visit.context.set_default_timeout(90_000)
    expect.set_options(timeout=60_000)
    visit.log_in(visit.cast.secretary)
    visit.go(f"/sager/moeder/{meeting.pk}/")
    counted = Counted(visit)
    counted.press("Skriv beslutningerne")
    return counted


def test_one_after_the_other_by_keyboard(open_visit: Callable[..., Visit], meeting: Meeting) -> None:
    counted = at_the_meeting(open_visit(), meeting)
    page = counted.visit.page
    counted.visit.demand(widths=(320, 1280))
    page.locator("textarea[name^='printed-']").first.focus()
    for number in range(ITEMS):
        page.keyboard.insert_text("Drøftet og godkendt." if number % 2 else "Taget til efterretning.")
        page.keyboard.press("Control+Enter")
        counted.actions += 2
        expect(page.locator("#besluttet")).to_contain_text(f"{number + 1} af {ITEMS}")
        if number + 1 < ITEMS:
            expect(page.locator("textarea[name^='printed-']").nth(number + 1)).to_be_focused()

    print(counted.told("by keyboard"))
    assert counted.pages == 1
    assert counted.actions <= MOST_ACTIONS
    assert StatementOutcome.objects.filter(outcome="NOTED").count() == ITEMS / 2
    assert StatementOutcome.objects.filter(outcome="APPROVED").count() == ITEMS / 2


def test_all_at_once_without_script(open_visit: Callable[..., Visit], meeting: Meeting) -> None:
    counted = at_the_meeting(open_visit(script=False), meeting)
    page = counted.visit.page
    expect(page.get_by_role("button", name="Gem, og gå videre")).to_have_count(0)
    for each in page.locator("label").filter(has_text=re.compile(r"^\s*Godkendt\s*$")).all():
        each.click()
        counted.actions += 1
    counted.press("Gem alle beslutninger")

    print(counted.told("without script"))
    expect(page.locator("#besluttet")).to_contain_text(f"{ITEMS} af {ITEMS}")
    assert counted.pages == 2
    assert counted.actions <= MOST_ACTIONS
    assert StatementOutcome.objects.filter(outcome="APPROVED").count() == ITEMS
