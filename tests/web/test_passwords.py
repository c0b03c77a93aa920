"""A forgotten password: a link for those who are known, through the outbox, and the same answer and the same work for all."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samspil.spine import outbox, people
from samspil.spine.models import JournalEntry, Message, Person
from tests.web.test_pages import said

OLD, NEW = "et langt kodeord til prøven", "fire almindelige ord sammen"
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def karen() -> Person:
    user = User.objects.create_user("karen", password=OLD)
    person = people.add_person(by=people.job("test"), name="Karen Holm", email="karen@example.org", is_invented=True)
    person.user = user
    person.save(update_fields=["user"])
    return person


def ask(address: str, client: Client | None = None) -> Any:
    return (client or Client()).post("/konto/password/reset/", {"email": address}, follow=True)


def link(body: str | None = None) -> str:
    """Return the path of the link in a mail, or in the newest that waits."""
    found = re.search(r"https?://\S+", Message.objects.latest("created_at").body if body is None else body)
    assert found is not None
    return urlsplit(found[0]).path


def choose(client: Client, path: str, password: str = NEW) -> Any:
    shown = client.get(path, follow=True)
    if not shown.redirect_chain:
        return shown
    return client.post(shown.redirect_chain[-1][0], {"password1": password, "password2": password}, follow=True)


def test_a_person_gets_a_link_at_their_own_address_and_chooses(karen: Person) -> None:
    assert "Kender vi adressen, får du en mail" in said(ask("KAREN@example.org"))
    assert mail.outbox == []  # nothing leaves but through the outbox
    message = Message.objects.get()
    assert (message.person, message.address) == (karen, "karen@example.org")
    assert "http" in message.body
    outbox.send_waiting()
    [sent] = mail.outbox
    assert sent.to == ["karen@example.org"]
    assert "http" not in Message.objects.get().body  # what is sent is kept no longer
    assert "Adgangskoden er skiftet" in said(choose(Client(), link(str(sent.body))))
    assert Client().login(username="karen", password=NEW)
    assert set(JournalEntry.objects.values_list("verb", flat=True)) >= {"password.link_asked", "password.chosen"}
    assert "karen@" not in str(list(JournalEntry.objects.values()))


@pytest.mark.parametrize("address", ["fremmed@example.org", "karen@example.com", "ex-karen@example.org"])
def test_a_stranger_gets_no_mail_and_the_same_answer(karen: Person, address: str) -> None:
    known = ask("karen@example.org")
    Message.objects.all().delete()
    strange = ask(address)
    assert said(strange) == said(known)
    assert (strange.redirect_chain, strange.status_code) == (known.redirect_chain, known.status_code)
    assert not Message.objects.exists()
    assert mail.outbox == []


def shape(client: Client, address: str) -> Counter[str]:
    with CaptureQueriesContext(connection) as caught:
        ask(address, client)
    return Counter(re.sub(r"'[^']*'|\b[0-9a-f]{12,}\b|\d+", "?", each["sql"])[:60] for each in caught)


def test_the_work_for_a_stranger_is_the_work_for_somebody_known(karen: Person) -> None:
    ask("varm@example.org")  # whatever is made once only is made
    known, strange = shape(Client(), "karen@example.org"), shape(Client(), "fremmed@example.org")
    lone = {
        sql: number
        for sql, number in (known - strange).items()
        if not sql.startswith(("RELEASE", "ROLLBACK", "SAVEPOINT"))
    }

    assert lone == {}
    more = {
        sql: number
        for sql, number in (strange - known).items()
        if not sql.startswith(("RELEASE", "ROLLBACK", "SAVEPOINT"))
    }
    assert more == {}
    assert any(sql.startswith('INSERT INTO "spine_message"') for sql in strange)


def test_a_link_lives_an_hour_and_is_used_once(karen: Person) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        ask("karen@example.org")
        first = link()
        clock.shift(dt.timedelta(minutes=59))
        assert "Vælg en ny adgangskode" in said(Client().get(first, follow=True))
        clock.shift(dt.timedelta(minutes=2))
        assert "Linket virker ikke" in said(Client().get(first, follow=True))
        ask("karen@example.org")
        second = link()
        assert "Adgangskoden er skiftet" in said(choose(Client(), second))
        assert "Linket virker ikke" in said(Client().get(second, follow=True))


def test_a_link_leads_to_our_own_address_whatever_the_request_says(karen: Person, settings: Any) -> None:
    settings.SAMSPIL_ADDRESS, settings.ALLOWED_HOSTS = "https://samspil.example.org", ["*"]
    ask("karen@example.org", Client(HTTP_HOST="evil.example"))
    body = Message.objects.get().body
    assert "https://samspil.example.org/konto/password/reset/key/" in body
    assert "evil" not in body


def test_an_account_that_is_shut_or_a_person_without_one_gets_nothing(karen: Person) -> None:
    people.add_person(by=people.job("test"), name="Per Lund", email="per@example.org", is_invented=True)
    ask("per@example.org")
    User.objects.update(is_active=False)
    ask("karen@example.org")
    assert not Message.objects.exists()


def test_two_who_share_a_mailbox_each_get_a_link_of_their_own(karen: Person) -> None:
    other = people.add_person(by=people.job("test"), name="Per Lund", email="karen@example.org", is_invented=True)
    other.user = User.objects.create_user("per", password=OLD)
    other.save(update_fields=["user"])
    ask("karen@example.org")
    assert sorted(re.findall(r"kontoen »(\w+)«", "".join(Message.objects.values_list("body", flat=True)))) == [
        "karen",
        "per",
    ]


def test_no_other_page_of_an_account_mails_a_stranger(karen: Person) -> None:
    client = Client()
    client.force_login(karen.user)
    client.post("/konto/email/", {"action_add": "", "email": "fremmed@example.org"})
    client.post("/konto/email/", {"action_send": "", "email": "fremmed@example.org"})
    assert mail.outbox == []
    assert not Message.objects.exists()
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_a_new_password_ends_other_logins(karen: Person) -> None:
    elsewhere = Client()
    elsewhere.force_login(karen.user)
    assert elsewhere.get("/min-konto/").status_code == 200
    ask("karen@example.org")
    choose(Client(), link())
    assert elsewhere.get("/min-konto/").status_code == 302


def test_the_public_password_of_the_demo_cannot_be_chosen(karen: Person) -> None:
    ask("karen@example.org")
    assert "offentligt kendt" in said(choose(Client(), link(), "sammen-i-bakkeby"))
