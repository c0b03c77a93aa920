"""What "?" lists on a page works there, and what does nothing there is not listed: by keys alone, page after page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.editing.actions import items
from samspil.features.cases.minutes import actions as minutes
from samspil.features.cases.records.models import Meeting
from samspil.features.cases.seats import actions as seats_actions
from samspil.web import keys
from tests.journeys.base import Visit
from tests.kit.cast import Cast

pytestmark = pytest.mark.journey

LABELS = {str(each.label): each for each in keys.SHORTCUTS}
ALWAYS = {"/", "g m", "g n", "g o", "?"}
SHOWN = "() => [...document.querySelectorAll('#keys-dialog .keys > div')].filter(e => !e.hidden).map(e => e.lastElementChild.innerText)"


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    body = seats_actions.add_body(by=cast.secretary, circle=cast.committee, house="norddjurs")
    made = meetings.plan_meeting(
        by=cast.secretary, body=body, starts_at=timezone.now() - dt.timedelta(days=1), place="Salen"
    )
    for title in ("Kaffe", "Busser"):
        items.add_item(by=cast.secretary, meeting=made, wording=items.Wording(title=title))
    meetings.publish_agenda(by=cast.secretary, meeting=made)
    minutes.begin_minutes(by=cast.secretary, meeting=Meeting.objects.get(pk=made.pk))
    return made


def listed(visit: Visit) -> set[str]:
    """Open the list on a page, and give the keys it shows."""
    # In a field the keys are letters: a page that begins in one is left first.
    visit.page.evaluate("() => document.activeElement.blur()")
    visit.page.keyboard.press("?")
    visit.page.locator("#keys-dialog[open]").wait_for()
    shown = {LABELS[label].keys for label in visit.page.evaluate(SHOWN)}
    visit.page.keyboard.press("Escape")
    return shown


def test_the_list_is_true_of_each_page(visit: Visit, cast: Cast, meeting: Meeting) -> None:
    visit.log_in(cast.secretary)
    pages = {
        reverse("web:overview"): ALWAYS,
        reverse("cases:list"): ALWAYS,
        reverse("cases:meeting", args=[meeting.pk]): ALWAYS | {"j", "k", "b"},
        reverse("cases:decisions", args=[meeting.pk]): ALWAYS | {"j", "k", "b", "Ctrl+Enter"},
    }
    for address, expected in pages.items():
        visit.go(address)
        assert listed(visit) - {"Ctrl+Enter"} == expected - {"Ctrl+Enter"}, address
        for each in sorted(expected & {"/", "j", "b", "g n"}):
            visit.go(address)
            visit.page.evaluate("() => document.activeElement.blur()")
            for key in each.split():
                visit.page.keyboard.press(key)
            works(visit, each, address)


def works(visit: Visit, pressed: str, address: str) -> None:
    """See that a shortcut did what it says."""
    page = visit.page
    if pressed == "/":
        assert page.evaluate("() => document.activeElement.type") == "search", address
    elif pressed == "j":
        assert page.evaluate("() => document.activeElement.matches('[data-key-stop]')"), address
    elif pressed == "b":
        # From the meeting's page the words are written on another: there, too, whoever pressed can write at once.
        page.wait_for_url("**/beslutninger/**")
        page.wait_for_function("() => document.activeElement.matches('.decide-item textarea')")
    else:
        page.wait_for_url(f"**{reverse('web:news')}")
