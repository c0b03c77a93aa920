"""A coordinator's morning: who waits, one text to many, letters in a batch, calls, and an answer that did not reach the person."""

from __future__ import annotations

import datetime as dt
import io

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samspil.features.voices import actions, queries, rules
from samspil.features.voices.actions import answering
from samspil.features.voices.models import Answer, Missed, Voice
from samspil.features.voices.queries import answering as waiting
from samspil.features.voices.queries import reading
from samspil.paper import danish
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import consent, duties
from samspil.spine import waiting as spine_waiting
from samspil.spine.models import AccessEntry, Consent, Duty, Link, Pass
from samspil.web import portions
from tests.features.voices.conftest import Give, make_public
from tests.kit.cast import Cast
from tests.kit.clients import Browse
from tests.web.test_pages import said

WORDS = "Bussen kører nu til klokken 18."


def write(cast: Cast, *voices: Voice, words: str = WORDS) -> list[Answer]:
    return answering.write_many(by=cast.alice, told=[answering.Told(each, words) for each in voices])


def is_answered(voice: Voice) -> bool:
    """Tell what the one truth says, and that everybody who asks is told the same."""
    said = spine_waiting.of("is_voice", [voice.pk])[voice.pk].is_over
    assert said is voice.answers.filter(state="delivered").exists()
    assert said is not Duty.objects.filter(node=voice.node, purpose="answer", done_at__isnull=True).exists()
    return said


def test_a_written_answer_answers_nobody_before_it_reaches_the_person(cast: Cast, give: Give) -> None:
    voice = give()
    (written,) = write(cast, voice)
    assert (written.state, written.channel) == ("ready", "letter")
    assert not is_answered(voice)
    assert queries.fate(cast.alice, voice).label == "modtaget"
    assert [each.sentence for each in queries.story(cast.alice, voice)] == ["Bidraget blev givet"]
    assert not Link.objects.filter(earlier=voice.node).exists()
    with pytest.raises(Refused, match="allerede skrevet et svar"):
        write(cast, voice)

    for _twice in range(2):
        answering.deliver(by=cast.alice, answer=written)
    assert is_answered(voice)
    duty = Duty.objects.get(node=voice.node)
    assert (duty.ended, duty.fulfilled_by) == ("record", written.node)
    assert duty.proof == "Afleveret ved brev den " + danish.date(timezone.localdate())
    assert queries.fate(cast.alice, voice).label == "besvaret"


def test_only_a_delivered_answer_stands_on_a_public_page(cast: Cast, give: Give) -> None:
    voice = make_public(cast, give())
    (written,) = write(cast, voice)
    assert reading.read(cast.dorte, voice, purpose="Siden").answers == ()
    assert [told.is_ready for told in reading.read(cast.alice, voice, purpose="Siden").answers] == [True]
    answering.deliver(by=cast.alice, answer=written)
    assert [told.is_ready for told in reading.read(cast.dorte, voice, purpose="Siden").answers] == [False]


def test_what_did_not_reach_the_person_is_owed_again_with_the_reason_and_a_new_date(cast: Cast, give: Give) -> None:
    voice = give()
    (written,) = write(cast, voice)
    answering.deliver(by=cast.alice, answer=written)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    for wrong, field in (({"because": "nonsense"}, "because"), ({"try_on": dt.date(2020, 1, 1)}, "try_on")):
        with pytest.raises(Refused) as refused:
            answering.not_reached(
                by=cast.alice, answer=written, **({"because": "returned", "try_on": tomorrow} | wrong)
            )
        assert refused.value.field == field
    assert is_answered(voice)

    answering.not_reached(by=cast.alice, answer=written, because="returned", try_on=tomorrow, channel="phone")
    assert not is_answered(voice)
    written.refresh_from_db()
    assert (written.state, written.channel, written.printed_at) == ("ready", "phone", None)
    assert Duty.objects.get(node=voice.node).due_on == tomorrow
    (line,) = waiting.lines(cast.alice, list(waiting.waits_for(cast.alice)))
    assert (line.missed.because, line.missed.channel, line.due_on) == ("returned", "letter", tomorrow)

    answering.deliver(by=cast.alice, answer=written)
    assert is_answered(voice)
    assert Missed.objects.count() == 1


