"""Pages of authorisations: given, read, ended."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samspil.features.cases.authorisations import actions, forms, queries, rules
from samspil.features.cases.editing.views import edit_page
from samspil.features.cases.records.queries import attendance
from samspil.paper import danish
from samspil.spine import policy
from samspil.web import forms as web_forms
from samspil.web.request import Request


def new_authorisation(request: Request, pk: UUID) -> HttpResponse:
    """Write what a decision authorises somebody to do."""
    statement = attendance.statement(request.actor, pk)
    policy.check(request.actor, "add", "authorisation", statement.node)
    form = forms.AuthorisationForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.authorise(by=request.actor, statement=statement, **form.cleaned_data)
    ):
        return redirect("cases:authorisation", form.result.pk)
    back = reverse("cases:decision", args=[pk])
    return edit_page(request, form, _("Skriv en bemyndigelse"), back, about=statement.node.title)


@require_safe
def authorisation(request: Request, pk: UUID) -> HttpResponse:
    """One authorisation: by whom, to whom, to what, until when."""
    found = queries.authorisation(request.actor, pk)
    may_end = found.ended_on is None and policy.allows(request.actor, "end", found)
    return render(
        request,
        "cases/authorisation.html",
        {"authorisation": found, "node": found.node, "may_end": may_end, "today": danish.today()},
    )


def end_authorisation(request: Request, pk: UUID) -> HttpResponse:
    """Write that an authorisation has ended."""
    found = queries.authorisation(request.actor, pk)
    policy.check(request.actor, "end", found)
    rules.check_holds(found.ended_on)
    form = forms.EndAuthorisationForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.end_authorisation(by=request.actor, authorisation=found, **form.cleaned_data)
    ):
        return redirect("cases:authorisation", pk)
    back = reverse("cases:authorisation", args=[pk])
    return edit_page(request, form, _("Bemyndigelsen er ophørt"), back, about=found.node.title)
