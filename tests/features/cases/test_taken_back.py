"""What stands after a press is undone: a proposal waits as before, and standing items come back as the same ones."""

from __future__ import annotations

import pytest
from django.urls import reverse

from samspil.features.cases.agenda.actions import approval, meetings, placing
from samspil.features.cases.records.models import AgendaItem, Body, Meeting
from samspil.paper.refusal import NotFound, Refused
from samspil.spine.models import Message, Node
from tests.features.cases.test_proposals import fresh, proposal
from tests.kit.cast import Cast
from tests.kit.clients import Browse
from tests.web.test_undo import WORD


def approved(cast: Cast, meeting: Meeting) -> AgendaItem:
    item = approval.submit_item(by=cast.alice, item=proposal(cast, meeting))
    return approval.approve_item(by=cast.director, item=fresh(item))


def test_an_approval_undone_leaves_the_proposal_as_it_was_sent(cast: Cast, meeting: Meeting) -> None:
    item = approval.submit_item(by=cast.alice, item=proposal(cast, meeting))
    sent = (item.approval, item.approval_by_id, item.is_on, item.number, Node.objects.get(pk=item.pk).visibility)
    approval.approve_item(by=cast.director, item=fresh(item))
    assert Node.objects.get(pk=item.pk).visibility != sent[-1]

    approval.take_approval_back(by=cast.director, key=str(item.pk))
    now = fresh(item)
    assert (now.approval, now.approval_by_id, now.is_on, now.number, now.node.visibility) == sent
    told = Message.objects.filter(person=cast.person(cast.alice)).values_list("subject", flat=True)
    assert sorted(told) == ["Dit punkt er godkendt", "Dit punkt er ikke godkendt alligevel"]

    # It waits for the director once more, and is approved once more.
    approval.approve_item(by=cast.director, item=fresh(item))
    assert fresh(item).is_on


def test_an_approval_is_not_undone_when_the_public_has_read_the_item(cast: Cast, meeting: Meeting) -> None:
    item = approved(cast, meeting)
    meetings.publish_agenda(by=cast.secretary, meeting=Meeting.objects.get(pk=meeting.pk))
    with pytest.raises(Refused, match="offentlig dagsorden"):
        approval.take_approval_back(by=cast.director, key=str(item.pk))
    assert fresh(item).approval == "approved"


def test_an_approval_is_not_undone_by_whoever_did_not_give_it(cast: Cast, meeting: Meeting) -> None:
    item = approved(cast, meeting)
    AgendaItem.objects.filter(pk=item.pk).update(approval_by=cast.person(cast.alice))
    with pytest.raises(Refused, match="ændret siden"):
        approval.take_approval_back(by=cast.director, key=str(item.pk))
    with pytest.raises(NotFound):
        approval.take_approval_back(by=cast.dorte, key=str(item.pk))


def test_standing_items_that_were_taken_off_come_back_as_the_same(cast: Cast, meeting: Meeting, browse: Browse) -> None:
    Body.objects.filter(pk=meeting.body_id).update(house="region_midtjylland")
    client, press = browse(cast.secretary), reverse("cases:standing", args=[meeting.pk])
    word = WORD.findall(client.post(press, follow=True).content.decode())[0]
    first = set(meeting.items.values_list("pk", flat=True))
    assert len(first) > 1
    client.post(reverse("web:undo"), {"word": word})
    assert not meeting.items.filter(is_on=True).exists()

    again = placing.add_standing(by=cast.secretary, meeting=Meeting.objects.get(pk=meeting.pk))
    assert {each.pk for each in again} == first
    assert set(meeting.items.filter(is_on=True, withdrawn_at__isnull=True).values_list("pk", flat=True)) == first
    with pytest.raises(Refused, match="allerede"):
        placing.add_standing(by=cast.secretary, meeting=Meeting.objects.get(pk=meeting.pk))


def test_standing_items_of_a_published_agenda_are_taken_off_one_by_one(
    cast: Cast, meeting: Meeting, browse: Browse
) -> None:
    Body.objects.filter(pk=meeting.body_id).update(house="region_midtjylland")
    client, press = browse(cast.secretary), reverse("cases:standing", args=[meeting.pk])
    word = WORD.findall(client.post(press, follow=True).content.decode())[0]
    meetings.publish_agenda(by=cast.secretary, meeting=Meeting.objects.get(pk=meeting.pk))
    answer = client.post(reverse("web:undo"), {"word": word}, follow=True).content.decode()
    assert "Dagsordenen er offentliggjort siden" in answer
    assert not meeting.items.filter(is_on=False).exists()
