"""What comes of a statement: its duty, or why there is none; how it goes; who hears that it is late; who inherits it."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from samspil.features.cases.agenda.actions import calling, meetings
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.follow_up import actions as follow_up_actions
from samspil.features.cases.follow_up import queries as follow_up_queries
from samspil.features.cases.follow_up import rules as follow_up_rules
from samspil.features.cases.follow_up.models import DutyStatus, Inheritance, NoFollowUp, OverdueNotice
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.records.models import DecisionStatement, Meeting
from samspil.features.cases.records.queries import rows
from samspil.features.cases.records.rules import outcomes
from samspil.features.cases.routes import actions as routes_actions
from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import duties, people, rounds, thread
from samspil.spine.models import Circle, Duty, JournalEntry, Message, Node
from samspil.spine.people import Actor
from tests.features.cases.conftest import CANARIES, closed_meeting
from tests.features.cases.test_routes import JOB, council_of, secretary_of
from tests.features.cases.test_views import _count, page, send
from tests.kit.cast import Cast
from tests.kit.clients import enter

DUE = dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("stance", "is_sent_on", "is_carried", "expected"),
    [
        ("WISHES", False, True, True),
        ("RECOMMENDS", False, True, True),
        ("ASKS", False, True, True),
        ("POINTS_OUT", False, True, False),
        ("FINDS", False, True, False),
        ("REPORTS", False, True, False),
        ("", False, True, False),
        ("FORWARDS", True, False, True),
        ("FORWARDS", True, True, False),
        ("", True, False, True),
    ],
)
def test_which_statements_ask(stance: str, is_sent_on: bool, is_carried: bool, expected: bool) -> None:
    assert follow_up_rules.asks(stance, is_sent_on=is_sent_on, is_carried=is_carried) is expected


@pytest.mark.parametrize(("days", "expected"), [(None, True), (0, False), (6, False), (7, True), (30, True)])
def test_nobody_is_told_again_within_a_week(days: int | None, expected: bool) -> None:
    last = None if days is None else DUE - dt.timedelta(days=days)
    assert follow_up_rules.tell_now(last, DUE) is expected


@pytest.mark.parametrize(
    ("due", "review", "is_refused"),
    [
        (DUE, None, False),
        (None, DUE, False),
        (DUE, DUE, False),
        (DUE, DUE + dt.timedelta(days=1), True),
        (None, None, False),
    ],
)
def test_a_duty_is_looked_at_before_it_is_due(due: dt.date | None, review: dt.date | None, is_refused: bool) -> None:
    if is_refused:
        with pytest.raises(Refused, match="ses efter, før fristen"):
            follow_up_rules.check_dates(due, review)
    else:
        follow_up_rules.check_dates(due, review)


def test_an_order_is_something_asked() -> None:
    for words in ("Udvalget pålægger forvaltningen at svare.", "Forvaltningen pålagdes at svare."):
        assert outcomes.stance_in(words) == "ASKS"
    assert outcomes.stance_in("Et pålæg på brødet.") == ""


def asked(cast: Cast, meeting: Meeting, *, publish: bool = True) -> DecisionStatement:
    """A published statement that wishes for something."""
    item = items.add_item(
        by=cast.secretary, meeting=meeting, wording=items.Wording(title="Væresteder", clauses=["planen godkendes"])
    )
    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    minutes_actions.begin_minutes(by=cast.secretary, meeting=meeting)
    item = rows.item(cast.secretary, item.pk)
    statements.add_statement(by=cast.secretary, item=item, printed="Planen blev godkendt.", outcomes=["APPROVED"])
    made = statements.add_statement(
        by=cast.secretary, item=item, printed="Udvalget ønsker et svar til borgerne.", stance="WISHES"
    )
    if publish:
        minutes_actions.publish_minutes(by=cast.secretary, meeting=rows.meeting(cast.secretary, meeting.pk))
    return follow_up_queries.statement(cast.secretary, made.pk)


def given(cast: Cast, statement: DecisionStatement, **more: object) -> Duty:
    values: dict[str, object] = {"title": "Svar borgerne", "owner": cast.person(cast.bob), "due_on": DUE} | more
    return follow_up_actions.give_duty(by=cast.secretary, statement=statement, **values)  # type: ignore[arg-type]


def waiting(cast: Cast) -> list[DecisionStatement]:
    return list(follow_up_queries.unanswered(cast.secretary, follow_up_queries.overseen(cast.secretary)))


def last_verb() -> str:
    return JournalEntry.objects.order_by("-pk").values_list("verb", flat=True)[0]


def test_what_is_asked_waits_until_somebody_has_it(cast: Cast, meeting: Meeting) -> None:
    statement = asked(cast, meeting)
    assert waiting(cast) == [statement]
    duty = given(cast, statement)
    assert (duty.node, duty.purpose, duty.due_on) == (statement.node, "follow_up", DUE)
    assert last_verb() == "decision.followed_up"
    assert waiting(cast) == []
    with pytest.raises(Refused, match="Nogen har allerede opgaven"):
        follow_up_actions.explain_none(by=cast.secretary, statement=statement, why="Nej")


def test_nothing_waits_in_minutes_that_are_not_published(cast: Cast, meeting: Meeting) -> None:
    asked(cast, meeting, publish=False)
    assert waiting(cast) == []


def test_a_reason_is_as_good_as_a_duty_until_one_is_given(cast: Cast, meeting: Meeting) -> None:
    statement = asked(cast, meeting)
    with pytest.raises(Refused, match="hvorfor ingen skal følge op"):
        follow_up_actions.explain_none(by=cast.secretary, statement=statement, why=" ")
    follow_up_actions.explain_none(by=cast.secretary, statement=statement, why="Svaret er givet på mødet.")
    assert (waiting(cast), last_verb()) == ([], "decision.needs_no_duty")
    assert "Ingen skal følge op: Svaret er givet på mødet." in page(Client(), "decision", statement.pk)
    given(cast, statement)
    assert NoFollowUp.objects.count() == 0


def test_what_is_sent_on_waits_until_somebody_carries_it(cast: Cast, meeting: Meeting) -> None:
    statement = asked(cast, meeting)
    given(cast, statement)
    step = routes_actions.send_on(by=cast.secretary, statement=statement, to_text="videre politiske behandling")
    (found,) = waiting(cast)
    assert (found, found.is_loose) == (statement, True)  # type: ignore[attr-defined]
    routes_actions.name_carrier(
        by=cast.secretary, step=rows.step(cast.secretary, step.pk), owner=cast.person(cast.politician)
    )
    assert waiting(cast) == []


def test_who_may_give_duties(cast: Cast, meeting: Meeting) -> None:
    statement = asked(cast, meeting)
    for actor in (cast.alice, cast.bob, cast.charlie, cast.politician):
        with pytest.raises(NotAllowed):
            follow_up_actions.give_duty(by=actor, statement=statement, title="Svar", owner=cast.person(cast.bob))
        with pytest.raises(NotAllowed):
            follow_up_actions.explain_none(by=actor, statement=statement, why="Nej")
    follow_up_actions.give_duty(
        by=cast.director, statement=statement, title="Svar", owner_organisation=cast.municipality
    )
    assert Duty.objects.get().owner_organisation == cast.municipality


def test_the_owner_tells_how_it_goes(cast: Cast, meeting: Meeting) -> None:
    duty = given(cast, asked(cast, meeting))
    for actor in (cast.secretary, cast.politician):
        with pytest.raises(NotAllowed, match="Kun den, der har opgaven"):
            follow_up_actions.tell_status(by=actor, duty=duty, words="Det går.")

    with pytest.raises(Refused, match="Skriv, hvordan det går"):
        follow_up_actions.tell_status(by=cast.bob, duty=duty, words=" ")

    follow_up_actions.tell_status(by=cast.bob, duty=duty, words="To af fem har fået svar.")
    follow_up_actions.tell_status(by=cast.bob, duty=duty, words="Fire af fem har fået svar.")
    assert last_verb() == "duty.status_told"
    assert [each.words for each in DutyStatus.objects.all()] == [
        "To af fem har fået svar.",
        "Fire af fem har fået svar.",
    ]
    assert follow_up_queries.latest(follow_up_queries.duty(cast.bob, duty.pk)) == DutyStatus.objects.last()
    public = page(Client(), "decision", duty.node_id)
    assert "Fire af fem har fået svar." in public
    assert "Bob" not in public
    duties.do(by=cast.bob, duty=duty, proof="Brev til de fem den 1. maj")
    with pytest.raises(Refused, match="er udført"):
        follow_up_actions.tell_status(by=cast.bob, duty=duty, words="Mere")


def test_overdue_duties_reach_secretary_and_politicians_once_a_week(cast: Cast, meeting: Meeting) -> None:
    given(cast, asked(cast, meeting))
    assert follow_up_actions.tell_overdue(by=JOB, on=DUE) == 0
    day = DUE + dt.timedelta(days=1)
    assert follow_up_actions.tell_overdue(by=JOB, on=day) == 2
    assert follow_up_actions.tell_overdue(by=JOB, on=day) == 0
    assert follow_up_actions.tell_overdue(by=JOB, on=day + dt.timedelta(days=6)) == 0
    assert sorted(Message.objects.values_list("address", flat=True)) == ["poul@example.org", "sofie@example.org"]
    letter = Message.objects.filter(address="poul@example.org").get()
    assert letter.subject == "Over fristen: 1 opgave i dine udvalg"
    assert "- Svar borgerne (frist 1. juni 2026), om »Udvalget ønsker et svar til borgerne.«" in letter.body
    assert follow_up_actions.tell_overdue(by=JOB, on=day + dt.timedelta(days=7)) == 2
    assert OverdueNotice.objects.count() == 4
    assert last_verb() == "duty.overdue_told"


def test_a_mail_names_nothing_that_is_closed(cast: Cast, meeting: Meeting) -> None:
    secret = closed_meeting(cast, meeting)
    statement = follow_up_queries.statement(cast.secretary, secret.statement.pk)
    given(cast, statement, title=f"Gør {CANARIES['text']} færdig")
    assert follow_up_actions.tell_overdue(by=JOB, on=DUE + dt.timedelta(days=1)) == 2
    bodies = "\n".join(Message.objects.values_list("body", flat=True))
    assert "1 opgave, som ikke er offentlige. Log ind for at se dem." in bodies
    assert [word for word in CANARIES.values() if word in bodies] == []


def test_the_workers_round_does_the_days_work_once_from_six(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[dt.date] = []
    monkeypatch.setattr(rounds, "_days_work", {})
    monkeypatch.setattr(rounds, "_done_on", {})
    rounds.daily("fails", lambda on: 1 / 0)
    rounds.daily("works", called.append)
    morning = dt.datetime(2026, 6, 2, 6, 0, tzinfo=dt.UTC)
    assert rounds.do_days_work(morning.replace(hour=5, minute=59)) == []
    assert rounds.do_days_work(morning) == ["works"]
    assert rounds.do_days_work(morning.replace(hour=23)) == []
    assert rounds.do_days_work(morning + dt.timedelta(days=1)) == ["works"]
    assert called == [dt.date(2026, 6, 2), dt.date(2026, 6, 3)]


def ending(cast: Cast, last: dt.date) -> Circle:
    circle = cast.committee
    circle.valid_until = last
    circle.save(update_fields=["valid_until"])
    return circle


NOW = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
AFTER = dt.datetime(2027, 1, 2, 12, tzinfo=dt.UTC)


def test_a_duty_of_an_ending_body_raises_a_hand_until_it_has_an_heir(cast: Cast, meeting: Meeting) -> None:
    duty = given(cast, asked(cast, meeting), owner=None, owner_circle=cast.committee, due_on=dt.date(2029, 12, 31))
    ending(cast, dt.date(2026, 12, 31))
    council, rita, _body = council_of(cast)
    bodies = follow_up_queries.overseen(cast.politician)

    def hands() -> list[Duty]:
        return list(follow_up_queries.without_heir(cast.politician, bodies))

    with time_machine.travel(NOW, tick=False):
        assert hands() == [duty]
        assert "Ingen arvtager" in page(enter(cast, "politician"), "follow_ups")
        with pytest.raises(NotAllowed):
            follow_up_actions.name_heir(by=cast.politician, duty=duty, heir=council)
        follow_up_actions.name_heir(by=cast.secretary, duty=duty, heir=council)
        assert hands() == []
        (coming,) = follow_up_queries.estate(rita, rows.body(council.pk)).inherits
        assert (coming.duty, coming.from_circle, coming.on) == (duty, cast.committee, None)
        with pytest.raises(Refused, match="ikke slut endnu"):
            follow_up_actions.hand_over(by=cast.secretary, circle=cast.committee)


def test_the_new_body_sees_what_it_inherits(cast: Cast, meeting: Meeting) -> None:
    statement = asked(cast, meeting)
    duty = given(cast, statement, owner=None, owner_circle=cast.committee, due_on=dt.date(2029, 12, 31))
    money = _node(cast, "appropriation", "Penge til caféen")

    thread.link(by=JOB, earlier=statement.node, later=money, relation="led_to", why="Beløbet er sat af.")
    ending(cast, dt.date(2026, 12, 31))
    council, rita, body = council_of(cast)
    with time_machine.travel(AFTER, tick=False):
        with pytest.raises(Refused, match="mangler en arvtager"):
            follow_up_actions.hand_over(by=cast.secretary, circle=cast.committee)
        follow_up_actions.name_body_heir(by=cast.secretary, circle=cast.committee, heir=council)
        (row,) = follow_up_actions.hand_over(by=cast.secretary, circle=cast.committee)
        assert (row.duty, row.from_circle, row.to_circle, row.on) == (
            duty,
            cast.committee,
            council,
            dt.date(2027, 1, 2),
        )
        assert last_verb() == "body.handed_over"
        assert "duty.inherited" in set(JournalEntry.objects.values_list("verb", flat=True))
        duty.refresh_from_db()
        assert duty.owner_circle == council
        (left,) = follow_up_queries.estate(rita, body).inherits
        assert (left.from_circle, left.on, left.money) == (cast.committee, dt.date(2027, 1, 2), [money])
        assert left.dates == [(dt.date(2029, 12, 31), "Frist")]
        with pytest.raises(Refused, match="ingen åbne opgaver"):
            follow_up_actions.hand_over(by=cast.secretary, circle=cast.committee)
        follow_up_actions.tell_status(by=rita, duty=duty, words="Byrådet har den nu.")


def _node(cast: Cast, kind: str, title: str) -> Node:
    return Node.objects.create(kind=kind, title=title, organisation=cast.municipality, visibility="public")


def test_an_heir_that_ends_itself_is_refused(cast: Cast, meeting: Meeting) -> None:
    duty = given(cast, asked(cast, meeting), owner=None, owner_circle=cast.committee)
    ending(cast, dt.date(2026, 12, 31))
    council, _rita, _body = council_of(cast)
    council.valid_until = dt.date(2026, 6, 30)
    council.save()
    with time_machine.travel(NOW, tick=False), pytest.raises(Refused, match="er selv slut"):
        follow_up_actions.name_heir(by=cast.secretary, duty=duty, heir=council)
    mine = given(cast, follow_up_queries.statement(cast.secretary, duty.node_id))
    with pytest.raises(Refused, match="Kun en opgave, som et udvalg"):
        follow_up_actions.name_heir(by=cast.secretary, duty=mine, heir=council)


def test_a_closed_duty_is_counted_for_the_heir_and_not_named(cast: Cast, meeting: Meeting) -> None:
    secret = closed_meeting(cast, meeting)
    statement = follow_up_queries.statement(cast.secretary, secret.statement.pk)
    given(cast, statement, title=f"Gør {CANARIES['text']} færdig", owner=None, owner_circle=cast.committee)
    ending(cast, dt.date(2026, 12, 31))
    council, rita, body = council_of(cast)
    follow_up_actions.name_body_heir(by=cast.secretary, circle=cast.committee, heir=council)
    estate = follow_up_queries.estate(rita, body)
    assert (estate.inherits, estate.hidden) == ([], 1)
    assert [each.duty.title for each in follow_up_queries.estate(cast.secretary, body).inherits] == [
        "Gør dompapperne færdig"
    ]


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "dorte"])
def test_others_see_no_overview_and_no_estate(cast: Cast, meeting: Meeting, name: str) -> None:
    given(cast, asked(cast, meeting))
    client = enter(cast, name)
    for path in ("follow_ups", "follow_ups_csv"):
        assert client.get(reverse(f"cases:{path}")).status_code == 403
    assert client.get(reverse("cases:estate", args=[cast.committee.pk])).status_code == 403


def test_the_director_sees_all_the_authoritys_bodies_and_nothing_closed(cast: Cast, meeting: Meeting) -> None:
    secret = closed_meeting(cast, meeting)
    given(
        cast, follow_up_queries.statement(cast.secretary, secret.statement.pk), title=f"Gør {CANARIES['text']} færdig"
    )
    minutes_actions.publish_minutes(by=cast.secretary, meeting=rows.meeting(cast.secretary, meeting.pk))
    open_one = follow_up_queries.statement(cast.secretary, secret.open_item.statements.get().pk)
    given(cast, open_one, title="=1+1 skal ikke regnes")
    council_of(cast, cast.elsewhere, "Anden Byråd")
    client = enter(cast, "director")
    assert [each.circle for each in follow_up_queries.overseen(cast.director)] == [cast.committee]
    shown = page(client, "follow_ups")
    assert "=1+1 skal ikke regnes" in shown
    sheet = client.get(reverse("cases:follow_ups_csv"), {"vis": "over"}).content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(sheet), delimiter=";")
    assert head == ["Opgave", "Om", "Udvalg", "Hvem har den", "Frist", "Ses efter", "Arvtager", "Status"]
    assert row == [
        "'=1+1 skal ikke regnes",
        "Forslaget blev godkendt.",
        "Eksempeludvalget",
        "Bob",
        "2026-06-01",
        "",
        "",
        "",
    ]
    for text in (shown, sheet):
        assert [word for word in CANARIES.values() if word in text] == []

    assert "dompapperne" in page(enter(cast, "secretary"), "follow_ups")


def test_a_secretary_follows_a_wish_up_on_the_pages(cast: Cast, meeting: Meeting) -> None:
    statement = asked(cast, meeting)
    assert "men det står ikke, hvem der har opgaven" in page(Client(), "decision", statement.pk)
    client = enter(cast, "secretary")

    assert "Giv opgaven til nogen" in page(client, "follow_ups")
    shown = send(client, "give_duty", statement.pk, expect=422, title="Svar", owner="", due_on="01/06/2026")
    assert "En person" in shown
    send(
        client,
        "give_duty",
        statement.pk,
        expect=422,
        title="Svar",
        owner=f"owner:{cast.person(cast.charlie).pk}",
        due_on="1. juni 2026",
    )
    send(
        client,
        "give_duty",
        statement.pk,
        title="Svar",
        owner=f"owner:{cast.person(cast.bob).pk}",
        due_on="1. juni 2026",
        review_on="1. maj 2026",
    )
    duty = Duty.objects.get()
    assert duty.owner == cast.person(cast.bob)
    theirs = enter(cast, "bob")
    shown = theirs.get("/opgaver/").content.decode()
    assert "Svar" in shown
    send(theirs, "duty_status", duty.pk, words="På vej.")
    assert "På vej." in page(client, "follow_ups")
    assert client.get(reverse("cases:duty_status", args=[duty.pk])).status_code == 403
    send(client, "no_duty", statement.pk, expect=422, why="Nej")


def test_an_heir_is_named_and_takes_over_on_the_pages(cast: Cast, meeting: Meeting) -> None:
    duty = given(cast, asked(cast, meeting), owner=None, owner_circle=cast.committee, due_on=dt.date(2029, 1, 1))
    ending(cast, dt.date(2026, 12, 31))
    council, _rita, _body = council_of(cast)
    client = enter(cast, "secretary")

    with time_machine.travel(AFTER, tick=False):
        client.force_login(cast.person(cast.secretary).user)  # type: ignore[arg-type]
        assert "Giv opgaverne videre" in page(client, "estate", cast.committee.pk)
        send(client, "hand_over", cast.committee.pk)
        assert Inheritance.objects.count() == 0
        send(client, "name_heir", duty.pk, heir=council.pk)
        send(client, "name_body_heir", cast.committee.pk, expect=422, heir="")
        send(client, "name_body_heir", cast.committee.pk, heir=council.pk)
        send(client, "hand_over", cast.committee.pk)
        shown = page(client, "estate", council.pk)
        assert "overtaget 2. januar 2027" in shown
        assert "Ingen dokumenteret sammenhæng" in shown


def test_a_body_is_told_to_end_on_its_page(cast: Cast, meeting: Meeting) -> None:
    duty = given(cast, asked(cast, meeting), owner=None, owner_circle=cast.committee, due_on=dt.date(2029, 1, 1))
    council, _rita, _body = council_of(cast)
    coming = meetings.plan_meeting(
        by=cast.secretary, body=meeting.body, starts_at=dt.datetime(2026, 12, 20, 14, tzinfo=dt.UTC)
    )
    for name in ("politician", "director", "alice", "charlie"):
        other = enter(cast, name)
        assert other.get(reverse("cases:end_body", args=[cast.committee.pk])).status_code == 403
        assert (
            "Skriv, hvornår udvalget slutter"
            not in other.get(reverse("cases:estate", args=[cast.committee.pk])).content.decode()
        )

    with time_machine.travel(NOW, tick=False):
        client = enter(cast, "secretary")
        assert "Skriv, hvornår udvalget slutter" in page(client, "estate", cast.committee.pk)
        told = send(client, "end_body", cast.committee.pk, expect=422, on="15/12/2026")
        assert "har et møde den 20. december 2026. Aflys det, flyt det, eller vælg en senere dag." in told
        calling.cancel_meeting(by=cast.secretary, meeting=coming, reason="Udvalget slutter.")
        send(client, "end_body", cast.committee.pk, on="15/12/2026")
        assert last_verb() == "circle.ended"
        shown = page(client, "estate", cast.committee.pk)
        assert "det slutter 15. december 2026" in shown
        assert "Ingen arvtager" in shown
        send(client, "end_body", cast.committee.pk, on="")
        assert "det slutter" not in page(client, "estate", cast.committee.pk)
        send(client, "end_body", cast.committee.pk, on="15/12/2026")
        follow_up_actions.name_body_heir(
            by=cast.secretary, circle=Circle.objects.get(pk=cast.committee.pk), heir=council
        )

    with time_machine.travel(AFTER, tick=False):
        follow_up_actions.hand_over(by=cast.secretary, circle=Circle.objects.get(pk=cast.committee.pk))
        duty.refresh_from_db()
        assert duty.owner_circle == council
        client.force_login(cast.person(cast.secretary).user)  # type: ignore[arg-type]
        told = send(client, "end_body", cast.committee.pk, expect=422, on="")
        assert "har givet sine opgaver videre og kan ikke fortsætte." in told
        send(client, "end_body", cast.committee.pk, on="31/12/2026")


def test_the_overview_costs_the_same_at_one_and_three(cast: Cast, meeting: Meeting) -> None:
    statement = asked(cast, meeting)
    other = DecisionStatement.objects.select_related("node", "item__node", "item__meeting__node").exclude(
        pk=statement.pk
    )[0]
    given(cast, follow_up_queries.statement(cast.secretary, other.pk))
    client = enter(cast, "secretary")
    address = reverse("cases:follow_ups")
    client.get(address)
    asked_for = [_count(client, address)]
    for place in range(2):
        item = rows.item(cast.secretary, statement.item_id)
        statements.add_statement(
            by=cast.secretary, item=item, printed=f"Udvalget ønsker mere {place}.", stance="WISHES", reason="Glemt"
        )
        given(cast, follow_up_queries.statement(cast.secretary, other.pk))

    asked_for.append(_count(client, address))
    assert asked_for == [11, 11]


def test_a_duty_one_may_not_see_is_not_there(cast: Cast, meeting: Meeting) -> None:
    secret = closed_meeting(cast, meeting)
    duty = given(cast, follow_up_queries.statement(cast.secretary, secret.statement.pk))
    with pytest.raises(NotFound):
        follow_up_queries.duty(cast.bob, duty.pk)
    outsider: Actor = secretary_of(council_of(cast)[0], "Rune")
    with pytest.raises(NotFound):
        follow_up_queries.duty(outsider, duty.pk)
    assert cast.dorte == people.NOBODY
