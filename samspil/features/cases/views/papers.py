"""Meetings as files to take away: agenda and minutes as the house prints them, for everybody and for the committee."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from samspil.features.cases import queries
from samspil.paper import document
from samspil.web import export
from samspil.web.request import Request


@require_safe
def minutes_pdf(request: Request, pk: UUID) -> HttpResponse:
    """Return the minutes that everybody may read, as tagged PDF."""
    meeting = queries.meeting(request.actor, pk)
    return _pdf(queries.minutes_document(request.actor, meeting), queries.file_name(meeting, "referat"))


@require_safe
def minutes_html(request: Request, pk: UUID) -> HttpResponse:
    """Return the minutes that everybody may read, as one HTML file that opens anywhere."""
    meeting = queries.meeting(request.actor, pk)
    page = document.to_html(queries.minutes_document(request.actor, meeting))
    return export.file_response(
        page, name=queries.file_name(meeting, "referat"), ending="html", media_type="text/html; charset=utf-8"
    )


@require_safe
def agenda_pdf(request: Request, pk: UUID) -> HttpResponse:
    """Return the agenda that everybody may read, as tagged PDF."""
    meeting = queries.meeting(request.actor, pk)
    return _pdf(queries.agenda_document(request.actor, meeting), queries.file_name(meeting, "dagsorden"))


@require_safe
def minutes_copy(request: Request, pk: UUID) -> HttpResponse:
    """Give the committee its own copy of the minutes, with what is closed."""
    meeting = queries.meeting(request.actor, pk)
    made = queries.minutes_document(request.actor, meeting, with_closed=True)
    return _pdf(made, queries.file_name(meeting, "lukket referat"))


@require_safe
def agenda_copy(request: Request, pk: UUID) -> HttpResponse:
    """Give the committee its own copy of the agenda, with what is closed."""
    meeting = queries.meeting(request.actor, pk)
    made = queries.agenda_document(request.actor, meeting, with_closed=True)
    return _pdf(made, queries.file_name(meeting, "lukket dagsorden"))


def _pdf(made: document.Document, name: str) -> HttpResponse:
    return export.file_response(document.to_pdf(made), name=name, ending="pdf", media_type="application/pdf")
