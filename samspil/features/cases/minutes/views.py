"""Pages of the minutes: begun, published, approved, and read as they were."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from samspil.features.cases.houses.rules import houses
from samspil.features.cases.minutes import actions, forms
from samspil.features.cases.records import views as records_views
from samspil.features.cases.records.queries import attendance, rows
from samspil.features.cases.records.rules import attendance as records_attendance
from samspil.features.cases.versions import queries as versions_queries
from samspil.spine import policy
from samspil.web import deeds, undo
from samspil.web.request import Request

press = partial(deeds.press, rows.meeting, on="meeting")

begin_minutes = press(
    actions.begin_minutes, done=gettext_lazy("Nu kan du skrive beslutningerne. De er kun for udvalget.")
)
publish_minutes = press(
    actions.publish_minutes, done=gettext_lazy("Referatet er offentligt. Du kan fortryde i ti minutter.")
)
unpublish_minutes = press(
    actions.unpublish_minutes,
    done=gettext_lazy("Referatet er taget tilbage. Den, der har hentet det i mellemtiden, har det stadig."),
)


@require_POST
def approve(request: Request, pk: UUID) -> HttpResponse:
    """Approve the minutes as they stand."""
    meeting = rows.meeting(request.actor, pk)
    undo.pressed(
        request,
        lambda: actions.approve_minutes(by=request.actor, meeting=meeting),
        said=_("Du har godkendt referatet."),
        what="minutes.approved",
    )
    return redirect("cases:meeting", pk)


def note_approval(request: Request, pk: UUID) -> HttpResponse:
    """Write that somebody has approved the minutes."""
    meeting = rows.meeting(request.actor, pk)
    policy.check(request.actor, "note_approval", meeting)
    there = [seat for seat in attendance.seats(meeting) if seat.presence in records_attendance.THERE]
    form = partial(forms.ApprovalForm, meeting=meeting, seats=there)
    return records_views.form_on(
        request,
        form,
        actions.note_minutes_approval,
        {"meeting": meeting},
        done=_("Godkendelsen er skrevet."),
        way_back=undo.Way("minutes.approved", at="at"),
        heading=_("Hvem har godkendt referatet?"),
    )


@require_safe
def version(request: Request, pk: UUID, number: int) -> HttpResponse:
    """The minutes as a version had them."""
    meeting = rows.meeting(request.actor, pk)
    kept, items = versions_queries.version(request.actor, meeting, number)
    told = {each.row.pk: each for each in versions_queries.versions_of(request.actor, meeting)}
    house = houses.of(meeting.body.house)
    named = [(house.item_name(each.number, each.title) if each else "", each) for each in items]
    context = {"meeting": meeting, "node": meeting.node, "version": told[kept.pk], "items": named}
    return render(request, "cases/version.html", context)
