"""Rounds: plan, do, study, act; the trial's own rule stops it; and the outermost link is asked."""

from __future__ import annotations

import datetime as dt
import importlib

import pytest
import time_machine
from django.apps import apps
from django.template.loader import render_to_string

from samspil.features.trials import actions, queries, rules
from samspil.features.trials.actions import rounds
from samspil.features.trials.models import Reach, Round, Trial
from samspil.paper.refusal import Refused
from samspil.spine import duties, journal, policy, thread
from samspil.spine.models import Duty, JournalEntry, Node
from tests.kit import given
from tests.kit.cast import Cast

WHOLE = {"belief": "a", "smallest_step": "b", "look_at": "c", "stop_rule": "d"}
TODAY = dt.date(2026, 6, 2)
WHO = ("alice", "bob", "charlie", "dorte", "secretary", "politician", "director")
MAY = {
    ("round", "running"): {"alice", "bob"},
    ("round", "planned"): set(),
    ("round", "ended"): set(),
    ("go_on", "running"): {"alice"},
    ("go_on", "ended"): set(),
    ("reach", "running"): {"alice", "bob"},
    ("reach", "ended"): {"alice", "bob"},
    ("reach", "idea"): set(),
    ("publish", "idea"): set(),
    ("publish", "planned"): {"alice"},
    ("publish", "running"): {"alice"},
    ("publish", "ended"): {"alice"},
    ("publish", "unknown"): {"alice"},
}
# Drawn by hand: (limit, rounds in a row, counts, last act, last day, why it stops).
STOPS = [
    (None, 1, [0, 0], "keep", None, ""),
    (3, 1, [], "", None, ""),
    (3, 1, [3], "keep", None, ""),
    (3, 1, [2], "keep", None, "I talte færre end 3 i den seneste omgang."),
    (3, 2, [2], "keep", None, ""),
    (3, 2, [2, 3], "keep", None, ""),
    (3, 2, [3, 2], "keep", None, ""),
    (3, 2, [2, 2], "keep", None, "I talte færre end 3 i 2 omgange i træk."),
    (3, 2, [2, None], "keep", None, ""),
    (3, 2, [None, 2], "keep", None, ""),
    (3, 2, [9, 0, 0], "keep", None, "I talte færre end 3 i 2 omgange i træk."),
    (None, 1, [9], "stop", None, "I besluttede at stoppe i den seneste omgang."),
    (None, 1, [], "", TODAY, ""),
    (None, 1, [], "", TODAY - dt.timedelta(days=1), "Sidste dag er passeret."),
]


@pytest.fixture
def origin(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.alice, kind="test_early", title="Indsigt", organisation=cast.municipality, visibility="organisation"
        )


def tried(cast: Cast, trial: Trial, count: int | None, act: str = "keep") -> Round:
    planned = rounds.plan(by=cast.bob, trial=trial, plan="Kaffe", expected="Fem kommer")
    return rounds.follow_up(
        by=cast.bob, round_=planned, held_on=TODAY, done="Det gik", seen="Få", act=act, act_why="Nyt", count=count
    )


def test_who_may(cast: Cast, origin: Node) -> None:
    for (action, state), those in MAY.items():
        may = {who for who in WHO if policy.allows(getattr(cast, who), action, "trial", origin, state)}
        assert may == those, (action, state)


@pytest.mark.parametrize(("below", "in_a_row", "counts", "act", "stops_on", "why"), STOPS)
def test_when_a_trial_stops_by_its_own_rule(
    below: int | None, in_a_row: int, counts: list[int | None], act: str, stops_on: dt.date | None, why: str
) -> None:
    assert rules.why_stop(rules.StopRule(stops_on, below, in_a_row), counts, [act] if act else [], TODAY) == why


@pytest.mark.parametrize(
    ("count", "shown"),
    [(None, ""), (0, "højst 7"), (7, "højst 7"), (8, "omkring 10"), (12, "omkring 10"), (13, "omkring 15")],
)
def test_those_outside_are_not_told_of_few(count: int | None, shown: str) -> None:
    assert rules.outside(count) == shown


@pytest.mark.parametrize(
    ("asked", "knew", "shown"),
    [
        (40, 13, "omkring 15 af omkring 40 kendte det"),
        (40, 7, "For få til at vise tal"),
        (40, 33, "For få til at vise tal"),
        (40, 40, "For få til at vise tal"),
        (7, 7, "For få til at vise tal"),
        (16, 8, "omkring 10 af omkring 15 kendte det"),
    ],
)
def test_neither_those_who_knew_nor_those_who_did_not_may_be_few(asked: int, knew: int, shown: str) -> None:
    assert rules.reach_outside(asked, knew) == shown


FEW = "I talte færre end 3 i 2 omgange i træk."


