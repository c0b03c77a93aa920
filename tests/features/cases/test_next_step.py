"""How an item stands, in a word, and what now at a meeting."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from samspil.features.cases.pages import rules

PLANNED = rules.Held("planned", 3, 3, is_held=False)


@pytest.mark.parametrize(
    ("meeting", "main"),
    [
        (PLANNED, "cases:publish_agenda"),
        (rules.Held("planned", 0, 0, is_held=False), ""),
        (rules.Held("planned", 3, 3, is_held=False, is_cancelled=True), ""),
        (rules.Held("agenda_published", 3, 3, is_held=True), "cases:begin_minutes"),
        (rules.Held("agenda_published", 3, 3, is_held=False, day="14. december 2026"), ""),
        (rules.Held("minutes_draft", 3, 1, is_held=True), "cases:decisions"),
        (rules.Held("minutes_draft", 3, 0, is_held=False), "cases:decisions"),
        (rules.Held("minutes_draft", 3, 0, is_held=True), "cases:publish_minutes"),
        (rules.Held("published", 3, 0, is_held=True), ""),
    ],
)
def test_what_now_for_whoever_keeps_the_record(meeting: rules.Held, main: str) -> None:
    assert rules.next_at(meeting, keeps=True, may_approve=False).main == main
    assert rules.next_at(meeting, keeps=False, may_approve=False) == rules.Now()


def test_minutes_are_begun_on_the_day_that_the_page_names() -> None:
    ahead = rules.Held("agenda_published", 3, 3, is_held=False, day="14. december 2026")
    said = str(rules.next_at(ahead, keeps=True, may_approve=False).said)
    assert said == "Dagsordenen er offentlig. Referatet kan begyndes på mødets dag, 14. december 2026."


def test_a_member_reads_and_approves_when_there_is_something_to_approve() -> None:
    minutes = rules.Held("minutes_draft", 3, 1, is_held=True)
    assert rules.next_at(minutes, keeps=False, may_approve=True).main == "cases:approve_minutes"
    one = str(rules.next_at(minutes, keeps=True, may_approve=True).said)
    assert one.startswith("1 punkt er ikke besluttet")


@pytest.mark.parametrize(
    ("change", "is_decided", "may_decide", "step", "word"),
    [
        ({"is_on": False, "approval": "draft"}, False, False, "proposed", "Udkast"),
        ({"is_on": False, "approval": "submitted"}, False, False, "proposed", "Venter på direktøren"),
        ({"is_on": False, "approval": "sent_back"}, False, False, "proposed", "Sendt tilbage"),
        ({"withdrawn_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, False, True, "off", "Taget af dagsordenen"),
        ({}, False, True, "on_agenda", "På dagsordenen"),
        ({}, True, True, "decided", "Besluttet"),
        ({"state": "published"}, True, False, "published", "Besluttet"),
        ({"state": "published"}, False, False, "published", "Behandlet"),
    ],
)
def test_an_item_has_one_word(change: dict[str, Any], is_decided: bool, may_decide: bool, step: str, word: str) -> None:
    state = change.get("state", "minutes_draft")
    stands = {"is_on": True, "approval": "", "withdrawn_at": None} | {
        key: value for key, value in change.items() if key != "state"
    }
    item: Any = SimpleNamespace(meeting=SimpleNamespace(state=state), **stands)
    told = rules.standing_of(item, is_decided=is_decided, may_decide=may_decide)
    assert (told.step, str(told.word)) == (step, word)
    assert bool(told.said) is (may_decide and step in {"on_agenda", "decided"})


def test_a_short_decision_stands_whole() -> None:
    assert rules.is_short(["x" * rules.SHORT_DECISION])
    assert not rules.is_short(["x" * rules.SHORT_DECISION, "y"])
