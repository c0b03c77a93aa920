"""A meeting as its house prints it: agenda or minutes as a document, open to all or with what is closed for the committee."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone

from samspil.features.cases.agenda.queries import Agenda, agenda
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.records.models import ClosedNotice, Meeting
from samspil.features.cases.records.queries import recorded
from samspil.features.cases.records.queries.sheets import Section, Sheet
from samspil.features.cases.records.rules import wording
from samspil.paper import danish
from samspil.paper import document as d
from samspil.paper.refusal import NotFound
from samspil.spine.models import Invitation, Node
from samspil.spine.people import Actor

DRAFT = "Udkast. Referatet er ikke godkendt og kan blive rettet."
NOT_YET_AGENDA = "Udkast. Dagsordenen er ikke offentliggjort."
WITH_CLOSED = "Indeholder lukkede punkter. Kun for udvalgets medlemmer."
INVENTED = "Opdigtet eksempel."
CLOSED = "Lukket punkt."
FOLLOWS = "Udtalelser, der følger sagen"


def minutes_document(actor: Actor, meeting: Meeting, *, with_closed: bool = False) -> d.Document:
    """Return a meeting's minutes as its house prints them.

    Without `with_closed` it is what the public may read, whoever asks: of a closed item its public title and decision.
    Before they are published, minutes are the committee's alone, and marked as a draft. NotFound for others, and for a
    committee's copy of a meeting where nothing is closed.
    """
    if meeting.state != "published" and not (_is_near(actor, meeting) and meeting.state == "minutes_draft"):
        raise NotFound
    return _document(actor, meeting, with_closed=with_closed, is_minutes=True)


def agenda_document(actor: Actor, meeting: Meeting, *, with_closed: bool = False) -> d.Document:
    """Return a meeting's agenda as its house prints it, without what was decided; closed items as above."""
    return _document(actor, meeting, with_closed=with_closed, is_minutes=False)


def has_closed(whole: Agenda) -> bool:
    """Tell whether the reader's own agenda holds anything that the public may not see."""
    return any(
        isinstance(line, Sheet) and (line.item.is_closed or any(annex.is_closed for annex in line.annexes))
        for line in whole.lines
    )


def copies(actor: Actor, whole: Agenda) -> dict[str, bool]:
    """Tell which files of a meeting the reader may take: `minutes`, and `closed` of the committee."""
    near = _is_near(actor, whole.meeting)
    minutes = whole.meeting.state == "published" or (near and whole.meeting.state == "minutes_draft")
    return {"minutes": minutes, "closed": near and has_closed(whole)}


def _is_near(actor: Actor, meeting: Meeting) -> bool:
    return meeting.body_id in actor.circles or bool(actor.job)


def _document(actor: Actor, meeting: Meeting, *, with_closed: bool, is_minutes: bool) -> d.Document:
    house = houses.of(meeting.body.house)
    whole = agenda(actor, meeting)
    if with_closed and not (_is_near(actor, meeting) and has_closed(whole)):
        raise NotFound

    body, day = meeting.body.circle.name, meeting.node.day
    named = {"body": body, "date": danish.date(day) if day else "", "day": danish.numeric_date(day) if day else ""}
    marks = [
        (DRAFT, is_minutes and meeting.state == "minutes_draft"),
        (NOT_YET_AGENDA, not is_minutes and meeting.state == "planned"),
        (WITH_CLOSED, with_closed),
        (INVENTED, meeting.node.is_invented),
    ]
    mark = " ".join(words for words, holds in marks if holds)
    stamp = meeting.minutes_published_at if is_minutes else meeting.agenda_published_at
    return d.Document(
        house.look.write("minutes" if is_minutes else "agenda", **named),
        author=meeting.node.organisation.name,
        created=timezone.localdate(stamp) if stamp else None,
        cover=d.Cover(tuple(_facts(meeting, house, is_minutes=is_minutes)), mark),
        running=" · ".join(part for part in (house.look.write("running", **named), mark) if part),
        blocks=(
            *([d.Contents(house.look.contents, depth=1)] if house.look.contents and len(whole.lines) > 1 else []),
            *(_attendance(whole.attendance, house) if is_minutes else ()),
            *_items(whole, house, with_closed=with_closed, is_minutes=is_minutes),
        ),
    )


def _facts(meeting: Meeting, house: houses.House, *, is_minutes: bool) -> Iterator[tuple[str, str]]:
    day, starts = meeting.node.day, meeting.gathering.starts_at
    if day is not None:
        at = timezone.localtime(starts) if starts else None
        values = {"weekday": danish.weekday(day), "date": danish.date(day), "day": danish.numeric_date(day)}
        if at is not None:
            written = house.look.write("at", **values, time=f"{at:%H:%M}", clock=f"{at.hour}.{at:%M}")
        else:
            written = house.look.write("on", **values)
        if written:
            yield "Mødedato", written

    if meeting.gathering.place:
        yield "Mødested", meeting.gathering.place

    # A house that prints no list of who took part writes this in its item of attendance.
    if is_minutes and house.look.attendance and (said := recorded.held(meeting)):
        yield "Holdt", said


def _attendance(who: Iterable[Invitation], house: houses.House) -> Iterator[d.Block]:
    rows = tuple(
        (_typed(str(each.person or each.name)), _typed(each.get_presence_display()), _typed(recorded.took_part(each)))
        for each in who
    )
    if house.look.attendance and rows:
        yield d.PageBreak()
        yield d.Heading(1, _typed(house.look.attendance))
        yield d.Table("Hvem der tog del i mødet", ("Navn", "Fremmøde", "Bemærkning"), rows)


