"""Pages of a meeting's record, for the secretary at the table: who was there, who stood aside, votes, dissent, a stay."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspil.features.cases.editing import forms as editing_forms
from samspil.features.cases.editing import queries as editing_queries
from samspil.features.cases.editing.views import edit_page
from samspil.features.cases.protocol import actions, forms, queries
from samspil.features.cases.records.models import AgendaItem, DecisionStatement
from samspil.features.cases.records.queries import attendance as records_attendance
from samspil.features.cases.records.queries import rows
from samspil.spine import policy
from samspil.spine.models import Invitation
from samspil.web import forms as web_forms
from samspil.web.request import Request


def attendance(request: Request, pk: UUID) -> HttpResponse:
    """Who was called and how each took part, and a form for somebody more."""
    meeting = rows.meeting(request.actor, pk)
    policy.check(request.actor, "plan", meeting)
    form = forms.AttendanceForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.note_attendance(by=request.actor, meeting=meeting, **form.cleaned_data)
    ):
        return redirect("cases:attendance", pk)
    context = {
        "meeting": meeting,
        "node": meeting.node,
        "form": form,
        "invitations": records_attendance.invitations_of(meeting),
    }
    return web_forms.page(request, "cases/attendance.html", context)


@require_POST
def all_present(request: Request, pk: UUID) -> HttpResponse:
    """Note as present those of whom nothing is said."""
    meeting = rows.meeting(request.actor, pk)
    web_forms.do(
        request, lambda: actions.all_present(by=request.actor, meeting=meeting), done=_("Resten er til stede.")
    )
    return redirect("cases:attendance", pk)


def took_part(request: Request, pk: UUID, key: int) -> HttpResponse:
    """Write how one who was called took part."""
    meeting = rows.meeting(request.actor, pk)
    policy.check(request.actor, "plan", meeting)
    invitation = records_attendance.invitation(meeting, key)
    form = forms.TookPartForm(
        request.POST or None,
        others=records_attendance.invitations_of(meeting).exclude(pk=key),
        items=queries.items_on(meeting),
        initial=web_forms.Standing(queries.words_of_attendance(invitation)),
    )
    if web_forms.submitted(
        request,
        form,
        lambda: actions.say_attendance(by=request.actor, meeting=meeting, invitation=invitation, **form.cleaned_data),
    ):
        return redirect("cases:attendance", pk)

    back = reverse("cases:attendance", args=[pk])
    return edit_page(request, form, _("Skriv fremmøde"), back, about=records_attendance.name_of(invitation))


def held(request: Request, pk: UUID) -> HttpResponse:
    """Write when a meeting began and was adjourned."""
    meeting = rows.meeting(request.actor, pk)
    policy.check(request.actor, "plan", meeting)
    form = forms.HeldForm(
        request.POST or None, day=meeting.node.day, initial=web_forms.Standing(queries.held_times_of(meeting))
    )
    if web_forms.submitted(
        request, form, lambda: actions.note_held(by=request.actor, meeting=meeting, **form.values())
    ):
        return redirect("cases:meeting", pk)
    back = reverse("cases:meeting", args=[pk])
    return edit_page(request, form, _("Begyndt og hævet"), back, about=meeting.node.title)


def recuse(request: Request, pk: UUID) -> HttpResponse:
    """Write who stood aside at an item."""
    item = rows.item(request.actor, pk)
    editing_queries.check_decides(request.actor, item)
    form = forms.RecuseForm(request.POST or None, seats=records_attendance.seats(item.meeting))
    if web_forms.submitted(
        request,
        form,
        lambda: actions.recuse(
            by=request.actor, item=item, invitation=_chosen(item, form), reason=form.cleaned_data["reason"]
        ),
    ):
        return redirect("cases:detail", pk)
    return edit_page(request, form, _("Inhabil ved punktet"), reverse("cases:detail", args=[pk]), about=item.node.title)


@require_POST
def end_recusal(request: Request, pk: int) -> HttpResponse:
    """Take a recusal out."""
    found = queries.recusal(request.actor, pk)
    web_forms.do(
        request, lambda: actions.end_recusal(by=request.actor, recusal=found), done=_("Inhabiliteten er taget ud.")
    )
    return redirect("cases:detail", found.item_id)


def votes(request: Request, pk: UUID) -> HttpResponse:
    """Write the votes on a statement."""
    statement, item = _decided(request, pk)
    form = forms.VotesForm(
        request.POST or None,
        seats=records_attendance.there_at(item),
        needs_reason=item.meeting.state == "published",
        initial=web_forms.Standing(queries.words_of_votes(statement)),
    )
    if web_forms.submitted(
        request, form, lambda: actions.record_votes(by=request.actor, statement=statement, **form.values())
    ):
        return redirect("cases:decision", pk)
    return edit_page(request, form, _("Afstemning"), reverse("cases:decision", args=[pk]), about=statement.node.title)


def forget_votes(request: Request, pk: UUID) -> HttpResponse:
    """Take votes out."""
    statement, _item = _decided(request, pk)
    form = editing_forms.ReasonForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.forget_votes(by=request.actor, statement=statement, **form.cleaned_data)
    ):
        return redirect("cases:decision", pk)
    back = reverse("cases:decision", args=[pk])
    return edit_page(request, form, _("Tag afstemningen ud"), back, about=statement.node.title)


def dissent(request: Request, pk: UUID) -> HttpResponse:
    """Write a member's dissent or addition to the record."""
    statement, item = _decided(request, pk)
    form = forms.DissentForm(
        request.POST or None, seats=records_attendance.there_at(item), needs_reason=item.meeting.state == "published"
    )

    def add() -> Any:
        clean = dict(form.cleaned_data)
        clean.pop("invitation")
        return actions.add_dissent(by=request.actor, statement=statement, invitation=_chosen(item, form), **clean)

    if web_forms.submitted(request, form, add):
        return redirect("cases:decision", pk)
    back = reverse("cases:decision", args=[pk])
    return edit_page(request, form, _("Mindretal eller protokoltilførsel"), back, about=statement.node.title)


