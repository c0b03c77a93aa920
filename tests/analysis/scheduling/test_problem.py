"""What makes no sense is refused with one Danish sentence; nothing else is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from samspil.analysis.scheduling.problem import Closed, Invitee, Meeting, Order, Problem, Span, check, slot_of_day
from samspil.paper.refusal import Refused

DAY = dt.date(2026, 9, 7)


def at(hour: int, minute: int = 0, day: int = 0) -> dt.datetime:
    return dt.datetime.combine(DAY + dt.timedelta(days=day), dt.time(hour, minute))


ALICE = Invitee("a", "Alice", "Kommunen", (Span(at(9), at(12)),))
BOB = Invitee("b", "Bob", "Kommunen")
TALK = Meeting("m", "Samtale", 2)
AFTER = Meeting("n", "Opsamling", 2)
PLAIN = Problem(DAY, DAY + dt.timedelta(days=6), (ALICE, BOB), (TALK,))


def test_a_plain_wish_makes_sense() -> None:
    check(PLAIN)
    check(replace(PLAIN, closes=dt.time(23, 59)))
    check(replace(PLAIN, closed=(Closed("uge 37", frozenset([DAY]), is_wish=True),)))
    check(replace(PLAIN, meetings=(TALK, AFTER), orders=(Order("m", "n", 1, 1),)))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"last": DAY - dt.timedelta(days=1)}, "Perioden slutter, før den begynder"),
        ({"last": DAY + dt.timedelta(days=184)}, "Perioden er på 185 dage. Vælg højst 184 dage."),
        ({"opens": dt.time(8, 15)}, "Dagen begynder kl. 8.15. Vælg en hel eller halv time."),
        ({"closes": dt.time(17, 45)}, "Dagen slutter kl. 17.45. Vælg en hel eller halv time."),
        ({"opens": dt.time(18)}, "Dagen slutter, før den begynder"),
        ({"weekdays": frozenset()}, "Vælg mindst én ugedag"),
        ({"weekdays": frozenset([7])}, "Vælg mindst én ugedag"),
        ({"travel": {("Hallen", "Rådhuset"): -1}}, "Vejen mellem Hallen og Rådhuset"),
        ({"people": ()}, "Vælg mindst én, der skal spørges"),
        ({"people": tuple(replace(BOB, key=str(n)) for n in range(201))}, "Der er 201 personer. Vælg højst 200."),
        ({"people": (ALICE, ALICE)}, "Personen »a« er med to gange"),
        ({"people": (replace(BOB, missed_before=-1),)}, "Bob kan ikke have manglet færre end 0"),
        (
            {"people": (replace(BOB, can=(Span(at(10), at(10)),)),)},
            "før den begynder: mandag den 7. september 2026 kl. 10.00.",
        ),
        (
            {"people": (replace(BOB, maybe=(Span(at(10), at(10, 20)),)),)},
            "Tiderne for Bob skal begynde og slutte på en hel",
        ),
        (
            {"people": (replace(BOB, can=(Span(at(10).replace(tzinfo=dt.UTC), at(11)),)),)},
            "Tiderne for Bob skal være dansk tid",
        ),
        ({"meetings": ()}, "Vælg mindst ét møde"),
        ({"meetings": tuple(replace(TALK, key=str(n)) for n in range(21))}, "Der er 21 møder. Vælg højst 20."),
        ({"meetings": (TALK, TALK)}, "Mødet »m« er med to gange"),
        ({"meetings": (replace(TALK, half_hours=0),)}, "»Samtale« skal vare mellem en halv time og 8 timer"),
        ({"meetings": (replace(TALK, half_hours=17),)}, "»Samtale« skal vare mellem"),
        (
            {"meetings": (TALK,), "opens": dt.time(8), "closes": dt.time(8, 30)},
            "længere end dagen, der går fra kl. 8.00 til kl. 8.30",
        ),
        ({"meetings": (replace(TALK, invited=frozenset("z")),)}, "»Samtale« inviterer »z«"),
        ({"meetings": (replace(TALK, must_come=frozenset("z")),)}, "»Samtale« inviterer »z«"),
        (
            {"meetings": (replace(TALK, invited=frozenset("a"), must_come=frozenset("b")),)},
            "»b« skal med til »Samtale«, men er",
        ),
        ({"meetings": (replace(TALK, quorum={"Kommunen": -1}),)}, "Der kan ikke komme færre end 0 fra Kommunen"),
        (
            {"meetings": (replace(TALK, quorum={"Kommunen": 3}),)},
            "mindst 3 fra Kommunen til »Samtale«, men kun 2 derfra",
        ),
        ({"meetings": (replace(TALK, quorum={"Regionen": 1}),)}, "kun 0 derfra"),
        ({"orders": (Order("m", "x"),)}, "Rækkefølgen nævner mødet »x«"),
        ({"meetings": (TALK, AFTER), "orders": (Order("m", "n", -1),)}, "det højeste antal dage mindre"),
        ({"meetings": (TALK, AFTER), "orders": (Order("m", "n", 3, 2),)}, "Mellem »Samtale« og »Opsamling«"),
        ({"meetings": (TALK, AFTER), "orders": (Order("m", "n"), Order("n", "m"))}, "skal ligge før sig selv"),
        ({"orders": (Order("m", "m"),)}, "»Samtale« skal ligge før sig selv"),
    ],
)
def test_what_makes_no_sense_is_refused(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        check(replace(PLAIN, **changed))
    assert sentence in refused.value.sentence
    assert refused.value.field


def test_half_hours_count_from_the_first_midnight() -> None:
    assert [PLAIN.slot(at(0)), PLAIN.slot(at(9, 30)), PLAIN.slot(at(0, day=1))] == [0, 19, 48]
    assert PLAIN.moment(67) == at(9, 30, day=1)
    assert [slot_of_day(dt.time(23, 30)), slot_of_day(dt.time(23, 59))] == [47, 48]


def test_the_way_between_two_places_is_the_same_back() -> None:
    plan = replace(PLAIN, travel={("Hallen", "Rådhuset"): 3})
    hall, town, same = (replace(TALK, place=place) for place in ("Hallen", "Rådhuset", "Hallen"))
    assert [plan.between(hall, town), plan.between(town, hall), plan.between(hall, same), plan.between(hall, TALK)] == [
        3,
        3,
        0,
        0,
    ]
