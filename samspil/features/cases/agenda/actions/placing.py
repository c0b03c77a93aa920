"""The agenda as the secretary makes it: order, what is taken off or put on another meeting, the house's standing items."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from samspil.features.cases.agenda import queries, rules
from samspil.features.cases.editing.actions.items import Wording, add_item
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.publication import actions as publication_actions
from samspil.features.cases.records.models import AgendaItem, Meeting
from samspil.features.cases.records.queries import rows
from samspil.paper import danish
from samspil.paper.refusal import Refused, demanded
from samspil.spine import journal, locks, policy, thread, undoing
from samspil.spine.people import Actor


@journal.part
def place_last(item: AgendaItem) -> None:
    """Put an item last on its agenda with the next number; late where the agenda is published. In a deed."""
    meeting = Meeting.objects.select_for_update().get(pk=item.meeting_id)
    item.order = rows.next_place(meeting.items)
    item.is_on = True
    item.late_at = None if meeting.state == "planned" else timezone.now()
    item.number = item.number or str(meeting.items.filter(is_on=True).exclude(pk=item.pk).count() + 1)
    item.save(update_fields=["order", "is_on", "late_at", "number"])
    renumber(meeting)
    item.refresh_from_db(fields=["number"])


@journal.part
def place_first(item: AgendaItem) -> None:
    """Put an item first on an agenda that is not published. In a deed."""
    meeting = Meeting.objects.select_for_update().get(pk=item.meeting_id)
    if meeting.state != "planned":
        return
    there = AgendaItem.objects.filter(meeting=meeting)
    first = there.order_by("order")[0].order
    # One place holds one item: each moves on from the last, and this one steps aside meanwhile.
    there.filter(pk=item.pk).update(order=rows.next_place(meeting.items) + 1)
    for each in there.exclude(pk=item.pk).order_by("-order"):
        there.filter(pk=each.pk).update(order=each.order + 1)
    there.filter(pk=item.pk).update(order=first)
    renumber(meeting)
    item.refresh_from_db(fields=["order", "number"])


@journal.part
def renumber(meeting: Meeting) -> None:
    """Number the items of an unpublished agenda 1, 2, 3, unless some number was written otherwise. In a deed."""
    if meeting.state != "planned":
        return
    items = list(AgendaItem.objects.filter(meeting=meeting, is_on=True).order_by("order"))
    if any(item.number and not item.number.isdigit() for item in items):
        return
    for place, item in enumerate(items, 1):
        if item.number != str(place):
            item.number = str(place)
            item.save(update_fields=["number"])


@journal.deed
def shift_item(*, by: Actor, item: AgendaItem, down: bool) -> AgendaItem:
    """Move an item one place up or down; an unpublished agenda is numbered anew. First and last stay."""
    locks.reread(item)
    policy.check(by, "order", item, state="planned")
    rules.check_order(item)
    meeting = item.meeting
    there = list(AgendaItem.objects.filter(meeting=meeting, is_on=True).order_by("order"))
    at = next(place for place, each in enumerate(there) if each.pk == item.pk)
    to = at + 1 if down else at - 1
    if not 0 <= to < len(there):
        raise Refused("Punktet er allerede det sidste." if down else "Punktet er allerede det første.")

    here, other = there[at], there[to]
    places = (other.order, here.order)
    # One place holds one item: the first steps aside while the other takes its place.
    AgendaItem.objects.filter(pk=here.pk).update(order=rows.next_place(meeting.items))
    AgendaItem.objects.filter(pk=other.pk).update(order=places[1])
    AgendaItem.objects.filter(pk=here.pk).update(order=places[0])
    renumber(meeting)
    publication_actions.show(meeting, by=by)
    item.refresh_from_db(fields=["order", "number"])
    journal.note("case_item.shifted", by=by, node=item.node, data={"order": item.order})
    return item


@journal.deed
def shift_back(*, by: Actor, key: str, told: Mapping[str, str]) -> AgendaItem:
    """Undo that an item was moved a place, on an agenda that is not published and where it stands as it was put."""
    item = rows.item(by, UUID(key))
    if item.meeting.state != "planned" or str(item.order) != told["order"]:
        raise Refused("Dagsordenen er ændret siden. Flyt punktet, som det nu skal stå.")
    return shift_item(by=by, item=item, down=told["down"] != "True")


@journal.deed
def take_off(*, by: Actor, item: AgendaItem, reason: str) -> AgendaItem:
    """Take an item off the agenda with a reason. What the public has seen stays as a trace that says so."""
    locks.reread(item)
    decided = item.statements.filter(withdrawn_at__isnull=True).exists()
    policy.check(by, "take_off", item, state="planned")
    rules.check_take_off(item, has_decision=decided)
    why = demanded(reason, "Skriv, hvorfor punktet tages af dagsordenen.", field="reason")

    item.withdrawn_at, item.withdrawn_why = timezone.now(), why
    item.is_on = item.is_on and item.meeting.state != "planned"
    item.save(update_fields=["withdrawn_at", "withdrawn_why", "is_on"])
    renumber(item.meeting)
    publication_actions.show(item.meeting, by=by)
    journal.note("case_item.taken_off", by=by, node=item.node)
    return item


@journal.deed
def postpone_item(*, by: Actor, item: AgendaItem, meeting: Meeting) -> AgendaItem:
    """Move an item that is not published to another meeting of the same body, last there."""
    locks.reread(item, meeting)
    policy.check(by, "postpone", item)
    rules.check_postpone(item)
    rules.check_takes_items(meeting, same_body=item.meeting.body_id == meeting.body_id)
    before, stood = item.meeting, item.is_on
    item.meeting = meeting
    item.order = rows.next_place(meeting.items)
    item.is_on, item.late_at, item.withdrawn_at, item.withdrawn_why = False, None, None, ""
    item.number = ""
    item.save(update_fields=["meeting", "order", "is_on", "late_at", "withdrawn_at", "withdrawn_why", "number"])
    if stood or item.approval in {"", "approved"}:
        place_last(item)

    node = thread.redate(item.node, meeting.node.when)
    renumber(before)
    publication_actions.show(before, by=by)
    publication_actions.show(meeting, by=by)
    journal.note("case_item.postponed", by=by, node=node, data={"from": before.pk, "to": meeting.pk})
    return item


@journal.deed
def add_standing(*, by: Actor, meeting: Meeting) -> list[AgendaItem]:
    """Put the house's standing items on an agenda, those that are not there: the agenda's own approval first, the others last.

    Refused when all are.
    """
    locks.reread(meeting)
    policy.check(by, "order", "case_item", meeting.node, meeting.state, otherwise=rules.NOT_STANDING)
    house = houses.of(meeting.body.house)
    there = {each.node.title.casefold(): each for each in meeting.items.select_related("node", "meeting__body__circle")}
    previous = queries.meeting_before(meeting)
    made = []
    for title in house.standing_items:
        key, known = rules.standing_key(title), there.get(title.casefold())
        if (known is not None and known.withdrawn_at is None) or (key == "minutes" and previous is None):
            continue
        if known is not None:
            made.append(_put_back(by, known))
            continue
        day = danish.date(previous.node.day) if previous and previous.node.day else ""
        made.append(
            add_item(
                by=by,
                meeting=meeting,
                wording=Wording(
                    title=title, clauses=[f"referatet fra mødet den {day} godkendes"] if key == "minutes" else ()
                ),
                standing=key,
            )
        )

    for item in made:
        if item.standing == "agenda":
            place_first(item)
    if not made:
        raise Refused("Husets faste punkter er allerede på dagsordenen.")

    return made


def _put_back(by: Actor, item: AgendaItem) -> AgendaItem:
    """Put a standing item on again that was taken off: a second one with the same title would be another matter."""
    stands = item.is_on
    item.withdrawn_at, item.withdrawn_why = None, ""
    item.save(update_fields=["withdrawn_at", "withdrawn_why"])
    if not stands:
        place_last(item)
    publication_actions.show(item.meeting, by=by)
    journal.note("case_item.put_on", by=by, node=item.node, data={"late": item.late_at is not None})
    return item


@journal.deed
def take_standing_back(*, by: Actor, key: str, told: Mapping[str, str]) -> None:
    """Undo that the actor put standing items on an agenda that is not published. Refused after ten minutes."""
    meeting = rows.meeting(by, UUID(key))
    locks.reread(meeting)
    policy.check(by, "order", "case_item", meeting.node, meeting.state, otherwise=rules.NOT_STANDING)
    if meeting.state != "planned":
        raise Refused("Dagsordenen er offentliggjort siden. Tag punkterne af et for et, og skriv hvorfor.")

    for item in [rows.item(by, UUID(each)) for each in told["items"].split()]:
        last = undoing.last("case_item.put_on", item.pk) or undoing.last("case_item.added", item.pk)
        undoing.check_own(by, last)
        take_off(by=by, item=item, reason="Sat på ved en fejl.")
