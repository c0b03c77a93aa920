"""Reading who is in a partnership: its parties, its people by the party they come from, and what a party holds that must go on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from samspil.features.partnerships.civic import rules as civic_rules
from samspil.features.partnerships.civic.models import CivicTask
from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core import rules as core_rules
from samspil.features.partnerships.core.models import Partnership, Seat
from samspil.features.partnerships.parties import rules
from samspil.paper.refusal import NotFound
from samspil.spine import duties, people, wording
from samspil.spine.actors import Actor
from samspil.spine.models import Duty, Invitation, Organisation, Pass, Person, Role

WITHOUT = "Borgere og andre"


@dataclass(frozen=True)
class Taker:
    """One role that somebody holds in the partnership, and for whom."""

    role: Role
    organisation: Organisation | None
    is_new: bool

    @property
    def side(self) -> str:
        return core_rules.side_of(self.role.role, comes_from_a_party=self.organisation is not None)

    @property
    def ends_on(self) -> dt.date | None:
        return self.role.until_on


def parties(partnership: Partnership) -> list[Organisation]:
    """Return the partners by name. One query."""
    return list(partnership.circle.partners.order_by("name"))


def known(partnership: Partnership | None = None) -> QuerySet[Organisation]:
    """Return the organisations in force today that are not parties already."""
    standing = Organisation.objects.filter(people.existing(timezone.localdate()))
    return standing.exclude(pk__in=partnership.circle.partners.all()) if partnership else standing


@dataclass(frozen=True)
class Known:
    """Somebody whom the actor works with already: who, from where, and as what they would come in."""

    person: Person
    organisation: Organisation | None
    role: str

    @property
    def side(self) -> str:
        return core_rules.side_of(self.role, comes_from_a_party=self.organisation is not None)


def near(actor: Actor, partnership: Partnership) -> list[Known]:
    """Return those whom the actor works with and who are not in the partnership, each once, by organisation and name. One query.

    Somebody is near who has a role today where the actor has one: nobody else is shown to be picked.
    """
    today = timezone.localdate()
    here = Role.objects.filter(people.holding(today), circle=partnership.circle)
    rows = Role.objects.filter(
        people.holding(today), Q(organisation__in=actor.organisations) | Q(circle__in=actor.circles)
    )
    rows = rows.exclude(person__in=here.values("person")).exclude(circle=partnership.circle)
    found: dict[UUID, Known] = {}
    for row in rows.select_related("person", "organisation", "seat__organisation").order_by("person__name", "pk"):
        known = Known(row.person, core_queries.of_role(row), rules.as_member(row.role))
        standing = found.get(row.person_id)
        if standing is None or (standing.organisation is None and known.organisation is not None):
            found[row.person_id] = known

    return sorted(
        found.values(), key=lambda each: (each.organisation is None, str(each.organisation or ""), each.person.name)
    )


@dataclass(frozen=True)
class Bearers:
    """Those near the reader, by the organisation they come from and the name they bear."""

    found: Mapping[tuple[UUID | None, str], list[Person]]

    def of(self, organisation: Organisation | None, name: str) -> list[Person]:
        """Return those who bear a name in an organisation."""
        return self.found.get((organisation.pk if organisation else None, " ".join(wording.words(name))), [])


def bearers(known: Iterable[tuple[Organisation | None, Person]]) -> Bearers:
    """Lay persons by organisation and name, each once."""
    found: dict[tuple[UUID | None, str], dict[UUID, Person]] = defaultdict(dict)
    for organisation, person in known:
        key = (organisation.pk if organisation else None, " ".join(wording.words(person.name)))
        found[key][person.pk] = person
    return Bearers({key: list(persons.values()) for key, persons in found.items()})


def homes(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations in whose name the actor can set a partnership up."""
    led = [m.organisation_id for m in actor.memberships if m.role in ("coordinator", "director")]
    return Organisation.objects.filter(pk__in=[pk for pk in led if pk])


def roles(partnership: Partnership) -> list[Taker]:
    """Return the roles that hold in the partnership today, with whom each is filled for. One query."""
    held = Role.objects.filter(people.holding(timezone.localdate()), circle=partnership.circle)
    rows = held.select_related("person", "organisation", "seat__organisation").order_by("person__name", "pk")
    return [Taker(row, core_queries.of_role(row), row.from_on == timezone.localdate()) for row in rows]


