"""Kills `effect run`, `simulate` and `ingest` before every file operation and at every step of progress, and begins again.

After each kill nothing half-written may stand under a name anybody reads, and the second run must give the same hash and leave
the same files as a run that nobody disturbed. `--points 5` takes five seeded points of each; one and two threads take turns.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import io
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from samspil.analysis.effect import protocol, run
from samspil.analysis.effect.ingest import codes
from samspil.analysis.effect.simulate import World, simulate

ROOT = Path(__file__).resolve().parents[1]
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
WORLD = World(persons=6000, years=4, referred=120, rate_ratio=0.85, selection="frailty", seed=4, negative_kinds=2)
Deed = Callable[[Path, int, Callable[..., None]], str]


class Killer:
    """Counts the points of one run inside a folder, and at the chosen one ends the process as a power cut would."""

    def __init__(self, folder: Path, at: int) -> None:
        """Listen to file operations below `folder`; `at` 0 only counts."""
        self.folder, self.at, self.seen = str(folder), at, 0
        sys.addaudithook(self.hear)

    def step(self, *_: object) -> None:
        """Count one point, and kill there when it is the one."""
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(self, event: str, words: tuple[Any, ...]) -> None:
        """Count what is about to be written, renamed, made or removed below the folder."""
        touches = event in {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}
        # Opened to read, a file is no point to be killed at.
        touches |= event == "open" and isinstance(words[2], int) and bool(words[2] & WRITES)
        if touches and str(words[0]).startswith(self.folder):
            self.step()


def forked(deed: Deed, folder: Path, threads: int, at: int) -> tuple[int | None, str, int]:
    """Do a deed in a process of its own: its exit code (None: killed), what it told, and its points."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            killer = Killer(folder, at)
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
                told = deed(folder, threads, killer.step)
            os.write(writes, json.dumps([told, killer.seen, said.getvalue()[-400:]]).encode())
            code = 0
        except BaseException as fault:  # noqa: BLE001 -- whatever it was, the parent is told
            os.write(writes, json.dumps([repr(fault)[:400], 0, ""]).encode())
        finally:
            os._exit(code)

    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        words = pipe.read()

    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return None, "", 0

    told, seen, _ = json.loads(words)
    return os.WEXITSTATUS(status), told, seen


def a_run(folder: Path, threads: int, tell: Callable[..., None]) -> str:
    """Run the study in the folder and return the result's hash."""
    told = run.run(folder / "study.toml", folder / "register", folder / "out", threads=threads, tell=tell)
    return str(told.result["result_sha256"])


def a_report(folder: Path, threads: int, tell: Callable[..., None]) -> str:
    """Run the study with its report and return the result's hash."""
    told = run.run(
        folder / "study.toml", folder / "register", folder / "out", threads=threads, tell=tell, with_report=True
    )
    return str(told.result["result_sha256"])


def a_simulation(folder: Path, _: int, tell: Callable[..., None]) -> str:
    """Simulate a register and return the hash of its files."""
    simulate(WORLD, folder / "out", tell)
    return files(folder / "out")


def an_ingest(folder: Path, _: int, tell: Callable[..., None]) -> str:
    """Ingest the extracts in the folder and return the hash of the register's files."""
    from samspil.analysis.effect import ingest

    given = ingest.Inputs(
        (folder / "ssr.csv",),
        (folder / "lpr.csv",),
        folder / "persons.csv",
        folder / "referrals.csv",
        folder / "codes.toml",
    )
    ingest.ingest(given, folder / "out", reject_limit=0, tell=tell)
    return files(folder / "out")


