"""A seeded sample of kills while minutes are published. The whole of it is `drills/kill_publishing.py`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SAMPLE = 4
ROOT = Path(__file__).parents[3]


@pytest.mark.turn(1)
def test_killed_while_publishing_minutes_are_published_whole_or_not_at_all() -> None:
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
            "drills.kill_publishing",
            "--database",
            kind,
            "--sample",
            str(SAMPLE),
            "--seed",
            "20261122",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert drilled.returncode == 0, drilled.stdout + drilled.stderr
    tally = json.loads(drilled.stdout.splitlines()[-1])
    assert tally["faults"] == []
    # A write more or less is made as a word of the search is new or known, so that one point may lie past the end.
    assert tally["killed"] >= SAMPLE - 1
