"""What waits for the reader, counted for the header of every page: by one query, at most once a minute and after each deed of theirs.

The count lies in the session, which every request reads anyway and which is written once a minute to say that its owner is there.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from samspil.spine import desk, notices
from samspil.spine.actors import Actor

SHELF = "tally"


def counted(actor: Actor) -> dict[str, int]:
    """Count what is expected of somebody and what they have not read. One query, none for nobody."""
    if not actor.is_known:
        return {}
    return dict(desk.counted([*desk.marks(actor), *notices.marks(actor)]))


def of(session: SessionBase, actor: Actor) -> Mapping[str, int]:
    """Return what waits for the reader, as the session has it, else counted now."""
    if not actor.is_known:
        return {}
    kept: Mapping[str, int] | None = session.get(SHELF)
    if kept is None:
        kept = session[SHELF] = counted(actor)
    return kept


def forget(request: HttpRequest) -> None:
    """Let the next page count anew: something has changed, or a minute has gone."""
    request.session.pop(SHELF, None)
