"""The answer beside the scan limit and beside the plain ways, at growing sizes: `python tools/bench_effect.py --sizes 1 5 20 60 200`.

Every measurement is a process of its own, so that its peak memory is its own. Registers are kept in var/bench and made when missing.
"""

from __future__ import annotations

import argparse
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
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "docs" / "results"
sys.path.insert(0, str(ROOT / "tools"))

import plain_matching  # noqa: E402 -- beside this file

ROWS_A_PERSON = 30.14  # of the simulated register in four years, ten negative-control types among them
REFERRED = 20_000
RUNS, THREADS = 3, 2
GOALS = {20: (9.0, 0.6), 200: (4.0, 1.0)}  # EFFECT.md, Speed: times the scan limit, GB
WAYS = {  # and the largest size each is asked to, in million rows
    "samspil": 1000,
    "duckdb": 1000,
    "polars": 1000,
    "pandas": 60,
    "spark": 20,
    "matchit": 20,
}


def make(million: int, at: Path) -> float:
    """This function will simulate a register of so many million contacts where it is missing, and return the seconds it took."""
    from samspil.analysis.effect.simulate import World, simulate

    start = time.perf_counter()
    if not at.exists():
        at.parent.mkdir(parents=True, exist_ok=True)
        persons = round(million * 1e6 / ROWS_A_PERSON)
        simulate(World(persons, 4, min(REFERRED, persons // 30), 0.85, "hidden", 7), at)
    return time.perf_counter() - start


def scan(folder: Path) -> float:
    """This function will return the seconds of a plain aggregate over the columns of the contacts."""
    import duckdb

    con = duckdb.connect(config={"threads": THREADS})
    start = time.perf_counter()
    con.execute(
        f"SELECT count(*), sum(person_id), max(date), sum(type) FROM '{folder}/contacts.parquet'"  # noqa: S608 -- own path
    ).fetchall()
    return time.perf_counter() - start


def peak() -> float:
    """This function will return the most memory that this process has held, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def answer(folder: Path, runs: int) -> dict[str, Any]:
    """This function will time reading, panel, match, both contrasts and intervals, each run beside the scan limit."""
    from samspil.analysis.effect import protocol, register
    from samspil.analysis.effect.core import Clock, core

    study = protocol.study_of(tomllib.loads(protocol.default_text()), sha256="")
    seen, first = [], 0.0
    for _ in range(runs):
        limit, cpu = min(scan(folder) for _ in range(3)), time.process_time()
        clock = Clock()
        with clock.stage("read"):
            reg = register.open_register(folder, threads=THREADS)
        told = core(reg, study, clock, threads=THREADS)
        total = sum(clock.seconds.values())
        seen.append({"scan": limit, **clock.seconds, "total": total, "cpu": time.process_time() - cpu})
        first = first or peak()
        rows, persons, cases = reg.rows, len(reg.persons), told.cases
        del reg, told
    warm = seen[1:] or seen
    return {
        "rows": rows,
        "persons": persons,
        "referred": cases,
        "median": {k: statistics.median(r[k] for r in warm) for k in warm[0]},
        "ratio": statistics.median(r["total"] / r["scan"] for r in warm),
        "ratios": [r["total"] / r["scan"] for r in warm],
        "peak": first,
    }


def whole(folder: Path, _: int) -> dict[str, Any]:
    """This function will run everything, report and all, and return the seconds of each stage."""
    import tempfile

    from samspil.analysis.effect import protocol, run

    with tempfile.TemporaryDirectory() as at:
        protocol.write_default(Path(at) / "study.toml")
        protocol.seal(Path(at) / "study.toml", at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        told = run.run(Path(at) / "study.toml", folder, Path(at) / "out", threads=THREADS, with_report=True)
    return {"seconds": told.result["seconds"], "peak": peak(), "sha": told.result["result_sha256"]}


def task(way: str) -> Callable[[Path, int], dict[str, Any]]:
    """This function will return the measurement of the plain task done one way: seconds, peak memory, answer."""

    def measure(folder: Path, runs: int) -> dict[str, Any]:
        taken, told = [], {}
        for _ in range(runs):
            start = time.perf_counter()
            told = plain_matching.WAYS[way](folder)
            taken.append(time.perf_counter() - start)
        return {"seconds": min(taken), "peak": peak()} | told

    return measure


def child(what: str, folder: Path, runs: int, *, python: str, limit: float) -> dict[str, Any]:
    """This function will measure in a new process; what cannot be measured comes back as `why`."""
    words = [python, str(Path(__file__).resolve()), "--measure", what, "--at", str(folder), "--runs", str(runs)]
    try:
        done = subprocess.run(
            words,
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
    except subprocess.TimeoutExpired:
        return {"why": f"ikke færdig på {limit:.0f} s"}
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"slutkode {done.returncode}"])[-1]
        return {"why": last[:120]}
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def lacking(way: str, python: str) -> str:
    """This function will say what must be installed before a way can be measured; empty when it can."""
    if way == "matchit":
        return "" if shutil.which("Rscript") else "R og MatchIt er ikke installeret (r-cran-matchit)"
    if way == "spark" and python == sys.executable and importlib.util.find_spec("pyspark") is None:
        return "pyspark er ikke installeret (requirements/spark.lock)"
    return ""


def seconds(x: float) -> str:
    """This function will write seconds: two decimals below ten, one below a hundred."""
    from samspil.paper import danish

    return danish.number(x, 2 if x < 10 else 1 if x < 100 else 0)


def page(told: dict[int, dict[str, Any]]) -> str:
    """This function will write the measurements as Markdown tables."""
    from samspil.paper import danish

    lines = [
        "## Svaret",
        "",
        (
            f"Læs personer, panel, match, begge målinger og deres intervaller; {THREADS} tråde; median af {RUNS} kørsler efter en "
            "opvarmning. Skannegrænsen er en almindelig sum over de samme kolonner i samme fil i samme proces, bedste af tre, lige før "
            "hver kørsel. Hukommelse er den højeste i en proces, der kørte én gang."
        ),
        "",
        (
            "| mio. rækker | personer | henviste | skannegrænse s | læs | panel | match | målinger | intervaller | i alt s | gange "
            "skannegrænsen (laveste-højeste) | mål | GB | mål |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for million, size in told.items():
        one = size["answer"]
        if "why" in one:
            lines.append(f"| {million} | {one['why']} |")
            continue
        m, (ratio, memory) = one["median"], GOALS.get(million, (None, None))
        parts = " | ".join(seconds(m[k]) for k in ("scan", "read", "panel", "match", "contrasts", "intervals", "total"))
        times = f"**{danish.number(one['ratio'], 1)}** ({danish.number(min(one['ratios']), 1)}-{danish.number(max(one['ratios']), 1)})"
        lines.append(
            f"| {danish.number(one['rows'] / 1e6, 1)} | {danish.number(one['persons'])} | {danish.number(one['referred'])} | {parts} | "
            f"{times} | {'' if ratio is None else danish.number(ratio)} | {danish.number(one['peak'], 2)} | "
            f"{'' if memory is None else danish.number(memory, 1)} |"
        )
    lines += [
        "",
        "## Den samme match på almindelige måder",
        "",
        (
            f"Én indeksmåned ({plain_matching.MONTH:%Y-%m}): hver henvist og de {plain_matching.K} nærmeste på rod af et års kontakter, "
            "præcis samme køn, femårsalder og "
            "sygdomsgruppe, fra fil til par. »Samme svar« er lige mange par og lige store afstande for hver henvist; valget blandt lige "
            "nære er hver metodes eget. MatchIt får tabellen færdig fra DuckDB; tiden i parentes er dens egen; "
            "den bedes kun om den nærmeste, for version 4.5 med "
            "tilbagelægning giver den samme person ti gange, når den bedes om ti."
        ),
        "",
        "| mio. rækker | metode | s | GB | par | samme svar |",
        "|---|---|---|---|---|---|",
    ]
    for million, size in told.items():
        right = size["ways"].get("samspil", {}).get("sha")
        for way, one in size["ways"].items():
            if "why" in one:
                lines.append(f"| {million} | {way} | {one['why']} | | | |")
                continue
            alone = f" ({seconds(one['alone'])})" if "alone" in one else ""
            same = "ja" if one["pairs"] and one["sha"] == right else "nej"
            if same == "nej" and one.get("nearest") == size["ways"].get("samspil", {}).get("nearest"):
                same = "ja, for den nærmeste"
            lines.append(
                f"| {million} | {way} | {seconds(one['seconds'])}{alone} | {danish.number(one['peak'], 2)} | {danish.number(one['pairs'])} "
                f"| {same} |"
            )
    lines += ["", "## Hele kørslen trin for trin", "", "Med rapport; sekunder, én kørsel.", ""]
    for million, size in told.items():
        if one := size.get("whole"):
            words = one.get("why") or (
                ", ".join(f"{k} {seconds(v)}" for k, v in one["seconds"].items())
                + f"; {danish.number(one['peak'], 2)} GB"
            )
            lines += [f"{million} mio. rækker: {words}.", ""]
    made = ", ".join(
        f"{m} mio. rækker {seconds(s['made'])} s ({danish.number(s['made_gb'], 2)} GB)"
        for m, s in told.items()
        if s["made"]
    )
    if made:
        lines += [f"Simulation af registrene: {made}.", ""]
    return "\n".join(lines)


def main() -> int:
    """This function will measure each size, print the tables and write them to docs/results; 1 when the answers differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[1, 5, 20], metavar="MILLIONS", help="contacts, in millions"
    )
    parser.add_argument("--ways", nargs="*", default=list(WAYS), choices=list(WAYS), help="ways of the plain task")
    parser.add_argument(
        "--whole", type=int, nargs="*", default=[20], metavar="MILLIONS", help="sizes to run with everything"
    )
    parser.add_argument("--dir", type=Path, default=ROOT / "var" / "bench", help="where registers lie or shall lie")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--limit", type=float, default=900, help="seconds that one measurement may take")
    parser.add_argument(
        "--spark-python", default=sys.executable, help="a Python that has pyspark, where this one has not"
    )
    parser.add_argument(
        "--keep", type=Path, help="a JSON file with what was measured; sizes in it are not measured again"
    )
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--at", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        known = {"answer": answer, "whole": whole, "make": lambda at, m: {"seconds": make(m, at), "peak": peak()}}
        found = known.get(args.measure) or task(args.measure)
        print(json.dumps(found(args.at, args.runs)))
        return 0
    told: dict[int, dict[str, Any]] = {}
    if args.keep and args.keep.exists():
        told = {int(k): v for k, v in json.loads(args.keep.read_text("utf-8")).items()}
    for million in args.sizes:
        folder = args.dir / f"{million}"
        size = told.setdefault(million, {"ways": {}, "made": 0, "made_gb": 0})
        if not folder.exists():
            made = child("make", folder, million, python=sys.executable, limit=7200)
            size |= {"made": made.get("seconds", 0), "made_gb": made.get("peak", 0)}
            told[million] = size
        wanted: list[tuple[str, dict[str, Any], str, str, int]] = [
            ("answer", size, "answer", sys.executable, args.runs + 1)
        ]
        wanted += [
            (
                way,
                size["ways"],
                way,
                args.spark_python if way == "spark" else sys.executable,
                1 + (million <= 20 and way == "samspil"),
            )
            for way in args.ways
            if million <= WAYS[way]
        ]
        wanted += [("whole", size, "whole", sys.executable, 1)] if million in args.whole else []
        for what, place, key, python, runs in wanted:
            if key in place:
                continue
            missing = lacking(what, python)
            place[key] = {"why": missing} if missing else child(what, folder, runs, python=python, limit=args.limit)
            print(million, what, json.dumps(place[key]), flush=True)
            if args.keep:
                args.keep.write_text(json.dumps(told), "utf-8")
    import results

    day, text = dt.datetime.now(dt.UTC).date(), page(dict(sorted(told.items())))
    load = ", ".join(f"{x:.1f}".replace(".", ",") for x in os.getloadavg())
    head = (
        f"# Effekten: tid og hukommelse\n\n{day}. {results.machine()}. Belastning ved slut (1, 5 og 15 min.): {load}.\n"
    )
    command = f"Kommando: `.venv/bin/python tools/bench_effect.py --sizes {' '.join(map(str, sorted(told)))}`.\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{day}-bench-effect.md").write_text(f"{head}{command}\n{text}", encoding="utf-8")
    print(text)
    shas = [{w["nearest"] for w in s["ways"].values() if "sha" in w} for s in told.values()]
    return int(
        any(len(s) > 1 for s in shas) or not all(w.get("pairs", 1) for s in told.values() for w in s["ways"].values())
    )


if __name__ == "__main__":
    sys.exit(main())
