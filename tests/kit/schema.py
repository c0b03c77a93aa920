"""The tables of a test database, copied from one that was migrated before instead of migrated again by every worker.

The copy is named after every migration there is, so that a changed one is run for real: once for each kind of database.
tests/promises/test_migrations.py runs them all, and compares.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import django
from django.apps import apps
from django.core.management.commands import migrate
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.migrations.loader import MigrationLoader

FOLDER = Path(__file__).parents[2] / "build" / "schema"

# `make test` names each of its runs.
RUN = os.environ.get("SAMSPIL_RUN", "")

made_by_django = BaseDatabaseCreation.create_test_db


def let_workers_copy_it() -> None:
    """Let a test database begin as a copy wherever the same migrations have made one before."""
    BaseDatabaseCreation.create_test_db = create_test_db


def create_test_db(self: BaseDatabaseCreation, *args: Any, **options: Any) -> str:
    """Make the test database from the copy; the first to ask migrates, and keeps one for the others."""
    kept = (Kept if self.connection.vendor == "sqlite" else KeptInPostgres)(self.connection)
    with _alone(self.connection.vendor):
        if not kept.is_there():
            name = made_by_django(self, *args, **options)
            kept.keep()
            _stamp(self.connection).write_text(RUN)
            return name

    with kept.lent(), mock.patch.object(migrate.Command, "handle", return_value=None):
        return made_by_django(self, *args, **options)


def was_migrated_by_this_run(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the copy was made by the migrations of these very sources, by this run of `make test`."""
    stamp = _stamp(connection)
    return bool(RUN) and stamp.exists() and stamp.read_text() == RUN


def _stamp(connection: BaseDatabaseWrapper) -> Path:
    return FOLDER / f"{key()}.{connection.vendor}.run"


def key() -> str:
    """Name the migrations: every file of every app that has some, and Django's release."""
    told = hashlib.sha256(django.__version__.encode())
    for config in apps.get_app_configs():
        module, _is_explicit = MigrationLoader.migrations_module(config.label)
        try:
            folder = Path(str(import_module(str(module)).__file__)).parent
        except ModuleNotFoundError:
            continue
        for path in sorted(folder.glob("*.py")):
            told.update(f"{config.label}/{path.name}".encode())
            told.update(path.read_bytes())

    return told.hexdigest()[:16]


@contextmanager
def _alone(vendor: str) -> Iterator[None]:
    """Let one process at a time migrate each kind of database; the others wait, and find its copy."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Kept:
    """The copy of SQLite: a file, read into the memory where a worker's database lives."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection, self.file = connection, FOLDER / f"{key()}.sqlite3"

    def is_there(self) -> bool:
        return self.file.exists()

    def keep(self) -> None:
        """Write the copy whole beside its place, then put it there; those of other migrations go."""
        for old in FOLDER.glob("*.sqlite3"):
            old.unlink()

        half = self.file.with_suffix(".half")
        half.unlink(missing_ok=True)
        self.connection.ensure_connection()
        with closing(sqlite3.connect(half)) as into:
            self.connection.connection.backup(into)
        half.rename(self.file)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Read the copy into memory, and hold the memory until Django has a line of its own to it."""
        name = self.connection.creation._get_test_db_name()
        with closing(sqlite3.connect(name, uri=True)) as memory:
            with closing(sqlite3.connect(self.file)) as copy:
                copy.backup(memory)
            yield


class KeptInPostgres:
    """The copy of PostgreSQL: a database beside the worker's own, which new ones are made from as their template."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.family = f"{connection.settings_dict['NAME']}_schema_"
        self.name = f"{self.family}{key()}"

    def is_there(self) -> bool:
        with self.connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            return cursor.fetchone() is not None

    def keep(self) -> None:
        """Copy the new database while nobody is in it; a half copy has another name, and those of other migrations go."""
        made = self.connection.settings_dict["NAME"]
        self.connection.close()
        with self.connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.family])
            for (old,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')

            cursor.execute(f'CREATE DATABASE "{self.family}half" TEMPLATE "{made}"')
            cursor.execute(f'ALTER DATABASE "{self.family}half" RENAME TO "{self.name}"')

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Name the copy as the template of the database that Django makes."""
        asked = self.connection.settings_dict["TEST"]
        before, asked["TEMPLATE"] = asked.get("TEMPLATE"), self.name
        try:
            yield
        finally:
            asked["TEMPLATE"] = before
