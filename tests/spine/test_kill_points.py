"""A seeded sample of the kill drill. The whole of it is `drills/kill.py`; its results are in docs/results."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SAMPLE = 6
ROOT = Path(__file__).parents[2]


@pytest.mark.turn(0)
def test_a_sample_of_kills_loses_nothing_and_leaves_nothing_half_written() -> None:
    if shutil.which("strace") is None:
        sentence = "strace er ikke installeret, så der dræbes ingen processer her. Skriv: apt-get install strace"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)

    asked = urlsplit(os.environ.get("SAMSPIL_TEST_DATABASE", ""))
    kind = f"{asked.scheme}://{asked.netloc}" if asked.scheme.startswith("postgres") else "sqlite"
    drilled = subprocess.run(
        [
            sys.executable,
            "-m",
            "drills.kill",
            "--database",
            kind,
            "--sample",
            str(SAMPLE),
            "--seed",
            "20261122",
            "--json",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert drilled.returncode == 0, drilled.stdout + drilled.stderr
    (tallies,) = json.loads(drilled.stdout).values()
    assert sum(tally["killed"] for tally in tallies) == SAMPLE
    assert [tally["faults"] for tally in tallies] == [[]] * len(tallies)
