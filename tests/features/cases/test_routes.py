"""A case on its way: sent, received, taken on a meeting, treated there; one matter across two authorities."""

from __future__ import annotations

import datetime as dt
import importlib
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.records.models import AgendaItem, Body, CaseFile, DecisionStatement, Meeting, RouteStep
from samspil.features.cases.records.queries import attendance, rows, sheets
from samspil.features.cases.routes import actions as routes_actions
from samspil.features.cases.routes import queries as routes_queries
from samspil.features.cases.routes import rules as routes_rules
from samspil.features.cases.seats import actions as seats_actions
from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import duties, people, texts
from samspil.spine.models import Circle, Duty, JournalEntry, Link, Node, Person, Quote
from samspil.spine.people import Actor
from tests.features.cases.conftest import CANARIES, STARTS, closed_meeting
from tests.features.cases.test_views import _count, page, send
from tests.kit.cast import SINCE, Cast
from tests.kit.clients import enter

JOB = people.job("test")


@pytest.mark.parametrize(
    ("phrase", "body", "is_named"),
    [
        ("byrådet", "Bakkeby Byråd (opdigtet)", True),
        ("regionsrådet", "Regionsrådet i Region Midtjylland", True),
        ("kommunalbestyrelsen", "Kommunalbestyrelsen i Norddjurs", True),
        ("Økonomiudvalget", "Eksempel Økonomiudvalg", True),
        ("videre politiske behandling", "Bakkeby Byråd", False),
        ("et råd", "Bakkeby Byråd", False),
        ("råd", "Bakkeby Byråd", False),
        ("", "Bakkeby Byråd", False),
    ],
)
def test_which_body_a_phrase_may_mean(phrase: str, body: str, is_named: bool) -> None:
    assert routes_rules.names(phrase, body) is is_named


@pytest.mark.parametrize(
    ("answers", "is_carried"),
    [
        ([], True),
        ([{"APPROVED"}], True),
        ([{"REJECTED"}], False),
        ([{"REJECTED"}, {"APPROVED"}], True),
        ([{"REJECTED"}, {"REJECTED", "DISCUSSED"}], False),
    ],
)
def test_a_clause_goes_on_unless_every_answer_rejected_it(answers: list[set[str]], is_carried: bool) -> None:
    carried = routes_rules.carried_clauses([("a afsættes", [frozenset(each) for each in answers])])
    assert carried == (["a afsættes"] if is_carried else [])


@pytest.mark.parametrize(
    ("section", "here", "there", "expected"),
    [
        (
            "summary",
            ["case_presentation", "decision"],
            ["summary", "case_presentation"],
            ["summary", "case_presentation", "decision"],
        ),
        ("economy", ["summary", "economy"], ["economy"], ["summary", "economy"]),
        ("klima", ["summary"], ["summary", "klima"], ["summary", "klima"]),
        ("klima", ["summary"], [], ["summary", "klima"]),
    ],
)
def test_a_carried_section_stands_where_it_stood(
    section: str, here: list[str], there: list[str], expected: list[str]
) -> None:
    assert routes_rules.placed(section, here, there) == expected


@pytest.mark.parametrize(
    ("state", "is_taken", "is_published", "words"),
    [
        ("treated", False, True, "venter ikke længere"),
        ("stopped", False, True, "venter ikke længere"),
        ("sent", True, True, "står allerede på et møde"),
        ("sent", False, False, "ikke offentliggjort"),
    ],
)
def test_what_no_longer_waits_is_not_received(state: str, is_taken: bool, is_published: bool, words: str) -> None:
    with pytest.raises(Refused, match=words):
        routes_rules.check_waiting(state, is_taken=is_taken, is_published=is_published)
    routes_rules.check_waiting("sent", is_taken=False, is_published=True)


@dataclass(frozen=True)
class Way:
    """A committee's published decision, sent on to a council with a meeting ahead; Rita is the council's secretary."""

    rita: Actor
    council: Circle
    coming: Meeting
    item: AgendaItem
    statement: DecisionStatement
    step: RouteStep


def secretary_of(circle: Circle, name: str) -> Actor:
    person = people.add_person(by=JOB, name=name, email=f"{name.lower()}@example.org", is_invented=True)
    people.give_role(
        by=JOB, person=person, role="secretary", organisation=circle.organisation, circle=circle, from_on=SINCE
    )
    return people.actor_for(person)


