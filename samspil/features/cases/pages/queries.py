"""What the cases show on a person's own overview that no one sub-area has alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from samspil.features.cases.follow_up import rules as follow_up_rules
from samspil.features.cases.records.models import AgendaItem, Body, DecisionStatement, Meeting
from samspil.features.cases.records.queries.rows import meetings_open_for, meetings_visible_to, statements_visible_to
from samspil.spine import desk
from samspil.spine.models import Node
from samspil.spine.people import Actor

SAID = 6  # decisions of a meeting on the overview
MOST = 5  # meetings on the overview; the rest is a link away


def homes(actor: Actor) -> list[desk.Home]:
    """Return the bodies that the actor belongs to, for their own page. One query."""
    rows = Body.objects.filter(circle__in=actor.circles).select_related("circle")
    return [
        desk.Home(
            circle=each.circle_id,
            title=each.circle.name,
            at=("cases:body", each.pk),
            is_invented=each.circle.is_invented,
        )
        for each in rows
    ]


def where_to_begin(actor: Actor) -> desk.Place | None:
    """Return where the actor writes an item, None while no meeting takes one. One query."""
    return ("cases:new",) if meetings_open_for(actor) else None


def own_meetings(actor: Actor) -> list[desk.Home]:
    """Return the body of the actor's that meets next; where none has a date, all of them to choose among. Two queries."""
    bodies = homes(actor)
    ahead = meetings_visible_to(actor).filter(
        body__in=actor.circles, node__occurred_on__gte=timezone.localdate(), node__gathering__cancelled_at__isnull=True
    )
    soonest = ahead.order_by("node__occurred_on", "pk").values_list("body_id", flat=True).first()
    return [each for each in bodies if each.circle == soonest] or sorted(bodies, key=lambda each: each.title)


@dataclass(frozen=True)
class Landed:
    """A meeting whose minutes are new, and each case it decided with what was said; None for a case that may not be named."""

    meeting: Meeting
    cases: tuple[tuple[AgendaItem | None, tuple[DecisionStatement, ...]], ...]


def landed(actor: Actor, since: dt.datetime) -> list[Landed]:
    """Return the meetings of the actor's bodies whose minutes are new since a moment, the newest first, with what they decided."""
    published = meetings_visible_to(actor).filter(body__in=actor.circles, state="published")
    new = published.filter(minutes_published_at__gt=since).order_by("-minutes_published_at", "-node__occurred_on", "pk")
    meetings = list(new[:MOST])
    said: dict[UUID, list[DecisionStatement]] = defaultdict(list)
    decided = statements_visible_to(actor).filter(item__meeting__in=meetings).order_by("item__order", "order")
    for each in decided:
        if each.outcomes.all() or each.stance in follow_up_rules.ASKING:
            said[each.item.meeting_id].append(each)
    return [Landed(meeting, _by_case(said[meeting.pk][:SAID])) for meeting in meetings]


def _by_case(
    said: list[DecisionStatement],
) -> tuple[tuple[AgendaItem | None, tuple[DecisionStatement, ...]], ...]:
    cases = []
    for item, statements in groupby(said, key=lambda each: each.item):
        kept = tuple(statements)
        # Whoever may read a decision may read the title of its case, unless the case alone is for fewer.
        seen = {Node.Visibility.PUBLIC, *(each.node.visibility for each in kept)}
        cases.append((item if item.node.visibility in seen else None, kept))
    return tuple(cases)
