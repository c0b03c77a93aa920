"""Personal links: a token in an address is taken once into the reader's own session, and the address they meet holds none."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from samspil.spine import passes
from samspil.spine.models import Pass
from samspil.web import proxies

SHELF = "passes"


def open_link(request: HttpRequest, token: str, purpose: str) -> Pass:
    """This function will open the pass of a link for the rest of the session. `NotFound` or `Refused` as `passes.open_with`."""
    opened = passes.open_with(token, purpose=purpose, source=proxies.source_of(request))
    kept = [key for key in request.session.get(SHELF, []) if key != str(opened.pk)]
    request.session.cycle_key()
    request.session[SHELF] = [*kept, str(opened.pk)]
    return opened


def held(request: HttpRequest) -> list[UUID]:
    """This function will give the passes that links have opened in this session, expired ones too: each query judges them anew."""
    return [UUID(key) for key in request.session.get(SHELF, [])]
