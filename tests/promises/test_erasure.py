"""What is withdrawn stays gone: every table says what erasing means there, and a restore by the guide raises no word."""

from __future__ import annotations

import ast
import datetime as dt
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, models
from django.test import Client
from django.utils import timezone
from PIL import Image

from samspil.features.cases.follow_up.models import DutyStatus
from samspil.features.trials.actions import ideas
from samspil.features.trials.models import Idea
from samspil.features.voices import actions
from samspil.features.voices.actions import danger, publishing
from samspil.features.voices.models import Deposit, Finding, Piece, PublicationRequest, Voice
from samspil.features.voices.queries import publishing as publishing_queries
from samspil.features.voices.rules.publishing import Judged
from samspil.spine import consent, duties, erasure, journal, notes, search, secrets, texts, thread, waiting
from samspil.spine.models import (
    Duty,
    Erasure,
    JournalEntry,
    Link,
    Message,
    Node,
    PrivateNote,
    Quote,
    SearchEntry,
    SearchWord,
    StoredFile,
    Text,
    TextVersion,
)
from samspil.spine.secrets import store
from tests.kit.cast import Cast
from tests.kit.vault import Vault, vault

# What a database leaves in its own files and indexes is its nature.
pytestmark = pytest.mark.both_databases

__all__ = ["vault"]

SAMSPIL = Path(__file__).parents[2] / "samspil"
WORDLY = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


# Every table


def holds_words(model: type[models.Model]) -> bool:
    return any(isinstance(each, WORDLY) and not each.choices for each in model._meta.concrete_fields)


def untold(kept: dict[str, str], told: set[str]) -> list[str]:
    """Tables with room for words that neither say what erasing does nor why it does nothing, or say both."""
    ours = {model._meta.label for model in apps.get_models() if holds_words(model)}
    return sorted((ours - kept.keys() - told) | (kept.keys() & told) | ((kept.keys() | told) - every_table()))


def every_table() -> set[str]:
    return {model._meta.label for model in apps.get_models()}


def told() -> set[str]:
    return {table for part in erasure.parts() for table in part.tables}


def test_every_table_with_room_for_words_says_what_erasing_means() -> None:
    kept = dict(erasure.kept())
    assert untold(kept, told()) == []
    assert all(len(why.split()) > 3 for why in kept.values())


def test_a_table_that_says_nothing_is_found() -> None:
    kept = dict(erasure.kept())
    assert untold({k: v for k, v in kept.items() if k != "trials.Round"}, told()) == ["trials.Round"]
    assert untold(kept, told() - {"voices.Voice"}) == ["voices.Voice"]
    assert untold({**kept, "voices.Voice": "ingen"}, told()) == ["voices.Voice"]
    assert untold({**kept, "voices.Photo": "ingen"}, told()) == ["voices.Photo"]


def erasing_alone(sources: dict[str, str]) -> list[str]:
    """Where a key is destroyed without all that stands beside it."""
    return sorted(
        name
        for name, source in sources.items()
        if name not in {"spine/erasure.py", "spine/secrets/__init__.py"}
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("secrets.erase", "destroy_subject"))
    )


def test_nobody_destroys_a_key_and_leaves_what_stands_beside_it() -> None:
    whole = {path.relative_to(SAMSPIL).as_posix(): path.read_text("utf-8") for path in SAMSPIL.rglob("*.py")}
    assert erasing_alone(whole) == []
    place = "features/voices/actions/__init__.py"
    assert erasing_alone({place: whole[place] + "\nsecrets.erase(subject, reason='x')\n"}) == [place]


# A voice with everything that may hang on it


