"""Pages of the catalogue of ideas."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from samspil.features.trials import forms, queries
from samspil.features.trials.actions import ideas as actions
from samspil.spine import policy, visibility
from samspil.web import forms as web_forms
from samspil.web import pages
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """The catalogue."""
    return render(request, "trials/ideas.html", {"page": pages.page_of(request, queries.catalogue(request.actor))})


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One idea, who gave it, and those gathered in it."""
    found = queries.idea(request.actor, pk)
    can = {action: policy.allows(request.actor, action, "idea", found.node) for action in ("edit", "merge")}
    context = {
        "idea": found,
        "node": found.node,
        "into": queries.gathered_into(request.actor, found),
        "gathered": queries.gathered_in(request.actor, found),
        "can": can,
    }
    return render(request, "trials/idea.html", context)


def new(request: Request) -> HttpResponse:
    """Put an idea in the catalogue (`?fra=`)."""
    origin = visibility.origin(
        request.actor, request.GET.get("fra"), "is_voice", "is_insight", "is_activity", "is_partnership", "is_learning"
    )
    policy.check(request.actor, "add", "idea", origin)
    form = forms.IdeaForm(request.POST or None)
    if web_forms.submitted(request, form, lambda: actions.give(by=request.actor, origin=origin, **form.cleaned_data)):
        return redirect("trials:idea", form.result.pk)
    return _edit(request, form, {"origin": origin, "heading": "Læg en idé i kataloget"})


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Mend an idea."""
    found = queries.idea(request.actor, pk)
    policy.check(request.actor, "edit", found)
    form = forms.IdeaForm(request.POST or None, initial=web_forms.Standing(forms.shown_idea(found)))
    if web_forms.submitted(request, form, lambda: actions.change(by=request.actor, idea=found, **form.cleaned_data)):
        return redirect("trials:idea", pk)
    return _edit(request, form, {"node": found.node, "heading": "Ret idéen"})


def merge(request: Request, pk: UUID) -> HttpResponse:
    """Gather an idea in another."""
    found = queries.idea(request.actor, pk)
    policy.check(request.actor, "merge", found)
    form = forms.MergeForm(request.POST or None, ideas=queries.mergeable(request.actor, found))
    if web_forms.submitted(request, form, lambda: actions.merge(by=request.actor, idea=found, **form.cleaned_data)):
        return redirect("trials:idea", form.cleaned_data["into"].pk)
    return _edit(request, form, {"node": found.node, "heading": "Læg idéen sammen med en anden"})


@require_POST
def split(request: Request, pk: UUID) -> HttpResponse:
    """Take a merged idea apart again."""
    found = queries.idea(request.actor, pk)
    web_forms.do(request, lambda: actions.split(by=request.actor, idea=found), done="Idéen står igen for sig selv.")
    return redirect("trials:idea", pk)


def _edit(request: Request, form: web_forms.Form, context: dict[str, object]) -> HttpResponse:
    return web_forms.page(request, "trials/edit.html", {"form": form, **context})
