"""Runs every measurement (`bench`) or every long proof (`drill`), whole and unattended, and ends with one table of how each went.

A module that writes its own page in docs/results is left to it; what the others print is kept there as it was printed, dated.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import platform
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "docs" / "results"
FOLDERS = {"bench": "bench", "drill": "drills"}
# A module with a door of its own is run; the others are what those rest on.
DOOR = re.compile(r'^if __name__ == "__main__":', re.MULTILINE)
# The longest that has been seen is the coverage drill, a little over three hours. What hangs must not keep the rest from being run.
LONGEST_SECONDS = 6 * 3600.0
LAST_WORDS_SECONDS = 2.0
DRILL_TESTS = ("-m", "pytest", "-m", "drill", "-q", "--durations=10", "--timeout=7200", "tests")


@dataclass(frozen=True)
class Outcome:
    """How one step went: its name, its seconds, its exit code, what stopped it if it was stopped, and where its result stands."""

    name: str
    seconds: float
    code: int
    stopped: str = ""
    pages: tuple[str, ...] = ()

    @property
    def is_ok(self) -> bool:
        """Tell whether the step ran to its end and said yes."""
        return self.code == 0 and not self.stopped

    @property
    def word(self) -> str:
        """Return the outcome as a word and, where it failed, why."""
        return "ok" if self.is_ok else f"failed ({self.stopped or f'exit code {self.code}'})"


def commands(kind: str) -> list[tuple[str, list[str]]]:
    """List what to run: each module with a door in the kind's folder, by name, and for drill first the long tests."""
    folder = FOLDERS[kind]
    modules = [
        (f"{kind}-{path.stem}".replace("_", "-"), [sys.executable, "-m", f"{folder}.{path.stem}"])
        for path in sorted((ROOT / folder).glob("*.py"))
        if DOOR.search(path.read_text(encoding="utf-8"))
    ]
    return ([("drill-tests", [sys.executable, *DRILL_TESTS])] if kind == "drill" else []) + modules


def machine() -> str:
    """Say in one line what was measured on: processors, memory, system, Python and commit."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return (
        f"{os.cpu_count()} cores, {pages / 2**30:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, commit {commit.stdout.strip() or 'unknown'}"
    )


def run(name: str, command: list[str], day: dt.date, longest: float | None = None) -> Outcome:
    """Run one step, show and keep its output, and return how it went; nothing it does stops the run.

    A step that takes longer than `longest` seconds is ended with all it has begun.
    """
    print(f"\n=== {name} ===", flush=True)
    before, start = _pages(), time.perf_counter()
    lines: list[str] = []
    try:
        code, stopped = _followed(command, lines, longest or LONGEST_SECONDS)
    except OSError as error:
        code, stopped = 127, f"could not begin: {error.strerror}"

    seconds = time.perf_counter() - start
    written = [path for path, at in _pages().items() if before.get(path) != at]
    try:
        pages = written or [_kept(name, command, day, lines, Outcome(name, seconds, code, stopped))]
    except OSError as error:
        pages, stopped = [], stopped or f"its result could not be kept: {error.strerror}"

    return Outcome(name, seconds, code, stopped, tuple(path.relative_to(ROOT).as_posix() for path in sorted(pages)))


def _followed(command: list[str], lines: list[str], longest: float) -> tuple[int, str]:
    """Follow a step to its end, or end it when its time is up; return its exit code and what stopped it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        # A group of its own, so that all it has begun can be ended with it.
        start_new_session=True,
    )

    def listen() -> None:
        assert process.stdout is not None
        with process.stdout as stream:
            for line in stream:
                print(line, end="", flush=True)
                lines.append(line)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    stopped = ""
    try:
        process.wait(timeout=longest)
    except subprocess.TimeoutExpired:
        stopped = f"not done in {longest:.0f} s"
    finally:
        _end(process)

    # What it has begun in a session of its own may hold the pipe open for good: no more than its last words are waited for.
    listener.join(timeout=LAST_WORDS_SECONDS)
    return process.wait(), stopped


def _end(process: subprocess.Popen[str]) -> None:
    """End a step and whatever it left running."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _kept(name: str, command: list[str], day: dt.date, lines: list[str], outcome: Outcome) -> Path:
    """Keep what a step printed as a page with its day, machine, command and outcome."""
    shown = " ".join(
        Path(word).relative_to(ROOT).as_posix() if word.startswith(str(ROOT)) else word for word in command
    )
    text = "".join(lines).strip().replace(str(ROOT), ".")
    head = f"# {name}\n\n{day.isoformat()}. {machine()}.\nCommand: `{shown}`. {outcome.word} after {outcome.seconds:.0f} s.\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    page = RESULTS / f"{day.isoformat()}-{name}.md"
    page.write_text(f"{head}\n```\n{text}\n```\n", encoding="utf-8")
    return page


def _pages() -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in RESULTS.glob("*")} if RESULTS.is_dir() else {}


def table(outcomes: list[Outcome]) -> str:
    """Draw the one table a run ends with: what ran, its seconds, how it went, and the page of its result."""
    rows = [("what", "seconds", "outcome", "result")]
    rows += [(each.name, f"{each.seconds:.0f}", each.word, ", ".join(each.pages) or "-") for each in outcomes]
    name, seconds, word, _ = (max(len(cell) for cell in column) for column in zip(*rows, strict=True))
    return "\n".join(f"{a:<{name}}  {b:>{seconds}}  {c:<{word}}  {d}".rstrip() for a, b, c, d in rows)


def main(argv: list[str]) -> int:
    """Run every step of one kind, stop at none, and return 1 when any of them failed."""
    if argv not in (["bench"], ["drill"]):
        sys.stderr.write("Say bench or drill.\n")
        return 2
    day = dt.datetime.now(dt.UTC).date()
    outcomes = [run(name, command, day) for name, command in commands(argv[0])]
    failed = sum(not each.is_ok for each in outcomes)
    print(f"\n{table(outcomes)}\n\n{len(outcomes)} ran, {failed} failed", flush=True)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
