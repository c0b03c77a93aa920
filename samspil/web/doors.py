"""The five doors, their pages, and which of them a page stands behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from samspil.spine import doors, kinds
from samspil.spine.doors import Door
from samspil.spine.models import Node
from samspil.web.request import Request

DOORS = (
    Door(
        name="voices",
        label=_("Stemmer"),
        slug="stemmer",
        about=_("Det, mennesker har fortalt, kilderne ved siden af, og det, vi sammen har forstået af det."),
        stage="voice",
        order=10,
    ),
    Door(
        name="together",
        label=_("Samarbejde"),
        slug="samarbejde",
        about=_("Dem, der arbejder sammen, det, de planlægger, og det, de prøver af i lille skala."),
        stage="together",
        order=20,
    ),
    Door(
        name="decisions",
        label=_("Beslutninger"),
        slug="beslutninger",
        about=_("Det, udvalg og råd har haft på bordet, hvad de besluttede, og hvad de anbefaler andre."),
        stage="decision",
        order=30,
    ),
    Door(
        name="money",
        label=_("Penge og effekt"),
        slug="penge-og-effekt",
        about=_("De penge, der er sat af, det, de bruges til, og om det hjalp."),
        stage="money",
        order=40,
    ),
    Door(
        name="offers",
        label=_("Tilbud"),
        slug="tilbud",
        about=_("Det, du kan bruge, hvor du bor, og hvordan du kommer med."),
        stage="offer",
        order=50,
    ),
)
SLUGS = {door.slug: door.name for door in DOORS}


class DoorConverter:
    """The address of a door."""

    regex = "|".join(SLUGS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@require_safe
def page(request: Request, slug: str) -> HttpResponse:
    """Show what lies behind a door: each list with its number, its newest, and what the reader may begin."""
    door = doors.get(SLUGS[slug])
    behind = doors.lists(door.name)
    if not behind:
        raise Http404
    looks = [doors.look(request.actor, each) for each in behind]
    return render(request, "web/lists.html", {"door": door, "looks": looks, "about": gettext(door.about)})


@dataclass(frozen=True)
class Entry:
    """A door as the menu shows it. `is_page` is the door's own page; `is_here` any page behind it."""

    door: Door
    label: str
    url: str
    is_page: bool
    is_here: bool


def menu(request: HttpRequest, node: Node | None = None) -> Sequence[Entry]:
    """Return the doors, one of them marked as where the page is: by its address, or by the record's kind."""
    here = where(request, node)
    entries = []
    for door in doors.standing():
        url = reverse("web:door", args=[door.slug])
        entries.append(Entry(door, gettext(door.label), url, request.path == url, door.name == here))
    return entries


def where(request: HttpRequest, node: Node | None = None) -> str:
    """Return the name of the door that a page stands behind; nothing for the pages that stand before them all."""
    match: Any = request.resolver_match
    if match is None:
        return ""
    if match.view_name == "web:door":
        return SLUGS[match.kwargs["slug"]]
    if match.namespace == "web":
        return _of_feature(kinds.get(node.kind).url_name) if node is not None else ""

    # A page below a list's address, else a page of the feature that has the list.
    below = next((each for each in doors.lists() if request.path.startswith(reverse(each.url_name))), None)
    return below.door if below is not None else _of_feature(match.view_name)


def _of_feature(url_name: str) -> str:
    feature = url_name.partition(":")[0]
    return next((each.door for each in doors.lists() if each.url_name.partition(":")[0] == feature), "")


def way_to(node: Node) -> list[tuple[str, str]]:
    """Return the door and the list that lead to a record, each with its address, and the record's own title without one."""
    return [*_way_to_list(doors.list_of(node.kind), kinds.get(node.kind).url_name), (node.title, "")]


def whole(crumbs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the way that a view tells, from its door on: a record stands behind its list, and a list behind its door."""
    url = crumbs[0][1]
    if not url:
        return list(crumbs)
    try:
        first = resolve(url).view_name
    except Resolver404:
        return list(crumbs)
    listed = next((each for each in doors.lists() if each.url_name == first), None)
    if listed is not None:
        return [*_way_to_list(listed, first)[:-1], *crumbs]
    kind = next((each.name for each in kinds.everyone() if each.url_name == first), "")
    return [*_way_to_list(doors.list_of(kind), first), *crumbs]


def _way_to_list(listed: doors.ListPage | None, url_name: str) -> list[tuple[str, str]]:
    """Return the door and the list, or the door alone of a feature's page that stands on no list."""
    name = listed.door if listed is not None else _of_feature(url_name)
    way = []
    if name:
        door = doors.get(name)
        way.append((gettext(door.label), reverse("web:door", args=[door.slug])))
    if listed is not None:
        way.append((gettext(listed.label), reverse(listed.url_name)))
    return way
