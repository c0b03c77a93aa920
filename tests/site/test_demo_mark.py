"""A demo is made of an empty database only, and nothing but a marked one is ever deleted or opened with the public password."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client

from samspil.paper.refusal import Refused
from samspil.site import demo
from samspil.site.demo import paper
from samspil.spine import demonstration, journal, passes, people
from samspil.spine.models import DemoMark, Organisation, Pass
from samspil.spine.secrets import store
from tests.kit import given
from tests.kit.cast import Cast

COMMANDS = [["--no-server"], ["--no-server", "--reset"], []]


@pytest.fixture
def places(settings: Any, tmp_path: Path) -> list[Path]:
    names = [tmp_path / each for each in ("files", "keys", "anchors", "mail")]
    settings.SAMSPIL_FILES, settings.SAMSPIL_KEYS, settings.SAMSPIL_ANCHORS, settings.EMAIL_FILE_PATH = names
    settings.VAR = tmp_path
    return names


@pytest.mark.parametrize("options", COMMANDS, ids=str)
def test_on_a_real_installation_the_demo_makes_no_accounts_and_deletes_nothing(
    cast: Cast, places: list[Path], options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMSPIL_DEMO", "1")  # no proof of anything
    places[1].mkdir()
    (places[1] / "master.key").write_text("an invented key")
    with pytest.raises(CommandError, match="er i brug og er ikke mærket som demo"):
        call_command("demo", *options)
    assert not User.objects.exists()
    assert Organisation.objects.filter(pk=cast.municipality.pk).exists()
    assert (places[1] / "master.key").read_text() == "an invented key"
    assert not DemoMark.objects.exists()
    with pytest.raises(Refused, match="ikke mærket som demo"), journal.writing():
        demo.load(lambda line: None)


@pytest.mark.django_db
def test_an_empty_database_beside_somebodys_keys_is_no_place_for_a_demo(places: list[Path]) -> None:
    places[1].mkdir()
    (places[1] / "keys.sqlite3").write_bytes(b"somebody's")
    with pytest.raises(CommandError, match="hører ikke til en demo"):
        call_command("demo", "--no-server")
    with pytest.raises(CommandError, match="hører ikke til en demo"):
        call_command("demo", "--no-server", "--reset")
    assert (places[1] / "keys.sqlite3").read_bytes() == b"somebody's"


@pytest.mark.django_db
def test_one_person_one_account_or_one_journal_row_is_enough_to_be_in_use(places: list[Path]) -> None:
    assert demonstration.is_empty()
    demonstration.check_may_begin()
    user = User.objects.create_user("drift")
    with pytest.raises(Refused, match="er i brug"):
        demonstration.check_may_begin()
    user.delete()
    people.add_person(by=people.job("test"), name="Karen Holm")
    with pytest.raises(Refused, match="er i brug"):
        demonstration.mark()
    store.close()


@pytest.mark.django_db
def test_only_folders_with_this_demos_own_sign_are_deleted(places: list[Path]) -> None:
    mark = demonstration.mark()
    assert demonstration.is_marked()
    assert demonstration.mark_id() == mark.pk
    files, keys, anchors, mail = places
    demonstration.sign_folders([files, keys])
    (keys / "keys.sqlite3").write_bytes(b"the demo's")
    anchors.mkdir()
    (anchors / demonstration.SIGN).write_text("another demo's")
    mail.mkdir()
    (mail / "brev").write_text("no sign")
    demonstration.delete_folders(places)
    assert [place.exists() for place in places] == [False, False, True, True]


@pytest.mark.django_db
def test_what_cannot_be_asked_is_no_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    demonstration.mark()
    monkeypatch.setattr(DemoMark._meta, "db_table", "spine_no_such_table")
    from django.db import transaction

    with transaction.atomic():
        assert not demonstration.is_marked()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("is_demo", [False, True])
def test_the_public_password_opens_an_account_only_in_a_demo(client: Client, is_demo: bool) -> None:
    User.objects.create_user("alice", password=demonstration.PASSWORD)
    if is_demo:
        DemoMark.objects.create()
    client.post("/konto/login/", {"login": "alice", "password": demonstration.PASSWORD})
    assert ("_auth_user_id" in client.session) is is_demo
    assert ("Dette er en demo." in client.get("/om/").content.decode()) is is_demo


def test_nobody_can_choose_the_public_password() -> None:
    with pytest.raises(ValidationError, match="offentligt kendt"):
        validate_password(demonstration.PASSWORD)
    validate_password("fire almindelige ord sammen")


@pytest.mark.django_db
def test_the_mark_is_read_for_every_page_without_a_query_of_its_own(django_assert_num_queries: Any) -> None:
    connection.ensure_connection()
    with django_assert_num_queries(0):
        assert not demonstration.is_marked()


@pytest.mark.django_db
def test_a_demo_that_has_stood_for_a_month_says_so(client: Client) -> None:
    assert not demonstration.is_old()
    with time_machine.travel("2026-11-30 12:00", tick=False):
        demonstration.mark()
    for day, is_old in (("2026-12-29", False), ("2027-01-29", True)):
        with time_machine.travel(f"{day} 12:00", tick=False):
            assert demonstration.is_old() is is_old
            assert ("make demo RESET=1" in client.get("/om/").content.decode()) is is_old


def test_the_demos_paper_code_is_refused_and_untold_outside_a_demo(cast: Cast) -> None:
    """In a real database it opens nothing, no page says it, and it cannot be issued."""
    voice = given.voice(cast)
    with pytest.raises(Refused, match="i en demo"), journal.writing():
        paper.issue(by=people.job("demo"), voice=voice)
    assert not Pass.objects.exists()
    assert not passes.stands(demonstration.CODE, purpose="voice")
    client = Client()
    assert demonstration.CODE not in client.get("/bidrag/kode/").content.decode()
    assert client.post("/bidrag/kode/", {"code": demonstration.CODE}).status_code == 422


def test_a_demos_paper_code_opens_an_invented_voice_until_it_is_taken_back(cast: Cast) -> None:
    voice = given.voice(cast, is_invented=True)
    DemoMark.objects.create()
    with journal.writing():
        issued = paper.issue(by=people.job("demo"), voice=voice)
    client = Client()
    assert demonstration.CODE in client.get("/bidrag/kode/").content.decode()
    opened = client.post("/bidrag/kode/", {"code": demonstration.CODE.lower()}, follow=True)
    assert opened.status_code == 200
    assert "Modtaget." in opened.content.decode()
    with journal.writing():
        passes.revoke(by=people.job("demo"), issued=issued)
    assert demonstration.CODE not in client.get("/bidrag/kode/").content.decode()
