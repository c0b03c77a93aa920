"""The request as every view of the product gets it."""

from __future__ import annotations

from django.http import HttpRequest

from samspil.spine.people import Actor


class Request(HttpRequest):
    """A request whose actor the middleware has found. Only a type: Django makes the requests."""

    actor: Actor
