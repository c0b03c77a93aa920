"""Pages of programmes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from samspil.features.partnerships.queries import programmes as queries
from samspil.spine import texts
from samspil.web.request import Request


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One programme: its partnerships, its tracks as each source tells them, its focus areas, and who else takes part."""
    found = queries.programme(request.actor, pk)
    purpose = texts.current(found.node, "purpose")
    context = {
        "programme": found,
        "node": found.node,
        "purpose": texts.read(purpose) if purpose else "",
        "partnerships": queries.partnerships(request.actor, found),
        "tellings": queries.tellings(found),
        "focus_areas": found.focus_areas.all(),
        "participants": found.participants.select_related("organisation"),
    }
    return render(request, "partnerships/programme.html", context)