@dataclass
class Disk:
    """The database as a file (or a database of its own), its backup, and the folders beside it."""

    folder: Path
    files: Path
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(connection.settings_dict["NAME"])

    def back_up(self) -> None:
        shutil.copytree(self.files, self.folder / "files-backup")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self.folder / "backup.sqlite3")])
        else:
            self._administer(f'CREATE DATABASE "{self.name}_backup" TEMPLATE "{self.name}"')

    def restore(self) -> None:
        """As the guide says: the database and the files as they were, the anchors left alone."""
        shutil.rmtree(self.files)
        shutil.copytree(self.folder / "files-backup", self.files)
        connection.close()
        if connection.vendor == "sqlite":
            for tail in ("-wal", "-shm", "-journal"):
                Path(self.name + tail).unlink(missing_ok=True)
            shutil.copyfile(self.folder / "backup.sqlite3", self.name)
        else:
            self._administer(
                f'DROP DATABASE "{self.name}"', f'CREATE DATABASE "{self.name}" TEMPLATE "{self.name}_backup"'
            )

    def forget(self) -> None:
        if connection.vendor == "postgresql":
            self._administer(f'DROP DATABASE IF EXISTS "{self.name}_backup"')

    def _administer(self, *statements: str) -> None:
        connection.close()
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined] -- the one Django makes test databases with
            for statement in statements:
                cursor.execute(statement)

    def bytes(self) -> bytes:
        """All that is on the disk of database and files, and all that every column of every table says."""
        found = b"".join(path.read_bytes() for path in sorted(self.files.rglob("*")) if path.is_file())
        found += b"".join(str(path.name).encode() for path in self.files.rglob("*"))
        if connection.vendor == "sqlite":
            search.empty_log()
            found += b"".join(
                Path(self.name + tail).read_bytes() for tail in ("", "-wal") if Path(self.name + tail).exists()
            )
        return found + every_cell()


def every_cell() -> bytes:
    found = bytearray()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]).encode()
    return bytes(found)


@pytest.fixture
def disk(vault: Vault, transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[Disk]:
    settings.SAMSPIL_FILES = tmp_path / "files"
    settings.SAMSPIL_FILES.mkdir()
    made = Disk(tmp_path, settings.SAMSPIL_FILES)
    own, name, kept = connections.settings["default"], connections.settings["default"]["NAME"], connection.connection
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "disk.sqlite3")])
        own["NAME"], connection.connection = str(tmp_path / "disk.sqlite3"), None

    yield made
    made.forget()
    store.close()
    if connection.vendor == "sqlite":
        connection.close()
        own["NAME"], connection.connection = name, kept


WORDS = {
    "words": "Uglegylp, bussen kommer aldrig",
    "title": "Titeltorsk fra hallen, tlf. 71829364",
    "role_label": "rollerotte",
    "place": "Stedstær",
    "through": "gennemgrib",
    "contact": "kontaktkat@example.org",
    "answer": "Svarsvane: nu kører den",
    "proof": "bevisbille talt med i telefon",
    "because": "grundgås siger nej",
    "why": "hvorforhval",
    "reason": "rettelsesræv",
    "photo": "billedbjørn.png",
    "giver": "giverged fra Stedstær",
    "status": "statusstork",
    "duty": "opgaveorm",
    "told": "vagtvibe",
    "done": "gerningsgøg kørte derud",
    "refused": "afslagsand skal rettes",
    "stands": "lovlærke må gerne stå",
}
CANARIES = (
    "glegylp",
    "iteltorsk",
    "ollerotte",
    "tedstær",
    "ennemgrib",
    "ontaktkat",
    "varsvane",
    "evisbille",
    "rundgås",
    "vorforhval",
    "ettelsesræv",
    "illedbjørn",
    "iverged",
    "tatusstork",
    "pgaveorm",
    "71829364",
    "agtvibe",
    "erningsgøg",
    "fslagsand",
    "ovlærke",
)
# Sealed from the start: nobody reads them on the disk, and no key opens them when the voice is gone.
SEALED = {"glegylp", "ontaktkat", "varsvane", "71829364", "agtvibe", "erningsgøg", "ovlærke"}


