"""Bodies and their meetings: planned, called, minuted, published."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from samspil.features.cases import rules
from samspil.features.cases.actions import calling, minutes, opening, routes, showing
from samspil.features.cases.models import Body, Meeting
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import gatherings, happened, journal, locks, thread
from samspil.spine.models import Circle, Invitation, Person
from samspil.spine.people import Actor


@journal.part
def meeting_title(body: Body, on: dt.date) -> str:
    """Return the title of a body's meeting on a day."""
    return f"{body.circle.name}, {danish.date(on)}"


@journal.deed
def add_body(*, by: Actor, circle: Circle, house: str, shorthand: str = "") -> Body:
    """Return a political body its page and the house whose form it writes in. Twice changes the form."""
    rules.check_add_body(by, rules.place_of(circle))
    key = rules.houses.get(house).key
    body, _ = Body.objects.update_or_create(circle=circle, defaults={"house": key, "shorthand": shorthand.strip()})
    journal.note("body.added", by=by, organisation=circle.organisation_id, data={"circle": circle.pk, "house": key})
    return body


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
    rules.check_plan(by, rules.place_of(circle))
    day = timezone.localdate(starts_at)
    _check_exists(circle, day)
    rules.check_agenda_day(agenda_due_on, day)
    if Meeting.objects.filter(body=body, node__occurred_on=day).exists():
        raise Refused(f"{circle.name} har allerede et møde den {danish.date(day)}.", field="starts_at")

    assert circle.organisation is not None
    node = thread.open_node(
        by=by,
        kind="meeting",
        title=meeting_title(body, day),
        organisation=circle.organisation,
        visibility=rules.seen_by("meeting", "planned", is_closed=False),
        within=circle,
        occurred_on=day,
        is_invented=circle.is_invented,
    )
    gatherings.plan(node=node, starts_at=starts_at, ends_at=ends_at, place=place.strip())
    meeting = Meeting.objects.create(node=node, body=body, agenda_due_on=agenda_due_on)
    journal.note("meeting.planned", by=by, node=node, data={"on": day})
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
    """Return a meeting another time or place, and its agenda another day; those who were called are told."""
    locks.reread(meeting.body, meeting)
    rules.check_plan(by, meeting.node)
    day = timezone.localdate(starts_at)
    _check_exists(meeting.body.circle, day)
    rules.check_agenda_day(agenda_due_on, day)
    if meeting.state == "published":
        happened.check(day, "Mødet, hvis referat er offentliggjort,", field="starts_at")

    if Meeting.objects.filter(body=meeting.body, node__occurred_on=day).exclude(pk=meeting.pk).exists():
        raise Refused(f"{meeting.body.circle.name} har allerede et møde den {danish.date(day)}.", field="starts_at")

    gathering = meeting.gathering
    stood = (gathering.starts_at, gathering.place)
    meeting.agenda_due_on = agenda_due_on
    meeting.save(update_fields=["agenda_due_on"])
    gatherings.move(by=by, gathering=gathering, starts_at=starts_at, ends_at=ends_at, place=place.strip())
    meeting.node = gathering.node
    thread.retitle(meeting.node, meeting_title(meeting.body, day))
    showing.show(meeting, by=by)
    is_ahead = meeting.called_at is not None and meeting.state in {"planned", "agenda_published"}
    if is_ahead and stood != (starts_at, place.strip()):
        calling.mail_invited(meeting, f"Ændret: {meeting.node.title}", "Mødet har fået ny tid eller nyt sted.")

    journal.note("meeting.moved", by=by, node=meeting.node, data={"on": day})
    return meeting


def _check_exists(circle: Circle, day: dt.date) -> None:
    if (circle.valid_from and day < circle.valid_from) or (circle.valid_until and day > circle.valid_until):
        raise Refused(
            f"{circle.name} findes ikke den {danish.date(day)}. Vælg en dag i udvalgets tid.", field="starts_at"
        )


@journal.deed
def publish_agenda(*, by: Actor, meeting: Meeting) -> Meeting:
    """Publish a meeting's agenda: open items to everybody, closed ones by their public title."""
    locks.reread(meeting)
    state = rules.check_transition(by, "publish_agenda", meeting)
    if meeting.gathering.cancelled_at is not None:
        raise Refused("Mødet er aflyst. Dagsordenen offentliggøres ikke.")
    rules.check_agenda(meeting.items.filter(is_on=True, withdrawn_at__isnull=True).count())
    return _enter(meeting, state, by=by, verb="meeting.agenda_published", stamp="agenda_published_at")


@journal.deed
def begin_minutes(*, by: Actor, meeting: Meeting) -> Meeting:
    """Begin a meeting's minutes; decisions are the committee's alone until they are published."""
    locks.reread(meeting)
    state = rules.check_transition(by, "begin_minutes", meeting)
    return _enter(meeting, state, by=by, verb="meeting.minutes_begun")


@journal.deed
def publish_minutes(*, by: Actor, meeting: Meeting) -> Meeting:
    """Publish a meeting's minutes: all of them at once. Refused while an item lacks a decision."""
    locks.reread(meeting)
    state = rules.check_transition(by, "publish_minutes", meeting)
    happened.check(meeting.node.when, "Mødet")
    decided = meeting.items.filter(statements__isnull=False, statements__withdrawn_at__isnull=True).values("pk")
    on = meeting.items.filter(is_on=True, withdrawn_at__isnull=True)
    undecided = on.exclude(pk__in=decided).select_related("node")
    rules.check_minutes([item.node.title for item in undecided])
    published = _enter(meeting, state, by=by, verb="meeting.minutes_published", stamp="minutes_published_at")
    routes.treat_arrivals(by=by, meeting=published)
    minutes.keep(published, by=by)
    return published


def _enter(meeting: Meeting, state: str, *, by: Actor, verb: str, stamp: str = "") -> Meeting:
    meeting.state = state
    if stamp:
        setattr(meeting, stamp, timezone.now())
    meeting.save(update_fields=["state", *([stamp] if stamp else [])])
    showing.show(meeting, by=by)
    journal.note(verb, by=by, node=meeting.node)
    return meeting


@journal.deed
def note_attendance(
    *, by: Actor, meeting: Meeting, presence: str, name: str = "", person: Person | None = None, note: str = ""
) -> Invitation:
    """Note how somebody took part, by account or by name. The same name again changes the note."""
    locks.reread(meeting)
    rules.check_plan(by, meeting.node)
    if presence not in Invitation.Presence.values:
        raise Refused("Vælg til stede, afbud, stedfortræder eller udeblevet.", field="presence")

    named = name.strip()
    if person is None and (found := meeting.gathering.invitations.filter(person=None, name__iexact=named).first()):
        invitation = gatherings.note_presence(by=by, invitation=found, presence=presence, note=note.strip())
    else:
        invitation = gatherings.invite(
            by=by, gathering=meeting.gathering, person=person, name=named, presence=presence, note=note.strip()
        )

    opening.note_meeting(meeting)
    journal.note("meeting.attendance_noted", by=by, node=meeting.node, data={"invitation": invitation.pk})
    return invitation
