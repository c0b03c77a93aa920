"""Pages around voices without network: the phone made ready, what still lies on phones, what waits for a person, and the file."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samspil.features.voices.models import Deposit, Phone, Voice
from samspil.features.voices.rules import danger
from samspil.features.voices.rules import deposits as rules
from samspil.spine import consent
from samspil.spine.models import AccessEntry, JournalEntry, StoredFile
from tests.features.voices.phones import Handing, readied
from tests.kit import sealing
from tests.kit.cast import Cast
from tests.kit.clients import Browse
from tests.kit.vault import Vault


def text_of(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


@pytest.fixture
def phone(vault: Vault, cast: Cast) -> Handing:
    return readied(cast, cast.bob)


def test_a_phone_is_made_ready_by_a_page_that_shows_its_token_once(vault: Vault, cast: Cast, browse: Browse) -> None:
    page = browse(cast.bob).post(
        reverse("voices:ready"),
        {"label": "Min telefon", "follows_up": str(cast.alice.person_id), "organisation": str(cast.municipality.pk)},
    )
    assert page["Cache-Control"] == "no-store"
    access = json.loads(unescape(re.search(r'data-access="([^"]*)"', page.content.decode())[1]))  # type: ignore[index]
    made = Phone.objects.get()
    assert (access["phone"], access["follows_up"], access["for"]) == (str(made.pk), "Alice", "Eksempel Kommune")
    assert (made.label, made.person_id, made.within) == ("Min telefon", cast.bob.person_id, None)
    assert access["token"] not in repr(list(JournalEntry.objects.values_list("data", flat=True)))
    assert Handing(made, access["token"]).send(sealing.on_phone(made.pk, access["key"]))["state"] == "risen"


def test_the_page_that_phones_keep_is_the_same_for_everybody(cast: Cast, browse: Browse) -> None:
    def told(client: Client) -> str:
        return client.get(reverse("voices:offline")).content.decode()

    bare = told(Client())
    assert told(browse(cast.alice)) == bare
    assert "Alice" not in bare
    assert re.search(r'<form id="bidrag" method="dialog" autocomplete="off"', bare)
    # Every field where somebody types is closed to the browser's own memory.
    for control in re.findall(r"<(?:textarea|input)[^>]*>", bare[bare.index('id="bidrag"') :]):
        assert 'autocomplete="off"' in control, control
    alarm = unescape(re.search(r'data-alarm="([^"]*)"', bare)[1])  # type: ignore[index]
    assert alarm.count(r"[\p{L}\p{N}_]") == danger.ALARM.count(r"\w")


def test_a_new_consent_text_makes_a_new_edition_of_the_page(cast: Cast) -> None:
    def version() -> str:
        return re.search(r'"version": "(\w+)"', Client().get(reverse("voices:worker")).content.decode())[1]  # type: ignore[index]

    first = version()
    assert version() == first
    consent.write_text(by=cast.alice, key="voice", title="Ny", body="En ny tekst")
    assert version() != first
    english = Client().get(reverse("voices:worker"), {"sprog": "en"}).content.decode()
    assert '"page": "/bidrag/uden-net/?sprog=en"' in english


def test_the_worker_and_the_manifest_hold_to_their_own_place(cast: Cast) -> None:
    worker = Client().get(reverse("voices:worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    shell = json.loads(worker.content.decode().partition("self.SHELL = ")[2].partition(";\n")[0])
    for name in shell["files"]:
        answer = Client().get(name)
        assert answer.status_code == 200, name
        # Read to the end it is closed without the test's own connection (Django's client sees to that).
        assert b"".join(answer.streaming_content), name
    # Whatever the page asks for as it opens lies on the phone with it.
    page = Client().get(reverse("voices:offline")).content.decode()
    asked = set(re.findall(r'<(?:link|script)[^>]*(?:href|src)="(/static/[^"]+)"', page))
    assert len(asked) > 6
    assert asked <= set(shell["files"])
    told = Client().get(reverse("voices:manifest")).json()
    assert told["scope"] == told["start_url"] == "/bidrag/uden-net/"


@pytest.mark.parametrize("count", [1, 3])
def test_the_coordinator_sees_what_still_lies_on_phones(
    vault: Vault, cast: Cast, browse: Browse, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        phone = readied(cast, cast.bob, label=f"Telefon {number}")
        phone.post("antal/", b'{"waiting": 2}')
        phone.send(phone.seal(method="unknown"))
        phone.announce(phone.seal())
    client = browse(cast.alice)
    client.get(reverse("voices:phones"))
    with django_assert_num_queries(9):
        page = client.get(reverse("voices:phones"))
    told = text_of(page)
    assert f"{2 * count} bidrag ligger stadig på en telefon." in told
    assert told.count("0 af 1 stykker er kommet") == count
    assert told.count("Noget i bidraget kan ikke tages imod") == count
    assert told.count("Kan aflevere") == count
    assert f"{2 * count} bidrag ligger stadig på en telefon." in text_of(client.get(reverse("voices:waiting")))
    assert "Ingen telefon er gjort klar" in text_of(browse(cast.charlie).get(reverse("voices:phones")))


def test_the_coordinator_stops_a_phone_and_takes_back_what_has_begun_to_come(
    phone: Handing, cast: Cast, browse: Browse
) -> None:
    client, sent = browse(cast.alice), phone.seal()
    phone.announce(sent)
    client.post(reverse("voices:take_back", args=[sent.key]))
    assert phone.send(sent)["state"] == "withdrawn"
    client.post(reverse("voices:stop", args=[phone.row.pk]))
    assert phone.announce(sent).status_code == 401
    assert "Stoppet" in text_of(client.get(reverse("voices:phones")))


def test_what_waits_for_a_person_is_read_noted_mended_and_taken_in(phone: Handing, cast: Cast, browse: Browse) -> None:
    words = "Kanariefugl bor på 010170-6666."
    phone.send(phone.seal(words=words, photos=[sealing.photo((9, 9, 200))], danger="yes"))
    kept, client = Deposit.objects.get(), browse(cast.alice)
    own = text_of(client.get("/mit-samspil/"))
    assert "Følg op på bidraget i dag" in own
    before = AccessEntry.objects.count()
    page = client.get(reverse("voices:held", args=[kept.pk]))
    assert words in unescape(page.content.decode())
    assert "Ring 1-1-2" in text_of(page)
    assert AccessEntry.objects.count() == before + 1
    assert AccessEntry.objects.latest("pk").reader_id == cast.alice.person_id

    sent = {
        "words": words,
        "danger": "yes",
        "role_label": "borger",
        "purposes": ["interpret", "photo"],
        "consent_form": "oral",
        "owner": str(cast.bob.person_id),
        "due_on": (timezone.localdate() + dt.timedelta(days=9)).strftime("%d/%m/%Y"),
        "source_method": "phone",
        "received_on": timezone.localdate().strftime("%d/%m/%Y"),
        "channel": "letter",
        "organisation": str(cast.municipality.pk),
        "within": str(cast.partnership.pk),
    }
    again = client.post(reverse("voices:held", args=[kept.pk]), sent)
    assert again.status_code == 422
    assert "CPR-nummer" in text_of(again)
    assert client.post(reverse("voices:held", args=[kept.pk]), {**sent, "words": "Kanariefugl"}).status_code == 302
    assert (Voice.objects.count(), StoredFile.objects.count()) == (1, 1)
    assert client.get(reverse("voices:held", args=[kept.pk])).status_code == 404
    assert phone.post("antal/", b'{"waiting": 0}').status_code == 200


def test_what_cannot_be_opened_says_so_and_is_written_in_by_hand(phone: Handing, cast: Cast, browse: Browse) -> None:
    phone.send(phone.seal(plain=b"\xff" * 900))
    page = browse(cast.bob).get(reverse("voices:held", args=[Deposit.objects.get().pk]))
    assert "Ordene kan ikke læses her" in text_of(page)


def test_a_voice_from_a_wrong_clock_says_about_and_shows_both_times(vault: Vault, cast: Cast, browse: Browse) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=10)):
        phone = readied(cast, cast.bob)
    off = timezone.now() - dt.timedelta(days=700)
    phone.send(phone.seal(saved_at=off - dt.timedelta(days=2), sent_at=off))
    told = text_of(browse(cast.alice).get(reverse("voices:detail", args=[Voice.objects.get().pk])))
    assert "Givet ca." in told
    assert "Telefonens ur:" in told


def test_a_file_is_taken_in_and_each_voice_told_of(phone: Handing, cast: Cast, browse: Browse) -> None:
    voices = [phone.seal(), phone.seal(method="unknown"), phone.seal()]
    phone.post(f"{voices[2].key}/fortrudt/", b"")
    content = rules.FILE_HEAD + b"".join(each.entry() for each in voices)
    client = browse(cast.alice)

    def bring(body: bytes) -> str:
        return text_of(client.post(reverse("voices:bring"), {"file": io.BytesIO(body)}))

    for _twice in range(2):
        told = bring(content)
        assert "Taget imod" in told
        assert "Venter på, at nogen ser på det" in told
        assert "Trukket tilbage" in told
    assert Voice.objects.count() == 1
    assert "ikke en fil med bidrag" in bring(b"x")
    assert "ikke hel" in bring(content[:-1])