def left(found: bytes) -> list[str]:
    """The canaries that stand anywhere, in whatever case their first letter has."""
    return [word for word in CANARIES if word.encode() in found]


def a_whole_voice(cast: Cast) -> Voice:
    """A public voice with answer, photo, code, passage, idea, link, duty, status and mail that waits.

    It was dangerous and followed up; what was found in it was masked or answered; and it was refused once before it became public.
    """
    picture = io.BytesIO()
    Image.new("RGB", (4, 4), "green").save(picture, format="PNG")
    voice = actions.receive(
        by=cast.alice,
        given=actions.Given(
            organisation=cast.municipality,
            words=WORDS["words"],
            title=WORDS["title"],
            purposes=["interpret", "quote", "role_label", "publish", "photo"],
            consent_form="oral",
            side="citizen",
            role_label=WORDS["role_label"],
            place=WORDS["place"],
            through=WORDS["through"],
            contact=WORDS["contact"],
            channel="mail",
            received_on=dt.date(2026, 2, 3),
            photo=(WORDS["photo"], io.BytesIO(picture.getvalue())),
            danger="yes",
            danger_owner=cast.person(cast.alice),
        ),
    )
    danger.answer_danger(
        by=cast.alice, voice=voice, danger="yes", told_to=WORDS["told"], told_at=timezone.now(), done=WORDS["done"]
    )
    actions.correct(
        by=cast.alice, voice=voice, words=WORDS["words"] + ".", based_on=1, reason=f"Det var en {WORDS['reason']}"
    )
    version = texts.current(voice.node, "words")
    assert version is not None
    with journal.writing():
        insight = thread.open_node(
            by=cast.alice, kind="test_late", title="Indsigt", organisation=cast.municipality, visibility="public"
        )
        thread.link(
            by=cast.alice, earlier=voice.node, later=insight, relation="grounds", why=WORDS["why"], source="side 1"
        )
        texts.quote(by=cast.alice, node=insight, version=version, start=0, end=8, speaker=WORDS["role_label"])

    ideas.give(
        by=cast.alice,
        origin=voice.node,
        title="En bus mere",
        words="Sæt en bus mere ind.",
        giver=WORDS["giver"],
    )
    duty = duties.give(
        by=cast.alice, node=voice.node, purpose="call", title=f"Ring til {WORDS['duty']}", owner=cast.person(cast.bob)
    )
    DutyStatus.objects.create(duty=duty, words=f"{WORDS['status']} er ringet op")
    actions.answer(by=cast.alice, voice=voice, words=WORDS["answer"], channel="mail", proof=WORDS["proof"])
    actions.close(by=cast.alice, voice=voice, because=WORDS["because"])
    _make_public(cast, voice)
    actions.name_phone(by=cast.alice, voice=voice, phone="12 34 56 78")
    actions.issue_code(by=cast.alice, voice=voice)
    voice.refresh_from_db()
    Deposit.objects.create(pk=uuid4(), node=voice.node, state="risen", digest="x", size=1, sealed_to="d")
    return voice


def _make_public(cast: Cast, voice: Voice) -> None:
    """Let the secretary go through it, Bob refuse it once, and Bob publish it when Alice asks again."""
    found = publishing_queries.traces_in(voice)
    assert {(each.part, each.kind) for each in found} == {("title", "phone"), ("place", "place"), ("photo", "photo")}
    judged = [
        Judged(each.key, "masked") if each.kind == "phone" else Judged(each.key, "answered", WORDS["stands"])
        for each in found
    ]
    publishing.go_through(by=cast.secretary, voice=voice, judged=judged)
    publishing.ask(by=cast.alice, voice=voice)
    publishing.refuse(by=cast.bob, voice=voice, because=WORDS["refused"])
    publishing.ask(by=cast.alice, voice=voice)
    publishing.publish(by=cast.bob, voice=voice)


