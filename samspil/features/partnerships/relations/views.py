"""Pages of how the parties find each other: the figures, the asking, and the seven questions by a personal link."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.relations import actions, forms, queries, rules
from samspil.spine import policy
from samspil.web import forms as web_forms
from samspil.web import personal_links
from samspil.web.request import Request

BOTH = ["GET", "HEAD", "POST"]


def overview(request: Request, pk: UUID) -> HttpResponse:
    """The questions, the rounds, and what they show."""
    found = core_queries.partnership(request.actor, pk)
    measured = queries.rounds(found)
    names = queries.names(found)
    may = policy.allows(request.actor, "measure", "partnership", found.node)
    context = {
        "node": found.node,
        "rounds": [(each, queries.ties(each, names)) for each in measured],
        "names": list(names.values()),
        "table": queries.table(measured),
        "closed": [each for each in measured if each.result],
        "questions": rules.QUESTIONS.values(),
        "marks": rules.MARKS.items(),
        "source": rules.SOURCE,
        "can_measure": may,
        "can_begin": may and all(each.round.closed_on for each in measured),
    }

    return render(request, "partnerships/relations.html", context)


@require_http_methods(BOTH)
def new(request: Request, pk: UUID) -> HttpResponse:
    """Ask how the parties find each other."""
    found = core_queries.partnership(request.actor, pk)
    rules.check_measure(request.actor, found.node)
    form = forms.RoundForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.ask(by=request.actor, partnership=found, moment=form.cleaned_data["moment"])
    ):
        messages.success(request, _("Alle, der er med for en part og har en e-mail, har fået et personligt link."))
        return redirect("partnerships:relations", pk)
    context = {"form": form, "node": found.node, "heading": _("Spørg, hvordan I arbejder sammen")}
    return web_forms.page(request, "partnerships/edit.html", context)


@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    """Close a round, so that its figures are shown."""
    found = queries.round_of(request.actor, pk)
    web_forms.do(
        request, lambda: actions.close(by=request.actor, asking=found), done=_("Målingen er lukket. Her er tallene.")
    )
    return redirect("partnerships:relations", found.partnership_id)


@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    """Send a new link to those who have not answered."""
    found = queries.round_of(request.actor, pk)
    web_forms.do(
        request, lambda: actions.remind(by=request.actor, asking=found), done=_("De, der mangler, har fået en mail.")
    )
    return redirect("partnerships:relations", found.partnership_id)


def link(request: Request, token: str = "") -> HttpResponse:
    """Take a personal link into the session; the page it leads to has no token in its address."""
    return personal_links.door(
        request,
        purpose=rules.PASS_PURPOSE,
        onward=lambda opened: reverse("partnerships:own_relation", args=[queries.behind(opened).pk]),
        token=token,
    )


@require_http_methods(BOTH)
def own(request: Request, pk: int) -> HttpResponse:
    """The seven questions about each of the other parties."""
    held = personal_links.held(request)
    row = queries.asked(request.actor, held, pk)
    through = row.issued if row.issued_id in held else None
    form = forms.AnswerForm(web_forms.sent(request), others=queries.others(row))
    if web_forms.submitted(
        request, form, lambda: actions.answer(by=request.actor, asked=row, marks=form.marks(), through=through)
    ):
        return redirect("partnerships:own_relation", pk)

    context = {
        "form": form,
        "row": row,
        "node": row.round.partnership.node,
        "is_over": row.round.closed_on is not None,
        "marks": rules.MARKS.items(),
    }
    return web_forms.page(request, "partnerships/own_relation.html", context)
