"""A strong room of its own for tests that ask for it: keys, anchors and files that no other test has touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from samspil.spine.secrets import store


@dataclass(frozen=True)
class Vault:
    """Where this test's keys and anchors lie."""

    keys: Path
    anchors: Path

    def anchor_files(self) -> list[Path]:
        return sorted(self.anchors.glob("heads-*.jsonl"))


@pytest.fixture
def vault(settings: Any, tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path / "keys", tmp_path / "anchors")
    settings.SAMSPIL_KEYS, settings.SAMSPIL_ANCHORS = made.keys, made.anchors
    settings.SAMSPIL_FILES = tmp_path / "files"
    yield made
    store.close()
