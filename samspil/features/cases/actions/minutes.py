"""The minutes' versions and approvals: one version when they are published, one more for each correction, with its reason."""

from __future__ import annotations

from samspil.features.cases import queries, rules
from samspil.features.cases.models import AgendaItem, Meeting, MinutesApproval, MinutesVersion
from samspil.spine import journal, locks
from samspil.spine.models import Invitation
from samspil.spine.people import Actor


@journal.part
def keep(meeting: Meeting, *, by: Actor, item: AgendaItem | None = None, reason: str = "") -> None:
    """Keep what published minutes say now as their next version. Called inside the deed that changed them.

    Minutes not yet published have no versions. The first correction of some that were published before versions were kept
    is the second.
    """
    if meeting.state != "published":
        return

    content = queries.content_of(meeting)
    last = MinutesVersion.objects.filter(meeting=meeting).order_by("-number").first()
    if last is not None and last.content == content:
        return

    before = last.number if last is not None else int(item is not None)
    number = before + 1
    why = reason.strip() or ("Flere punkter er hentet ind." if number > 1 else "")
    MinutesVersion.objects.create(
        meeting=meeting, number=number, item=item, reason=why, content=content, by_id=by.person_id
    )
    journal.note("minutes.version_kept", by=by, node=meeting.node, data={"number": number})


@journal.deed
def approve_minutes(*, by: Actor, meeting: Meeting) -> MinutesApproval:
    """Say that a member who was there approves the minutes as they stand. The same words twice is once."""
    locks.reread(meeting)
    own = queries.own_invitation(by, meeting)
    rules.minutes.check_approve(by, meeting, presence=own.presence if own else None)
    assert own is not None
    return _approve(meeting, own, by=by, note="")


@journal.deed
def note_minutes_approval(*, by: Actor, meeting: Meeting, invitation: Invitation, note: str = "") -> MinutesApproval:
    """Write that somebody has approved the minutes, and how: at the next meeting, say."""
    locks.reread(meeting, invitation)
    rules.minutes.check_note_approval(by, meeting, presence=invitation.presence)
    return _approve(meeting, invitation, by=by, note=note)


def _approve(meeting: Meeting, invitation: Invitation, *, by: Actor, note: str) -> MinutesApproval:
    wording = queries.wording_of(queries.content_of(meeting))
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
