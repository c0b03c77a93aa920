"""How a row is chained: what of it is signed, and in which order its fields are written down."""

from __future__ import annotations

import datetime as dt
import hmac
import json
from typing import Any

from samspil.spine.models import JournalEntry

INSTALLATION = "installation"


def canonical(fields: dict[str, Any]) -> bytes:
    """Write a record in the one form that is signed: JSON, keys sorted, no blanks, UTF-8."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def mac_of(row: JournalEntry, key: bytes) -> str:
    """Return the HMAC-SHA256 (hexadecimal) of everything a row says, the previous row's among it."""
    fields = {
        "chain": row.chain,
        "sequence": row.sequence,
        # One spelling of the moment, whichever database gave it back: the hash covers the text.
        "at": row.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "person": str(row.person_id) if row.person_id else None,
        "job": row.job,
        "verb": row.verb,
        "node": str(row.node_id) if row.node_id else None,
        "data": row.data,
        "key_id": row.key_id,
        "previous": row.previous,
    }

    return hmac.digest(key, canonical(fields), "sha256").hex()
