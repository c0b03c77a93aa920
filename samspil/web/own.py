"""One person's own pages: the overview, private notes, and the calendar by its address."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from samspil.paper import danish
from samspil.spine import desk, invitations, own_page
from samspil.spine import notes as spine_notes
from samspil.spine.models import Invitation
from samspil.web import export, glossary, story, tally, undo
from samspil.web import forms as web_forms
from samspil.web import overview as overviews
from samspil.web.request import Request


class NoteForm(web_forms.Form):
    """A person's own note."""

    words = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=spine_notes.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Kun du kan læse den. Den står ikke i journalen og kan ikke søges frem. Tøm feltet for at slette noten."
        ),
    )


@require_safe
@login_required
def overview(request: Request) -> HttpResponse:
    """What is expected of the reader, when they meet next, and what has come since their last visit."""
    visit = own_page.visit(by=request.actor)
    tally.forget(request)  # the header says what the page says
    return _overview(request, before=visit.before)


def _overview(request: Request, address: str = "", before: dt.datetime | None = None) -> HttpResponse:
    found = overviews.read(
        request.actor,
        before=before,
        everything="alt" in request.GET,
        from_first=request.GET.get("siden") == "to-maaneder",
    )
    context = {"found": found, "address": address, "today": danish.today(), "helps": glossary.help_for(request.actor)}
    return render(request, "web/overview.html", context)


@require_safe
@login_required
def choose(request: Request, name: str) -> HttpResponse:
    """Choose where a quick deed is done, where it can be done in several places."""
    label, several = desk.chosen_among(request.actor, name)
    if len(several) == 1:
        return redirect(several[0].at[0], *several[0].at[1:])
    return render(request, "web/choose.html", {"label": label, "several": several})


@require_POST
@login_required
def seen(request: Request) -> HttpResponse:
    """Say that what is new has been seen."""
    before = own_page.of(request.actor).seen_at
    own_page.mark_seen(by=request.actor)
    undo.offer(request, _("Nu ser du kun det, der kommer til."), "own.seen", before=before or "")
    return redirect("web:overview")


@require_POST
@login_required
def come(request: Request, pk: int) -> HttpResponse:
    """Say yes to an invitation by one press."""
    invited = invitations.own(request.actor, pk)
    said = _("Tak. Du har svaret, at du kommer til {title}.").format(title=invited.gathering.node.title)
    yes = Invitation.Answer.ACCEPTED
    web_forms.do(request, lambda: invitations.answer(by=request.actor, invitation=invited, answer=yes), done=said)
    return undo.back(request, "web:overview")


@require_POST
@login_required
def open_calendar(request: Request) -> HttpResponse:
    """Give the calendar an address, shown this once."""
    token = own_page.open_calendar(by=request.actor)
    return _overview(request, request.build_absolute_uri(reverse("web:own_calendar", args=[token])))


@require_POST
@login_required
def close_calendar(request: Request) -> HttpResponse:
    """Make the calendar's address worthless."""
    web_forms.do(request, lambda: own_page.close_calendar(by=request.actor), done=_("Adressen virker ikke længere."))
    return redirect("web:overview")


@require_safe
def calendar(request: Request, token: str) -> HttpResponse:
    """The calendar behind an address, for a calendar programme that has no login."""
    response = HttpResponse(own_page.calendar(token), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="samspil.ics"'
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_required
def note(request: Request, pk: UUID) -> HttpResponse:
    """Write a note that nobody else can read."""
    node = spine_notes.notable(request.actor, pk)
    stood = spine_notes.sealed_on(request.actor, node)
    form = NoteForm(request.POST or None, initial={"words": spine_notes.on_record(request.actor, node)})
    if web_forms.submitted(request, form, lambda: spine_notes.keep(by=request.actor, node=node, **form.cleaned_data)):
        if stood is not None and not form.cleaned_data["words"].strip():
            key, sealed = stood
            # Sealed as it lay: noise to everybody, and to its own person once their key is gone.
            undo.offer(request, _("Noten er slettet."), "note.emptied", node.pk, note=key, sealed=sealed.hex())
        return redirect(story.url_of(node))
    context = {"form": form, "heading": _("Min note"), "cancel": story.url_of(node), "about": node.title}
    return web_forms.page(request, "web/note.html", context)


@require_safe
@login_required
def notes(request: Request) -> HttpResponse:
    """All of the reader's own notes."""
    return render(request, "web/notes.html", {"notes": spine_notes.everything(request.actor)})


@require_safe
@login_required
def notes_file(request: Request) -> HttpResponse:
    """The reader's own notes to take away."""
    kept = [
        {"om": each.node.title if each.node else None, "note": each.words, "skrevet": each.at}
        for each in spine_notes.everything(request.actor)
    ]
    return export.json_response({"noter": kept}, name="mine-noter")


@require_POST
@login_required
def forget_notes(request: Request) -> HttpResponse:
    """Throw all of the reader's own notes away."""
    web_forms.do(request, lambda: spine_notes.forget(by=request.actor), done=_("Alle dine noter er slettet."))
    return redirect("web:notes")