def council_of(cast: Cast, organisation: Any = None, name: str = "Eksempel Byråd") -> tuple[Circle, Actor, Body]:
    circle = people.add_circle(
        by=JOB, name=name, kind="council", organisation=organisation or cast.municipality, is_invented=True
    )
    rita = secretary_of(circle, "Rita")
    return circle, rita, seats_actions.add_body(by=rita, circle=circle, house="norddjurs")


def decided(cast: Cast, meeting: Meeting, *, publish: bool = True) -> DecisionStatement:
    item = items.add_item(
        by=cast.secretary,
        meeting=meeting,
        wording=items.Wording(
            title="Væresteder",
            case_number="26/17",
            clauses=["planen godkendes", "der afsættes 2 kr."],
            sections={"summary": "Kort om planen.", "case_presentation": "Om væresteder."},
        ),
    )
    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    minutes_actions.begin_minutes(by=cast.secretary, meeting=meeting)
    item = rows.item(cast.secretary, item.pk)
    first, second = item.clauses.all()
    statement = statements.add_statement(
        by=cast.secretary, item=item, printed="Planen blev godkendt.", outcomes=["APPROVED"], answers=[first]
    )
    statements.add_statement(
        by=cast.secretary, item=item, printed="Pengene blev afvist.", outcomes=["REJECTED"], answers=[second]
    )
    if publish:
        minutes_actions.publish_minutes(by=cast.secretary, meeting=rows.meeting(cast.secretary, meeting.pk))

    return attendance.statement(cast.secretary, statement.pk)


@pytest.fixture
def way(cast: Cast, meeting: Meeting) -> Way:
    council, rita, body = council_of(cast)
    coming = meetings.plan_meeting(by=rita, body=body, starts_at=STARTS + dt.timedelta(days=30))
    statement = decided(cast, meeting)
    step = routes_actions.send_on(by=cast.secretary, statement=statement, to_circle=council)
    return Way(rita, council, coming, statement.item, statement, step)


def arriving(way: Way) -> RouteStep:
    return routes_queries.arriving(way.rita, way.step.pk)


def taken(way: Way) -> AgendaItem:
    return routes_actions.take_up(by=way.rita, step=arriving(way), meeting=way.coming)


def test_what_is_sent_to_a_body_waits_at_its_secretary(cast: Cast, way: Way) -> None:
    (arrival,), maybe = routes_queries.received(way.rita)
    assert (arrival.step, arrival.body.circle, arrival.meetings, maybe) == (way.step, way.council, [way.coming], [])
    assert routes_queries.received(cast.secretary) == ([], [])
    assert routes_queries.received(cast.dorte) == ([], [])


def test_nothing_waits_before_the_minutes_are_published(cast: Cast, meeting: Meeting) -> None:
    council, rita, _body = council_of(cast)
    statement = decided(cast, meeting, publish=False)
    step = routes_actions.send_on(by=cast.secretary, statement=statement, to_circle=council)
    assert routes_queries.received(rita) == ([], [])
    with pytest.raises(NotFound):
        routes_queries.arriving(rita, step.pk)


def test_take_up(way: Way) -> None:
    item = taken(way)
    assert (item.meeting, item.node.title, item.recommended_by) == (
        way.coming,
        "Væresteder",
        "Eksempeludvalget indstiller",
    )
    assert [clause.words for clause in item.clauses.all()] == ["planen godkendes"]
    former = AgendaItem.objects.get(pk=way.item.pk)

    assert (item.case_file_id, item.case_number) == (former.case_file_id, "26/17")
    assert RouteStep.objects.get().next_item_id == item.pk
    link = Link.objects.get(earlier=way.statement.node, later=item.node)
    assert (link.relation, link.why) == ("led_to", "Sagen blev sendt videre til Eksempel Byråd.")
    assert JournalEntry.objects.order_by("pk").last().verb == "case_item.taken_up"  # type: ignore[union-attr]
    assert routes_queries.received(way.rita) == ([], [])
    with pytest.raises(Refused, match="står allerede på et møde"):
        taken(way)


def test_texts_go_on_by_reference_and_vanish_where_they_are_withdrawn(cast: Cast, way: Way) -> None:
    item = taken(way)
    assert {quote.place: texts.read(quote.version) for quote in Quote.objects.filter(node=item.node)} == {
        "summary": "Kort om planen.",
        "case_presentation": "Om væresteder.",
    }

    def shown() -> dict[str, list[str]]:
        sections = sheets.sheet(way.rita, item.pk).sections
        return {each.key: [said.words for said in each.carried] for each in sections if each.carried}

    assert shown() == {"summary": ["Kort om planen."], "case_presentation": ["Om væresteder."]}
    version = texts.current(way.item.node, "summary")
    assert version is not None
    texts.withdraw(by=JOB, text=version.text)
    assert shown() == {"case_presentation": ["Om væresteder."]}
    items.close_item(
        by=cast.secretary, item=rows.item(cast.secretary, way.item.pk), reason="§ 10", public_title="Lukket punkt"
    )
    assert shown() == {}


