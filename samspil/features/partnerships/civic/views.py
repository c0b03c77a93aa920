"""Pages of what associations take on, for those in the partnership and, by a personal link, for the association itself."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samspil.features.partnerships.civic import actions, forms, queries, rules
from samspil.features.partnerships.civic.models import CivicTask
from samspil.features.partnerships.core import queries as core_queries
from samspil.spine import policy
from samspil.web import deeds, personal_links, undo
from samspil.web import forms as web_forms
from samspil.web.request import Request

STOPPED = "Tak for det, I har gjort. I skal ikke gøre mere, og I skal ikke sige hvorfor."


def overview(request: Request, pk: UUID) -> HttpResponse:
    """What associations have taken on, whose duty it is, and the hours given."""
    partnership = core_queries.partnership(request.actor, pk)
    context = {
        "node": partnership.node,
        "tasks": [
            (each, queries.may_count(request.actor, each.task), queries.may_stop(request.actor, each.task))
            for each in queries.tasks(partnership)
        ],
        "can_give": policy.allows(request.actor, "give", "civic_task", partnership.node),
        "has_associations": queries.associations(partnership).exists(),
    }
    return render(request, "partnerships/civic.html", context)


def new(request: Request, pk: UUID) -> HttpResponse:
    """Give an association a task, and say whose duty it is."""
    partnership = core_queries.partnership(request.actor, pk)
    policy.check(request.actor, "give", "civic_task", partnership.node)
    form = partial(forms.TaskForm, partnership=partnership)
    on, to = {"partnership": partnership}, ("partnerships:civic", pk)
    return deeds.form(request, form, actions.give, on=on, to=to, heading=_("Giv en forening en opgave"))


def tell(request: Request, pk: UUID) -> HttpResponse:
    """Say what a task adds to, and how much the association said yes to."""
    task = queries.task(request.actor, pk).task
    policy.check(request.actor, "give", "civic_task", task.duty.node)
    form = partial(forms.ToldForm, task=task)
    return deeds.form(
        request, form, actions.tell, on={"task": task}, to=_list(task), heading=task.duty.title, node=task.duty.node
    )


def hours(request: Request, pk: UUID) -> HttpResponse:
    """Count what volunteers gave on one day."""
    task = queries.task(request.actor, pk).task
    rules.check_own(request.actor, "count", task.duty.node, is_own=queries.speaks_for(request.actor, task))
    return deeds.form(
        request,
        forms.HoursForm,
        actions.count_hours,
        on={"task": task},
        to=_list(task),
        done=_("Timerne er skrevet."),
        way_back=undo.Way("civic_task.hours_counted"),
        heading=_("Skriv frivilliges timer"),
        node=task.duty.node,
    )


@require_POST
def stop(request: Request, pk: UUID) -> HttpResponse:
    """Take »ikke mere nu« for an answer."""
    task = queries.task(request.actor, pk).task
    deed = partial(actions.stop, by=request.actor, task=task)
    return deeds.pressed(request, deed, to=_list(task), done=_said(task))


@require_http_methods(["GET", "HEAD", "POST"])
def make_link(request: Request, pk: UUID) -> HttpResponse:
    """Make somebody in the association a link, shown this once."""
    task = queries.task(request.actor, pk).task
    policy.check(request.actor, "give", "civic_task", task.duty.node)
    form = forms.ContactForm(request.POST or None, task=task)
    if web_forms.submitted(request, form, lambda: actions.link_for(by=request.actor, task=task, **form.values())):
        context = {"node": task.duty.node, "link": form.result, "person": form.cleaned_data["person"], "task": task}
        response = render(request, "partnerships/civic_link.html", context)
        response["Cache-Control"] = "no-store"
        return response

    context = {"form": form, "node": task.duty.node, "lead": task.duty.node.title, "button": _("Gem")}
    return web_forms.page(request, "web/form.html", {**context, "heading": _("Giv foreningen et link")})


def link(request: Request, token: str = "") -> HttpResponse:
    """Take a personal link into the session; the page it leads to has no token in its address."""
    return personal_links.door(
        request,
        purpose=rules.PASS_PURPOSE,
        onward=lambda opened: reverse("partnerships:own_civic", args=[queries.behind(opened).pk]),
        token=token,
    )


def own(request: Request, pk: UUID) -> HttpResponse:
    """The association's own page: its task, its hours, and »ikke mere nu«."""
    taken = queries.opened(personal_links.held(request), pk)
    return deeds.form(
        request,
        forms.HoursForm,
        partial(actions.count_hours, task=taken.task, through=taken.task.issued),
        to=("partnerships:own_civic", pk),
        done=_("Timerne er skrevet. Tak."),
        template="partnerships/own_civic.html",
        more=lambda: {"given": taken.task.given.all()[:10]},
        taken=taken,
        task=taken.task,
    )


@require_POST
def own_stop(request: Request, pk: UUID) -> HttpResponse:
    """Take the association's »ikke mere nu« for an answer, by its link."""
    task = queries.opened(personal_links.held(request), pk).task
    deed = partial(actions.stop, by=request.actor, task=task, through=task.issued)
    return deeds.pressed(request, deed, to=("partnerships:own_civic", pk), done=_(STOPPED))


def _list(task: CivicTask) -> tuple[str, UUID]:
    return "partnerships:civic", task.partnership_id


def _said(task: CivicTask) -> str:
    if task.authority is None:
        return _("%(who)s gør det ikke mere.") % {"who": task.association.name}
    return _("%(who)s gør det ikke mere. Opgaven ligger nu hos %(authority)s, hvis pligt det er.") % {
        "who": task.association.name,
        "authority": task.authority.name,
    }
