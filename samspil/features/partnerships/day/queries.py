"""Reading the day itself: who is expected and who came, notes, pictures, ratings, and what somebody missed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core import rules as core_rules
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.day import rules
from samspil.features.partnerships.day.models import DayNote, LandingNote, Photo
from samspil.features.partnerships.parties import queries as party_queries
from samspil.spine import desk, people, visibility
from samspil.spine.models import Gathering, Invitation, Node, Organisation, Pass, Person, Role, StoredFile
from samspil.spine.people import Actor

# How long a landing note that somebody missed stands first on their front page.
MISSED_FOR = dt.timedelta(days=60)
CAME = (Invitation.Presence.PRESENT, Invitation.Presence.SUBSTITUTE)


def is_inside(actor: Actor, node: Node) -> bool:
    """Tell whether somebody works in the partnership: notes and pictures are for those alone."""
    return bool(actor.job) or actor.stands_near(node.organisation_id, node.within_id)


def invitations(activity: Activity) -> QuerySet[Invitation]:
    """Return who is expected, by organisation and name."""
    standing = activity.gathering.invitations.filter(
        ~Q(presence=Invitation.Presence.UNKNOWN) | Q(withdrawn_at__isnull=True)
    )
    return standing.select_related("person", "organisation").order_by(
        "organisation__name", "person__name", "name", "pk"
    )


def by_organisation(rows: Sequence[Invitation]) -> list[tuple[str, list[Invitation]]]:
    """Group invitations by organisation, those without one last."""
    named = sorted(rows, key=lambda each: (each.organisation is None, str(each.organisation or "")))
    return [(name, list(group)) for name, group in groupby(named, key=lambda each: str(each.organisation or ""))]


def organisation_of(person: Person, activity: Activity) -> Organisation | None:
    """Return where a person belonged on the activity's day: their role in the partnership, else their first."""
    day = activity.node.day or timezone.localdate()
    held = Role.objects.filter(people.holding(day), person=person).filter(
        Q(organisation__isnull=False) | Q(seat__isnull=False)
    )
    roles = list(held.select_related("organisation", "seat__organisation"))
    within = [role for role in roles if role.circle_id == activity.partnership.circle_id]
    return next((core_queries.of_role(role) for role in (*within, *roles)), None)


def sides(activity: Activity, rows: Sequence[Invitation]) -> dict[int, str]:
    """Return on which side each of the invited stands, by the invitation's key. One query.

    By the role in the partnership on the day; else by where they come from, and a citizen is who comes from nowhere.
    """
    day = activity.node.day or timezone.localdate()
    held = Role.objects.filter(people.holding(day), circle=activity.partnership.circle_id)
    of_person: dict[UUID, str] = {}
    for role in held.select_related("seat__organisation").order_by("pk"):
        side = core_rules.side_of(role.role, comes_from_a_party=core_queries.of_role(role) is not None)
        of_person.setdefault(role.person_id, side)
    return {each.pk: of_person.get(each.person_id) or _side_from(each.organisation) for each in rows}  # type: ignore[arg-type]


def _side_from(organisation: Organisation | None) -> str:
    if organisation is None:
        return "citizen"
    return "civil_society" if organisation.kind == Organisation.Kind.ASSOCIATION else "professional"


def partners(partnership: Partnership) -> list[Organisation]:
    """Return the partnership's partners by name."""
    return list(partnership.circle.partners.all())


def within(activity: Activity) -> list[tuple[Person | None, Organisation | None]]:
    """Return who may have come uninvited: the partnership's people by party, and each party of which nobody is known. Two queries."""
    found: list[tuple[Person | None, Organisation | None]] = []
    seen: set[UUID] = set()
    for party, takers in party_queries.by_party(activity.partnership):
        for each in takers:
            if each.role.person_id not in seen:
                seen.add(each.role.person_id)
                found.append((each.role.person, party))
        if party is not None and not takers:
            found.append((None, party))
    return found


def owners(partnership: Partnership) -> tuple[list[Person], list[Organisation]]:
    """Return those who can be given a task: the partnership's people, and its partners."""
    return list(people.members_of(partnership.circle).order_by("name")), partners(partnership)


def notes(actor: Actor, activity: Activity) -> list[DayNote]:
    """Return the day's notes, to those inside the partnership."""
    if not is_inside(actor, activity.node):
        return []
    return list(activity.notes.select_related("by"))


def photos(actor: Actor, activity: Activity) -> list[Photo]:
    """Return the day's pictures, to those inside the partnership."""
    if not is_inside(actor, activity.node):
        return []
    return list(activity.photos.select_related("stored").order_by("stored__stored_at"))


def photo(actor: Actor, key: str) -> Photo:
    """Return one picture of an activity that the actor may see."""
    rows = Photo.objects.select_related("stored", "activity__gathering__node")
    return visibility.get(rows, actor, key, through="activity__gathering__node")


def files_of(actor: Actor, node: Node) -> list[StoredFile]:
    """Return an activity's files, to those inside the partnership: a picture shows people who were never asked."""
    return list(StoredFile.objects.filter(node=node)) if is_inside(actor, node) else []


def ratings(activity: Activity) -> rules.Shown:
    """Return what those present said, as it may be shown. One query."""
    counted = activity.ratings.values("level").annotate(number=Count("pk")).values_list("level", "number")
    return rules.shown(dict(counted), activity.level)


