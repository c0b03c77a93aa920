"""The JSON that public agenda pages hand out (FirstAgenda's `IsOpen` for each item), read by its own fields.

Its makers publish no description, so fields are known by what they are called, in English or Danish. JSON in which no list
of items can be told with certainty is refused. Whatever is in no known field is shown as left over.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from samspil.analysis.minutes import reading
from samspil.features.cases.importing import rules
from samspil.features.cases.importing.extract import systems, whole
from samspil.paper.refusal import Refused

MOST_VALUES = 200_000
UNKNOWN = (
    "Filen er JSON, men ikke en dagsorden, der kendes her: Den skal have en liste af punkter, som hver siger, om de er åbne "
    "(IsOpen). Gem mødet som PDF, HTML eller tekst."
)
OPEN = ("isopen", "open", "ispublic", "public", "åben", "åbent", "eråben", "eråbent", "offentlig", "offentligt")
CLOSED = ("isclosed", "closed", "lukket", "erlukket", "isconfidential", "confidential", "fortrolig", "fortroligt")
TITLE = ("caption", "title", "titel", "overskrift", "name", "navn", "subject", "emne", "headline")
NUMBER = ("number", "nummer", "itemnumber", "agendaitemnumber", "punktnummer", "no", "nr", "sortnumber")
CASE = ("casenumber", "sagsnummer", "caseno", "sagsnr", "journalnumber", "caseid")
WORDS = ("html", "text", "tekst", "content", "indhold", "body", "value", "description", "beskrivelse")
HEADING = ("caption", "heading", "title", "titel", "overskrift", "name", "navn", "label", "type", "fieldname")
ANNEXES = ("documents", "attachments", "enclosures", "bilag", "files", "dokumenter", "filer", "annexes")
BODY = ("committee", "committeename", "udvalg", "udvalgsnavn", "body", "organ", "forum")
DATE = ("date", "meetingdate", "dato", "mødedato", "start", "starttime", "meetingbegin", "when", "begin")
END = ("end", "endtime", "meetingend", "until", "slut", "sluttidspunkt")
PLACE = ("location", "place", "sted", "mødested", "where", "room", "lokale")
KIND = ("type", "agendatype", "publicationtype", "dagsordentype", "meetingtype", "status", "state")
_TRUE, _FALSE = {"true", "1", "ja", "yes", "åben", "åbent", "open"}, {"false", "0", "nej", "no", "lukket", "closed"}
_SAYS = {"sagsfremstilling", "beslutning", "indstilling", "resume", "resumé", "bilag"}


def is_json(content: bytes) -> bool:
    """Tell whether the bytes are JSON: an object or a list, whole."""
    head = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] in (b"{", b"[") and not head.startswith(b"{\\rtf") and _loaded(content) is not None


def read(content: bytes) -> rules.Meeting:
    """Read the JSON of a public agenda into a draft. Refused when it is of another make, broken, or too large."""
    told = _loaded(content)
    values = list(_values(told))
    if len(values) > MOST_VALUES:
        raise Refused("JSON-filen er for stor til at være ét møde. Vælg en fil med ét møde.", field="file")

    meeting, listed = _items(told)
    if not listed:
        raise Refused(UNKNOWN, field="file")
    if len(listed) > systems.MOST_ITEMS:
        raise Refused(
            "Filen har flere end {most_items} punkter. Vælg en fil med ét møde.",
            field="file",
            most_items=systems.MOST_ITEMS,
        )

    # A closed agenda closes all its items, whatever they say themselves.
    agenda = _openness(meeting)
    items = tuple(_item(each, within=agenda) for each in listed)
    decided = any(item.statements for item in items)
    is_final = "referat" in _first(meeting, KIND).lower() or "minutes" in _first(meeting, KIND).lower()
    draft = rules.Meeting(
        source_sha256=hashlib.sha256(content).hexdigest(),
        body_name=_name_of(meeting, BODY),
        held_on=systems.day(_first(meeting, DATE)),
        starts=systems.clock(_first(meeting, DATE)),
        ends=systems.clock(_first(meeting, END)),
        place=_name_of(meeting, PLACE)[:200],
        state=("published" if is_final else "minutes_draft") if decided else "agenda_published",
        items=items,
    )
    return whole.account_fields(values, draft)


def _loaded(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _key(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _folded(record: dict[str, Any]) -> dict[str, Any]:
    return {_key(name): value for name, value in record.items()}


def _items(told: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the record that holds the list of items, and the items: records with a title, each saying whether it is open."""
    lists: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    todo: list[tuple[dict[str, Any], Any]] = [({}, told)]
    while todo:
        holder, value = todo.pop()
        if isinstance(value, dict):
            todo += [(value, inner) for inner in value.values()]
        elif isinstance(value, list):
            records = [each for each in value if isinstance(each, dict)]
            if records and any(_is_item(each) for each in records):
                lists.append((holder, records))
            else:
                todo += [(holder, inner) for inner in value]

    if len(lists) != 1:
        return {}, []

    holder, records = lists[0]
    return {**(_flat(told) if isinstance(told, dict) else {}), **holder}, records


