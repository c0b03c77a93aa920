"""Invitations: asked, changed, called off and answered, as two other calendar libraries read them; nobody learns who else is asked."""

from __future__ import annotations

import datetime as dt
import warnings
from typing import Any

import icalendar
import pytest
import time_machine
from django.core import mail

from samspil.paper.refusal import NotFound, Refused
from samspil.spine import gatherings, invitations, journal, outbox, passes, people, thread
from samspil.spine.models import Gathering, Invitation, JournalEntry, Message
from tests.kit.cast import SINCE, Cast

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import vobject

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
MEETING = dt.datetime(2026, 12, 8, 15, tzinfo=dt.UTC)  # 16.00 in Denmark
HOUR = dt.timedelta(hours=1)
TITLE = "Møde i Sammen i Eksempel"
SECRET = "Samtale med Dorte om sukkersyge"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=True) as traveller:
        yield traveller


@pytest.fixture
def gathering(cast: Cast) -> Gathering:
    @journal.deed
    def made() -> Gathering:
        node = thread.open_node(
            by=cast.alice,
            kind="test_early",
            title=SECRET,
            organisation=cast.municipality,
            visibility="circle",
            within=cast.partnership,
            occurred_on=dt.date(2026, 12, 8),
        )
        return gatherings.plan(node=node, starts_at=MEETING, ends_at=MEETING + 2 * HOUR, place="Hjemme hos Dorte")

    return made()


@pytest.fixture
def invited(cast: Cast, gathering: Gathering) -> list[Invitation]:
    return [
        gatherings.invite(by=cast.alice, gathering=gathering, person=cast.person(each), organisation=cast.municipality)
        for each in (cast.bob, cast.politician)
    ]


def send(cast: Cast, gathering: Gathering) -> int:
    return invitations.send(by=cast.alice, gathering=gathering, title=TITLE)


def event(message: Message) -> Any:
    """The message's calendar as vobject reads it: not the library that wrote it."""
    return vobject.readOne(message.calendar).vevent


def messages(address: str) -> list[Message]:
    return list(Message.objects.filter(address=address).order_by("created_at", "pk"))


def token(message: Message) -> str:
    line = next(each for each in message.body.splitlines() if each.startswith("Svar her"))
    return line.rstrip("/").rpartition("/")[2]


def opened(message: Message) -> Invitation:
    found = passes.open_with(token(message), purpose=invitations.PURPOSE, source="192.0.2.1")
    return invitations.opened([found.pk], Invitation.objects.get(issued=found).pk, people.NOBODY)


def test_an_invitation_opens_in_another_calendar_library(
    cast: Cast, gathering: Gathering, invited: list[Invitation]
) -> None:
    assert send(cast, gathering) == 2
    (asked,) = messages("bob@example.org")

    assert (asked.calendar_method, asked.subject, asked.topic) == ("REQUEST", f"Indbydelse: {TITLE}", "")
    read = event(asked)
    assert (read.summary.value, read.uid.value, read.sequence.value) == (TITLE, f"{gathering.pk}@samspil.local", "0")
    assert (read.dtstart.value, read.dtend.value) == (MEETING, MEETING + 2 * HOUR)
    assert read.organizer.value == "mailto:samspil@samspil.local"
    assert (read.attendee.value, read.attendee.params["PARTSTAT"], read.attendee.params["RSVP"]) == (
        "mailto:bob@example.org",
        ["NEEDS-ACTION"],
        ["FALSE"],
    )
    assert read.status.value == "CONFIRMED"
    assert "tirsdag den 8. december 2026 kl. 16.00-18.00" in asked.body
    whole = icalendar.Calendar.from_ical(asked.calendar)
    assert (whole["METHOD"], whole["VERSION"]) == ("REQUEST", "2.0")


def test_the_mail_is_one_message_in_two_forms(cast: Cast, gathering: Gathering, invited: list[Invitation]) -> None:
    send(cast, gathering)
    outbox.send_waiting()
    message: Any = mail.outbox[0].message()
    assert message.get_content_type() == "multipart/alternative"
    text, calendar = message.get_payload()
    assert (text.get_content_type(), calendar.get_content_type()) == ("text/plain", "text/calendar")
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("REQUEST", "utf-8")
    assert vobject.readOne(calendar.get_payload(decode=True).decode()).vevent.summary.value == TITLE
    assert message["List-Unsubscribe"] is None


