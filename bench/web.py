"""How fast pages answer: front, list, thread, search and one write, on both databases, with 1,000 and 100,000 records.

Pages are asked for in this process, through every middleware, without a network; the ratio tells what a hundred times more costs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drills.kill import POSTGRES, database

LENGTHS = (1_000, 100_000)
SHORT, LONG = 60, 2_000
KINDS = ("activity", "voice", "insight", "case_item", "decision", "effort", "answer")


def measure(kind: str, records: int, seconds: float) -> dict[str, tuple[float, float]]:
    """Return (requests a second, p95 in milliseconds) of each page with so many records in one database."""
    with database(kind, Path(tempfile.mkdtemp(prefix="samspil-bench-"))):
        from django.conf import settings
        from django.contrib.auth.models import User
        from django.test import Client

        from samspil.spine import duties, people, purposes
        from samspil.spine.models import Node

        purposes.register(purposes.Purpose(name="bench", label="Måling"))

        settings.ALLOWED_HOSTS = ["testserver"]
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        threads = _fill(records)
        by = people.job("bench")
        person = people.add_person(by=by, name="Måler", user=User.objects.create(username="maaler"))
        client, known = Client(), Client()
        known.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        node = Node.objects.get(pk=threads[SHORT])

        def write() -> Any:
            duty = duties.give(by=by, node=node, purpose="bench", title="Måling", owner=person)
            return known.post(f"/opgaver/{duty.pk}/", {"proof": "Målt i går på to kerner, og tallet står i rapporten."})

        pages: dict[str, Callable[[], Any]] = {
            "front page": lambda: client.get("/"),
            "list (voices)": lambda: client.get("/bidrag/"),
            f"thread of {SHORT}": lambda: client.get(f"/traad/{threads[SHORT]}/"),
            f"thread of {LONG:,}": lambda: client.get(f"/traad/{threads[LONG]}/"),
            "search": lambda: client.get("/soeg/?q=sjældenhed"),
            "one write": write,
        }
        return {name: rate(page, seconds) for name, page in pages.items()}


def _fill(records: int) -> dict[int, Any]:
    """Make threads of 60 and of 2,000 records and fill up with others, and give each thread's first record."""
    from samspil.spine import people, search
    from samspil.spine.models import Link, Node, SearchEntry

    home = people.add_organisation(by=people.job("bench"), name="Målekommune", kind="municipality")
    firsts: dict[int, Any] = {}
    for length in (SHORT, LONG):
        row = [
            Node(kind=KINDS[n % len(KINDS)], title=f"Led {n}", organisation=home, visibility="public")
            for n in range(length)
        ]
        Node.objects.bulk_create(row, batch_size=2_000)
        links = [
            Link(earlier=row[(n - 1) // 3], later=row[n], relation="led_to", why="måling") for n in range(1, length)
        ]
        Link.objects.bulk_create(links, batch_size=2_000)
        firsts[length] = row[0].pk
    for start in range(0, records, 5_000):
        batch = [
            Node(kind=KINDS[n % len(KINDS)], title=f"Optegnelse {n}", organisation=home, visibility="public")
            for n in range(start, min(start + 5_000, records))
        ]
        Node.objects.bulk_create(batch, batch_size=2_000)
        entries = []
        for n, node in enumerate(batch, start):
            words = f"{node.title}\nom bussen til lægen {'sjældenhed' if n % (records // 40) == 0 else ''}"
            entries.append(search.entry(node, words))
        SearchEntry.objects.bulk_create(entries, batch_size=2_000)
    return firsts


def rate(page: Callable[[], Any], seconds: float) -> tuple[float, float]:
    """Ask for a page for so long, at least twenty times, and return requests a second and p95 in milliseconds."""
    answer = page()
    assert answer.status_code in {200, 302}, f"{answer.request['PATH_INFO']} answered {answer.status_code}"
    times = []
    until = time.monotonic() + seconds
    while time.monotonic() < until or len(times) < 20:
        began = time.perf_counter()
        page()
        times.append(time.perf_counter() - began)
    return len(times) / sum(times), 1000 * statistics.quantiles(times, n=20)[-1]


def main() -> int:
    """Measure one database and length, or all in turn, each in a process of its own."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--database", default="both", help="sqlite, both, or a server: postgres://user@host:port")
    words.add_argument("--records", type=int, default=0, help="one length instead of 1,000 and 100,000")
    words.add_argument("--seconds", type=float, default=3.0, help="how long each page is asked for")
    asked = words.parse_args()
    if asked.database != "both" and asked.records:
        print(json.dumps(measure(asked.database, asked.records, asked.seconds)))
        return 0

    lengths = (asked.records,) if asked.records else LENGTHS
    kinds = (("SQLite", "sqlite"), ("PostgreSQL", POSTGRES)) if asked.database == "both" else (("", asked.database),)
    print("| database | page | records | requests/s | p95 ms | p95 against the fewest |\n|---|---|---|---|---|---|")
    for name, kind in kinds:
        first: dict[str, float] = {}
        for length in lengths:
            command = [
                sys.executable,
                "-m",
                "bench.web",
                "--database",
                kind,
                "--records",
                str(length),
                "--seconds",
                str(asked.seconds),
            ]
            told = subprocess.run(command, stdout=subprocess.PIPE, check=True)
            for page, (many, p95) in json.loads(told.stdout).items():
                first.setdefault(page, p95)
                print(f"| {name} | {page} | {length:,} | {many:.0f} | {p95:.1f} | {p95 / first[page]:.1f} |")

    return 0


if __name__ == "__main__":
    raise SystemExit(main())
