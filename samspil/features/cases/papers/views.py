"""Meetings, items and bodies to take away: as the house prints them, as text, JSON or CSV, and fields to copy elsewhere."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from samspil.features.cases.houses.rules import houses
from samspil.features.cases.papers.queries import exported, printed
from samspil.features.cases.records.queries import rows, sheets
from samspil.features.cases.records.rules import approval
from samspil.paper import document
from samspil.paper.refusal import Refused
from samspil.web import export, inputs
from samspil.web.request import Request


@require_safe
@export.in_danish()
def minutes_pdf(request: Request, pk: UUID) -> HttpResponse:
    """Return the minutes that everybody may read, as tagged PDF."""
    meeting = rows.meeting(request.actor, pk)
    return _pdf(printed.minutes_document(request.actor, meeting), printed.file_name(meeting, "referat"))


@require_safe
@export.in_danish()
def minutes_html(request: Request, pk: UUID) -> HttpResponse:
    """Return the minutes that everybody may read, as one HTML file that opens anywhere."""
    meeting = rows.meeting(request.actor, pk)
    page = document.to_html(printed.minutes_document(request.actor, meeting))
    return export.file_response(
        page, name=printed.file_name(meeting, "referat"), ending="html", media_type="text/html; charset=utf-8"
    )


@require_safe
@export.in_danish()
def agenda_pdf(request: Request, pk: UUID) -> HttpResponse:
    """Return the agenda that everybody may read, as tagged PDF."""
    meeting = rows.meeting(request.actor, pk)
    return _pdf(printed.agenda_document(request.actor, meeting), printed.file_name(meeting, "dagsorden"))


@require_safe
@export.in_danish()
def minutes_copy(request: Request, pk: UUID) -> HttpResponse:
    """Give the committee its own copy of the minutes, with what is closed."""
    meeting = rows.meeting(request.actor, pk)
    made = printed.minutes_document(request.actor, meeting, with_closed=True)
    return _pdf(made, printed.file_name(meeting, "lukket referat"))


@require_safe
@export.in_danish()
def agenda_copy(request: Request, pk: UUID) -> HttpResponse:
    """Give the committee its own copy of the agenda, with what is closed."""
    meeting = rows.meeting(request.actor, pk)
    made = printed.agenda_document(request.actor, meeting, with_closed=True)
    return _pdf(made, printed.file_name(meeting, "lukket dagsorden"))


def _pdf(made: document.Document, name: str) -> HttpResponse:
    return export.file_response(document.to_pdf(made), name=name, ending="pdf", media_type="application/pdf")


@require_safe
@export.in_danish()
def export_meeting(request: Request, pk: UUID) -> HttpResponse:
    """Return a meeting with its items."""
    meeting = rows.meeting(request.actor, pk)
    return _given(request, exported.lines_of_meeting(request.actor, meeting), printed.file_name(meeting, "møde"))


@require_safe
@export.in_danish()
def export_item(request: Request, pk: UUID) -> HttpResponse:
    """Return one item."""
    sheet = sheets.sheet(request.actor, pk)
    name = printed.file_name(sheet.item.meeting, f"punkt {sheet.item.number}")
    return _given(request, [exported.line_of_item(sheet)], name)


@require_safe
@export.in_danish()
def export_body(request: Request, pk: UUID) -> HttpResponse:
    """Return a body's meetings with their items, of one year (`?aar=`) where that is asked for."""
    body = rows.body(pk)
    asked = request.GET.get("aar", "")
    year = inputs.number(asked) if len(asked) == len("2025") else None
    if asked and not year:
        raise Refused("Skriv året med fire cifre, for eksempel ?aar=2025.")
    lines = exported.lines_of_body(request.actor, body, year=year)
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
    sheet = sheets.sheet(request.actor, pk)
    context = {
        "sheet": sheet,
        "item": sheet.item,
        "node": sheet.item.node,
        "fields": exported.fields_to_copy(sheet),
        "is_draft": approval.is_draft(sheet.item),
        "house": houses.of(sheet.item.meeting.body.house),
        "crumbs": [(sheet.item.node.title, reverse("cases:detail", args=[pk]))],
    }
    return render(request, "cases/copy.html", context)
