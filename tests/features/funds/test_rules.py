"""What the rules of money say, as tables written by hand."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from samspil.features.funds import queries, rules
from samspil.paper.refusal import Refused
from samspil.spine import journal, policy, thread
from samspil.spine.models import Node
from tests.kit.cast import Cast


@dataclass
class Amount:
    amount_ore: int
    first_year: int = 2026
    last_year: int = 2026
    is_per_year: bool = False


@pytest.mark.parametrize(
    ("amount", "total", "by_year"),
    [
        (Amount(570_000_000, 2028, 2029), 570_000_000, None),
        (
            Amount(120_000_000, 2026, 2029, is_per_year=True),
            480_000_000,
            dict.fromkeys((2026, 2027, 2028, 2029), 120_000_000),
        ),
        (Amount(150_000_000, 2025, 2025), 150_000_000, {2025: 150_000_000}),
        (Amount(20_000_000, 2025, 2025, is_per_year=True), 20_000_000, {2025: 20_000_000}),
    ],
)
def test_an_amount_covers_its_years(amount: Amount, total: int, by_year: dict[int, int] | None) -> None:
    assert rules.total(amount) == total
    assert rules.by_year(amount) == by_year


@pytest.mark.parametrize(
    ("amount", "field"), [(Amount(0), "amount_ore"), (Amount(-1), "amount_ore"), (Amount(1, 2027, 2026), "last_year")]
)
def test_an_amount_is_something_and_runs_forwards(amount: Amount, field: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_amount(amount)
    assert refused.value.field == field


def test_parts_never_exceed_the_whole() -> None:
    whole = Amount(150)
    rules.check_part(whole, Amount(50), [Amount(100)])
    with pytest.raises(Refused, match="større end"):
        rules.check_part(whole, Amount(51), [Amount(100)])


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("der afsættes i alt 5,7 mio. kr. (maksimalt betalingsloft)", [570_000_000]),
        (
            "200.000 kr. til Socialmedicinsk Team i 2025 og 1,2 mio. kr. om året i årene 2026-2029",
            [20_000_000, 120_000_000],
        ),
        ("1 mio. kr. fra puljen og 0,5 mio. kr. til medfinansiering", [100_000_000, 50_000_000]),
        ("hvoraf 50.000 kr. årligt", [5_000_000]),
        ("mindst 15 % i årene 2028-2029", []),
        ("1.234.567,89 kr.", [123_456_789]),
        ("2 mia. kr.", [200_000_000_000]),
        ("600.000 kroner", []),
    ],
)
def test_amounts_are_read_as_the_text_has_them(text: str, ore: list[int]) -> None:
    assert [mention.ore for mention in rules.amounts_in(text)] == ore
    assert all(text[m.start : m.end].endswith("kr") for m in rules.amounts_in(text))


@pytest.mark.parametrize(
    ("moved", "stage"),
    [
        ({}, "set_aside"),
        ({"granted": 10}, "granted"),
        ({"granted": 10, "released": 4}, "released"),
        ({"granted": 10, "released": 4, "committed": 0}, "released"),
        ({"granted": 10, "released": 4, "committed": 3, "spent": 1}, "spent"),
    ],
)
def test_the_stage_is_the_furthest_reached(moved: dict[str, int], stage: str) -> None:
    assert rules.stage_of(moved) == stage


# Who (in the record's own municipality, its committee, or elsewhere) may do what; written by hand.
WHO = ("alice", "bob", "charlie", "dorte", "secretary", "politician", "director")
MAY = {
    ("add", "pool", ""): {"secretary", "director"},
    ("add", "appropriation", ""): {"secretary", "director"},
    ("correct", "appropriation", "set_aside"): {"secretary", "director"},
    ("correct", "appropriation", "granted"): set(),
    ("correct", "appropriation", "spent"): set(),
    ("move", "appropriation", "set_aside"): {"secretary", "director"},
    ("move", "appropriation", "committed"): {"secretary", "director"},
    ("move", "appropriation", "spent"): {"secretary", "director"},
    ("add", "effort", ""): {"alice", "secretary", "director"},
    ("move", "effort", "planned"): {"alice", "secretary", "director"},
    ("move", "effort", "running"): {"alice", "secretary", "director"},
    ("move", "effort", "ended"): set(),
}


def test_who_may(cast: Cast) -> None:
    with journal.writing():
        node = thread.open_node(by=cast.alice, kind="test_early", title="x", organisation=cast.municipality)
    for (action, kind, state), those in MAY.items():
        may = {who for who in WHO if policy.allows(getattr(cast, who), action, kind, node, state)}
        assert may == those, (action, kind, state)


@pytest.fixture
def node(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(by=cast.director, kind="test_early", title="x", organisation=cast.municipality)


@pytest.mark.parametrize(
    ("to", "ore", "moved", "word"),
    [
        ("granted", 100, {}, None),
        ("granted", 60, {}, "hele det afsatte"),
        ("granted", 100, {"granted": 100}, "mere bevilget end afsat"),
        ("released", 60, {"granted": 100}, None),
        ("released", 60, {}, "mere udmøntet end bevilget"),
        ("released", 60, {"granted": 100, "released": 50}, "mere udmøntet end bevilget"),
        ("committed", 50, {"granted": 100, "released": 50}, None),
        ("spent", 1, {"granted": 100, "released": 50}, "mere brugt end disponeret"),
        ("set_aside", 1, {}, "Vælg bevilget"),
        ("nonsense", 1, {}, "Vælg bevilget"),
        ("released", 0, {"granted": 100}, "større end 0"),
    ],
)
def test_money_moves_one_stage_at_a_time(to: str, ore: int, moved: dict[str, int], word: str | None) -> None:
    def move() -> None:
        rules.check_move(to, moved=moved, amount_ore=ore, whole=100)

    if word is None:
        move()
        assert rules.check_order_of({**moved, to: moved.get(to, 0) + ore}, 100)
    else:
        with pytest.raises(Refused, match=word):
            move()


def test_an_outsider_moves_nothing(cast: Cast, node: Node) -> None:
    with pytest.raises(Refused, match="Kun sekretær og direktør"):
        policy.check(cast.charlie, "move", "appropriation", node, "set_aside")
    with pytest.raises(Refused, match="Kun tovholder"):
        policy.check(cast.charlie, "move", "effort", node, "planned")
    with pytest.raises(Refused, match="kan kun rettes"):
        policy.check(cast.charlie, "correct", "appropriation", node, "set_aside")
    with pytest.raises(Refused, match="Kun sekretær"):
        policy.check(cast.charlie, "add", "pool", node)


@pytest.mark.parametrize(
    ("state", "to", "allowed"),
    [
        ("planned", "running", True),
        ("planned", "ended", True),
        ("running", "ended", True),
        ("running", "planned", False),
        ("ended", "running", False),
    ],
)
def test_an_effort_goes_forwards(state: str, to: str, allowed: bool) -> None:
    if allowed:
        rules.check_effort(state, to)
    else:
        with pytest.raises(Refused):
            rules.check_effort(state, to)


def test_what_may_still_reach_each_stage_is_what_reached_the_one_before() -> None:
    assert rules.left({}, 100) == {"granted": 100, "released": 0, "committed": 0, "spent": 0}
    moved = {"granted": 100, "released": 60, "committed": 60, "spent": 10}
    assert rules.left(moved, 100) == {"granted": 0, "released": 40, "committed": 0, "spent": 50}


def test_what_the_sources_do_not_say_is_not_nought() -> None:
    told = rules.reached({"granted": 100}, 100, is_told=True)
    assert told == {"set_aside": 100, "granted": 100, "released": 0, "committed": 0, "spent": 0}
    untold = rules.reached({"granted": 100}, 100, is_told=False)
    assert untold == {"set_aside": 100, "granted": 100, "released": None, "committed": None, "spent": None}
    together = rules.summed([told, untold], 250)
    assert together == {"set_aside": 250, "granted": 200, "released": None, "committed": None, "spent": None}


def test_of_several_amounts_the_known_part_is_a_least() -> None:
    known = rules.reached({"granted": 40}, 40, is_told=True)
    hidden = rules.reached({}, 60, is_told=False)
    told = {each.name: (each.ore, each.is_least) for each in queries.stages([known, hidden])}
    assert told == {
        "set_aside": (100, False),
        "granted": (40, True),
        "released": (None, False),
        "committed": (None, False),
        "spent": (None, False),
    }
