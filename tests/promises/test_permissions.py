"""Who may open and send what: every address, for each of the cast and the holder of a paper code, in every state that matters.

The tables under `permissions/` are written by hand from the law of the product. A cell says what is answered: 200 shown,
302 done and sent on, 403 not allowed, 404 as if it were not there, 405 no such way in, 422 the form comes back with what is
wrong, `back` sent back to the record with a reason, or because it stands so already, `login` asked to log in. Whatever is not
done has changed nothing and is in no journal. Where a page `holds` a personal link, `code` is the holder of that.
"""

from __future__ import annotations

import datetime as dt
import re
import time
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from lxml import html

from samspil.spine import undoing
from samspil.spine.models import Node, Pass, StoredFile, TextVersion
from samspil.web import rights
from samspil.web.middleware import SEEN
from tests.kit.addresses import addresses
from tests.kit.scene import Scene
from tests.kit.world import World
from tests.kit.written import Written

FOLDER = Path(__file__).parent / "permissions"
ROLES = ("dorte", "charlie", "bob", "alice", "poul", "sofie", "ditte", "code")
OUTCOMES = {"200", "302", "403", "404", "405", "422", "back", "login"}
DONE = {"200", "302"}
NAMED = re.compile(r"\{(.+?)\}")
# Addresses whose permissions are another's work, and why they stand in no table.
ELSEWHERE = {
    "account_": "django-allauth's own log-in and password pages; tests/web/test_accounts.py holds what we decide about them",
    "mfa_": "django-allauth's own pages of codes and keys, each for the account that is logged in",
    "usersessions_": "django-allauth's own page of the account's sessions",
}


# What makes something public with no preview of its own, since the page asks for, or shows, just that.
SHOWS_IT = {
    "cases:close": "the form asks for the title that the public sees instead",
    "cases:preview": "the page shows all that was read in, as it becomes public",
    "partnerships:photo": "the file lies at an activity that all see, and is shown to the partnership alone; test_day.py holds that",
    "partnerships:new_programme": "the form asks who may see it",
    "voices:write_us": "the words are sealed, for those who read the voice's own; tests/features/voices/test_messages.py holds that",
    "voices:publish": "the page before it tells, in voices/review.html; tests/features/voices holds that",
}


@dataclass(frozen=True)
class Row:
    """One line of a table: an address, a state of its record, a method, and what each role is answered."""

    name: str
    state: str
    method: str
    expected: tuple[str, ...]
    page: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.name}-{self.state}-{self.method}"


def read(text: str) -> list[Row]:
    """Read the tables of one file; a malformed one is an error, never skipped."""
    rows = []
    for name, page in tomllib.loads(text).items():
        head, *lines = page["table"].strip().splitlines()
        assert head.split() == ["state", "method", *ROLES], f"{name}: {head}"
        for line in lines:
            state, method, *expected = line.split()
            assert len(expected) == len(ROLES), f"{name}: {line}"
            assert set(expected) <= OUTCOMES, f"{name}: {line}"
            assert method in {"GET", "POST"}, f"{name}: {line}"
            rows.append(Row(name, state, method, tuple(expected), page))
        assert page["law"].strip().endswith(".")
    return rows


ROWS = [row for path in sorted(FOLDER.glob("*.toml")) for row in read(path.read_text(encoding="utf-8"))]


def ours() -> set[str]:
    return {name for name in addresses(get_resolver().url_patterns) if not name.startswith(tuple(ELSEWHERE))}


def test_every_address_has_its_rows_and_every_row_its_address() -> None:
    named = {row.name for row in ROWS}
    assert sorted(ours() - named) == []
    assert sorted(named - ours()) == []


def test_no_row_stands_twice() -> None:
    assert [key for key, times in Counter(map(str, ROWS)).items() if times > 1] == []


