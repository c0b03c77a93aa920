"""A proposal's way to the agenda and the agenda's own handling: what waits, and one deed behind each button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samspil.features.cases.agenda import forms, queries, rules
from samspil.features.cases.agenda.actions import approval, calling, placing, presentations
from samspil.features.cases.agenda.actions import meetings as agenda_meetings
from samspil.features.cases.editing.views import edit_page, step
from samspil.features.cases.records.queries import rows
from samspil.features.cases.records.rules import standing as records_standing
from samspil.spine import policy
from samspil.web import forms as web_forms
from samspil.web import pages
from samspil.web.request import Request


@require_safe
def approvals(request: Request) -> HttpResponse:
    """The proposals that are on no agenda yet, across the authority's bodies, by body and meeting."""
    policy.check(request.actor, "see_queue", "case_item")
    page = pages.page_of(request, queries.awaiting(request.actor))
    lines = [(item, rules.rights(request.actor, item)) for item in page]
    may_propose = bool(rows.meetings_open_for(request.actor))
    return render(request, "cases/approvals.html", {"page": page, "lines": lines, "may_propose": may_propose})


def _press(request: Request, pk: UUID, deed: Callable[..., Any], done: str) -> HttpResponse:
    item = rows.item(request.actor, pk)
    web_forms.do(request, lambda: deed(by=request.actor, item=item), done=done)
    return redirect("cases:detail", pk)


@require_POST
def submit(request: Request, pk: UUID) -> HttpResponse:
    """Send a proposal to the director."""
    return _press(request, pk, approval.submit_item, _("Punktet er sendt til direktørens godkendelse."))


@require_POST
def recall(request: Request, pk: UUID) -> HttpResponse:
    """Take a proposal back from the director."""
    return _press(request, pk, approval.recall_item, _("Punktet er taget tilbage. Nu kan du rette det."))


@require_POST
def approve(request: Request, pk: UUID) -> HttpResponse:
    """Approve a proposal."""
    return _press(request, pk, approval.approve_item, _("Punktet er godkendt."))


def send_back(request: Request, pk: UUID) -> HttpResponse:
    """Send a proposal back with a reason."""
    item = rows.item(request.actor, pk)
    policy.check(request.actor, "send_back", item, state=rules.first_of("send_back"))
    rules.check_step("send_back", item)
    form = forms.SendBackForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: approval.send_back_item(by=request.actor, item=item, **form.cleaned_data)
    ):
        return redirect("cases:detail", pk)
    return edit_page(
        request, form, _("Send punktet tilbage"), reverse("cases:detail", args=[pk]), about=item.node.title
    )


@require_POST
def put_on(request: Request, pk: UUID) -> HttpResponse:
    """Put an item on the agenda."""
    return _press(request, pk, approval.put_on, _("Punktet er på dagsordenen."))


@require_POST
def shift(request: Request, pk: UUID, way: str) -> HttpResponse:
    """Move an item one place up or down, and stay at the agenda."""
    item = rows.item(request.actor, pk)
    web_forms.do(request, lambda: placing.shift_item(by=request.actor, item=item, down=way == "ned"))
    return redirect(f"{reverse('cases:meeting', args=[item.meeting_id])}#ordn")


def take_off(request: Request, pk: UUID) -> HttpResponse:
    """Take an item off the agenda."""
    item = rows.item(request.actor, pk)
    policy.check(request.actor, "take_off", item, state="planned")
    rules.check_take_off(item)
    form = forms.TakeOffForm(request.POST or None)
    if web_forms.submitted(request, form, lambda: placing.take_off(by=request.actor, item=item, **form.cleaned_data)):
        return redirect("cases:meeting", item.meeting_id)
    back = reverse("cases:detail", args=[pk])
    return edit_page(request, form, _("Tag punktet af dagsordenen"), back, about=item.node.title)


def postpone(request: Request, pk: UUID) -> HttpResponse:
    """Move an item to another meeting."""
    item = rows.item(request.actor, pk)
    meetings = queries.meetings_for(request.actor, item)
    policy.check(request.actor, "postpone", item)
    rules.check_postpone(item)
    rules.check_takes_items(meetings[0] if meetings else item.meeting, same_body=True)
    form = forms.PostponeForm(request.POST or None, meetings=meetings)

    def move() -> Any:
        chosen = next(each for each in meetings if str(each.pk) == form.cleaned_data["meeting"])
        return placing.postpone_item(by=request.actor, item=item, meeting=chosen)

    if web_forms.submitted(request, form, move):
        return redirect("cases:detail", pk)
    back = reverse("cases:detail", args=[pk])
    return edit_page(request, form, _("Flyt til et andet møde"), back, about=item.node.title)


