"""What search finds, and what it costs: right and wrong pairs of words, the size of the index, and the page's p95 as records grow.

`--pairs` prints precision and recall on the half that the rules were tuned on and on the half kept aside (`bench.search_pairs`), and each
pair that went wrong. Else the same words fill databases with 1,000 and with 20,000 records, on SQLite and PostgreSQL, and the page is asked
for as by a visitor: told are the ratio of the two sizes, and whether both databases found the same records in the same order.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from bench import search_pairs
from drills.kill import POSTGRES, database

FEW, MANY, WORDS = 1_000, 20_000, 30
ROUNDS = 12
FIRST = (
    "sundhed borger kommune region forening ældre nærhed lægehus cafe skole bolig idræt kultur trafik frivillig".split()
)
LAST = "råd møde plan hus center udvalg gruppe arbejde indsats pulje dag aften samtale vej hold".split()
ASKED = {
    "stem": ("sundhedsmøder", "boligsplaner", "idrætsmødet"),
    "two words": ("kommunesplan borgersmøde", "skolespuljer trafiksmøde"),
    "beginning": ("lægeh", "for", "frivilligsc"),
    "part": ("center", "hus", "pulje"),
    "slip": ("idræthsold", "kultuurscenter"),
    "nothing": ("zebra", "snegl svamp"),
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


def measure(kind: str, records: int) -> dict[str, Any]:
    """Return a page's p95 in milliseconds by what is asked, what was found, and the size of the index, of one database."""
    with database(kind, Path(tempfile.mkdtemp(prefix="samspil-bench-"))):
        from django.conf import settings
        from django.db import connection

        settings.ALLOWED_HOSTS = ["*"]
        texts = _fill(records)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        told: dict[str, Any] = {**_size(texts), "p95": {}, "found": {}, "queries": {}}
        for what, words in ASKED.items():
            told["p95"][what] = _p95(words)
            told["found"][what], told["queries"][what] = _found(words)
        return told


def _fill(records: int) -> list[str]:
    from samspil.spine import people, search, wording
    from samspil.spine.models import Node, SearchEntry, SearchWord
    from samspil.spine.models.search import place

    tokens = cache(wording.tokens)
    home = people.add_organisation(by=people.job("bench"), name="Kommune", kind="municipality")
    write, dice = corpus(7), random.Random(11)
    nodes = Node.objects.bulk_create(
        (
            Node(
                pk=UUID(int=dice.getrandbits(128)),
                kind="voice",
                title=f"Optegnelse {number}",
                organisation=home,
                visibility="public",
                occurred_on=dt.date(2020, 1, 1) + dt.timedelta(days=dice.randrange(2_500)),
            )
            for number in range(records)
        ),
        batch_size=2_000,
    )
    texts, spelt = [], set()
    for at in range(0, records, 1_000):
        entries = []
        for node in nodes[at : at + 1_000]:
            text = f"{node.title}\n{write()}"
            held = sorted(set().union(*map(tokens, search.WORD.findall(text))))
            spelt |= search.spelt(" ".join(held))
            key = place(node.occurred_on, node.pk)
            entries.append(SearchEntry(pk=key, node=node, words=text, stems=" ".join(held)))
            texts.append(text)
        SearchEntry.objects.bulk_create(entries)
    SearchWord.objects.bulk_create(map(SearchWord.of, sorted(spelt)), batch_size=5_000)
    return texts


def _size(texts: list[str]) -> dict[str, float]:
    """Return bytes a record: of its words, of what it is found by beside its stems alone, and of all search tables on disk."""
    from django.db import connection

    from samspil.spine import wording
    from samspil.spine.models import SearchEntry, SearchWord

    some = texts[:200]
    held = SearchEntry.objects.order_by("node__title")[:200].values_list("stems", flat=True)
    if connection.vendor == "sqlite":
        # The site's own connection opens no virtual table but its own.
        with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as plain:
            (disk,) = plain.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%search%'").fetchone()
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_total_relation_size('spine_searchentry') + pg_total_relation_size('spine_searchword')"
            )
            (disk,) = cursor.fetchone()
    return {
        "words": statistics.mean(len(text.encode()) for text in some),
        "tokens": statistics.mean(len(each.encode()) for each in held),
        "stems alone": statistics.mean(len(" ".join(wording.stems(text)).encode()) for text in some),
        "disk": disk / len(texts),
        "kept words": SearchWord.objects.count() / len(texts),
    }


