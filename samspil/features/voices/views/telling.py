"""What is kept about somebody who gave a voice, shown to them behind their code, or to a coordinator who gives it on to them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samspil.features.voices import queries
from samspil.features.voices.models import Voice
from samspil.spine import policy
from samspil.spine.subject_access import Whose
from samspil.web import subject_access
from samspil.web.request import Request


@require_safe
def insight(request: Request, pk: UUID) -> HttpResponse:
    """Show all that is kept about whoever gave a voice. Another code is another person until they have shown it."""
    voice, whose = _asked(request, pk)
    is_own = voice.pk in request.actor.reads
    back = reverse("voices:own" if is_own else "voices:detail", args=[voice.pk])
    return subject_access.page(
        request,
        whose,
        heading=_("Det, vi gemmer om dig") if is_own else _("Det, vi gemmer om personen"),
        to="voices:insight",
        args=(voice.pk,),
        node=voice.node,
        crumbs=[(_("Dit bidrag") if is_own else voice.node.title, back)],
    )


@require_safe
def insight_file(request: Request, pk: UUID, form: str) -> HttpResponse:
    """Give the same to take away, or to post."""
    _voice, whose = _asked(request, pk)
    return subject_access.to_take(request, whose, form)


def _asked(request: Request, pk: UUID) -> tuple[Voice, Whose]:
    voice = queries.get(request.actor, pk)
    policy.check(request.actor, "take_copy", voice)
    return voice, Whose(subjects=(voice.subject,))
