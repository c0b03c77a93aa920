"""Pages of joint texts: read, write, approve, publish, withdraw."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samspil.features.cases.communication import actions, forms, queries, rules
from samspil.spine import policy, visibility
from samspil.web import forms as web_forms
from samspil.web import pages
from samspil.web.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """The joint texts that are out, and one's own drafts."""
    page = pages.page_of(request, queries.published(request.actor))
    return render(request, "cases/communications.html", {"page": page, "crumbs": [(_("Sager"), reverse("cases:list"))]})


@require_safe
def detail(request: Request, pk: UUID) -> HttpResponse:
    """One joint text."""
    read = queries.page(request.actor, pk)
    context = {
        "read": read,
        "node": read.communication.node,
        "crumbs": [(_("Fælles udmeldinger"), reverse("cases:communications"))],
    }
    return render(request, "cases/communication.html", context)


def new(request: Request) -> HttpResponse:
    """Begin a joint text on a decision (`?fra=`)."""
    about = visibility.origin(request.actor, request.GET.get("fra"), "is_decision")
    policy.check(request.actor, "add", rules.KIND, about)
    form = forms.BeginForm(request.POST or None, organisations=queries.partners_for(about))
    if web_forms.submitted(
        request, form, lambda: actions.begin_communication(by=request.actor, about=about, **form.cleaned_data)
    ):
        return redirect("cases:communication", form.result.pk)
    return _edit(request, form, _("Ny fælles udmelding"), reverse("cases:decision", args=[about.pk]), about.title)


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Write a new version; two who write at once see both."""
    read = queries.page(request.actor, pk)
    found = read.communication
    rules.check_write(request.actor, queries.places_of(found))
    rules.check_stands(is_withdrawn=found.withdrawn_at is not None)
    form = forms.WordsForm(request.POST or None, initial={"words": read.words, "based_on": read.version})
    if web_forms.submitted(
        request, form, lambda: actions.write_communication(by=request.actor, communication=found, **form.values())
    ):
        return redirect("cases:communication", pk)
    return _edit(request, form, _("Ret udmeldingen"), reverse("cases:communication", args=[pk]), found.node.title)


@require_POST
def approve(request: Request, pk: UUID, organisation: UUID, version: int) -> HttpResponse:
    """Stand behind a version for one's own organisation."""
    partner = queries.partner(request.actor, pk, organisation)
    web_forms.do(
        request,
        lambda: actions.approve_communication(by=request.actor, partner=partner, version=version),
        done=_("Din organisation står nu bag teksten."),
    )
    return redirect("cases:communication", pk)


def note_approval(request: Request, pk: UUID, organisation: UUID) -> HttpResponse:
    """Note how a partner that has nobody here approved."""
    read = queries.page(request.actor, pk)
    found = read.communication
    rules.check_write(request.actor, queries.places_of(found))
    rules.check_stands(is_withdrawn=found.withdrawn_at is not None)
    partner = queries.partner(request.actor, pk, organisation)
    form = forms.HowForm(request.POST or None, initial={"version": read.version})
    if web_forms.submitted(
        request, form, lambda: actions.note_approval(by=request.actor, partner=partner, **form.cleaned_data)
    ):
        return redirect("cases:communication", pk)

    return _edit(
        request, form, _("Notér en godkendelse"), reverse("cases:communication", args=[pk]), partner.organisation.name
    )


@require_POST
def publish(request: Request, pk: UUID) -> HttpResponse:
    """Publish what all have approved."""
    found = queries.page(request.actor, pk).communication
    web_forms.do(
        request,
        lambda: actions.publish_communication(by=request.actor, communication=found),
        done=_("Udmeldingen er offentlig."),
    )
    return redirect("cases:communication", pk)


def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw a joint text with a reason."""
    found = queries.page(request.actor, pk).communication
    rules.check_write(request.actor, queries.places_of(found))
    rules.check_stands(is_withdrawn=found.withdrawn_at is not None)
    form = forms.WithdrawForm(request.POST or None)
    if web_forms.submitted(
        request,
        form,
        lambda: actions.withdraw_communication(by=request.actor, communication=found, **form.cleaned_data),
    ):
        return redirect("cases:communication", pk)

    return _edit(
        request, form, _("Træk udmeldingen tilbage"), reverse("cases:communication", args=[pk]), found.node.title
    )


def _edit(request: Request, form: Any, heading: str, cancel: str, about: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "cancel": cancel, "about": about}
    return web_forms.page(request, "cases/edit.html", context)
