"""Long work done in portions, each piece a deed of its own, with what is done and what is left on a page between them.

The list lies with its owner (`web.staged`): who closes the browser halfway, or is logged out, goes on where they came to. Without a
script one presses »Fortsæt«; with one the page goes on by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from samspil.paper.refusal import NotFound, Refused
from samspil.spine.actors import Actor
from samspil.web import staged
from samspil.web.request import Request

KIND = "web.portions"
# So many that a page comes back at once, and so few that a line that breaks loses nobody's patience.
PORTION = 20


@dataclass(frozen=True, kw_only=True)
class Work:
    """A kind of long work: its name in code, its heading, what is counted ("breve er sendt"), where it leads when it is done.

    `do` carries one piece out by its key, judges for itself whether the actor may, and finds a piece that is done already done.
    """

    name: str
    heading: str | Promise
    what: str | Promise
    to: str
    do: Callable[[Actor, str], object]


@dataclass(frozen=True)
class Progress:
    """How far a long work has come: what there is of it, what is done, and what was refused and why."""

    key: str
    work: Work
    of: int
    left: tuple[str, ...]
    refused: tuple[str, ...] = ()

    @property
    def done(self) -> int:
        """How many pieces are carried out."""
        return self.handled - len(self.refused)

    @property
    def handled(self) -> int:
        """How many pieces have had their turn."""
        return self.of - len(self.left)


_known: dict[str, Work] = {}


def register(work: Work) -> None:
    """Announce a kind of long work; called from an `apps.py`. ValueError for a name taken twice."""
    if _known.setdefault(work.name, work) != work:
        message = f"the work {work.name!r} is registered twice"
        raise ValueError(message)


def begin(request: Request, name: str, keys: Iterable[str]) -> HttpResponse:
    """Put the pieces of a long work in line, and lead to the page that carries them out."""
    left = list(dict.fromkeys(keys))
    _known[name]
    key = staged.hold(request, KIND, {"name": name, "of": len(left), "left": left, "refused": []})
    return redirect("web:portion", key)


def unfinished(request: Request, name: str) -> list[Progress]:
    """Return the work of a kind that its owner has begun and not ended, the latest last."""
    begun = [_progress(key, payload) for key, payload in staged.every(request, KIND)]
    return [each for each in begun if each.work.name == name]


def _progress(key: str, payload: dict[str, object]) -> Progress:
    work = _known.get(str(payload["name"]))
    if work is None:
        raise NotFound
    left, refused = payload["left"], payload["refused"]
    assert isinstance(left, list)
    assert isinstance(refused, list)
    return Progress(key, work, int(str(payload["of"])), tuple(left), tuple(refused))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, key: str) -> HttpResponse:
    """Show how far a long work has come; a press carries the next portion out, and the last one leads on."""
    now = _progress(key, staged.held(request, key, KIND))
    if request.method != "POST":
        return render(request, "web/portion.html", {"now": now})

    taken, refused = now.left[:PORTION], list(now.refused)
    for each in taken:
        try:
            now.work.do(request.actor, each)
        except Refused as refusal:
            refused.append(refusal.told)

    left = list(now.left[len(taken) :])
    if left:
        told = {"name": now.work.name, "of": now.of, "left": left, "refused": refused}
        staged.change(request, key, told)
        return redirect("web:portion", key)

    staged.drop(request, key)
    _say(request, Progress(key, now.work, now.of, (), tuple(refused)))
    return redirect(now.work.to)


def _say(request: Request, ended: Progress) -> None:
    said = _("%(done)s af %(of)s %(what)s.") % {"done": ended.done, "of": ended.of, "what": ended.work.what}
    if not ended.refused:
        messages.success(request, said)
        return
    number = len(ended.refused)
    lacks = ngettext("%(n)s kunne ikke: %(why)s", "%(n)s kunne ikke: %(why)s", number)
    why = " ".join(dict.fromkeys(ended.refused))
    messages.warning(request, f"{said} {lacks % {'n': number, 'why': why}}")
