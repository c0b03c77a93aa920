"""A row that was read before another request changed the record opens, moves and overwrites nothing."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from samspil.features.cases.agenda.actions import calling, meetings, placing
from samspil.features.cases.editing.actions import annexes, items, statements
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.records.models import AgendaItem, Annex, DecisionStatement, Meeting
from samspil.features.funds import actions as funds
from samspil.features.funds.models import Appropriation, Movement
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.plans import actions as partnerships
from samspil.features.reports.models import CouncilRecommendation
from samspil.features.trials import actions as trials
from samspil.features.trials.actions import ideas
from samspil.features.trials.models import Idea, Trial
from samspil.paper.refusal import Refused
from samspil.spine import journal, thread
from samspil.spine.models import JournalEntry, Node
from samspil.spine.people import Actor
from tests.features import test_races as made
from tests.kit.cast import Cast

pytestmark = pytest.mark.django_db


def another(record: Any) -> Any:
    """The same record as another request reads it."""
    return type(record)._base_manager.get(pk=record.pk)


def close(cast: Cast, item: AgendaItem) -> None:
    items.close_item(
        by=cast.secretary, item=another(item), reason="Styrelseslovens § 10", public_title="Køb af ejendom"
    )


def edit(cast: Cast, item: AgendaItem) -> object:
    return items.edit_item(
        by=cast.secretary,
        item=item,
        wording=items.Wording(
            title=item.node.title,
            number="7",
            case_number="",
            recommended_by="Forvaltningen",
            clauses=["planen godkendes"],
            sections={},
        ),
        based_on={"recommendation": 1},
    )


def postpone(cast: Cast, item: AgendaItem) -> object:
    later = meetings.plan_meeting(
        by=cast.secretary, body=item.meeting.body, starts_at=made.STARTS + dt.timedelta(days=30)
    )
    return placing.postpone_item(by=cast.secretary, item=item, meeting=later)


def annex(cast: Cast, item: AgendaItem) -> Annex:
    return annexes.add_annex(
        by=cast.secretary, item=item, title="Tilbud", name="tilbud.txt", stream=io.BytesIO(b"hemmeligt")
    )


def put_aside(cast: Cast, item: AgendaItem) -> object:
    return placing.take_off(by=cast.secretary, item=item, reason="Sagen er ikke klar")


def approve(cast: Cast, item: AgendaItem) -> object:
    return items.join_case(by=cast.secretary, item=item, other=another(item.meeting.items.exclude(pk=item.pk).get()))


@pytest.mark.parametrize("act", [edit, postpone, annex, put_aside, approve], ids=lambda each: each.__name__)
@pytest.mark.parametrize("is_published", [False, True], ids=["planned", "published"])
def test_what_was_closed_meanwhile_stays_closed(
    cast: Cast, act: Callable[[Cast, AgendaItem], object], is_published: bool
) -> None:
    item = made.an_item(cast)
    items.add_item(by=cast.secretary, meeting=item.meeting, wording=items.Wording(title="Et andet punkt"))
    if is_published:
        if act in (edit, postpone):
            pytest.skip("what is published is edited with a reason, and not postponed")
        meetings.publish_agenda(by=cast.secretary, meeting=another(item.meeting))

    held = AgendaItem.objects.select_related("node", "meeting__node", "meeting__body").get(pk=item.pk)
    close(cast, item)
    act(cast, held)
    stands = another(item)
    assert (stands.is_closed, stands.closed_reason, stands.public_title) == (
        True,
        "Styrelseslovens § 10",
        "Køb af ejendom",
    )
    assert {each.node.visibility for each in stands.annexes.all()} <= {"circle"}
    assert stands.node.visibility == "circle"


def test_a_decision_written_on_an_item_closed_meanwhile_is_closed(cast: Cast) -> None:
    item = made.decided(cast)
    held = AgendaItem.objects.select_related("node", "meeting__node", "meeting__body__circle").get(pk=item.pk)
    close(cast, item)
    minutes_actions.publish_minutes(by=cast.secretary, meeting=another(item.meeting))
    statement = statements.add_statement(by=cast.secretary, item=held, printed="Også dette.", reason="Manglede")
    assert another(statement).node.visibility == "circle"
    assert DecisionStatement.objects.count() == 2


def test_what_comes_of_a_decision_closed_meanwhile_is_not_public(cast: Cast) -> None:
    decision = made.a_decision(cast)
    held = another(decision)
    with journal.writing():
        thread.show_to(another(decision), Node.Visibility.CIRCLE)
    amount = funds.set_aside(
        by=cast.director,
        decision=held,
        amount=funds.Allocation(title="Speciallæge", amount_ore=1000, first_year=2026, last_year=2026),
    )
    effort = funds.start_effort(
        by=cast.director, decision=decision, plan=funds.EffortPlan(title="Indsats", description="Gør noget")
    )
    assert {amount.node.visibility, effort.node.visibility} == {"circle"}


def test_a_recommendation_is_not_published_on_what_was_hidden_meanwhile(cast: Cast) -> None:
    recommendation, publish = made.publish_recommendation(cast)
    held = CouncilRecommendation.objects.select_related("node", "decision").get(pk=recommendation.pk)
    with journal.writing():
        thread.show_to(another(held.decision), Node.Visibility.CIRCLE, within=cast.committee)
    with pytest.raises(Refused, match="ikke offentlig endnu"):
        publish(held)


def test_an_amount_granted_meanwhile_is_not_corrected(cast: Cast) -> None:
    amount, grant = made.grant(cast)
    held = Appropriation.objects.prefetch_related("movements").get(pk=amount.pk)
    list(held.movements.all())
    grant(another(amount))
    with pytest.raises(Refused, match="kun rettes, så længe det er afsat"):
        funds.correct(by=cast.director, appropriation=held, amount_ore=9)
    assert another(amount).amount_ore == 1000
    assert Movement.objects.count() == 1


def test_a_correction_writes_no_column_it_did_not_mean(cast: Cast) -> None:
    amount = made.an_amount(cast)
    first, second = another(amount), another(amount)
    funds.correct(by=cast.director, appropriation=first, receiver="Regionen")
    funds.correct(by=cast.director, appropriation=second, condition="Efter aftale")
    assert (another(amount).receiver, another(amount).condition) == ("Regionen", "Efter aftale")


def test_a_trial_ended_meanwhile_is_not_changed_and_not_moved(cast: Cast) -> None:
    trial = made.a_trial(cast)
    held = Trial.objects.select_related("node").get(pk=trial.pk)
    trials.end(by=cast.alice, trial=another(trial), conclusion="stop", why="Ingen kom")
    for act in (
        lambda: trials.move(by=cast.alice, trial=held, state="planned"),
        lambda: trials.end(by=cast.alice, trial=held, conclusion="keep", why="Den virker"),
    ):
        with pytest.raises(Refused):
            act()
    assert (another(trial).state, another(trial).conclusion) == ("ended", "stop")


def test_an_activity_called_off_meanwhile_is_not_held(cast: Cast) -> None:
    activity, cancel = made.cancel_activity(cast)
    held = Activity.objects.select_related("gathering__node", "partnership__node").get(pk=activity.pk)
    cancel(another(activity))
    with pytest.raises(Refused):
        partnerships.move(by=cast.alice, activity=held, state="held")
    assert another(activity).state == "cancelled"


def test_a_meeting_called_off_meanwhile_publishes_no_agenda(cast: Cast) -> None:
    item = made.an_item(cast)
    held = Meeting.objects.select_related("node__gathering", "body__circle").get(pk=item.meeting_id)
    calling.cancel_meeting(by=cast.secretary, meeting=another(held), reason="For få punkter")
    with pytest.raises(Refused, match="aflyst"):
        meetings.publish_agenda(by=cast.secretary, meeting=held)
    assert not JournalEntry.objects.filter(verb="meeting.agenda_published").exists()


def browser(cast: Cast, actor: Actor) -> Client:
    person = cast.person(actor)
    person.user = User.objects.create_user(person.name.lower(), password="et langt kodeord")
    person.save()
    client = Client()
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent_from(page: str, **changed: str) -> dict[str, str]:
    """What a browser sends from a page's form: what stood in it, and what was typed."""
    form = re.search(r'<form method="post"[^>]*novalidate.*?</form>', page, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form[0]))
    fields |= {
        name: words.strip()
        for name, words in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form[0], re.DOTALL)
    }
    return fields | changed


