"""Who takes over in the care room: a person's care with what is owed on their records, from one hand to the next.

Whoever leaves opens nothing any more, and nobody else sees what they owed. So the coordinators of the place are told what stands
without anybody, by its purpose and date and by whom it was: never whom it is about.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from samspil.paper.refusal import Refused
from samspil.spine import caseload, duties, journal, locks, people, purposes
from samspil.spine.actors import Actor
from samspil.spine.models import Caseload, Duty, NamedReader, Organisation, Party, Person, Role, Room


@journal.deed
def hand_over(*, by: Actor, row: Caseload, to: Person, organisation: Organisation | None = None) -> Caseload:
    """Give the care of a person on to somebody else with what is owed, in one deed, so that there is no moment without.

    The deed that calls has asked who may. Refused as `caseload.take`, and when it is handed over or ended already.
    """
    locks.reread(row)
    if row.ended_at is not None:
        raise Refused("Forløbet er allerede givet videre eller afsluttet.")

    made = caseload.take(by=by, subject=row.subject, person=to, organisation=organisation or row.organisation)
    # Handed to whom has it already, `take` gives back this very row, and nothing may end.
    if made.pk != row.pk:
        _hand_duties(by, row, to)
        caseload.let_go(by=by, row=row)

    return made


# Who meets citizens where they work: a seat in a committee or a director's chair is no reason to open anybody's record.
IN_CARE = (Role.Kind.STAFF, Role.Kind.COORDINATOR)


@journal.deed
def succeed(*, by: Actor, left: Person, organisation: Organisation, to: Person) -> list[Caseload]:
    """Give all that somebody has in their care for an organisation to a successor there, without opening any of it.

    Also what ran out by its days while something is owed. The deed that calls has asked who may. It gives nobody what they name
    themselves to, nothing to who does not meet citizens there, and takes nothing from who still works there: they hand over
    themselves. Whether there was anything to give is told to nobody but the successor, and it is noted either way.
    """
    locks.reread(left)
    today = timezone.localdate()
    if left.pk == to.pk:
        raise Refused("Vælg en anden end den, der stopper.", field="to")
    if to.pk == by.person_id:
        raise Refused("Du kan ikke give dig selv andres forløb. Bed en anden af stedets tovholdere om det.", field="to")

    works = Role.objects.filter(organisation=organisation)
    if not works.filter(people.holding(today), person=to, role__in=IN_CARE).exists():
        raise Refused(
            "{to} arbejder ikke med borgere i {organisation}. Vælg en, der gør.",
            field="to",
            to=to.name,
            organisation=organisation.name,
        )
    if works.filter(people.holding(today + dt.timedelta(days=1)), person=left).exists():
        raise Refused(
            "{left} arbejder stadig i {organisation}, og giver selv sine forløb videre. "
            "Skriv først, hvornår rollen slutter.",
            field="left",
            left=left.name,
            organisation=organisation.name,
        )

    owed = _owed_by(left).filter(node__subject=OuterRef("subject"), node__organisation=OuterRef("organisation"))
    goes_on = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    mine = Caseload.objects.filter(person=left, organisation=organisation, ended_at__isnull=True)
    rows = list(mine.filter(goes_on | Q(Exists(owed))).select_related("subject", "organisation").order_by("pk"))
    journal.note("caseload.succeeded", by=by, organisation=organisation.pk, data={"left": left.pk, "to": to.pk})
    return [hand_over(by=by, row=row, to=to) for row in rows]


def _owed_by(person: Person) -> QuerySet[Duty]:
    return Duty.anywhere.filter(node__room=Room.CARE, owner=person, done_at__isnull=True)


def _hand_duties(by: Actor, row: Caseload, to: Person) -> None:
    owed = _owed_by(row.person).filter(node__subject=row.subject, node__organisation=row.organisation)
    for duty in owed.select_related("node").order_by("pk"):
        duties.pass_on(by=by, duty=duty, to=to)


@dataclass(frozen=True)
class Left:
    """A duty of the care room that nobody who owes it can open: what for, when, and who had it. Not whom it is about."""

    purpose: str
    due_on: dt.date | None
    had_by: str
    organisation: str


def left_without(actor: Actor, *, on: dt.date | None = None) -> list[Left]:
    """Return what is owed in care and stands without anybody, in the organisations that the actor coordinates. One query."""
    places = {each.organisation_id for each in actor.memberships if each.role == Role.Kind.COORDINATOR} - {None}
    if not places:
        return []

    rows = without_anybody(on or timezone.localdate()).filter(node__organisation__in=places)
    return [
        Left(
            purpose=purposes.of(each).label,
            due_on=each.due_on,
            had_by=str(each.owner or each.owner_organisation),
            organisation=each.node.organisation.name,
        )
        for each in rows.select_related("owner", "owner_organisation", "node__organisation")
    ]


def without_anybody(on: dt.date) -> QuerySet[Duty]:
    """Return the open duties of care that none of their owners may open on the day (`visibility.care_condition`)."""
    works, standing = Role.objects.filter(people.holding(on)), caseload.standing(on)
    # Each way to open a record asks for a role where it counts: of the one who owes it, or of anybody in the house that does.
    holder_works = works.filter(person=OuterRef("person"), organisation=OuterRef("organisation"))
    had = Caseload.objects.filter(standing, Exists(holder_works), subject=OuterRef("node__subject"))
    party = Party.objects.filter(standing, node=OuterRef("node"))
    owner_works = works.filter(person=OuterRef(OuterRef("owner")), organisation=OuterRef("organisation"))
    named = NamedReader.objects.filter(Exists(works.filter(person=OuterRef("person"))), node=OuterRef("node"))
    ways = (
        had.filter(person=OuterRef("owner")),
        had.filter(organisation=OuterRef("owner_organisation")),
        party.filter(Exists(owner_works)),
        party.filter(organisation=OuterRef("owner_organisation")),
        named.filter(person=OuterRef("owner")),
    )

    rows = Duty.anywhere.filter(*(~Exists(way) for way in ways), node__room=Room.CARE, done_at__isnull=True)
    return rows.order_by(F("due_on").asc(nulls_last=True), "created_at", "pk")
