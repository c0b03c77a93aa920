"""Long lists, a page at a time: two queries whatever the length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PARAMETER = "side"


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], per_page: int = 25) -> Page[Any]:
    """This function will give the page of rows that the address asks for (`?side=2`); the nearest there is, when out of range."""
    return Paginator(rows, per_page).get_page(request.GET.get(PARAMETER))
