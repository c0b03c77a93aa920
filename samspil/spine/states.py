"""The states a record may be in and the steps between them: one table, registered beside the model that it is about.

The list of choices, the database constraint, the words of a refused step and the diagram in docs/generated are read from it.
Who may take a step is `policy`'s to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samspil.paper.refusal import Refused

if TYPE_CHECKING:
    from django.db.models import CheckConstraint


@dataclass(frozen=True)
class Step:
    """One way from a state to another, and the deed that takes it where the diagram names it."""

    before: str
    after: str
    deed: str = ""


@dataclass(frozen=True)
class Table:
    """The states of one kind of record, each with its Danish word, the first where every record begins; and the steps.

    `refuses` is the sentence that refuses a step there is none of: `{before}` and `{after}` become the states' words.
    """

    name: str
    labels: Mapping[str, str]
    steps: tuple[Step, ...]
    refuses: str = ""

    @property
    def first(self) -> str:
        """The state in which every record begins."""
        return next(iter(self.labels))

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Each state with its word, for a model's field and a form."""
        return list(self.labels.items())

    def after(self, state: str) -> tuple[str, ...]:
        """Return the states that one may become."""
        return tuple(step.after for step in self.steps if step.before == state)

    def ways(self, deed: str) -> dict[str, str]:
        """Return where a deed leads, by the state it comes from."""
        return {step.before: step.after for step in self.steps if step.deed == deed}

    def check(self, before: str, after: str, *, field: str | None = "state") -> None:
        """Refuse a step that the table does not have."""
        if after not in self.after(before):
            said = {"before": self.labels[before], "after": self.labels.get(after, after)}
            raise Refused(self.refuses.format(**said), field=field)

    def constraint(self, name: str, *, field: str = "state") -> CheckConstraint:
        """Return the constraint that lets the database hold these states and no others."""
        from django.db import models

        return models.CheckConstraint(name=name, condition=models.Q(**{f"{field}__in": tuple(self.labels)}))


_tables: dict[str, Table] = {}


def table(name: str, labels: Mapping[str, str], steps: Mapping[str, str], *, refuses: str = "") -> Table:
    """Write a table down: for each state the states it may become, separated by blanks.

    A state may name the deed that leads to it (`published:publish_minutes`). ValueError for a state without a word.
    """
    drawn = tuple(
        Step(before, after, deed)
        for before, ways in steps.items()
        for after, _colon, deed in (way.partition(":") for way in ways.split())
    )
    if unknown := sorted({state for step in drawn for state in (step.before, step.after)} - labels.keys()):
        message = f"{name}: the states {', '.join(unknown)} have no word"
        raise ValueError(message)
    return Table(name, dict(labels), drawn, refuses)


def register(table: Table) -> Table:
    """Announce a table, so that its diagram is drawn, and give it back. ValueError for another of the same name."""
    if _tables.setdefault(table.name, table) != table:
        message = f"the states of {table.name!r} are registered twice"
        raise ValueError(message)
    return table


def everything() -> tuple[Table, ...]:
    """Return every table there is, by name."""
    return tuple(_tables[name] for name in sorted(_tables))
