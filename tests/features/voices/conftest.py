"""A voice as Alice takes it in."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

import pytest

from samspil.features.voices import actions
from samspil.features.voices.models import Voice
from tests.conftest import Cast

WORDS = "Kanariefugl: bussen kører ikke efter klokken to, så jeg kommer ikke hen til lægen."
EVERYTHING = ("interpret", "quote", "role_label", "publish", "photo")


class Give(Protocol):
    def __call__(self, **changed: Any) -> Voice: ...


@pytest.fixture
def give(cast: Cast) -> Give:
    def run(**changed: Any) -> Voice:
        asked: dict[str, Any] = {
            "by": cast.alice,
            "organisation": cast.municipality,
            "words": WORDS,
            "purposes": EVERYTHING,
            "consent_form": "oral",
            "role_label": "pårørende",
            "place": "Hallen",
            "received_on": dt.date(2026, 2, 3),
        }
        return actions.receive(**{**asked, **changed})

    return run
