"""What the cases show on a person's own overview that no one sub-area has alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from uuid import UUID

from samspil.features.cases.follow_up import rules as follow_up_rules
from samspil.features.cases.records.models import DecisionStatement, Meeting
from samspil.features.cases.records.queries.rows import meetings_visible_to, statements_visible_to
from samspil.spine.people import Actor

MOST = 5  # meetings on the overview; the rest is a link away


def landed(actor: Actor, since: dt.datetime) -> list[tuple[Meeting, list[DecisionStatement]]]:
    """Return the meetings of the actor's bodies whose minutes are new since a moment, with what they decided."""
    published = meetings_visible_to(actor).filter(body__in=actor.circles, state="published")
    meetings = list(published.filter(minutes_published_at__gt=since)[:MOST])
    said: dict[UUID, list[DecisionStatement]] = defaultdict(list)
    decided = statements_visible_to(actor).filter(item__meeting__in=meetings).order_by("item__order", "order")
    for each in decided:
        if each.outcomes.all() or each.stance in follow_up_rules.ASKING:
            said[each.item.meeting_id].append(each)
    return [(meeting, said[meeting.pk]) for meeting in meetings]
