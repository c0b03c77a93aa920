"""Meetings, items and bodies as plain values to take away: what everybody may read of them, and nothing that is closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from samspil.features.cases.agenda.queries import agenda
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.papers.queries.printed import FOLLOWS
from samspil.features.cases.records.models import Annex, Body, ClosedNotice, Meeting
from samspil.features.cases.records.queries import recorded
from samspil.features.cases.records.queries.rows import meetings_visible_to, notices_for, visible_to
from samspil.features.cases.records.queries.sheets import Section, Sheet, sheets
from samspil.paper.refusal import Refused
from samspil.spine.models import Node
from samspil.spine.people import Actor

MOST_ITEMS = 2_000
COLUMNS = (
    "Myndighed",
    "Udvalg",
    "Dato",
    "Punkt",
    "Titel",
    "Sagsnummer",
    "Lukket",
    "Indstilling",
    "Beslutning",
    "Udfald",
    "Bilag",
)


@dataclass(frozen=True)
class Line:
    """One item as it may be taken away."""

    meeting: Meeting
    order: int
    number: str
    title: str
    is_closed: bool
    decision: str
    sheet: Sheet | None = None

    @property
    def words(self) -> list[tuple[str, str]]:
        """The sections that hold words, each under its heading."""
        if self.sheet is None:
            return []
        parts = [
            (each.heading, [each.words, *(f"{sent.told}\n\n{sent.words}" for sent in each.carried if sent.is_public)])
            for each in self.sheet.sections
        ]
        return [(heading, "\n\n".join(filter(None, words))) for heading, words in parts if any(words)]

    @property
    def followed_by(self) -> list[recorded.Line]:
        """The dissents that came with the case, where they are open."""
        shown = self.sheet.followed_by if self.sheet else []
        return [recorded.came_along(each) for each in shown if each.statement.node.visibility == Node.Visibility.PUBLIC]

    @property
    def annexes(self) -> list[Any]:
        """The open annexes."""
        return [each for each in self.sheet.annexes if not each.is_closed] if self.sheet else []


def lines_of_meeting(actor: Actor, meeting: Meeting) -> list[Line]:
    """Return a meeting's items in order; a closed one is its public title and decision, whoever asks."""
    return [_line(each, meeting) for each in agenda(actor, meeting).lines]


def line_of_item(sheet: Sheet) -> Line:
    """Return one item as it may be taken away."""
    return _line(sheet, sheet.item.meeting)


def lines_of_body(actor: Actor, body: Body, *, year: int | None = None) -> list[Line]:
    """Return the items of a body's meetings, oldest first, of one year where that is asked for.

    Refused when there are more than 2,000 of them.
    """
    meetings = {
        each.pk: each
        for each in meetings_visible_to(actor).filter(
            body=body, **({"node__occurred_on__year": year} if year is not None else {})
        )
    }
    items = list(visible_to(actor).filter(meeting__in=meetings)[: MOST_ITEMS + 1])
    if len(items) > MOST_ITEMS:
        raise Refused(
            "{circle} har flere end 2.000 punkter. Vælg ét år, for eksempel med ?aar=2025.", circle=body.circle.name
        )

    shown: list[Sheet | ClosedNotice] = [*sheets(actor, items)]
    shown += list(notices_for(actor).filter(meeting__in=meetings))
    lines = [
        _line(each, meetings[each.item.meeting_id if isinstance(each, Sheet) else each.meeting_id]) for each in shown
    ]
    return sorted(lines, key=lambda line: (str(line.meeting.node.day), str(line.meeting.pk), line.order))


def _line(line: Sheet | ClosedNotice, meeting: Meeting) -> Line:
    if isinstance(line, ClosedNotice):
        return Line(meeting, line.order, line.number, line.node.title, is_closed=True, decision=line.decision)
    item = line.item
    if item.is_closed:
        said = item.public_decision if meeting.state == "published" else ""
        return Line(meeting, item.order, item.number, item.public_title, is_closed=True, decision=said)
    return Line(meeting, item.order, item.number, item.node.title, is_closed=False, decision=line.decision, sheet=line)


def as_rows(lines: Iterable[Line]) -> list[Sequence[str]]:
    """Return a row for each item, under `COLUMNS`."""
    return [
        (
            line.meeting.node.organisation.name,
            line.meeting.body.circle.name,
            f"{line.meeting.node.day or ''}",
            line.number,
            line.title,
            line.sheet.item.case_number if line.sheet else "",
            "ja" if line.is_closed else "nej",
            "\n".join(clause.words for clause in line.sheet.clauses) if line.sheet else "",
            line.decision.strip(),
            ", ".join(each.get_outcome_display() for each in line.sheet.outcomes) if line.sheet else "",
            "\n".join(annex.node.title for annex in line.annexes),
        )
        for line in lines
    ]


