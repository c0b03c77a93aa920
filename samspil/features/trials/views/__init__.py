"""Pages of trials themselves: one query or one action each. Rounds and ideas have their own modules."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from samspil.features.trials import actions, forms, queries
from samspil.spine import naming, policy, visibility
from samspil.web import deeds, pages
from samspil.web import forms as web_forms
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """Every trial."""
    page = pages.page_of(request, queries.visible_to(request.actor))
    return render(request, "trials/list.html", {"page": page})


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One trial: what it tests, how it went, what it taught."""
    found = queries.trial(request.actor, pk)
    context = {
        "trial": found,
        "node": found.node,
        "learning": queries.of_trial(request.actor, found),
        "story": queries.story(request.actor, found),
        "origin": queries.named_at(request.actor, found),
        "is_near": naming.shows(request.actor, found.node),
    }
    return render(request, "trials/detail.html", context)


def new(request: Request) -> HttpResponse:
    """Propose a trial that came of an idea, an insight, an activity or another trial's learning (`?fra=`)."""
    begins = ("is_idea", "is_insight", "is_activity", "is_learning")
    origin = visibility.origin(request.actor, request.GET.get("fra"), *begins)
    policy.check(request.actor, "add", "trial", origin)

    def propose(*, edition: int | None, **values: Any) -> Any:
        return actions.propose(origin=origin, **values)

    return deeds.form(
        request, forms.TrialForm, propose, heading="Foreslå en prøvehandling", lead=f"Det begynder med »{origin.title}«"
    )


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change a trial that is not yet running."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "edit", found)
    form = partial(forms.TrialForm, initial=forms.shown(found))
    return deeds.form(request, form, actions.change, on={"trial": found}, heading="Ret prøvehandlingen")


def move(request: Request, pk: UUID) -> HttpResponse:
    """Say how far a trial is."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "move", found)
    return deeds.form(
        request, forms.StateForm, actions.move, on={"trial": found}, heading="Hvor langt er prøvehandlingen?"
    )


def end(request: Request, pk: UUID) -> HttpResponse:
    """End a trial with its conclusion."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "move", found)
    return deeds.form(request, forms.EndForm, actions.end, on={"trial": found}, heading="Slut prøvehandlingen")


def learn(request: Request, pk: UUID) -> HttpResponse:
    """Write what a trial taught."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "learn", found)
    return deeds.form(
        request,
        forms.LearningForm,
        actions.learn,
        on={"trial": found},
        to=lambda sent: ("trials:learning", sent.result.pk),
        heading="Skriv, hvad I lærte",
    )


def learning(request: Request, pk: UUID) -> HttpResponse:
    """One learning point."""
    found = queries.learning_point(request.actor, pk)
    return render(request, "trials/learning.html", {"point": found, "node": found.node})


def describe(request: Request, pk: UUID) -> HttpResponse:
    """Say in plain Danish what is tried."""
    found = queries.trial(request.actor, pk)
    policy.check(request.actor, "publish", found)
    form = partial(forms.PlainForm, initial=web_forms.Standing({"words": found.public_words}))
    return deeds.form(request, form, actions.describe, on={"trial": found}, heading="Fortæl alle, hvad I prøver")


publish = deeds.press(queries.trial, actions.publish, on="trial", done="Alle kan nu se prøvehandlingen.")
unpublish = deeds.press(
    queries.trial,
    actions.unpublish,
    on="trial",
    done="Prøvehandlingen er taget af nettet. Kun samarbejdets egne kan se den.",
)
