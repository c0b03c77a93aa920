"""The one thread of the demo as a world, for whoever asks for it."""

from __future__ import annotations

import pytest

from tests.kit.world import world, world_database

__all__ = ["pytest_collection_modifyitems", "world", "world_database"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark who stands in the world as users of the database, so that it is made also for them alone."""
    for item in items:
        if "world" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db)
