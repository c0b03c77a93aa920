"""Records for the product's own pages, and a browser that is logged in as one of the cast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from samspil.spine import journal, search, thread
from samspil.spine.models import Link, Node
from samspil.spine.people import Actor
from tests.kit.cast import Cast


@pytest.fixture
def record(cast: Cast) -> Callable[..., Node]:
    def make(title: str, kind: str = "test_early", words: str = "", **fields: Any) -> Node:
        with journal.writing():
            node = thread.open_node(
                by=cast.alice,
                kind=kind,
                title=title,
                **{"organisation": cast.municipality, "visibility": "public", **fields},
            )
            search.index(node, words)
        return node

    return make


@pytest.fixture
def tie(cast: Cast) -> Callable[[Node, Node], Link]:
    def make(earlier: Node, later: Node, **fields: Any) -> Link:
        said = {"relation": Link.Relation.LED_TO, "why": "Det står i referatet"} | fields
        return thread.link(by=cast.alice, earlier=earlier, later=later, **said)

    return make


@pytest.fixture
def client_of(cast: Cast) -> Callable[[Actor], Client]:
    def make(actor: Actor) -> Client:
        client = Client()
        if actor.person_id:
            person = cast.person(actor)
            person.user = User.objects.create_user(person.name.lower(), password="et langt kodeord til prøven")
            person.save()
            client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
