"""Browsers of the cast."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.test import Client

from tests.kit.cast import Cast


def enter(cast: Cast, name: str) -> Client:
    client, actor = Client(), getattr(cast, name)
    if actor.is_known:
        user = get_user_model().objects.create_user(username=name)
        person = cast.person(actor)
        person.user = user
        person.save()
        client.force_login(user)
    return client
