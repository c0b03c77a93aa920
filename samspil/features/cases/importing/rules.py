"""A meeting as an importer proposes it and a secretary corrects it: plain records between the page, the parser and the deed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from samspil.features.cases.editing.rules import check_closed, check_outcomes
from samspil.features.cases.records.rules.standing import STATES
from samspil.paper import languages
from samspil.paper.refusal import Refused, demanded
from samspil.spine import happened, policy

POLICY = (
    policy.rule("import", "meeting", "secretary", "circle")
    .in_words("Udvalgets sekretær kan hente referater ind.")
    .otherwise("Kun udvalgets egen sekretær kan hente referater ind."),
)


@dataclass(frozen=True)
class Section:
    """One section of an item: the record's name for it and its words; `decision` and `annexes` hold a place only."""

    key: str
    words: str = ""


@dataclass(frozen=True)
class Statement:
    """One statement as printed, with its joint to the next, and what it is taken to say. Clauses count from 1."""

    printed: str
    outcomes: tuple[str, ...] = ()
    stance: str = ""
    answers: tuple[int, ...] = ()
    forwards_to: str = ""


@dataclass(frozen=True)
class Annex:
    """An annex as the minutes list it."""

    title: str
    document_number: str = ""
    reference: str = ""
    is_closed: bool = False
    closed_reason: str = ""


@dataclass(frozen=True)
class Item:
    """One item of the agenda. `confidence` (0 to 1) is the parser's own; None when a person wrote the item.

    `is_closed` is None while a person has yet to say whether the item is open; `closed_cues` are the words that tell or hint.
    """

    title: str
    number: str = ""
    case_number: str = ""
    is_closed: bool | None = False
    closed_cues: tuple[str, ...] = ()
    closed_reason: str = ""
    public_title: str = ""
    public_decision: str = ""
    recommended_by: str = ""
    sections: tuple[Section, ...] = ()
    clauses: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    annexes: tuple[Annex, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True)
class Presence:
    """Somebody named in the minutes and how they took part (a value of the spine's presence)."""

    name: str
    presence: str = "apology"
    note: str = ""


# What a source prints beside its words: shown in a fold, kept with the meeting, seen by the secretary only.
FURNITURE = languages.words(
    {
        "head": "Mødets hoved",
        "contents": "Indholdsfortegnelse",
        "label": "Numre og mærkater ved punkterne",
        "heading": "Overskrifter, som de var trykt",
        "annex": "Resten af bilagslisterne",
        "page": "Sidehoveder, sidetal og knapper",
        "field": "Felter, der ikke bruges her",
    }
)


@dataclass(frozen=True)
class Rest:
    """Words of the source that are in no field of the draft, and what they are (a key of FURNITURE)."""

    kind: str
    words: str


@dataclass(frozen=True)
class Meeting:
    """A meeting to be. `source_sha256` names the file or text it was read from, `body_name` what the text calls the body.

    `unplaced` are words that may belong to an item and found no place, `rest` what is printed beside the words.
    """

    source_sha256: str
    body_name: str = ""
    held_on: dt.date | None = None
    starts: dt.time | None = None
    ends: dt.time | None = None
    place: str = ""
    state: str = "published"
    attendance: tuple[Presence, ...] = ()
    items: tuple[Item, ...] = ()
    unplaced: tuple[str, ...] = ()
    rest: tuple[Rest, ...] = ()


def asked(meeting: Meeting) -> list[str]:
    """Name the items of which a person must say whether they are open."""
    return [
        f"punkt {item.number}" if item.number else f"»{item.title[:60] or f'punkt nr. {place} herunder'}«"
        for place, item in enumerate(meeting.items, 1)
        if item.is_closed is None
    ]


def held(meeting: Meeting) -> Iterator[str]:
    """Yield every piece of text that the draft holds once: where a word of the source must be found again."""
    yield from (rest.words for rest in meeting.rest)
    yield from meeting.unplaced
    for item in meeting.items:
        yield from (item.title, *(section.words for section in item.sections))
        yield from (statement.printed for statement in item.statements)
        for annex in item.annexes:
            yield from (annex.title, annex.document_number, annex.reference)