def test_another_authority_takes_the_matter_on_under_its_own_number(cast: Cast, meeting: Meeting) -> None:
    council, rita, body = council_of(cast, cast.elsewhere, "Anden Byråd")
    coming = meetings.plan_meeting(by=rita, body=body, starts_at=STARTS + dt.timedelta(days=30))
    statement = decided(cast, meeting)
    step = routes_actions.send_on(by=cast.secretary, statement=statement, to_circle=council)
    item = routes_actions.take_up(by=rita, step=routes_queries.arriving(rita, step.pk), meeting=coming)
    assert (item.case_number, item.node.organisation) == ("", cast.elsewhere)
    assert item.case_file_id == AgendaItem.objects.get(pk=statement.item_id).case_file_id


def test_only_the_receivers_secretary_takes_up(cast: Cast, way: Way) -> None:
    for actor in (cast.secretary, cast.alice, cast.director, cast.politician):
        step = routes_queries.arriving(actor, way.step.pk)
        with pytest.raises(NotAllowed, match="Kun sekretæren i det udvalg"):
            routes_actions.take_up(by=actor, step=step, meeting=way.coming)
        with pytest.raises(NotAllowed):
            routes_actions.turn_down(by=actor, step=step, reason="Nej")
    with pytest.raises(Refused, match="ikke et møde i Eksempel Byråd"):
        routes_actions.take_up(by=way.rita, step=arriving(way), meeting=way.item.meeting)
    assert AgendaItem.objects.filter(meeting=way.coming).count() == 0


def test_turn_down(way: Way) -> None:
    with pytest.raises(Refused, match="hvorfor sagen ikke tages op"):
        routes_actions.turn_down(by=way.rita, step=arriving(way), reason=" ")
    step = routes_actions.turn_down(by=way.rita, step=arriving(way), reason="Hører til regionen.")
    assert (step.state, step.ended_how) == ("stopped", "Eksempel Byråd tager ikke sagen op: Hører til regionen.")
    assert JournalEntry.objects.order_by("pk").last().verb == "route_step.turned_down"  # type: ignore[union-attr]
    with pytest.raises(Refused, match="venter ikke længere"):
        taken(way)


def test_the_carrier_is_done_when_the_case_is_turned_down_and_words_never_do_it(cast: Cast, way: Way) -> None:
    step = routes_actions.name_carrier(by=JOB, step=arriving(way), owner=cast.person(cast.director))
    duty = step.duty
    assert duty is not None
    with pytest.raises(Refused, match="når det næste udvalg har behandlet sagen"):
        duties.do(by=cast.director, duty=duty, proof="Sendt til byrådet den 3. marts")
    step = routes_actions.turn_down(by=way.rita, step=arriving(way), reason="Hører til regionen.")
    duty.refresh_from_db()
    assert (duty.ended, duty.fulfilled_by_id, duty.proof) == ("record", step.statement_id, step.ended_how)

    # The migration: left open by a step that had ended, and closed with words while the case was still under way.
    migrate = importlib.import_module("samspil.features.cases.migrations.0008_carriers_end_with_their_step").say_how
    for state, before, after in (
        ("stopped", {"ended": "", "done_at": None, "fulfilled_by": None}, ("record", step.statement_id, True)),
        ("sent", {"ended": "words", "proof": "ordnet", "fulfilled_by": None, "done_at": STARTS}, ("", None, False)),
    ):
        RouteStep.objects.filter(pk=step.pk).update(state=state)
        Duty.objects.filter(pk=duty.pk).update(**before)
        migrate(apps, None)
        duty.refresh_from_db()
        assert (duty.ended, duty.fulfilled_by_id, bool(duty.done_at)) == after


