"""The day itself on a phone: who came, notes, pictures; and the page where those present rate what they got."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core import views as core_views
from samspil.features.partnerships.core.models import Activity
from samspil.features.partnerships.core.rules import LEVELS
from samspil.features.partnerships.day import actions, forms, queries, rules
from samspil.paper.refusal import Refused
from samspil.spine import passes, policy
from samspil.web import deeds, personal_links, proxies, rights, undo
from samspil.web import forms as web_forms
from samspil.web.request import Request

RATED = "rated"


def attendance(request: Request, pk: UUID) -> HttpResponse:
    """Tick off who came, all of them in one save."""
    activity = _open(request, pk)
    expected = list(queries.invitations(activity))
    form = partial(
        forms.AttendanceForm,
        expected=expected,
        sides=queries.sides(activity, expected),
        partners=queries.partners(activity.partnership),
        within=queries.within(activity),
        asks_held=policy.allows(request.actor, "move", activity),
    )
    return deeds.form(
        request,
        form,
        actions.note_attendance,
        on={"activity": activity},
        to=("partnerships:attendance", pk),
        done=_("Fremmødet er gemt."),
        template="partnerships/attendance.html",
        more=lambda: {
            "present": queries.present(activity),
            "can_land": activity.state == "held" and policy.allows(request.actor, "land", activity),
        },
        crumbs=core_views.way_to_activity(activity),
    )


def note(request: Request, pk: UUID) -> HttpResponse:
    """Add a note."""
    activity = _open(request, pk)
    on, crumbs = {"activity": activity}, core_views.way_to_activity(activity)
    return deeds.form(
        request,
        forms.NoteForm,
        actions.add_note,
        on=on,
        done=_("Noten er gemt."),
        way_back=undo.Way("activity.noted", at="noted_at"),
        heading=_("Skriv en note"),
        crumbs=crumbs,
    )


def photo(request: Request, pk: UUID) -> HttpResponse:
    """Add a picture."""
    activity = _open(request, pk)
    return deeds.form(
        request,
        forms.PhotoForm,
        actions.add_photo,
        on={"activity": activity},
        done=_("Billedet er gemt."),
        way_back=undo.Way("activity.pictured"),
        heading=_("Gem et billede"),
        crumbs=core_views.way_to_activity(activity),
    )


@require_POST
def ask(request: Request, pk: UUID) -> HttpResponse:
    """Show the code by which those present rate what they got: on the screen in the room, or printed."""
    activity = core_queries.activity(request.actor, pk)
    code = actions.ask_for_ratings(by=request.actor, activity=activity)
    address = request.build_absolute_uri(reverse("partnerships:rate"))
    context = {
        "activity": activity,
        "node": activity.node,
        "crumbs": core_views.way_to_activity(activity),
        "code": code,
        "address": address,
        "opens": personal_links.with_token(address, code),
        "days": rules.RATING_LASTS.days,
    }
    response = render(request, "partnerships/ask.html", context)
    response["Cache-Control"] = "no-store"

    return response


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: Request) -> HttpResponse:
    """Rate what one got, with a code and without a login. The code comes by POST: no address and no log holds it."""
    if written := request.GET.get(personal_links.OLD_QUERY, ""):
        return personal_links.without_query(request, written)

    code = request.POST.get("kode", "")
    if not code:
        return _rate_page(request, forms.CodeForm())

    try:
        opened = passes.open_with(code, purpose=rules.RATING_PURPOSE, source=proxies.source_of(request))
    except Refused as refused:
        asked = forms.CodeForm({"kode": code})
        asked.add_error("kode", refused.told)
        return _rate_page(request, asked, status=422)

    activity = queries.by_pass(opened)
    if str(activity.pk) in request.session.get(RATED, []):
        return _rate_page(request, None, activity)

    form = forms.RatingForm(request.POST if {"level", "answer"} & request.POST.keys() else None, initial={"kode": code})
    if web_forms.submitted(
        request, form, lambda: actions.rate(by=request.actor, activity=activity, level=form.cleaned_data["level"])
    ):
        request.session[RATED] = [*request.session.get(RATED, []), str(activity.pk)]
        return _rate_page(request, None, activity)

    return _rate_page(request, form, activity, status=422 if form.is_bound else 200)


def _rate_page(
    request: Request, form: web_forms.Form | None, activity: Activity | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "activity": activity,
        "promised": LEVELS.get(activity.level, "") if activity else "",
        "is_invented": activity.node.is_invented if activity else False,
    }
    response = render(request, "partnerships/rate.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def land(request: Request, pk: UUID) -> HttpResponse:
    """Write where we landed and who does what next; that closes the activity."""
    activity = core_queries.activity(request.actor, pk)
    policy.check(request.actor, "land", activity)
    landing = getattr(activity, "landing", None)
    standing = web_forms.Standing({name: getattr(landing, name, "") for name in forms.LANDED})
    return deeds.form(
        request,
        partial(forms.LandingForm, initial=standing, owners=queries.owners(activity.partnership)),
        actions.land,
        on={"activity": activity},
        template="partnerships/land.html",
        is_first=landing is None,
        opens=rights.WRITTEN,
    )


def _open(request: Request, pk: UUID) -> Activity:
    activity = core_queries.activity(request.actor, pk)
    policy.check(request.actor, "attend", activity)
    return activity
