"""Reads Danish agendas and minutes: who met, which items, what was recommended, what was decided.

`read(path)` gives a file's text; `parse(text)` gives the minutes, with every character accounted for.
"""

from __future__ import annotations

from samspil.analysis.minutes.parsing import parse
from samspil.analysis.minutes.reading import read
from samspil.analysis.minutes.record import Annex, Item, Minutes, Span, Statement

__all__ = ["Annex", "Item", "Minutes", "Span", "Statement", "parse", "read"]
