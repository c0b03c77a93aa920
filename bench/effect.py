"""The answer beside the scan limit and beside the plain ways, from 1 to 200 million contacts: `python -m bench.effect`.

Every measurement is a process of its own, so that its peak memory is its own. Registers are kept in var/bench and made when missing.
`--shield` runs the short ones ahead of everything else on the machine (Linux, root).
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import importlib.util
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import effect_page, plain_matching

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "docs" / "results"

ROWS_A_PERSON = 30.14  # of the simulated register in four years, ten negative-control types among them
REFERRED = 20_000
RUNS, THREADS = 3, 2
SHIELD = ["chrt", "-r", "20"]
LONG = ("make",)  # takes minutes, and is no comparison: not shielded
WAYS = {  # and the largest size each is asked to, in million rows
    "samspil": 1000,
    "duckdb": 1000,
    "polars": 1000,
    "pandas": 60,
    "spark": 20,
    "matchit": 20,
}


def make(million: int, at: Path) -> float:
    """Simulate a register of so many million contacts where it is missing, and return the seconds it took."""
    from samspil.analysis.effect.simulate import World, simulate

    start = time.perf_counter()
    if not at.exists():
        at.parent.mkdir(parents=True, exist_ok=True)
        persons = round(million * 1e6 / ROWS_A_PERSON)
        simulate(World(persons, 4, min(REFERRED, persons // 30), 0.85, "hidden", 7), at)
    return time.perf_counter() - start


def scan(folder: Path) -> float:
    """Return the seconds of a plain aggregate over the columns of the contacts."""
    import duckdb

    con = duckdb.connect(config={"threads": THREADS})
    start = time.perf_counter()
    con.execute(
        f"SELECT count(*), sum(person_id), max(date), sum(type) FROM '{folder}/contacts.parquet'"  # noqa: S608 -- own path
    ).fetchall()
    return time.perf_counter() - start


def peak() -> float:
    """Return the most memory that this process has held, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def answer(folder: Path, runs: int) -> dict[str, Any]:
    """Time reading, panel, match, both contrasts and intervals, each run beside the scan limit; the first warms up.

    What a run made is let go right before the next, so that a virtual machine has no time to hand its memory back in between.
    """
    from samspil.analysis.effect import protocol, register
    from samspil.analysis.effect.core import Clock, core

    study = protocol.study_of(tomllib.loads(protocol.default_text()), sha256="")
    seen: list[dict[str, float]] = []
    reg, told = None, None
    for _ in range(runs + 1):
        # Just before each run: how fast the disk and its cache are differs from minute to minute.
        limit = min(scan(folder) for _ in range(3))
        reg, told = None, None
        clock, cpu = Clock(), time.process_time()
        with clock.stage("read"):
            reg = register.open_register(folder, threads=THREADS)
        told = core(reg, study, clock, threads=THREADS)
        total = sum(clock.seconds.values())
        seen.append({"scan": limit, **clock.seconds, "total": total, "cpu": time.process_time() - cpu})
    warm = seen[1:]
    return {
        "rows": reg.rows,
        "persons": len(reg.persons),
        "referred": told.cases,
        "median": {k: statistics.median(r[k] for r in warm) for k in warm[0]},
        "ratio": statistics.median(r["total"] / r["scan"] for r in warm),
        "ratios": [r["total"] / r["scan"] for r in warm],
        "first": seen[0]["total"],
        "first_ratio": seen[0]["total"] / seen[0]["scan"],
    }


def tracing() -> Any:
    """Return a clock that also keeps the highest memory of each stage, in GB."""
    from samspil.analysis.effect.core import Clock

    class Tracing(Clock):
        def __init__(self, tell: Any = None) -> None:
            super().__init__(tell)
            self.peaks: dict[str, float] = {}

        @contextlib.contextmanager
        def stage(self, name: str) -> Iterator[None]:
            # Without it the peak of one stage would hide the lower ones after it.
            Path("/proc/self/clear_refs").write_text("5", "ascii")  # the high-water mark begins again (proc(5))
            with super().stage(name):
                yield
            status = Path("/proc/self/status").read_text("ascii")
            self.peaks[name] = int(status.split("VmHWM:")[1].split()[0]) / 1024**2

    return Tracing


def memory(folder: Path, _: int) -> dict[str, Any]:
    """Run the answer once in a process that does nothing else, and return the highest memory of each stage."""
    from samspil.analysis.effect import protocol, register
    from samspil.analysis.effect.core import core

    study = protocol.study_of(tomllib.loads(protocol.default_text()), sha256="")
    clock = tracing()()
    with clock.stage("read"):
        reg = register.open_register(folder, threads=THREADS)
    core(reg, study, clock, threads=THREADS)
    return {"peaks": clock.peaks, "peak": max(clock.peaks.values())}


