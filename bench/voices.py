"""How fast the lists of voices answer with 1,000 and with 100,000 voices, on both databases: whole, those
with an answer, and those without.

Pages are asked for in this process, through every middleware, without a network; the ratio tells what a hundred times more costs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.web import rate
from drills.kill import POSTGRES, database

LENGTHS = (1_000, 100_000)
PLACES = "Vivild Ørsted Allingåbro Auning Glesborg Grenaa Fjellerup Nimtofte Trustrup Ryomgård".split()
UNANSWERED = 10  # one in so many waits for an answer


def measure(kind: str, voices: int, seconds: float) -> dict[str, tuple[float, float]]:
    """Return (requests a second, p95 in milliseconds) of each list with so many voices in one database."""
    with database(kind, Path(tempfile.mkdtemp(prefix="samspil-bench-"))):
        from django.conf import settings
        from django.contrib.auth.models import User
        from django.db import connection
        from django.test import Client

        from samspil.spine import people
        from samspil.spine.models import DemoMark

        settings.ALLOWED_HOSTS = ["testserver"]
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        DemoMark.objects.create()  # what is measured is pages, so nobody is asked for a second factor
        home, within = _fill(voices)
        by = people.job("bench")
        person = people.add_person(by=by, name="Måler", user=User.objects.create(username="maaler"))
        for where in ({}, {"circle": within}):
            people.give_role(
                by=by, person=person, role="coordinator", organisation=home, from_on=dt.date(2020, 1, 1), **where
            )
        if connection.vendor == "postgresql":
            # What autovacuum does by itself within a minute of so many rows.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        visitor, known = Client(), Client()
        known.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        pages: dict[str, Callable[[], Any]] = {
            "all, a visitor": lambda: visitor.get("/bidrag/"),
            "all": lambda: known.get("/bidrag/"),
            "page 5": lambda: known.get("/bidrag/?side=5"),
            "answered": lambda: known.get("/bidrag/?vis=besvaret"),
            "without an answer": lambda: known.get("/bidrag/uden-svar/"),
        }
        return {name: rate(page, seconds) for name, page in pages.items()}


def _fill(voices: int) -> tuple[Any, Any]:
    """Make voices of all sides, places and methods; nine in ten have been answered, the others are owed an answer."""
    from django.utils import timezone

    from samspil.features.voices import rules
    from samspil.features.voices.models import Answer, Voice
    from samspil.spine import people
    from samspil.spine.models import Duty, Node, Subject

    dice, by, today = random.Random(7), people.job("bench"), timezone.localdate()
    home = people.add_organisation(by=by, name="Målekommune", kind="municipality")
    within = people.add_circle(by=by, name="Sammen om måling", kind="partnership", organisation=home)
    sides, methods, channels = list(rules.SIDES), list(rules.METHODS), list(rules.CHANNELS)
    for start in range(0, voices, 5_000):
        made: dict[type[Any], list[Any]] = {each: [] for each in (Subject, Node, Voice, Answer, Duty)}
        for number in range(start, min(start + 5_000, voices)):
            day = today - dt.timedelta(days=1 + dice.randrange(1_000))
            subject = Subject()
            node = Node(
                kind="voice",
                title=f"Bidrag {number}",
                organisation=home,
                within=within,
                visibility="public",
                occurred_on=day,
            )
            voice = Voice(
                node=node,
                subject=subject,
                side=dice.choice(sides),
                method=dice.choice(methods),
                place=dice.choice(PLACES),
                channel=dice.choice(channels),
                received_on=day,
            )
            made[Subject].append(subject)
            made[Node].append(node)
            made[Voice].append(voice)
            if number % UNANSWERED:
                answer = Node(kind="answer", title="Svar", organisation=home, visibility="circle", within=within)
                made[Node].append(answer)
                made[Answer].append(
                    Answer(
                        node=answer,
                        voice=voice,
                        channel="letter",
                        given_on=min(day + dt.timedelta(days=20), today),
                        state="delivered",
                    )
                )
            else:
                due = day + dt.timedelta(days=30)
                made[Duty].append(
                    Duty(node=node, title="Giv svar", purpose=rules.ANSWER, owner_organisation=home, due_on=due)
                )
        for model, rows in made.items():
            model.objects.bulk_create(rows, batch_size=2_000)
    return home, within


def main() -> int:
    """Measure one database and length, or all in turn, each in a process of its own."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--database", default="both", help="sqlite, both, or a server: postgres://user@host:port")
    words.add_argument("--voices", type=int, default=0, help="one length instead of 1,000 and 100,000")
    words.add_argument("--seconds", type=float, default=2.0, help="how long each page is asked for")
    asked = words.parse_args()
    if asked.database != "both" and asked.voices:
        print(json.dumps(measure(asked.database, asked.voices, asked.seconds)))
        return 0

    lengths = (asked.voices,) if asked.voices else LENGTHS
    kinds = (("SQLite", "sqlite"), ("PostgreSQL", POSTGRES)) if asked.database == "both" else (("", asked.database),)
    print("| database | list | voices | requests/s | p95 ms | p95 against the fewest |\n|---|---|---|---|---|---|")
    for name, kind in kinds:
        first: dict[str, float] = {}
        for length in lengths:
            command = [sys.executable, "-m", "bench.voices", "--database", kind, "--voices", str(length)]
            command += ["--seconds", str(asked.seconds)]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
            for page, (many, p95) in json.loads(told).items():
                ratio = p95 / first.setdefault(page, p95)
                print(f"| {name} | {page} | {length:,} | {many:.1f} | {p95:.1f} | {ratio:.2f} |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
