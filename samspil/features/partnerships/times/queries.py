"""Every reading of meeting times: what is asked of whom, who still counts, and what they said."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.times import rules
from samspil.features.partnerships.times.models import Asked, Availability, Quorum, SoughtTime, TimeRequest
from samspil.paper.refusal import NotFound, Refused
from samspil.spine import desk, passes, people, policy, visibility
from samspil.spine.models import Invitation, Organisation, Pass, Person, Role
from samspil.spine.people import NOBODY, Actor

# Nobody is weighed up for what they missed long ago.
LOOKED_BACK = 3


@dataclass(frozen=True)
class Member:
    """One who may be asked: the person and the organisation they come from."""

    person_id: UUID
    name: str
    organisation_id: UUID | None
    organisation: str
    has_address: bool


def get(actor: Actor, pk: UUID) -> TimeRequest:
    """Return one asking for times; `NotFound` alike when it is not there and when it may not be seen."""
    rows = TimeRequest.objects.select_related("node__organisation", "node__within", "partnership__node")
    return visibility.get(rows, actor, pk)


def open_for(actor: Actor, partnership: Partnership) -> list[TimeRequest]:
    """Return a partnership's askings, the newest first, to those who may see them. One query."""
    rows = visibility.rows(TimeRequest.objects.filter(partnership=partnership), actor)
    newest_first = rows.select_related("node").order_by("-node__created_at")
    return [each for each in newest_first if policy.allows(actor, "see", each)]


def members(partnership: Partnership) -> list[Member]:
    """Return those who hold a role in the partnership today, each once, by name. One query."""
    held = Role.objects.filter(people.holding(timezone.localdate()), circle=partnership.circle)
    by_person: dict[UUID, Member] = {}
    for role in held.select_related("person", "organisation", "seat__organisation").order_by("person__name", "pk"):
        party = core_queries.of_role(role)
        by_person.setdefault(
            role.person_id,
            Member(
                role.person_id,
                role.person.name,
                party.pk if party else None,
                party.name if party else "",
                bool(role.person.email),
            ),
        )

    return list(by_person.values())


def without_time(actor: Actor, partnership: Partnership) -> QuerySet[Activity]:
    """Return the planned activities of a partnership that have no hour yet or lie ahead, in the plan's order."""
    rows = visibility.rows(Activity.objects.filter(partnership=partnership), actor, through="gathering__node")
    ahead = Q(gathering__starts_at__isnull=True) | Q(gathering__starts_at__gt=timezone.now())
    return rows.filter(ahead, state="planned").select_related("gathering__node").order_by("order")


def asked(request: TimeRequest) -> QuerySet[Asked]:
    """Return those who were asked, by name. One query."""
    rows = request.asked.select_related("person", "organisation", "answered_by", "issued")
    return rows.order_by("person__name", "pk")


def standing(request: TimeRequest) -> QuerySet[Asked]:
    """Return those who were asked and have not left what they were asked for. One query."""
    return asked(request).exclude(_left(request))


def _left(request: TimeRequest) -> Q:
    person, party = OuterRef("person"), OuterRef("organisation")
    own = Role.objects.filter(person=person, organisation=party)
    seats = Role.objects.filter(person=person, seat__organisation=party)
    still = people.lasting(request.first) & people.holding(min(timezone.localdate(), request.first))
    # Whoever belongs to the organisation is judged by that; who only sits there for it, by the seat.
    gone = Exists(own) & ~Exists(own.filter(still))
    return Q(gone | (~Exists(own) & Exists(seats) & ~Exists(seats.filter(still))))


@dataclass(frozen=True)
class Reply:
    """One who was asked, as the page of answers shows them. `has_left`: they have left what they were asked for."""

    pk: int
    person: Person
    organisation: Organisation | None
    must_come: bool
    is_citizen: bool
    answered_at: dt.datetime | None
    answered_by: Person | None
    reminded_at: dt.datetime | None
    has_left: bool


def replies(request: TimeRequest) -> list[Reply]:
    """Return everyone who was asked, with who has answered and who has left. One query."""
    return [
        Reply(
            row.pk,
            row.person,
            row.organisation,
            row.must_come,
            row.is_citizen,
            row.answered_at,
            row.answered_by,
            row.reminded_at,
            row.has_left,
        )
        for row in asked(request).annotate(has_left=_left(request))
    ]


def opened(pass_ids: Iterable[UUID], pk: int, actor: Actor = NOBODY) -> Asked:
    """Return what a personal link opened in this session asks, or what the actor was asked. `NotFound` for any other."""
    rows = Asked.objects.select_related("request__node__within", "request__partnership__node", "person", "organisation")
    row = rows.filter(pk=pk, issued__in=passes.held(pass_ids, rules.PASS_PURPOSE)).first()
    if row is None and actor.person_id is not None:
        row = visibility.rows(rows.filter(pk=pk, person=actor.person_id), actor, through="request__node").first()
    if row is None:
        raise NotFound(passes.NOT_OPEN)
    return row


