"""Pages of partnerships and their plans: one query or one action each."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from samspil.analysis import plan_times
from samspil.features.partnerships import actions, forms, queries, rules
from samspil.features.partnerships.forms import day as day_forms
from samspil.features.partnerships.models import Activity
from samspil.features.partnerships.queries import day as day_queries
from samspil.features.partnerships.queries import methods as method_queries
from samspil.features.partnerships.queries import plans as plan_queries
from samspil.features.partnerships.queries import programmes as programme_queries
from samspil.features.partnerships.queries import times as time_queries
from samspil.features.partnerships.rules import day as day_rules
from samspil.features.partnerships.rules import methods as method_rules
from samspil.paper.refusal import NotFound
from samspil.spine import gatherings, naming, policy, sources, texts
from samspil.web import forms as web_forms
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """Every partnership."""
    context = {
        "partnerships": queries.visible_to(request.actor),
        "programmes": programme_queries.visible_to(request.actor),
        "can_begin": request.actor.has_role("coordinator", "director"),
    }
    return render(request, "partnerships/list.html", context)


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One partnership: why, with whom, by which principles and methods, and its plan."""
    found = queries.partnership(request.actor, pk)
    purpose = texts.current(found.node, "purpose")
    plan = plan_queries.planned(queries.plan(request.actor, found))
    context = {
        "partnership": found,
        "node": found.node,
        "purpose": texts.read(purpose) if purpose else "",
        "partners": found.circle.partners.all(),
        "principles": found.principles.all(),
        "methods": found.methods.all(),
        "programmes": programme_queries.of_partnership(request.actor, found),
        "plan": plan,
        "has_periods": any(row.activity.period for row in plan),
        "can_plan": policy.allows(request.actor, "add", "activity", found.node),
        "can_edit": policy.allows(request.actor, "edit", "partnership", found.node),
        "askings": time_queries.open_for(request.actor, found),
        "can_ask": policy.allows(request.actor, "add", "time_request", found.node),
        "can_watch": policy.allows(request.actor, "watch", "partnership", found.node),
        "is_near": request.actor.stands_near(found.node.organisation_id, found.circle_id),
    }

    return render(request, "partnerships/detail.html", context)


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change a partnership's description."""
    found = queries.partnership(request.actor, pk)
    rules.check_edit_partnership(request.actor, found.node)
    purpose = texts.current(found.node, "purpose")
    names = ("programme", "target_group", "geography", "source", "ended", "ended_source")
    form = forms.DescriptionForm(
        request.POST or None,
        initial=web_forms.Standing(
            {name: getattr(found, name) for name in names}
            | {"purpose": texts.read(purpose) if purpose else "", "based_on": purpose.number if purpose else 0},
            but=("purpose",),
        ),
    )
    if web_forms.submitted(
        request, form, lambda: actions.describe(by=request.actor, partnership=found, **form.cleaned_data)
    ):
        return redirect("partnerships:detail", pk)

    return _edit(request, form, {"node": found.node, "heading": "Ret beskrivelsen"})


def new_activity(request: Request, pk: UUID) -> HttpResponse:
    """Put an activity in the plan."""
    found = queries.partnership(request.actor, pk)
    rules.check_add_activity(request.actor, found.node)
    key = request.GET.get("metode", "")
    form = forms.ActivityForm(request.POST or None, initial=method_rules.begin(key) if key else {})
    if web_forms.submitted(
        request, form, lambda: actions.plan(by=request.actor, partnership=found, **forms.planned(form))
    ):
        return redirect("partnerships:activity", form.result.pk)
    return _edit(request, form, {"node": found.node, "heading": "Læg en aktivitet i planen"})


