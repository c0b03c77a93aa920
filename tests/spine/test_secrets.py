"""Secrets: sealed where it stands and for whom, found by keyed hash, rotated through every kill, erased for good."""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import sqlite3
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samspil.paper.refusal import NotFound, Refused
from samspil.spine import journal, lines, passes, rounds, secrets, texts, thread
from samspil.spine.models import Erasure, JournalEntry, Pass, Subject, TextVersion
from samspil.spine.secrets import envelopes, rotation, store
from tests.kit.cast import Cast
from tests.kit.vault import Vault

WORDS = "Jeg sover dårligt, og ingen ringer tilbage. 🐦 kanariefugl"
Killed = KeyboardInterrupt  # not an Exception: nothing on the way may catch it, as nothing catches a kill


def table(vault: Vault, sql: str) -> list[Any]:
    with sqlite3.connect(vault.keys / "keys.sqlite3") as raw:
        found = raw.execute(sql).fetchall()
    raw.close()
    return found


def every_byte_under(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
def subject(vault: Vault, db: None) -> Subject:
    return secrets.new_subject()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(words=st.text(), place=st.text(max_size=40))
def test_what_is_sealed_opens_where_it_was_sealed(subject: Subject, words: str, place: str) -> None:
    try:
        words.encode(), place.encode()
    except UnicodeEncodeError:
        return
    sealed = secrets.seal(subject, words, bound_to=place)
    assert secrets.unseal(subject, memoryview(sealed), bound_to=place) == words  # type: ignore[arg-type]
    with pytest.raises(Refused):
        secrets.unseal(subject, sealed, bound_to=place + "1")


def test_sealed_bytes_say_their_version_and_key_and_are_never_the_same_twice(subject: Subject) -> None:
    first, second = (secrets.seal(subject, WORDS, bound_to="a") for _ in range(2))
    key = store.opened().subject(subject.pk)
    assert key is not None
    assert first[0] == 1
    assert first[1:9] == key.id
    assert len(first) == 1 + 8 + 12 + len(WORDS.encode()) + 16
    assert first != second
    assert b"kanariefugl" not in first
    opened = AESGCM(key.secret).decrypt(first[9:21], first[21:], first[:9] + subject.pk.bytes + b"a")
    assert opened.decode() == WORDS


def test_no_changed_cut_or_moved_byte_opens(subject: Subject) -> None:
    other = secrets.new_subject()
    sealed = secrets.seal(subject, "ord", bound_to="a")
    for place in range(len(sealed)):
        broken = bytearray(sealed)
        broken[place] ^= 1
        with pytest.raises(Refused, match="ændret eller flyttet"):
            secrets.unseal(subject, bytes(broken), bound_to="a")
    for end in range(len(sealed)):
        with pytest.raises(Refused, match="ændret eller flyttet"):
            secrets.unseal(subject, sealed[:end], bound_to="a")
    with pytest.raises(Refused, match="ændret eller flyttet"):
        secrets.unseal(other, sealed, bound_to="a")


def test_sealed_words_are_in_neither_database_nor_key_store_and_no_key_is_in_the_database(
    vault: Vault, cast: Cast
) -> None:
    subject = secrets.new_subject()
    with journal.writing():
        node = thread.open_node(by=cast.alice, kind="test_early", title="Bidrag", organisation=cast.municipality)
        version = texts.write(by=cast.alice, node=node, name="words", body=WORDS, subject=subject)

    assert texts.read(TextVersion.objects.select_related("text__subject").get(pk=version.pk)) == WORDS
    with connection.cursor() as cursor:
        everything = bytearray()
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            for row in cursor.fetchall():
                everything += repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]).encode()
                everything += b"".join(bytes(cell) for cell in row if isinstance(cell, memoryview | bytes))

    key = store.opened().subject(subject.pk)
    assert key is not None
    assert bytes(version.sealed or b"") in everything
    for secret in (WORDS.encode(), b"kanariefugl", key.secret, secrets.journal_key()[1]):
        assert secret not in everything
        assert secret not in every_byte_under(vault.keys)


