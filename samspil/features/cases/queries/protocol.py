"""What a meeting's record holds beside its statements, and who was there at which item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from samspil.features.cases import rules
from samspil.features.cases.models import (
    AgendaItem,
    Attendance,
    Ballot,
    DecisionStatement,
    Dissent,
    Meeting,
    Recusal,
    Stay,
    Vote,
)
from samspil.features.cases.queries.rows import statements_visible_to, texts_of
from samspil.paper.refusal import NotFound, Refused
from samspil.spine import happened, naming, visibility
from samspil.spine.models import Circle, Invitation, Node
from samspil.spine.people import Actor

Seat = rules.protocol.Seat


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
    return rules.protocol.there_at(seats(item.meeting), item.order)


def attendance_words(meeting: Meeting) -> str:
    """Write who took part and when the meeting ended, as a suggestion for the minutes."""
    ended = timezone.localtime(meeting.adjourned_at).time() if meeting.adjourned_at else None
    return rules.protocol.attendance_words(seats(meeting), adjourned=ended)


def invitation(meeting: Meeting, pk: int) -> Invitation:
    """Return one of those invited to a meeting, else NotFound."""
    found = invitations_of(meeting).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def with_record(statements: QuerySet[DecisionStatement]) -> QuerySet[DecisionStatement]:
    """Bring votes, dissent and a stay along with statements. Three queries more, where there are any."""
    return statements.select_related("ballot", "stay__step", "stay__invitation__person").prefetch_related(
        Prefetch(
            "dissents",
            Dissent.objects.filter(withdrawn_at__isnull=True).select_related("invitation__person"),
            to_attr="standing_dissents",
        ),
        Prefetch("ballot__votes", Vote.objects.select_related("invitation__person")),
    )


def named_in(statements: Iterable[DecisionStatement]) -> Iterator[tuple[Invitation | None, Meeting]]:
    """Yield those whom the records of statements name, each with the meeting (of rows from `with_record`: no query)."""
    for found in statements:
        meeting = found.item.meeting
        stay, ballot = getattr(found, "stay", None), getattr(found, "ballot", None)
        yield stay.invitation if stay else None, meeting
        for row in (*(ballot.votes.all() if ballot else ()), *found.standing_dissents):  # type: ignore[attr-defined]
            yield row.invitation, meeting


def statement(actor: Actor, pk: UUID) -> DecisionStatement:
    """Return one standing statement that the actor may see, with its words and record, else NotFound."""
    found = with_record(statements_visible_to(actor)).prefetch_related("answers").filter(pk=pk).first()
    if found is None:
        raise NotFound
    withhold(actor, named_in([found]))
    spoken = texts_of([found.pk]).get(found.pk, {}).get("words")
    found.printed = spoken.body if spoken else ""  # type: ignore[attr-defined]
    found.shown = found.printed.strip()  # type: ignore[attr-defined]
    found.version = spoken.number if spoken else 0  # type: ignore[attr-defined]
    return found


def recusals_of(items: Iterable[UUID]) -> dict[UUID, list[Recusal]]:
    """Return those who stood aside, by item. One query."""
    found: dict[UUID, list[Recusal]] = defaultdict(list)
    for recusal in Recusal.objects.filter(item__in=list(items)).select_related("invitation__person"):
        found[recusal.item_id].append(recusal)
    return found


def recusal(actor: Actor, pk: int) -> Recusal:
    """Return one recusal at an item that the actor may see, else NotFound."""
    rows = Recusal.objects.select_related(
        "item__node", "item__meeting__node", "item__meeting__body__circle", "invitation"
    )
    return visibility.get(rows, actor, pk, through="item__node")


def dissent(actor: Actor, pk: UUID) -> Dissent:
    """Return one standing dissent on a statement that the actor may see, else NotFound."""
    found = (
        Dissent.objects.filter(withdrawn_at__isnull=True, statement__in=statements_visible_to(actor).values("pk"))
        .select_related(
            "statement__node", "statement__item__node", "statement__item__meeting__node", "invitation__person"
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def stayed(node: Node) -> str:
    """Say why a decision may not be carried out: a member has brought it to the council."""
    found = Stay.objects.filter(statement=node.pk, step__state="sent").select_related("step").first()
    if found is None:
        return ""
    return (
        f"Udførelsen er standset: Et medlem har bragt sagen for {found.step.to_text} (styrelseslovens § 23). "
        "Den kan fortsætte, når der er skrevet, hvordan det gik."
    )


def councils_of(item: AgendaItem) -> QuerySet[Circle]:
    """Return the councils of the item's authority, one of which may be asked to decide."""
    return Circle.objects.filter(kind=Circle.Kind.COUNCIL, organisation=item.node.organisation_id)