def answers(activity: Activity) -> int:
    """Tell how many have rated an activity."""
    return activity.ratings.count()


def present(activity: Activity) -> int:
    """Tell how many came, as far as it is noted."""
    return activity.gathering.invitations.filter(presence__in=CAME).count()


def rating_passes(activity: Activity) -> QuerySet[Pass]:
    """Return the codes that still open an activity's rating."""
    standing = Pass.objects.filter(node=activity.node, purpose=rules.RATING_PURPOSE, revoked_at__isnull=True)
    return standing.filter(expires_at__gt=timezone.now())


def by_pass(opened: Pass) -> Activity:
    """Return the activity that a code opens for rating."""
    return Activity.objects.select_related("gathering__node", "partnership__node").get(pk=opened.node_id)


def absent_first(activity: Activity) -> list[Invitation]:
    """Return the invited with an address: absent politicians first, then the other absentees, then those who came."""
    invited = list(invitations(activity).exclude(person__isnull=True))
    politicians = _politicians(each.person_id for each in invited)
    return sorted(
        (each for each in invited if each.person and each.person.email),
        key=lambda each: (each.presence in CAME, each.person_id not in politicians, each.pk),
    )


def _politicians(keys: Iterable[UUID | None]) -> set[UUID]:
    held = Role.objects.filter(people.holding(timezone.localdate()), role=Role.Kind.POLITICIAN, person__in=keys)
    return set(held.values_list("person_id", flat=True))


def missed(actor: Actor) -> list[LandingNote]:
    """Return where we landed while somebody invited was not there, the newest first. One query, none for nobody."""
    if actor.person_id is None:
        return []
    mine = Invitation.objects.filter(Q(person=actor.person_id), ~Q(presence__in=CAME))
    landings = visibility.rows(LandingNote.objects.all(), actor, through="activity__gathering__node").filter(
        activity__gathering__in=mine.values("gathering"), written_at__gte=timezone.now() - MISSED_FOR
    )
    return list(
        landings.select_related("activity__gathering__node", "activity__partnership__node").order_by("-written_at")[:5]
    )


LANDINGS_SHOWN = 5


def without_landing(actor: Actor) -> QuerySet[Activity]:
    """Return the held activities whose landing note is missing."""
    return core_queries.activities(actor).filter(state="held")


def to_land(actor: Actor) -> QuerySet[Activity] | None:
    """Return the held activities that the reader coordinates and whose landing note is missing; None for all others."""
    led = {held.circle_id for held in actor.memberships if held.role == Role.Kind.COORDINATOR and held.circle_id}
    if not led:
        return None
    return without_landing(actor).filter(partnership__circle__in=led).order_by("gathering__node__occurred_on", "order")


def expected(row: Activity) -> desk.Expected:
    """Write a landing note that is missing."""
    return desk.Expected(
        what=_("Skriv, hvor I landede"),
        about=row.node.title,
        at=("partnerships:land", row.pk),
        where=row.partnership.node.title,
        circle=row.node.within_id,
        button=_("Skriv, hvor I landede"),
        is_invented=row.node.is_invented,
    )


def where_to_land(actor: Actor) -> list[desk.Home]:
    """Return the landing notes the reader has to write, by activity and partnership; else where they find what was held."""
    rows = to_land(actor)
    waiting = list(rows) if rows is not None else []
    if waiting:
        return [
            desk.Home(
                circle=each.partnership.circle_id,
                title=f"{each.node.title} ({each.partnership.node.title})",
                at=("partnerships:land", each.pk),
                is_invented=each.node.is_invented,
            )
            for each in waiting
        ]
    return [core_queries.home(each, "partnerships:plan") for each in core_queries.led(actor)]


def read_first(actor: Actor, coming: Sequence[Gathering]) -> dict[UUID, tuple[str, desk.Place]]:
    """Return for each coming activity where its partnership landed last. One query."""
    near = {each.node.within_id: each for each in coming if each.node.kind == "activity"}
    landings = visibility.rows(LandingNote.objects.all(), actor, through="activity__gathering__node").filter(
        activity__partnership__circle__in=near
    )
    latest = {
        row.activity.partnership.circle_id: row.activity
        for row in landings.select_related("activity__gathering__node", "activity__partnership").order_by("written_at")
    }
    return {
        each.pk: (
            _("hvor I landede sidst: {title}").format(title=latest[each.node.within_id].node.title),
            ("partnerships:activity", latest[each.node.within_id].pk),
        )
        for each in coming
        if each.node.kind == "activity" and each.node.within_id in latest
    }


def latest_landings(actor: Actor) -> list[LandingNote]:
    """Return the newest landing notes the actor may see. One query."""
    landings = visibility.rows(LandingNote.objects.all(), actor, through="activity__gathering__node")
    return list(
        landings.select_related("activity__gathering__node", "activity__partnership__node").order_by(
            "-activity__gathering__node__occurred_on", "-written_at"
        )[:LANDINGS_SHOWN]
    )


def landed_since(actor: Actor, since: dt.datetime) -> list[LandingNote]:
    """Return the landing notes written since a moment in the actor's own partnerships. One query."""
    landings = visibility.rows(LandingNote.objects.all(), actor, through="activity__gathering__node")
    mine = landings.filter(activity__partnership__circle__in=actor.circles, written_at__gt=since)
    return list(
        mine.select_related("activity__gathering__node", "activity__partnership__node").order_by("-written_at")[
            :LANDINGS_SHOWN
        ]
    )
