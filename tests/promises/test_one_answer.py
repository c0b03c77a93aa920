"""Whether and when a voice was answered has one truth: every list, count, figure and pace says the same, whatever lies ahead."""

from __future__ import annotations

import datetime as dt
import importlib
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client

from samspil.features.partnerships.core import actions as partnerships
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.pace import queries as pace
from samspil.features.voices import actions, queries
from samspil.features.voices.actions import answering
from samspil.features.voices.models import Voice
from samspil.paper.refusal import Refused
from samspil.spine import duties, people, thread, waiting
from samspil.spine.models import Duty
from samspil.spine.people import Actor
from tests.kit.cast import Cast
from tests.kit.flat import flat

pytestmark = pytest.mark.django_db
TODAY = "2026-11-20 12:00"


def check(actor: Actor) -> set[UUID]:
    """Every place that tells of waiting tells the same of the voices the actor may see; gives those that wait."""
    voices = list(queries.standing(actor))
    waits = waiting.of("is_voice", [each.pk for each in voices])
    waiting_now = {key for key, wait in waits.items() if not wait.is_over}

    assert set(waits) == {each.pk for each in voices}
    assert {row.voice.pk for row in queries.rows(actor, voices) if row.days is not None} == waiting_now
    assert {each.pk for each in voices if not queries.fate(actor, each).is_answered} == waiting_now
    assert {each.pk for each in voices if not each.answers.filter(state="delivered").exists()} == waiting_now
    owed = Duty.objects.filter(purpose="answer", done_at__isnull=True, node__in=waits).values_list("node", flat=True)
    assert set(owed) == waiting_now

    own = {each.pk for each in queries.unanswered(actor)}
    assert own <= waiting_now
    assert queries.count_waiting(actor) == len(own)
    for partnership in Partnership.objects.select_related("circle"):
        here = {each.pk for each in voices if each.node.within_id == partnership.circle_id}
        measured, _held = pace.of(actor, partnership)
        assert measured.waiting == len(here & waiting_now)
        today = dt.datetime.now(dt.UTC).date()
        longest = max((waits[key].days(today) for key in here & waiting_now), default=None)
        assert measured.longest_waiting == longest
    return waiting_now


def give(cast: Cast, day: dt.date, **said: Any) -> Voice:
    return actions.receive(
        by=cast.alice,
        given=actions.Given(
            organisation=cast.municipality,
            words="Bussen kører ikke.",
            purposes=["interpret", "quote"],
            consent_form="oral",
            received_on=day,
            within=cast.partnership,
            **said,
        ),
    )


@time_machine.travel(TODAY, tick=False)
def test_an_answer_to_somebody_else_ahead_on_the_thread_answers_nobody(cast: Cast) -> None:
    """As on the issue: one waits 265 days; another's answer lies ahead; the pace said 76 days."""
    job = people.job("test")
    partnerships.set_up(
        by=job,
        name="Sammen i Eksempel",
        circle=cast.partnership,
        organisation=cast.municipality,
        purpose="At mødes.",
        visibility="circle",
    )
    waits, other = give(cast, dt.date(2026, 2, 28)), give(cast, dt.date(2026, 3, 1))
    answer = actions.answer(
        by=cast.alice,
        voice=other,
        words="Nu kører den.",
        channel="phone",
        proof="Ringet",
        given_on=dt.date(2026, 5, 15),
    )
    effort = thread_of(cast, "Indsatsen")
    linked(cast, waits.node, effort, "led_to")
    linked(cast, effort, answer.node, "answered_by")
    assert check(cast.alice) == {waits.pk}
    (row,) = (row for row in queries.rows(cast.alice, list(queries.standing(cast.alice))) if row.days is not None)
    assert (row.days, row.owner, row.is_late) == (265, "Alice", True)
    measured, _held = pace.of(cast.alice, Partnership.objects.get())
    assert (measured.waiting, measured.longest_waiting, measured.longest_answer) == (1, 265, 75)

    # Said by hand to answer it directly, it is still the other's answer; and its link taken away, the other stays answered.
    linked(cast, waits.node, answer.node, "answered_by")
    assert check(cast.alice) == {waits.pk}
    thread.withdraw_link(by=cast.alice, link=other.node.links_forward.get(later=answer.node), why="En fejl.")
    assert check(cast.alice) == {waits.pk}

    # What is withdrawn waits for nothing.
    third = give(cast, dt.date(2026, 4, 1))
    assert check(cast.alice) == {waits.pk, third.pk}
    actions.withdraw(by=cast.alice, voice=third)
    assert check(cast.alice) == {waits.pk}
    assert Duty.objects.get(node=third.node).ended == "lapsed"


