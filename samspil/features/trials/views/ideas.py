"""Pages of the catalogue of ideas."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from samspil.features.trials import forms, queries
from samspil.features.trials.actions import ideas as actions
from samspil.spine import policy, visibility
from samspil.web import deeds, pages
from samspil.web import forms as web_forms
from samspil.web.request import Request

BEGINS = ("is_voice", "is_insight", "is_activity", "is_partnership", "is_learning")


def index(request: Request) -> HttpResponse:
    """The catalogue."""
    return render(request, "trials/ideas.html", {"page": pages.page_of(request, queries.catalogue(request.actor))})


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One idea, who gave it, and those gathered in it."""
    found = queries.idea(request.actor, pk)
    context = {
        "idea": found,
        "node": found.node,
        "into": queries.gathered_into(request.actor, found),
        "gathered": queries.gathered_in(request.actor, found),
    }
    return render(request, "trials/idea.html", context)


def new(request: Request) -> HttpResponse:
    """Put an idea in the catalogue (`?fra=`)."""
    origin = visibility.origin(request.actor, request.GET.get("fra"), *BEGINS)
    policy.check(request.actor, "add", "idea", origin)
    return deeds.form(
        request,
        forms.IdeaForm,
        actions.give,
        on={"origin": origin},
        heading="Læg en idé i kataloget",
        lead=f"Det begynder med »{origin.title}«",
    )


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Mend an idea."""
    found = queries.idea(request.actor, pk)
    policy.check(request.actor, "edit", found)
    form = partial(forms.IdeaForm, initial=web_forms.Standing(forms.shown_idea(found)))
    return deeds.form(request, form, actions.change, on={"idea": found}, heading="Ret idéen")


def merge(request: Request, pk: UUID) -> HttpResponse:
    """Gather an idea in another, and show that one."""
    found = queries.idea(request.actor, pk)
    policy.check(request.actor, "merge", found)
    return deeds.form(
        request,
        partial(forms.MergeForm, ideas=queries.mergeable(request.actor, found)),
        actions.merge,
        on={"idea": found},
        to=lambda sent: ("trials:idea", sent.cleaned_data["into"].pk),
        heading="Læg idéen sammen med en anden",
    )


split = deeds.press(queries.idea, actions.split, on="idea", done="Idéen står igen for sig selv.")
