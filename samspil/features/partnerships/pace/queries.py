"""Reading a partnership's pace: what was held, who came, and how long voices waited."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Count, Q

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.day.queries import CAME
from samspil.features.partnerships.pace import rules
from samspil.features.partnerships.plans import queries as plan_queries
from samspil.features.partnerships.versions import queries as version_queries
from samspil.paper import danish
from samspil.spine import kinds, sources, visibility, waiting
from samspil.spine.people import Actor


def of(actor: Actor, partnership: Partnership) -> tuple[rules.Pace, list[rules.Held]]:
    """Measure a partnership's pace today, and give what was held, in a fixed number of queries."""
    today = danish.today()
    rows = list(
        core_queries.activities(actor)
        .filter(partnership=partnership)
        .annotate(
            invited=Count("gathering__invitations"),
            came=Count("gathering__invitations", filter=Q(gathering__invitations__presence__in=CAME)),
        )
    )
    held = [
        rules.Held(each.node.title, each.node.day, each.invited, each.came, each.state == "closed")
        for each in rows
        if each.state in {"held", "closed"} and each.node.day
    ]
    ahead = sorted(
        day.first
        for row in plan_queries.planned(each for each in rows if each.state == "planned")
        for day in row.placed.days
        if day.first >= today
    )
    circle = partnership.circle
    measured = rules.pace(
        held,
        waited(actor, partnership),
        began_on=circle.valid_from,
        next_on=ahead[0] if ahead else None,
        today=today,
        is_approved=not rows or version_queries.approval(partnership).is_whole,
    )
    # Nobody is told to hurry by what a document leaves out, or after the end.
    is_told = sources.speaks_openly(partnership) or partnership.ended is not None

    return (replace(measured, hands=()) if is_told else measured), held


def waited(actor: Actor, partnership: Partnership) -> list[waiting.Wait]:
    """Return how long the partnership's voices waited for their answers, or wait. Two queries, whatever their number."""
    given = visibility.nodes(actor).filter(kind__in=kinds.with_trait("is_voice"), within=partnership.circle_id)
    return list(waiting.of("is_voice", list(given.values_list("pk", flat=True))).values())
