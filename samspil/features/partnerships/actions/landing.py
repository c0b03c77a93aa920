"""Closing an activity: three lines, a task with an owner for each thing that is next, and a mail to all invited, absentees first."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from samspil.features.partnerships import rules
from samspil.features.partnerships.actions import civic
from samspil.features.partnerships.models import Activity, LandingNote
from samspil.features.partnerships.queries import civic as civic_queries
from samspil.features.partnerships.queries import day as queries
from samspil.features.partnerships.rules import civic as civic_rules
from samspil.features.partnerships.rules import day as day_rules
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import duties, journal, locks, outbox, search
from samspil.spine.models import Node, Organisation, Person
from samspil.spine.people import Actor


@journal.deed
def land(
    *,
    by: Actor,
    activity: Activity,
    landed: str,
    came_of_it: str,
    what_next: str,
    steps: Sequence[day_rules.NextStep] = (),
    ends_here: bool = False,
) -> LandingNote:
    """Close an activity with its landing note, give what is next to its owners, and tell all invited.

    Absent politicians are written to first, then the other absentees, then those who came; once, when it is first closed. A note
    that is mended later adds tasks and takes none away. The same once more is no change.
    """
    locks.reread(activity)
    rules.check_land(by, activity.node, activity.state, landed, came_of_it, what_next, on=activity.node.when)
    has_steps = (
        activity.node.duties.filter(purpose__in=(day_rules.NEXT_STEP, civic_rules.PURPOSE)).exists()
        or activity.state == "closed"
    )
    associations = [each.pk for each in civic_queries.associations(activity.partnership)]
    day_rules.check_next_steps(steps, ends_here=ends_here, has_steps=has_steps, associations=associations)
    said = {"landed": landed, "came_of_it": came_of_it, "what_next": what_next}
    standing = LandingNote.objects.filter(activity=activity, **said).first()
    if standing is not None and activity.state == "closed" and not steps:
        return standing

    note, _ = LandingNote.objects.update_or_create(activity=activity, defaults=said)
    for step in steps:
        _give(by, activity, step)

    is_first = activity.state == "held"
    activity.state = "closed"
    activity.save(update_fields=["state"])
    search.index(activity.node, f"{activity.description}\n{landed}\n{came_of_it}\n{what_next}")
    if is_first:
        for each in queries.absent_first(activity):
            assert each.person is not None
            outbox.offer(
                topic="landing",
                subject=f"Hvor vi landede: {activity.partnership.node.title}",
                body=_mail(activity, note, was_there=each.presence in queries.CAME),
                address=each.person.email,
                person=each.person,
                node=activity.node,
            )

    journal.note("activity.landed", by=by, node=activity.node, data={"steps": len(steps)})
    return note


def _give(by: Actor, activity: Activity, step: day_rules.NextStep) -> None:
    person, organisation = _owner(activity, step.owner)
    if organisation is not None and organisation.kind == Organisation.Kind.ASSOCIATION:
        authorities = civic_queries.authorities(activity.partnership)
        authority = next((each for each in authorities if each.pk == step.duty), None)
        civic.give(
            by=by,
            partnership=activity.partnership,
            association=organisation,
            title=step.title,
            authority=authority,
            is_own=step.is_own,
            due_on=step.due_on,
            node=activity.node,
            told_later=True,
        )
        return

    duties.give(
        by=by,
        node=activity.node,
        purpose=day_rules.NEXT_STEP,
        title=step.title,
        owner=person,
        owner_organisation=organisation,
        due_on=step.due_on,
    )


def _owner(activity: Activity, key: UUID | None) -> tuple[Person | None, Organisation | None]:
    persons, partners = queries.owners(activity.partnership)
    person = next((each for each in persons if each.pk == key), None)
    organisation = next((each for each in partners if each.pk == key), None)
    if person is None and organisation is None:
        raise Refused("Vælg en ejer blandt partnerskabets personer og parter.", field="step_1_owner")
    return person, organisation


def _mail(activity: Activity, note: LandingNote, *, was_there: bool) -> str:
    """The words stand in the mail only where anybody may read them: what is not public may be about somebody's health."""
    day = f" den {danish.date(activity.node.day)}" if activity.node.day else ""
    opening = f"Her er, hvor vi landede{day}." if was_there else f"Du var ikke med{day}. Her er, hvor vi landede."
    link = outbox.absolute(reverse("partnerships:activity", args=[activity.pk]))
    if activity.node.visibility != Node.Visibility.PUBLIC:
        return f"{opening}\n\nLog ind for at læse opsamlingen:\n{link}\n"
    return (
        f"{opening}\n\nHvor vi landede:\n{note.landed}\n\nHvad der kom ud af det:\n{note.came_of_it}\n\n"
        f"Hvad der nu skal ske:\n{note.what_next}\n\nLæs mere:\n{link}\n"
    )
