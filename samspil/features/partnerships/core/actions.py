"""Every writing of a partnership's description."""

from __future__ import annotations

from typing import Any

from samspil.features.partnerships.core import rules
from samspil.features.partnerships.core.models import Partnership
from samspil.paper import danish
from samspil.spine import happened, journal, locks, search, texts, thread
from samspil.spine.models import Circle, Organisation
from samspil.spine.people import Actor


@journal.deed
def set_up(
    *,
    by: Actor,
    name: str,
    circle: Circle,
    organisation: Organisation,
    purpose: str = "",
    programme: str = "",
    target_group: str = "",
    geography: str = "",
    source: str = "",
    **placing: Any,
) -> Partnership:
    """Set up a partnership of a circle's partners."""
    node = thread.open_node(by=by, kind="partnership", title=name, organisation=organisation, within=circle, **placing)
    rules.check_add_partnership(by, node)
    made = Partnership.objects.create(
        node=node, circle=circle, programme=programme, target_group=target_group, geography=geography, source=source
    )
    if purpose:
        texts.write(by=by, node=node, name="purpose", body=purpose)

    search.index(node, f"{purpose}\n{target_group}\n{geography}")
    journal.note("partnership.set_up", by=by, node=node)
    return made


@journal.deed
def describe(*, by: Actor, partnership: Partnership, purpose: str, based_on: int, **fields: Any) -> Partnership:
    """Change a partnership's description; the purpose in versions, building on the newest."""
    locks.reread(partnership)
    rules.check_edit_partnership(by, partnership.node)
    told = [name for name in ("programme", "target_group", "geography", "source") if name in fields]
    for name in told:
        setattr(partnership, name, fields[name])

    partnership.save(update_fields=told)
    if "ended" in fields and (fields["ended"], fields.get("ended_source", "")) != (
        partnership.ended,
        partnership.ended_source,
    ):
        come_to_end(by=by, partnership=partnership, when=fields["ended"], source=fields.get("ended_source", ""))

    texts.write(by=by, node=partnership.node, name="purpose", body=purpose, based_on=based_on)
    search.index(partnership.node, f"{purpose}\n{partnership.target_group}\n{partnership.geography}")
    journal.note("partnership.described", by=by, node=partnership.node)
    return partnership


@journal.deed
def come_to_end(*, by: Actor, partnership: Partnership, when: danish.When | None, source: str = "") -> Partnership:
    """Say when a partnership came to its end and where that stands; None takes it back. Refused for a time ahead."""
    locks.reread(partnership)
    rules.check_edit_partnership(by, partnership.node)
    happened.check(when, "Partnerskabets slutning", field="ended")
    told = when or danish.When()
    partnership.ended_on, partnership.ended_precision = told.on, told.precision
    partnership.ended_source = source.strip() if told.on else ""
    partnership.save(update_fields=["ended_on", "ended_precision", "ended_source"])
    journal.note("partnership.ended", by=by, node=partnership.node)
    return partnership
