"""What follows when an item has changed, whatever changed it: who sees it, search, open data, and the minutes' next version."""

from __future__ import annotations

from samspil.features.cases.publication import actions as publication
from samspil.features.cases.records.models import AgendaItem
from samspil.features.cases.versions import actions as versions
from samspil.spine import journal
from samspil.spine.people import Actor


@journal.part
def changed(item: AgendaItem, *, by: Actor, reason: str = "", is_beside: bool = False) -> None:
    """Put a change of an item into effect. Called inside the deed that made it, when its rows are saved.

    Words of published minutes never change without a reason, so with one the minutes get their next version.
    `is_beside`: it stands beside the words, as votes do; nobody sees more or less, and nothing of it is open data.
    """
    if not is_beside:
        publication.show_item(item, by=by)
    if reason.strip():
        versions.keep(item.meeting, by=by, item=item, reason=reason)