def files(folder: Path) -> str:
    """Return a hash of the names and bytes of a folder's files."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def listed(folder: Path) -> list[str]:
    """List all that lies in a folder, hidden or not."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def half_written(folder: Path) -> list[str]:
    """List what stands under its right name without being whole."""
    import pyarrow.parquet as pq

    faults = [
        f"{path.name} er halv"
        for path in (folder / "out").glob("*.pdf")
        if not path.read_bytes().rstrip().endswith(b"%%EOF")
    ]
    for path in (folder / "out").glob("*.json"):
        try:
            json.loads(path.read_text("utf-8"))
        except ValueError:
            faults.append(f"{path.name} er halv")
    for path in (folder / "out").glob("*.parquet"):
        try:
            pq.read_table(path)
        except (OSError, ValueError) as fault:
            faults.append(f"{path.name}: {fault}")
    return faults


def prepare(name: str, folder: Path, register: Path) -> None:
    """Lay what a deed reads in a new folder."""
    folder.mkdir()
    if name in {"run", "report"}:
        text = protocol.default_text().replace("draws = 1000", "draws = 100")
        (folder / "study.toml").write_text(text, "utf-8")
        protocol.seal(folder / "study.toml", at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        (folder / "register").symlink_to(register)
    if name == "ingest":
        from tests.analysis.effect.ingest import test_ingest as extracts

        for file, text in (
            ("persons.csv", extracts.PERSONS),
            ("referrals.csv", extracts.REFERRALS),
            ("ssr.csv", extracts.SSR),
            ("lpr.csv", extracts.LPR),
            ("codes.toml", codes.default_text()),
        ):
            (folder / file).write_text(text, "utf-8")


DEEDS: dict[str, Deed] = {"run": a_run, "report": a_report, "simulate": a_simulation, "ingest": an_ingest}


def drill(name: str, room: Path, register: Path, points: int, seed: int) -> list[str]:
    """Kill one deed at its points, begin again each time, print a line, and return the faults found."""
    start, deed, faults, twice = time.perf_counter(), DEEDS[name], [], 0
    prepare(name, room / name, register)
    code, expected, many = forked(deed, room / name, 1, 0)
    if code != 0:
        return [f"{name}: {expected}"]

    left = listed(room / name)
    chosen = list(range(1, many + 1))
    if points and points < many:
        chosen = sorted(random.Random(seed).sample(chosen, points))

    for at in chosen:
        folder = room / f"{name}-{at}"
        prepare(name, folder, register)
        threads = 1 + at % 2
        if forked(deed, folder, threads, at)[0] is not None:
            faults.append(f"{name}, punkt {at}: ikke dræbt")
            continue
        faults += [f"{name}, punkt {at}: {fault}" for fault in half_written(folder)]
        if name in {"simulate", "ingest"} and (folder / "out").exists():
            faults += [f"{name}, punkt {at}: registeret er halvt"] * (files(folder / "out") != expected)
            continue
        # Killed a second time in the other number of threads, some steps further on.
        if forked(deed, folder, 3 - threads, at + 7)[0] is None:
            twice += 1
        elif name in {"simulate", "ingest"}:
            continue
        code, told, _ = forked(deed, folder, threads, 0)
        if (code, told) != (0, expected):
            faults.append(f"{name}, punkt {at}: ny kørsel gav {code} {told}")
        if listed(folder) != left:
            faults.append(f"{name}, punkt {at}: filer {sorted(set(listed(folder)) ^ set(left))}")

    print(
        f"{name:9s} dræbt ved {len(chosen)} af {many} punkter, {twice} gange dræbt igen undervejs i anden kørsel; {len(faults)} fejl; "
        f"hash {expected[:12]}; {time.perf_counter() - start:.0f} s",
        flush=True,
    )
    return faults


def main() -> int:
    """Drill each deed and return 1 when anything was harmed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=0, help="seeded points of each deed; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--deeds", nargs="+", default=list(DEEDS), choices=list(DEEDS))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as at:
        room = Path(at).resolve()
        forked(
            lambda folder, _, tell: str(simulate(WORLD, folder / "register", tell)), room, 1, 0
        )  # the parent stays without threads
        faults = [
            fault for name in args.deeds for fault in drill(name, room, room / "register", args.points, args.seed)
        ]

    for fault in faults:
        print(fault)

    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
