"""`samspil serve` says in one sentence why it cannot start, and serves the pages when it can."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from samspil.site.management.commands import demo
from samspil.site.management.commands.serve import check_free


def test_a_taken_port_is_named_with_the_next_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError) as refused:
            check_free(port)
    assert str(refused.value).startswith(f"Port {port} er optaget af et andet program.")
    assert f"--port {port % 65535 + 1}" in str(refused.value)
    check_free(port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_out_of_range_is_refused(port: int) -> None:
    with pytest.raises(CommandError, match=f"Port {port} findes ikke"):
        check_free(port)


def test_it_serves_a_page_and_stops_when_told(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    environment = {**os.environ, "SAMSPIL_VAR": str(tmp_path), "SAMSPIL_SECRET": secrets.token_urlsafe(48)}
    environment.pop("SAMSPIL_DATABASE", None)
    environment["DJANGO_SETTINGS_MODULE"] = "samspil.site.settings"
    command = [sys.executable, "-m", "django", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        deadline = time.monotonic() + 120
        status = 0
        while time.monotonic() < deadline and status == 0 and server.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=2) as answer:
                    status = answer.status
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        assert status == 200
    finally:
        server.send_signal(signal.SIGINT)
        told, _ = server.communicate(timeout=20)

    assert f"Samspil kører på http://127.0.0.1:{port}/" in told


def test_a_demo_that_is_ended_leaves_nothing_running(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    began: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def sleeper(*_command: object) -> subprocess.Popen[bytes]:
        began.append(start([sys.executable, "-c", "import time; time.sleep(60)"]))
        return began[-1]

    monkeypatch.setattr(subprocess, "Popen", sleeper)
    monkeypatch.setitem(os.environ, "SAMSPIL_ADDRESS", "http://127.0.0.1:8")
    before = signal.getsignal(signal.SIGTERM)
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    try:
        demo.Command()._serve(8)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert [each.poll() is not None for each in began] == [True, True]