def test_keyed_hashes_differ_by_purpose_and_installation_and_are_found_under_older_keys(vault: Vault, db: None) -> None:
    key_id, first = secrets.keyed_hash("cpr", "7001881234")
    assert secrets.keyed_hash("cpr", "7001881234") == (key_id, first)
    assert len(first) == 64
    assert first != secrets.keyed_hash("pass", "7001881234")[1]
    rotation.rotate()
    new_id, second = secrets.keyed_hash("cpr", "7001881234")
    assert (new_id != key_id, second != first) == (True, True)
    assert secrets.keyed_hashes("cpr", "7001881234") == [second, first]


def test_keys_are_for_their_owner_only_and_read_by_nobody_else(vault: Vault, subject: Subject) -> None:
    assert vault.keys.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in vault.keys.iterdir()} == {0o600}
    (master,) = vault.keys.glob("master-*.key")
    store.close()
    master.chmod(0o640)
    with pytest.raises(Refused, match="Andre end ejeren kan læse"):
        secrets.seal(subject, "ord", bound_to="a")


def test_a_missing_or_broken_master_key_is_said_and_mends_when_it_is_put_back(vault: Vault, subject: Subject) -> None:
    sealed = secrets.seal(subject, "ord", bound_to="a")
    (master,) = vault.keys.glob("master-*.key")
    whole = master.read_text()
    for content, sentence in (("", "ikke hel"), ("ab" * 32, "passer ikke til hovednøglen"), (None, "mangler")):
        store.close()
        master.unlink() if content is None else master.write_text(content)
        with pytest.raises(Refused, match=sentence):
            secrets.unseal(subject, sealed, bound_to="a")
    store.close()
    master.touch(mode=0o600)
    master.write_text(whole)
    assert secrets.unseal(subject, sealed, bound_to="a") == "ord"


def test_an_empty_key_folder_is_not_filled_anew_while_the_database_is_sealed(
    vault: Vault, subject: Subject, settings: Any
) -> None:
    settings.SAMSPIL_KEYS = vault.keys / "wrong"
    with pytest.raises(Refused, match=r"ingen nøgler .* databasen er forseglet"):
        secrets.keyed_hash("cpr", "1")
    assert not list((vault.keys / "wrong").glob("*.key"))


