"""The demo's empty tables, copied from those that the same migrations made here before: migrating takes longer than all the rest.

Only for a new SQLite file of a demo's own. The copy is named after every migration and Django's release: another is made for real.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing, suppress
from importlib import import_module
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from samspil.spine import demonstration


def make(kept: Path) -> None:
    """Make the tables of the demo's database, or bring those of an older demo up to date. `kept` is the copies' folder."""
    if connection.vendor == "sqlite" and demonstration.is_empty():
        copy = kept / f"tables-{_named()}.sqlite3"
        if copy.exists() and _lay(copy):
            return
        _migrate()
        _keep(copy)
        return

    _migrate()


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _named() -> str:
    """Name the migrations: every file of every app that has some, and Django's release."""
    told = hashlib.sha256(django.__version__.encode())
    for config in apps.get_app_configs():
        module, _is_explicit = MigrationLoader.migrations_module(config.label)
        with suppress(ModuleNotFoundError):
            folder = Path(str(import_module(str(module)).__file__)).parent
            for path in sorted(folder.glob("*.py")):
                told.update(f"{config.label}/{path.name}".encode() + path.read_bytes())

    return told.hexdigest()[:16]


def _lay(copy: Path) -> bool:
    """Write the copy into the empty database; false when it cannot be read, and then it is thrown away."""
    connection.ensure_connection()
    try:
        with closing(sqlite3.connect(copy)) as read:
            read.execute("SELECT 1 FROM django_migrations LIMIT 1").fetchone()
            read.backup(connection.connection)
    except sqlite3.Error:
        copy.unlink(missing_ok=True)
        return False
    # What was prepared on the line before its tables came is read anew.
    connection.close()
    return True


def _keep(copy: Path) -> None:
    """Keep the tables as they are before anything is written in them; those of other migrations go."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    for old in copy.parent.glob("tables-*"):
        old.unlink()

    half = copy.with_suffix(".half")
    connection.ensure_connection()
    with closing(sqlite3.connect(half)) as into:
        connection.connection.backup(into)
    half.rename(copy)
