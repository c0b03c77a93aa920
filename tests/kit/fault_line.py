"""A line between a browser and the server that breaks as lines do: nobody there, 503, a log-in page, cut in the middle, slow."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

# What may befall one request, and what the server has done by then.
UP, GONE, BUSY, WALL, LOGIN, HALF_SENT, UNANSWERED, HALF_ANSWERED, SLOW = (
    "up",
    "gone: nobody answers",
    "503",
    "another's page with 200, as of a hotel's network",
    "redirected to a log-in page",
    "cut in the middle of what is sent",
    "taken in, and no answer",
    "taken in, and half an answer",
    "slow",
)
FAULTS = (GONE, BUSY, WALL, LOGIN, HALF_SENT, UNANSWERED, HALF_ANSWERED, SLOW)
LEFT_OUT = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}


class FaultLine:
    """The line. `fault` tells what befalls a request, by its path; nothing does until somebody says so."""

    def __init__(self, server: str) -> None:
        self.target = urlsplit(server)
        self.fault: Callable[[str], str] = lambda _path: UP
        self.seen: list[tuple[str, str]] = []
        line = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_words: Any) -> None:
                """Say nothing."""

            def _pass(self) -> None:
                with contextlib.suppress(OSError, http.client.HTTPException):
                    line._carry(self)
                self.close_connection = True

            do_GET = do_POST = do_HEAD = _pass  # noqa: N815 -- names of http.server's

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _carry(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
        fault = self.fault(asked.path)
        self.seen.append((asked.path, fault))
        if fault == GONE:
            asked.connection.shutdown(socket.SHUT_RDWR)
            return
        if fault == BUSY:
            self._answer(asked, 503, [("Content-Type", "text/html")], b"<h1>503</h1>")
            return
        if fault == WALL:
            self._answer(asked, 200, [("Content-Type", "text/html")], b"<h1>Velkommen til hotellet</h1>")
            return
        if fault == LOGIN:
            self._answer(asked, 302, [("Location", "/konto/login/")], b"")
            return
        if fault == HALF_SENT:
            self._send_half(asked, body)
            return
        if fault == SLOW:
            time.sleep(0.3)
        status, headers, answer = self._ask(asked, body)
        if fault == UNANSWERED:
            asked.connection.shutdown(socket.SHUT_RDWR)
            return
        self._answer(asked, status, headers, answer, half=fault == HALF_ANSWERED)

    def _ask(self, asked: BaseHTTPRequestHandler, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        upstream = http.client.HTTPConnection(self.target.hostname or "", self.target.port, timeout=60)
        headers = {name: value for name, value in asked.headers.items() if name.lower() not in LEFT_OUT}
        upstream.request(asked.command, asked.path, body, {**headers, "Content-Length": str(len(body))})
        told = upstream.getresponse()
        answer = told.read()
        upstream.close()
        return told.status, [each for each in told.getheaders() if each[0].lower() not in LEFT_OUT], answer

    def _send_half(self, asked: BaseHTTPRequestHandler, body: bytes) -> None:
        head = f"{asked.command} {asked.path} HTTP/1.1\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in asked.headers.items())
        with socket.create_connection((self.target.hostname, self.target.port or 80), timeout=10) as upstream:
            upstream.sendall(head.encode() + b"\r\n" + body[: len(body) // 2])
        asked.connection.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _answer(
        asked: BaseHTTPRequestHandler, status: int, headers: list[tuple[str, str]], body: bytes, *, half: bool = False
    ) -> None:
        asked.send_response(status)
        for name, value in headers:
            asked.send_header(name, value)
        asked.send_header("Content-Length", str(len(body)))
        asked.send_header("Connection", "close")
        asked.end_headers()
        if asked.command != "HEAD":
            asked.wfile.write(body[: len(body) // 2] if half else body)
        asked.wfile.flush()
        if half:
            asked.connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def line_to(server: str) -> Iterator[FaultLine]:
    """Lay a line to a server."""
    line = FaultLine(server)
    try:
        yield line
    finally:
        line.close()
