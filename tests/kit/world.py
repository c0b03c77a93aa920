"""The whole demo as one world, loaded once for the tests of a module and rolled back after them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from samspil.site import demo
from samspil.spine.models import Person

# Charlie works elsewhere; Dorte has no login.
CAST = ("alice", "bob", "poul", "sofie", "ditte", "charlie")


class World:
    """The demo's people as browsers: `as_("alice")`, `as_("dorte")` for nobody in particular."""

    def __init__(self) -> None:
        people = Person.objects.filter(is_invented=True, user__isnull=False).select_related("user")
        self.users = {person.user.get_username(): person.user for person in people if person.user}

    def as_(self, name: str) -> Client:
        client = Client(HTTP_HOST="127.0.0.1")
        if name != "dorte":
            client.force_login(self.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: object) -> Iterator[World]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        atomic = transaction.atomic()
        atomic._from_testcase = True  # type: ignore[attr-defined] -- Django's own mark: this block is the test's, not the product's
        atomic.__enter__()
        try:
            demo.load(lambda line: None)
            yield World()
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