def test_no_mail_tells_what_it_is_about_or_who_else_comes(
    cast: Cast, gathering: Gathering, invited: list[Invitation]
) -> None:
    send(cast, gathering)
    gatherings.move(by=cast.alice, gathering=gathering, starts_at=MEETING + HOUR, ends_at=MEETING + 2 * HOUR)
    send(cast, gathering)
    gatherings.cancel(by=cast.alice, gathering=gathering)
    send(cast, gathering)
    assert Message.objects.count() == 6
    for each in Message.objects.all():
        said = f"{each.subject}\n{each.body}\n{each.calendar.replace(chr(13) + chr(10) + ' ', '')}"
        assert not [word for word in ("Dorte", "sukkersyge", "Hjemme", "Samtale") if word in said]
        other = {"bob@example.org": "poul", "poul@example.org": "bob"}[each.address]
        assert other not in said.lower()


def test_whoever_has_the_newest_is_sent_nothing(cast: Cast, gathering: Gathering, invited: list[Invitation]) -> None:
    assert send(cast, gathering) == 2
    assert send(cast, gathering) == 0
    gatherings.invite(by=cast.alice, gathering=gathering, person=cast.person(cast.director))
    assert send(cast, gathering) == 1
    assert [len(messages(f"{name}@example.org")) for name in ("bob", "poul", "ditte")] == [1, 1, 1]


def test_a_new_time_keeps_the_uid_raises_the_sequence_and_asks_again(
    cast: Cast, gathering: Gathering, invited: list[Invitation]
) -> None:
    send(cast, gathering)
    invitations.answer(by=cast.dorte, invitation=opened(messages("bob@example.org")[0]), answer="accepted")
    gatherings.move(by=cast.alice, gathering=gathering, starts_at=MEETING + HOUR, ends_at=MEETING + 2 * HOUR)
    assert send(cast, gathering) == 2
    first, second = messages("bob@example.org")
    assert (second.calendar_method, second.subject) == ("REQUEST", f"Ændret: {TITLE}")
    assert event(first).uid.value == event(second).uid.value
    assert [event(each).sequence.value for each in (first, second)] == ["0", "1"]
    assert event(second).dtstart.value == MEETING + HOUR
    assert first.message_id != second.message_id
    bob = Invitation.objects.get(person__name="Bob")
    assert (bob.answer, bob.answered_at, bob.sent_sequence) == ("", None, 1)
    with pytest.raises(NotFound):
        opened(first)

    assert opened(second) == bob


def test_a_meeting_called_off_is_told_to_those_who_knew_of_it(
    cast: Cast, gathering: Gathering, invited: list[Invitation]
) -> None:
    send(cast, gathering)
    gatherings.invite(by=cast.alice, gathering=gathering, person=cast.person(cast.director))
    gatherings.cancel(by=cast.alice, gathering=gathering)
    assert send(cast, gathering) == 2
    assert send(cast, gathering) == 0
    assert messages("ditte@example.org") == []
    off = messages("bob@example.org")[1]

    assert (off.calendar_method, off.subject) == ("CANCEL", f"Aflyst: {TITLE}")
    read = event(off)
    assert (read.status.value, read.sequence.value, read.uid.value) == (
        "CANCELLED",
        "1",
        f"{gathering.pk}@samspil.local",
    )
    with pytest.raises(NotFound):
        opened(messages("bob@example.org")[0])


def test_answers_by_link_are_recorded_and_changed(cast: Cast, gathering: Gathering, invited: list[Invitation]) -> None:
    send(cast, gathering)
    bob = opened(messages("bob@example.org")[0])
    for answer in ("accepted", "tentative", "declined"):
        invitations.answer(by=cast.dorte, invitation=bob, answer=answer)
        kept = Invitation.objects.get(pk=bob.pk)
        assert kept.answer == answer
        assert kept.answered_at is not None
    assert JournalEntry.objects.filter(verb="invitation.answered").count() == 3
    assert not Invitation.objects.get(person__name="Poul").answer
    for wrong in ("", "måske", "ACCEPTED"):
        with pytest.raises(Refused, match="Vælg, om du kommer"):
            invitations.answer(by=cast.dorte, invitation=bob, answer=wrong)


