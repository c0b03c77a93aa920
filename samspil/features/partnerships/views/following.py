"""What the coordinator watches: the pace, and who came to what."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samspil.features.partnerships import queries
from samspil.features.partnerships.models import Partnership
from samspil.features.partnerships.queries import attendance
from samspil.features.partnerships.queries import pace as pace_queries
from samspil.features.partnerships.rules import pace as rules
from samspil.web import export
from samspil.web.request import Request


@require_safe
def pace(request: Request, pk: UUID) -> HttpResponse:
    """How fast it goes, and what needs somebody."""
    found = queries.partnership(request.actor, pk)
    rules.check_watch(request.actor, found.node)
    context = {
        **_context(found, _("Tempo")),
        "pace": pace_queries.of(request.actor, found),
        "gap": rules.LONGEST_GAP.days,
        "wait": rules.LONGEST_WAIT.days,
    }
    return render(request, "partnerships/pace.html", context)


@require_safe
def matrix(request: Request, pk: UUID) -> HttpResponse:
    """Who came to what, by organisation and kind of activity; beside it what is only remembered."""
    found = queries.partnership(request.actor, pk)
    only = request.GET.get("hvem") == "politikere"
    context = {
        **_context(found, _("Fremmøde")),
        "matrix": attendance.matrix(request.actor, found, only_politicians=only),
        "only_politicians": only,
        "remembered": attendance.remembered(found),
    }
    return render(request, "partnerships/matrix.html", context)


@require_safe
def matrix_csv(request: Request, pk: UUID) -> HttpResponse:
    """The same table to take away."""
    found = queries.partnership(request.actor, pk)
    only = request.GET.get("hvem") == "politikere"
    table = attendance.matrix(request.actor, found, only_politicians=only)
    header = ("Slags aktivitet", "Holdt", *table.organisations)
    rows = [(kind, held, *(_cell(cell) for cell in cells)) for kind, held, cells in table.rows]
    return export.csv_response("fremmoede-politikere" if only else "fremmoede", header, rows)


def _cell(said: str) -> int | str:
    return int(said) if said.isdigit() else said


def _context(found: Partnership, here: str) -> dict[str, object]:
    crumbs = [(found.node.title, reverse("partnerships:detail", args=[found.pk])), (here, "")]
    return {"partnership": found, "node": found.node, "crumbs": crumbs}
