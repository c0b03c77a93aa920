"""Listens to the database while a page is asked for, so that a test can say that nothing was changed."""

from __future__ import annotations

import re
from typing import Any

# What any request may write: the reader's own session, what is held in it, who has read what, and the count of wrong codes.
ALLOWED = {"django_session", "usersessions_usersession", "web_staged", "spine_accessentry", "spine_passattempt"} | {
    # When somebody was last here and which of the news they have read: their own, and nobody else's.
    "spine_visit",
    "spine_readmark",
}


class Written:
    """What `connection.execute_wrapper` calls for every statement; a write that is rolled back was none."""

    WRITES = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"(\w+)"', re.IGNORECASE)

    def __init__(self) -> None:
        self.written: list[str] = []
        self.marks: dict[str, int] = {}

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        word, *rest = sql.lstrip("(").split()  # PostgreSQL is asked for a union in brackets
        if word == "SAVEPOINT":
            self.marks[rest[0]] = len(self.written)
        elif sql.startswith("ROLLBACK TO SAVEPOINT"):
            del self.written[self.marks[rest[-1]] :]
        elif found := self.WRITES.match(sql):
            self.written.append(found[1])
        else:
            assert word in {"SELECT", "RELEASE", "WITH", "PRAGMA", "EXPLAIN", "SET"}, sql[:80]
        return execute(sql, params, many, context)

    @property
    def tables(self) -> set[str]:
        """The tables that were changed, besides those that any request may write."""
        return set(self.written) - ALLOWED
