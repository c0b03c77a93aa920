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
from samspil.paper import charts, danish
from samspil.paper.document import Figure
from samspil.spine import policy
from samspil.web.request import Request


@require_safe
def pace(request: Request, pk: UUID) -> HttpResponse:
    """How fast it goes, and what needs somebody."""
    partnership = core_queries.partnership(request.actor, pk)
    policy.check(request.actor, "watch", partnership)
    measured, held = queries.of(request.actor, partnership)
    context = {
        **core_views.around(partnership, _("Fremdrift")),
        "pace": measured,
        "gaps": _gaps(held),
        "came": _came(held),
        "gap": rules.LONGEST_GAP.days,
        "wait": rules.LONGEST_WAIT.days,
    }
    return render(request, "partnerships/pace.html", context)


def _gaps(held: list[rules.Held]) -> Figure | None:
    rows = rules.gaps(held)
    columns = [_("Aktivitet"), _("Dage siden den forrige")]
    return charts.bars(rows, title=_("Dage mellem aktiviteterne"), columns=columns) if rows else None


def _came(held: list[rules.Held]) -> Figure | None:
    counted = [each for each in sorted(held, key=lambda each: each.on) if each.invited]
    rows = [
        (danish.date(each.on), word, number)
        for each in counted
        for word, number in ((_("Kom"), each.present), (_("Kom ikke"), each.invited - each.present))
    ]
    columns = [_("Aktivitet"), _("Hvad"), _("Personer")]
    return charts.bars(rows, title=_("Hvem kom af dem, der var inviteret"), columns=columns) if counted else None
