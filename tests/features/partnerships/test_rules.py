"""Who plans, moves and closes an activity: tables written by hand."""

from __future__ import annotations

import pytest

from samspil.features.partnerships.core import rules
from samspil.features.partnerships.day import rules as day_rules
from samspil.features.partnerships.plans import rules as plan_rules
from samspil.paper.refusal import Refused
from samspil.spine import journal, policy, thread
from samspil.spine.models import Node
from tests.kit.cast import Cast

WHO = ("alice", "bob", "charlie", "dorte", "secretary", "politician", "director")
MAY = {
    ("add", "partnership", ""): {"alice", "director"},
    ("edit", "partnership", ""): {"alice"},
    ("add", "activity", ""): {"alice"},
    ("edit", "activity", "planned"): {"alice"},
    ("edit", "activity", "unknown"): {"alice"},
    ("edit", "activity", "held"): set(),
    ("edit", "activity", "closed"): set(),
    ("edit", "activity", "cancelled"): set(),
    ("move", "activity", "planned"): {"alice"},
    ("move", "activity", "unknown"): {"alice"},
    ("move", "activity", "held"): set(),
    ("move", "activity", "closed"): set(),
    ("land", "activity", "planned"): set(),
    ("land", "activity", "held"): {"alice"},
    ("land", "activity", "closed"): {"alice"},
    ("land", "activity", "cancelled"): set(),
}


@pytest.fixture
def node(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.director, kind="test_early", title="x", organisation=cast.municipality, within=cast.partnership
        )


def test_who_may(cast: Cast, node: Node) -> None:
    for (action, kind, state), those in MAY.items():
        may = {who for who in WHO if policy.allows(getattr(cast, who), action, kind, node, state)}
        assert may == those, (action, kind, state)


@pytest.mark.parametrize(
    ("state", "to", "allowed"),
    [
        ("planned", "held", True),
        ("planned", "cancelled", True),
        ("planned", "unknown", True),
        ("planned", "closed", False),
        ("unknown", "held", True),
        ("unknown", "cancelled", True),
        ("unknown", "planned", False),
        ("held", "cancelled", False),
        ("held", "closed", False),
        ("closed", "held", False),
        ("cancelled", "held", False),
    ],
)
def test_the_way_of_an_activity(state: str, to: str, allowed: bool) -> None:
    if allowed:
        plan_rules.check_move(state, to)
    else:
        with pytest.raises(Refused):
            plan_rules.check_move(state, to)


@pytest.mark.parametrize(
    ("landed", "came", "following", "field"),
    [("", "b", "c", "landed"), ("a", " ", "c", "came_of_it"), ("a", "b", "\n", "what_next"), ("a", "b", "c", None)],
)
def test_no_activity_closes_without_three_lines(
    cast: Cast, node: Node, landed: str, came: str, following: str, field: str | None
) -> None:
    if field is None:
        day_rules.check_land(landed, came, following)
    else:
        with pytest.raises(Refused) as refused:
            day_rules.check_land(landed, came, following)
        assert refused.value.field == field


@pytest.mark.parametrize(
    "check",
    [
        lambda by, node: policy.check(by, "add", "partnership", node),
        lambda by, node: policy.check(by, "edit", "partnership", node),
        lambda by, node: policy.check(by, "add", "activity", node),
        lambda by, node: policy.check(by, "edit", "activity", node, "planned"),
        lambda by, node: policy.check(by, "move", "activity", node, "planned"),
        lambda by, node: policy.check(by, "land", "activity", node, "held"),
    ],
)
def test_an_outsider_is_told_who_may(cast: Cast, node: Node, check: object) -> None:
    with pytest.raises(Refused, match="Kun "):
        check(cast.charlie, node)  # type: ignore[operator]


def test_every_state_has_its_way_and_its_word() -> None:
    ways = {state: set(rules.STATES.after(state)) for state in rules.STATES.labels}
    assert {state for state in ways if not ways[state]} == {"closed", "cancelled"}
    assert {to for each in ways.values() for to in each} == set(rules.STATES.labels) - {"planned"}