def as_json(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return the meetings with their items as plain values, in the order of the lines."""
    meetings: dict[Any, dict[str, Any]] = {}
    for line in lines:
        meeting = line.meeting
        if meeting.pk not in meetings:
            meetings[meeting.pk] = {
                "id": str(meeting.pk),
                "organisation": meeting.node.organisation.name,
                "body": meeting.body.circle.name,
                "date": meeting.node.day,
                "place": meeting.gathering.place,
                "state": meeting.state,
                "invented": meeting.node.is_invented,
                "items": [],
            }
        meetings[meeting.pk]["items"].append(_as_json(line))

    return list(meetings.values())


def _as_json(line: Line) -> dict[str, Any]:
    plain: dict[str, Any] = {"number": line.number, "title": line.title, "closed": line.is_closed}
    if line.sheet is None:
        return {**plain, "decision": line.decision.strip()}

    places = {clause.pk: clause.order for clause in line.sheet.clauses}
    return {
        **plain,
        "id": str(line.sheet.item.pk),
        "case_number": line.sheet.item.case_number,
        "recommended_by": line.sheet.item.recommended_by,
        "sections": [{"heading": heading, "words": words} for heading, words in line.words],
        "recused": [words for _about, words in recorded.stood_aside(line.sheet.recusals)],
        "followed_by": [{"about": about.rstrip(":"), "words": words} for about, words in line.followed_by],
        "clauses": [clause.words for clause in line.sheet.clauses],
        "statements": [
            {
                "words": said.shown,
                "outcomes": sorted(each.outcome for each in said.row.outcomes.all()),
                "stance": said.row.stance,
                "record": [{"about": about.rstrip(":"), "words": words} for about, words in recorded.beside(said)],
                "answers": sorted(places[clause.pk] for clause in said.row.answers.all() if clause.pk in places),
            }
            for said in line.sheet.statements
        ],
        "annexes": [
            {"title": each.node.title, "document_number": each.document_number, "reference": each.reference}
            for each in line.annexes
        ],
    }


def _decided(line: Line) -> str:
    """The decision's words, and after them what stands in the record beside each statement."""
    if line.sheet is None:
        return line.decision.strip()
    parts = [_written(recorded.stood_aside(line.sheet.recusals))]
    for words, beside in recorded.passages(line.sheet.statements):
        parts += [words.strip(), _written(beside)]
    return "\n\n".join(filter(None, parts))


def _written(lines: Iterable[recorded.Line]) -> str:
    return "\n\n".join(f"{about} {words}" for about, words in lines)


def as_text(lines: Iterable[Line]) -> str:
    """Return the items as plain text, each under its meeting."""
    parts: list[str] = []
    last = None
    for line in lines:
        meeting, house = line.meeting, houses.of(line.meeting.body.house)
        if meeting.pk != last:
            head = f"{meeting.node.title}"
            parts.append(f"{head}\n{'=' * len(head)}" + ("\nOpdigtet eksempel." if meeting.node.is_invented else ""))
            last = meeting.pk
        name = house.item_name(line.number, line.title)
        parts.append(f"{name}\n{'-' * len(name)}")
        if line.is_closed:
            parts.append("Lukket punkt.")
        elif line.sheet and line.sheet.item.case_number:
            parts.append(line.sheet.item.case_number)
        parts += [f"{heading}\n\n{words.strip()}" for heading, words in line.words]
        if line.followed_by:
            parts.append(f"{FOLLOWS}\n\n{_written(line.followed_by)}")
        if line.decision.strip():
            parts.append(f"Beslutning\n\n{_decided(line)}")
        if line.annexes:
            parts.append("Bilag\n\n" + "\n".join(f"- {annex.node.title}" for annex in line.annexes))

    return "\n\n".join(parts) + "\n"


def fields_to_copy(sheet: Sheet) -> list[Section]:
    """Return an item's fields in the order of its paper, as clean text, for another system's fields."""
    item = sheet.item
    named = [Section("title", "Titel", item.node.title), Section("case_number", "Sagsnummer", item.case_number)]
    for section in sheet.sections:
        if section.key == "decision":
            named.append(Section("decision", section.heading, sheet.decision.strip()))
        elif section.key == "annexes":
            lines = [f"- {_copied(annex)}" for annex in sheet.annexes]
            named.append(Section("annexes", section.heading, "\n".join(lines)))
        else:
            parts = [section.words.strip(), *(f"{each.told}\n\n{each.words}" for each in section.carried)]
            named.append(Section(section.key, section.heading, "\n\n".join(filter(None, parts))))
    return [section for section in named if section.words]


def _copied(annex: Annex) -> str:
    parts = [annex.node.title, annex.document_number, annex.reference, "lukket" if annex.is_closed else ""]
    return ", ".join(part for part in parts if part)
