"""The message that a deed is done with the button that undoes it, and the page behind the button."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samspil.paper.refusal import Refused
from samspil.spine import duties, notes, notices, own_page, undoing
from samspil.spine.actors import Actor
from samspil.web import forms, queries
from samspil.web.request import Request


def _reopen(by: Actor, key: str, told: Mapping[str, str]) -> None:
    duty = queries.any_duty(by, UUID(key))
    duties.reopen(by=by, duty=duty, done_at=dt.datetime.fromisoformat(told["at"]))


def _unread(by: Actor, _key: str, told: Mapping[str, str]) -> None:
    notices.read_all(by=by, until=_moment(told) or timezone.now() - notices.AT_FIRST)


def _unsee(by: Actor, _key: str, told: Mapping[str, str]) -> None:
    own_page.mark_seen(by=by, at=_moment(told) or timezone.now() - own_page.AT_FIRST)


def _put_back(by: Actor, key: str, told: Mapping[str, str]) -> None:
    node = notes.notable(by, UUID(key))
    notes.put_back(by=by, node=node, key=UUID(told["note"]), sealed=bytes.fromhex(told["sealed"]))


def _moment(told: Mapping[str, str]) -> dt.datetime | None:
    return dt.datetime.fromisoformat(told["before"]) if told["before"] else None


def register() -> None:
    """Say how what the pages of the web itself do is undone; called once from `apps.py`."""
    undoing.register("duty.done", _reopen, done=gettext_lazy("Opgaven står åben igen."))
    undoing.register("news.read", _unread, done=gettext_lazy("Det nye står som ulæst igen."))
    undoing.register("own.seen", _unsee, done=gettext_lazy("Du ser igen det, du sagde, du havde set."))
    undoing.register("note.emptied", _put_back, done=gettext_lazy("Noten står der igen."))
    undoing.register(
        "news.muted",
        lambda by, key, _told: notices.unmute(by=by, circle=notices.circle(by, UUID(key))),
        done=gettext_lazy("Du får igen nyt derfra."),
    )
    undoing.register(
        "news.unmuted",
        lambda by, key, _told: notices.mute(by=by, circle=notices.circle(by, UUID(key))),
        done=gettext_lazy("Du får ikke nyt derfra."),
    )


# A message's tags carry the way back: what follows the word is what the button sends.
MARK = "undo:"


def offer(request: Request, said: str, what: str, key: object = "", **told: object) -> None:
    """Say that a deed is done, with the button that undoes it for ten minutes."""
    messages.success(request, said, extra_tags=MARK + undoing.way_back(request.actor, what, key, **told))


@dataclass(frozen=True)
class Way:
    """By which word what a deed gives is undone, and the field of it that says when it was done; none where each deed gives a new one."""

    word: str
    at: str = ""

    def say(self, request: Request, said: str, made: Any, *, begun: dt.datetime) -> None:
        """Say that a deed is done, with its way back. What stood before the press is another press's to undo."""
        if made is None or (self.at and getattr(made, self.at) < begun):
            messages.success(request, said)
        else:
            offer(request, said, self.word, made.pk)


def pressed(request: Request, deed: Callable[[], Any], *, said: str, what: str, at: str = "at") -> None:
    """Do the deed behind a single button, and say so with the button that undoes what it made. The same press twice is one."""
    made: list[Any] = []
    begun = timezone.now()
    if forms.do(request, lambda: made.append(deed())):
        Way(what, at).say(request, said, made[0] if made else None, begun=begun)


@require_POST
@login_required
def undo(request: Request) -> HttpResponseRedirect:
    """Undo what the button was made for, and lead back to the page it stood on."""
    try:
        messages.success(request, undoing.undo(by=request.actor, word=request.POST.get("word", "")))
    except Refused as refused:
        messages.error(request, refused.told)
    return back(request, "web:overview")


def back(request: Request, otherwise: str, *keys: object) -> HttpResponseRedirect:
    """Lead back to the page of ours that a button stood on and named, or else to an address."""
    named = request.POST.get("back", "")
    # `redirect` would take what does not begin so for the name of an address.
    is_ours = named.startswith("/") and url_has_allowed_host_and_scheme(named, allowed_hosts=None)
    return redirect(named) if is_ours else redirect(otherwise, *keys)
