"""What forgiving costs: 20,000 records searched by stem alone, as before, and by beginning, part and slip, in one run on one index.

The index is filled twice with the same Danish words: with stems alone, and with what search holds now. The ratio of the two is
what is told, since both are measured on the same machine a moment apart; `slip` is the search that finds nothing and tries again.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drills.kill import POSTGRES, database

RECORDS, WORDS = 20_000, 120
ROUNDS = 15
FIRST = (
    "sundhed borger kommune region forening ældre nærhed lægehus cafe skole bolig idræt kultur trafik frivillig".split()
)
LAST = "råd møde plan hus center udvalg gruppe arbejde indsats pulje dag aften samtale vej hold".split()
ASKED = {
    "stem": "sundhedsmøder",
    "two words": "kommuneplan borgermøde",
    "beginning": "lægeh",
    "part": "center",
    "slip": "idræthsold",
}


def corpus(seed: int) -> Callable[[], str]:
    """Return what writes a record's words: compounds and single words, some common and most rare."""
    dice = random.Random(seed)
    rare = [
        f"{dice.choice(FIRST)}s{dice.choice(LAST)}{''.join(dice.choices('aeioulnrst', k=4))}" for _ in range(20_000)
    ]

    def write() -> str:
        common = [f"{dice.choice(FIRST)}s{dice.choice(LAST)}" for _ in range(WORDS // 3)]
        return " ".join([*common, *dice.choices(FIRST + LAST, k=WORDS // 3), *dice.choices(rare, k=WORDS // 3)])

    return write


def measure(kind: str, records: int) -> dict[str, dict[str, float]]:
    """Return the milliseconds of the first page by what is asked, and the size of the index, before and now."""
    with database(kind, Path(tempfile.mkdtemp(prefix="samspil-bench-"))):
        from samspil.spine import people, search, wording
        from samspil.spine.models import Node, SearchEntry, SearchWord

        home = people.add_organisation(by=people.job("bench"), name="Kommune", kind="municipality")
        write, told = corpus(7), {}
        nodes = Node.objects.bulk_create(
            (
                Node(kind="voice", title=f"Optegnelse {n}", organisation=home, visibility="public")
                for n in range(records)
            ),
            batch_size=2_000,
        )
        texts = [write() for _ in nodes]
        for name in ("before", "now"):
            SearchEntry.objects.all().delete()
            began = time.perf_counter()
            entries = [search.entry(node, text) for node, text in zip(nodes, texts, strict=True)]
            for each in entries if name == "before" else ():
                each.stems = " ".join(wording.stems(each.words))
            SearchEntry.objects.bulk_create(entries, batch_size=1_000)
            if name == "now":
                spelt = {word for each in entries for word in search.spelt(each.stems)}
                SearchWord.objects.bulk_create(map(SearchWord.of, sorted(spelt)), batch_size=5_000)
            told[name] = {"fill": (time.perf_counter() - began) * 1000, "bytes": _bytes(entries)}
            for what, words in ASKED.items():
                told[name][what] = _first_page(words, stems_alone=name == "before")
        return told


def _bytes(entries: list[Any]) -> float:
    return statistics.mean(len(each.stems.encode()) for each in entries)


def _first_page(words: str, *, stems_alone: bool) -> float:
    from django.db import connection

    from samspil.spine import people, search, visibility, wording
    from samspil.spine.models import Node

    def before() -> list[Any]:
        from django.db.models import Exists, OuterRef

        is_sqlite = connection.vendor == "sqlite"
        stems = wording.stems(words)
        query = " ".join(f'"{stem}"' for stem in stems) if is_sqlite else " & ".join(f"'{stem}'" for stem in stems)
        seen = visibility.nodes(people.NOBODY).filter(pk=OuterRef("pk"))
        holding = Node.objects.filter(Exists(seen), search_entry__stems__holds=query)
        return list(holding.order_by("-search_entry__pk").values_list("pk", flat=True)[:501])

    def now() -> list[Any]:
        found = list(search.find(people.NOBODY, words).values_list("pk", flat=True)[:501])
        return found or list(
            search.find(people.NOBODY, words, near=search.slips(words)).values_list("pk", flat=True)[:501]
        )

    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        (before if stems_alone else now)()
        times.append((time.perf_counter() - began) * 1000)
    return min(times)


def main() -> int:
    """Measure one database, or both in turn, each in a process of its own."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--database", default="both", help="sqlite, both, or a server: postgres://user@host:port")
    words.add_argument("--records", type=int, default=RECORDS)
    asked = words.parse_args()
    if asked.database != "both":
        print(json.dumps(measure(asked.database, asked.records)))
        return 0

    print("| database | what | before | now | ratio |\n|---|---|---|---|---|")
    for name, kind in (("SQLite", "sqlite"), ("PostgreSQL", POSTGRES)):
        command = [sys.executable, "-m", "bench.search", "--database", kind, "--records", str(asked.records)]
        told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.splitlines()[-1])
        for what, took in told["now"].items():
            before = told["before"][what]
            print(f"| {name} | {what} | {before:.1f} | {took:.1f} | {took / before:.2f} |")

    return 0


if __name__ == "__main__":
    raise SystemExit(main())
