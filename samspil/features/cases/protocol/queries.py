"""What a meeting's record holds beside its statements, for those who write it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from samspil.features.cases.editing import rules as editing_rules
from samspil.features.cases.protocol import rules
from samspil.features.cases.records.models import (
    AgendaItem,
    Attendance,
    Ballot,
    DecisionStatement,
    Dissent,
    Meeting,
    Recusal,
    Stay,
)
from samspil.features.cases.records.queries import attendance
from samspil.features.cases.records.queries.rows import decided, statements_visible_to, visible_to
from samspil.features.cases.records.queries.sheets import Sheet, sheets
from samspil.paper.refusal import NotFound, Refused
from samspil.spine import policy, visibility
from samspil.spine.models import Circle, Invitation, Node
from samspil.spine.people import Actor


def recusal(actor: Actor, pk: int) -> Recusal:
    """Return one recusal at an item that the actor may see, else NotFound."""
    rows = Recusal.objects.select_related(
        "item__node", "item__meeting__node", "item__meeting__body__circle", "invitation"
    )
    return visibility.get(rows, actor, pk, through="item__node")


def dissent(actor: Actor, pk: UUID) -> Dissent:
    """Return one standing dissent on a statement that the actor may see, else NotFound."""
    standing = (
        Dissent.objects.filter(withdrawn_at__isnull=True, statement__in=statements_visible_to(actor).values("pk"))
        .select_related(
            "statement__node", "statement__item__node", "statement__item__meeting__node", "invitation__person"
        )
        .filter(pk=pk)
        .first()
    )
    if standing is None:
        raise NotFound
    return standing


def stayed(node: Node) -> str:
    """Say why a decision may not be carried out: a member has brought it to the council."""
    stay = Stay.objects.filter(statement=node.pk, step__state="sent").select_related("step").first()
    if stay is None:
        return ""
    return (
        f"Udførelsen er standset: Et medlem har bragt sagen for {stay.step.to_text} (styrelseslovens § 23). "
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
    """Refuse a stay of a decision by others than members, and where the law gives none (`rules.check_stay`)."""
    item = statement.item
    circle = item.meeting.body.circle
    policy.check(actor, "stay", item, state="minutes_draft")
    rules.check_stay(
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


def check_decides_at(by: Actor, meeting: Meeting) -> None:
    """Refuse others than the secretary to write decisions item by item, and all before the minutes are begun and after them.

    What is published is corrected on its own page, with a reason.
    """
    policy.check(by, "decide", "case_item", meeting.node, "minutes_draft")
    editing_rules.check_begun(meeting)
    if meeting.state == "published":
        raise Refused("Referatet er offentliggjort. Ret hver beslutning på dens egen side, og skriv hvorfor.")


def to_decide(actor: Actor, meeting: Meeting, only: str = "") -> list[Sheet]:
    """Return the items that a meeting decides, in order, each with what stands of its decision; `only` the one with a key."""
    on = visible_to(actor).filter(meeting=meeting, is_on=True, withdrawn_at__isnull=True)
    found = sheets(actor, on)
    return [each for each in found if not only or str(each.item.pk) == only]


def asked_of(actor: Actor, meeting: Meeting, only: str) -> dict[str, Any]:
    """Return what the form of a meeting's decisions is made with: the items, who sits there, and who took part in words."""
    return {
        "found": to_decide(actor, meeting, only),
        "seats": attendance.seats(meeting),
        "took_part": attendance.attendance_words(meeting),
    }


def progress_of(meeting: Meeting) -> dict[str, int]:
    """Return how many of a meeting's items are decided, and of how many."""
    on = AgendaItem.objects.filter(meeting=meeting, is_on=True, withdrawn_at__isnull=True)
    return {"done": decided(on).count(), "of": on.count()}
