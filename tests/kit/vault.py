"""A strong room of its own for tests that ask for it, and deeds done at once on a database on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from samspil.spine.secrets import store

Race = Callable[..., list[Any]]


@dataclass(frozen=True)
class Vault:
    """Where this test's keys and anchors lie."""

    keys: Path
    anchors: Path

    def anchor_files(self) -> list[Path]:
        return sorted(self.anchors.glob("heads-*.jsonl"))


@pytest.fixture
def vault(settings: Any, tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path / "keys", tmp_path / "anchors")
    settings.SAMSPIL_KEYS, settings.SAMSPIL_ANCHORS = made.keys, made.anchors
    settings.SAMSPIL_FILES = tmp_path / "files"
    yield made
    store.close()


@pytest.fixture
def race(vault: Vault, transactional_db: None, tmp_path: Path) -> Iterator[Race]:
    """Does deeds at once and gives what each said: threads with a connection each, on a database on disk.

    SQLite's shared memory has locks of another kind than a file, so such a run is moved to a file. Ask for it before the cast.
    """
    settings = connections.settings["default"]
    name, kept = settings["NAME"], connection.connection
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "disk.sqlite3")])
        settings["NAME"] = str(tmp_path / "disk.sqlite3")
        connection.connection = None

    yield _at_once
    if connection.vendor == "sqlite":
        connection.close()
        settings["NAME"], connection.connection = name, kept


def _at_once(*deeds: Callable[[], Any]) -> list[Any]:
    ready = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            ready.wait(20)
            return deed()
        finally:
            connections.close_all()
            store.close()

    with ThreadPoolExecutor(len(deeds)) as many:
        return [each.result(60) for each in [many.submit(run, deed) for deed in deeds]]
