"""The minutes' text of 23 September 2025 read in four ways, each a whole contract; the true annex is not public."""

from __future__ import annotations

from importlib import resources

from samspil.analysis.payment.contract import Sealed, read
from samspil.paper.refusal import Refused

NAMES = ("A", "B", "C", "D")


def text(name: str) -> str:
    """Return a reading's contract file as text; raises Refused for a name other than A, B, C or D."""
    if name not in NAMES:
        raise Refused(f"Læsningen »{name}« findes ikke. Vælg A, B, C eller D.", field="reading")
    return resources.files(__name__).joinpath(f"{name.lower()}.toml").read_text(encoding="utf-8")


def contract(name: str) -> Sealed:
    """Return a reading as a checked contract."""
    return read(text(name).encode(), f"læsning {name}")
