"""The second factor: demanded of roles that publish, approve, pay or administer; without it a login sees and does nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from samspil.paper.refusal import NotAllowed
from samspil.spine import journal, people, policy, visibility
from samspil.spine.actors import NOBODY, Actor
from samspil.spine.models import DemoMark, JournalEntry, Message, Node, Role
from tests.kit.cast import SINCE, Cast
from tests.kit.second_factor import by_password_alone
from tests.web.test_pages import said

PASSWORD = "et langt kodeord til prøven"
KEY = "JBSWY3DPEHPK3PXP"
PAGE = "/min-konto/ekstra-noegle/"
ClientOf = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


def account(cast: Cast, actor: Actor) -> User:
    person = cast.person(actor)
    person.user = User.objects.create_user(person.name.lower(), password=PASSWORD)
    person.save(update_fields=["user"])
    return person.user


def enter(user: User) -> Client:
    client = Client()
    client.post("/konto/login/", {"login": user.username, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def code(key: str = KEY) -> str:
    return format_hotp_value(hotp_value(key, next(iter(yield_hotp_counters_from_time()))))


def test_the_roles_follow_from_the_policy_table() -> None:
    strong = policy.strong_roles()
    assert strong >= {"coordinator", "secretary", "director", "administrator"}
    assert "staff" in strong  # may be the second of the two who make a person's words public (docs/decisions/0009)
    assert "evaluator" not in strong
    assert "*" not in strong
    named = {role for row in policy.table() if row.action.startswith(("publish", "approve")) for role in row.roles}
    assert named - {"*"} <= strong
    paying = {role for row in policy.table() if row.kind == "appropriation" for role in row.roles}
    assert paying <= strong


def test_a_row_that_publishes_makes_its_roles_strong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        policy, "_table", [policy.rule("publish_news", "news", "evaluator", "circle", "Evaluator udgiver nyt.")]
    )
    policy._strong_roles.cache_clear()
    try:
        assert policy.strong_roles() == {"administrator", "evaluator"}
    finally:
        monkeypatch.undo()
        policy._strong_roles.cache_clear()


@pytest.fixture
def evaluator(cast: Cast) -> Actor:
    """One of those whose role neither publishes, approves, pays nor administers."""
    person = people.add_person(by=people.job("test"), name="Eva", email="eva@example.org", is_invented=True)
    people.give_role(
        by=people.job("test"),
        person=person,
        role=Role.Kind.EVALUATOR,
        organisation=cast.municipality,
        circle=cast.partnership,
        from_on=SINCE,
    )
    return people.actor_for(person)


@pytest.mark.parametrize("name", ["alice", "bob", "secretary", "director"])
def test_who_has_none_is_led_to_it_before_anything_else(cast: Cast, name: str) -> None:
    client = enter(account(cast, getattr(cast, name)))
    for path in ("/", "/opgaver/", "/min-konto/", "/soeg/?q=x", "/bidrag/", "/sager/", "/partnerskaber/"):
        assert client.get(path).headers["Location"] == PAGE, path
    assert client.post("/bidrag/nyt/", {"words": "x"}).headers["Location"] == PAGE
    page = client.get(PAGE)
    assert "Din rolle kræver en ekstra nøgle" in said(page)
    assert client.get("/om/").status_code == 200
    assert client.post("/konto/logout/").status_code == 302


def test_who_needs_none_goes_on(cast: Cast, evaluator: Actor) -> None:
    client = enter(account(cast, evaluator))
    assert client.get("/opgaver/").status_code == 200
    assert "Din rolle kræver ingen ekstra nøgle" in said(client.get(PAGE))


def test_without_it_one_sees_what_everybody_sees(cast: Cast, record: Callable[..., Node], rf: Any) -> None:
    hidden = record("Kun for kredsen", visibility="organisation")
    open_one = record("For alle")
    unproven = Actor(name="Alice", is_unproven=True)
    assert set(visibility.nodes(cast.alice)) == {hidden, open_one}
    assert set(visibility.nodes(unproven)) == set(visibility.nodes(NOBODY)) == {open_one}
    client = Client()
    by_password_alone(client, account(cast, cast.alice))
    assert client.get(f"/traad/{hidden.pk}/").headers["Location"] == PAGE


def test_every_deed_without_it_is_refused_in_one_place(cast: Cast) -> None:
    unproven = Actor(person_id=cast.alice.person_id, memberships=cast.alice.memberships, is_unproven=True)
    with pytest.raises(NotAllowed, match="ekstra nøgle"), journal.writing():
        journal.note("voice.published", by=unproven)
    for row in policy.table():
        assert not policy.allows(unproven, row.action, row.kind)
    with pytest.raises(NotAllowed, match="ekstra nøgle"):
        policy.check(unproven, "publish", "voice", otherwise="Noget andet.")
    with pytest.raises(NotAllowed):
        people.add_organisation(by=unproven, name="Ny", kind="other")
    with journal.writing():
        journal.note("voice.published", by=cast.alice)


@pytest.mark.django_db(transaction=True)
def test_setting_one_up_opens_everything_and_the_next_login_asks_for_it(cast: Cast) -> None:
    user = account(cast, cast.alice)
    client = enter(user)

    client.post("/konto/reauthenticate/", {"password": PASSWORD})
    shown = client.get("/konto/2fa/totp/activate/")
    assert shown.status_code == 200
    key = shown.context["form"].secret
    done = client.post("/konto/2fa/totp/activate/", {"code": code(key)}, follow=True)
    assert done.status_code == 200
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert Authenticator.objects.filter(user=user, type="recovery_codes").exists()
    assert client.get("/opgaver/").status_code == 200
    again = Client()
    answer = again.post("/konto/login/", {"login": user.username, "password": PASSWORD})
    assert answer.headers["Location"].startswith("/konto/2fa/authenticate/")
    assert "_auth_user_id" not in again.session
    cache.clear()  # one code is used once
    unused = RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()
    again.post("/konto/2fa/authenticate/", {"code": unused[0]})
    assert again.get("/opgaver/").status_code == 200


def test_a_session_that_has_not_seen_the_one_that_is_set_up_is_asked_for_it(cast: Cast) -> None:
    user = account(cast, cast.alice)
    TOTP.activate(user, KEY)
    client = Client()
    by_password_alone(client, user)
    assert client.get("/opgaver/").headers["Location"] == PAGE
    page = said(client.get(PAGE))
    assert "Brug din ekstra nøgle for at komme videre" in page
    client.post("/konto/2fa/reauthenticate/?next=/", {"code": code()})
    assert client.get("/opgaver/").status_code == 200


def test_the_last_one_cannot_be_taken_away_by_who_needs_it(cast: Cast, evaluator: Actor, client_of: ClientOf) -> None:
    for actor, gone in ((cast.alice, False), (cast.bob, False), (evaluator, True)):
        client = client_of(actor)
        user = cast.person(actor).user
        assert user is not None
        TOTP.activate(user, KEY)
        client.post("/konto/2fa/reauthenticate/?next=/", {"code": code()})
        client.post("/konto/2fa/totp/deactivate/")
        assert Authenticator.objects.filter(user=user, type="totp").exists() is not gone


def test_in_a_demo_the_demand_is_shown_and_waived(cast: Cast) -> None:
    DemoMark.objects.create()
    client = enter(account(cast, cast.alice))
    page = client.get("/opgaver/")
    assert page.status_code == 200
    assert "I en rigtig installation kræver din rolle en ekstra nøgle." in page.content.decode()
    assert "Demoen kræver den ikke." in said(client.get(PAGE))
    DemoMark.objects.all().delete()
    assert client.get("/opgaver/").headers["Location"] == PAGE


@pytest.fixture
def administrator(cast: Cast) -> User:
    person = people.add_person(by=people.job("test"), name="Ane", email="ane@example.org", is_invented=True)
    people.give_role(
        by=people.job("test"),
        person=person,
        role=Role.Kind.ADMINISTRATOR,
        organisation=cast.municipality,
        from_on=SINCE,
    )
    person.user = User.objects.create_user("ane", password=PASSWORD)
    person.save(update_fields=["user"])
    return person.user


def test_an_administrator_gives_a_new_beginning_and_the_journal_says_so(cast: Cast, administrator: User) -> None:
    user = account(cast, cast.alice)
    TOTP.activate(user, KEY)
    client = Client()
    client.force_login(user)
    assert client.get("/opgaver/").status_code == 200
    call_command("reset_second_factor", "alice", "--by", "ane")
    assert not Authenticator.objects.filter(user=user).exists()
    assert client.get("/opgaver/").headers["Location"].startswith("/konto/login/")
    noted = JournalEntry.objects.get(verb="second_factor.reset")
    assert str(noted.person_id) == str(administrator.person.pk)  # type: ignore[attr-defined]
    assert noted.data == {"person": str(cast.alice.person_id), "keys": "1"}
    assert Message.objects.get().address == "alice@example.org"


@pytest.mark.parametrize(
    ("whose", "by", "why"),
    [
        ("alice", "alice", "ikke administrator"),
        ("ane", "ane", "din egen"),
        ("ingen", "ane", "Ingen person"),
        ("alice", "ingen", "Ingen person"),
    ],
)
def test_nobody_else_does_so(cast: Cast, administrator: User, whose: str, by: str, why: str) -> None:
    TOTP.activate(account(cast, cast.alice), KEY)
    with pytest.raises(CommandError, match=why):
        call_command("reset_second_factor", whose, "--by", by)
    assert Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("host", "has_one"),
    [("localhost:8000", True), ("samspil.example", True), ("127.0.0.1:8000", False), ("[::1]:8000", False)],
)
def test_a_passkey_is_offered_where_a_browser_makes_one(cast: Cast, settings: Any, host: str, has_one: bool) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert ("Log ind med adgangsnøgle" in said(Client().get("/konto/login/", headers={"host": host}))) is has_one
    client = enter(account(cast, cast.secretary))
    assert ("pinkode på din telefon" in said(client.get(PAGE, headers={"host": host}))) is has_one
