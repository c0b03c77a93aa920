"""Proposals by hand: each wish decides in a table where it alone makes the difference, and each is said in a sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from samspil.analysis.scheduling import days, worth
from samspil.analysis.scheduling.problem import Closed, Invitee, Meeting, Order, Problem, Span
from samspil.analysis.scheduling.proposals import propose
from samspil.paper.refusal import Refused

MONDAY = dt.date(2026, 9, 7)
BOTH_WITH_ALICE = (
    Meeting("m", "Møde", 1, must_come=frozenset(["alice"])),
    Meeting("n", "Andet", 1, must_come=frozenset(["alice"])),
)


def spans(drawn: str) -> dict[str, tuple[Span, ...]]:
    """`++.?` from 9 o'clock: can, can, cannot, perhaps, half an hour each; days are parted by a blank."""
    found: dict[str, list[Span]] = {"+": [], "?": [], ".": []}
    for number, day in enumerate(drawn.split()):
        for half, sign in enumerate(day):
            starts = dt.datetime.combine(MONDAY, dt.time(9)) + dt.timedelta(days=number, minutes=30 * half)
            found[sign].append(Span(starts, starts + dt.timedelta(minutes=30)))
    return {"can": tuple(found["+"]), "maybe": tuple(found["?"])}


def who(name: str, drawn: str, organisation: str = "Kommunen", **more: object) -> Invitee:
    return Invitee(name.lower(), name, organisation, **spans(drawn), **more)  # type: ignore[arg-type]


def plan(*people: Invitee, meetings: tuple[Meeting, ...] = (Meeting("m", "Møde", 1),), **more: object) -> Problem:
    last = MONDAY + dt.timedelta(days=4)
    closes = dt.time(11)
    return Problem(MONDAY, last, people, meetings, opens=dt.time(9), closes=closes, **more)  # type: ignore[arg-type]


def begins(problem: Problem) -> list[str]:
    """The best times as `mandag 9.30`, an empty list when nothing fits."""
    found = propose(problem, most=1).proposals
    names = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag")
    return [f"{names[each.starts.weekday()]} {each.starts:%-H.%M}" for each in found[0].times] if found else []


def test_most_come() -> None:
    assert begins(plan(who("Alice", "++.."), who("Bob", ".+++"), who("Poul", "...+"))) == ["mandag 9.30"]


def test_can_beats_perhaps_and_perhaps_beats_nobody() -> None:
    assert begins(plan(who("Alice", "?+.."))) == ["mandag 9.30"]
    assert begins(plan(who("Alice", "++.."), who("Bob", ".?.."))) == ["mandag 9.30"]
    # Two who perhaps can are worth more than one who can: 12 and 10 points.
    assert begins(plan(who("Alice", "+..."), who("Bob", ".?.."), who("Poul", ".?.."), is_short=True)) == ["mandag 9.30"]


def test_must_come_and_quorum_are_kept_against_the_many() -> None:
    many = [who(name, "+...") for name in ("Alice", "Bob", "Ditte")]
    rare = who("Poul", "...+", "Regionen")
    assert begins(plan(*many, rare)) == ["mandag 9.00"]
    assert begins(plan(*many, rare, meetings=(Meeting("m", "Møde", 1, must_come=frozenset(["poul"])),))) == [
        "mandag 10.30"
    ]
    assert begins(plan(*many, rare, meetings=(Meeting("m", "Møde", 1, quorum={"Regionen": 1}),))) == ["mandag 10.30"]
    both = (who("Lis", "..++", "Regionen"), who("Ole", "...+", "Regionen"))
    assert begins(plan(*many, *both, meetings=(Meeting("m", "Møde", 1, quorum={"Regionen": 2}),))) == ["mandag 10.30"]


def test_a_citizen_goes_before_any_number_of_others() -> None:
    staff = [Invitee(f"s{n}", f"S{n}", "Kommunen", **spans("+...")) for n in range(30)]
    dorte = who("Dorte", "...?", "Borgere", is_citizen=True)
    assert begins(plan(*staff, dorte)) == ["mandag 10.30"]
    assert begins(plan(*staff, dorte, citizens_first=False)) == ["mandag 9.00"]
    sure = replace(dorte, **spans("..?+"))
    assert begins(plan(*staff, sure)) == ["mandag 10.30"]


