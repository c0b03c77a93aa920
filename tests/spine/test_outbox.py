"""The outbox: with its deed or not at all, at least once with one Message-ID, and nobody waits for the mail server."""

from __future__ import annotations

import datetime as dt
import importlib
import smtplib
from collections import Counter

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, connection, transaction

from samspil.paper.refusal import NotFound, Refused
from samspil.spine import journal, outbox
from samspil.spine.models import Decline, JournalEntry, Message
from samspil.spine.people import NOBODY
from samspil.spine.secrets import rotation
from tests.kit.cast import Cast
from tests.kit.vault import Race, Vault

NOON = dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
ADDRESS = "anna@example.org"


class Killed(BaseException):
    """The process is gone."""


class Server(BaseEmailBackend):
    """A mail server that a test can stop, let refuse, or let die just after it took a message."""

    taken: list[str] = []
    transactions: list[bool] = []
    fault: BaseException | None = None
    dies_after_taking = False
    refuses = ""

    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        for message in messages:
            Server.transactions.append(connection.in_atomic_block)
            if Server.fault is not None:
                raise Server.fault
            if Server.refuses and Server.refuses in message.to:
                raise smtplib.SMTPRecipientsRefused({Server.refuses: (550, b"ukendt")})
            Server.taken.append(message.message()["Message-ID"])
            if Server.dies_after_taking:
                raise Killed
        return len(messages)


@pytest.fixture(autouse=True)
def server(settings: object) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Server"  # type: ignore[attr-defined]
    Server.taken, Server.transactions, Server.fault, Server.dies_after_taking, Server.refuses = [], [], None, False, ""


def post(number: int = 1, **said: str) -> Message:
    return outbox.post(**{"subject": f"Brev {number}", "body": "Kære Anna", "address": ADDRESS, **said})  # type: ignore[arg-type]


def ids() -> list[str]:
    return list(Message.objects.order_by("created_at").values_list("message_id", flat=True))


