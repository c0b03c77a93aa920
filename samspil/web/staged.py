"""Imports that are shown before they are saved: held for the session that brought them, read by nobody else, soon gone."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from samspil.paper.refusal import NotFound
from samspil.web.models import Staged

GONE = "Det, du var i gang med at lægge ind, er her ikke længere. Begynd forfra med filen."


def hold(request: HttpRequest, kind: str, payload: Any) -> UUID:
    """This function will hold a payload of plain values for this session and give the key to it.

    What any session has left behind for longer than a session may last is thrown away.
    """
    if request.session.session_key is None:
        request.session.create()
    longest = dt.timedelta(seconds=settings.SAMSPIL_SESSION_LONGEST)
    Staged.objects.filter(held_at__lt=timezone.now() - longest).delete()
    return Staged.objects.create(session_key=str(request.session.session_key), kind=kind, payload=payload).pk


def held(request: HttpRequest, key: UUID, kind: str = "") -> Any:
    """This function will give what this session holds by a key; `NotFound` alike for another's, of another kind, and none."""
    return _row(request, key, kind).payload


def change(request: HttpRequest, key: UUID, kind: str, payload: Any) -> None:
    """This function will hold a corrected payload in the place of the one before; `NotFound` as for `held`."""
    row = _row(request, key, kind)
    row.payload = payload
    row.save(update_fields=["payload"])


def drop(request: HttpRequest, key: UUID) -> None:
    """This function will let go of what this session holds by a key; nothing happens when it holds none."""
    Staged.objects.filter(pk=key, session_key=request.session.session_key or "").delete()


def _row(request: HttpRequest, key: UUID, kind: str) -> Staged:
    mine = Staged.objects.filter(pk=key, session_key=request.session.session_key or "")
    found = (mine.filter(kind=kind) if kind else mine).first()
    if found is None:
        raise NotFound(GONE)
    return found