def test_whatever_changes_something_is_tried_by_sending() -> None:
    """A page with a form of its own has a row that sends it, or the table would only prove who sees the form."""
    sends = {row.name for row in ROWS if row.method == "POST"}
    assert {row.name for row in ROWS if row.page.keys() & {"send", "sends_the_form_as_it_stands"}} - sends == set()
    assert {row.name for row in ROWS if "405" in row.expected} - sends == set()


def test_a_malformed_table_is_not_skipped() -> None:
    with pytest.raises(AssertionError):
        read(
            '["x:y"]\nlaw = "Nej."\ntable = """\nstate method dorte charlie bob alice poul sofie ditte code\n- GET 200 200\n"""'
        )
    with pytest.raises(AssertionError):
        read('["x:y"]\nlaw = "Nej."\ntable = """\nstate method dorte charlie bob alice poul sofie ditte\n"""')


def test_the_matrix_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    cells = len(ROWS) * len(ROLES)
    with capsys.disabled():
        print(f"\npermission matrix: {len(ours())} addresses, {len(ROWS)} rows, {cells} cells")
    assert cells > 2000


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return Scene()


class Browsers:
    """A browser for each role, logged in once. Each cell takes a copy, so that none inherits another's session.

    Each has just opened a page, so that what waits for them lies in the session: counted for every cell, it is more than half of all work.
    """

    def __init__(self, world: World) -> None:
        clients = {name: world.as_(name) for name in ROLES if name != "code"}
        for client in clients.values():
            client.get(reverse("web:glossary"))
        self.cookies = {name: client.cookies for name, client in clients.items()}

    def take(self, role: str, held: Any) -> Client:
        client = Client(HTTP_HOST="127.0.0.1")
        if role != "code":
            client.cookies.update(self.cookies[role])

        session = client.session
        if role == "code":
            session["passes"] = [str(held)]
        # Within the minute, however long ago the first cell was.
        session[SEEN] = time.time()
        session.save()
        return client


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is taken back within ten minutes be taken back as long as the tables are read: who may is asked here."""
    monkeypatch.setattr(undoing, "LASTS", dt.timedelta(days=2))


@pytest.fixture(scope="module")
def browsers(world: World) -> Browsers:
    return Browsers(world)


def outcome(response: Any, method: str, *, noted: bool, leaves_no_note: bool) -> str:
    """Name an answer as the tables do."""
    if response.status_code in {301, 302}:
        if response["Location"].startswith("/konto/login/"):
            return "login"
        return "302" if method == "GET" or noted or leaves_no_note else "back"
    # Whoever sent words is shown them with the way to log in, instead of losing them on the way there.
    return "login" if response.status_code == 401 else str(response.status_code)


def filled(page: bytes) -> dict[str, list[str]]:
    """Return a page's form as a browser would send it unchanged."""
    form = html.fromstring(page).xpath("//main//form[@method='post']")[0]
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    return sent


def public() -> set[UUID]:
    """Return all that everybody may read: records, wordings and files."""
    shown = {"visibility": Node.Visibility.PUBLIC}
    records = Node.objects.filter(**shown).values("pk")
    files, words = StoredFile.objects.filter(node__in=records), TextVersion.objects.filter(text__node__in=records)
    return {pk for rows in (records, files, words) for pk in rows.values_list("pk", flat=True)}


