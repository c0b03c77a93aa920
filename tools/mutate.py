"""Mutation score of some modules by some tests, in a copy of the repository: survivors listed, exclusions explained.

Usage: tools/mutate.py SET [SET ...]. Each set names modules, the tests that must kill their mutants, and what is left
out and why. Add a set for another money or permission module here.
"""

import argparse
import contextlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Set:
    """Modules, their tests, and lines that are not mutated: a pattern and the reason."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    excluded: dict[str, str] = field(default_factory=dict)


PAYMENT = "samspil/analysis/payment"
SETS = {
    "payment": Set(
        modules=tuple(
            f"{PAYMENT}/{name}.py"
            for name in ("ore", "caps", "reduction", "functions", "fixed", "evidence", "engine", "cashflow")
        ),
        tests=tuple(
            f"tests/analysis/payment/test_{name}.py"
            for name in ("functions", "steps", "published", "refusals", "words")
        ),
    ),
}


def score(name: str, wanted: Set, children: int, minutes: float) -> float:
    """This function will mutate one set in a fresh copy and print its score and every survivor."""
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(
            ROOT,
            copy,
            ignore=shutil.ignore_patterns(".git", ".venv", "node_modules", "mutants", "__pycache__", "*.egg-info"),
        )
        _configure(copy, wanted)
        start = time.perf_counter()
        command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", str(children)]
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False, timeout=minutes * 60)
        seconds = time.perf_counter() - start
        told = subprocess.run(
            [command[0], "results", "--all", "true"], cwd=copy, capture_output=True, text=True, check=False
        )
        states = dict(re.findall(r"^\s*(\S+): (.+)$", told.stdout, re.MULTILINE))
        if not states:
            print(f"{name}: mutmut said nothing: {told.stderr[-500:]}")
            return 0.0
        undecided = [
            mutant for mutant, state in states.items() if state in {"not checked", "check was interrupted by user"}
        ]
        states = {mutant: state for mutant, state in states.items() if mutant not in undecided}
        alive = {mutant: state for mutant, state in states.items() if state not in {"killed", "timeout", "segfault"}}
        share = 1 - len(alive) / max(1, len(states))
        print(
            f"{name}: {len(states)} mutants, {len(states) - len(alive)} killed, score {share:.1%}, "
            f"{len(undecided)} undecided when the time was up, {seconds:.0f} s"
        )
        for mutant, state in sorted(alive.items()):
            shown = subprocess.run([command[0], "show", mutant], cwd=copy, capture_output=True, text=True, check=False)
            change = [line for line in shown.stdout.splitlines() if re.match(r"[-+](?![-+])", line)]
            print(f"\n{mutant} ({state})", *change, sep="\n  ")
        return share


def _configure(copy: Path, wanted: Set) -> None:
    """This function will write mutmut's table into the copy's pyproject.toml."""
    lines = {
        "source_paths": ["samspil"],
        "only_mutate": list(wanted.modules),
        "do_not_mutate_patterns": list(wanted.excluded),
        "pytest_add_cli_args": ["-p", "no:randomly", "-m", "not drill"],
        "pytest_add_cli_args_test_selection": list(wanted.tests),
        "also_copy": ["tests", "pyproject.toml"],
    }
    table = "\n[tool.mutmut]\n" + "".join(f"{key} = {value!r}\n" for key, value in lines.items())
    path = copy / "pyproject.toml"
    path.write_text(path.read_text() + table)


def main() -> int:
    """This function will score the sets asked for and fail below 95 per cent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", choices=SETS)
    parser.add_argument("--children", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60)
    arguments = parser.parse_args()
    return (
        0
        if all(score(name, SETS[name], arguments.children, arguments.minutes) >= 0.95 for name in arguments.sets)
        else 1
    )


if __name__ == "__main__":
    sys.exit(main())
