"""What OParl's addresses answer: the entry point, lists, objects, what was taken back, and errors as OParl writes them (2.9)."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from samspil.features.cases.open_data import queries
from samspil.features.cases.open_data.api import lists
from samspil.features.cases.open_data.api.objects import Writer
from samspil.features.cases.open_data.api.wording import VERSION, Json, seat_key, terms_of
from samspil.features.cases.publication import rules as publication_rules
from samspil.features.cases.publication.models import Publication
from samspil.paper.refusal import NotFound, Refused
from samspil.spine import files
from samspil.spine.models import Organisation, Role
from samspil.web import export, open_answers
from samspil.web.request import Request

MEDIA_TYPE = "application/json; charset=utf-8"
# What a browser may show by itself: nothing that runs. The sandbox below holds even then.
SHOWN = {"application/pdf", "image/jpeg", "image/png", "text/plain"}
# Kinds by the way their addresses write them.
KINDS = {
    kind.lower(): kind
    for kind in (
        "Organization",
        "Person",
        "Membership",
        "LegislativeTerm",
        "Meeting",
        "AgendaItem",
        "Paper",
        "Consultation",
        "File",
        "Location",
    )
}
View = Callable[..., HttpResponse]


def answered(view: Callable[..., Json]) -> View:
    """Let a view answer with an object as JSON, and a refusal as an error object."""

    @require_safe
    @export.in_danish()
    @functools.wraps(view)
    def wrapped(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return reply(request, view(request, *args, **kwargs))
        except NotFound:
            return reply(request, error("Der er intet her."), status=404)
        except Refused as refused:
            return reply(request, error(refused.sentence), status=400)

    return wrapped


def reply(request: Request, content: Json, *, status: int = 200) -> HttpResponse:
    """Answer with an object or a list, and with when the newest of it changed."""
    within = content.get("data", [content])
    changed = [dt.datetime.fromisoformat(each["modified"]) for each in within if "modified" in each]
    return open_answers.answer(
        request,
        open_answers.as_json(content),
        MEDIA_TYPE,
        changed=max(changed, default=None),
        status=status,
        anywhere=True,
    )


def error(sentence: str) -> Json:
    """Write what went wrong, the same whatever was asked for."""
    return {"type": f"{VERSION}Error", "message": sentence, "debug": ""}


def writer_for(request: Request) -> Writer:
    """Return the writer of addresses under the origin that was asked."""
    return Writer(request.build_absolute_uri("/").rstrip("/"))


@answered
def system(request: Request) -> Json:
    """The entry point."""
    began = [each.created_at for each in queries.authorities()]
    first = min(began, default=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    return writer_for(request).system(
        settings.SAMSPIL_PRIVACY_CONTACT, settings.SAMSPIL_OPEN_LICENSE, first, queries.latest_change() or first
    )


@answered
def bodies(request: Request) -> Json:
    """Every authority that has a committee or council here."""
    write = writer_for(request).body
    return _live(
        request,
        [(str(each.pk), functools.partial(write, each, queries.days_of(each)), each) for each in queries.authorities()],
    )


@answered
def body(request: Request, pk: UUID) -> Json:
    """One authority."""
    authority = _authority(pk)
    return writer_for(request).body(authority, queries.days_of(authority))


@answered
def term(request: Request, pk: UUID, year: int) -> Json:
    """One electoral term of an authority."""
    authority = _authority(pk)
    for first, last in terms_of(authority, queries.days_of(authority)):
        if first.year == year:
            return writer_for(request).term(authority, first, last)
    raise NotFound


@answered
def organization(request: Request, pk: UUID) -> Json:
    """One committee or council."""
    return writer_for(request).organization(_body(pk))


@answered
def organization_meetings(request: Request, pk: UUID) -> Json:
    """The meetings of one committee or council."""
    circle = _body(pk).circle
    wanted = lists.asked(request)
    return _published(request, wanted, "Meeting", queries.meetings_of(circle.pk, wanted.span))


@answered
def person(request: Request, pk: UUID) -> Json:
    """One elected member."""
    seats = list(queries.elected().filter(person=pk))
    if not seats:
        raise NotFound
    return writer_for(request).person(seats[0].person, seats)


@answered
def membership(request: Request, person: UUID, circle: UUID, since: str) -> Json:
    """One seat."""
    seats = queries.elected().filter(person=person, circle=circle)
    for seat in seats:
        if seat.from_on.isoformat() == since:
            return writer_for(request).membership(seat)
    raise NotFound


@answered
def listing(request: Request, pk: UUID, kind: str) -> Json:
    """One list of an authority."""
    authority, name = _authority(pk), KINDS[kind]
    if name in publication_rules.KINDS:
        wanted = lists.asked(request)
        return _published(request, wanted, name, queries.published(name, wanted.span, organisation=authority.pk))
    return _live(request, _people(writer_for(request), authority, name))


@answered
def one(request: Request, kind: str, pk: UUID) -> Json:
    """One object that is, or once was, published. What never was answers as what is not there."""
    name = KINDS[kind]
    row = queries.publication(name, pk)
    if row is None:
        raise NotFound
    return next(iter(written(writer_for(request), name, [row])))


@require_safe
def content(request: Request, pk: UUID) -> HttpResponse:
    """The bytes of a published file, shown and not saved (2.7); 410 for one that was taken back."""
    row = queries.publication("File", pk)
    if row is None:
        return reply(request, error("Der er intet her."), status=404)
    kept = queries.contents_of("File", [pk]).files.get(pk) if row.withdrawn_at is None else None
    if kept is None:
        return reply(request, error("Filen er taget tilbage."), status=410)
    file = kept[0]
    media_type = file.media_type if file.media_type in SHOWN else "application/octet-stream"
    response = open_answers.answer(request, files.read(file), media_type, changed=row.modified_at, anywhere=True)
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def written(writer: Writer, kind: str, rows: Iterable[Publication], *, omit: bool = False) -> Iterable[Json]:
    """Write published objects of one kind, in their order; those taken back as what remains of them.

    Whatever the rows say, only what anybody may see today is written.
    """
    rows = list(rows)
    contents = queries.contents_of(kind, [row.key for row in rows if row.withdrawn_at is None])
    write: dict[str, Callable[[UUID], Json]] = {
        "Meeting": lambda key: writer.meeting(contents.meetings[key], contents, omit=omit),
        "Location": lambda key: writer.location(contents.meetings[key], contents),
        "AgendaItem": lambda key: writer.line(contents.notices.get(key) or contents.sheets[key], contents, omit=omit),
        "Consultation": lambda key: writer.consultation(contents.sheets[key], contents),
        "Paper": lambda key: writer.paper(key, contents, omit=omit),
        "File": lambda key: writer.file(*contents.files[key], contents),
    }
    there = {
        "Meeting": contents.meetings.keys(),
        "Location": {key for key, each in contents.meetings.items() if each.gathering.place},
        "AgendaItem": contents.sheets.keys() | contents.notices.keys(),
        "Consultation": contents.sheets.keys(),
        "Paper": contents.papers.keys(),
        "File": contents.files.keys(),
    }[kind]

    for row in rows:
        is_there = row.withdrawn_at is None and row.key in there
        yield write[kind](row.key) if is_there else writer.deleted(row)


def _published(request: Request, wanted: lists.Asked, kind: str, rows: Any) -> Json:
    if wanted.after:
        if not (wanted.after.isascii() and wanted.after.isdigit() and len(wanted.after) < 19):
            raise Refused("after: følg adressen i links.next, som den står.", field="after")
        rows = rows.filter(pk__gt=int(wanted.after))
    writer = writer_for(request)
    return lists.page(
        wanted,
        list(rows[: wanted.limit + 1]),
        lambda row: str(row.pk),
        lambda shown: written(writer, kind, shown, omit=wanted.omit),
    )


def _people(writer: Writer, authority: Organisation, kind: str) -> list[tuple[str, Callable[[], Json], Any]]:
    """An authority's bodies, elected members, seats or terms: few, so they are read whole, the first first."""
    bodies = queries.bodies_of(authority)
    if kind == "Organization":
        return [(str(each.circle.pk), functools.partial(writer.organization, each), each.circle) for each in bodies]
    if kind == "LegislativeTerm":
        terms = terms_of(authority, queries.days_of(authority))
        return [(str(term[0].year), functools.partial(writer.term, authority, *term), authority) for term in terms]

    seats = sorted((seat for body in bodies for seat in body.seats), key=lambda seat: (seat.created_at, seat.pk))
    if kind == "Membership":
        return [(seat_key(seat), functools.partial(writer.membership, seat), seat) for seat in seats]

    held: dict[UUID, list[Role]] = {}
    for seat in seats:
        held.setdefault(seat.person_id, []).append(seat)

    people = sorted(held.values(), key=lambda own: (own[0].person.created_at, str(own[0].person_id)))
    return [
        (str(own[0].person_id), functools.partial(writer.person, own[0].person, own), own[0].person) for own in people
    ]


