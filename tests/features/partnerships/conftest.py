"""A partnership that Alice coordinates, and browsers for the cast."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from samspil.features.partnerships.core import actions
from samspil.features.partnerships.core.models import Partnership
from samspil.spine.people import Actor
from tests.kit.cast import Cast

Browse = Callable[[Actor], Client]


@pytest.fixture
def partnership(cast: Cast) -> Partnership:
    return actions.set_up(
        by=cast.alice,
        name="Sammen i Eksempel",
        circle=cast.partnership,
        organisation=cast.municipality,
        purpose="Færre skal være alene",
        visibility="circle",
        is_invented=True,
    )


@pytest.fixture
def browse(cast: Cast) -> Browse:
    """Log one of the cast in; Dorte has no login."""

    def run(actor: Actor) -> Client:
        client = Client()
        if actor.person_id is None:
            return client
        person = cast.person(actor)
        if person.user is None:
            person.user = User.objects.create_user(person.name.lower(), password="et langt kodeord")
            person.save()
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return run
