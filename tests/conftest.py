"""The cast that every test knows, and kinds that belong to no feature."""

from __future__ import annotations

import gc

import pytest

from samspil.spine import kinds, purposes
from tests.kit import append_only, schema, second_factor
from tests.kit.browser import chromium
from tests.kit.cast import cast
from tests.kit.counted import pytest_terminal_summary
from tests.kit.databases import pytest_collection_modifyitems
from tests.kit.processor import pytest_runtest_makereport, pytest_runtest_protocol
from tests.kit.registries import pytest_runtest_teardown

__all__ = [
    "cast",
    "chromium",
    "pytest_collection_modifyitems",
    "pytest_runtest_makereport",
    "pytest_runtest_protocol",
    "pytest_runtest_teardown",
    "pytest_terminal_summary",
]

append_only.let_tests_empty_tables()
second_factor.let_tests_log_in()
schema.let_workers_copy_it()

kinds.register(
    kinds.Kind(name="test_early", label="Tidligt", plural="Tidlige", url_name="web:thread", stage=1, stage_label="Før"),
    kinds.Kind(name="test_late", label="Sent", plural="Sene", url_name="web:thread", stage=9, stage_label="Efter"),
)
purposes.register(
    purposes.Purpose(name="call", label="Ring"),
    purposes.Purpose(
        name="test_make",
        label="Lav den sene",
        records=frozenset({"test_late"}),
        button="Lav den",
        url_name="web:thread",
        until="der er lavet en sen sag",
    ),
)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector pass over what was loaded: walking it again and again took a tenth of the whole run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
