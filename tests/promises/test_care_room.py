"""A record of somebody's care is met nowhere but at its own door: no address, search, feed, export, picture or count knows of it."""

from __future__ import annotations

import ast
import datetime as dt
import html
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.db import connection, models, transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from samspil.site.management.commands import digest
from samspil.spine import kinds, outbox, own_page, people, rounds, search, visibility
from samspil.spine.models import Consent, Gathering, JournalEntry, Node, Organisation, Pass, Person, rooms
from tests.kit import databases
from tests.kit.addresses import addresses
from tests.kit.answers import strip
from tests.kit.world import CAST, World
from tests.kit.written import Written
from tests.promises.test_closed_alike import MISSING
from tests.visits.planted import CANARY, CONSENTED, Planted, plant

pytestmark = pytest.mark.django_db

SAMSPIL = Path(__file__).parents[2] / "samspil"
LEAK = re.compile(rf"{CANARY}-\w+|{CONSENTED}", re.IGNORECASE)
EVERYBODY = (*CAST, "dorte", "code")
# Who has the person in their care, who is of a party, who stands outside, and nobody in particular: before and after.
READERS = ("alice", "sofie", "charlie", "dorte")
# Of these `make test` asks one of each: who may open the record, who works beside it, who stands outside.
NEAR = (("alice", "sofie"), ("bob", "poul", "ditte"), ("charlie", "dorte", "code"))
# The log-in's own addresses know no record.
OURS = [
    name
    for name in sorted(addresses(get_resolver().url_patterns))
    if not name.startswith(("account_", "mfa_", "usersessions_"))
]


def asked(count: int) -> list[str]:
    """Give the addresses that take so many keys."""
    found = []
    for name in OURS:
        try:
            reverse(name, args=[MISSING] * count)
        except NoReverseMatch:
            continue
        found.append(name)
    return found


PLAIN, WITH_A_KEY, WITH_TWO = asked(0), asked(1), asked(2)


def planted_by(world: World, *, past_the_deeds: bool = True) -> Planted:
    """Plant a record in Alice's care, to which Sofie's house is party; Bob is asked to come."""
    alice, bob, sofie = (Person.objects.get(user=world.users[name]) for name in ("alice", "bob", "sofie"))
    house, other = (
        Organisation.objects.filter(roles__person=who).order_by("pk").distinct()[0] for who in (alice, sofie)
    )
    return plant(
        by=people.actor_for(alice),
        person=alice,
        organisation=house,
        party=other,
        within=next(role.circle for role in alice.roles.filter(circle__isnull=False)),
        invited=(bob,),
        past_the_deeds=past_the_deeds,
    )


class Browsers:
    """A browser for each of the cast, and one that holds a pass to the record itself."""

    def __init__(self, world: World) -> None:
        self.by_name = {name: world.as_(name) for name in EVERYBODY if name != "code"}
        self.by_name["code"] = Client(HTTP_HOST="127.0.0.1")

    def hold(self, issued: Pass) -> None:
        session = self.by_name["code"].session
        session["passes"] = [str(issued.pk)]
        session.save()


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is done within, and let what must stand last think that it does."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined] -- Django's own mark: this block is the test's, not the product's
    with block:
        yield
        transaction.set_rollback(True)


def read(client: Client, path: str, query: dict[str, str] | None = None) -> tuple[int, str]:
    answer = client.get(path, query or {})
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    return answer.status_code, strip(content.decode("utf-8", "replace"))


def unnumbered(body: str) -> str:
    """The page without the number of what is expected of its reader."""
    return re.sub(r'<span class="tally">\d+.*?</span></span>', "", body, flags=re.DOTALL)


def pages() -> list[str]:
    """Give the pages that lie open: every address without a key, and the page and the thread of one record of each kind."""
    found = [reverse(name) for name in PLAIN]
    for kind in kinds.everyone():
        if (node := Node.objects.filter(kind=kind.name).order_by("pk").first()) is not None:
            found += [reverse(kind.url_name, args=[node.pk]), reverse("web:thread", args=[node.pk])]
    return list(dict.fromkeys(found))


@pytest.fixture(scope="module")
def met(world: World) -> Iterator[dict[str, Any]]:
    """Read every page, plant the record, and read them again, the clock standing still."""
    with time_machine.travel(timezone.now(), tick=False):
        browsers = Browsers(world)
        for client in browsers.by_name.values():
            client.get("/")
        readers = databases.asked(READERS, many=1, first=2, of="readers")
        before = {(name, path): read(browsers.by_name[name], path) for name in readers for path in pages()}
        planted = planted_by(world)
        after = {(name, path): read(browsers.by_name[name], path) for name in readers for path in pages()}
        browsers.hold(planted.issued)
        yield {"planted": planted, "before": before, "after": after, "browsers": browsers}


