"""What the journal costs a write: the same write with and without it, by one and by eight writers, on both databases."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import UUID

from drills.kill import POSTGRES, close, database

ROUNDS = 5  # each measured so often, with and without in turn; the median is told


def measure(kind: str, seconds: float) -> dict[str, float]:
    """Return writes a second by (writers, with or without the journal) on one database."""
    with database(kind, Path(tempfile.mkdtemp(prefix="samspil-bench-"))):
        from samspil.spine import people

        by = people.job("bench")
        homes = [people.add_organisation(by=by, name=f"Kommune {n}", kind="municipality").pk for n in range(2)]
        told = {}
        for writers, owners in ((1, homes[:1]), (8, homes[:1]), (8, homes)):
            rates: dict[str, list[float]] = {"with": [], "without": []}
            for _ in range(ROUNDS):
                for how, found in rates.items():
                    found.append(_rate(writers, seconds, owners, is_journaled=how == "with"))
            chains = f", {len(owners)} chains" if writers > 1 else ""
            for how, found in rates.items():
                told[f"{writers} writer{'s' * (writers > 1)}{chains}: {how}"] = statistics.median(found)
        return told


def _rate(writers: int, seconds: float, owners: list[UUID], *, is_journaled: bool) -> float:
    # A fork must share no connection.
    close()
    read, write = os.pipe()
    for writer in range(writers):
        if os.fork() == 0:
            os.write(write, _work(seconds, owners[writer % len(owners)], is_journaled=is_journaled).to_bytes(4, "big"))
            # Past Python's own end, which would close what belongs to the parent.
            os._exit(0)
    total = sum(int.from_bytes(os.read(read, 4), "big") for _ in range(writers))
    for _ in range(writers):
        os.wait()
    os.close(read)
    os.close(write)
    return total / seconds


def _work(seconds: float, owner: UUID, *, is_journaled: bool) -> int:
    from django.db import connection, transaction

    from samspil.spine import journal, people
    from samspil.spine.models import Node

    by = people.job("bench")
    connection.ensure_connection()
    done, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        with journal.writing() if is_journaled else transaction.atomic():
            node = Node.objects.create(kind="bench", title="Måling", organisation_id=owner)
            if is_journaled:
                journal.note("node.made", by=by, node=node)
        done += 1
    return done


def main() -> int:
    """Measure one database, or both in turn, each in a process of its own."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--database", default="both", help="sqlite, both, or a server: postgres://user@host:port")
    words.add_argument("--seconds", type=float, default=1.5, help="how long each single measurement takes")
    asked = words.parse_args()
    if asked.database != "both":
        print(json.dumps(measure(asked.database, asked.seconds)))
        return 0

    print(
        "| database | writers | writes/s without | writes/s with | with ÷ without | added a write |\n|---|---|---|---|---|---|"
    )
    for name, kind in (("SQLite", "sqlite"), ("PostgreSQL", POSTGRES)):
        told = subprocess.run(
            [sys.executable, "-m", "bench.journal", "--database", kind, "--seconds", str(asked.seconds)],
            stdout=subprocess.PIPE,
            check=True,
        )
        rates = json.loads(told.stdout)
        for key in [key for key in rates if key.endswith(": without")]:
            who = key.removesuffix(": without")
            without, with_it = rates[key], rates[f"{who}: with"]
            added = 1000 / with_it - 1000 / without
            print(f"| {name} | {who} | {without:.0f} | {with_it:.0f} | {with_it / without:.2f} | {added:.2f} ms |")

    return 0


if __name__ == "__main__":
    raise SystemExit(main())
