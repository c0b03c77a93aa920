"""A sealed voice from a phone is taken in exactly once with all its files, held for a person, or gone for good; nothing is lost."""

from __future__ import annotations

import datetime as dt
import functools
import io
import json
import os
import random
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from samspil.features.voices import actions
from samspil.features.voices.actions import deposits
from samspil.features.voices.models import Deposit, Phone, Piece, SealingKey, Voice
from samspil.features.voices.queries import deposits as queries
from samspil.features.voices.queries import reading
from samspil.features.voices.rules import deposits as rules
from samspil.paper.refusal import Refused, Unavailable
from samspil.spine import consent, duties, erasure, people, texts
from samspil.spine.models import Duty, Erasure, JournalEntry, StoredFile
from samspil.spine.secrets import envelopes, rotation
from tests.features.voices.phones import AT, Handing, readied
from tests.kit import sealing
from tests.kit.cast import Cast
from tests.kit.vault import Race, Vault

RED, BLUE = (200, 20, 20), (20, 20, 200)


@pytest.fixture
def phone(vault: Vault, cast: Cast) -> Handing:
    return readied(cast, cast.bob)


def words_of(cast: Cast, voice: Voice) -> str:
    return reading.read(cast.alice, voice, purpose="test", whole=True).words


@functools.cache
def noisy(seed: int) -> bytes:
    """A photo that fills several pieces."""
    picture = Image.frombytes("RGB", (900, 700), random.Random(seed).randbytes(900 * 700 * 3))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_voice_rises_once_with_its_photos_its_consent_and_its_duties(phone: Handing, cast: Cast) -> None:
    sent = phone.seal(photos=[noisy(1), sealing.photo(BLUE)], words="Kanariefugl sang.")
    assert len(sent.pieces) > 2
    told = phone.send(sent)
    assert told["final"] is True
    assert (told["state"], told["missing"], told["digest"], told["id"]) == ("risen", [], sent.digest, str(sent.key))

    voice = Voice.objects.get()
    assert words_of(cast, voice) == "Kanariefugl sang."
    assert (voice.method, voice.place, voice.channel) == ("kitchen_table_talk", "Egnen omkring Grenaa", "phone")
    assert (voice.received_by_id, voice.node.within_id) == (cast.bob.person_id, cast.partnership.pk)
    assert voice.received_on == timezone.localdate()
    given = consent.standing().get(node=voice.node)
    assert (given.purposes, given.text.version) == (["interpret", "photo", "quote"], 1)
    assert Duty.objects.get(node=voice.node).owner_id == cast.bob.person_id
    assert StoredFile.objects.filter(node=voice.node).count() == 2
    assert not Piece.objects.exists()
    assert Deposit.objects.get().node_id == voice.pk
    verbs = list(JournalEntry.objects.filter(node_id=voice.pk).values_list("verb", flat=True))
    assert verbs.count("voice.received") == verbs.count("deposit.risen") == 1

    # Whatever is sent again meets the same receipt.
    for _again in range(3):
        assert phone.send(sent)["state"] == "risen"
        assert phone.put(sent, 0).json()["final"] is True
    assert Voice.objects.count() == 1


