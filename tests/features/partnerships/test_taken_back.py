"""What a partner's press of approval and a milestone's day take back, and when it is too late."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samspil.features.partnerships.charter import actions as charter_actions
from samspil.features.partnerships.charter.models import Mandate, MandateNeed, Milestone, RegisterEntry, SharedPost
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.guests import actions as guest_actions
from samspil.features.partnerships.guests.actions import Guest
from samspil.features.partnerships.plans import actions as plan_actions
from samspil.features.partnerships.versions import actions as version_actions
from samspil.features.partnerships.versions.models import PlanApproval
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import people, search, undoing
from samspil.spine.models import Invitation, Node
from tests.features.partnerships.test_plans import plan
from tests.kit import given
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


def test_an_activity_that_was_made_public_by_mistake_is_taken_back_for_ten_minutes(cast: Cast, browse: Browse) -> None:
    within = given.partnership(cast, visibility="public")
    made = given.activity(cast, within, title="Kanariefuglen")
    page, back = (reverse(f"partnerships:{name}", args=[made.pk]) for name in ("activity", "take_back_activity"))
    alice, anybody = browse(cast.alice), Client()
    assert anybody.get(page).status_code == 200
    assert back in alice.get(page).content.decode()
    assert back not in browse(cast.bob).get(page).content.decode()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        assert back not in browse(cast.alice).get(page).content.decode()
        with pytest.raises(Refused, match=r"ti minutter.*Aflys"):
            plan_actions.take_back(by=cast.alice, activity=made)

    shown = alice.post(back, follow=True).content.decode()
    assert "Aktiviteten er ikke offentlig mere." in shown
    assert anybody.get(page).status_code == 404
    for name in ("plan", "plan_versions"):
        assert "Kanariefuglen" not in anybody.get(reverse(f"partnerships:{name}", args=[within.pk])).content.decode()
    assert list(search.find(people.NOBODY, "kanariefuglen")) == []
    made.refresh_from_db()
    assert made.state == "cancelled"
    assert alice.get(page).status_code == 200
    with pytest.raises(NotAllowed):
        plan_actions.take_back(by=cast.bob, activity=made)


def test_what_somebody_was_invited_to_is_called_off_and_not_taken_back(cast: Cast) -> None:
    within = given.partnership(cast, visibility="public")
    on = timezone.localdate() + dt.timedelta(days=30)
    made = given.activity(cast, within, on=on, starts=dt.time(10))
    guest_actions.invite(by=cast.alice, activity=made, guests=[Guest(name="Bo", email="bo@example.org")])
    with pytest.raises(Refused, match="indbydelse"):
        plan_actions.take_back(by=cast.alice, activity=made)
    assert Node.objects.get(pk=made.pk).visibility == "public"
    Node.objects.filter(pk=made.pk).update(visibility="circle")
    with pytest.raises(Refused, match="ikke offentlig"):
        plan_actions.take_back(by=cast.alice, activity=made)


def new_mandate(cast: Cast, within: Partnership, browse: Browse) -> str:
    sent = {"organisation": str(cast.municipality.pk), "subject": "Kaffe", "ground": "sundhedsloven § 119"}
    page = reverse("partnerships:new_mandate", args=[within.pk])
    client = browse(cast.alice)
    assert "Du kan fortryde i ti minutter. Derefter bliver det stående." in client.get(page).content.decode()
    return WORD.findall(client.post(page, sent, follow=True).content.decode())[0]


def test_a_line_that_others_have_built_on_stands(cast: Cast, browse: Browse) -> None:
    within = given.partnership(cast, visibility="public")
    word = new_mandate(cast, within, browse)
    mandate = Mandate.objects.get()
    needing = MandateNeed.objects.create(node=within.node, mandate=mandate)
    answer = browse(cast.alice).post(reverse("web:undo"), {"word": word}, follow=True).content.decode()
    assert "Andre har bygget videre" in answer
    assert Mandate.objects.get() == mandate
    needing.delete()
    browse(cast.alice).post(reverse("web:undo"), {"word": word})
    assert not Mandate.objects.exists()


def test_a_shared_post_goes_with_the_list_of_who_shares_it(cast: Cast, partnership: Partnership) -> None:
    cast.partnership.partners.add(cast.municipality, cast.elsewhere)
    made = charter_actions.share_post(
        by=cast.alice, partnership=partnership, title="Koordinator", organisations=[cast.municipality, cast.elsewhere]
    )
    undoing.undo(by=cast.alice, word=undoing.way_back(cast.alice, "post.shared", made.pk))
    assert not SharedPost.objects.exists()


def test_a_line_is_taken_off_by_whoever_wrote_it_alone(cast: Cast, partnership: Partnership) -> None:
    made = charter_actions.register(
        by=cast.bob, partnership=partnership, register="now", words="Kaffe", side="professional"
    )
    with pytest.raises(Refused, match="Kun den, der gjorde det"):
        undoing.undo(by=cast.alice, word=undoing.way_back(cast.alice, "register.line_added", made.pk))
    assert RegisterEntry.objects.get() == made


def test_a_milestone_that_was_reached_since_stands(cast: Cast, milestone: Milestone) -> None:
    charter_actions.reach_milestone(by=cast.alice, milestone=milestone, on=REACHED)
    with pytest.raises(Refused, match="ændret siden"):
        undoing.undo(by=cast.alice, word=undoing.way_back(cast.alice, "milestone.set", milestone.pk))
    assert Milestone.objects.get() == milestone


def test_guests_are_taken_back_until_one_of_them_is_told(cast: Cast, browse: Browse) -> None:
    made = given.activity(cast, given.partnership(cast, visibility="public"))
    page = reverse("partnerships:guests", args=[made.pk])
    client = browse(cast.alice)
    said = client.post(page, {"others": "Nabo (opdigtet)\nBo (opdigtet)"}, follow=True).content.decode()
    word = WORD.findall(said)[0]
    Invitation.objects.filter(name="Bo (opdigtet)").update(sent_sequence=0)
    answer = client.post(reverse("web:undo"), {"word": word}, follow=True).content.decode()
    assert "Indbydelsen er sendt eller givet" in answer
    assert Invitation.objects.count() == 2


def test_guests_who_were_sent_a_mail_at_once_are_not_undone(cast: Cast, browse: Browse) -> None:
    on = timezone.localdate() + dt.timedelta(days=30)
    made = given.activity(cast, given.partnership(cast), on=on, starts=dt.time(10))
    sent = {"others": "Bo (opdigtet) bo@example.org"}
    said = browse(cast.alice).post(reverse("partnerships:guests", args=[made.pk]), sent, follow=True).content.decode()
    assert "1 indbydelse er på vej." in said
    assert not WORD.findall(said)
