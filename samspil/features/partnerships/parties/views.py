"""Pages of who is in it: a new partnership, its parties and people, and a party that leaves."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.parties import actions, forms, queries, rules
from samspil.paper.refusal import NotAllowed
from samspil.spine import policy
from samspil.web import deeds
from samspil.web import forms as web_forms
from samspil.web.request import Request

LIST = "partnerships:parties"


def new(request: Request) -> HttpResponse:
    """Set a partnership up with its parties."""
    homes = queries.homes(request.actor)
    if not homes:
        raise NotAllowed("Kun en tovholder eller direktør i en myndighed kan oprette et partnerskab.")

    return deeds.form(
        request,
        partial(forms.NewForm, homes=homes, known=queries.known(), initial={"organisation": homes[0]}),
        actions.begin,
        to=lambda sent: ("partnerships:add_members", sent.result.pk),
        done=_("Partnerskabet er oprettet. Skriv nu, hvem der er med."),
        cancel=("partnerships:list",),
        heading=_("Opret et partnerskab"),
        lead=_("Hvad vil I sammen, og hvem er med? Resten kan vente."),
        button=_("Opret"),
    )


def parties(request: Request, pk: UUID) -> HttpResponse:
    """Who is in it, party by party; for those who are in it themselves."""
    partnership = core_queries.partnership(request.actor, pk)
    if not request.actor.stands_near(partnership.node.organisation_id, partnership.circle_id):
        raise NotAllowed("Kun partnerskabets egne kan se, hvem der er med.")
    context = {
        "partnership": partnership,
        "node": partnership.node,
        "home": partnership.node.organisation_id,
        "parties": queries.by_party(partnership),
        "roles": rules.ROLES,
    }
    return render(request, "partnerships/parties.html", context)


def add_party(request: Request, pk: UUID) -> HttpResponse:
    """Let an organisation in."""
    partnership = _open(request, pk)
    return deeds.form(
        request,
        partial(forms.PartyForm, partnership=partnership),
        actions.add_party,
        on={"partnership": partnership},
        to=(LIST, pk),
        done=lambda sent: _("%(name)s er nu part.") % {"name": sent.result.name},
        heading=_("Tilføj en part"),
    )


def add_member(request: Request, pk: UUID) -> HttpResponse:
    """Let somebody in."""
    partnership = _open(request, pk)
    return deeds.form(
        request,
        partial(forms.MemberForm, partnership=partnership, initial={"organisation": request.GET.get("part")}),
        actions.add_member,
        on={"partnership": partnership},
        to=(LIST, pk),
        done=lambda sent: _("%(name)s er nu med.") % {"name": sent.result.person.name},
        heading=_("Tilføj en person"),
    )


def add_members(request: Request, pk: UUID) -> HttpResponse:
    """Let several in at once: picked or pasted, then seen through, then saved."""
    partnership = _open(request, pk)
    known = queries.near(request.actor, partnership)
    form = forms.ManyForm(web_forms.sent(request), partnership=partnership, known=known)
    is_whole = form.is_bound and form.is_valid()
    if is_whole and form.is_seen():
        deed = partial(actions.add_members, by=request.actor, partnership=partnership, newcomers=form.coming)
        if web_forms.submitted(request, form, deed):
            came = len(form.result)
            messages.success(request, ngettext("%(n)s er nu med.", "%(n)s er nu med.", came) % {"n": came})
            return redirect(_onward(request, partnership))

    context = {
        "node": partnership.node,
        "partnership": partnership,
        "form": form,
        "is_seen_through": is_whole and not form.errors,
        "roles": rules.ROLES,
        "onward": _onward(request, partnership),
        "crumbs": [(partnership.node.title, reverse("partnerships:detail", args=[pk]))],
    }
    return render(request, "partnerships/people_many.html", context, status=422 if form.errors else 200)


def _onward(request: Request, partnership: Partnership) -> str:
    """Return where a partnership is set up further: its roles and first activity, where neither is there and they may be made."""
    begins = not partnership.activities.exists() and policy.allows(request.actor, "charter", partnership)
    return reverse("partnerships:start" if begins else LIST, args=[partnership.pk])


def end_member(request: Request, pk: UUID, role: int) -> HttpResponse:
    """Let somebody's role end, and see who takes over what they owe."""
    partnership = _open(request, pk)
    ended = queries.role(partnership, role)
    owed = queries.owed_by(partnership, ended.person)
    return deeds.form(
        request,
        partial(forms.HeirForm, partnership=partnership, is_asked=owed.exists()),
        actions.end_member,
        on={"partnership": partnership, "role": ended},
        to=(LIST, pk),
        done=_("%(name)s er med til og med i dag.") % {"name": ended.person.name},
        template="partnerships/party_leaves.html",
        name=ended.person.name,
        owed=owed,
    )


def leave(request: Request, pk: UUID, organisation: UUID) -> HttpResponse:
    """Let a party leave: what it holds, what it loses, and who takes over."""
    partnership = _open(request, pk)
    leaver = queries.party(partnership, organisation)
    owed = queries.owed(partnership, leaver)
    return deeds.form(
        request,
        partial(forms.HeirForm, partnership=partnership, without=leaver, is_asked=owed.exists()),
        actions.leave,
        on={"partnership": partnership, "organisation": leaver},
        to=(LIST, pk),
        done=_("%(name)s er ikke part mere.") % {"name": leaver.name},
        template="partnerships/party_leaves.html",
        name=leaver.name,
        is_party=True,
        owed=owed,
        back=queries.given_back(partnership, leaver),
        people=queries.filled_for(partnership, leaver),
    )


def _open(request: Request, pk: UUID) -> Partnership:
    partnership = core_queries.partnership(request.actor, pk)
    policy.check(request.actor, "gather", partnership)
    return partnership
