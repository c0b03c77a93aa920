"""Seeded samples of the long proofs of the effect engine; `make drill` runs them whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from drills import coverage, resume

ROOT = Path(__file__).resolve().parents[3]


def drilled(*words):
    """Run a drill and return its exit code and lines."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
    return done.returncode, done.stdout.splitlines(), done.stderr


@pytest.mark.timeout(600)
def test_a_killed_run_begins_again_without_harm():
    code, lines, said = drilled("drills.resume", "--points", "1", "--seed", "9", "--deeds", "run", "simulate", "ingest")
    assert (code, said) == (0, "")
    assert [line.split()[0] for line in lines] == ["run", "simulate", "ingest"]
    assert all("dræbt ved 1 af" in line and "; 0 fejl;" in line for line in lines)


def test_the_drill_sees_half_a_file_under_its_right_name(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "match.parquet").write_bytes(b"PAR1")
    (tmp_path / "out" / "result.json").write_text('{"a": ', "utf-8")
    (tmp_path / "out" / "rapport.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "out" / "run.json").write_text("{}", "utf-8")
    faults = sorted(fault.split(" ")[0] for fault in resume.half_written(tmp_path))
    assert faults == ["match.parquet:", "rapport.pdf", "result.json"]


def test_a_few_tables_withstand_the_attack():
    code, lines, _ = drilled("drills.tables", "5")
    assert code == 0
    assert lines[0].startswith("5 tabeller, ")
    assert ", 0 indsnævret, " in lines[0]


def lines_of(low, high, *, misses=0):
    """Draw twenty lines of each cell in which every interval is [low, high] times the truth, but for `misses`."""
    lines = []
    for selection in coverage.SELECTIONS:
        for ratio in coverage.RATIOS:
            for seed in range(20):
                off = 0.5 if selection == "frailty" and seed < misses else 1.0
                told = [ratio * off, ratio * low * off, ratio * high * off, 0.01]
                names = (*coverage.NAMES, "before_after")
                lines.append({"selection": selection, "ratio": ratio, "seed": seed, "told": dict.fromkeys(names, told)})
    return lines


def test_the_coverage_drill_fails_where_one_cell_or_the_width_does(capsys):
    assert coverage.coverage(lines_of(0.95, 1.05), coverage.SELECTIONS)
    assert coverage.coverage(lines_of(0.95, 1.05, misses=3), coverage.SELECTIONS)  # 17 of 20 = 85 % in that cell
    assert not coverage.coverage(lines_of(0.95, 1.05, misses=4), coverage.SELECTIONS)
    assert not coverage.coverage(lines_of(0.85, 1.15), coverage.SELECTIONS)
    assert "| frailty | 1,00 | 20 |" in capsys.readouterr().out
    coverage.narrower(lines_of(0.95, 1.05, misses=4), coverage.SELECTIONS)
    assert "| A | 1,000 | 0,900 |" in capsys.readouterr().out


def test_the_coverage_drill_measures_both_ratios_of_a_world():
    one, two = coverage.measure(coverage.World(100_000, 5, 1500, 1.0, "burst", 3, negative_kinds=0))
    assert (one["ratio"], two["ratio"]) == (1.0, 0.85)
    assert set(coverage.NAMES) <= set(one["told"])
    assert two["told"]["matched"][0] < one["told"]["matched"][0] - 0.1
