"""The living plan as a list, a month and a line in time, printed and subscribed to; and its activities."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core import views as core_views
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.plans import actions, forms, queries, rules
from samspil.features.partnerships.plans.queries import lined, printing
from samspil.features.partnerships.versions import queries as version_queries
from samspil.features.partnerships.versions import rules as version_rules
from samspil.features.partnerships.versions import views as version_views
from samspil.paper import danish, timeline
from samspil.paper.refusal import NotFound
from samspil.spine import calendars, gatherings, passes, people, policy, sources
from samspil.web import deeds, export, months, proxies, rights
from samspil.web import forms as web_forms
from samspil.web.request import Request


@require_safe
def plan(request: Request, pk: UUID) -> HttpResponse:
    """The plan as a list, and where it stands with the partners."""
    partnership, rows = _plan(request, pk)
    approval = version_queries.approval(partnership)
    partners = {each.pk for each in (*approval.approved, *approval.missing)}
    mine = version_rules.approves_for(request.actor, partnership.node, partners)
    context = {
        **version_views.frame(request, partnership, "list"),
        "stops": lined.lined(rows, danish.today()),
        "approval": approval,
        "may_approve": [each for each in approval.missing if each.pk in mine],
        "broken": queries.broken(partnership, rows),
        "intensity": getattr(partnership, "intensity", None),
        "today": danish.today(),
    }

    return render(request, "partnerships/plan.html", context)


@require_safe
def month(request: Request, pk: UUID) -> HttpResponse:
    """The plan a month at a time."""
    partnership, rows = _plan(request, pk)
    today = danish.today()
    asked = _month(request) or queries.first_month(rows, today)
    shown = months.month(asked, lambda day: queries.on_day(rows, day), today=today)
    context = {
        **version_views.frame(request, partnership, "month"),
        "month": shown,
        "within": queries.within(rows, shown.first, shown.following),
        "is_filled": any(day.entries for day in shown.days),
        "next_on": min((on for row in rows if (on := row.placed.first) and on >= shown.following), default=None),
        "weekdays": months.WEEKDAYS,
        "timeless": [row for row in rows if row.placed.first is None],
    }
    return render(request, "partnerships/plan_month.html", context)


@require_safe
def line(request: Request, pk: UUID) -> HttpResponse:
    """The plan as a picture in time, with the table that says the same."""
    partnership, rows = _plan(request, pk)
    drawn = (
        timeline.draw(printing.marks(rows), title=f"Procesplan for {partnership.node.title}", today=danish.today())
        if any(row.placed.first for row in rows)
        else None
    )
    context = {
        **version_views.frame(request, partnership, "line"),
        "figure": drawn,
        "has_open": any(row.open for row in rows),
    }
    return render(request, "partnerships/plan_line.html", context)


@require_safe
def paper(request: Request, pk: UUID) -> HttpResponse:
    """The plan as the project description prints it, to be printed; beside the words it was read from, where it was."""
    partnership, rows = _plan(request, pk)
    context = {
        **version_views.frame(request, partnership, "paper"),
        "rows": printing.printed(rows),
        "source": queries.printed_source(partnership),
        "approval": version_queries.approval(partnership),
    }
    return render(request, "partnerships/plan_paper.html", context)


@require_safe
@export.in_danish()
def pdf(request: Request, pk: UUID) -> HttpResponse:
    """The plan as a tagged PDF."""
    from samspil.paper.document import to_pdf

    partnership, rows = _plan(request, pk)
    content = to_pdf(printing.document(partnership, rows, version_queries.approval(partnership), danish.today()))
    headers = {"Content-Disposition": 'attachment; filename="procesplan.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_safe
def calendar(request: Request, pk: UUID) -> HttpResponse:
    """How to subscribe: the public address, and one's own."""
    partnership, rows = _plan(request, pk)
    context = {
        **version_views.frame(request, partnership, "calendar"),
        "public": request.build_absolute_uri(reverse("partnerships:plan_feed", args=[pk])),
        "is_public": partnership.node.visibility == "public",
        "own": list(queries.calendar_passes(request.actor, partnership)),
        # The link shows what that person may see, so it takes one.
        "can_subscribe": request.actor.person_id is not None,
        "without_day": [row for row in rows if not row.placed.days],
    }
    return render(request, "partnerships/plan_calendar.html", context)


@login_required
@require_POST
def issue_calendar(request: Request, pk: UUID) -> HttpResponse:
    """Issue one's own calendar link, shown this once."""
    partnership = core_queries.partnership(request.actor, pk)
    token = actions.issue_calendar(by=request.actor, partnership=partnership)
    address = request.build_absolute_uri(reverse("partnerships:own_feed", args=[token]))
    response = render(
        request,
        "partnerships/plan_calendar_own.html",
        {**version_views.frame(request, partnership, "calendar"), "address": address},
    )
    response["Cache-Control"] = "no-store"
    return response


stop_calendar = login_required(
    deeds.press(
        core_queries.partnership,
        actions.stop_calendar,
        on="partnership",
        to=lambda _request, partnership: ("partnerships:plan_calendar", partnership.pk),
        done=gettext_lazy("Dit kalenderlink virker ikke længere."),
    )
)


@require_safe
def feed(request: Request, pk: UUID) -> HttpResponse:
    """The plan's calendar for everybody: what anyone may see."""
    partnership = core_queries.partnership(people.NOBODY, pk)
    return _calendar(partnership, people.NOBODY, request)


