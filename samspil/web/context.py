"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from samspil.spine import demonstration, kinds


def page(request: HttpRequest) -> dict[str, Any]:
    """This function will give every template the actor, the main menu, the pages of their own, and whether all of it is a demo."""
    return {
        "actor": getattr(request, "actor", None),
        "menu": menu(request.path),
        "owns": kinds.owns(),
        "is_demo": demonstration.is_marked,  # asked only by a page that says it
    }


def menu(path: str) -> list[dict[str, Any]]:
    """This function will give the main menu: one entry for each list page that a kind announces, in the thread's order."""
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
