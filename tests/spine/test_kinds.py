"""Kinds: a name once, traits that meet, panels and starts by trait or by name."""

from __future__ import annotations

import dataclasses

import pytest

from samspil.spine import kinds

SONG = kinds.Kind(
    name="t_song",
    label="Sang",
    plural="Sange",
    url_name="t:song",
    stage=3,
    stage_label="Sange",
    traits=frozenset({kinds.Trait.POOL}),
)
TUNE = dataclasses.replace(SONG, name="t_tune", label="Melodi", stage=2, traits=frozenset())


@pytest.fixture(autouse=True)
def whole(monkeypatch: pytest.MonkeyPatch) -> kinds._Registry:
    """What the house has announced; while a test runs, an empty registry stands in its place."""
    announced = kinds._registry
    monkeypatch.setattr(kinds, "_registry", kinds._Registry())
    return announced


def test_nothing_in_the_house_hangs_loose(monkeypatch: pytest.MonkeyPatch, whole: kinds._Registry) -> None:
    monkeypatch.setattr(kinds, "_registry", whole)
    assert kinds.dangling() == []


def test_a_kind_is_found_by_name_trait_and_in_the_order_of_its_stage() -> None:
    kinds.register(SONG, TUNE, SONG)
    assert kinds.get("t_song") == SONG
    assert kinds.everyone() == [TUNE, SONG]
    assert kinds.with_trait("is_pool") == {"t_song"}
    assert kinds.with_trait(kinds.Trait.MONEY) == frozenset()
    with pytest.raises(KeyError):
        kinds.get("t_unknown")


def test_a_name_taken_twice_is_an_error() -> None:
    kinds.register(SONG, SONG)
    with pytest.raises(ValueError, match="t_song"):
        kinds.register(dataclasses.replace(SONG, label="Vise"))


def test_a_trait_that_is_none_is_an_error_where_it_is_announced_and_where_it_is_asked_for() -> None:
    with pytest.raises(ValueError, match="'t_song' has traits that nobody reads: is_sung"):
        kinds.register(dataclasses.replace(SONG, traits=frozenset({"is_sung", kinds.Trait.POOL})))
    with pytest.raises(ValueError, match="is_sung"):
        kinds.with_trait("is_sung")


def test_parts_are_registered_by_keyword() -> None:
    for part in (kinds.Kind, kinds.Panel, kinds.Front, kinds.Glance, kinds.Own, kinds.Start, kinds.Hold):
        assert all(field.kw_only for field in dataclasses.fields(part)), part


def test_what_hangs_on_no_trait_and_no_kind_is_found() -> None:
    right = kinds.Panel(trait="t_song", template="a.html", rows=lambda _actor, _node: [])
    wrong = dataclasses.replace(right, trait="is_sung")
    start = kinds.Start(trait=kinds.Trait.POOL, url_name="t:new", label="Ny sang", kind="t_gone")
    kinds.register(SONG, right, wrong, start)
    assert kinds.dangling() == ["is_sung", "t_gone"]


def test_panels_and_starts_hang_on_a_trait_or_a_kind_and_once() -> None:
    late = kinds.Panel(trait=kinds.Trait.POOL, template="late.html", rows=lambda _actor, _node: [], order=60)
    early = kinds.Panel(trait="t_song", template="early.html", rows=lambda _actor, _node: [], order=10)
    other = kinds.Panel(trait=kinds.Trait.MONEY, template="other.html", rows=lambda _actor, _node: [])
    start = kinds.Start(trait=kinds.Trait.POOL, url_name="t:new", label="Ny sang", kind="t_song")
    kinds.register(SONG, TUNE, late, early, other, late, start, start)
    assert kinds.panels_for("t_song") == [early, late]
    assert kinds.panels_for("t_tune") == []
    assert kinds.starts_from("t_song") == [start]
    assert kinds.starts_from("t_tune") == []


def test_fronts_come_in_their_order() -> None:
    second, first = (
        kinds.Front(title=title, template="t.html", rows=lambda _actor: [], order=n)
        for title, n in (("B", 20), ("A", 10))
    )
    kinds.register(second, first, second)
    assert kinds.fronts() == [first, second]