def test_words_of_the_minutes_are_recognised_as_a_body(cast: Cast, meeting: Meeting) -> None:
    council, rita, body = council_of(cast)
    statement = decided(cast, meeting)
    routes_actions.send_on(by=cast.secretary, statement=statement, to_text="videre politiske behandling")
    step = routes_actions.send_on(by=cast.secretary, statement=statement, to_text="byrådet")
    assert routes_queries.received(rita) == ([], [(step, body)])
    with pytest.raises(Refused, match="Det står ikke, hvilket udvalg"):
        routes_actions.take_up(by=rita, step=routes_queries.arriving(rita, step.pk), meeting=meeting)

    with pytest.raises(NotAllowed):
        routes_actions.recognise(by=cast.secretary, step=routes_queries.arriving(rita, step.pk), circle=council)

    routes_actions.recognise(by=rita, step=routes_queries.arriving(rita, step.pk), circle=council)
    (arrival,), maybe = routes_queries.received(rita)
    assert (arrival.step, maybe) == (step, [])
    with pytest.raises(Refused, match="Det står allerede"):
        routes_actions.recognise(by=rita, step=routes_queries.arriving(rita, step.pk), circle=council)


def publish(way: Way, item: AgendaItem, printed: str = "Godkendt.") -> None:
    meetings.publish_agenda(by=way.rita, meeting=rows.meeting(way.rita, way.coming.pk))
    minutes_actions.begin_minutes(by=way.rita, meeting=rows.meeting(way.rita, way.coming.pk))
    statements.add_statement(by=way.rita, item=rows.item(way.rita, item.pk), printed=printed, outcomes=["APPROVED"])
    minutes_actions.publish_minutes(by=way.rita, meeting=rows.meeting(way.rita, way.coming.pk))


def test_published_minutes_end_the_step_and_the_duty_of_carrying(cast: Cast, way: Way) -> None:
    step = rows.step(cast.secretary, way.step.pk)
    duty = routes_actions.name_carrier(by=cast.secretary, step=step, owner=cast.person(cast.politician)).duty
    assert duty is not None
    publish(way, taken(way))
    step = RouteStep.objects.get()
    assert (step.state, step.ended_on, step.ended_how) == (
        "treated",
        dt.date(2026, 4, 2),
        "Behandlet af Eksempel Byråd.",
    )
    duty.refresh_from_db()
    assert duty.done_at is not None
    assert duty.proof == "Behandlet af Eksempel Byråd. Referat af 2. april 2026."


def test_the_course_is_a_line_for_each_authority(cast: Cast, way: Way) -> None:
    item = taken(way)
    publish(way, item)
    _other, rita, body = council_of(cast, cast.elsewhere, "Anden Byråd")
    beside = meetings.plan_meeting(by=rita, body=body, starts_at=STARTS + dt.timedelta(days=10))
    theirs = items.add_item(
        by=rita, meeting=beside, wording=items.Wording(title="Væresteder hos os", case_number="1-30-72-26")
    )

    meetings.publish_agenda(by=rita, meeting=beside)
    items.join_case(by=rita, item=rows.item(rita, theirs.pk), other=rows.item(rita, way.item.pk))
    title, course = routes_queries.matter(cast.dorte, way.item.case_file_id)  # type: ignore[arg-type]
    assert title == "Væresteder"
    assert [
        (str(authority), numbers, [(stop.who, stop.state) for stop in stops])
        for authority, numbers, stops in course.lines
    ] == [
        (
            "Eksempel Kommune",
            ["26/17"],
            [("Eksempeludvalget", "Godkendt, Ikke godkendt"), ("Eksempel Byråd", "Godkendt")],
        ),
        ("Anden Kommune", ["1-30-72-26"], [("Anden Byråd", "Dagsorden offentliggjort")]),
    ]
    shown = page(Client(), "matter", way.item.case_file_id)
    assert shown.count("<svg xmlns") == 1
    assert "1-30-72-26" in shown
    with pytest.raises(NotFound):
        routes_queries.matter(cast.dorte, CaseFile.objects.create().pk)


def test_what_is_closed_on_one_side_cuts_only_that_side(cast: Cast, way: Way) -> None:
    item = taken(way)
    publish(way, item, f"Byrådet valgte {CANARIES['statement']}.")
    items.close_item(
        by=way.rita,
        item=rows.item(way.rita, item.pk),
        reason=f"§ 10 {CANARIES['reason']}",
        public_title="Lukket punkt",
    )
    case = way.item.case_file_id
    inside = routes_queries.matter(way.rita, case)[1]  # type: ignore[arg-type]
    assert [stop.who for stop in inside.stops] == ["Eksempeludvalget", "Eksempel Byråd"]
    for actor in (cast.dorte, cast.charlie, cast.politician, cast.director):
        course = routes_queries.matter(actor, case)[1]  # type: ignore[arg-type]
        assert [(stop.who, stop.state) for stop in course.stops] == [
            ("Eksempeludvalget", "Godkendt, Ikke godkendt"),
            ("Eksempel Byråd", "Venter på at blive taget op"),
        ]

    for name, pk in (("matter", case), ("detail", way.item.pk), ("decision", way.statement.pk)):
        shown = page(Client(), name, pk)
        assert [
            word for word in ("Behandlet", "2. april 2026", str(item.pk), *CANARIES.values()) if word in shown
        ] == []


