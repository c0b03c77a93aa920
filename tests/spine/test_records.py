"""A new record in one step: all of it, in order, or nothing of it."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError

from samspil.paper.refusal import NotFound, Refused
from samspil.spine import journal, records, search, texts, thread, visibility
from samspil.spine.models import Gathering, JournalEntry, Link, Node, SearchEntry
from tests.kit.cast import Cast

DAY = dt.date(2026, 3, 3)


@pytest.fixture
def origin(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.alice,
            kind="test_early",
            title="Bidrag",
            organisation=cast.municipality,
            within=cast.committee,
            visibility="circle",
            occurred_on=DAY,
            is_invented=True,
        )


def plan(cast: Cast, opening: records.Beginning, **asked: object) -> Gathering:
    """Make a record of the spine's own, which has a node as every feature's has."""
    with journal.writing():
        return records.new(
            opening,
            lambda node: Gathering(node=node, place="Hallen"),
            by=cast.alice,
            noted="test.planned",
            **asked,  # type: ignore[arg-type]
        )


def verbs(node: Node) -> list[str]:
    return list(JournalEntry.objects.filter(node_id=node.pk).order_by("sequence").values_list("verb", flat=True))


def test_a_record_gets_its_node_its_row_its_words_its_links_and_its_note(cast: Cast, origin: Node) -> None:
    made = plan(
        cast,
        records.beside(origin, "test_late", "Mødet"),
        came_of=[
            records.Origin(origin, "Det står der.", source="side 3"),
            records.Origin(origin, "Det betaler.", Link.Relation.FUNDS),
        ],
        words={"purpose": "Vi mødes om det"},
        searched="Vi mødes om det",
        data={"of": origin.pk},
    )
    node = Node.objects.get(pk=made.node_id)
    assert (node.kind, node.title, made.place) == ("test_late", "Mødet", "Hallen")
    assert set(Link.objects.filter(later=node).values_list("earlier", "relation", "why", "source")) == {
        (origin.pk, "led_to", "Det står der.", "side 3"),
        (origin.pk, "funds", "Det betaler.", ""),
    }
    words = texts.current(node, "purpose")
    assert words is not None
    assert texts.read(words) == "Vi mødes om det"
    assert list(search.find(cast.secretary, "mødes")) == [node]
    assert verbs(node) == ["text.written", "link.made", "link.made", "test.planned"]
    assert JournalEntry.objects.get(verb="test.planned").data == {"of": str(origin.pk)}


def test_it_lies_beside_what_it_came_of_except_where_it_is_said_otherwise(cast: Cast, origin: Node) -> None:
    same = plan(cast, records.beside(origin, "test_late", "Ens")).node
    assert (same.organisation, same.within, same.visibility) == (origin.organisation, origin.within, "circle")
    assert (same.when, same.is_invented, same.created_by_id) == (origin.when, True, cast.alice.person_id)

    other = plan(cast, records.beside(origin, "test_late", "Anden", visibility="public", occurred_on=None)).node
    assert (other.visibility, other.when.on, other.within) == ("public", None, origin.within)


def test_what_is_not_searched_is_not_found_and_an_import_names_its_own(cast: Cast) -> None:
    key = records.key_of("test_late", "row 1")
    assert key == records.key_of("test_late", "row 1")
    assert key != records.key_of("test_early", "row 1")
    assert records.key_of("test_late", "") is None
    made = plan(cast, records.Beginning("test_late", "Stille", cast.municipality, key=key, is_sourced=True))
    assert (made.node_id, made.node.is_sourced, made.node.visibility) == (key, True, "organisation")
    assert not SearchEntry.objects.filter(node=made.node).exists()
    assert not plan(cast, records.Beginning("test_late", "Skrevet", cast.municipality)).node.is_sourced


def test_what_is_not_public_is_the_circles_where_there_is_one(cast: Cast) -> None:
    assert records.inner(cast.committee) == records.inner(cast.committee.pk) == "circle"
    assert records.inner(None) == "organisation"


@pytest.mark.parametrize(
    ("opening", "came_of", "field"),
    [
        ({"title": " "}, "Det står der.", "title"),
        ({"visibility": "circle"}, "Det står der.", "within"),
        ({}, " ", "why"),
    ],
)
def test_refused_and_then_nothing_of_it_is_left(
    cast: Cast, origin: Node, opening: dict[str, object], came_of: str, field: str
) -> None:
    asked = records.Beginning(**{"kind": "test_late", "title": "Mødet", "organisation": cast.municipality, **opening})  # type: ignore[arg-type]
    before = Node.objects.count()
    with pytest.raises(Refused) as refused:
        plan(cast, asked, came_of=[records.Origin(origin, came_of)], searched="")
    assert refused.value.field == field
    assert (Node.objects.count(), Gathering.objects.count(), Link.objects.count()) == (before, 0, 0)
    assert not JournalEntry.objects.filter(verb="test.planned").exists()


def test_a_kind_nobody_announced_and_a_key_that_is_taken_are_mistakes(cast: Cast, origin: Node) -> None:
    with pytest.raises(KeyError):
        plan(cast, records.Beginning(f"t_{uuid4().hex}", "x", cast.municipality))
    with pytest.raises(IntegrityError):
        plan(cast, records.Beginning("test_late", "x", cast.municipality, key=origin.pk))


def test_a_change_is_kept_without_blanks_and_noted_at_its_record(cast: Cast, origin: Node) -> None:
    made = plan(cast, records.beside(origin, "test_late", "Mødet"))
    with journal.writing():
        records.change(
            made, {"place": "  Salen "}, by=cast.alice, node=made.node, noted="test.moved", data={"by": "bus"}
        )
    assert Gathering.objects.get(pk=made.pk).place == "Salen"
    entry = JournalEntry.objects.get(node_id=made.node.pk, verb="test.moved")
    assert entry.data == {"by": "bus"}


def test_records_are_shown_to_all_and_taken_back_once_each(cast: Cast, origin: Node) -> None:
    other = plan(cast, records.beside(origin, "test_late", "Mødet")).node

    def show(**how: bool) -> list[str]:
        with journal.writing():
            records.show([origin, other], by=cast.alice, noted="test.shown", **how)
        return [Node.objects.get(pk=node.pk).visibility for node in (origin, other)]

    assert show(is_found=True) == ["public", "public"]
    assert SearchEntry.objects.filter(node=other).exists()
    show()
    assert verbs(origin).count("test.shown") == 1
    assert show(to_all=False) == ["circle", "circle"]
    assert verbs(origin).count("test.shown") == 2


def test_a_shelf_gives_only_what_the_reader_may_see_in_its_order(cast: Cast, origin: Node) -> None:
    made = [plan(cast, records.beside(origin, "test_late", title)) for title in ("B", "A")]
    shelf = visibility.Shelf(
        Gathering, "node", order=("node__title",), more=lambda rows, _actor: rows.exclude(place="")
    )
    assert list(shelf.all(cast.secretary)) == made[::-1]
    assert shelf.one(cast.secretary, made[0].pk) == made[0]
    assert list(shelf.all(cast.dorte)) == []
    with pytest.raises(NotFound):
        shelf.one(cast.dorte, made[0].pk)