def test_an_answer_that_comes_back_leaves_the_voice_answered_by_another(cast: Cast, give: Give) -> None:
    voice = give()
    first = actions.answer(by=cast.alice, voice=voice, words="Tak", channel="letter", proof="Brev sendt")
    second = actions.answer(by=cast.alice, voice=voice, words="Tak igen", channel="phone", proof="Ringet")
    answering.not_reached(by=cast.alice, answer=first, because="moved", try_on=timezone.localdate())
    assert is_answered(voice)
    duty = Duty.objects.get(node=voice.node)
    assert (duty.fulfilled_by, duty.proof) == (second.node, "Brev sendt")


def test_an_answer_given_where_nobody_owed_one_is_owed_when_it_comes_back(cast: Cast, give: Give) -> None:
    voice = give()
    duties.lapse(by=cast.alice, duty=Duty.objects.get(node=voice.node), why="Skrevet to gange")
    given = actions.answer(by=cast.alice, voice=voice, words="Tak", channel="letter", proof="Brev sendt")
    answering.not_reached(by=cast.alice, answer=given, because="moved", try_on=timezone.localdate())
    (owed,) = duties.still_open().filter(node=voice.node)
    assert (owed.owner, owed.due_on) == (cast.person(cast.alice), timezone.localdate())


def test_who_may_not_answer_may_not_deliver(cast: Cast, give: Give) -> None:
    voice = give(owner=cast.person(cast.bob))
    (written,) = write(cast, voice)
    for outside in (cast.politician, cast.dorte):
        with pytest.raises(NotAllowed):
            answering.deliver(by=outside, answer=written)
        with pytest.raises(NotAllowed):
            answering.not_reached(by=outside, answer=written, because="moved", try_on=timezone.localdate())
    assert not is_answered(voice)
    answering.deliver(by=cast.bob, answer=written)
    actions.withdraw(by=cast.alice, voice=voice)
    with pytest.raises(Refused, match="trukket tilbage"):
        answering.deliver(by=cast.alice, answer=written)


def test_what_may_not_be_used_stands_apart_with_its_reason_and_is_answered_alone(cast: Cast, give: Give) -> None:
    today = timezone.localdate()
    free = give()
    danger = give(danger="yes", danger_owner=cast.person(cast.bob), owner=cast.person(cast.alice))
    unasked, withdrawn, lapsed, none = give(danger=""), give(), give(), give()
    consent.withdraw(by=cast.alice, consent=Consent.objects.get(node=withdrawn.node))
    Consent.objects.filter(node=lapsed.node).update(valid_until=today - dt.timedelta(days=1))
    Consent.objects.filter(node=none.node).delete()
    found = {each.pk: each.apart for each in waiting.waits_for(cast.alice)}
    assert found == {
        free.pk: "",
        danger.pk: "danger",
        unasked.pk: "unasked",
        withdrawn.pk: "withdrawn",
        lapsed.pk: "lapsed",
        none.pk: "none",
    }
    keys = [str(key) for key in found]
    assert [each.pk for each in waiting.asked_for(cast.alice, [*keys, "no key"])] == [free.pk]
    for voice in (danger, unasked, withdrawn, lapsed, none):
        assert waiting.apart(voice) == found[voice.pk]
        with pytest.raises(Refused, match="svar på det alene"):
            write(cast, free, voice)
    # All of them, or none.
    assert not Answer.objects.exists()
    actions.answer(by=cast.alice, voice=lapsed, words="Tak", channel="phone", proof="Ringet")
    assert is_answered(lapsed)


def test_the_list_is_for_those_who_may_answer_and_for_whoever_owes_it(cast: Cast, give: Give, browse: Browse) -> None:
    own, other = give(), give(organisation=cast.elsewhere, by=cast.charlie)
    owed = give(owner=cast.person(cast.politician))
    assert {each.pk for each in waiting.waits_for(cast.alice)} == {own.pk, owed.pk}
    assert {each.pk for each in waiting.waits_for(cast.charlie)} == {other.pk}
    assert {each.pk for each in waiting.waits_for(cast.politician)} == {owed.pk}
    assert not waiting.waits_for(cast.dorte).exists()
    assert browse(cast.alice).get(reverse("voices:waiting")).status_code == 200
    assert Client().get(reverse("voices:waiting")).status_code == 403


def page(client: Client, name: str, query: str = "") -> str:
    response = client.get(reverse(name) + query)
    assert response.status_code == 200, name
    return response.content.decode()


