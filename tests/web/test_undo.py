"""Undo and shortcuts: by whoever did it, for ten minutes, while the record stands as it was left; keys that can be switched off."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samspil.paper.refusal import Refused
from samspil.spine import duties, undoing
from samspil.spine.models import Duty, JournalEntry, Node
from samspil.spine.people import Actor
from samspil.web import keys
from tests.kit.cast import Cast
from tests.web.test_pages import said

Record = Callable[..., Node]
ClientOf = Callable[[Actor], Client]
WORD = re.compile(r'name="word" value="([^"]+)"')


@pytest.fixture
def duty(cast: Cast, record: Record) -> Duty:
    return duties.give(
        by=cast.alice, node=record("Anledning"), title="Ring", purpose="call", owner=cast.person(cast.alice)
    )


def done(client: Client, duty: Duty) -> str:
    shown = client.post(reverse("web:duty", args=[duty.pk]), {"proof": "Ringet tirsdag til Karen"}, follow=True)
    return WORD.findall(shown.content.decode())[0]


def is_open(duty: Duty) -> bool:
    return Duty.objects.get(pk=duty.pk).done_at is None


def test_a_duty_said_to_be_done_is_opened_again(cast: Cast, client_of: ClientOf, duty: Duty) -> None:
    client = client_of(cast.alice)
    word = done(client, duty)
    assert not is_open(duty)
    answer = client.post(reverse("web:undo"), {"word": word, "back": "/mit-samspil/"}, follow=True)
    assert "Opgaven står åben igen." in said(answer)
    assert is_open(duty)
    assert Duty.objects.get(pk=duty.pk).proof == ""
    assert JournalEntry.objects.filter(verb="duty.reopened").count() == 1

    # Once more is refused, and changes nothing.
    again = client.post(reverse("web:undo"), {"word": word}, follow=True)
    assert "Opgaven er ændret siden" in said(again)


def test_it_is_undone_by_nobody_else_and_not_after_ten_minutes(cast: Cast, client_of: ClientOf, duty: Duty) -> None:
    word = done(client_of(cast.alice), duty)
    other = client_of(cast.bob).post(reverse("web:undo"), {"word": word}, follow=True)
    assert "Kun den, der gjorde det" in said(other)
    with (
        time_machine.travel(timezone.now() + dt.timedelta(minutes=11), tick=False),
        pytest.raises(Refused, match="ti minutter"),
    ):
        undoing.undo(by=cast.alice, word=word)
    with pytest.raises(Refused, match="ti minutter"):
        undoing.undo(by=cast.alice, word=f"{word}x")
    assert not is_open(duty)


def test_it_leads_back_only_to_our_own_pages(cast: Cast, client_of: ClientOf, duty: Duty) -> None:
    client = client_of(cast.alice)
    word = done(client, duty)
    assert (
        client.post(reverse("web:undo"), {"word": word, "back": "https://ond.example/"})["Location"] == "/mit-samspil/"
    )


def test_a_word_is_registered_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        undoing.register("duty.done", lambda by, key, told: None, done="x")
    with pytest.raises(KeyError):
        undoing.way_back(Actor(), "nothing.done")


# Shortcuts


def carried(client: Client) -> dict[str, str]:
    page = client.get("/mit-samspil/").content.decode()
    found = re.search(r'data-keys="([^"]*)"', page)
    return json.loads(found.group(1).replace("&quot;", '"')) if found else {}


def test_every_shortcut_is_listed_and_carried_by_the_page(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    assert set(carried(client)) == {each.keys for each in keys.SHORTCUTS}
    shown = said(client.get("/genveje/"))
    assert all(str(each.label) in shown for each in keys.SHORTCUTS)
    part = client.get("/genveje/", headers={"X-Part": "list"}).content.decode()
    assert "<html" not in part
    assert carried(Client()) == {}


def test_the_script_knows_whatever_a_shortcut_presses() -> None:
    script = Path(str(finders.find("web/keys.js"))).read_text("utf-8")
    assert all(f'"#{each.presses}"' in script for each in keys.SHORTCUTS if each.presses)
    listed = {f"#{each.presses}" for each in keys.SHORTCUTS if each.presses}
    for table in ("presses", "works"):
        told = re.search(rf"const {table} = {{(.*?)}};", script, re.DOTALL)
        assert told is not None
        assert set(re.findall(r'"(#\w+)":', told[1])) == listed, table


def test_every_address_that_a_shortcut_opens_is_there(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    opened = [each for each in carried(client).values() if each.startswith("/")]
    assert len(opened) == 3
    assert [client.get(each).status_code for each in opened] == [200, 200, 200]


def test_shortcuts_can_be_switched_off_and_on(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    client.post(reverse("web:switch_keys"), {"til": "fra"})
    assert carried(client) == {}
    assert "keys.js" not in client.get("/mit-samspil/").content.decode()
    assert "Slå genvejene til" in said(client.get("/genveje/"))
    client.post(reverse("web:switch_keys"), {"til": "til"})
    assert carried(client) != {}
