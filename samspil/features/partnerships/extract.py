"""Hands a project description to the reader of process plans. Text in, rows out; nobody's data."""

from __future__ import annotations

from samspil.analysis import process_plan


def read(text: str) -> process_plan.Project:
    """This function will read a project description."""
    return process_plan.read(text)
