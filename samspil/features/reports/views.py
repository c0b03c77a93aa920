"""Pages of recommendations: one query or one action each."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspil.features.reports import actions, forms, queries, rules
from samspil.spine import policy, visibility
from samspil.web import deeds, pages
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """Every recommendation that the reader may see."""
    page = pages.page_of(request, queries.visible_to(request.actor))
    return render(request, "reports/list.html", {"page": page})


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One recommendation: its words, where they stand, whom they are for, and what became of it."""
    found = queries.one(request.actor, pk)
    context = {
        "recommendation": found,
        "node": found.node,
        "words": queries.words_of(found),
        "receivers": queries.receivers(request.actor, found),
        "stands_in": queries.stands_in(found.decision),
    }
    return render(request, "reports/detail.html", context)


def new(request: Request) -> HttpResponse:
    """Make a passage of a decision, or of what a trial taught, a recommendation (`?fra=`)."""
    decision = visibility.origin(request.actor, request.GET.get("fra"), "is_decision", "is_learning")
    policy.check(request.actor, "add", "recommendation", decision, queries.stands_in(decision))
    form = partial(forms.RecommendationForm, circles=queries.circles(), initial={"passage": queries.spoken(decision)})
    return deeds.form(
        request, form, actions.recommend, on={"decision": decision}, heading=_("Ny anbefaling"), lead=decision.title
    )


def treat(request: Request, pk: int) -> HttpResponse:
    """Say what an addressee did."""
    addressee = queries.addressee(request.actor, pk)
    about = addressee.recommendation.node
    rules.check_may_treat(request.actor, about, addressee.circle)
    on, to = {"addressee": addressee}, ("reports:detail", about.pk)
    return deeds.form(request, forms.TreatForm, actions.treat, on=on, to=to, heading=addressee.name, lead=about.title)


publish = deeds.press(
    queries.one, actions.publish, on="recommendation", done=gettext_lazy("Anbefalingen er offentlig.")
)
