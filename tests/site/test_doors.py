"""A library with one address: what one reader mistypes, or a calendar asks for in vain, shuts nobody else out. Through the pages."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from samspil.features.voices import rules
from samspil.paper.refusal import Unavailable
from samspil.spine import journal, passes, people, thread
from samspil.spine.models import Node, Organisation
from samspil.web import forms
from tests.kit.cast import Cast

LIBRARY = "192.0.2.44"
TODAY = dt.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def code(cast: Cast) -> str:
    cache.clear()
    with journal.writing():
        node = thread.open_node(by=cast.alice, kind="voice", title="Bidrag", organisation=cast.municipality)
    return passes.issue(by=cast.alice, node=node, purpose=rules.PASS_PURPOSE, lasts=TODAY)[1]


def codes(number: int) -> list[str]:
    dice = random.Random(number)
    return ["-".join("".join(dice.choices(passes.ALPHABET, k=4)) for _ in range(3)) for _ in range(number)]


def opened(code: str, **said: str) -> bool:
    answer = Client(REMOTE_ADDR=LIBRARY, **said).post(reverse("voices:code"), {"code": code})
    return answer.status_code == 302


@pytest.mark.parametrize("name", ["partnerships:own_feed", "partnerships:times_link", "web:invitation_link"])
def test_wrong_links_never_count_against_codes(code: str, name: str) -> None:
    for wrong in codes(40):
        assert Client(REMOTE_ADDR=LIBRARY).get(reverse(name, args=[wrong])).status_code == 404
    assert opened(code)


def test_a_right_code_opens_after_a_hundred_others_have_mistyped_at_the_desk(code: str) -> None:
    for wrong in codes(100):
        assert not opened(wrong)
    assert opened(code)


def test_behind_a_proxy_of_ours_each_reader_is_counted_alone(
    code: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "FROM_ONE", 5)
    settings.SAMSPIL_PROXIES = LIBRARY
    for wrong in codes(6):
        opened(wrong, HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert not opened(code, HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert opened(code, HTTP_X_FORWARDED_FOR="198.51.100.2")


def test_nobody_gets_new_tries_by_a_header_or_by_another_address_in_the_same_network(
    code: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "FROM_ONE", 5)
    settings.SAMSPIL_PROXIES = ""
    for number, wrong in enumerate(codes(6)):
        opened(wrong, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert not opened(code, HTTP_X_FORWARDED_FOR="198.51.100.99")
    for number, wrong in enumerate(codes(6)):
        Client(REMOTE_ADDR=f"2001:db8:0:1::{number}").post(reverse("voices:code"), {"code": wrong})
    answer = Client(REMOTE_ADDR="2001:db8:0:1::99").post(reverse("voices:code"), {"code": code})
    assert "brug et andet netværk" in answer.content.decode()


def test_the_same_wrong_code_again_and_again_meets_its_own_limit_only(code: str) -> None:
    for _again in range(passes.TRIES + 1):
        answer = Client(REMOTE_ADDR=LIBRARY).post(reverse("voices:code"), {"code": "AAAA-BBBB-CCCC"})
    assert "bed om en ny kode" in answer.content.decode()
    assert opened(code)


@pytest.fixture
def full_disk(transactional_db: None, tmp_path: Any) -> Iterator[Callable[[], None]]:
    """A database on disk, and how to let its disk be full."""
    if connection.vendor != "sqlite":
        pytest.skip("a PostgreSQL's own disk is not filled here")
    told = connections.settings["default"]
    name, kept = told["NAME"], connection.connection
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(tmp_path / "disk.sqlite3")])
    told["NAME"], connection.connection = str(tmp_path / "disk.sqlite3"), None

    def fill() -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1")

    yield fill
    connection.close()
    told["NAME"], connection.connection = name, kept


def test_on_a_full_disk_the_page_says_so_and_nothing_is_half_written(full_disk: Callable[[], None]) -> None:
    by = people.job("test")
    organisation = people.add_organisation(by=by, name="Eksempel", kind="municipality", is_invented=True)
    full_disk()
    before = {model: model.objects.count() for model in (Organisation, Node)}
    client = Client(raise_request_exception=False)
    for number in range(200):  # until what is left of the last page is used
        sent = {"email": f"{number:040}@example.org"}
        page = client.post("/konto/password/reset/", sent, REMOTE_ADDR=f"198.51.100.{number}")
        if page.status_code == 503:
            break

    assert page.status_code == 503
    assert "Disken er fuld" in page.content.decode()
    assert {model: model.objects.count() for model in before} == before
    assert client.get("/om/").status_code == 200
    assert Organisation.objects.get(pk=organisation.pk) == organisation


def test_a_form_keeps_its_words_when_the_machine_fails() -> None:
    from django import forms as django_forms

    class Form(django_forms.Form):
        words = django_forms.CharField()

    def fails() -> None:
        raise Unavailable("Disken er fuld, så intet blev gemt.")

    form = Form({"words": "Alt det, jeg har skrevet"})
    assert form.is_valid()
    assert not forms.carry_out(form, fails)
    assert form.non_field_errors() == ["Disken er fuld, så intet blev gemt."]
    assert form["words"].value() == "Alt det, jeg har skrevet"
    assert configured.SAMSPIL_PROXIES == ""
