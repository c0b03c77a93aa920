"""An amount that was moved on by mistake stands where it stood, with the link that granting made; only the last, by whoever did it."""

from __future__ import annotations

import datetime as dt

import pytest

from samspil.features.funds import actions, queries
from samspil.features.funds.models import Appropriation, Movement
from samspil.paper.refusal import NotFound, Refused
from samspil.spine.models import Link
from tests.kit import given
from tests.kit.cast import Cast

ON = dt.date(2026, 7, 1)
WHOLE = 480_000_000


@pytest.fixture
def amount(cast: Cast) -> Appropriation:
    return given.appropriation(cast, given.decision(cast))


def grant(cast: Cast, amount: Appropriation) -> Movement:
    budget = given.decision(cast, "Budgettet")
    return actions.move(
        by=cast.director, appropriation=amount, stage="granted", amount_ore=WHOLE, on=ON, why="Rådet.", decision=budget
    )


def to_amount(amount: Appropriation) -> int:
    return Link.objects.filter(later=amount.node, withdrawn_at__isnull=True).count()


def test_a_grant_undone_takes_its_link_along_and_leaves_the_first(cast: Cast, amount: Appropriation) -> None:
    rested = to_amount(amount)
    made = grant(cast, amount)
    assert to_amount(amount) == rested + 1
    actions.move_back(by=cast.director, key=str(made.pk))
    assert (queries.stage(amount), to_amount(amount)) == ("set_aside", rested)


def test_a_grant_by_the_decision_it_rests_on_leaves_that_link(cast: Cast, amount: Appropriation) -> None:
    rests_on = Link.objects.get(later=amount.node).earlier
    made = actions.move(
        by=cast.director,
        appropriation=amount,
        stage="granted",
        amount_ore=WHOLE,
        on=ON,
        why="Rådet.",
        decision=rests_on,
    )
    actions.move_back(by=cast.director, key=str(made.pk))
    assert to_amount(amount) == 1


def test_only_the_last_movement_and_only_ones_own(cast: Cast, amount: Appropriation) -> None:
    first = grant(cast, amount)
    last = actions.move(
        by=cast.director, appropriation=amount, stage="released", amount_ore=100, on=ON, why="Direktøren."
    )
    with pytest.raises(Refused, match="ført videre siden"):
        actions.move_back(by=cast.director, key=str(first.pk))
    with pytest.raises(NotFound):
        actions.move_back(by=cast.secretary, key=str(last.pk))
    actions.move_back(by=cast.director, key=str(last.pk))
    assert list(Movement.objects.all()) == [first]


def test_an_effort_that_was_moved_on_since_stands(cast: Cast) -> None:
    plan = actions.EffortPlan(title="Kaffe", description="Hver torsdag.", begins_on=dt.date(2026, 3, 3))
    effort = actions.start_effort(by=cast.director, decision=given.decision(cast), plan=plan)
    actions.move_effort(by=cast.director, effort=effort, state="running")
    actions.move_effort(by=cast.secretary, effort=effort, state="ended")
    with pytest.raises(Refused, match="Kun den, der gjorde det"):
        actions.move_effort_back(by=cast.director, key=str(effort.pk))
    assert actions.move_effort_back(by=cast.secretary, key=str(effort.pk)).state == "running"
