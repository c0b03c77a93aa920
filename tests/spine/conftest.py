"""What the tests of the spine may ask for: a strong room, deeds at once, and purposes of their own."""

from __future__ import annotations

import datetime as dt

import pytest

from samspil.spine import pass_purposes
from tests.kit.vault import race, vault

__all__ = ["ends", "race", "vault"]


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Declares purposes of the tests' own: `t_page` and `t_other` open their own page, `t_read` the record."""
    for key, reads in (("t_page", False), ("t_other", False), ("t_read", True)):
        made = pass_purposes.Purpose(key=key, label="Prøve", longest=dt.timedelta(days=30), reads_record=reads)
        monkeypatch.setitem(pass_purposes._declared, key, made)
