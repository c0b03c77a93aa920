"""From an activity that was held to a trial that stops by its own rule, and its learning as a draft item at the committee."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.records.models import AgendaItem
from samspil.features.cases.seats import actions as seats_actions
from samspil.features.partnerships.core.models import Activity
from samspil.features.trials.models import Trial
from samspil.spine import people, thread
from samspil.spine.models import Link
from tests.journeys.base import Visit
from tests.kit import given
from tests.kit.cast import Cast

pytestmark = pytest.mark.journey
PHONE = {"width": 375, "height": 812}


def hold(visit: Visit) -> None:
    visit.demand(widths=(320, 375))
    visit.page.set_viewport_size(PHONE)


@pytest.fixture
def activity(cast: Cast) -> Activity:
    """Give an activity that was held, and a committee with a meeting ahead."""
    job = people.job("journey")
    body = seats_actions.add_body(by=job, circle=cast.committee, house="norddjurs")
    meetings.plan_meeting(by=job, body=body, starts_at=timezone.now() + dt.timedelta(days=21), place="Salen")
    return given.activity(cast, given.partnership(cast), held=True, on=dt.date(2026, 3, 1))


def propose(visit: Visit) -> None:
    """Propose something small from the activity's page."""
    page = visit.page
    page.get_by_role("link", name="Prøv noget af i lille skala").click()
    hold(visit)
    for label, words in (
        ("Hvad vil I prøve?", "Kaffe med en sygeplejerske"),
        ("Hvad tror I, der sker?", "Folk siger det tidligere."),
        ("Hvad er det mindste skridt?", "Ét bord, én torsdag."),
        ("Hvad vil I se efter?", "Hvor mange der sætter sig."),
        ("Hvornår stopper I?", "Når der kommer færre end tre."),
        ("Hvad tæller I i hver omgang?", "Hvor mange der kom"),
        ("Stop, hvis I tæller færre end", "3"),
    ):
        if label.startswith("Hvad tæller"):
            page.get_by_text("Flere oplysninger", exact=True).click()
        page.locator("main").get_by_label(label).fill(words)
    page.get_by_role("button", name="Gem").click()
    page.get_by_role("heading", name="Kaffe med en sygeplejerske").wait_for()
    hold(visit)


def set_going(visit: Visit) -> None:
    """Plan the trial, set it going, and plan its first round."""
    page = visit.page
    for state in ("planlagt", "i gang"):
        page.get_by_role("link", name="Skift status").click()
        page.locator("main").get_by_label(state, exact=True).check()
        page.get_by_role("button", name="Gem").click()
        page.get_by_role("heading", name="Hvad prøver vi?").wait_for()
    page.get_by_role("link", name="Planlæg næste omgang").click()
    page.get_by_label("Hvad gør I denne gang?").fill("Stiller bordet frem kl. 14.")
    page.get_by_label("Hvad venter I at se?").fill("Fem sætter sig.")
    page.get_by_role("button", name="Gem").click()
    hold(visit)


def try_once(visit: Visit, trial: Trial) -> None:
    """Write what happened in the round: too few came, and the rule stops the trial."""
    page = visit.page
    visit.go(f"/proevehandlinger/omgange/{trial.rounds.get().pk}/")
    page.get_by_label("Hvornår prøvede I?").fill(timezone.localdate().strftime("%d/%m/%Y"))
    page.get_by_label("Hvad skete der?").fill("To satte sig.")
    page.get_by_label("Hvor mange talte I?").fill("2")
    page.get_by_label("Hvad så I? Var det, som I ventede?").fill("Færre end ventet.")
    page.locator("main").get_by_label("fortsæt").first.check()
    page.get_by_label("Hvorfor?").fill("Vi vil se det igen.")
    page.get_by_role("button", name="Gem").click()
    page.get_by_text("Stopreglen er nået", exact=True).wait_for()
    page.get_by_text("I talte færre end 3 i den seneste omgang.").wait_for()
    hold(visit)


def end_and_learn(visit: Visit) -> None:
    """End the trial and write what it taught."""
    page = visit.page
    page.get_by_role("link", name="Slut prøvehandlingen", exact=True).click()
    page.locator("main").get_by_label("lav om", exact=True).check()
    page.get_by_label("Hvorfor?").fill("Bordet stod for langt fra døren.")
    page.get_by_role("button", name="Gem").click()
    page.get_by_role("link", name="Skriv, hvad I lærte").click()
    page.get_by_label("Læringen med få ord").fill("Bordet skal stå ved døren")
    page.get_by_label("Hvad lærte I?").fill("Folk går ikke hen til et bord, de ikke kan se.")
    page.get_by_role("button", name="Gem").click()


def bring_to_the_committee(visit: Visit, trial: Trial) -> None:
    """Make an item of what was learned."""
    page = visit.page
    visit.go(f"/proevehandlinger/laering/{trial.learning.get().pk}/")
    hold(visit)
    page.get_by_role("link", name="Sag til et udvalg").click()
    assert page.locator("main").get_by_label("Titel").first.input_value() == "Bordet skal stå ved døren"
    page.get_by_label("Hvordan fører det til sagen?").fill("Prøvehandlingen viste det.")
    hold(visit)
    page.get_by_role("button", name="Gem").click()
    page.get_by_role("heading", name="Bordet skal stå ved døren").wait_for()
    hold(visit)


def test_a_trial_starts_from_an_activity_stops_by_its_rule_and_its_learning_reaches_the_committee(
    visit: Visit, cast: Cast, activity: Activity
) -> None:
    visit.log_in(cast.alice)
    visit.context.set_default_timeout(60_000)
    visit.page.set_viewport_size(PHONE)
    visit.go(f"/partnerskaber/aktivitet/{activity.pk}/")
    propose(visit)
    trial = Trial.objects.get()
    set_going(visit)
    try_once(visit, trial)
    end_and_learn(visit)
    bring_to_the_committee(visit, trial)

    item = AgendaItem.objects.get()
    learning = trial.learning.get().node
    assert Link.objects.filter(earlier=learning, later=item.node, withdrawn_at__isnull=True).exists()
    trail = thread.trail(people.actor_for(cast.person(cast.alice)), item.node)
    assert {activity.node.pk, trial.node.pk, learning.pk} <= set(trail.nodes)
    trial.refresh_from_db()
    assert (trial.state, trial.conclusion, item.meeting.body.circle) == ("ended", "change", cast.committee)
