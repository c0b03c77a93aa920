"""What a thread page costs: 2,000 records against 60, through the page's own view, on both databases and in two shapes."""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from drills.kill import POSTGRES, database

SHORT, LONG = 60, 2000
ROUNDS = 9  # the best of so many is told: whatever else the machine does only adds


def fan(nodes: list[Any]) -> list[tuple[Any, Any]]:
    """Let one record lead to all the others."""
    return [(nodes[0], node) for node in nodes[1:]]


def chain(nodes: list[Any]) -> list[tuple[Any, Any]]:
    """Let each record lead to the next."""
    return list(itertools.pairwise(nodes))


def measure(kind: str) -> dict[str, dict[int, float]]:
    """Return the milliseconds of a page by shape and number of records on one database."""
    with database(kind, Path(tempfile.mkdtemp(prefix="samspil-bench-"))):
        from django.test import Client
        from django.test.utils import setup_test_environment

        from samspil.spine import people
        from samspil.spine.models import Link, Node

        setup_test_environment()
        home = people.add_organisation(by=people.job("bench"), name="Kommune", kind="municipality")
        client, told = Client(), {}
        for shape in (fan, chain):
            told[shape.__name__] = {}
            for many in (SHORT, LONG):
                nodes = Node.objects.bulk_create(
                    Node(kind="trial" if n % 2 else "voice", title=f"Led {n}", organisation=home, visibility="public")
                    for n in range(many)
                )
                Link.objects.bulk_create(
                    Link(earlier=a, later=b, relation="led_to", why="måling") for a, b in shape(nodes)
                )
                start = nodes[0] if shape is fan else nodes[many // 2]
                told[shape.__name__][many] = min(_page(client, f"/traad/{start.pk}/") for _ in range(ROUNDS))
        return told


def _page(client: Any, address: str) -> float:
    began = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        sys.exit(f"{address} svarede {answer.status_code}.")
    return took


def main() -> int:
    """Measure one database, or both in turn, each in a process of its own."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--database", default="both", help="sqlite, both, or a server: postgres://user@host:port")
    asked = words.parse_args()
    if asked.database != "both":
        print(json.dumps(measure(asked.database)))
        return 0

    print(f"| database | shape | {SHORT} records | {LONG} records | ratio |\n|---|---|---|---|---|")
    for name, kind in (("SQLite", "sqlite"), ("PostgreSQL", POSTGRES)):
        told = subprocess.run(
            [sys.executable, "-m", "bench.thread", "--database", kind], stdout=subprocess.PIPE, check=True
        )
        for shape, took in json.loads(told.stdout.splitlines()[-1]).items():
            low, high = took[str(SHORT)], took[str(LONG)]
            print(f"| {name} | {shape} | {low:.1f} ms | {high:.1f} ms | {high / low:.2f} |")

    return 0


if __name__ == "__main__":
    raise SystemExit(main())