def seen(voice: Voice) -> dict[str, Any]:
    """What a stranger and the search say of a voice."""
    found = Voice.objects.get(pk=voice.pk)
    hits = Client().get("/soeg/", {"q": "uglegylp"}).content.decode()
    return {
        "state": found.state,
        "stranger": Client().get(f"/bidrag/{voice.pk}/").status_code,
        "hit": "Titeltorsk" in hits,
        "waits": bool(waiting.of("is_voice", [voice.pk])),
        "entries": SearchEntry.objects.filter(node=voice.pk).exists(),
    }


GONE = {"state": "withdrawn", "stranger": 404, "hit": False, "waits": False, "entries": False}
OPEN = {"state": "published", "stranger": 200, "hit": True, "waits": True, "entries": True}


def apply_again() -> str:
    said = StringIO()
    call_command("secrets", "apply-erasures", stdout=said)
    return said.getvalue()


@pytest.mark.parametrize("leave_step", [True, False])
def test_no_word_rises_after_a_restore_by_the_guide(disk: Disk, cast: Cast, leave_step: bool) -> None:
    voice = a_whole_voice(cast)
    assert seen(voice) == OPEN
    assert set(left(disk.bytes())) >= set(CANARIES) - SEALED
    disk.back_up()

    actions.withdraw(by=cast.alice, voice=voice, leave_step=leave_step)
    assert seen(voice) == GONE
    assert left(disk.bytes()) == []
    withdrawn_at = Voice.objects.get(pk=voice.pk).withdrawn_at

    disk.restore()
    assert seen(voice)["state"] == "published"
    assert "Slettet igen" in apply_again()
    assert seen(voice) == GONE
    assert left(disk.bytes()) == []
    found = Voice.objects.select_related("node").get(pk=voice.pk)
    assert (found.node.step_public, found.node.title) == (leave_step, "Bidrag, trukket tilbage")
    assert withdrawn_at is not None
    assert found.withdrawn_at is not None
    assert abs(found.withdrawn_at - withdrawn_at) < dt.timedelta(minutes=1)
    assert not Message.objects.filter(node=voice.pk).exists()
    assert not duties.still_open().filter(node=voice.pk).exists()
    assert [path for path in disk.files.rglob("*") if path.is_file()] == []

    # Once more changes nothing, in the database or in the list.
    rows, listed = JournalEntry.objects.count(), (secrets._erasure_list()).read_bytes()
    assert "Slettet igen" not in apply_again()
    assert (JournalEntry.objects.count(), secrets._erasure_list().read_bytes()) == (rows, listed)
    assert left(listed) == []


def test_the_worker_alone_does_it_within_a_minute_when_the_guide_is_not_followed(disk: Disk, cast: Cast) -> None:
    voice = a_whole_voice(cast)
    disk.back_up()
    actions.withdraw(by=cast.alice, voice=voice)
    disk.restore()
    erasure.again(everything=False)
    assert seen(voice) == GONE
    assert left(disk.bytes()) == []


def test_a_restore_of_the_files_alone_leaves_no_file(disk: Disk, cast: Cast) -> None:
    """The database knows the erasure and has no row of the file: the list of erasures names it."""
    voice = a_whole_voice(cast)
    shutil.copytree(disk.files, disk.folder / "before")
    actions.withdraw(by=cast.alice, voice=voice)
    assert [path for path in disk.files.rglob("*") if path.is_file()] == []
    shutil.copytree(disk.files.parent / "before", disk.files, dirs_exist_ok=True)
    assert [path for path in disk.files.rglob("*") if path.is_file()] != []
    apply_again()
    assert [path for path in disk.files.rglob("*") if path.is_file()] == []


