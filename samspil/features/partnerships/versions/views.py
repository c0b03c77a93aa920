"""The plan's versions: every one, one whole beside another, and the approval."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.versions import actions, queries, rules
from samspil.spine import policy
from samspil.web import inputs, undo
from samspil.web.request import Request


@require_safe
def versions(request: Request, pk: UUID) -> HttpResponse:
    """Every version: who, when, why, and what it changed."""
    partnership = core_queries.partnership(request.actor, pk)
    history = queries.history(request.actor, partnership)
    context = {**frame(request, partnership, "versions"), "versions": history}
    return render(request, "partnerships/plan_versions.html", context)


@require_safe
def version(request: Request, pk: UUID, number: int) -> HttpResponse:
    """One version whole, and what differs from another (`?mod=2`; else the one before it)."""
    partnership = core_queries.partnership(request.actor, pk)
    shown = queries.version(partnership, number)
    asked = inputs.number(request.GET.get("mod", ""))
    against = number - 1 if asked is None else asked
    other = queries.version(partnership, against) if against else None
    rows = queries.rows_seen(request.actor, partnership, shown)
    before = queries.rows_seen(request.actor, partnership, other) if other else []
    earlier, later = (rows, before) if against > number else (before, rows)
    context = {
        **frame(request, partnership, "versions"),
        "version": shown,
        "rows": rows,
        "other": other,
        "changes": rules.differences(earlier, later),
        "what": rules.WHAT,
        "numbers": [each for each in range(1, queries.count(partnership) + 1) if each != number],
        "first": min(number, against),
        "last": max(number, against),
    }

    return render(request, "partnerships/plan_version.html", context)


@require_POST
def approve(request: Request, pk: UUID) -> HttpResponse:
    """Approve the newest version on behalf of a partner."""
    partnership = core_queries.partnership(request.actor, pk)
    organisation = queries.partner(partnership, request.POST.get("organisation", ""))
    number = inputs.number(request.POST.get("number", "")) or 0
    undo.pressed(
        request,
        lambda: actions.approve(by=request.actor, partnership=partnership, number=number, organisation=organisation),
        said=_("Planen er godkendt for %(name)s.") % {"name": organisation.name},
        what="plan.approved",
        at="approved_at",
    )
    return redirect("partnerships:plan", pk)


def frame(request: Request, partnership: Partnership, shown: str) -> dict[str, Any]:
    """Return what every page of the plan shows around its own: whose it is, which part is open, and what may be done."""
    return {
        "partnership": partnership,
        "node": partnership.node,
        "shown": shown,
        "can_plan": policy.allows(request.actor, "add", "activity", partnership.node),
        "can_watch": policy.allows(request.actor, "watch", "partnership", partnership.node),
        "crumbs": [
            (partnership.node.title, reverse("partnerships:detail", args=[partnership.pk])),
            (_("Procesplan"), reverse("partnerships:plan", args=[partnership.pk])),
        ],
    }
