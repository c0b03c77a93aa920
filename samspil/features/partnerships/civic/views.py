"""Pages of what associations take on, for those in the partnership and, by a personal link, for the association itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samspil.features.partnerships.civic import actions, forms, queries, rules
from samspil.features.partnerships.civic.models import CivicTask
from samspil.features.partnerships.core import queries as core_queries
from samspil.spine import policy
from samspil.spine.models import Node
from samspil.web import forms as web_forms
from samspil.web import personal_links
from samspil.web.request import Request

BOTH = ["GET", "HEAD", "POST"]
STOPPED = "Tak for det, I har gjort. I skal ikke gøre mere, og I skal ikke sige hvorfor."


def overview(request: Request, pk: UUID) -> HttpResponse:
    """What associations have taken on, whose duty it is, and the hours given."""
    found = core_queries.partnership(request.actor, pk)
    tasks = queries.tasks(found)
    context = {
        "node": found.node,
        "tasks": [
            (each, queries.may_count(request.actor, each.task), queries.may_stop(request.actor, each.task))
            for each in tasks
        ],
        "can_give": policy.allows(request.actor, "give", "civic_task", found.node),
        "has_associations": queries.associations(found).exists(),
    }
    return render(request, "partnerships/civic.html", context)


@require_http_methods(BOTH)
def new(request: Request, pk: UUID) -> HttpResponse:
    """Give an association a task, and say whose duty it is."""
    found = core_queries.partnership(request.actor, pk)
    rules.check_give(request.actor, found.node)
    form = forms.TaskForm(request.POST or None, partnership=found)
    if web_forms.submitted(request, form, lambda: actions.give(by=request.actor, partnership=found, **form.said())):
        return redirect("partnerships:civic", pk)
    return _edit(request, form, found.node, _("Giv en forening en opgave"))


@require_http_methods(BOTH)
def tell(request: Request, pk: UUID) -> HttpResponse:
    """Say what a task adds to, and how much the association said yes to."""
    task = queries.task(request.actor, pk).task
    rules.check_give(request.actor, task.duty.node)
    form = forms.ToldForm(request.POST or None, task=task)
    if web_forms.submitted(request, form, lambda: actions.tell(by=request.actor, task=task, **form.said())):
        return redirect("partnerships:civic", task.partnership_id)
    return _edit(request, form, task.duty.node, task.duty.title)


@require_http_methods(BOTH)
def hours(request: Request, pk: UUID) -> HttpResponse:
    """Count what volunteers gave on one day."""
    task = queries.task(request.actor, pk).task
    rules.check_own(may=queries.may_count(request.actor, task))
    form = forms.HoursForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.count_hours(by=request.actor, task=task, **form.cleaned_data)
    ):
        messages.success(request, _("Timerne er skrevet."))
        return redirect("partnerships:civic", task.partnership_id)
    return _edit(request, form, task.duty.node, _("Skriv frivilliges timer"))


@require_POST
def stop(request: Request, pk: UUID) -> HttpResponse:
    """Take »ikke mere nu« for an answer."""
    task = queries.task(request.actor, pk).task
    web_forms.do(request, lambda: actions.stop(by=request.actor, task=task), done=_said(task))
    return redirect("partnerships:civic", task.partnership_id)


@require_http_methods(BOTH)
def make_link(request: Request, pk: UUID) -> HttpResponse:
    """Make somebody in the association a link, shown this once."""
    task = queries.task(request.actor, pk).task
    rules.check_give(request.actor, task.duty.node)
    form = forms.ContactForm(request.POST or None, task=task)
    if web_forms.submitted(
        request, form, lambda: actions.link_for(by=request.actor, task=task, person=form.cleaned_data["person"])
    ):
        context = {"node": task.duty.node, "link": form.result, "person": form.cleaned_data["person"], "task": task}
        response = render(request, "partnerships/civic_link.html", context)
        response["Cache-Control"] = "no-store"
        return response
    return _edit(request, form, task.duty.node, _("Giv foreningen et link"))


def link(request: Request, token: str = "") -> HttpResponse:
    """Take a personal link into the session; the page it leads to has no token in its address."""
    return personal_links.door(
        request,
        purpose=rules.PASS_PURPOSE,
        onward=lambda opened: reverse("partnerships:own_civic", args=[queries.behind(opened).pk]),
        token=token,
    )


@require_http_methods(BOTH)
def own(request: Request, pk: UUID) -> HttpResponse:
    """The association's own page: its task, its hours, and »ikke mere nu«."""
    taken = queries.opened(personal_links.held(request), pk)
    form = forms.HoursForm(request.POST or None)
    if web_forms.submitted(
        request,
        form,
        lambda: actions.count_hours(by=request.actor, task=taken.task, through=taken.task.issued, **form.cleaned_data),
    ):
        messages.success(request, _("Timerne er skrevet. Tak."))
        return redirect("partnerships:own_civic", pk)
    context = {"form": form, "taken": taken, "task": taken.task, "given": taken.task.given.all()[:10]}
    return web_forms.page(request, "partnerships/own_civic.html", context)


@require_POST
def own_stop(request: Request, pk: UUID) -> HttpResponse:
    """Take the association's »ikke mere nu« for an answer, by its link."""
    task = queries.opened(personal_links.held(request), pk).task
    web_forms.do(request, lambda: actions.stop(by=request.actor, task=task, through=task.issued), done=_(STOPPED))
    return redirect("partnerships:own_civic", pk)


def _said(task: CivicTask) -> str:
    if task.authority is None:
        return _("%(who)s gør det ikke mere.") % {"who": task.association.name}
    return _("%(who)s gør det ikke mere. Opgaven ligger nu hos %(authority)s, hvis pligt det er.") % {
        "who": task.association.name,
        "authority": task.authority.name,
    }


def _edit(request: Request, form: web_forms.Form, node: Node, heading: str) -> HttpResponse:
    return web_forms.page(request, "partnerships/edit.html", {"form": form, "node": node, "heading": heading})
