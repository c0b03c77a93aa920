"""A worker that has done its work, so that the page of how the installation fares is that of a well one, however long the run."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from samspil.spine import rounds
from samspil.spine.models import JournalAnchor, Message, Round


def add(scene: Any) -> None:
    """Let the round be new, every mail tried, and the journal anchored."""
    Round.objects.create(name=rounds.WHOLE, done_at=timezone.now() + dt.timedelta(days=1))
    Message.objects.filter(attempts=0).update(attempts=1)
    JournalAnchor.objects.create(reason="minute", heads={})
