"""The living plan: as a list, a month and a line in time, in versions, approved, printed, and subscribed to."""

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

from samspil.features.partnerships import queries, rules
from samspil.features.partnerships.actions import intensive, plans
from samspil.features.partnerships.forms import plans as forms
from samspil.features.partnerships.models import Partnership
from samspil.features.partnerships.queries import feeds
from samspil.features.partnerships.queries import plans as plan_queries
from samspil.features.partnerships.rules import plans as plan_rules
from samspil.features.partnerships.views import printing
from samspil.paper import danish, timeline
from samspil.spine import calendars, passes, people, policy
from samspil.web import forms as web_forms
from samspil.web import proxies
from samspil.web.request import Request


@require_safe
def plan(request: Request, pk: UUID) -> HttpResponse:
    """The plan as a list, and where it stands with the partners."""
    found, rows = _plan(request, pk)
    approval = plan_queries.approval(found)
    partners = {each.pk for each in (*approval.approved, *approval.missing)}
    mine = plan_rules.approves_for(request.actor, found.node, partners)
    context = {
        **_context(request, found, "list"),
        "rows": rows,
        "approval": approval,
        "may_approve": [each for each in approval.missing if each.pk in mine],
        "broken": plan_queries.broken(found, rows),
        "intensity": getattr(found, "intensity", None),
        "today": danish.today(),
    }

    return render(request, "partnerships/plan.html", context)


