"""Meetings planned and moved, and their agendas published."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils import timezone

from samspil.features.cases.agenda import queries, rules
from samspil.features.cases.agenda.actions import calling, placing
from samspil.features.cases.authorisations.models import Authorisation
from samspil.features.cases.editing import rules as editing_rules
from samspil.features.cases.editing.actions.meetings import enter, meeting_title, step_back
from samspil.features.cases.publication import actions as publication_actions
from samspil.features.cases.records.models import Body, DecisionStatement, Meeting, RouteStep
from samspil.features.cases.records.rules import standing
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import gatherings, happened, journal, locks, people, policy, records, thread, undoing
from samspil.spine.models import Circle
from samspil.spine.people import Actor


@journal.deed
def plan_meeting(
    *,
    by: Actor,
    body: Body,
    starts_at: dt.datetime,
    ends_at: dt.datetime | None = None,
    place: str = "",
    agenda_due_on: dt.date | None = None,
) -> Meeting:
    """Plan a meeting of a body. Refused when the body meets already that day or has ended by then.

    On `agenda_due_on` its agenda is published by itself.
    """
    locks.reread(body)
    circle = body.circle
    policy.check(by, "plan", "meeting", standing.place_of(circle))
    day = timezone.localdate(starts_at)
    _check_exists(circle, day)
    rules.check_agenda_day(agenda_due_on, day)
    if Meeting.objects.filter(body=body, node__occurred_on=day).exists():
        raise Refused(
            "{circle} har allerede et møde den {day}.", field="starts_at", circle=circle.name, day=danish.date(day)
        )

    assert circle.organisation is not None
    opening = records.Beginning(
        kind="meeting",
        title=meeting_title(body, day),
        organisation=circle.organisation,
        visibility=standing.seen_by("meeting", "planned", is_closed=False),
        within=circle,
        occurred_on=day,
        is_invented=circle.is_invented,
    )
    meeting = records.new(
        opening,
        lambda node: Meeting(node=node, body=body, agenda_due_on=agenda_due_on),
        by=by,
        noted="meeting.planned",
        data={"on": day},
    )
    gatherings.plan(node=meeting.node, starts_at=starts_at, ends_at=ends_at, place=place.strip())
    return meeting


@journal.deed
def move_meeting(
    *,
    by: Actor,
    meeting: Meeting,
    starts_at: dt.datetime,
    ends_at: dt.datetime | None = None,
    place: str = "",
    agenda_due_on: dt.date | None = None,
) -> Meeting:
    """Give a meeting another time or place, and its agenda another day; those who were called are told.

    What hangs on its day goes with it: its items and decisions, its clock, and what was sent on from it.
    """
    locks.reread(meeting.body, meeting)
    policy.check(by, "plan", meeting)
    day = timezone.localdate(starts_at)
    _check_exists(meeting.body.circle, day)
    rules.check_agenda_day(agenda_due_on, day)
    if meeting.state in {"minutes_draft", "published"}:
        happened.check(day, "Mødet, hvis referat er begyndt,", field="starts_at")

    if Meeting.objects.filter(body=meeting.body, node__occurred_on=day).exclude(pk=meeting.pk).exists():
        raise Refused(
            "{circle} har allerede et møde den {day}.",
            field="starts_at",
            circle=meeting.body.circle.name,
            day=danish.date(day),
        )

    gathering, before, named = meeting.gathering, meeting.node.day, meeting.node.title
    stood = (gathering.starts_at, gathering.place)
    meeting.agenda_due_on = agenda_due_on
    meeting.save(update_fields=["agenda_due_on"])
    if before is not None and before != day:
        _carry(meeting, before, day)
    gatherings.move(by=by, gathering=gathering, starts_at=starts_at, ends_at=ends_at, place=place.strip())
    meeting.node = gathering.node
    thread.retitle(meeting.node, meeting_title(meeting.body, day))
    thread.rename_source(_named_by(meeting), named, meeting.node.title)
    publication_actions.show(meeting, by=by)
    is_ahead = meeting.called_at is not None and meeting.state in {"planned", "agenda_published"}
    if is_ahead and stood != (starts_at, place.strip()):
        calling.mail_invited(meeting, f"Ændret: {meeting.node.title}", "Mødet har fået ny tid eller nyt sted.")

    journal.note("meeting.moved", by=by, node=meeting.node, data={"on": day})
    return meeting


def _carry(meeting: Meeting, before: dt.date, day: dt.date) -> None:
    """Carry along what is dated by the meeting beside its records, whose days follow as they are shown."""
    for name in ("began_at", "adjourned_at"):
        if (at := getattr(meeting, name)) is not None:
            local = timezone.localtime(at)
            moved = dt.datetime.combine(local.date() + (day - before), local.time())
            setattr(meeting, name, timezone.make_aware(moved))

    meeting.save(update_fields=["began_at", "adjourned_at"])
    RouteStep.objects.filter(statement__item__meeting=meeting, sent_on=before).update(sent_on=day)


def _named_by(meeting: Meeting) -> list[UUID]:
    """Return the records that say where they come from by the meeting's name."""
    own = DecisionStatement.objects.filter(item__meeting=meeting)
    return [
        *own.values_list("pk", flat=True),
        *Authorisation.objects.filter(statement__in=own).values_list("pk", flat=True),
    ]


