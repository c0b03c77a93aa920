"""Gives every request its actor, and turns refusals into sentences."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from samspil.paper.refusal import Refused
from samspil.spine import passes, people
from samspil.web import errors

Handler = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor`: the person behind the account with today's roles, and the nodes that passes opened."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.handler(request)


def _actor(request: HttpRequest) -> people.Actor:
    held = [UUID(key) for key in request.session.get("passes", [])]
    opened = passes.nodes_opened(held) if held else frozenset()
    person = getattr(request.user, "person", None) if request.user.is_authenticated else None
    if person is None:
        return people.Actor(passes=opened)
    return people.actor_for(person, passes=opened)


class RefusalMiddleware:
    """Answers a refusal that a view let through with its sentence and the right status."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.handler(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.refusal(request, exception) if isinstance(exception, Refused) else None
