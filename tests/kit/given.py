"""What a test is given before it tries something, a line each: a record of the product's own, made by its deeds, in the state asked for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.minutes import actions as minutes
from samspil.features.cases.records.models import Body, Meeting
from samspil.features.funds import actions as funds
from samspil.features.funds.models import Appropriation
from samspil.features.partnerships.core import actions as partnerships
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.plans import actions as plans
from samspil.features.trials import actions as trials
from samspil.features.trials.models import Trial
from samspil.features.voices import actions as voices
from samspil.features.voices.models import Voice
from samspil.spine import journal, thread
from samspil.spine.models import Node
from tests.kit.cast import Cast

DECIDED = dt.date(2025, 9, 23)
SAID = "Kanariefugl: bussen kører ikke efter klokken to, så jeg kommer ikke hen til lægen."
ALLOWED = ("interpret", "quote", "role_label", "publish", "photo")
THOUGHT_THROUGH = {
    "belief": "Flere kommer",
    "smallest_step": "Én torsdag",
    "look_at": "Hvor mange kommer",
    "stop_rule": "Når ingen kommer",
}


def partnership(cast: Cast, **said: Any) -> Partnership:
    """Give a partnership that Alice coordinates and only its own see."""
    asked: dict[str, Any] = {
        "by": cast.alice,
        "name": "Sammen i Eksempel",
        "circle": cast.partnership,
        "organisation": cast.municipality,
        "purpose": "Færre skal være alene",
        "visibility": "circle",
        "is_invented": True,
    }
    return partnerships.set_up(**(asked | said))


def activity(cast: Cast, within: Partnership, *, held: bool = False, **said: Any) -> Activity:
    """Give an activity that Alice planned, and if `held`, one that was held on its day."""
    made = plans.plan(by=cast.alice, partnership=within, **({"title": "Køkkenbordssamtaler"} | said))
    return plans.move(by=cast.alice, activity=made, state="held") if held else made


def meeting(cast: Cast, body: Body, starts_at: dt.datetime, *titles: str, minuted: bool = False) -> Meeting:
    """Give a meeting with items on its published agenda, and if `minuted`, each of them decided in its published minutes."""
    made = meetings.plan_meeting(by=cast.secretary, body=body, starts_at=starts_at, place="Mødelokale 1")
    placed = [items.add_item(by=cast.secretary, meeting=made, wording=items.Wording(title=title)) for title in titles]
    meetings.publish_agenda(by=cast.secretary, meeting=made)
    if minuted:
        minutes.begin_minutes(by=cast.secretary, meeting=made)
        for item in placed:
            item.refresh_from_db()
            statements.add_statement(by=cast.secretary, item=item, printed="Godkendt.", outcomes=["APPROVED"])
        minutes.publish_minutes(by=cast.secretary, meeting=made)
    return made


def decision(cast: Cast, title: str = "Beslutning", visibility: str = "public", kind: str = "test_late") -> Node:
    """Give a decision as the features that rest on one see it: a node of its kind."""
    with journal.writing():
        return thread.open_node(
            by=cast.secretary,
            kind=kind,
            title=title,
            organisation=cast.municipality,
            visibility=visibility,
            occurred_on=DECIDED,
            is_invented=True,
        )


def appropriation(cast: Cast, rests_on: Node, **said: Any) -> Appropriation:
    """Give an amount that the director set aside: 1.2 million kroner a year for four years."""
    asked: dict[str, Any] = {
        "title": "Speciallæge",
        "amount_ore": 120_000_000,
        "first_year": 2026,
        "last_year": 2029,
        "is_per_year": True,
    }
    return funds.set_aside(by=cast.director, decision=rests_on, amount=funds.Allocation(**(asked | said)))


def voice(cast: Cast, **said: Any) -> Voice:
    """Give a voice that Alice took in, with a consent to everything."""
    asked: dict[str, Any] = {
        "organisation": cast.municipality,
        "words": SAID,
        "purposes": ALLOWED,
        "consent_form": "oral",
        "role_label": "pårørende",
        "place": "Hallen",
        "received_on": dt.date(2026, 2, 3),
        "danger": "no",
        **said,
    }
    by, source = asked.pop("by", cast.alice), asked.pop("source", None)
    return voices.receive(by=by, source=source, given=voices.Given(**asked))


def running_trial(cast: Cast, origin: Node, **said: Any) -> Trial:
    """Give a trial that Alice proposed of the origin, planned and set going."""
    made = trials.propose(by=cast.alice, origin=origin, **(THOUGHT_THROUGH | {"title": "Kaffe"} | said))
    for state in ("planned", "running"):
        made = trials.move(by=cast.alice, trial=made, state=state)
    return made
