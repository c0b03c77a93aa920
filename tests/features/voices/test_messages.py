"""A message from behind the code to those who took the words in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from samspil.features.voices import actions
from samspil.features.voices.messages import actions as messages
from samspil.features.voices.messages import queries
from samspil.features.voices.messages import rules as message_rules
from samspil.features.voices.models import Voice
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import passes, texts
from samspil.spine.actors import Actor
from samspil.spine.models import Duty, JournalEntry
from tests.features.voices.conftest import Give, make_public
from tests.kit.cast import Cast
from tests.kit.clients import Browse, browse

__all__ = ["browse"]


def holder(voice: Voice) -> Actor:
    """Whoever has the paper with the voice's code."""
    issued = voice.node.passes.order_by("-created_at").first()
    if issued is None:
        actions.issue_code(by=Actor(job="test"), voice=voice)
        issued = voice.node.passes.latest("created_at")
    return Actor(passes=passes.standing([issued.pk]))


def test_a_message_is_sealed_and_somebody_answers_it(cast: Cast, give: Give) -> None:
    voice = give()
    messages.write_us(
        by=holder(voice), voice=voice, about="misunderstood", words="Jeg mente kanariefuglen.", phone="11 22 33 44"
    )
    duty = Duty.objects.get(node=voice.node, purpose=message_rules.DUTY_PURPOSE)
    assert duty.owner == cast.person(cast.alice)
    assert duty.due_on == timezone.localdate() + dt.timedelta(days=message_rules.DAYS)
    assert "kanarie" not in duty.title + str(JournalEntry.objects.latest("pk").data)
    kept = texts.current(voice.node, "message")
    assert kept is not None
    assert kept.body == ""
    assert kept.sealed is not None
    told = queries.newest(cast.alice, voice)
    assert told is not None
    assert told.words == "I har misforstået mig\n\nJeg mente kanariefuglen.\n\nTelefon: 11 22 33 44"
    assert told.is_waiting
    assert queries.newest(cast.charlie, voice) is None
    with pytest.raises(Refused, match="forrige besked"):
        messages.write_us(by=holder(voice), voice=voice, about="ring")


def test_a_message_that_may_mean_danger_is_asked_about(cast: Cast, give: Give) -> None:
    voice = give()
    assert voice.is_danger_settled
    messages.write_us(by=holder(voice), voice=voice, about="other", words="Jeg tænker på at tage mit eget liv.")
    voice.refresh_from_db()
    assert not voice.is_danger_settled
    assert Duty.objects.get(node=voice.node, purpose=message_rules.DUTY_PURPOSE).due_on == timezone.localdate()


@pytest.mark.parametrize(
    ("about", "words", "phone", "says"),
    [
        ("", "x", "", "Vælg, hvad det handler om"),
        ("sell", "x", "", "Vælg, hvad det handler om"),
        ("misunderstood", "  ", "", "Skriv, hvad du vil sige"),
        ("other", "x" * (message_rules.LONGEST + 1), "", "Skriv højst 2000"),
        ("other", "Mit nummer er 610101-1234", "", "CPR"),
        ("ring", "", "6101011234", "CPR"),
    ],
)
def test_a_message_that_cannot_be_kept_says_why(
    cast: Cast, give: Give, about: str, words: str, phone: str, says: str
) -> None:
    voice = give()
    with pytest.raises(Refused, match=says):
        messages.write_us(by=holder(voice), voice=voice, about=about, words=words, phone=phone)
    assert not Duty.objects.filter(purpose=message_rules.DUTY_PURPOSE).exists()
    assert texts.current(voice.node, "message") is None


def test_whoever_has_left_is_not_asked_to_answer(cast: Cast, give: Give) -> None:
    voice = give()
    Duty.objects.filter(node=voice.node).update(owner=None, owner_organisation=cast.municipality)
    assert queries.who_answers(voice) == cast.person(cast.alice)
    cast.person(cast.alice).roles.update(until_on=timezone.localdate() - dt.timedelta(days=1))
    assert queries.who_answers(voice) == cast.municipality


def test_it_is_sent_behind_the_code_and_read_on_the_voices_page(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give()
    code = actions.issue_code(by=cast.alice, voice=voice)
    client = Client()
    client.post("/bidrag/kode/", {"code": code})
    answer = client.post(f"/bidrag/{voice.pk}/skriv-til-os/", {"about": "ring", "phone": "11 22 33 44"}, follow=True)
    assert "Vi har fået din besked" in answer.content.decode()
    assert "Nogen svarer senest den" in answer.content.decode()
    browser = browse(cast.alice)
    assert "Ring til mig" in browser.get(f"/bidrag/{voice.pk}/").content.decode()


def test_only_the_person_writes(cast: Cast, give: Give) -> None:
    voice = give()
    for by in (cast.alice, cast.bob, cast.charlie, Actor()):
        with pytest.raises(NotAllowed):
            messages.write_us(by=by, voice=voice, about="ring")


def test_a_message_at_a_public_voice_is_read_by_nobody_else(cast: Cast, give: Give, browse: Browse) -> None:
    voice = make_public(cast, give())
    messages.write_us(by=holder(voice), voice=voice, about="other", words="Jeg fortryder snespurven.")
    for client in (Client(), browse(cast.charlie)):
        page = client.get(f"/bidrag/{voice.pk}/").content.decode()
        assert "snespurven" not in page
        assert "Besked fra personen" not in page
        assert message_rules.DUTY_TITLE not in page
    assert voice.node.title not in Client().get("/soeg/", {"q": "snespurven"}).content.decode()
