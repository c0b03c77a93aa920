"""The journal: rows with their deed or not at all, seven attacks found, anchors, and what cannot be found said aloud."""

from __future__ import annotations

import datetime as dt
import functools
import hmac
import json
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samspil.paper.refusal import Refused
from samspil.spine import duties, journal, people, rounds, secrets, thread
from samspil.spine.journal import anchors, chain
from samspil.spine.models import JournalAnchor, JournalChain, JournalEntry, Node, Organisation
from samspil.spine.secrets import rotation
from tests.kit.append_only import lifted
from tests.kit.cast import Cast
from tests.kit.vault import Vault

ROWS = 6  # in each of two chains


@pytest.fixture
def history(vault: Vault, cast: Cast) -> tuple[str, str]:
    """Two organisations' chains with equal rows, nothing anchored yet."""
    for organisation in (cast.municipality, cast.elsewhere):
        missing = ROWS - JournalEntry.objects.filter(chain=str(organisation.pk)).count()
        for number in range(missing):
            with journal.writing():
                journal.note("test.made", by=cast.alice, organisation=organisation.pk, data={"number": number})
    # The cast has left more rows in the first chain than in the second.
    return str(cast.municipality.pk), str(cast.elsewhere.pk)


def last(name: str) -> int:
    return JournalChain.objects.get(name=name).sequence


def rows(name: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(chain=name).order_by("sequence"))


@journal.deed
def add_and_fail(cast: Cast, name: str) -> None:
    people.add_organisation(by=cast.alice, name=name, kind="municipality")
    raise Refused("Nej.")


def test_every_deed_leaves_its_rows_chained_in_the_order_of_its_notes(vault: Vault, cast: Cast) -> None:
    name = str(cast.elsewhere.pk)
    before = last(name)
    with journal.writing():
        journal.note(
            "test.first", by=cast.charlie, organisation=cast.elsewhere.pk, data={"count": 2, "is": True, "no": None}
        )
        journal.note("test.second", by=people.job("import"), organisation=cast.elsewhere.pk)

    first, second = rows(name)[before:]
    assert (first.verb, first.person_id, first.job, first.data) == (
        "test.first",
        cast.charlie.person_id,
        "",
        {"count": "2", "is": "True"},
    )
    assert (second.verb, second.person_id, second.job, second.data) == ("test.second", None, "import", {})
    assert second.previous == first.mac
    assert JournalChain.objects.get(name=name).head == second.mac
    key_id, key = secrets.journal_key()
    signed = {
        "chain": name,
        "sequence": before + 1,
        "at": first.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "person": str(cast.charlie.person_id),
        "job": "",
        "verb": "test.first",
        "node": None,
        "data": {"count": "2", "is": "True"},
        "key_id": key_id,
        "previous": first.previous,
    }
    written = json.dumps(signed, sort_keys=True, separators=(",", ":")).encode()
    assert first.mac == hmac.new(key, written, "sha256").hexdigest()


def test_a_deed_that_fails_leaves_neither_change_nor_row(vault: Vault, cast: Cast) -> None:
    counted = JournalEntry.objects.count(), Organisation.objects.count()
    with pytest.raises(Refused):
        add_and_fail(cast, "Tredje Kommune")
    assert (JournalEntry.objects.count(), Organisation.objects.count()) == counted


def test_an_inner_deed_that_fails_takes_its_notes_with_it_while_the_outer_goes_on(vault: Vault, cast: Cast) -> None:
    before = last("installation")
    with journal.writing():
        people.add_organisation(by=cast.alice, name="Fjerde Kommune", kind="municipality")
        with pytest.raises(Refused):
            add_and_fail(cast, "Femte Kommune")
    assert Organisation.objects.filter(name__in=["Fjerde Kommune", "Femte Kommune"]).count() == 1
    assert last("installation") == before + 1
    assert journal.verify().is_whole


def test_a_note_outside_a_deed_and_an_unreadable_verb_are_programming_errors(vault: Vault, cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="outside a deed"):
        journal.note("test.made", by=cast.alice)
    with pytest.raises(ValueError, match=r"noun\.past_participle"), journal.writing():
        journal.note("Alice gjorde noget", by=cast.alice)
    with pytest.raises(ValueError, match=r"noun\.past_participle"), journal.writing():
        journal.note("test." + "a" * 60, by=cast.alice)