def test_who_missed_the_last_ones_weighs_more() -> None:
    assert begins(plan(who("Alice", "+..."), who("Bob", "...+"))) == ["mandag 9.00"]
    assert begins(plan(who("Alice", "?..."), who("Bob", "...?", missed_before=1))) == ["mandag 10.30"]
    assert worth.points(plan(who("A", "+")), who("B", "+", missed_before=3), worth.CAN) == 19
    assert worth.points(plan(who("A", "+")), who("B", "+", missed_before=4), worth.CAN) == 19
    assert worth.points(plan(who("A", "+")), who("B", "+", missed_before=4), worth.CANNOT) == 0


def test_nobody_is_left_out_of_everything() -> None:
    """Bob and Lis can only meet Alice on one day each; two meetings with the same three take one of each."""
    two = (Meeting("m", "Møde", 1), Meeting("n", "Andet", 1))
    people = (who("Alice", "++++ ++++"), who("Bob", "++++ ...."), who("Lis", ".... ++++"))
    assert {each.split()[0] for each in begins(plan(*people, meetings=two))} == {"mandag", "tirsdag"}


def test_a_short_plan_lies_close() -> None:
    two = (Meeting("m", "Møde", 1), Meeting("n", "Andet", 1))
    people = (who("Alice", "+... .... .... .... +?.."),)
    spread = begins(plan(*people, meetings=two))
    assert set(spread) == {"fredag 9.00", "mandag 9.00"}
    assert {each.split()[0] for each in begins(plan(*people, meetings=two, is_short=True))} == {"fredag"}


def test_order_and_days_between_are_kept() -> None:
    two = (Meeting("m", "Møde", 1), Meeting("n", "Andet", 1))
    alice = who("Alice", "++++ ++++ ++++ ++++ ++++")
    assert (
        begins(plan(alice, meetings=two, orders=(Order("n", "m"),)))[1]
        < begins(plan(alice, meetings=two, orders=(Order("n", "m"),)))[0]
    )
    apart = propose(plan(alice, meetings=two, orders=(Order("m", "n", 2, 2),))).proposals
    assert [(each.times[1].starts.date() - each.times[0].starts.date()).days for each in apart] == [2, 2, 2]


def test_the_way_between_places_is_left_time_for() -> None:
    two = (Meeting("m", "Møde", 1, "Hallen"), Meeting("n", "Andet", 1, "Rådhuset"))
    alice = who("Alice", "++++")
    assert begins(plan(alice, meetings=two, orders=(Order("m", "n"),))) != []
    near = propose(plan(alice, meetings=two, orders=(Order("m", "n"),), travel={("Rådhuset", "Hallen"): 2}), most=1)
    assert [f"{each.starts:%-H.%M}" for each in near.proposals[0].times] == ["9.00", "10.30"]
    far = propose(
        plan(
            alice, meetings=two, orders=(Order("m", "n"),), weekdays=frozenset([0]), travel={("Rådhuset", "Hallen"): 3}
        )
    )
    assert far.obstacle == "Der er ingen dage at mødes på i perioden. Gør den længere, eller vælg flere ugedage."


def test_nobody_meets_on_a_holiday_or_in_a_closed_week() -> None:
    first = dt.date(2026, 5, 13)
    at = [dt.datetime.combine(first + dt.timedelta(days=day), dt.time(9)) for day in range(3)]
    alice = Invitee("a", "Alice", "Kommunen", tuple(Span(each, each + dt.timedelta(hours=1)) for each in at[1:]))
    ascension = Problem(
        first, first + dt.timedelta(days=2), (alice,), (Meeting("m", "Møde", 2, must_come=frozenset("a")),)
    )
    assert propose(ascension).proposals[0].times[0].starts.date() == dt.date(2026, 5, 14)
    closed = replace(ascension, closed=(days.closed(first, ascension.last),))
    assert [each.times[0].starts.date() for each in propose(closed).proposals] == [dt.date(2026, 5, 15)]


