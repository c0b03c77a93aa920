"""Access to a case's documents, step by step."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samspil.features.cases.document_access import actions, forms, queries, rules
from samspil.features.cases.records.queries import rows
from samspil.spine import policy
from samspil.web import forms as web_forms
from samspil.web.request import Request


def new_access(request: Request, pk: UUID) -> HttpResponse:
    """Begin an answer to a request for a case's documents."""
    item = rows.item(request.actor, pk)
    policy.check(request.actor, "prepare", "access_package", item.meeting.node)
    form = forms.AccessForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.prepare_access(by=request.actor, item=item, **form.cleaned_data)
    ):
        return redirect("cases:access", form.result.pk)

    context = {
        "form": form,
        "item": item,
        "earlier": queries.packages_of(request.actor, item),
        "crumbs": [(item.node.title, reverse("cases:detail", args=[pk]))],
    }
    return web_forms.page(request, "cases/new_access.html", context)


def access(request: Request, pk: UUID) -> HttpResponse:
    """Show the documents of a case with what is done with each, and the package when it has been handed out."""
    package = queries.package(request.actor, pk)
    choices = queries.choices_of(package)
    # The committee reads the answer, and does not read what nobody has approved.
    names_item = rows.visible_to(request.actor).filter(pk=package.item_id).exists()
    context = {
        "package": package,
        "names_item": names_item,
        "node": package.node,
        "item": package.item,
        "choices": choices,
        "left": sum(not each.choice for each in choices),
        "may_prepare": package.state == "open" and policy.allows(request.actor, "prepare", package),
        "files": [each for each in package.node.files.all() if each.media_type == "application/zip"],
        "crumbs": [(package.item.node.title, reverse("cases:detail", args=[package.item_id]))] if names_item else [],
    }

    return render(request, "cases/access.html", context)


def access_choice(request: Request, pk: UUID, order: int) -> HttpResponse:
    """Decide what is done with one document."""
    package = queries.package(request.actor, pk)
    policy.check(request.actor, "prepare", package)
    rules.check_open(package.state)
    choice = queries.choice(package, order)
    words = queries.words_of_paper(request.actor, choice)
    form = forms.ChoiceForm(
        request.POST or None,
        request.FILES or None,
        is_file=choice.kind == "annex",
        initial={
            "choice": choice.choice,
            "ground": choice.ground,
            "why": choice.why,
            "shown_title": choice.shown_title,
            "marked": choice.marked or words,
        },
    )
    if web_forms.submitted(
        request,
        form,
        lambda: actions.choose_access(by=request.actor, package=package, order=order, **form.values()),
    ):
        return redirect("cases:access", pk)

    context = {
        "form": form,
        "choice": choice,
        "package": package,
        "cancel": reverse("cases:access", args=[pk]),
        "crumbs": [(package.node.title, reverse("cases:access", args=[pk]))],
    }
    return web_forms.page(request, "cases/access_choice.html", context)


def hand_out(request: Request, pk: UUID) -> HttpResponse:
    """Make the package and hand it out."""
    package = queries.package(request.actor, pk)
    policy.check(request.actor, "prepare", package)
    rules.check_open(package.state)
    form = forms.HandOutForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.hand_out_access(by=request.actor, package=package, **form.cleaned_data)
    ):
        messages.success(request, _("Pakken er lavet og gemt. Hent den her, og send den med brevet."))
        return redirect("cases:access", pk)

    context = {
        "form": form,
        "heading": _("Udlevér"),
        "cancel": reverse("cases:access", args=[pk]),
        "about": package.node.title,
    }
    return web_forms.page(request, "cases/edit.html", context)