def printed(pieces: Iterable[str]) -> Counter[str]:
    """Count the printed characters of pieces of text: all but blanks."""
    counted: Counter[str] = Counter()
    for piece in pieces:
        counted.update("".join(piece.split()))
    return counted


def as_json(meeting: Meeting) -> dict[str, Any]:
    """Return the draft as plain values that `from_json` reads back."""
    plain = asdict(meeting)
    for name in ("held_on", "starts", "ends"):
        plain[name] = plain[name].isoformat() if plain[name] else None
    return plain


def from_json(plain: Mapping[str, Any]) -> Meeting:
    """Return the draft that `as_json` wrote."""
    return Meeting(
        **{
            **plain,
            "held_on": dt.date.fromisoformat(plain["held_on"]) if plain["held_on"] else None,
            "starts": dt.time.fromisoformat(plain["starts"]) if plain["starts"] else None,
            "ends": dt.time.fromisoformat(plain["ends"]) if plain["ends"] else None,
            "attendance": tuple(Presence(**each) for each in plain["attendance"]),
            "items": tuple(_item(each) for each in plain["items"]),
            "unplaced": tuple(plain["unplaced"]),
            "rest": tuple(Rest(**each) for each in plain["rest"]),
        }
    )


def _item(plain: Mapping[str, Any]) -> Item:
    return Item(
        **{
            **plain,
            "sections": tuple(Section(**each) for each in plain["sections"]),
            "clauses": tuple(plain["clauses"]),
            "closed_cues": tuple(plain["closed_cues"]),
            "statements": tuple(
                Statement(**{**each, "outcomes": tuple(each["outcomes"]), "answers": tuple(each["answers"])})
                for each in plain["statements"]
            ),
            "annexes": tuple(Annex(**each) for each in plain["annexes"]),
        }
    )


def check_bodies(*, has_some: bool) -> None:
    """Refuse whoever has no body to read minutes in for."""
    if not has_some:
        raise Refused("Kun et udvalgs egen sekretær kan hente referater ind.")


def check_draft(draft: Meeting) -> dt.date:
    """Return the day of an import's meeting; Refused, with the item named, when something is missing."""
    if draft.held_on is None:
        raise Refused("Skriv datoen for mødet. Den står ikke i teksten.", field="held_on")
    if draft.state not in STATES:
        raise Refused("Vælg, hvor langt mødet er.", field="state")

    if draft.state not in {"planned", "agenda_published"}:
        happened.check(draft.held_on, "Mødet", field="held_on")

    if not draft.items:
        raise Refused("Der er ingen punkter at gemme. Er det et referat eller en dagsorden?")
    if unanswered := asked(draft):
        raise Refused(
            "Svar på, om punktet er åbent eller lukket: {unanswered}. Intet er gemt, før du har svaret.",
            unanswered=", ".join(unanswered),
        )

    for place, item in enumerate(draft.items, 1):
        where = f"Punkt {item.number or place}"
        demanded(item.title, "{where} mangler en titel.", field="title", where=where)
        if item.is_closed:
            check_closed(reason=item.closed_reason, public_title=item.public_title, title=item.title, where=where)
        if draft.state in {"planned", "agenda_published"} and item.statements:
            raise Refused(
                "{where} har en beslutning. Et møde med beslutninger er et referat.", field="state", where=where
            )
        for statement in item.statements:
            check_outcomes(frozenset(statement.outcomes), statement.stance)
            if wrong := [answer for answer in statement.answers if not 1 <= answer <= len(item.clauses)]:
                raise Refused(
                    "{where} har intet at-punkt nr. {wrong}. Ret, hvad udtalelsen svarer på.",
                    field="answers",
                    where=where,
                    wrong=wrong[0],
                )

    return draft.held_on
