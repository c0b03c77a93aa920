"""The day itself: attendance, notes, pictures, and what those present say they got."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from samspil.features.partnerships.models import Activity, DayNote, Photo, Rating
from samspil.features.partnerships.queries import day as queries
from samspil.features.partnerships.rules import day as rules
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import files, gatherings, happened, journal, locks, passes, people
from samspil.spine.models import Invitation, Organisation
from samspil.spine.people import Actor


@journal.deed
def note_attendance(
    *,
    by: Actor,
    activity: Activity,
    presences: Mapping[int, str],
    name: str = "",
    organisation: Organisation | None = None,
) -> int:
    """Note who came, and add somebody by name who was not expected; it tells how many were changed.

    Sending the same twice changes nothing, so that a phone on a poor line can send again. Where no organisation stands, the one
    they belong to on the day is kept: the table of attendance stays true when somebody changes their job.
    """
    locks.reread(activity)
    rules.check_attend(by, activity.node, activity.state)
    changed = 0
    for each in activity.gathering.invitations.select_related("person", "organisation").filter(pk__in=presences):
        if each.organisation is None and each.person is not None:
            each.organisation = queries.organisation_of(each.person, activity)
            each.save(update_fields=["organisation"])
        if presences[each.pk] != each.presence:
            gatherings.note_presence(by=by, invitation=each, presence=presences[each.pk], note=each.note)
            changed += 1

    if name.strip() and not _stands(activity, name, organisation):
        gatherings.invite(
            by=by,
            gathering=activity.gathering,
            name=name,
            organisation=organisation,
            presence=Invitation.Presence.PRESENT,
        )
        changed += 1

    journal.note("activity.attended", by=by, node=activity.node, data={"changed": changed})
    return changed


def _stands(activity: Activity, name: str, organisation: Organisation | None) -> bool:
    return activity.gathering.invitations.filter(name__iexact=name.strip(), organisation=organisation).exists()


@journal.deed
def add_note(*, by: Actor, activity: Activity, words: str) -> DayNote:
    """Add a note to the day. The same words by the same person are one note."""
    locks.reread(activity)
    rules.check_attend(by, activity.node, activity.state)
    rules.check_note(words)
    made, is_new = DayNote.objects.get_or_create(activity=activity, by_id=by.person_id, words=words.strip())
    if is_new:
        journal.note("activity.noted", by=by, node=activity.node, data={"note": made.pk})
    return made


@journal.deed
def add_photo(*, by: Actor, activity: Activity, name: str, stream: BinaryIO, caption: str) -> Photo:
    """Keep a picture from the day, stripped of place and camera. Refused without words for it."""
    locks.reread(activity)
    rules.check_attend(by, activity.node, activity.state)
    happened.check(activity.node.when, "Aktiviteten")
    rules.check_photo(caption)
    stored = files.store(by=by, node=activity.node, name=name, stream=stream)
    if not stored.media_type.startswith("image/"):
        raise Refused(f"»{stored.name}« er ikke et billede. Vælg et billede (JPEG, PNG eller WebP).", field="file")
    made = Photo.objects.create(stored=stored, activity=activity, caption=caption.strip())
    journal.note("activity.pictured", by=by, node=activity.node, data={"file": stored.pk})
    return made


@journal.deed
def ask_for_ratings(*, by: Actor, activity: Activity) -> str:
    """Issue the code by which those present rate what they got; an earlier one is worthless from now on."""
    locks.reread(activity)
    rules.check_ask(by, activity.node, activity.state)
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
