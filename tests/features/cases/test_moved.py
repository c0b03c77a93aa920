"""A meeting gets another day, and everything that hangs on it goes with it: on its page, in lists, in search, in open data."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from samspil.features.cases.agenda.actions import meetings, placing
from samspil.features.cases.authorisations import actions as authorisations_actions
from samspil.features.cases.editing.actions import annexes, items
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.protocol import actions as protocol_actions
from samspil.features.cases.publication.models import Publication
from samspil.features.cases.records.models import AgendaItem, DecisionStatement, Meeting, RouteStep
from samspil.features.cases.records.queries import rows
from samspil.features.funds import actions as funds
from samspil.features.reports import actions as reports
from samspil.spine import search
from samspil.spine.models import Link, Node, SearchEntry
from samspil.spine.models.search import place
from tests.features.cases.conftest import STARTS, closed_meeting
from tests.kit.cast import Cast

pytestmark = pytest.mark.django_db

LATER = STARTS + dt.timedelta(days=7)
DAY, BEFORE = LATER.date(), STARTS.date()


def days() -> dict[str, set[dt.date | None]]:
    """The days of every record, by kind."""
    told: dict[str, set[dt.date | None]] = {}
    for kind, day in Node.objects.values_list("kind", "occurred_on"):
        told.setdefault(kind, set()).add(day)
    return told


@pytest.fixture
def moved(cast: Cast, meeting: Meeting) -> DecisionStatement:
    """A published meeting with all that may hang on its day, moved a week."""
    made, by = closed_meeting(cast, meeting), cast.secretary
    statement = DecisionStatement.objects.get(item=made.open_item)
    annexes.add_annex(by=by, item=made.open_item, title="Åbent notat")
    authorisations_actions.authorise(by=by, statement=statement, title="Aftale", given_to="Direktøren", scope="Aftalen")
    protocol_actions.note_held(
        by=by, meeting=meeting, began=STARTS, adjourned=STARTS.replace(hour=0) + dt.timedelta(days=1, minutes=20)
    )
    minutes_actions.publish_minutes(by=by, meeting=rows.meeting(by, meeting.pk))
    statement.refresh_from_db()
    reports.recommend(
        by=by,
        decision=statement.node,
        title="Drøft det",
        passage="Forslaget blev godkendt.",
        to_kinds=["health_council"],
    )
    for title, on in (("Følgeskab", None), ("Forårets hold", BEFORE)):
        plan = funds.EffortPlan(title=title, description="Om det", begins_on=on)
        funds.start_effort(by=by, decision=statement.node, plan=plan)

    Publication.objects.update(modified_at=STARTS)
    meetings.move_meeting(by=by, meeting=rows.meeting(by, meeting.pk), starts_at=LATER, place="Rådhuset")
    return statement


def test_every_record_of_the_meeting_has_its_day(moved: DecisionStatement) -> None:
    told = days()
    kinds = ("meeting", "case_item", "decision", "annex", "closed_notice", "authorisation", "recommendation")
    assert {kind: told[kind] for kind in kinds} == {kind: {DAY} for kind in kinds}
    assert Node.objects.get(title="Følgeskab").occurred_on == DAY
    # An effort with a first day of its own begins then, whenever it was decided.
    assert Node.objects.get(title="Forårets hold").occurred_on == BEFORE


def test_what_is_dated_by_the_meeting_beside_its_records_goes_with_it(moved: DecisionStatement) -> None:
    meeting = Meeting.objects.get()
    assert meeting.began_at == LATER
    assert meeting.adjourned_at == LATER.replace(hour=0) + dt.timedelta(days=1, minutes=20)
    assert set(RouteStep.objects.values_list("sent_on", flat=True)) == {DAY}


def test_search_finds_it_at_its_new_place(cast: Cast, moved: DecisionStatement) -> None:
    entries = SearchEntry.objects.filter(node__kind__in=["meeting", "case_item", "decision", "closed_notice", "annex"])
    assert entries.count() >= 5
    for each in entries.select_related("node"):
        assert place(DAY, each.node_id) <= each.pk < place(DAY, each.node_id) + 9
    assert [hit.occurred_on for hit in search.find(cast.dorte, "væresteder")] == [DAY]


def test_open_data_tells_that_it_changed(moved: DecisionStatement) -> None:
    public = Publication.objects.filter(withdrawn_at__isnull=True)
    assert set(public.values_list("kind", flat=True)) >= {"Meeting", "AgendaItem", "Paper"}
    assert list(public.filter(modified_at=STARTS).values_list("kind", "key")) == []


@pytest.mark.parametrize("address", ["cases:list", "cases:meeting", "cases:detail", "cases:decision", "web:search"])
def test_no_public_page_tells_the_old_day(moved: DecisionStatement, address: str) -> None:
    keys = {"cases:meeting": moved.item.meeting_id, "cases:detail": moved.item_id, "cases:decision": moved.pk}
    args = [keys[address]] if address in keys else []
    shown = Client().get(reverse(address, args=args), {"q": "væresteder"} if address == "web:search" else {})
    assert shown.status_code == 200
    assert "10. marts 2026" in shown.content.decode()
    assert "3. marts" not in shown.content.decode()


def test_an_item_that_waits_for_another_meeting_brings_its_annexes(cast: Cast, meeting: Meeting) -> None:
    by = cast.secretary
    later = meetings.plan_meeting(by=by, body=meeting.body, starts_at=LATER)
    item = items.add_item(by=by, meeting=meeting, wording=items.Wording(title="Væresteder"))
    annexes.add_annex(by=by, item=item, title="Notat")
    placing.postpone_item(by=by, item=AgendaItem.objects.get(pk=item.pk), meeting=later)
    told = days()
    assert (told["case_item"], told["annex"]) == ({DAY}, {DAY})


def test_what_only_happens_to_lie_on_the_day_stays(cast: Cast, moved: DecisionStatement) -> None:
    """A link alone moves nothing: the kind says whose day a record has."""
    begun = Node.objects.get(title="Forårets hold")
    assert Link.objects.filter(earlier=moved.node, later=begun).exists()
    assert begun.occurred_on == BEFORE
