"""The record of a meeting: who was there, who stood aside, votes that add up, dissent, and a decision brought to the council."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from typing import Any

import pytest
from django.urls import reverse

from samspil.features.cases.agenda import queries as agenda_queries
from samspil.features.cases.agenda.actions import calling, meetings, placing
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.protocol import actions as protocol_actions
from samspil.features.cases.protocol import queries as protocol_queries
from samspil.features.cases.protocol import rules as protocol_rules
from samspil.features.cases.records.models import AgendaItem, Ballot, DecisionStatement, Meeting, Recusal, Vote
from samspil.features.cases.records.queries import attendance as records_attendance
from samspil.features.cases.records.queries import rows, sheets
from samspil.features.cases.records.rules import attendance
from samspil.features.cases.routes import actions as routes_actions
from samspil.features.cases.seats import actions as seats_actions
from samspil.features.funds import actions as funds
from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import kinds, people, policy, visibility
from samspil.spine.models import Invitation, JournalEntry, Organisation
from tests.features.cases.conftest import STARTS
from tests.features.cases.test_proposals import fresh, own
from tests.features.cases.test_rules import ALWAYS, WHO, standing
from tests.features.cases.test_views import page, send
from tests.kit.cast import Cast
from tests.kit.clients import enter

Seat = attendance.Seat
VOTED = "Kanariefuglen stemmer nej"


@pytest.mark.parametrize("who", WHO)
def test_who_may_stop_a_decision(who: str) -> None:
    may = {state for state in ALWAYS if policy.allows(WHO[who], "stay", "case_item", standing("planned").node, state)}
    assert may == ({"minutes_draft"} if who in {"secretary", "politician"} else set())
    assert {(row.action, row.kind) for row in protocol_rules.POLICY} == {("stay", "case_item")}


@pytest.mark.parametrize(
    ("seat", "there"),
    [
        # presence, comes before, goes before, recused at; at items 1, 2, 3
        (("present", None, None, ()), (True, True, True)),
        (("substitute", None, None, ()), (True, True, True)),
        (("apology", None, None, ()), (False, False, False)),
        (("absent", None, None, ()), (False, False, False)),
        (("unknown", None, None, ()), (False, False, False)),
        (("present", 2, None, ()), (False, True, True)),
        (("present", None, 3, ()), (True, True, False)),
        (("present", 2, 3, ()), (False, True, False)),
        (("present", None, None, (2,)), (True, False, True)),
        (("present", 2, None, (3,)), (False, True, False)),
    ],
)
def test_who_was_there_at_which_item(seat: tuple[Any, ...], there: tuple[bool, ...]) -> None:
    presence, comes, goes, recused = seat
    made = Seat(1, "Inger", presence, from_order=comes, until_order=goes, recused_at=frozenset(recused))
    assert tuple(made.was_there(order) for order in (1, 2, 3)) == there


@pytest.mark.parametrize(
    ("seats", "ended", "words"),
    [
        ([], None, ""),
        ([Seat(1, "A", "present")], None, "Alle var mødt."),
        (
            [Seat(1, "A", "present"), Seat(2, "Per Møller Jensen", "apology")],
            dt.time(12, 30),
            "Alle var mødt, undtagen Per Møller Jensen, der havde meldt afbud.\n\nMødet blev hævet kl. 12.30.",
        ),
        (
            [Seat(1, "A", "present"), Seat(2, "B", "apology"), Seat(3, "C", "apology"), Seat(4, "D", "absent")],
            None,
            "Alle var mødt, undtagen B og C, der havde meldt afbud, og D, der var udeblevet.",
        ),
        (
            [
                Seat(1, "A", "substitute", substitute_for="B"),
                Seat(2, "C", "present", arrived_at=dt.time(8, 45), from_order=2),
                Seat(3, "D", "present", left_at=dt.time(11), until_order=5),
            ],
            None,
            "Alle var mødt. A deltog som stedfortræder for B. C kom kl. 8.45. D gik kl. 11.00.",
        ),
        ([Seat(1, "A", "unknown")], dt.time(12), "Mødet blev hævet kl. 12.00."),
    ],
)
def test_attendance_as_minutes_write_it(seats: list[Seat], ended: dt.time | None, words: str) -> None:
    assert attendance.attendance_words(seats, adjourned=ended) == words


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"presence": "present"}, None),
        ({"presence": "substitute", "stands_in": True}, None),
        ({"presence": "present", "arrived": True, "arrived_order": 2, "left": True, "left_order": 3}, None),
        ({"presence": "present", "arrived_order": 2}, None),
        ({"presence": "apology", "arrived": True}, "presence"),
        ({"presence": "absent", "left_order": 2}, "presence"),
        ({"presence": "present", "stands_in": True}, "presence"),
        ({"presence": "present", "arrived": True}, "arrived_before"),
        ({"presence": "present", "left": True}, "left_before"),
        ({"presence": "present", "arrived_order": 3, "left_order": 3}, "left_before"),
    ],
)
def test_attendance_does_not_contradict_itself(values: dict[str, Any], field: str | None) -> None:
    said = {"arrived": False, "arrived_order": None, "left": False, "left_order": None, "stands_in": False, **values}
    presence = said.pop("presence")
    if field is None:
        protocol_rules.check_attendance(presence, **said)
    else:
        with pytest.raises(Refused) as refused:
            protocol_rules.check_attendance(presence, **said)
        assert refused.value.field == field


THREE = [Seat(1, "A", "present"), Seat(2, "B", "present"), Seat(3, "C", "present")]


@pytest.mark.parametrize(
    ("there", "counts", "named", "wrong"),
    [
        (THREE, {"for": 2, "against": 1, "abstain": 0}, None, ""),
        (THREE, {"for": 1, "against": 1, "abstain": 1}, {1: "for", 2: "against", 3: "abstain"}, ""),
        ([], {"for": 0, "against": 0, "abstain": 0}, None, "hvem der er til stede"),
        (THREE, {"for": 2, "against": 0, "abstain": 0}, None, "talt 2 stemmer, men 3"),
        (THREE, {"for": 4, "against": 0, "abstain": 0}, None, "talt 4 stemmer, men 3"),
        (THREE, {"for": 4, "against": -1, "abstain": 0}, None, "talt 3 stemmer, men 3"),
        (THREE, {"for": 2, "against": 0, "abstain": 0}, {1: "for", 2: "for"}, "mangler en stemme fra C"),
        (
            THREE,
            {"for": 3, "against": 0, "abstain": 0},
            {1: "for", 2: "for", 3: "for", 4: "for"},
            "Kun de, der var til stede",
        ),
        (THREE, {"for": 3, "against": 0, "abstain": 0}, {1: "for", 2: "for", 3: "måske"}, "Vælg for, imod"),
    ],
)
def test_votes_add_up_to_those_who_were_there(
    there: list[Seat], counts: dict[str, int], named: dict[int, str] | None, wrong: str
) -> None:
    if not wrong:
        protocol_rules.check_votes(there, counts, named)
    else:
        with pytest.raises(Refused, match=wrong):
            protocol_rules.check_votes(there, counts, named)


MAY = {"is_municipal": True, "is_committee": True, "is_stayed": False, "is_own": True}


@pytest.mark.parametrize(
    ("who", "state", "change", "wrong"),
    [
        ("politician", "minutes_draft", {}, ""),
        ("secretary", "minutes_draft", {}, ""),
        ("director", "minutes_draft", {}, "Kun et medlem"),
        ("coordinator", "minutes_draft", {}, "Kun et medlem"),
        ("politician", "minutes_draft", {"is_municipal": False}, "kun beslutninger i en kommunes udvalg"),
        ("politician", "minutes_draft", {"is_committee": False}, "kun beslutninger i en kommunes udvalg"),
        ("politician", "agenda_published", {}, "skal bruges på mødet"),
        ("politician", "published", {}, "når referatet er lukket"),
        ("politician", "minutes_draft", {"is_stayed": True}, "allerede bragt"),
        ("politician", "minutes_draft", {"is_own": False}, "kun erklære det for dig selv"),
    ],
)
def test_the_right_to_stop_a_decision(who: str, state: str, change: dict[str, bool], wrong: str) -> None:
    place = standing(state)
    with pytest.raises(Refused, match=wrong) if wrong else nullcontext():
        policy.check(WHO[who], "stay", "case_item", place.node, "minutes_draft")
        protocol_rules.check_stay(place, **{**MAY, **change})


def test_the_meeting_is_not_adjourned_before_it_begins() -> None:
    protocol_rules.check_held(STARTS, STARTS + dt.timedelta(hours=2), STARTS.date())
    protocol_rules.check_held(None, STARTS, STARTS.date())
    for began, adjourned, day, field in (
        (STARTS, STARTS - dt.timedelta(hours=1), STARTS.date(), "adjourned"),
        (None, STARTS, None, "began"),
    ):
        with pytest.raises(Refused) as refused:
            protocol_rules.check_held(began, adjourned, day)
        assert refused.value.field == field


class Table:
    """A meeting at work: Poul and three by name are there, two items, one decided statement each; the second is closed."""

    def __init__(self, cast: Cast, meeting: Meeting) -> None:
        self.cast, self.by = cast, cast.secretary
        first, second = own(cast, meeting, "Åbent", "Kanariesagen")
        items.close_item(
            by=self.by, item=fresh(second), reason="§ 10", public_title="Lukket", public_decision="Godkendt."
        )
        calling.call_meeting(by=self.by, meeting=meeting)
        for name in ("Anna Opdigtet", "Bo Opdigtet", "Cæcilie Opdigtet"):
            protocol_actions.note_attendance(by=self.by, meeting=meeting, name=name, presence="present")

        protocol_actions.all_present(by=self.by, meeting=meeting)
        meetings.publish_agenda(by=self.by, meeting=meeting)
        minutes_actions.begin_minutes(by=self.by, meeting=meeting)
        self.meeting = Meeting.objects.select_related("node__gathering", "body__circle").get(pk=meeting.pk)
        self.first, self.second = fresh(first), fresh(second)
        self.said = self.state(self.first)
        self.hidden = self.state(self.second)
        self.poul = Invitation.objects.get(person=cast.politician.person_id)
        self.anna, self.bo, self.cille = Invitation.objects.filter(person=None).order_by("id")

    def state(self, item: AgendaItem) -> DecisionStatement:
        statements.add_statement(by=self.by, item=item, printed=f"{item.node.title} godkendt.", outcomes=["APPROVED"])
        return records_attendance.statement(self.by, item.statements.get().pk)

    def publish(self) -> None:
        minutes_actions.publish_minutes(
            by=self.by, meeting=Meeting.objects.select_related("node__gathering").get(pk=self.meeting.pk)
        )


@pytest.fixture
def table(cast: Cast, meeting: Meeting) -> Table:
    return Table(cast, meeting)


def test_votes_by_name_with_one_recused_and_one_come_late(table: Table) -> None:
    protocol_actions.recuse(by=table.by, item=table.first, invitation=table.bo, reason="Er selv ansøger.")
    protocol_actions.say_attendance(
        by=table.by,
        meeting=table.meeting,
        invitation=table.cille,
        took_part=protocol_actions.TookPart(presence="present", arrived_at=dt.time(15), arrived_before=table.second),
    )
    assert [seat.name for seat in records_attendance.there_at(table.first)] == ["Poul", "Anna Opdigtet"]
    ballot = protocol_actions.record_votes(
        by=table.by, statement=table.said, named={table.poul.pk: "against", table.anna.pk: "for"}
    )
    assert (ballot.in_favour, ballot.against, ballot.abstained) == (1, 1, 0)
    assert sorted(Vote.objects.values_list("invitation", "choice")) == sorted(
        [(table.poul.pk, "against"), (table.anna.pk, "for")]
    )
    with pytest.raises(Refused, match="har stemt ved punktet"):
        protocol_actions.recuse(by=table.by, item=table.first, invitation=table.anna)

    with pytest.raises(Refused, match="passer ikke længere med fremmødet"):
        protocol_actions.say_attendance(
            by=table.by,
            meeting=table.meeting,
            invitation=table.anna,
            took_part=protocol_actions.TookPart(presence="apology"),
        )

    assert Invitation.objects.get(pk=table.anna.pk).presence == "present"
    with pytest.raises(Refused, match="passer ikke længere"):
        protocol_actions.end_recusal(by=table.by, recusal=Recusal.objects.get())

    protocol_actions.record_votes(by=table.by, statement=table.said, counts={"for": 2})
    assert Vote.objects.count() == 0
    protocol_actions.forget_votes(by=table.by, statement=table.said)
    with pytest.raises(Refused, match="ingen afstemning"):
        protocol_actions.forget_votes(by=table.by, statement=table.said)

    protocol_actions.end_recusal(by=table.by, recusal=Recusal.objects.get())
    assert len(records_attendance.there_at(table.first)) == 3
    with pytest.raises(NotAllowed):
        protocol_actions.record_votes(by=table.cast.politician, statement=table.said, counts={"for": 3})


def test_a_substitute_stands_in_for_another(table: Table) -> None:
    protocol_actions.say_attendance(
        by=table.by, meeting=table.meeting, invitation=table.bo, took_part=protocol_actions.TookPart(presence="apology")
    )
    with pytest.raises(Refused, match="for sig selv"):
        protocol_actions.say_attendance(
            by=table.by,
            meeting=table.meeting,
            invitation=table.cille,
            took_part=protocol_actions.TookPart(presence="substitute", substitute_for=table.cille),
        )

    protocol_actions.say_attendance(
        by=table.by,
        meeting=table.meeting,
        invitation=table.cille,
        took_part=protocol_actions.TookPart(presence="substitute", substitute_for=table.bo),
    )
    ends = STARTS + dt.timedelta(hours=2, minutes=30)
    protocol_actions.note_held(by=table.by, meeting=table.meeting, began=STARTS, adjourned=ends)
    assert records_attendance.attendance_words(table.meeting) == (
        "Alle var mødt, undtagen Bo Opdigtet, der havde meldt afbud. "
        "Cæcilie Opdigtet deltog som stedfortræder for Bo Opdigtet.\n\nMødet blev hævet kl. 16.30."
    )


def test_dissent_is_a_members_who_was_there(table: Table) -> None:
    protocol_actions.recuse(by=table.by, item=table.first, invitation=table.bo)
    for wrong in (None, table.bo):
        with pytest.raises(Refused, match="til stede ved punktet"):
            protocol_actions.add_dissent(
                by=table.by, statement=table.said, invitation=wrong, kind="dissent", words="Nej."
            )

    for change, field in (({"kind": "andet"}, "kind"), ({"words": " "}, "words")):
        with pytest.raises(Refused) as refused:
            protocol_actions.add_dissent(
                by=table.by, statement=table.said, invitation=table.poul, **{"kind": "note", "words": "Nej.", **change}
            )
        assert refused.value.field == field

    made = protocol_actions.add_dissent(
        by=table.by, statement=table.said, invitation=table.poul, kind="dissent", words=VOTED, follows_case=True
    )
    (shown,) = records_attendance.worded(table.cast.politician, table.said.pk).dissents
    assert (shown.words, shown.follows_case) == (VOTED, True)
    with pytest.raises(NotFound):
        protocol_queries.dissent(table.cast.dorte, made.pk)

    with pytest.raises(Refused, match="hvorfor udtalelsen tages ud"):
        protocol_actions.withdraw_dissent(by=table.by, dissent=made, reason="")

    protocol_actions.withdraw_dissent(by=table.by, dissent=made, reason="Fejl.")
    assert records_attendance.worded(table.cast.politician, table.said.pk).dissents == []


def test_a_stay_makes_a_step_and_a_duty_and_holds_the_decision(table: Table) -> None:
    with pytest.raises(Refused, match="for dig selv"):
        protocol_actions.claim_stay(by=table.cast.politician, statement=table.said, invitation=table.anna)

    stay = protocol_actions.claim_stay(by=table.cast.politician, statement=table.said, invitation=table.poul)
    assert (stay.step.to_text, stay.step.state, stay.is_standing) == ("Kommunalbestyrelsen", "sent", True)
    assert (stay.step.duty.owner_circle, stay.step.duty.node) == (table.cast.committee, table.first.node)
    assert JournalEntry.objects.filter(verb="decision.stayed", node_id=table.said.pk).count() == 1
    assert "styrelseslovens § 23" in kinds.held(table.said.node)
    with pytest.raises(Refused, match="Udførelsen er standset"):
        funds.start_effort(
            by=people.job("test"), decision=table.said.node, plan=funds.EffortPlan(title="X", description="Y")
        )

    with pytest.raises(Refused, match="Udførelsen er standset"):
        funds.set_aside(
            by=people.job("test"),
            decision=table.said.node,
            amount=funds.Allocation(title="X", amount_ore=1, first_year=2026, last_year=2026),
        )

    with pytest.raises(Refused, match="Udførelsen er standset"):
        visibility.origin(table.by, table.said.pk, "is_decision")

    with pytest.raises(Refused, match="allerede bragt"):
        protocol_actions.claim_stay(by=table.by, statement=table.said, invitation=table.poul)

    routes_actions.end_step(
        by=table.by, step=stay.step, state="treated", ended_on=STARTS.date(), how="Byrådet godkendte."
    )
    assert kinds.held(table.said.node) == ""
    assert visibility.origin(table.by, table.said.pk, "is_decision") == table.said.node


def test_a_region_has_no_stay(table: Table) -> None:
    Organisation.objects.filter(pk=table.cast.municipality.pk).update(kind="region")
    assert (
        protocol_queries.may_stay(
            table.cast.politician, records_attendance.statement(table.cast.politician, table.said.pk)
        )
        is False
    )
    with pytest.raises(Refused, match="kommunes udvalg"):
        protocol_actions.claim_stay(
            by=table.by, statement=records_attendance.statement(table.by, table.said.pk), invitation=table.poul
        )


def test_a_stay_is_claimed_before_the_minutes_are_closed(table: Table) -> None:
    table.publish()
    with pytest.raises(Refused, match="når referatet er lukket"):
        protocol_actions.claim_stay(
            by=table.by, statement=records_attendance.statement(table.by, table.said.pk), invitation=table.poul
        )


def test_votes_recusal_and_dissent_of_a_closed_item_are_the_committees_alone(table: Table) -> None:
    protocol_actions.recuse(by=table.by, item=table.second, invitation=table.bo, reason="Kanarierødt hus")
    protocol_actions.record_votes(by=table.by, statement=table.hidden, counts={"for": 1, "against": 2})
    dissent = protocol_actions.add_dissent(
        by=table.by, statement=table.hidden, invitation=table.poul, kind="dissent", words=VOTED
    )
    table.publish()
    for actor in (table.cast.dorte, table.cast.alice, table.cast.charlie, table.cast.director):
        lines = agenda_queries.agenda(actor, rows.meeting(actor, table.meeting.pk)).lines
        assert [type(line).__name__ for line in lines] == ["Sheet", "ClosedNotice"]
        with pytest.raises(NotFound):
            protocol_queries.dissent(actor, dissent.pk)
        with pytest.raises(NotFound):
            records_attendance.statement(actor, table.hidden.pk)

    assert Ballot.objects.count() == 1
    inside = sheets.sheet(table.cast.politician, table.second.pk)
    assert [(each.invitation, each.reason) for each in inside.recusals] == [(table.bo, "Kanarierødt hus")]


@pytest.mark.parametrize("name", ["dorte", "alice", "bob", "director", "charlie", "politician"])
def test_no_page_tells_an_outsider_what_the_committee_voted(table: Table, name: str) -> None:
    """The open item's record is seen when the minutes are published; the closed one's never."""
    for item, statement, words in (
        (table.first, table.said, "Gærdesmutten"),
        (table.second, table.hidden, "Kanariefuglen"),
    ):
        protocol_actions.recuse(by=table.by, item=item, invitation=table.bo, reason=f"{words} er i familie")
        protocol_actions.record_votes(by=table.by, statement=statement, counts={"for": 3})
        protocol_actions.add_dissent(
            by=table.by, statement=statement, invitation=table.poul, kind="note", words=f"{words} bør nævnes"
        )
    client = enter(table.cast, name)
    inside = name == "politician"

    def told() -> list[int]:
        whole = page(client, "meeting", table.meeting.pk)
        return [whole.count(words) for words in ("Gærdesmutten", "Kanariefuglen", "3 for, 0 imod")]

    assert told() == ([2, 2, 2] if inside else [0, 0, 0])
    table.publish()
    assert told() == ([2, 2, 2] if inside else [2, 0, 1])


def test_the_secretary_at_the_table(table: Table) -> None:
    client = enter(table.cast, "secretary")
    meeting, said = table.meeting.pk, table.said.pk

    send(client, "held", meeting, began="14.05", adjourned="0.15")
    held = Meeting.objects.get(pk=meeting)
    assert held.adjourned_at - held.began_at == dt.timedelta(hours=10, minutes=10)
    assert 'value="14.05"' in page(client, "held", meeting)
    send(
        client,
        "took_part",
        meeting,
        table.cille.pk,
        presence="present",
        left_at="15.00",
        left_before=str(table.second.pk),
    )
    assert "gik kl. 15.00, før punkt 2" in page(client, "attendance", meeting)
    assert "Vælg også det punkt" in send(
        client, "took_part", meeting, table.bo.pk, expect=422, presence="present", arrived_at="15"
    )
    send(client, "recuse", table.first.pk, invitation=table.bo.pk, reason="")
    shown = page(client, "votes", said)
    assert ("Bo Opdigtet" in shown, "Anna Opdigtet" in shown) == (False, True)
    wrong = send(client, "votes", said, expect=422, how="named", **{f"vote-{table.poul.pk}": "for"})
    assert "mangler en stemme fra Anna Opdigtet og Cæcilie Opdigtet" in wrong
    votes = {f"vote-{each.pk}": "for" for each in (table.poul, table.anna, table.cille)}
    send(client, "votes", said, how="named", **{**votes, f"vote-{table.poul.pk}": "against"})
    assert "2 for, 1 imod, 0 undlod" in page(client, "decision", said)
    assert "checked" in page(client, "votes", said)
    send(client, "dissent", said, invitation=table.poul.pk, kind="dissent", words="For dyrt.", follows_case="on")
    assert "Mindretalsudtalelse fra Poul:" in page(client, "decision", said)
    dissent = table.said.dissents.get()
    send(client, "withdraw_dissent", dissent.pk, reason="Fejl.")
    send(client, "stay", said, invitation=table.poul.pk)
    shown = page(client, "decision", said)
    assert ("ønskede sagen indbragt for Kommunalbestyrelsen" in shown, "Udførelsen er standset" in shown) == (
        True,
        True,
    )
    send(client, "forget_votes", said, reason="Fejl.")
    recusal = Recusal.objects.get()
    assert "er inhabil ved punktet" in page(client, "detail", table.first.pk)
    send(client, "end_recusal", recusal.pk)
    assert Recusal.objects.count() == 0


def test_a_member_stops_a_decision_for_themselves_alone(table: Table) -> None:
    client = enter(table.cast, "politician")
    shown = page(client, "stay", table.said.pk)
    assert ("Poul" in shown, "Anna Opdigtet" in shown) == (True, False)
    assert client.get(reverse("cases:votes", args=[table.said.pk])).status_code == 403
    send(client, "stay", table.said.pk, invitation=table.poul.pk)
    assert client.get(reverse("cases:stay", args=[table.said.pk])).status_code == 403


def test_who_took_part_is_suggested_for_the_standing_item(cast: Cast, meeting: Meeting) -> None:
    seats_actions.add_body(by=cast.secretary, circle=cast.committee, house="region_midtjylland")
    meeting = Meeting.objects.select_related("node", "body__circle").get(pk=meeting.pk)
    last = placing.add_standing(by=cast.secretary, meeting=meeting)[-1]
    protocol_actions.note_attendance(by=cast.secretary, meeting=meeting, name="Anna Opdigtet", presence="present")
    protocol_actions.note_attendance(by=cast.secretary, meeting=meeting, name="Per Opdigtet", presence="apology")
    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    minutes_actions.begin_minutes(by=cast.secretary, meeting=meeting)
    shown = page(enter(cast, "secretary"), "new_statement", last.pk)
    assert "Alle var mødt, undtagen Per Opdigtet, der havde meldt afbud." in shown