def stopped(cast: Cast, origin: Node) -> tuple[Trial, Round]:
    """Give a trial that counted too few two rounds in a row, and the last of them."""
    trial = given.running_trial(cast, origin, stop_below=3, stop_rounds=2)
    tried(cast, trial, 2)
    assert (queries.why_stop(trial, TODAY), Duty.objects.count()) == ("", 0)
    with pytest.raises(Refused, match="ikke nået"):
        rounds.go_on(by=cast.alice, trial=trial, why="Det regnede")

    return trial, tried(cast, trial, 1)


def test_a_trial_stops_by_its_rule_and_those_who_must_decide_are_told(cast: Cast, origin: Node) -> None:
    trial, _last = stopped(cast, origin)
    assert queries.why_stop(trial, TODAY) == FEW
    duty = Duty.objects.get()
    assert (duty.node_id, duty.purpose, duty.owner_organisation, duty.done_at) == (
        trial.node_id,
        rules.STOP,
        cast.municipality,
        None,
    )
    assert [hand.why for hand in queries.raised_hands(cast.alice)] == [FEW]
    assert queries.raised_hands(cast.bob) == queries.raised_hands(cast.charlie) == []
    assert FEW in render_to_string("trials/_hands.html", {"rows": queries.raised_hands(cast.alice)})
    with pytest.raises(Refused, match="Slut prøvehandlingen"):
        rounds.plan(by=cast.bob, trial=trial, plan="x", expected="y")

    with pytest.raises(Refused, match="Kun tovholderen"):
        rounds.go_on(by=cast.bob, trial=trial, why="Det regnede")

    with pytest.raises(Refused, match="hvorfor"):
        rounds.go_on(by=cast.alice, trial=trial, why=" ")

    with pytest.raises(Refused, match="når prøvehandlingen er slut, eller det er skrevet, hvorfor den går videre"):
        duties.do(by=cast.alice, duty=duty, proof="Vi talte om det den 3. marts")


def test_a_trial_goes_on_with_a_reason_and_stops_all_the_same(cast: Cast, origin: Node) -> None:
    trial, last = stopped(cast, origin)
    rounds.go_on(by=cast.alice, trial=trial, why="Det regnede begge gange")
    duty = Duty.objects.get()
    last.refresh_from_db()
    assert (duty.ended, duty.fulfilled_by_id) == ("record", trial.node_id)
    assert last.went_on_because == "Det regnede begge gange"
    assert (queries.why_stop(trial, TODAY), queries.raised_hands(cast.alice)) == ("", [])
    tried(cast, trial, 0)
    tried(cast, trial, 0)
    ended = actions.end(by=cast.alice, trial=trial, conclusion="stop", why="Ingen kom")
    assert (ended.state, list(duties.still_open())) == ("ended", [])
    verbs = list(
        JournalEntry.objects.filter(node_id=trial.node_id, verb__startswith="trial.")
        .order_by("sequence")
        .values_list("verb", flat=True)
    )
    assert verbs == [
        "trial.proposed",
        "trial.moved",
        "trial.moved",
        *["trial.round_planned", "trial.round_followed_up"] * 2,
        "trial.went_on",
        *["trial.round_planned", "trial.round_followed_up"] * 2,
        "trial.ended",
    ]


def test_a_stop_that_words_once_closed_is_owed_again_until_a_record_ends_it(cast: Cast, origin: Node) -> None:
    migrate = importlib.import_module("samspil.features.trials.migrations.0003_stop_rules_still_owed").say_how
    trial, _last = stopped(cast, origin)
    duty = Duty.objects.get()
    Duty.objects.update(ended="words", proof="ordnet", done_at="2026-03-01T00:00:00+00:00")
    migrate(apps, None)
    duty.refresh_from_db()
    assert (duty.ended, duty.done_at) == ("", None)

    rounds.go_on(by=cast.alice, trial=trial, why="Det regnede begge gange")
    Duty.objects.update(ended="words", fulfilled_by=None)
    migrate(apps, None)
    duty.refresh_from_db()
    assert (duty.ended, duty.fulfilled_by_id) == ("record", trial.node_id)


def test_the_last_day_stops_it_too(cast: Cast, origin: Node) -> None:
    with time_machine.travel(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC), tick=False):
        trial = given.running_trial(cast, origin, stops_on=TODAY)

    with (
        time_machine.travel(dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC), tick=False),
        pytest.raises(Refused, match="ikke prøvet noget"),
    ):
        rounds.go_on(by=cast.alice, trial=trial, why="Vi mangler")

    with time_machine.travel(dt.datetime(2026, 6, 2, 12, tzinfo=dt.UTC), tick=False):
        tried(cast, trial, None)

    with time_machine.travel(dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC), tick=False):
        assert [hand.why for hand in queries.raised_hands(cast.alice)] == ["Sidste dag er passeret."]
        with pytest.raises(Refused, match="ude i fremtiden"):
            rounds.go_on(by=cast.alice, trial=trial, why="Vi mangler", stops_on=TODAY)
        rounds.go_on(by=cast.alice, trial=trial, why="Vi mangler", stops_on=dt.date(2026, 7, 1))
        trial.refresh_from_db()
        assert (trial.stops_on, queries.raised_hands(cast.alice)) == (dt.date(2026, 7, 1), [])


