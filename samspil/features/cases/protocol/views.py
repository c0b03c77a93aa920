"""Pages of a meeting's record, for the secretary at the table: who was there, who stood aside, votes, dissent, a stay."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspil.features.cases.editing import forms as editing_forms
from samspil.features.cases.editing import queries as editing_queries
from samspil.features.cases.protocol import actions, forms, queries, rules
from samspil.features.cases.records import views as records_views
from samspil.features.cases.records.models import DecisionStatement, Meeting
from samspil.features.cases.records.queries import attendance as records_attendance
from samspil.features.cases.records.queries import rows
from samspil.features.cases.records.rules import outcomes
from samspil.spine import happened, policy
from samspil.web import deeds
from samspil.web import forms as web_forms
from samspil.web.request import Request


def _kept(request: Request, pk: UUID) -> Meeting:
    meeting = rows.meeting(request.actor, pk)
    policy.check(request.actor, "plan", meeting)
    return meeting


def _decided(request: Request, pk: UUID) -> DecisionStatement:
    statement = records_attendance.statement(request.actor, pk)
    editing_queries.check_decides(request.actor, statement.item)
    return statement


def attendance(request: Request, pk: UUID) -> HttpResponse:
    """Who was called and how each took part, and a form for somebody more."""
    meeting = _kept(request, pk)
    return deeds.form(
        request,
        forms.AttendanceForm,
        actions.note_attendance,
        on={"meeting": meeting},
        to=("cases:attendance", pk),
        template="cases/attendance.html",
        more=lambda: {
            "invitations": records_attendance.invitations_of(meeting),
            "is_held": happened.has(meeting.node.when),
        },
    )


all_present = deeds.press(
    rows.meeting,
    actions.all_present,
    on="meeting",
    to=lambda _request, meeting: ("cases:attendance", meeting.pk),
    done=gettext_lazy("Resten er til stede."),
)


def took_part(request: Request, pk: UUID, key: int) -> HttpResponse:
    """Write how one who was called took part."""
    meeting = _kept(request, pk)
    invitation = records_attendance.invitation(meeting, key)
    form = partial(
        forms.TookPartForm,
        others=records_attendance.invitations_of(meeting).exclude(pk=key),
        items=queries.items_on(meeting),
        initial=web_forms.Standing(queries.words_of_attendance(invitation)),
    )
    return records_views.form_on(
        request,
        form,
        actions.say_attendance,
        {"meeting": meeting, "invitation": invitation},
        to=("cases:attendance", pk),
        heading=_("Skriv fremmøde"),
        lead=records_attendance.name_of(invitation),
    )


def held(request: Request, pk: UUID) -> HttpResponse:
    """Write when a meeting began and was adjourned."""
    meeting = _kept(request, pk)
    times = web_forms.Standing(queries.held_times_of(meeting))
    form = partial(forms.HeldForm, day=meeting.node.day, initial=times)
    return records_views.form_on(
        request, form, actions.note_held, {"meeting": meeting}, heading=_("Mødets start og slut")
    )


def recuse(request: Request, pk: UUID) -> HttpResponse:
    """Write who stood aside at an item."""
    item = rows.item(request.actor, pk)
    editing_queries.check_decides(request.actor, item)
    form = partial(forms.RecuseForm, meeting=item.meeting, seats=records_attendance.seats(item.meeting))
    return records_views.form_on(request, form, actions.recuse, {"item": item}, heading=_("Inhabil ved punktet"))


end_recusal = deeds.press(
    queries.recusal,
    actions.end_recusal,
    on="recusal",
    to=lambda _request, recusal: ("cases:detail", recusal.item_id),
    done=gettext_lazy("Inhabiliteten er taget ud."),
)


def decisions(request: Request, pk: UUID) -> HttpResponse:
    """Write what a meeting decided, item after item, on one page: all of it, or one item (`only`, `punkt`), or read its words."""
    meeting = rows.meeting(request.actor, pk)
    queries.check_decides_at(request.actor, meeting)
    only = request.POST.get("only", "") or request.GET.get("punkt", "")
    if "read" in request.POST:
        words = request.POST.get(f"printed-{only}", "")
        return render(request, "cases/_reads.html", {"reading": rules.reads(words), "unread": outcomes.unread(words)})

    form = partial(forms.DecisionsForm, **queries.asked_of(request.actor, meeting, only))
    here = reverse("cases:decisions", args=[pk])
    shown: dict[str, Any] = {"node": None, "meeting": meeting, "heading": _("Skriv beslutningerne"), "only": only}
    answer = deeds.form(
        request,
        form,
        actions.decide,
        on={"meeting": meeting},
        to=f"{here}?punkt={only}" if only else here,
        # By script the item itself comes back and shows it.
        done=lambda sent: "" if only and "HX-Request" in request.headers else rules.told_of(len(sent.result)),
        template="cases/decisions.html",
        more=lambda: queries.progress_of(meeting),
        cancel=("cases:meeting", pk),
        **shown,
    )
    if not only or answer.status_code != HTTPStatus.FOUND or "HX-Request" not in request.headers:
        return answer

    # A redirect would make htmx open a page, and what stands typed at the other items would be gone.
    asked = forms.DecisionsForm(**queries.asked_of(request.actor, meeting, only))
    return web_forms.page(
        request, "cases/decisions.html", {**shown, **queries.progress_of(meeting), "form": asked, "cancel": here}
    )


def votes(request: Request, pk: UUID) -> HttpResponse:
    """Write the votes on a statement."""
    statement = _decided(request, pk)
    form = partial(
        forms.VotesForm,
        seats=records_attendance.there_at(statement.item),
        needs_reason=statement.item.meeting.state == "published",
        initial=web_forms.Standing(queries.words_of_votes(statement)),
    )
    return records_views.form_on(request, form, actions.record_votes, {"statement": statement}, heading=_("Afstemning"))


def forget_votes(request: Request, pk: UUID) -> HttpResponse:
    """Take votes out."""
    statement = _decided(request, pk)
    return records_views.form_on(
        request,
        editing_forms.ReasonForm,
        actions.forget_votes,
        {"statement": statement},
        heading=_("Tag afstemningen ud"),
    )


def dissent(request: Request, pk: UUID) -> HttpResponse:
    """Write a member's dissent or addition to the record."""
    statement = _decided(request, pk)
    form = partial(
        forms.DissentForm,
        meeting=statement.item.meeting,
        seats=records_attendance.there_at(statement.item),
        needs_reason=statement.item.meeting.state == "published",
    )
    return records_views.form_on(
        request, form, actions.add_dissent, {"statement": statement}, heading=_("Mindretal eller protokoltilførsel")
    )


def withdraw_dissent(request: Request, pk: UUID) -> HttpResponse:
    """Take a dissent out."""
    told = queries.dissent(request.actor, pk)
    editing_queries.check_decides(request.actor, told.statement.item)
    return records_views.form_on(
        request,
        editing_forms.ReasonForm,
        actions.withdraw_dissent,
        {"dissent": told},
        to=("cases:decision", told.statement_id),
        heading=_("Fjern udtalelsen"),
        lead=records_attendance.name_of(told.invitation),
    )


def stay(request: Request, pk: UUID) -> HttpResponse:
    """Bring a decision to the council, and so stop it."""
    statement = records_attendance.statement(request.actor, pk)
    item, actor = statement.item, request.actor
    queries.check_may_stay(actor, statement)
    there = records_attendance.there_at(item)
    mine = there if queries.keeps(actor, item) else [seat for seat in there if seat.person_id == actor.person_id]
    form = partial(forms.StayForm, meeting=item.meeting, seats=mine, councils=queries.councils_of(item))
    return records_views.form_on(
        request, form, actions.claim_stay, {"statement": statement}, heading=_("Bring sagen for kommunalbestyrelsen")
    )