@require_POST
def standing(request: Request, pk: UUID) -> HttpResponse:
    """Put the house's standing items on."""
    meeting = rows.meeting(request.actor, pk)
    web_forms.do(
        request, lambda: placing.add_standing(by=request.actor, meeting=meeting), done=_("De faste punkter er sat på.")
    )
    return redirect("cases:meeting", pk)


@require_POST
def call(request: Request, pk: UUID) -> HttpResponse:
    """Call the members to a meeting."""
    meeting = rows.meeting(request.actor, pk)
    web_forms.do(
        request,
        lambda: calling.call_meeting(by=request.actor, meeting=meeting),
        done=_("Medlemmerne er indkaldt og får en kalenderfil med mail."),
    )
    return redirect("cases:meeting", pk)


def cancel(request: Request, pk: UUID) -> HttpResponse:
    """Call a meeting off."""
    meeting = rows.meeting(request.actor, pk)
    policy.check(request.actor, "call", meeting, state="planned")
    rules.check_ahead(meeting)
    form = forms.CancelForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: calling.cancel_meeting(by=request.actor, meeting=meeting, **form.cleaned_data)
    ):
        return redirect("cases:meeting", pk)
    return edit_page(request, form, _("Aflys mødet"), reverse("cases:meeting", args=[pk]), about=meeting.node.title)


def new_presentation(request: Request, pk: UUID) -> HttpResponse:
    """Write before which body a matter is to be presented."""
    item = rows.item(request.actor, pk)
    policy.check(request.actor, "present", item)
    form = forms.PresentationForm(request.POST or None, circles=queries.other_circles(item))
    if web_forms.submitted(
        request, form, lambda: presentations.add_presentation(by=request.actor, item=item, **form.cleaned_data)
    ):
        return redirect("cases:detail", pk)
    return edit_page(
        request, form, _("Oplæg på et andet møde"), reverse("cases:detail", args=[pk]), about=item.node.title
    )


def presented(request: Request, pk: UUID) -> HttpResponse:
    """Write when a presentation was held."""
    found = queries.presentation(request.actor, pk)
    policy.check(request.actor, "present", found.item)
    form = forms.PresentedForm(request.POST or None)
    back = reverse("cases:detail", args=[found.item_id])
    if web_forms.submitted(
        request,
        form,
        lambda: presentations.note_presentation(by=request.actor, presentation=found, **form.cleaned_data),
    ):
        return redirect(back)
    return edit_page(request, form, _("Oplægget er holdt"), back, about=found.to_text)


def new_meeting(request: Request, pk: UUID) -> HttpResponse:
    """Plan a meeting of a body."""
    body = rows.body(pk)
    policy.check(request.actor, "plan", "meeting", records_standing.place_of(body.circle))
    form = forms.MeetingForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: agenda_meetings.plan_meeting(by=request.actor, body=body, **form.values())
    ):
        return redirect("cases:meeting", form.result.pk)
    return edit_page(request, form, _("Nyt møde"), reverse("cases:body", args=[pk]), about=body.circle.name)


def edit_meeting(request: Request, pk: UUID) -> HttpResponse:
    """Return a meeting another time or place, or write when it ended."""
    meeting = rows.meeting(request.actor, pk)
    policy.check(request.actor, "plan", meeting)
    form = forms.MeetingForm(request.POST or None, initial=web_forms.Standing(rows.times_of(meeting)))
    if web_forms.submitted(
        request, form, lambda: agenda_meetings.move_meeting(by=request.actor, meeting=meeting, **form.values())
    ):
        return redirect("cases:meeting", pk)
    return edit_page(request, form, _("Ret mødet"), reverse("cases:meeting", args=[pk]), about=meeting.node.title)


@require_POST
def publish_agenda(request: Request, pk: UUID) -> HttpResponse:
    """Publish a meeting's agenda."""
    return step(request, pk, agenda_meetings.publish_agenda, _("Dagsordenen er offentlig."))
