"""The pages that belong to no feature: front page, thread, search, duties, files, statements."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samspil.paper import danish, languages
from samspil.spine import consent_words, demonstration, doors, kinds, purposes
from samspil.spine import duties as spine_duties
from samspil.spine import files as spine_files
from samspil.web import forms, inputs, keys, linking, pages, queries, story, undo
from samspil.web import front as front_page
from samspil.web.request import Request


@require_safe
def front(request: Request) -> HttpResponse:
    """Show what Samspil is for, the living thread, the ways in, and what features have to tell."""
    drawn = front_page.figure(request.actor)
    told = {stop.stage.key: stop.node for stop in drawn.stops if stop.node is not None}
    sections = [(each, rows) for each in kinds.fronts() if (rows := each.rows(request.actor))]
    context = {
        "figure": drawn,
        "own": [(each, rows) for each, rows in sections if each.is_own],
        "sections": [(each, rows) for each, rows in sections if not each.is_own],
        "entrances": doors.entrances(),
        "tour_stops": front_page.tour(told) if demonstration.is_marked() else [],
    }
    return render(request, "web/front.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: Request, pk: UUID) -> HttpResponse:
    """Add a link: first the other record is found, then it is said how the two hang together."""
    node = queries.node(request.actor, pk)
    linking.check_near(request.actor, node)
    context: dict[str, Any] = {"node": node, "crumbs": [(node.title, story.url_of(node)), (_("Tilføj sammenhæng"), "")]}
    chosen = inputs.key(request.GET.get("med", ""))
    if chosen is None:
        words = request.GET.get("q", "")[:200]
        page = pages.page_of(request, queries.found(request.actor, words).exclude(pk=node.pk), whole=queries.drawn())
        context |= {"words": words, "page": page, "hits": queries.hits(list(page), words)}
        return render(request, "web/link_find.html", context)

    other = queries.node(request.actor, chosen)
    form = inputs.LinkForm(request.POST or None, node=node, other=other)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        first, last = (node, other) if values.pop("first") == "this" else (other, node)
        if forms.carry_out(form, lambda: linking.add(by=request.actor, earlier=first, later=last, **values)):
            return redirect("web:thread", node.pk)

    return forms.page(request, "web/link.html", context | {"form": form, "other": other})


@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw a link with a reason."""
    standing = queries.link(request.actor, pk)
    linking.check_withdraw(request.actor, standing)
    form = inputs.WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if forms.carry_out(form, lambda: linking.withdraw(by=request.actor, link=standing, why=why)):
            return redirect("web:thread", standing.later_id)
    forward, _backward = story.sentence(standing.relation)
    context = {"form": form, "link": standing, "forward": forward, "node": standing.later}
    return forms.page(request, "web/unlink.html", context)


@require_safe
@login_required
def duties(request: Request) -> HttpResponse:
    """Show what the reader owes: in person, and as one of a circle or an organisation."""
    page = pages.page_of(request, spine_duties.open_for(request.actor))
    return render(request, "web/duties.html", {"page": page, "today": danish.today()})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def duty(request: Request, pk: UUID) -> HttpResponse:
    """Mark a duty as done with what shows it, or show the way to the record that does it."""
    owed = queries.duty(request.actor, pk)
    purpose = purposes.of(owed)
    form = inputs.ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        proof = form.cleaned_data["proof"]
        if forms.carry_out(form, lambda: spine_duties.do(by=request.actor, duty=owed, proof=proof)):
            if owed.done_at is not None:  # the same press twice is one deed, and has one way back
                undo.offer(request, _("Opgaven er meldt udført."), "duty.done", owed.pk, at=owed.done_at)
            return redirect("web:overview")

    context = {
        "form": form,
        "duty": owed,
        "purpose": purpose,
        "way": purpose.url(owed) if purpose.is_by_record else "",
        "today": danish.today(),
        "node": owed.node,
        "crumbs": [(_("Mine opgaver"), "/opgaver/"), (owed.title, "")],
    }
    return forms.page(request, "web/duty.html", context)


@require_safe
def file(request: Request, pk: UUID) -> HttpResponse:
    """Serve a file of a record that the reader may see, always to be saved and never to be run."""
    kept = queries.file(request.actor, pk)
    queries.note_file(request.actor, kept)
    response = HttpResponse(spine_files.read(kept), content_type=kept.media_type)
    # RFC 6266: percent-encoded, no name can end the header or lose its letters.
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_safe
@login_required
def account(request: Request) -> HttpResponse:
    """Show the reader's own roles and the ways to look after the account."""
    return render(request, "web/account.html", {"roles": queries.roles_of(request.actor)})


@require_safe
@login_required
def still_here(request: Request) -> HttpResponse:
    """Answer a page whose reader is typing: every request of a login's keeps it awake (`SessionLimitMiddleware`)."""
    return HttpResponse("", content_type="text/plain; charset=utf-8")


@require_safe
def about(request: Request) -> HttpResponse:
    """Tell what Samspil is and whom to ask."""
    return render(request, "web/about.html", {"contact": settings.SAMSPIL_PRIVACY_CONTACT})


@require_safe
def was(request: Request) -> HttpResponse:
    """Show the accessibility statement, and send on to the authority's own when it has one."""
    return render(
        request,
        "web/was.html",
        {"statement": settings.SAMSPIL_ACCESSIBILITY_STATEMENT, "contact": settings.SAMSPIL_PRIVACY_CONTACT},
    )


@require_safe
def privacy(request: Request) -> HttpResponse:
    """Tell what is kept about whom, and what a browser is asked to keep."""
    cookies = [
        (
            settings.SESSION_COOKIE_NAME,
            _("Holder dig logget ind, eller husker en kode fra papir"),
            _("Til du lukker browseren"),
        ),
        (settings.CSRF_COOKIE_NAME, _("Beskytter formularer mod misbrug"), _("Et år")),
        (settings.LANGUAGE_COOKIE_NAME, _("Husker dit sprog, hvis du har valgt et"), _("Til du lukker browseren")),
        (keys.COOKIE, _("Husker, at du har slået genvejstasterne fra"), _("Et år")),
    ]
    told = {
        "contact": settings.SAMSPIL_PRIVACY_CONTACT,
        "cookies": cookies,
        "may_keep": languages.told(consent_words.MAY_KEEP),
    }
    return render(request, "web/privacy.html", told)


@require_safe
def robots(request: Request) -> HttpResponse:
    """Ask search engines to leave accounts, files, duties and searches alone."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in ("/konto/", "/fil/", "/mit-samspil/", "/opgaver/", "/soeg/", "/sprog/")),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