def waiting(actor: Actor) -> QuerySet[Asked] | None:
    """Return the askings that the reader has not answered, while they are open; None for nobody."""
    if actor.person_id is None:
        return None
    rows = Asked.objects.filter(
        person=actor.person_id, answered_at__isnull=True, request__state="open", request__last__gte=timezone.localdate()
    )
    return visibility.rows(rows, actor, through="request__node").select_related("request__node__within")


def expected(row: Asked) -> desk.Expected:
    """Write an asking for times that waits."""
    node = row.request.node
    return desk.Expected(
        what=_("Svar på, hvornår du kan"),
        about=node.title,
        at=("partnerships:own_times", row.pk),
        where=node.within.name if node.within else "",
        circle=node.within_id,
        due=row.request.answer_by,
        button=_("Svar"),
        is_invented=node.is_invented,
    )


def asked_by(actor: Actor, pk: int) -> Asked:
    """Return one asked person to whoever runs the asking; `NotFound` for a request that may not be seen."""
    rows = Asked.objects.select_related("request__node__within", "request__partnership__node", "person", "organisation")
    return visibility.get(rows, actor, pk, through="request__node")


def behind(issued: Pass) -> Asked:
    """Return whom a pass was issued to."""
    return Asked.objects.get(issued=issued)


def sought(request: TimeRequest) -> list[SoughtTime]:
    """Return the activities that a time is sought for. One query."""
    return list(request.sought.select_related("activity__gathering__node", "activity__partnership__node"))


def quorums(request: TimeRequest) -> list[Quorum]:
    """Return how many must come from whom. One query."""
    return list(request.quorums.select_related("organisation"))


def taken(row: Asked) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return when a calendar that was handed over is taken, on the Danish clock without zone. One query."""
    return [
        (timezone.localtime(each.starts_at).replace(tzinfo=None), timezone.localtime(each.ends_at).replace(tzinfo=None))
        for each in row.busy_times.all()
    ]


def answers(row: Asked) -> dict[tuple[dt.date, str], str]:
    """Return what one person answered, by day and part. One query."""
    return {(each.on, each.part): each.level for each in row.availabilities.all()}


def counted(request: TimeRequest) -> dict[tuple[dt.date, str], Counter[str]]:
    """Count the answers for each day and part, naming nobody. One query."""
    counts: dict[tuple[dt.date, str], Counter[str]] = defaultdict(Counter)
    for on, part, level in Availability.objects.filter(asked__request=request).values_list("on", "part", "level"):
        counts[on, part][level] += 1
    return counts


def missed_lately(partnership: Partnership) -> Counter[UUID]:
    """Count how many of the latest held activities each person missed in a row. One query."""
    rows = (
        Invitation.objects.filter(
            person__isnull=False,
            gathering__activity__partnership=partnership,
            gathering__activity__state__in=("held", "closed"),
        )
        .exclude(presence=Invitation.Presence.UNKNOWN)
        .order_by("person_id", "-gathering__node__occurred_on", "-pk")
        .values_list("person_id", "presence")
    )
    by_person: dict[UUID, list[str]] = defaultdict(list)
    for person, presence in rows:
        by_person[person].append(presence)

    missed: Counter[UUID] = Counter()
    away = {Invitation.Presence.APOLOGY, Invitation.Presence.ABSENT}
    for person, latest in by_person.items():
        for presence in latest[:LOOKED_BACK]:
            if presence not in away:
                break
            missed[person] += 1

    return missed


def sent_invitations(activity: Activity) -> tuple[int, int]:
    """Return (how many have been sent an invitation, how many lack the newest or any)."""
    standing = (
        activity.gathering.invitations.filter(withdrawn_at__isnull=True, person__isnull=False)
        .exclude(person__email="")
        .values_list("sent_sequence", flat=True)
    )
    told = [each for each in standing if each is not None]
    newest = activity.gathering.sequence
    is_off = activity.gathering.cancelled_at is not None
    lacking = [each for each in standing if (each is None and not is_off) or (each is not None and each < newest)]
    return len(told), len(lacking)


def shows_title(activity: Activity) -> bool:
    """Tell whether mails may call an activity by its title: as it was last asked for."""
    latest = activity.sought.select_related("request").order_by("-request__node__created_at").first()
    return bool(latest and latest.request.shows_title)


def said_of(activity: Activity, *, titled: bool | None = None) -> tuple[str, str]:
    """Return what a mail may call an activity, and where it is: the partnership's name alone unless its title was let out."""
    if titled is None:
        titled = shows_title(activity)
    # What was checked when it was asked may have been retitled since: what fails the check now stays out.
    if titled:
        names = [each.person.name for each in activity.gathering.invitations.select_related("person") if each.person]
        try:
            rules.check_title(activity.node.title, activity.gathering.place, names)
        except Refused:
            titled = False
    title = rules.mail_title(activity.partnership.node.title, activity.node.title if titled else "")
    return title, activity.gathering.place if titled else ""
