"""What a citizen said becomes public, wherever it stands, only through the gate of the kind of record it comes from.

A feature whose texts are sealed registers its gate. Another that shows a passage of them to all asks here, and knows no feature.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from samspil.paper.refusal import Refused
from samspil.spine import texts
from samspil.spine.actors import Actor
from samspil.spine.models import TextVersion


@dataclass(frozen=True, kw_only=True)
class Gate:
    """For one kind of record: whether somebody may make a passage public (raises Refused), and the passage as all may read it."""

    kind: str
    check: Callable[[Actor, TextVersion, int, int], None]
    passage: Callable[[TextVersion, int, int], str]


_gates: dict[str, Gate] = {}


def register(gate: Gate) -> None:
    """Add the gate of a kind of record."""
    _gates[gate.kind] = gate


def gate_of(kind: str) -> Gate | None:
    """Return the gate of a kind of record, if it has one."""
    return _gates.get(kind)


def check(by: Actor, version: TextVersion, start: int, end: int) -> None:
    """Refuse that a passage becomes public where its gate does, and every sealed passage whose kind has no gate."""
    # Open words are those of their author, who works here; only what a citizen said is sealed (decision 0009).
    if version.text.subject_id is None:
        return
    gate = _gates.get(version.text.node.kind)
    if gate is None:
        raise Refused("Ordene er låst og kan ikke gøres offentlige. Vælg et andet sted.")
    gate.check(by, version, start, end)


def passage(version: TextVersion, start: int, end: int) -> str:
    """Return a passage as all may read it: an open one as it stands, a sealed one as its gate gives it, and nothing without a gate."""
    if version.text.subject_id is None:
        return texts.read(version)[start:end]
    gate = _gates.get(version.text.node.kind)
    return gate.passage(version, start, end) if gate is not None else ""