def test_one_text_to_many_is_shown_before_it_is_kept(cast: Cast, give: Give, browse: Browse) -> None:
    first, second = give(received_on=dt.date(2026, 1, 5)), give(channel="phone")
    alice = browse(cast.alice)
    assert page(alice, "voices:waiting").index(str(first.pk)) < page(alice, "voices:waiting").index(str(second.pk))

    address = reverse("voices:answer_many")
    assert alice.get(address).status_code == 302
    ticked = {"valgt": [str(first.pk), str(second.pk)]}
    assert alice.get(address, ticked).status_code == 200
    typed = {**ticked, "words": WORDS, f"line-{first.pk}": "Du fortalte om bussen."}
    assert alice.post(address, {**ticked, "words": ""}).status_code == 422
    wrong = alice.post(address, {**typed, f"line-{second.pk}": "010190-1234", "gem": "1"})
    assert (wrong.status_code, "CPR-nummer" in wrong.content.decode()) == (422, True)
    shown = alice.post(address, {**typed, "vis": "1"})
    assert shown.status_code == 200
    assert shown.content.decode().count(f"<p>{WORDS}</p>") == 2
    assert "<p>Du fortalte om bussen.</p>" in shown.content.decode()
    assert not Answer.objects.exists()
    again = alice.post(address, {**typed, "ret": "1"})
    assert (again.status_code, WORDS in again.content.decode()) == (200, True)

    kept = alice.post(address, {**typed, "gem": "1"})
    assert (kept.status_code, kept["Location"]) == (302, "/bidrag/uden-svar/?vis=skrevet")
    assert {each.voice_id: each.channel for each in Answer.objects.all()} == {first.pk: "letter", second.pk: "phone"}
    told = {each.voice_id: waiting.words_of([each])[each.voice_id] for each in Answer.objects.all()}
    assert told == {first.pk: f"Du fortalte om bussen.\n\n{WORDS}", second.pk: WORDS}
    assert "Skrevet, ikke afleveret" in page(alice, "voices:waiting", "?vis=skrevet")


