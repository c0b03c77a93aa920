"""The page for whoever watches over the installation: what is well, what is not, and nothing about anybody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from samspil.spine import journal, outbox, people, rounds
from samspil.spine.models import JournalAnchor, JournalEntry, Message, Round
from samspil.web import health
from tests.kit.cast import Cast

MINUTE = dt.timedelta(minutes=1)
JSON = {"headers": {"accept": "application/json"}}


def fare(client: Client) -> tuple[int, list[str]]:
    answer = client.get("/driftstatus/?format=json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["ok"] is (answer.json()["wrong"] == [])
    return answer.status_code, answer.json()["wrong"]


@pytest.fixture
def well(db: None) -> None:
    now = timezone.now()
    Round.objects.create(name=rounds.WHOLE, done_at=now)
    Round.objects.create(name="outbox", done_at=now)


@pytest.mark.usefixtures("well")
def test_all_is_well(client: Client) -> None:
    assert fare(client) == (200, [])
    page = client.get("/driftstatus/")
    assert page.status_code == 200
    assert "Alt er, som det skal være." in page.content.decode()
    assert client.get("/driftstatus/", **JSON).json()["ok"] is True
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("age", "is_wrong"), [(health.WORKER_SILENT - MINUTE, False), (health.WORKER_SILENT + MINUTE, True)]
)
def test_a_worker_that_is_silent(client: Client, db: None, age: dt.timedelta, is_wrong: bool) -> None:
    Round.objects.create(name=rounds.WHOLE, done_at=timezone.now() - age)
    assert fare(client) == ((503, ["worker"]) if is_wrong else (200, []))


def test_a_worker_that_never_was_there(client: Client, db: None) -> None:
    assert fare(client) == (503, ["worker"])
    assert "aldrig" in client.get("/driftstatus/").content.decode()


@pytest.mark.parametrize(
    ("age", "attempts", "wrong"),
    [
        (health.MAIL_UNTRIED - MINUTE, 0, []),
        (health.MAIL_UNTRIED + MINUTE, 0, ["mail"]),
        (health.MAIL_UNTRIED + MINUTE, 3, []),
    ],
)
@pytest.mark.usefixtures("well")
def test_mail_that_nobody_has_tried_to_send(client: Client, age: dt.timedelta, attempts: int, wrong: list[str]) -> None:
    message = outbox.post(subject="Brev til Karen", body="Kære Karen", address="karen@example.org")
    Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - age, attempts=attempts)
    status, found = fare(client)
    assert found == wrong
    assert (status == 200) is (not wrong)
    for path in ("/driftstatus/", "/driftstatus/?format=json"):
        words = client.get(path).content.decode()
        assert [each for each in ("Karen", "karen@", "Brev til") if each in words] == []


@pytest.mark.usefixtures("well")
def test_a_journal_that_is_not_anchored(client: Client) -> None:
    with journal.writing():
        journal.note("test.noted", by=people.job("test"))
    assert fare(client) == (200, [])
    from tests.kit import append_only

    with append_only.lifted():
        JournalEntry.objects.update(at=timezone.now() - health.UNANCHORED - MINUTE)
    assert fare(client) == (503, ["anchor"])
    JournalAnchor.objects.create(heads={}, reason="minute")
    assert fare(client) == (200, [])


@pytest.mark.usefixtures("well")
def test_work_that_failed_last(client: Client) -> None:
    def fails() -> None:
        raise OperationalError("database is locked for karen@example.org")

    rounds.step("digest", fails)
    assert fare(client) == (503, ["work"])
    told = client.get("/driftstatus/?format=json").json()["failing"]
    assert [(each["work"], each["failure"]) for each in told] == [("digest", "busy")]
    assert "karen@" not in client.get("/driftstatus/").content.decode()
    rounds.step("digest", lambda: None)
    assert fare(client) == (200, [])


@pytest.mark.usefixtures("well")
def test_a_database_that_does_not_answer(client: Client) -> None:
    def away(execute: Any, *rest: Any) -> Any:
        raise OperationalError("unable to open database file")

    with connection.execute_wrapper(away):
        assert fare(client) == (503, ["database"])
        assert "svarer ikke" in client.get("/driftstatus/").content.decode()
        client.raise_request_exception = False
        page = client.get("/soeg/?q=borger")
        assert page.status_code == 503
        assert page.headers["Retry-After"] == "30"
        assert "Databasen svarer ikke lige nu" in page.content.decode()
    assert fare(client) == (200, [])


@pytest.mark.usefixtures("well")
def test_it_is_cheap(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(6):
        client.get("/driftstatus/?format=json")


def test_a_fault_of_our_own_is_still_one(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ValueError("ours")

    monkeypatch.setattr(health, "look", broken)
    client.raise_request_exception = False
    page = client.get("/driftstatus/")
    assert page.status_code == 500
    assert "Der skete en fejl hos os" in page.content.decode()
