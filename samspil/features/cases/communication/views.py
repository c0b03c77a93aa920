"""Pages of joint texts: read, write, approve, publish, withdraw."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from samspil.features.cases.communication import actions, forms, queries, rules
from samspil.features.cases.communication.models import JointCommunication
from samspil.features.cases.records import views as records_views
from samspil.spine import policy, visibility
from samspil.spine.people import Actor
from samspil.web import deeds, pages, undo
from samspil.web.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """The joint texts that are out, and one's own drafts."""
    page = pages.page_of(request, queries.published(request.actor))
    return render(request, "cases/communications.html", {"page": page, "crumbs": [(_("Sager"), reverse("cases:list"))]})


@require_safe
def detail(request: Request, pk: UUID) -> HttpResponse:
    """One joint text."""
    read = queries.page(request.actor, pk)
    context = {
        "read": read,
        "node": read.communication.node,
        "words": [read.words],
        "behind": [each.partner.organisation.name for each in read.standings],
        "crumbs": [(_("Fælles udmeldinger"), reverse("cases:communications"))],
    }
    return render(request, "cases/communication.html", context)


def new(request: Request) -> HttpResponse:
    """Begin a joint text on a decision (`?fra=`)."""
    about = visibility.origin(request.actor, request.GET.get("fra"), "is_decision")
    policy.check(request.actor, "add", rules.KIND, about)
    return records_views.form(
        request,
        partial(forms.BeginForm, organisations=queries.partners_for(about)),
        actions.begin_communication,
        on={"about": about},
        to=lambda asked: ("cases:communication", asked.result.pk),
        heading=_("Ny fælles udmelding"),
        lead=about.title,
        cancel=("cases:decision", about.pk),
    )


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Write a new version; two who write at once see both."""
    read = _to_write(request, pk)
    return records_views.form(
        request,
        partial(forms.WordsForm, initial={"words": read.words, "based_on": read.version}),
        actions.write_communication,
        on={"communication": read.communication},
        heading=_("Ret udmeldingen"),
        cancel=("cases:communication", pk),
    )


def _to_write(request: Request, pk: UUID) -> queries.Page:
    read = queries.page(request.actor, pk)
    rules.check_write(request.actor, queries.places_of(read.communication))
    rules.check_stands(is_withdrawn=read.communication.withdrawn_at is not None)
    return read


@require_POST
def approve(request: Request, pk: UUID, organisation: UUID, version: int) -> HttpResponse:
    """Stand behind a version for one's own organisation."""
    partner = queries.partner(request.actor, pk, organisation)
    undo.pressed(
        request,
        lambda: actions.approve_communication(by=request.actor, partner=partner, version=version),
        said=_("Din organisation står nu bag teksten."),
        what="joint_communication.approved",
    )
    return redirect("cases:communication", pk)


def note_approval(request: Request, pk: UUID, organisation: UUID) -> HttpResponse:
    """Note how a partner that has nobody here approved."""
    read = _to_write(request, pk)
    partner, back = queries.partner(request.actor, pk, organisation), ("cases:communication", pk)
    return records_views.form(
        request,
        partial(forms.HowForm, initial={"version": read.version}),
        actions.note_approval,
        on={"partner": partner},
        to=back,
        done=_("Godkendelsen er noteret."),
        way_back=undo.Way("joint_communication.approved", at="at"),
        heading=_("Notér en godkendelse"),
        lead=partner.organisation.name,
        cancel=back,
    )


def _joint(actor: Actor, pk: UUID) -> JointCommunication:
    return queries.page(actor, pk).communication


publish = deeds.press(
    _joint, actions.publish_communication, on="communication", done=gettext_lazy("Udmeldingen er offentlig.")
)


def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw a joint text with a reason."""
    joint = _to_write(request, pk).communication
    return records_views.form(
        request,
        forms.WithdrawForm,
        actions.withdraw_communication,
        on={"communication": joint},
        heading=_("Træk udmeldingen tilbage"),
        cancel=("cases:communication", pk),
    )
