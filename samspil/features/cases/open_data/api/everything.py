"""Everything public in one file, piece by piece: objects as OParl writes them, and the thread between public records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from samspil.features.cases.open_data import queries
from samspil.features.cases.open_data.api.answers import MEDIA_TYPE, written
from samspil.features.cases.open_data.api.objects import Writer
from samspil.features.cases.open_data.api.wording import Json
from samspil.features.cases.publication import rules as publication_rules
from samspil.web import open_answers, story
from samspil.web.request import Request

SCHEMA = "samspil-aabne-data/1"
CHUNK = 100


@require_safe
def download(request: Request) -> HttpResponseBase:
    """Everything public in one file."""
    origin = request.build_absolute_uri("/").rstrip("/")
    stamp = f"{origin} {settings.SAMSPIL_OPEN_LICENSE} {queries.stamp()}"
    response = open_answers.stream(
        request, lambda: pieces(origin), MEDIA_TYPE, stamp=stamp, changed=queries.latest_change()
    )
    response["Content-Disposition"] = 'attachment; filename="samspil-aabne-data.json"'
    return response


def pieces(origin: str) -> Iterator[str]:
    """Yield the file's text in pieces; docs/how-to/aabne-data.md says what stands in it."""
    writer = Writer(origin)
    yield f'{{"schema": {json.dumps(SCHEMA)},\n'
    if settings.SAMSPIL_OPEN_LICENSE:
        yield f'"license": {json.dumps(settings.SAMSPIL_OPEN_LICENSE)},\n'
    yield '"objects": ['
    yield from _joined(_objects(writer))
    yield '],\n"records": ['
    yield from _joined(_record(writer, node) for node in queries.public_nodes())
    yield '],\n"links": ['
    yield from _joined(_link(link) for link in queries.public_links())
    yield "]}\n"


def _joined(rows: Iterable[Json]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)


def _objects(writer: Writer) -> Iterator[Json]:
    for organisation in queries.authorities():
        yield writer.body(organisation, queries.days_of(organisation))
        bodies = queries.bodies_of(organisation)
        yield from (writer.organization(body) for body in bodies)
        held: dict[Any, list[Any]] = {}
        for body in bodies:
            for seat in body.seats:
                held.setdefault(seat.person_id, []).append(seat)
        yield from (writer.person(seats[0].person, seats) for seats in held.values())

    for kind in publication_rules.KINDS:
        last = 0
        while rows := list(queries.published(kind, queries.Span()).filter(pk__gt=last)[:CHUNK]):
            yield from (each for each in written(writer, kind, rows) if "deleted" not in each)
            last = rows[-1].pk


def _record(writer: Writer, node: Any) -> Json:
    return {
        "id": str(node.pk),
        "kind": node.kind,
        "title": node.title,
        "date": node.when.iso or None,
        "date_precision": node.when.precision,
        "known_only_from_sources": node.is_sourced,
        "organisation": node.organisation.name,
        "invented": node.is_invented,
        "web": f"{writer.origin}{story.url_of(node)}",
    }


def _link(link: Any) -> Json:
    return {
        "earlier": str(link.earlier_id),
        "relation": link.relation,
        "later": str(link.later_id),
        "strength": link.strength,
        "why": link.why,
        "source": link.source,
    }
