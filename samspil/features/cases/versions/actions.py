"""The minutes' versions: one when they are published, one more for each correction, with its reason."""

from __future__ import annotations

from samspil.features.cases.records.models import AgendaItem, Meeting
from samspil.features.cases.versions import queries
from samspil.features.cases.versions.models import MinutesVersion
from samspil.spine import journal
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


@journal.part
def forget(meeting: Meeting) -> None:
    """Let go of the one version of minutes whose publishing is undone: when they are published again, that is the first."""
    MinutesVersion.objects.filter(meeting=meeting).delete()
