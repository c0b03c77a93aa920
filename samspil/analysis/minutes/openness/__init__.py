"""Tells which items of an agenda are open, which are closed, and which a person must decide about."""

from samspil.analysis.minutes.openness.places import Openness, read
from samspil.analysis.minutes.openness.words import of_line

__all__ = ["Openness", "of_line", "read"]