def by_party(partnership: Partnership) -> list[tuple[Organisation | None, list[Taker]]]:
    """Return each party with its people, also one that has none, and those of no party last. Two queries."""
    taken = roles(partnership)
    grouped: list[tuple[Organisation | None, list[Taker]]] = [
        (party, [each for each in taken if each.organisation == party]) for party in parties(partnership)
    ]
    named = {party.pk for party, _rows in grouped if party}
    rest = [each for each in taken if each.organisation is None or each.organisation.pk not in named]
    return [*grouped, (None, rest)] if rest else grouped


def role(partnership: Partnership, pk: int) -> Role:
    """Return one role of the partnership that holds today; `NotFound` for any other."""
    held = Role.objects.filter(people.holding(timezone.localdate()), circle=partnership.circle, pk=pk)
    row = held.select_related("person", "circle").first()
    if row is None:
        raise NotFound
    return row


def party(partnership: Partnership, pk: UUID) -> Organisation:
    """Return one party; `NotFound` for what is none."""
    partner = partnership.circle.partners.filter(pk=pk).first()
    if partner is None:
        raise NotFound
    return partner


def filled_for(partnership: Partnership, organisation: Organisation) -> QuerySet[Role]:
    """Return the roles in the partnership that are held for an organisation today or later."""
    held = Role.objects.filter(people.lasting(timezone.localdate()))
    mine = Q(seat__organisation=organisation) | Q(organisation=organisation, seat__isnull=True)
    return held.filter(mine, circle=partnership.circle).select_related("person")


def owed(partnership: Partnership, organisation: Organisation) -> QuerySet[Duty]:
    """Return the open duties in the partnership that a party or its people there have, and somebody must take over.

    What an association took on is no such duty: it goes back to its authority (`civic.hand_back`).
    """
    persons = filled_for(partnership, organisation).values("person_id")
    mine = Q(owner_organisation=organisation) | Q(owner__in=persons)
    theirs = duties.still_open().filter(mine, node__within=partnership.circle).exclude(purpose=civic_rules.PURPOSE)
    return theirs.select_related("node", "owner")


def given_back(partnership: Partnership, organisation: Organisation) -> QuerySet[CivicTask]:
    """Return what an association has taken on and gives back when it leaves."""
    rows = partnership.civic_tasks.filter(association=organisation, stopped_at__isnull=True, duty__done_at__isnull=True)
    return rows.select_related("duty", "authority").order_by("duty__created_at")


def links(partnership: Partnership, persons: list[UUID]) -> QuerySet[Pass]:
    """Return the personal links to the partnership's records that persons still hold."""
    good = Pass.objects.filter(person__in=persons, revoked_at__isnull=True, expires_at__gt=timezone.now())
    return good.filter(Q(node__within=partnership.circle) | Q(node=partnership.node))


def invited(partnership: Partnership, persons: list[UUID]) -> QuerySet[Invitation]:
    """Return the standing invitations of persons to what is still to come in the partnership."""
    ahead = Q(gathering__starts_at__gt=timezone.now()) | Q(gathering__starts_at__isnull=True, presence="unknown")
    rows = Invitation.objects.filter(ahead, person__in=persons, withdrawn_at__isnull=True)
    rows = rows.filter(gathering__activity__partnership=partnership, gathering__cancelled_at__isnull=True)
    return rows.select_related("person", "organisation", "gathering__node", "issued").order_by("pk")


def owed_by(partnership: Partnership, person: Person) -> QuerySet[Duty]:
    """Return the open duties in the partnership that somebody has by name."""
    return duties.still_open().filter(owner=person, node__within=partnership.circle).select_related("node", "owner")


def emptied() -> list[tuple[Seat, Partnership]]:
    """Return the seats whose holder belonged to the organisation they sit for and does no more. One query."""
    today = timezone.localdate()
    own = Role.objects.filter(
        person=OuterRef("role__person"), organisation=OuterRef("organisation"), circle__isnull=True
    )
    standing = Seat.objects.filter(Q(role__until_on__isnull=True) | Q(role__until_on__gt=today))
    gone = standing.filter(Exists(own)).exclude(Exists(own.filter(Q(until_on__isnull=True) | Q(until_on__gt=today))))
    seats = gone.select_related("role__person", "role__circle__partnership__node", "organisation").order_by("pk")
    return [(seat, seat.role.circle.partnership) for seat in seats if seat.role.circle]
