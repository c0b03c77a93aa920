"""Seeded samples of the long proofs of the effect engine; `make drill` runs them whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools import load

ROOT = Path(__file__).resolve().parents[3]


def drilled(*words):
    """This function will run a tool and return its exit code and lines."""
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    return done.returncode, done.stdout.splitlines(), done.stderr


@pytest.mark.timeout(600)
def test_a_killed_run_begins_again_without_harm():
    code, lines, said = drilled(
        "tools/drill_resume.py", "--points", "1", "--seed", "9", "--deeds", "run", "simulate", "ingest"
    )
    assert (code, said) == (0, "")
    assert [line.split()[0] for line in lines] == ["run", "simulate", "ingest"]
    assert all("dræbt ved 1 af" in line and "; 0 fejl;" in line for line in lines)


def test_the_drill_sees_half_a_file_under_its_right_name(tmp_path):
    resume = load("drill_resume")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "match.parquet").write_bytes(b"PAR1")
    (tmp_path / "out" / "result.json").write_text('{"a": ', "utf-8")
    (tmp_path / "out" / "rapport.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "out" / "run.json").write_text("{}", "utf-8")
    faults = sorted(fault.split(" ")[0] for fault in resume.half_written(tmp_path))
    assert faults == ["match.parquet:", "rapport.pdf", "result.json"]


def test_a_few_tables_withstand_the_attack():
    code, lines, _ = drilled("tools/drill_tables.py", "5")
    assert code == 0
    assert lines[0].startswith("5 tabeller, ")
    assert ", 0 indsnævret, " in lines[0]
