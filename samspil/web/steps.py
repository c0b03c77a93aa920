"""How far a record has come, as steps in an order: each feature registers the path of its kinds once, and pages draw it.

A table of states says which steps may follow which; a path says in which order a reader is told of them. At its last step a record is
finished, and nothing is left. A state that lies beside the path (cancelled, withdrawn) is said in its word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from samspil.spine import states


@dataclass(frozen=True, kw_only=True)
class Path:
    """The steps of one kind of record, each with its word, in order; `at(record)` gives the one where it stands.

    A word that is no step of the path stands beside it: `beside` gives its label.
    """

    kind: str
    labels: Mapping[str, str | Promise]
    at: Callable[[Any], str]
    beside: Mapping[str, str | Promise]


@dataclass(frozen=True)
class Step:
    """One step as it is drawn: its word, and whether it is done, where the record stands, or to come."""

    label: str
    state: str

    @property
    def is_here(self) -> bool:
        """Whether the record stands here."""
        return self.state == "current"


@dataclass(frozen=True)
class Walk:
    """How far one record has come: its steps, the number of the one where it stands, or the word for what lies beside."""

    steps: tuple[Step, ...]
    number: int
    beside: str

    @property
    def is_finished(self) -> bool:
        """Whether every step is done."""
        return bool(self.steps) and self.steps[-1].state == "done"

    @property
    def here(self) -> Step | None:
        """The step where the record stands; none beside the path."""
        return self.steps[self.number - 1] if self.number else None


def state(record: Any) -> str:
    """Return the state that stands in a record's column."""
    return str(record.state)


def of_table(kind: str, table: states.Table, path: str, *, at: Callable[[Any], str] = state) -> Path:
    """Return the path through a table of states, the states in order and separated by blanks. KeyError for an unknown one."""
    labels = {each: _first_large(table.labels[each]) for each in path.split()}
    beside = {each: _first_large(label) for each, label in table.labels.items() if each not in labels}
    return Path(kind=kind, labels=labels, at=at, beside=beside)


def counted(
    kind: str,
    labels: Mapping[str, str | Promise],
    *,
    at: Callable[[Any], str],
    beside: Mapping[str, str | Promise] | None = None,
) -> Path:
    """Return a path whose steps are counted out from the record and its surroundings, where no column holds them."""
    return Path(kind=kind, labels=labels, at=at, beside=beside or {})


_paths: dict[str, Path] = {}


def register(*paths: Path) -> None:
    """Announce the paths of a feature's kinds; the last one of a kind counts."""
    _paths.update({each.kind: each for each in paths})


def registered() -> tuple[Path, ...]:
    """Return every path, by kind."""
    return tuple(_paths[kind] for kind in sorted(_paths))


def walk(record: Any, *, at: str = "", is_left: bool = False) -> Walk | None:
    """Return how far a record has come; None for a kind without a path.

    `at` is the step, where the page knows it already. `is_left` says that some of it has not come to the last step, where the
    rest stands.
    """
    path = _paths.get(record.node.kind if hasattr(record, "node") else record.kind)
    if path is None:
        return None

    names = list(path.labels)
    here = at or path.at(record)
    if here not in path.labels:
        return Walk((), 0, str(path.beside.get(here, "")))

    number = names.index(here) + 1
    drawn = (
        Step(str(path.labels[name]), _state_of(n, number, len(names) + is_left))
        for n, name in enumerate(names, start=1)
    )
    return Walk(tuple(drawn), number, "")


def _state_of(step: int, here: int, last: int) -> str:
    if step < here or step == here == last:
        return "done"
    return "current" if step == here else "coming"


def _first_large(word: str) -> str:
    return word[:1].upper() + word[1:]