@pytest.mark.parametrize(
    "value",
    [
        "Alice Andersen",
        "Åse",
        "alice@example.org",
        "700188-1234",
        "7001881234",
        "jeg har ondt.",
        "Jeg",
        "a" * 301,
        "line\nbreak",
        " x",
    ],
)
def test_data_that_could_be_personal_text_is_refused(vault: Vault, cast: Cast, value: str) -> None:
    with pytest.raises(ValueError, match="could be personal"), journal.writing():
        journal.note("test.made", by=cast.alice, data={"value": value})


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (UUID(int=7), str(UUID(int=7))),
        (dt.date(2026, 1, 2), "2026-01-02"),
        (dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC), "2026-01-02T03:04:00+00:00"),
        ("interpret quote publish", "interpret quote publish"),
        ("APPROVED_WITH_REMARKS", "APPROVED_WITH_REMARKS"),
        (7001881234, "7001881234"),
        (-150_00, "-15000"),
        ("", ""),
        (False, "False"),
        (Node.Visibility.PUBLIC, "public"),
        ("ab" * 32, "ab" * 32),
    ],
)
def test_ids_dates_numbers_and_words_of_code_are_taken(vault: Vault, cast: Cast, value: object, written: str) -> None:
    with journal.writing():
        journal.note("test.made", by=cast.alice, data={"value": value})
    assert rows("installation")[-1].data == {"value": written}


def test_no_name_mail_or_title_of_what_people_do_reaches_the_journal(vault: Vault, cast: Cast) -> None:
    with journal.writing():
        node = thread.open_node(
            by=cast.alice, kind="test_early", title="Kanariefuglens historie", organisation=cast.municipality
        )
        other = thread.open_node(by=cast.alice, kind="test_late", title="Anden", organisation=cast.municipality)
    thread.link(by=cast.alice, earlier=node, later=other, relation="led_to", why="Kanariefuglen sang")
    duties.give(by=cast.alice, node=node, purpose="call", title="Svar kanariefuglen", owner=cast.person(cast.bob))
    said = json.dumps(list(JournalEntry.objects.values_list("verb", "job", "data")))
    assert JournalEntry.objects.count() > 12
    assert not re.search(r"alice|bob|sofie|kanarie|example\.org|eksempel", said, re.IGNORECASE)


@pytest.mark.parametrize("deeds", [1, 40])
def test_a_deed_costs_three_queries_however_many_its_notes(vault: Vault, cast: Cast, deeds: int) -> None:
    secrets.journal_key()
    with CaptureQueriesContext(connection) as asked, journal.writing():
        for number in range(deeds):
            journal.note("test.made", by=cast.alice, organisation=cast.municipality.pk, data={"number": number})
    spoken = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert [sql.split(" ", 1)[0] for sql in spoken] == ["SELECT", "INSERT", "UPDATE"]


def test_a_deed_in_two_organisations_moves_both_heads(vault: Vault, cast: Cast) -> None:
    a, b = str(cast.municipality.pk), str(cast.elsewhere.pk)
    at = last(a), last(b)
    with journal.writing():
        for organisation in (cast.municipality, cast.elsewhere, cast.municipality):
            journal.note("test.made", by=cast.alice, organisation=organisation.pk)
    assert (last(a), last(b)) == (at[0] + 2, at[1] + 1)
    assert journal.verify().is_whole


def test_an_import_is_one_row_whose_root_any_change_of_its_parts_changes(vault: Vault, cast: Cast) -> None:
    parts = ["første", "anden", b"\x00tredje"]
    with journal.writing():
        root = journal.note_import("minutes.imported", by=cast.alice, parts=parts, organisation=cast.municipality.pk)

    row = rows(str(cast.municipality.pk))[-1]
    key_id = secrets.journal_key()[0]
    assert row.data == {"parts": "3", "root": root, "root_key": key_id}
    assert journal.import_root(parts, row.data["root_key"]) == root
    changed = [
        ["første", "anden"],
        ["anden", "første", b"\x00tredje"],
        ["førsteanden", b"\x00tredje"],
        ["Første", "anden", b"\x00tredje"],
    ]
    assert root not in {journal.import_root(other, key_id) for other in changed}