def test_an_answer_is_owed_until_it_is_given(cast: Cast) -> None:
    voice = give(cast, dt.date(2026, 2, 3))
    duty = Duty.objects.get(node=voice.node)
    with pytest.raises(Refused, match="når det svar, personen fik, er skrevet ind"):
        duties.do(by=cast.alice, duty=duty, proof="ordnet")

    with pytest.raises(Refused, match="når det svar, personen fik, er skrevet ind"):
        duties.do(by=cast.alice, duty=duty, proof="Jeg har ringet til hende den 3. marts")

    (row,) = queries.rows(cast.alice, list(queries.standing(cast.alice)))
    assert (row.owner, row.is_late, row.days is not None) == ("Alice", True, True)
    with pytest.raises(Refused, match="viser ikke, at svaret er nået frem"):
        actions.answer(by=cast.alice, voice=voice, words="Tak", channel="phone", proof="ordnet")

    given = actions.answer(by=cast.alice, voice=voice, words="Tak", channel="phone", proof="Ringet")
    duty.refresh_from_db()
    assert (duty.ended, duty.fulfilled_by) == ("record", given.node)
    again = duties.give(
        by=cast.alice,
        node=voice.node,
        purpose="answer",
        title="Giv svar igen",
        owner=cast.person(cast.bob),
        due_on=dt.date(2026, 5, 1),
    )
    (row,) = queries.rows(cast.alice, list(queries.standing(cast.alice)))
    assert (row.days, row.owner, row.due_on, row.is_late) == (None, "Bob", again.due_on, True)


@time_machine.travel(TODAY, tick=False)
def test_an_answer_that_lies_in_a_drawer_or_came_back_answers_nobody(cast: Cast) -> None:
    partnerships.set_up(
        by=people.job("test"),
        name="Sammen i Eksempel",
        circle=cast.partnership,
        organisation=cast.municipality,
        purpose="At mødes.",
        visibility="circle",
    )
    voice = give(cast, dt.date(2026, 2, 28), danger="no")
    (written,) = answering.write_many(by=cast.alice, told=[answering.Told(voice, "Nu kører den.")])
    assert check(cast.alice) == {voice.pk}
    answering.deliver(by=cast.alice, answer=written)
    assert check(cast.alice) == set()
    answering.not_reached(by=cast.alice, answer=written, because="returned", try_on=dt.date(2026, 11, 23))
    assert check(cast.alice) == {voice.pk}
    (row,) = queries.rows(cast.alice, list(queries.standing(cast.alice)))
    assert (row.days, row.due_on, row.is_late) == (265, dt.date(2026, 11, 23), False)
    answering.deliver(by=cast.alice, answer=written)
    assert check(cast.alice) == set()


def test_the_page_of_the_duty_leads_to_the_answer_and_takes_no_ordnet(cast: Cast) -> None:
    """The smallest way of the issue: /opgaver/, »Giv svar«, proof »ordnet«."""
    voice = give(cast, dt.date(2026, 2, 3))
    duty = Duty.objects.get(node=voice.node)
    person = cast.person(cast.alice)
    person.user = User.objects.create_user("alice")

    person.save()
    alice = Client()
    alice.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    way = f"/bidrag/{voice.pk}/svar/"
    assert f'href="{way}">Giv svar<span' in flat(alice.get("/opgaver/").content)
    assert alice.post(f"/opgaver/{duty.pk}/", {"proof": "ordnet"}).status_code == 422
    listed = alice.get("/bidrag/").content.decode()
    assert ("Over fristen" in listed, "Alice" in listed, "senest" in listed) == (True, True, True)
    sent = {"words": "Tak", "channel": "phone", "proof": "ordnet", "given_on": "3/3/2026"}
    assert alice.post(way, sent).status_code == 422
    assert not voice.answers.exists()
    assert alice.post(way, {**sent, "proof": "Ringet til hende"}).status_code == 302
    assert "Besvaret" in alice.get("/bidrag/").content.decode()
    assert duty.title not in alice.get("/opgaver/").content.decode()


def test_a_duty_that_words_closed_before_is_open_again_and_the_others_say_what_ended_them(cast: Cast) -> None:
    """The migration: what "ordnet" closed, an answer, a withdrawal."""
    duped, answered, withdrawn = (give(cast, dt.date(2026, 2, day)) for day in (3, 4, 5))
    given = actions.answer(by=cast.alice, voice=answered, words="Tak", channel="phone", proof="Ringet")
    actions.withdraw(by=cast.alice, voice=withdrawn)
    Duty.objects.update(ended="words", fulfilled_by=None, proof="ordnet", done_at="2026-03-01T00:00:00+00:00")
    importlib.import_module("samspil.features.voices.migrations.0002_answers_still_owed").say_how(apps, None)
    ended = {each.node_id: (each.ended, each.fulfilled_by_id, bool(each.done_at)) for each in Duty.objects.all()}
    assert ended == {
        duped.pk: ("", None, False),
        answered.pk: ("record", given.pk, True),
        withdrawn.pk: ("lapsed", None, True),
    }
    assert list(duties.open_for(cast.alice)) == [Duty.objects.get(node=duped.node)]


def thread_of(cast: Cast, title: str) -> Any:
    from samspil.spine import journal

    with journal.writing():
        return thread.open_node(
            by=cast.alice, kind="test_late", title=title, organisation=cast.municipality, visibility="public"
        )


def linked(cast: Cast, earlier: Any, later: Any, relation: str) -> None:
    thread.link(by=cast.alice, earlier=earlier, later=later, relation=relation, why="Det hænger sammen.")
