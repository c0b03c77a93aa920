"""Five people answer on a phone without a login; the solver proposes, the coordinator chooses, and the invitation opens elsewhere."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from samspil.features.partnerships.core import actions as partnerships
from samspil.features.partnerships.plans import actions as plan_actions
from samspil.features.partnerships.times.models import Asked
from samspil.spine import people
from samspil.spine.models import Invitation, Message
from tests.journeys.base import Visit
from tests.kit.cast import SINCE, Cast

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import vobject

pytestmark = pytest.mark.journey
PHONE = {"width": 375, "height": 812}
ADDRESS = "https://samspil.local"
NAMES = ("Bo", "Lis", "Ole", "Rie")


def next_tuesday() -> dt.date:
    today = timezone.localdate()
    return today + dt.timedelta(days=7 + (1 - today.weekday()) % 7)


def ready(cast: Cast) -> Any:
    job = people.job("journey")
    for name in NAMES:
        person = people.add_person(
            by=job, name=f"{name} Eksempel", email=f"{name.lower()}@example.org", is_invented=True
        )
        people.give_role(
            by=job, person=person, role="staff", organisation=cast.municipality, circle=cast.partnership, from_on=SINCE
        )

    made = partnerships.set_up(
        by=job,
        name="Sammen i Eksempel",
        circle=cast.partnership,
        organisation=cast.municipality,
        purpose="At mødes.",
        visibility="circle",
        is_invented=True,
    )
    plan_actions.plan(by=job, partnership=made, title="Samtale om vejen til lægen", place="Hallen")
    return made


def answer(visit: Visit, address: str, on: dt.date, **levels: str) -> None:
    """One person on a phone: opens the link of the mail, presses at each time, saves, and reads that it is saved."""
    body = Message.objects.get(address=address, calendar="").body
    path = next(line for line in body.splitlines() if "/t/" in line).partition(ADDRESS)[2]
    visit.page.set_viewport_size(PHONE)
    visit.go(path)
    visit.page.get_by_text("Du har ikke svaret endnu").wait_for()
    visit.demand(widths=(320, 375))
    visit.page.set_viewport_size(PHONE)
    for part, level in levels.items():
        visit.page.locator(f"label[for='t-{on}-{part}-{level}']").click()
    visit.page.get_by_role("button", name="Gem mit svar").click()
    visit.page.get_by_role("heading", name="Dit svar er gemt").wait_for()
    visit.demand(widths=(375,))


def test_five_people_find_a_time(open_visit: Callable[..., Visit], cast: Cast, transactional_db: None) -> None:
    made, on = ready(cast), next_tuesday()
    coordinator = open_visit()
    coordinator.log_in(cast.alice)
    coordinator.go(f"/partnerskaber/{made.pk}/")
    page = coordinator.page
    page.get_by_role("link", name="Find en tid").click()
    coordinator.demand(widths=(320, 1280))
    page.get_by_text("Flere oplysninger", exact=True).click()
    for name in ("Samtale om vejen til lægen", "Eftermiddag", "Formiddag"):
        page.locator("label", has_text=name).first.click()
    for name in NAMES:
        page.locator("fieldset", has_text="Hvem spørger vi?").locator("label", has_text=name).click()
    page.get_by_label("Første dag").fill(on.strftime("%d/%m/%Y"))
    page.get_by_label("Sidste dag").fill((on + dt.timedelta(days=1)).strftime("%d/%m/%Y"))
    page.get_by_label("Borgere").fill("Dorte Eksempel, dorte@example.org")
    page.get_by_role("button", name="Spørg om tid").click()
    page.get_by_role("heading", name="Hvem har svaret?").wait_for()
    coordinator.demand(widths=(320, 1280))

    answer(open_visit(), "bo@example.org", on, late="can")
    answer(open_visit(), "lis@example.org", on, late="can")
    answer(open_visit(), "ole@example.org", on, late="maybe")
    answer(open_visit(), "rie@example.org", on, late="cannot")
    answer(open_visit(), "dorte@example.org", on, late="can")
    assert Asked.objects.filter(answered_at__isnull=False).count() == 5

    page.reload()
    page.get_by_text("5 af 5 har svaret.").wait_for()
    coordinator.demand(widths=(320, 1280))
    page.get_by_role("link", name="Se forslag til tider").click()
    page.get_by_text("Rie Eksempel kan ikke. Ole Eksempel kan måske.").first.wait_for()
    coordinator.demand(widths=(320, 1280))
    page.get_by_role("button", name="Vælg, og send indbydelser").first.click()
    page.get_by_text("Tiden er valgt").first.wait_for()

    asked = Message.objects.get(address="dorte@example.org", calendar_method="REQUEST")
    event = vobject.readOne(asked.calendar).vevent
    assert timezone.localtime(event.dtstart.value) == dt.datetime.combine(
        on, dt.time(16), timezone.get_current_timezone()
    )
    assert event.summary.value == "Møde i Sammen i Eksempel"
    assert "lægen" not in asked.body + asked.calendar

    dorte = open_visit()
    dorte.page.set_viewport_size(PHONE)
    dorte.go(next(line for line in asked.body.splitlines() if "/m/" in line).partition(ADDRESS)[2])
    dorte.page.get_by_text("Jeg kommer").first.wait_for()
    dorte.demand(widths=(320, 375))
    dorte.page.locator("label", has_text="Jeg kommer").first.click()
    dorte.page.get_by_role("button", name="Gem mit svar").click()
    dorte.page.get_by_role("heading", name="Dit svar er gemt").wait_for()
    assert Invitation.objects.get(person__name="Dorte Eksempel").answer == "accepted"


def test_the_grid_is_answered_without_script_by_keyboard(
    open_visit: Callable[..., Visit], cast: Cast, transactional_db: None
) -> None:
    from tests.features.partnerships.drawn_times import asking

    on = next_tuesday()
    asking(cast, first=on, last=on)
    visit = open_visit(script=False)
    body = Message.objects.get(address="dorte@example.org").body
    path = next(line for line in body.splitlines() if "/t/" in line).partition(ADDRESS)[2]
    visit.go(path)
    # Nothing reads what stands behind the #, so it is typed.
    visit.page.get_by_label("Koden").fill(path.partition("#")[2])
    visit.page.get_by_role("button", name="Åbn").click()
    first = visit.page.locator(f"#t-{on}-morning-can")
    first.focus()
    visit.page.keyboard.press("Space")
    visit.page.keyboard.press("ArrowRight")
    assert visit.page.locator(f"#t-{on}-morning-maybe").is_checked()
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("heading", name="Dit svar er gemt").wait_for()
    assert Asked.objects.get(person__name="Dorte Eksempel").availabilities.get().level == "maybe"
