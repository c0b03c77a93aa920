"""Pages of the minutes: begun, published, approved, and read as they were."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from samspil.features.cases.minutes import actions, forms
from samspil.features.cases.records import views as records_views
from samspil.features.cases.records.queries import attendance, rows
from samspil.features.cases.records.rules import attendance as records_attendance
from samspil.features.cases.versions import queries as versions_queries
from samspil.spine import policy
from samspil.web import deeds
from samspil.web.request import Request

press = partial(deeds.press, rows.meeting, on="meeting")

approve = press(actions.approve_minutes, done=gettext_lazy("Du har godkendt referatet."))
begin_minutes = press(
    actions.begin_minutes, done=gettext_lazy("Nu kan du skrive beslutningerne. De er kun for udvalget.")
)
publish_minutes = press(actions.publish_minutes, done=gettext_lazy("Referatet er offentligt."))


def note_approval(request: Request, pk: UUID) -> HttpResponse:
    """Write that somebody has approved the minutes."""
    meeting = rows.meeting(request.actor, pk)
    policy.check(request.actor, "note_approval", meeting)
    there = [seat for seat in attendance.seats(meeting) if seat.presence in records_attendance.THERE]
    form = partial(forms.ApprovalForm, meeting=meeting, seats=there)
    return records_views.form_on(
        request, form, actions.note_minutes_approval, {"meeting": meeting}, heading=_("Hvem har godkendt referatet?")
    )


@require_safe
def version(request: Request, pk: UUID, number: int) -> HttpResponse:
    """The minutes as a version had them."""
    meeting = rows.meeting(request.actor, pk)
    kept, items = versions_queries.version(request.actor, meeting, number)
    told = {each.row.pk: each for each in versions_queries.versions_of(request.actor, meeting)}
    context = {"meeting": meeting, "node": meeting.node, "version": told[kept.pk], "items": items}
    return render(request, "cases/version.html", context)
