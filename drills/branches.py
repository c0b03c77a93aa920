"""How much of the code the tests on SQLite run, line and branch, by package, against the floors of the house.

A run of its own: on Python 3.11, which has no quicker way to be told of each line, tests take 60 % longer while measured.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TESTS = ("-m", "pytest", "-q", "-m", "not drill and not journey and not postgres", "-n", "2", "--dist", "loadfile")
# What judges, does, pays or hides is tried in every branch; of all the rest together a twentieth may be left.
WHOLE = re.compile(
    r"samspil/(features/[^/]+/(rules|actions)[/.]|spine/(policy|visibility)[/.]|analysis/(payment|disclosure)[/.])"
)
OVERALL = 95.0


@dataclass
class Sum:
    """What was there to run in a package, lines and branches together, and what was run."""

    there: int = 0
    run: int = 0

    @property
    def percent(self) -> float:
        """Return how much was run, 0 to 100; nothing to run is all of it."""
        return 100 * self.run / self.there if self.there else 100.0


def package(path: str) -> str:
    """Name the package of a file: the feature, the analysis, or the part of the house."""
    parts = Path(path).parts
    return "/".join(parts[: 3 if parts[1] in {"features", "analysis"} and len(parts) > 3 else 2])


def summed(measured: Mapping[str, Any]) -> tuple[dict[str, Sum], list[str]]:
    """Sum coverage.py's report by package and overall, and list where a floor is missed: file and lines."""
    sums: dict[str, Sum] = {}
    missed = []
    for path, told in sorted(measured["files"].items()):
        said = told["summary"]
        there, run = said["num_statements"] + said["num_branches"], said["covered_lines"] + said["covered_branches"]
        for name in (package(path), "samspil"):
            each = sums.setdefault(name, Sum())
            each.there, each.run = each.there + there, each.run + run
        if WHOLE.match(path) and run < there:
            lines = [*told["missing_lines"], *(line for line, _to in told.get("missing_branches", []))]
            missed.append(f"{path}: {', '.join(map(str, sorted(set(lines))))}")

    if sums and sums["samspil"].percent < OVERALL:
        missed.append(
            f"samspil: {sums['samspil'].percent:.1f} % of lines and branches, at least {OVERALL:.0f} % is asked"
        )
    return sums, missed


def main() -> int:
    """Run the tests on SQLite under measurement, print the table, and return 1 where a test fails or a floor is missed."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "measured.json"
        measuring = ("--cov", "--cov-branch", f"--cov-report=json:{told}", "tests")
        code = subprocess.run([sys.executable, *TESTS, *measuring], cwd=ROOT, check=False).returncode
        sums, missed = summed(json.loads(told.read_text(encoding="utf-8")))

    for name, each in sorted(sums.items()):
        print(f"{each.percent:6.1f} %  {each.there:6d}  {name}")

    print("\n".join(["", "Below the floor:", *missed] if missed else ["", "Every floor holds."]))
    return int(code != 0 or bool(missed))


if __name__ == "__main__":
    sys.exit(main())
