"""News: what happened in what somebody follows, as they may see it when they read, muted by circle, and never an invitation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samspil.paper.refusal import NotFound
from samspil.spine import demonstration, duties, gatherings, invitations, notices, outbox, people, thread
from samspil.spine.models import DemoMark, Gathering, JournalEntry, Message, Mute, Node, ReadMark
from samspil.spine.people import Actor
from samspil.web import tally
from tests.kit import given
from tests.kit.cast import Cast
from tests.web.test_pages import said

Record = Callable[..., Node]
ClientOf = Callable[[Actor], Client]
PAGE = "/mit-samspil/nyt/"
SAMSPIL = Path(__file__).parents[2] / "samspil"


@pytest.fixture
def near(cast: Cast) -> Actor:
    """Somebody in the partnership, beside Alice who acts there."""
    job = people.job("test")
    person = people.add_person(by=job, name="Nanna", email="nanna@example.org", is_invented=True)
    for circle in (cast.partnership,):
        people.give_role(
            by=job,
            person=person,
            role="staff",
            organisation=cast.municipality,
            circle=circle,
            from_on=dt.date(2020, 1, 1),
        )
    return people.actor_for(person)


@pytest.fixture
def moved(cast: Cast, record: Record) -> Gathering:
    """An activity of the partnership that Alice has given another time."""
    gathering = gatherings.plan(node=record("Køkkenbordet", within=cast.partnership))
    return gatherings.move(by=cast.alice, gathering=gathering, starts_at=timezone.now() + dt.timedelta(days=9))


def titles(actor: Actor) -> list[str]:
    return [group.node.title for group in notices.told(actor)]


def unread(actor: Actor) -> int:
    return tally.counted(actor).get(notices.LABEL, 0)


def test_what_others_did_is_news_and_what_one_did_is_none(cast: Cast, near: Actor, moved: Gathering) -> None:
    (group,) = notices.told(near)
    assert (group.node.title, [each.says for each in group.happened], group.is_unread) == (
        "Køkkenbordet",
        ["Ny tid eller nyt sted"],
        True,
    )
    assert [titles(each) for each in (cast.alice, cast.charlie, cast.dorte, cast.politician)] == [[], [], [], []]


def test_a_record_that_is_closed_is_gone_from_the_news(cast: Cast, near: Actor, moved: Gathering) -> None:
    assert unread(near) == 1
    Node.objects.filter(pk=moved.pk).update(visibility="persons")
    assert (titles(near), unread(near)) == ([], 0)


def test_the_title_is_the_one_that_stands_now(cast: Cast, near: Actor, moved: Gathering) -> None:
    thread.retitle(moved.node, "Aktivitet, trukket tilbage")
    assert titles(near) == ["Aktivitet, trukket tilbage"]


def test_whoever_has_left_hears_no_more(cast: Cast, near: Actor, moved: Gathering) -> None:
    person = cast.person(near)
    for role in person.roles.all():
        people.end_role(by=people.job("test"), role=role, on=role.from_on)
    Node.objects.filter(pk=moved.pk).update(visibility="circle")
    assert titles(people.actor_for(person)) == []


def test_it_is_read_by_record_and_all_at_once_and_unread_again(
    cast: Cast, near: Actor, moved: Gathering, client_of: ClientOf
) -> None:
    client = client_of(near)
    shown = said(client.get(PAGE))
    assert "Nyt 1 ulæste" in shown
    assert "Ulæst" in shown
    answer = client.get(reverse("web:open_news", args=[moved.pk]))
    assert answer.status_code == 302
    assert "Ulæst" not in said(client.get(PAGE))

    ReadMark.objects.all().delete()
    answered = client.post(reverse("web:read_news"), follow=True).content.decode()
    assert unread(near) == 0
    word = answered.partition('name="word" value="')[2].partition('"')[0]
    client.post(reverse("web:undo"), {"word": word, "back": PAGE})
    assert unread(near) == 1
    assert JournalEntry.objects.filter(verb__contains="read").count() == 0


def test_muting_stops_news_and_their_mail_and_no_duty_or_invitation(
    cast: Cast, near: Actor, moved: Gathering, client_of: ClientOf
) -> None:
    client, person = client_of(near), cast.person(near)
    shown = client.post(reverse("web:mute", args=[cast.partnership.pk]), follow=True).content.decode()
    assert "Fortryd" in shown
    assert (titles(near), unread(near)) == ([], 0)

    # Its mail: a landing is news, a reminder asks something of them.
    told = {"subject": "S", "body": "B", "address": person.email, "person": person, "node": moved.node}
    assert outbox.offer(topic="landing", **told) is None  # type: ignore[arg-type]
    assert outbox.offer(topic="reminder", **told) is not None  # type: ignore[arg-type]

    # A duty and an invitation reach them all the same, here and by mail.
    duties.give(by=cast.alice, node=moved.node, title="Ring til Hallen", purpose="call", owner=person)
    gatherings.invite(by=cast.alice, gathering=moved, person=person)
    invitations.send(by=cast.alice, gathering=moved, title="Køkkenbordet")
    assert Message.objects.filter(person=person, calendar_method="REQUEST").count() == 1
    page = said(client.get("/mit-samspil/"))
    assert "Ring til Hallen" in page
    assert "Svar, om du kommer" in page
    assert titles(near) == ["Køkkenbordet"]
    assert "Du er inviteret" in said(client.get(PAGE))

    client.post(reverse("web:unmute", args=[cast.partnership.pk]))
    assert not Mute.objects.exists()


def test_nobody_mutes_or_reads_for_another(cast: Cast, near: Actor, moved: Gathering, client_of: ClientOf) -> None:
    outside = client_of(cast.charlie)
    assert outside.post(reverse("web:mute", args=[cast.partnership.pk])).status_code == 404
    with pytest.raises(NotFound):
        notices.circle(cast.charlie, cast.partnership.pk)
    Node.objects.filter(pk=moved.pk).update(visibility="circle")
    assert outside.get(reverse("web:open_news", args=[moved.pk])).status_code == 404
    outside.post(reverse("web:read_news"))
    assert unread(near) == 1
    for name in ("news", "read_news", "keys", "undo"):
        client = Client()
        answer = client.get(reverse(f"web:{name}")) if name in {"news", "keys"} else client.post(reverse(f"web:{name}"))
        assert answer["Location"].startswith("/konto/login/")


def test_the_list_asks_the_same_with_one_and_with_twenty(
    cast: Cast, near: Actor, moved: Gathering, record: Record
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            notices.told(near)
        return len(found)

    one = asked()
    for number in range(20):
        gathering = gatherings.plan(node=record(f"Aktivitet {number}", within=cast.partnership))
        gatherings.cancel(by=cast.alice, gathering=gathering)
    assert len(titles(near)) == 21
    assert asked() == one == 3


def test_what_happened_before_somebody_came_is_there_and_is_not_unread(
    cast: Cast, near: Actor, record: Record, client_of: ClientOf
) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=2)):
        gathering = gatherings.plan(node=record("Køkkenbordet", within=cast.partnership))
        gatherings.move(by=cast.alice, gathering=gathering, starts_at=timezone.now() + dt.timedelta(days=9))
    assert unread(near) == 1, "whoever was there has not read it"
    new = people.add_person(by=cast.alice, name="Nye")
    people.give_role(by=cast.alice, person=new, role="staff", circle=cast.partnership, from_on=timezone.localdate())
    newcomer = people.actor_for(new)
    assert (titles(newcomer), unread(newcomer)) == (["Køkkenbordet"], 0)
    assert "Ulæst" not in said(client_of(newcomer).get(PAGE))

    gatherings.invite(by=cast.alice, gathering=gathering, person=new)
    assert unread(newcomer) == 1, "what they are invited to concerns them, whenever it was"


def test_the_news_stand_a_page_at_a_time_under_the_circles_they_come_from(
    cast: Cast, near: Actor, record: Record, client_of: ClientOf
) -> None:
    given.partnership(cast)
    for number in range(23):
        gathering = gatherings.plan(node=record(f"Aktivitet {number}", within=cast.partnership))
        gatherings.cancel(by=cast.alice, gathering=gathering)
    client = client_of(near)
    first, second = client.get(PAGE).content.decode(), client.get(f"{PAGE}?side=2").content.decode()
    assert (first.count('class="happened"'), second.count('class="happened"')) == (20, 3)
    assert "Side 1 af 2" in said(client.get(PAGE))
    assert 0 < first.index("Hvor du får nyt fra") < first.index('class="happened"')


def test_every_verb_that_is_told_is_noted_somewhere() -> None:
    source = "\n".join(path.read_text("utf-8") for path in SAMSPIL.rglob("*.py"))
    stepped = {"case_item.submitted", "case_item.approved", "case_item.sent_back"}  # noted as f"case_item.{approval}"
    silent = [verb for verb in notices.verbs() if source.count(f'"{verb}"') < 2 and verb not in stepped]
    assert silent == []


def test_a_demos_own_news_are_of_the_days_that_its_records_tell_of(cast: Cast, near: Actor, record: Record) -> None:
    today = timezone.localdate()
    for days in (-90, -30, -3, 9):
        node = record(f"{days} dage", within=cast.partnership, occurred_on=today + dt.timedelta(days=days))
        gathering = gatherings.plan(node=node)
        gatherings.move(by=cast.alice, gathering=gathering, starts_at=timezone.now() + dt.timedelta(days=9))
        Node.objects.filter(pk=node.pk).update(occurred_on=today + dt.timedelta(days=days))
    assert unread(near) == 4
    # When: all of it was written while the demo was made.
    DemoMark.objects.create()
    demonstration.finish()
    told = [(group.node.title, group.day - today, group.happened[0].is_of_day) for group in notices.told(near)]
    assert told == [
        ("9 dage", dt.timedelta(0), True),
        ("-3 dage", dt.timedelta(days=-3), True),
        ("-30 dage", dt.timedelta(days=-30), True),
    ]
    assert unread(near) == 2
    # Then: what happens afterwards is of its own hour.
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5), tick=False):
        gatherings.move(by=cast.alice, gathering=gathering, starts_at=timezone.now() + dt.timedelta(days=8))
        first = notices.told(near)[0]
        assert (first.node.title, first.happened[0].is_of_day) == ("9 dage", False)
