"""Pages of the minutes: begun, published, approved, and read as they were."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samspil.features.cases.editing.views import edit_page, step
from samspil.features.cases.minutes import actions, forms
from samspil.features.cases.records.queries import attendance, rows
from samspil.features.cases.records.rules import attendance as records_attendance
from samspil.features.cases.versions import queries as versions_queries
from samspil.spine import policy
from samspil.web import forms as web_forms
from samspil.web.request import Request


@require_POST
def approve(request: Request, pk: UUID) -> HttpResponse:
    """Approve the minutes as a member."""
    meeting = rows.meeting(request.actor, pk)
    web_forms.do(
        request,
        lambda: actions.approve_minutes(by=request.actor, meeting=meeting),
        done=_("Du har godkendt referatet."),
    )
    return redirect("cases:meeting", pk)


def note_approval(request: Request, pk: UUID) -> HttpResponse:
    """Write that somebody has approved the minutes."""
    meeting = rows.meeting(request.actor, pk)
    policy.check(request.actor, "note_approval", meeting)
    there = [seat for seat in attendance.seats(meeting) if seat.presence in records_attendance.THERE]
    form = forms.ApprovalForm(request.POST or None, seats=there)

    def note() -> Any:
        chosen = attendance.invitation(meeting, int(form.cleaned_data["invitation"]))
        return actions.note_minutes_approval(
            by=request.actor, meeting=meeting, invitation=chosen, note=form.cleaned_data["note"]
        )

    if web_forms.submitted(request, form, note):
        return redirect("cases:meeting", pk)
    back = reverse("cases:meeting", args=[pk])
    return edit_page(request, form, _("Hvem har godkendt referatet?"), back, about=meeting.node.title)


@require_safe
def version(request: Request, pk: UUID, number: int) -> HttpResponse:
    """The minutes as a version had them."""
    meeting = rows.meeting(request.actor, pk)
    found, items = versions_queries.version(request.actor, meeting, number)
    told = {each.pk: each for each in versions_queries.versions_of(request.actor, meeting)}
    context = {"meeting": meeting, "node": meeting.node, "version": told[found.pk], "items": items}
    return render(request, "cases/version.html", context)


@require_POST
def begin_minutes(request: Request, pk: UUID) -> HttpResponse:
    """Begin a meeting's minutes."""
    return step(request, pk, actions.begin_minutes, _("Nu kan du skrive beslutningerne. De er kun for udvalget."))


@require_POST
def publish_minutes(request: Request, pk: UUID) -> HttpResponse:
    """Publish a meeting's minutes."""
    return step(request, pk, actions.publish_minutes, _("Referatet er offentligt."))
