"""Whose name is shown to whom: near the record, by a pass of one's own, in a public office; never for having a login."""

from __future__ import annotations

import datetime as dt

import pytest

from samspil.spine import duties, journal, naming, people, thread
from samspil.spine.models import Node
from samspil.spine.people import Actor, Held
from tests.kit.cast import Cast

JOB = people.job("test")
DAY = dt.date(2026, 3, 3)


@pytest.fixture
def node(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.alice,
            kind="test_early",
            title="Kaffe",
            organisation=cast.municipality,
            visibility="public",
            within=cast.partnership,
        )


@pytest.mark.usefixtures("ends")
def test_who_is_shown_the_names_in_a_record(cast: Cast, node: Node) -> None:
    shown = {
        "coordinator": (cast.alice, True),
        "staff of the same organisation": (cast.bob, True),
        "politician of the same organisation": (cast.politician, True),
        "a login elsewhere": (cast.charlie, False),
        "nobody": (people.NOBODY, False),
        "a pass that reads": (Actor(passes=frozenset({Held(node.pk, "t_read")})), True),
        "a pass for another purpose": (Actor(passes=frozenset({Held(node.pk, "t_page")})), False),
        "a pass to another record": (Actor(passes=frozenset({Held(cast.municipality.pk, "t_read")})), False),
        "a job": (JOB, True),
    }

    assert {who: naming.shows(actor, node) for who, (actor, _) in shown.items()} == {
        who: expected for who, (_, expected) in shown.items()
    }


def test_who_is_told_who_owns_a_duty(cast: Cast, node: Node) -> None:
    bobs = duties.give(by=JOB, node=node, purpose="call", title="Ring", owner=cast.person(cast.bob))
    theirs = duties.give(by=JOB, node=node, purpose="call", title="Skriv", owner=cast.committee)
    charlies = duties.give(by=JOB, node=node, purpose="call", title="Kom", owner=cast.person(cast.charlie))
    told = {
        name: tuple(naming.owner(actor, duty) for duty in (bobs, theirs, charlies))
        for name, actor in (("alice", cast.alice), ("charlie", cast.charlie), ("nobody", people.NOBODY))
    }
    assert told == {
        "alice": ("Bob", "Eksempeludvalget", "Charlie"),
        "charlie": ("", "Eksempeludvalget", "Charlie"),
        "nobody": ("", "Eksempeludvalget", ""),
    }


def test_a_public_office_is_the_elected_members_on_the_day_in_that_body(
    cast: Cast, django_assert_num_queries: object
) -> None:
    poul, sofie = cast.politician.person_id, cast.secretary.person_id
    assert poul is not None
    assert sofie is not None
    committee, partnership = cast.committee.pk, cast.partnership.pk
    assert naming.in_office([(poul, committee, DAY), (sofie, committee, DAY)]) == {(poul, committee)}
    assert naming.in_office([(poul, committee, None)]) == {(poul, committee)}
    assert naming.in_office([(poul, committee, dt.date(2019, 12, 31))]) == frozenset()
    assert naming.in_office([(poul, partnership, DAY)]) == frozenset()
    with django_assert_num_queries(1):  # type: ignore[operator]
        naming.in_office([(poul, committee, DAY), (sofie, partnership, DAY), (sofie, committee, DAY)])
