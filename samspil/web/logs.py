"""What our own log may hold of an address: never the token of a personal link, also where the answer was no."""

from __future__ import annotations

import logging
import re

# As `passes` writes them (three groups of four), and as people type them without hyphens; a signed address has colons.
_TOKEN = re.compile(
    r"(?<=[/=#])(?:[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}|[0-9A-Z]{12}|[^/\s]+:[^/\s]+:[^/\s]+)(?=[/.&\s]|$)"
)
HIDDEN = "…"


class WithoutTokens(logging.Filter):
    """Takes tokens out of every line before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return every record on, with its tokens hidden."""
        told = record.getMessage()
        if (hidden := _TOKEN.sub(HIDDEN, told)) != told:
            # A token may stand in an argument: written out here, or the handler would put it in again.
            record.msg, record.args = hidden, ()
        return True
