"""The plan's own rules: what differs, who approves, when a short course breaks, when a hand is raised. Tables drawn by hand."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest

from samspil.features.partnerships.core import rules as core_rules
from samspil.features.partnerships.pace import rules as pace
from samspil.features.partnerships.pace.rules import Held
from samspil.features.partnerships.plans import rules as intensive
from samspil.features.partnerships.plans.rules import Limits
from samspil.features.partnerships.versions import rules as plans
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import journal, policy, thread
from samspil.spine.models import Node
from samspil.spine.waiting import Wait
from tests.kit.cast import Cast

D = dt.date
EMPTY = dict.fromkeys(plans.FIELDS, "") | {"is_possible": False, "is_uncertain": False, "is_cancelled": False}
WHO = ("alice", "bob", "charlie", "dorte", "secretary", "politician", "director")


@pytest.fixture
def node(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.director, kind="test_early", title="x", organisation=cast.municipality, within=cast.partnership
        )


def row(key: str, title: str, **said: Any) -> dict[str, Any]:
    return EMPTY | {"id": key, "title": title} | said


@pytest.mark.parametrize(
    ("before", "after", "what", "lines"),
    [
        ({}, {}, None, ()),
        ({}, {"time": "1. maj"}, "moved", (("Tid", "", "1. maj"),)),
        (
            {"time": "1. maj"},
            {"time": "2. maj", "place": "Hallen"},
            "moved",
            (("Tid", "1. maj", "2. maj"), ("Sted", "", "Hallen")),
        ),
        ({"is_uncertain": True}, {}, "moved", (("Tiden er usikker", "ja", ""),)),
        ({"level": "høre"}, {"level": "samskabe"}, "changed", (("Lovet inddragelse", "høre", "samskabe"),)),
        ({}, {"is_possible": True}, "changed", (("Eventuel", "", "ja"),)),
        ({}, {"is_cancelled": True}, "went", (("Aflyst", "", "ja"),)),
        ({"is_cancelled": True}, {"is_cancelled": True, "place": "x"}, "changed", (("Sted", "", "x"),)),
    ],
)
def test_what_differs_in_a_row(before: dict[str, Any], after: dict[str, Any], what: str | None, lines: Any) -> None:
    found = plans.differences([row("a", "Møde", **before)], [row("a", "Møde", **after)])
    assert found == ((plans.Change(what, "Møde", lines),) if what else ())


def test_what_came_and_went() -> None:
    found = plans.differences([row("a", "Før"), row("b", "Begge")], [row("b", "Begge"), row("c", "Ny", place="Hallen")])
    assert found == (plans.Change("came", "Ny", (("Sted", "", "Hallen"),)), plans.Change("went", "Før"))
    assert plans.told(found) == "1 kom til, 1 gik ud"
    assert plans.told(()) == "Intet er ændret"
    assert plans.words(row("c", "Ny", place="Hallen", is_possible=True)) == "Aktivitet: Ny\nSted: Hallen\nEventuel: ja"


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("Feltarbejde i kommune", "field_work"),
        ("Turbodesignsprint med fagpersoner", "design_sprint"),
        ("Fotoelicitering og/eller samtalesalon", ""),
        ("Gå rundt i problemet og/eller statusmøde", ""),
        ("Læringsopsamling", ""),
    ],
)
def test_a_kind_is_taken_only_when_it_is_named_alone(text: str, method: str) -> None:
    assert core_rules.method_named(text) == method


@pytest.mark.parametrize(
    ("action", "kind", "state", "may"),
    [
        ("approve", "partnership", "", {"alice", "director"}),
        ("watch", "partnership", "", {"alice", "director"}),
        ("attend", "activity", "planned", {"alice", "bob"}),
        ("attend", "activity", "unknown", {"alice", "bob"}),
        ("attend", "activity", "held", {"alice", "bob"}),
        ("attend", "activity", "closed", {"alice", "bob"}),
        ("attend", "activity", "cancelled", set()),
        ("ask", "activity", "planned", {"alice"}),
        ("ask", "activity", "held", {"alice"}),
        ("ask", "activity", "closed", {"alice"}),
        ("ask", "activity", "unknown", set()),
        ("ask", "activity", "cancelled", set()),
    ],
)
def test_who_may(cast: Cast, node: Node, action: str, kind: str, state: str, may: set[str]) -> None:
    assert {who for who in WHO if policy.allows(getattr(cast, who), action, kind, node, state)} == may


def test_each_approves_only_where_they_belong(cast: Cast, node: Node) -> None:
    partners = {cast.municipality.pk, cast.elsewhere.pk}
    assert plans.approves_for(cast.alice, node, partners) == {cast.municipality.pk}
    assert plans.approves_for(cast.director, node, partners) == {cast.municipality.pk}
    assert plans.approves_for(cast.alice, node, {cast.elsewhere.pk}) == frozenset()
    for who in ("bob", "charlie", "dorte", "secretary", "politician"):
        assert plans.approves_for(getattr(cast, who), node, partners) == frozenset()
        with pytest.raises(NotAllowed):
            plans.check_approve(getattr(cast, who), node, partners, cast.municipality.pk)
    plans.check_approve(cast.alice, node, partners, cast.municipality.pk)


COURSE = Limits(D(2026, 9, 7), D(2026, 10, 30), 3, 10, 14)


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        (COURSE, None),
        (Limits(D(2026, 9, 7), D(2026, 9, 20)), "ends_on"),
        (Limits(D(2026, 9, 7), D(2026, 9, 21)), None),
        (Limits(D(2026, 1, 5), D(2026, 7, 7), most_days_between=60), "ends_on"),
        (Limits(D(2026, 1, 5), D(2026, 7, 6), most_days_between=60), None),
        (Limits(D(2026, 9, 7), D(2026, 10, 30), 0), "most_organisations"),
        (Limits(D(2026, 9, 7), D(2026, 10, 30), 1, 0), "most_people"),
        (Limits(D(2026, 9, 7), D(2026, 10, 30), 1, 1, 0), "most_days_between"),
        (Limits(D(2026, 9, 7), D(2026, 10, 30), 1, 1, 10), "most_days_between"),
        (Limits(D(2026, 9, 7), D(2026, 10, 30), 1, 1, 11), None),
    ],
)
def test_a_short_course_is_short_and_has_room(limits: Limits, field: str | None) -> None:
    if field is None:
        intensive.check_limits(limits)
    else:
        with pytest.raises(Refused) as refused:
            intensive.check_limits(limits)
        assert refused.value.field == field


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("length", [14, 33, 54, 70])
def test_the_template_lies_on_weekdays_in_order_and_within_its_end(weekday: int, length: int) -> None:
    limits = Limits(D(2026, 9, 7) + dt.timedelta(days=weekday), D(2026, 9, 7) + dt.timedelta(days=weekday + length))
    days = intensive.days(limits)
    assert all(day.isoweekday() <= 5 for day in days)
    assert all(earlier <= later for earlier, later in pairwise(days))
    assert days[-1] <= limits.ends_on


def test_the_template_lies_on_no_day_that_people_have_off() -> None:
    days = intensive.days(Limits(D(2026, 11, 30), D(2027, 1, 22), most_days_between=20))
    assert days == (D(2026, 11, 30), D(2026, 12, 11), D(2026, 12, 21), D(2027, 1, 4), D(2027, 1, 11), D(2027, 1, 22))
    ends_free = intensive.days(Limits(D(2026, 11, 30), D(2026, 12, 27), most_days_between=20))
    assert ends_free[-1] == D(2026, 12, 23)


@pytest.mark.parametrize(
    ("days", "organisations", "people", "begins"),
    [
        ([D(2026, 9, 7), D(2026, 9, 21)], 3, 10, []),
        ([D(2026, 9, 22), D(2026, 9, 7)], 3, 10, ["Der er 15 dage op til »A0«."]),
        ([D(2026, 10, 30)], 3, 10, []),
        ([D(2026, 10, 31)], 3, 10, ["»A0« ligger den 31. oktober 2026"]),
        ([], 4, 11, ["4 organisationer er med.", "11 personer er inviteret."]),
    ],
)
def test_what_breaks_a_course_is_told(days: list[dt.date], organisations: int, people: int, begins: list[str]) -> None:
    told = intensive.broken(COURSE, [(f"A{at}", day) for at, day in enumerate(days)], organisations, people)
    assert len(told) == len(begins)
    assert all(sentence.startswith(begin) for sentence, begin in zip(told, begins, strict=True))


TODAY = D(2026, 6, 1)


def measured(held: list[Held], voices: list[Wait] | None = None, **changed: Any) -> pace.Pace:
    asked: dict[str, Any] = {"began_on": None, "next_on": D(2026, 6, 9), "today": TODAY, "is_approved": True}
    return pace.pace(held, voices or [], **(asked | changed))


def met(day: int, invited: int = 10, present: int = 5, *, month: int = 5, is_landed: bool = True) -> Held:
    return Held(f"Møde {day}", D(2026, month, day), invited, present, is_landed)


def test_nothing_yet_is_nothing_to_count() -> None:
    assert measured([], next_on=None) == pace.Pace(None, None, None, None, None, None, 0, None, ())


def test_the_days_are_counted_from_the_first_the_last_and_to_the_next() -> None:
    found = measured([met(20), met(1), met(4)], began_on=D(2026, 4, 22))
    assert (found.since_start, found.since_last, found.until_next, found.longest_gap) == (40, 12, 8, 16)
    assert measured([met(1)]).since_start == 31


def test_voices_are_counted_to_their_answer() -> None:
    voices = [Wait(D(2026, 5, 1), D(2026, 5, 11)), Wait(D(2026, 5, 1), D(2026, 5, 21)), Wait(D(2026, 5, 2), None)]
    found = measured([], voices)
    assert (found.median_answer, found.longest_answer, found.waiting, found.longest_waiting) == (15, 20, 1, 30)
    assert found.hands == ()
    assert measured([], [Wait(D(2026, 5, 1), None)]).hands == ("1 bidrag har ventet mere end 30 dage på svar.",)


@pytest.mark.parametrize(
    ("held", "changed", "hand"),
    [
        ([met(20)], {}, None),
        ([met(25, is_landed=False)], {}, None),
        (
            [met(24, is_landed=False)],
            {},
            "»Møde 24« blev holdt den 24. maj 2026 og mangler en tekst om, hvor I landede.",
        ),
        ([met(20, month=4)], {}, None),
        ([met(19, month=4)], {}, "Der er gået 43 dage siden den seneste aktivitet. Den næste er den 9. juni 2026."),
        (
            [met(19, month=4)],
            {"next_on": None},
            "Der er gået 43 dage siden den seneste aktivitet. Der er ingen dato for den næste.",
        ),
        ([met(20)], {"next_on": None}, "Der er ingen dato for den næste aktivitet."),
        ([met(1, 10, 9), met(8, 10, 7), met(15, 10, 5)], {}, "Fremmødet falder: 9 af 10, 7 af 10 og 5 af 10 kom"),
        ([met(1, 10, 9), met(8, 10, 7), met(15, 10, 7)], {}, None),
        ([met(8, 10, 7), met(15, 10, 5)], {}, None),
        # What nobody noted is no fall: neither to it nor from it.
        ([met(1, 10, 9), met(8, 10, 7), met(15, 10, 0)], {}, None),
        ([], {"is_approved": False}, "Planen, som den er nu, er ikke godkendt af alle parter endnu."),
    ],
)
def test_a_hand_is_raised(held: list[Held], changed: dict[str, Any], hand: str | None) -> None:
    hands = measured(held, **changed).hands
    assert len(hands) == (0 if hand is None else 1)
    assert all(each.startswith(hand or "") for each in hands)


@pytest.mark.parametrize("who", ["bob", "charlie", "dorte", "secretary", "politician"])
def test_the_pace_is_not_for_everybody(cast: Cast, node: Node, who: str) -> None:
    with pytest.raises(NotAllowed):
        policy.check(getattr(cast, who), "watch", "partnership", node)
    policy.check(cast.alice, "watch", "partnership", node)
