"""Who waits for an answer, since when, and when they were answered: told by the feature that keeps the answers, asked by all.

There is no other way to find out. An answer met ahead on a thread may be somebody else's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Wait:
    """One record's wait: from when, and the day of its first own answer, None while it waits."""

    since: dt.date
    answered_on: dt.date | None

    @property
    def is_over(self) -> bool:
        """Whether it was answered."""
        return self.answered_on is not None

    def days(self, today: dt.date) -> int:
        """Return how many days it waited, or has waited until today."""
        return max(((self.answered_on or today) - self.since).days, 0)


Tell = Callable[[Collection[UUID]], Mapping[UUID, Wait]]
_tellers: dict[str, Tell] = {}


def register(trait: str, tell: Tell) -> None:
    """Let a feature tell of the records with a trait; called once from its `apps.py`. ValueError when another tells already.

    `tell` is given keys of records and gives a wait for each that anybody waits with: none for what was withdrawn.
    """
    if _tellers.get(trait, tell) != tell:
        message = f"two features tell who waits with {trait!r}"
        raise ValueError(message)
    _tellers[trait] = tell


def of(trait: str, keys: Collection[UUID]) -> dict[UUID, Wait]:
    """Return the waits of those of some records that wait or waited; KeyError for a trait that nobody tells of."""
    return dict(_tellers[trait](keys)) if keys else {}
