"""Packages that do not know each other; they meet on the spine through kinds and links. Whatever folder here announces itself is one."""

from __future__ import annotations

import importlib
from pathlib import Path

LAST = 1000


def everyone(folder: Path = Path(__file__).parent) -> list[str]:
    """Return the packages here that announce themselves (`apps.py`), in the order of their `PLACE`, then by name.

    The place decides what stands first where several features offer something on the same page. One without stands last.
    """
    found = [f"{__name__}.{path.parent.name}" for path in sorted(folder.glob("*/apps.py"))]
    return sorted(found, key=lambda name: getattr(importlib.import_module(name), "PLACE", LAST))
