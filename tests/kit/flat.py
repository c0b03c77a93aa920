"""A page's markup without what a browser draws as nothing: how its lines are broken and indented."""

from __future__ import annotations

import re


def flat(page: bytes | str) -> str:
    """Return the markup with every run of whitespace as one blank, and none beside a tag or before a tag's end."""
    text = page.decode() if isinstance(page, bytes) else page
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?(<[^>]*?) ?(/?>) ?", r"\1\2", text)
