"""Every writing of a partnership's description."""

from __future__ import annotations

from typing import Any

from samspil.features.partnerships.core.models import Partnership
from samspil.paper import danish
from samspil.spine import happened, journal, locks, policy, records, search, texts
from samspil.spine.models import Circle, Organisation
from samspil.spine.people import Actor

# What a partnership says of itself beside its purpose, which is a text in versions.
SAID = ("programme", "target_group", "geography", "source")


@journal.deed
def set_up(
    *, by: Actor, name: str, circle: Circle, organisation: Organisation, purpose: str = "", **said: Any
) -> Partnership:
    """Set up a partnership of a circle's partners.

    `said` is what it says of itself (`SAID`), and how it is placed (`records.Beginning`: visibility, occurred_on, is_invented).
    """
    policy.check(by, "add", "partnership", policy.Place.of(organisation, circle))
    told = {field: said.pop(field, "") for field in SAID}

    return records.new(
        records.Beginning("partnership", name, organisation, circle, **said),
        lambda node: Partnership(node=node, circle=circle, **told),
        by=by,
        words={"purpose": purpose} if purpose else {},
        searched=f"{purpose}\n{told['target_group']}\n{told['geography']}",
        noted="partnership.set_up",
    )


@journal.deed
def describe(*, by: Actor, partnership: Partnership, purpose: str, based_on: int, **fields: Any) -> Partnership:
    """Change a partnership's description; the purpose in versions, building on the newest."""
    locks.reread(partnership)
    policy.check(by, "edit", partnership)
    told = [name for name in SAID if name in fields]
    for name in told:
        setattr(partnership, name, fields[name])

    partnership.save(update_fields=told)
    ended = (fields.get("ended"), fields.get("ended_source", ""))
    if "ended" in fields and ended != (partnership.ended, partnership.ended_source):
        come_to_end(by=by, partnership=partnership, when=ended[0], source=ended[1])

    texts.write(by=by, node=partnership.node, name="purpose", body=purpose, based_on=based_on)
    search.index(partnership.node, f"{purpose}\n{partnership.target_group}\n{partnership.geography}")
    journal.note("partnership.described", by=by, node=partnership.node)
    return partnership


@journal.deed
def come_to_end(*, by: Actor, partnership: Partnership, when: danish.When | None, source: str = "") -> Partnership:
    """Say when a partnership came to its end and where that stands; None takes it back. Refused for a time ahead."""
    locks.reread(partnership)
    policy.check(by, "edit", partnership)
    happened.check(when, "Partnerskabets slutning", field="ended")

    told = when or danish.When()
    partnership.ended_on, partnership.ended_precision = told.on, told.precision
    partnership.ended_source = source.strip() if told.on else ""
    partnership.save(update_fields=["ended_on", "ended_precision", "ended_source"])
    journal.note("partnership.ended", by=by, node=partnership.node)
    return partnership
