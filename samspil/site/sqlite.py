"""Which SQLite library is used. Releases before 3.51.3 (but for 3.50.7+ and 3.44.6+) can lose committed writes in WAL mode
when two connections meet ("WAL-reset bug", SQLite release history), so WAL is only turned on where that is mended.
"""

from __future__ import annotations

import sys


def is_safe_for_wal(version: tuple[int, int, int]) -> bool:
    """Tell whether a release of SQLite is free of the WAL-reset bug."""
    if version >= (3, 51, 3):
        return True
    return (version[:2] == (3, 50) and version >= (3, 50, 7)) or (version[:2] == (3, 44) and version >= (3, 44, 6))


def choose() -> str:
    """Let Django use the newer library of `pysqlite3` where it is installed, and give the journal mode.

    Called before Django opens a database.
    """
    try:
        import pysqlite3
    except ImportError:
        import sqlite3
    else:
        # Django imports sqlite3 by name: it must find the newer one under it.
        sys.modules["sqlite3"] = pysqlite3
        sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
        sqlite3 = pysqlite3

    major, minor, patch, *_ = (int(part) for part in f"{sqlite3.sqlite_version}.0.0".split("."))
    return "wal" if is_safe_for_wal((major, minor, patch)) else "delete"
