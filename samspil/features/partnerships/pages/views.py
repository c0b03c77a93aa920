"""The pages where every sub-area shows its part: the list, one partnership, one activity."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from samspil.analysis import plan_times
from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Activity
from samspil.features.partnerships.day import queries as day_queries
from samspil.features.partnerships.day import rules as day_rules
from samspil.features.partnerships.methods import queries as method_queries
from samspil.features.partnerships.methods import rules as method_rules
from samspil.features.partnerships.plans import queries as plan_queries
from samspil.features.partnerships.programmes import queries as programme_queries
from samspil.features.partnerships.times import queries as time_queries
from samspil.spine import naming, policy, texts
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """Every partnership."""
    context = {
        "partnerships": core_queries.visible_to(request.actor),
        "programmes": programme_queries.visible_to(request.actor),
        "can_begin": request.actor.has_role("coordinator", "director"),
    }
    return render(request, "partnerships/list.html", context)


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One partnership: why, with whom, by which principles and methods, and its plan."""
    found = core_queries.partnership(request.actor, pk)
    purpose = texts.current(found.node, "purpose")
    plan = plan_queries.planned(core_queries.plan(request.actor, found))
    context = {
        "partnership": found,
        "node": found.node,
        "purpose": texts.read(purpose) if purpose else "",
        "partners": found.circle.partners.all(),
        "principles": found.principles.all(),
        "methods": found.methods.all(),
        "programmes": programme_queries.of_partnership(request.actor, found),
        "plan": plan,
        "has_periods": any(row.activity.period for row in plan),
        "can_plan": policy.allows(request.actor, "add", "activity", found.node),
        "can_edit": policy.allows(request.actor, "edit", "partnership", found.node),
        "askings": time_queries.open_for(request.actor, found),
        "can_ask": policy.allows(request.actor, "add", "time_request", found.node),
        "can_watch": policy.allows(request.actor, "watch", "partnership", found.node),
        "is_near": request.actor.stands_near(found.node.organisation_id, found.circle_id),
    }

    return render(request, "partnerships/detail.html", context)


def activity(request: Request, pk: UUID) -> HttpResponse:
    """One activity: when, where, who, how it went, and where we landed."""
    found = core_queries.activity(request.actor, pk)
    ratings = day_queries.ratings(found)
    context = {
        "activity": found,
        "node": found.node,
        "gathering": found.gathering,
        "time": plan_times.label(core_queries.said(found)),
        "landing": getattr(found, "landing", None),
        "invitations": list(core_queries.invitations(found)) if naming.shows(request.actor, found.node) else [],
        "can_edit": policy.allows(request.actor, "edit", "activity", found.node, found.state),
        "can_move": policy.allows(request.actor, "move", "activity", found.node, found.state),
        "notes": day_queries.notes(request.actor, found),
        "photos": day_queries.photos(request.actor, found),
        "ratings": ratings,
        "rating_rows": [(day_rules.RATINGS[level], number) for level, number in ratings.counts],
        "can_attend": policy.allows(request.actor, "attend", "activity", found.node, found.state),
        "can_rate": bool(found.level) and policy.allows(request.actor, "ask", "activity", found.node, found.state),
        "can_land": policy.allows(request.actor, "land", "activity", found.node, found.state),
        "can_ask": found.state == "planned" and policy.allows(request.actor, "add", "time_request", found.node),
        "lacking": _lacking(request, found),
        "method": method_rules.library().get(found.method),
        "guide": method_queries.words(found.partnership, found.method, "guide") if found.method else None,
        "consent": method_queries.words(found.partnership, found.method, "consent") if found.method else None,
    }

    return render(request, "partnerships/activity.html", context)


def _lacking(request: Request, found: Activity) -> int:
    """How many lack the newest invitation, told to whoever may send it."""
    may = policy.allows(request.actor, "invite", "activity", found.node, found.state)
    return time_queries.sent_invitations(found)[1] if may and found.gathering.starts_at else 0