def _flat(told: dict[str, Any]) -> dict[str, Any]:
    """Return a record with those of a record "meeting" within it, which some put the head in."""
    inner = next(
        (value for name, value in told.items() if _key(name) in {"meeting", "møde"} and isinstance(value, dict)), {}
    )
    return {**inner, **{name: value for name, value in told.items() if not isinstance(value, list)}}


def _is_item(record: dict[str, Any]) -> bool:
    keys = set(_folded(record))
    return (
        bool(keys & {*OPEN, *CLOSED}) and bool(keys & set(TITLE)) and not keys & {"filename", "filetype", "contenttype"}
    )


def _openness(record: dict[str, Any]) -> bool | None:
    """Tell whether a record says it is open (True), closed (False), or neither in words that are known (None)."""
    folded = _folded(record)
    said = [(_truth(folded[name]), True) for name in OPEN if name in folded]
    said += [(_truth(folded[name]), False) for name in CLOSED if name in folded]
    answers = {None if value is None else value == is_open for value, is_open in said}
    return answers.pop() if len(answers) == 1 else None


def _truth(value: Any) -> bool | None:
    words = str(value).strip().lower()
    return True if words in _TRUE else False if words in _FALSE else None


def _item(record: dict[str, Any], *, within: bool | None) -> rules.Item:
    folded = _folded(record)
    said = _openness(record)
    annexes = [each for name in ANNEXES for each in folded.get(name) or [] if isinstance(folded.get(name), list)]
    sections = list(_sections(record, skip={*ANNEXES, *OPEN, *CLOSED, *TITLE, *NUMBER, *CASE}))
    made = systems.item(
        title=_plain(_first(record, TITLE)),
        number=_first(record, NUMBER),
        is_closed=False,
        sections=sections,
        annexes=[_annex(each, is_open=said) for each in annexes],
    )
    is_closed = True if said is False or within is False else None if said is None else False
    shown = f"IsOpen: {next((folded[name] for name in (*OPEN, *CLOSED) if name in folded), 'står der ikke')}"
    case = _first(record, CASE)

    return dataclasses.replace(
        made,
        case_number=case if len(case) <= 60 else "",
        is_closed=is_closed,
        closed_cues=() if is_closed is False else (shown,),
    )


def _annex(each: Any, *, is_open: bool | None) -> tuple[str, str, bool]:
    """Return an annex's name, number and whether it is closed: unless both it and its item say open, it is."""
    if not isinstance(each, dict):
        return str(each), "", is_open is not True
    own = _openness(each)
    named = _first(each, (*TITLE, "filename", "filnavn"))
    return (
        _plain(named),
        _first(each, ("documentnumber", "dokumentnummer", "id"))[:60],
        own is False or is_open is not True,
    )


def _sections(record: dict[str, Any], skip: set[str], heading: str = "") -> Iterator[tuple[str, str]]:
    """Yield (heading, words) for each text of an item, however deep: a record's own words under its own heading."""
    for name, value in record.items():
        key = _key(name)
        if key in skip:
            continue

        if isinstance(value, str) and (key in WORDS or key in _SAYS or "<" in value):
            yield (name if key in _SAYS else heading or "sagsfremstilling"), _plain(value)
        elif isinstance(value, dict):
            yield from _sections(value, {*ANNEXES, *HEADING}, _first(value, HEADING) or name)
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, dict):
                    yield from _sections(each, {*ANNEXES, *HEADING}, _first(each, HEADING) or name)
                elif isinstance(each, str):
                    yield name, _plain(each)


def _first(record: dict[str, Any], names: tuple[str, ...]) -> str:
    folded = _folded(record)
    value = next((folded[name] for name in names if folded.get(name) not in (None, "")), "")
    return " ".join(str(value).split()) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _name_of(record: dict[str, Any], names: tuple[str, ...]) -> str:
    """Return a name that is a text, or the name of a record."""
    inner = next((value for name, value in _folded(record).items() if name in names and isinstance(value, dict)), None)
    return _first(inner, TITLE) if inner else _first(record, names)


def _plain(words: str) -> str:
    return (reading.plain(words) if re.search(r"</?[a-zA-Z][^>]{0,2000}>|&\w{1,10};", words) else words).strip()


def _values(told: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every value of the whole file with its name, markup made plain, so that none is lost."""
    todo: list[tuple[str, Any]] = [(name, told)]
    while todo:
        name, value = todo.pop()
        if isinstance(value, dict):
            todo += reversed(list(value.items()))
        elif isinstance(value, list):
            todo += [(name, each) for each in reversed(value)]
        elif value not in (None, ""):
            yield name, _plain(str(value))
