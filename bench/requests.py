"""Requests a second and p95 of the pages that grow, at 1,000 and 100,000 nodes on both databases, through the product's own server.

Prints the ratio of the two sizes beside every figure: a page that scales shows it there, whatever the machine.
"""

import argparse
import contextlib
import datetime as dt
import http.cookiejar
import os
import random
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tools import postgres

ROOT = Path(__file__).resolve().parents[1]

SIZES = (1_000, 100_000)
CLIENTS = 2
WORDS = [
    "borger",
    "læge",
    "kommune",
    "region",
    "hallen",
    "kaffe",
    "samtale",
    "ryg",
    "ensomhed",
    "sygeplejerske",
    "udvalg",
    "møde",
    "beslutning",
    "penge",
    "indsats",
    "svar",
    "forening",
    "værested",
    "kørsel",
    "bus",
    "telefon",
    "medicin",
    "søvn",
    "motion",
    "madlavning",
    "nabo",
    "kirke",
    "skole",
    "arbejde",
    "bolig",
    "økonomi",
    "tillid",
]
SECRET = secrets.token_urlsafe(48)  # the run's own
PASSWORD = "bench-bench-bench"  # noqa: S105 -- lives in a temporary folder for the length of the run
ITEMS_A_MEETING = 10


def fill(nodes: int) -> str:
    """Fill an empty database with meetings, items, decisions and links; gives the ids that are asked for."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.utils import timezone

    from samspil.features.cases.publication.models import Publication
    from samspil.features.cases.records.models import AgendaItem, Body, DecisionStatement, Meeting, StatementOutcome
    from samspil.features.partnerships.core import actions as partnerships
    from samspil.spine import people, search
    from samspil.spine.models import DemoMark, Gathering, Link, Node, SearchEntry

    dice, by, today = random.Random(7), people.job("bench"), dt.date(2026, 1, 1)
    authority = people.add_organisation(by=by, name="Målekommunen", kind="municipality", is_invented=True)
    circle = people.add_circle(by=by, name="Måleudvalget", kind="committee", organisation=authority, is_invented=True)
    together = people.add_circle(
        by=by, name="Sammen om måling", kind="partnership", organisation=authority, is_invented=True
    )
    user = get_user_model().objects.create_user("alice", password=PASSWORD)
    DemoMark.objects.create()  # what is measured is pages, so alice goes without the second factor that her role demands
    alice = people.add_person(by=by, name="Alice Måling", user=user, is_invented=True)
    for place in ({}, {"circle": together}):
        people.give_role(
            by=by, person=alice, role="coordinator", organisation=authority, from_on=dt.date(2020, 1, 1), **place
        )
    plan = partnerships.set_up(by=by, name="Måling", circle=together, organisation=authority, visibility="public")
    body = Body.objects.create(circle=circle, house="region_midtjylland")
    a_meeting = 1 + 2 * ITEMS_A_MEETING
    made: dict[type, list[object]] = {
        each: []
        for each in (
            Node,
            Gathering,
            Meeting,
            AgendaItem,
            DecisionStatement,
            StatementOutcome,
            Link,
            SearchEntry,
            Publication,
        )
    }

    now = timezone.now()

    def node(kind: str, day: dt.date, *published: str, is_closed: bool = False) -> Node:
        title = " ".join(dice.choices(WORDS, k=8)).capitalize()
        seen = "circle" if is_closed else "public"
        one = Node(kind=kind, title=title, organisation=authority, visibility=seen, within=circle, occurred_on=day)
        made[Node].append(one)
        if is_closed:
            return one
        for each in published:
            row = Publication(kind=each, key=one.pk, organisation=authority, created_at=now, modified_at=now)
            made[Publication].append(row)
        made[SearchEntry].append(search.entry(one, ""))
        return one

    for number in range(nodes // a_meeting):
        day = today - dt.timedelta(days=number)
        at = node("meeting", day, "Meeting")
        made[Gathering].append(
            Gathering(node=at, starts_at=timezone.make_aware(dt.datetime.combine(day, dt.time(8, 30))))
        )
        meeting = Meeting(node=at, body=body, state="published")
        made[Meeting].append(meeting)
        for order in range(ITEMS_A_MEETING):
            # One item in ten is closed, and read past by everybody outside the committee.
            closed = order == ITEMS_A_MEETING // 2
            item = node("case_item", day, "AgendaItem", "Consultation", "Paper", is_closed=closed)
            decision = node("decision", day, is_closed=closed)
            row = AgendaItem(
                node=item,
                meeting=meeting,
                order=order + 1,
                number=str(order + 1),
                sections=["decision"],
                is_closed=closed,
                closed_reason="Målt" if closed else "",
                public_title="Lukket" if closed else "",
            )
            made[AgendaItem].append(row)
            stated = DecisionStatement(node=decision, item=row, order=1)
            made[DecisionStatement].append(stated)
            made[StatementOutcome].append(StatementOutcome(statement=stated, outcome="NOTED"))
            made[Link].append(Link(earlier=item, later=decision, relation="decided_by", why="Målt", job="bench"))
    for model, rows in made.items():
        model.objects.bulk_create(rows, batch_size=2_000)
    if connection.vendor == "postgresql":
        # What autovacuum does by itself within a minute of so many rows.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    middle = made[Meeting][len(made[Meeting]) // 2]
    return f"{made[AgendaItem][0].pk} {plan.pk} {body.pk} {middle.pk} {authority.pk}"


class Browser:
    """A client with cookies that follows redirects, as a browser without script does."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=60) as answer:
            return answer.read().decode()

    def post(self, path: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))[1]
        words = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        with self.opener.open(self.address + path, words, timeout=60) as answer:
            return answer.read().decode()


