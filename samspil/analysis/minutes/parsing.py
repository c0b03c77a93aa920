"""The whole way from text to minutes, in one place."""

from __future__ import annotations

from samspil.analysis.minutes import assembly, grammar, neighbours, segments
from samspil.analysis.minutes.record import Minutes


def parse(text: str) -> Minutes:
    """Read the text of an agenda or of minutes; it never fails, and what it cannot place it says."""
    cut = segments.cut(text)
    seen = neighbours.read(cut)
    return assembly.assemble(text, cut, seen, grammar.best(cut, seen))