def test_there_are_addresses_to_ask(world: World) -> None:
    assert len(PLAIN) > 30
    assert len(WITH_A_KEY) > 100


def test_no_page_counts_lists_or_draws_what_was_planted(met: dict[str, Any]) -> None:
    read_by = Counter(name for name, _path in met["before"])
    assert min(read_by.values()) > 75
    changed = {
        key for key, (_status, body) in met["before"].items() if unnumbered(met["after"][key][1]) != unnumbered(body)
    }
    changed |= {key for key, (status, _body) in met["before"].items() if met["after"][key][0] != status}
    # What is kept about somebody tells of its own readings, so that it is never twice the same; what it says is looked at below.
    told = {reverse(name) for name in ("web:my_data", "web:my_data_pdf", "web:my_data_zip")}
    changed = {(name, path) for name, path in changed if path not in told}
    # Who has the person in their care is told of what they owe: its purpose and date on their own page, its number on the others.
    assert changed == {("alice", reverse("web:overview"))} & met["before"].keys()
    for name in read_by.keys() - {"alice"}:
        assert [
            path
            for (who, path), body in met["before"].items()
            if who == name and path not in told and met["after"][who, path] != body
        ] == []
    assert [key for key, (_status, body) in met["after"].items() if LEAK.search(html.unescape(body))] == []


@pytest.mark.walk(many=1, first=NEAR)
@pytest.mark.parametrize("name", EVERYBODY)
def test_every_address_answers_its_keys_as_keys_of_nothing(met: dict[str, Any], name: str) -> None:
    client, different = met["browsers"].by_name[name], []
    keys = met["planted"].keys
    with time_machine.travel(timezone.now(), tick=False):
        client.get("/")
        for address in WITH_A_KEY:
            expected = read(client, reverse(address, args=[MISSING]))
            wanted = keys if address.startswith("web:") else {"node": keys["node"]}
            for what, key in wanted.items():
                status, body = read(client, reverse(address, args=[key]))
                body = body.replace(str(key), str(MISSING))
                if (status, body) != expected or LEAK.search(html.unescape(body)):
                    different.append((address, what, status, expected[0]))
    assert different == []


@pytest.mark.walk(many=1, first=1)
@pytest.mark.parametrize("name", ["alice", "sofie", "code"])
def test_nothing_is_done_to_it_at_any_address(met: dict[str, Any], name: str) -> None:
    client, key, done = met["browsers"].by_name[name], met["planted"].node.pk, []
    for address in WITH_A_KEY:
        with transaction.atomic(), connection.execute_wrapper(written := Written()):
            sent = client.post(reverse(address, args=[key]), {"why": "x", "proof": "x", "words": "x"})
            transaction.set_rollback(True)
        if written.tables or LEAK.search(html.unescape(sent.content.decode("utf-8", "replace"))):
            done.append((address, sent.status_code, sorted(written.tables)))
    assert done == []


@pytest.mark.walk(many=1, first=NEAR)
@pytest.mark.parametrize("name", EVERYBODY)
def test_nothing_begins_from_it_and_no_search_finds_it(met: dict[str, Any], name: str) -> None:
    client, link = met["browsers"].by_name[name], f"/{met['planted'].node.pk}/"
    node, leaks = met["planted"].node, []
    for path in map(reverse, PLAIN):
        # Whoever owes a call on it meets the link on their own page, whatever the address asks for.
        is_owed = link in read(client, path)[1]
        for query in ({"fra": str(node.pk)}, {"q": CANARY}, {"node": str(node.pk)}):
            _status, body = read(client, path, query)
            if LEAK.search(html.unescape(body)) or (link in body and not is_owed):
                leaks.append((path, query))
        assert not is_owed or (name, path) == ("alice", reverse("web:overview"))
    assert leaks == []


@pytest.mark.walk(many=1, first=1)
@pytest.mark.parametrize("name", ["alice", "sofie", "code"])
def test_an_address_of_two_keys_answers_them_as_keys_of_nothing(met: dict[str, Any], name: str) -> None:
    client, key, different = met["browsers"].by_name[name], met["planted"].node.pk, []
    with time_machine.travel(timezone.now(), tick=False):
        client.get("/")
        for address in WITH_TWO:
            expected = read(client, reverse(address, args=[MISSING, MISSING]))
            for keys in ((key, MISSING), (MISSING, key), (key, key)):
                status, body = read(client, reverse(address, args=keys))
                if (status, body.replace(str(key), str(MISSING))) != expected or LEAK.search(html.unescape(body)):
                    different.append((address, keys.index(key), status, expected[0]))
    assert different == []