def test_proposals_lie_on_different_days_and_the_best_comes_first() -> None:
    found = propose(plan(who("Alice", "++++ ++++ ++++ ++++"), who("Bob", ".... +... ....")))
    assert [each.times[0].starts.date().day for each in found.proposals] == [8, 7, 9]
    assert [each.is_proven for each in found.proposals] == [True] * 3
    assert [each.value for each in found.proposals] == [20, -5, -5]
    assert found.gap == 0
    assert len(propose(plan(who("Alice", "+")), most=7).proposals) == 5


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ((who("Alice", "+"), who("Bob", "+")), "Alle kan."),
        ((who("Alice", "+"), who("Bob", "")), "Bob kan ikke."),
        ((who("Alice", "+"), who("Bob", ""), who("Lis", ""), who("Ole", "?")), "Bob og Lis kan ikke. Ole kan måske."),
        ((who("Alice", "+"), who("Bob", "", has_answered=False)), "Alle, der har svaret, kan. Bob har ikke svaret."),
        ((who("Alice", "?"), who("Bob", "", has_answered=False)), "Alice kan måske. Bob har ikke svaret."),
    ],
)
def test_who_cannot_come_is_said(people: tuple[Invitee, ...], sentence: str) -> None:
    assert propose(plan(*people)).proposals[0].sentence == sentence


def test_several_meetings_have_a_sentence_each() -> None:
    two = (Meeting("m", "Møde", 1), Meeting("n", "Andet", 1, invited=frozenset(["bob"])))
    found = propose(plan(who("Alice", "+."), who("Bob", "+"), meetings=two)).proposals[0]
    assert found.sentence == "Møde: Alle kan. Andet: Bob kan ikke."


def test_of_equally_good_times_the_earliest_is_taken() -> None:
    alice = who("Alice", ".... .+++ ++++")
    assert begins(plan(alice)) == ["tirsdag 9.30"]
    assert [each.times[0].starts.day for each in propose(plan(alice)).proposals] == [8, 9, 7]


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            plan(
                who("Alice", "+"),
                who("Bob", ".+"),
                meetings=(Meeting("m", "Møde", 1, must_come=frozenset(["alice", "bob"])),),
            ),
            "Det hjælper mest, hvis Bob ikke behøver at komme.",
        ),
        (
            plan(
                who("Alice", "+"),
                who("Poul", ".+", "Regionen"),
                meetings=(Meeting("m", "Møde", 1, must_come=frozenset(["alice"]), quorum={"Regionen": 1}),),
                citizens_first=False,
            ),
            "Det hjælper mest, hvis der ikke behøver at komme 1 fra Regionen.",
        ),
        (
            plan(
                who("Alice", "+"),
                meetings=(Meeting("m", "Møde", 1, must_come=frozenset(["alice"])),),
                closed=(Closed("byrådets uge", frozenset([MONDAY]), is_wish=True),),
            ),
            "Det hjælper mest, hvis der kan holdes møde i byrådets uge.",
        ),
        (
            plan(
                who("Alice", "+ +"),
                meetings=BOTH_WITH_ALICE,
                orders=(Order("m", "n", 2),),
            ),
            "Det hjælper mest, hvis »Andet« ikke behøver at vente på »Møde«.",
        ),
        (
            plan(
                who("Alice", "+ +"),
                meetings=BOTH_WITH_ALICE,
                orders=(Order("m", "n", 2, 3),),
            ),
            "Det hjælper mest, hvis afstanden mellem »Møde« og »Andet« kan være en anden.",
        ),
        (
            plan(
                who("Alice", "."),
                who("Bob", "."),
                meetings=(Meeting("m", "Møde", 1, must_come=frozenset(["alice", "bob"])),),
            ),
            "Mindst 2 må opgives, for eksempel hvis Alice ikke behøver at komme og Bob ikke behøver at komme.",
        ),
    ],
)
def test_when_nothing_fits_the_wish_that_helps_most_is_named(problem: Problem, sentence: str) -> None:
    found = propose(problem)
    assert found.proposals == ()
    assert found.then is not None
    assert found.obstacle.endswith(sentence), found.obstacle


def test_without_a_day_there_is_nothing_to_give_up() -> None:
    saturday = MONDAY - dt.timedelta(days=2)
    nothing = propose(replace(plan(who("Alice", "+")), first=saturday, last=saturday))
    assert (nothing.proposals, nothing.then) == ((), None)
    assert nothing.obstacle.startswith("Der er ingen dage at mødes på")


def test_nonsense_is_refused_before_anything_is_searched() -> None:
    with pytest.raises(Refused, match="Vælg mindst én"):
        propose(plan())
