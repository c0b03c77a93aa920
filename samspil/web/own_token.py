"""Requests that bring a token of their own: they are judged by it alone, whatever login the browser also holds or has lost."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

SCHEME = "Deposit "


def of(request: HttpRequest) -> str:
    """Return the token that a request brings, "" when it brings none."""
    said = request.headers.get("Authorization", "")
    return said.removeprefix(SCHEME).strip() if said.startswith(SCHEME) else ""


class OwnTokenMiddleware:
    """Leaves the session out of such a request: a login that has run out would else answer it with the way to log in.

    A redirect looks like success to a script, and a phone would delete what was never received.
    """

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the cookies off, and hand the request on."""
        if of(request):
            request.COOKIES = {}
        return self.handler(request)
