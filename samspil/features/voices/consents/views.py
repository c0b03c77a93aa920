"""The page where a person takes one yes back, or gives it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samspil.features.voices import queries as voice_queries
from samspil.features.voices import rules as voice_rules
from samspil.features.voices.consents import actions, queries
from samspil.features.voices.models import Voice
from samspil.paper import languages
from samspil.spine import policy
from samspil.web import deeds
from samspil.web.request import Request


def yes(request: Request, pk: UUID) -> HttpResponse:
    """Each thing the person was asked about, what it means, whether their yes stands, and a button."""
    voice = _voice(request, pk)
    context = {
        "voice": voice,
        "node": voice.node,
        "rows": queries.rows(voice),
        "crumbs": [(_("Dit bidrag"), reverse("voices:own", args=[pk]))],
        "quoted": _("Dine ord kan kun ligge på nettet, når de også må citeres. Så de forsvinder også fra nettet."),
    }
    response = render(request, "voices/yes.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _voice(request: Request, pk: UUID) -> Voice:
    voice = voice_queries.get(request.actor, pk)
    # Before who may: that it is withdrawn already is the better answer (decision 0020).
    voice_rules.check_withdraw(voice)
    policy.check(request.actor, "change_yes", voice)
    return voice


def _change(deed: Callable[..., Any], said: str | Promise) -> Callable[..., HttpResponse]:
    @require_POST
    def view(request: Request, pk: UUID) -> HttpResponse:
        voice = _voice(request, pk)
        purpose = request.POST.get("purpose", "")
        asked = languages.told(voice_rules.PURPOSES.get(purpose, ""))
        return deeds.pressed(
            request,
            lambda: deed(by=request.actor, voice=voice, purpose=purpose),
            to=("voices:yes", pk),
            done=str(said) % {"asked": asked},
        )

    return view


take_back = _change(
    actions.take_back,
    gettext_lazy("Dit ja er taget tilbage: »%(asked)s« Det gælder nu, og vi er holdt op med at bruge det."),
)
give = _change(actions.give, gettext_lazy("Tak. Du har sagt ja: »%(asked)s« Du kan tage det tilbage, når du vil."))
