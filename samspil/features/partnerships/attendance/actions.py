"""Laying remembered figures of attendance beside what is recorded."""

from __future__ import annotations

from collections.abc import Sequence

from samspil.features.partnerships.attendance.models import RememberedTable
from samspil.features.partnerships.core.models import Partnership
from samspil.paper.refusal import Refused
from samspil.spine import journal, locks, policy
from samspil.spine.models import Node
from samspil.spine.people import Actor


@journal.deed
def remember(
    *,
    by: Actor,
    partnership: Partnership,
    source: Node,
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    note: str = "",
    caveat: str = "",
) -> RememberedTable:
    """Lay a table of attendance that rests on memory beside what is recorded; `-` stays what it is."""
    locks.reread(partnership)
    policy.check(by, "edit", partnership)
    if any(len(row) != len(header) for row in rows) or not rows:
        raise Refused("Hver række i tabellen skal have lige så mange felter, som der er overskrifter.")

    made = RememberedTable.objects.create(
        partnership=partnership,
        source=source,
        title=title,
        header=list(header),
        rows=[list(row) for row in rows],
        note=note,
        caveat=caveat,
    )
    journal.note("attendance.remembered", by=by, node=partnership.node, data={"source": source.pk})
    return made
