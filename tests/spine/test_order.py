"""Long lists and search are read in the order of their indexes: the same rows, in the same order, as when everything is weighed."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from samspil.spine import gatherings, journal, people, search, thread, visibility, wording
from samspil.spine.actors import Actor
from samspil.spine.models import Duty, NamedReader, Node, SearchEntry
from samspil.spine.models.search import KEY_BITS, place
from tests.kit.cast import Cast

WORDS = ("kaffe", "bus", "lægehuset", "søvn", "naboer", "natbussen", "kaffebord")
# Other spellings, beginnings, and parts of compounds.
OTHERWISE = ("kaff", "bord", "laege", "hus", "soevn", "nabo", "busser", "bus kaf")
RECORDS = 160
SEEDS = (1, 2, 3)


def scatter(cast: Cast, seed: int) -> list[Node]:
    """Records of every visibility, end, place, day and kind, each with words of its own, some without a day."""
    dice = random.Random(seed)
    made = []
    with journal.writing():
        for number in range(RECORDS):
            node = thread.open_node(
                by=cast.alice,
                kind=dice.choice(["test_early", "test_late"]),
                title=f"{number} {' '.join(dice.sample(WORDS, 2))}",
                organisation=dice.choice([cast.municipality, cast.elsewhere]),
                visibility=dice.choice(["public", "circle", "organisation", "persons"]),
                within=dice.choice([cast.partnership, cast.committee]),
                visible_until=dice.choice([None, None, dt.date(2020, 1, 1), dt.date(2099, 1, 1)]),
                occurred_on=dice.choice([None, *(dt.date(2026, 1, day) for day in range(1, 9))]),
            )
            search.index(node, " ".join(dice.sample(WORDS, 2)))
            made.append(node)

    readers = [cast.alice.person_id, cast.charlie.person_id]
    NamedReader.objects.bulk_create(
        NamedReader(node=node, person_id=dice.choice(readers)) for node in made if dice.random() < 0.5
    )
    Duty.objects.bulk_create(
        Duty(node=node, purpose="call", title=node.title, owner_organisation=cast.municipality) for node in made
    )
    return made


def actors(cast: Cast, nodes: list[Node]) -> list[Actor]:
    passed = Actor(passes=frozenset(people.Held(node.pk, "voice") for node in nodes[::17]))
    return [cast.alice, cast.bob, cast.charlie, cast.dorte, cast.secretary, passed, people.job("test")]


def weighed(actor: Actor, words: str, kinds: frozenset[str] | None = None) -> list[UUID]:
    """Every node that is seen, whether it holds the words, and only then the order: what search does, done slowly."""
    wanted = wording.sought(words)
    seen = Node.objects.filter(visibility.condition(actor)).select_related("search_entry")
    found = [
        node
        for node in seen.order_by(F("occurred_on").desc(nulls_last=True), "pk")
        if all(each.is_answered_by(node.search_entry.stems.split()) for each in wanted)
        and (kinds is None or node.kind in kinds)
    ]
    return [node.pk for node in found]


@pytest.mark.parametrize("seed", SEEDS)
def test_search_finds_what_weighing_everything_finds(cast: Cast, seed: int) -> None:
    nodes = scatter(cast, seed)
    asked = [*WORDS, *(" ".join(pair) for pair in itertools.combinations(WORDS, 2)), "kaffe bus læge", *OTHERWISE]
    found = 0
    for actor in actors(cast, nodes):
        for words in asked:
            hits = [node.pk for node in search.find(actor, words)]
            assert hits == weighed(actor, words)
            found += len(hits)
            late = frozenset({"test_late"})
            assert [node.pk for node in search.find(actor, words, kinds=late)] == weighed(actor, words, late)
    assert found > RECORDS


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_are_those_that_the_condition_on_their_node_lets_through(cast: Cast, seed: int) -> None:
    nodes = scatter(cast, seed)
    counts = set()
    for actor in actors(cast, nodes):
        joined = Duty.objects.filter(visibility.condition(actor, prefix="node__"))
        asked = visibility.rows(Duty.objects.all(), actor)
        assert sorted(asked.values_list("pk", flat=True)) == sorted(joined.values_list("pk", flat=True))
        counts.add(asked.count())
    assert len(counts) > 4


def test_an_entry_stands_by_the_day_of_its_record_then_by_the_record() -> None:
    first, second = UUID(int=1 << 100), UUID(int=2 << 100)
    assert place(None, second) < place(None, first) < place(dt.date(1, 1, 1), second)
    assert place(dt.date(2026, 1, 1), first) < place(dt.date(2026, 1, 2), second)
    assert place(dt.date.max, UUID(int=0)) < 2**63
    assert place(dt.date.min, UUID(int=0)) == (1 << KEY_BITS) + (1 << KEY_BITS) - 1


def test_a_record_that_gets_another_day_moves_among_what_is_found(cast: Cast) -> None:
    with journal.writing():
        nodes = [
            thread.open_node(
                by=cast.alice,
                kind="test_early",
                title=f"Kaffe {day}",
                organisation=cast.municipality,
                visibility="public",
                occurred_on=dt.date(2026, 1, day),
            )
            for day in (1, 2)
        ]
        for node in nodes:
            search.index(node, "om bussen")
        gathering = gatherings.plan(node=nodes[0])

    gatherings.move(by=cast.alice, gathering=gathering, starts_at=None, on=dt.date(2026, 1, 3))
    assert [node.title for node in search.find(cast.dorte, "bussen")] == ["Kaffe 1", "Kaffe 2"]
    assert SearchEntry.objects.count() == 2


def test_two_records_whose_keys_begin_alike_both_stand(cast: Cast) -> None:
    said = {"kind": "test_early", "organisation": cast.municipality, "visibility": "public"}
    with journal.writing():
        twins = [Node.objects.create(pk=UUID(int=(7 << 100) + n), title=f"Tvilling {n}", **said) for n in (1, 2, 3)]
        for node in (*twins, *twins):
            search.index(node, "kaffe")
    assert SearchEntry.objects.count() == 3
    assert {node.pk for node in search.find(cast.dorte, "kaffe")} == {node.pk for node in twins}


def test_a_search_is_one_query_and_sorts_nothing(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        list(search.find(cast.alice, "kaffe")[:20])
    assert len(asked) == 1
    if connection.vendor == "sqlite":
        assert "TEMP B-TREE" not in search.find(cast.alice, "kaffe")[:20].explain()