def test_an_erasure_listed_before_it_held_its_kind_is_repeated_too(disk: Disk, cast: Cast) -> None:
    voice = a_whole_voice(cast)
    disk.back_up()
    actions.withdraw(by=cast.alice, voice=voice)
    old = (
        f'{{"at":"2026-01-01T00:00:00+00:00","reason":"Bidraget er trukket tilbage","subject":"{voice.subject_id}"}}\n'
    )
    secrets._erasure_list().write_text(old)
    disk.restore()
    apply_again()
    assert seen(voice) == GONE
    assert [word for word in left(every_cell()) if word != "illedbjørn"] == []


def test_a_voice_taken_off_the_net_stays_off_after_a_restore_and_may_be_published_anew(disk: Disk, cast: Cast) -> None:
    voice = a_whole_voice(cast)
    disk.back_up()
    publishing.unpublish(by=cast.alice, voice=voice)
    disk.restore()
    assert seen(voice) == OPEN
    apply_again()
    found = Voice.objects.select_related("node").get(pk=voice.pk)

    assert (found.state, seen(voice)["stranger"], seen(voice)["hit"]) == ("received", 404, False)
    assert not consent.allows(found.node, "publish")
    assert "Slettet igen" not in apply_again()
    # A later yes counts: what was given after it was taken back stands.
    Voice.objects.filter(pk=voice.pk).update(state="published", published_at=timezone.now() + dt.timedelta(hours=1))
    assert "Slettet igen" not in apply_again()
    assert Voice.objects.get(pk=voice.pk).state == "published"


def test_a_danger_that_nobody_followed_up_is_owed_still_after_a_restore(disk: Disk, cast: Cast) -> None:
    """And what is written of how it was followed up, after the words were gone, is not the voice's: it stands."""
    voice = a_whole_voice(cast)
    danger.answer_danger(by=cast.alice, voice=voice, danger="yes", owner=cast.person(cast.bob))
    disk.back_up()
    actions.withdraw(by=cast.alice, voice=voice)
    disk.restore()
    apply_again()
    (owed,) = duties.still_open().filter(node=voice.pk)

    assert (owed.purpose, owed.owner, owed.proof) == ("danger_after", cast.person(cast.bob), "")
    assert left(disk.bytes()) == []
    duties.do(by=cast.bob, duty=owed, proof="Ringet til vagtlægen i dag.")
    assert "Slettet igen" not in apply_again()
    owed.refresh_from_db()
    assert (owed.ended, owed.proof) == ("words", "Ringet til vagtlægen i dag.")


def test_notes_thrown_away_stay_away_after_a_restore(disk: Disk, cast: Cast) -> None:

    voice = a_whole_voice(cast)
    notes.keep(by=cast.alice, node=voice.node, words="Mit eget")
    disk.back_up()
    notes.forget(by=cast.alice)
    disk.restore()
    assert PrivateNote.objects.count() == 1
    apply_again()
    assert PrivateNote.objects.count() == 0


# Every column: whatever somebody writes anywhere on a voice goes with it, new columns too

# Code words, ids and hashes that a row keeps.
STRUCTURE = {
    "StoredFile.sha256",
    "StoredFile.media_type",
    "Node.kind",
    "Duty.purpose",
    "Text.name",
    "Link.job",
    "Message.message_id",
    "Message.calendar_method",
    "Message.topic",
    "Message.key_id",
    "Message.address_hashes",
    "Consent.purposes",
}


# Tables that hold nothing of a voice, and what erasing means in them: tests/spine/test_care.py.
OF_CARE = {"spine.Caseload", "spine.NamedReader", "spine.Party", "visits.Contact", "visits.Visit"}


