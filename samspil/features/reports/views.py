"""Pages of recommendations: one query or one action each."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspil.features.reports import actions, forms, queries, rules
from samspil.spine import policy, visibility
from samspil.web import forms as web_forms
from samspil.web import pages
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """Every recommendation that the reader may see."""
    page = pages.page_of(request, queries.visible_to(request.actor))
    return render(request, "reports/list.html", {"page": page})


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One recommendation: its words, where they stand, whom they are for, and what became of it."""
    found = queries.one(request.actor, pk)
    is_hidden = found.node.visibility != "public"
    context = {
        "recommendation": found,
        "node": found.node,
        "words": queries.words_of(found),
        "receivers": queries.receivers(request.actor, found),
        "may_publish": is_hidden
        and policy.allows(request.actor, "publish", "recommendation", found.node, queries.stands_in(found.decision)),
    }
    return render(request, "reports/detail.html", context)


def new(request: Request) -> HttpResponse:
    """Make a passage of a decision, or of what a trial taught, a recommendation (`?fra=`)."""
    decision = visibility.origin(request.actor, request.GET.get("fra"), "is_decision", "is_learning")
    policy.check(request.actor, "add", "recommendation", decision, queries.stands_in(decision))
    form = forms.RecommendationForm(
        request.POST or None, circles=queries.circles(), initial={"passage": queries.spoken(decision)}
    )
    if web_forms.submitted(
        request, form, lambda: actions.recommend(by=request.actor, decision=decision, **form.cleaned_data)
    ):
        return redirect("reports:detail", form.result.pk)
    return _edit(request, form, _("Ny anbefaling"), decision.title)


def treat(request: Request, pk: int) -> HttpResponse:
    """Say what an addressee did."""
    addressee = queries.addressee(request.actor, pk)
    rules.check_may_treat(request.actor, addressee.recommendation.node, addressee.circle)
    form = forms.TreatForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.treat(by=request.actor, addressee=addressee, **form.cleaned_data)
    ):
        return redirect("reports:detail", addressee.recommendation_id)
    return _edit(request, form, addressee.name, addressee.recommendation.node.title)


@require_POST
def publish(request: Request, pk: UUID) -> HttpResponse:
    """Show a recommendation to everybody."""
    found = queries.one(request.actor, pk)
    deed = _("Anbefalingen er offentlig.")
    web_forms.do(request, lambda: actions.publish(by=request.actor, recommendation=found), done=deed)
    return redirect("reports:detail", pk)


def _edit(request: Request, form: web_forms.Form, heading: str, about: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "about": about}
    return web_forms.page(request, "reports/edit.html", context)
