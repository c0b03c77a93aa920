"""Pages of who sits in a body: found one, see the seats, write somebody in, and write somebody out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samspil.features.cases.editing.views import edit_page
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.records.queries import rows
from samspil.features.cases.records.rules import standing
from samspil.features.cases.seats import actions, forms, queries, rules
from samspil.spine import policy
from samspil.web import forms as web_forms
from samspil.web.request import Request


def new_body(request: Request) -> HttpResponse:
    """Return a committee or council its page, one that is here or a new one."""
    circles = rows.circles_without_body(request.actor)
    policy.check_somewhere(request.actor, "add_body", "body")
    for problem in houses.problems():
        messages.warning(request, problem)
    form = forms.BodyForm(request.POST or None, circles=circles, authorities=queries.authorities(request.actor))
    if web_forms.submitted(request, form, lambda: actions.begin_body(by=request.actor, **form.cleaned_data)):
        return redirect("cases:body", form.result.pk)
    return edit_page(request, form, _("Nyt udvalg"), reverse("cases:bodies"))


@require_safe
def seats(request: Request, pk: UUID) -> HttpResponse:
    """Who sits in a body, now and to come."""
    body = rows.body(pk)
    policy.check(request.actor, "seat", "body", standing.place_of(body.circle))
    context = {
        "body": body,
        "seats": list(queries.seats(body.circle)),
        "roles": rules.ROLES,
        "crumbs": [(_("Udvalg"), reverse("cases:bodies")), (body.circle.name, reverse("cases:body", args=[pk]))],
    }
    return render(request, "cases/seats.html", context)


def seat(request: Request, pk: UUID) -> HttpResponse:
    """Write somebody into a body."""
    circle = rows.body(pk).circle
    policy.check(request.actor, "seat", "body", standing.place_of(circle))
    form = forms.SeatForm(request.POST or None)
    if web_forms.submitted(request, form, lambda: actions.seat(by=request.actor, circle=circle, **form.cleaned_data)):
        return redirect("cases:seats", pk)
    return edit_page(request, form, _("Skriv en person ind"), reverse("cases:seats", args=[pk]), about=circle.name)


def unseat(request: Request, pk: UUID, key: int) -> HttpResponse:
    """Write the last day that somebody sits in a body."""
    circle = rows.body(pk).circle
    policy.check(request.actor, "seat", "body", standing.place_of(circle))
    role = queries.seat(circle, key)
    form = forms.UnseatForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.unseat(by=request.actor, circle=circle, role=role, **form.cleaned_data)
    ):
        return redirect("cases:seats", pk)
    return edit_page(
        request, form, _("Hvornår slutter det?"), reverse("cases:seats", args=[pk]), about=role.person.name
    )
