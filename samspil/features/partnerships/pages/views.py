"""The pages where every sub-area shows its part: the list, one partnership, one activity."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from samspil.analysis import plan_times
from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core import views as core_views
from samspil.features.partnerships.core.models import Activity
from samspil.features.partnerships.day import queries as day_queries
from samspil.features.partnerships.day import rules as day_rules
from samspil.features.partnerships.methods import queries as method_queries
from samspil.features.partnerships.methods import rules as method_rules
from samspil.features.partnerships.pages import offers, queries
from samspil.features.partnerships.plans import queries as plan_queries
from samspil.features.partnerships.plans.queries import lined
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
    """One partnership: what it is, where it stands, what is next, who is in it, and what came of it."""
    partnership = core_queries.partnership(request.actor, pk)
    purpose = texts.current(partnership.node, "purpose")
    today = timezone.localdate()
    stops = lined.lined(plan_queries.planned(core_queries.plan(request.actor, partnership)), today)
    may_plan = policy.allows(request.actor, "add", "activity", partnership.node)
    people = queries.within(partnership)
    step = queries.step(partnership, [each.row.activity.state for each in stops])
    context = {
        "partnership": partnership,
        "node": partnership.node,
        "purpose": texts.read(purpose) if purpose else "",
        "partners": partnership.circle.partners.all(),
        "people": people,
        "principles": partnership.principles.all(),
        "methods": partnership.methods.all(),
        "programmes": programme_queries.of_partnership(request.actor, partnership),
        "stops": lined.near(stops),
        "whole": len(stops),
        "today": today,
        "step": step,
        "state": offers.STEPS[0].labels[step],
        "next": queries.next_of(partnership, stops, people=people.number, may_plan=may_plan),
        "is_empty": not stops,
        "landings": list(queries.landings(request.actor, partnership)[: queries.LANDINGS]),
        "askings": time_queries.open_for(request.actor, partnership),
        "is_near": request.actor.stands_near(partnership.node.organisation_id, partnership.circle_id),
    }

    return render(request, "partnerships/detail.html", context)


def activity(request: Request, pk: UUID) -> HttpResponse:
    """One activity: when, where, who, how it went, and where we landed."""
    activity = core_queries.activity(request.actor, pk)
    ratings = day_queries.ratings(activity)
    knows = naming.shows(request.actor, activity.node)
    asked = queries.answered(activity) if knows else queries.NOBODY
    lacking = _lacking(request, activity)
    facts = {
        "lacking": lacking,
        **{deed: policy.allows(request.actor, deed, activity) for deed in ("gather", "attend", "land")},
    }
    context = {
        "activity": activity,
        "node": activity.node,
        "crumbs": [*core_views.way_to_activity(activity)[:-1], (activity.node.title, "")],
        "gathering": activity.gathering,
        "time": plan_times.label(core_queries.said(activity)),
        "landing": getattr(activity, "landing", None),
        "asked": asked,
        "notes": day_queries.notes(request.actor, activity),
        "photos": day_queries.photos(request.actor, activity),
        "ratings": ratings,
        "rating_rows": [(day_rules.RATINGS[level], number) for level, number in ratings.counts],
        "lacking": lacking,
        "next": queries.next_for(activity, asked, facts=facts),
        "method": method_rules.library().get(activity.method),
        "guide": method_queries.words(activity.partnership, activity.method, "guide") if activity.method else None,
        "consent": method_queries.words(activity.partnership, activity.method, "consent") if activity.method else None,
    }

    return render(request, "partnerships/activity.html", context)


def _lacking(request: Request, activity: Activity) -> int:
    """How many lack the newest invitation, told to whoever may send it."""
    may = policy.allows(request.actor, "invite", activity)
    return time_queries.sent_invitations(activity)[1] if may and activity.gathering.starts_at else 0