def _items(whole: Agenda, house: houses.House, *, with_closed: bool, is_minutes: bool) -> Iterator[d.Block]:
    for place, line in enumerate(whole.lines):
        if house.look.page_per_item or place == 0:
            yield d.PageBreak()
        if isinstance(line, ClosedNotice):
            yield from _closed(line.number, line.node.title, line.decision, house, is_minutes=is_minutes)
        elif line.item.is_closed and not with_closed:
            item = line.item
            said = item.public_decision if item.meeting.state == "published" else ""
            yield from _closed(item.number, item.public_title, said, house, is_minutes=is_minutes)
        else:
            yield from _item(line, house, with_closed=with_closed, is_minutes=is_minutes)


def _closed(number: str, title: str, said: str, house: houses.House, *, is_minutes: bool) -> Iterator[d.Block]:
    yield d.Heading(1, _typed(house.item_name(number, title)))
    yield d.Paragraph(_typed(CLOSED))
    if is_minutes and said.strip():
        yield d.Heading(2, "Beslutning")
        yield from _words(said, "Beslutning")


def _item(sheet: Sheet, house: houses.House, *, with_closed: bool, is_minutes: bool) -> Iterator[d.Block]:
    item = sheet.item
    yield d.Heading(1, _typed(house.item_name(item.number, item.node.title)))
    if item.case_number:
        openness = "Lukket" if item.is_closed else "Åben"
        yield d.Paragraph(_typed(house.look.write("case_line", case_number=item.case_number, openness=openness)))

    if item.is_closed:
        yield d.Note(_typed(f"Lukket punkt: {item.closed_reason}"), "warning")

    for section in _with_composed(sheet, house):
        if section.key == "decision":
            words = sheet.decision if is_minutes else ""
        elif section.key == "annexes":
            # A house that numbers its annexes needs no dots before them.
            before, between = ("", "\n\n") if "{place}" in house.look.annex else ("- ", "\n")
            words = between.join(before + line for line in _annexes(sheet, house, with_closed=with_closed))
        else:
            words = section.words
        if section.key == "decision":
            yield from _followed(sheet, with_closed=with_closed)
        # What was sent on with the item is open when it is open where it stands; the public paper holds no more.
        sent_on = [each for each in section.carried if with_closed or each.is_public]
        if words.strip() or sent_on:
            yield d.Heading(2, _typed(section.heading))
            if section.key == "decision":
                yield from _decision(sheet, section.heading)
            else:
                yield from _words(words, section.heading)
            for each in sent_on:
                yield d.Paragraph(_typed(each.told))
                yield from _words(each.words, section.heading)


def _decision(sheet: Sheet, heading: str) -> Iterator[d.Block]:
    """The decision word for word, with who stood aside before it, and the record of each statement after its words."""
    yield from _lines(recorded.stood_aside(sheet.recusals))
    for words, lines in recorded.passages(sheet.statements):
        yield from _words(words, heading)
        yield from _lines(lines)


def _followed(sheet: Sheet, *, with_closed: bool) -> Iterator[d.Block]:
    """What a member of another body has demanded be known here."""
    shown = [
        each for each in sheet.followed_by if with_closed or each.statement.node.visibility == Node.Visibility.PUBLIC
    ]
    if shown:
        yield d.Heading(2, FOLLOWS)
        yield from _lines(recorded.came_along(each) for each in shown)


def _lines(lines: Iterable[recorded.Line]) -> Iterator[d.Block]:
    for about, words in lines:
        yield d.Paragraph((d.Strong(about), d.Text(f" {words}")))


def _with_composed(sheet: Sheet, house: houses.House) -> list[Section]:
    """Return the sections, and the decision and the annexes last where the item's own order names no place for them."""
    body, day = sheet.item.meeting.body.circle.name, sheet.item.meeting.node.day
    there = {section.key for section in sheet.sections}
    missing = [key for key in ("decision", "annexes") if key not in there]
    return [*sheet.sections, *(Section(key, house.heading(key, body=body, date=day)) for key in missing)]


def _annexes(sheet: Sheet, house: houses.House, *, with_closed: bool) -> list[str]:
    shown = [annex for annex in sheet.annexes if with_closed or not annex.is_closed]
    return [
        house.look.write(
            "first_annex" if place == 1 and house.look.first_annex else "annex",
            place=str(place),
            title=annex.node.title,
            document_number=annex.document_number,
            reference=annex.reference,
            openness="Lukket" if annex.is_closed else "Åben",
        )
        for place, annex in enumerate(shown, 1)
    ]


def _words(words: str, heading: str) -> Iterator[d.Block]:
    for block in wording.blocks(words):
        if block.kind == "list":
            yield d.Bullets(tuple(_typed(line) for line in block.lines))
        elif block.kind == "table":
            header, *rows = block.rows
            yield d.Table(heading, header, tuple(tuple(_typed(cell) for cell in row) for row in rows))
        elif block.kind == "heading":
            yield d.Heading(3, _typed(block.lines[0]))
        else:
            yield d.Paragraph(_typed("\n".join(block.lines)))


def _typed(words: str) -> d.Words:
    return (d.Text(words),)


def file_name(meeting: Meeting, what: str) -> str:
    """Name a meeting's file: what it is, whose, and the day; never what is on the agenda."""
    day = meeting.node.day
    return f"{what} {meeting.body.circle.name} {day:%Y-%m-%d}" if day else f"{what} {meeting.body.circle.name}"
