"""Who came to what, as a table and to take away."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samspil.features.partnerships.attendance import queries
from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core import views as core_views
from samspil.web import export
from samspil.web.request import Request


@require_safe
def matrix(request: Request, pk: UUID) -> HttpResponse:
    """Who came to what, by organisation and kind of activity; beside it what is only remembered."""
    partnership = core_queries.partnership(request.actor, pk)
    only = request.GET.get("hvem") == "politikere"
    context = {
        **core_views.around(partnership, _("Fremmøde")),
        "matrix": queries.matrix(request.actor, partnership, only_politicians=only),
        "only_politicians": only,
        "remembered": queries.remembered(partnership),
    }
    return render(request, "partnerships/matrix.html", context)


@require_safe
@export.in_danish()
def matrix_csv(request: Request, pk: UUID) -> HttpResponse:
    """The same table to take away."""
    partnership = core_queries.partnership(request.actor, pk)
    only = request.GET.get("hvem") == "politikere"
    table = queries.matrix(request.actor, partnership, only_politicians=only)
    header = ("Slags aktivitet", "Holdt", *table.organisations)
    rows = [(kind, held, *(_cell(cell) for cell in cells)) for kind, held, cells in table.rows]
    return export.csv_response("fremmoede-politikere" if only else "fremmoede", header, rows)


def _cell(said: str) -> int | str:
    return int(said) if said.isdigit() else said
