"""Approving the minutes, and reading them as they were."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samspil.features.cases import actions, forms, queries, rules
from samspil.features.cases.views.changing import edit_page
from samspil.web import forms as web_forms
from samspil.web.request import Request


@require_POST
def approve(request: Request, pk: UUID) -> HttpResponse:
    """Approve the minutes as a member."""
    meeting = queries.meeting(request.actor, pk)
    web_forms.do(
        request,
        lambda: actions.approve_minutes(by=request.actor, meeting=meeting),
        done=_("Du har godkendt referatet."),
    )
    return redirect("cases:meeting", pk)


def note_approval(request: Request, pk: UUID) -> HttpResponse:
    """Write that somebody has approved the minutes."""
    meeting = queries.meeting(request.actor, pk)
    rules.minutes.check_note_approval(request.actor, meeting, presence="present")
    there = [seat for seat in queries.seats(meeting) if seat.presence in rules.protocol.THERE]
    form = forms.ApprovalForm(request.POST or None, seats=there)

    def note() -> Any:
        chosen = queries.invitation(meeting, int(form.cleaned_data["invitation"]))
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
    meeting = queries.meeting(request.actor, pk)
    found, items = queries.version(request.actor, meeting, number)
    told = {each.pk: each for each in queries.versions_of(request.actor, meeting)}
    context = {"meeting": meeting, "node": meeting.node, "version": told[found.pk], "items": items}
    return render(request, "cases/version.html", context)