def move(name: str, old: int, new: int) -> None:
    JournalEntry.objects.filter(chain=name, sequence=old).update(sequence=new)


def change(a: str, b: str) -> None:
    JournalEntry.objects.filter(chain=a, sequence=3).update(verb="test.hidden")


def remove(a: str, b: str) -> None:
    JournalEntry.objects.filter(chain=a, sequence=3).delete()


def reorder(a: str, b: str) -> None:
    move(a, 3, 1000)
    move(a, 4, 3)
    move(a, 1000, 4)


def insert(a: str, b: str) -> None:
    for number in range(last(a), 2, -1):
        move(a, number, number + 1)
    forged = JournalEntry.objects.get(chain=a, sequence=2)
    forged.pk, forged.sequence, forged.previous = None, 3, forged.mac
    forged.mac = chain.mac_of(forged, b"a key of the attacker's own")
    forged.save(force_insert=True)
    JournalChain.objects.filter(name=a).update(sequence=last(a) + 1)


def swap_between_chains(a: str, b: str) -> None:
    JournalEntry.objects.filter(chain=a, sequence=3).update(chain="x")
    JournalEntry.objects.filter(chain=b, sequence=3).update(chain=a)
    JournalEntry.objects.filter(chain="x").update(chain=b)


def rewrite(name: str, key: bytes) -> None:
    previous = ""
    for row in rows(name):
        row.previous, row.job = previous, "rewritten"
        previous = row.mac = chain.mac_of(row, key)
        JournalEntry.objects.filter(pk=row.pk).update(previous=row.previous, job=row.job, mac=row.mac)
    JournalChain.objects.filter(name=name).update(head=previous)


def rewrite_without_the_key(a: str, b: str) -> None:
    rewrite(a, b"a key of the attacker's own")


def rewrite_with_the_key(a: str, b: str) -> None:
    rewrite(a, secrets.journal_key()[1])


def cut_the_tail(a: str, b: str) -> None:
    JournalEntry.objects.filter(chain=a, sequence__gt=3).delete()
    JournalChain.objects.filter(name=a).update(sequence=3, head=JournalEntry.objects.get(chain=a, sequence=3).mac)


def remove_the_chain(a: str, b: str) -> None:
    JournalEntry.objects.filter(chain=a).delete()
    JournalChain.objects.filter(name=a).delete()


Attack = Callable[[str, str], None]
# Attack, whether an anchor is needed to find it, and the first broken sequence (None: the last one anchored).
ATTACKS: list[tuple[Attack, bool, int | None]] = [
    (change, False, 3),
    (remove, False, 3),
    (reorder, False, 3),
    (insert, False, 3),
    (swap_between_chains, False, 3),
    (rewrite_without_the_key, False, 1),
    (rewrite_with_the_key, True, None),
    (cut_the_tail, True, 4),
    (remove_the_chain, True, 1),
]


@pytest.mark.parametrize(
    ("attack", "needs_anchor", "first"), ATTACKS, ids=lambda value: getattr(value, "__name__", None)
)
def test_every_attack_is_found_with_its_first_broken_sequence(
    history: tuple[str, str], attack: Attack, needs_anchor: bool, first: int | None
) -> None:
    a, b = history
    if needs_anchor:
        assert journal.anchor("test")

    assert journal.verify().findings == []
    anchored = last(a)
    with lifted():
        attack(a, b)

    found = [(each.chain, each.sequence) for each in journal.verify().findings]
    assert found[0] in {(a, first or anchored), (b, first or anchored)}
    assert (a, first or anchored) in found
    said, code = StringIO(), 0
    try:
        call_command("journal", "verify", "--json", stdout=said)
    except SystemExit as ended:
        code = int(str(ended.code))

    answer = json.loads(said.getvalue())
    assert (code, answer["whole"], answer["findings"][0]["sequence"]) == (1, False, first or anchored)


