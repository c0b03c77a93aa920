"""A partnership that Alice coordinates."""

from __future__ import annotations

import pytest

from samspil.features.partnerships.core.models import Partnership
from tests.kit import given
from tests.kit.cast import Cast


@pytest.fixture
def partnership(cast: Cast) -> Partnership:
    return given.partnership(cast)