def actor_of(world: World, name: str) -> people.Actor:
    return people.actor_for(Person.objects.get(user=world.users[name]))


def test_no_calendar_holds_its_meeting(met: dict[str, Any], world: World) -> None:
    """Those who have the person, and who is asked to come, carry their calendars about."""
    node, read_ones, leaks = met["planted"].node, 0, []
    calendars = [name for name in WITH_A_KEY if reverse(name, args=[MISSING]).endswith(".ics")]
    nodes = [Node.objects.filter(kind=kind.name).order_by("pk").first() for kind in kinds.everyone()]
    for name in CAST:
        with undone():
            own = reverse("web:own_calendar", args=[own_page.open_calendar(by=actor_of(world, name))])
            others = [reverse(each, args=[shown.pk]) for each in calendars for shown in nodes if shown is not None]
            for path in (own, *others):
                status, body = read(met["browsers"].by_name[name], path)
                read_ones += status == 200
                if LEAK.search(body) or str(node.pk) in body:
                    leaks.append((name, path))
    assert leaks == []
    assert read_ones > len(CAST)
    assert Gathering.anywhere.filter(pk=node.pk).exists(), "or there was nothing to hold"


def test_neither_the_digest_nor_the_work_of_a_day_tells_of_it(met: dict[str, Any]) -> None:
    node, soon = met["planted"].node, timezone.now() + dt.timedelta(hours=1)
    with undone():
        digest.send(soon, soon)
        for name, work in rounds._days_work.items():
            assert rounds.step(name, lambda work=work: work(timezone.localdate())), name
        waiting = list(outbox.waiting())
        sent, failed = outbox.send_waiting(limit=1000)

    told = [f"{each.subject} {each.body} {each.calendar}" for each in waiting]
    told += [each.message().as_string() for each in mail.outbox]
    assert (sent > 0, failed) == (True, 0)
    assert [words for words in told if LEAK.search(words)] == []
    # Those who are asked to come are told that there is news, and with a link of their own.
    assert [words for words in told if str(node.pk) in words] == []


def test_whoever_may_open_it_would_have_met_it(met: dict[str, Any], world: World) -> None:
    """Or the tests above prove nothing: the record stands there, and three of them may open it."""
    node = met["planted"].node
    assert Node.anywhere.get(pk=node.pk).title.startswith(CANARY)
    may = {
        name
        for name in CAST
        if visibility.care_nodes(people.actor_for(Person.objects.get(user=world.users[name])))
        .filter(pk=node.pk)
        .exists()
    }
    assert {"alice", "sofie"} <= may
    for who in (people.job("report"), people.actor_for(Person.objects.get(user=world.users["alice"]))):
        assert not visibility.nodes(who).filter(pk=node.pk).exists()
        assert not search.find(who, CANARY).exists()


def test_a_planted_fault_is_seen(met: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Were both the chokepoint and the manager to forget the room, the record's thread would lie open."""
    node, client = met["planted"].node, met["browsers"].by_name["alice"]
    # The question that is kept for equal actors is written anew, and the faulty one is kept for nobody.
    monkeypatch.setattr(visibility, "_readable", visibility._readable.__wrapped__)
    monkeypatch.setattr(visibility, "condition", lambda actor, **_: models.Q())
    monkeypatch.setattr(rooms.InThread, "get_queryset", models.Manager.get_queryset)
    monkeypatch.setattr(Node, "check_on_thread", lambda self: None)
    _status, body = read(client, reverse("web:thread", args=[node.pk]))
    assert LEAK.search(html.unescape(body))


# At rest


def in_the_open() -> Counter[tuple[str, str]]:
    """Count the values of every column of every table that hold a planted word."""
    found = Counter[tuple[str, str]]()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, (models.CharField, models.TextField, models.JSONField)):
                values = model._base_manager.values_list(field.attname, flat=True)
                found[model._meta.label, field.name] += sum(CANARY in str(value) for value in values)
    return found


def test_the_deeds_leave_no_word_in_the_open(world: World) -> None:
    """Every column of every table is read: what was said is sealed, or was never kept."""
    with undone():
        before = in_the_open()
        planted = planted_by(world, past_the_deeds=False)
        found = set(in_the_open() - before)
        noted = [entry.data for entry in JournalEntry.objects.filter(node_id=planted.node.pk)]
        consented = Consent.objects.get(node=planted.node).purposes
    # The feature's own codes, and where a passage stands: its author's to keep free of words (docs/how-to/care-records.md).
    assert found == {
        ("visits.Visit", "way"),
        ("visits.Contact", "note"),
        ("spine.Quote", "speaker"),
        ("spine.Quote", "place"),
    }
    assert consented == [CONSENTED]
    assert len(noted) > 8


