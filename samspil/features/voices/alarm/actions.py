"""Every writing of whom one calls, and of the clock: set going with the duty, and told of once when it has run out."""

from __future__ import annotations

from dataclasses import asdict

from django.urls import reverse
from django.utils import timezone

from samspil.features.voices.alarm import queries, rules
from samspil.features.voices.alarm.models import Clock, Preparedness
from samspil.paper.refusal import Refused
from samspil.spine import journal, locks, outbox, people, policy
from samspil.spine.models import Duty, Organisation, Person
from samspil.spine.people import Actor


@journal.deed
def prepare(
    *, by: Actor, organisation: Organisation, lines: str, hours: int, next_in_line: Person | None = None
) -> Preparedness:
    """Say whom one calls at a place, within how many hours somebody follows up, and who is told when nobody has.

    Clocks that run keep their time. The journal says that it was changed, and no number.
    """
    locks.reread(organisation)
    policy.check(by, "prepare", "alarm", policy.Place.of(organisation))
    read = rules.read_lines(lines)
    rules.check_hours(hours)
    if next_in_line is not None and not queries.next_in_line(organisation.pk).filter(pk=next_in_line.pk).exists():
        raise Refused("Vælg en, der arbejder med bidrag hos jer.", field="next_in_line")

    said, _is_new = Preparedness.objects.update_or_create(
        organisation=organisation,
        defaults={"lines": [asdict(each) for each in read], "hours": hours, "next_in_line": next_in_line},
    )
    told = {"lines": len(read), "hours": hours}
    journal.note("alarm.prepared", by=by, organisation=organisation.pk, data=told)
    return said


@journal.part
def start(duty: Duty, *, instead_of: Duty | None = None) -> Clock:
    """Set the clock of a duty going. What is handed to another goes on with the time that was left."""
    before = queries.clock_of(instead_of.pk if instead_of else None)
    hours = queries.of(duty.node.organisation_id).hours
    due = before.due_at if before else rules.due_at(timezone.now(), hours)
    told = {"told": before.told, "told_at": before.told_at} if before else {}
    return Clock.objects.create(duty=duty, due_at=due, **told)


def tell_next() -> int:
    """Tell the next in line of each clock that has run out, once. The worker's round."""
    return sum(_tell(by=people.job("voices.alarm"), clock=clock) for clock in queries.overdue())


@journal.deed
def _tell(*, by: Actor, clock: Clock) -> bool:
    locks.reread(clock, clock.duty)
    duty = clock.duty
    if not rules.is_to_be_told(clock.due_at, clock.told_at, timezone.now(), is_open=duty.done_at is None):
        return False

    person = queries.told_next(duty)
    if person is None:
        return False

    clock.told, clock.told_at = person, timezone.now()
    clock.save(update_fields=["told", "told_at"])
    # Without an address it stands first on their page, and nowhere else.
    if person.email:
        link = outbox.absolute(reverse("voices:danger", args=[duty.node_id]))
        outbox.post(subject=rules.subject(), body=rules.body(clock.due_at, link), person=person, node=duty.node)
    journal.note("alarm.told", by=by, node=duty.node, data={"duty": duty.pk, "to": person.pk})
    return True
