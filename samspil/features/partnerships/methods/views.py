"""Pages of the method library, and of a method as one partnership uses it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.rules import LEVELS
from samspil.features.partnerships.methods import actions, forms, queries, rules
from samspil.spine import policy
from samspil.web import forms as web_forms
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
    found = core_queries.partnership(request.actor, pk)
    used = queries.used(request.actor, found)
    context = {
        "node": found.node,
        "groups": [
            (True, [each for each in used if each.method.described]),
            (False, [each for each in used if not each.method.described]),
        ],
        "can_plan": policy.allows(request.actor, "add", "activity", found.node),
    }
    return render(request, "partnerships/own_methods.html", context)


def method(request: Request, pk: UUID, key: str) -> HttpResponse:
    """One method: how it is done, the partnership's guide and consent text in versions, and what was done by it."""
    found = core_queries.partnership(request.actor, pk)
    known = rules.method(key)
    context = {
        "node": found.node,
        "method": known,
        "level": LEVELS[known.level],
        "told": queries.told(found, key),
        "parts": [(queries.words(found, key, part), queries.versions(found, key, part)) for part in rules.PARTS],
        "activities": queries.done_by(request.actor, found, key),
        "can_write": policy.allows(request.actor, "method", "partnership", found.node),
        "can_plan": policy.allows(request.actor, "add", "activity", found.node),
    }

    return render(request, "partnerships/method.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, pk: UUID, key: str, part: str) -> HttpResponse:
    """Put a guide or consent text right, as a new version."""
    found = core_queries.partnership(request.actor, pk)
    rules.check_words(request.actor, found.node)
    standing = queries.words(found, key, part)
    form = forms.WordsForm(request.POST or None, initial={"body": standing.body, "based_on": standing.number})

    def deed() -> object:
        said = form.cleaned_data
        return actions.write(
            by=request.actor,
            partnership=found,
            key=key,
            part=part,
            body=said["body"],
            why=said["why"],
            based_on=said["based_on"] or 0,
        )

    if web_forms.submitted(request, form, deed):
        return redirect("partnerships:method", pk, key)
    heading = f"{standing.label}: {rules.method(key).name}"
    return web_forms.page(request, "partnerships/edit.html", {"form": form, "node": found.node, "heading": heading})