def test_an_answer_comes_too_late(cast: Cast, gathering: Gathering, invited: list[Invitation], clock: Any) -> None:
    send(cast, gathering)
    bob = opened(messages("bob@example.org")[0])
    clock.move_to(MEETING + 2 * HOUR)
    invitations.answer(by=cast.dorte, invitation=bob, answer="accepted")
    clock.move_to(MEETING + 2 * HOUR + dt.timedelta(seconds=1))
    with pytest.raises(Refused, match="Mødet er holdt"):
        invitations.answer(by=cast.dorte, invitation=bob, answer="declined")
    clock.move_to(MEETING + 2 * HOUR + invitations.LASTS_AFTER)
    with pytest.raises(NotFound):
        opened(messages("bob@example.org")[0])


def test_nothing_is_answered_when_it_is_off(cast: Cast, gathering: Gathering, invited: list[Invitation]) -> None:
    send(cast, gathering)
    bob = opened(messages("bob@example.org")[0])
    gatherings.cancel(by=cast.alice, gathering=bob.gathering)
    with pytest.raises(Refused, match="Mødet er aflyst"):
        invitations.answer(by=cast.dorte, invitation=bob, answer="accepted")


def test_a_link_opens_one_persons_invitation_and_no_other(
    cast: Cast, gathering: Gathering, invited: list[Invitation]
) -> None:
    send(cast, gathering)
    bob, poul = Invitation.objects.order_by("pk")
    with pytest.raises(NotFound):
        invitations.opened([bob.issued_id], poul.pk, people.NOBODY)
    with pytest.raises(NotFound):
        invitations.opened([], bob.pk, people.NOBODY)
    _, other = passes.issue(by=cast.alice, node=gathering.node, purpose="times", lasts=HOUR)
    with pytest.raises(NotFound):
        passes.open_with(other, purpose=invitations.PURPOSE, source="192.0.2.1")


def test_without_a_time_or_an_address_nothing_is_sent(cast: Cast, gathering: Gathering) -> None:
    nobody = gatherings.invite(by=cast.alice, gathering=gathering, name="En frivillig")
    assert send(cast, gathering) == 0
    assert list(invitations.without_address(gathering)) == [nobody]
    gatherings.move(by=cast.alice, gathering=gathering, starts_at=None, on=dt.date(2026, 12, 8))
    with pytest.raises(Refused, match="ikke et klokkeslæt endnu"):
        send(cast, gathering)


def test_one_invitation_taken_back_cancels_one_calendar_entry(
    cast: Cast, gathering: Gathering, invited: list[Invitation]
) -> None:
    send(cast, gathering)
    bob = Invitation.objects.get(person__name="Bob")
    invitations.withdraw(by=cast.alice, invitation=bob, title=TITLE)
    invitations.withdraw(by=cast.alice, invitation=bob, title=TITLE)
    gone = messages("bob@example.org")
    assert [each.calendar_method for each in gone] == ["REQUEST", "CANCEL"]
    assert (gone[1].subject, event(gone[1]).sequence.value) == (f"Ikke inviteret mere: {TITLE}", "1")
    assert len(messages("poul@example.org")) == 1
    gatherings.move(by=cast.alice, gathering=gathering, starts_at=MEETING + HOUR, ends_at=MEETING + 2 * HOUR)
    assert send(cast, gathering) == 1
    assert len(messages("bob@example.org")) == 2


def test_whoever_is_invited_again_after_it_was_taken_back_gets_it_into_the_calendar_and_nobody_else_is_written_to(
    cast: Cast, gathering: Gathering, invited: list[Invitation]
) -> None:
    send(cast, gathering)
    bob = Invitation.objects.get(person__name="Bob")
    invitations.answer(by=cast.dorte, invitation=opened(messages("bob@example.org")[0]), answer="declined")
    invitations.withdraw(by=cast.alice, invitation=bob, title=TITLE)
    gatherings.invite(by=cast.alice, gathering=gathering, person=bob.person)
    again = Invitation.objects.get(pk=bob.pk)
    assert (again.withdrawn_at, again.answer, again.answered_at, again.sent_sequence) == (None, "", None, None)
    assert send(cast, gathering) == 1

    asked = messages("bob@example.org")
    assert [each.calendar_method for each in asked] == ["REQUEST", "CANCEL", "REQUEST"]
    assert [event(each).sequence.value for each in asked] == ["0", "1", "2"]
    assert opened(asked[2]) == again
    assert len(messages("poul@example.org")) == 1
    gathering.refresh_from_db()
    gatherings.move(by=cast.alice, gathering=gathering, starts_at=MEETING + HOUR, ends_at=MEETING + 2 * HOUR)
    assert send(cast, gathering) == 2
    assert [event(messages(f"{name}@example.org")[-1]).sequence.value for name in ("bob", "poul")] == ["3", "3"]


