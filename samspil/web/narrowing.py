"""Links and choices that narrow a list to some of its records: each in the address, several at once, without script.

A list is narrowed by one row of links (`asked`), by several lists to choose from (`by_facets`), or by both; each keeps the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from samspil.paper import languages

PARAMETER = "vis"
LONGEST_TOLD = 60  # characters of what an address says in vain


@dataclass(frozen=True)
class Choice:
    """One way to narrow a list: its word, its address, and whether the list is narrowed so."""

    label: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed to ("" = nothing), and the ways there are."""

    to: str
    choices: tuple[Choice, ...]


def asked(request: HttpRequest, labels: Mapping[str, str | Promise], keep: Collection[str] = ()) -> Narrowed:
    """Return what the address asks to see of a list (`?vis=running`); everything when it names none of the ways.

    The links keep what else the address narrows by (`keep`, names of parameters).
    """
    written = request.GET.get(PARAMETER, "")
    to = written if written in labels else ""
    ways = {"": _("Alle"), **labels}
    return Narrowed(
        to,
        tuple(
            Choice(_large(languages.told(str(label))), address(request, keep, **{PARAMETER: key}), key == to)
            for key, label in ways.items()
        ),
    )


@dataclass(frozen=True)
class Facet:
    """One thing to narrow a list by: its name in the address, its word, and its ways: each a word and what must hold of a row."""

    name: str
    label: str
    ways: Mapping[str, tuple[str | Promise, Q]]


@dataclass(frozen=True)
class Option:
    """One way of a facet, as it stands in a list to choose from."""

    value: str
    label: str
    is_here: bool


@dataclass(frozen=True)
class Offered:
    """A facet as a page offers it."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Chip:
    """One thing that a list is narrowed by: in words, and the address of the list without it."""

    label: str
    url: str


@dataclass(frozen=True)
class ByFacets:
    """What a list is narrowed by, what must hold of its rows, and what there is to choose from.

    `vain` is what the address asks for that no facet knows; `kept` is what else the address says, for the form to send along.
    """

    holds: Q
    to: Mapping[str, str]
    chips: tuple[Chip, ...]
    vain: tuple[str, ...]
    offered: tuple[Offered, ...]
    kept: tuple[tuple[str, str], ...]
    clear: str

    @property
    def number(self) -> int:
        """By how many things the list is narrowed."""
        return len(self.chips)


def by_facets(request: HttpRequest, facets: Sequence[Facet], keep: Collection[str] = (PARAMETER,)) -> ByFacets:
    """Return what the address narrows a list by (`?sted=Vivild&hvem=borger`); what it asks for in vain is told, and left out.

    A facet that offers nothing to choose from is left out too. `keep` are the parameters beside the facets.
    """
    facets = [facet for facet in facets if facet.ways]
    names = [facet.name for facet in facets]
    written = {name: request.GET.get(name, "").strip() for name in names}
    to = {facet.name: written[facet.name] for facet in facets if written[facet.name] in facet.ways}
    holds, chips, vain = Q(), [], []
    for facet in facets:
        if facet.name in to:
            word, condition = facet.ways[to[facet.name]]
            holds &= condition
            others = [*keep, *(name for name in names if name != facet.name and name in to)]
            chips.append(Chip(f"{facet.label}: {languages.told(str(word))}", address(request, others)))
        elif written[facet.name]:
            told = {"written": written[facet.name][:LONGEST_TOLD], "label": facet.label}
            vain.append(_("»%(written)s« er ikke en af mulighederne under »%(label)s«, så den er udeladt.") % told)

    return ByFacets(
        holds,
        to,
        tuple(chips),
        tuple(vain),
        tuple(Offered(each.name, each.label, tuple(_options(each, to.get(each.name, "")))) for each in facets),
        tuple((name, request.GET[name]) for name in keep if request.GET.get(name)),
        address(request, keep),
    )


def _options(facet: Facet, to: str) -> Iterator[Option]:
    yield Option("", _("Alle"), not to)
    for value, (word, _holds) in facet.ways.items():
        yield Option(value, _large(languages.told(str(word))), value == to)


def address(request: HttpRequest, keep: Collection[str], **changed: str) -> str:
    """Return the address of the list's first page with some of what it says now, and some of it changed ("" = left out)."""
    query = request.GET.copy()
    for name in [name for name in query if name not in keep or name in changed]:
        del query[name]
    for name, value in changed.items():
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _large(word: str) -> str:
    return word[:1].upper() + word[1:]
