"""One person's own pages: the overview, private notes, and the calendar by its address."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samspil.features.cases.follow_up import queries as follow_up_queries
from samspil.features.cases.own import actions, queries
from samspil.features.cases.own.forms import NoteForm
from samspil.features.cases.routes import queries as routes_queries
from samspil.paper import danish
from samspil.spine import kinds
from samspil.web import export, story
from samspil.web import forms as web_forms
from samspil.web.request import Request


@require_safe
@login_required
def overview(request: Request) -> HttpResponse:
    """What is new, what is expected of the reader, and when they meet next."""
    return _overview(request)


def _overview(request: Request, address: str = "") -> HttpResponse:
    found = queries.overview(request.actor)
    glances = [(each, each.rows(request.actor, found.since)) for each in kinds.glances()]
    context = {
        "found": found,
        "glances": [(each, rows) for each, rows in glances if rows],
        "address": address,
        "today": danish.today(),
        "received": routes_queries.received(request.actor)[0],
        "oversees": bool(follow_up_queries.overseen(request.actor)),
    }
    return render(request, "cases/overview.html", context)


@require_POST
@login_required
def seen(request: Request) -> HttpResponse:
    """Say that what is new has been seen."""
    web_forms.do(
        request, lambda: actions.mark_seen(by=request.actor), done=_("Næste gang ser du kun det, der er kommet til.")
    )
    return redirect("cases:overview")


@require_POST
@login_required
def open_calendar(request: Request) -> HttpResponse:
    """Give the calendar an address, shown this once."""
    token = actions.open_calendar(by=request.actor)
    return _overview(request, request.build_absolute_uri(reverse("cases:own_calendar", args=[token])))


@require_POST
@login_required
def close_calendar(request: Request) -> HttpResponse:
    """Make the calendar's address worthless."""
    web_forms.do(request, lambda: actions.close_calendar(by=request.actor), done=_("Adressen virker ikke længere."))
    return redirect("cases:overview")


@require_safe
def calendar(request: Request, token: str) -> HttpResponse:
    """The calendar behind an address, for a calendar programme that has no login."""
    response = HttpResponse(queries.calendar(token), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="samspil.ics"'
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_required
def note(request: Request, pk: UUID) -> HttpResponse:
    """Write a note that nobody else can read."""
    node = queries.notable(request.actor, pk)
    form = NoteForm(request.POST or None, initial={"words": queries.note_on(request.actor, node)})
    if web_forms.submitted(request, form, lambda: actions.keep_note(by=request.actor, node=node, **form.cleaned_data)):
        return redirect(story.url_of(node))
    context = {"form": form, "heading": _("Min note"), "cancel": story.url_of(node), "about": node.title}
    return web_forms.page(request, "cases/edit.html", context)


@require_safe
@login_required
def notes(request: Request) -> HttpResponse:
    """All of the reader's own notes."""
    return render(request, "cases/notes.html", {"notes": queries.notes(request.actor)})


@require_safe
@login_required
def notes_file(request: Request) -> HttpResponse:
    """The reader's own notes to take away."""
    kept = [
        {"om": each.node.title if each.node else None, "note": each.words, "skrevet": each.at}
        for each in queries.notes(request.actor)
    ]
    return export.json_response({"noter": kept}, name="mine-noter")


@require_POST
@login_required
def forget_notes(request: Request) -> HttpResponse:
    """Throw all of the reader's own notes away."""
    web_forms.do(request, lambda: actions.forget_notes(by=request.actor), done=_("Alle dine noter er slettet."))
    return redirect("cases:notes")