@pytest.mark.parametrize("step", ["make_master", "_fill_ring"])
def test_a_store_whose_founding_was_killed_is_founded_by_the_next_one(
    vault: Vault, db: None, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    real = getattr(store, step)

    def killed(*args: Any) -> None:
        real(*args)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(store, step, killed)
        with pytest.raises(Killed):
            secrets.new_subject()
    assert not (vault.keys / "keys.sqlite3").exists()
    subject = secrets.new_subject()
    assert secrets.unseal(subject, secrets.seal(subject, "ord", bound_to="a"), bound_to="a") == "ord"
    assert len(rotation.status().strays) == 1
    rotation.retire()
    assert rotation.status().strays == ()


def test_a_subject_without_a_key_is_refused_as_lost_not_given_a_new_one(subject: Subject) -> None:
    stranger = Subject.objects.create()
    with pytest.raises(Refused, match="Nøglen til oplysningerne mangler"):
        secrets.seal(stranger, "ord", bound_to="a")
    assert rotation.status().without_key == 1


def test_the_key_comes_first_so_a_crash_leaves_a_key_without_a_subject(vault: Vault, db: None) -> None:
    made = []

    @transaction.atomic
    def die_before_the_commit() -> None:
        made.append(secrets.new_subject())
        raise Killed

    with pytest.raises(Killed):
        die_before_the_commit()
    stands = rotation.status()
    assert (stands.without_subject, stands.without_key) == (1, 0)
    assert not Subject.objects.filter(pk=made[0].pk).exists()


def test_the_store_is_opened_anew_when_it_was_restored_under_a_running_process(vault: Vault, subject: Subject) -> None:
    sealed = secrets.seal(subject, "ord", bound_to="a")
    backup = (vault.keys / "keys.sqlite3").read_bytes()
    later = secrets.new_subject()
    (vault.keys / "restored").write_bytes(backup)
    (vault.keys / "restored").replace(vault.keys / "keys.sqlite3")
    assert secrets.unseal(subject, sealed, bound_to="a") == "ord"
    with pytest.raises(Refused, match="mangler"):
        secrets.seal(later, "ord", bound_to="a")


def test_a_process_sees_the_keys_that_another_rotated_to(vault: Vault, subject: Subject) -> None:
    before = secrets.journal_key()[0]
    child = os.fork()
    if child == 0:
        try:
            rotation.rotate()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert secrets.journal_key()[0] != before
    assert before in secrets.journal_keys()


# Rotation


def sealed_rows(count: int) -> list[tuple[Subject, bytes]]:
    made = [secrets.new_subject() for _ in range(count)]
    return [(each, secrets.seal(each, f"ord {each.pk}", bound_to="a")) for each in made]


def all_open(rows: list[tuple[Subject, bytes]]) -> bool:
    return all(secrets.unseal(subject, sealed, bound_to="a") == f"ord {subject.pk}" for subject, sealed in rows)


def test_after_a_rotation_no_row_carries_the_old_key_and_everything_opens(vault: Vault, db: None) -> None:
    rows = sealed_rows(7)
    old = store.opened().current_master()
    done = rotation.rotate(batch=3)
    assert (done.rewrapped, done.resumed) == (7 + 3, False)
    assert table(vault, f"SELECT count(*) FROM subject_key WHERE master = '{old}'") == [(0,)]
    assert table(vault, f"SELECT count(*) FROM ring WHERE master = '{old}'") == [(0,)]
    gone = rotation.retire()
    assert gone.masters == (old,)
    assert [path.name for path in vault.keys.glob("master-*.key")] == [f"master-{done.master}.key"]
    assert store.opened().masters() == {done.master: 7 + 6 - len(gone.ring)}
    store.close()
    assert all_open(rows)


@pytest.mark.parametrize("step", range(10))
def test_a_rotation_killed_at_any_step_is_finished_by_the_next_one(
    vault: Vault, db: None, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    rows = sealed_rows(5)
    old = store.opened().current_master()
    left = iter(range(step))

    def until(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            if next(left, None) is None:
                raise Killed
            return real(*args, **kwargs)

        return wrapped

    with monkeypatch.context() as patch:
        for owner, name in (
            (store, "make_master"),
            (store.KeyStore, "change_master"),
            (store, "_wrap"),
            (store, "_fill_ring"),
        ):
            patch.setattr(owner, name, until(getattr(owner, name)))
        with pytest.raises(Killed):
            rotation.rotate(batch=2)
    store.close()
    assert all_open(rows)
    if rotation.is_unfinished(store.opened()):
        with pytest.raises(Refused, match="ikke færdigt"):
            rotation.retire()
    done = rotation.rotate(batch=2)
    assert done.resumed == (step >= 6)
    retired = rotation.retire()
    assert old in retired.masters
    assert rotation.status().strays == ()
    assert len(list(vault.keys.glob("master-*.key"))) == 1
    assert all_open(rows)


def test_a_retirement_killed_between_file_and_row_is_finished_by_the_next_one(vault: Vault, subject: Subject) -> None:
    sealed = secrets.seal(subject, "ord", bound_to="a")
    old = store.opened().current_master()
    rotation.rotate()
    (vault.keys / f"master-{old}.key").unlink()
    store.close()
    assert rotation.retire().masters == (old,)
    assert secrets.unseal(subject, sealed, bound_to="a") == "ord"


@pytest.mark.usefixtures("ends")
def test_hash_keys_are_kept_while_a_pass_needs_them_and_destroyed_after(vault: Vault, cast: Cast) -> None:

    with journal.writing():
        node = thread.open_node(by=cast.alice, kind="test_early", title="Bidrag", organisation=cast.municipality)

    issued, token = passes.issue(by=cast.alice, node=node, purpose="t_read", lasts=dt.timedelta(days=1))
    lookup, chained = issued.key_id, secrets.journal_key()[0]
    rotation.rotate()
    assert set(rotation.retire().needed) == {lookup, chained}
    assert passes.open_with(token, purpose="t_read", source="127.0.0.1") == issued
    passes.revoke(by=cast.alice, issued=issued)
    assert rotation.retire().ring == (lookup,)
    assert secrets.keyed_hashes("pass", "x") == [secrets.keyed_hash("pass", "x")[1]]
    assert Pass.objects.filter(key_id=lookup).exists()
    with pytest.raises(NotFound):
        passes.open_with(token, purpose="t_read", source="127.0.0.1")


# Erasure


def test_what_is_erased_opens_never_again_and_is_listed_in_both_places(
    vault: Vault, subject: Subject, django_capture_on_commit_callbacks: Any
) -> None:
    sealed, neighbour = secrets.seal(subject, WORDS, bound_to="a"), secrets.new_subject()
    kept = secrets.seal(neighbour, WORDS, bound_to="a")
    (wrapped,) = table(vault, f"SELECT wrapped FROM subject_key WHERE subject = '{subject.pk.hex}'")[0]
    assert wrapped in every_byte_under(vault.keys)
    with django_capture_on_commit_callbacks(execute=True):
        secrets.erase(subject, reason="withdrawn")
        secrets.erase(subject, reason="withdrawn twice")

    for refused in (
        lambda: secrets.unseal(subject, sealed, bound_to="a"),
        lambda: secrets.seal(subject, "nyt", bound_to="b"),
    ):
        with pytest.raises(Refused, match="er slettet"):
            refused()

    assert wrapped not in every_byte_under(vault.keys)
    assert Erasure.objects.get().reason == "withdrawn"
    listed = [line for line in lines.read(vault.anchors / "erasures.jsonl") if line]
    assert [(line["subject"], line["reason"]) for line in listed] == [(str(subject.pk), "withdrawn")]
    assert rotation.status().without_key == 0
    assert secrets.unseal(neighbour, kept, bound_to="a") == WORDS


def test_an_erasure_that_is_taken_back_with_its_deed_destroys_nothing(
    vault: Vault, subject: Subject, django_capture_on_commit_callbacks: Any
) -> None:
    sealed = secrets.seal(subject, "ord", bound_to="a")

    @journal.deed
    def erase_and_fail() -> None:
        secrets.erase(subject, reason="withdrawn")
        raise Refused("Nej.")

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Refused, match=r"^Nej"):
        erase_and_fail()
    assert secrets.unseal(subject, sealed, bound_to="a") == "ord"
    assert not Erasure.objects.exists()
    with pytest.raises(Refused, match="hvorfor"):
        secrets.erase(subject, reason=" ")


def test_an_erasure_cut_short_after_its_commit_is_finished_by_the_next_round(vault: Vault, subject: Subject) -> None:
    sealed = secrets.seal(subject, "ord", bound_to="a")
    secrets.erase(subject, reason="withdrawn")  # in a test nothing commits: the crash came before the key was destroyed
    assert secrets.unseal(subject, sealed, bound_to="a") == "ord"
    rounds.make.call()
    with pytest.raises(Refused, match="er slettet"):
        secrets.unseal(subject, sealed, bound_to="a")
    assert secrets.apply_erasures() == secrets.Applied(0, 0, 0)


def test_the_key_is_destroyed_even_when_the_list_cannot_be_written(
    vault: Vault, subject: Subject, django_capture_on_commit_callbacks: Any
) -> None:
    vault.anchors.mkdir()
    (vault.anchors / "erasures.jsonl").mkdir()
    with pytest.raises(OSError, match=r"erasures\.jsonl"), django_capture_on_commit_callbacks(execute=True):
        secrets.erase(subject, reason="withdrawn")
    assert store.opened().subject(subject.pk) is None


@pytest.mark.parametrize("restored", ["database", "keys", "both"])
def test_a_restore_of_either_or_both_is_followed_by_the_erasures_again(
    vault: Vault, subject: Subject, restored: str, django_capture_on_commit_callbacks: Any
) -> None:
    sealed = secrets.seal(subject, "ord", bound_to="a")
    backup = (vault.keys / "keys.sqlite3").read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        secrets.erase(subject, reason="withdrawn")

    if restored != "database":
        store.close()
        (vault.keys / "keys.sqlite3").write_bytes(backup)
        assert secrets.unseal(subject, sealed, bound_to="a") == "ord"

    if restored != "keys":
        Erasure.objects.all().delete()

    said = StringIO()
    call_command("secrets", "apply-erasures", stdout=said)
    counted = {"database": (0, 1), "keys": (1, 0), "both": (1, 1)}[restored]
    assert said.getvalue() == (
        f"Sletninger gennemført igen: {counted[0]} nøgler ødelagt, {counted[1]} rækker og 0 linjer tilføjet.\n"
    )
    with pytest.raises(Refused, match="er slettet"):
        secrets.unseal(subject, sealed, bound_to="a")


# Commands


def said(*words: str) -> list[str]:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_rotates_and_leaves_a_row_without_any_key(vault: Vault, subject: Subject) -> None:
    (old,) = store.opened().masters()
    told = said("secrets", "rotate", "--retire")
    new = store.opened().current_master()

    assert told[0] == f"Nøglerne er skiftet: 4 nøgler ligger nu under hovednøglen {new}."
    assert told[1].startswith(f"Ødelagt: {old}, ")
    assert len(told) == 2
    told = said("secrets", "rotate", "--retire")
    assert (
        told[2]
        == f"Bruges stadig til at efterprøve og finde ældre rækker: {JournalEntry.objects.order_by('pk')[0].key_id}."
    )
    assert list(JournalEntry.objects.order_by("pk").values_list("chain", "verb", "job")[:2]) == [
        ("installation", "secrets.rotated", "secrets"),
        ("installation", "secrets.retired", "secrets"),
    ]
    secret = secrets.journal_key()[1].hex()
    assert secret not in json.dumps(list(JournalEntry.objects.values_list("data", flat=True)))
    assert journal.verify().is_whole


def test_the_command_tells_how_keys_stand_and_what_to_mend(vault: Vault, subject: Subject) -> None:
    (master,) = store.opened().masters()
    chained, lookup = secrets.journal_key()[0], secrets.keyed_hash("x", "y")[0]
    assert said("secrets", "status") == [
        f"Hovednøgle {master} (bruges nu): 4 nøgler ligger under den.",
        f"Nøgle {chained} til journal: bruges nu.",
        f"Nøgle {lookup} til opslag: bruges nu.",
        f"Nøgle {envelopes.public_key().id} til bidrag fra telefoner: bruges nu.",
        "Registrerede med egen nøgle: 1.",
    ]
    store.make_master(vault.keys)
    store.opened().add_subject(uuid4())
    rotation.rotate()
    told = said("secrets", "status")
    assert told[0] == f"Hovednøgle {master} (gammel): 0 nøgler ligger under den."
    assert f"Nøgle {chained} til journal: kun til at efterprøve." in told
    assert told[-2] == "Nøgler uden registreret (afbrudte oprettelser): 1."
    assert told[-1].startswith("Hovednøgler fra et afbrudt skift: m")
    Subject.objects.create()
    with pytest.raises(CommandError, match="1 registrerede mangler deres nøgle"):
        said("secrets", "status")

    with pytest.raises(CommandError, match="--batch skal være mindst 1"):
        said("secrets", "rotate", "--batch", "0")


def test_a_command_that_finishes_a_rotation_says_so(vault: Vault, subject: Subject) -> None:
    keys = store.opened()
    keys.change_master(store.make_master(keys.folder))
    assert said("secrets", "rotate")[0].startswith("Et afbrudt nøgleskift er gjort færdigt: 4 nøgler")


# Lines


def test_lines_are_whole_or_told_as_unfinished_and_a_full_disk_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new" / "list.jsonl"
    assert list(lines.read(path)) == []
    assert lines.append(path, lambda: {"a": "å"})
    assert not lines.append(path, lambda: None)
    with path.open("ab") as end:
        end.write(b"[1]\n{")

    assert lines.append(path, lambda: {"b": 2})
    assert list(lines.read(path)) == [{"a": "å"}, None, None, {"b": 2}]
    with pytest.raises(OSError, match="No space left"):
        lines.append(Path("/dev/full"), lambda: {"a": 1})

    end = path.stat().st_size
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (end + 4, usual[1]))
    try:
        with pytest.raises(OSError, match="ikke skrevet færdig"):
            lines.append(path, lambda: {"c": 3})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)

    assert lines.append(path, lambda: {"d": 4})
    assert list(lines.read(path))[3:] == [{"b": 2}, None, {"d": 4}]
