"""Whether this database was made as a demo. A mark in the database itself says so; no setting and no file is proof.

In a marked database passwords are public and everything may be deleted, so nothing else may ever be marked.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from samspil.paper.refusal import Refused
from samspil.spine.models import DemoMark

# Everybody's in a demo, and nobody's anywhere else (`web.accounts`).
PASSWORD = "sammen-i-bakkeby"  # noqa: S105 -- shown on the demo's own screen
# Opens one invented voice in a demo, as a code on paper would; no other database is given it (`site.demo.paper`).
CODE = "DEMO-KAFE-2026"
# After this much the dates that were told from its first day are no longer those of today.
FRESH = dt.timedelta(days=30)
# A folder of the demo holds this file with the mark's id: what lies in any other folder is not the demo's to delete.
SIGN = "demo.txt"
# Where every real installation has a row soon after it began.
FIRST_FILLED = ("spine.Organisation", "spine.Person", "spine.Node", "spine.JournalEntry", "auth.User")


def is_marked() -> bool:
    """Tell whether the database is marked as a demo; no when it cannot be asked. Costs no more than one look-up by key.

    Asked on every page, so by the driver itself: the answer belongs to the connection and to no page's number of queries.
    """
    return mark_id() is not None


def mark_id() -> UUID | None:
    """Return the id of the database's mark, None without one."""
    told = _look("id")
    return UUID(str(told)) if told else None


def is_old() -> bool:
    """Tell whether the demo has stood so long that much of it is late by the calendar alone; no outside a demo."""
    made = made_at()
    return made is not None and timezone.now() - made > FRESH


def made_at() -> dt.datetime | None:
    """Return when the demo stood ready: what was written until then is its story. None outside a demo."""
    told = _look("made_at")
    made = told if isinstance(told, dt.datetime) else parse_datetime(str(told))
    return made if made is None or made.tzinfo else made.replace(tzinfo=dt.UTC)


def _look(column: str) -> object:
    """Return a column of the database's mark by the driver itself, None without a mark."""
    table = DemoMark._meta.db_table
    try:
        connection.ensure_connection()
        with connection.wrap_database_errors:
            cursor = connection.connection.cursor()
            try:
                row = cursor.execute(f"SELECT {column} FROM {table}").fetchone()  # noqa: S608 -- our own names
            finally:
                cursor.close()
    except (DatabaseError, InterfaceError):
        return None
    return row[0] if row else None


def is_empty() -> bool:
    """Tell whether nobody has begun to use the database: no tables yet, or nothing in those that are filled first."""
    # Asking SQLite would make the file.
    if connection.vendor == "sqlite" and connection.connection is None and not Path(place()).exists():
        return True
    there = set(connection.introspection.table_names())
    models = [apps.get_model(label) for label in FIRST_FILLED]
    return not any(
        model._default_manager.using(DEFAULT_DB_ALIAS).exists() for model in models if model._meta.db_table in there
    )


def check_may_begin() -> None:
    """Refuse to make a demo of a database that is neither empty nor marked as one."""
    if is_empty():
        return
    # In a database of an older version there is no table to look for the mark in.
    if DemoMark._meta.db_table not in connection.introspection.table_names() or not is_marked():
        raise Refused(
            f"Databasen {place()} er i brug og er ikke mærket som demo, så den bliver ikke rørt. Vælg en tom database til "
            "demoen: sæt SAMSPIL_VAR til en ny mappe. Er det en ældre demo, som ikke har mærket, så slet selv dens mappe først."
        )


def mark() -> DemoMark:
    """Mark the database as a demo. Refused unless it is empty; called as the first thing of the deed that fills it."""
    if not is_empty():
        check_may_begin()
        raise Refused("Demoen er der allerede.")
    return DemoMark.objects.create()


def finish() -> None:
    """Note that the demo stands ready; called as the last thing of the deed that fills it."""
    DemoMark.objects.update(made_at=timezone.now())


def place() -> str:
    """Return the database's name as its owner knows it, without a password."""
    told = connection.settings_dict
    return (
        str(told["NAME"]) if connection.vendor == "sqlite" else f"{told['NAME']} på {told['HOST'] or 'denne maskine'}"
    )


def check_folders(folders: Iterable[Path]) -> None:
    """Refuse folders that hold something and were not made by a demo."""
    for folder in folders:
        if folder.is_dir() and any(folder.iterdir()) and not (folder / SIGN).exists():
            raise Refused(
                f"Mappen {folder} er ikke tom og hører ikke til en demo, så den bliver ikke rørt. "
                "Sæt SAMSPIL_VAR til en ny mappe, og ret SAMSPIL_KEYS, SAMSPIL_ANCHORS og SAMSPIL_FILES, hvis de er sat."
            )


def sign_folders(folders: Iterable[Path]) -> None:
    """Sign the demo's folders, so that they may be deleted with it. Refused as `check_folders`."""
    folders = list(folders)
    check_folders(folders)
    key = mark_id()
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / SIGN).write_text(f"{key or ''}\n", encoding="utf-8")


def delete_folders(folders: Iterable[Path]) -> None:
    """Delete the folders that are signed by this database's demo, and leave every other."""
    key = mark_id()
    for folder in folders:
        sign = folder / SIGN
        if key is not None and sign.is_file() and sign.read_text(encoding="utf-8").strip() == str(key):
            shutil.rmtree(folder)