def _live(request: Request, rows: list[tuple[str, Callable[[], Json], Any]]) -> Json:
    wanted = lists.asked(request)
    keys = [key for key, _, _ in rows]
    if wanted.after:
        if wanted.after not in keys:
            raise Refused("after: følg adressen i links.next, som den står.", field="after")
        rows = rows[keys.index(wanted.after) + 1 :]

    made = [(key, write()) for key, write, _ in rows]
    asked_for = [
        (key, json)
        for key, json in made
        if wanted.span.holds(dt.datetime.fromisoformat(json["created"]), dt.datetime.fromisoformat(json["modified"]))
    ]
    kept = [(key, _without(json) if wanted.omit else json) for key, json in asked_for]
    return lists.page(wanted, kept, lambda row: row[0], lambda shown: [json for _, json in shown])


def _without(json: Json) -> Json:
    """Leave out what a client that only updates does not want (2.5, `omit_internal`); a Body's own terms are required."""
    return {key: value for key, value in json.items() if not (key == "membership" and json["type"].endswith("/Person"))}


def _authority(pk: UUID) -> Organisation:
    authority = queries.authority(pk)
    if authority is None:
        raise NotFound
    return authority


def _body(pk: UUID) -> queries.ElectedBody:
    body = queries.body(pk)
    if body is None:
        raise NotFound
    return body
