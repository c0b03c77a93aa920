"""Pages of who is in it: a new partnership, its parties and people, and a party that leaves."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.parties import actions, forms, queries, rules
from samspil.paper.refusal import NotAllowed
from samspil.spine import policy
from samspil.web import forms as web_forms
from samspil.web.request import Request

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
def new(request: Request) -> HttpResponse:
    """Set a partnership up with its parties."""
    homes = queries.homes(request.actor)
    if not homes:
        raise NotAllowed("Kun en tovholder eller direktør i en myndighed kan oprette et partnerskab.")
    form = forms.NewForm(request.POST or None, homes=homes, known=queries.known(), initial={"organisation": homes[0]})
    if web_forms.submitted(request, form, lambda: actions.begin(by=request.actor, **form.values())):
        messages.success(request, _("Partnerskabet er oprettet. Skriv nu, hvem der er med."))
        return redirect("partnerships:parties", form.result.pk)
    return web_forms.page(request, "partnerships/new.html", {"form": form})


def parties(request: Request, pk: UUID) -> HttpResponse:
    """Who is in it, party by party; for those who are in it themselves."""
    found = core_queries.partnership(request.actor, pk)
    if not request.actor.stands_near(found.node.organisation_id, found.circle_id):
        raise NotAllowed("Kun partnerskabets egne kan se, hvem der er med.")
    context = {
        "node": found.node,
        "home": found.node.organisation_id,
        "parties": queries.by_party(found),
        "roles": rules.ROLES,
        "can_gather": policy.allows(request.actor, "gather", "partnership", found.node),
    }
    return render(request, "partnerships/parties.html", context)


@require_http_methods(BOTH)
def add_party(request: Request, pk: UUID) -> HttpResponse:
    """Let an organisation in."""
    found = _open(request, pk)
    form = forms.PartyForm(request.POST or None, partnership=found)
    if web_forms.submitted(
        request, form, lambda: actions.add_party(by=request.actor, partnership=found, **form.cleaned_data)
    ):
        messages.success(request, _("%(name)s er nu part.") % {"name": form.result.name})
        return redirect("partnerships:parties", pk)
    return _edit(request, form, found, _("Tag en part med"))


@require_http_methods(BOTH)
def add_member(request: Request, pk: UUID) -> HttpResponse:
    """Let somebody in."""
    found = _open(request, pk)
    form = forms.MemberForm(request.POST or None, partnership=found, initial={"organisation": request.GET.get("part")})
    if web_forms.submitted(
        request, form, lambda: actions.add_member(by=request.actor, partnership=found, **form.cleaned_data)
    ):
        messages.success(request, _("%(name)s er nu med.") % {"name": form.result.person.name})
        return redirect("partnerships:parties", pk)
    return _edit(request, form, found, _("Tag en person med"))


@require_http_methods(BOTH)
def end_member(request: Request, pk: UUID, role: int) -> HttpResponse:
    """Let somebody's role end, and see who takes over what they owe."""
    found = _open(request, pk)
    ended = queries.role(found, role)
    owed = queries.owed_by(found, ended.person)
    form = forms.HeirForm(web_forms.sent(request), partnership=found, is_asked=owed.exists())
    if web_forms.submitted(
        request,
        form,
        lambda: actions.end_member(by=request.actor, partnership=found, role=ended, heir=form.cleaned_data.get("heir")),
    ):
        messages.success(request, _("%(name)s er med til og med i dag.") % {"name": ended.person.name})
        return redirect("partnerships:parties", pk)

    context = {
        "form": form,
        "node": found.node,
        "name": ended.person.name,
        "owed": owed,
    }
    return web_forms.page(request, "partnerships/party_leaves.html", context)


@require_http_methods(BOTH)
def leave(request: Request, pk: UUID, organisation: UUID) -> HttpResponse:
    """Let a party leave: what it holds, what it loses, and who takes over."""
    found = _open(request, pk)
    leaver = queries.party(found, organisation)
    owed = queries.owed(found, leaver)
    form = forms.HeirForm(web_forms.sent(request), partnership=found, without=leaver, is_asked=owed.exists())
    if web_forms.submitted(
        request,
        form,
        lambda: actions.leave(
            by=request.actor, partnership=found, organisation=leaver, heir=form.cleaned_data.get("heir")
        ),
    ):
        messages.success(request, _("%(name)s er ikke part mere.") % {"name": leaver.name})
        return redirect("partnerships:parties", pk)

    context = {
        "form": form,
        "node": found.node,
        "name": leaver.name,
        "is_party": True,
        "owed": owed,
        "back": queries.given_back(found, leaver),
        "people": queries.filled_for(found, leaver),
    }
    return web_forms.page(request, "partnerships/party_leaves.html", context)


def _open(request: Request, pk: UUID) -> Partnership:
    found = core_queries.partnership(request.actor, pk)
    policy.check(request.actor, "gather", found)
    return found


def _edit(request: Request, form: web_forms.Form, found: Partnership, heading: str) -> HttpResponse:
    return web_forms.page(request, "partnerships/edit.html", {"form": form, "node": found.node, "heading": heading})