@pytest.mark.parametrize("seed", range(5))
def test_pieces_in_any_order_repeated_lost_and_cut_make_one_voice(
    phone: Handing, cast: Cast, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Also when the server is killed as it takes the voice in: what was rolled back is done by the next try."""
    draw = random.Random(seed)
    sent = phone.seal(photos=[noisy(seed), noisy(seed + 100)], words=f"Kanariefugl {seed}")
    real, failing = actions.receive, iter(range(draw.randrange(3)))

    def receive(**given: Any) -> Any:
        made = real(**given)
        if next(failing, None) is not None:
            raise Unavailable("Disken er fuld.")
        return made

    monkeypatch.setattr(actions, "receive", receive)
    told: dict[str, Any] = {}
    for _step in range(400):
        if told.get("final"):
            break
        step = draw.random()
        if step < 0.3 or not Deposit.objects.exists():
            answer = phone.announce(sent)
        elif step < 0.4:
            answer = phone.put(sent, draw.randrange(len(sent.pieces)), os.urandom(40))
            assert answer.status_code in {200, 422}
        else:
            answer = phone.put(sent, draw.randrange(len(sent.pieces)))
        told = answer.json()

    assert told["state"] == "risen", told
    assert [words_of_now(cast)] == [f"Kanariefugl {seed}"]
    assert StoredFile.objects.count() == 2
    assert not Piece.objects.exists()


def words_of_now(cast: Cast) -> str:
    version = texts.current(Voice.objects.get().node, "words")
    assert version is not None
    return texts.read(version)


def test_what_has_wholly_come_and_was_cut_short_is_finished_by_the_worker(
    phone: Handing, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = phone.seal()
    phone.announce(sent)
    with monkeypatch.context() as patch:
        patch.setattr(deposits, "_settle", lambda by, deposit: None)
        assert phone.put(sent, 0).json()["final"] is False
    assert not Voice.objects.exists()
    assert deposits.finish_arrived() == 1
    assert (Voice.objects.count(), Deposit.objects.get().state) == (1, "risen")
    assert deposits.finish_arrived() == 0


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(2))
def test_many_at_once_make_one_voice(race: Race, vault: Vault, cast: Cast, seed: int) -> None:
    phone = readied(cast, cast.bob)
    sent = phone.seal(photos=[noisy(seed)])
    first = phone.announce(sent).json()
    assert len(first["missing"]) > 1

    def tab() -> list[str]:
        own = Handing(phone.row, phone.token, Client())
        order = random.Random(seed).sample(range(len(sent.pieces)), len(sent.pieces))
        answers = [own.announce(sent), *(own.put(sent, number) for number in order)]
        return [answer.json().get("state", "") for answer in answers]

    said = race(tab, tab, tab)
    assert any("risen" in states for states in said)
    assert (Voice.objects.count(), StoredFile.objects.count(), Deposit.objects.count()) == (1, 1, 1)
    assert phone.send(sent)["state"] == "risen"


def test_danger_starts_the_clock_of_whoever_was_named(phone: Handing, cast: Cast) -> None:
    phone.send(phone.seal(danger="yes", words="Han slår hende."))
    owed = duties.still_open().get(purpose="danger")
    assert (owed.owner_id, owed.due_on) == (cast.alice.person_id, timezone.localdate())
    assert not Voice.objects.get().is_danger_settled


@pytest.mark.parametrize(
    ("changed", "why", "is_urgent"),
    [
        ({"form": 99}, "form", True),
        ({"words": "Hendes nummer er 010170-6666."}, "content", False),
        ({"words": "010170-6666, og han slår hende.", "danger": "yes"}, "content", True),
        ({"words": "Han tager livet af sig, han vil ikke leve mere."}, "content", True),
        ({"consent": {"version": 99, "form": "oral", "answers": {"interpret": True}}}, "consent", False),
        ({"consent": {"version": 1, "form": "oral", "answers": {"interpret": False}}}, "consent", False),
        ({"consent": {"version": 1, "form": "oral", "answers": {"dance": True}}}, "consent", False),
        ({"consent": {"version": 1, "form": "sung", "answers": {"interpret": True}}}, "consent", False),
        ({"method": "mind reading"}, "content", False),
        ({"danger": ""}, "content", True),
        ({"words": "a" * 10_001}, "content", False),
        ({"words": ""}, "content", False),
        ({"saved_at": "i går"}, "content", True),
        ({"plain": b"\xff" * 900}, "content", True),
        ({"plain": b""}, "content", True),
        ({"plain": (6).to_bytes(4) + b"[1,2]\n"}, "content", True),
    ],
)
def test_what_cannot_be_taken_in_waits_for_a_person_and_the_phone_is_told_that_it_came(
    phone: Handing, cast: Cast, changed: dict[str, Any], why: str, is_urgent: bool
) -> None:
    if isinstance(changed.get("saved_at"), str):
        told = {**sealing.facts(phone.row.pk, timezone.now()), "saved_at": changed["saved_at"]}
        changed = {"plain": sealing.written(told, [])}
    receipt = phone.send(phone.seal(**changed))
    assert (receipt["state"], receipt["final"]) == ("held", True)
    kept = Deposit.objects.get()
    assert (kept.why_held, kept.is_urgent) == (why, is_urgent)
    assert kept.arrived.count() == len(kept.pieces)
    assert not Voice.objects.exists()
    assert list(queries.held(cast.alice)) == [kept]
    assert not queries.held(cast.charlie).exists()


def test_a_photo_without_a_yes_to_it_holds_the_whole_voice_and_leaves_nothing_half(phone: Handing) -> None:
    answers = {**sealing.YES, "photo": False}
    receipt = phone.send(
        phone.seal(photos=[sealing.photo(RED)], consent={"version": 1, "form": "oral", "answers": answers})
    )
    assert receipt["state"] == "held"
    assert (Voice.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_photo_that_is_none_and_too_many_photos_hold_the_voice(phone: Handing) -> None:
    assert phone.send(phone.seal(photos=[b"GIF89a"]))["state"] == "held"
    assert phone.send(phone.seal(photos=[sealing.photo(RED)] * 6))["state"] == "held"
    assert not Voice.objects.exists()


def test_who_has_left_since_has_their_voice_held_not_lost(phone: Handing, cast: Cast) -> None:
    sent = phone.seal()
    for role in cast.person(cast.bob).roles.all():
        people.end_role(by=people.job("test"), role=role, on=timezone.localdate() - dt.timedelta(days=1))
    assert phone.send(sent)["state"] == "held"
    assert Deposit.objects.get().why_held == "place"


def test_a_held_voice_is_taken_up_once_with_its_photos(phone: Handing, cast: Cast) -> None:
    answers = {**sealing.YES, "publish": False}
    phone.send(phone.seal(form=1, method="unknown", photos=[sealing.photo(RED)], words="Kanariefugl"))
    kept = queries.held_one(cast.alice, Deposit.objects.get().pk)
    content = queries.read_held(cast.alice, kept)
    assert content is not None
    given = actions.Given(
        organisation=cast.municipality,
        words=content.words,
        purposes=[key for key, yes in answers.items() if yes],
        consent_form="oral",
        danger="no",
    )
    with pytest.raises(Refused, match="Kun tovholder"):
        deposits.take_up(by=cast.charlie, deposit=kept, given=given)
    deposits.take_up(by=cast.alice, deposit=kept, given=given)
    assert (Voice.objects.count(), StoredFile.objects.count()) == (1, 1)
    assert Deposit.objects.get().state == "risen"
    with pytest.raises(Refused):
        deposits.take_up(by=cast.alice, deposit=kept, given=given)
    assert Voice.objects.count() == 1


# Versions


def test_the_consent_text_that_was_read_aloud_stands_though_another_has_come(phone: Handing, cast: Cast) -> None:
    sent = phone.seal()
    consent.write_text(by=cast.alice, key="voice", title="Ny", body="En ny tekst")
    phone.send(sent)
    given = consent.standing().get(node=Voice.objects.get().node)
    assert given.text.version == 1
    assert given.text.title != "Ny"


def test_a_form_that_is_no_longer_the_newest_is_still_taken_in(phone: Handing, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = phone.seal()
    monkeypatch.setattr(rules, "FORM", 2)
    monkeypatch.setattr(rules, "FORMS", frozenset({1, 2}))
    assert phone.send(sent)["state"] == "risen"


# Clocks


@pytest.mark.parametrize(
    ("saved_off", "sent_off", "given", "is_about"),
    [
        (dt.timedelta(0), dt.timedelta(0), 7, False),
        (dt.timedelta(hours=20), dt.timedelta(hours=20), 7, False),
        (dt.timedelta(days=-700), dt.timedelta(days=-700), 7, True),
        (dt.timedelta(days=700), dt.timedelta(days=700), 7, True),
        # Wrong as it was written, mended before it was sent: no earlier than the phone was made ready.
        (dt.timedelta(days=-700), dt.timedelta(0), 10, True),
        (dt.timedelta(days=700), dt.timedelta(0), 0, True),
    ],
)
def test_a_wrong_clock_is_seen_both_times_are_kept_and_the_day_is_the_servers(
    vault: Vault, cast: Cast, saved_off: dt.timedelta, sent_off: dt.timedelta, given: int, is_about: bool
) -> None:
    now = dt.datetime(2026, 3, 20, 11, tzinfo=dt.UTC)
    with time_machine.travel(now - dt.timedelta(days=10), tick=False):
        phone = readied(cast, cast.bob)
    with time_machine.travel(now, tick=False):
        saved = now - dt.timedelta(days=7) + saved_off
        phone.send(phone.seal(saved_at=saved, sent_at=now + sent_off))
        voice, kept = Voice.objects.get(), Deposit.objects.get()
    if saved_off != dt.timedelta(hours=20):
        assert voice.received_on == (now - dt.timedelta(days=given)).date()
    assert (kept.saved_at, kept.sent_at, kept.is_about) == (saved, now + sent_off, is_about)
    assert kept.arrived_at == now


# Withdrawal beats what comes late


@pytest.mark.django_db(transaction=True)
def test_a_withdrawn_voice_does_not_rise_from_a_late_copy_also_after_a_restore(phone: Handing, cast: Cast) -> None:
    sent = phone.seal(words="Kanariefugl")
    phone.send(sent)
    actions.withdraw(by=cast.alice, voice=Voice.objects.get())
    told = phone.send(sent)
    assert (told["state"], told["final"], told["digest"]) == ("withdrawn", True, sent.digest)
    assert phone.put(sent, 0).json()["final"] is True
    kept = Deposit.objects.get()
    assert (kept.digest, kept.size, kept.pieces, kept.saved_at, kept.sent_at) == ("", 0, [], None, None)

    # Restored to the day before it was handed in: the list outside the database knows its id.
    Deposit.objects.all().delete()
    Erasure.objects.all().delete()
    erasure.again(everything=True)
    assert phone.send(sent)["state"] == "withdrawn"
    assert Voice.objects.filter(state="received").count() == 0
    assert erasure.again(everything=True).rows == 0


@pytest.mark.django_db(transaction=True)
def test_taken_back_before_it_came_it_is_never_opened(phone: Handing, cast: Cast, monkeypatch: Any) -> None:
    sent, begun = phone.seal(photos=[noisy(1)]), phone.seal(photos=[noisy(2)])
    assert phone.post(f"{sent.key}/fortrudt/", b"").json()["state"] == "withdrawn"
    phone.announce(begun)
    phone.put(begun, 0)
    deposits.regret(by=cast.alice, key=begun.key)
    monkeypatch.setattr(envelopes, "unsealed", lambda *_a, **_k: pytest.fail("opened"))
    for each in (sent, begun):
        assert phone.send(each)["state"] == "withdrawn"
        assert phone.post(f"{each.key}/fortrudt/", b"").json()["state"] == "withdrawn"
    assert not Voice.objects.exists()
    assert not Piece.objects.exists()

    Deposit.objects.all().delete()
    Erasure.objects.all().delete()
    erasure.again(everything=True)
    assert phone.send(sent)["state"] == phone.send(begun)["state"] == "withdrawn"


def test_taking_back_what_has_risen_leaves_it_to_its_own_page(phone: Handing, cast: Cast) -> None:
    sent = phone.seal()
    phone.send(sent)
    assert phone.post(f"{sent.key}/fortrudt/", b"").json()["state"] == "risen"
    assert Voice.objects.get().state == "received"


def test_a_stranger_takes_nothing_back(phone: Handing, cast: Cast) -> None:
    sent = phone.seal(photos=[noisy(3)])
    phone.announce(sent)
    with pytest.raises(Refused, match="Kun tovholderen"):
        deposits.regret(by=cast.charlie, key=sent.key)
    assert Deposit.objects.get().state == "arriving"


# The token


def test_a_token_hands_in_and_nothing_else_and_only_its_hash_is_kept(phone: Handing, cast: Cast) -> None:
    assert len(phone.token) >= 43
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM voices_phone")
        assert phone.token not in repr(cursor.fetchall())
    header = {"authorization": f"Deposit {phone.token}"}
    for path in ("/bidrag/", "/bidrag/uden-svar/", "/mit-samspil/"):
        with_it, without = Client().get(path, headers=header), Client().get(path)
        assert with_it.status_code == without.status_code
    addresses = [
        reverse("voices:announce"),
        reverse("voices:tell_waiting"),
        reverse("voices:put_piece", args=[uuid4(), 0]),
        reverse("voices:regret", args=[uuid4()]),
    ]
    for path in addresses:
        assert path.startswith(AT)
        assert phone.client.get(path, headers=header).status_code == 405
    sent = phone.seal(words="Kanariefugl", contact="Kanarievej")
    phone.send(sent)
    said = phone.announce(sent).content + phone.put(sent, 0).content + phone.post("antal/", b'{"waiting": 2}').content
    assert "anarie" not in said.decode()


def test_unknown_revoked_and_old_tokens_are_told_what_to_do_and_never_sent_elsewhere(
    phone: Handing, cast: Cast, browse: Any
) -> None:
    sent = phone.seal()
    assert phone.announce(sent).status_code == 200
    told = phone.post("", b"{}", token="x" * 43)
    assert (told.status_code, told.json()["why"]) == (401, "unknown")
    assert phone.post("", b"{}", token="").status_code == 401

    deposits.stop(by=cast.alice, phone=phone.row)
    told = phone.put(sent, 0)
    assert (told.status_code, told.json()["why"]) == (401, "revoked")
    assert "stoppet" in told.json()["sentence"]
    assert "gem bidragene som en fil" in told.json()["sentence"]
    # What lies on the phone comes with its owner's next entry, or as a file.
    anew = readied(cast, cast.bob)
    assert anew.send(sent)["state"] == "risen"
    with time_machine.travel(timezone.now() + rules.LASTS + dt.timedelta(seconds=1)):
        told = anew.announce(sent)
        assert (told.status_code, told.json()["why"]) == (401, "expired")
    for answer in (told, phone.announce(sent), phone.post("antal/", b"{}")):
        assert not answer.has_header("Location")
        assert answer["Content-Type"] == "application/json"
        assert answer["Cache-Control"] == "no-store"


def test_a_login_that_has_run_out_does_not_stand_in_the_way(phone: Handing, cast: Cast, browse: Any) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=1)):
        client = browse(cast.bob)
        client.get("/bidrag/")
    assert client.get("/mit-samspil/").status_code == 302
    with time_machine.travel(timezone.now() - dt.timedelta(days=1)):
        client = browse(cast.bob)
        client.get("/bidrag/")
    phone.client = client
    assert phone.send(phone.seal())["state"] == "risen"


def test_whoever_may_stop_a_phone(phone: Handing, cast: Cast) -> None:
    for other in (cast.charlie, cast.secretary, cast.politician):
        with pytest.raises(Refused, match="Kun tovholderen"):
            deposits.stop(by=other, phone=phone.row)
    deposits.stop(by=cast.bob, phone=phone.row)
    assert deposits.stop(by=cast.alice, phone=phone.row).revoked_by_id == cast.bob.person_id


def test_making_a_phone_ready_anew_stops_its_older_entry_and_nobody_elses(phone: Handing, cast: Cast) -> None:
    mine = deposits.Readiness(
        label="x", organisation=cast.municipality, follows_up=cast.person(cast.bob), replaces=phone.row.pk
    )
    deposits.ready(by=cast.alice, opening=mine)
    phone.row.refresh_from_db()
    assert phone.row.revoked_at is None
    deposits.ready(by=cast.bob, opening=mine)
    phone.row.refresh_from_db()
    assert phone.row.revoked_at is not None
    with pytest.raises(Refused, match="Du kan kun tage imod"):
        deposits.ready(by=cast.charlie, opening=mine)


def test_keys_are_changed_under_a_phone_and_old_ones_stay_while_something_may_come(phone: Handing) -> None:
    before = queries.sealing_key()
    older = sealing.on_phone(phone.row.pk, before)
    rotation.rotate()
    rotation.retire()
    told = phone.post("antal/", b'{"waiting": 1}').json()
    assert told["key"]["id"] != before["id"]
    assert phone.send(older)["state"] == "risen"
    assert phone.send(phone.seal())["state"] == "risen"

    with time_machine.travel(timezone.now() + rules.LASTS + rules.KEY_KEPT + dt.timedelta(days=1)):
        rotation.retire()
        assert not envelopes.opens(before["id"])


def test_a_voice_whose_key_is_gone_is_kept_and_says_so(phone: Handing) -> None:
    sent = phone.seal()
    SealingKey.objects.all().delete()
    rotation.rotate()
    rotation.retire()
    assert phone.send(sent)["state"] == "held"
    assert Deposit.objects.get().why_held == "key"


# Hostile


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"id": 1}',
        b"[" * 12_000,
        b"\xff\xfe",
        b'{"id":"' + b"a" * 20_000,
    ],
)
def test_a_notice_that_is_none_is_refused_with_a_sentence(phone: Handing, body: bytes) -> None:
    answer = phone.post("", body)
    assert answer.status_code == 422
    assert answer.json()["sentence"].endswith(".")
    assert not Deposit.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"size": 0},
        {"size": -1},
        {"size": 20 * 2**20 + 1},
        {"size": True},
        {"size": 10**400},
        {"pieces": []},
        {"pieces": ["x"]},
        {"pieces": ["a" * 64] * 2},
        {"digest": "A" * 64},
        {"sent_at": "2026-01-01"},
        {"sent_at": "9999-12-31T23:59:59+00:00"},
        {"sent_at": 7},
        {"id": "x"},
    ],
)
def test_a_notice_past_the_bounds_is_refused(phone: Handing, changed: dict[str, Any]) -> None:
    assert phone.announce(phone.seal(), **changed).status_code == 422
    assert not Deposit.objects.exists()


def test_pieces_past_the_bounds_are_refused(phone: Handing) -> None:
    sent = phone.seal()
    assert phone.put(sent, 0).status_code == 404
    phone.announce(sent)
    assert phone.put(sent, 0, b"x" * (rules.PIECE + 1)).status_code == 422
    assert phone.put(sent, 0, b"other").status_code == 422
    assert phone.post(f"{sent.key}/1/", sent.pieces[0]).status_code == 422
    assert phone.post(f"{sent.key}/99999999999999999999/", sent.pieces[0]).status_code == 422
    assert not Piece.objects.exists()
    assert phone.send(sent)["state"] == "risen"


def test_the_same_id_with_another_voice_overwrites_nothing(phone: Handing) -> None:
    first, second = phone.seal(words="Kanariefugl"), phone.seal(words="En anden")
    second.key = first.key
    phone.send(first)
    answer = phone.announce(second)
    assert (answer.status_code, answer.json()["error"]) == (409, "other")
    assert "bliver på telefonen" in answer.json()["sentence"]
    assert Voice.objects.count() == 1


def test_a_moved_envelope_does_not_open_under_another_id(phone: Handing) -> None:
    first = phone.seal()
    first.key = uuid4()
    assert phone.send(first)["state"] == "held"
    assert Deposit.objects.get().why_held == "key"


def test_a_phone_that_sends_without_end_is_asked_to_wait(phone: Handing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_ARRIVING", 2)
    voices = [phone.seal() for _ in range(3)]
    for each in voices[:2]:
        phone.announce(each)
    answer = phone.announce(voices[2])
    assert (answer.status_code, answer.json()["error"]) == (429, "later")
    assert answer["Retry-After"]
    for each in voices:
        assert phone.send(each)["state"] == "risen"
    with monkeypatch.context() as patch:
        patch.setattr(rules, "MOST_A_DAY", 3)
        assert phone.announce(phone.seal()).status_code == 429
    begun, fresh = sum(Deposit.objects.values_list("size", flat=True)), phone.seal()
    monkeypatch.setattr(rules, "MOST_BYTES_A_DAY", begun + len(fresh.envelope) - 1)
    assert phone.announce(fresh).status_code == 429
    monkeypatch.setattr(rules, "MOST_BYTES_A_DAY", begun + len(fresh.envelope))
    assert phone.announce(fresh).status_code == 200


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"waiting": "x"}', b'{"waiting": null}', b'{"waiting": 1e999}'])
def test_a_count_that_is_none_is_refused(phone: Handing, body: bytes) -> None:
    assert phone.post("antal/", body).status_code == 422


def test_what_a_phone_says_it_holds_stands_with_when_it_said_so(phone: Handing, cast: Cast) -> None:
    phone.post("antal/", b'{"waiting": 2}')
    told = queries.on_phones(cast.alice)
    assert (told.voices, told.phones) == (2, 1)
    assert told.heard_at is not None
    assert queries.on_phones(cast.charlie).voices == 0
    phone.post("antal/", b'{"waiting": -7}')
    assert Phone.objects.get().waiting == 0
    phone.post("antal/", b'{"waiting": 99999999999999999999}')
    assert Phone.objects.get().waiting == rules.MOST_WAITING


# The file


def test_a_saved_file_is_taken_in_once_by_whoever_may(phone: Handing, cast: Cast) -> None:
    voices = [phone.seal(words=f"Kanariefugl {number}") for number in range(3)]
    phone.send(voices[0])
    content = rules.FILE_HEAD + b"".join(each.entry() for each in voices)
    for _twice in range(2):
        for told, envelope in rules.entries(content):
            deposits.bring(by=cast.alice, notice=rules.read_notice(told), envelope=envelope)
    assert Voice.objects.count() == 3
    assert {voice.received_by_id for voice in Voice.objects.all()} == {cast.alice.person_id, cast.bob.person_id}
    assert phone.send(voices[1])["state"] == "risen"
    other = phone.seal()
    with pytest.raises(Refused):
        deposits.bring(
            by=cast.charlie, notice=rules.read_notice(json.dumps(other.notice()).encode()), envelope=other.envelope
        )
    assert not Deposit.objects.filter(pk=other.key).exists()


def test_a_half_sent_voice_is_finished_by_the_file(phone: Handing, cast: Cast) -> None:
    sent = phone.seal(photos=[noisy(9)])
    phone.announce(sent)
    phone.put(sent, 1)
    notice = rules.read_notice(json.dumps(sent.notice()).encode())
    with pytest.raises(Refused):
        deposits.bring(by=cast.alice, notice=notice, envelope=sent.envelope[:-1] + b"x")
    deposits.bring(by=cast.alice, notice=notice, envelope=sent.envelope)
    assert (Voice.objects.count(), StoredFile.objects.count()) == (1, 1)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", rules.FILE_HEAD + b"\x00", rules.FILE_HEAD + b"\xff" * 40])
def test_a_file_that_is_none_or_cut_off_is_refused(content: bytes) -> None:
    if content == b"":
        with pytest.raises(Refused, match="ikke en fil med bidrag"):
            rules.entries(content)
        return
    with pytest.raises(Refused, match=r"ikke en fil|ikke hel"):
        rules.entries(content)
