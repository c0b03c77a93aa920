"""Who was invited to a meeting, who was there at which item, and whose names are withheld."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from samspil.features.cases.records.models import (
    AgendaItem,
    Attendance,
    DecisionStatement,
    Dissent,
    Meeting,
    Recusal,
    Vote,
)
from samspil.features.cases.records.queries.rows import statements_visible_to, texts_of
from samspil.features.cases.records.rules import attendance
from samspil.paper.refusal import NotFound
from samspil.spine import naming
from samspil.spine.models import Invitation, TextVersion
from samspil.spine.people import Actor

Seat = attendance.Seat


def name_of(invitation: Invitation) -> str:
    """Name one who was invited."""
    return str(invitation.person or invitation.name or invitation.organisation)


WITHHELD = "En deltager uden for udvalget"


def withhold(actor: Actor, named: Iterable[tuple[Invitation | None, Meeting]]) -> None:
    """Take from invitations, as they are shown, the names of persons that the actor may not be told: of staff and citizens.

    Those near the meeting read every name; others read who sat in the body as elected on its day. A name that the
    secretary wrote into the minutes, without a person behind it, is the minutes' own words. One query at the most.
    """
    far = [
        (each, meeting) for each, meeting in named if each and each.person_id and not naming.shows(actor, meeting.node)
    ]

    elected = (
        naming.in_office((each.person_id, meeting.body_id, meeting.node.day) for each, meeting in far if each.person_id)
        if far
        else frozenset()
    )
    for each, meeting in far:
        if (each.person_id, meeting.body_id) not in elected:
            each.person, each.name, each.note = None, WITHHELD, ""


def invitations_of(meeting: Meeting) -> QuerySet[Invitation]:
    """Return those invited to a meeting, with what the minutes say of each, in the order they were noted."""
    return (
        Invitation.objects.filter(gathering=meeting.pk)
        .select_related(
            "person",
            "organisation",
            "attendance__substitute_for__person",
            "attendance__arrived_before",
            "attendance__left_before",
        )
        .order_by("id")
    )


def seats(meeting: Meeting) -> list[Seat]:
    """Return those invited to a meeting as the rules see them. Two queries."""
    recused = defaultdict(set)
    for invitation, order in Recusal.objects.filter(item__meeting=meeting).values_list("invitation", "item__order"):
        recused[invitation].add(order)
    return [_seat(each, frozenset(recused[each.pk])) for each in invitations_of(meeting)]


def _seat(invitation: Invitation, recused: frozenset[int]) -> Seat:
    said: Attendance | None = getattr(invitation, "attendance", None)
    stands_in_for = said.substitute_for if said else None

    return Seat(
        key=invitation.pk,
        name=name_of(invitation),
        presence=invitation.presence,
        person_id=invitation.person_id,
        substitute_for=name_of(stands_in_for) if stands_in_for else "",
        arrived_at=said.arrived_at if said else None,
        from_order=said.arrived_before.order if said and said.arrived_before else None,
        left_at=said.left_at if said else None,
        until_order=said.left_before.order if said and said.left_before else None,
        recused_at=recused,
    )


def there_at(item: AgendaItem) -> list[Seat]:
    """Return those who took part in an item."""
    return attendance.there_at(seats(item.meeting), item.order)


def attendance_words(meeting: Meeting) -> str:
    """Write who took part and when the meeting ended, as a suggestion for the minutes."""
    ended = timezone.localtime(meeting.adjourned_at).time() if meeting.adjourned_at else None
    return attendance.attendance_words(seats(meeting), adjourned=ended)


def invitation(meeting: Meeting, pk: int) -> Invitation:
    """Return one of those invited to a meeting, else NotFound."""
    invited = invitations_of(meeting).filter(pk=pk).first()
    if invited is None:
        raise NotFound
    return invited


def with_record(statements: QuerySet[DecisionStatement]) -> QuerySet[DecisionStatement]:
    """Bring votes, dissent and a stay along with statements. Three queries more, where there are any."""
    return statements.select_related("ballot", "stay__step", "stay__invitation__person").prefetch_related(
        Prefetch("dissents", Dissent.objects.select_related("invitation__person")),
        Prefetch("ballot__votes", Vote.objects.select_related("invitation__person")),
    )


@dataclass(frozen=True)
class Worded:
    """A statement with what its reader may see of it: its words as printed, their version, and the dissents that stand."""

    row: DecisionStatement
    printed: str = ""
    version: int = 0

    @property
    def pk(self) -> UUID:
        """The statement's own key."""
        return self.row.pk

    @property
    def shown(self) -> str:
        """The words without what surrounds them in print."""
        return self.printed.strip()

    @property
    def dissents(self) -> list[Dissent]:
        """The dissents that nobody has taken out again."""
        return standing_dissents(self.row)


def with_words(
    statements: Iterable[DecisionStatement], texts: Mapping[UUID, Mapping[str, TextVersion]]
) -> list[Worded]:
    """Put statements together with their words, as `texts_of` gave them. No query."""
    return [
        Worded(said, spoken.body, spoken.number) if (spoken := texts.get(said.pk, {}).get("words")) else Worded(said)
        for said in statements
    ]


def standing_dissents(statement: DecisionStatement) -> list[Dissent]:
    """Return a statement's dissents that nobody has taken out again (of rows from `with_record`: no query)."""
    return [each for each in statement.dissents.all() if each.withdrawn_at is None]


def named_in(statements: Iterable[DecisionStatement]) -> Iterator[tuple[Invitation | None, Meeting]]:
    """Yield those whom the records of statements name, each with the meeting (of rows from `with_record`: no query)."""
    for statement in statements:
        meeting = statement.item.meeting
        stay, ballot = getattr(statement, "stay", None), getattr(statement, "ballot", None)
        yield stay.invitation if stay else None, meeting
        for row in (*(ballot.votes.all() if ballot else ()), *standing_dissents(statement)):
            yield row.invitation, meeting


def statement(actor: Actor, pk: UUID) -> DecisionStatement:
    """Return one standing statement that the actor may see, with its record, else NotFound."""
    said = with_record(statements_visible_to(actor)).prefetch_related("answers").filter(pk=pk).first()
    if said is None:
        raise NotFound
    withhold(actor, named_in([said]))
    return said


def worded(actor: Actor, pk: UUID) -> Worded:
    """Return one standing statement that the actor may see, with its record and its words, else NotFound."""
    return with_words([statement(actor, pk)], texts_of([pk]))[0]


def recusals_of(items: Iterable[UUID]) -> dict[UUID, list[Recusal]]:
    """Return those who stood aside, by item. One query."""
    recusals: dict[UUID, list[Recusal]] = defaultdict(list)
    for recusal in Recusal.objects.filter(item__in=list(items)).select_related("invitation__person"):
        recusals[recusal.item_id].append(recusal)
    return recusals
