"""A proposal's way to the agenda and the agenda's own handling: what waits, and one deed behind each button."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from samspil.features.cases.agenda import forms, queries, rules
from samspil.features.cases.agenda.actions import approval, calling, placing, presentations
from samspil.features.cases.agenda.actions import meetings as agenda_meetings
from samspil.features.cases.records import views as records_views
from samspil.features.cases.records.queries import rows
from samspil.features.cases.records.rules import standing as records_standing
from samspil.spine import policy
from samspil.web import deeds, pages, undo
from samspil.web import forms as web_forms
from samspil.web.request import Request

press = partial(deeds.press, rows.item, on="item")
press_meeting = partial(deeds.press, rows.meeting, on="meeting")

submit = press(approval.submit_item, done=gettext_lazy("Punktet er sendt til direktørens godkendelse."))
recall = press(approval.recall_item, done=gettext_lazy("Punktet er taget tilbage. Nu kan du rette det."))
approve = press(
    approval.approve_item,
    done=gettext_lazy("Punktet er godkendt."),
    way_back=undo.Way("case_item.approved", at="approval_at"),
)
put_on = press(approval.put_on, done=gettext_lazy("Punktet er på dagsordenen."))
call = press_meeting(calling.call_meeting, done=gettext_lazy("Medlemmerne er indkaldt og får en kalenderfil med mail."))
publish_agenda = press_meeting(
    agenda_meetings.publish_agenda, done=gettext_lazy("Dagsordenen er offentlig. Du kan fortryde i ti minutter.")
)
unpublish_agenda = press_meeting(
    agenda_meetings.unpublish_agenda,
    done=gettext_lazy("Dagsordenen er taget tilbage. Den, der har hentet den i mellemtiden, har den stadig."),
)


@require_safe
def approvals(request: Request) -> HttpResponse:
    """The proposals that are on no agenda yet, across the authority's bodies, by body and meeting."""
    policy.check(request.actor, "see_queue", "case_item")
    page = pages.page_of(request, queries.awaiting(request.actor))
    may_propose = bool(rows.meetings_open_for(request.actor))
    return render(request, "cases/approvals.html", {"page": page, "may_propose": may_propose})


def send_back(request: Request, pk: UUID) -> HttpResponse:
    """Send a proposal back with a reason."""
    item = rows.item(request.actor, pk)
    policy.check(request.actor, "send_back", item, state=rules.first_of("send_back"))
    rules.check_step("send_back", item)
    return records_views.form_on(
        request, forms.SendBackForm, approval.send_back_item, {"item": item}, heading=_("Send punktet tilbage")
    )


@require_POST
def standing(request: Request, pk: UUID) -> HttpResponse:
    """Put the house's standing items on the agenda."""
    meeting, made = rows.meeting(request.actor, pk), []
    if web_forms.do(request, lambda: made.extend(placing.add_standing(by=request.actor, meeting=meeting))):
        said = _("De faste punkter er sat på.")
        # A published agenda is changed in public: there each is taken off with a reason. What a press found done is another's.
        if made and meeting.state == "planned":
            undo.offer(request, said, "meeting.standing_added", pk, items=" ".join(str(each.pk) for each in made))
        else:
            messages.success(request, said)
    return redirect("cases:meeting", pk)


@require_POST
def shift(request: Request, pk: UUID, way: str) -> HttpResponse:
    """Move an item one place up or down, and stay at the agenda."""
    item, down = rows.item(request.actor, pk), way == "ned"
    if web_forms.do(request, lambda: placing.shift_item(by=request.actor, item=item, down=down)):
        said = _("{title} er flyttet.").format(title=item.node.title)
        # A published agenda is changed in public, and moved back by its own button.
        if item.meeting.state == "planned":
            undo.offer(request, said, "case_item.shifted", item.pk, order=item.order, down=down)
    return redirect(f"{reverse('cases:meeting', args=[item.meeting_id])}#ordn")


def take_off(request: Request, pk: UUID) -> HttpResponse:
    """Take an item off the agenda."""
    item = rows.item(request.actor, pk)
    policy.check(request.actor, "take_off", item, state="planned")
    rules.check_take_off(item)
    return records_views.form_on(
        request,
        forms.TakeOffForm,
        placing.take_off,
        {"item": item},
        to=("cases:meeting", item.meeting_id),
        cancel=("cases:detail", pk),
        heading=_("Tag punktet af dagsordenen"),
    )


def postpone(request: Request, pk: UUID) -> HttpResponse:
    """Move an item to another meeting."""
    item = rows.item(request.actor, pk)
    policy.check(request.actor, "postpone", item)
    rules.check_postpone(item)
    meetings = queries.meetings_for(request.actor, item)
    rules.check_takes_items(meetings[0] if meetings else item.meeting, same_body=True)
    form = partial(forms.PostponeForm, meetings=meetings)
    return records_views.form_on(
        request, form, placing.postpone_item, {"item": item}, heading=_("Flyt til et andet møde")
    )


def cancel(request: Request, pk: UUID) -> HttpResponse:
    """Call a meeting off."""
    meeting = rows.meeting(request.actor, pk)
    policy.check(request.actor, "call", meeting, state="planned")
    rules.check_ahead(meeting)
    return records_views.form_on(
        request, forms.CancelForm, calling.cancel_meeting, {"meeting": meeting}, heading=_("Aflys mødet")
    )


def new_presentation(request: Request, pk: UUID) -> HttpResponse:
    """Write before which body a matter is to be presented."""
    item = rows.item(request.actor, pk)
    policy.check(request.actor, "present", item)
    form = partial(forms.PresentationForm, circles=queries.other_circles(item))
    return records_views.form_on(
        request, form, presentations.add_presentation, {"item": item}, heading=_("Oplæg på et andet møde")
    )


def presented(request: Request, pk: UUID) -> HttpResponse:
    """Write when a presentation was held."""
    planned = queries.presentation(request.actor, pk)
    policy.check(request.actor, "present", planned.item)
    return records_views.form_on(
        request,
        forms.PresentedForm,
        presentations.note_presentation,
        {"presentation": planned},
        to=("cases:detail", planned.item_id),
        heading=_("Oplægget er holdt"),
        lead=planned.to_text,
    )


def new_meeting(request: Request, pk: UUID) -> HttpResponse:
    """Plan a meeting of a body."""
    body = rows.body(pk)
    policy.check(request.actor, "plan", "meeting", records_standing.place_of(body.circle))
    return records_views.form(
        request,
        forms.MeetingForm,
        agenda_meetings.plan_meeting,
        on={"body": body},
        to=lambda asked: ("cases:meeting", asked.result.pk),
        heading=_("Nyt møde"),
        lead=body.circle.name,
        cancel=("cases:body", pk),
    )


def edit_meeting(request: Request, pk: UUID) -> HttpResponse:
    """Return a meeting another time or place, or write when it ended."""
    meeting = rows.meeting(request.actor, pk)
    policy.check(request.actor, "plan", meeting)
    form = partial(forms.MeetingForm, initial=web_forms.Standing(rows.times_of(meeting)))
    return records_views.form_on(
        request, form, agenda_meetings.move_meeting, {"meeting": meeting}, heading=_("Ret mødet")
    )
