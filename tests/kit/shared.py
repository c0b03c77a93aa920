"""Finds the folders beside the checkout that tests read: examples, standards, sources. CI may not go without them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def folder(name: str) -> Path:
    """Return the folder SAMSPIL_SHARED/<name>, else ../shared/<name>; skips without it, fails under CI."""
    beside = Path(os.environ.get("SAMSPIL_SHARED") or REPOSITORY.parent / "shared")
    found = Path(os.environ.get(f"SAMSPIL_{name.upper()}") or beside / name)
    if found.is_dir():
        return found
    left_out = f"left out: {name} not found at {found}; set SAMSPIL_SHARED to the folder that holds it"
    if os.environ.get("CI") == "true":
        pytest.fail(left_out)
    pytest.skip(left_out, allow_module_level=True)
