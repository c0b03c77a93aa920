"""Kills the product at every write, sync, rename, removal and message of its key deeds, and looks at what is left.

Linux: strace stops a forked child at the N-th system call of a kind and kills it before the call is made.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import random
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from drills.kill_deeds import Deed

CALLS = ("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "unlink", "rename", "sendto")
RESULTS = Path(__file__).resolve().parents[1] / "docs" / "results"
POSTGRES = "postgres://postgres@127.0.0.1:5432"
SEEN = re.compile(rf"^({'|'.join(CALLS)})\(", re.MULTILINE)


@dataclass
class Tally:
    """What the kills of one deed left."""

    deed: str
    points: int = 0
    killed: int = 0
    undone: int = 0
    whole: int = 0
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)


def faults() -> list[str]:
    """Return what is wrong with the whole: journal, keys, and every sealed text that is not erased."""
    from samspil.paper.refusal import Refused
    from samspil.spine import journal, texts
    from samspil.spine.models import Erasure, TextVersion
    from samspil.spine.secrets import rotation

    found = [each.sentence for each in journal.verify().findings]
    if lacking := rotation.status().without_key:
        found.append(f"{lacking} registrerede uden nøgle")
    erased = set(Erasure.objects.values_list("pk", flat=True))
    for version in TextVersion.objects.filter(sealed__isnull=False).select_related("text__subject"):
        if version.text.subject_id not in erased:
            try:
                texts.read(version)
            except Refused as refused:
                found.append(refused.sentence)
    return found


def close() -> None:
    """Let go of everything that a fork must not share."""
    from django.db import connections

    from samspil.spine.secrets import store

    connections.close_all()
    store.close()


def run(deed: Deed, mark: str, context: Any, strace: list[str]) -> tuple[bool, bool]:
    """Run a deed in a child under strace and give (acknowledged, killed)."""
    ready, go, done = os.pipe(), os.pipe(), os.pipe()
    close()
    child = os.fork()
    if child == 0:
        _child(deed, mark, context, ready[1], go[0], done)

    os.close(done[1])
    os.read(ready[0], 1)
    tracer = subprocess.Popen(["strace", "-p", str(child), *strace], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    # strace tells on its standard error when it holds the process: killed sooner, no call would be counted.
    assert tracer.stderr is not None
    while b"attached" not in (said := tracer.stderr.readline()):
        if not said:
            sys.exit("strace kunne ikke følge en proces. Kør øvelsen, hvor ptrace er tilladt.")

    os.write(go[1], b"g")
    acknowledged = os.read(done[0], 1) == b"d"
    _, status = os.waitpid(child, 0)
    tracer.stderr.close()
    tracer.wait()
    for end in (*ready, *go, done[0]):
        os.close(end)

    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        sys.exit(f"{deed.name} fejlede af sig selv. Se fejlen ovenfor.")

    _wait_for_the_server()
    return acknowledged, os.WIFSIGNALED(status)


def _child(deed: Deed, mark: str, context: Any, ready: int, go: int, done: tuple[int, int]) -> None:
    from django.db import connection

    from samspil.spine import secrets

    code = 1
    with contextlib.suppress(BaseException):
        os.close(done[0])
        connection.ensure_connection()
        secrets.journal_key()
        os.write(ready, b"r")
        os.read(go, 1)
        try:
            deed.act(mark, context)
        except BaseException as failure:
            sys.stderr.write(f"{deed.name}: {failure!r}\n")
            raise
        os.write(done[1], b"d")
        code = 0
    # No handler may run and no buffer be emptied: it ends as a killed process does.
    os._exit(code)


def _wait_for_the_server() -> None:
    """Wait until PostgreSQL has noticed that its client is gone."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(others + " AND backend_type = 'client backend'")
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.01)


def points(deed: Deed, mark: str) -> list[tuple[str, int]]:
    """Run a deed once to its end and give every point to kill it at: (system call, its number)."""
    context = deed.prepare(mark)
    with tempfile.NamedTemporaryFile() as log:
        run(deed, mark, context, ["-o", log.name, "-e", f"trace={','.join(CALLS)}"])
        seen = SEEN.findall(Path(log.name).read_text())
    counted: Counter[str] = Counter()
    found = []
    for call in seen:
        counted[call] += 1
        found.append((call, counted[call]))
    return found


def kill_in(deed: Deed, chosen: list[tuple[str, int]], number: int) -> Tally:
    """Kill a deed at each point and look every time at its facts and at the whole."""
    tally = Tally(deed.name, points=len(chosen))
    stands: list[tuple[str, Any]] = []
    for step, (call, when) in enumerate(chosen):
        mark = f"drill{number}x{step}"
        context = deed.prepare(mark)
        acknowledged, killed = run(
            deed,
            mark,
            context,
            ["-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={when}"],
        )
        where = f"{deed.name}, {call} nr. {when}"
        tally.killed += killed
        tally.calls[call] += killed
        before = deed.facts(mark, context)
        if acknowledged and not all(before):
            tally.faults.append(f"{where}: kvitteret, men tabt")
        deed.mend()
        facts = deed.facts(mark, context)
        if all(facts) or acknowledged:
            stands.append((mark, context))
        elif any(facts):
            tally.faults.append(f"{where}: halvt skrevet {facts}")
        tally.acknowledged += acknowledged
        tally.whole += all(facts)
        tally.undone += not any(facts)
        tally.faults += [f"{where}: {fault}" for fault in faults()]

    # A lambda mends nothing: what such a deed left standing must still stand after all the later kills.
    if deed.mend.__name__ == "<lambda>":
        tally.faults += [
            f"{deed.name}, {mark}: stod, men er tabt" for mark, context in stands if not all(deed.facts(mark, context))
        ]

    return tally


