"""Hands a project description to the reader of process plans. Text in, rows out; nobody's data."""

from __future__ import annotations

from samspil.analysis import process_plan


def read(text: str) -> process_plan.Project:
    """Read a project description."""
    return process_plan.read(text)


def printed_plan(text: str) -> str:
    """Return the part of a project description that holds its plan, word for word as it is printed."""
    return process_plan.printed(text)
