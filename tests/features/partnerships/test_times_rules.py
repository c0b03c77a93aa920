"""Who asks, answers and chooses, and what may stand in a mail: as tables."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from samspil.features.partnerships.times import rules
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import policy
from samspil.spine.actors import NOBODY, Actor, Held, Membership
from tests.features.partnerships.drawn_times import HERE, OTHER, PLACED, at

TODAY = dt.date(2026, 11, 22)
CIRCLE = PLACED.within_id


def holds(role: str, *, organisation: Any = HERE, circle: Any = CIRCLE) -> Actor:
    return Actor(person_id=OTHER, memberships=(Membership(role, organisation, circle),))


ALICE, BOB = holds("coordinator"), holds("staff")
CHARLIE = holds("coordinator", organisation=OTHER, circle=None)
LINK = Actor(passes=frozenset([Held(PLACED.pk, rules.PASS_PURPOSE)]))


def allowed(check: Any, *said: Any) -> bool:
    try:
        check(*said)
    except Refused:
        return False
    return True


@pytest.mark.parametrize(
    ("deed", "kind", "states", "who"),
    [
        ("add", "time_request", "open", {"alice"}),
        ("see", "time_request", "open chosen closed", {"alice", "bob"}),
        ("run", "time_request", "open", {"alice"}),
        ("run", "time_request", "chosen closed", set()),
        ("answer", "time_request", "open", {"alice", "link"}),
        ("answer", "time_request", "chosen closed", set()),
        ("invite", "activity", "planned unknown cancelled", {"alice"}),
        ("invite", "activity", "held closed", set()),
    ],
)
def test_each_may_what_the_law_says(deed: str, kind: str, states: str, who: set[str]) -> None:
    cast = {"alice": ALICE, "bob": BOB, "charlie": CHARLIE, "link": LINK, "nobody": NOBODY}
    for state in states.split():
        assert {name for name, actor in cast.items() if allowed(policy.check, actor, deed, kind, PLACED, state)} == who


def test_whoever_may_not_is_not_allowed_and_whoever_is_late_is_told() -> None:
    with pytest.raises(NotAllowed, match="Kun de, der er med"):
        policy.check(LINK, "see", "time_request", PLACED)
    with pytest.raises(NotAllowed, match="tovholder"):
        policy.check(BOB, "answer", "time_request", PLACED, "open")
    rules.check_open("open")
    with pytest.raises(Refused, match="Tiden er valgt"):
        rules.check_open("chosen")
    with pytest.raises(Refused, match="spørges ikke om tid mere"):
        rules.check_open("closed")


GOOD: dict[str, Any] = {
    "first": dt.date(2026, 11, 23),
    "last": dt.date(2027, 1, 23),
    "parts": ["morning"],
    "asked": 1,
    "sought": 1,
    "today": TODAY,
    "answer_by": None,
}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, None),
        ({"first": TODAY}, "first"),
        ({"last": dt.date(2026, 11, 22)}, "last"),
        ({"last": dt.date(2027, 1, 24)}, "last"),
        ({"parts": []}, "parts"),
        ({"parts": ["night"]}, "parts"),
        ({"asked": 0}, "asked"),
        ({"asked": 60}, None),
        ({"asked": 61}, "asked"),
        ({"sought": 0}, "activities"),
        ({"sought": 8}, None),
        ({"sought": 9}, "activities"),
        ({"answer_by": TODAY}, None),
        ({"answer_by": dt.date(2026, 11, 21)}, "answer_by"),
        ({"answer_by": dt.date(2026, 11, 23)}, "answer_by"),
    ],
)
def test_what_is_asked_must_make_sense(changed: dict[str, Any], field: str | None) -> None:
    if field is None:
        rules.check_ask(**GOOD | changed)
        return
    with pytest.raises(Refused) as refused:
        rules.check_ask(**GOOD | changed)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("title", "place", "why"),
    [
        ("Fyraftensmøde: hvor er vi nået til?", "Bakkeby Hallen", ""),
        ("Fællestolkning i Bakkeby Hallen", "", ""),
        ("Bestyrelsens volddige plan", "", ""),
        ("Samtale om sukkersyge", "", "nævner »sukkersyge«"),
        ("Gruppe for folk med ANGST", "", "nævner »ANGST«"),
        ("Psykiatriens dag", "", "nævner »Psykiatriens«"),
        ("Møde om misbrugsbehandling", "", "nævner »misbrugsbehandling«"),
        ("Køkkenbordssamtaler i Lille Bakkeby", "", "får besøg"),
        ("Samtaler", "Hjemme hos borgerne", "får besøg"),
        ("Møde om 010190-1234", "", "CPR"),
        ("Samtale med Dorte", "", "nævner Dorte"),
        ("Samtale med dortes venner", "", ""),
    ],
)
def test_a_title_stays_out_of_mails_when_it_tells_of_somebody(title: str, place: str, why: str) -> None:
    names = ["Dorte Eksempel", "Bob Eksempel", ""]
    if not why:
        rules.check_title(title, place, names)
        return
    with pytest.raises(Refused, match=why) as refused:
        rules.check_title(title, place, names)
    assert refused.value.field == "shows_title"


def test_a_mail_names_the_partnership_unless_a_title_is_given() -> None:
    assert rules.mail_title("Sammen i Bakkeby") == "Møde i Sammen i Bakkeby"
    assert rules.mail_title("Sammen i Bakkeby", "Fyraftensmøde") == "Fyraftensmøde"


def test_a_choice_is_whole_and_lies_ahead_within_the_window() -> None:
    ten = at(1, 10)

    window: dict[str, Any] = {
        "first": dt.date(2026, 12, 1),
        "last": dt.date(2026, 12, 2),
        "now": at(1, 9),
    }
    rules.check_choice({"a": ten}, ["a"], **window)
    for times, now, why in (
        ({}, window["now"], "mangler en tid"),
        ({"a": ten + dt.timedelta(days=2)}, window["now"], "uden for den periode"),
        ({"a": ten - dt.timedelta(days=1)}, window["now"], "uden for den periode"),
        ({"a": ten}, ten, "allerede gået"),
    ):
        with pytest.raises(Refused, match=why):
            rules.check_choice(times, ["a"], **window | {"now": now})


def test_answers_say_something_about_what_was_asked() -> None:
    on = dt.date(2026, 12, 1)
    offered = [(on, "morning")]
    rules.check_answers({(on, "morning"): "maybe"}, offered)
    for answers, why in (
        ({}, "mindst én tid"),
        ({(on, "late"): "can"}, "passer ikke"),
        ({(on, "morning"): "yes"}, "passer ikke"),
    ):
        with pytest.raises(Refused, match=why):
            rules.check_answers(answers, offered)


def test_the_steps_lead_only_away_from_open() -> None:
    states = rules.STATES
    assert {state for state in states.labels if states.after(state)} == {"open"}
    assert set(states.after("open")) == {"chosen", "closed"} == set(states.labels) - {"open"}
