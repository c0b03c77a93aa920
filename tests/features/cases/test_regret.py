"""Ten minutes to take back a published agenda or minutes: what is hidden again, what others are told, and when it is too late."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samspil.features.cases.agenda.actions import meetings, placing
from samspil.features.cases.document_access import actions as document_access
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.follow_up import actions as follow_up
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.publication.models import Publication
from samspil.features.cases.records.models import AgendaItem, Body, ClosedNotice, DecisionStatement, Meeting, RouteStep
from samspil.features.cases.records.queries import rows
from samspil.features.cases.routes import actions as routes_actions
from samspil.features.cases.seats import actions as seats_actions
from samspil.features.cases.versions.models import MinutesVersion
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import duties, journal, search, thread
from samspil.spine.models import Duty, JournalEntry, Link, Node
from samspil.spine.people import Actor
from tests.features.cases.conftest import STARTS, Secret, closed_meeting
from tests.kit.cast import Cast
from tests.kit.clients import enter
from tests.kit.vault import Race

LATER = dt.timedelta(minutes=11)


@pytest.fixture
def drafted(cast: Cast, meeting: Meeting) -> Secret:
    return closed_meeting(cast, meeting)


def anew(meeting: Meeting, by: Actor) -> Meeting:
    return rows.meeting(by, meeting.pk)


def published(cast: Cast, drafted: Secret) -> Meeting:
    return minutes_actions.publish_minutes(by=cast.secretary, meeting=anew(drafted.meeting, cast.secretary))


def with_agenda(cast: Cast, meeting: Meeting) -> AgendaItem:
    wording = items.Wording(title="Væresteder", clauses=["forslaget godkendes"])
    item = items.add_item(by=cast.secretary, meeting=meeting, wording=wording)
    hidden = items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title="Køb af grund"))
    items.close_item(by=cast.secretary, item=hidden, reason="Forvaltningslovens § 27", public_title="Ejendom")
    meetings.publish_agenda(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    return item


def seen(*keys: object) -> set[str]:
    return set(Node.objects.filter(pk__in=keys).values_list("visibility", flat=True))


def is_withdrawn(*keys: object) -> bool:
    told = Publication.objects.filter(key__in=keys)
    return told.exists() and not told.filter(withdrawn_at__isnull=True).exists()


def test_an_agenda_is_taken_back_whole(cast: Cast, meeting: Meeting) -> None:
    item = with_agenda(cast, meeting)
    notice = ClosedNotice.objects.get(meeting=meeting)
    assert seen(meeting.pk, item.pk, notice.pk) == {"public"}

    back = meetings.unpublish_agenda(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    assert (back.state, back.agenda_published_at) == ("planned", None)
    assert "public" not in seen(meeting.pk, item.pk, notice.pk)
    assert list(search.find(cast.dorte, "væresteder")) == []
    assert is_withdrawn(meeting.pk, item.pk, notice.pk)
    assert JournalEntry.objects.filter(verb="meeting.agenda_withdrawn", node_id=meeting.pk).count() == 1

    # It is published again as if for the first time, at the addresses it had.
    meetings.publish_agenda(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    assert seen(meeting.pk, item.pk, notice.pk) == {"public"}
    assert not is_withdrawn(item.pk)


def test_what_came_on_and_off_meanwhile_is_no_addition_and_no_trace(cast: Cast, meeting: Meeting) -> None:
    item = with_agenda(cast, meeting)
    late = items.add_item(by=cast.secretary, meeting=anew(meeting, cast.secretary), wording=items.Wording(title="Sent"))
    placing.take_off(by=cast.secretary, item=rows.item(cast.secretary, item.pk), reason="Forkert punkt")
    assert AgendaItem.objects.get(pk=late.pk).late_at is not None
    meetings.unpublish_agenda(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    assert AgendaItem.objects.get(pk=late.pk).late_at is None
    assert not AgendaItem.objects.get(pk=item.pk).is_on
    assert [each.number for each in AgendaItem.objects.filter(meeting=meeting, is_on=True).order_by("order")] == [
        "1",
        "2",
    ]


def test_an_agenda_that_was_taken_back_is_not_published_by_the_clock(cast: Cast, meeting: Meeting) -> None:
    with_agenda(cast, meeting)
    Meeting.objects.filter(pk=meeting.pk).update(agenda_due_on=timezone.localdate())
    meetings.unpublish_agenda(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    assert meetings.publish_due() == 0
    assert anew(meeting, cast.secretary).state == "planned"


def test_it_is_too_late_after_ten_minutes_and_once_the_minutes_are_begun(cast: Cast, meeting: Meeting) -> None:
    item = with_agenda(cast, meeting)
    with (
        time_machine.travel(timezone.now() + LATER, tick=False),
        pytest.raises(Refused, match=r"mere end ti minutter.*Tag punkterne af"),
    ):
        meetings.unpublish_agenda(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    with pytest.raises(NotAllowed):
        meetings.unpublish_agenda(by=cast.alice, meeting=anew(meeting, cast.alice))
    minutes_actions.begin_minutes(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    with pytest.raises(NotAllowed):
        meetings.unpublish_agenda(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    assert seen(item.pk) == {"public"}


def test_minutes_are_taken_back_to_the_committee(cast: Cast, drafted: Secret) -> None:
    meeting = published(cast, drafted)
    statement = DecisionStatement.objects.get(item=drafted.open_item)
    assert seen(statement.pk) == {"public"}
    back = minutes_actions.unpublish_minutes(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    assert (back.state, back.minutes_published_at) == ("minutes_draft", None)
    assert seen(statement.pk) == {"circle"}
    assert list(search.find(cast.dorte, "godkendt", kinds=frozenset({"decision"}))) == []
    # The agenda was public before, and is: what of it changed is told as changed.
    assert seen(drafted.open_item.pk) == {"public"}
    assert ClosedNotice.objects.get(item=drafted.closed_item).decision == ""
    assert not MinutesVersion.objects.filter(meeting=meeting).exists()

    statements.withdraw_statement(
        by=cast.secretary, statement=DecisionStatement.objects.get(pk=statement.pk), reason="Forkert punkt"
    )
    statements.add_statement(
        by=cast.secretary,
        item=rows.item(cast.secretary, drafted.open_item.pk),
        printed="Udsat.",
        outcomes=["POSTPONED"],
        answers=drafted.open_item.clauses.all(),
    )
    minutes_actions.publish_minutes(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    assert [each.number for each in MinutesVersion.objects.filter(meeting=meeting)] == [1]


def test_minutes_that_others_have_gone_on_from_stand(cast: Cast, drafted: Secret) -> None:
    meeting = published(cast, drafted)
    statement = DecisionStatement.objects.get(item=drafted.open_item)
    later = STARTS + dt.timedelta(days=7)
    other = meetings.plan_meeting(by=cast.secretary, body=drafted.meeting.body, starts_at=later)
    thread.link(
        by=cast.alice,
        earlier=statement.node,
        later=other.node,
        relation=Link.Relation.LED_TO,
        why="Den blev besluttet.",
    )
    with pytest.raises(Refused, match="bygget videre"):
        minutes_actions.unpublish_minutes(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    assert seen(statement.pk) == {"public"}


def give(cast: Cast, statement: DecisionStatement) -> Duty:
    return follow_up.give_duty(by=cast.director, statement=statement, title="Find et sted", owner=cast.person(cast.bob))


def handed_out(cast: Cast, statement: DecisionStatement) -> None:
    by = cast.secretary
    item = rows.item(by, statement.item_id)
    package = document_access.prepare_access(by=by, item=item, reference="26/1", asked_on=timezone.localdate())
    closed = document_access.Choice("left_out", shown_title="Lukket bilag", ground="35")
    document_access.choose_access(by=by, package=package, order=3, choice=closed)
    document_access.hand_out_access(by=by, package=package, considered=True)


BUILT = {
    "a duty given": lambda cast, statement, _before: give(cast, statement),
    "a duty told of": lambda cast, _statement, before: follow_up.tell_status(by=cast.bob, duty=before, words="I gang"),
    "a duty done": lambda cast, _statement, before: duties.do(
        by=cast.bob, duty=before, proof="Aftalt med Karen 3. maj"
    ),
    "documents handed out": lambda cast, statement, _before: handed_out(cast, statement),
}


@pytest.mark.parametrize("how", BUILT)
def test_minutes_that_somebody_has_acted_on_stand(cast: Cast, drafted: Secret, how: str) -> None:
    draft = give(cast, DecisionStatement.objects.get(item=drafted.open_item))
    Duty.objects.filter(pk=draft.pk).update(created_at=timezone.now() - dt.timedelta(days=1))
    meeting = published(cast, drafted)
    statement = DecisionStatement.objects.get(item=drafted.open_item)
    BUILT[how](cast, statement, draft)
    with pytest.raises(Refused, match="bygget videre"):
        minutes_actions.unpublish_minutes(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    assert seen(statement.pk) == {"public"}


def test_a_duty_of_before_the_minutes_and_a_package_of_before_are_in_no_way(cast: Cast, drafted: Secret) -> None:
    statement = DecisionStatement.objects.get(item=drafted.open_item)
    duty = give(cast, statement)
    follow_up.tell_status(by=cast.bob, duty=duty, words="Jeg er i gang")
    meeting = published(cast, drafted)
    minutes_actions.unpublish_minutes(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    assert Meeting.objects.get(pk=meeting.pk).state == "minutes_draft"


def linked(cast: Cast, statement: DecisionStatement, other: Node) -> None:
    why = "Den blev besluttet."
    thread.link(by=cast.alice, earlier=statement.node, later=other, relation=Link.Relation.LED_TO, why=why)


@pytest.mark.parametrize("how", ["linked", "told", "shown"])
def test_minutes_wait_for_whoever_is_building_on_them(race: Race, cast: Cast, how: str) -> None:
    """A link, words on a duty and a text about the decision are written, and not yet kept, as the minutes are taken back."""
    starts = {
        "by": cast.secretary,
        "body": seats_actions.add_body(by=cast.secretary, circle=cast.committee, house="norddjurs", shorthand="EU"),
    }
    drafted = closed_meeting(cast, meetings.plan_meeting(**starts, starts_at=STARTS))
    other = meetings.plan_meeting(**starts, starts_at=STARTS + dt.timedelta(days=7))
    duty = give(cast, DecisionStatement.objects.get(item=drafted.open_item))
    meeting = published(cast, drafted)
    statement = DecisionStatement.objects.get(item=drafted.open_item)
    begun = threading.Event()
    if how == "shown":
        linked(cast, statement, other.node)
        Link.objects.update(at=timezone.now() - dt.timedelta(days=1))

    def build() -> None:
        with journal.writing():
            if how == "linked":
                linked(cast, statement, other.node)
            elif how == "told":
                follow_up.tell_status(by=cast.bob, duty=Duty.objects.get(pk=duty.pk), words="I gang")
            else:
                thread.show_to(Node.objects.get(pk=other.pk), Node.Visibility.PUBLIC)
                journal.note("joint_communication.published", by=cast.alice, node=other.node)
            begun.set()
            # Long enough for the other to have looked and gone on, had it not waited.
            time.sleep(0.7)

    def take_back() -> str:
        begun.wait(10)
        try:
            minutes_actions.unpublish_minutes(by=cast.secretary, meeting=anew(meeting, cast.secretary))
        except Refused as refused:
            return refused.sentence
        return ""

    _built, said = race(build, take_back)
    assert "bygget videre" in said
    assert seen(statement.pk) == {"public"}


def test_a_stamp_in_the_future_is_not_fresh(cast: Cast, drafted: Secret) -> None:
    meeting = published(cast, drafted)
    Meeting.objects.filter(pk=meeting.pk).update(minutes_published_at=timezone.now() + dt.timedelta(days=1))
    with pytest.raises(Refused, match="ti minutter"):
        minutes_actions.unpublish_minutes(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    way = reverse("cases:unpublish_minutes", args=[meeting.pk])
    assert way not in enter(cast, "secretary").get(reverse("cases:meeting", args=[meeting.pk])).content.decode()


def test_minutes_that_were_corrected_since_stand(cast: Cast, drafted: Secret) -> None:
    meeting = published(cast, drafted)
    MinutesVersion.objects.create(meeting=meeting, number=2, reason="Slåfejl", content={})
    with pytest.raises(Refused, match="Referatet er rettet"):
        minutes_actions.unpublish_minutes(by=cast.secretary, meeting=anew(meeting, cast.secretary))


def test_minutes_stand_after_ten_minutes_and_for_others(cast: Cast, drafted: Secret) -> None:
    meeting = published(cast, drafted)
    with (
        time_machine.travel(timezone.now() + LATER, tick=False),
        pytest.raises(Refused, match=r"mere end ti minutter.*Ret beslutningen"),
    ):
        minutes_actions.unpublish_minutes(by=cast.secretary, meeting=anew(meeting, cast.secretary))
    with pytest.raises(NotAllowed):
        minutes_actions.unpublish_minutes(by=cast.alice, meeting=anew(meeting, cast.alice))


def test_a_case_that_arrived_is_on_its_way_again(cast: Cast, meeting: Meeting) -> None:
    """The next body's minutes ended the step and the duty of whoever carried it; taken back, both are open."""
    by = cast.secretary
    sent = with_agenda(cast, meeting)
    minutes_actions.begin_minutes(by=by, meeting=anew(meeting, by))
    statement = statements.add_statement(
        by=by, item=rows.item(by, sent.pk), printed="Sendes videre.", outcomes=["APPROVED"], answers=sent.clauses.all()
    )
    hidden = AgendaItem.objects.get(meeting=meeting, is_closed=True)
    statements.add_statement(by=by, item=hidden, printed="Godkendt.", outcomes=["APPROVED"], answers=[])
    step = routes_actions.send_on(by=by, statement=statement, to_text=cast.committee.name, to_circle=cast.committee)
    routes_actions.name_carrier(by=by, step=step, owner_circle=cast.committee)
    minutes_actions.publish_minutes(by=by, meeting=anew(meeting, by))

    following = meetings.plan_meeting(
        by=by, body=Body.objects.get(pk=cast.committee.pk), starts_at=STARTS + dt.timedelta(days=28)
    )
    arrived = routes_actions.take_up(by=by, step=RouteStep.objects.get(pk=step.pk), meeting=following)
    meetings.publish_agenda(by=by, meeting=anew(following, by))
    minutes_actions.begin_minutes(by=by, meeting=anew(following, by))
    statements.add_statement(
        by=by, item=rows.item(by, arrived.pk), printed="Ja.", outcomes=["APPROVED"], answers=arrived.clauses.all()
    )
    minutes_actions.publish_minutes(by=by, meeting=anew(following, by))
    ended = RouteStep.objects.get(pk=step.pk)
    assert (ended.state, Duty.objects.get(pk=ended.duty_id).done_at is not None) == ("treated", True)
    # What was sent on has been taken up: the first minutes stand.
    with pytest.raises(Refused, match="bygget videre"):
        minutes_actions.unpublish_minutes(by=by, meeting=anew(meeting, by))

    minutes_actions.unpublish_minutes(by=by, meeting=anew(following, by))
    back, duty = RouteStep.objects.get(pk=step.pk), Duty.objects.get(pk=ended.duty_id)
    assert (back.state, back.ended_on, back.ended_how) == ("sent", None, "")
    assert (duty.done_at, duty.proof, duty.fulfilled_by_id) == (None, "", None)


