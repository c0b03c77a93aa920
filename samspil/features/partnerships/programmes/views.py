"""Pages of programmes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.parties import queries as parties_queries
from samspil.features.partnerships.programmes import actions, forms, queries
from samspil.features.partnerships.programmes.models import Programme
from samspil.paper.refusal import NotAllowed
from samspil.spine import policy, texts
from samspil.web import forms as web_forms
from samspil.web.request import Request

BOTH = ["GET", "HEAD", "POST"]


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One programme: its partnerships, its tracks as each source tells them, its focus areas, and who else takes part."""
    found = queries.programme(request.actor, pk)
    purpose = texts.current(found.node, "purpose")
    context = {
        "programme": found,
        "node": found.node,
        "purpose": texts.read(purpose) if purpose else "",
        "partnerships": queries.partnerships(request.actor, found),
        "tellings": queries.tellings(found),
        "focus_areas": found.focus_areas.all(),
        "participants": found.participants.select_related("organisation"),
        "can_tell": policy.allows(request.actor, "add", "programme", found.node),
    }

    return render(request, "partnerships/programme.html", context)


@require_http_methods(BOTH)
def new(request: Request) -> HttpResponse:
    """Set a programme of partnerships up."""
    homes = parties_queries.homes(request.actor)
    if not homes:
        raise NotAllowed("Kun en tovholder eller direktør i myndigheden kan oprette et program.")
    form = forms.ProgrammeForm(
        request.POST or None,
        homes=homes,
        partnerships=core_queries.visible_to(request.actor),
        initial={"organisation": homes[0]},
    )
    if web_forms.submitted(request, form, lambda: actions.set_up(by=request.actor, **form.cleaned_data)):
        return redirect("partnerships:programme", form.result.pk)
    return web_forms.page(request, "partnerships/programme_new.html", {"form": form})


@require_http_methods(BOTH)
def tracks(request: Request, pk: UUID) -> HttpResponse:
    """Write the tracks as one source tells them."""
    return _told(
        request, pk, forms.TracksForm(request.POST or None), _("Hovedspor, som en kilde har dem"), actions.tell_tracks
    )


@require_http_methods(BOTH)
def focus(request: Request, pk: UUID) -> HttpResponse:
    """Write the focus areas in their source's order."""
    return _told(request, pk, forms.FocusForm(request.POST or None), _("Fokusområder"), actions.tell_focus_areas)


@require_http_methods(BOTH)
def actor(request: Request, pk: UUID) -> HttpResponse:
    """Name somebody who takes part without being a partner."""
    return _told(request, pk, forms.ActorForm(request.POST or None), _("Nævn en, der er med"), actions.name_participant)


def _told(request: Request, pk: UUID, form: web_forms.Form, heading: str, deed: Callable[..., Any]) -> HttpResponse:
    found: Programme = queries.programme(request.actor, pk)
    policy.check(request.actor, "add", found)
    if web_forms.submitted(request, form, lambda: deed(by=request.actor, programme=found, **form.cleaned_data)):
        return redirect("partnerships:programme", pk)
    return web_forms.page(request, "partnerships/edit.html", {"form": form, "node": found.node, "heading": heading})
