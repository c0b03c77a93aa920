"""Pages of what the partners agree: one query or one action each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspil.features.partnerships.charter import actions, forms, queries, rules
from samspil.features.partnerships.core import queries as core_queries
from samspil.paper.refusal import NotFound
from samspil.spine import policy, visibility
from samspil.spine.models import Node
from samspil.web import export, personal_links, story
from samspil.web import forms as web_forms
from samspil.web.request import Request


def charter(request: Request, pk: UUID) -> HttpResponse:
    """Who is expected to do what, who stands by it, milestones and shared posts."""
    found = core_queries.partnership(request.actor, pk)
    context = {
        "partnership": found,
        "node": found.node,
        "charter": queries.charter_page(request.actor, found),
        "sides": rules.SIDES,
        "milestones": queries.milestones(found),
        "posts": queries.shared_posts(found),
        "can_write": policy.allows(request.actor, "charter", "partnership", found.node),
    }
    return render(request, "partnerships/charter.html", context)


def write(request: Request, pk: UUID) -> HttpResponse:
    """Write a charter, or its next version."""
    found = core_queries.partnership(request.actor, pk)
    rules.check_charter(request.actor, found.node)
    form = forms.CharterForm(request.POST or None, newest=queries.charter(found))
    if web_forms.submitted(
        request,
        form,
        lambda: actions.write(
            by=request.actor, partnership=found, told=form.told(), why=form.cleaned_data.get("why", "")
        ),
    ):
        return redirect("partnerships:charter", pk)
    return _edit(request, form, found.node, _("Rollekort: hvem venter hvad af hvem?"))


@require_POST
def acknowledge(request: Request, pk: UUID) -> HttpResponse:
    """Stand by the newest charter."""
    found = core_queries.partnership(request.actor, pk)
    newest = queries.charter(found)
    if newest is None:
        raise NotFound
    side = request.POST.get("side") or rules.side_of(request.actor, found.circle_id)
    web_forms.do(
        request,
        lambda: actions.acknowledge(by=request.actor, charter=newest, side=side),
        done=_("Tak. Det står nu, at du er med på rollekortet."),
    )
    return redirect("partnerships:charter", pk)


@require_POST
def ask(request: Request, pk: UUID) -> HttpResponse:
    """Send a personal link to all who have not answered."""
    found = core_queries.partnership(request.actor, pk)
    newest = queries.charter(found)
    rules.check_charter(request.actor, found.node)
    if newest is None:
        raise NotFound
    web_forms.do(
        request,
        lambda: actions.ask(by=request.actor, charter=newest, persons=queries.missing(newest)),
        done=_("De, der mangler at svare og har en mailadresse, har fået et personligt link."),
    )
    return redirect("partnerships:charter", pk)


def link(request: Request, token: str = "") -> HttpResponse:
    """Take a personal link into the session; the page it leads to has no token in its address."""
    return personal_links.door(
        request,
        purpose=rules.PASS_PURPOSE,
        onward=lambda opened: reverse("partnerships:own_charter", args=[opened.node_id]),
        token=token,
    )


def own(request: Request, pk: UUID) -> HttpResponse:
    """The charter for one who came by a personal link: read it, and stand by it."""
    opened, newest = queries.opened(personal_links.held(request), pk)
    said = newest.acknowledgements.filter(person=opened.person_id).first()
    form = forms.AcknowledgeForm(request.POST or None, initial={"side": said.side if said else ""})
    if web_forms.submitted(
        request,
        form,
        lambda: actions.acknowledge(by=request.actor, charter=newest, side=form.cleaned_data["side"], through=opened),
    ):
        return redirect("partnerships:own_charter", pk)

    context = {
        "form": form,
        "charter": newest,
        "expectations": newest.expectations.all(),
        "person": opened.person,
        "said": said,
        "call": queries.coordinator_to_call(newest.partnership),
        "partnership": newest.partnership,
    }
    return web_forms.page(request, "partnerships/own_charter.html", context)


def new_milestone(request: Request, pk: UUID) -> HttpResponse:
    """Set a milestone."""
    found = core_queries.partnership(request.actor, pk)
    rules.check_charter(request.actor, found.node)
    return _written(
        request,
        forms.MilestoneForm(request.POST or None),
        found.node,
        _("Ny milepæl"),
        "partnerships:charter",
        pk,
        lambda said: actions.set_milestone(by=request.actor, partnership=found, **said),
    )


def reach_milestone(request: Request, pk: int) -> HttpResponse:
    """Say that a milestone was reached."""
    found = queries.milestone(request.actor, pk)
    rules.check_charter(request.actor, found.partnership.node)
    return _written(
        request,
        forms.ReachedForm(request.POST or None),
        found.partnership.node,
        found.title,
        "partnerships:charter",
        found.partnership_id,
        lambda said: actions.reach_milestone(by=request.actor, milestone=found, **said),
    )


def new_post(request: Request, pk: UUID) -> HttpResponse:
    """Name a shared post or the neutral administration."""
    found = core_queries.partnership(request.actor, pk)
    rules.check_charter(request.actor, found.node)
    return _written(
        request,
        forms.PostForm(request.POST or None, partnership=found),
        found.node,
        _("Neutral administration eller delestilling"),
        "partnerships:charter",
        pk,
        lambda said: actions.share_post(by=request.actor, partnership=found, **said),
    )


def mandates(request: Request, pk: UUID) -> HttpResponse:
    """Who may decide what."""
    found = core_queries.partnership(request.actor, pk)
    context = {
        "partnership": found,
        "node": found.node,
        "mandates": queries.mandates(found),
        "can_map": policy.allows(request.actor, "map", "partnership", found.node),
    }
    return render(request, "partnerships/mandates.html", context)


def new_mandate(request: Request, pk: UUID) -> HttpResponse:
    """Write what one authority may decide."""
    found = core_queries.partnership(request.actor, pk)
    rules.check_map(request.actor, found.node)
    return _written(
        request,
        forms.MandateForm(request.POST or None, partnership=found),
        found.node,
        _("Hvem kan afgøre hvad?"),
        "partnerships:mandates",
        pk,
        lambda said: actions.give_mandate(by=request.actor, partnership=found, **said),
    )


def need(request: Request, pk: UUID) -> HttpResponse:
    """Say whose authority an insight, an idea or a trial needs."""
    found = visibility.origin(request.actor, pk, "is_insight", "is_idea", "is_trial", "is_learning")
    rules.check_need(request.actor, found)
    form = forms.NeedForm(web_forms.sent(request), node=found)
    if web_forms.submitted(
        request, form, lambda: actions.need(by=request.actor, node=found, mandates=form.cleaned_data["mandates"])
    ):
        return redirect(story.url_of(found))
    return _edit(request, form, found, _("Hvem skal afgøre det?"))


def problem(request: Request, pk: UUID) -> HttpResponse:
    """The problem as it is understood now, and how it was before."""
    found = core_queries.partnership(request.actor, pk)
    context = {
        "partnership": found,
        "node": found.node,
        "problems": queries.problems(request.actor, found),
        "can_reframe": policy.allows(request.actor, "reframe", "partnership", found.node),
    }
    return render(request, "partnerships/problem.html", context)


def reframe(request: Request, pk: UUID) -> HttpResponse:
    """Put the problem in new words."""
    found = core_queries.partnership(request.actor, pk)
    rules.check_may_reframe(request.actor, found.node)
    newest = found.problems.first()
    form = forms.ProblemForm(
        request.POST or None,
        nodes=queries.reframers(request.actor, found),
        initial={"words": newest.words if newest else ""},
    )

    return _written(
        request,
        form,
        found.node,
        _("Skriv problemet"),
        "partnerships:problem",
        pk,
        lambda said: actions.reframe(by=request.actor, partnership=found, **said),
    )


def register(request: Request, pk: UUID) -> HttpResponse:
    """What is done now, and what does not succeed, from all sides; `?format=csv` as a table to take away."""
    found = core_queries.partnership(request.actor, pk)
    lines = queries.entries(found)
    if request.GET.get("format") == "csv":
        header = [_("Liste"), _("Hvad"), _("Set af"), _("Organisation"), _("Sagt"), _("Kilde")]
        rows = [
            (
                line.get_register_display(),
                line.words,
                line.get_side_display(),
                line.organisation and line.organisation.name,
                line.said_on,
                line.source,
            )
            for line in lines
        ]
        return export.csv_response(f"lister {found.node.title}", header, rows)

    context = {
        "partnership": found,
        "node": found.node,
        "registers": [
            (name, [line for line in lines if line.register == key]) for key, name in rules.REGISTERS.items()
        ],
        "can_write": policy.allows(request.actor, "register", "partnership", found.node),
    }
    return render(request, "partnerships/register.html", context)


def new_entry(request: Request, pk: UUID) -> HttpResponse:
    """Put a line on one of the lists."""
    found = core_queries.partnership(request.actor, pk)
    rules.check_register(request.actor, found.node)
    form = forms.EntryForm(
        request.POST or None,
        partnership=found,
        initial={"side": rules.side_of(request.actor, found.circle_id), "register": request.GET.get("liste", "")},
    )

    return _written(
        request,
        form,
        found.node,
        _("Skriv på listen"),
        "partnerships:register",
        pk,
        lambda said: actions.register(by=request.actor, partnership=found, **said),
    )


def _written(
    request: Request,
    form: web_forms.Form,
    node: Node,
    heading: str,
    to: str,
    pk: UUID,
    deed: Callable[[dict[str, Any]], Any],
) -> HttpResponse:
    if web_forms.submitted(request, form, lambda: deed(form.cleaned_data)):
        return redirect(to, pk)
    return _edit(request, form, node, heading)


def _edit(request: Request, form: web_forms.Form, node: Node, heading: str) -> HttpResponse:
    context = {"form": form, "node": node, "heading": heading}
    return web_forms.page(request, "partnerships/edit.html", context)
