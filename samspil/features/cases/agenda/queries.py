"""What lies before an agenda: proposals that wait, whom to call, agendas whose day has come; and the agenda itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samspil.features.cases.agenda.models import Presentation
from samspil.features.cases.records.models import AgendaItem, Body, ClosedNotice, Meeting
from samspil.features.cases.records.queries.attendance import invitations_of, withhold
from samspil.features.cases.records.queries.rows import meetings_visible_to, notices_for, visible_to
from samspil.features.cases.records.queries.sheets import Sheet, sees_record, sheets
from samspil.spine import desk, people, policy, visibility
from samspil.spine.models import Circle, Gathering, Invitation, Person, Role
from samspil.spine.people import Actor

# Those who are called: elected members, and those whom civil society has in a health council.
MEMBERS = (Role.Kind.POLITICIAN, Role.Kind.MEMBER)


def members_of(body: Body, *, on: dt.date | None) -> QuerySet[Person]:
    """Return the members of a body on a day, by name: not its secretary and not its director."""
    held = Role.objects.filter(circle=body.circle, role__in=MEMBERS)
    if on is not None:
        held = held.filter(people.holding(on))
    return Person.objects.filter(pk__in=held.values("person_id")).order_by("name", "pk")


def directors_of(organisation_id: UUID) -> QuerySet[Person]:
    """Return the directors of an authority today, by name."""
    held = Role.objects.filter(
        people.holding(timezone.localdate()), organisation=organisation_id, role=Role.Kind.DIRECTOR
    )
    return Person.objects.filter(pk__in=held.values("person_id")).order_by("name", "pk")


def meeting_before(meeting: Meeting) -> Meeting | None:
    """Return the body's meeting before this one that was held: its agenda has been published."""
    return (
        Meeting.objects.select_related("node")
        .filter(body=meeting.body, node__occurred_on__lt=meeting.node.day)
        .exclude(state="planned")
        .order_by("-node__occurred_on")
        .first()
    )


def agendas_due(on: dt.date) -> list[Meeting]:
    """Return the planned meetings whose agendas are to be published by a day, the earliest first."""
    return list(
        Meeting.objects.select_related("node__organisation", "node__gathering", "body__circle__organisation")
        .filter(state="planned", agenda_due_on__lte=on, node__gathering__cancelled_at__isnull=True)
        .order_by("agenda_due_on", "pk")
    )


def awaiting(actor: Actor) -> QuerySet[AgendaItem]:
    """Return the proposals on no agenda yet that concern the actor, by body, meeting and place.

    A director's are the authority's, a secretary's the body's, and everybody's are their own.
    """
    led = {m.organisation_id for m in actor.memberships if m.role == Role.Kind.DIRECTOR}
    kept = {m.circle_id for m in actor.memberships if m.role == Role.Kind.SECRETARY and m.circle_id}
    mine = Q(node__organisation__in=led) | Q(node__within__in=kept)
    if actor.person_id:
        mine |= Q(node__created_by=actor.person_id)

    return (
        visible_to(actor)
        .filter(mine, is_on=False, withdrawn_at__isnull=True)
        .exclude(approval="")
        .select_related("node__created_by", "node__organisation", "meeting__body__circle__organisation")
        .order_by("meeting__body__circle__name", "meeting__node__occurred_on", "order")
    )


def _held(actor: Actor, *roles: str) -> tuple[set[UUID | None], set[UUID | None]]:
    """Return the organisations and the circles where somebody holds one of the roles."""
    held = [each for each in actor.memberships if each.role in roles]
    return {each.organisation_id for each in held} - {None}, {each.circle_id for each in held} - {None}


def waiting_for_director(actor: Actor) -> QuerySet[AgendaItem] | None:
    """Return the proposals that wait for the actor's approval; None for whoever leads no authority."""
    led, _circles = _held(actor, Role.Kind.DIRECTOR)
    return awaiting(actor).filter(approval="submitted", node__organisation__in=led) if led else None


def waiting_for_author(actor: Actor) -> QuerySet[AgendaItem] | None:
    """Return the actor's own proposals that are drafts or were sent back; None for whoever writes none."""
    if actor.person_id is None or not actor.has_role(Role.Kind.COORDINATOR, Role.Kind.DIRECTOR, Role.Kind.SECRETARY):
        return None
    return awaiting(actor).filter(approval__in=("draft", "sent_back"), node__created_by=actor.person_id)


def waiting_for_secretary(actor: Actor) -> QuerySet[AgendaItem] | None:
    """Return the approved proposals that the actor is to put on an agenda; None for whoever keeps no body."""
    _led, kept = _held(actor, Role.Kind.SECRETARY)
    if not kept:
        return None
    ahead = awaiting(actor).filter(approval="approved", node__within__in=kept)
    return ahead.filter(meeting__state__in=("planned", "agenda_published"))


def to_be_approved(row: AgendaItem) -> desk.Expected:
    """Write a proposal that waits for the director."""
    return _proposal(row, _("Godkend et punkt til dagsordenen"), _("Læs og godkend"))


def to_be_mended(row: AgendaItem) -> desk.Expected:
    """Write a proposal that waits for its author."""
    what = _("Ret dit punkt, der er sendt tilbage") if row.approval == "sent_back" else _("Gør dit udkast færdigt")
    return _proposal(row, what, _("Åbn udkastet"))


