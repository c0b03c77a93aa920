"""What is known only from sources: the mark on a record, and what is said of anything that is missing there.

A record read from a document tells what the document tells. That something is not in it is no proof that it was not so:
pages about such a record speak in an open world, "står ikke i de kilder, Samspil har", never "findes ikke".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.translation import gettext_lazy as _

ABSENT = _("Står ikke i de kilder, Samspil har.")
UNKNOWN_MONEY = _("ikke kendt")

_reading: ContextVar[bool] = ContextVar("reading_sources", default=False)


@contextmanager
def read() -> Iterator[None]:
    """Mark every record and circle that is made inside as known only from sources."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def are_read() -> bool:
    """Tell whether what is made now is read from sources."""
    return _reading.get()


def speaks_openly(record: Any) -> bool:
    """Tell whether a record is known only from sources: a node, what has one, a circle, or what belongs to a circle."""
    for name in ("is_sourced", "node", "circle"):
        if (node := getattr(record, name, None)) is not None:
            return node if isinstance(node, bool) else speaks_openly(node)
    return False


def absent(record: Any, closed: Any, open_world: Any = "") -> Any:
    """Return what is said of something missing on a record.

    `closed` where Samspil itself would know ("Ingen endnu."), `open_world` (else "Står ikke i de kilder, Samspil har.")
    where the record is known only from sources.
    """
    return (open_world or ABSENT) if speaks_openly(record) else closed
