"""What every page knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from samspil.spine import demonstration, kinds
from samspil.spine.people import NOBODY
from samspil.web import front, keys, personal_links


def page(request: HttpRequest) -> dict[str, Any]:
    """Give every template the actor, the pages of their own, the way out of a pass, and whether it is a demo."""
    return {
        "actor": getattr(request, "actor", None),
        "address": settings.SAMSPIL_ADDRESS.rstrip("/"),
        "owns": SimpleLazyObject(lambda: owns(request)),  # counted only by a page that has a header
        "keys": SimpleLazyObject(lambda: keys.told(request)),  # type: ignore[arg-type]
        "session_rest": settings.SAMSPIL_SESSION_REST,
        "pass_rest": _rest(request),
        "is_demo": demonstration.is_marked,  # asked only by a page that says it
        "is_old_demo": demonstration.is_old,
        "tour": lambda: front.strip(request, getattr(request, "actor", NOBODY)),
    }


@dataclass(frozen=True)
class Own:
    """A page of the reader's own as the header names it, with how much waits there."""

    label: str
    url_name: str
    count: int
    says: str


def owns(request: HttpRequest) -> list[Own]:
    """Return the pages of the reader's own, with their counts. One query, however often a request asks."""
    tally = getattr(request, "tally", {})
    return [
        Own(str(each.label), each.url_name, each.count(tally) if each.count else 0, str(each.says))
        for each in kinds.owns()
    ]


def _rest(request: HttpRequest) -> dict[str, int] | None:
    """Return how long a page may rest that a pass has opened, None for any other."""
    # An error page may be drawn for a request that never reached the session's middleware.
    session = getattr(request, "session", None)
    if session is None or not session.get(personal_links.SHELF):
        return None
    return {"seconds": personal_links.REST, "warning": personal_links.WARNING, "minutes": personal_links.REST // 60}