def _p95(asked: tuple[str, ...]) -> float:
    from django.test import Client

    client, times = Client(), []
    for turn in range(ROUNDS + 1):
        for words in asked:
            began = time.perf_counter()
            answer = client.get("/soeg/", {"q": words}, secure=True)
            if answer.status_code != 200:
                raise RuntimeError(f"/soeg/?q={words} answered {answer.status_code}")
            # The first time compiles templates and plans.
            times += [(time.perf_counter() - began) * 1000] if turn else []
    return statistics.quantiles(times, n=20)[-1]


def _found(asked: tuple[str, ...]) -> tuple[str, list[int]]:
    """Return a digest of the first hundred records that each of some words finds, in order, and the queries of each page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from samspil.spine import people, search

    client, digest, queries = Client(), hashlib.sha256(), []
    for words in asked:
        near: set[str] = set()
        if not search.find(people.NOBODY, words).exists():
            near = search.slips(words)
        keys = search.find(people.NOBODY, words, near=near).values_list("pk", flat=True)[:100]
        digest.update(f"{words}: {' '.join(map(str, keys))}\n".encode())
        with CaptureQueriesContext(connection) as seen:
            client.get("/soeg/", {"q": words}, secure=True)
        queries.append(len(seen))
    return digest.hexdigest()[:16], queries


def print_pairs() -> int:
    """Print precision and recall of each half, and the pairs that went wrong."""
    print("| half | pairs | precision | recall |\n|---|---|---|---|")
    scores = dict(zip(("tuned on", "kept aside"), map(search_pairs.score, search_pairs.halves()), strict=True))
    for half, each in scores.items():
        print(f"| {half} | {each.count} | {each.precision:.3f} | {each.recall:.3f} |")
    for half, each in scores.items():
        for pair in each.wrong:
            print(f"{half}: »{pair.asked}« {'does not find' if pair.is_wanted else 'finds'} »{pair.stands}«")
    return 0


def main() -> int:
    """Measure the pairs, one database, or both in turn, each in a process of its own."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--pairs", action="store_true", help="precision and recall alone")
    words.add_argument("--database", default="both", help="sqlite, both, or a server: postgres://user@host:port")
    words.add_argument("--records", type=int, default=MANY)
    asked = words.parse_args()
    if asked.pairs:
        return print_pairs()
    if asked.database != "both":
        print(json.dumps(measure(asked.database, asked.records)))
        return 0

    print_pairs()
    told = {
        (name, records): _apart(kind, records)
        for name, kind in (("SQLite", "sqlite"), ("PostgreSQL", POSTGRES))
        for records in (FEW, asked.records)
    }
    print(f"\n| database | what | p95 at {FEW} ms | p95 at {asked.records} ms | ratio | queries | same on both |")
    print("|---|---|---|---|---|---|---|")
    for name in ("SQLite", "PostgreSQL"):
        few, many = told[name, FEW], told[name, asked.records]
        for what in ASKED:
            before, after = few["p95"][what], many["p95"][what]
            is_same = told["SQLite", asked.records]["found"][what] == told["PostgreSQL", asked.records]["found"][what]
            queries = " ".join(map(str, many["queries"][what]))
            print(
                f"| {name} | {what} | {before:.0f} | {after:.0f} | {after / before:.1f} | {queries} | {'yes' if is_same else 'NO'} |"
            )
    print("\n| database | records | bytes of words | of stems alone | of tokens | on disk | kept words |")
    print("|---|---|---|---|---|---|---|")
    for (name, records), each in told.items():
        sizes = " | ".join(f"{each[size]:.0f}" for size in ("words", "stems alone", "tokens", "disk"))
        print(f"| {name} | {records} | {sizes} | {each['kept words']:.1f} |")
    same = (told["SQLite", n]["found"] == told["PostgreSQL", n]["found"] for n in (FEW, asked.records))
    return 0 if all(same) else 1


def _apart(kind: str, records: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.search", "--database", kind, "--records", str(records)]
    told: dict[str, Any] = json.loads(
        subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.splitlines()[-1]
    )
    return told


if __name__ == "__main__":
    raise SystemExit(main())
