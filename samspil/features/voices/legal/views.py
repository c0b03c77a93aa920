"""The pages of legal profiles: what stands at one's own places, a new version, and signing off."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samspil.features.voices.legal import actions, forms, queries, rules
from samspil.features.voices.legal.models import LegalProfile
from samspil.spine import policy
from samspil.web import deeds
from samspil.web.request import Request

PAGE = "voices:frames"


def frames(request: Request) -> HttpResponse:
    """Show what voices are taken in under at one's own places, and whom one calls there."""
    policy.check_somewhere(request.actor, "add", "voice")
    context = {
        "places": queries.places(request.actor),
        "crumbs": [(_("Bidrag"), reverse("voices:list"))],
        "may_prepare": policy.places_where(request.actor, "prepare", "alarm")[0],
    }
    return render(request, "voices/frames.html", context)


def write(request: Request, pk: UUID) -> HttpResponse:
    """Write a new version of a place's profile, beginning from the one before."""
    organisation = queries.organisation(request.actor, pk)
    policy.check(request.actor, "write", "legal_profile", policy.Place.of(organisation))
    before = queries.newest(organisation.pk, None)
    return deeds.form(
        request,
        partial(forms.Write, organisation=organisation.pk, initial=_begun(before)),
        actions.write,
        on={"organisation": organisation},
        to=(PAGE,),
        done=_("Udgaven er gemt. Den gælder, når den er godkendt."),
        heading=_("Retsgrundlag for bidrag"),
        lead=organisation.name,
        button=_("Gem som ny udgave"),
        crumbs=_crumbs(),
        cancel=(PAGE,),
    )


def _begun(before: LegalProfile | None) -> dict[str, Any]:
    if before is None:
        return {"retention": rules.RETENTION, "kept": rules.KEPT}
    names = "controller processors basis passing_on consent_forms longest_days retention kept".split()
    return {name: getattr(before, name) for name in names}


def sign_off(request: Request, pk: UUID) -> HttpResponse:
    """Write who has signed a version off, after reading it."""
    profile = queries.get(request.actor, pk)
    policy.check(request.actor, "sign_off", "legal_profile", policy.Place.of(profile.organisation))
    return deeds.form(
        request,
        forms.SignOff,
        actions.sign_off,
        on={"profile": profile},
        to=(PAGE,),
        done=_("Retsgrundlaget er godkendt. Der kan tages imod bidrag."),
        template="voices/sign_off.html",
        profile=profile,
        heading=_("Godkend retsgrundlaget"),
        lead=str(profile.within or profile.organisation),
        button=_("Gem godkendelsen"),
        crumbs=_crumbs(),
        cancel=(PAGE,),
    )


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Bidrag"), reverse("voices:list")), (_("Retsgrundlag og beredskab"), reverse(PAGE))]
