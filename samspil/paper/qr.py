"""A QR code as a picture of its own, for what is printed."""

from __future__ import annotations

from io import BytesIO

import segno


def svg(text: str) -> str:
    """Draw a text as a QR code: an SVG with two squares of white around it, and no declaration before it."""
    kept = BytesIO()
    segno.make(text, error="m", micro=False).save(kept, kind="svg", border=2, xmldecl=False)
    return kept.getvalue().decode()
