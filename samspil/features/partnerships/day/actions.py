"""Every writing of the day: attendance, notes, pictures, ratings, and where we landed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO
from uuid import UUID

from django.urls import reverse

from samspil.features.partnerships.civic import actions as civic_actions
from samspil.features.partnerships.civic import queries as civic_queries
from samspil.features.partnerships.civic import rules as civic_rules
from samspil.features.partnerships.core.models import Activity
from samspil.features.partnerships.day import queries, rules
from samspil.features.partnerships.day.models import DayNote, LandingNote, Photo, Rating
from samspil.features.partnerships.plans import actions as plan_actions
from samspil.paper import danish
from samspil.paper.refusal import Refused, demanded
from samspil.spine import (
    duties,
    files,
    gatherings,
    happened,
    journal,
    locks,
    outbox,
    passes,
    people,
    policy,
    search,
    undoing,
)
from samspil.spine.models import Invitation, Node, Organisation, Person, StoredFile
from samspil.spine.people import Actor


@journal.deed
def note_attendance(
    *,
    by: Actor,
    activity: Activity,
    presences: Mapping[int, str],
    name: str = "",
    organisation: Organisation | None = None,
    besides: Sequence[tuple[str, Organisation | None]] = (),
    there: Sequence[tuple[Person | None, Organisation | None]] = (),
    was_held: bool = False,
) -> int:
    """Note who came, and add those who were not expected, known (`there`) or by name; it tells how many were changed.

    `was_held` says as well that an activity that is planned was held. Sending the same twice changes nothing, so that a
    phone on a poor line can send again. Where no organisation stands, the one
    they belong to on the day is kept: the table of attendance stays true when somebody changes their job.
    """
    locks.reread(activity)
    policy.check(by, "attend", activity)
    changed = 0
    for each in activity.gathering.invitations.select_related("person", "organisation").filter(pk__in=presences):
        if each.organisation is None and each.person is not None:
            each.organisation = queries.organisation_of(each.person, activity)
            each.save(update_fields=["organisation"])
        if presences[each.pk] != each.presence:
            gatherings.note_presence(by=by, invitation=each, presence=presences[each.pk], note=each.note)
            changed += 1

    for person, party in there:
        changed += _was_there(by, activity, person, party)

    for called, party in (*besides, (name, organisation)):
        if called.strip() and not _stands(activity, called, party):
            gatherings.invite(
                by=by,
                gathering=activity.gathering,
                name=called,
                organisation=party,
                presence=Invitation.Presence.PRESENT,
            )
            changed += 1

    if was_held and activity.state in {"planned", "unknown"}:
        plan_actions.move(by=by, activity=activity, state="held")

    journal.note("activity.attended", by=by, node=activity.node, data={"changed": changed})
    return changed


def _was_there(by: Actor, activity: Activity, person: Person | None, party: Organisation | None) -> bool:
    """Note that somebody known came uninvited. Whoever has come to stand on the list meanwhile is noted there."""
    rows = activity.gathering.invitations.filter(person=person)
    standing = rows.first() if person else rows.filter(organisation=party, name="").first()
    came = Invitation.Presence.PRESENT
    if standing is None:
        gatherings.invite(by=by, gathering=activity.gathering, person=person, organisation=party, presence=came)
        return True
    if standing.presence in queries.CAME:
        return False
    gatherings.note_presence(by=by, invitation=standing, presence=came, note=standing.note)
    return True


def _stands(activity: Activity, name: str, organisation: Organisation | None) -> bool:
    return activity.gathering.invitations.filter(name__iexact=name.strip(), organisation=organisation).exists()


@journal.deed
def add_note(*, by: Actor, activity: Activity, words: str) -> DayNote:
    """Add a note to the day. The same words by the same person are one note."""
    locks.reread(activity)
    policy.check(by, "attend", activity)
    said = demanded(words, "Skriv noten.", field="words")
    made, is_new = DayNote.objects.get_or_create(activity=activity, by_id=by.person_id, words=said)
    if is_new:
        journal.note("activity.noted", by=by, node=activity.node, data={"note": made.pk})
    return made


@journal.deed
def add_photo(*, by: Actor, activity: Activity, name: str, stream: BinaryIO, caption: str) -> Photo:
    """Keep a picture from the day, stripped of place and camera. Refused without words for it."""
    locks.reread(activity)
    policy.check(by, "attend", activity)
    happened.check(activity.node.when, "Aktiviteten")
    shows = demanded(caption, "Skriv, hvad billedet viser, så alle kan få gavn af det.", field="caption")
    stored = files.store(by=by, node=activity.node, name=name, stream=stream)
    if not stored.media_type.startswith("image/"):
        raise Refused(
            "»{stored}« er ikke et billede. Vælg et billede (JPEG, PNG eller WebP).", field="file", stored=stored.name
        )
    made = Photo.objects.create(stored=stored, activity=activity, caption=shows)
    journal.note("activity.pictured", by=by, node=activity.node, data={"file": stored.pk})
    return made


@journal.deed
def take_photo_back(*, by: Actor, key: str) -> None:
    """Undo that the actor kept a picture: it is gone, bytes and all. Refused after ten minutes, and for another's."""
    photo = queries.photo(by, key)
    activity = photo.activity
    locks.reread(activity, photo)
    policy.check(by, "attend", activity)
    undoing.check_own(by, undoing.last("activity.pictured", activity.pk, file=photo.pk))
    files.forget(StoredFile.objects.filter(pk=photo.pk))
    journal.note("activity.picture_taken_back", by=by, node=activity.node, data={"file": key})


