"""The one thread of the demo as a world: loaded once by each worker into a database of its own; what a module writes is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
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


@pytest.fixture(scope="session")
def world_database(django_db_setup: None, django_db_blocker: object) -> Iterator[BaseDatabaseWrapper]:
    """Load the one thread of the demo into a copy of the worker's database, which stands until the worker ends."""
    with loaded(django_db_blocker, "world", is_deep=False) as copy:
        yield copy


@contextmanager
def loaded(blocker: Any, named: str, *, is_deep: bool) -> Iterator[BaseDatabaseWrapper]:
    """Load the demo, or its one thread, into a copy of the worker's database, and let go of it afterwards."""
    with blocker.unblock():
        ours = connections["default"]
        copy = _copied(ours, named)
        with asked(copy), transaction.atomic():
            demo.load(lambda line: None, is_deep=is_deep)
            # Nothing that waits for the demo to be kept for good is done: it is a test's.
            copy.run_on_commit.clear()

    yield copy
    with blocker.unblock():
        copy.close()
        if copy.vendor == "postgresql":
            with ours._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{copy.settings_dict["NAME"]}" WITH (FORCE)')


@pytest.fixture(scope="module")
def world(world_database: BaseDatabaseWrapper, django_db_blocker: object) -> Iterator[World]:
    with standing(django_db_blocker, world_database):
        yield World()


@contextmanager
def standing(blocker: Any, database: BaseDatabaseWrapper) -> Iterator[None]:
    """Ask a loaded database for everything, and roll back what is written meanwhile."""
    with blocker.unblock(), asked(database):
        atomic = transaction.atomic()
        atomic._from_testcase = True  # type: ignore[attr-defined] -- Django's own mark: this block is the test's, not the product's
        atomic.__enter__()
        try:
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@contextmanager
def asked(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Let every model and every page ask this database instead of the worker's own."""
    ours = connections["default"]
    connections["default"] = database
    try:
        yield
    finally:
        connections["default"] = ours


def _copied(ours: BaseDatabaseWrapper, named: str) -> BaseDatabaseWrapper:
    """Copy the tables of the worker's database into one beside it, and give a line to that."""
    name = ours.settings_dict["NAME"]
    copy = connections.create_connection("default")
    if ours.vendor == "sqlite":
        copy.settings_dict = {**ours.settings_dict, "NAME": name.replace("file:", f"file:{named}_", 1)}
        ours.ensure_connection()
        copy.ensure_connection()
        ours.connection.backup(copy.connection)
        return copy

    copy.settings_dict = {**ours.settings_dict, "NAME": f"{name}_{named}"}
    ours.close()
    with ours._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}_{named}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}_{named}" TEMPLATE "{name}"')
    return copy
