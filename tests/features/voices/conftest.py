"""A voice as Alice takes it in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from samspil.features.voices import actions
from samspil.features.voices.actions import publishing
from samspil.features.voices.models import Voice
from samspil.spine.people import Actor
from tests.kit.cast import Cast

WORDS = "Kanariefugl: bussen kører ikke efter klokken to, så jeg kommer ikke hen til lægen."
EVERYTHING = ("interpret", "quote", "role_label", "publish", "photo")


class Give(Protocol):
    def __call__(self, **changed: Any) -> Voice: ...


@pytest.fixture
def give(cast: Cast) -> Give:
    def run(**changed: Any) -> Voice:
        asked: dict[str, Any] = {
            "organisation": cast.municipality,
            "words": WORDS,
            "purposes": EVERYTHING,
            "consent_form": "oral",
            "role_label": "pårørende",
            "place": "Hallen",
            "received_on": dt.date(2026, 2, 3),
            "danger": "no",
        }
        said = {**asked, **changed}
        by, source = said.pop("by", cast.alice), said.pop("source", None)
        return actions.receive(by=by, source=source, given=actions.Given(**said))

    return run


def make_public(cast: Cast, voice: Voice) -> Voice:
    """Alice, who took it in, asks; Bob has read it and says yes."""
    publishing.ask(by=cast.alice, voice=voice)
    return publishing.publish(by=cast.bob, voice=voice)


@pytest.fixture
def browse(cast: Cast) -> Callable[[Actor], Client]:
    """A browser logged in as one of the cast; for Dorte one that is not logged in."""

    def run(actor: Actor) -> Client:
        client = Client()
        if actor.is_known:
            person = cast.person(actor)
            person.user = User.objects.create_user(f"{actor.name}-{uuid4()}")
            person.save()
            client.force_login(person.user)
        return client

    return run