def activity(request: Request, pk: UUID) -> HttpResponse:
    """One activity: when, where, who, how it went, and where we landed."""
    found = queries.activity(request.actor, pk)
    ratings = day_queries.ratings(found)
    context = {
        "activity": found,
        "node": found.node,
        "gathering": found.gathering,
        "time": plan_times.label(plan_queries.said(found)),
        "landing": getattr(found, "landing", None),
        "invitations": list(queries.invitations(found)) if naming.shows(request.actor, found.node) else [],
        "can_edit": policy.allows(request.actor, "edit", "activity", found.node, found.state),
        "can_move": policy.allows(request.actor, "move", "activity", found.node, found.state),
        "notes": day_queries.notes(request.actor, found),
        "photos": day_queries.photos(request.actor, found),
        "ratings": ratings,
        "rating_rows": [(day_rules.RATINGS[level], number) for level, number in ratings.counts],
        "can_attend": policy.allows(request.actor, "attend", "activity", found.node, found.state),
        "can_rate": bool(found.level) and policy.allows(request.actor, "ask", "activity", found.node, found.state),
        "can_land": policy.allows(request.actor, "land", "activity", found.node, found.state),
        "can_ask": found.state == "planned" and policy.allows(request.actor, "add", "time_request", found.node),
        "lacking": _lacking(request, found),
        "method": method_rules.library().get(found.method),
        "guide": method_queries.words(found.partnership, found.method, "guide") if found.method else None,
        "consent": method_queries.words(found.partnership, found.method, "consent") if found.method else None,
    }

    return render(request, "partnerships/activity.html", context)


def _lacking(request: Request, found: Activity) -> int:
    """How many lack the newest invitation, told to whoever may send it."""
    may = policy.allows(request.actor, "invite", "activity", found.node, found.state)
    return time_queries.sent_invitations(found)[1] if may and found.gathering.starts_at else 0


def edit_activity(request: Request, pk: UUID) -> HttpResponse:
    """Change what is planned."""
    found = queries.activity(request.actor, pk)
    rules.check_edit_activity(request.actor, found.node, found.state)
    form = forms.ActivityForm(request.POST or None, initial=forms.shown(found))
    if web_forms.submitted(
        request, form, lambda: actions.change(by=request.actor, activity=found, **form.cleaned_data)
    ):
        return redirect("partnerships:activity", pk)
    return _edit(request, form, {"node": found.node, "heading": "Ret aktiviteten"})


def move(request: Request, pk: UUID) -> HttpResponse:
    """Say whether an activity was held."""
    found = queries.activity(request.actor, pk)
    rules.check_may_move(request.actor, found.node, found.state)
    form = forms.StateForm(request.POST or None)
    if web_forms.submitted(request, form, lambda: actions.move(by=request.actor, activity=found, **form.cleaned_data)):
        return redirect("partnerships:activity", pk)
    return _edit(request, form, {"node": found.node, "heading": "Blev aktiviteten holdt?"})


def land(request: Request, pk: UUID) -> HttpResponse:
    """Write where we landed and who does what next; that closes the activity."""
    found = queries.activity(request.actor, pk)
    rules.check_may_land(request.actor, found.node, found.state)
    note = getattr(found, "landing", None)
    initial = {name: getattr(note, name, "") for name in ("landed", "came_of_it", "what_next")}
    standing = web_forms.Standing(initial)
    form = day_forms.LandingForm(request.POST or None, initial=standing, owners=day_queries.owners(found.partnership))

    def deed() -> object:
        words = {name: form.cleaned_data[name] for name in ("landed", "came_of_it", "what_next", "ends_here")}
        return actions.land(by=request.actor, activity=found, steps=form.steps(), **words)

    if web_forms.submitted(request, form, deed):
        return redirect("partnerships:activity", pk)
    context = {"form": form, "node": found.node, "is_first": note is None}
    return web_forms.page(request, "partnerships/land.html", context)


def calendar(request: Request, pk: UUID) -> HttpResponse:
    """The activity as a calendar file."""
    found = queries.activity(request.actor, pk)
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
    found = queries.partnership(request.actor, pk)
    rules.check_edit_partnership(request.actor, found.node)
    form = forms.ImportForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.read_plan(by=request.actor, partnership=found, text=form.cleaned_data["text"])
    ):
        return redirect("partnerships:detail", pk)
    return _edit(request, form, {"node": found.node, "heading": "Læs en projektbeskrivelse ind"})


def _edit(request: Request, form: web_forms.Form, context: dict[str, object]) -> HttpResponse:
    return web_forms.page(request, "partnerships/edit.html", {"form": form, **context})
