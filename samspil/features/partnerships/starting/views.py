"""The page where a partnership begins."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samspil.features.partnerships.charter import queries as charter_queries
from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.parties import queries as party_queries
from samspil.features.partnerships.starting import actions, forms
from samspil.spine import policy
from samspil.web import deeds, rights
from samspil.web.request import Request


def start(request: Request, pk: UUID) -> HttpResponse:
    """Write the roles and plan the first activity, in one go."""
    partnership = core_queries.partnership(request.actor, pk)
    policy.check(request.actor, "charter", partnership)
    sides = {each.side for each in party_queries.roles(partnership)}
    is_written = charter_queries.charter(partnership) is not None
    form = forms.FirstForm if is_written else partial(forms.StartForm, sides=sides)
    return deeds.form(
        request,
        form,
        actions.begin,
        on={"partnership": partnership},
        to=("partnerships:detail", pk),
        done=_("Nu er I i gang. Inviter til den første aktivitet, når I kender tiden."),
        heading=_("Kom i gang"),
        opens=rights.WRITTEN,
        lead=_("Den første aktivitet, og hvad I venter af hinanden. Alt kan rettes siden."),
        cancel=("partnerships:detail", pk),
        crumbs=[(partnership.node.title, reverse("partnerships:detail", args=[pk]))],
    )
