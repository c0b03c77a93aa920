"""The page on which a person writes to us, behind their code."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samspil.features.voices import queries
from samspil.features.voices.messages import actions, forms
from samspil.spine import policy
from samspil.web import deeds
from samspil.web.request import Request


def write_us(request: Request, pk: UUID) -> HttpResponse:
    """Write to those who took the words in, or ask to be rung."""
    voice = queries.get(request.actor, pk)
    policy.check(request.actor, "write_us", voice)
    home = reverse("voices:own", args=[voice.pk])
    return deeds.form(
        request,
        forms.Message,
        actions.write_us,
        on={"voice": voice},
        to=home,
        done=_("Tak. Vi har fået din besked, og nogen svarer inden en uge."),
        heading=_("Skriv til os"),
        lead="",
        button=_("Send"),
        crumbs=[(_("Dit bidrag"), home)],
        cancel=home,
    )
