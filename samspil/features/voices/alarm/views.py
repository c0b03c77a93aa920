"""The page where a place says whom one calls when somebody is in danger."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samspil.features.voices.alarm import actions, forms, queries, rules
from samspil.spine import policy
from samspil.web import deeds
from samspil.web.request import Request


def prepare(request: Request, pk: UUID) -> HttpResponse:
    """Say whom one calls at one place, and within how many hours somebody follows up."""
    organisation = queries.organisation(request.actor, pk)
    policy.check(request.actor, "prepare", "alarm", policy.Place.of(organisation))
    said = queries.of(organisation.pk)
    initial = {
        "lines": rules.written(queries.lines_of(said)),
        "hours": said.hours,
        "next_in_line": said.next_in_line_id,
    }
    return deeds.form(
        request,
        partial(forms.Prepare, organisation=organisation.pk, initial=initial),
        actions.prepare,
        on={"organisation": organisation},
        to=("voices:list",),
        done=_("Numrene er gemt. De står, hvor der tages imod bidrag."),
        heading=_("Når nogen er i fare"),
        lead=organisation.name,
        crumbs=[(_("Bidrag"), reverse("voices:list"))],
        cancel=("voices:list",),
    )
