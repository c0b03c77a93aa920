"""What a partner's press of approval and a milestone's day take back, and when it is too late."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from samspil.features.partnerships.charter import actions as charter_actions
from samspil.features.partnerships.charter.models import Milestone
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.versions import actions as version_actions
from samspil.features.partnerships.versions.models import PlanApproval
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine.models import Node
from tests.features.partnerships.test_plans import plan
from tests.kit.cast import Cast
from tests.kit.clients import Browse
from tests.web.test_undo import WORD

REACHED = dt.date(2026, 4, 2)


@pytest.fixture
def milestone(cast: Cast, partnership: Partnership) -> Milestone:
    return charter_actions.set_milestone(by=cast.alice, partnership=partnership, title="Først")


def test_a_press_of_approval_is_undone_while_the_plan_stands(
    cast: Cast, partnership: Partnership, browse: Browse
) -> None:
    cast.partnership.partners.add(cast.elsewhere)
    plan(cast, partnership, "Opstart")
    client, sent = browse(cast.alice), {"organisation": cast.municipality.pk, "number": 1}
    answer = client.post(reverse("partnerships:approve_plan", args=[partnership.pk]), sent, follow=True)
    word = WORD.findall(answer.content.decode())[0]
    undone = client.post(reverse("web:undo"), {"word": word}, follow=True).content.decode()
    assert "Planen er ikke godkendt af din part." in undone
    assert PlanApproval.objects.count() == 0

    given = version_actions.approve(by=cast.alice, partnership=partnership, number=1, organisation=cast.municipality)
    plan(cast, partnership, "Samtaler")
    with pytest.raises(Refused, match="ny udgave"):
        version_actions.take_approval_back(by=cast.alice, key=str(given.pk))
    assert PlanApproval.objects.get() == given


def test_a_milestone_is_not_reached_after_all(cast: Cast, milestone: Milestone, browse: Browse) -> None:
    client, page = browse(cast.alice), reverse("partnerships:reach_milestone", args=[milestone.pk])
    word = WORD.findall(client.post(page, {"on": REACHED.isoformat()}, follow=True).content.decode())[0]
    assert Milestone.objects.get().reached_on == REACHED
    undone = client.post(reverse("web:undo"), {"word": word}, follow=True).content.decode()
    assert "Milepælen står, som den stod før." in undone
    assert Milestone.objects.get().reached_on is None


def test_what_everybody_may_have_read_is_corrected_and_not_undone(
    cast: Cast, milestone: Milestone, browse: Browse
) -> None:
    Node.objects.filter(pk=milestone.partnership_id).update(visibility=Node.Visibility.PUBLIC)
    page = reverse("partnerships:reach_milestone", args=[milestone.pk])
    client = browse(cast.alice)
    assert "becomes-public" in client.get(page).content.decode()
    answer = client.post(page, {"on": REACHED.isoformat()}, follow=True).content.decode()
    assert "Milepælen er nået." in answer
    assert not WORD.findall(answer)


def test_another_day_since_then_stands(cast: Cast, milestone: Milestone) -> None:
    charter_actions.reach_milestone(by=cast.alice, milestone=milestone, on=REACHED)
    with pytest.raises(Refused, match="ændret siden"):
        charter_actions.unreach_milestone(by=cast.alice, milestone=milestone, on=REACHED + dt.timedelta(days=1))
    with pytest.raises(NotAllowed):
        charter_actions.unreach_milestone(by=cast.charlie, milestone=milestone, on=REACHED)
