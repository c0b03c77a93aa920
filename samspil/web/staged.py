"""What somebody has uploaded and not yet saved: kept in the row of their own session, gone with it."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest

from samspil.paper.refusal import NotFound

SHELF = "staged"
# Whoever uploads again and again keeps the latest few.
MOST = 3


def hold(request: HttpRequest, kind: str, payload: Any) -> str:
    """This function will keep plain values (as JSON takes them) until they are saved, and give the key to them."""
    key = secrets.token_urlsafe(12)
    kept = [*request.session.get(SHELF, []), {"key": key, "kind": kind, "payload": payload}]
    request.session[SHELF] = kept[-MOST:]
    return key


def held(request: HttpRequest, key: str, kind: str) -> Any:
    """This function will give what is kept under a key; `NotFound` when it is of another kind, another's, or gone."""
    for each in request.session.get(SHELF, []):
        if each["key"] == key and each["kind"] == kind:
            return each["payload"]
    raise NotFound("Det, du hentede ind, er her ikke længere. Hent filen ind igen.")


def drop(request: HttpRequest, key: str) -> None:
    """This function will let go of what is kept under a key."""
    request.session[SHELF] = [each for each in request.session.get(SHELF, []) if each["key"] != key]
