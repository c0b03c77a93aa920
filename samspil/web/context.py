"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from samspil.spine import demonstration, kinds
from samspil.web import personal_links


def page(request: HttpRequest) -> dict[str, Any]:
    """Give every template the actor, the main menu, the pages of their own, the way out of a pass, and whether it is a demo."""
    return {
        "actor": getattr(request, "actor", None),
        "menu": menu(request.path),
        "owns": kinds.owns(),
        "session_rest": settings.SAMSPIL_SESSION_REST,
        "pass_rest": _rest(request),
        "is_demo": demonstration.is_marked,  # asked only by a page that says it
        "is_old_demo": demonstration.is_old,
    }


def _rest(request: HttpRequest) -> dict[str, int] | None:
    """Return how long a page may rest that a pass has opened, None for any other."""
    # An error page may be drawn for a request that never reached the session's middleware.
    session = getattr(request, "session", None)
    if session is None or not session.get(personal_links.SHELF):
        return None
    return {"seconds": personal_links.REST, "warning": personal_links.WARNING, "minutes": personal_links.REST // 60}


def menu(path: str) -> list[dict[str, Any]]:
    """Return the main menu: one entry for each list page that a kind announces, in the thread's order."""
    entries: dict[str, dict[str, Any]] = {}
    for kind in kinds.everyone():
        if not kind.list_url_name:
            continue
        try:
            url = reverse(kind.list_url_name)
        except NoReverseMatch:
            continue
        entries.setdefault(url, {"label": kind.plural, "url": url, "is_here": path.startswith(url)})
    return list(entries.values())