def test_one_round_at_a_time_and_what_was_expected_stands(cast: Cast, origin: Node) -> None:
    trial = given.running_trial(cast, origin, stop_below=3)
    for plan, expected, field in ((" ", "y", "plan"), ("x", " ", "expected")):
        with pytest.raises(Refused) as refused:
            rounds.plan(by=cast.bob, trial=trial, plan=plan, expected=expected)
        assert refused.value.field == field

    planned = rounds.plan(by=cast.bob, trial=trial, plan="x", expected="y")
    with pytest.raises(Refused, match="Omgang 1 er ikke fulgt op"):
        rounds.plan(by=cast.alice, trial=trial, plan="x", expected="y")

    went = {"held_on": TODAY, "done": "a", "seen": "b", "act": "keep", "act_why": "c", "count": 4}
    for missing, value in (("done", " "), ("seen", ""), ("act", "maybe"), ("act_why", " "), ("count", None)):
        with pytest.raises(Refused) as refused:
            rounds.follow_up(by=cast.bob, round_=planned, **{**went, missing: value})  # type: ignore[arg-type]
        assert refused.value.field == missing

    assert Round.objects.get().state == "planned"
    rounds.follow_up(by=cast.bob, round_=planned, **went)  # type: ignore[arg-type]
    assert rounds.plan(by=cast.alice, trial=trial, plan="x", expected="y").number == 2
    shown = queries.story(cast.bob, trial)
    assert [(row.row.expected, row.count) for row in shown.rounds] == [("y", "4"), ("y", "")]
    assert (shown.open_round.number if shown.open_round else None, shown.stop, shown.is_near) == (2, "", True)


def test_the_outermost_link_is_asked_after_something_was_tried(cast: Cast, origin: Node) -> None:
    trial = given.running_trial(cast, origin)
    asked = {"asked_on": TODAY, "who": "gæster", "asked": 12, "knew": 4}
    with pytest.raises(Refused, match="mindst én omgang"):
        rounds.reach(by=cast.bob, trial=trial, **asked)  # type: ignore[arg-type]

    tried(cast, trial, 9)
    for wrong, field in (({"asked": 0}, "asked"), ({"knew": 13}, "knew")):
        with pytest.raises(Refused) as refused:
            rounds.reach(by=cast.bob, trial=trial, **{**asked, **wrong})  # type: ignore[arg-type]
        assert refused.value.field == field

    rounds.reach(by=cast.bob, trial=trial, **asked)  # type: ignore[arg-type]
    assert Reach.objects.count() == 1
    assert [shown.words for shown in queries.story(cast.bob, trial).reaches] == ["4 af 12 kendte det"]
    actions.describe(by=cast.alice, trial=trial, words="Kom og drik kaffe")
    actions.publish(by=cast.alice, trial=trial)
    outside = queries.story(cast.dorte, queries.trial(cast.dorte, trial.pk))
    assert [shown.words for shown in outside.reaches] == ["For få til at vise tal"]
    assert [shown.count for shown in outside.rounds] == ["omkring 10"]


def test_what_everybody_sees_is_told_in_plain_words_and_can_be_taken_back(cast: Cast, origin: Node) -> None:
    trial = given.running_trial(cast, origin)
    point = actions.learn(by=cast.bob, trial=trial, title="Kaffe", words="Kaffen først")
    with pytest.raises(Refused, match="almindeligt dansk"):
        actions.publish(by=cast.alice, trial=trial)

    with pytest.raises(Refused, match="Kun tovholderen"):
        actions.describe(by=cast.bob, trial=trial, words="x")

    actions.describe(by=cast.alice, trial=trial, words="Kom og drik kaffe")
    assert list(queries.visible_to(cast.dorte)) == []
    actions.publish(by=cast.alice, trial=trial)
    assert [
        (found, [row.words for row in queries.of_trial(cast.dorte, found)]) for found in queries.visible_to(cast.dorte)
    ] == [(trial, ["Kaffen først"])]
    actions.unpublish(by=cast.alice, trial=trial)
    point.node.refresh_from_db()
    trial.node.refresh_from_db()
    assert (trial.node.visibility, point.node.visibility) == ("organisation", "organisation")
    assert list(queries.visible_to(cast.charlie)) == list(queries.learning(cast.dorte)) == []


def test_nobody_writes_over_another(cast: Cast, origin: Node) -> None:
    trial = actions.propose(by=cast.alice, origin=origin, title="Sundhedscafé")
    seen_by_both = trial.edition
    actions.change(by=cast.bob, trial=trial, title="Sundhedscafé", edition=seen_by_both, place="Hallen")
    with pytest.raises(Refused, match="En anden har rettet"):
        actions.change(by=cast.alice, trial=trial, title="Sundhedscafé", edition=seen_by_both, place="Torvet")
    assert Trial.objects.get().place == "Hallen"
