"""A database that goes away for a while: the worker waits and goes on, the pages say so in Danish and come back.

The worker and the server are the real commands, on a PostgreSQL of the test's own that is restarted under them.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools import postgres

pytestmark = pytest.mark.turn(0)
SAMSPIL = [sys.executable, "-m", "samspil"]


def environment(folder: Path, database: str) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SAMSPIL_", "DJANGO_"))}
    return {
        **clean,
        "SAMSPIL_VAR": str(folder),
        "SAMSPIL_SECRET": secrets.token_urlsafe(48),
        "SAMSPIL_DATABASE": database,
    }


def ready(told: dict[str, str]) -> None:
    for words in (["manage", "migrate", "-v0"], ["manage", "createcachetable"]):
        subprocess.run([*SAMSPIL, *words], env=told, check=True, capture_output=True, timeout=300)


def within(seconds: float, is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.3)


@pytest.fixture
def run() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start(words: list[str], told: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
        with log.open("wb") as out:
            started.append(subprocess.Popen([*SAMSPIL, *words], env=told, stdout=out, stderr=subprocess.STDOUT))
        return started[-1]

    yield start
    for each in started:
        each.send_signal(signal.SIGTERM)
    for each in started:
        each.wait(timeout=40)


def test_worker_and_pages_outlive_a_restart_of_the_database(
    tmp_path: Path, run: Callable[..., subprocess.Popen[bytes]]
) -> None:
    psycopg = pytest.importorskip("psycopg")
    programs = postgres.servers_programs()
    if programs is None:
        pytest.skip("no PostgreSQL to start")
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with postgres.cluster(programs, tmp_path / "pg") as server:
        address = server.replace("postgres://", "postgresql://")
        with psycopg.connect(f"{address}/postgres", autocommit=True) as line:
            line.execute("CREATE DATABASE outage")
            data = line.execute("SHOW data_directory").fetchone()[0]
        told = environment(tmp_path / "var", f"{server}/outage")
        ready(told)
        rounds = "SELECT done_at FROM spine_round WHERE name = 'outbox'"

        def asked(statement: str, *values: object) -> object:
            with psycopg.connect(f"{address}/outage", autocommit=True) as line:
                return line.execute(statement, values).fetchone()

        def control(*words: str) -> None:
            subprocess.run(
                [*as_postgres, str(programs / "pg_ctl"), "-D", data, "-w", "-s", *words],
                check=True,
                capture_output=True,
                timeout=60,
                cwd=tmp_path,
            )

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        worker = run(["work"], told, tmp_path / "worker.log")
        pages = run(["serve", "--port", str(port)], told, tmp_path / "pages.log")

        def page(path: str = "/") -> tuple[int, str]:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as refused:
                return refused.code, refused.read().decode()
            except OSError:
                return 0, ""

        within(90, lambda: page()[0] == 200, "the front page")
        within(60, lambda: asked(rounds) is not None, "a first round")

        control("-m", "immediate", "stop")
        within(30, lambda: page()[0] == 503, "a page that says so")
        status, words = page()
        assert (status, "Databasen svarer ikke lige nu" in words) == (503, True), words
        status, words = page("/driftstatus/?format=json")
        assert (status, '"database": false' in words) == (503, True), words
        time.sleep(8)  # longer than the worker's pause, so that it has met the outage
        assert worker.poll() is None
        home, own_port = Path(data).parent, server.rpartition(":")[2]
        options = f"-p {own_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
        control("-l", str(home / "log"), "-o", options, "start")

        before = time.time()
        within(30, lambda: page()[0] == 200, "the front page again")
        within(90, lambda: asked(rounds)[0].timestamp() > before, "the worker again")  # type: ignore[index]
        # Lines that are cut while the server stays: an administrator's word, or a firewall's.
        asked(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'outage'"
        )
        within(30, lambda: page()[0] == 200, "the front page once more")
        before = time.time() + 60  # a piece of work is written down once a minute
        within(100, lambda: asked(rounds)[0].timestamp() > before - 60, "the worker once more")  # type: ignore[index]
        assert worker.poll() is None
        assert pages.poll() is None
    assert "outbox failed: Databasen svarer ikke" in (tmp_path / "worker.log").read_text()
    assert "Databasen svarer ikke lige nu" in (tmp_path / "pages.log").read_text()


def test_the_worker_outlives_a_lock_that_is_held_longer_than_it_waits(
    tmp_path: Path, run: Callable[..., subprocess.Popen[bytes]]
) -> None:
    place = tmp_path / "var" / "samspil.sqlite3"
    place.parent.mkdir()
    told = environment(place.parent, f"sqlite:///{place}?timeout=1")
    ready(told)
    log = tmp_path / "worker.log"
    worker = run(["work"], told, log)

    def last() -> float:
        with sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=30) as line:
            found = line.execute("SELECT strftime('%s', max(done_at)) FROM spine_round").fetchone()[0]
        line.close()
        return float(found or 0)

    within(60, lambda: last() > 0, "a first round")
    held = threading.Event()

    def hold() -> None:
        line = sqlite3.connect(place, isolation_level=None, timeout=30)
        line.execute("BEGIN EXCLUSIVE")
        line.execute("CREATE TABLE held (a)")
        held.wait(60)
        line.execute("ROLLBACK")
        line.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        within(60, lambda: b"failed: Databasen er optaget" in log.read_bytes(), "the worker meets the lock")
    finally:
        held.set()
        holder.join()
    let_go = time.time()
    within(90, lambda: last() > let_go - 1, "a round after the lock")
    assert worker.poll() is None
