"""The thread: links, trails both ways, loops, hidden steps, and the cost of a long one."""

from __future__ import annotations

import pytest

from samspil.paper.refusal import Refused
from samspil.spine import journal, outlines, people, thread, visibility
from samspil.spine.models import JournalEntry, Link, Node
from tests.kit.cast import Cast
from tests.kit.vault import Race


def make(cast: Cast, title: str, kind: str = "test_early", **fields: object) -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.alice, kind=kind, title=title, organisation=cast.municipality, **{"visibility": "public", **fields}
        )


def tie(cast: Cast, earlier: Node, later: Node) -> Link:
    return thread.link(
        by=cast.alice, earlier=earlier, later=later, relation=Link.Relation.LED_TO, why="Det står i referatet"
    )


def titles(trail: thread.Trail) -> dict[str, int]:
    return {node.title if node else "(skjult)": trail.depth[key] for key, node in trail.nodes.items()}


def test_a_trail_goes_both_ways_and_tells_how_far(cast: Cast) -> None:
    voice, insight, case, other = (make(cast, t) for t in ("bidrag", "indsigt", "sag", "uden for"))
    tie(cast, voice, insight)
    tie(cast, insight, case)
    found = thread.trail(cast.dorte, insight)
    assert titles(found) == {"indsigt": 0, "bidrag": -1, "sag": 1}
    assert other.pk not in found.nodes
    assert not found.is_broken_backward
    assert thread.trail(cast.dorte, other).is_broken_forward


def test_a_loop_ends(cast: Cast) -> None:
    a, b, c = (make(cast, t) for t in "abc")
    tie(cast, a, b)
    tie(cast, b, c)
    tie(cast, c, a)
    assert set(titles(thread.trail(cast.dorte, a))) == {"a", "b", "c"}


def test_a_hidden_node_cuts_the_trail_unless_it_may_be_a_nameless_step(cast: Cast) -> None:
    first = make(cast, "først")
    closed = make(cast, "LUKKET kanariefugl", visibility="organisation")
    after = make(cast, "efter")
    tie(cast, first, closed)
    tie(cast, closed, after)
    assert titles(thread.trail(cast.charlie, first)) == {"først": 0}
    assert titles(thread.trail(cast.bob, first)) == {"først": 0, "LUKKET kanariefugl": 1, "efter": 2}
    closed.step_public = True
    closed.save()
    seen = thread.trail(cast.charlie, first)
    assert titles(seen) == {"først": 0, "(skjult)": 1, "efter": 2}
    assert {(step.why, step.source) for step in seen.steps} == {("", "")}
    assert {step.why for step in thread.trail(cast.bob, first).steps} == {"Det står i referatet"}


def test_a_link_says_why_stands_once_and_is_only_withdrawn(cast: Cast) -> None:
    a, b = make(cast, "a"), make(cast, "b")
    with pytest.raises(Refused, match="hvorfor"):
        thread.link(by=cast.alice, earlier=a, later=b, relation="led_to", why=" ")
    with pytest.raises(Refused, match="to forskellige"):
        thread.link(by=cast.alice, earlier=a, later=a, relation="led_to", why="x")
    made = tie(cast, a, b)
    assert tie(cast, a, b) == made
    thread.withdraw_link(by=cast.alice, link=made, why="Det var en anden sag")
    assert titles(thread.trail(cast.dorte, a)) == {"a": 0}
    again = tie(cast, a, b)
    assert again != made
    verbs = list(JournalEntry.objects.filter(node_id=b.pk).values_list("verb", flat=True))
    assert verbs == ["link.made", "link.withdrawn", "link.made"]


