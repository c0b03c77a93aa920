"""What anybody may take away: the page that tells of it, calendars, and feeds of decisions."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samspil.features.cases.open_data import queries
from samspil.features.cases.open_data.queries import Decided
from samspil.features.cases.records.queries import rows
from samspil.spine import calendars, gatherings
from samspil.web import export, feeds, open_answers
from samspil.web.request import Request

CALENDAR = "text/calendar; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"


@require_safe
def open_data(request: Request) -> HttpResponse:
    """What there is to take away, and where."""
    context = {
        # The first line is of all of them together.
        "followed": [None, *rows.every_body()],
        "license": settings.SAMSPIL_OPEN_LICENSE,
        "crumbs": [(_("Sager"), reverse("cases:list"))],
    }
    return render(request, "cases/open_data.html", context)


@require_safe
@export.in_danish()
def body_calendar(request: Request, pk: UUID) -> HttpResponse:
    """A body's public meetings as a calendar to subscribe to."""
    body = rows.body(pk)
    held = [meeting.gathering for meeting in queries.called(body)]
    written = calendars.feed(
        body.circle.name, (gatherings.event(each, domain=settings.SAMSPIL_DOMAIN) for each in held)
    )
    changed = max((each.node.modified_at for each in held), default=None)
    response = open_answers.answer(request, written.encode(), CALENDAR, changed=changed)
    response["Content-Disposition"] = 'inline; filename="moeder.ics"'
    return response


@require_safe
@export.in_danish()
def feed(request: Request) -> HttpResponse:
    """The latest decisions of every body."""
    return _feed(request, "Beslutninger", reverse("cases:list"), queries.decided())


@require_safe
@export.in_danish()
def body_feed(request: Request, pk: UUID) -> HttpResponse:
    """The latest decisions of one body."""
    body = rows.body(pk)
    return _feed(request, f"Beslutninger: {body.circle.name}", reverse("cases:body", args=[pk]), queries.decided(body))


@require_safe
@export.in_danish()
def case_feed(request: Request, pk: UUID) -> HttpResponse:
    """One case from meeting to meeting."""
    told = queries.case_of(pk)
    return _feed(request, f"Sag: {told[0].title}", reverse("cases:detail", args=[pk]), told)


def _feed(request: Request, title: str, page: str, told: list[Decided]) -> HttpResponse:
    entries = [
        feeds.Entry(
            address=request.build_absolute_uri(reverse(each.url_name, args=[each.key])),
            title=f"{each.title} ({each.body}, {each.day})",
            words=each.words,
            published=each.created,
            updated=each.modified,
            categories=each.outcomes,
        )
        for each in told
    ]

    made = feeds.Feed(
        address=request.build_absolute_uri(request.path),
        page=request.build_absolute_uri(page),
        title=title,
        author="Samspil",
        began=queries.BEGAN,
        entries=entries,
    )
    return open_answers.answer(request, feeds.atom(made), ATOM, changed=made.updated, anywhere=True)