def items_on(meeting: Meeting) -> QuerySet[AgendaItem]:
    """Return the items on a meeting's agenda in order, for its secretary's forms."""
    return AgendaItem.objects.select_related("node").filter(meeting=meeting, is_on=True).order_by("order")


def keeps(actor: Actor, item: AgendaItem) -> bool:
    """Tell whether the actor keeps the record of the item's body: its secretary."""
    circle = item.meeting.body_id
    return bool(actor.job) or any(m.role == "secretary" and m.circle_id == circle for m in actor.memberships)


def check_may_stay(actor: Actor, statement: DecisionStatement, *, own: bool = True) -> None:
    """Refuse a stay of a decision where the law gives none (`rules.protocol.check_stay`)."""
    item = statement.item
    circle = item.meeting.body.circle
    rules.protocol.check_stay(
        actor,
        item.node,
        item.meeting,
        is_municipal=item.meeting.node.organisation.kind == "municipality",
        is_committee=circle.kind == Circle.Kind.COMMITTEE,
        is_stayed=Stay.objects.filter(statement=statement).exists(),
        is_own=own,
    )


def words_of_attendance(invitation: Invitation) -> dict[str, Any]:
    """Return what is written of somebody's attendance, for its form."""
    said: Attendance | None = getattr(invitation, "attendance", None)
    words: dict[str, Any] = {"presence": invitation.presence, "note": invitation.note}
    if said is not None:
        words |= {
            "substitute_for": said.substitute_for_id,
            "arrived_at": said.arrived_at,
            "left_at": said.left_at,
            "arrived_before": said.arrived_before_id,
            "left_before": said.left_before_id,
        }
    return words


def words_of_votes(statement: DecisionStatement) -> dict[str, Any]:
    """Return the votes on a statement, for their form."""
    ballot = Ballot.objects.filter(statement=statement).prefetch_related("votes").first()
    if ballot is None:
        return {"how": "named"}
    named = {f"vote-{vote.invitation_id}": vote.choice for vote in ballot.votes.all()}
    counts = {"in_favour": ballot.in_favour, "against": ballot.against, "abstained": ballot.abstained}
    return {"how": "named" if named else "counted", **(named or counts)}


def held_times_of(meeting: Meeting) -> dict[str, Any]:
    """Return when a meeting began and was adjourned, for its form; the planned hour where nothing is said."""
    began = meeting.began_at or meeting.gathering.starts_at
    return {
        "began": timezone.localtime(began).time() if began else None,
        "adjourned": timezone.localtime(meeting.adjourned_at).time() if meeting.adjourned_at else None,
    }


def may_stay(actor: Actor, statement: DecisionStatement) -> bool:
    """Tell whether the actor may stop a decision now, for its button."""
    try:
        check_may_stay(actor, statement)
    except Refused:
        return False
    return True


def check_may_decide(by: Actor, item: AgendaItem, *, reason: str = "") -> None:
    """Refuse a decision by others, out of turn, without a reason where it is a correction, and before the meeting is held."""
    rules.check_decide(by, item.node, item.meeting, reason=reason)
    happened.check(item.meeting.node.when, "Mødet")
