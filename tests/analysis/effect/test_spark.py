"""Spark runs the same SQL text and gives the same hash. Runs where the extra `spark` is installed (requirements/spark.lock)."""

from __future__ import annotations

import pytest

from samspil.analysis.effect import run


@pytest.mark.drill
def test_the_engines_give_the_same_hash(finished, register_dir, study_path, tmp_path):
    pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
    told = run.run(study_path, register_dir, tmp_path / "out", engine="spark")
    assert told.result["engine"] == "spark"
    assert told.result["result_sha256"] == finished[0].result["result_sha256"]
