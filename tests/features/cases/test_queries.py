"""Lists and pages at one and at three records: the same number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from samspil.features.cases.agenda import queries as agenda_queries
from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.importing import actions as importing_actions
from samspil.features.cases.importing import rules as importing_rules
from samspil.features.cases.pages import queries as pages_queries
from samspil.features.cases.records.models import Body, Meeting
from samspil.features.cases.records.queries import rows, sheets
from samspil.features.cases.seats import actions as seats_actions
from samspil.spine import people
from samspil.spine.models import Circle
from tests.kit.cast import Cast


def meeting_of(cast: Cast, body: Body, items: int, *, day: int = 1) -> Meeting:
    made = tuple(
        importing_rules.Item(
            title=f"Punkt om sag {place}",
            number=str(place),
            clauses=("a godkendes", "b afsættes"),
            recommended_by="Direktionen indstiller",
            sections=(
                importing_rules.Section("summary", "Kort."),
                importing_rules.Section("decision"),
                importing_rules.Section("annexes"),
            ),
            statements=(
                importing_rules.Statement("Udvalget godkendte a", ("APPROVED",), "", (1,), "byrådet"),
                importing_rules.Statement("at b afsættes.", ("APPROVED",), "", (2,)),
            ),
            annexes=(
                importing_rules.Annex("Notat"),
                importing_rules.Annex("Hemmeligt notat", is_closed=True, closed_reason="§"),
            ),
            is_closed=place == 3,
            closed_reason="§ 10" if place == 3 else "",
            public_title="Lukket" if place == 3 else "",
        )
        for place in range(1, items + 1)
    )

    draft = importing_rules.Meeting(f"{day}" * 64, held_on=dt.date(2026, 3, day), starts=dt.time(9), items=made)
    return importing_actions.import_meeting(by=cast.secretary, body=body, draft=draft)


READS: dict[str, tuple[int, Callable[[Cast, Meeting], Any]]] = {
    "agenda of the public": (15, lambda cast, meeting: agenda_queries.agenda(cast.dorte, meeting).lines),
    "agenda of the secretary": (16, lambda cast, meeting: agenda_queries.agenda(cast.secretary, meeting).lines),
    "one item": (13, lambda cast, meeting: sheets.sheet(cast.dorte, meeting.items.get(order=1).pk).pairs),
    "list of items": (
        3,
        lambda cast, meeting: rows.outcomes_by_item(cast.dorte, rows.found_by(cast.dorte, outcome="APPROVED")),
    ),
    "items of a body": (1, lambda cast, meeting: list(rows.found_by(cast.dorte, body=meeting.body_id))),
    "meetings of a body": (1, lambda cast, meeting: list(rows.body_page(cast.dorte, meeting.body))),
    "bodies": (1, lambda cast, meeting: list(rows.bodies(cast.dorte))),
    "front page": (4, lambda cast, meeting: rows.latest_decided(cast.dorte)),
}


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("items", [1, 3])
def test_one_number_of_queries_at_one_and_three(
    cast: Cast, body: Body, name: str, items: int, django_assert_num_queries: Any
) -> None:
    meeting = meeting_of(cast, body, items)
    number, read = READS[name]
    with django_assert_num_queries(number):
        read(cast, meeting)


def test_clauses_stand_beside_the_statements_that_answer_them(cast: Cast, body: Body) -> None:
    meeting = meeting_of(cast, body, 1)
    sheet = sheets.sheet(cast.dorte, meeting.items.get().pk)
    assert [(clause.words, [said.node.title for said in saids]) for clause, saids in sheet.pairs] == [
        ("a godkendes", ["Udvalget godkendte a"]),
        ("b afsættes", ["at b afsættes."]),
    ]
    assert [annex.node.title for annex in sheet.annexes] == ["Notat"]
    assert [annex.node.title for annex in sheets.sheet(cast.politician, sheet.item.pk).annexes] == [
        "Notat",
        "Hemmeligt notat",
    ]


def test_items_in_order_with_the_notice_in_its_place(cast: Cast, body: Body) -> None:
    meeting = meeting_of(cast, body, 4)
    kinds = [type(line).__name__ for line in agenda_queries.agenda(cast.dorte, meeting).lines]
    assert kinds == ["Sheet", "Sheet", "ClosedNotice", "Sheet"]
    assert [type(line).__name__ for line in agenda_queries.agenda(cast.politician, meeting).lines] == ["Sheet"] * 4


def test_found_by_outcome(cast: Cast, body: Body) -> None:
    meeting = meeting_of(cast, body, 2)
    assert [item.order for item in rows.found_by(cast.dorte, outcome="APPROVED")] == [1, 2]
    assert list(rows.found_by(cast.dorte, outcome="REJECTED")) == []
    assert list(rows.found_by(cast.dorte, body=cast.partnership.pk)) == []
    assert rows.body_page(cast.dorte, body).get().item_count == 2
    assert rows.bodies(cast.dorte).get().latest_on is not None
    assert meeting.body == body


def test_bodies_count_only_meetings_that_are_seen(cast: Cast, body: Body, meeting: Meeting) -> None:
    assert [rows.bodies(actor).get().latest_on is None for actor in (cast.dorte, cast.charlie, cast.bob)] == [
        True,
        True,
        False,
    ]


def test_who_may_propose_where(cast: Cast, body: Body, meeting: Meeting) -> None:
    may = {
        name: rows.meetings_open_for(getattr(cast, name))
        for name in ("secretary", "alice", "director", "bob", "charlie")
    }
    assert may == {"secretary": [meeting], "alice": [meeting], "director": [meeting], "bob": [], "charlie": []}


def test_bodies_to_make_and_to_read_into(cast: Cast) -> None:
    assert list(rows.circles_without_body(cast.secretary)) == [cast.committee]
    assert list(rows.circles_without_body(cast.charlie)) == []
    body = seats_actions.add_body(by=cast.secretary, circle=Circle.objects.get(pk=cast.committee.pk), house="norddjurs")
    assert list(rows.circles_without_body(cast.secretary)) == []
    assert list(rows.bodies_to_import_for(cast.secretary)) == [body]
    assert list(rows.bodies_to_import_for(cast.alice)) == []


def test_items_without_a_case_file_stand_alone(cast: Cast, body: Body) -> None:
    item = meeting_of(cast, body, 1).items.get()
    assert rows.same_case(cast.secretary, item) == []


def test_a_politicians_own_meetings_are_those_of_the_body_that_meets_next(cast: Cast, body: Body) -> None:
    other = people.add_circle(by=cast.alice, name="A-udvalget", kind="committee", organisation=cast.municipality)
    person = cast.person(cast.politician)
    for role in ("politician", "secretary"):
        who = person if role == "politician" else cast.person(cast.secretary)
        people.give_role(by=cast.alice, person=who, role=role, circle=other, from_on=dt.date(2020, 1, 1))
    secretary, politician = people.actor_for(cast.person(cast.secretary)), people.actor_for(person)
    second = seats_actions.add_body(by=secretary, circle=other, house="norddjurs")
    both = [each.title for each in pages_queries.own_meetings(politician)]
    assert both == ["A-udvalget", body.circle.name], "without a date it is asked which"

    later = timezone.now() + dt.timedelta(days=30)
    meetings.plan_meeting(by=secretary, body=second, starts_at=later, place="")
    assert [each.title for each in pages_queries.own_meetings(politician)] == ["A-udvalget"]
    meetings.plan_meeting(by=secretary, body=body, starts_at=later - dt.timedelta(days=3), place="")
    assert [each.title for each in pages_queries.own_meetings(politician)] == [body.circle.name]
