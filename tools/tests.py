"""Runs the tests in every place they must hold (SQLite, PostgreSQL, a browser), and says what it had to leave out.

With CI=true a part that cannot run is a failure: what nobody saw run must not look green.
"""

import argparse
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock

from tools import postgres

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What touches the database, and so must hold on both.
ON_BOTH_DATABASES = ("spine", "web", "features", "promises", "journeys")
# What a change is tried on while it is made: rules, spine, paper and the promises of the source, under a minute.
FAST = (
    "tests/paper",
    "tests/spec",
    "tests/spine",
    "tests/features/*/test_rules.py",
    "tests/analysis/test_*.py",
    "tests/promises/test_source.py",
    "tests/promises/test_models.py",
    "tests/promises/test_glossary.py",
)
SLOW_AMONG_THEM = "not kill_points and not thousand and not hostile and not grows"
NO_TESTS = 5
# Two parts run side by side, the longest first; whichever ends takes the next. Each has a worker for every processor, so that none
# is idle while a test waits or the other part has ended. A browser works beside the test that drives it.
LANES = 2
WORKERS = max(2, os.cpu_count() or 1)
BROWSERS_AT_ONCE = WORKERS // 2
SHOWN = 20
ONE_AT_A_TIME = RLock()  # two parts neither print nor count at once


@dataclass(frozen=True)
class Part:
    """One run of pytest: what it is called, what it selects, and what it is told by environment.

    One that `is_quiet` is printed whole when it has ended.
    """

    name: str
    words: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    is_quiet: bool = False


@dataclass(frozen=True)
class LeftOut:
    """A part that cannot run here: what it is, and how to get it."""

    name: str
    remedy: str

    def __str__(self) -> str:
        return f"Left out: {self.name}. {self.remedy}"


@dataclass
class Tally:
    """The sum of the runs, and the processor seconds of each file in each of them."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    def add(self, report: Path, name: str = "") -> None:
        """Add one part's JUnit report; a run that ended before it could write one counts as one failure."""
        try:
            # A run that was killed leaves no report, or half of one.
            suites = ET.parse(report).getroot().findall("testsuite")  # noqa: S314 -- written by our own run
        except (OSError, ET.ParseError):
            self.failed += 1
            return
        for suite in suites:
            tests, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            self.failed += failed
            self.skipped += skipped
            self.passed += max(tests - failed - skipped, 0)
            for case in suite.iter("testcase"):
                spent = case.find("properties/property[@name='processor']")  # written by tests/kit/processor.py
                self.seconds[case.get("classname", ""), name] += float(0 if spent is None else spent.get("value", 0))

    def heaviest(self) -> list[str]:
        """List the files that asked most of the processor, one a line: seconds, part, and module; and what each part asked in all."""
        whole: Counter[str] = Counter()
        for (_module, part), seconds in self.seconds.items():
            whole[part] += seconds

        told = [
            *self.seconds.most_common(SHOWN),
            *((("in all", part), seconds) for part, seconds in whole.most_common()),
        ]
        return [f"{seconds:7.1f} s  {part:<12} {module}" for (module, part), seconds in told]


def browser() -> str | None:
    """Find Chromium: where CHROMIUM says, else on the PATH."""
    given = os.environ.get("CHROMIUM")
    if given:
        return shutil.which(given)
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def parts(database: str | None, chromium: str | None, *, fast: bool) -> Iterator[Part | LeftOut]:
    """List the runs that these tests need, and those of them that cannot be had here."""
    quick = ("-m", "not drill and not journey and not postgres")
    # A file stays with one worker; in the order of their names, few but long tests do not come last of all.
    loose = ("--dist", "loadfile", "--no-loadscope-reorder")
    if fast:
        chosen = sorted(str(path.relative_to(ROOT)) for pattern in FAST for path in ROOT.glob(pattern))
        yield Part("SQLite, the quick ones", (*chosen, *quick, "-k", SLOW_AMONG_THEM, "-n", "2", *loose))
        return

    spread = ("-n", str(WORKERS), *loose)
    folders = tuple(f"tests/{name}" for name in ON_BOTH_DATABASES)
    yield Part("SQLite", (*folders, *quick, *spread), {"SAMSPIL_DATABASES": "first" if database else "only"})
    if database:
        on_postgres = {"SAMSPIL_TEST_DATABASE": database, "SAMSPIL_DATABASES": "second"}
        yield Part("PostgreSQL", (*folders, "-m", "not drill and not journey", *spread), on_postgres, is_quiet=True)
    else:
        yield LeftOut(
            "the tests on PostgreSQL",
            "Install the package postgresql, or point at a server: DATABASE=postgres://user@host/name make test",
        )

    # Whatever else there is, so that a new folder is run without being named.
    rest = sorted(f"tests/{path.name}" for path in (ROOT / "tests").iterdir() if holds_tests(path))
    rest = [path for path in rest if path not in folders]
    yield Part("the rest", (*rest, *quick, *spread), {"SAMSPIL_DATABASES": "only"}, is_quiet=True)

    if chromium:
        journeys = ("-m", "journey and not drill", "-n", str(BROWSERS_AT_ONCE), *loose)
        yield Part("the journeys", (*files_of_journeys(), *journeys), {"CHROMIUM": chromium}, is_quiet=True)
    else:
        yield LeftOut(
            "the journeys in a browser", "Install the package chromium, or point at it: CHROMIUM=/path make test"
        )


