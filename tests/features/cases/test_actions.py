"""Every deed of cases: the state, the journal's row and the link together."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.editing.actions import annexes, items, statements
from samspil.features.cases.follow_up import actions as follow_up_actions
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.protocol import actions as protocol_actions
from samspil.features.cases.records.models import AgendaItem, Body, CaseFile, DecisionStatement, Meeting, RouteStep
from samspil.features.cases.records.queries import rows, sheets
from samspil.features.cases.routes import actions as routes_actions
from samspil.features.cases.seats import actions as seats_actions
from samspil.paper.refusal import NotFound, Refused
from samspil.spine import duties, journal, people, search, texts, thread
from samspil.spine.models import Duty, Invitation, JournalEntry, Link, Node, StoredFile, Text
from samspil.spine.people import Actor
from tests.features.cases.conftest import STARTS, closed_meeting
from tests.kit.cast import Cast

DAY = dt.date(2026, 3, 3)


def verbs() -> list[str]:
    return list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))


def item_of(cast: Cast, meeting: Meeting, title: str = "Væresteder", *clauses: str) -> AgendaItem:
    return items.add_item(
        by=cast.secretary,
        meeting=meeting,
        wording=items.Wording(
            title=title, clauses=clauses or ("forslaget godkendes",), sections={"case_presentation": "Om væresteder."}
        ),
    )


def minuted(cast: Cast, meeting: Meeting, *clauses: str) -> AgendaItem:
    item = item_of(cast, meeting, "Væresteder", *clauses)
    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    minutes_actions.begin_minutes(by=cast.secretary, meeting=meeting)
    return AgendaItem.objects.select_related("meeting__node", "meeting__body__circle", "node").get(pk=item.pk)


def test_add_body_twice_changes_its_form(cast: Cast, body: Body) -> None:
    again = seats_actions.add_body(by=cast.secretary, circle=cast.committee, house="region_midtjylland")
    assert (again.pk, again.house, again.shorthand) == (body.pk, "region_midtjylland", "")
    assert Body.objects.count() == 1
    assert verbs()[-1] == "body.added"


def test_a_circle_of_no_authority_is_no_body(cast: Cast) -> None:
    loose = people.add_circle(by=people.job("test"), name="Løst udvalg", kind="committee")
    with pytest.raises(Refused, match="hører ikke til en myndighed"):
        seats_actions.add_body(by=cast.secretary, circle=loose, house="norddjurs")


def test_plan_meeting(cast: Cast, body: Body, meeting: Meeting) -> None:
    assert (meeting.state, meeting.node.visibility, meeting.node.within) == ("planned", "organisation", cast.committee)
    assert meeting.node.title == "Eksempeludvalget, 3. marts 2026"
    assert (meeting.gathering.starts_at, meeting.gathering.place) == (STARTS, "Mødelokale 1")
    assert meeting.node.is_invented
    assert verbs()[-1] == "meeting.planned"
    with pytest.raises(Refused, match=r"har allerede et møde den 3\. marts 2026"):
        meetings.plan_meeting(by=cast.secretary, body=body, starts_at=STARTS)
    with pytest.raises(Refused, match="Kun udvalgets egen sekretær"):
        meetings.plan_meeting(by=cast.alice, body=body, starts_at=STARTS + dt.timedelta(days=1))


def test_no_meeting_outside_a_bodys_time(cast: Cast, body: Body) -> None:
    circle = body.circle
    circle.valid_from, circle.valid_until = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    circle.save()
    for year in (2025, 2027):
        with pytest.raises(Refused, match=r"findes ikke den 3\. marts"):
            meetings.plan_meeting(by=cast.secretary, body=body, starts_at=STARTS.replace(year=year))


def test_move_meeting(cast: Cast, body: Body, meeting: Meeting) -> None:
    later = STARTS + dt.timedelta(days=7)
    moved = meetings.move_meeting(
        by=cast.secretary, meeting=meeting, starts_at=later, ends_at=later + dt.timedelta(hours=2), place="Rådhuset"
    )
    node = Node.objects.get(pk=moved.pk)
    assert (node.title, node.occurred_on) == ("Eksempeludvalget, 10. marts 2026", dt.date(2026, 3, 10))
    assert moved.gathering.place == "Rådhuset"
    assert verbs()[-2:] == ["gathering.moved", "meeting.moved"]
    meetings.plan_meeting(by=cast.secretary, body=body, starts_at=STARTS)
    with pytest.raises(Refused, match="har allerede et møde"):
        meetings.move_meeting(by=cast.secretary, meeting=moved, starts_at=STARTS)


def test_an_item_in_the_house_form(cast: Cast, meeting: Meeting) -> None:
    item = item_of(cast, meeting, "Væresteder", "planen godkendes", "der afsættes 1 mio. kr.")
    assert (item.order, item.number, item.recommended_by) == (1, "1", "Velfærdsdirektøren indstiller")
    assert [clause.words for clause in item.clauses.all()] == ["planen godkendes", "der afsættes 1 mio. kr."]
    recommended = texts.current(item.node, "recommendation")
    assert recommended is not None
    assert recommended.body == (
        "Velfærdsdirektøren indstiller,\n\nat planen godkendes, og\n\nat der afsættes 1 mio. kr."
    )
    assert (item.node.visibility, item.node.within) == ("organisation", cast.committee)
    assert item.case_file is None
    assert verbs()[-1] == "case_item.added"
    second = items.add_item(
        by=cast.alice, meeting=meeting, wording=items.Wording(title="Frivillige", case_number="26/12")
    )
    assert (second.order, second.case_file.numbers.get().value) == (2, "26/12")


def test_an_item_from_an_insight_is_linked_to_it(cast: Cast, meeting: Meeting) -> None:
    with journal.writing():
        insight = thread.open_node(
            by=cast.alice, kind="test_early", title="Indsigt", organisation=cast.municipality, is_invented=True
        )

    item = items.add_item(
        by=cast.alice,
        meeting=meeting,
        wording=items.Wording(title="Ny sag"),
        came_from=insight,
        why="Indsigten viser det.",
    )
    link = Link.objects.get()
    assert (link.earlier, link.later, link.relation) == (insight, item.node, "grounds")
    assert "link.made" in verbs()
    before = AgendaItem.objects.count()
    with pytest.raises(Refused, match="hvorfor de to hænger sammen"):
        items.add_item(by=cast.alice, meeting=meeting, wording=items.Wording(title="Endnu en"), came_from=insight)

    assert AgendaItem.objects.count() == before
    assert Node.objects.filter(title="Endnu en").count() == 0


def edit(by: Actor, item: AgendaItem, *, reason: str = "", **changes: Any) -> AgendaItem:
    based_on = changes.pop("based_on", {"case_presentation": 1, "recommendation": 1})
    words = {
        "title": item.node.title,
        "number": item.number,
        "case_number": item.case_number,
        "recommended_by": item.recommended_by,
        "clauses": [clause.words for clause in item.clauses.all()],
        "sections": {"case_presentation": "Om væresteder."},
    }
    wording = items.Wording(**{**words, **changes})
    return items.edit_item(by=by, item=item, wording=wording, based_on=based_on, reason=reason)


def test_edit_item(cast: Cast, meeting: Meeting) -> None:
    item = item_of(cast, meeting)
    edit(
        cast.secretary,
        item,
        title="Væresteder i byen",
        case_number="26/13",
        clauses=["planen godkendes", "x afsættes"],
        sections={"case_presentation": "Nye ord.", "summary": "Kort.", "lovgrundlag": ""},
    )
    fresh = AgendaItem.objects.get(pk=item.pk)

    assert (fresh.node.title, fresh.case_number) == ("Væresteder i byen", "26/13")
    assert fresh.case_file is not None
    assert [clause.words for clause in fresh.clauses.all()] == ["planen godkendes", "x afsættes"]
    words = {name: version.body for name, version in rows.texts_of([item.pk])[item.pk].items()}
    assert words == {
        "case_presentation": "Nye ord.",
        "summary": "Kort.",
        "recommendation": "Velfærdsdirektøren indstiller,\n\nat planen godkendes, og\n\nat x afsættes.",
    }
    assert fresh.sections[-1] == "summary"
    edit(cast.secretary, fresh, case_number="26/14", sections={}, based_on={"recommendation": 2})
    edit(cast.secretary, fresh, case_number="", sections={}, based_on={"recommendation": 2})
    assert [number.value for number in fresh.case_file.numbers.all()] == ["26/13", "26/14"]
    assert verbs()[-1] == "case_item.edited"


def test_an_edit_that_changes_no_clause_leaves_the_recommendation_as_printed(cast: Cast, meeting: Meeting) -> None:
    item = item_of(cast, meeting)
    edit(cast.secretary, item, title="Ny titel")
    assert rows.texts_of([item.pk])[item.pk]["recommendation"].number == 1


def test_two_secretaries_on_the_same_text_lose_nothing(cast: Cast, meeting: Meeting) -> None:
    item = item_of(cast, meeting)
    edit(cast.secretary, item, sections={"case_presentation": "Den ene skrev."})
    with pytest.raises(texts.Conflict) as conflict:
        edit(cast.secretary, item, title="Tabt titel", sections={"case_presentation": "Den anden skrev."})
    assert conflict.value.mine == "Den anden skrev."
    assert conflict.value.theirs.body == "Den ene skrev."
    assert Node.objects.get(pk=item.pk).title == "Væresteder"


def test_a_decided_clause_is_never_removed(cast: Cast, meeting: Meeting) -> None:
    item = minuted(cast, meeting, "a godkendes", "b afsættes", "c noteres")
    edit(cast.secretary, item, clauses=["a godkendes", "b afsættes"])
    statements.add_statement(
        by=cast.secretary, item=item, printed="Godkendt.", outcomes=["APPROVED"], answers=item.clauses.all()
    )
    with pytest.raises(Refused, match="At-punkt 2 er besluttet"):
        edit(cast.secretary, item, clauses=["a godkendes"], based_on={"recommendation": 2, "case_presentation": 1})
    assert item.clauses.count() == 2


def test_publishing_step_by_step(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(Refused, match="Dagsordenen er tom"):
        meetings.publish_agenda(by=cast.secretary, meeting=meeting)

    item = minuted(cast, meeting)
    assert item.meeting.agenda_published_at is not None
    assert Node.objects.get(pk=item.pk).visibility == "public"
    with pytest.raises(Refused, match="Der mangler en beslutning ved: Væresteder"):
        minutes_actions.publish_minutes(by=cast.secretary, meeting=item.meeting)

    statement = statements.add_statement(
        by=cast.secretary, item=item, printed="Godkendt.", outcomes=["APPROVED"], answers=item.clauses.all()
    )
    assert Node.objects.get(pk=statement.pk).visibility == "circle"
    assert list(search.find(cast.dorte, "godkendt")) == []
    published = minutes_actions.publish_minutes(by=cast.secretary, meeting=item.meeting)
    assert (published.state, published.minutes_published_at is not None) == ("published", True)
    assert Node.objects.get(pk=statement.pk).visibility == "public"
    assert list(search.find(cast.dorte, "godkendt", kinds=frozenset({"decision"}))) == [statement.node]
    assert [verb for verb in verbs() if verb.startswith("meeting.")] == [
        "meeting.planned",
        "meeting.agenda_published",
        "meeting.minutes_begun",
        "meeting.minutes_published",
    ]


def test_a_statement_is_a_node_linked_from_its_item(cast: Cast, meeting: Meeting) -> None:
    item = minuted(cast, meeting, "a godkendes", "b afsættes")
    statement = statements.add_statement(
        by=cast.secretary,
        item=item,
        printed="Drøftet og godkendt,\nog ",
        outcomes=["DISCUSSED", "APPROVED"],
        answers=item.clauses.all(),
    )

    assert statement.node.title == "Drøftet og godkendt"
    assert {each.outcome for each in statement.outcomes.all()} == {"DISCUSSED", "APPROVED"}
    assert [clause.order for clause in statement.answers.all()] == [1, 2]
    spoken = texts.current(statement.node, "words")
    assert spoken is not None
    assert spoken.body == "Drøftet og godkendt,\nog "
    link = Link.objects.get()
    assert (link.earlier_id, link.later_id, link.relation) == (item.pk, statement.pk, "decided_by")
    assert verbs()[-1] == "decision.stated"


def test_what_a_statement_must_hold(cast: Cast, meeting: Meeting) -> None:
    item = minuted(cast, meeting)
    other = items.add_item(
        by=cast.secretary, meeting=item.meeting, wording=items.Wording(title="Et andet", clauses=["x"])
    )
    with pytest.raises(Refused, match="punktets egne at-punkter"):
        statements.add_statement(by=cast.secretary, item=item, printed="Ja.", answers=other.clauses.all())
    with pytest.raises(Refused, match="Skriv, hvad udvalget besluttede"):
        statements.add_statement(by=cast.secretary, item=item, printed="  ")
    assert DecisionStatement.objects.count() == 0


def published(cast: Cast, meeting: Meeting) -> DecisionStatement:
    item = minuted(cast, meeting)
    made = statements.add_statement(
        by=cast.secretary, item=item, printed="Godkendt.", outcomes=["APPROVED"], answers=item.clauses.all()
    )
    minutes_actions.publish_minutes(by=cast.secretary, meeting=item.meeting)
    return DecisionStatement.objects.select_related(
        "node", "item__node", "item__meeting__node", "item__meeting__body__circle"
    ).get(pk=made.pk)


def test_a_published_statement_is_corrected_with_a_reason(cast: Cast, meeting: Meeting) -> None:
    statement = published(cast, meeting)
    with pytest.raises(Refused, match="hvorfor det rettes"):
        statements.correct_statement(by=cast.secretary, statement=statement, printed="Udsat.", based_on=1)

    with pytest.raises(Refused, match="Skriv, hvad udvalget besluttede"):
        statements.correct_statement(by=cast.secretary, statement=statement, printed=" ", based_on=1, reason="Fejl")

    statements.correct_statement(
        by=cast.secretary,
        statement=statement,
        printed="Udsat.",
        based_on=1,
        outcomes=["POSTPONED"],
        stance="WISHES",
        reason="Skrevet forkert af",
    )
    spoken = texts.current(statement.node, "words")
    assert spoken is not None
    assert (spoken.number, spoken.body, spoken.reason) == (2, "Udsat.", "Skrevet forkert af")
    fresh = DecisionStatement.objects.get(pk=statement.pk)
    assert (fresh.node.title, fresh.stance, fresh.answers.count()) == ("Udsat.", "WISHES", 0)
    assert [each.outcome for each in fresh.outcomes.all()] == ["POSTPONED"]
    assert verbs()[-1] == "decision.corrected"


def test_a_statement_taken_out_vanishes_with_words_and_link(cast: Cast, meeting: Meeting) -> None:
    statement = published(cast, meeting)
    with pytest.raises(Refused, match="hvorfor"):
        statements.withdraw_statement(by=cast.secretary, statement=statement, reason="")

    asked = follow_up_actions.give_duty(
        by=cast.secretary, statement=statement, title="Følg op", owner=cast.person(cast.bob)
    )
    statements.withdraw_statement(by=cast.secretary, statement=statement, reason="Stod der to gange")
    asked.refresh_from_db()
    assert (asked.ended, asked.proof) == ("lapsed", "Udtalelsen er taget ud: Stod der to gange")
    assert Node.objects.get(pk=statement.pk).visibility == "circle"
    assert Text.objects.get(node=statement.pk).withdrawn_at is not None
    assert Link.objects.get().withdrawn_why == "Stod der to gange"
    assert list(search.find(cast.dorte, "godkendt", kinds=frozenset({"decision"}))) == []
    assert sheets.sheet(cast.secretary, statement.item_id).statements == []
    assert verbs()[-1] == "decision.withdrawn"
    with pytest.raises(Refused, match="allerede taget ud"):
        statements.withdraw_statement(by=cast.secretary, statement=statement, reason="Igen")


def test_a_statement_taken_out_of_a_draft_needs_a_reason_too(cast: Cast, meeting: Meeting) -> None:
    item = minuted(cast, meeting)
    statement = statements.add_statement(by=cast.secretary, item=item, printed="Godkendt.", outcomes=["APPROVED"])
    with pytest.raises(Refused, match="hvorfor udtalelsen tages ud"):
        statements.withdraw_statement(by=cast.secretary, statement=statement, reason=" ")


def test_a_case_is_sent_on_carried_and_ends(cast: Cast, meeting: Meeting) -> None:
    statement = published(cast, meeting)
    with pytest.raises(Refused, match="hvor sagen sendes hen"):
        routes_actions.send_on(by=cast.secretary, statement=statement)

    step = routes_actions.send_on(by=cast.secretary, statement=statement, to_text="videre politiske behandling")
    assert routes_actions.send_on(by=cast.secretary, statement=statement, to_text="videre politiske behandling") == step
    assert (step.state, step.sent_on, step.duty) == ("sent", DAY, None)
    assert verbs().count("case_item.sent_on") == 1
    carried = routes_actions.name_carrier(
        by=cast.secretary, step=step, owner=cast.person(cast.director), due_on=dt.date(2026, 5, 1)
    )
    duty = Duty.objects.get()
    assert (carried.duty, duty.purpose, duty.title) == (
        duty,
        "carry_case",
        "Før sagen videre til videre politiske behandling",
    )
    assert list(duties.open_for(cast.director)) == [duty]
    with pytest.raises(Refused, match="Nogen bærer allerede"):
        routes_actions.name_carrier(by=cast.secretary, step=step, owner=cast.person(cast.bob))

    with pytest.raises(Refused, match="behandlet eller standset"):
        routes_actions.end_step(by=cast.secretary, step=step, state="sent", ended_on=DAY, how="x")

    with pytest.raises(Refused, match="hvordan det endte"):
        routes_actions.end_step(by=cast.secretary, step=step, state="treated", ended_on=DAY, how="")

    next_meeting = meetings.plan_meeting(
        by=cast.secretary, body=statement.item.meeting.body, starts_at=STARTS + dt.timedelta(days=30)
    )
    next_item = items.add_item(by=cast.secretary, meeting=next_meeting, wording=items.Wording(title="Væresteder igen"))
    ended = routes_actions.end_step(
        by=cast.secretary, step=step, state="treated", ended_on=dt.date(2026, 4, 2), how="Godkendt", next_item=next_item
    )
    assert (ended.state, ended.ended_on, ended.next_item) == ("treated", dt.date(2026, 4, 2), next_item)
    link = Link.objects.get(later=next_item.node)
    assert (link.earlier, link.relation) == (statement.node, "led_to")
    assert verbs()[-1] == "route_step.ended"
    duty.refresh_from_db()
    assert (duty.ended, duty.fulfilled_by, duty.proof) == ("record", next_item.node, "Godkendt")
    with pytest.raises(Refused, match="allerede »Behandlet«"):
        routes_actions.name_carrier(by=cast.secretary, step=ended, owner=cast.person(cast.bob))


def test_a_case_is_sent_to_a_body_here_and_stopped(cast: Cast, meeting: Meeting) -> None:
    statement = published(cast, meeting)
    council = people.add_circle(
        by=people.job("test"), name="Eksempelrådet", kind="council", organisation=cast.municipality
    )
    step = routes_actions.send_on(by=cast.secretary, statement=statement, to_circle=council)
    assert (step.to_text, step.to_circle) == ("Eksempelrådet", council)
    routes_actions.end_step(by=cast.secretary, step=step, state="stopped", ended_on=DAY, how="Trukket tilbage")
    assert RouteStep.objects.get().state == "stopped"


def test_a_body_named_in_short_is_recognised(cast: Cast, meeting: Meeting) -> None:
    statement = published(cast, meeting)
    council = people.add_circle(
        by=people.job("test"), name="Rådet i Eksempel", kind="council", organisation=cast.municipality
    )
    printed = routes_actions.send_on(by=cast.secretary, statement=statement, to_text="rådet")
    step = routes_actions.send_on(by=cast.secretary, statement=statement, to_circle=council)
    assert (step.pk, step.to_text, step.to_circle) == (printed.pk, "rådet", council)
    assert verbs()[-1] == "route_step.recognised"
    assert routes_actions.send_on(by=cast.secretary, statement=statement, to_circle=council) == step
    other = routes_actions.send_on(by=cast.secretary, statement=statement, to_text="forvaltningen")
    assert (other != step, RouteStep.objects.count()) == (True, 2)


def test_an_annex_with_its_file(cast: Cast, meeting: Meeting) -> None:
    item = item_of(cast, meeting)
    annex = annexes.add_annex(
        by=cast.secretary,
        item=item,
        title="Notat",
        document_number="3822992",
        reference="81406/25",
        name="notat.txt",
        stream=io.BytesIO(b"ord"),
    )
    assert (annex.order, annex.is_closed, annex.document_number, annex.reference) == (1, False, "3822992", "81406/25")
    assert StoredFile.objects.get().node_id == annex.pk
    assert verbs()[-1] == "annex.added"
    with pytest.raises(Refused, match="er ikke en filtype"):
        annexes.add_annex(by=cast.secretary, item=item, title="Program", name="x.exe", stream=io.BytesIO(b"MZ"))

    assert item.annexes.count() == 1


def test_an_annex_is_closed_and_opened(cast: Cast, meeting: Meeting) -> None:
    item = minuted(cast, meeting)
    annex = annexes.add_annex(by=cast.secretary, item=item, title="Notat om musvitten")
    assert [node.pk for node in search.find(cast.dorte, "musvitten")] == [annex.pk]
    with pytest.raises(Refused, match="hvorfor bilaget er lukket"):
        annexes.close_annex(by=cast.secretary, annex=annex, reason="")
    annexes.close_annex(by=cast.secretary, annex=annex, reason="Persondata")
    assert list(search.find(cast.dorte, "musvitten")) == []
    assert Node.objects.get(pk=annex.pk).visibility == "circle"
    annexes.open_annex(by=cast.secretary, annex=annex)
    assert Node.objects.get(pk=annex.pk).visibility == "public"
    assert verbs()[-2:] == ["annex.closed", "annex.opened"]


def test_attendance_by_name_and_account(cast: Cast, meeting: Meeting) -> None:
    protocol_actions.note_attendance(by=cast.secretary, meeting=meeting, name="Frida Opdigtet", presence="present")
    again = protocol_actions.note_attendance(
        by=cast.secretary, meeting=meeting, name="frida opdigtet", presence="apology", note="Syg"
    )
    protocol_actions.note_attendance(
        by=cast.secretary, meeting=meeting, person=cast.person(cast.politician), presence="present"
    )
    assert Invitation.objects.count() == 2
    assert (again.presence, again.note) == ("apology", "Syg")
    assert verbs()[-1] == "meeting.attendance_noted"
    with pytest.raises(Refused, match="afbud"):
        protocol_actions.note_attendance(by=cast.secretary, meeting=meeting, name="Otto", presence="asleep")


def test_two_items_become_one_matter_without_sharing_a_number(cast: Cast, meeting: Meeting) -> None:
    one = items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title="Ét", case_number="24/2926"))
    two = items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title="To", case_number="24/2926"))
    three = items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title="Tre"))
    assert one.case_file != two.case_file
    case = items.join_case(by=cast.secretary, item=two, other=one)
    assert (case, [number.value for number in case.numbers.all()]) == (one.case_file, ["24/2926"])
    assert rows.same_case(cast.secretary, AgendaItem.objects.get(pk=one.pk)) == [two]
    four = items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title="Fire"))
    items.join_case(by=cast.secretary, item=four, other=three)
    assert CaseFile.objects.count() == 3
    assert verbs()[-1] == "case_item.joined"
    with pytest.raises(Refused, match="et andet punkt"):
        items.join_case(by=cast.secretary, item=one, other=one)

    outside = AgendaItem.objects.get(pk=three.pk)
    Node.objects.filter(pk=three.pk).update(visibility="persons")
    with pytest.raises(Refused, match="du kan se"):
        items.join_case(by=cast.secretary, item=one, other=outside)


def test_closing_and_opening_an_item(cast: Cast, meeting: Meeting) -> None:
    secret = closed_meeting(cast, meeting)
    closed = AgendaItem.objects.select_related("node", "meeting__node", "meeting__body__circle").get(
        pk=secret.closed_item.pk
    )
    assert (closed.node.visibility, closed.notice.node.visibility) == ("circle", "public")
    assert (closed.notice.node.title, closed.notice.decision) == ("Køb af ejendom", "")
    minutes_actions.publish_minutes(
        by=cast.secretary, meeting=Meeting.objects.select_related("node", "body__circle").get(pk=meeting.pk)
    )
    closed = AgendaItem.objects.select_related("node", "meeting__node", "meeting__body__circle").get(pk=closed.pk)
    assert closed.notice.decision == "Godkendt."
    with pytest.raises(NotFound):
        sheets.sheet(cast.dorte, closed.pk)

    items.open_item(by=cast.secretary, item=closed)
    assert sheets.sheet(cast.dorte, closed.pk).item == closed
    assert Node.objects.get(pk=closed.notice.pk).visibility == "circle"
    assert verbs()[-1] == "case_item.opened"
    with pytest.raises(Refused, match="Punktet er åbent"):
        items.open_item(by=cast.secretary, item=closed)


def test_a_closed_item_stays_closed_while_the_meeting_is_planned(cast: Cast, meeting: Meeting) -> None:
    item = item_of(cast, meeting, "Hemmeligt")
    items.close_item(by=cast.secretary, item=item, reason="§ 10", public_title="Lukket punkt")
    assert Node.objects.get(pk=item.pk).visibility == "circle"
    assert Node.objects.filter(kind="closed_notice").count() == 0
    with pytest.raises(NotFound):
        sheets.sheet(cast.bob, item.pk)
