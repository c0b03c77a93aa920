"""Pages of programmes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.parties import queries as parties_queries
from samspil.features.partnerships.programmes import actions, forms, queries
from samspil.paper.refusal import NotAllowed
from samspil.spine import policy, texts
from samspil.web import deeds, rights
from samspil.web import forms as web_forms
from samspil.web.request import Request


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One programme: its partnerships, its tracks as each source tells them, its focus areas, and who else takes part."""
    programme = queries.programme(request.actor, pk)
    purpose = texts.current(programme.node, "purpose")
    context = {
        "programme": programme,
        "node": programme.node,
        "purpose": texts.read(purpose) if purpose else "",
        "partnerships": queries.partnerships(request.actor, programme),
        "tellings": queries.tellings(programme),
        "focus_areas": programme.focus_areas.all(),
        "participants": programme.participants.select_related("organisation"),
    }

    return render(request, "partnerships/programme.html", context)


def new(request: Request) -> HttpResponse:
    """Set a programme of partnerships up."""
    homes = parties_queries.homes(request.actor)
    if not homes:
        raise NotAllowed("Kun en tovholder eller direktør i myndigheden kan oprette et program.")

    partnerships = core_queries.visible_to(request.actor)
    return deeds.form(
        request,
        partial(forms.ProgrammeForm, homes=homes, partnerships=partnerships, initial={"organisation": homes[0]}),
        actions.set_up,
        heading=_("Opret et program"),
        lead=_("Flere partnerskaber, der hører sammen."),
        button=_("Opret"),
    )


def tracks(request: Request, pk: UUID) -> HttpResponse:
    """Write the tracks as one source tells them."""
    return _told(request, pk, forms.TracksForm, actions.tell_tracks, _("Hovedspor, som en kilde har dem"))


def focus(request: Request, pk: UUID) -> HttpResponse:
    """Write the focus areas in their source's order."""
    return _told(request, pk, forms.FocusForm, actions.tell_focus_areas, _("Fokusområder"))


def actor(request: Request, pk: UUID) -> HttpResponse:
    """Name somebody who takes part without being a partner."""
    return _told(request, pk, forms.ActorForm, actions.name_participant, _("Tilføj en deltager"))


def _told(
    request: Request, pk: UUID, form: type[web_forms.Form], action: Callable[..., Any], heading: str
) -> HttpResponse:
    programme = queries.programme(request.actor, pk)
    policy.check(request.actor, "add", programme)
    return deeds.form(request, form, action, on={"programme": programme}, heading=heading, opens=rights.WRITTEN)