@pytest.mark.parametrize("attack", [rewrite_with_the_key, cut_the_tail, remove_the_chain])
def test_without_an_anchor_these_cannot_be_found_by_anybody(history: tuple[str, str], attack: Attack) -> None:
    with lifted():
        attack(*history)
    assert journal.verify().is_whole


def test_what_came_after_the_last_anchor_can_be_cut_back_to_it_and_no_further(
    history: tuple[str, str], cast: Cast
) -> None:
    a, _ = history
    journal.anchor("test")
    anchored, mac = last(a), JournalChain.objects.get(name=a).head
    with journal.writing():
        journal.note("test.made", by=cast.alice, organisation=UUID(a))

    with lifted():
        JournalEntry.objects.filter(chain=a, sequence__gt=anchored).delete()
        JournalChain.objects.filter(name=a).update(sequence=anchored, head=mac)

    assert journal.verify().is_whole
    with lifted():
        JournalEntry.objects.filter(chain=a, sequence=anchored).delete()
        JournalChain.objects.filter(name=a).update(sequence=anchored - 1, head=rows(a)[-1].mac)

    assert [(each.chain, each.sequence) for each in journal.verify().findings] == [(a, anchored)]


def test_a_head_that_disagrees_with_its_rows_and_a_row_of_an_unknown_key_are_found(history: tuple[str, str]) -> None:
    a, b = history
    JournalChain.objects.filter(name=a).update(head="0" * 64)
    with lifted():
        JournalEntry.objects.filter(chain=b, sequence=2).update(key_id="jUNKNOWN")
    found = {each.chain: each for each in journal.verify().findings}
    assert found[a].sequence == last(a) + 1
    assert "kædens hoved" in found[a].sentence
    assert (found[b].sequence, "»jUNKNOWN«" in found[b].sentence) == (2, True)
    assert [each.chain for each in journal.verify(UUID(b)).findings] == [b]


def test_a_row_slipped_in_before_the_first_and_a_row_that_lets_go_of_the_one_before_are_found(
    history: tuple[str, str],
) -> None:
    a, b = history
    slipped = JournalEntry.objects.get(chain=a, sequence=2)
    slipped.pk, slipped.sequence = None, 0
    slipped.save(force_insert=True)
    loose = JournalEntry.objects.get(chain=b, sequence=3)
    loose.previous = "0" * 64
    with lifted():
        mac = chain.mac_of(loose, secrets.journal_key()[1])
        JournalEntry.objects.filter(pk=loose.pk).update(previous=loose.previous, mac=mac)

    found = {each.chain: each for each in journal.verify().findings}
    assert (found[a].sequence, found[a].sentence) == (0, "række 0 hører ikke til, hvor den står")
    assert (found[b].sequence, found[b].sentence) == (3, "række 3 bygger ikke på rækken før")


