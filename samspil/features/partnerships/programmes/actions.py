"""Every writing of programmes: what the sources tell of them, each telling with its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.programmes.models import FocusArea, Participant, Programme, Track
from samspil.spine import happened, journal, locks, policy, records
from samspil.spine.models import Organisation
from samspil.spine.people import Actor


@journal.deed
def set_up(
    *,
    by: Actor,
    name: str,
    organisation: Organisation,
    partnerships: Iterable[Partnership],
    purpose: str = "",
    source: str = "",
    **placing: Any,
) -> Programme:
    """Set up a programme of partnerships; `placing` says who sees it and when it is of (`records.Beginning`)."""
    policy.check(by, "add", "programme", policy.Place.of(organisation))
    made = records.new(
        records.Beginning("programme", name, organisation, **placing),
        lambda node: Programme(node=node, source=source),
        by=by,
        words={"purpose": purpose} if purpose else {},
        searched=purpose,
        noted="programme.set_up",
    )
    made.partnerships.set(partnerships)

    return made


@journal.deed
def tell_tracks(
    *, by: Actor, programme: Programme, source: str, words: Sequence[str], told_on: dt.date | None = None
) -> list[Track]:
    """Keep the tracks as one source tells them, beside how others do. The same source again replaces its own."""
    locks.reread(programme)
    policy.check(by, "add", programme)
    happened.check(told_on, "Kildens dag", field="told_on")
    programme.tracks.filter(source=source).delete()
    made = [
        Track.objects.create(programme=programme, source=source, told_on=told_on, order=order, words=each.strip())
        for order, each in enumerate(words, 1)
    ]
    journal.note("programme.tracks_told", by=by, node=programme.node, data={"tracks": len(made)})
    return made


@journal.deed
def tell_focus_areas(*, by: Actor, programme: Programme, source: str, names: Sequence[str]) -> list[FocusArea]:
    """Keep the focus areas in their source's order."""
    locks.reread(programme)
    policy.check(by, "add", programme)
    programme.focus_areas.all().delete()
    made = [
        FocusArea.objects.create(programme=programme, order=order, name=name.strip(), source=source)
        for order, name in enumerate(names, 1)
    ]
    journal.note("programme.focus_told", by=by, node=programme.node, data={"areas": len(made)})
    return made


@journal.deed
def name_participant(
    *,
    by: Actor,
    programme: Programme,
    name: str,
    does: str = "",
    source: str = "",
    organisation: Organisation | None = None,
) -> Participant:
    """Name somebody who takes part without being a partner. The same name again changes what is said of it."""
    locks.reread(programme)
    policy.check(by, "add", programme)
    made, _ = Participant.objects.update_or_create(
        programme=programme, name=name.strip(), defaults={"does": does, "source": source, "organisation": organisation}
    )
    journal.note("programme.participant_named", by=by, node=programme.node, data={"participant": made.pk})

    return made
