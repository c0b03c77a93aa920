"""What a pass is for: each purpose is declared once, by the part that issues it, with what it opens and for how long."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """What the holder of a pass came for. `label` says it in Danish, as the holder would.

    A pass opens its own page and nothing else. Only where `reads_record` is set does it let the holder read the record
    it was issued for wherever records are read (`visibility.condition`).
    """

    key: str
    label: str
    longest: dt.timedelta
    reads_record: bool


_declared: dict[str, Purpose] = {}


def declare(key: str, *, label: str, longest: dt.timedelta, reads_record: bool = False) -> str:
    """Declare a purpose and give its key. Called where the module that owns it is loaded; ValueError for a key taken twice."""
    made = Purpose(key=key, label=label, longest=longest, reads_record=reads_record)
    if _declared.setdefault(key, made) != made:
        message = f"the purpose {key!r} of a pass is declared twice"
        raise ValueError(message)
    return key


def get(key: str) -> Purpose:
    """Return a declared purpose. KeyError for one that nobody declared: that is a mistake in the programme, never a refusal."""
    return _declared[key]


def everyone() -> tuple[Purpose, ...]:
    """Return all declared purposes by their key."""
    return tuple(_declared[key] for key in sorted(_declared))
