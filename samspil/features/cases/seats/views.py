"""Pages of who sits in a body: found one, see the seats, write somebody in, and write somebody out."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samspil.features.cases.houses.rules import houses
from samspil.features.cases.records import views as records_views
from samspil.features.cases.records.queries import rows
from samspil.features.cases.records.rules import standing
from samspil.features.cases.seats import actions, forms, queries, rules
from samspil.spine import policy
from samspil.web.request import Request


def new_body(request: Request) -> HttpResponse:
    """Return a committee or council its page, one that is here or a new one."""
    circles = rows.circles_without_body(request.actor)
    policy.check_somewhere(request.actor, "add_body", "body")
    for problem in houses.problems():
        messages.warning(request, problem)

    return records_views.form(
        request,
        partial(forms.BodyForm, circles=circles, authorities=queries.authorities(request.actor)),
        actions.begin_body,
        to=lambda asked: ("cases:body", asked.result.pk),
        heading=_("Nyt udvalg"),
        cancel=("cases:bodies",),
    )


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
    back = ("cases:seats", pk)
    return records_views.form(
        request,
        forms.SeatForm,
        actions.seat,
        on={"circle": circle},
        to=back,
        heading=_("Tilføj en person"),
        lead=circle.name,
        cancel=back,
    )


def unseat(request: Request, pk: UUID, key: int) -> HttpResponse:
    """Write the last day that somebody sits in a body."""
    circle = rows.body(pk).circle
    policy.check(request.actor, "seat", "body", standing.place_of(circle))
    role, back = queries.seat(circle, key), ("cases:seats", pk)
    return records_views.form(
        request,
        forms.UnseatForm,
        actions.unseat,
        on={"circle": circle, "role": role},
        to=back,
        heading=_("Hvornår slutter det?"),
        lead=role.person.name,
        cancel=back,
    )