@require_safe
def own_feed(request: Request, token: str) -> HttpResponse:
    """The plan's calendar for the holder of a link: what they may see today, and nothing when they may no longer."""
    opened = passes.open_with(token, purpose=rules.CALENDAR_PURPOSE, source=proxies.source_of(request))
    actor = people.actor_for(opened.person) if opened.person else people.NOBODY
    return _calendar(core_queries.partnership(actor, opened.node_id), actor, request)


take_back = deeds.press(
    core_queries.activity,
    actions.take_back,
    on="activity",
    done=gettext_lazy("Aktiviteten er ikke offentlig mere. I planen står den som aflyst for dem, der er med."),
)


def intensive_course(request: Request, pk: UUID) -> HttpResponse:
    """Make a short, intensive course of the partnership, or change what it promises."""
    partnership = core_queries.partnership(request.actor, pk)
    policy.check(request.actor, "add", "activity", partnership.node)
    intensity = getattr(partnership, "intensity", None)
    return deeds.form(
        request,
        partial(forms.IntensiveForm, initial=web_forms.Standing(forms.proposed(intensity))),
        actions.change_limits if intensity else actions.make_intensive,
        on={"intensity": intensity} if intensity else {"partnership": partnership},
        to=("partnerships:plan", pk),
        done=_("Forløbet er gemt."),
        template="partnerships/intensive.html",
        heading=_("Ret, hvad forløbet lover") if intensity else _("Kort, intensivt forløb"),
        button=_("Gem") if intensity else _("Lav forløbet"),
        intensity=intensity,
        steps=rules.TEMPLATE,
        **version_views.frame(request, partnership, "list"),
    )


def _plan(request: Request, pk: UUID) -> tuple[Partnership, list[queries.Planned]]:
    partnership = core_queries.partnership(request.actor, pk)
    return partnership, queries.planned(core_queries.plan(request.actor, partnership))


@export.in_danish()
def _calendar(partnership: Partnership, actor: people.Actor, request: Request) -> HttpResponse:
    rows = queries.planned(core_queries.plan(actor, partnership))
    address = request.build_absolute_uri("/").rstrip("/")
    content = calendars.feed(
        f"Procesplan: {partnership.node.title}", queries.events(rows, domain=settings.SAMSPIL_DOMAIN, address=address)
    )
    headers = {"Content-Disposition": 'attachment; filename="procesplan.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _month(request: Request) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{request.GET.get('maaned', '')}-01")
    except ValueError:
        return None


def _crumbs(partnership: Partnership) -> list[tuple[str, str]]:
    return [(partnership.node.title, reverse("partnerships:detail", args=[partnership.pk]))]


def new_activity(request: Request, pk: UUID) -> HttpResponse:
    """Put an activity in the plan."""
    partnership = core_queries.partnership(request.actor, pk)
    policy.check(request.actor, "add", "activity", partnership.node)
    key = request.GET.get("method") or request.GET.get("metode") or ""
    return deeds.form(
        request,
        partial(forms.NewActivityForm, begins_with=key),
        actions.plan,
        on={"partnership": partnership},
        to=lambda sent: ("partnerships:activity", sent.result.pk),
        done=_("Aktiviteten står i planen."),
        heading=_("Læg en aktivitet i planen"),
        opens=rights.WRITTEN,
        cancel=("partnerships:detail", pk),
        crumbs=_crumbs(partnership),
    )


def edit_activity(request: Request, pk: UUID) -> HttpResponse:
    """Change what is planned."""
    activity = core_queries.activity(request.actor, pk)
    policy.check(request.actor, "edit", activity)
    return deeds.form(
        request,
        partial(forms.ActivityForm, initial=forms.shown(activity)),
        actions.change,
        on={"activity": activity},
        heading=_("Ret aktiviteten"),
        opens=rights.WRITTEN,
        cancel=("partnerships:activity", pk),
        crumbs=core_views.way_to_activity(activity),
    )


def move(request: Request, pk: UUID) -> HttpResponse:
    """Say whether an activity was held."""
    activity = core_queries.activity(request.actor, pk)
    policy.check(request.actor, "move", activity)
    return deeds.form(
        request, forms.StateForm, actions.move, on={"activity": activity}, heading="Blev aktiviteten holdt?"
    )


@export.in_danish()
def activity_calendar(request: Request, pk: UUID) -> HttpResponse:
    """The activity as a calendar file."""
    activity = core_queries.activity(request.actor, pk)
    if activity.gathering.starts_at is None and activity.node.day is None:
        raise NotFound(
            str(
                sources.absent(
                    activity,
                    "Aktiviteten har ingen dag endnu, så der er intet at lægge i kalenderen. Se tiden på dens side.",
                    "Aktivitetens dag står ikke i de kilder, Samspil har, så den kan ikke lægges i kalenderen.",
                )
            )
        )

    content = gatherings.calendar(activity.gathering)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="aktivitet.ics"'},
    )


def import_description(request: Request, pk: UUID) -> HttpResponse:
    """Read a project description into a partnership of the same circle's parties."""
    partnership = core_queries.partnership(request.actor, pk)
    policy.check(request.actor, "edit", partnership)
    return deeds.form(
        request,
        forms.ImportForm,
        actions.read_plan,
        on={"partnership": partnership},
        heading="Læs en projektbeskrivelse ind",
    )
