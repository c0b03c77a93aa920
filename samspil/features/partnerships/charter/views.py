"""Pages of what the partners agree: one query or one action each."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspil.features.partnerships.charter import actions, forms, queries, rules
from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Partnership
from samspil.paper.refusal import NotFound
from samspil.spine import policy, visibility
from samspil.spine.models import Node
from samspil.web import deeds, export, personal_links, rights, undo
from samspil.web.request import Request

CARD = "partnerships:charter"


def charter(request: Request, pk: UUID) -> HttpResponse:
    """Who is expected to do what, who stands by it, milestones and shared posts."""
    partnership = core_queries.partnership(request.actor, pk)
    context = {
        "partnership": partnership,
        "node": partnership.node,
        "charter": queries.charter_page(request.actor, partnership),
        "sides": rules.SIDES,
        "milestones": queries.milestones(partnership),
        "posts": queries.shared_posts(partnership),
    }
    return render(request, "partnerships/charter.html", context)


def write(request: Request, pk: UUID) -> HttpResponse:
    """Write a charter, or its next version."""
    partnership = _open(request, pk, "charter")
    form = partial(forms.CharterForm, newest=queries.charter(partnership))
    on, asks = {"partnership": partnership}, _("Rollekort: hvem venter hvad af hvem?")
    return deeds.form(request, form, actions.write, on=on, to=(CARD, pk), heading=asks, opens=rights.WRITTEN)


@require_POST
def acknowledge(request: Request, pk: UUID) -> HttpResponse:
    """Stand by the newest charter."""
    partnership = core_queries.partnership(request.actor, pk)
    newest = queries.charter(partnership)
    if newest is None:
        raise NotFound

    side = request.POST.get("side") or rules.side_of(request.actor, partnership.circle_id)
    deed = partial(actions.acknowledge, by=request.actor, charter=newest, side=side)
    said = _("Tak. Det står nu, at du er med på rollekortet.")
    undo.pressed(request, deed, said=said, what="charter.acknowledged")
    return undo.back(request, CARD, pk)


@require_POST
def ask(request: Request, pk: UUID) -> HttpResponse:
    """Send a personal link to all who have not answered."""
    newest = queries.charter(_open(request, pk, "charter"))
    if newest is None:
        raise NotFound

    deed = partial(actions.ask, by=request.actor, charter=newest, persons=queries.missing(newest))
    done = _("De, der mangler at svare og har en mailadresse, har fået et personligt link.")
    return deeds.pressed(request, deed, to=(CARD, pk), done=done)


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
    return deeds.form(
        request,
        partial(forms.AcknowledgeForm, initial={"side": said.side if said else ""}),
        partial(actions.acknowledge, charter=newest, through=opened),
        to=("partnerships:own_charter", pk),
        template="partnerships/own_charter.html",
        more=lambda: {"call": queries.coordinator_to_call(newest.partnership)},
        expectations=newest.expectations.all(),
        person=opened.person,
        said=said,
        partnership=newest.partnership,
    )


def new_milestone(request: Request, pk: UUID) -> HttpResponse:
    """Set a milestone."""
    on = {"partnership": _open(request, pk, "charter")}
    return deeds.form(
        request,
        forms.MilestoneForm,
        actions.set_milestone,
        on=on,
        to=(CARD, pk),
        done=_("Milepælen er sat."),
        way_back=undo.Way("milestone.set"),
        heading=_("Ny milepæl"),
        opens=rights.WRITTEN,
    )


def reach_milestone(request: Request, pk: int) -> HttpResponse:
    """Say that a milestone was reached."""
    milestone = queries.milestone(request.actor, pk)
    policy.check(request.actor, "charter", milestone.partnership)
    return deeds.form(
        request,
        forms.ReachedForm,
        actions.reach_milestone,
        on={"milestone": milestone},
        to=(CARD, milestone.partnership_id),
        done=partial(_say_reached, request, milestone.reached_on),
        heading=milestone.title,
        opens=rights.WRITTEN,
        node=milestone.partnership.node,
    )


def _say_reached(request: Request, before: dt.date | None, sent: forms.ReachedForm) -> str:
    """Say that a milestone was reached; where it is news and nobody outside has seen it, with the way back."""
    milestone, said = sent.result, _("Milepælen er nået.")
    if milestone.reached_on == before or milestone.partnership.node.visibility == Node.Visibility.PUBLIC:
        return said
    undo.offer(request, said, "milestone.reached", milestone.pk, on=milestone.reached_on)
    return ""


def new_post(request: Request, pk: UUID) -> HttpResponse:
    """Name a shared post or the neutral administration."""
    partnership = _open(request, pk, "charter")
    form = partial(forms.PostForm, partnership=partnership)
    return deeds.form(
        request,
        form,
        actions.share_post,
        on={"partnership": partnership},
        to=(CARD, pk),
        done=_("Den står på rollekortets side."),
        way_back=undo.Way("post.shared"),
        heading=_("Neutral administration eller delestilling"),
        opens=rights.WRITTEN,
    )


def mandates(request: Request, pk: UUID) -> HttpResponse:
    """Who may decide what."""
    partnership = core_queries.partnership(request.actor, pk)
    context = {"partnership": partnership, "node": partnership.node, "mandates": queries.mandates(partnership)}
    return render(request, "partnerships/mandates.html", context)


def new_mandate(request: Request, pk: UUID) -> HttpResponse:
    """Write what one authority may decide."""
    partnership = _open(request, pk, "map")
    form = partial(forms.MandateForm, partnership=partnership)
    return deeds.form(
        request,
        form,
        actions.give_mandate,
        on={"partnership": partnership},
        to=("partnerships:mandates", pk),
        done=_("Det står, hvad myndigheden kan afgøre."),
        way_back=undo.Way("mandate.given"),
        heading=_("Hvem kan afgøre hvad?"),
        opens=rights.WRITTEN,
    )


def need(request: Request, pk: UUID) -> HttpResponse:
    """Say whose authority an insight, an idea or a trial needs."""
    node = visibility.origin(request.actor, pk, "is_insight", "is_idea", "is_trial", "is_learning")
    policy.check(request.actor, "need", "mandate", node)
    form, on = partial(forms.NeedForm, node=node), {"node": node}
    return deeds.form(request, form, actions.need, on=on, heading=_("Hvem skal afgøre det?"), node=node)


def problem(request: Request, pk: UUID) -> HttpResponse:
    """The problem as it is understood now, and how it was before."""
    partnership = core_queries.partnership(request.actor, pk)
    problems = queries.problems(request.actor, partnership)
    context = {"partnership": partnership, "node": partnership.node, "problems": problems}
    return render(request, "partnerships/problem.html", context)


def reframe(request: Request, pk: UUID) -> HttpResponse:
    """Put the problem in new words."""
    partnership = _open(request, pk, "reframe")
    newest = partnership.problems.first()
    return deeds.form(
        request,
        partial(
            forms.ProblemForm,
            nodes=queries.reframers(request.actor, partnership),
            initial={"words": newest.words if newest else ""},
        ),
        actions.reframe,
        on={"partnership": partnership},
        to=("partnerships:problem", pk),
        heading=_("Skriv problemet"),
        opens=rights.WRITTEN,
    )


def register(request: Request, pk: UUID) -> HttpResponse:
    """What is done now, and what does not succeed, from all sides; `?format=csv` as a table to take away."""
    partnership = core_queries.partnership(request.actor, pk)
    lines = queries.entries(partnership)
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
        return export.csv_response(f"lister {partnership.node.title}", header, rows)

    context = {
        "partnership": partnership,
        "node": partnership.node,
        "registers": [
            (name, [line for line in lines if line.register == key]) for key, name in rules.REGISTERS.items()
        ],
    }
    return render(request, "partnerships/register.html", context)


def new_entry(request: Request, pk: UUID) -> HttpResponse:
    """Put a line on one of the lists."""
    partnership = _open(request, pk, "register")
    side = rules.side_of(request.actor, partnership.circle_id)
    return deeds.form(
        request,
        partial(
            forms.EntryForm,
            partnership=partnership,
            initial={"side": side, "register": request.GET.get("liste", "")},
        ),
        actions.register,
        on={"partnership": partnership},
        to=("partnerships:register", pk),
        done=_("Linjen står på listen."),
        way_back=undo.Way("register.line_added"),
        heading=_("Skriv på listen"),
        opens=rights.WRITTEN,
    )


def _open(request: Request, pk: UUID, deed: str) -> Partnership:
    partnership = core_queries.partnership(request.actor, pk)
    policy.check(request.actor, deed, partnership)
    return partnership
