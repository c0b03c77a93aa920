"""Lists of OParl (2.5): filters, pages that stay put while others publish, and what is embedded or left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from samspil.features.cases.open_data.queries import Span
from samspil.paper.refusal import Refused

MOST = 100  # objects a page; OParl 2.5 recommends pages past that
FILTERS = ("created_since", "created_until", "modified_since", "modified_until")
Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What of a list is asked for."""

    path: str
    span: Span
    limit: int
    after: str
    omit: bool
    said: tuple[tuple[str, str], ...]

    def address(self, **more: str) -> str:
        """Return the list's address with the same filters, its parameters in one fixed order (2.3)."""
        words = urlencode(sorted({**dict(self.said), **more}.items()))
        return f"{self.path}?{words}" if words else self.path


def asked(request: HttpRequest) -> Asked:
    """Read what is asked for; Refused where a date or a number is none."""
    values: dict[str, dt.datetime | None] = {}
    said = {}
    for name in FILTERS:
        words = request.GET.get(name, "")
        values[name] = _moment(name, words)
        if words:
            said[name] = words

    limit = request.GET.get("limit", "")
    if limit and not (limit.isascii() and limit.isdigit() and len(limit) < 7 and int(limit)):
        raise Refused("limit: skriv et helt tal fra 1 og op.", field="limit")

    if limit:
        said["limit"] = limit

    omit = request.GET.get("omit_internal") == "true"
    if omit:
        said["omit_internal"] = "true"

    path = request.build_absolute_uri(request.path)
    after = request.GET.get("after", "")
    return Asked(path, Span(**values), min(int(limit or MOST), MOST), after, omit, tuple(said.items()))


def _moment(name: str, words: str) -> dt.datetime | None:
    # A plus sign that nobody has encoded reaches us as a space.
    plain = words.replace(" ", "+", 1) if words.count(" ") == 1 and "T" in words else words
    try:
        moment = parse_datetime(plain) if plain else None
        if moment is not None and moment.tzinfo is not None:
            moment = moment.astimezone(dt.UTC)
    # A moment may lie before the calendar's first or after its last, where time is counted.
    except (ValueError, OverflowError):
        moment = None
    if words and (moment is None or moment.tzinfo is None):
        raise Refused(
            "{name}: skriv dato, klokkeslæt og tidszone, for eksempel 2026-01-31T12:00:00+01:00.", field=name, name=name
        )
    return moment


def page(
    wanted: Asked, rows: Sequence[Any], key: Callable[[Any], str], write: Callable[[list[Any]], Iterable[Json]]
) -> Json:
    """Write a page of a list from up to one row more than it has room for.

    The next page begins after the last row of this one, whatever was published or taken back in between.
    """
    shown, more = list(rows[: wanted.limit]), len(rows) > wanted.limit
    links = {"first": wanted.address(), "self": wanted.address(**({"after": wanted.after} if wanted.after else {}))}
    if more:
        links["next"] = wanted.address(after=key(shown[-1]))
    return {"data": list(write(shown)), "pagination": {"elementsPerPage": wanted.limit}, "links": links}
