"""The page where a partnership's description is changed, and what the pages under a partnership show around their own."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from samspil.features.partnerships.core import actions, forms, queries
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.spine import policy
from samspil.web import deeds, rights
from samspil.web import forms as web_forms
from samspil.web.request import Request


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change a partnership's description."""
    partnership = queries.partnership(request.actor, pk)
    policy.check(request.actor, "edit", partnership)
    standing = web_forms.Standing(queries.description(partnership), but=("purpose",))
    form = partial(forms.DescriptionForm, initial=standing)
    return deeds.form(
        request,
        form,
        actions.describe,
        on={"partnership": partnership},
        heading="Ret beskrivelsen",
        opens=rights.WRITTEN,
    )


def way_to_activity(activity: Activity) -> list[tuple[str, str]]:
    """Return the way to an activity, for the pages below its own."""
    return [
        (activity.partnership.node.title, reverse("partnerships:detail", args=[activity.partnership_id])),
        (activity.node.title, reverse("partnerships:activity", args=[activity.pk])),
    ]


def around(partnership: Partnership, here: str) -> dict[str, object]:
    """Return what a page under a partnership's own shows around it: whose it is, and the way there."""
    crumbs = [(partnership.node.title, reverse("partnerships:detail", args=[partnership.pk])), (here, "")]
    return {"partnership": partnership, "node": partnership.node, "crumbs": crumbs}
