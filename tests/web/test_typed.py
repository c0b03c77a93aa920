"""What was typed is held for its writer alone, put back on its page, let go of when taken, and shown where it would be lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from samspil.spine import duties, held, journal
from samspil.spine.models import Drawer, Duty, HeldForm, Node
from samspil.spine.people import Actor
from tests.kit.cast import Cast
from tests.web.test_pages import said

ClientOf = Callable[[Actor], Client]
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
WORDS = "Hun ringede i torsdags, og vi talte om Vivild & bussen <til> Grenaa."


@pytest.fixture
def page(cast: Cast, record: Callable[..., Node]) -> tuple[str, Duty]:
    """A duty of Alice's with a form for its proof."""
    node = record("En sag")
    with journal.writing():
        duty = duties.give(by=cast.alice, node=node, purpose="call", title="Ring", owner=cast.person(cast.alice))
    return f"/opgaver/{duty.pk}/", duty


def rested(client: Client, path: str, sent: dict[str, str], **headers: str) -> object:
    with time_machine.travel(NOON, tick=False):
        client.get("/opgaver/")
    with time_machine.travel(NOON + dt.timedelta(minutes=31), tick=False):
        return client.post(path, sent, **headers)


def back_of(answer: object) -> str:
    return parse_qs(urlsplit(answer["Location"]).query)["next"][0]


def test_it_is_held_sealed_and_stands_on_the_page_again(cast, page, client_of: ClientOf) -> None:
    client, (path, duty) = client_of(cast.alice), page
    answer = rested(client, path, {"proof": WORDS})
    assert answer["Location"].startswith("/konto/login/?next=")
    kept = HeldForm.objects.get()
    assert WORDS.encode() not in bytes(kept.sealed)
    assert "_auth_user_id" not in client.session

    with time_machine.travel(NOON + dt.timedelta(minutes=32), tick=False):
        client.force_login(cast.person(cast.alice).user, backend="django.contrib.auth.backends.ModelBackend")
        drawn = client.get(back_of(answer))
        assert drawn.status_code == 200
        assert WORDS in said(drawn)
        assert "Det er ikke gemt endnu" in said(drawn)
        assert drawn["Cache-Control"] == "no-store"
        duty.refresh_from_db()
        assert duty.done_at is None

        assert client.post(back_of(answer), {"proof": WORDS}).status_code == 302
    duty.refresh_from_db()
    assert duty.proof == WORDS
    assert not HeldForm.objects.exists()


def test_nobody_else_meets_it(cast, page, client_of: ClientOf) -> None:
    path, _duty = page
    back = back_of(rested(client_of(cast.alice), path, {"proof": WORDS}))
    with time_machine.travel(NOON + dt.timedelta(minutes=32), tick=False):
        for client in (client_of(cast.bob), client_of(cast.charlie), Client()):
            assert WORDS not in said(client.get(back, follow=True))


def test_it_is_gone_after_a_day(cast, page, client_of: ClientOf) -> None:
    client, (path, _duty) = client_of(cast.alice), page
    back = back_of(rested(client, path, {"proof": WORDS}))
    with time_machine.travel(NOON + dt.timedelta(days=1, hours=1), tick=False):
        client.force_login(cast.person(cast.alice).user, backend="django.contrib.auth.backends.ModelBackend")
        assert WORDS not in said(client.get(back))
        held.sweep()
    assert not HeldForm.objects.exists()


def test_a_form_that_was_open_while_another_tab_logged_in_stands_there_again(cast, page, client_of: ClientOf) -> None:
    client, (path, duty) = client_of(cast.alice), page
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    strict.get(path)
    answer = strict.post(
        path, {"proof": WORDS, "csrfmiddlewaretoken": "a" * 64}, headers={"origin": "http://testserver"}
    )
    assert answer.status_code == 302
    drawn = strict.get(answer["Location"])
    assert WORDS in said(drawn)
    duty.refresh_from_db()
    assert duty.done_at is None
    token = strict.cookies["samspil-csrf"].value
    assert strict.post(answer["Location"], {"proof": WORDS, "csrfmiddlewaretoken": token}).status_code == 302
    duty.refresh_from_db()
    assert duty.proof == WORDS


def test_a_form_from_another_site_is_neither_held_nor_shown(cast, page, client_of: ClientOf) -> None:
    client, (path, _duty) = client_of(cast.alice), page
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    for headers in (
        {"origin": "https://ond.example"},
        {"origin": "null"},
        {"referer": "https://ond.example/x"},
        {"sec-fetch-site": "cross-site"},
    ):
        answer = strict.post(path, {"proof": WORDS, "csrfmiddlewaretoken": "a" * 64}, headers=headers)
        assert answer.status_code == 403
        assert WORDS not in said(answer)

    assert WORDS not in said(rested(client, path, {"proof": WORDS}, headers={"origin": "https://ond.example"}))
    assert not HeldForm.objects.exists()