def pages_of(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def test_letters_are_printed_in_one_press_and_count_when_they_are_posted(
    cast: Cast, give: Give, browse: Browse, transactional_db: None
) -> None:
    voices = [give(contact=f"Lillevej {number}, 8585 Bakkeby") for number in range(3)]
    code = actions.issue_code(by=cast.alice, voice=voices[0])
    answers = write(cast, *voices)
    alice = browse(cast.alice)
    assert "Ingen adresse" not in page(alice, "voices:letters")
    assert "Lillevej" not in page(alice, "voices:letters")
    assert alice.post(reverse("voices:print_letters")).status_code == 302

    ticked = {"valgt": [str(each.pk) for each in answers]}
    printed = alice.post(reverse("voices:print_letters"), ticked)
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert printed["Cache-Control"] == "no-store"
    assert pages_of(printed.content) == 3
    assert AccessEntry.objects.filter(purpose="Brev med svar").count() == 3
    # The old code opens nothing more; each person has one that does.
    assert Pass.objects.filter(revoked_at__isnull=True).count() == 3
    assert code not in printed.content.decode("latin-1")
    assert not any(is_answered(voice) for voice in voices)
    assert "udskrevet" in page(alice, "voices:letters")

    alice.post(reverse("voices:posted"), {"valgt": ticked["valgt"][:2]})
    assert sorted(is_answered(voice) for voice in voices) == [False, True, True]
    alice.post(reverse("voices:posted"), ticked)
    assert all(is_answered(voice) for voice in voices)
    assert "ingen breve at sende" in page(alice, "voices:letters")


def test_many_letters_are_posted_in_portions_and_a_closed_browser_loses_none(
    cast: Cast, give: Give, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "PORTION", 2)
    voices = [give(contact=f"Lillevej {number}, 8585 Bakkeby") for number in range(5)]
    answers = write(cast, *voices)
    alice = browse(cast.alice)
    begun = alice.post(reverse("voices:posted"), {"valgt": [str(each.pk) for each in answers]})
    assert not any(is_answered(voice) for voice in voices)
    alice.post(begun["Location"])
    assert sum(is_answered(voice) for voice in voices) == 2

    shown = page(alice, "voices:letters")
    assert "2 af 5 behandlet." in shown
    assert "2 af 5 breve er sendt i dag." in shown
    # One of them was ticked off by hand meanwhile: it is done, and stops nothing.
    answering.deliver(by=cast.alice, answer=Answer.objects.filter(state="ready").first())
    for _press in range(2):
        ended = alice.post(begun["Location"], follow=True)
    assert all(is_answered(voice) for voice in voices)
    assert "5 af 5 breve er sendt, og svarene er givet." in said(ended)
    assert "2 af 5 behandlet." not in page(alice, "voices:letters")


def test_numbers_stand_on_the_call_list_alone_and_each_reading_is_noted(
    cast: Cast, give: Give, browse: Browse, transactional_db: None
) -> None:
    told = give(channel="phone", contact="12 34 56 78, helst om formiddagen")
    untold, letter = give(channel="phone"), give(contact="Lillevej 1")
    write(cast, told)
    alice = browse(cast.alice)
    assert "12 34 56 78" not in page(alice, "voices:waiting")
    assert not AccessEntry.objects.filter(purpose="Ringeliste").exists()
    listed = page(alice, "voices:calls")
    assert 'href="tel:+4512345678">12 34 56 78, helst om formiddagen</a>' in listed
    assert (WORDS in listed, "Der er ikke skrevet et svar endnu." in listed) == (True, True)
    assert str(letter.pk) not in listed
    assert set(AccessEntry.objects.filter(purpose="Ringeliste").values_list("node_id", flat=True)) == {
        told.pk,
        untold.pk,
    }
    assert "Ringeliste" in [each.purpose for each in queries.readings(told)]

    answer = Answer.objects.get()
    missed = reverse("voices:not_reached", args=[answer.pk])
    assert alice.get(missed).status_code == 200
    later = timezone.localdate() + dt.timedelta(days=3)
    sent = {"because": "no_reply", "try_on": f"{later:%d/%m/%Y}", "channel": "phone"}
    assert alice.post(missed, sent).status_code == 302
    assert "Ingen svarede" in page(alice, "voices:calls")
    assert alice.post(reverse("voices:delivered", args=[answer.pk])).status_code == 302
    assert is_answered(told)
    assert str(told.pk) not in page(alice, "voices:calls")


@pytest.mark.parametrize("name", ["voices:waiting", "voices:calls", "voices:letters"])
def test_a_list_asks_the_database_as_often_whatever_its_length(
    cast: Cast, give: Give, browse: Browse, transactional_db: None, name: str
) -> None:
    def more(number: int) -> None:
        for _each in range(number):
            write(cast, give(channel="phone", contact="12 34 56 78"), give(contact="Lillevej 1"))
            give(channel="phone", contact="12 34 56 78")
            give(danger="")

    def ask() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(alice, name)
        return len(asked)

    more(1)
    alice = browse(cast.alice)
    ask()
    before = ask()
    more(3)
    assert ask() == before


@pytest.mark.parametrize(
    ("contact", "number"),
    [
        ("12 34 56 78", "+4512345678"),
        ("Ring på 12345678 efter kl. 15", "+4512345678"),
        ("+45 12 34 56 78", "+4512345678"),
        ("Lillevej 1, 8585 Bakkeby", ""),
        ("", ""),
    ],
)
def test_a_number_is_dialled_as_it_is_written(contact: str, number: str) -> None:
    assert rules.answering.dialled(contact) == number


def test_the_states_a_person_reads_are_kind_and_true(cast: Cast, give: Give, browse: Browse) -> None:
    from tests.features.voices.test_readings import opened

    voice = give()
    own = opened(cast, voice)

    def said() -> str:
        return own.get(reverse("voices:own", args=[voice.pk])).content.decode()

    assert "Modtaget" in said()
    assert "hørt" not in said()
    (written,) = write(cast, voice)
    assert ("Svaret er på vej til dig (brev)." in said(), WORDS in said()) == (True, True)
    answering.deliver(by=cast.alice, answer=written)
    assert ("Besvaret." in said(), "på vej" in said()) == (True, False)


def test_the_page_of_a_voice_leads_to_the_delivery_of_what_is_written(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give()
    (written,) = write(cast, voice)
    alice = browse(cast.alice)
    shown = alice.get(reverse("voices:detail", args=[voice.pk])).content.decode()
    assert "Der er skrevet et svar. Aflever det, og skriv, når det er nået frem." in shown
    assert "Skrevet, ikke afleveret" in shown
    assert reverse("voices:not_reached", args=[written.pk]) in shown
    assert "Giv et svar mere" in shown
    alice.post(reverse("voices:delivered", args=[written.pk]))
    assert "Besvaret" in alice.get(reverse("voices:detail", args=[voice.pk])).content.decode()