def _check_exists(circle: Circle, day: dt.date) -> None:
    if (circle.valid_from and day < circle.valid_from) or (circle.valid_until and day > circle.valid_until):
        raise Refused(
            "{circle} findes ikke den {day}. Vælg en dag i udvalgets tid.",
            field="starts_at",
            circle=circle.name,
            day=danish.date(day),
        )


@journal.deed
def publish_agenda(*, by: Actor, meeting: Meeting) -> Meeting:
    """Publish a meeting's agenda: open items to everybody, closed ones by their public title."""
    locks.reread(meeting)
    policy.check(by, "publish_agenda", meeting, state="planned")
    state = editing_rules.next_state("publish_agenda", meeting)
    if meeting.gathering.cancelled_at is not None:
        raise Refused("Mødet er aflyst. Dagsordenen offentliggøres ikke.")
    rules.check_agenda(meeting.items.filter(is_on=True, withdrawn_at__isnull=True).count())
    return enter(meeting, state, by=by, verb="meeting.agenda_published", stamp="agenda_published_at")


@journal.deed
def unpublish_agenda(*, by: Actor, meeting: Meeting) -> Meeting:
    """Undo, for ten minutes, that an agenda was published. Refused later, and once the minutes are begun.

    Open data tells that it was taken back, and when. What came on since is no addition any more, and what was taken off is
    off. An agenda whose day has come is not published by itself again.
    """
    locks.reread(meeting)
    policy.check(by, "unpublish_agenda", meeting)
    state = editing_rules.next_state("unpublish_agenda", meeting)
    undoing.check_fresh(meeting.agenda_published_at, rules.TOO_LATE)
    meeting.items.filter(is_on=True, withdrawn_at__isnull=False).update(is_on=False)
    meeting.items.filter(late_at__isnull=False).update(late_at=None)
    if meeting.agenda_due_on is not None and meeting.agenda_due_on <= timezone.localdate():
        meeting.agenda_due_on = None
        meeting.save(update_fields=["agenda_due_on"])

    step_back(meeting, state, by=by, verb="meeting.agenda_withdrawn", stamp="agenda_published_at")
    placing.renumber(meeting)
    return meeting


def publish_due(*, on: dt.date | None = None) -> int:
    """Publish the agendas whose day has come, each in a deed of its own, and give their number.

    One that cannot be published (it is empty) waits; its page says so, and the next round tries again.
    """
    by = people.job("agendas")
    done = 0
    for meeting in queries.agendas_due(on or timezone.localdate()):
        try:
            publish_agenda(by=by, meeting=meeting)
        except Refused:
            continue
        done += 1
    return done
