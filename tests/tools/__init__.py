"""Loads the scripts in tools/ by their path, under names that clash with nothing."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def load(name: str) -> ModuleType:
    """Return the module of tools/NAME.py."""
    alias = f"house_{name}"
    if alias not in sys.modules:
        spec = importlib.util.spec_from_file_location(alias, TOOLS / f"{name}.py")
        sys.modules[alias] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[alias]