def test_the_page_offers_the_way_back_while_it_is_fresh(cast: Cast, meeting: Meeting) -> None:
    item = with_agenda(cast, meeting)
    client, shown = enter(cast, "secretary"), reverse("cases:meeting", args=[meeting.pk])
    way = reverse("cases:unpublish_agenda", args=[meeting.pk])
    assert way in client.get(shown).content.decode()
    assert way not in Client().get(shown).content.decode()

    answer = client.post(way, follow=True).content.decode()
    assert "har den stadig" in answer
    assert Client().get(reverse("cases:detail", args=[item.pk])).status_code == 404
    assert reverse("cases:publish_agenda", args=[meeting.pk]) in answer

    with time_machine.travel(timezone.now() + LATER, tick=False):
        meetings.publish_agenda(by=cast.secretary, meeting=anew(meeting, cast.secretary))
        assert way in client.get(shown).content.decode()
    with time_machine.travel(timezone.now() + 3 * LATER, tick=False):
        assert way not in client.get(shown).content.decode()


def test_a_meeting_of_a_body_without_a_house_opens_for_its_secretary(cast: Cast, meeting: Meeting) -> None:
    Body.objects.update(house="")
    client = enter(cast, "secretary")
    assert client.get(reverse("cases:meeting", args=[meeting.pk])).status_code == 200
    with_agenda(cast, anew(meeting, cast.secretary))
    shown = client.get(reverse("cases:meeting", args=[meeting.pk]))
    way = reverse("cases:standing", args=[meeting.pk])
    assert (shown.status_code, way in shown.content.decode()) == (200, False)
