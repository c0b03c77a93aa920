"""Trials: who may what when, and each deed with its link and journal row."""

from __future__ import annotations

import pytest

from samspil.features.trials import actions, queries, rules
from samspil.features.trials.models import Trial
from samspil.paper.refusal import Refused
from samspil.spine import journal, policy, search, thread
from samspil.spine.models import JournalEntry, Link, Node
from tests.kit.cast import Cast

WHO = ("alice", "bob", "charlie", "dorte", "secretary", "politician", "director")
MAY = {
    ("add", ""): {"alice", "bob"},
    ("edit", "idea"): {"alice", "bob"},
    ("edit", "planned"): {"alice", "bob"},
    ("edit", "running"): set(),
    ("edit", "ended"): set(),
    ("move", "idea"): {"alice"},
    ("move", "running"): {"alice"},
    ("move", "ended"): set(),
    ("learn", "idea"): set(),
    ("learn", "running"): {"alice", "bob"},
    ("learn", "ended"): {"alice", "bob"},
}
WHOLE = {"belief": "a", "smallest_step": "b", "look_at": "c", "stop_rule": "d"}


@pytest.fixture
def origin(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.alice, kind="test_early", title="Indsigt", organisation=cast.municipality, visibility="organisation"
        )


@pytest.fixture
def trial(cast: Cast, origin: Node) -> Trial:
    return actions.propose(by=cast.alice, origin=origin, title="Sundhedscafé", place="Bakkeby", **WHOLE)


def test_who_may(cast: Cast, origin: Node) -> None:
    for (action, state), those in MAY.items():
        may = {who for who in WHO if policy.allows(getattr(cast, who), action, "trial", origin, state)}
        assert may == those, (action, state)


@pytest.mark.parametrize("state", rules.STATES.labels)
@pytest.mark.parametrize("to", [*rules.STATES.labels, "nonsense"])
def test_the_way_of_a_trial(state: str, to: str) -> None:
    allowed = (state, to) in {
        ("idea", "planned"),
        ("planned", "running"),
        ("planned", "unknown"),
        ("unknown", "running"),
        ("unknown", "ended"),
        ("running", "ended"),
    }
    if allowed:
        rules.check_move(state, to, WHOLE)
    else:
        with pytest.raises(Refused):
            rules.check_move(state, to, WHOLE)


@pytest.mark.parametrize("missing", WHOLE)
def test_nothing_runs_before_it_is_thought_through(missing: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_move("planned", "running", {**WHOLE, missing: " "})
    assert refused.value.field == missing


def test_a_trial_from_idea_to_learning(cast: Cast, origin: Node, trial: Trial) -> None:
    assert list(Link.objects.filter(later=trial.node).values_list("earlier", "relation")) == [(origin.pk, "led_to")]
    assert (trial.node.visibility, trial.node.organisation) == (origin.visibility, origin.organisation)
    actions.change(by=cast.bob, trial=trial, title="Sundhedscafé i hallen", place="Hallen")
    for state in ("planned", "running"):
        actions.move(by=cast.alice, trial=trial, state=state)

    point = actions.learn(by=cast.bob, trial=trial, title="Kaffe hjælper", words="Samtalen begynder ved kaffen")
    with pytest.raises(Refused, match="hvorfor"):
        actions.end(by=cast.alice, trial=trial, conclusion="keep", why="")

    with pytest.raises(Refused, match="Vælg"):
        actions.end(by=cast.alice, trial=trial, conclusion="maybe", why="x")

    ended = actions.end(by=cast.alice, trial=trial, conclusion="spread", why="Flere kom, end vi troede")
    assert (ended.state, ended.conclusion) == ("ended", "spread")
    assert list(queries.of_trial(cast.bob, trial)) == [point]
    assert Link.objects.filter(earlier=trial.node, later=point.node, relation="led_to").exists()
    assert [n.title for n in search.find(cast.bob, "kaffen")] == ["Kaffe hjælper"]
    verbs = list(JournalEntry.objects.filter(node_id=trial.node.pk).order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["link.made", "trial.proposed", "trial.changed", "trial.moved", "trial.moved", "trial.ended"]
    with pytest.raises(Refused, match="kun før den er i gang"):
        actions.change(by=cast.alice, trial=trial, title="x")

    with pytest.raises(Refused, match="hvad I har lært"):
        actions.learn(by=cast.alice, trial=trial, title="x", words=" ")


def test_an_outsider_sees_and_does_nothing(cast: Cast, origin: Node, trial: Trial) -> None:
    for actor in (cast.charlie, cast.dorte):
        assert list(queries.visible_to(actor)) == []
        for deed in (
            lambda: actions.propose(by=actor, origin=origin, title="x"),  # noqa: B023 -- called at once
            lambda: actions.move(by=actor, trial=trial, state="planned"),  # noqa: B023 -- called at once
            lambda: actions.learn(by=actor, trial=trial, title="x", words="y"),  # noqa: B023 -- called at once
        ):
            with pytest.raises(Refused):
                deed()
    assert Trial.objects.count() == 1
