"""The product behind a proxy that speaks TLS: real requests on loopback, with the headers such a proxy sets, and without it."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pytest

pytestmark = pytest.mark.turn(1)
HOST = "samspil.example.org"
PROXY = "127.0.0.2"  # our own proxy asks from here; everybody else on this machine from 127.0.0.1


def ask(
    port: int, path: str, *, method: str = "GET", body: str = "", source: str = "127.0.0.1", **headers: str
) -> http.client.HTTPResponse:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20, source_address=(source, 0))
    line.request(method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = line.getresponse()
    answer.words = answer.read().decode()  # type: ignore[attr-defined]
    line.close()
    return answer


class Proxy(BaseHTTPRequestHandler):
    """Forwards to the product as nginx does: Host as it came, the client's address added, the scheme written over."""

    behind = 0

    def _forward(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        sent = {name: value for name, value in self.headers.items() if name.lower() not in {"connection", "host"}}
        came = sent.pop("X-Forwarded-For", None)
        sent |= {
            "Host": HOST,
            "X-Forwarded-For": f"{came}, {self.client_address[0]}" if came else self.client_address[0],
            "X-Forwarded-Proto": "https",
        }
        line = http.client.HTTPConnection("127.0.0.1", self.behind, timeout=20, source_address=(PROXY, 0))
        line.request(self.command, self.path, self.rfile.read(length) or None, sent)
        answer = line.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"content-length", "transfer-encoding", "connection", "server", "date"}:
                self.send_header(name, value)

        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        line.close()

    do_GET = do_POST = _forward  # noqa: N815 -- names that the server of the standard library looks for

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    folder: Path = tmp_path_factory.mktemp("tls")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SAMSPIL_", "DJANGO_"))}
    environment = {
        **clean,
        "SAMSPIL_VAR": str(folder),
        "SAMSPIL_SECRET": secrets.token_urlsafe(48),
        "SAMSPIL_HTTPS": "1",
        "SAMSPIL_ADDRESS": f"https://{HOST}",
        "SAMSPIL_PROXIES": PROXY,
    }
    samspil = [sys.executable, "-m", "samspil"]
    for words in (["manage", "migrate", "-v0"], ["manage", "createcachetable"]):
        subprocess.run([*samspil, *words], env=environment, check=True, capture_output=True, timeout=240)

    server = subprocess.Popen(
        [*samspil, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), type("Forwarding", (Proxy,), {"behind": port}))
    Thread(target=proxy.serve_forever, daemon=True).start()
    try:
        for _try in range(300):
            try:
                ask(port, "/robots.txt", Host=HOST)
                break
            except OSError:
                time.sleep(0.2)
        yield port, proxy.server_address[1]
    finally:
        proxy.shutdown()
        proxy.server_close()
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def test_through_the_proxy_pages_are_shown_without_a_redirect(ports: tuple[int, int]) -> None:
    for path in ("/", "/om/", "/konto/login/", "/oparl/"):
        answer = ask(ports[1], path)
        assert answer.status == 200, path
        assert answer.getheader("Strict-Transport-Security") == "max-age=31536000; includeSubDomains; preload"


def test_a_plain_request_past_the_proxy_is_sent_on_once(ports: tuple[int, int]) -> None:
    answer = ask(ports[0], "/om/?a=b", Host=HOST)
    assert answer.status == 301
    assert answer.getheader("Location") == f"https://{HOST}/om/?a=b"


def test_a_header_from_somebody_else_is_not_believed(ports: tuple[int, int]) -> None:
    spoofed = {
        "X_Forwarded_Proto": "https",
        "X_Forwarded_Ssl": "on",
        "Forwarded": "proto=https",
        "X_Forwarded_Host": "evil.example",
    }
    answer = ask(ports[0], "/om/", Host=HOST, **spoofed)
    assert answer.status == 301
    assert answer.getheader("Location") == f"https://{HOST}/om/"


def test_cookies_are_for_encrypted_lines_only_and_forms_are_taken_from_our_own_pages(ports: tuple[int, int]) -> None:
    page = ask(ports[1], "/konto/login/")
    cookie = page.getheader("Set-Cookie") or ""

    assert cookie.startswith("__Host-samspil-csrf=")
    assert "; Secure" in cookie
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.words)  # type: ignore[attr-defined]
    assert token is not None
    sent = urlencode({"csrfmiddlewaretoken": token[1], "login": "ingen", "password": "forkert", "language": "en"})
    form = {"Cookie": cookie.partition(";")[0], "Content_Type": "application/x-www-form-urlencoded"}
    for path, status in (("/konto/login/", 200), ("/sprog/", 302)):
        own = ask(
            ports[1], path, method="POST", body=sent, Origin=f"https://{HOST}", Referer=f"https://{HOST}/", **form
        )
        assert own.status == status, path
        foreign = ask(ports[1], path, method="POST", body=sent, Origin="https://evil.example", **form)
        assert foreign.status == 403, path
        for each in own.headers.get_all("Set-Cookie") or []:
            assert "; Secure" in each, each


def test_what_names_its_own_address_names_the_encrypted_one(ports: tuple[int, int]) -> None:
    words = ask(ports[1], "/oparl/", X_Forwarded_Host="evil.example").words  # type: ignore[attr-defined]
    assert f"https://{HOST}/oparl/" in words
    assert "http://" + HOST not in words
    assert "evil" not in words


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({"SAMSPIL_DOMAIN": HOST}, f"https://{HOST}"),
        ({"SAMSPIL_DOMAIN": HOST, "SAMSPIL_DEMO": "1", "SAMSPIL_HTTPS": "1"}, f"https://{HOST}"),
        ({"SAMSPIL_ADDRESS": f"https://{HOST}:8443", "SAMSPIL_HTTPS": "1"}, f"https://{HOST}:8443"),
        (
            {"SAMSPIL_ADDRESS": f"http://{HOST}", "SAMSPIL_HTTPS": "1"},
            "SAMSPIL_HTTPS er slået til, men SAMSPIL_ADDRESS er",
        ),
    ],
)
def test_links_in_mails_are_encrypted_or_the_start_refuses(given: dict[str, str], address: str, tmp_path: Path) -> None:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("SAMSPIL_")}
    look = (
        "from django.conf import settings as s; from django.core.exceptions import ImproperlyConfigured as I\n"
        "try: print(s.SAMSPIL_ADDRESS, *s.ALLOWED_HOSTS)\nexcept I as e: print(e)"
    )
    environment = {**clean, **given, "SAMSPIL_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "samspil.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", look], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.startswith(address)
    if address.startswith("https"):
        assert HOST in done.stdout.split()