def test_a_chain_longer_than_a_page_verifies_whole(
    history: tuple[str, str], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samspil.spine.journal.verification.PAGE", 4)
    report = journal.verify()
    assert (report.is_whole, report.rows) == (True, JournalEntry.objects.count())


@pytest.mark.parametrize("deed", ["update", "delete", "empty"])
@pytest.mark.parametrize("table", ["spine_journalentry", "spine_journalanchor"])
def test_the_database_itself_refuses_to_change_what_is_written(history: tuple[str, str], table: str, deed: str) -> None:
    journal.anchor("test")
    is_sqlite = connection.vendor == "sqlite"
    statement = {
        "update": f"UPDATE {table} SET {'verb' if 'entry' in table else 'reason'} = 'x'",
        "delete": f"DELETE FROM {table}",
        "empty": f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1" if is_sqlite else f"TRUNCATE {table}",
    }[deed]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_minutes_anchor_only_what_moved_and_a_new_month_begins_with_everything(
    history: tuple[str, str], vault: Vault, cast: Cast
) -> None:
    a, _ = history
    with time_machine.travel("2026-11-30T22:00:00Z", tick=False):
        assert journal.anchor(anchors.MINUTE)
        assert not journal.anchor(anchors.MINUTE)
        with journal.writing():
            journal.note("test.made", by=cast.alice, organisation=UUID(a))
        assert journal.anchor(anchors.MINUTE)
        assert journal.anchor("payment")

    with time_machine.travel("2026-12-01T08:00:00Z", tick=False):
        assert journal.anchor(anchors.MINUTE)
        assert not journal.anchor(anchors.MINUTE)

    lines = [line for line in anchors.written() if line is not None]
    assert [(line.number, line.reason, line.is_whole, len(line.heads)) for line in lines] == [
        (1, "minute", True, 3),
        (2, "minute", False, 1),
        (3, "payment", False, 0),
        (4, "minute", True, 3),
    ]
    assert lines[1].heads[a][0] == last(a)
    assert [path.name for path in vault.anchor_files()] == ["heads-2026-11.jsonl", "heads-2026-12.jsonl"]
    assert {path.stat().st_mode & 0o777 for path in vault.anchor_files()} == {0o600}
    assert (journal.verify().findings, journal.verify().anchors) == ([], 4)


def spoil(vault: Vault, change: Callable[[list[str]], list[str]]) -> None:
    (file,) = vault.anchor_files()
    file.write_text("".join(change(file.read_text().splitlines(keepends=True))))


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (lambda lines: [lines[0], lines[1].replace('"reason":"b"', '"reason":"c"'), lines[2]], 2),
        (lambda lines: [lines[0], lines[2]], 2),
        (lambda lines: [lines[1], lines[0], lines[2]], 1),
        (lambda lines: lines[:2], 3),
        (lambda lines: [], 1),
    ],
    ids=["changed", "removed", "reordered", "cut", "emptied"],
)
def test_anchors_that_were_tampered_with_are_found(
    history: tuple[str, str], vault: Vault, change: Callable[[list[str]], list[str]], number: int
) -> None:
    for reason in "abd":
        journal.anchor(reason)
    spoil(vault, change)
    assert [(each.chain, each.sequence) for each in journal.verify().findings] == [("", number)]


def test_a_half_written_anchor_line_is_remarked_and_the_next_anchor_stands_by_itself(
    history: tuple[str, str], vault: Vault
) -> None:
    journal.anchor("a")
    (file,) = vault.anchor_files()
    with file.open("a") as end:
        end.write('{"number":2,"at":"2026-')
    assert journal.anchor("b")
    report = journal.verify()
    assert (report.findings, report.anchors, len(report.remarks)) == ([], 2, 1)
    assert "aldrig skrevet færdig" in report.remarks[0]


def test_an_anchor_inside_a_transaction_is_a_programming_error(history: tuple[str, str], vault: Vault) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        journal.anchor("payment")
    assert [file.read_bytes() for file in vault.anchor_files()] in ([], [b""])
    assert JournalAnchor.objects.count() == 0


def test_after_a_restore_the_lost_rows_are_a_break_until_the_loss_is_owned_up_to(
    history: tuple[str, str], cast: Cast
) -> None:
    a, b = history
    journal.anchor("test")
    with lifted():
        cut_the_tail(a, b)

    assert [each.chain for each in journal.verify().findings] == [a]
    lost = ROWS - 3 + last(a) - 3
    said = StringIO()
    call_command("journal", "anchor", "--after-restore", stdout=said)
    assert said.getvalue() == "Journalen er forankret.\n"
    with journal.writing():
        journal.note("test.made", by=cast.alice, organisation=UUID(a))

    journal.anchor(anchors.MINUTE)
    report = journal.verify()
    assert report.is_whole
    assert lost >= 3
    assert any("gendannet fra sikkerhedskopi (anker 2" in remark for remark in report.remarks)
    assert f"Kæden {a}: 1 forankrede rækker er opgivet ved en gendannelse." in report.remarks
    assert len(report.remarks) == 2
    with lifted():
        cut_the_tail(a, b)

    assert [(each.chain, each.sequence) for each in journal.verify().findings] == [(a, 4)]


def test_rows_of_older_keys_still_verify_and_new_rows_carry_the_new_key(history: tuple[str, str], cast: Cast) -> None:
    a, _ = history
    old = secrets.journal_key()[0]
    rotation.rotate()
    with journal.writing():
        journal.note("test.made", by=cast.alice, organisation=UUID(a))
    new = secrets.journal_key()[0]
    assert [row.key_id for row in rows(a)] == [old] * (last(a) - 1) + [new]
    assert journal.verify().is_whole
    assert rotation.retire().needed == (old,)
    assert journal.verify().is_whole


