"""The living plan as a list, a month and a line in time, printed and subscribed to; and its activities."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core import rules as core_rules
from samspil.features.partnerships.core import views as core_views
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.methods import rules as method_rules
from samspil.features.partnerships.plans import actions, forms, queries, rules
from samspil.features.partnerships.plans.queries import printing
from samspil.features.partnerships.versions import queries as version_queries
from samspil.features.partnerships.versions import rules as version_rules
from samspil.features.partnerships.versions import views as version_views
from samspil.paper import danish, timeline
from samspil.paper.refusal import NotFound
from samspil.spine import calendars, gatherings, passes, people, sources
from samspil.web import forms as web_forms
from samspil.web import proxies
from samspil.web.request import Request


@require_safe
def plan(request: Request, pk: UUID) -> HttpResponse:
    """The plan as a list, and where it stands with the partners."""
    found, rows = _plan(request, pk)
    approval = version_queries.approval(found)
    partners = {each.pk for each in (*approval.approved, *approval.missing)}
    mine = version_rules.approves_for(request.actor, found.node, partners)
    context = {
        **version_views.frame(request, found, "list"),
        "rows": rows,
        "approval": approval,
        "may_approve": [each for each in approval.missing if each.pk in mine],
        "broken": queries.broken(found, rows),
        "intensity": getattr(found, "intensity", None),
        "today": danish.today(),
    }

    return render(request, "partnerships/plan.html", context)


@require_safe
def month(request: Request, pk: UUID) -> HttpResponse:
    """The plan a month at a time."""
    found, rows = _plan(request, pk)
    shown = queries.month(rows, _month(request) or queries.first_month(rows, danish.today()))
    context = {
        **version_views.frame(request, found, "month"),
        "month": shown,
        "month_name": f"{danish.MONTHS[shown.first.month - 1]} {shown.first.year}",
        "timeless": [row for row in rows if row.placed.first is None],
        "today": danish.today(),
    }
    return render(request, "partnerships/plan_month.html", context)


@require_safe
def line(request: Request, pk: UUID) -> HttpResponse:
    """The plan as a picture in time, with the table that says the same."""
    found, rows = _plan(request, pk)
    drawn = (
        timeline.draw(printing.marks(rows), title=f"Procesplan for {found.node.title}", today=danish.today())
        if any(row.placed.first for row in rows)
        else None
    )
    return render(
        request, "partnerships/plan_line.html", {**version_views.frame(request, found, "line"), "figure": drawn}
    )


@require_safe
def paper(request: Request, pk: UUID) -> HttpResponse:
    """The plan as the project description prints it, to be printed; beside the words it was read from, where it was."""
    found, rows = _plan(request, pk)
    context = {
        **version_views.frame(request, found, "paper"),
        "rows": printing.printed(rows),
        "source": queries.printed_source(found),
        "approval": version_queries.approval(found),
    }
    return render(request, "partnerships/plan_paper.html", context)


@require_safe
def pdf(request: Request, pk: UUID) -> HttpResponse:
    """The plan as a tagged PDF."""
    from samspil.paper.document import to_pdf

    found, rows = _plan(request, pk)
    content = to_pdf(printing.document(found, rows, version_queries.approval(found), danish.today()))
    headers = {"Content-Disposition": 'attachment; filename="procesplan.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_safe
def calendar(request: Request, pk: UUID) -> HttpResponse:
    """How to subscribe: the public address, and one's own."""
    found, rows = _plan(request, pk)
    context = {
        **version_views.frame(request, found, "calendar"),
        "public": request.build_absolute_uri(reverse("partnerships:plan_feed", args=[pk])),
        "is_public": found.node.visibility == "public",
        "own": list(queries.calendar_passes(request.actor, found)),
        "can_subscribe": rules.may_subscribe(request.actor),
        "without_day": [row for row in rows if not row.placed.days],
    }
    return render(request, "partnerships/plan_calendar.html", context)


@login_required
@require_POST
def issue_calendar(request: Request, pk: UUID) -> HttpResponse:
    """Issue one's own calendar link, shown this once."""
    found = core_queries.partnership(request.actor, pk)
    token = actions.issue_calendar(by=request.actor, partnership=found)
    address = request.build_absolute_uri(reverse("partnerships:own_feed", args=[token]))
    response = render(
        request,
        "partnerships/plan_calendar_own.html",
        {**version_views.frame(request, found, "calendar"), "address": address},
    )
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def stop_calendar(request: Request, pk: UUID) -> HttpResponse:
    """Make one's own calendar link worthless."""
    found = core_queries.partnership(request.actor, pk)
    web_forms.do(
        request,
        lambda: actions.stop_calendar(by=request.actor, partnership=found),
        done=_("Dit kalenderlink virker ikke længere."),
    )
    return redirect("partnerships:plan_calendar", pk)


@require_safe
def feed(request: Request, pk: UUID) -> HttpResponse:
    """The plan's calendar for everybody: what anyone may see."""
    found = core_queries.partnership(people.NOBODY, pk)
    return _calendar(found, people.NOBODY, request)


