"""The day's rules: who rates when, what may be shown of few, what is next and whose. Tables drawn by hand."""

from __future__ import annotations

import datetime as dt
import itertools
from uuid import uuid4

import pytest

from samspil.features.partnerships.core.rules import LEVELS
from samspil.features.partnerships.day import rules as day
from samspil.features.partnerships.day.rules import NextStep
from samspil.paper.refusal import Refused

SOMEBODY = uuid4()


def test_what_one_gets_is_measured_on_what_is_promised() -> None:
    assert ("none", *LEVELS) == day.ORDER


@pytest.mark.parametrize(
    ("level", "promised", "answers", "present", "refused"),
    [
        ("hear", "hear", 0, 0, None),
        ("hear", "hear", 99, 0, None),  # nobody noted who came: there is no number to hold it against
        ("hear", "hear", 9, 10, None),
        ("hear", "hear", 10, 10, "allerede lige så mange svar"),
        ("loud", "hear", 0, 0, "Vælg det, der passer bedst"),
        ("hear", "", 0, 0, "lovede ikke noget"),
    ],
)
def test_there_are_never_more_answers_than_people(
    level: str, promised: str, answers: int, present: int, refused: str | None
) -> None:
    if refused is None:
        day.check_rate(level, promised, answers, present)
    else:
        with pytest.raises(Refused, match=refused):
            day.check_rate(level, promised, answers, present)


@pytest.mark.parametrize(
    ("counts", "sentence", "cells"),
    [
        ({}, "Ingen har svaret endnu.", {}),
        ({"hear": 4}, "4 svar. Resultatet vises, når der er mindst 5.", {}),
        ({"hear": 5}, "5 af 5 fik mindst det, der var lovet.", {"hear": 5}),
        ({"hear": 4, "inform": 3}, "4 af 7 fik mindst det, der var lovet.", {"hear": 4, "inform": 3}),
        ({"hear": 4, "involve": 1}, "5 af 5 fik mindst det, der var lovet.", {}),
        (
            {"hear": 4, "none": 1},
            "5 svar. Resultatet vises ikke, fordi en eller to svarede anderledes end de andre.",
            {},
        ),
        (
            {"hear": 2, "none": 4},
            "6 svar. Resultatet vises ikke, fordi en eller to svarede anderledes end de andre.",
            {},
        ),
    ],
)
def test_few_answers_are_not_shown(counts: dict[str, int], sentence: str, cells: dict[str, int]) -> None:
    found = day.shown(counts, "hear")
    assert found.sentence == sentence
    assert dict(found.counts) == (dict.fromkeys(day.ORDER, 0) | cells if cells else {})


def test_without_a_promise_there_is_nothing_to_show() -> None:
    assert day.shown({"hear": 9}, "") == day.Shown(9)


def test_no_number_of_one_or_two_can_be_worked_out() -> None:
    """Every way that up to 7 people can have answered: whatever is shown, another way fits it, for each small number."""
    seen: dict[object, list[tuple[int, ...]]] = {}
    for each in itertools.product(range(8), repeat=len(day.ORDER)):
        if sum(each) <= 7:
            seen.setdefault(day.shown(dict(zip(day.ORDER, each, strict=True)), "hear"), []).append(each)
    assert len(seen) > 20
    for told, ways in seen.items():
        for numbers in zip(*ways, strict=True):
            assert set(numbers) not in ({1}, {2}), told


@pytest.mark.parametrize(
    ("steps", "ends_here", "has_steps", "field"),
    [
        ([NextStep("Ring", SOMEBODY)], False, False, None),
        ([NextStep("Ring", SOMEBODY, dt.date(2026, 1, 1))], False, True, None),
        ([], True, False, None),
        ([], False, True, None),
        ([], False, False, "step_1_title"),
        ([NextStep(" ", SOMEBODY)], False, False, "step_1_title"),
        ([NextStep("Ring", SOMEBODY), NextStep("Skriv", None)], False, False, "step_2_owner"),
        ([NextStep("Ring", SOMEBODY)], True, False, "ends_here"),
        ([NextStep("Ring", SOMEBODY)] * (day.MOST_NEXT_STEPS + 1), False, False, None),
    ],
)
def test_what_is_next_has_an_owner_each(
    steps: list[NextStep], ends_here: bool, has_steps: bool, field: str | None
) -> None:
    if field is None and len(steps) <= day.MOST_NEXT_STEPS:
        day.check_next_steps(steps, ends_here=ends_here, has_steps=has_steps)
    else:
        with pytest.raises(Refused) as refused:
            day.check_next_steps(steps, ends_here=ends_here, has_steps=has_steps)
        assert refused.value.field == field
