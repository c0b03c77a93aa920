"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from samspil.spine import demonstration, kinds
from samspil.spine.people import NOBODY
from samspil.web import front, personal_links


def page(request: HttpRequest) -> dict[str, Any]:
    """Give every template the actor, the pages of their own, the way out of a pass, and whether it is a demo."""
    return {
        "actor": getattr(request, "actor", None),
        "owns": kinds.owns(),
        "address": settings.SAMSPIL_ADDRESS.rstrip("/"),
        "session_rest": settings.SAMSPIL_SESSION_REST,
        "pass_rest": _rest(request),
        "is_demo": demonstration.is_marked,  # asked only by a page that says it
        "tour": lambda: front.strip(request, getattr(request, "actor", NOBODY)),
    }


def _rest(request: HttpRequest) -> dict[str, int] | None:
    """Return how long a page may rest that a pass has opened, None for any other."""
    # An error page may be drawn for a request that never reached the session's middleware.
    session = getattr(request, "session", None)
    if session is None or not session.get(personal_links.SHELF):
        return None
    return {"seconds": personal_links.REST, "warning": personal_links.WARNING, "minutes": personal_links.REST // 60}