@journal.deed
def ask_for_ratings(*, by: Actor, activity: Activity) -> str:
    """Issue the code by which those present rate what they got; an earlier one is worthless from now on."""
    locks.reread(activity)
    policy.check(by, "ask", activity)
    if not activity.level:
        raise Refused("Aktiviteten lover ikke noget om inddragelse endnu. Ret den, og skriv, hvad deltagerne er lovet.")
    for standing in queries.rating_passes(activity):
        passes.revoke(by=by, issued=standing)
    _issued, code = passes.issue(by=by, node=activity.node, purpose=rules.RATING_PURPOSE, lasts=rules.RATING_LASTS)
    journal.note("activity.rating_asked", by=by, node=activity.node)
    return code


@journal.deed
def rate(*, by: Actor, activity: Activity, level: str) -> Rating:
    """Take one rating. Whoever gives it is not noted, not even when they are logged in."""
    locks.reread(activity)
    happened.check(activity.node.when, "Aktiviteten")
    rules.check_rate(level, activity.level, queries.answers(activity), queries.present(activity))
    made = Rating.objects.create(activity=activity, level=level, given_on=danish.today())
    journal.note("activity.rated", by=people.NOBODY, node=activity.node)
    return made


@journal.deed
def land(
    *,
    by: Actor,
    activity: Activity,
    landed: str,
    came_of_it: str,
    what_next: str,
    steps: Sequence[rules.NextStep] = (),
    ends_here: bool = False,
) -> LandingNote:
    """Close an activity with its landing note, give what is next to its owners, and tell all invited.

    Absent politicians are written to first, then the other absentees, then those who came; once, when it is first closed. A note
    that is mended later adds tasks and takes none away. The same once more is no change.
    """
    locks.reread(activity)
    policy.check(by, "land", activity)
    rules.check_land(landed, came_of_it, what_next, on=activity.node.when)
    has_steps = (
        activity.node.duties.filter(purpose__in=(rules.NEXT_STEP, civic_rules.PURPOSE)).exists()
        or activity.state == "closed"
    )
    associations = [each.pk for each in civic_queries.associations(activity.partnership)]
    rules.check_next_steps(steps, ends_here=ends_here, has_steps=has_steps, associations=associations)
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


def _give(by: Actor, activity: Activity, step: rules.NextStep) -> None:
    person, organisation = _owner(activity, step.owner)
    if organisation is not None and organisation.kind == Organisation.Kind.ASSOCIATION:
        authorities = civic_queries.authorities(activity.partnership)
        authority = next((each for each in authorities if each.pk == step.duty), None)
        civic_actions.give(
            by=by,
            partnership=activity.partnership,
            association=organisation,
            node=activity.node,
            told_later=True,
            task=civic_actions.Task(title=step.title, authority=authority, is_own=step.is_own, due_on=step.due_on),
        )
        return

    duties.give(
        by=by,
        node=activity.node,
        purpose=rules.NEXT_STEP,
        title=step.title,
        owner=person or organisation,
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
        return f"{opening}\n\nLog ind for at læse, hvor vi landede:\n{link}\n"
    return (
        f"{opening}\n\nHvor vi landede:\n{note.landed}\n\nHvad der kom ud af det:\n{note.came_of_it}\n\n"
        f"Hvad der nu skal ske:\n{note.what_next}\n\nLæs mere:\n{link}\n"
    )
