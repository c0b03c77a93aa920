"""No table keeps a live link, a token or an address in the clear when it has served: mail, passes, queued tasks, sessions."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from samspil.spine import invitations, outbox, passes, rounds
from samspil.spine.models import Message
from samspil.web import accounts
from tests.kit.cast import Cast

# Each database keeps its columns in its own way.
pytestmark = pytest.mark.both_databases

SAMSPIL = Path(__file__).parents[2] / "samspil"
TOLD = {
    "spine.Person.email",
    "spine.Person.phone",
    "spine.Message.address",
    "auth.User.email",
    "account.EmailAddress.email",
    "usersessions.UserSession.ip",
    "auth.User.password",
    "account.EmailConfirmation.key",
    # An office's own number, printed on every slip for citizens to ring.
    "spine.Organisation.phone",
}
TELLING = ("email", "phone", "address", "token", "link", "url", "ip", "password", "secret", "code", "key")
# Keyed hashes, ids of keys, names of things in code.
NOT_TELLING = {
    "spine.Message.address_hashes",
    "spine.Decline.address_hash",
    "spine.Pass.token_hash",
    "cases.OwnPage.token_hash",
    "voices.Phone.token_hash",
    "voices.Slip.token_hash",
}


def clear_columns() -> set[str]:
    """Columns whose name says that they may hold an address or a way in, and that are no hash."""
    return {
        f"{model._meta.label}.{each.name}"
        for model in apps.get_models()
        for each in model._meta.concrete_fields
        if isinstance(each, models.CharField | models.TextField | models.GenericIPAddressField) and not each.primary_key
        if set(each.name.split("_")) & set(TELLING) and not each.name.endswith(("_hash", "_hashes", "key_id", "_key"))
    }


def test_the_columns_that_hold_an_address_or_a_way_in_are_known() -> None:
    known = TOLD | {"spine.ConsentText.key", "cases.ImportedSource.key"}
    assert clear_columns() - NOT_TELLING - known == set()


def enqueued(source: str) -> list[str]:
    """Calls that put a task in the queue with something in it: its arguments would stand in the table in the clear."""
    return [
        ast.unparse(call)
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("enqueue", "aenqueue"))
        if call.args or call.keywords
    ]


def test_tasks_are_queued_without_arguments() -> None:
    assert [found for path in SAMSPIL.rglob("*.py") for found in enqueued(path.read_text("utf-8"))] == []
    assert enqueued("send.enqueue(address='anna@example.org')") == ["send.enqueue(address='anna@example.org')"]


def test_the_queue_holds_nothing_but_names_of_code(db: None) -> None:
    rounds.begin()
    (kept,) = DBTaskResult.objects.all()
    assert (kept.args_kwargs, kept.return_value) == ({"args": [], "kwargs": {}}, None)


def test_a_link_stands_nowhere_in_the_database_but_in_mail_that_waits_sealed(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    from samspil.spine import journal, thread

    with journal.writing():
        node = thread.open_node(by=cast.alice, kind="test_early", title="Møde", organisation=cast.municipality)
    _, token = passes.issue(by=cast.alice, node=node, purpose=invitations.PURPOSE, lasts=dt.timedelta(days=1))
    link = outbox.absolute(f"{reverse(invitations.LINK_ADDRESS)}#{token}")
    outbox.post(subject="Link", body=link, address="kanarie@example.org", node=node)
    assert token not in everything()
    assert outbox.send_waiting() == (1, 0)
    assert token not in everything()
    assert "kanarie@example.org" not in everything()


def everything() -> str:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found.append(repr(cursor.fetchall()))
    return "\n".join(found)


def test_an_ended_session_and_what_was_uploaded_in_it_are_gone_the_next_day(db: None) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        ended, lasting = Client(), Client()
        for client in (ended, lasting):
            client.force_login(
                User.objects.get_or_create(username="alice")[0], backend="django.contrib.auth.backends.ModelBackend"
            )

        kept = ended.session
        kept["staged"] = [{"key": "x", "kind": "minutes", "payload": "uglegylp"}]
        kept.save()
        for each in Session.objects.all():
            UserSession.objects.get_or_create(
                session_key=each.session_key,
                defaults={"user": User.objects.get(), "ip": "192.0.2.1", "user_agent": "x"},
            )

        clock.move_to(dt.datetime(2026, 3, 2, 11, 59, tzinfo=dt.UTC))
        lasting.session.save()
        clock.move_to(dt.datetime(2026, 3, 2, 12, 1, tzinfo=dt.UTC))
        assert accounts.forget_ended(dt.date(2026, 3, 2)) == 1
        assert list(Session.objects.values_list("session_key", flat=True)) == [lasting.session.session_key]
        assert UserSession.objects.count() == 1
        assert accounts.forget_ended in rounds._days_work.values()


@pytest.mark.parametrize("role", ["coordinator", "citizen", "outsider"])
def test_the_front_page_says_that_a_mail_was_given_up(cast: Cast, role: str, settings: Any) -> None:
    from samspil.spine import journal, thread
    from samspil.web import queries

    with journal.writing():
        node = thread.open_node(by=cast.alice, kind="test_early", title="Bidraget", organisation=cast.municipality)
    outbox.post(subject="Svar", body="Hej", address="kanarie@example.org", node=node)
    outbox.post(subject="Til Bob", body="Hej", person=cast.person(cast.bob))
    Message.objects.update(attempts=3, created_at="2026-01-01T00:00:00+00:00", not_before="2026-01-02T00:00:00+00:00")
    assert outbox.tidy() == (2, 0)
    seen = {
        who.name: [(each.node.title if each.node else "", bool(each.person)) for each in queries.undelivered(who)]
        for who in (cast.alice, cast.bob, cast.charlie, cast.dorte)
    }
    assert seen == {"Alice": [("Bidraget", False)], "Bob": [("", True)], "Charlie": [], "": []}
    client = Client()
    who = {"coordinator": cast.alice, "citizen": cast.dorte, "outsider": cast.charlie}[role]
    if who.person_id:
        person = cast.person(who)
        person.user = User.objects.create_user(who.name)
        person.save()
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/").content.decode()
    assert ("Mails, der ikke kom frem" in page) is (role == "coordinator")
    assert ("En mail til en uden konto her" in page) is (role == "coordinator")
    assert "kanarie@example.org" not in page
