"""Browsers of the cast."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from samspil.spine.people import Actor
from tests.kit.cast import Cast

Browse = Callable[[Actor], Client]


def enter(cast: Cast, name: str) -> Client:
    client, actor = Client(), getattr(cast, name)
    if actor.is_known:
        user = get_user_model().objects.create_user(username=name)
        person = cast.person(actor)
        person.user = user
        person.save()
        client.force_login(user)
    return client


@pytest.fixture
def browse(cast: Cast) -> Browse:
    """Log one of the cast in, as often as one likes; for Dorte a browser that is not logged in."""

    def run(actor: Actor) -> Client:
        client = Client()
        if not actor.is_known:
            return client

        person = cast.person(actor)
        if person.user is None:
            person.user = get_user_model().objects.create_user(username=person.name.lower())
            person.save()
        client.force_login(person.user)
        return client

    return run
