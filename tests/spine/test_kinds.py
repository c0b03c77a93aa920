"""Kinds: a name once, traits that meet, panels and starts by trait or by name."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator

import pytest

from samspil.spine import kinds

SONG = kinds.Kind(
    name="t_song",
    label="Sang",
    plural="Sange",
    url_name="t:song",
    stage=3,
    stage_label="Sange",
    traits=frozenset({"is_sung"}),
)
TUNE = dataclasses.replace(SONG, name="t_tune", label="Melodi", stage=2, traits=frozenset())


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    kept = copy.copy(kinds._registry)
    kinds._registry = kinds._Registry()
    yield
    kinds._registry = kept


def test_a_kind_is_found_by_name_trait_and_in_the_order_of_its_stage() -> None:
    kinds.register(SONG, TUNE, SONG)
    assert kinds.get("t_song") == SONG
    assert kinds.everyone() == [TUNE, SONG]
    assert kinds.with_trait("is_sung") == {"t_song"}
    assert kinds.with_trait("is_unknown") == frozenset()
    with pytest.raises(KeyError):
        kinds.get("t_unknown")


def test_a_name_taken_twice_is_an_error() -> None:
    figure = kinds.Figure("t_count", "Antal", "sange", len)
    kinds.register(SONG, figure, figure)
    with pytest.raises(ValueError, match="t_song"):
        kinds.register(dataclasses.replace(SONG, label="Vise"))
    with pytest.raises(ValueError, match="t_count"):
        kinds.register(kinds.Figure("t_count", "Antal", "viser", len))
    assert kinds.figures() == [figure]


def test_panels_and_starts_hang_on_a_trait_or_a_kind_and_once() -> None:
    late = kinds.Panel("is_sung", "late.html", lambda _actor, _node: [], order=60)
    early = kinds.Panel("t_song", "early.html", lambda _actor, _node: [], order=10)
    other = kinds.Panel("is_danced", "other.html", lambda _actor, _node: [])
    start = kinds.Start("is_sung", "t:new", "Ny sang", "t_song")
    kinds.register(SONG, TUNE, late, early, other, late, start, start)
    assert kinds.panels_for("t_song") == [early, late]
    assert kinds.panels_for("t_tune") == []
    assert kinds.starts_from("t_song") == [start]
    assert kinds.starts_from("t_tune") == []


def test_fronts_come_in_their_order() -> None:
    second, first = (kinds.Front(title, "t.html", lambda _actor: [], order=n) for title, n in (("B", 20), ("A", 10)))
    kinds.register(second, first, second)
    assert kinds.fronts() == [first, second]
