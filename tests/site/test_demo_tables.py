"""The demo's tables are copied from those the same migrations made, and only into a file that is empty."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from samspil.site.demo import tables


class Line:
    """A line to an SQLite file, as much of Django's as the copying uses."""

    vendor = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path, self.connection = path, sqlite3.connect(path)

    def ensure_connection(self) -> None:
        self.connection = sqlite3.connect(self.path)

    def close(self) -> None:
        self.connection.close()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let a migration be a single table, and count how often it ran."""
    ran: list[str] = []

    def migrate() -> None:
        ran.append("migrated")
        line: Any = tables.connection
        line.connection.execute("CREATE TABLE django_migrations (name)")
        line.connection.commit()

    monkeypatch.setattr(tables, "_migrate", migrate)
    monkeypatch.setattr(tables.demonstration, "is_empty", lambda: True)
    return ran


def begin(monkeypatch: pytest.MonkeyPatch, path: Path) -> Line:
    line = Line(path)
    monkeypatch.setattr(tables, "connection", line)
    return line


def test_the_second_start_copies(made: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    for number in (1, 2):
        line = begin(monkeypatch, tmp_path / f"{number}.sqlite3")
        tables.make(kept)
        line.ensure_connection()
        assert line.connection.execute("SELECT count(*) FROM django_migrations").fetchone() == (0,)
    assert made == ["migrated"]


def test_other_migrations_are_run_and_their_copies_gone(
    made: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        monkeypatch.setattr(tables, "_named", lambda name=name: name)
        begin(monkeypatch, tmp_path / f"{name}.sqlite3")
        tables.make(tmp_path / "kept")
    assert made == ["migrated"] * 2
    assert [each.name for each in (tmp_path / "kept").iterdir()] == ["tables-two.sqlite3"]


def test_a_broken_copy_is_thrown_away(made: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tables, "_named", lambda: "one")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "tables-one.sqlite3").write_text("half a file, and no more of it than that")
    begin(monkeypatch, tmp_path / "new.sqlite3")
    tables.make(tmp_path / "kept")
    assert made == ["migrated"]


def test_a_demo_that_is_there_is_brought_up_to_date(
    made: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tables.demonstration, "is_empty", lambda: False)
    begin(monkeypatch, tmp_path / "old.sqlite3")
    tables.make(tmp_path / "kept")
    assert made == ["migrated"]
    assert not (tmp_path / "kept").exists()


def test_the_name_tells_the_migrations() -> None:
    assert tables._named() == tables._named()
    assert len(tables._named()) == 16
