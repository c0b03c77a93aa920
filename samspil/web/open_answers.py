"""Answers that are the same for everybody: kept by browsers and proxies, asked for again only when they have changed.

Nothing in them may depend on who asks. Whatever the session or the chosen language would add is taken off again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

Answer = TypeVar("Answer", HttpResponse, StreamingHttpResponse)
# Kept by anybody, but asked after each time: what is closed today must not live on in a proxy.
KEPT = "public, no-cache"
OPEN = "samspil_is_open"


def answer(
    request: HttpRequest,
    content: bytes,
    media_type: str,
    *,
    changed: dt.datetime | None = None,
    status: int = 200,
    anywhere: bool = False,
) -> HttpResponse:
    """Answer with the content, or with 304 when the reader has it already (RFC 9110, 13).

    `changed` is when it last changed; `anywhere` lets pages from other places read it (CORS).
    """
    response = HttpResponse(content, content_type=media_type, status=status)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return _open(request, response, tag, changed, anywhere=anywhere)


def stream(
    request: HttpRequest,
    pieces: Callable[[], Iterable[str]],
    media_type: str,
    *,
    stamp: str,
    changed: dt.datetime | None,
) -> StreamingHttpResponse | HttpResponse:
    """Answer piece by piece with something long; `stamp` differs whenever the content would."""
    response = StreamingHttpResponse((piece.encode() for piece in pieces()), content_type=media_type)
    tag = f'"{hashlib.sha256(stamp.encode()).hexdigest()[:32]}"'
    return _open(request, response, tag, changed, anywhere=True)


def as_json(content: Any) -> bytes:
    """Write plain values as JSON in plain letters, the same values always as the same bytes."""
    return (json.dumps(content, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder) + "\n").encode()


def _open(
    request: HttpRequest, response: Answer, tag: str, changed: dt.datetime | None, *, anywhere: bool
) -> Answer | HttpResponse:
    own = {"Cache-Control": KEPT, "Content-Language": "da"}
    if anywhere:
        own["Access-Control-Allow-Origin"] = "*"

    told: Answer | HttpResponse = response
    if response.status_code == 200:
        when = int(changed.timestamp()) if changed else None
        own["ETag"] = tag
        if when is not None:
            own["Last-Modified"] = http_date(when)
        known = get_conditional_response(request, etag=tag, last_modified=when)
        if known is not None:
            told = known

    for name, value in own.items():
        told[name] = value

    setattr(told, OPEN, True)
    return told


class OpenMiddleware:
    """Takes off an open answer what the session put on it: its cookie, and the word that the answer differs by it."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.handler(request)
        if getattr(response, OPEN, False):
            # Either of them keeps caches from sharing what is the same to everybody.
            response.cookies.clear()
            response.headers.pop("Vary", None)
            response["Cache-Control"] = KEPT
        return response
