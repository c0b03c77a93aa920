"""What each test asks of the processor, written into its report.

The clock tells as much of the other lane, and of the machine's other work.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

# The name that `tools/tests.py` reads it by.
SECONDS = "processor"
_began: dict[str, float] = {}


def spent() -> float:
    """Return the processor seconds of this process, and of those it started that have ended."""
    ended = os.times()
    return time.process_time() + ended.children_user + ended.children_system


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Note what was spent before the test, its fixtures, and those of its module."""
    _began[item.nodeid] = spent()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Write into a test's last report what was spent on it, where a worker sends it on and JUnit keeps it."""
    if call.when == "teardown" and item.nodeid in _began:
        item.user_properties.append((SECONDS, f"{spent() - _began.pop(item.nodeid):.3f}"))
    return (yield)
