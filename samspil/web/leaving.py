"""The way out of what a pass opened, on a computer that others use next: one press, or some minutes of rest."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from samspil.web import personal_links
from samspil.web.request import Request


@require_POST
def leave(request: Request) -> HttpResponse:
    """Close what passes have opened, and go to a page that shows nothing of it."""
    personal_links.close(request)
    return _cleared(redirect("web:closed"))


@require_safe
def closed(request: Request) -> HttpResponse:
    """Say that the page is closed. Whoever comes here by rest, without a press, has their passes closed too."""
    if request.session.get(personal_links.SHELF):
        personal_links.close(request)
    return _cleared(render(request, "web/closed.html"))


def _cleared(response: HttpResponse) -> HttpResponse:
    # Browsers heed Clear-Site-Data on https and on this machine alone; `no-store` and the closed pass hold everywhere.
    response["Clear-Site-Data"] = '"cache", "storage"'
    response["Cache-Control"] = "no-store"
    return response