# The source


INSIDE = frozenset(
    {"anywhere", "_base_manager", "base_manager", "care_nodes", "care_condition", "open_care", "Opening", "raw"}
)
# A join from a person, a place or a subject asks no manager, so that it counts and reads the rows of both rooms.
ACROSS = re.compile(
    r"(?:-?|(?:person|owner|by|organisation|circle|within|heir|subject)__)"
    r"(?:care_nodes|nodes|duties|duties_to_inherit|invitations|reads|passes|caseload|consents|texts|files)(?:__\w+)?"
)
ASKING = frozenset(
    "filter exclude get annotate aggregate alias values values_list order_by Q F Count Sum Max Min OuterRef".split()
)
JOINED = {
    # ... to gatherings of the thread, which are given.
    "features/cases/open_data/queries.py": ["person__invitations__gathering__in"],
}


def around_the_door(source: str) -> list[str]:
    """Give what a module outside the spine says that only the spine may: the ways to rows of the care room."""
    return sorted(
        {each.attr for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Attribute) and each.attr in INSIDE}
        | {
            alias.name
            for each in ast.walk(ast.parse(source))
            if isinstance(each, ast.ImportFrom)
            for alias in each.names
            if alias.name in INSIDE
        }
    )


def test_nothing_outside_the_spine_goes_around_the_door() -> None:
    outside = [path for part in ("features", "web", "site") for path in (SAMSPIL / part).rglob("*.py")]
    assert len(outside) > 200
    found = {path.relative_to(SAMSPIL).as_posix(): around_the_door(path.read_text("utf-8")) for path in outside}
    assert {name: ways for name, ways in found.items() if ways} == {}


def test_a_way_around_the_door_is_seen() -> None:
    assert around_the_door("Node.anywhere.all()\nvisibility.care_nodes(by)\n") == ["anywhere", "care_nodes"]
    assert around_the_door("from samspil.spine.access import Opening\nNode.objects.all()\n") == ["Opening"]


def joins(source: str) -> list[str]:
    """Give the look-ups of a module that go from people and places to the rows of both rooms."""
    found = []
    for each in ast.walk(ast.parse(source)):
        if not isinstance(each, ast.Call) or (name := ast.unparse(each.func).rpartition(".")[2]) not in ASKING:
            continue
        said = [arg.value for arg in each.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name not in {"annotate", "aggregate", "alias"}:
            said += [keyword.arg for keyword in each.keywords if keyword.arg]
        found += [words for words in said if ACROSS.fullmatch(words)]
    return found


def test_nothing_outside_the_spine_joins_from_people_and_places_into_both_rooms() -> None:
    outside = [path for part in ("features", "web", "site") for path in (SAMSPIL / part).rglob("*.py")]
    found = {path.relative_to(SAMSPIL).as_posix(): joins(path.read_text("utf-8")) for path in outside}
    assert {name: said for name, said in found.items() if said} == JOINED


def test_a_join_into_both_rooms_is_seen() -> None:
    assert joins('Organisation.objects.annotate(how_many=Count("nodes"))') == ["nodes"]
    assert joins('Person.objects.filter(duties__title="x").values("invitations__note")') == [
        "invitations__note",
        "duties__title",
    ]
    assert joins('Seat.objects.filter(person__duties__node__kind="x", node__duties__isnull=True)') == [
        "person__duties__node__kind"
    ]


def test_an_opening_is_made_by_the_log_alone() -> None:
    made = [
        path.relative_to(SAMSPIL).as_posix()
        for path in SAMSPIL.rglob("*.py")
        for each in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(each, ast.Call) and ast.unparse(each.func).rpartition(".")[2] == "Opening"
    ]
    assert made == ["spine/access.py"]


def test_every_table_that_hangs_on_a_node_was_thought_about() -> None:
    """A table with a node is answered from the thread alone, or its row in docs/decisions/0018 says why it need not be."""
    decided = (Path(__file__).parents[2] / "docs/decisions/0018-the-care-room.md").read_text("utf-8")
    hanging = {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("samspil.spine")
        for field in model._meta.concrete_fields
        if field.related_model is Node
    }
    assert sorted(name for name in hanging if f"| {name}" not in decided) == []
