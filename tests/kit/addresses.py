"""Every address of the product by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver


def addresses(patterns: list[Any], space: str = "") -> Iterator[str]:
    for name, _view in views(patterns, space):
        yield name


def views(patterns: list[Any], space: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield each address with the view that answers it."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from views(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern):
            yield f"{space}{each.name}", each.callback
