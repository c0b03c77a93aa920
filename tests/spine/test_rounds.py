"""The worker's work: each piece by itself, what fails is told, and what was taken back is anchored at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from samspil.spine import journal, people, rounds
from samspil.spine.journal import anchors
from samspil.spine.models import JournalAnchor, Round
from tests.kit.vault import Vault

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "_told", {})
    monkeypatch.setattr(rounds, "_days_work", {})
    monkeypatch.setattr(rounds, "_each_round", [])


def fails() -> None:
    raise OperationalError("database is locked")


def test_what_fails_stops_nothing_else_and_the_next_round_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    monkeypatch.setattr(rounds.erasure, "again", lambda **_: fails())
    monkeypatch.setattr(rounds.search, "empty_log", lambda: done.append("log"))
    rounds.add(fails)
    rounds.add(lambda: done.append("feature"))
    rounds.make.call()
    assert done == ["log", "feature"]
    assert JournalAnchor.objects.count() == 0  # nothing had moved; asked all the same
    failed = Round.objects.get(name="erasures")

    assert (failed.done_at, failed.failure) == (None, "busy")
    assert Round.objects.get(name="anchor").done_at is not None
    assert "erasures failed: Databasen er optaget" in caplog.text
    assert rounds.DBTaskResult.objects.get().run_after > timezone.now() + dt.timedelta(seconds=50)


def test_a_failure_is_over_when_the_same_work_goes_well_again() -> None:
    assert not rounds.step("mine", fails)
    assert rounds.step("mine", lambda: None)
    found = Round.objects.get(name="mine")
    assert found.done_at is not None
    assert found.failed_at is not None
    assert found.done_at > found.failed_at


def test_going_well_is_written_down_once_a_minute(django_assert_num_queries: Any) -> None:
    rounds.step("mine", lambda: None)
    with django_assert_num_queries(0):
        rounds.step("mine", lambda: None)


def test_a_round_whose_worker_died_is_forgotten_and_another_asked_for() -> None:
    rounds.begin()
    stuck = rounds.DBTaskResult.objects.get()
    stuck.status, stuck.started_at = "RUNNING", timezone.now() - 2 * rounds.KEPT
    stuck.save()
    assert rounds.begin()
    assert not rounds.DBTaskResult.objects.filter(pk=stuck.pk).exists()


@pytest.mark.parametrize(
    ("verb", "reasons"),
    [
        ("voice.withdrawn", ["withdrawal"]),
        ("consent.withdrawn", ["withdrawal"]),
        ("subject.erased", ["withdrawal"]),
        ("decision.dissent_withdrawn", ["withdrawal"]),
        ("voice.published", []),
    ],
)
def test_what_is_taken_back_is_anchored_when_it_has_committed(
    vault: Vault, django_capture_on_commit_callbacks: Any, verb: str, reasons: list[str]
) -> None:
    with django_capture_on_commit_callbacks(execute=True), journal.writing():
        journal.note(verb, by=people.job("test"))
        assert list(anchors.written()) == []
    assert list(JournalAnchor.objects.values_list("reason", flat=True)) == reasons
    assert len(list(anchors.written())) == len(reasons)
