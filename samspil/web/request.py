"""The request as every view of the product gets it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

from samspil.spine.people import Actor


class Request(HttpRequest):
    """A request whose actor the middleware has found, and what waits for them, counted when a page asks. Only a type."""

    actor: Actor
    tally: Mapping[str, int]
