"""The catalogue of ideas: everybody gives, ideas are gathered without losing who gave them, and one is tried."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from samspil.features.trials import actions, queries
from samspil.features.trials.actions import ideas
from samspil.features.trials.models import Idea
from samspil.paper.refusal import Refused
from samspil.spine import journal, people, policy, search, thread
from samspil.spine.models import Link, Node
from tests.kit.cast import Cast

WHO = ("alice", "bob", "charlie", "dorte", "secretary", "politician", "director")
MAY = {
    "add": {"alice", "bob", "secretary", "politician", "director"},
    "edit": {"alice"},
    "merge": {"alice"},
}


def place(cast: Cast, visibility: str = "organisation") -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.alice, kind="test_early", title="Møde", organisation=cast.municipality, visibility=visibility
        )


def given(cast: Cast, title: str, giver: str = "en borger", *, by: str = "alice", origin: Node | None = None) -> Idea:
    return ideas.give(
        by=getattr(cast, by),
        origin=origin or place(cast),
        title=title,
        words=f"Ord om {title}",
        giver=giver,
        given_on=dt.date(2026, 3, 10),
    )


@pytest.mark.parametrize("action", MAY)
@pytest.mark.parametrize("who", WHO)
def test_who_may(cast: Cast, action: str, who: str) -> None:
    assert policy.allows(getattr(cast, who), action, "idea", place(cast)) is (who in MAY[action])


def test_whoever_wrote_an_idea_mends_it(cast: Cast) -> None:
    mine = given(cast, "Kaffe", by="bob")
    ideas.change(by=cast.bob, idea=mine, title="Te", words="Te i hallen", giver="en forening")
    assert [(n.title) for n in search.find(cast.bob, "hallen")] == ["Te"]
    with pytest.raises(Refused, match="Kun den, der skrev"):
        ideas.change(by=cast.bob, idea=given(cast, "Kage"), title="x", words="y", giver="z")
    for words, giver, field in ((" ", "z", "words"), ("y", " ", "giver")):
        with pytest.raises(Refused) as refused:
            ideas.change(by=cast.bob, idea=mine, title="x", words=words, giver=giver)
        assert refused.value.field == field


def test_gathered_ideas_keep_their_givers_and_come_apart_again(cast: Cast) -> None:
    one, two, three = (
        given(cast, "Kaffe", "en borger"),
        given(cast, "Café", "en forening"),
        given(cast, "Hal", "en læge"),
    )
    ideas.merge(by=cast.alice, idea=two, into=one, why="Det samme sted")
    ideas.merge(by=cast.alice, idea=one, into=three, why="Hallen rummer begge")
    (whole,) = queries.catalogue(cast.bob)

    assert whole == three
    assert sorted((row.giver, row.words, row.merged_because) for row in whole.gathered) == [  # type: ignore[attr-defined]
        ("en borger", "Ord om Kaffe", "Hallen rummer begge"),
        ("en forening", "Ord om Café", "Det samme sted"),
    ]
    standing = Link.objects.filter(relation="superseded_by", withdrawn_at__isnull=True)
    assert set(standing.values_list("earlier", "later")) == {(one.pk, three.pk), (two.pk, three.pk)}
    ideas.split(by=cast.alice, idea=Idea.objects.get(pk=two.pk))
    assert {row.pk for row in queries.catalogue(cast.bob)} == {two.pk, three.pk}
    assert list(standing.values_list("earlier", flat=True)) == [one.pk]
    with pytest.raises(Refused, match="ikke lagt sammen"):
        ideas.split(by=cast.alice, idea=Idea.objects.get(pk=two.pk))


def test_what_cannot_be_gathered(cast: Cast) -> None:
    one, two, gathered = given(cast, "Kaffe"), given(cast, "Café"), given(cast, "Te")
    ideas.merge(by=cast.alice, idea=gathered, into=two, why="Samme")
    with journal.writing():
        far = thread.open_node(
            by=cast.alice,
            kind="test_early",
            title="Sammen",
            organisation=cast.municipality,
            visibility="circle",
            within=cast.partnership,
        )

    elsewhere = given(cast, "Andetsteds", origin=far)
    for idea, into, why, says in (
        (one, one, "x", "anden idé end denne"),
        (gathered, one, "x", "allerede lagt sammen"),
        (one, gathered, "x", "selv lagt sammen"),
        (one, elsewhere, "x", "hvert sit samarbejde"),
        (one, two, " ", "hvorfor de er den samme"),
    ):
        with pytest.raises(Refused, match=says):
            ideas.merge(by=cast.alice, idea=idea, into=into, why=why)

    with pytest.raises(Refused, match="Kun tovholderen"):
        ideas.merge(by=cast.bob, idea=one, into=two, why="x")

    assert Idea.objects.filter(merged_into__isnull=False).count() == 1


def test_an_idea_is_tried_and_its_learning_tried_again(cast: Cast) -> None:
    idea = given(cast, "Kaffe")
    assert [row.is_tried for row in queries.catalogue(cast.bob)] == [False]  # type: ignore[attr-defined]
    trial = actions.propose(
        by=cast.bob, origin=idea.node, title="Sundhedscafé", belief="a", smallest_step="b", look_at="c", stop_rule="d"
    )
    assert [row.is_tried for row in queries.catalogue(cast.bob)] == [True]  # type: ignore[attr-defined]
    for state in ("planned", "running"):
        actions.move(by=cast.alice, trial=trial, state=state)
    trial.refresh_from_db()
    point = actions.learn(by=cast.bob, trial=trial, title="Kaffe hjælper", words="Kaffen først")
    again = actions.propose(by=cast.bob, origin=point.node, title="Te")
    assert thread.trail(cast.bob, again.node).depth[idea.pk] == -3


def test_an_outsider_sees_no_idea_and_no_hidden_home_of_one(cast: Cast) -> None:
    public, inner = given(cast, "Åben", origin=place(cast, "public")), given(cast, "Kun vores")
    ideas.merge(by=cast.alice, idea=public, into=inner, why="Samme")
    public.refresh_from_db()
    assert list(queries.ideas(cast.dorte)) == [public]
    assert list(queries.catalogue(cast.charlie)) == []
    assert queries.gathered_into(cast.dorte, public) is None
    assert queries.gathered_into(cast.bob, public) == inner
    assert list(queries.mergeable(cast.charlie, public)) == []
    answer = Client().get(reverse("trials:idea", args=[public.pk]))
    assert answer.status_code == 200
    assert "Kun vores" not in answer.content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_the_lists_ask_a_fixed_number_of_times(cast: Cast, many: int, django_assert_num_queries: object) -> None:
    origin = place(cast, "public")
    for number in range(many):
        main = given(cast, f"Idé {number}", origin=origin)
        ideas.merge(by=cast.alice, idea=given(cast, f"Også {number}", origin=origin), into=main, why="Samme")
        actions.propose(by=cast.bob, origin=main.node, title=f"Forsøg {number}")
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert [len(row.gathered) for row in queries.catalogue(people.NOBODY)] == [1] * many  # type: ignore[attr-defined]
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert [row.node.organisation.name for row in queries.visible_to(cast.bob)] == ["Eksempel Kommune"] * many