class Cell:
    """One role at one row."""

    # Pages that were seen to tell what becomes public: whoever may do the deed is shown the same page.
    TOLD: ClassVar[set[str]] = set()

    def __init__(self, row: Row, role: str, scene: Scene, browsers: Browsers) -> None:
        self.row, self.role, self.scene, self.page = row, role, scene, row.page
        record = self.page.get("record", "")
        self.client = browsers.take(role, self._held())
        self.arguments = scene.records[f"{record} {row.state}"] if record else tuple(self.page.get("takes", ()))
        self.query = {key: scene.value(value.removeprefix("@")) for key, value in self.page.get("query", {}).items()}
        if "begins_from" in self.page and row.state != "nothing":
            self.query["fra"] = scene.value(f"{self.page['begins_from']} {row.state}")
        if self.page.get("uploads"):
            self.arguments = (self._upload() if row.state == "own" else "aaaaaaaa-0000-4000-8000-000000000000",)

    def _held(self) -> Any:
        """Return the pass of the holder: a personal link's, where the page `holds` one, else a voice's paper code."""
        if (link := self.page.get("holds")) is not None:
            return self.scene.records[f"{link} {self.row.state}"][0]
        name = f"voice {self.row.state}" if self.page.get("record") == "voice" else "voice received"
        return Pass.objects.get(node=self.scene.records[name][0], revoked_at__isnull=True).pk

    def _upload(self) -> str:
        sent = {"body": self.scene.value("body public"), "text": self.scene.value("text minutes")}
        answer = self.client.post(reverse("cases:import"), sent)
        if answer.status_code != 302:
            return "aaaaaaaa-0000-4000-8000-000000000000"
        return answer["Location"].rstrip("/").rpartition("/")[2]

    def _sent(self) -> dict[str, Any]:
        sent: dict[str, Any] = {}
        if self.page.get("sends_the_form_as_it_stands"):
            shown = self.client.get(self.address)
            sent |= filled(shown.content) if shown.status_code == 200 else {}
        for key, value in self.page.get("send", {}).items():
            # A field may be named after a record: "printed-{item undecided}".
            field = NAMED.sub(lambda found: str(self.scene.value(found[1])), key)
            sent[field] = self.scene.value(value[1:]) if isinstance(value, str) and value.startswith("@") else value
        return sent

    @property
    def address(self) -> str:
        return reverse(self.row.name, args=self.arguments)

    def _tells(self) -> bool:
        """Tell whether the page before the deed tells what becomes public."""
        if self.row.name in self.TOLD or self.row.name in SHOWS_IT:
            return True
        is_registered = any(each.url == self.row.name and each.opens for each in rights.registered())
        if is_registered or b"becomes-public" in self.client.get(self.address, self.query).content:
            self.TOLD.add(self.row.name)
            return True
        return False

    def answer(self) -> str:
        """Ask, and give the outcome, with what is wrong when something was changed that should not be."""
        sent = self._sent() if self.row.method == "POST" else {}
        is_done = self.row.method == "POST" and self.row.expected[ROLES.index(self.role)] == "302"
        is_told = not is_done or self._tells()
        before = set() if is_told else public()
        with connection.execute_wrapper(written := Written()):
            response = self._ask(sent)
        tables, noted = written.tables, "spine_journalentry" in written.tables
        # That somebody has looked is their own, and kept by the page itself.
        tables -= {self.page["keeps_the_look"]} if "keeps_the_look" in self.page else set()
        silent = "leaves_no_note" in self.page
        found = outcome(response, self.row.method, noted=noted, leaves_no_note=silent)
        if tables and (self.row.method == "GET" or found not in DONE):
            return f"{found}, but {', '.join(sorted(tables))} was written"
        if self.row.method == "POST" and found in DONE and not noted and not silent:
            return f"{found}, but the journal says nothing of it"
        if not is_told and public() - before:
            return f"{found}, but the page before it did not tell what becomes public"
        return found

    def _ask(self, sent: dict[str, Any]) -> Any:
        if self.row.method == "GET":
            return self.client.get(self.address, self.query)
        query = "&".join(f"{key}={value}" for key, value in self.query.items())
        return self.client.post(f"{self.address}?{query}" if query else self.address, sent)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_is_answered_as_the_law_says(row: Row, scene: Scene, browsers: Browsers) -> None:
    answered, expected = {}, dict(zip(ROLES, row.expected, strict=True))
    for role in ROLES:
        cell = transaction.atomic()
        cell._from_testcase = True  # type: ignore[attr-defined] -- Django's own mark: this block is the test's, not the product's
        with cell:
            answered[role] = Cell(row, role, scene, browsers).answer()
            transaction.set_rollback(True)
    assert answered == expected, row.page["law"]