def rows_of(voice: Voice) -> dict[str, models.QuerySet[Any]]:
    """Every row that is about a voice, by its table."""
    own = [voice.pk, *voice.answers.values_list("pk", flat=True)]

    return {
        "voices.Voice": Voice.objects.filter(pk=voice.pk),
        "voices.Finding": Finding.objects.filter(voice=voice),
        "voices.PublicationRequest": PublicationRequest.objects.filter(voice=voice),
        "spine.Node": Node.objects.filter(pk__in=own),
        "spine.Text": Text.objects.filter(node__in=own),
        "spine.TextVersion": TextVersion.objects.filter(text__node__in=own),
        "spine.Quote": Quote.objects.filter(version__text__node__in=own),
        "spine.StoredFile": StoredFile.objects.filter(node__in=own),
        "spine.Consent": voice.node.consents.all(),
        "spine.Link": Link.objects.filter(models.Q(earlier__in=own) | models.Q(later__in=own)),
        "spine.Duty": Duty.objects.filter(node__in=own),
        "spine.Message": Message.objects.filter(node__in=own),
        "spine.SearchEntry": SearchEntry.objects.filter(node__in=own),
        "voices.Deposit": Deposit.objects.filter(node=voice.node),
        # Thrown away when the voice is taken in (tests/features/voices/test_deposits.py).
        "voices.Piece": Piece.objects.none(),
        # Gone with the last entry that holds the word (tests/spine/test_search.py).
        "spine.SearchWord": SearchWord.objects.none(),
        "cases.DutyStatus": DutyStatus.objects.filter(duty__node__in=own),
        "trials.Idea": Idea.objects.filter(node__links_backward__earlier__in=own),
        "cases.Notebook": PrivateNote.objects.none(),
        "cases.PrivateNote": PrivateNote.objects.none(),
    }


def fill(voice: Voice) -> set[str]:
    """Write a word of its own in every free column of every row about a voice; gives the words."""
    written = set()
    for label, rows in rows_of(voice).items():
        model = apps.get_model(label)
        for column in model._meta.concrete_fields:
            name = f"{model.__name__}.{column.name}"
            if not isinstance(column, models.CharField | models.TextField) or column.choices or name in STRUCTURE:
                continue
            if name in {"TextVersion.body", "Idea.words", "Idea.merged_because"} or not rows.exists():
                continue  # sealed here, where it is refused; others' words
            word = f"fyldfugl{len(written)}x"
            model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).update(**{column.name: word})
            written.add(word)

    return written


def test_whatever_is_written_in_any_column_about_a_voice_goes_with_it(
    vault: Vault, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    voice = a_whole_voice(cast)
    assert set(rows_of(voice)) == told() - OF_CARE
    assert told() >= OF_CARE
    empty = {label for label, rows in rows_of(voice).items() if not rows.exists()}
    assert empty == {"cases.Notebook", "cases.PrivateNote", "spine.SearchWord", "voices.Piece"}
    written = fill(voice)
    assert len(written) > 20
    found = every_cell().decode()
    assert sorted(word for word in written if word not in found and "sealed:" not in found) == []
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw(by=cast.alice, voice=voice)

    found = every_cell().decode()
    assert sorted(word for word in written if word in found) == []
    assert Erasure.objects.get(pk=voice.subject_id).kind == "withdrawal"


def test_waiting_mail_that_points_to_a_voice_goes_with_it(
    vault: Vault, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    from samspil.spine import outbox

    voice = a_whole_voice(cast)
    outbox.post(subject="Nyt", body=f"Se https://samspil.local/bidrag/{voice.pk}/", address="anna@example.org")
    other = outbox.post(subject="Nyt", body="Se noget andet", address="anna@example.org")
    actions.withdraw(by=cast.alice, voice=voice)
    assert list(Message.objects.values_list("pk", flat=True)) == [other.pk]


def test_a_part_that_is_taken_away_lets_words_rise(vault: Vault, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: without the duties' part their words stand, and are found."""
    voice = a_whole_voice(cast)
    monkeypatch.delitem(erasure._parts, "duties")
    actions.withdraw(by=cast.alice, voice=voice)
    assert left(every_cell()) == ["evisbille", "pgaveorm"]
    assert untold(dict(erasure.kept()), told()) == ["spine.Duty"]
