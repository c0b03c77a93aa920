"""Pages of voices: who sees which words, what the list costs, the paper code from slip to withdrawal."""

from __future__ import annotations

import datetime as dt
import io
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samspil.features.voices import actions, queries
from samspil.features.voices.models import Answer, Voice
from samspil.spine import duties, journal, thread
from samspil.spine.models import AccessEntry, Node, Organisation, Pass, PassAttempt
from tests.features.voices.conftest import WORDS, Give, make_public
from tests.kit.cast import Cast
from tests.kit.clients import Browse

CANARY = "Kanariefugl"


def text_of(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    cast: Cast, give: Give, browse: Browse, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        voice = give(owner=cast.person(cast.bob))
        with journal.writing():
            node = thread.open_node(
                by=cast.alice, kind="insight", title=f"Indsigt {number}", organisation=cast.municipality
            )
        thread.link(by=cast.alice, earlier=voice.node, later=node, relation="grounds", why="x")

    client = browse(cast.alice)
    client.get(reverse("voices:list"))
    with django_assert_num_queries(12):
        response = client.get(reverse("voices:list"))

    assert text_of(response).count("Indgår i en indsigt") == count
    assert CANARY not in text_of(response)


def test_the_longest_waiting_stands_first_and_the_answered_last(cast: Cast, give: Give, browse: Browse) -> None:
    newer, older, answered = (
        give(title=title, received_on=dt.date(2026, month, 1))
        for title, month in (("Nyere", 5), ("Ældre", 3), ("Besvaret for længst", 1))
    )
    actions.answer(by=cast.alice, voice=answered, words="Tak", channel="phone", proof="Ringet")
    page = text_of(browse(cast.alice).get(reverse("voices:list")))

    assert page.index("Ældre") < page.index("Nyere") < page.index("Besvaret for længst")
    assert "Over fristen" in page
    waiting = text_of(browse(cast.bob).get(reverse("voices:list") + "?vis=venter-paa-os"))
    assert "Besvaret for længst" not in waiting
    assert "2 bidrag venter på svar" in waiting
    actions.withdraw(by=cast.alice, voice=older)
    assert "trukket tilbage" not in text_of(browse(cast.secretary).get(reverse("voices:list")))
    assert newer.state == "received"


def test_a_reader_sees_the_words_they_may_and_no_others(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give(contact="Kanariegade 7")
    actions.answer(by=cast.alice, voice=voice, words="Kanariesvar", channel="phone", proof="Ringet")
    address = reverse("voices:detail", args=[voice.pk])
    assert CANARY in text_of(browse(cast.alice).get(address))
    politician = text_of(browse(cast.politician).get(address))
    assert "Ordene er ikke offentlige" in politician
    for secret in (CANARY, "Kanariesvar", "Kanariegade", "Hallen"):
        assert secret not in politician

    for outsider in (cast.charlie, cast.dorte):
        client = browse(outsider)
        assert client.get(address).status_code == 404
        listed = text_of(client.get(reverse("voices:list")))
        for secret in (CANARY, "pårørende", "Hallen", str(voice.pk)):
            assert secret not in listed

    make_public(cast, voice)
    public = text_of(browse(cast.dorte).get(address))
    assert CANARY in public
    assert "Kanariesvar" in public
    for secret in ("Kanariegade", "Hallen", "Alice"):
        assert secret not in public


def test_the_address_shows_to_those_who_answer_while_an_answer_is_owed(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give(contact="Kanariegade 7")
    assert "Kanariegade 7" in text_of(browse(cast.bob).get(reverse("voices:detail", args=[voice.pk])))
    assert set(AccessEntry.objects.values_list("purpose", flat=True)) == {"Bidragets side", "Adresse til svar"}


def test_a_voice_is_taken_in_from_an_activity_with_a_photo(cast: Cast, browse: Browse) -> None:
    from PIL import Image

    with journal.writing():
        source = thread.open_node(
            by=cast.alice,
            kind="activity",
            title="Samtale i hallen",
            organisation=cast.municipality,
            visibility="circle",
            within=cast.partnership,
        )
    picture = io.BytesIO()
    Image.new("RGB", (4, 4), "green").save(picture, format="PNG")
    picture.seek(0)
    picture.name = "hus.png"
    client = browse(cast.alice)
    address = reverse("voices:new") + f"?fra={source.pk}"
    shown = text_of(client.get(address))
    assert "Samtale i hallen" in shown
    assert "Må vi bruge det, du har fortalt?" in shown
    sent = client.post(
        address,
        {
            "words": WORDS,
            "danger": "no",
            "role_label": "borger",
            "place": "",
            "purposes": ["interpret", "photo"],
            "consent_form": "oral",
            "owner": cast.bob.person_id,
            "due_on": "22. december 2099",
            "source_method": "kitchen_table_talk",
            "received_on": "3. februar 2026",
            "channel": "phone",
            "side": "",
            "within": cast.partnership.pk,
            "organisation": cast.municipality.pk,
            "photo": picture,
        },
    )
    voice = Voice.objects.get()
    assert (sent.status_code, sent.headers["Location"]) == (302, reverse("voices:detail", args=[voice.pk]))
    assert (voice.node.within, voice.node.links_backward.get().earlier) == (cast.partnership, source)
    assert duties.still_open().get().owner == cast.person(cast.bob)
    assert voice.node.files.count() == 1


def test_a_voice_that_cannot_be_taken_in_says_why_at_the_field(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    empty = client.post(reverse("voices:new"), {})

    assert empty.status_code == 422
    assert "Sæt kryds ved mindst én ting" in text_of(empty)
    sent = {
        "words": "Mit nummer er 610351-0007",
        "danger": "no",
        "role_label": "borger",
        "purposes": ["quote"],
        "consent_form": "oral",
        "owner": cast.alice.person_id,
        "due_on": "22/12/2099",
        "source_method": "phone",
        "received_on": "3/2/2026",
        "channel": "phone",
        "side": "",
        "organisation": cast.municipality.pk,
    }
    refused = client.post(reverse("voices:new"), sent)
    assert refused.status_code == 422
    assert "ligner et CPR-nummer" in text_of(refused)
    hidden = client.post(reverse("voices:new"), {**sent, "words": "Ord", "consent_until": "3/2/1999"})
    assert hidden.status_code == 422
    elsewhere = client.post(
        reverse("voices:new"),
        {**sent, "words": "Ord", "organisation": Organisation.objects.get(name="Anden Kommune").pk},
    )
    assert elsewhere.status_code == 422
    assert not Voice.objects.exists()


def test_only_those_who_take_voices_in_see_the_form(cast: Cast, browse: Browse) -> None:
    for reader in (cast.dorte, cast.politician):
        response = browse(reader).get(reverse("voices:new"))
        assert response.status_code == 403
        assert "tager imod bidrag" in text_of(response)
    client = browse(cast.alice)
    assert client.get(reverse("voices:new") + "?fra=noget").status_code == 200
    hidden = "00000000-0000-0000-0000-000000000001"
    assert client.get(reverse("voices:new") + f"?fra={hidden}").status_code == 404


def test_words_are_mended_and_a_conflict_shows_both(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give()
    address, client = reverse("voices:edit", args=[voice.pk]), browse(cast.alice)
    assert WORDS in text_of(client.get(address))
    actions.correct(by=cast.bob, voice=voice, words="Bobs ord", based_on=1)
    clash = client.post(address, {"words": "Alices ord", "based_on": "1"})
    assert clash.status_code == 422
    assert "Bobs ord" in text_of(clash)
    assert "Alices ord" in text_of(clash)
    assert client.post(address, {"words": "Begges ord", "based_on": "2"}).status_code == 302
    assert browse(cast.politician).get(address).status_code == 403


def test_an_answer_is_written_down_and_its_own_address_leads_to_the_voice(
    cast: Cast, give: Give, browse: Browse
) -> None:
    voice = give()
    address, client = reverse("voices:answer", args=[voice.pk]), browse(cast.alice)

    # What is answered stands beside the answer, and is noted as read.
    before = AccessEntry.objects.count()
    page = client.get(address)
    assert page.status_code == 200
    assert WORDS in unescape(text_of(page))
    assert AccessEntry.objects.count() == before + 1
    refused = client.post(address, {"words": "Tak", "channel": "phone", "given_on": "1/1/2026", "proof": "Ringet"})
    assert refused.status_code == 422
    assert "senest i dag" in text_of(refused)
    done = client.post(address, {"words": "Tak", "channel": "phone", "given_on": "1/3/2026", "proof": "Ringet"})
    assert done.status_code == 302
    answer = Answer.objects.get()
    leads = client.get(reverse("voices:answer_detail", args=[answer.pk]))
    assert leads.headers["Location"] == reverse("voices:detail", args=[voice.pk])
    assert browse(cast.charlie).get(reverse("voices:answer_detail", args=[answer.pk])).status_code == 404


def test_buttons_do_their_deeds(cast: Cast, give: Give, browse: Browse) -> None:
    voice, client = give(), browse(cast.alice)

    def press(verb: str, **sent: str) -> Voice:
        assert client.post(reverse(f"voices:{verb}", args=[voice.pk]), sent).status_code == 302
        return Voice.objects.get(pk=voice.pk)

    assert press("ask_publish").state == "received"
    assert browse(cast.bob).post(reverse("voices:publish", args=[voice.pk])).status_code == 302
    assert Voice.objects.get(pk=voice.pk).state == "published"
    assert press("unpublish").state == "received"
    assert client.get(reverse("voices:close", args=[voice.pk])).status_code == 200
    assert press("close", because="Der er ikke penge.").not_taken_further_because == "Der er ikke penge."
    assert press("reopen").not_taken_further_because == ""
    assert client.post(reverse("voices:close", args=[voice.pk]), {"because": ""}).status_code == 422
    assert client.get(reverse("voices:publish", args=[voice.pk])).status_code == 405
    assert client.get(reverse("voices:withdraw", args=[voice.pk])).status_code == 200
    assert press("withdraw").state == "withdrawn"
    assert "Ordene er slettet" in text_of(client.get(reverse("voices:detail", args=[voice.pk])))


def code_on_slip(client: Client, voice: Voice) -> str:
    slip = client.post(reverse("voices:slip", args=[voice.pk]), {"phone": "12 34 56 78"})
    assert slip.headers["Cache-Control"] == "no-store"
    found = re.search(r'slip-code">([0-9A-Z-]{14})<', text_of(slip))
    assert found
    assert "<svg" in text_of(slip)
    return found[1]


def test_the_paper_code_opens_one_page_without_login_and_withdraws(cast: Cast, give: Give, browse: Browse) -> None:
    voice, other = give(), give(words="Kanariefugl nummer to")
    actions.answer(by=cast.alice, voice=voice, words="Nu kører bussen.", channel="letter", proof="Brev")
    code = code_on_slip(browse(cast.alice), voice)
    dorte = browse(cast.dorte)
    own = reverse("voices:own", args=[voice.pk])
    assert dorte.get(own).status_code == 404
    old = dorte.get(reverse("voices:code") + f"?kode={code}")
    assert (old.status_code, old["Location"], old["Cache-Control"]) == (
        302,
        f"{reverse('voices:code')}#{code.replace('-', '')}",
        "no-store",
    )
    opened = dorte.post(reverse("voices:code"), {"code": code.lower().replace("-", " ")})
    assert opened.headers["Location"] == own
    page = text_of(dorte.get(own))
    for shown in (WORDS, "Nu kører bussen.", "Mine ord må citeres ordret."):
        assert shown in page

    assert "nummer to" not in page
    assert "Alice" not in page
    assert dorte.get(reverse("voices:own", args=[other.pk])).status_code == 404
    assert dorte.get(reverse("voices:edit", args=[voice.pk])).status_code == 403
    assert AccessEntry.objects.filter(purpose="Åbnet med papirkode", node_id=voice.pk).count() == 1
    assert dorte.get(reverse("voices:withdraw", args=[voice.pk])).status_code == 200
    gone = dorte.post(reverse("voices:withdraw", args=[voice.pk]), {"leave_step": "on"})
    assert gone.headers["Location"] == own
    after = text_of(dorte.get(own))
    assert "Dine ord er slettet" in after
    assert CANARY not in after
    assert Node.objects.get(pk=voice.pk).step_public is True
    assert dorte.post(reverse("voices:withdraw", args=[voice.pk])).status_code == 403


def test_the_person_takes_the_voice_off_the_net(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give()
    make_public(cast, voice)
    dorte = browse(cast.dorte)
    dorte.post(reverse("voices:code"), {"code": code_on_slip(browse(cast.alice), voice)})
    done = dorte.post(reverse("voices:unpublish", args=[voice.pk]))
    assert done.headers["Location"] == reverse("voices:own", args=[voice.pk])
    assert browse(cast.charlie).get(reverse("voices:detail", args=[voice.pk])).status_code == 404


def test_guessing_around_a_code_ends_after_ten_tries_and_shuts_nobody_else_out(
    cast: Cast, give: Give, browse: Browse
) -> None:
    code = code_on_slip(browse(cast.alice), give())
    guesser = browse(cast.dorte)
    for number in range(10):
        wrong = guesser.post(reverse("voices:code"), {"code": f"AAAA-BBBB-{number:04}"})
        assert (wrong.status_code, "Koden passer ikke" in text_of(wrong)) == (422, True)

    stopped = guesser.post(reverse("voices:code"), {"code": "AAAA-BBBB-9999"})
    assert stopped.status_code == 422
    assert "Vent et kvarter" in text_of(stopped)
    assert PassAttempt.objects.count() == 50  # for each try its address, its purpose and its three groups
    right = guesser.post(reverse("voices:code"), {"code": code})
    assert right.headers["Location"] == reverse("voices:own", args=[Pass.objects.get().node_id])
    assert Pass.objects.count() == 1


def test_the_front_page_shows_waiting_voices_to_those_who_owe_answers(cast: Cast, give: Give, browse: Browse) -> None:
    give(title="Bussen kører ikke")
    assert "Bussen kører ikke" in text_of(browse(cast.alice).get("/"))
    assert "Har ventet" in text_of(browse(cast.alice).get("/"))
    for reader in (cast.dorte, cast.charlie):
        assert "Bussen kører ikke" not in text_of(browse(reader).get("/"))


def test_whoever_owes_the_answer_reads_the_words_until_it_is_given(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give(owner=cast.person(cast.politician), contact="Kanariegade 7")
    address, client = reverse("voices:detail", args=[voice.pk]), browse(cast.politician)
    shown = text_of(client.get(address))
    for needed in (WORDS, "Kanariegade 7", "Giv svar"):
        assert needed in shown
    assert AccessEntry.objects.filter(node_id=voice.pk, reader_id=cast.politician.person_id).count() == 2
    actions.answer(by=cast.politician, voice=voice, words="Tak", channel="phone", proof="Ringet")
    assert "Ordene er ikke offentlige" in text_of(client.get(address))


def test_an_activity_shows_the_voices_given_there(cast: Cast, give: Give) -> None:
    with journal.writing():
        source = thread.open_node(
            by=cast.alice, kind="test_early", title="Samtale", organisation=cast.municipality, visibility="public"
        )
    voice = give(source=source)
    assert [row.voice for row in queries.given_at(cast.bob, source)] == [voice]
    assert queries.given_at(cast.dorte, source) == []


def test_a_story_tells_what_was_met_and_why_it_ended(cast: Cast, give: Give) -> None:
    voice = give()
    with journal.writing():
        node = thread.open_node(
            by=cast.alice,
            kind="insight",
            title="Vejen er lang",
            organisation=cast.municipality,
            occurred_on=dt.date(2026, 3, 10),
        )

    thread.link(by=cast.alice, earlier=voice.node, later=node, relation="grounds", why="x")
    actions.close(by=cast.alice, voice=voice, because="Der er ikke penge.")
    actions.answer(
        by=cast.alice, voice=voice, words="Tak", channel="phone", proof="Ringet", given_on=dt.date(2026, 4, 1)
    )
    assert [(event.on, event.sentence, event.node) for event in queries.story(cast.alice, voice)] == [
        (dt.date(2026, 2, 3), "Bidraget blev givet", None),
        (dt.date(2026, 3, 10), "Bidraget indgår i en indsigt", node),
        (dt.date(2026, 4, 1), "Der blev svaret (telefon)", None),
        (None, "Det blev ikke ført videre: Der er ikke penge.", None),
    ]
    assert [event.node for event in queries.story(cast.dorte, voice)] == [None, None, None]


def test_the_slip_says_whom_to_ring_and_asks_for_a_number_when_none_is_known(
    cast: Cast, give: Give, browse: Browse
) -> None:
    voice, client = give(), browse(cast.alice)
    address = reverse("voices:slip", args=[voice.pk])
    asked = client.post(address)

    assert "Hvem skal personen ringe til?" in text_of(asked)
    assert not Pass.objects.exists()
    wrong = client.post(address, {"phone": "1234"})
    assert (wrong.status_code, "otte cifre" in text_of(wrong)) == (422, True)
    slip = text_of(client.post(address, {"phone": "12 34 56 78"}))
    assert "Ring til <strong>Eksempel Kommune</strong> på <strong>12 34 56 78</strong>" in slip
    # Whoever owes the answer comes before the office.
    person = cast.person(cast.alice)
    person.phone = "23 45 67 89"
    person.save(update_fields=["phone"])
    assert "Ring til <strong>Alice</strong> på <strong>23 45 67 89</strong>" in text_of(client.post(address))


def test_the_code_page_closes_for_good_and_leaves_a_login_alone(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give()
    code = code_on_slip(browse(cast.alice), voice)
    own = reverse("voices:own", args=[voice.pk])

    for client, stays in ((Client(), False), (browse(cast.politician), True)):
        client.post(reverse("voices:code"), {"code": code})
        page = text_of(client.get(own))
        main = page[page.index("<main") : page.index("</main>")]
        assert main.count("Luk siden</button>") == 2
        assert main.index("Luk siden") < main.index("<h1>") < main.rindex("Luk siden</button>")
        left = client.post(reverse("web:leave"))
        assert (left["Location"], left["Cache-Control"]) == (reverse("web:closed"), "no-store")
        assert left["Clear-Site-Data"] == '"cache", "storage"'
        assert client.get(own).status_code in {403, 404}
        closed = text_of(client.get(reverse("web:closed")))
        assert "Siden er lukket" in closed
        assert "Luk siden</button>" not in closed
        assert ("_auth_user_id" in client.session) is stays


def test_resting_closes_too_without_a_press(cast: Cast, give: Give, browse: Browse) -> None:
    voice, client = give(), Client()
    client.post(reverse("voices:code"), {"code": code_on_slip(browse(cast.alice), voice)})
    page = text_of(client.get(reverse("voices:own", args=[voice.pk])))
    assert 'data-rest="300"' in page
    assert 'content="300; url=/farvel/"' in page
    client.get(reverse("web:closed"))
    assert client.get(reverse("voices:own", args=[voice.pk])).status_code == 404
