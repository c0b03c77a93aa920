"""Accounts: no self-registration, a clear sentence when locked, two-factor pages in our own look, sessions that end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from samspil.spine.people import Actor
from tests.web.test_pages import said

ClientOf = Callable[[Actor], Client]

SECRET = "et langt kodeord til prøven"
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _no_failures_from_before() -> None:
    cache.clear()


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("alice", password=SECRET)


def log_in(client: Client, password: str = SECRET) -> object:
    return client.post("/konto/login/", {"login": "alice", "password": password})


def test_nobody_registers_themselves(db: None, client: Client) -> None:
    assert "Du kan ikke oprette en konto selv" in said(client.get("/konto/signup/"))
    client.post("/konto/signup/", {"username": "ny", "password1": SECRET, "password2": SECRET})
    assert not User.objects.exists()


def test_a_wrong_password_says_so_and_the_sixth_is_locked_out_even_with_the_right_one(
    user: User, client: Client
) -> None:
    for _attempt in range(5):
        assert "Brugernavnet eller adgangskoden passer ikke" in said(log_in(client, "forkert"))
    assert "Log ind er lukket i fem minutter" in said(log_in(client))
    assert "_auth_user_id" not in client.session


def test_ten_wrong_passwords_shut_that_account_at_that_address_and_nobody_else(user: User) -> None:
    User.objects.create_user("bob", password=SECRET)
    here, there = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    for _attempt in range(10):
        log_in(here, "forkert")
    assert "Log ind er lukket i fem minutter" in said(log_in(here))
    here.post("/konto/login/", {"login": "bob", "password": SECRET})
    assert "_auth_user_id" in here.session
    log_in(there)
    assert "_auth_user_id" in there.session


def test_behind_a_proxy_of_ours_wrong_passwords_are_counted_for_each_client(user: User, settings: Any) -> None:
    settings.SAMSPIL_PROXIES = "1"
    guesser, owner = (Client(headers={"X-Forwarded-For": each}) for each in ("198.51.100.1", "198.51.100.2"))
    for _attempt in range(6):
        log_in(guesser, "forkert")
    assert "Log ind er lukket" in said(log_in(guesser))
    log_in(owner)
    assert "_auth_user_id" in owner.session


def test_a_spoofed_address_gives_no_new_tries(user: User, settings: Any) -> None:
    settings.SAMSPIL_PROXIES = ""
    for number in range(5):
        log_in(Client(headers={"X-Forwarded-For": f"198.51.100.{number}"}), "forkert")
    assert "Log ind er lukket" in said(log_in(Client(headers={"X-Forwarded-For": "198.51.100.99"})))


def test_one_account_guessed_at_from_everywhere_meets_a_limit_of_its_own(user: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed_everywhere": "7/h/key"}
    for number in range(7):
        log_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), "forkert")
    assert "Log ind er lukket" in said(log_in(Client(REMOTE_ADDR="198.51.100.99")))


@pytest.mark.parametrize(
    "path",
    [
        "/konto/2fa/",
        "/konto/2fa/totp/activate/",
        "/konto/2fa/webauthn/",
        "/konto/2fa/webauthn/add/",
        "/konto/sessions/",
        "/konto/password/change/",
        "/konto/logout/",
        "/min-konto/",
        "/opgaver/",
    ],
)
def test_the_pages_of_an_account_are_danish_and_kept_by_no_browser(user: User, client: Client, path: str) -> None:
    log_in(client)
    response = client.get(path, follow=True)
    if response.redirect_chain:
        assert "Vis, at det er dig" in said(response)
        assert response.headers["Cache-Control"] == "no-store"
        response = client.post(response.redirect_chain[-1][0], {"password": SECRET}, follow=True)
    assert response.request["PATH_INFO"] == path
    assert response.headers["Cache-Control"] == "no-store"
    page = response.content.decode()
    assert page.count("<h1") == 1
    assert "data:" not in page
    assert not [word for word in ("Authenticator", "Security Key", "Sign Out", "Current Password") if word in page]


def test_a_login_ends_after_half_an_hour_of_rest(user: User, client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        log_in(client)
        assert client.get("/opgaver/").status_code == 200
        clock.shift(dt.timedelta(minutes=29, seconds=59))
        assert client.get("/opgaver/").status_code == 200
        clock.shift(dt.timedelta(minutes=30))
        assert client.get("/opgaver/").headers["Location"].startswith("/konto/login/")


def test_a_login_ends_after_twelve_hours_however_busy(user: User, client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        log_in(client)
        client.get("/opgaver/")
        for _step in range(36):
            clock.shift(dt.timedelta(minutes=19, seconds=59))
            assert client.get("/opgaver/").status_code == 200
        clock.shift(dt.timedelta(seconds=35))
        assert client.get("/opgaver/").status_code == 200
        clock.shift(dt.timedelta(seconds=1))
        ended = client.get("/opgaver/", follow=True)
        assert "Du er logget ud, fordi der er gået for lang tid" in said(ended)
        assert "_auth_user_id" not in client.session


def test_a_busy_session_is_written_at_most_once_a_minute(
    user: User, client: Client, django_assert_num_queries: Callable[..., object]
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        log_in(client)
        client.get("/om/")
        clock.shift(dt.timedelta(seconds=59))
        with django_assert_num_queries(3):  # type: ignore[attr-defined]
            client.get("/om/")
        clock.shift(dt.timedelta(seconds=1))
        with django_assert_num_queries(6):  # type: ignore[attr-defined]
            client.get("/om/")


def test_an_account_switched_off_is_out_at_once(user: User, client: Client) -> None:
    log_in(client)
    assert client.get("/opgaver/").status_code == 200
    user.is_active = False
    user.save()
    assert client.get("/opgaver/").status_code == 302


def test_the_first_factor_alone_lets_nobody_with_an_app_in(user: User, client: Client) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(user, generate_totp_secret())
    response = log_in(client)
    assert response.headers["Location"].startswith("/konto/2fa/authenticate/")  # type: ignore[attr-defined]
    assert "Skriv din kode" in said(client.get("/konto/2fa/authenticate/"))
    assert client.get("/opgaver/").status_code == 302
    assert "Koden passer ikke" in said(client.post("/konto/2fa/authenticate/", {"code": "000000"}))


def test_an_open_page_may_be_kept_and_sets_no_login(db: None, client: Client) -> None:
    response = client.get("/om/")
    assert "no-store" not in response.headers.get("Cache-Control", "")
    assert "samspil" not in response.cookies


def test_what_is_said_at_the_door_is_plain_danish(user: User, client: Client) -> None:
    answer = client.post("/konto/login/", {"login": "alice", "password": SECRET}, follow=True)
    assert "Du er logget ind." in said(answer)
    assert "succes" not in said(answer)


@pytest.mark.parametrize("path", ["/konto/email/", "/konto/confirm-email/"])
def test_no_page_promises_mail_to_an_address_that_gets_none(user: User, client: Client, path: str) -> None:
    client.force_login(user)
    assert client.get(path).headers["Location"] == "/min-konto/"
    assert client.post(path, {"action_add": "", "email": "fremmed@example.org"}).headers["Location"] == "/min-konto/"
    assert not EmailAddress.objects.exists()


def test_where_one_is_logged_in_and_its_keys_are_cards_on_a_phone(user: User, client: Client) -> None:
    log_in(client)
    page = client.get("/konto/sessions/")
    assert b'class="table table-cards"' in page.content
    assert "Denne" in said(page)
    assert "Siden" in said(page)
