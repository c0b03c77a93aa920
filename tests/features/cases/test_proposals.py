"""From a proposal to an agenda: who may do what, the director's approval, order, what is taken off, the call."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from samspil.features.cases.agenda import queries as agenda_queries
from samspil.features.cases.agenda import rules as agenda_rules
from samspil.features.cases.agenda.actions import approval, calling, meetings, placing, presentations
from samspil.features.cases.agenda.models import Presentation
from samspil.features.cases.authorisations import actions as authorisations_actions
from samspil.features.cases.authorisations import queries as authorisations_queries
from samspil.features.cases.authorisations import rules as authorisations_rules
from samspil.features.cases.authorisations.models import Authorisation
from samspil.features.cases.editing import rules as editing_rules
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.records.models import AgendaItem, Body, Meeting
from samspil.features.cases.records.queries import rows, sheets
from samspil.features.cases.seats import actions as seats_actions
from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import people, policy, rounds, search, visibility
from samspil.spine.models import Circle, Invitation, JournalEntry, Link, Message, Node
from samspil.spine.people import Actor
from samspil.web import rights
from tests.features.cases.conftest import STARTS
from tests.features.cases.test_rules import ALWAYS, WHO, standing
from tests.kit.cast import Cast

DRAFT, SUBMITTED, SENT_BACK, APPROVED = "draft", "submitted", "sent_back", "approved"
ORDERLY = {"planned", "agenda_published", "minutes_draft"}
EVERY = ALWAYS | {DRAFT, SUBMITTED, SENT_BACK, APPROVED}

# (action, kind) -> who may, in which states. Whoever is not named may not.
EXPECTED: dict[tuple[str, str], dict[str, set[str]]] = {
    ("see_queue", "case_item"): dict.fromkeys(
        ("secretary", "secretary of another committee", "director", "coordinator", "proposer", "coordinator elsewhere"),
        EVERY,
    ),
    ("submit", "case_item"): {"secretary": {DRAFT, SENT_BACK}, "proposer": {DRAFT, SENT_BACK}},
    ("recall", "case_item"): {"secretary": {SUBMITTED}, "proposer": {SUBMITTED}},
    ("approve", "case_item"): {"director": {SUBMITTED}},
    ("send_back", "case_item"): {"director": {SUBMITTED}},
    ("put_on", "case_item"): {"secretary": ORDERLY},
    ("take_off", "case_item"): {"secretary": ORDERLY},
    ("order", "case_item"): {"secretary": ORDERLY},
    ("postpone", "case_item"): {"secretary": EVERY},
    ("present", "case_item"): {"secretary": EVERY},
    ("unpublish_agenda", "meeting"): {"secretary": {"agenda_published"}},
    ("call", "meeting"): {"secretary": {"planned", "agenda_published"}},
    ("add", "authorisation"): {"secretary": EVERY},
    ("end", "authorisation"): {"secretary": EVERY},
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("action", "kind"), EXPECTED)
def test_who_may_do_what_and_when(action: str, kind: str, who: str) -> None:
    place = standing("planned").node
    may = {state for state in EVERY if policy.allows(WHO[who], action, kind, place, state)}
    assert may == EXPECTED[action, kind].get(who, set())


def test_the_table_has_no_row_for_an_action_that_is_not_tested() -> None:
    told = {(row.action, row.kind) for row in (*agenda_rules.POLICY, *authorisations_rules.POLICY)}
    assert told == {*EXPECTED, ("publish_agenda", "meeting")}
    assert {row.kind for row in authorisations_rules.POLICY} == {"authorisation"}


@pytest.mark.parametrize(
    ("who", "house_asks", "waits"),
    [
        ("secretary", True, False),
        ("coordinator", True, True),
        ("director", True, True),
        ("coordinator", False, False),
        ("secretary", False, False),
    ],
)
def test_whose_items_wait_for_the_director(who: str, house_asks: bool, waits: bool) -> None:
    assert editing_rules.needs_approval(WHO[who], standing("planned"), house_asks=house_asks) is waits
    assert editing_rules.needs_approval(people.job("import"), standing("planned"), house_asks=True) is False


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Godkendelse af referat fra seneste møde i udvalget", "minutes"),
        ("Mødedeltagelse", "attendance"),
        ("Gensidig orientering", "orientation"),
        ("Eventuelt", "other"),
    ],
)
def test_what_a_standing_item_is_about(title: str, key: str) -> None:
    assert agenda_rules.standing_key(title) == key


@pytest.mark.parametrize(
    ("kle", "right"), [("", True), ("29.09.00", True), (" 29.09.00 ", True), ("29.9", False), ("29.09.00 A", False)]
)
def test_kle_numbers(kle: str, right: bool) -> None:
    if right:
        assert editing_rules.check_kle(kle) == kle.strip()
    else:
        with pytest.raises(Refused, match="tre par cifre"):
            editing_rules.check_kle(kle)


def proposal(cast: Cast, meeting: Meeting, title: str = "Frivillige i hallen") -> AgendaItem:
    return items.add_item(
        by=cast.alice, meeting=meeting, wording=items.Wording(title=title, clauses=["planen godkendes"])
    )


def titles(actor: Any, meeting: Meeting) -> list[tuple[str, str]]:
    lines = agenda_queries.agenda(
        actor, Meeting.objects.select_related("node__gathering", "body__circle").get(pk=meeting.pk)
    ).lines
    return [
        (line.item.number, line.item.node.title) if isinstance(line, sheets.Sheet) else (line.number, line.node.title)
        for line in lines
    ]


def own(cast: Cast, meeting: Meeting, *names: str) -> list[AgendaItem]:
    return [
        items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title=name, clauses=["det godkendes"]))
        for name in names
    ]


def fresh(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.select_related(
        "node__created_by", "meeting__node__organisation", "meeting__body__circle"
    ).get(pk=item.pk)


def verbs(node: Node) -> list[str]:
    return list(JournalEntry.objects.filter(node_id=node.pk).order_by("pk").values_list("verb", flat=True))


def test_a_proposal_is_on_no_agenda_until_the_director_approves_it(cast: Cast, meeting: Meeting) -> None:
    item = proposal(cast, meeting)
    assert (item.approval, item.is_on, item.number) == (DRAFT, False, "")
    assert titles(cast.secretary, meeting) == []
    approval.submit_item(by=cast.alice, item=item)
    told = Message.objects.get()
    assert (told.address, told.subject) == ("ditte@example.org", "Et punkt venter på din godkendelse")
    assert "Frivillige" not in told.body
    with pytest.raises(NotAllowed, match="Kun udvalgets sekretær kan rette punktet nu"):
        policy.check(cast.alice, "edit", item, state=editing_rules.edit_state(item))

    with pytest.raises(NotAllowed, match="Kun myndighedens direktør"):
        approval.approve_item(by=cast.alice, item=item)

    with pytest.raises(Refused, match="først komme på dagsordenen, når direktøren"):
        approval.put_on(by=cast.secretary, item=item)

    approval.approve_item(by=cast.director, item=item)
    item = fresh(item)
    assert (item.approval, item.is_on, item.number, item.late_at) == (APPROVED, True, "1", None)
    assert item.approval_by_id == cast.director.person_id
    assert titles(cast.secretary, meeting) == [("1", "Frivillige i hallen")]
    assert verbs(item.node)[-2:] == ["case_item.submitted", "case_item.approved"]
    assert Message.objects.order_by("created_at").last().address == "alice@example.org"
    with pytest.raises(Refused, match="er »Godkendt af direktøren«"):
        approval.approve_item(by=cast.director, item=item)


def test_a_proposal_sent_back_is_mended_and_sent_again(cast: Cast, meeting: Meeting) -> None:
    item = approval.submit_item(by=cast.alice, item=proposal(cast, meeting))
    with pytest.raises(Refused, match="hvad der skal rettes") as refused:
        approval.send_back_item(by=cast.director, item=item, said=" ")

    assert refused.value.field == "said"
    approval.send_back_item(by=cast.director, item=item, said="Skriv økonomien.")
    assert (item.approval, item.approval_said) == (SENT_BACK, "Skriv økonomien.")
    assert "økonomien" not in Message.objects.order_by("created_at").last().body
    items.edit_item(
        by=cast.alice,
        item=item,
        wording=items.Wording(
            title="Frivillige i hallen",
            number="",
            case_number="",
            recommended_by="Direktøren indstiller",
            clauses=["planen godkendes"],
            sections={"economy": "Ingen."},
            kle="29.09.00",
            asked_by="Inger Opdigtet, 1. februar 2026",
        ),
        based_on={"recommendation": 1},
    )
    approval.submit_item(by=cast.alice, item=item)
    approval.recall_item(by=cast.alice, item=item)
    assert (item.approval, item.approval_said, item.kle) == (DRAFT, "", "29.09.00")


def test_the_queue_by_body_and_meeting(cast: Cast, body: Body, meeting: Meeting) -> None:
    item = proposal(cast, meeting)
    own(cast, meeting, "Sekretærens eget")
    seen = {
        name: [each.pk for each in agenda_queries.awaiting(getattr(cast, name))]
        for name in ("alice", "director", "secretary", "bob", "politician", "charlie", "dorte")
    }

    assert seen == {
        "alice": [item.pk],
        "director": [item.pk],
        "secretary": [item.pk],
        "bob": [],
        "politician": [],
        "charlie": [],
        "dorte": [],
    }
    assert agenda_queries.to_approve(cast.director) == []
    approval.submit_item(by=cast.alice, item=item)
    assert agenda_queries.to_approve(cast.director) == [item]
    assert agenda_queries.to_approve(cast.alice) == []


def test_an_agenda_is_published_without_what_waits_and_shows_nobody_outside(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(Refused, match="Dagsordenen er tom"):
        meetings.publish_agenda(by=cast.secretary, meeting=meeting)

    waiting = proposal(cast, meeting, "Kanariefuglens forslag")
    with pytest.raises(Refused, match="Dagsordenen er tom"):
        meetings.publish_agenda(by=cast.secretary, meeting=meeting)

    own(cast, meeting, "Første")
    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    assert titles(cast.dorte, meeting) == [("1", "Første")]
    for outsider in (cast.dorte, cast.charlie):
        assert not visibility.nodes(outsider).filter(pk=waiting.pk).exists()
        assert agenda_queries.agenda(outsider, rows.meeting(outsider, meeting.pk)).waiting == []
        assert list(search.find(outsider, "kanariefuglens")) == []

    assert agenda_queries.agenda(cast.secretary, rows.meeting(cast.secretary, meeting.pk)).waiting == [waiting]
    approval.submit_item(by=cast.alice, item=fresh(waiting))
    approval.approve_item(by=cast.director, item=fresh(waiting))
    assert titles(cast.dorte, meeting) == [("1", "Første")]
    approval.put_on(by=cast.secretary, item=fresh(waiting))
    late = fresh(waiting)
    assert (late.is_on, late.number, late.late_at is not None, late.node.visibility) == (True, "2", True, "public")
    assert titles(cast.dorte, meeting) == [("1", "Første"), ("2", "Kanariefuglens forslag")]


def test_a_proposal_takes_no_decision(cast: Cast, meeting: Meeting) -> None:
    item = proposal(cast, meeting)
    own(cast, meeting, "Første")
    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    minutes_actions.begin_minutes(by=cast.secretary, meeting=meeting)
    with pytest.raises(Refused, match="ikke på dagsordenen"):
        statements.add_statement(by=cast.secretary, item=fresh(item), printed="Godkendt.")


def test_order_and_numbers(cast: Cast, meeting: Meeting) -> None:
    first, second, third = own(cast, meeting, "A", "B", "C")
    items.close_item(by=cast.secretary, item=fresh(third), reason="§ 10", public_title="Lukket")
    placing.shift_item(by=cast.secretary, item=fresh(third), down=False)
    assert titles(cast.secretary, meeting) == [("1", "A"), ("2", "C"), ("3", "B")]
    placing.shift_item(by=cast.secretary, item=fresh(first), down=True)
    assert titles(cast.secretary, meeting) == [("1", "C"), ("2", "A"), ("3", "B")]
    with pytest.raises(Refused, match="allerede det første"):
        placing.shift_item(by=cast.secretary, item=fresh(third), down=False)

    with pytest.raises(Refused, match="allerede det sidste"):
        placing.shift_item(by=cast.secretary, item=fresh(second), down=True)

    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    assert titles(cast.dorte, meeting) == [("1", "Lukket"), ("2", "A"), ("3", "B")]
    placing.shift_item(by=cast.secretary, item=fresh(third), down=True)
    assert titles(cast.dorte, meeting) == [("2", "A"), ("1", "Lukket"), ("3", "B")]
    with pytest.raises(NotAllowed):
        placing.shift_item(by=cast.alice, item=fresh(second), down=False)


def test_numbers_written_by_hand_stay(cast: Cast, meeting: Meeting) -> None:
    own(cast, meeting, "A")
    items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title="B", number="7b"))
    placing.shift_item(by=cast.secretary, item=fresh(meeting.items.get(number="7b")), down=False)
    assert titles(cast.secretary, meeting) == [("7b", "B"), ("1", "A")]


def test_taken_off_in_time_leaves_no_trace_and_later_a_public_one(cast: Cast, meeting: Meeting) -> None:
    gone, hidden, left, _last = own(cast, meeting, "Gærdesmutten", "Kanariefuglen", "C", "D")
    items.close_item(by=cast.secretary, item=fresh(hidden), reason="§ 10", public_title="Lukket")
    with pytest.raises(Refused, match="hvorfor punktet tages af") as refused:
        placing.take_off(by=cast.secretary, item=fresh(gone), reason="")

    assert refused.value.field == "reason"
    placing.take_off(by=cast.secretary, item=fresh(gone), reason="Trukket.")
    assert titles(cast.secretary, meeting) == [("1", "Kanariefuglen"), ("2", "C"), ("3", "D")]
    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    with pytest.raises(NotFound):
        sheets.sheet(cast.dorte, gone.pk)

    placing.take_off(by=cast.secretary, item=fresh(left), reason="Venter på et svar fra regionen.")
    placing.take_off(by=cast.secretary, item=fresh(hidden), reason="Kanariefuglen er solgt.")
    assert titles(cast.dorte, meeting) == [("1", "Lukket"), ("2", "C"), ("3", "D")]
    assert sheets.sheet(cast.dorte, left.pk).item.withdrawn_why == "Venter på et svar fra regionen."
    (notice,) = rows.notices_for(cast.dorte)
    assert (notice.is_withdrawn, notice.decision) == (True, "")
    with pytest.raises(Refused, match="allerede taget af"):
        placing.take_off(by=cast.secretary, item=fresh(left), reason="Igen.")

    approval.put_on(by=cast.secretary, item=fresh(left))
    assert fresh(left).withdrawn_at is None
    placing.take_off(by=cast.secretary, item=fresh(left), reason="Venter.")
    minutes_actions.begin_minutes(by=cast.secretary, meeting=meeting)
    statements.add_statement(by=cast.secretary, item=fresh(_last), printed="Godkendt.", outcomes=["APPROVED"])
    with pytest.raises(Refused, match="er besluttet"):
        placing.take_off(by=cast.secretary, item=fresh(_last), reason="Nej.")

    published = minutes_actions.publish_minutes(by=cast.secretary, meeting=Meeting.objects.get(pk=meeting.pk))
    assert published.state == "published"
    with pytest.raises(Refused, match="Dagsordenen kan ikke ændres nu"):
        approval.put_on(by=cast.secretary, item=fresh(left))


def test_an_item_moves_to_another_meeting(cast: Cast, body: Body, meeting: Meeting) -> None:
    later = meetings.plan_meeting(by=cast.secretary, body=body, starts_at=STARTS + dt.timedelta(days=14))
    first, second = own(cast, meeting, "A", "B")
    own(cast, later, "Z")
    waiting = proposal(cast, meeting)
    placing.postpone_item(by=cast.secretary, item=fresh(first), meeting=later)
    placing.postpone_item(by=cast.secretary, item=fresh(waiting), meeting=later)
    assert titles(cast.secretary, meeting) == [("1", "B")]
    assert titles(cast.secretary, later) == [("1", "Z"), ("2", "A")]
    assert (fresh(first).node.occurred_on, fresh(waiting).is_on) == (dt.date(2026, 3, 17), False)
    assert agenda_queries.meetings_for(cast.secretary, fresh(second)) == [later]
    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    with pytest.raises(Refused, match="Tag punktet af med en begrundelse"):
        placing.postpone_item(by=cast.secretary, item=fresh(second), meeting=later)


def test_standing_items_by_one_press(cast: Cast, body: Body, meeting: Meeting) -> None:
    seats_actions.add_body(by=cast.secretary, circle=cast.committee, house="region_midtjylland")
    meeting = Meeting.objects.select_related("node", "body__circle").get(pk=meeting.pk)
    assert [each.node.title for each in placing.add_standing(by=cast.secretary, meeting=meeting)] == [
        "Gensidig orientering",
        "Mødedeltagelse",
    ]
    with pytest.raises(Refused, match="allerede på dagsordenen"):
        placing.add_standing(by=cast.secretary, meeting=meeting)

    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    later = meetings.plan_meeting(by=cast.secretary, body=meeting.body, starts_at=STARTS + dt.timedelta(days=14))
    made = placing.add_standing(by=cast.secretary, meeting=later)
    assert [(each.standing, each.approval) for each in made] == [
        ("minutes", ""),
        ("orientation", ""),
        ("attendance", ""),
    ]
    assert made[0].clauses.get().words == "referatet fra mødet den 3. marts 2026 godkendes"


def test_a_body_approves_its_agenda_before_anything_else(
    cast: Cast, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = replace(houses.of(meeting.body.house), standing_items=("Eventuelt", "Godkendelse af dagsorden"))
    monkeypatch.setattr(houses, "of", lambda _key: house)
    own(cast, meeting, "A")
    own(cast, meeting, "B")
    made = placing.add_standing(by=cast.secretary, meeting=meeting)
    there = [("1", "Godkendelse af dagsorden"), ("2", "A"), ("3", "B"), ("4", "Eventuelt")]
    assert titles(cast.secretary, meeting) == there
    assert [each.number for each in made] == ["3", "1"]

    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    monkeypatch.setattr(houses, "of", lambda _key: replace(house, standing_items=("Dagsorden og forretningsorden",)))
    placing.add_standing(by=cast.secretary, meeting=Meeting.objects.get(pk=meeting.pk))
    late = ("5", "Dagsorden og forretningsorden")
    assert titles(cast.secretary, meeting) == [*there, late], "nothing published changes its number"


def test_the_call_reaches_the_members_with_a_calendar_file(cast: Cast, meeting: Meeting) -> None:
    own(cast, meeting, "Kanariefuglen")
    assert calling.call_meeting(by=cast.secretary, meeting=meeting) == 1
    told = Message.objects.get()
    assert (told.address, told.subject) == ("poul@example.org", "Indkaldelse: Eksempeludvalget, 3. marts 2026")
    assert "Kanariefuglen" not in told.body + told.calendar
    event = next(iter(Calendar.from_ical(told.calendar).walk("VEVENT")))
    assert (event["SUMMARY"], event.decoded("DTSTART")) == ("Eksempeludvalget, 3. marts 2026", STARTS)
    assert Invitation.objects.get(gathering=meeting.gathering).person_id == cast.politician.person_id
    calling.call_meeting(by=cast.secretary, meeting=meeting)
    assert Invitation.objects.count() == 1
    meetings.move_meeting(by=cast.secretary, meeting=meeting, starts_at=STARTS, place="Mødelokale 1")
    assert Message.objects.count() == 2
    meetings.move_meeting(by=cast.secretary, meeting=meeting, starts_at=STARTS, place="Hallen")
    assert Message.objects.order_by("created_at").last().subject.startswith("Ændret: ")
    with pytest.raises(Refused, match="hvorfor mødet aflyses"):
        calling.cancel_meeting(by=cast.secretary, meeting=meeting, reason="")

    calling.cancel_meeting(by=cast.secretary, meeting=meeting, reason="Sne.")
    cancelled = Message.objects.order_by("created_at").last()
    assert (cancelled.calendar_method, "STATUS:CANCELLED" in cancelled.calendar) == ("CANCEL", True)
    for deed in (
        lambda: calling.cancel_meeting(by=cast.secretary, meeting=meeting, reason="Sne."),
        lambda: calling.call_meeting(by=cast.secretary, meeting=meeting),
        lambda: meetings.publish_agenda(by=cast.secretary, meeting=meeting),
    ):
        with pytest.raises(Refused, match="aflyst"):
            deed()

    with pytest.raises(NotAllowed):
        calling.call_meeting(by=cast.alice, meeting=meeting)


def test_nobody_is_called_where_there_are_no_members(cast: Cast) -> None:
    circle = people.add_circle(
        by=people.job("test"), name="Tomt udvalg", kind="committee", organisation=cast.municipality, is_invented=True
    )
    body = seats_actions.add_body(by=people.job("test"), circle=circle, house="norddjurs")
    empty = meetings.plan_meeting(by=people.job("test"), body=body, starts_at=STARTS)
    with pytest.raises(Refused, match="ingen medlemmer"):
        calling.call_meeting(by=people.job("test"), meeting=empty)


def test_an_agenda_is_published_on_its_day_by_the_worker(cast: Cast, body: Body) -> None:
    with pytest.raises(Refused, match="senest på mødets dag"):
        meetings.plan_meeting(
            by=cast.secretary, body=body, starts_at=STARTS, agenda_due_on=STARTS.date() + dt.timedelta(days=1)
        )

    due = dt.date(2026, 2, 24)
    meeting = meetings.plan_meeting(by=cast.secretary, body=body, starts_at=STARTS, agenda_due_on=due)
    own(cast, meeting, "A")
    empty = meetings.plan_meeting(
        by=cast.secretary, body=body, starts_at=STARTS + dt.timedelta(days=7), agenda_due_on=due
    )
    assert meetings.publish_due in rounds._each_round
    with time_machine.travel(dt.datetime(2026, 2, 23, 12), tick=False):  # noqa: DTZ001 -- the clock of the house
        assert meetings.publish_due() == 0

    with time_machine.travel(dt.datetime(2026, 2, 24, 12), tick=False):  # noqa: DTZ001 -- the clock of the house
        assert meetings.publish_due() == 1
        assert meetings.publish_due() == 0

    assert [Meeting.objects.get(pk=each.pk).state for each in (meeting, empty)] == ["agenda_published", "planned"]
    assert JournalEntry.objects.filter(verb="meeting.agenda_published").count() == 1


def decided(cast: Cast, meeting: Meeting, *, closed: bool = False) -> Any:
    (item,) = own(cast, meeting, "Investeringen")
    if closed:
        items.close_item(by=cast.secretary, item=fresh(item), reason="§ 10", public_title="Lukket")
    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    minutes_actions.begin_minutes(by=cast.secretary, meeting=meeting)
    return statements.add_statement(by=cast.secretary, item=fresh(item), printed="Godkendt.", outcomes=["APPROVED"])


@pytest.mark.parametrize("closed", [False, True])
def test_an_authorisation_is_seen_with_its_decision(cast: Cast, meeting: Meeting, closed: bool) -> None:
    statement = decided(cast, meeting, closed=closed)
    until = dt.date(2027, 1, 1)
    made = authorisations_actions.authorise(
        by=cast.secretary,
        statement=statement,
        title="Færdiggørelse",
        given_to="Administrationen",
        scope="At færdiggøre kanarieoplægget.",
        until_on=until,
    )

    assert made.node.visibility == "circle"
    link = Link.objects.get(later=made.node)
    assert (link.earlier_id, link.relation) == (statement.pk, "led_to")
    minutes_actions.publish_minutes(by=cast.secretary, meeting=Meeting.objects.get(pk=meeting.pk))
    made.node.refresh_from_db()
    assert made.node.visibility == ("circle" if closed else "public")
    assert [node.pk for node in search.find(cast.dorte, "kanarieoplægget")] == ([] if closed else [made.pk])
    assert list(authorisations_queries.authorisations_of(cast.politician, meeting.body)) == [made]
    assert list(authorisations_queries.authorisations_of(cast.dorte, meeting.body)) == ([] if closed else [made])
    authorisations_actions.end_authorisation(
        by=cast.secretary, authorisation=made, ended_on=dt.date(2026, 5, 1), why="Den er brugt."
    )
    with pytest.raises(Refused, match="allerede ophørt"):
        authorisations_actions.end_authorisation(
            by=cast.secretary, authorisation=made, ended_on=dt.date(2026, 5, 1), why="Igen."
        )


def test_an_authorisation_says_to_whom_to_what_and_ends_after_it_begins(cast: Cast, meeting: Meeting) -> None:
    statement = decided(cast, meeting)
    given = {"title": "X", "given_to": "Direktionen", "scope": "At købe."}
    for change, field in (
        ({"given_to": " "}, "given_to"),
        ({"scope": ""}, "scope"),
        ({"until_on": dt.date(2026, 1, 1)}, "until_on"),
    ):
        with pytest.raises(Refused) as refused:
            authorisations_actions.authorise(by=cast.secretary, statement=statement, **{**given, **change})  # type: ignore[arg-type]
        assert refused.value.field == field

    made = authorisations_actions.authorise(by=cast.secretary, statement=statement, **given)
    for when, why in ((dt.date(2026, 1, 1), "Før."), (dt.date(2026, 5, 1), " ")):
        with pytest.raises(Refused):
            authorisations_actions.end_authorisation(by=cast.secretary, authorisation=made, ended_on=when, why=why)

    with pytest.raises(NotAllowed):
        authorisations_actions.authorise(by=cast.alice, statement=statement, **given)

    assert Authorisation.objects.count() == 1


def test_an_item_begins_from_an_authorisation(cast: Cast, body: Body, meeting: Meeting) -> None:
    statement = decided(cast, meeting)
    made = authorisations_actions.authorise(
        by=cast.secretary, statement=statement, title="X", given_to="Direktionen", scope="At købe."
    )
    later = meetings.plan_meeting(by=cast.secretary, body=body, starts_at=STARTS + dt.timedelta(days=14))
    item = items.add_item(
        by=cast.secretary,
        meeting=later,
        wording=items.Wording(title="Købet"),
        came_from=made.node,
        why="Bemyndigelsen er brugt.",
    )
    assert Link.objects.get(earlier=made.node, later=item.node).relation == "grounds"
    assert visibility.origin(cast.secretary, made.pk, *editing_rules.BEGINS_FROM) == made.node


def test_presentations(cast: Cast, meeting: Meeting) -> None:
    statement = decided(cast, meeting)
    item = fresh(statement.item)
    council = people.add_circle(
        by=people.job("test"), name="Byrådet", kind="council", organisation=cast.municipality, is_invented=True
    )
    made = presentations.add_presentation(by=cast.secretary, item=item, to_circle=council, presenter="Ditte")
    assert presentations.add_presentation(by=cast.secretary, item=item, to_text="byrådet") == made
    with pytest.raises(Refused, match="hvem oplægget er for"):
        presentations.add_presentation(by=cast.secretary, item=item)

    body = seats_actions.add_body(by=people.job("test"), circle=council, house="norddjurs")
    theirs = meetings.plan_meeting(by=people.job("test"), body=body, starts_at=STARTS)
    assert agenda_queries.presented_at(cast.secretary, theirs) == [made]
    presentations.note_presentation(
        by=cast.secretary, presentation=made, held_on=STARTS.date(), said="De vil med.", meeting=theirs
    )
    assert Presentation.objects.get().said == "De vil med."
    with pytest.raises(Refused, match="allerede skrevet som holdt"):
        presentations.note_presentation(by=cast.secretary, presentation=made, held_on=STARTS.date())

    assert council in Circle.objects.all()
    assert list(agenda_queries.other_circles(item)) == [council]


def offered(actor: Actor, item: AgendaItem) -> set[str]:
    """Name what the item's page offers somebody of its way to the agenda and its place there."""
    deeds = ("submit", "recall", "approve", "send_back", "put_on", "take_off", "postpone")
    named = {reverse(f"cases:{deed}", args=[item.pk]): deed for deed in deeds}
    shown = [each for row in ("proposal", "") for each in rights.open_to(actor, item, row=row)]
    return {named[each.url] for each in shown if each.url in named}


def test_the_rights_of_a_proposal(cast: Cast, meeting: Meeting) -> None:
    item = proposal(cast, meeting)
    assert offered(cast.alice, item) == {"submit"}
    approval.submit_item(by=cast.alice, item=item)
    assert offered(cast.director, item) == {"approve", "send_back"}
    assert offered(cast.secretary, item) == {"recall", "postpone"}
    taken = placing.take_off(by=cast.secretary, item=item, reason="Trukket.")

    assert offered(cast.alice, taken) == set()
    with pytest.raises(Refused, match="Punktet er taget af"):
        approval.recall_item(by=cast.alice, item=taken)


def test_who_has_no_proposals_sees_no_queue(cast: Cast) -> None:
    for actor in (cast.bob, cast.politician, cast.dorte):
        with pytest.raises(NotAllowed):
            policy.check(actor, "see_queue", "case_item")