def withdraw_dissent(request: Request, pk: UUID) -> HttpResponse:
    """Take a dissent out."""
    found = queries.dissent(request.actor, pk)
    item = found.statement.item
    editing_queries.check_decides(request.actor, item)
    form = editing_forms.ReasonForm(request.POST or None)
    back = reverse("cases:decision", args=[found.statement_id])
    if web_forms.submitted(
        request, form, lambda: actions.withdraw_dissent(by=request.actor, dissent=found, **form.cleaned_data)
    ):
        return redirect(back)
    return edit_page(request, form, _("Tag udtalelsen ud"), back, about=records_attendance.name_of(found.invitation))


def stay(request: Request, pk: UUID) -> HttpResponse:
    """Bring a decision to the council, and so stop it."""
    statement = records_attendance.statement(request.actor, pk)
    item = statement.item
    queries.check_may_stay(request.actor, statement)
    there = records_attendance.there_at(item)
    mine = there if queries.keeps(request.actor, item) else [s for s in there if s.person_id == request.actor.person_id]
    form = forms.StayForm(request.POST or None, seats=mine, councils=queries.councils_of(item))
    if web_forms.submitted(
        request,
        form,
        lambda: actions.claim_stay(
            by=request.actor,
            statement=statement,
            invitation=_chosen(item, form),
            to_circle=form.cleaned_data["to_circle"],
        ),
    ):
        return redirect("cases:decision", pk)

    back = reverse("cases:decision", args=[pk])
    return edit_page(request, form, _("Bring sagen for kommunalbestyrelsen"), back, about=statement.node.title)


def _chosen(item: AgendaItem, form: web_forms.Form) -> Invitation:
    return records_attendance.invitation(item.meeting, int(form.cleaned_data["invitation"]))


def _decided(request: Request, pk: UUID) -> tuple[DecisionStatement, AgendaItem]:
    statement = records_attendance.statement(request.actor, pk)
    item = statement.item
    editing_queries.check_decides(request.actor, item)
    return statement, item
