"""Pages of the method library, and of a method as one partnership uses it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.rules import LEVELS, OPENINGS
from samspil.features.partnerships.methods import actions, forms, queries, rules
from samspil.spine import policy
from samspil.web import deeds, rights
from samspil.web.request import Request


def library(request: Request) -> HttpResponse:
    """Every method, for all."""
    methods = rules.library().values()
    context = {
        "described": [each for each in methods if each.described],
        "named": [each for each in methods if not each.described],
    }
    return render(request, "partnerships/methods.html", context)


def own_library(request: Request, pk: UUID) -> HttpResponse:
    """The methods as a partnership uses them."""
    partnership = core_queries.partnership(request.actor, pk)
    used = queries.used(request.actor, partnership)
    context = {
        "node": partnership.node,
        "groups": [
            (True, [each for each in used if each.method.described]),
            (False, [each for each in used if not each.method.described]),
        ],
    }
    return render(request, "partnerships/own_methods.html", context)


def method(request: Request, pk: UUID, key: str) -> HttpResponse:
    """One method: how it is done, the partnership's guide and consent text in versions, and what was done by it."""
    partnership = core_queries.partnership(request.actor, pk)
    known = rules.method(key)
    context = {
        "node": partnership.node,
        "method": known,
        "level": LEVELS[known.level],
        "opening": OPENINGS[known.opening],
        "told": queries.told(partnership, key),
        "parts": [
            (queries.words(partnership, key, part), queries.versions(partnership, key, part)) for part in rules.PARTS
        ],
        "activities": queries.done_by(request.actor, partnership, key),
        "can_write": policy.allows(request.actor, "method", partnership),
        "can_plan": policy.allows(request.actor, "add", "activity", partnership.node),
    }

    return render(request, "partnerships/method.html", context)


def write(request: Request, pk: UUID, key: str, part: str) -> HttpResponse:
    """Put a guide or consent text right, as a new version."""
    partnership = core_queries.partnership(request.actor, pk)
    policy.check(request.actor, "method", partnership)
    standing = queries.words(partnership, key, part)
    return deeds.form(
        request,
        partial(forms.WordsForm, initial={"body": standing.body, "based_on": standing.number}),
        actions.write,
        on={"partnership": partnership, "key": key, "part": part},
        to=("partnerships:method", pk, key),
        heading=f"{standing.label}: {rules.method(key).name}",
        opens=rights.WRITTEN,
    )
