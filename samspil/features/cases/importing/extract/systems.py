"""Agendas and minutes as SBSYS, eDoc and Agenda Management hand them out in XML, read by their documented fields.

The fields are those that OS2web's open importers read. Nothing outside the file is fetched and no entity is expanded.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from samspil.analysis.minutes import reading
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.importing import rules
from samspil.features.cases.importing.extract import proposals, whole
from samspil.paper import danish
from samspil.paper.refusal import Refused

MOST_ITEMS = 500
MOST_ELEMENTS = 100_000
# Agenda Management's ParticipationStatusAsValue, as OS2web's importer reads it: 0 not decided, 1 and 4 present, else away.
PRESENT = frozenset({"0", "1", "4"})
# eDoc's PublishingType and MeetingState, in its own words.
TO_BE_PUBLISHED = "SKAL PUBLICERES"
APPROVED_MINUTES = "referat endeligt godkendt"
# What the parser calls text above the first heading.
UNHEADED = "uden overskrift"
NO_DOCTYPE = "XML-filen har en indledning (DOCTYPE), som ikke er tilladt her. Hent den igen uden."
_YES = frozenset({"true", "1", "ja", "yes", "on"})
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")


def is_xml(content: bytes) -> bool:
    """Tell whether the bytes are XML, and not a page for a browser."""
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = content[:4000].decode("utf-16", errors="replace").lstrip().lower().encode()
    return head.startswith((b"<?xml", b"<dagsorden", b"<meeting", b"<publication")) and b"<html" not in head


def read(content: bytes) -> rules.Meeting:
    """Read XML of a known system into a draft. Refused when it is broken, unsafe or of another kind."""
    root = _root(content)
    readers: dict[str, Callable[[Any], dict[str, Any]]] = {"Dagsorden": _sbsys, "Meeting": _edoc, "Publication": _agman}
    reader = readers.get(_name(root))
    if reader is None:
        raise Refused(
            "Filen er XML med »{root}« yderst, og det kendes ikke her. Vælg XML fra SBSYS, "
            "eDoc eller Agenda Management, eller gem mødet som PDF, HTML eller tekst.",
            field="file",
            root=_name(root)[:40],
        )

    fields = reader(root)
    if len(fields["items"]) > MOST_ITEMS:
        raise Refused(
            "Filen har flere end {most_items} punkter. Vælg en fil med ét møde.", field="file", most_items=MOST_ITEMS
        )

    decided = any(item.statements for item in fields["items"])
    # Nothing is published by an import that its own system has not published: what has decisions is a draft until then.
    state = "published" if fields.pop("is_final") and decided else ("minutes_draft" if decided else "agenda_published")
    draft = rules.Meeting(source_sha256=hashlib.sha256(content).hexdigest(), state=state, **fields)
    return whole.account_fields(_values(root), draft)


def _values(root: Any) -> Iterator[tuple[str, str]]:
    """Yield every text and attribute of the file with its name, markup made plain, so that none is lost."""
    for element in root.iter():
        yield from ((f"{_name(element)} {name}", value) for name, value in element.attrib.items())
        for words in (element.text, element.tail):
            if words and words.strip():
                is_markup = re.search(r"</?[a-zA-Z][^>]{0,2000}>", words)
                yield _name(element), (reading.plain(words) if is_markup else words)


def _root(content: bytes) -> Any:
    if b"<!doctype" in content[:4000].lower():
        raise Refused(NO_DOCTYPE, field="file")

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused("XML-filen er beskadiget og kan ikke læses. Hent den igen fra systemet.", field="file") from None

    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(NO_DOCTYPE, field="file")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise Refused("XML-filen er for stor til at være ét møde. Vælg en fil med ét møde.", field="file")

    return root


def _sbsys(root: Any) -> dict[str, Any]:
    meeting = root if _name(root) == "Møde" else next(_all(root, "Møde"), root)
    is_open = _yes(root.get("Åben"), missing=True)

    return {
        "body_name": _squeezed(meeting.get("Udvalg")),
        "held_on": day(meeting.get("Mødedato")),
        "starts": clock(meeting.get("Mødetid")),
        "ends": clock(meeting.get("Mødesluttid")),
        "place": _squeezed(meeting.get("Mødested")),
        "is_final": _squeezed(root.get("Dagsordentype")).lower() == "referat",
        "items": tuple(
            item(
                title=_text(_child(point, "Overskrift")),
                number=_squeezed(point.get("Nummer")),
                is_closed=not (is_open and _yes(point.get("Åbent"))),
                sections=[(_heading(_name(part)), _text(part)) for part in _children(_child(point, "Indhold"))],
                annexes=[
                    (_squeezed(annex.get("Navn")), "", not _yes(annex.get("MaaPubliceres")))
                    for annex in _all(_child(point, "Bilagsliste"), "Bilag")
                ],
            )
            for point in _all(root, "Dagsordenpunkt")
        ),
    }


def _edoc(root: Any) -> dict[str, Any]:
    when = _text(_child(root, "MeetingDate"))
    return {
        "body_name": _squeezed(_text(_child(root, "Committee"))),
        "held_on": day(when),
        "starts": clock(when),
        "is_final": _squeezed(_text(_child(root, "MeetingState"))).strip('"').lower() == APPROVED_MINUTES,
        "items": tuple(item for agenda in _all(root, "MeetingAgendaType") for item in _edoc_items(agenda)),
    }


def _edoc_items(agenda: Any) -> Iterator[rules.Item]:
    closed_agenda = "lukket" in _text(_child(agenda, "AgendaType")).lower()

    for point in _all(agenda, "MeetingAgendaItem"):
        document = _child(point, "Document")
        published = _squeezed(_text(_child(document, "PublishingType"))).upper() == TO_BE_PUBLISHED
        closed = closed_agenda or not published
        # The whole item is one text, headings and all: the parser finds its sections.
        words = _text(_child(point, "FullText"))
        read = proposals.propose(f"Punkt 1: Sag\n\n{words}\n").items if words else ()
        sections = [(section.key, section.words) for section in read[0].sections] if len(read) == 1 else []
        has_named = any(key == "case_presentation" for key, _ in sections)
        parts = [("case_presentation" if key == UNHEADED and not has_named else key, text) for key, text in sections]
        decision = "".join(said.printed for said in read[0].statements) if len(read) == 1 else ""
        sections = [(key, decision if key == "decision" else text) for key, text in parts if key != "annexes"]
        yield item(
            title=_text(_child(document, "Title")),
            number=_squeezed(_text(_child(point, "AgendaItemNumber"))),
            is_closed=closed,
            sections=sections or [("case_presentation", words)],
            annexes=[
                (_text(_child(annex, "Title")), _squeezed(annex.get("attachmentid")), closed)
                for annex in _children(_child(document, "Attachments"))
            ],
        )


def _agman(root: Any) -> dict[str, Any]:
    meeting = next(_all(root, "Meeting"), root)
    committee = next(_all(root, "Committee"), None)

    return {
        "body_name": _squeezed(_text(_child(committee, "Name"))),
        "held_on": day(_text(_child(meeting, "When"))),
        "starts": clock(_text(_child(meeting, "When"))),
        "ends": clock(_text(_child(meeting, "Until"))),
        "place": _squeezed(_text(_child(meeting, "Where"))),
        "is_final": _squeezed(_text(next(_all(root, "PublicationTypeAsValue"), None))) == "1",
        "attendance": tuple(
            rules.Presence(
                _text(_child(member, "Name")),
                "present" if _text(_child(member, "ParticipationStatusAsValue")) in PRESENT else "apology",
                _squeezed(_text(_child(member, "ParticipationNote"))),
            )
            for member in _all(meeting, "MeetingMember")
            if _text(_child(member, "Name"))
        ),
        "items": tuple(
            item(
                title=_text(_child(point, "Caption")),
                number=_squeezed(point.get("Nummer")),
                is_closed=not _yes(_text(_child(point, "IsPublic"))),
                sections=[*_fields(_child(point, "Fields")), *_history(_child(point, "ItemHistory"))],
                annexes=[
                    (
                        _text(_child(annex, "Name")) or _text(_child(annex, "FileName")),
                        "",
                        _yes(_text(_child(annex, "IsProtected")), missing=True),
                    )
                    for annex in _all(_child(point, "Enclosures"), "Enclosure")
                ],
            )
            for point in _all(root, "Item")
        ),
    }


def _fields(element: Any) -> Iterator[tuple[str, str]]:
    for field in _all(element, "ItemField"):
        if _yes(_text(_child(field, "HasContent")), missing=True):
            yield _squeezed(_text(_child(field, "Caption"))), _text(_child(field, "Content"))


def _history(element: Any) -> Iterator[tuple[str, str]]:
    """Yield what earlier committees decided, as one section that says which and when."""
    told = []
    for field in _all(element, "ItemField"):
        details, words = _child(field, "MeetingDetails"), _text(_child(field, "Content"))
        if words:
            due = day(_text(_child(details, "MeetingDueDate")))
            head = f"{_squeezed(_text(_child(details, 'CommitteeName')))}{f', {danish.date(due)}' if due else ''}:"
            told.append(f"{head}\n{words}")
    if told:
        yield "Sagsgang", "\n\n".join(told)


def item(
    *, title: str, number: str, is_closed: bool, sections: list[tuple[str, str]], annexes: list[tuple[str, str, bool]]
) -> rules.Item:
    """Return an item from its fields as a system prints them: sections as heading and words, annexes as name, number, closed."""
    kept = [(houses.section_key(heading), words) for heading, words in sections if words.strip()]
    keys = whole.numbered([key for key, _ in kept], houses.LONGEST_NAME)
    named = [(key, words) for key, (_, words) in zip(keys, kept, strict=True)]
    words = dict(reversed(named))
    read = proposals.decided(words.get("recommendation", ""), words.get("decision", ""))

    return rules.Item(
        title=_squeezed(title)[:500],
        number=number[:20],
        is_closed=is_closed,
        recommended_by=read.recommended_by,
        sections=(
            *(rules.Section(key, "" if key in houses.COMPOSED else text) for key, text in named),
            *([rules.Section("annexes")] if annexes else []),
        ),
        clauses=read.clauses,
        statements=read.statements,
        annexes=tuple(
            rules.Annex(_squeezed(name)[:500], document_number=document[:60], is_closed=closed)
            for name, document, closed in annexes
            if name.strip()
        ),
        confidence=read.confidence if words.get("decision") or words.get("recommendation") else 1.0,
    )


def _name(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _children(element: Any) -> list[Any]:
    return [child for child in element if isinstance(child.tag, str)] if element is not None else []


def _child(element: Any, name: str) -> Any:
    return next((child for child in _children(element) if _name(child) == name), None)


def _all(element: Any, name: str) -> Iterator[Any]:
    if element is not None:
        yield from (each for each in element.iter() if isinstance(each.tag, str) and _name(each) == name)


def _text(element: Any) -> str:
    """Return an element's words; what is HTML inside it, marked up or written out, becomes plain paragraphs."""
    if element is None:
        return ""
    if len(element):
        inner = "".join(etree.tostring(child, encoding="unicode") for child in element)
        return reading.plain(f"<div>{html.escape(element.text or '')}{inner}</div>").strip()
    words = element.text or ""
    return (reading.plain(words) if re.search(r"</?[a-zA-Z][^>]{0,2000}>", words) else words).strip()


