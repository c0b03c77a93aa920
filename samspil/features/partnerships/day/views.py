"""The day itself on a phone: who came, notes, pictures; and the page where those present rate what they got."""

from __future__ import annotations

from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Activity
from samspil.features.partnerships.core.rules import LEVELS
from samspil.features.partnerships.day import actions, forms, queries, rules
from samspil.paper.refusal import Refused
from samspil.spine import passes
from samspil.web import forms as web_forms
from samspil.web import personal_links, proxies
from samspil.web.request import Request

RATED = "rated"


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: Request, pk: UUID) -> HttpResponse:
    """Note who came."""
    found = _open(request, pk)
    expected = list(queries.invitations(found))
    form = forms.AttendanceForm(request.POST or None, expected=expected, partners=queries.partners(found.partnership))
    if web_forms.submitted(
        request,
        form,
        lambda: actions.note_attendance(
            by=request.actor,
            activity=found,
            presences=form.presences(),
            name=form.cleaned_data["name"],
            organisation=form.from_organisation(),
        ),
    ):
        messages.success(request, _("Fremmødet er gemt."))
        return redirect("partnerships:attendance", pk)

    groups = [(name, [form[f"p{each.pk}"] for each in rows]) for name, rows in queries.by_organisation(expected)]
    context = {**_context(found), "form": form, "groups": groups, "present": queries.present(found)}
    return web_forms.page(request, "partnerships/attendance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: Request, pk: UUID) -> HttpResponse:
    """Add a note."""
    found = _open(request, pk)
    form = forms.NoteForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: actions.add_note(by=request.actor, activity=found, words=form.cleaned_data["words"])
    ):
        return redirect("partnerships:activity", pk)
    context = {**_context(found), "form": form, "heading": _("Skriv en note")}
    return web_forms.page(request, "partnerships/edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: Request, pk: UUID) -> HttpResponse:
    """Add a picture."""
    found = _open(request, pk)
    form = forms.PhotoForm(request.POST or None, request.FILES or None)

    def deed() -> object:
        sent = form.cleaned_data["file"]
        return actions.add_photo(
            by=request.actor, activity=found, name=sent.name, stream=sent.file, caption=form.cleaned_data["caption"]
        )

    if web_forms.submitted(request, form, deed):
        return redirect("partnerships:activity", pk)
    context = {**_context(found), "form": form, "heading": _("Gem et billede")}
    return web_forms.page(request, "partnerships/edit.html", context)


@require_POST
def ask(request: Request, pk: UUID) -> HttpResponse:
    """Show the code by which those present rate what they got: on the screen in the room, or printed."""
    found = core_queries.activity(request.actor, pk)
    code = actions.ask_for_ratings(by=request.actor, activity=found)
    address = request.build_absolute_uri(reverse("partnerships:rate"))
    drawn = segno.make(personal_links.with_token(address, code), error="m", micro=False)
    title = _("Kode til at vurdere inddragelsen")
    context = {
        **_context(found),
        "code": code,
        "address": address,
        "qr": SafeString(drawn.svg_inline(scale=6, border=2, svgclass="qr", title=title)),
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
        asked.add_error("kode", refused.sentence)
        return _rate_page(request, asked, status=422)

    found = queries.by_pass(opened)
    if str(found.pk) in request.session.get(RATED, []):
        return _rate_page(request, None, found)

    form = forms.RatingForm(request.POST if {"level", "answer"} & request.POST.keys() else None, initial={"kode": code})
    if web_forms.submitted(
        request, form, lambda: actions.rate(by=request.actor, activity=found, level=form.cleaned_data["level"])
    ):
        request.session[RATED] = [*request.session.get(RATED, []), str(found.pk)]
        return _rate_page(request, None, found)

    return _rate_page(request, form, found, status=422 if form.is_bound else 200)


def _rate_page(
    request: Request, form: web_forms.Form | None, found: Activity | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "activity": found,
        "promised": LEVELS.get(found.level, "") if found else "",
        "is_invented": found.node.is_invented if found else False,
    }
    response = render(request, "partnerships/rate.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _open(request: Request, pk: UUID) -> Activity:
    found = core_queries.activity(request.actor, pk)
    rules.check_attend(request.actor, found.node, found.state)
    return found


def _context(found: Activity) -> dict[str, object]:
    crumbs = [
        (found.partnership.node.title, reverse("partnerships:detail", args=[found.partnership_id])),
        (found.node.title, reverse("partnerships:activity", args=[found.pk])),
    ]
    return {"activity": found, "node": found.node, "crumbs": crumbs}


def land(request: Request, pk: UUID) -> HttpResponse:
    """Write where we landed and who does what next; that closes the activity."""
    found = core_queries.activity(request.actor, pk)
    rules.check_may_land(request.actor, found.node, found.state)
    note = getattr(found, "landing", None)
    initial = {name: getattr(note, name, "") for name in ("landed", "came_of_it", "what_next")}
    standing = web_forms.Standing(initial)
    form = forms.LandingForm(request.POST or None, initial=standing, owners=queries.owners(found.partnership))

    def deed() -> object:
        words = {name: form.cleaned_data[name] for name in ("landed", "came_of_it", "what_next", "ends_here")}
        return actions.land(by=request.actor, activity=found, steps=form.steps(), **words)

    if web_forms.submitted(request, form, deed):
        return redirect("partnerships:activity", pk)
    context = {"form": form, "node": found.node, "is_first": note is None}
    return web_forms.page(request, "partnerships/land.html", context)