def test_a_closed_case_goes_on_closed_to_whom_sits_in_both(cast: Cast, meeting: Meeting) -> None:
    council, _rita, body = council_of(cast)
    secret = closed_meeting(cast, meeting)
    person = cast.person(cast.secretary)

    people.give_role(
        by=JOB, person=person, role="secretary", organisation=cast.municipality, circle=council, from_on=SINCE
    )
    both = people.actor_for(person)
    minutes_actions.publish_minutes(by=both, meeting=rows.meeting(both, meeting.pk))
    step = routes_actions.send_on(by=both, statement=attendance.statement(both, secret.statement.pk), to_circle=council)
    coming = meetings.plan_meeting(by=both, body=body, starts_at=STARTS + dt.timedelta(days=30))
    assert [arrival.step for arrival in routes_queries.received(both)[0]] == [step]
    assert routes_queries.received(_rita) == ([], [])
    item = routes_actions.take_up(by=both, step=routes_queries.arriving(both, step.pk), meeting=coming)
    assert (item.is_closed, item.public_title) == (True, "Køb af ejendom")
    meetings.publish_agenda(by=both, meeting=rows.meeting(both, coming.pk))
    node = Node.objects.get(pk=item.pk)
    assert (node.visibility, node.within) == ("circle", council)
    shown = page(Client(), "meeting", coming.pk)
    assert "Køb af ejendom" in shown
    assert [field for field, word in CANARIES.items() if word in shown] == []


def test_a_secretary_takes_a_case_on_by_one_press(cast: Cast, way: Way) -> None:
    client = Client()
    client.force_login(_user_of(way.rita))
    shown = page(client, "received")
    assert "Væresteder" in shown
    assert "Sæt på mødet 2. april 2026" in shown
    send(client, "take_up", way.step.pk, way.coming.pk)
    assert "står, som de blev sendt videre" in page(client, "detail", AgendaItem.objects.get(meeting=way.coming).pk)
    send(client, "take_up", way.step.pk, way.coming.pk)
    assert AgendaItem.objects.filter(meeting=way.coming).count() == 1
    assert "Der venter ingen sager" in page(client, "received")


def test_a_secretary_turns_a_case_down(cast: Cast, way: Way) -> None:
    client = Client()
    client.force_login(_user_of(way.rita))
    send(client, "turn_down", way.step.pk, expect=422, reason="")
    send(client, "turn_down", way.step.pk, reason="Hører til regionen.")
    assert "tager ikke sagen op: Hører til regionen." in page(Client(), "decision", way.statement.pk)


def test_sending_on_to_a_body_that_has_its_page(cast: Cast, meeting: Meeting) -> None:
    council, _rita, _body = council_of(cast)
    statement = decided(cast, meeting)
    client = enter(cast, "secretary")
    send(client, "send_on", statement.pk, to_circle=council.pk)
    assert RouteStep.objects.get().to_circle == council
    shown = send(client, "send_on", statement.pk, expect=422, to_text="")
    assert "Skriv, hvor sagen sendes hen" in shown


@pytest.mark.parametrize(("name", "expected"), [("received", 9), ("matter", 8)])
def test_the_pages_cost_the_same_at_one_and_three(cast: Cast, way: Way, name: str, expected: int) -> None:
    client = Client()
    client.force_login(_user_of(way.rita))
    args = [way.item.case_file_id] if name == "matter" else []
    address = reverse(f"cases:{name}", args=args)
    client.get(address)
    asked = [_count(client, address)]
    for day in (3, 5):
        more = meetings.plan_meeting(
            by=cast.secretary, body=way.item.meeting.body, starts_at=STARTS + dt.timedelta(days=day)
        )
        statement = decided(cast, more)
        routes_actions.send_on(by=cast.secretary, statement=statement, to_circle=way.council)
        items.join_case(
            by=cast.secretary,
            item=rows.item(cast.secretary, statement.item_id),
            other=rows.item(cast.secretary, way.item.pk),
        )

    asked.append(_count(client, address))
    assert asked == [expected, expected]


def _user_of(actor: Actor) -> Any:
    person = Person.objects.get(pk=actor.person_id)
    if person.user is None:
        person.user = get_user_model().objects.create_user(username=person.name.lower())
        person.save()
    return person.user