def _heading(tag: str) -> str:
    return tag.replace("_", " ").strip()


def _squeezed(words: str | None) -> str:
    return " ".join((words or "").split())


def _yes(words: str | None, *, missing: bool = False) -> bool:
    return missing if words is None or not words.strip() else words.strip().lower() in _YES


def day(words: str | None) -> dt.date | None:
    """Return the day that begins a text: `2018-08-27T16:00`, `27-08-2018 16:00`, `27. august 2018`."""
    day = re.match(
        r"\s*(\d{4}-\d\d-\d\d|\d{1,2}[-./]\d{1,2}[-./]\d{4}|\d{1,2}\. ?[a-zæøå]+ \d{4})", words or "", re.IGNORECASE
    )
    try:
        return danish.parse_date(day[1]) if day else None
    except Refused:
        return None


def clock(words: str | None) -> dt.time | None:
    """Return the time of day that ends a text: `16:00`, `27. august 2018 16:00`, `2018-08-27T16:00:00`."""
    clocks = _CLOCK.findall(re.sub(r"^\s*\d{1,2}[-./]\d{1,2}[-./]\d{4}", "", words or ""))
    if not clocks or int(clocks[0][0]) > 23 or int(clocks[0][1]) > 59:
        return None
    return dt.time(int(clocks[0][0]), int(clocks[0][1]))