def test_a_message_stands_or_falls_with_its_deed(cast: Cast) -> None:
    @journal.deed
    def fail() -> None:
        post()
        raise Refused("Nej.")

    with pytest.raises(Refused):
        fail()
    assert not Message.objects.exists()
    made = outbox.post(subject="Emne", body="Tekst", person=cast.person(cast.bob))
    assert (made.address, made.message_id) == ("bob@example.org", f"<{made.pk.hex}@samspil.local>")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"address": ""}, "mangler en adresse"),
        ({"address": " "}, "mangler en adresse"),
        ({"subject": "Svar\nBcc: alle@example.org"}, "én linje"),
        ({"subject": "Svar\rBcc: alle@example.org"}, "én linje"),
        ({"subject": "Svar\x0bx"}, "én linje"),
        ({"subject": "Svar\x85x"}, "én linje"),
        ({"subject": "Svar\u2028x"}, "én linje"),
        ({"subject": "Svar\x00"}, "én linje"),
        ({"address": f"{ADDRESS}\nBcc: alle@example.org"}, "én linje"),
        ({"address": f"{ADDRESS}\r\n\r\nHej"}, "én linje"),
        ({"address": f"{ADDRESS}, alle@example.org"}, "ikke en e-mailadresse"),
        ({"address": "anna"}, "ikke en e-mailadresse"),
        ({"address": f"Anna <{ADDRESS}>"}, "ikke en e-mailadresse"),
        ({"address": "a b@example.org"}, "ikke en e-mailadresse"),
    ],
)
def test_nothing_is_smuggled_into_a_head(db: None, said: dict[str, str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        post(**said)
    assert not Message.objects.exists()


def test_a_letter_goes_to_a_house_and_is_never_mailed(db: None) -> None:
    letter = post(channel="letter", address="Eksempelvej 1, 8800 Eksempelby")
    assert outbox.send_waiting() == (0, 0)
    letter.refresh_from_db()
    assert (letter.sent_at, letter.attempts) == (None, 0)


def test_a_mail_carries_what_was_written_and_its_calendar(db: None, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    made = post(
        subject="Møde " + "æ" * 300, calendar=outbox.Calendar("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "REQUEST")
    )

    post(2, calendar=outbox.Calendar("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"))
    assert outbox.send_waiting() == (2, 0)
    first, second = (each.message() for each in mail.outbox)
    assert (first["To"], first["Message-ID"]) == (ADDRESS, made.message_id)
    assert len(made.subject) == 200
    assert made.subject.endswith("æ …")
    text, calendar = first.get_payload()
    assert text.get_payload(decode=True).decode() == "Kære Anna"
    # Asked for something, it is another form of the same words (RFC 6047, 2.4); for the reader's own use, a file beside them.
    assert first.get_content_type() == "multipart/alternative"
    assert (calendar.get_content_type(), calendar.get_param("method"), calendar.get_filename()) == (
        "text/calendar",
        "REQUEST",
        None,
    )
    assert second.get_content_type() == "multipart/mixed"
    attached = second.get_payload()[1]
    assert (attached.get_param("method"), attached.get_filename()) == ("PUBLISH", "aftale.ics")


def test_no_transaction_is_open_while_the_server_is_spoken_to(transactional_db: None) -> None:
    post()
    assert outbox.send_waiting() == (1, 0)
    assert Server.transactions == [False]


def test_a_server_that_is_down_for_a_day_costs_nothing_but_time(db: None) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(30):
            post(number)
        Server.fault = ConnectionRefusedError("nede")
        for minutes in range(0, 24 * 60, 5):
            clock.move_to(NOON + minutes * MINUTE)
            sent, failed = outbox.send_waiting()
            # One that cannot be reached is not asked for every message.
            assert (sent, failed) in {(0, 1), (0, 0)}
        Server.fault = None
        hours = 0
        while Message.objects.filter(sent_at__isnull=True).exists():
            clock.move_to(NOON + 24 * HOUR + hours * HOUR)
            outbox.send_waiting()
            hours += 1

    assert hours <= outbox.LONGEST_WAIT / HOUR + 1
    assert sorted(Server.taken) == sorted(ids())


@time_machine.travel(NOON, tick=False)
def test_each_failure_waits_twice_as_long_up_to_six_hours(db: None) -> None:
    made = post()
    Server.fault = TimeoutError("x" * 500)
    waits = []
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(12):
            now = dt.datetime.now(dt.UTC)
            assert outbox.send_waiting() == (0, 1)
            made.refresh_from_db()
            waits.append((made.not_before - now) / MINUTE)
            clock.move_to(made.not_before - dt.timedelta(seconds=1))
            assert outbox.send_waiting() == (0, 0)
            clock.move_to(made.not_before)

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    assert (made.attempts, made.last_error) == (12, "x" * 300)


@pytest.mark.parametrize("fault", [ValueError("ugyldig"), smtplib.SMTPDataError(554, b"nej")])
def test_a_message_that_cannot_be_sent_holds_no_other_back(db: None, fault: Exception) -> None:
    Server.refuses = "ukendt@example.org"
    first, second, third = post(1), post(2, address="ukendt@example.org"), post(3)
    assert outbox.send_waiting() == (2, 1)
    assert Server.taken == [first.message_id, third.message_id]
    second.refresh_from_db()
    # What the server said is kept; whom it was said of is not.
    assert second.last_error == "{'…': (550, b'ukendt')}"
    Message.objects.all().delete()
    for number in range(3):
        post(number)
    Server.fault = fault
    assert outbox.send_waiting() == (0, 3)


@time_machine.travel(NOON, tick=False)
def test_killed_between_sending_and_marking_it_goes_again_with_the_same_id(transactional_db: None) -> None:
    made = post()
    Server.dies_after_taking = True
    with pytest.raises(Killed):
        outbox.send_waiting()
    Server.dies_after_taking = False
    assert outbox.send_waiting() == (0, 0)  # it may still be on its way
    with time_machine.travel(NOON + outbox.TAKEN_FOR, tick=False):
        assert outbox.send_waiting() == (1, 0)
        assert outbox.send_waiting() == (0, 0)
    assert Server.taken == [made.message_id, made.message_id]
    made.refresh_from_db()
    assert (made.attempts, made.not_before, made.last_error) == (2, None, "")


def test_a_thousand_messages_go_oldest_first_and_once(db: None) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(1000):
            clock.move_to(NOON + number * dt.timedelta(seconds=1))
            post(number)
        clock.move_to(NOON + HOUR)
        rounds = [outbox.send_waiting() for _ in range(11)]
    assert rounds == [(100, 0)] * 10 + [(0, 0)]
    assert Server.taken == ids()


def test_two_workers_at_once_send_each_message_once(race: Race, cast: Cast) -> None:
    for number in range(20):
        post(number)
    told = race(outbox.send_waiting, outbox.send_waiting, outbox.send_waiting)
    assert sum(sent for sent, _ in told) == 20
    assert sorted(Server.taken) == sorted(ids())


def test_a_worker_passes_over_what_another_has_just_taken(db: None) -> None:
    made = post()
    assert outbox._take(made.pk) is not None
    assert outbox._take(made.pk) is None


def offer(**said: str) -> Message | None:
    return outbox.offer(
        **{"topic": "reminder", "subject": "Husk", "body": "Husk at svare.", "address": ADDRESS, **said}
    )  # type: ignore[arg-type]


def test_what_may_be_declined_says_how_in_its_words_and_in_its_head(db: None, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    made = offer()

    assert made is not None
    link = outbox.decline_link(made)
    assert link.startswith("https://samspil.local/afmeld/")
    assert (
        made.body
        == f"Husk at svare.\n\n--\nVil du ikke have påmindelser om at svare på, hvornår du kan, så sig nej her: {link}\n"
    )
    outbox.send_waiting()
    sent = mail.outbox[0].message()
    assert sent["List-Unsubscribe"].replace("\n ", "") == f"<{link}>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    post()
    outbox.send_waiting()
    assert mail.outbox[1].message()["List-Unsubscribe"] is None


def test_who_has_declined_gets_no_more_of_it_but_all_one_must_get(db: None) -> None:
    made = offer()
    assert made is not None
    outbox.decline(by=NOBODY, message=outbox.declinable(outbox.decline_link(made).rstrip("/").rpartition("/")[2]))
    outbox.decline(by=NOBODY, message=made)
    assert offer() is None
    assert offer(address="ANNA@example.org") is None
    assert offer(topic="digest") is not None
    assert offer(address="bo@example.org") is not None
    assert post() is not None
    (kept,) = Decline.objects.all()

    assert ADDRESS not in f"{kept.address_hash}{kept.topic}"
    assert not JournalEntry.objects.filter(data__icontains="anna").exists()
    outbox.accept_again(by=NOBODY, message=made)
    outbox.accept_again(by=NOBODY, message=made)
    assert offer() is not None
    assert list(JournalEntry.objects.order_by("sequence").values_list("verb", flat=True)) == [
        "mail.declined",
        "mail.accepted",
    ]


def test_a_forged_or_foreign_decline_link_declines_nothing(db: None) -> None:
    made, must = offer(), post()
    assert made is not None
    signed = outbox.decline_link(made).rstrip("/").rpartition("/")[2]
    for wrong in (
        "",
        "x",
        signed[:-1],
        f"{must.pk.hex}:{signed.partition(':')[2]}",
        outbox.decline_link(must).rstrip("/").rpartition("/")[2],
    ):
        with pytest.raises(NotFound):
            outbox.declinable(wrong)

    with pytest.raises(KeyError):
        offer(topic="advertising")

    Message.objects.all().delete()
    with pytest.raises(NotFound, match="for gammelt"):
        outbox.declinable(signed)


def test_a_thousand_messages_with_a_server_that_dies_now_and_then_lose_none(transactional_db: None) -> None:
    """Killed after every seventh message the server took: all arrive, and whatever arrives twice carries the same Message-ID."""
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(1000):
            post(number)
        taken = 0
        for rounds in range(400):
            Server.dies_after_taking = False
            clock.move_to(NOON + rounds * outbox.TAKEN_FOR)
            fuse = Fuse(7)
            Server.dies_after_taking = fuse  # type: ignore[assignment]
            try:
                sent, _failed = outbox.send_waiting()
            except Killed:
                continue
            taken += sent
            if not Message.objects.filter(sent_at__isnull=True).exists():
                break

    assert not Message.objects.filter(sent_at__isnull=True).exists()
    assert set(Server.taken) == set(ids())
    twice = len(Server.taken) - 1000
    assert 100 < twice < 200
    assert max(Counter(Server.taken).values()) == 2


class Fuse:
    """True every so many times it is asked: the process dies then."""

    def __init__(self, every: int) -> None:
        self.every, self.asked = every, 0

    def __bool__(self) -> bool:
        self.asked += 1
        return self.asked % self.every == 0


# What is kept of a mail

LINK = "https://samspil.local/mit/Kanarie-9f3k"


def rows() -> str:
    """Everything that the table holds, as it stands in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM spine_message")
        return repr(cursor.fetchall())


def test_a_waiting_mails_words_are_sealed_and_a_sent_one_holds_neither_words_nor_address(db: None) -> None:
    made = post(
        subject="Svar til Anna Kanarie", body=f"Kære Anna\n{LINK}", calendar=outbox.Calendar("BEGIN:VCALENDAR kanarie")
    )
    assert ("Kære Anna" in made.body, Message.objects.get().body) == (True, made.body)
    for word in ("Kanarie-9f3k", "Kære", "VCALENDAR"):
        assert word not in rows()

    assert outbox.send_waiting() == (1, 0)
    for word in ("Kanarie", "Kære", "anna", "sealed:", "VCALENDAR"):
        assert word not in rows()

    kept = Message.objects.get()
    assert (kept.address, kept.subject, kept.body, kept.calendar, kept.key_id, kept.address_hashes) == (
        "",
        "",
        "",
        "",
        "",
        {},
    )
    assert (kept.message_id, kept.sent_at is not None) == (made.message_id, True)


def test_no_row_that_is_over_holds_words_or_address(db: None) -> None:
    made = Message.objects.filter(pk=post().pk)
    for over in ("sent_at", "given_up_at"):
        with pytest.raises(IntegrityError), transaction.atomic():
            made.update(**{over: NOON})


def test_words_sealed_with_a_key_that_is_gone_hold_no_other_mail_back(db: None) -> None:
    lost, other = post(1), post(2)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE spine_message SET body = %s WHERE subject = 'Brev 1'", ["sealed:1:l260101-00000000:AAAA"]
        )
    assert outbox.send_waiting() == (1, 1)
    assert Server.taken == [other.message_id]
    assert Message.objects.filter(pk=lost.pk, sent_at__isnull=True).exists()


def test_a_sent_mail_can_still_be_declined_for_a_year_and_through_a_change_of_keys(vault: Vault, db: None) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        first = offer()
        assert first is not None
        outbox.send_waiting()
        rotation.rotate()
        second = offer()
        assert second is not None
        outbox.send_waiting()
        assert ADDRESS not in rows()
        assert first.key_id in rotation.retire().needed
        sent = [Message.objects.get(pk=each.pk) for each in (first, second)]
        outbox.decline(by=NOBODY, message=outbox.declinable(link_of(sent[0])))
        assert [outbox.is_declined(each) for each in sent] == [True, True]
        assert offer() is None
        outbox.accept_again(by=NOBODY, message=sent[1])
        assert [outbox.is_declined(each) for each in sent] == [False, False]
        clock.move_to(NOON + outbox.LINK_LASTS)
        assert outbox.tidy() == (0, 0)
        clock.move_to(NOON + outbox.LINK_LASTS + MINUTE)
        assert outbox.tidy() == (0, 2)
        with pytest.raises(NotFound, match="for gammelt"):
            outbox.declinable(link_of(first))

        assert rotation.retire().ring == (first.key_id,)


def link_of(message: Message) -> str:
    return outbox.decline_link(message).rstrip("/").rpartition("/")[2]


@pytest.mark.parametrize(("after", "left"), [(outbox.GIVE_UP_AFTER, 1), (outbox.GIVE_UP_AFTER + MINUTE, 0)])
def test_what_cannot_be_sent_in_14_days_is_given_up_and_emptied(db: None, after: dt.timedelta, left: int) -> None:
    Server.refuses = ADDRESS
    with time_machine.travel(NOON, tick=False) as clock:
        made = post(body=LINK)
        assert outbox.send_waiting() == (0, 1)
        clock.move_to(NOON + after)
        assert outbox.tidy() == (1 - left, 0)
        made.refresh_from_db()
        assert bool(made.address + made.body + made.last_error) is bool(left)
        assert (made.given_up_at is None) is bool(left)
        Server.refuses = ""
        assert outbox.send_waiting() == (left, 0)


def test_mail_that_was_never_tried_is_not_given_up(db: None) -> None:
    """A worker that stood still for a month sends what waited; nothing is thrown away unseen."""
    with time_machine.travel(NOON, tick=False) as clock:
        post()
        clock.move_to(NOON + 3 * outbox.GIVE_UP_AFTER)
        assert outbox.tidy() == (0, 0)
        assert outbox.send_waiting() == (1, 0)


def test_mail_that_was_sent_before_is_emptied_and_what_waits_is_sealed_by_the_migration(db: None) -> None:
    sent, waiting = offer(), post(2, body=LINK)
    assert sent is not None
    with connection.cursor() as cursor:
        cursor.execute("UPDATE spine_message SET body = %s, key_id = '', address_hashes = '{}'", [LINK])
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE spine_message DROP CONSTRAINT message_emptied_when_over")
        cursor.execute("UPDATE spine_message SET sent_at = %s WHERE topic <> ''", [NOON])

    assert LINK in rows()
    importlib.import_module("samspil.spine.migrations.0010_outbox_emptied").empty_and_seal(apps, None)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")

    assert LINK not in rows()
    kept = Message.objects.get(pk=sent.pk)
    assert (kept.address, kept.subject, kept.body) == ("", "", "")
    outbox.decline(by=NOBODY, message=outbox.declinable(link_of(kept)))
    assert offer() is None
    assert Message.objects.get(pk=waiting.pk).body == LINK
