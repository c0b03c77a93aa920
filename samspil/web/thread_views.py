"""The pages of a thread: the whole of it as picture and story, one stage of it, and what can be taken away and hung up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samspil.paper.refusal import NotFound
from samspil.spine import kinds
from samspil.spine.models import Node
from samspil.spine.people import NOBODY, Actor
from samspil.web import export, linking, pages, poster, queries, stages, stops, story, telling
from samspil.web.request import Request

STOPS_A_PAGE = 60


@require_safe
def thread(request: Request, pk: UUID) -> HttpResponse:
    """Show the whole thread of a record, as a picture and as a story; or all the stops of one stage of it (`?trin=`)."""
    node = queries.node(request.actor, pk)
    outline = telling.outline(request.actor, node)
    context: dict[str, Any] = {
        "node": node,
        "outline": outline,
        "gathers": kinds.gathers(node.kind),
        "begins": kinds.begins_threads(node.kind),
        "may_add": linking.may_add(request.actor, node),
        "crumbs": [(node.title, story.url_of(node)), (_("Hele tråden"), "")],
    }
    if asked := request.GET.get("trin", ""):
        stage = _stage(asked)
        page = pages.page_of(request, telling.of_stage(outline, stage), per_page=STOPS_A_PAGE)
        context |= {"stage": stage, "page": page, "told": telling.listed(outline, page)}
        return render(request, "web/thread_stage.html", context)

    told = telling.tell(outline)
    return render(
        request,
        "web/thread.html",
        {
            **context,
            "telling": told,
            "svg": poster.inline(node, told),
            "sides": _sides(told),
            "is_public": node.visibility == Node.Visibility.PUBLIC,
            "is_all_invented": told.picture.is_all_invented,
        },
    )


@require_safe
def picture(request: Request, pk: UUID) -> HttpResponse:
    """Return the picture of a thread as an SVG file that stands alone."""
    node, told = _shared(request, pk)
    svg = poster.svg(node, told, origin=request.build_absolute_uri("/")[:-1])
    return export.file_response(
        svg.encode(), name=_("Tråden gennem {title}").format(title=node.title), ending="svg", media_type="image/svg+xml"
    )


@require_safe
def printed(request: Request, pk: UUID) -> HttpResponse:
    """Return a thread as a poster to print: A4, or A3 (`?ark=a3`)."""
    node, told = _shared(request, pk, columns=poster.COLUMNS)
    paper = "a3" if request.GET.get("ark") == "a3" else "a4"
    address = request.build_absolute_uri(request.path.removesuffix("plakat.pdf"))
    pdf = poster.pdf(node, told, address=address, paper=paper)
    return export.file_response(
        pdf, name=_("Plakat {title}").format(title=node.title), ending="pdf", media_type="application/pdf"
    )


def _shared(request: Request, pk: UUID, *, columns: int = stops.COLUMNS) -> tuple[Node, telling.Telling]:
    """Find a record's thread as it may hang on a wall: what everybody may see, where everybody may see the record."""
    node = queries.node(request.actor, pk)
    reader: Actor = NOBODY if node.visibility == Node.Visibility.PUBLIC else request.actor
    return node, telling.tell(telling.outline(reader, node), columns=columns)


def _stage(key: str) -> stages.Stage:
    try:
        return stages.get(key)
    except KeyError:
        raise NotFound from None


def _sides(told: telling.Telling) -> list[tuple[str, str]]:
    return [(side, str(stops.SIDES[side])) for side in told.picture.sides]