def test_who_was_logged_out_elsewhere_still_has_the_words(cast, page) -> None:
    path, _duty = page
    answer = Client().post(path, {"proof": WORDS})
    assert answer.status_code == 401
    assert WORDS in said(answer)
    assert "Log ind i en ny fane" in said(answer)


def test_a_no_shows_the_words(cast, page, client_of: ClientOf) -> None:
    path, _duty = page
    answer = client_of(cast.charlie).post(path, {"proof": WORDS})
    assert answer.status_code == 404
    assert WORDS in said(answer)


def test_passwords_and_codes_are_never_held(cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    for path, sent in (
        (
            "/konto/password/change/",
            {"oldpassword": "et langt kodeord", "password1": "et andet langt", "password2": "x y"},
        ),
        ("/kode/", {"kode": "ABCD EFGH JKMN"}),
    ):
        rested(client, path, sent)
        client.force_login(cast.person(cast.alice).user, backend="django.contrib.auth.backends.ModelBackend")
    assert not HeldForm.objects.exists()


def test_a_single_button_is_not_held(cast, page, client_of: ClientOf) -> None:
    path, _duty = page
    rested(client_of(cast.alice), path, {"id": str(uuid4())})
    assert not HeldForm.objects.exists()


def test_a_drawer_keeps_the_latest_few(cast) -> None:
    for number in range(8):
        with time_machine.travel(NOON + dt.timedelta(seconds=number), tick=False):
            held.hold(cast.alice.person_id, "/x/", {"words": [str(number)]})
    assert Drawer.objects.count() == 1
    kept = HeldForm.objects.order_by("held_at").values_list("pk", flat=True)
    with time_machine.travel(NOON + dt.timedelta(minutes=1), tick=False):
        assert [held.held(cast.alice.person_id, key, "/x/") for key in kept] == [
            {"words": [str(n)]} for n in range(3, 8)
        ]
        assert held.held(cast.alice.person_id, kept[0], "/y/") is None
        assert held.held(cast.bob.person_id, kept[0], "/x/") is None


def test_typing_keeps_a_login_awake(cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    for minutes in range(0, 120, 20):
        with time_machine.travel(NOON + dt.timedelta(minutes=minutes), tick=False):
            assert client.get("/her-endnu/").status_code == 200
    with time_machine.travel(NOON + dt.timedelta(hours=12, minutes=1), tick=False):
        assert client.get("/her-endnu/").status_code == 302


def test_a_login_that_ends_at_a_button_leads_back_to_the_page_it_stands_on(cast, page, client_of: ClientOf) -> None:
    client, (path, duty) = client_of(cast.alice), page
    button = f"/traad/{duty.node_id}/" if duty.node_id else path
    for came, back in ((f"http://testserver{button}?side=2", f"{button}?side=2"), ("http://evil.test/a/", "/luk/")):
        assert back_of(rested(client, "/luk/", {}, HTTP_REFERER=came)) == back
        client.force_login(cast.person(cast.alice).user, backend="django.contrib.auth.backends.ModelBackend")


def test_the_address_of_a_button_is_no_empty_page(db: None, client: Client) -> None:
    answer = client.get("/luk/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Adressen hører til en knap" in said(answer)


def test_a_form_of_a_feature_is_itself_filled_again(cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    back = back_of(rested(client, "/bidrag/nyt/", {"words": WORDS, "place": "Køkkenet", "purposes": "quote"}))
    with time_machine.travel(NOON + dt.timedelta(minutes=32), tick=False):
        client.force_login(cast.person(cast.alice).user, backend="django.contrib.auth.backends.ModelBackend")
        drawn = client.get(back).content.decode()
    assert 'value="Køkkenet"' in drawn
    assert 'name="words"' in drawn
    assert "Det, du skrev, er ikke gemt" not in drawn


@pytest.mark.parametrize(
    "kind",
    ["multipart/form-data", "application/x-www-form-urlencoded; charset=utf-7", "multipart/form-data; boundary=x"],
)
def test_what_is_no_form_is_a_page_that_is_not_there_and_no_fault_of_ours(db: None, kind: str) -> None:
    client = Client(raise_request_exception=False)
    assert client.post("/findes-ikke/", data=b"words=hej", content_type=kind).status_code in {400, 404}
    large = client.post("/findes-ikke/", data={"words": "a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}, follow=False)
    assert large.status_code in {404, 413}
