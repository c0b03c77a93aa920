"""Long lists, a page at a time: two queries whatever the length, and never a count of everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from samspil.spine.people import Actor
from samspil.web import narrowing
from samspil.web.request import Request

PARAMETER = "side"
# A list says "more than" past so many rows; what lies behind is reached page by page.
COUNTED = 500
FARTHEST = 100_000  # pages; an address beyond is the last page


class Walked(Paginator[Any]):
    """A long list that is read from its beginning only as far as the page that is asked for, or to `COUNTED` rows.

    The keys come first, in the order of the rows' index; then the rows of the page by their keys. Where the conditions cost
    as much as a whole search, `whole` gives the rows without them: the keys have met them.
    """

    def __init__(self, rows: QuerySet[Any], per_page: int, asked: int, whole: QuerySet[Any] | None = None) -> None:
        super().__init__(rows, per_page)
        self._rows, self._asked = rows, asked
        self._whole = rows.order_by() if whole is None else whole

    @property
    def _reach(self) -> int:
        return max(COUNTED, self._asked * self.per_page) + 1

    @cached_property
    def _keys(self) -> list[Any]:
        return list(self._rows.values_list("pk", flat=True)[: self._reach])

    @cached_property
    def count(self) -> int:
        """The rows that are known to be there."""
        return len(self._keys)

    @property
    def has_more(self) -> bool:
        """Whether there are more rows than are known."""
        return self.count == self._reach

    def page(self, number: Any) -> Page[Any]:
        """Return a page of rows in the order of the list."""
        number = self.validate_number(number)
        keys = self._keys[(number - 1) * self.per_page : number * self.per_page]
        by_key = {row.pk: row for row in self._whole.filter(pk__in=keys)} if keys else {}
        return Page([by_key[key] for key in keys if key in by_key], number, self)


def counted(page: Page[Any]) -> tuple[int, bool]:
    """Return how many rows a list has, and whether it has more than that: none is counted past `COUNTED`."""
    return min(page.paginator.count, COUNTED), page.paginator.count > COUNTED


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    per_page: int = 25,
    *,
    whole: QuerySet[Any] | None = None,
) -> Page[Any]:
    """Return the page of rows that the address asks for (`?side=2`); the last, when it is past the end. `whole` as `Walked`."""
    written = request.GET.get(PARAMETER, "")
    asked = min(max(int(written[:7]), 1), FARTHEST) if written.isascii() and written.isdigit() else 1
    paginator = Walked(rows, per_page, asked, whole) if isinstance(rows, QuerySet) else Paginator(rows, per_page)
    return paginator.get_page(asked)


def listing(
    rows: Callable[[Actor], QuerySet[Any]],
    template: str,
    *,
    narrow: Mapping[str, tuple[str | Promise, Q]] | None = None,
) -> Callable[[Request], HttpResponse]:
    """Make the whole view of a list: the rows that the reader may see, a `page` of them in the template.

    `narrow` gives the ways to see only some of them (`?vis=igang`): the word, and what must hold of a row.
    """
    ways = narrow or {}

    def view(request: Request) -> HttpResponse:
        narrowed = narrowing.asked(request, {key: label for key, (label, _holds) in ways.items()})
        shown = rows(request.actor)
        if narrowed.to:
            shown = shown.filter(ways[narrowed.to][1])
        page = page_of(request, shown)
        return render(request, template, {"page": page, "narrowed": narrowed})

    return view


def record(
    find: Callable[..., Any], template: str, name: str, beside: Callable[[Actor, Any], Mapping[str, Any]] | None = None
) -> Callable[..., HttpResponse]:
    """Make the whole view of one record: found for the reader, and shown by its `name` with its node.

    `beside(actor, record)` gives what stands on the page besides its own words.
    """

    def view(request: Request, pk: Any) -> HttpResponse:
        shown = find(request.actor, pk)
        more = beside(request.actor, shown) if beside else {}
        return render(request, template, {name: shown, "node": shown.node, **more})

    return view
