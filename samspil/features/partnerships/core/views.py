"""The page where a partnership's description is changed, and the page of one form that other sub-areas show too."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from samspil.features.partnerships.core import actions, forms, queries, rules
from samspil.features.partnerships.core.models import Partnership
from samspil.spine import texts
from samspil.web import forms as web_forms
from samspil.web.request import Request


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change a partnership's description."""
    found = queries.partnership(request.actor, pk)
    rules.check_edit_partnership(request.actor, found.node)
    purpose = texts.current(found.node, "purpose")
    names = ("programme", "target_group", "geography", "source", "ended", "ended_source")
    form = forms.DescriptionForm(
        request.POST or None,
        initial=web_forms.Standing(
            {name: getattr(found, name) for name in names}
            | {"purpose": texts.read(purpose) if purpose else "", "based_on": purpose.number if purpose else 0},
            but=("purpose",),
        ),
    )
    if web_forms.submitted(
        request, form, lambda: actions.describe(by=request.actor, partnership=found, **form.cleaned_data)
    ):
        return redirect("partnerships:detail", pk)

    return edit_page(request, form, {"node": found.node, "heading": "Ret beskrivelsen"})


def edit_page(request: Request, form: web_forms.Form, context: dict[str, object]) -> HttpResponse:
    """Show the page of one form: its heading, its record and its form."""
    return web_forms.page(request, "partnerships/edit.html", {"form": form, **context})


def around(found: Partnership, here: str) -> dict[str, object]:
    """Return what a page under a partnership's own shows around it: whose it is, and the way there."""
    crumbs = [(found.node.title, reverse("partnerships:detail", args=[found.pk])), (here, "")]
    return {"partnership": found, "node": found.node, "crumbs": crumbs}
