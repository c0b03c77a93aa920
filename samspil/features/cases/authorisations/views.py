"""Pages of authorisations: given, read, ended."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samspil.features.cases.authorisations import actions, forms, queries, rules
from samspil.features.cases.records import views as records_views
from samspil.features.cases.records.queries import attendance
from samspil.paper import danish
from samspil.spine import policy
from samspil.web import rights
from samspil.web.request import Request


def new_authorisation(request: Request, pk: UUID) -> HttpResponse:
    """Write what a decision authorises somebody to do."""
    statement = attendance.statement(request.actor, pk)
    policy.check(request.actor, "add", "authorisation", statement.node)
    return records_views.form(
        request,
        forms.AuthorisationForm,
        actions.authorise,
        on={"statement": statement},
        to=lambda asked: ("cases:authorisation", asked.result.pk),
        heading=_("Skriv en bemyndigelse"),
        opens=rights.WRITTEN,
        cancel=("cases:decision", pk),
    )


@require_safe
def authorisation(request: Request, pk: UUID) -> HttpResponse:
    """One authorisation: by whom, to whom, to what, until when."""
    read = queries.authorisation(request.actor, pk)
    return render(
        request, "cases/authorisation.html", {"authorisation": read, "node": read.node, "today": danish.today()}
    )


def end_authorisation(request: Request, pk: UUID) -> HttpResponse:
    """Write that an authorisation has ended."""
    authorisation = queries.authorisation(request.actor, pk)
    policy.check(request.actor, "end", authorisation)
    rules.check_holds(authorisation.ended_on)
    return records_views.form(
        request,
        forms.EndAuthorisationForm,
        actions.end_authorisation,
        on={"authorisation": authorisation},
        heading=_("Bemyndigelsen er ophørt"),
        cancel=("cases:authorisation", pk),
    )
