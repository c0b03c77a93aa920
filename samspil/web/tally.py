"""What waits for the reader, counted for the header of every page: by one query, at most once a minute and after each deed of theirs.

The count lies in the session, which every request reads anyway and which is written once a minute to say that its owner is there.
"""

from __future__ import annotations

from collections.abc import Mapping

from samspil.spine import desk, notices
from samspil.spine.actors import Actor
from samspil.web.request import Request

SHELF = "tally"


def counted(actor: Actor) -> dict[str, int]:
    """Count what is expected of somebody and what they have not read. One query, none for nobody."""
    if not actor.is_known:
        return {}
    return dict(desk.counted([*desk.marks(actor), *notices.marks(actor)]))


def of(request: Request) -> Mapping[str, int]:
    """Return what waits for the reader, as the session has it, else counted now."""
    if not request.actor.is_known:
        return {}
    kept: Mapping[str, int] | None = request.session.get(SHELF)
    if kept is None:
        kept = request.session[SHELF] = counted(request.actor)
    return kept


def forget(request: Request) -> None:
    """Let the next page count anew: something has changed, or a minute has gone."""
    request.session.pop(SHELF, None)
