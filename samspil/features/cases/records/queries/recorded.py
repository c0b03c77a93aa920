"""The record of a decision as minutes print it beside its words: who stood aside, votes, dissent, a stay; and what follows a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import F

from samspil.features.cases.records.models import Dissent, Meeting, Recusal
from samspil.features.cases.records.queries.attendance import Worded, name_of
from samspil.features.cases.records.queries.rows import statements_visible_to
from samspil.features.cases.records.rules import attendance
from samspil.paper import danish
from samspil.spine.models import Invitation
from samspil.spine.people import Actor

# What a line is about, and what it says.
Line = tuple[str, str]


def stood_aside(recusals: Iterable[Recusal]) -> list[Line]:
    """Return the line of those who stood aside at an item, or none."""
    said = [
        f"{name_of(each.invitation)} ({each.reason})" if each.reason else name_of(each.invitation) for each in recusals
    ]
    return [("Inhabil:", f"{danish.listing(said)}.")] if said else []


def beside(said: Worded) -> Iterator[Line]:
    """Yield the lines that belong to one statement. It comes from `with_record`: no query."""
    stay = getattr(said.row, "stay", None)
    if stay is not None:
        yield (
            "Indbragt:",
            f"{name_of(stay.invitation)} ønskede sagen indbragt for {stay.step.to_text} (styrelseslovens § 23).",
        )

    ballot = getattr(said.row, "ballot", None)
    if ballot is not None:
        named: dict[str, list[str]] = defaultdict(list)
        for vote in ballot.votes.all():
            named[vote.choice].append(name_of(vote.invitation))
        by_name = [f"{label}: {danish.listing(named[key])}." for key, label in attendance.VOTES.items() if named[key]]
        counted = f"{ballot.in_favour} for, {ballot.against} imod, {ballot.abstained} undlod."
        yield "Afstemning:", " ".join([counted, *by_name])

    for each in said.dissents:
        yield f"{each.get_kind_display()} fra {name_of(each.invitation)}:", each.words


def passages(statements: Iterable[Worded]) -> Iterator[tuple[str, list[Line]]]:
    """Yield a decision's words in order, cut after each statement that has lines beside it, with those lines."""
    words = ""
    for said in statements:
        words += said.printed
        if lines := list(beside(said)):
            yield words, lines
            words = ""
    yield words, []


def came_along(dissent: Dissent) -> Line:
    """Return the line of a dissent that came with a case from another body."""
    meeting = dissent.statement.item.meeting
    return f"{dissent.get_kind_display()} fra {name_of(dissent.invitation)}, {meeting.node.title}:", dissent.words


def following(actor: Actor, items: Iterable[UUID]) -> dict[UUID, list[Dissent]]:
    """Return the dissents that must follow a case, by the item it came on as (styrelsesloven § 13). One query.

    They are read where they stand: what is closed or taken out there is gone here too.
    """
    dissents: dict[UUID, list[Dissent]] = defaultdict(list)
    rows = (
        Dissent.objects.filter(
            follows_case=True,
            withdrawn_at__isnull=True,
            statement__in=statements_visible_to(actor).values("pk"),
            statement__item__statements__steps__next_item__in=list(items),
        )
        .select_related("invitation__person", "invitation__organisation", "statement__node")
        .select_related("statement__item__meeting__node")
        .annotate(came_to=F("statement__item__statements__steps__next_item"))
        .order_by("statement__item__meeting__node__occurred_on", "statement__order", "id")
        .distinct()
    )
    for each in rows:
        dissents[each.came_to].append(each)

    return dissents


def held(meeting: Meeting) -> str:
    """Write when a meeting began and was adjourned, as far as it is written."""
    parts = (("Begyndt", meeting.began_at), ("Hævet", meeting.adjourned_at))
    return " ".join(f"{word} {danish.clock(at)}." for word, at in parts if at is not None)


def took_part(invitation: Invitation) -> str:
    """Write what the minutes say of one who took part: for whom, from when and until when."""
    said = getattr(invitation, "attendance", None)
    parts = [invitation.note]
    if said is not None:
        if said.substitute_for is not None:
            parts.append(f"for {name_of(said.substitute_for)}")
        if said.arrived_before is not None:
            at = f"kom {danish.clock(said.arrived_at)}, til" if said.arrived_at else "fra"
            parts.append(f"{at} punkt {said.arrived_before.number}")
        if said.left_before is not None:
            at = f"gik {danish.clock(said.left_at)}, før" if said.left_at else "gik før"
            parts.append(f"{at} punkt {said.left_before.number}")
    return ", ".join(filter(None, parts))
