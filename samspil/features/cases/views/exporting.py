"""Meetings, items and bodies to take away as text, JSON or CSV (`?form=`), and one item's fields to copy elsewhere."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from samspil.features.cases import queries, rules
from samspil.features.cases.queries import exported
from samspil.paper.refusal import Refused
from samspil.web import export
from samspil.web.request import Request


@require_safe
def export_meeting(request: Request, pk: UUID) -> HttpResponse:
    """Return a meeting with its items."""
    meeting = queries.meeting(request.actor, pk)
    return _given(request, exported.lines_of_meeting(request.actor, meeting), queries.file_name(meeting, "møde"))


@require_safe
def export_item(request: Request, pk: UUID) -> HttpResponse:
    """Return one item."""
    sheet = queries.sheet(request.actor, pk)
    name = queries.file_name(sheet.item.meeting, f"punkt {sheet.item.number}")
    return _given(request, [exported.line_of_item(sheet)], name)


@require_safe
def export_body(request: Request, pk: UUID) -> HttpResponse:
    """Return a body's meetings with their items, of one year (`?aar=`) where that is asked for."""
    body = queries.body(pk)
    asked = request.GET.get("aar", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) == 4):
        raise Refused("Skriv året med fire cifre, for eksempel ?aar=2025.")
    lines = exported.lines_of_body(request.actor, body, year=int(asked) if asked else None)
    return _given(request, lines, f"{body.circle.name} {asked}".strip())


def _given(request: Request, lines: list[exported.Line], name: str) -> HttpResponse:
    form = request.GET.get("form", "json")
    if form == "json":
        return export.json_response(exported.as_json(lines), name=name)
    if form == "csv":
        return export.csv_response(name, exported.COLUMNS, exported.as_rows(lines))
    if form == "tekst":
        text = exported.as_text(lines)
        return export.file_response(text, name=name, ending="txt", media_type="text/plain; charset=utf-8")
    raise Refused("Vælg form=tekst, form=json eller form=csv.")


@require_safe
def copy(request: Request, pk: UUID) -> HttpResponse:
    """Show each field of an item as clean text and as rich text, to be copied into another system."""
    sheet = queries.sheet(request.actor, pk)
    context = {
        "sheet": sheet,
        "item": sheet.item,
        "node": sheet.item.node,
        "fields": queries.fields_to_copy(sheet),
        "is_draft": rules.proposals.is_draft(sheet.item),
        "house": rules.houses.of(sheet.item.meeting.body.house),
        "crumbs": [(sheet.item.node.title, reverse("cases:detail", args=[pk]))],
    }
    return render(request, "cases/copy.html", context)
