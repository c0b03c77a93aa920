"""Which releases of SQLite may use WAL, by the release history of the bug, and which library is chosen."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from samspil.site import sqlite

SAFE = {
    (3, 7, 0): False,
    (3, 40, 1): False,
    (3, 44, 5): False,
    (3, 44, 6): True,
    (3, 44, 7): True,
    (3, 45, 0): False,
    (3, 49, 9): False,
    (3, 50, 6): False,
    (3, 50, 7): True,
    (3, 50, 9): True,
    (3, 51, 0): False,
    (3, 51, 2): False,
    (3, 51, 3): True,
    (3, 52, 0): True,
    (4, 0, 0): True,
}


def test_where_the_bug_is_mended() -> None:
    assert {version: sqlite.is_safe_for_wal(version) for version in SAFE} == SAFE


@pytest.mark.parametrize(("version", "mode"), [("3.51.3", "wal"), ("3.50", "delete"), ("3.46.1", "delete")])
def test_the_newer_library_takes_the_place_of_pythons_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, mode: str
) -> None:
    (tmp_path / "pysqlite3").mkdir()
    (tmp_path / "pysqlite3" / "dbapi2.py").write_text("")
    (tmp_path / "pysqlite3" / "__init__.py").write_text(f"from pysqlite3 import dbapi2\nsqlite_version = {version!r}\n")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("pysqlite3", "pysqlite3.dbapi2", "sqlite3", "sqlite3.dbapi2"):
        monkeypatch.setitem(sys.modules, name, sys.modules.get(name, sys))
    for name in ("pysqlite3", "pysqlite3.dbapi2"):
        monkeypatch.delitem(sys.modules, name)
    assert sqlite.choose() == mode
    assert sys.modules["sqlite3"].__file__ == str(tmp_path / "pysqlite3" / "__init__.py")
    assert sys.modules["sqlite3.dbapi2"].__file__ == str(tmp_path / "pysqlite3" / "dbapi2.py")


def test_without_it_pythons_own_library_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = sys.modules["sqlite3"]
    monkeypatch.setitem(sys.modules, "pysqlite3", None)
    major, minor, patch = (int(part) for part in kept.sqlite_version.split("."))
    assert sqlite.choose() == ("wal" if sqlite.is_safe_for_wal((major, minor, patch)) else "delete")
    assert sys.modules["sqlite3"] is kept