def test_who_changes_employer_loses_what_the_old_one_was_invited_to(
    cast: Cast, gathering: Gathering, invited: list[Invitation]
) -> None:
    bob = cast.person(cast.bob)
    asked_as_himself = _another(cast, bob)

    send(cast, gathering)
    send(cast, asked_as_himself)
    assert list(invitations.departed()) == []
    people.end_role(by=cast.alice, role=bob.roles.get(), on=dt.date(2026, 12, 8))
    assert list(invitations.departed()) == []  # still there on the day itself
    people.end_role(by=cast.alice, role=bob.roles.get(), on=dt.date(2026, 12, 7))
    people.give_role(by=cast.alice, person=bob, role="staff", organisation=cast.elsewhere, from_on=dt.date(2026, 12, 8))
    assert [each.person for each in invitations.departed(cast.partnership)] == [bob]
    assert list(invitations.departed(cast.committee)) == []
    assert invitations.withdraw_departed(by=cast.alice, title=TITLE) == 1
    assert invitations.withdraw_departed(by=cast.alice, title=TITLE) == 0
    off = [each for each in messages("bob@example.org") if each.calendar_method == "CANCEL"]
    assert [event(each).uid.value for each in off] == [f"{gathering.pk}@samspil.local"]
    assert "Du var inviteret for Eksempel Kommune, hvor du ikke er mere." in off[0].body
    assert Invitation.objects.get(gathering=asked_as_himself).withdrawn_at is None
    assert len(messages("poul@example.org")) == 1


def _another(cast: Cast, person: Any) -> Gathering:
    @journal.deed
    def made() -> Gathering:
        node = thread.open_node(
            by=cast.alice,
            kind="test_early",
            title="Andet",
            organisation=cast.municipality,
            occurred_on=dt.date(2026, 12, 9),
        )
        return gatherings.plan(node=node, starts_at=MEETING + 24 * HOUR)

    planned = made()
    gatherings.invite(by=cast.alice, gathering=planned, person=person)
    return planned


def test_an_organisation_that_leaves_or_ends_takes_its_invitations_along(
    cast: Cast, gathering: Gathering, invited: list[Invitation]
) -> None:
    other = gatherings.invite(
        by=cast.alice, gathering=gathering, person=cast.person(cast.charlie), organisation=cast.elsewhere
    )
    send(cast, gathering)
    cast.elsewhere.valid_until = dt.date(2026, 12, 7)

    cast.elsewhere.save()
    assert list(invitations.departed()) == [other]
    gone = invitations.withdraw_organisation(
        by=cast.alice, circle=cast.partnership, organisation=cast.municipality, title=TITLE
    )
    assert gone == 2
    assert set(Invitation.objects.filter(withdrawn_at__isnull=True)) == {other}
    assert "Eksempel Kommune er ikke med i samarbejdet mere." in messages("bob@example.org")[1].body


def test_a_thousand_invitations_survive_a_day_without_a_server(cast: Cast, gathering: Gathering, clock: Any) -> None:
    """Those of one meeting: none lost, none twice, each with its own link."""
    for number in range(40):
        person = people.add_person(by=cast.alice, name=f"Person {number}", email=f"p{number}@example.org")
        people.give_role(by=cast.alice, person=person, role="member", circle=cast.partnership, from_on=SINCE)
        gatherings.invite(by=cast.alice, gathering=gathering, person=person)
    assert send(cast, gathering) == 40
    assert len({token(each) for each in Message.objects.all()}) == 40
    assert outbox.send_waiting() == (40, 0)
    assert len(mail.outbox) == 40