def test_the_command_says_in_danish_what_stands_and_what_is_broken(history: tuple[str, str], cast: Cast) -> None:
    a, _ = history
    said = StringIO()
    call_command("journal", "anchor", stdout=said)
    call_command("journal", "anchor", "--reason", "minute", stdout=said)
    call_command("journal", "verify", stdout=said)
    count = JournalEntry.objects.count()
    assert said.getvalue().splitlines() == [
        "Journalen er forankret.",
        "Intet nyt at forankre.",
        f"Journalen er hel: 3 kæder, {count} rækker, 1 ankre.",
    ]
    with lifted():
        change(a, "")

    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("journal", "verify", "--organisation", a, stdout=said)

    assert ended.value.code == 1
    assert said.getvalue().splitlines() == [
        "Brud i kæden »Eksempel Kommune«: række 3 er ændret, flyttet eller skrevet uden nøglen.",
        "Journalen er IKKE hel: 1 brud i 1 kæder, 3 rækker, 1 ankre.",
    ]


def test_the_command_refuses_in_one_sentence_when_keys_or_room_are_missing(
    history: tuple[str, str], vault: Vault
) -> None:
    vault.anchors.mkdir(exist_ok=True)
    month = vault.anchors / f"heads-{timezone.now():%Y-%m}.jsonl"
    month.mkdir()
    with pytest.raises(CommandError, match="Ankeret kunne ikke skrives") as refused:
        call_command("journal", "anchor")
    assert refused.value.returncode == 2
    month.rmdir()
    (vault.keys / "keys.sqlite3").unlink()
    with pytest.raises(CommandError, match=r"Der er ingen nøgler i .* men databasen er forseglet"):
        call_command("journal", "verify")


def test_a_round_anchors_and_asks_for_the_next_one_once(history: tuple[str, str]) -> None:
    assert rounds.begin()
    assert not rounds.begin()
    waiting = rounds.DBTaskResult.objects.get()
    waiting.delete()
    rounds.make.call()
    assert JournalAnchor.objects.get().reason == "minute"
    assert rounds.DBTaskResult.objects.get().run_after > timezone.now() + dt.timedelta(seconds=50)


@pytest.fixture
def on_disk(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """What threads open is a database on disk, never SQLite's shared memory, whose locks are of another kind."""
    settings_dict = connections.settings["default"]
    name = settings_dict["NAME"]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "disk.sqlite3")])
        settings_dict["NAME"] = str(tmp_path / "disk.sqlite3")
    yield
    settings_dict["NAME"] = name


def in_threads(*works: Callable[[], None]) -> None:
    """Runs each work in a thread with connections of its own; a failure of any is raised here."""
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(_closing, work) for work in works]:
            done.result()


def _closing(work: Callable[[], None]) -> None:
    try:
        work()
    finally:
        connections.close_all()
        secrets.store.close()


def test_eight_writers_at_once_leave_whole_chains_and_a_verifier_is_never_misled(vault: Vault, on_disk: None) -> None:
    names = [uuid4(), uuid4()]
    by = people.job("test")
    writing = threading.Event()
    writing.set()
    verified = []

    def write(writer: int) -> None:
        for number in range(12):
            with journal.writing():
                for organisation in names if writer % 2 else reversed(names):
                    journal.note(
                        "test.made", by=by, organisation=organisation, data={"writer": writer, "number": number}
                    )

    def verify() -> None:
        while writing.is_set():
            verified.append(journal.verify().findings)

    def everybody_writes() -> None:
        try:
            in_threads(*(functools.partial(write, number) for number in range(8)))
        finally:
            writing.clear()

    def look() -> None:
        report = journal.verify()
        assert (report.findings, report.rows) == ([], 8 * 12 * 2)
        for name in names:
            written = [(row.data["writer"], int(row.data["number"])) for row in rows(str(name))]
            for writer in range(8):
                assert [number for who, number in written if who == str(writer)] == list(range(12))

    in_threads(verify, everybody_writes)
    in_threads(look)
    assert len(verified) > 1
    assert [findings for findings in verified if findings] == []
