"""A person's own overview: every feature's part stands in its place, and only when there is something in it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from samspil.spine import duties, kinds
from samspil.spine.models import Node
from samspil.spine.people import Actor
from tests.kit.cast import Cast
from tests.web.test_pages import said


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    kept = copy.deepcopy(kinds._registry.glances)
    kinds._registry.glances.clear()
    yield
    kinds._registry.glances[:] = kept


def part(place: str, *, is_there: bool = True) -> kinds.Glance:
    return kinds.Glance(
        title="",
        template="tests/glance.html",
        rows=lambda actor, since: [f"{actor.name} {place}"] if is_there else [],
        place=place,
    )


def test_each_part_stands_in_its_place(cast: Cast, client_of: Callable[[Actor], Client]) -> None:
    kinds.register(part("onward"), part("new"), part("expected"))
    shown = said(client_of(cast.alice).get(reverse("web:overview")))
    name = cast.alice.name
    places = [f"{name} expected", f"{name} onward", "Hvor vi landede", f"{name} new", "Jeg har set det"]
    assert sorted(places, key=shown.index) == places
    assert "Ingen venter på dig" not in shown


def test_nothing_is_said_of_a_part_without_rows(cast: Cast, client_of: Callable[[Actor], Client]) -> None:
    kinds.register(*(part(place, is_there=False) for place in ("new", "expected", "onward")))
    shown = said(client_of(cast.alice).get(reverse("web:overview")))
    assert "Ingen venter på dig lige nu." in shown
    assert "ikke kommet noget nyt" in shown
    assert "Jeg har set det" not in shown


@pytest.mark.parametrize(("kind", "is_told"), [("decision", True), ("test_early", False)])
def test_a_duty_leads_to_where_its_owner_says_how_it_goes(
    cast: Cast, client_of: Callable[[Actor], Client], record: Callable[..., Node], kind: str, *, is_told: bool
) -> None:
    duty = duties.give(
        by=cast.alice, node=record("Anledning", kind), title="Svar", owner=cast.person(cast.alice), purpose="call"
    )
    shown = client_of(cast.alice).get(reverse("web:overview")).content.decode()
    assert "Svar" in shown
    assert (reverse("cases:duty_status", args=[duty.pk]) in shown) is is_told