def to_be_put_on(row: AgendaItem) -> desk.Expected:
    """Write an approved proposal that waits for the secretary; one press puts it on."""
    # On a published agenda it becomes public at once: that is judged on its own page.
    press = ("cases:put_on", row.pk) if row.meeting.state == "planned" else ()
    return _proposal(row, _("Sæt et godkendt punkt på dagsordenen"), _("Sæt det på"), press)


def _proposal(row: AgendaItem, what: str, button: str, press: desk.Place = ()) -> desk.Expected:
    meeting = row.meeting
    return desk.Expected(
        what=what,
        about=row.node.title,
        at=("cases:detail", row.pk),
        where=meeting.body.circle.name,
        circle=meeting.body.circle.pk,
        due=meeting.agenda_due_on if meeting.state == "planned" else meeting.node.day,
        button=button,
        press=press,
        is_invented=row.node.is_invented,
    )


def read_first(actor: Actor, coming: Sequence[Gathering]) -> dict[UUID, tuple[str, desk.Place]]:
    """Return the published agenda of each coming meeting. One query."""
    meetings = meetings_visible_to(actor).filter(pk__in=[each.pk for each in coming], state="agenda_published")
    return {key: (str(_("dagsordenen")), ("cases:meeting", key)) for key in meetings.values_list("pk", flat=True)}


def next_agenda(actor: Actor) -> desk.Place | None:
    """Return the next meeting of the bodies that the actor keeps, whose agenda is to be made; None when there is none."""
    _led, kept = _held(actor, Role.Kind.SECRETARY)
    coming = meetings_visible_to(actor).filter(
        body__in=kept, state__in=("planned", "agenda_published"), node__occurred_on__gte=timezone.localdate()
    )
    first = coming.order_by("node__occurred_on").values_list("pk", flat=True).first() if kept else None
    return ("cases:meeting", first) if first is not None else None


def to_approve(actor: Actor) -> list[AgendaItem]:
    """Return the proposals that wait for the actor's own approval, for the front page."""
    if not actor.has_role(Role.Kind.DIRECTOR):
        return []
    return [
        item
        for item in awaiting(actor).filter(approval="submitted")
        if policy.allows(actor, "approve", "case_item", item.node, item.approval)
    ]


def meetings_for(actor: Actor, item: AgendaItem) -> list[Meeting]:
    """Return the body's other meetings that still take items, the next first."""
    meetings = meetings_visible_to(actor).filter(body=item.meeting.body_id, state="planned").exclude(pk=item.meeting_id)
    return list(meetings.order_by("node__occurred_on"))


def presentation(actor: Actor, pk: UUID) -> Presentation:
    """Return one presentation of an item that the actor may see, else NotFound."""
    rows = Presentation.objects.select_related("item__node", "item__meeting__node")
    return visibility.get(rows, actor, pk, through="item__node")


def presented_at(actor: Actor, meeting: Meeting) -> list[Presentation]:
    """Return what is to be presented at a body's next meeting, and what was at this one, of items one may see."""
    rows = Presentation.objects.select_related("item__node").filter(
        Q(meeting=meeting) | Q(meeting__isnull=True, held_on__isnull=True, to_circle=meeting.body_id)
    )
    if meeting.state == "published":
        rows = rows.filter(meeting=meeting)
    return list(visibility.rows(rows, actor, through="item__node"))


def other_circles(item: AgendaItem) -> QuerySet[Circle]:
    """Return the political bodies that a matter may be presented to: all but the item's own."""
    political = (Circle.Kind.COMMITTEE, Circle.Kind.COUNCIL, Circle.Kind.HEALTH_COUNCIL, Circle.Kind.HEALTH_CLUSTER)
    return Circle.objects.filter(kind__in=political).exclude(pk=item.meeting.body_id)


def waiting_at(actor: Actor, meeting: Meeting) -> list[AgendaItem]:
    """Return the items at a meeting that are not on its agenda: proposals, and what was taken off in time."""
    # Nothing of it is ever public: whoever stands nowhere is spared the question.
    if not (actor.organisations or actor.circles or actor.job):
        return []
    return list(visible_to(actor).filter(meeting=meeting, is_on=False))


@dataclass
class Agenda:
    """A meeting's page: items and notices in the printed order, and who took part where it may be said."""

    meeting: Meeting
    lines: list[Sheet | ClosedNotice] = field(default_factory=list)
    attendance: list[Invitation] = field(default_factory=list)
    waiting: list[AgendaItem] = field(default_factory=list)
    presentations: list[Presentation] = field(default_factory=list)


def agenda(actor: Actor, meeting: Meeting) -> Agenda:
    """Return a meeting with its items, closed ones as notices, in the printed order."""
    printed: list[Sheet | ClosedNotice] = []
    printed += sheets(actor, visible_to(actor).filter(meeting=meeting, is_on=True))
    printed += list(notices_for(actor).filter(meeting=meeting))
    printed.sort(key=lambda line: line.item.order if isinstance(line, Sheet) else line.order)
    who = list(invitations_of(meeting)) if sees_record(actor, meeting) else []
    for_others = (each.attendance.substitute_for for each in who if hasattr(each, "attendance"))
    withhold(actor, ((each, meeting) for each in (*who, *for_others)))
    return Agenda(meeting, printed, who, waiting_at(actor, meeting), presented_at(actor, meeting))
