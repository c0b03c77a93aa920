"""A meeting enters its next state."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from samspil.features.cases.publication import actions as publication_actions
from samspil.features.cases.records.models import Body, Meeting
from samspil.paper import danish
from samspil.spine import journal
from samspil.spine.people import Actor


@journal.part
def meeting_title(body: Body, on: dt.date) -> str:
    """Return the title of a body's meeting on a day."""
    return f"{body.circle.name}, {danish.date(on)}"


@journal.part
def enter(meeting: Meeting, state: str, *, by: Actor, verb: str, stamp: str = "") -> Meeting:
    """Put a meeting into its next state, and show it as that state asks. Called inside a deed that has asked who may."""
    return _stand(meeting, state, by=by, verb=verb, stamp=stamp, at=timezone.now())


@journal.part
def step_back(meeting: Meeting, state: str, *, by: Actor, verb: str, stamp: str) -> Meeting:
    """Put a meeting back into the state before, and show it to those who saw it then. Called inside a deed that has asked who may."""
    return _stand(meeting, state, by=by, verb=verb, stamp=stamp, at=None)


def _stand(meeting: Meeting, state: str, *, by: Actor, verb: str, stamp: str, at: dt.datetime | None) -> Meeting:
    meeting.state = state
    if stamp:
        setattr(meeting, stamp, at)
    meeting.save(update_fields=["state", *([stamp] if stamp else [])])
    publication_actions.show(meeting, by=by)
    journal.note(verb, by=by, node=meeting.node)
    return meeting