def holds_tests(path: Path) -> bool:
    """Tell whether a folder of the tests, or a file among them, has any."""
    return path.match("test_*.py") or any(path.rglob("test_*.py"))


def files_of_journeys() -> list[str]:
    """List the files that drive a browser: pytest would load every other one to leave it out."""
    marked = (path for path in ROOT.glob("tests/**/test_*.py") if "mark.journey" in path.read_text(encoding="utf-8"))
    return sorted(str(path.relative_to(ROOT)) for path in marked)


def run(part: Part, tally: Tally) -> int:
    """Run one part, add it to the tally, and return pytest's exit code.

    Its output comes as it runs, or whole when it has ended.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-ra", "--tb=short", *part.words, f"--junitxml={report}"]
        environment = {**os.environ, **part.environment}
        kept = subprocess.PIPE if part.is_quiet else None
        if not part.is_quiet:
            print(f"\n=== {part.name} ===", flush=True)

        done = subprocess.run(command, cwd=ROOT, env=environment, check=False, stdout=kept, stderr=subprocess.STDOUT)
        # Two parts write to one terminal, and add to one tally.
        with ONE_AT_A_TIME:
            if part.is_quiet:
                print(f"\n\n=== {part.name} ===\n{done.stdout.decode(errors='replace')}", flush=True)
            tally.add(report, part.name)

    return done.returncode


def run_beside(chosen: Sequence[Part], tally: Tally) -> list[int]:
    """Run the parts two at a time, in their order, and return pytest's exit codes."""
    with ThreadPoolExecutor(LANES) as beside:
        return list(beside.map(lambda part: run(part, tally), chosen))


def verdict(codes: list[int], left_out: list[LeftOut], tally: Tally, *, is_ci: bool) -> int:
    """Tell the exit code: 0 only when every run passed and, with CI=true, none was left out or empty."""
    if tally.failed or any(code not in {0, NO_TESTS} for code in codes):
        return 1
    return int(is_ci and (bool(left_out) or NO_TESTS in codes))


def main(argv: list[str]) -> int:
    """Run the tests and end with one line that sums them."""
    reader = argparse.ArgumentParser(description="Run the tests.")
    reader.add_argument("--fast", action="store_true", help="SQLite only, no browser")
    wanted = reader.parse_args(argv)
    tally = Tally()
    # The walks are sampled by the day, so that every case has its turn; both lanes and every worker draw by the same.
    seed = os.environ.setdefault("SAMSPIL_SEED", dt.datetime.now(dt.UTC).date().isoformat())
    # What this run has migrated itself it need not migrate again to see (tests/kit/schema.py).
    os.environ["SAMSPIL_RUN"] = f"{os.getpid()}-{dt.datetime.now(dt.UTC).isoformat()}"
    with postgres.database(ROOT) if not wanted.fast else tempfile.TemporaryDirectory() as database:
        listed = list(parts(None if wanted.fast else database, browser(), fast=wanted.fast))
        left_out = [part for part in listed if isinstance(part, LeftOut)]
        codes = run_beside([part for part in listed if isinstance(part, Part)], tally)

    print("\nSeconds of processor:", *tally.heaviest(), "", sep="\n")
    for part in left_out:
        print(part)

    if not wanted.fast:
        print(
            f"Each page's tests met one database, each walk a sample; SAMSPIL_SEED={seed} make test asks the same again, "
            "make drill asks all of both."
        )

    print(tally, flush=True)
    return verdict(codes, left_out, tally, is_ci=os.environ.get("CI", "").lower() in {"true", "1"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
