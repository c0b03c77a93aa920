"""The minutes begun, published, and approved by those who were there."""

from __future__ import annotations

from samspil.features.cases.editing import rules as editing_rules
from samspil.features.cases.editing.actions.meetings import enter, step_back
from samspil.features.cases.minutes import queries, rules
from samspil.features.cases.minutes.models import MinutesApproval
from samspil.features.cases.records.models import Meeting
from samspil.features.cases.records.queries import rows
from samspil.features.cases.routes import actions as routes_actions
from samspil.features.cases.versions import actions as versions_actions
from samspil.features.cases.versions import queries as versions_queries
from samspil.spine import happened, journal, locks, policy, undoing
from samspil.spine.models import Invitation
from samspil.spine.people import Actor


@journal.deed
def approve_minutes(*, by: Actor, meeting: Meeting) -> MinutesApproval:
    """Say that a member who was there approves the minutes as they stand. The same words twice is once."""
    locks.reread(meeting)
    own = queries.own_invitation(by, meeting)
    policy.check(by, "approve_minutes", meeting)
    rules.check_was_there(own.presence if own else None)
    assert own is not None
    return _approve(meeting, own, by=by, note="")


@journal.deed
def note_minutes_approval(*, by: Actor, meeting: Meeting, invitation: Invitation, note: str = "") -> MinutesApproval:
    """Write that somebody has approved the minutes, and how: at the next meeting, say."""
    locks.reread(meeting, invitation)
    policy.check(by, "note_approval", meeting)
    rules.check_was_there(invitation.presence)
    return _approve(meeting, invitation, by=by, note=note)


def _approve(meeting: Meeting, invitation: Invitation, *, by: Actor, note: str) -> MinutesApproval:
    wording = queries.wording_of(versions_queries.content_of(meeting))
    said = {"of": wording, "note": note.strip(), "noted_by": by.person_id}
    if standing := MinutesApproval.objects.filter(meeting=meeting, invitation=invitation, **said).first():
        return standing
    made, _ = MinutesApproval.objects.update_or_create(
        meeting=meeting,
        invitation=invitation,
        defaults={"of": wording, "note": note.strip(), "noted_by_id": by.person_id},
    )
    journal.note("minutes.approved", by=by, node=meeting.node, data={"invitation": invitation.pk})
    return made


@journal.deed
def take_approval_back(*, by: Actor, key: str) -> None:
    """Undo that the actor approved the minutes, or noted who did. Refused for another's, for one that is gone, after ten minutes."""
    given = queries.own_approval(by, key)
    meeting = given.meeting
    locks.reread(meeting, given)
    policy.check(by, "approve_minutes" if given.invitation.person_id == by.person_id else "note_approval", meeting)
    undoing.check_lately(given.at)
    given.delete()
    journal.note("minutes.approval_taken_back", by=by, node=meeting.node)


@journal.deed
def begin_minutes(*, by: Actor, meeting: Meeting) -> Meeting:
    """Begin a meeting's minutes, from its own day on; decisions are the committee's alone until they are published."""
    locks.reread(meeting)
    policy.check(by, "begin_minutes", meeting, state="agenda_published")
    state = editing_rules.next_state("begin_minutes", meeting)
    happened.check(meeting.node.when, "Mødet")
    return enter(meeting, state, by=by, verb="meeting.minutes_begun")


@journal.deed
def publish_minutes(*, by: Actor, meeting: Meeting) -> Meeting:
    """Publish a meeting's minutes: all of them at once. Refused while an item lacks a decision."""
    locks.reread(meeting)
    policy.check(by, "publish_minutes", meeting, state="minutes_draft")
    state = editing_rules.next_state("publish_minutes", meeting)
    happened.check(meeting.node.when, "Mødet")
    on = meeting.items.filter(is_on=True, withdrawn_at__isnull=True)
    undecided = on.exclude(pk__in=rows.decided(on).values("pk")).select_related("node")
    rules.check_minutes([item.node.title for item in undecided])
    published = enter(meeting, state, by=by, verb="meeting.minutes_published", stamp="minutes_published_at")
    routes_actions.treat_arrivals(by=by, meeting=published)
    versions_actions.keep(published, by=by)
    return published


@journal.deed
def unpublish_minutes(*, by: Actor, meeting: Meeting) -> Meeting:
    """Undo, for ten minutes, that minutes were published: they are the committee's alone again, and may be written on.

    Open data tells what was taken back, and when. Refused later, and once somebody has corrected them or gone on from them.
    """
    locks.reread(meeting)
    policy.check(by, "unpublish_minutes", meeting)
    state = editing_rules.next_state("unpublish_minutes", meeting)
    undoing.check_fresh(meeting.minutes_published_at, rules.TOO_LATE)
    steps = queries.steps_from(meeting)
    nodes = queries.held_still(meeting)
    rules.check_not_built_on(
        is_corrected=versions_queries.is_corrected(meeting), is_followed=queries.is_followed(meeting, steps, nodes)
    )
    versions_actions.forget(meeting)
    routes_actions.untreat_arrivals(by=by, meeting=meeting)
    return step_back(meeting, state, by=by, verb="meeting.minutes_withdrawn", stamp="minutes_published_at")
