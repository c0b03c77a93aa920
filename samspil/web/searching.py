"""The search page: what the reader may see, narrowed as they ask, and forgiving of one slip where nothing else is found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samspil.paper import danish
from samspil.spine import kinds
from samspil.spine import search as spine_search
from samspil.web import inputs, pages, queries, stages
from samspil.web.request import Request

MEANT = 3  # words that are told of those that were found in place of what was typed
A_PAGE = 20
KEPT = 5  # searches that are offered again
SHELF = "searches"


@dataclass(frozen=True)
class Asked:
    """What the address asks for. What it narrows by in vain is left out."""

    words: str
    kind: str
    place: str
    year: str
    odd_year: str = ""

    @property
    def narrowed(self) -> spine_search.Narrowed:
        """The same as the spine takes it."""
        return spine_search.Narrowed(
            kinds=frozenset({self.kind}) if self.kind else None,
            within=inputs.key(self.place),
            year=int(self.year) if self.year else None,
        )

    @property
    def number(self) -> int:
        """By how many things besides the words it is narrowed."""
        return sum(map(bool, (self.kind, self.place, self.year)))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the words narrows it."""
        return self.number > 0


def asked(request: HttpRequest) -> Asked:
    """Read what a search asks for, as far as it can be read."""
    kind, place, year = (request.GET.get(name, "").strip() for name in ("slags", "sted", "aar"))
    is_year = year.isascii() and year.isdigit() and len(year) == len("2026") and int(year) >= dt.MINYEAR
    return Asked(
        words=request.GET.get("q", "").strip()[:200],
        kind=kind if kind in {each.name for each in kinds.everyone()} else "",
        place=place if inputs.key(place) else "",
        year=year if is_year else "",
        odd_year="" if is_year else year[:20],
    )


@require_safe
def search(request: Request) -> HttpResponse:
    """Search everything that the reader may see; where nothing is found, what is one slip of the pen away."""
    wanted = asked(request)
    near: set[str] = set()
    page = _found(request, wanted, near)
    # Judged by what this reader finds: a word that only others may read changes nothing.
    if wanted.words and not page.paginator.count and (slips := spine_search.slips(wanted.words)):
        near, page = slips, _found(request, wanted, slips)

    hits = queries.hits(list(page), wanted.words, near)
    _remember(request, wanted)
    context = {
        "asked": wanted,
        "words": wanted.words,
        "kinds": _by_stage(),
        "recent": request.session.get(SHELF, []) if request.actor.is_known and not wanted.words else [],
        "places": queries.places(request.actor),
        "page": page,
        "hits": hits,
        "count": _count(page),
        "meant": danish.listing([f"»{word}«" for word in queries.meant(hits)[:MEANT]]) if near else "",
    }
    return render(request, "web/search.html", context)


@require_POST
@login_required
def forget(request: Request) -> HttpResponse:
    """Forget what somebody searched for since they logged in."""
    request.session.pop(SHELF, None)
    messages.success(request, _("Dine seneste søgninger er glemt."))
    return redirect("web:search")


def _remember(request: Request, wanted: Asked) -> None:
    """Keep what a known reader searched for, for as long as they are logged in and nowhere else."""
    if not request.actor.is_known or not wanted.words or "side" in request.GET:
        return
    before = request.session.get(SHELF, [])
    kept = [wanted.words, *(each for each in before if each.casefold() != wanted.words.casefold())][:KEPT]
    if kept != before:
        request.session[SHELF] = kept


def _by_stage() -> list[tuple[str, list[kinds.Kind]]]:
    """Return the kinds of records by the stage of the thread they stand in: in one row they are too many to find one in."""
    groups = [
        (stage.word, [each for each in kinds.everyone() if stages.of(each.name) is stage]) for stage in stages.EVERY
    ]
    return [(word, rows) for word, rows in groups if rows]


def _found(request: Request, wanted: Asked, near: set[str]) -> Page[Any]:
    rows = queries.found(request.actor, wanted.words, wanted.narrowed, near)
    return pages.page_of(request, rows, per_page=A_PAGE, whole=queries.drawn())


def _count(page: Page[Any]) -> str:
    number, has_more = pages.counted(page)
    said = danish.count(number, _("resultat"), _("resultater"))
    return _("Mere end {found}. Skriv flere ord for at finde færre.").format(found=said) if has_more else said
