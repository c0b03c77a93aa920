"""A voice as Alice takes it in."""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol

import pytest

from samspil.features.voices.actions import publishing
from samspil.features.voices.models import Voice
from tests.kit import given
from tests.kit.cast import Cast

WORDS, EVERYTHING = given.SAID, given.ALLOWED


class Give(Protocol):
    def __call__(self, **changed: Any) -> Voice: ...


@pytest.fixture
def give(cast: Cast) -> Give:
    return partial(given.voice, cast)


def make_public(cast: Cast, voice: Voice) -> Voice:
    """Alice, who took it in, asks; Bob has read it and says yes."""
    publishing.ask(by=cast.alice, voice=voice)
    return publishing.publish(by=cast.bob, voice=voice)
