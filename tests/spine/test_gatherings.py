"""Gatherings: times as precise as they are known, who came, and the calendar file as another program reads it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest

from samspil.paper.refusal import Refused
from samspil.spine import gatherings, journal, thread
from samspil.spine.models import Gathering, Invitation, JournalEntry, Node
from tests.kit.cast import Cast
from tests.kit.vault import Race

HERE = ZoneInfo("Europe/Copenhagen")
NINE = dt.datetime(2026, 3, 20, 9, tzinfo=HERE)
TEN = NINE + dt.timedelta(hours=1)


@pytest.fixture
def node(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.alice, kind="test_early", title="Samtale; kaffe, \\ og kage", organisation=cast.municipality
        )


def plan(
    node: Node, starts_at: dt.datetime | None = NINE, ends_at: dt.datetime | None = TEN, **said: object
) -> Gathering:
    with journal.writing():
        return gatherings.plan(node=node, starts_at=starts_at, ends_at=ends_at, **said)  # type: ignore[arg-type]


def read_back(gathering: Gathering, **said: str) -> icalendar.Event:
    written = gatherings.calendar(Gathering.objects.select_related("node").get(pk=gathering.pk), **said)
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    (event,) = icalendar.Calendar.from_ical(written).walk("VEVENT")
    return event


def test_a_calendar_program_reads_what_was_planned(cast: Cast, node: Node) -> None:
    made = plan(node, place="Eksempelvej 1, 8800 Eksempelby")
    event = read_back(made, domain="eksempel.dk")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (NINE, TEN)
    assert event["dtstart"].params["TZID"] == "Europe/Copenhagen"
    assert str(event["summary"]) == "Samtale; kaffe, \\ og kage"
    assert str(event["location"]) == "Eksempelvej 1, 8800 Eksempelby"
    assert (str(event["uid"]), event["status"], event["sequence"]) == (f"{made.pk}@eksempel.dk", "CONFIRMED", 0)
    whole = icalendar.Calendar.from_ical(gatherings.calendar(made, method="REQUEST"))
    assert whole["method"] == "REQUEST"
    assert [str(zone["tzid"]) for zone in whole.walk("VTIMEZONE")] == ["Europe/Copenhagen"]


@pytest.mark.parametrize(
    "starts_at",
    [
        dt.datetime(2026, 3, 29, 0, 59, tzinfo=dt.UTC),  # 01:59, a minute before summer time
        dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC),  # 03:00
        dt.datetime(2026, 10, 24, 23, 59, tzinfo=dt.UTC),  # 01:59
        dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC),  # 02:30 for the first time
        dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC),  # 02:30 for the second time
        dt.datetime(2026, 10, 25, 2, 0, tzinfo=dt.UTC),  # 03:00
        dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC),  # 00:30 next year
    ],
)
def test_the_moment_is_kept_when_the_clock_is_changed(cast: Cast, node: Node, starts_at: dt.datetime) -> None:
    ends_at = starts_at + dt.timedelta(hours=3)
    event = read_back(plan(node, starts_at, ends_at))
    assert event.decoded("dtstart").astimezone(dt.UTC) == starts_at
    assert event.decoded("dtend").astimezone(dt.UTC) == ends_at


def test_without_an_end_or_a_place_none_is_written(cast: Cast, node: Node) -> None:
    event = read_back(plan(node, ends_at=None))
    assert "dtend" not in event
    assert "location" not in event


def test_a_day_alone_is_a_whole_day_and_nothing_is_no_event(cast: Cast, node: Node) -> None:
    made = plan(node, None, None, time_text="efter kl. 12.00", is_uncertain=True)
    with pytest.raises(Refused, match="ikke en dato"):
        gatherings.calendar(made)
    gatherings.move(by=cast.alice, gathering=made, starts_at=None, on=dt.date(2026, 3, 20), is_uncertain=True)
    event = read_back(made)
    assert (event.decoded("dtstart"), "dtend" in event, event["transp"]) == (dt.date(2026, 3, 20), False, "TRANSPARENT")
    assert event["status"] == "TENTATIVE"


def test_a_move_counts_up_and_moves_the_records_day(cast: Cast, node: Node) -> None:
    made = plan(node, place="Her", is_uncertain=True)
    midnight = dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)
    gatherings.move(by=cast.alice, gathering=made, starts_at=midnight)
    made = Gathering.objects.select_related("node").get(pk=made.pk)
    assert (made.sequence, made.place, made.ends_at, made.is_uncertain) == (1, "Her", None, False)
    assert made.node.occurred_on == dt.date(2026, 7, 1)
    gatherings.move(by=cast.alice, gathering=made, starts_at=NINE, place="Der")
    assert (read_back(made)["sequence"], str(read_back(made)["location"])) == (2, "Der")


def test_what_is_called_off_stays_off_even_when_somebody_with_an_old_page_moves_it(cast: Cast, node: Node) -> None:
    made = plan(node)
    stale = Gathering.objects.get(pk=made.pk)
    gatherings.cancel(by=cast.alice, gathering=made)
    gatherings.cancel(by=cast.alice, gathering=Gathering.objects.get(pk=made.pk))
    event = read_back(made)
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)
    gatherings.move(by=cast.bob, gathering=stale, starts_at=TEN)
    event = read_back(made)
    assert (event["status"], event["sequence"]) == ("CANCELLED", 2)
    verbs = list(JournalEntry.objects.filter(node_id=node.pk).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["gathering.cancelled", "gathering.moved"]


def test_times_follow_each_other(cast: Cast, node: Node) -> None:
    with pytest.raises(Refused, match="ikke slutte"):
        plan(node, TEN, NINE)
    with pytest.raises(Refused, match="hvornår"):
        plan(node, None, NINE)
    made = plan(node, NINE, NINE)
    with pytest.raises(Refused, match="ikke slutte"):
        gatherings.move(by=cast.alice, gathering=made, starts_at=TEN, ends_at=NINE)


def test_the_same_person_is_invited_once_and_a_second_time_wipes_out_nothing(cast: Cast, node: Node) -> None:
    made, bob = plan(node), cast.person(cast.bob)
    first = gatherings.invite(by=cast.alice, gathering=made, person=bob, organisation=cast.municipality)
    assert first.presence == "unknown"
    gatherings.note_presence(by=cast.alice, invitation=first, presence="present", note="Kom sent")
    again = gatherings.invite(by=cast.alice, gathering=made, person=bob)
    assert (again.pk, again.presence, again.note, again.organisation) == (
        first.pk,
        "present",
        "Kom sent",
        cast.municipality,
    )
    assert gatherings.invite(by=cast.alice, gathering=made, person=bob, presence="apology").presence == "apology"
    named = gatherings.invite(by=cast.alice, gathering=made, name=" Anna ", presence="present")
    gatherings.invite(by=cast.alice, gathering=made, organisation=cast.elsewhere)
    assert (named.name, Invitation.objects.count()) == ("Anna", 3)
    with pytest.raises(Refused, match="hvem"):
        gatherings.invite(by=cast.alice, gathering=made, name=" ")

    for deed in (
        lambda: gatherings.note_presence(by=cast.alice, invitation=named, presence="maybe"),
        lambda: gatherings.invite(by=cast.alice, gathering=made, name="Ole", presence="maybe"),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.field == "presence"


def test_the_same_once_more_is_no_change(cast: Cast, node: Node) -> None:
    made = plan(node)
    gatherings.move(by=cast.alice, gathering=made, starts_at=TEN, place="Hallen")
    noted = JournalEntry.objects.count()
    assert gatherings.move(by=cast.alice, gathering=made, starts_at=TEN).sequence == 1
    assert gatherings.move(by=cast.alice, gathering=made, starts_at=TEN, place="Hallen").sequence == 1
    assert JournalEntry.objects.count() == noted
    assert gatherings.move(by=cast.alice, gathering=made, starts_at=TEN, place="Rådhuset").sequence == 2


def test_two_moves_at_once_are_two_numbers(race: Race, cast: Cast, node: Node) -> None:
    made = plan(node)
    copies = [Gathering.objects.get(pk=made.pk) for _ in range(4)]
    moved = race(
        *[
            lambda each=each, later=later: (
                gatherings.move(by=cast.alice, gathering=each, starts_at=TEN + dt.timedelta(hours=later)).sequence
            )
            for later, each in enumerate(copies, start=1)
        ]
    )
    assert sorted(moved) == [1, 2, 3, 4]
