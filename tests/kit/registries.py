"""Sees that each test leaves standing what the house has announced: the one that empties a registry fails, not those after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from samspil.spine import doors, kinds

ANNOUNCED = {module: module._registry for module in (kinds, doors)}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Put back a registry that a test left exchanged, and fail that test."""
    result = yield
    exchanged = [module for module, registry in ANNOUNCED.items() if module._registry is not registry]
    for module in exchanged:
        module._registry = ANNOUNCED[module]

    names = ", ".join(module.__name__ for module in exchanged)
    assert not exchanged, f"{item.nodeid} left another registry in {names}: exchange it by monkeypatch"
    return result