@contextlib.contextmanager
def database(kind: str, folder: Path) -> Iterator[None]:
    """Set up Django on a new database of the kind and take it away again."""
    name = f"samspil_drill_{os.getpid()}"
    url = f"sqlite:///{folder / 'drill.sqlite3'}" if kind == "sqlite" else f"{kind}/{name}"
    os.environ.update(
        SAMSPIL_VAR=str(folder),
        SAMSPIL_SECRET=secrets.token_urlsafe(48),
        SAMSPIL_DATABASE=url,
        DJANGO_SETTINGS_MODULE="samspil.site.settings",
    )
    if kind != "sqlite":
        import psycopg

        with psycopg.connect(f"{kind}/postgres", autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"')
    try:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield
    finally:
        close()
        if kind != "sqlite":
            with psycopg.connect(f"{kind}/postgres", autocommit=True) as server:
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def drill(kind: str, sample: int, seed: int) -> list[Tally]:
    """Drill every deed on one database, or `sample` kill points drawn by the seed (0: all of them)."""
    folder = Path(tempfile.mkdtemp(prefix="samspil-drill-"))
    chance = random.Random(seed)
    try:
        with database(kind, folder):
            from drills.kill_deeds import DEEDS

            chosen = chance.sample(DEEDS, min(len(DEEDS), (sample + 1) // 2)) if sample else DEEDS
            tallies = []
            for number, deed in enumerate(chosen):
                found = points(deed, f"trace{number}")
                tallies.append(kill_in(deed, chance.sample(found, min(2, len(found))) if sample else found, number))
                sys.stderr.write(f"{tallies[-1].killed:4} drab  {deed.name}\n")
            return tallies
    finally:
        shutil.rmtree(folder)


def page(results: dict[str, list[Tally]], seconds: float) -> str:
    """Write the results as a page."""
    killed = sum(tally.killed for tallies in results.values() for tally in tallies)
    wrong = [fault for tallies in results.values() for tally in tallies for fault in tally.faults]
    what = (
        "Each row: the deed run once for every system call of "
        f"{', '.join(f'`{call}`' for call in CALLS)} that it makes, killed (SIGKILL) just before that call. After each kill: the "
        "deed's facts (all or none), the whole journal verified, every subject has its key, every sealed text opens. Where a run "
        "made fewer calls than the one that was counted, the deed reached its end and was acknowledged."
    )
    means = (
        "A deed counts as *whole* when it stands afterwards, as *undone* when nothing of it does. A SIGKILL is not a power cut: "
        "the kernel keeps what was written. What must survive a power cut rests on `fsync`, whose calls are among the points."
    )
    said = [
        "# Kill points",
        "",
        f"{dt.date.today():%Y-%m-%d}. Command: `.venv/bin/python -m drills.kill`. {os.cpu_count()} cores, {seconds:.0f} s.",  # noqa: DTZ011
        "",
        what,
        "",
        f"**{killed} kills, {len(wrong)} faults** (acknowledged and lost, half-written, journal broken, key or text lost).",
        "",
        means,
    ]
    for kind, tallies in results.items():
        said += [
            "",
            f"## {kind}",
            "",
            "| deed | points | killed | undone | whole | acknowledged | faults | killed before |",
        ]
        said += ["|---|---|---|---|---|---|---|---|"]
        for t in tallies:
            calls = ", ".join(f"{call} {count}" for call, count in sorted(t.calls.items()) if count)
            said.append(
                f"| {t.deed} | {t.points} | {t.killed} | {t.undone} | {t.whole} | {t.acknowledged} | {len(t.faults)} | {calls} |"
            )

    return "\n".join([*said, "", *[f"- {fault}" for fault in wrong]]).rstrip() + "\n"


def main() -> int:
    """Drill one database, or both in turn, each in a process of its own; 1 when anything was lost."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--database", default="both", help="sqlite, both, or a server: postgres://user@host:port")
    words.add_argument("--sample", type=int, default=0, help="only so many kill points")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--write", type=Path, help="write the results to this page; all of it on both: docs/results")
    words.add_argument("--json", action="store_true", help="print the tallies as JSON")
    asked = words.parse_args()
    if shutil.which("strace") is None:
        print("The drill needs strace: apt-get install strace", file=sys.stderr)
        return 2

    began = time.monotonic()
    if asked.database != "both":
        results = {asked.database: drill(asked.database, asked.sample, asked.seed)}
    else:
        results = {}
        for kind in ("sqlite", POSTGRES):
            command = [
                sys.executable,
                "-m",
                "drills.kill",
                "--database",
                kind,
                "--json",
                "--sample",
                str(asked.sample),
                "--seed",
                str(asked.seed),
            ]
            told = subprocess.run(command, stdout=subprocess.PIPE, check=False)
            if told.returncode not in {0, 1}:
                return told.returncode
            (tallies,) = json.loads(told.stdout).values()
            results["SQLite" if kind == "sqlite" else "PostgreSQL"] = [
                Tally(**{**each, "calls": Counter(each["calls"])}) for each in tallies
            ]

    if asked.json:
        print(json.dumps({kind: [vars(tally) for tally in tallies] for kind, tallies in results.items()}))
    else:
        text = page(results, time.monotonic() - began)
        print(text)
        whole = asked.database == "both" and not asked.sample
        if place := asked.write or (RESULTS / f"{dt.date.today()}-kill.md" if whole else None):  # noqa: DTZ011
            place.write_text(text)

    return 1 if any(tally.faults for tallies in results.values() for tally in tallies) else 0


if __name__ == "__main__":
    raise SystemExit(main())
