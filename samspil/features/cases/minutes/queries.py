"""Who has approved the minutes, and whether they say the same still."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samspil.features.cases.minutes.models import MinutesApproval
from samspil.features.cases.records.models import AgendaItem, DecisionStatement, Meeting, RouteStep
from samspil.features.cases.versions.queries import content_of
from samspil.spine import desk, policy, visibility
from samspil.spine.models import Duty, Invitation, JournalEntry, Link, Node
from samspil.spine.people import Actor


def unwritten(actor: Actor) -> QuerySet[Meeting] | None:
    """Return the meetings that are held and whose minutes are not public, of the bodies that the actor keeps; None for who keeps none."""
    _houses, kept = policy.places_where(actor, "publish_minutes", "meeting")
    if not kept:
        return None
    rows = visibility.rows(Meeting.objects.all(), actor).filter(
        body__circle__in=kept,
        state__in=("agenda_published", "minutes_draft"),
        node__occurred_on__lte=timezone.localdate(),
        node__gathering__cancelled_at__isnull=True,
    )
    return rows.select_related("node", "body__circle")


def to_be_written(row: Meeting) -> desk.Expected:
    """Write a meeting whose minutes the secretary has to write."""
    is_begun = row.state == "minutes_draft"
    return desk.Expected(
        what=_("Gør referatet færdigt") if is_begun else _("Skriv referatet"),
        about=row.node.title,
        at=("cases:meeting", row.pk),
        where=row.body.circle.name,
        circle=row.body.circle.pk,
        due=row.node.day,
        button=_("Åbn referatet") if is_begun else _("Åbn mødet"),
        is_invented=row.node.is_invented,
    )


def wording_of(content: dict[str, Any]) -> str:
    """Return the hash by which one wording of the minutes is told from another."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Approved:
    """One approval of the minutes, and whether they have been changed since."""

    row: MinutesApproval
    is_older: bool


def approvals_of(meeting: Meeting) -> list[Approved]:
    """Return who has approved the minutes, and whether they say the same still."""
    approvals = list(MinutesApproval.objects.filter(meeting=meeting).select_related("invitation__person", "noted_by"))
    now = wording_of(content_of(meeting)) if approvals else ""
    return [Approved(each, is_older=each.of != now) for each in approvals]


def own_approval(actor: Actor, key: str) -> MinutesApproval:
    """Return an approval of some minutes that the actor gave, or noted for another, by its key; else NotFound."""
    rows = MinutesApproval.objects.select_related("meeting__node", "invitation")
    return visibility.own(rows, actor, key, by="noted_by", through="meeting__node")


def own_invitation(actor: Actor, meeting: Meeting) -> Invitation | None:
    """Return the actor's own invitation to a meeting, or None."""
    if actor.person_id is None:
        return None
    return Invitation.objects.filter(gathering=meeting.pk, person=actor.person_id).first()


def steps_from(meeting: Meeting) -> list[RouteStep]:
    """Return the steps by which a meeting sent cases on, locked: nobody takes one up meanwhile. Called inside a deed."""
    return list(
        RouteStep.objects.select_for_update(of=("self",)).filter(statement__item__meeting=meeting).order_by("pk")
    )


def held_still(meeting: Meeting) -> list[UUID]:
    """Lock a meeting's items and decisions and what came of them, and give the keys of the first two. Called inside a deed.

    Whoever is building on one (a link, words on a duty, a text about it that becomes public) is waited for, and then seen.
    """
    own = [
        *AgendaItem.objects.filter(meeting=meeting).values_list("pk", flat=True),
        *DecisionStatement.objects.filter(item__meeting=meeting).values_list("pk", flat=True),
    ]
    came = Link.objects.filter(earlier__in=own, withdrawn_at__isnull=True).values_list("later", flat=True)
    # In one order, as everywhere (`spine.locks`).
    list(Duty.objects.select_for_update(of=("self",)).filter(node__in=own).order_by("pk").values_list("pk"))
    list(Node.objects.select_for_update(of=("self",)).filter(pk__in={*own, *came}).order_by("pk").values_list("pk"))
    return own


def is_followed(meeting: Meeting, steps: Iterable[RouteStep], nodes: Collection[UUID]) -> bool:
    """Tell whether somebody has gone on from minutes, with these items and decisions, since they were published.

    They linked something to one, made something public that comes of one, gave or ended a duty on one or told how it goes, handed
    its documents out, or took up or turned down a case that was sent on.
    """
    since = meeting.minutes_published_at
    if since is None:
        return False

    if any(step.state == "stopped" and step.ended_on and step.ended_on >= timezone.localdate(since) for step in steps):
        return True

    came = Link.objects.filter(earlier__in=nodes, withdrawn_at__isnull=True)
    published = JournalEntry.objects.filter(
        node_id__in=came.values("later"), verb__endswith=".published", at__gte=since
    )
    own = Duty.objects.filter(node__in=nodes)
    built = (
        came.filter(at__gte=since),
        published,
        own.filter(Q(created_at__gte=since) | Q(done_at__gte=since)),
        own.filter(statuses__at__gte=since),
        Node.objects.filter(access_package__handed_out_at__gte=since, access_package__choices__source__in=nodes),
    )
    return any(rows.exists() for rows in built)
