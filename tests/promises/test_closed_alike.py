"""A closed record and a missing one answer alike: status, words, headers and number of queries, at every address of cases."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from samspil.features.cases.records.models import AgendaItem
from tests.kit.addresses import addresses
from tests.kit.answers import strip
from tests.kit.scene import Scene
from tests.kit.world import World

pytestmark = pytest.mark.django_db

MISSING = UUID("00000000-0000-4000-8000-000000000000")
OUTSIDERS = ("dorte", "charlie", "alice")


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return Scene()


def closed(scene: Scene) -> dict[str, UUID]:
    """The keys that nobody outside the committee may learn exist."""
    found = {
        "item": scene.records["item closed-agenda"][0],
        "decision": scene.records["decision closed"][0],
        "annex": scene.records["annex under-closed"][0],
        "closed annex": scene.records["annex closed-published"][0],
        "file": scene.records["file under-closed"][0],
        "step": scene.records["step closed"][0],
    }
    case = AgendaItem.objects.get(pk=found["item"]).case_file_id
    return found | ({"case": case} if case else {})


def asked_with_a_key() -> list[tuple[str, tuple[str, ...]]]:
    """Every address of cases and of open data that takes a record's key, with the words that come before or after it."""
    found = []
    for name in sorted(addresses(get_resolver().url_patterns)):
        if not name.startswith(("cases:", "oparl:", "web:thread", "web:file")):
            continue
        if name == "oparl:object":
            found += [
                (name, (kind,)) for kind in ("meeting", "agendaitem", "paper", "consultation", "file", "location")
            ]
            continue
        try:
            reverse(name, args=[MISSING])
        except NoReverseMatch:
            continue
        found.append((name, ()))

    return found


ASKED = asked_with_a_key()


def answer(client: Client, path: str, key: UUID) -> tuple[int, str, dict[str, str], int]:
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path)
    body = strip(response.content.decode()).replace(str(key), "KEY")
    headers = {name: value.replace(str(key), "KEY") for name, value in response.items()}
    return response.status_code, re.sub(r"\s+", " ", body), headers, len(asked)


def test_there_are_addresses_to_ask() -> None:
    assert len(ASKED) > 30


@pytest.mark.walk(many=1, first=1)
@pytest.mark.parametrize("name", OUTSIDERS)
def test_what_is_closed_answers_as_what_is_missing(world: World, scene: Scene, name: str) -> None:
    client = world.as_(name)
    client.get("/sager/")
    keys, different = closed(scene), []
    # The clock stands still: a session is written once a minute, whatever is asked for.
    with time_machine.travel(timezone.now(), tick=False):
        for address, before in ASKED:
            expected = answer(client, reverse(address, args=[*before, MISSING]), MISSING)
            # A note asks for a login first, whatever the key.
            assert expected[0] in {302, 403, 404, 405}, address
            for what, key in keys.items():
                found = answer(client, reverse(address, args=[*before, key]), key)
                if found != expected:
                    different.append((address, before, what, found[0], expected[0], found[3], expected[3]))

    assert different == []


def test_the_committee_is_answered(world: World, scene: Scene) -> None:
    """Or the test above proves nothing."""
    client, keys = world.as_("poul"), closed(scene)
    shown = {
        "cases:detail": "item",
        "cases:decision": "decision",
        "cases:annex": "annex",
        "web:file": "file",
        "web:thread": "item",
    }
    assert {
        name: client.get(reverse(name, args=[keys[what]])).status_code for name, what in shown.items()
    } == dict.fromkeys(shown, 200)
