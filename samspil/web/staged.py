"""What somebody has uploaded and not yet saved: kept in the row of their own session, gone with it when they log out.

A login that ends by rest takes the session with it: what lay in it is held for its owner (`spine.held`) until the next one.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.http import HttpRequest

from samspil.paper.refusal import NotFound
from samspil.spine import held as drawers

SHELF = "staged"
# No page has this address: what stands under it in a person's drawer is no form.
_IN_THE_DRAWER = "staged"
# Whoever uploads again and again keeps the latest few.
MOST = 3


def hold(request: HttpRequest, kind: str, payload: Any) -> str:
    """Keep plain values (as JSON takes them) until they are saved, and give the key to them."""
    key = secrets.token_urlsafe(12)
    kept = [*_shelf(request), {"key": key, "kind": kind, "payload": payload}]
    request.session[SHELF] = kept[-MOST:]
    return key


def held(request: HttpRequest, key: str, kind: str) -> Any:
    """Give what is kept under a key; `NotFound` when it is of another kind, another's, or gone."""
    for each in _shelf(request):
        if each["key"] == key and each["kind"] == kind:
            return each["payload"]
    raise NotFound("Det, du hentede ind, er her ikke længere. Hent filen ind igen.")


def every(request: HttpRequest, kind: str) -> list[tuple[str, Any]]:
    """Give all that is kept of a kind, each with its key, the latest last."""
    return [(each["key"], each["payload"]) for each in _shelf(request) if each["kind"] == kind]


def change(request: HttpRequest, key: str, payload: Any) -> None:
    """Keep other values under a key that is there."""
    request.session[SHELF] = [{**each, "payload": payload} if each["key"] == key else each for each in _shelf(request)]


def drop(request: HttpRequest, key: str) -> None:
    """Let go of what is kept under a key."""
    request.session[SHELF] = [each for each in _shelf(request) if each["key"] != key]


def carry(request: HttpRequest) -> None:
    """Hold what lies in a session that is about to end for its owner, until they have logged in again."""
    person = getattr(getattr(request, "user", None), "person", None)
    if person is not None and request.session.get(SHELF):
        drawers.hold(person.pk, _IN_THE_DRAWER, {SHELF: [json.dumps(request.session[SHELF])]})


def _shelf(request: HttpRequest) -> list[dict[str, Any]]:
    person = getattr(getattr(request, "user", None), "person", None)
    if person is not None and SHELF not in request.session:
        key, carried = drawers.newest(person.pk, _IN_THE_DRAWER)
        if key is not None:
            request.session[SHELF] = json.loads(carried[SHELF][0])
            # In one place only: a session and a drawer would soon disagree.
            drawers.drop(person.pk, key)
    shelf: list[dict[str, Any]] = request.session.get(SHELF, [])
    return shelf
