"""Lifting the triggers that refuse every change: for attacks on the journal, and for emptying the tables between tests."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

migration = importlib.import_module("samspil.spine.migrations.0003_append_only")
flush = BaseDatabaseOperations.execute_sql_flush


@contextmanager
def lifted() -> Iterator[None]:
    """Drop the triggers, as somebody who owns the database can, and put them back."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for statement in migration.sqlite_back() if is_sqlite else migration.postgres_back():
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in migration.sqlite() if is_sqlite else migration.postgres():
                cursor.execute(statement, None)


def let_tests_empty_tables() -> None:
    """Lift the triggers while a test that commits is cleaned up after."""

    def emptied(self: BaseDatabaseOperations, sql_list: list[Any]) -> Any:
        with lifted():
            return flush(self, sql_list)

    BaseDatabaseOperations.execute_sql_flush = emptied