@require_safe
def month(request: Request, pk: UUID) -> HttpResponse:
    """The plan a month at a time."""
    found, rows = _plan(request, pk)
    shown = plan_queries.month(rows, _month(request) or plan_queries.first_month(rows, danish.today()))
    context = {
        **_context(request, found, "month"),
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
    return render(request, "partnerships/plan_line.html", {**_context(request, found, "line"), "figure": drawn})


@require_safe
def paper(request: Request, pk: UUID) -> HttpResponse:
    """The plan as the project description prints it, to be printed; beside the words it was read from, where it was."""
    found, rows = _plan(request, pk)
    context = {
        **_context(request, found, "paper"),
        "rows": printing.printed(rows),
        "source": plan_queries.printed_source(found),
        "approval": plan_queries.approval(found),
    }
    return render(request, "partnerships/plan_paper.html", context)


@require_safe
def pdf(request: Request, pk: UUID) -> HttpResponse:
    """The plan as a tagged PDF."""
    from samspil.paper.document import to_pdf

    found, rows = _plan(request, pk)
    content = to_pdf(printing.document(found, rows, plan_queries.approval(found), danish.today()))
    headers = {"Content-Disposition": 'attachment; filename="procesplan.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_safe
def versions(request: Request, pk: UUID) -> HttpResponse:
    """Every version: who, when, why, and what it changed."""
    found = queries.partnership(request.actor, pk)
    told = plan_queries.history(request.actor, found)
    return render(
        request, "partnerships/plan_versions.html", {**_context(request, found, "versions"), "versions": told}
    )


@require_safe
def version(request: Request, pk: UUID, number: int) -> HttpResponse:
    """One version whole, and what differs from another (`?mod=2`; else the one before it)."""
    found = queries.partnership(request.actor, pk)
    shown = plan_queries.version(found, number)
    asked = request.GET.get("mod", "")
    against = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else number - 1
    other = plan_queries.version(found, against) if against else None
    rows = plan_queries.rows_seen(request.actor, found, shown)
    before = plan_queries.rows_seen(request.actor, found, other) if other else []
    earlier, later = (rows, before) if against > number else (before, rows)
    context = {
        **_context(request, found, "versions"),
        "version": shown,
        "rows": rows,
        "other": other,
        "changes": plan_rules.differences(earlier, later),
        "what": plan_rules.WHAT,
        "numbers": [each for each in range(1, plan_queries.count(found) + 1) if each != number],
        "first": min(number, against),
        "last": max(number, against),
    }

    return render(request, "partnerships/plan_version.html", context)


@require_POST
def approve(request: Request, pk: UUID) -> HttpResponse:
    """Approve the newest version on behalf of a partner."""
    found = queries.partnership(request.actor, pk)
    organisation = plan_queries.partner(found, request.POST.get("organisation", ""))
    number = request.POST.get("number", "")
    web_forms.do(
        request,
        lambda: plans.approve(
            by=request.actor,
            partnership=found,
            number=int(number) if number.isascii() and number.isdigit() else 0,
            organisation=organisation,
        ),
        done=_("Planen er godkendt for %(name)s.") % {"name": organisation.name},
    )

    return redirect("partnerships:plan", pk)


@require_safe
def calendar(request: Request, pk: UUID) -> HttpResponse:
    """How to subscribe: the public address, and one's own."""
    found, rows = _plan(request, pk)
    context = {
        **_context(request, found, "calendar"),
        "public": request.build_absolute_uri(reverse("partnerships:plan_feed", args=[pk])),
        "is_public": found.node.visibility == "public",
        "own": list(plan_queries.calendar_passes(request.actor, found)),
        "can_subscribe": plan_rules.may_subscribe(request.actor),
        "without_day": [row for row in rows if not row.placed.days],
    }
    return render(request, "partnerships/plan_calendar.html", context)


@login_required
@require_POST
def issue_calendar(request: Request, pk: UUID) -> HttpResponse:
    """Issue one's own calendar link, shown this once."""
    found = queries.partnership(request.actor, pk)
    token = plans.issue_calendar(by=request.actor, partnership=found)
    address = request.build_absolute_uri(reverse("partnerships:own_feed", args=[token]))
    response = render(
        request, "partnerships/plan_calendar_own.html", {**_context(request, found, "calendar"), "address": address}
    )
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def stop_calendar(request: Request, pk: UUID) -> HttpResponse:
    """Make one's own calendar link worthless."""
    found = queries.partnership(request.actor, pk)
    web_forms.do(
        request,
        lambda: plans.stop_calendar(by=request.actor, partnership=found),
        done=_("Dit kalenderlink virker ikke længere."),
    )
    return redirect("partnerships:plan_calendar", pk)


@require_safe
def feed(request: Request, pk: UUID) -> HttpResponse:
    """The plan's calendar for everybody: what anyone may see."""
    found = queries.partnership(people.NOBODY, pk)
    return _calendar(found, people.NOBODY, request)


@require_safe
def own_feed(request: Request, token: str) -> HttpResponse:
    """The plan's calendar for the holder of a link: what they may see today, and nothing when they may no longer."""
    opened = passes.open_with(token, purpose=plan_queries.CALENDAR_PURPOSE, source=proxies.source_of(request))
    actor = people.actor_for(opened.person) if opened.person else people.NOBODY
    return _calendar(queries.partnership(actor, opened.node_id), actor, request)


@require_http_methods(["GET", "HEAD", "POST"])
def intensive_course(request: Request, pk: UUID) -> HttpResponse:
    """Make a short, intensive course of the partnership, or change what it promises."""
    found = queries.partnership(request.actor, pk)
    rules.check_add_activity(request.actor, found.node)
    standing = getattr(found, "intensity", None)
    form = forms.IntensiveForm(request.POST or None, initial=web_forms.Standing(forms.proposed(standing)))

    def deed() -> object:
        if standing is not None:
            return intensive.change_limits(by=request.actor, intensity=standing, limits=form.limits())
        return intensive.make_intensive(by=request.actor, partnership=found, limits=form.limits())

    if web_forms.submitted(request, form, deed):
        messages.success(request, _("Forløbet er gemt."))
        return redirect("partnerships:plan", pk)
    context = {
        **_context(request, found, "list"),
        "form": form,
        "intensity": standing,
        "template": forms.rules.TEMPLATE,
    }
    return web_forms.page(request, "partnerships/intensive.html", context)


def _plan(request: Request, pk: UUID) -> tuple[Partnership, list[plan_queries.Planned]]:
    found = queries.partnership(request.actor, pk)
    return found, plan_queries.planned(queries.plan(request.actor, found))


def _context(request: Request, found: Partnership, shown: str) -> dict[str, object]:
    return {
        "partnership": found,
        "node": found.node,
        "shown": shown,
        "can_plan": policy.allows(request.actor, "add", "activity", found.node),
        "can_watch": policy.allows(request.actor, "watch", "partnership", found.node),
        "crumbs": [
            (found.node.title, reverse("partnerships:detail", args=[found.pk])),
            (_("Procesplan"), reverse("partnerships:plan", args=[found.pk])),
        ],
    }


def _calendar(found: Partnership, actor: people.Actor, request: Request) -> HttpResponse:
    rows = plan_queries.planned(queries.plan(actor, found))
    address = request.build_absolute_uri("/").rstrip("/")
    content = calendars.feed(
        f"Procesplan: {found.node.title}", feeds.events(rows, domain=settings.SAMSPIL_DOMAIN, address=address)
    )
    headers = {"Content-Disposition": 'attachment; filename="procesplan.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _month(request: Request) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{request.GET.get('maaned', '')}-01")
    except ValueError:
        return None