@require_safe
def own_feed(request: Request, token: str) -> HttpResponse:
    """The plan's calendar for the holder of a link: what they may see today, and nothing when they may no longer."""
    opened = passes.open_with(token, purpose=rules.CALENDAR_PURPOSE, source=proxies.source_of(request))
    actor = people.actor_for(opened.person) if opened.person else people.NOBODY
    return _calendar(core_queries.partnership(actor, opened.node_id), actor, request)


@require_http_methods(["GET", "HEAD", "POST"])
def intensive_course(request: Request, pk: UUID) -> HttpResponse:
    """Make a short, intensive course of the partnership, or change what it promises."""
    found = core_queries.partnership(request.actor, pk)
    rules.check_add_activity(request.actor, found.node)
    standing = getattr(found, "intensity", None)
    form = forms.IntensiveForm(request.POST or None, initial=web_forms.Standing(forms.proposed(standing)))

    def deed() -> object:
        if standing is not None:
            return actions.change_limits(by=request.actor, intensity=standing, limits=form.limits())
        return actions.make_intensive(by=request.actor, partnership=found, limits=form.limits())

    if web_forms.submitted(request, form, deed):
        messages.success(request, _("Forløbet er gemt."))
        return redirect("partnerships:plan", pk)
    context = {
        **version_views.frame(request, found, "list"),
        "form": form,
        "intensity": standing,
        "template": rules.TEMPLATE,
    }
    return web_forms.page(request, "partnerships/intensive.html", context)


def _plan(request: Request, pk: UUID) -> tuple[Partnership, list[queries.Planned]]:
    found = core_queries.partnership(request.actor, pk)
    return found, queries.planned(core_queries.plan(request.actor, found))


def _calendar(found: Partnership, actor: people.Actor, request: Request) -> HttpResponse:
    rows = queries.planned(core_queries.plan(actor, found))
    address = request.build_absolute_uri("/").rstrip("/")
    content = calendars.feed(
        f"Procesplan: {found.node.title}", queries.events(rows, domain=settings.SAMSPIL_DOMAIN, address=address)
    )
    headers = {"Content-Disposition": 'attachment; filename="procesplan.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _month(request: Request) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{request.GET.get('maaned', '')}-01")
    except ValueError:
        return None


def new_activity(request: Request, pk: UUID) -> HttpResponse:
    """Put an activity in the plan."""
    found = core_queries.partnership(request.actor, pk)
    rules.check_add_activity(request.actor, found.node)
    key = request.GET.get("metode", "")
    form = forms.ActivityForm(request.POST or None, initial=method_rules.begin(key) if key else {})
    if web_forms.submitted(
        request, form, lambda: actions.plan(by=request.actor, partnership=found, **forms.planned(form))
    ):
        return redirect("partnerships:activity", form.result.pk)
    return core_views.edit_page(request, form, {"node": found.node, "heading": "Læg en aktivitet i planen"})


def edit_activity(request: Request, pk: UUID) -> HttpResponse:
    """Change what is planned."""
    found = core_queries.activity(request.actor, pk)
    rules.check_edit_activity(request.actor, found.node, found.state)
    form = forms.ActivityForm(request.POST or None, initial=forms.shown(found))
    if web_forms.submitted(
        request, form, lambda: actions.change(by=request.actor, activity=found, **form.cleaned_data)
    ):
        return redirect("partnerships:activity", pk)
    return core_views.edit_page(request, form, {"node": found.node, "heading": "Ret aktiviteten"})


def move(request: Request, pk: UUID) -> HttpResponse:
    """Say whether an activity was held."""
    found = core_queries.activity(request.actor, pk)
    rules.check_may_move(request.actor, found.node, found.state)
    form = forms.StateForm(request.POST or None)
    if web_forms.submitted(request, form, lambda: actions.move(by=request.actor, activity=found, **form.cleaned_data)):
        return redirect("partnerships:activity", pk)
    return core_views.edit_page(request, form, {"node": found.node, "heading": "Blev aktiviteten holdt?"})


def activity_calendar(request: Request, pk: UUID) -> HttpResponse:
    """The activity as a calendar file."""
    found = core_queries.activity(request.actor, pk)
    if found.gathering.starts_at is None and found.node.day is None:
        raise NotFound(
            str(
                sources.absent(
                    found,
                    "Aktiviteten har ingen dag endnu, så der er intet at lægge i kalenderen. Se tiden på dens side.",
                    "Aktivitetens dag står ikke i de kilder, Samspil har, så den kan ikke lægges i kalenderen.",
                )
            )
        )

    content = gatherings.calendar(found.gathering)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="aktivitet.ics"'},
    )


def import_description(request: Request, pk: UUID) -> HttpResponse:
    """Read a project description into a partnership of the same circle's parties."""
    found = core_queries.partnership(request.actor, pk)
    core_rules.check_edit_partnership(request.actor, found.node)
    form = forms.ImportForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.read_plan(by=request.actor, partnership=found, text=form.cleaned_data["text"])
    ):
        return redirect("partnerships:detail", pk)
    return core_views.edit_page(request, form, {"node": found.node, "heading": "Læs en projektbeskrivelse ind"})
