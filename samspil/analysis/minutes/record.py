"""What a set of minutes says, as frozen records: the answer of `parse`, and what the importer shows a secretary."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal["head", "number", "title", "heading", "text", "unplaced"]


@dataclass(frozen=True)
class Span:
    """A piece of the text: characters `start` to `end` (end not included), and what they are.

    `item` is the item's place in `Minutes.items` (0 is the first), or None for what belongs to the whole meeting.
    `section` is the section's name under `heading` and `text`, otherwise None.
    """

    kind: Kind
    item: int | None
    section: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Statement:
    """One ordered statement of a decision: a `lead` sentence, an "at" `clause`, or a sentence `after` the clauses."""

    kind: Literal["lead", "clause", "after"]
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Annex:
    """An annex as the minutes list it; what they do not print is None."""

    title: str
    document: str | None
    reference: str | None
    is_open: bool | None


@dataclass(frozen=True)
class Item:
    """One item of the agenda; None or an empty tuple where the text does not say."""

    number: str | None
    title: str | None
    case_number: str | None
    closed: bool | None
    sections: tuple[str, ...]
    recommendation_points: tuple[str, ...]
    decision: str | None
    decision_points: tuple[Statement, ...]
    annexes: tuple[Annex, ...]
    absent: tuple[str, ...]
    texts: dict[str, str] = field(hash=False)
    confidence: float


@dataclass(frozen=True)
class Minutes:
    """A meeting as its agenda or minutes tell it; every non-blank character of the text lies in exactly one span."""

    body: str | None
    date: str | None
    start: str | None
    end: str | None
    place: str | None
    absent: tuple[str, ...]
    items: tuple[Item, ...]
    unplaced: tuple[str, ...]
    spans: tuple[Span, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the record as plain dicts and lists, ready for `json.dumps`."""
        return _plain(asdict(self))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
