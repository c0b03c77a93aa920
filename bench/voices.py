"""How fast the lists of voices answer with 1,000 and with 100,000 voices, on both databases: whole, those
with an answer, and those without; narrowed by each thing; the front page; and 500 letters in one press.

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
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench.web import rate
from drills.kill import POSTGRES, database

LENGTHS = (1_000, 100_000)
PLACES = "Vivild Ørsted Allingåbro Auning Glesborg Grenaa Fjellerup Nimtofte Trustrup Ryomgård".split()
SMALL = "Hollandsbjerg"  # where one in a thousand lives
UNANSWERED = 10  # one in so many waits for an answer
APART = 20  # one in so many of them may not be used
INSIGHTS = 40
READY = 500  # letters that are written and not yet posted, or as many as wait
ALL_FIVE = f"hvem=borger&metode=koekkenbordssamtale&sted={PLACES[0]}&ventetid=over-30"


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
            **{f"narrowed: {word}": partial(known.get, f"/bidrag/?{asked}") for word, asked in _narrowed().items()},
            "a visitor, by place": lambda: visitor.get(f"/bidrag/?sted={PLACES[0]}"),
            "without an answer": lambda: known.get("/bidrag/uden-svar/"),
            "without an answer, letters": lambda: known.get("/bidrag/uden-svar/?vis=brev"),
            "without an answer, all five": lambda: known.get(f"/bidrag/uden-svar/?{ALL_FIVE}"),
            "front page": lambda: known.get("/"),
            "front page, a visitor": lambda: visitor.get("/"),
            "letters": lambda: known.get("/bidrag/uden-svar/breve/"),
        }
        taken = {name: rate(page, seconds) for name, page in pages.items()}
        return taken | {"500 letters, printed": _printed(known)}


def _narrowed() -> dict[str, str]:
    """Return the ways to narrow the list that are measured, each by its address."""
    from samspil.spine.models import Node

    insight = Node.objects.filter(kind="insight").order_by("title").first()
    return {
        "side": "hvem=politiker",
        "method": "metode=etnoraid",
        "place": f"sted={PLACES[0]}",
        "small place": f"sted={SMALL}",
        "insight": f"indsigt={insight.pk if insight else ''}",
        "waited": "ventetid=over-90",
        "overdue": "ventetid=over-fristen",
        "all five": ALL_FIVE,
    }


def _printed(known: Any) -> tuple[float, float]:
    """Print the most letters that one press takes, three times, and return (presses a second, the slowest in milliseconds)."""
    from samspil.features.voices.models import Answer

    keys = [str(key) for key in Answer.objects.filter(state="ready").values_list("pk", flat=True)[:READY]]
    taken = []
    for _press in range(3):
        start = time.perf_counter()
        answer = known.post("/bidrag/uden-svar/breve/udskriv/", {"valgt": keys})
        taken.append(time.perf_counter() - start)
        if answer["Content-Type"] != "application/pdf":
            message = "the letters were not printed"
            raise RuntimeError(message)
    return len(taken) / sum(taken), max(taken) * 1_000


def _fill(voices: int) -> tuple[Any, Any]:
    """Make voices of all sides, places and methods; nine in ten have been answered, the others are owed an answer."""
    from django.utils import timezone

    from samspil.features.voices import rules
    from samspil.features.voices.models import Answer, Voice
    from samspil.spine import journal, people, texts
    from samspil.spine.models import Consent, ConsentText, Duty, Link, Node, Subject

    dice, by, today, now = random.Random(7), people.job("bench"), timezone.localdate(), timezone.now()
    home = people.add_organisation(by=by, name="Målekommune", kind="municipality", phone="87 53 50 00")
    within = people.add_circle(by=by, name="Sammen om måling", kind="partnership", organisation=home)
    read_aloud = ConsentText.objects.create(key="voice", version=1, title="Må vi?", body="Du bestemmer.")
    sides, methods, channels = list(rules.SIDES), list(rules.METHODS), list(rules.CHANNELS)
    insights = [
        Node(kind="insight", title=f"Indsigt {number:02}", organisation=home, visibility="circle", within=within)
        for number in range(INSIGHTS)
    ]
    Node.objects.bulk_create(insights)
    ready = 0
    for start in range(0, voices, 5_000):
        made: dict[type[Any], list[Any]] = {each: [] for each in (Subject, Node, Voice, Answer, Duty, Consent, Link)}
        for number in range(start, min(start + 5_000, voices)):
            day = today - dt.timedelta(days=1 + dice.randrange(1_000))
            subject = Subject()
            node = Node(
                kind="voice",
                title=f"Bidrag {number}",
                organisation=home,
                within=within,
                visibility="circle" if number % 3 else "public",
                occurred_on=day,
            )
            voice = Voice(
                node=node,
                subject=subject,
                side=dice.choice(sides),
                method=dice.choice(methods),
                place=dice.choice(PLACES) if number % 1_000 else SMALL,
                channel=dice.choice(channels),
                received_on=day,
                is_danger_settled=True,
                state="received" if number % 3 else "published",
                published_at=None if number % 3 else now,
                answered_on=min(day + dt.timedelta(days=20), today) if number % UNANSWERED else None,
            )
            made[Subject].append(subject)
            made[Node].append(node)
            made[Voice].append(voice)
            made[Link].append(Link(earlier=node, later=dice.choice(insights), relation="grounds", why="Det siger den."))
            if dice.randrange(APART):
                made[Consent].append(
                    Consent(
                        node=node,
                        subject=subject,
                        text=read_aloud,
                        basis="gdpr_consent",
                        purposes=["interpret"],
                        form="oral",
                        given_on=day,
                    )
                )
            if number % UNANSWERED:
                made[Node].append(_answer(made, voice, voice.answered_on, "delivered"))
                continue
            due = day + dt.timedelta(days=30)
            made[Duty].append(
                Duty(node=node, title="Giv svar", purpose=rules.ANSWER, owner_organisation=home, due_on=due)
            )
            # The oldest few of what waits are written to, at any length: as many letters as one press takes.
            if ready < READY and number % (UNANSWERED * 2) == 0:
                ready += 1
                made[Node].append(_answer(made, voice, today, "ready"))
        for model, rows in made.items():
            model.objects.bulk_create(rows, batch_size=2_000)
    with journal.writing():
        for each in Answer.objects.filter(state="ready").select_related("node"):
            texts.write(by=by, node=each.node, name="words", body="Bussen kører nu til klokken 18.")
    return home, within


def _answer(made: dict[type[Any], list[Any]], voice: Any, day: dt.date, state: str) -> Any:
    """Make an answer to a voice, and return its node."""
    from samspil.features.voices.models import Answer
    from samspil.spine.models import Node

    home, within = voice.node.organisation, voice.node.within
    node = Node(kind="answer", title="Svar", organisation=home, visibility="circle", within=within)
    made[Answer].append(Answer(node=node, voice=voice, channel="letter", given_on=day, state=state))
    return node


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