def measure(address: str, deeds: dict[str, object], seconds: float) -> dict[str, tuple[float, float] | None]:
    """Run each deed from two clients for a while and give (requests a second, p95 in milliseconds); None for what did not answer.

    A page that fails ends its own measurement and no other.
    """
    results: dict[str, tuple[float, float] | None] = {}
    for name, deed in deeds.items():
        times: list[float] = []
        spans: list[float] = []
        failed: list[str] = []

        def work(
            deed: object = deed,
            times: list[float] = times,
            spans: list[float] = spans,
            failed: list[str] = failed,
            is_write: bool = name == "skrivning",
        ) -> None:
            browser = Browser(address)
            try:
                if is_write:
                    browser.post("/konto/login/", login="alice", password=PASSWORD)

                started = time.perf_counter()
                while time.perf_counter() < started + seconds:
                    begun = time.perf_counter()
                    deed(browser)
                    times.append(time.perf_counter() - begun)
            except (OSError, TypeError) as error:  # no answer in a minute, an error page, or a page without its form
                failed.append(str(error))
                return

            spans.append(time.perf_counter() - started)

        clients = [threading.Thread(target=work) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        if failed:
            print(f"{name}: {failed[0]}", flush=True)
            results[name] = None
            continue

        elapsed = max(spans)
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        results[name] = (len(times) / elapsed, p95 * 1000)
    return results


@contextlib.contextmanager
def served(database: str, folder: Path) -> Iterator[str]:
    """Run the product's own server on a free port and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    environment = {**os.environ, "SAMSPIL_VAR": str(folder), "SAMSPIL_DATABASE": database, "SAMSPIL_SECRET": SECRET}
    server = subprocess.Popen(
        [sys.executable, "-m", "samspil", "serve", "--port", str(port)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        # The server tells nobody when it listens: it is asked until it answers.
        for _ in range(1200):  # two minutes, on a machine with much else to do
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def one(database: str, nodes: int, seconds: float) -> dict[str, tuple[float, float] | None]:
    """Fill a database in a process of its own, serve it and measure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        address = database or f"sqlite:///{folder / 'bench.sqlite3'}"
        environment = {**os.environ, "SAMSPIL_VAR": name, "SAMSPIL_DATABASE": address, "SAMSPIL_SECRET": SECRET}
        told = subprocess.run(
            [sys.executable, "-m", "bench.requests", "--fill", str(nodes)],
            env=environment,
            cwd=ROOT,
            check=True,
            # What goes wrong there is told here, as it is.
            stdout=subprocess.PIPE,
            text=True,
        )
        item, plan, body, meeting, authority = told.stdout.split()[-5:]
        deeds = {
            "forside": lambda browser: browser.get("/"),
            "liste": lambda browser: browser.get("/sager/"),
            "udvalg": lambda browser: browser.get(f"/sager/udvalg/{body}/"),
            "møde": lambda browser: browser.get(f"/sager/moeder/{meeting}/"),
            "OParl-liste": lambda browser: browser.get(f"/oparl/body/{authority}/agendaitem/?limit=25"),
            "tråd": lambda browser: browser.get(f"/traad/{item}/"),
            "søgning": lambda browser: browser.get("/soeg/?q=kaffe+borger"),
            "skrivning": lambda browser: browser.post(f"/partnerskaber/{plan}/ny-aktivitet/", title="Målt aktivitet"),
        }
        with served(address, folder) as at:
            # The first page loads templates and connections for all that follow.
            Browser(at).get("/")
            return measure(at, deeds, seconds)


def empty(database: str) -> None:
    """Drop and make a PostgreSQL database; the journal's triggers refuse to empty one."""
    import psycopg

    server, _, name = database.rpartition("/")
    with psycopg.connect(f"{server.replace('postgres://', 'postgresql://')}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')


def main() -> int:
    """Measure both sizes on both databases and print a table."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--fill", type=int)
    reader.add_argument("--seconds", type=float, default=5.0)
    reader.add_argument("--sizes", type=int, nargs=2, default=SIZES)
    wanted = reader.parse_args()
    if wanted.fill:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspil.site.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        print(fill(wanted.fill))
        return 0
    small, large = wanted.sizes
    silent = 0
    print(
        f"{CLIENTS} clients, {wanted.seconds:.0f} s a page, one server process; loopback. A write is a GET and a POST."
    )
    with postgres.database(ROOT) as found:
        for name, database in (("SQLite", ""), ("PostgreSQL", f"{found}_bench" if found else None)):
            if database is None:
                print(f"{name}: left out, no server")
                continue
            results = []
            for size in (small, large):
                if database:
                    empty(database)
                results.append(one(database, size, wanted.seconds))
            print(
                f"\n{name:<12}{'req/s':>9} {'p95 ms':>8}   {'req/s':>9} {'p95 ms':>8}   p95 ratio\n{'':<12}{small:>18,}   {large:>18,}"
            )
            for page in results[0]:
                print(line(page, results[0][page], results[1][page]), flush=True)
            silent += sum(each is None for result in results for each in result.values())
    return int(bool(silent))


def line(page: str, small: tuple[float, float] | None, large: tuple[float, float] | None) -> str:
    """Write one page's figures at both sizes, and how many times slower it is at the larger; a dash for what did not answer."""
    told = [f"{each[0]:>9.1f} {each[1]:>8.1f}" if each else f"{'-':>9} {'-':>8}" for each in (small, large)]
    ratio = f"{large[1] / small[1]:.2f}" if small and large else "-"
    return f"{page:<12}{told[0]}   {told[1]}   {ratio:>9}"


if __name__ == "__main__":
    sys.exit(main())
