"""Every migration run for real from nothing: the tables it ends with are the ones that every other test stands on."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.kit import schema

pytestmark = pytest.mark.both_databases

# What a database says of itself: tables with columns, indexes, triggers and constraints; and the rows that migrations write.
SQLITE = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
POSTGRES = """
    SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
        || ' ' || coalesce(column_default, '') || ' ' || coalesce(character_maximum_length::text, '')
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function ' || proname || ' ' || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c')
"""
# The product's settings with the tests' own feature beside its apps, whose tables stand among the copied ones.
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
ROOT = Path(__file__).parents[2]
WRITTEN = ("django_migrations", "django_content_type", "auth_permission", "spine_demomark")


def told(cursor: Any) -> list[str]:
    """Say everything that a database says of its own shape, and how many rows stand where migrations write."""
    cursor.execute(SQLITE if connection.vendor == "sqlite" else POSTGRES)
    shape = sorted(re.sub(r"\s+", " ", row[0]) for row in cursor.fetchall())
    for table in WRITTEN:
        cursor.execute(f"SELECT count(*) FROM {table}")
        shape.append(f"{table}: {cursor.fetchone()[0]}")
    return shape


@pytest.fixture
def empty(db: None, tmp_path: Path) -> Iterator[tuple[str, Any]]:
    """Lend the address of a new database, of the kind that the run asks for, and a line to it."""
    if connection.vendor == "sqlite":
        place = tmp_path / "from_nothing.sqlite3"
        with closing(sqlite3.connect(place)) as line:
            yield f"sqlite:///{place}", line
        return

    name = f"{connection.settings_dict['NAME']}_from_nothing"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')

    server = os.environ["SAMSPIL_TEST_DATABASE"].rpartition("/")[0]
    with closing(connection.Database.connect(f"{server}/{name}".replace("postgres:", "postgresql:"))) as line:
        yield f"{server}/{name}", line
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_the_copied_tables_are_the_ones_that_the_migrations_make(empty: tuple[str, Any]) -> None:
    """A copy that this very run has migrated is not migrated again to be compared with itself, as after every fresh checkout."""
    if schema.was_migrated_by_this_run(connection):
        with connection.cursor() as cursor:
            assert len(told(cursor)) > 300
        return

    address, line = empty
    subprocess.run(
        [sys.executable, "-m", "samspil", "manage", "migrate", "-v0"],
        cwd=ROOT,
        env={**os.environ, **SETTINGS, "SAMSPIL_TEST_DATABASE": address},
        check=True,
        timeout=280,
    )
    with connection.cursor() as cursor:
        stands = told(cursor)

    assert len(stands) > 300
    assert told(line.cursor()) == stands
    line.cursor().execute("CREATE TABLE planted (a integer)")
    assert told(line.cursor()) != stands
