"""A trial that is only possible came of nothing; when it is more than that, it is linked to where it was named."""

from __future__ import annotations

import pytest

from samspil.features.trials import actions, queries
from samspil.spine import journal, thread
from samspil.spine.models import Link, Node
from tests.kit.cast import Cast

WHOLE = {"belief": "a", "smallest_step": "b", "look_at": "c", "stop_rule": "d"}


@pytest.fixture
def origin(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.alice,
            kind="test_early",
            title="Festival",
            organisation=cast.municipality,
            visibility="organisation",
        )


def links(node: Node) -> list[tuple[str, str]]:
    return list(Link.objects.filter(later=node).values_list("relation", "strength"))


def test_it_keeps_where_it_is_named_and_is_no_step_of_the_thread(cast: Cast, origin: Node) -> None:
    trial = actions.propose(by=cast.alice, origin=origin, title="Måske", is_possible=True, **WHOLE)
    assert links(trial.node) == []
    assert queries.named_at(cast.alice, trial) == origin
    assert queries.named_at(cast.charlie, trial) is None
    actions.move(by=cast.alice, trial=trial, state="planned")
    assert links(trial.node) == []
    running = actions.move(by=cast.alice, trial=trial, state="running")
    assert links(trial.node) == [("led_to", "direct")]
    assert (running.is_possible, running.origin) == (False, None)


def test_it_is_linked_when_it_is_no_longer_only_possible(cast: Cast, origin: Node) -> None:
    trial = actions.propose(by=cast.alice, origin=origin, title="Måske", is_possible=True, **WHOLE)
    actions.change(by=cast.alice, trial=trial, title="Ja", is_possible=False)
    assert links(trial.node) == [("led_to", "direct")]


def test_one_that_is_certain_is_linked_at_once(cast: Cast, origin: Node) -> None:
    assert links(actions.propose(by=cast.alice, origin=origin, title="Ja", **WHOLE).node) == [("led_to", "direct")]