@pytest.mark.parametrize("length", [3, 300])
def test_a_trail_costs_the_same_queries_whatever_its_length(
    cast: Cast, length: int, django_assert_num_queries: object
) -> None:
    nodes = [make(cast, f"led {i}") for i in range(length)]
    hidden = make(cast, "skjult", visibility="organisation")
    Link.objects.bulk_create(
        [Link(earlier=a, later=b, relation="led_to", why="w") for a, b in zip(nodes, [*nodes[1:], hidden], strict=True)]
    )
    with django_assert_num_queries(6):  # type: ignore[operator]
        found = thread.trail(people.NOBODY, nodes[length // 2])
    assert len(found.nodes) == length


def test_what_many_records_led_to_is_found_at_once_and_cut_alike(cast: Cast, django_assert_num_queries: object) -> None:
    first, second, alone = (make(cast, t) for t in ("første", "anden", "alene"))
    insight, closed, after = (
        make(cast, "indsigt"),
        make(cast, "KANARIE", visibility="organisation"),
        make(cast, "efter"),
    )
    for earlier, later in ((first, insight), (second, closed), (closed, after), (insight, first)):
        tie(cast, earlier, later)

    ids = [first.pk, second.pk, alone.pk]
    with django_assert_num_queries(3):  # type: ignore[operator]
        found = thread.ahead_of(cast.dorte, ids)

    assert {key: [(a.node.title, a.relation, a.depth) for a in ahead] for key, ahead in found.items()} == {
        first.pk: [("indsigt", "led_to", 1)],
        second.pk: [],
        alone.pk: [],
    }
    assert [a.node.title for a in thread.ahead_of(cast.bob, ids)[second.pk]] == ["KANARIE", "efter"]
    Node.objects.filter(pk=closed.pk).update(step_public=True)
    assert [(a.node.title, a.depth) for a in thread.ahead_of(cast.dorte, ids)[second.pk]] == [("efter", 2)]
    assert thread.ahead_of(cast.dorte, []) == {}


def test_of_two_links_at_once_there_is_one_and_both_get_it(race: Race, cast: Cast) -> None:
    a, b = make(cast, "a"), make(cast, "b")
    made = race(*[lambda: tie(cast, a, b).pk] * 4)
    assert set(made) == {Link.objects.get().pk}
    assert JournalEntry.objects.filter(verb="link.made").count() == 1


def test_a_link_is_withdrawn_once_and_the_first_reason_stands(cast: Cast) -> None:
    made = tie(cast, make(cast, "a"), make(cast, "b"))
    stale = Link.objects.get(pk=made.pk)
    with pytest.raises(Refused, match="hvorfor"):
        thread.withdraw_link(by=cast.alice, link=made, why=" ")
    thread.withdraw_link(by=cast.alice, link=made, why="Forkert sag")
    with pytest.raises(Refused, match="allerede"):
        thread.withdraw_link(by=cast.bob, link=stale, why="En anden grund")
    assert Link.objects.get().withdrawn_why == "Forkert sag"


def test_a_record_has_a_title_a_known_kind_and_a_circle_when_a_circle_sees_it(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        make(cast, "  ")
    assert refused.value.field == "title"
    with pytest.raises(KeyError):
        make(cast, "a", kind="unknown")
    with pytest.raises(Refused, match="partnerskab eller udvalg"):
        make(cast, "a", visibility="circle")
    node = make(cast, "x" * 600)
    assert (len(node.title), str(node)) == (500, node.title)
    with pytest.raises(Refused, match="partnerskab eller udvalg"):
        thread.show_to(node, "circle")
    with pytest.raises(Refused, match="titel"):
        thread.retitle(node, " ")


def test_who_may_see_a_record_is_changed_at_once_and_old_readers_do_not_stay(cast: Cast) -> None:
    node = make(cast, "KANARIE")
    everyone = (cast.alice, cast.bob, cast.charlie, cast.dorte)

    def seen_by() -> set[str]:
        return {who.name for who in everyone if visibility.nodes(who).filter(pk=node.pk).exists()}

    assert seen_by() == {"Alice", "Bob", "Charlie", ""}
    charlie, bob = cast.person(cast.charlie), cast.person(cast.bob)
    thread.show_to(node, "persons", persons=[charlie, bob])
    assert seen_by() == {"Charlie", "Bob"}
    thread.show_to(node, "persons", persons=[bob])
    assert seen_by() == {"Bob"}
    thread.show_to(node, "circle", within=cast.partnership)
    assert seen_by() == {"Alice"}
    thread.show_to(node, "circle")
    assert seen_by() == {"Alice"}
    thread.show_to(node, "persons")
    assert seen_by() == set()


def test_an_outline_says_where_a_thread_is_broken(cast: Cast) -> None:
    a, b = make(cast, "a"), make(cast, "b")
    tie(cast, a, b)
    first, last = outlines.outline(cast.dorte, a), outlines.outline(cast.dorte, b)
    assert (first.is_broken_backward, first.is_broken_forward) == (True, False)
    assert (last.is_broken_backward, last.is_broken_forward) == (False, True)


def test_a_title_holds_only_signs_that_every_file_can(cast: Cast) -> None:
    wild = "Bus\x01sen\ufffe kører\ud800 \u202eikke\u202c\x7f"
    made = make(cast, wild)
    assert made.title == "Bus sen  kører  ikke"
    with journal.writing():
        thread.retitle(made, "\x02Ny\u2066 titel\U0001ffff")
    made.refresh_from_db()
    assert made.title == "Ny titel"
    with pytest.raises(Refused, match="Skriv en titel"):
        make(cast, "\x01\ufffe\u202e")
