"""Five meetings more, read from their minutes, one whose minutes wait to be written, and what they asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from samspil.features.cases.editing.actions import items
from samspil.features.cases.follow_up import actions as follow_up
from samspil.features.cases.importing import actions as importing
from samspil.features.cases.importing.extract import proposals
from samspil.features.cases.records.models import AgendaItem, DecisionStatement
from samspil.features.cases.seats import actions as seats
from samspil.site.demo import room
from samspil.spine import thread

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found


def load(found: Found, told: dict[str, Any]) -> None:
    """Read the minutes in, hold a meeting that has none yet, link what was learnt to the cases, and give what was asked for to somebody."""
    for each in told["meeting"]:
        _meeting(found, each)

    room.hold(found, told["held"])
    for title in told["resumed"]:
        before, again = rows(title).order_by("node__occurred_on")
        items.join_case(by=found.by, item=again, other=before)

    for each in told["grounds"]:
        thread.link(
            by=found.by,
            earlier=found.nodes[each["learning"]],
            later=item(each["item"]).node,
            relation="grounds",
            why="Sagen bygger på, hvad prøvehandlingen lærte os.",
        )

    for each in told["duty"]:
        duty = follow_up.give_duty(
            by=found.by,
            statement=statement(each["item"], each["says"]),
            title=each["title"],
            owner=found.cast[each["owner"]],
            due_on=each["due_on"],
            review_on=each["review_on"],
        )
        for words in each["statuses"]:
            follow_up.tell_status(by=found.by, duty=duty, words=words)


def _meeting(found: Found, told: dict[str, Any]) -> None:
    body = seats.add_body(by=found.by, circle=found.circles[told["body"]], house=told["house"])
    draft = proposals.propose(found.document(told["file"]))
    meeting = importing.import_meeting(by=found.by, body=body, draft=draft)
    room.note_present(found, meeting, told["present"], found.cast)


def rows(title: str) -> QuerySet[AgendaItem]:
    """Return the invented items of a title."""
    found = AgendaItem.objects.select_related("node", "meeting__node", "meeting__body__circle")
    return found.filter(node__title=title, node__is_invented=True)


def item(title: str) -> AgendaItem:
    """Return the newest invented item of a title."""
    return rows(title).order_by("-node__occurred_on")[0]


def statement(title: str, says: str) -> DecisionStatement:
    """Return the statement of an item that says so. LookupError when none does."""
    spoken = DecisionStatement.objects.select_related(
        "node__organisation", "item__node", "item__meeting__node", "item__meeting__body__circle"
    ).filter(item=item(title))
    for each in spoken.order_by("order"):
        if says in each.node.title:
            return each
    message = f"»{says}« is said by no decision of »{title}«"
    raise LookupError(message)
