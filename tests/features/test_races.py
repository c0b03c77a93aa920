"""Twenty who read the same record and then do the same at once: one deed, one journal row, one mail to each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Model

from samspil.features.cases.agenda.actions import approval, calling, meetings, placing
from samspil.features.cases.communication import actions as communication_actions
from samspil.features.cases.communication.models import JointCommunication
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.records.models import AgendaItem, Meeting
from samspil.features.cases.routes import actions as routes_actions
from samspil.features.cases.seats import actions as seats_actions
from samspil.features.funds import actions as funds
from samspil.features.funds.models import Appropriation, Movement
from samspil.features.insights import actions as insights
from samspil.features.partnerships.civic import actions as civic
from samspil.features.partnerships.core import actions as core_actions
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.day import actions as day_actions
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.plans import actions as partnerships
from samspil.features.partnerships.versions import actions as versions
from samspil.features.reports import actions as reports
from samspil.features.reports.models import CouncilRecommendation
from samspil.features.trials import actions as trials
from samspil.features.trials.actions import ideas, rounds
from samspil.features.trials.models import Trial
from samspil.paper.refusal import Refused
from samspil.spine import consent, journal, people, secrets, texts, thread
from samspil.spine.models import JournalEntry, Message, Node
from tests.kit.cast import SINCE, Cast
from tests.kit.vault import Race

MANY = 20
STARTS = dt.datetime(2026, 3, 3, 14, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))
TODAY = dt.date(2026, 11, 2)
JOB = people.job("test")

Made = tuple[Model, Callable[[Any], object]]


def a_meeting(cast: Cast) -> Meeting:
    body = seats_actions.add_body(by=cast.secretary, circle=cast.committee, house="norddjurs", shorthand="EU")
    return meetings.plan_meeting(by=cast.secretary, body=body, starts_at=STARTS)


def an_item(cast: Cast, title: str = "Åbent punkt") -> AgendaItem:
    return items.add_item(
        by=cast.secretary, meeting=a_meeting(cast), wording=items.Wording(title=title, clauses=["planen godkendes"])
    )


def decided(cast: Cast) -> AgendaItem:
    item = an_item(cast)
    meetings.publish_agenda(by=cast.secretary, meeting=item.meeting)
    minutes_actions.begin_minutes(by=cast.secretary, meeting=item.meeting)
    statements.add_statement(by=cast.secretary, item=item, printed="Godkendt.", outcomes=["APPROVED"])
    return item


def publish_agenda(cast: Cast) -> Made:
    meeting = an_item(cast).meeting
    return meeting, lambda held: meetings.publish_agenda(by=cast.secretary, meeting=held)


def publish_minutes(cast: Cast) -> Made:
    return decided(cast).meeting, lambda held: minutes_actions.publish_minutes(by=cast.secretary, meeting=held)


def cancel_meeting(cast: Cast) -> Made:
    meeting = a_meeting(cast)
    calling.call_meeting(by=cast.secretary, meeting=meeting)
    return meeting, lambda held: calling.cancel_meeting(by=cast.secretary, meeting=held, reason="For få punkter")


def approve_item(cast: Cast) -> Made:
    meeting = a_meeting(cast)
    item = items.add_item(
        by=cast.alice, meeting=meeting, wording=items.Wording(title="Frivillige i hallen", clauses=["planen godkendes"])
    )
    approval.submit_item(by=cast.alice, item=item)
    return item, lambda held: approval.approve_item(by=cast.director, item=held)


def take_off(cast: Cast) -> Made:
    return an_item(cast), lambda held: placing.take_off(by=cast.secretary, item=held, reason="Sagen er ikke klar")


def close_item(cast: Cast) -> Made:
    return an_item(cast), lambda held: items.close_item(
        by=cast.secretary, item=held, reason="Styrelseslovens § 10", public_title="Køb"
    )


def end_step(cast: Cast) -> Made:
    item = decided(cast)
    step = routes_actions.send_on(by=cast.secretary, statement=item.statements.get(), to_text="Byrådet")
    return step, lambda held: routes_actions.end_step(
        by=cast.secretary, step=held, state="stopped", ended_on=TODAY, how="Tilbage"
    )


def name_carrier(cast: Cast) -> Made:
    item = decided(cast)
    step = routes_actions.send_on(by=cast.secretary, statement=item.statements.get(), to_text="Byrådet")
    return step, lambda held: routes_actions.name_carrier(
        by=cast.secretary, step=held, owner=cast.person(cast.secretary)
    )


def publish_communication(cast: Cast) -> Made:
    about = decided(cast).statements.get().node
    made = communication_actions.begin_communication(
        by=cast.alice, about=about, title="Sammen", words="Vi prøver.", partners=[cast.elsewhere]
    )
    for by, organisation in ((cast.alice, cast.municipality), (cast.charlie, cast.elsewhere)):
        communication_actions.approve_communication(
            by=by, partner=made.partners.get(organisation=organisation), version=1
        )
    return made, lambda held: communication_actions.publish_communication(by=cast.charlie, communication=held)


def withdraw_communication(cast: Cast) -> Made:
    made, publish = publish_communication(cast)
    publish(JointCommunication.objects.get(pk=made.pk))
    return made, lambda held: communication_actions.withdraw_communication(
        by=cast.alice, communication=held, why="Tallet var forkert"
    )


def a_decision(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.secretary,
            kind="decision",
            title="Beslutning",
            organisation=cast.municipality,
            visibility="public",
            within=cast.committee,
            occurred_on=dt.date(2025, 9, 23),
        )


def an_amount(cast: Cast) -> Appropriation:
    return funds.set_aside(
        by=cast.director,
        decision=a_decision(cast),
        amount=funds.Allocation(title="Speciallæge", amount_ore=1000, first_year=2026, last_year=2026),
    )


def grant(cast: Cast) -> Made:
    amount, decision = an_amount(cast), a_decision(cast)
    return amount, lambda held: funds.move(
        by=cast.director,
        appropriation=held,
        stage="granted",
        amount_ore=1000,
        on=TODAY,
        why="Bevilget",
        decision=decision,
    )


def spend(cast: Cast) -> Made:
    amount, act = grant(cast)
    act(amount)
    for stage in ("released", "committed"):
        funds.move(by=cast.director, appropriation=amount, stage=stage, amount_ore=1000, on=TODAY, why="Videre")
    return amount, lambda held: funds.move(
        by=cast.director, appropriation=held, stage="spent", amount_ore=1000, on=TODAY, why="Brugt"
    )


def move_effort(cast: Cast) -> Made:
    effort = funds.start_effort(
        by=cast.director, decision=a_decision(cast), plan=funds.EffortPlan(title="Indsats", description="Gør noget")
    )
    return effort, lambda held: funds.move_effort(by=cast.director, effort=held, state="running")


def publish_insight(cast: Cast) -> Made:
    source = insights.name_source(by=cast.alice, title="Evaluering", organisation=cast.municipality)
    insight = insights.begin(
        by=cast.alice, draft=insights.Draft(organisation=cast.municipality, statement="Folk venter.")
    )
    insights.rest_on(by=cast.alice, insight=insight, source=source.node, why="Det står der")
    return insight, lambda held: insights.publish(by=cast.alice, insight=held)


def a_trial(cast: Cast, **said: Any) -> Trial:
    with journal.writing():
        origin = thread.open_node(
            by=cast.alice,
            kind="insight",
            title="Indsigt",
            organisation=cast.municipality,
            visibility="circle",
            within=cast.partnership,
        )
    whole = {"belief": "a", "smallest_step": "b", "look_at": "c", "stop_rule": "d"}
    return trials.propose(by=cast.alice, origin=origin, title="Kørsel", state="running", **{**whole, **said})


def end_trial(cast: Cast) -> Made:
    return a_trial(cast), lambda held: trials.end(by=cast.alice, trial=held, conclusion="stop", why="Ingen kom")


def publish_trial(cast: Cast) -> Made:
    return a_trial(cast, public_words="Vi prøver."), lambda held: trials.publish(by=cast.alice, trial=held)


def plan_round(cast: Cast) -> Made:
    return a_trial(cast), lambda held: rounds.plan(by=cast.alice, trial=held, plan="Kør", expected="Tre kommer")


def follow_up(cast: Cast) -> Made:
    trial = a_trial(cast, counted="Antal", stop_below=3, stop_rounds=1)
    made = rounds.plan(by=cast.alice, trial=trial, plan="Kør", expected="Tre kommer")
    return made, lambda held: rounds.follow_up(
        by=cast.alice, round_=held, held_on=TODAY, done="Kørte", seen="To kom", act="keep", act_why="Prøv igen", count=2
    )


def split_idea(cast: Cast) -> Made:
    trial = a_trial(cast)
    first, second = (
        ideas.give(by=cast.alice, origin=trial.node, title=title, words="En bus", giver="Foreningen")
        for title in ("Bus", "Minibus")
    )
    ideas.merge(by=cast.alice, idea=first, into=second, why="Det samme")
    return first, lambda held: ideas.split(by=cast.alice, idea=held)


def a_partnership(cast: Cast) -> Partnership:
    return core_actions.set_up(
        by=cast.alice,
        name="Sammen",
        circle=cast.partnership,
        organisation=cast.municipality,
        purpose="At mødes",
        visibility="circle",
    )


def approve_plan(cast: Cast) -> Made:
    partnership = a_partnership(cast)
    partnerships.plan(by=cast.alice, partnership=partnership, title="Kaffe")
    return partnership, lambda held: versions.approve(
        by=cast.alice, partnership=held, number=1, organisation=cast.municipality
    )


def cancel_activity(cast: Cast) -> Made:
    made = partnerships.plan(by=cast.alice, partnership=a_partnership(cast), title="Kaffe", state="planned")
    return made, lambda held: partnerships.move(by=cast.alice, activity=held, state="cancelled")


def land(cast: Cast) -> Made:
    made = partnerships.plan(by=cast.alice, partnership=a_partnership(cast), title="Kaffe", state="held")
    return made, lambda held: day_actions.land(
        by=cast.alice, activity=held, landed="Her", came_of_it="Det", what_next="Slut", ends_here=True
    )


def stop_task(cast: Cast) -> Made:
    partnership = a_partnership(cast)
    association = parties.add_party(by=cast.alice, partnership=partnership, name="Hallens Venner", kind="association")
    task = civic.give(
        by=cast.alice,
        partnership=partnership,
        association=association,
        task=civic.Task(title="Kør", authority=cast.municipality, adds="replaces", today="Ingen", hours=Decimal(8)),
    )
    return task, lambda held: civic.stop(by=cast.alice, task=held)


def a_recommendation(cast: Cast) -> CouncilRecommendation:
    decision = a_decision(cast)
    texts.write(by=cast.secretary, node=decision, name="words", body="Udvalget anbefaler det.")
    return reports.recommend(
        by=cast.secretary, decision=decision, title="Anbefaling", passage="Udvalget anbefaler det.", to=[cast.committee]
    )


def publish_recommendation(cast: Cast) -> Made:
    made = a_recommendation(cast)
    with journal.writing():
        thread.show_to(made.node, Node.Visibility.CIRCLE, within=cast.committee)
    return made, lambda held: reports.publish(by=cast.secretary, recommendation=held)


def treat_recommendation(cast: Cast) -> Made:
    addressee = a_recommendation(cast).addressees.get()
    return addressee, lambda held: reports.treat(
        by=cast.secretary, addressee=held, state="treated", said="Modtaget", on=TODAY
    )


def withdraw_consent(cast: Cast) -> Made:
    with journal.writing():
        subject = secrets.new_subject()

    text = consent.write_text(by=cast.alice, key="voice", title="Samtykke", body="Må vi?")
    made = consent.give(
        by=cast.alice,
        node=a_decision(cast),
        subject=subject,
        text=text,
        given=consent.Given(basis="gdpr_consent", purposes=["quote"], form="written", given_on=dt.date(2026, 1, 1)),
    )
    return made, lambda held: consent.withdraw(by=cast.alice, consent=held)


def withdraw_text(cast: Cast) -> Made:
    version = texts.write(by=cast.alice, node=a_decision(cast), name="words", body="Ord")
    return version.text, lambda held: texts.withdraw(by=cast.alice, text=held)


def withdraw_link(cast: Cast) -> Made:
    link = thread.link(
        by=cast.alice, earlier=a_decision(cast), later=a_decision(cast), relation="led_to", why="Det står der"
    )
    return link, lambda held: thread.withdraw_link(by=cast.alice, link=held, why="Det var forkert")


def give_role(cast: Cast) -> Made:
    return cast.person(cast.bob), lambda held: people.give_role(
        by=JOB, person=held, role="staff", circle=cast.partnership, from_on=SINCE
    )


# What is done; the journal's verb for it; how many mails in all; whether the others are told (else it is found done).
ONCE: list[tuple[Callable[[Cast], Made], str, int, bool]] = [
    (publish_agenda, "meeting.agenda_published", 0, True),
    (publish_minutes, "meeting.minutes_published", 0, True),
    (cancel_meeting, "meeting.cancelled", 1, True),
    (approve_item, "case_item.approved", 1, True),
    (take_off, "case_item.taken_off", 0, True),
    (close_item, "case_item.closed", 0, False),
    (end_step, "route_step.ended", 0, True),
    (name_carrier, "route_step.carried", 0, True),
    (publish_communication, "joint_communication.published", 0, True),
    (withdraw_communication, "joint_communication.withdrawn", 0, True),
    (grant, "appropriation.moved", 0, True),
    (move_effort, "effort.moved", 0, True),
    (publish_insight, "insight.published", 0, True),
    (end_trial, "trial.ended", 0, True),
    (publish_trial, "trial.published", 0, False),
    (plan_round, "trial.round_planned", 0, True),
    (follow_up, "trial.round_followed_up", 0, False),
    (split_idea, "idea.split", 0, True),
    (approve_plan, "plan.approved", 0, False),
    (cancel_activity, "activity.moved", 0, True),
    (land, "activity.landed", 0, False),
    (stop_task, "civic_task.stopped", 1, False),
    (publish_recommendation, "recommendation.published", 0, False),
    (treat_recommendation, "recommendation.treated", 0, True),
    (withdraw_consent, "consent.withdrawn", 0, False),
    (withdraw_text, "text.withdrawn", 0, False),
    (withdraw_link, "link.withdrawn", 0, True),
    (give_role, "role.given", 0, False),
]


@pytest.mark.parametrize(("make", "verb", "mails", "others_are_told"), ONCE, ids=[each[0].__name__ for each in ONCE])
def test_twenty_at_once_are_one(
    race: Race, cast: Cast, make: Callable[[Cast], Made], verb: str, mails: int, others_are_told: bool
) -> None:
    record, act = make(cast)
    journaled, posted = JournalEntry.objects.filter(verb=verb), Message.objects.all()
    rows, letters = journaled.count(), posted.count()
    # All have read the record as it stands, and what hangs on it, before anybody does anything.
    held = [type(record)._base_manager.get(pk=record.pk) for _ in range(MANY)]

    def try_it(mine: Model) -> str:
        try:
            act(mine)
        except Refused as refused:
            return refused.sentence
        return ""

    said = race(*[lambda mine=mine: try_it(mine) for mine in held])
    assert journaled.count() == rows + 1
    assert posted.count() == letters + mails
    assert said.count("") == (1 if others_are_told else MANY)
    assert all(each.endswith((".", "!")) for each in said if each)


def test_money_is_spent_once(race: Race, cast: Cast) -> None:
    amount, act = spend(cast)

    def pay() -> bool:
        try:
            act(Appropriation.objects.get(pk=amount.pk))
        except Refused:
            return False
        return True

    assert sum(race(*[pay] * MANY)) == 1
    assert list(Movement.objects.filter(stage="spent").values_list("amount_ore", flat=True)) == [1000]


def test_parts_set_aside_at_once_are_never_more_than_their_whole(race: Race, cast: Cast) -> None:
    whole, decision = an_amount(cast), a_decision(cast)

    def part(number: int) -> bool:
        try:
            funds.set_aside(
                by=cast.director,
                decision=decision,
                amount=funds.Allocation(
                    title=f"Del {number}",
                    amount_ore=400,
                    first_year=2026,
                    last_year=2026,
                    part_of=Appropriation.objects.get(pk=whole.pk),
                ),
            )
        except Refused:
            return False
        return True

    assert sum(race(*[lambda number=number: part(number) for number in range(8)])) == 2
    assert sorted(whole.parts.values_list("amount_ore", flat=True)) == [400, 400]


def test_two_deeds_that_take_the_same_records_in_either_order_wait_for_each_other(race: Race, cast: Cast) -> None:
    first = an_item(cast)
    second = items.add_item(by=cast.secretary, meeting=first.meeting, wording=items.Wording(title="Et andet"))

    def join(one: AgendaItem, other: AgendaItem) -> object:
        return items.join_case(
            by=cast.secretary, item=AgendaItem.objects.get(pk=one.pk), other=AgendaItem.objects.get(pk=other.pk)
        )

    race(*[lambda: join(first, second), lambda: join(second, first)] * 6)
    assert len(set(AgendaItem.objects.values_list("case_file", flat=True))) == 1
