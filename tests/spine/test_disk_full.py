"""A disk that takes no more: the reader is told so, the log has the first error, and nothing is half written anywhere."""

from __future__ import annotations

import io
import logging
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from samspil.paper.refusal import Unavailable
from samspil.spine import files, journal, lines, people, secrets, thread
from samspil.spine.models import JournalEntry, Node, Organisation, StoredFile, Subject
from samspil.spine.secrets import store
from tests.kit.cast import Cast
from tests.kit.vault import Vault

pytestmark = pytest.mark.usefixtures("vault")
JOB = people.job("test")


@pytest.fixture
def full_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database on disk that is already as large as it may be."""
    if connection.vendor != "sqlite":
        pytest.skip("a PostgreSQL's own disk is not filled here; tests/paper/test_faults.py knows its code")
    told = connections.settings["default"]
    name, kept = told["NAME"], connection.connection
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(tmp_path / "disk.sqlite3")])
    told["NAME"], connection.connection = str(tmp_path / "disk.sqlite3"), None
    people.add_person(by=JOB, name="Karen Holm")
    fill()
    yield
    connection.close()
    told["NAME"], connection.connection = name, kept


def fill() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("only root can make a small disk")
    yield folder
    store.close()
    subprocess.run(["umount", "-l", str(folder)], check=True)


def ballast(folder: Path) -> Path:
    """Fills what is left of the disk."""
    place = folder / "ballast"
    with place.open("wb", buffering=0) as out, pytest.raises(OSError, match="No space left"):
        again(lambda: out.write(b"x" * 512))
    return place


def again(work: Callable[[], object]) -> None:
    """Does it until the disk takes no more."""
    for _number in range(10_000):
        work()


def test_a_deed_on_a_full_disk_says_so_and_leaves_nothing(
    full_database: None, caplog: pytest.LogCaptureFixture
) -> None:
    before = JournalEntry.objects.count()
    with caplog.at_level(logging.ERROR), pytest.raises(Unavailable, match=r"^Disken er fuld, så intet blev gemt"):
        again(lambda: people.add_organisation(by=JOB, name="Opdigtet " + "x" * 150, kind="other"))

    stands = Organisation.objects.count()
    assert JournalEntry.objects.count() == before + stands
    assert "Disken er fuld" in caplog.text
    assert "database or disk is full" in caplog.text
    assert not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")

    people.add_organisation(by=JOB, name="Plads igen", kind="other")
    assert Organisation.objects.count() == stands + 1


def test_an_error_of_the_program_is_not_called_a_full_disk(cast: Cast) -> None:
    def broken() -> None:
        raise ValueError("database or disk is full")

    with pytest.raises(ValueError, match="disk is full"):
        journal.deed(broken)()


@pytest.fixture
def node(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(by=cast.alice, kind="test_early", title="Bidrag", organisation=cast.municipality)


@pytest.mark.parametrize("is_sealed", [False, True])
def test_a_file_on_a_full_disk_is_refused_whole(
    cast: Cast, node: Node, settings: Any, small_disk: Path, is_sealed: bool
) -> None:
    settings.SAMSPIL_FILES = small_disk / "files"
    subject = secrets.new_subject() if is_sealed else None
    with pytest.raises(Unavailable, match=r"^Disken er fuld"):
        files.store(by=cast.alice, node=node, name="a.txt", stream=io.BytesIO(b"ord " * 100_000), subject=subject)
    assert not StoredFile.objects.exists()
    assert [path for path in (small_disk / "files").rglob("*") if path.is_file()] == []
    kept = files.store(by=cast.alice, node=node, name="b.txt", stream=io.BytesIO(b"ord"), subject=subject)
    assert files.read(kept) == b"ord"


@pytest.mark.django_db
def test_a_key_on_a_full_disk_leaves_the_store_whole(settings: Any, small_disk: Path) -> None:
    settings.SAMSPIL_KEYS = small_disk / "keys"
    first = secrets.new_subject()
    sealed = secrets.seal(first, "ord", bound_to="a")
    filler = ballast(small_disk)
    before = Subject.objects.count()
    with pytest.raises(Unavailable, match=r"^Disken er fuld"):
        again(journal.deed(secrets.new_subject))
    assert Subject.objects.count() >= before
    assert secrets.unseal(first, sealed, bound_to="a") == "ord"
    filler.unlink()
    assert secrets.seal(secrets.new_subject(), "ord", bound_to="b")


def test_a_new_master_key_is_whole_or_not_there(small_disk: Path) -> None:
    ballast(small_disk)
    with pytest.raises(OSError, match=r"No space left|ikke skrevet færdig"):
        store.make_master(small_disk)
    assert list(small_disk.glob("master-*")) == []


def test_a_line_that_does_not_fit_is_told_and_never_read(small_disk: Path) -> None:
    place = small_disk / "heads.jsonl"
    assert lines.append(place, lambda: {"number": 1})
    filler = ballast(small_disk)
    with pytest.raises(OSError, match=r"No space left|ikke skrevet færdig"):
        lines.append(place, lambda: {"number": 2, "words": "x" * 10_000})
    assert [line for line in lines.read(place) if line is not None] == [{"number": 1}]
    filler.unlink()
    assert lines.append(place, lambda: {"number": 3})
    assert [line for line in lines.read(place) if line is not None] == [{"number": 1}, {"number": 3}]


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_stands_when_its_anchor_cannot_be_written(vault: Vault, cast: Cast, caplog: Any) -> None:
    vault.anchors.parent.mkdir(exist_ok=True)
    vault.anchors.write_text("a file where the folder should be")

    @journal.deed
    def take_back() -> None:
        journal.note("voice.withdrawn", by=JOB)

    take_back()
    assert JournalEntry.objects.filter(verb="voice.withdrawn").count() == 1