@pytest.fixture
def idea(cast: Cast) -> Idea:
    trial = made.a_trial(cast)
    return ideas.give(by=cast.alice, origin=trial.node, title="Bus", words="En bus", giver="Foreningen")


def test_two_who_edit_different_fields_of_one_record_both_keep_theirs(cast: Cast, idea: Idea) -> None:
    client, address = browser(cast, cast.alice), reverse("trials:edit_idea", args=[idea.pk])
    page = client.get(address).content.decode()
    assert client.post(address, sent_from(page, giver="Hallen")).status_code == 302
    assert client.post(address, sent_from(page, words="En minibus")).status_code == 302
    assert (another(idea).giver, another(idea).words) == ("Hallen", "En minibus")


def test_two_who_edit_the_same_field_are_told_before_one_replaces_the_other(cast: Cast, idea: Idea) -> None:
    client, address = browser(cast, cast.alice), reverse("trials:edit_idea", args=[idea.pk])
    page = client.get(address).content.decode()
    client.post(address, sent_from(page, giver="Hallen"))
    answer = client.post(address, sent_from(page, giver="Kirken"))
    assert answer.status_code == 422
    assert "En anden har ændret det her til »Hallen«" in answer.content.decode()
    assert another(idea).giver == "Hallen"
    again = sent_from(answer.content.decode())
    assert again["giver"] == "Kirken"
    assert client.post(address, again).status_code == 302
    assert another(idea).giver == "Kirken"


def test_a_double_click_makes_one_record(cast: Cast) -> None:
    partnership = made.a_partnership(cast)
    client, address = browser(cast, cast.alice), reverse("partnerships:new_activity", args=[partnership.pk])
    sent = sent_from(client.get(address).content.decode(), title="Kaffe i hallen")
    answers = [client.post(address, sent) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Activity.objects.count() == 1
    # After »tilbage« other words are another press, and a page drawn anew is too.
    assert client.post(address, {**sent, "title": "Te i hallen"}).status_code == 302
    anew = sent_from(client.get(address).content.decode(), title="Kaffe i hallen")
    assert client.post(address, anew).status_code == 302
    assert Activity.objects.count() == 3
    assert Partnership.objects.count() == 1
