"""Runs the measurements (`bench`) or the long proofs (`drill`) and keeps what they print, dated, in docs/results.

A tool that writes its own page there is left to it; what the others print is kept as it was printed.
"""

import datetime as dt
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "docs" / "results"


def commands(kind: str) -> list[tuple[str, list[str]]]:
    """List what to run: each tools/KIND_*.py by name, and for drill first the long tests."""
    tools = [
        (path.stem.replace("_", "-"), [sys.executable, str(path)])
        for path in sorted((ROOT / "tools").glob(f"{kind}_*.py"))
    ]
    tests = [
        (
            "drill-tests",
            [sys.executable, "-m", "pytest", "-m", "drill", "-q", "--durations=10", "--timeout=7200", "tests"],
        )
    ]
    return (tests if kind == "drill" else []) + tools


def machine() -> str:
    """Say in one line what was measured on: processors, memory, system, Python and commit."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return (
        f"{os.cpu_count()} kerner, {pages / 2**30:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, udgave {commit.stdout.strip() or 'uden git'}"
    )


def run(name: str, command: list[str], day: dt.date) -> int:
    """Run one tool, show and keep its output, and return its exit code."""
    shown = " ".join(
        Path(word).relative_to(ROOT).as_posix() if word.startswith(str(ROOT)) else word for word in command
    )
    print(f"\n=== {name} ===", flush=True)
    before, start = _pages(), time.perf_counter()
    lines = []
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    with subprocess.Popen(command, cwd=ROOT, **pipe) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)

    code, seconds = process.returncode, time.perf_counter() - start
    if _pages() == before:
        RESULTS.mkdir(parents=True, exist_ok=True)
        head = f"# {name}\n\n{day.isoformat()}. {machine()}.\nKommando: `{shown}`. Slutkode {code} efter {seconds:.0f} s.\n"
        text = "".join(lines).strip().replace(str(ROOT), ".")
        (RESULTS / f"{day.isoformat()}-{name}.md").write_text(f"{head}\n```\n{text}\n```\n", encoding="utf-8")

    return code


def _pages() -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in RESULTS.glob("*")} if RESULTS.is_dir() else {}


def main(argv: list[str]) -> int:
    """Run every tool of one kind, stop at none, and return 1 when any of them failed."""
    if argv not in (["bench"], ["drill"]):
        sys.stderr.write("Skriv bench eller drill.\n")
        return 2
    day = dt.datetime.now(dt.UTC).date()
    codes = {name: run(name, command, day) for name, command in commands(argv[0])}
    print()
    for name, code in codes.items():
        print(f"{'i orden' if code in {0, 5} else 'FEJL'}  {name}")
    return int(any(code not in {0, 5} for code in codes.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