def whole(folder: Path, _: int) -> dict[str, Any]:
    """Run everything, report and all, and return the seconds and the highest memory of each stage."""
    import tempfile

    from samspil.analysis.effect import core, protocol, run

    clocks: list[Any] = []
    kind = tracing()

    def clock(tell: Any = None) -> Any:
        clocks.append(kind(tell))
        return clocks[-1]

    core.Clock = clock  # type: ignore[assignment,misc]
    with tempfile.TemporaryDirectory() as at:
        protocol.write_default(Path(at) / "study.toml")
        protocol.seal(Path(at) / "study.toml", at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        start = time.perf_counter()
        told = run.run(Path(at) / "study.toml", folder, Path(at) / "out", threads=THREADS, with_report=True)
        total = time.perf_counter() - start
    peaks = clocks[0].peaks
    return {
        "seconds": clocks[0].seconds,
        "total": total,
        "peaks": peaks,
        "peak": max(peaks.values()),
        "sha": told.result["result_sha256"],
    }


def task(way: str) -> Callable[[Path, int], dict[str, Any]]:
    """Return the measurement of the plain task done one way: seconds, peak memory, answer."""

    def measure(folder: Path, runs: int) -> dict[str, Any]:
        taken, told = [], {}
        for _ in range(runs):
            start = time.perf_counter()
            told = plain_matching.WAYS[way](folder)
            taken.append(time.perf_counter() - start)
        return {"seconds": min(taken), "peak": peak()} | ({"first": taken[0]} if runs > 1 else {}) | told

    return measure


def child(what: str, folder: Path, runs: int, *, python: str, limit: float, shield: bool) -> dict[str, Any]:
    """Measure in a new process; what cannot be measured comes back as `why`."""
    words = [python, "-m", "bench.effect", "--measure", what, "--at", str(folder), "--runs", str(runs)]
    words = SHIELD + words if shield and what not in LONG else words
    ours = os.environ | {"PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": str(THREADS)}
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=limit, check=False, env=ours)
    except subprocess.TimeoutExpired:
        return {"why": f"ikke færdig på {limit:.0f} s"}
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"slutkode {done.returncode}"])[-1]
        return {"why": last[:120]}
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def lacking(way: str, python: str) -> str:
    """Say what must be installed before a way can be measured; empty when it can."""
    if way == "matchit":
        return "" if shutil.which("Rscript") else "R og MatchIt er ikke installeret (r-cran-matchit)"
    if way == "spark" and python == sys.executable and importlib.util.find_spec("pyspark") is None:
        return "pyspark er ikke installeret (requirements/spark.lock)"
    return ""


def plan(args: argparse.Namespace, million: int) -> list[tuple[str, str, int]]:
    """List what to measure at a size: the kind (answer, way or whole), its name, and how many times."""
    ways = [way for way in args.ways if million <= WAYS[way]]
    listed = [("", "answer", args.runs), ("", "memory", 1)]
    listed += [("ways", way, 1 + (way == "samspil")) for way in ways]
    return listed + ([("", "whole", 1)] if million in args.whole else [])


def measure(args: argparse.Namespace, told: dict[int, dict[str, Any]]) -> None:
    """Measure what is not in `told` yet, size by size, and keep each figure as soon as it is there."""
    for million in args.sizes:
        folder, size = args.dir / f"{million}", told.setdefault(million, {"ways": {}, "made": {}})
        if not folder.exists():
            made = child("make", folder, million, python=sys.executable, limit=7200, shield=False)
            if "why" in made:
                raise SystemExit(f"{folder} kunne ikke laves: {made['why']}")
            size["made"] = made

        for kind, name, runs in plan(args, million):
            place = size[kind] if kind else size
            if name in place:
                continue
            python = args.spark_python if name == "spark" else sys.executable
            missing = lacking(name, python)
            got = {"why": missing} if missing else {}
            place[name] = got or child(name, folder, runs, python=python, limit=args.limit, shield=args.shield)
            print(million, name, json.dumps(place[name]), flush=True)
            if args.keep:
                args.keep.write_text(json.dumps(told), "utf-8")


def disagreeing(told: dict[int, dict[str, Any]]) -> list[int]:
    """Return the sizes at which two ways found different nearest controls, or one found none."""
    wrong = []
    for million, size in told.items():
        found = [way for way in size["ways"].values() if "why" not in way]
        if len({way["nearest"] for way in found}) > 1 or not all(way["pairs"] for way in found):
            wrong.append(million)
    return wrong


def main() -> int:
    """Measure each size, print the tables and write them to docs/results; 1 when the answers differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sizes = {"type": int, "nargs": "*", "metavar": "MILLIONS"}
    parser.add_argument("--sizes", **sizes, default=[1, 5, 20, 60, 200], help="contacts, in millions")
    parser.add_argument("--ways", nargs="*", default=list(WAYS), choices=list(WAYS), help="ways of the plain task")
    parser.add_argument("--whole", **sizes, default=[20, 200], help="sizes to run with everything")
    parser.add_argument("--dir", type=Path, default=ROOT / "var" / "bench", help="where registers lie or shall lie")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of the answer, beside one to warm up")
    parser.add_argument("--limit", type=float, default=900, help="seconds that one measurement may take")
    parser.add_argument("--shield", action="store_true", help="run short measurements ahead of everything else")
    parser.add_argument(
        "--spark-python", default=sys.executable, help="a Python that has pyspark, where this one has not"
    )
    parser.add_argument(
        "--keep", type=Path, help="a JSON file with what was measured; what is in it is not measured again"
    )
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--at", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        known = {
            "answer": answer,
            "memory": memory,
            "whole": whole,
            "make": lambda at, m: {"seconds": make(m, at), "peak": peak()},
        }
        found = known.get(args.measure) or task(args.measure)
        print(json.dumps(found(args.at, args.runs)))
        return 0
    told: dict[int, dict[str, Any]] = {}
    if args.keep and args.keep.exists():
        told = {int(k): v for k, v in json.loads(args.keep.read_text("utf-8")).items()}
    begun = os.getloadavg()
    measure(args, told)
    from tools import results

    day, told = dt.datetime.now(dt.UTC).date(), dict(sorted(told.items()))
    words = "".join(
        f" {flag}"
        for flag, on in (("--shield", args.shield), ("--spark-python ...", args.spark_python != sys.executable))
        if on
    )
    text = effect_page.page(told, day, results.machine(), words, (begun[0], os.getloadavg()[0]), THREADS, RUNS)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{day}-bench-effect.md").write_text(text, encoding="utf-8")
    print(text)
    if wrong := disagreeing(told):
        sys.stderr.write(f"Svarene er ikke ens ved {', '.join(map(str, wrong))} mio. rækker.\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
