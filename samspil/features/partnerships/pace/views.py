"""How fast it goes, and what needs somebody."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core import views as core_views
from samspil.features.partnerships.pace import queries, rules
from samspil.spine import policy
from samspil.web.request import Request


@require_safe
def pace(request: Request, pk: UUID) -> HttpResponse:
    """How fast it goes, and what needs somebody."""
    partnership = core_queries.partnership(request.actor, pk)
    policy.check(request.actor, "watch", partnership)
    context = {
        **core_views.around(partnership, _("Tempo")),
        "pace": queries.of(request.actor, partnership),
        "gap": rules.LONGEST_GAP.days,
        "wait": rules.LONGEST_WAIT.days,
    }
    return render(request, "partnerships/pace.html", context)
