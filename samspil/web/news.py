"""The page of what has happened in what the reader follows, beside mail: read or not, and muted by partnership or body."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samspil.spine import desk, notices
from samspil.web import forms, pages, queries, story, tally, undo
from samspil.web.request import Request

A_PAGE = 20


@require_safe
@login_required
def page(request: Request) -> HttpResponse:
    """Show what has happened, day by day, and where the reader has muted it."""
    told = notices.told(request.actor)
    muted = notices.muted(request.actor)
    shown = pages.page_of(request, told, per_page=A_PAGE)
    context = {
        "page": shown,
        "days": [(day, list(groups)) for day, groups in groupby(shown, key=lambda group: group.day)],
        "unread": sum(group.is_unread for group in told),
        "homes": [(home, home.circle in muted) for home in desk.homes(request.actor)],
    }
    return render(request, "web/news.html", context)


@require_safe
@login_required
def open_record(request: Request, pk: UUID) -> HttpResponse:
    """Mark what happened to one record as read, and lead to its page."""
    node = queries.node(request.actor, pk)
    notices.read(by=request.actor, node=node)
    tally.forget(request)
    return redirect(story.url_of(node))


@require_POST
@login_required
def read_all(request: Request) -> HttpResponse:
    """Mark everything as read."""
    before = notices.read_all(by=request.actor)
    undo.offer(request, _("Alt er markeret som læst."), "news.read", before=before or "")
    return redirect("web:news")


@require_POST
@login_required
def mute(request: Request, pk: UUID) -> HttpResponse:
    """Stop news and their mails from one partnership or body."""
    circle = notices.circle(request.actor, pk)
    if forms.do(request, lambda: notices.mute(by=request.actor, circle=circle)):
        said = _("Du får ikke mere nyt fra {circle}. Opgaver og invitationer får du stadig.").format(circle=circle.name)
        undo.offer(request, said, "news.muted", circle.pk)
    return redirect("web:news")


@require_POST
@login_required
def unmute(request: Request, pk: UUID) -> HttpResponse:
    """Let news from one partnership or body come again."""
    circle = notices.circle(request.actor, pk)
    if forms.do(request, lambda: notices.unmute(by=request.actor, circle=circle)):
        undo.offer(request, _("Du får igen nyt fra {circle}.").format(circle=circle.name), "news.unmuted", circle.pk)
    return redirect("web:news")
