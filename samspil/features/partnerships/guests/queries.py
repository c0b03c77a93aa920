"""Reading who may be asked to an activity, and how it stands with those who are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from samspil.features.partnerships.core.models import Activity
from samspil.features.partnerships.core.rules import SIDES
from samspil.features.partnerships.day import queries as day_queries
from samspil.features.partnerships.parties import queries as party_queries
from samspil.paper.refusal import NotFound
from samspil.spine import passes
from samspil.spine.models import Invitation, Organisation, Person


@dataclass(frozen=True)
class Guest:
    """Somebody in the partnership, and whether they are invited already."""

    person: Person
    side: str
    is_invited: bool

    @property
    def side_name(self) -> str:
        return SIDES[self.side]


@dataclass(frozen=True)
class Group:
    """One party with its people; the party itself can be asked where nobody is written in."""

    party: Organisation | None
    guests: tuple[Guest, ...]
    is_invited: bool

    @property
    def is_whole(self) -> bool:
        """Tell whether everybody here is invited already."""
        return all(each.is_invited for each in self.guests) if self.guests else self.is_invited


@dataclass(frozen=True)
class Asked:
    """One invitation as the page shows it: by which channel, and what was answered."""

    row: Invitation
    side: str

    @property
    def name(self) -> str:
        return str(self.row.person.name if self.row.person else self.row.name or self.row.organisation)

    @property
    def phone(self) -> str:
        """Return the number to ring, where there is no address to write to."""
        of = self.row.person or self.row.organisation
        return of.phone if of else ""

    @property
    def is_somebody(self) -> bool:
        """Whether it is to a person, known or by name, who can be given a letter of their own; a party is rung to."""
        return bool(self.row.person_id or self.row.name)

    @property
    def has_mail(self) -> bool:
        return bool(self.row.person and self.row.person.email)


def groups(activity: Activity) -> list[Group]:
    """Return those in the partnership by party, each person once, with who is invited. Three queries."""
    rows = day_queries.invitations(activity)
    asked = {each.person_id for each in rows if each.withdrawn_at is None}
    parties_asked = {each.organisation_id for each in rows if each.person_id is None and each.withdrawn_at is None}
    seen: set[UUID] = set()
    found = []
    for party, takers in party_queries.by_party(activity.partnership):
        guests = []
        for taker in takers:
            if taker.role.person_id not in seen:
                seen.add(taker.role.person_id)
                guests.append(Guest(taker.role.person, taker.side, taker.role.person_id in asked))
        if guests or party:
            found.append(Group(party, tuple(guests), party is not None and party.pk in parties_asked))

    return found


def asked(activity: Activity) -> list[Asked]:
    """Return the standing invitations with the side of each. Two queries."""
    rows = [each for each in day_queries.invitations(activity) if each.withdrawn_at is None]
    sides = day_queries.sides(activity, rows)
    return [Asked(row, sides[row.pk]) for row in rows]


def answers(rows: list[Asked]) -> list[tuple[str, int]]:
    """Count the answers, in the order of the choices, leaving out those nobody gave."""
    counted = Counter(each.row.answer for each in rows)
    order = [*(key for key in Invitation.Answer.values if key), ""]
    return [(str(Invitation.Answer(key).label), counted[key]) for key in order if counted[key]]


def unanswered(activity: Activity) -> list[Invitation]:
    """Return those who were sent an invitation to what is still to come, have not answered, and have had half a day to do it."""
    starts = activity.gathering.starts_at
    if starts is None or starts < timezone.now() or activity.gathering.cancelled_at:
        return []
    rows = activity.gathering.invitations.filter(
        passes.rested(), withdrawn_at__isnull=True, sent_sequence__isnull=False, answer="", person__isnull=False
    )
    return list(rows.exclude(person__email="").select_related("person", "gathering__node", "issued").order_by("pk"))


def invitation(activity: Activity, pk: int) -> Invitation:
    """Return one standing invitation of somebody to an activity, by name at least; `NotFound` for a party's and any other."""
    standing = activity.gathering.invitations.filter(pk=pk, withdrawn_at__isnull=True)
    rows = standing.filter(Q(person__isnull=False) | ~Q(name=""))
    row = rows.select_related("person", "organisation", "gathering__node", "issued").first()
    if row is None:
        raise NotFound
    return row
