"""Where a matter is presented: asked for, and noted when it was held."""

from __future__ import annotations

import datetime as dt

from samspil.features.cases.agenda.models import Presentation
from samspil.features.cases.records.models import AgendaItem, Meeting
from samspil.paper.refusal import Refused, demanded
from samspil.spine import happened, journal, locks, policy
from samspil.spine.models import Circle
from samspil.spine.people import Actor


@journal.deed
def add_presentation(
    *, by: Actor, item: AgendaItem, to_circle: Circle | None = None, to_text: str = "", presenter: str = ""
) -> Presentation:
    """Write that a matter is to be presented before another body. The same body twice is one."""
    locks.reread(item)
    policy.check(by, "present", item)
    named = to_text.strip() or (to_circle.name if to_circle else "")
    words = demanded(named, "Skriv, hvem oplægget er for.", field="to_text")

    standing = item.presentations.filter(to_text__iexact=words).first()
    if standing is not None:
        return standing

    made = Presentation.objects.create(item=item, to_circle=to_circle, to_text=words, presenter=presenter.strip())
    journal.note("presentation.wanted", by=by, node=item.node, data={"presentation": made.pk})
    return made


@journal.deed
def note_presentation(
    *, by: Actor, presentation: Presentation, held_on: dt.date, said: str = "", meeting: Meeting | None = None
) -> Presentation:
    """Write when a presentation was held and what came of it. Refused twice."""
    locks.reread(presentation)
    policy.check(by, "present", presentation.item)
    if presentation.held_on is not None:
        raise Refused("Oplægget er allerede skrevet som holdt.")
    happened.check(held_on, "Oplægget", field="held_on")
    presentation.held_on, presentation.said, presentation.meeting = held_on, said.strip(), meeting
    presentation.save(update_fields=["held_on", "said", "meeting"])
    journal.note("presentation.held", by=by, node=presentation.item.node, data={"presentation": presentation.pk})
    return presentation
