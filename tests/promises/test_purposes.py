"""A pass opens what it was issued for and nothing else: every purpose against every address, expected by hand."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern
from django.utils import timezone

from samspil.features.partnerships.charter import actions as charter
from samspil.features.partnerships.civic import actions as civic
from samspil.features.partnerships.core import actions as core_actions
from samspil.features.partnerships.day import actions as day
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.plans import actions as plans
from samspil.features.partnerships.relations import actions as relations
from samspil.features.partnerships.times import actions as times
from samspil.features.partnerships.times.rules import Wish
from samspil.features.voices import actions as voices
from samspil.spine import gatherings, invitations, pass_purposes, passes, people
from samspil.spine.models import Message, Node, Pass
from samspil.web import personal_links
from tests.kit.cast import SINCE, Cast

SAMSPIL = Path(__file__).parents[2] / "samspil"
JOB = people.job("test")
CANARY = "Kanarieprøven"
# django-allauth's own pages know nothing of passes.
ELSEWHERE = ("account_", "mfa_", "usersessions_")
SHOWN = {200, 302, 422}
# Pages that ask for a code: sent a wrong one, each shows itself again and opens nothing.
DOORS = {
    "partnerships:charter_door",
    "partnerships:civic_door",
    "partnerships:rate",
    "partnerships:relation_door",
    "partnerships:times_door",
    "voices:code",
    "web:invitation_door",
}
SHOWN_AGAIN = {"voices:detail", "voices:own", "voices:list"}
# By purpose: everything that its holder is shown or may send, and somebody without it is not. Written from the law:
# a link is for one page, and for the door to it; mails from before there were doors have the token in the path.
# Only the paper code lets its holder read the record itself, wherever that is read.
OPENS = {
    "acknowledge": """
        POST partnerships:charter_door
        GET partnerships:charter_link
        GET partnerships:own_charter    POST partnerships:own_charter
    """,
    "civic_task": """
        POST partnerships:civic_door
        GET partnerships:civic_link
        GET partnerships:own_civic      POST partnerships:own_civic
        POST partnerships:own_stop
    """,
    "invitation": """
        POST web:invitation_door
        GET web:invitation_link
        GET web:invitation              POST web:invitation
    """,
    "plan_calendar": """
        GET partnerships:own_feed
    """,
    "rate_activity": """
        POST partnerships:rate
    """,
    "relation": """
        POST partnerships:relation_door
        GET partnerships:relation_link
        GET partnerships:own_relation   POST partnerships:own_relation
    """,
    "times": """
        POST partnerships:times_door
        GET partnerships:times_link
        GET partnerships:own_times      POST partnerships:own_times
        POST partnerships:own_calendar
    """,
    "voice": """
        POST voices:code
        GET voices:own
        GET voices:detail
        GET voices:list
        GET voices:withdraw             POST voices:withdraw
        GET web:door
        GET web:thread
        GET web:thread_picture
        GET web:thread_poster
    """,
}


@dataclass(frozen=True)
class Given:
    """One pass as it is given out, and the keys by which its holder could try to reach what lies around it."""

    issued: Pass
    token: str
    keys: tuple[Any, ...]


class Closed:
    """A partnership that only its own see, with something of each kind that somebody outside is given a link to."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.association = cast, people.add_organisation(by=JOB, name="Foreningen", kind="association")
        self.bob = cast.person(cast.bob)

        people.give_role(
            by=JOB,
            person=self.bob,
            role="staff",
            organisation=cast.municipality,
            circle=cast.partnership,
            from_on=SINCE,
        )
        cast.partnership.partners.add(self.association)
        self.partnership = core_actions.set_up(
            by=JOB,
            name=f"{CANARY} i Eksempel",
            circle=cast.partnership,
            organisation=cast.municipality,
            purpose=f"At møde {CANARY}.",
            visibility="circle",
        )
        self.frida = parties.add_member(
            by=JOB,
            partnership=self.partnership,
            name="Frida",
            role="member",
            organisation=self.association,
            email="frida@example.org",
        ).person
        self.later = timezone.localdate() + dt.timedelta(days=30)
        self.activity = plans.plan(by=JOB, partnership=self.partnership, title=f"{CANARY} mødes")
        starts = timezone.now() + dt.timedelta(days=30)
        gatherings.move(
            by=JOB, gathering=self.activity.gathering, starts_at=starts, ends_at=starts + dt.timedelta(hours=1)
        )

    def give(self, purpose: str) -> Given:
        """Return out a pass of a purpose in the product's own way."""
        node, token, row = getattr(self, f"_{purpose}")()
        issued = Pass.objects.get(node=node, purpose=purpose, revoked_at__isnull=True)
        return Given(issued, token, _each_once(node.pk, row, self.partnership.pk, self.activity.pk))

    def _mailed(self, node: Node, mark: str) -> str:
        # Mail that waits is sealed: its words are read one by one.
        bodies = [each.body for each in Message.objects.filter(node=node).order_by("-created_at")]
        return next(line for body in bodies for line in body.split() if mark in line).rpartition("#")[2]

    def _acknowledge(self) -> tuple[Node, str, Any]:
        told = {"citizen": ("Fortæller", "At andre lytter"), "politician": ("Lytter", "")}
        made = charter.write(by=JOB, partnership=self.partnership, told=told)
        charter.ask(by=JOB, charter=made, persons=[self.frida])
        return self.partnership.node, self._mailed(self.partnership.node, "/r/#"), made.pk

    def _civic_task(self) -> tuple[Node, str, Any]:
        made = civic.give(
            by=JOB,
            partnership=self.partnership,
            association=self.association,
            task=civic.Task(title="Kaffe", authority=self.cast.municipality, adds="adds", today="Åbent mandag"),
        )
        link = civic.link_for(by=JOB, task=made, person=self.frida)
        return made.duty.node, link.rpartition("#")[2], made.pk

    def _invitation(self) -> tuple[Node, str, Any]:
        made = gatherings.invite(by=JOB, gathering=self.activity.gathering, person=self.frida)
        invitations.send(by=JOB, gathering=self.activity.gathering, title="Møde")
        return self.activity.node, self._mailed(self.activity.node, "/m/#"), made.pk

    def _plan_calendar(self) -> tuple[Node, str, Any]:
        holder = people.actor_for(self.bob)
        return self.partnership.node, plans.issue_calendar(by=holder, partnership=self.partnership), None

    def _rate_activity(self) -> tuple[Node, str, Any]:
        held = plans.plan(
            by=JOB, partnership=self.partnership, title=f"{CANARY} kom", on=dt.date(2026, 5, 1), level="involve"
        )
        held = plans.move(by=JOB, activity=held, state="held")
        return held.node, day.ask_for_ratings(by=JOB, activity=held), None

    def _relation(self) -> tuple[Node, str, Any]:
        for number in range(4):
            parties.add_member(
                by=JOB, partnership=self.partnership, name=f"Nr. {number}", role="member", organisation=self.association
            )
        asking = relations.ask(by=JOB, partnership=self.partnership, moment="before")
        row = asking.asked.get(person=self.frida)
        Pass.objects.filter(purpose="relation").exclude(pk=row.issued_id).delete()
        return self.partnership.node, self._mailed(self.partnership.node, "/s/#"), row.pk

    def _times(self) -> tuple[Node, str, Any]:
        made = times.ask(
            by=self.cast.alice,
            partnership=self.partnership,
            activities=[plans.plan(by=JOB, partnership=self.partnership, title=f"{CANARY} uden tid")],
            wanted=[times.Wanted(person_id=self.bob.pk, organisation_id=self.cast.municipality.pk)],
            wish=Wish(
                first=self.later,
                last=self.later,
                parts=["late"],
                weekdays=range(7),
                half_hours=4,
                is_closed_by_agreement=False,
            ),
        )
        return made.node, self._mailed(made.node, "/t/#"), made.asked.get().pk

    def _voice(self) -> tuple[Node, str, Any]:
        made = voices.receive(
            by=JOB,
            given=voices.Given(
                organisation=self.cast.municipality,
                words=f"Det er {CANARY}.",
                purposes=["interpret", "quote"],
                consent_form="oral",
                title=f"{CANARY} siger",
                received_on=dt.date(2026, 6, 1),
                within=self.cast.partnership,
                owner=self.bob,
            ),
        )
        return made.node, voices.issue_code(by=JOB, voice=made), None


def _each_once(*keys: Any) -> tuple[Any, ...]:
    """The keys there are: some purposes have no row of their own, and some nodes are the partnership's or the activity's."""
    return tuple(dict.fromkeys(key for key in keys if key is not None))


def patterns(
    found: list[Any], space: str = "", before: dict[str, str] | None = None
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every address by name with the kinds of its parts (`uuid`, `int`, `str`)."""
    for each in found:
        kinds = (before or {}) | {key: type(made).__name__ for key, made in each.pattern.converters.items()}
        if isinstance(each.pattern, RegexPattern):
            kinds |= {key: "UUIDConverter" if key == "pk" else "Listing" for key in each.pattern.regex.groupindex}
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space, kinds)
        elif isinstance(each, URLPattern) and each.name and not each.name.startswith(ELSEWHERE):
            yield f"{space}{each.name}", kinds


ADDRESSES = dict(patterns(get_resolver().url_patterns))


def ways(given: Given) -> Iterator[tuple[str, str]]:
    """Yield (name, address) of all that the holder could ask for: every address with every key that fits its place."""
    fits = {
        "UUIDConverter": [key for key in given.keys if isinstance(key, UUID)],
        "IntConverter": [key for key in given.keys if isinstance(key, int)] or [1],
        "StringConverter": [given.token],
        "SlugConverter": ["ethno_raid"],
        "DoorConverter": ["stemmer"],
        "Listing": ["meeting"],
    }

    for name, kinds in ADDRESSES.items():
        if not kinds:
            yield name, f"{reverse(name)}?q={CANARY}&kode={given.token}"
            continue
        first, *rest = kinds
        for key in fits.get(kinds[first], []):
            yield name, reverse(name, kwargs={first: key} | {part: fits[kinds[part]][0] for part in rest})


def met(cookies: Any, method: str, address: str) -> tuple[bool, bool]:
    """Ask, undo whatever was done, and give (whether something was shown or done, whether it told of the closed record)."""
    client = Client()
    client.cookies.update(cookies)
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined] -- Django's own mark: this block is the test's
    with block:
        # An address with a token in its query is only sent on; what is sent carries it in the form.
        bare, sent = address.partition("&kode=")[0], _query(address)
        answer = client.get(address) if method == "GET" else client.post(bare, sent)
        transaction.set_rollback(True)

    to_login = answer.status_code == 302 and answer["Location"].startswith("/konto/")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
    # What was typed stands in the field it was typed in; that tells nothing.
    tells = CANARY in body.decode(errors="replace").replace(f'value="{CANARY}"', "").replace(f"»{CANARY}«", "")
    is_asked_again = answer.status_code == 422 and address.partition("?")[0] in map(reverse, DOORS)
    return answer.status_code in SHOWN and not (to_login or is_asked_again), tells


def _query(address: str) -> dict[str, str]:
    """The token under each name by which a page that asks for it takes it."""
    token = address.rpartition("kode=")[2] if "kode=" in address else ""
    return {"kode": token, personal_links.FIELD: token} if token else {}


def expected(purpose: str) -> set[str]:
    words = OPENS[purpose].split()
    return set(map(" ".join, zip(words[::2], words[1::2], strict=True)))


def holder(*held: Pass) -> Any:
    client = Client()
    session = client.session
    session["passes"] = [str(each.pk) for each in held]
    session.save()
    return client.cookies


def opened(given: Given, cookies: Any, asked: set[str] | None = None) -> set[str]:
    """Return all that the client is shown or told, and somebody with nothing is not; of what is `asked`, or of everything."""
    found = set()
    for name, address in ways(given):
        for method in ("GET", "POST"):
            if asked is not None and f"{method} {name}" not in asked:
                continue
            shown, told = met(cookies, method, address)
            if shown or told:
                without = address.replace(given.token, "0000-0000-0000")
                nobody, heard = met({}, method, without)
                if (shown and not nobody) or (told and not heard):
                    found.add(f"{method} {name}")

    # Sending to a page that takes nothing shows it again, no more than asking for it did.
    return {each for each in found if not (each.startswith("POST") and each.removeprefix("POST ") in SHOWN_AGAIN)}


@pytest.mark.turn(1)
@pytest.mark.walk(many=1, first=2)
@pytest.mark.parametrize("purpose", OPENS)
def test_a_purpose_opens_exactly_these_addresses(cast: Cast, purpose: str) -> None:
    given = Closed(cast).give(purpose)
    assert opened(given, holder(given.issued)) == expected(purpose)


@pytest.mark.parametrize("purpose", OPENS)
def test_a_pass_that_is_taken_back_or_has_run_out_closes_at_once(cast: Cast, purpose: str) -> None:
    given = Closed(cast).give(purpose)
    cookies = holder(given.issued)
    passes.revoke(by=JOB, issued=given.issued)
    assert opened(given, cookies, expected(purpose)) == set()
    Pass.objects.filter(pk=given.issued.pk).update(revoked_at=None, expires_at=timezone.now())
    assert opened(given, cookies, expected(purpose)) == set()


def test_the_table_names_every_purpose_and_only_one_of_them_reads() -> None:
    # The tests' own feature of care (`tests.visits`) has one of its own.
    ours = [each for each in pass_purposes.everyone() if not each.key.startswith("test_")]
    assert {each.key for each in ours} == set(OPENS)
    assert {each.key for each in ours if each.reads_record} == {"voice"}
    assert all(each.label.strip() and each.longest > dt.timedelta(0) for each in ours)


def undeclared(tree: ast.AST) -> list[str]:
    """Return the calls in a module that name a pass's purpose by anything but a constant that was declared."""
    declared = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "pass_purposes.declare"
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        named = {each.arg: each.value for each in node.keywords}
        if called in {"passes.issue", "passes.open_with"}:
            asked = [named["purpose"]]
        elif called in {"personal_links.open_link", "passes.held"}:
            asked = [node.args[-1]]
        elif called.startswith("Pass.objects"):
            asked = [value for key, value in named.items() if key == "purpose"]
        else:
            asked = [value for key, value in named.items() if key == "issued__purpose"]
        for value in asked:
            words = ast.unparse(value)
            last = words.rpartition(".")[2]
            if not (last.endswith("PURPOSE") and (last in declared or "." in words)):
                found.append(f"{called}: {words}")

    return found


# These take the purpose from whoever calls them.
PASSES_ON = ("spine/passes.py", "web/personal_links.py")


def test_every_purpose_in_the_source_was_declared() -> None:
    paths = [path for path in SAMSPIL.rglob("*.py") if not path.as_posix().endswith(PASSES_ON)]
    told = {str(path): undeclared(ast.parse(path.read_text(encoding="utf-8"))) for path in paths}
    assert {path: found for path, found in told.items() if found} == {}
    for path in [*SAMSPIL.rglob("rules.py"), *SAMSPIL.rglob("rules/*.py")]:
        assert 'PASS_PURPOSE = "' not in path.read_text(encoding="utf-8")


def test_a_purpose_that_is_only_written_is_found() -> None:
    planted = """
PASS_PURPOSE = "sneaky"
passes.issue(by=by, node=node, purpose="sneaky", lasts=DAY)
passes.issue(by=by, node=node, purpose=PASS_PURPOSE, lasts=DAY)
personal_links.open_link(request, token, "sneaky")
Asked.objects.filter(issued__purpose="sneaky")
passes.held(ids, rules.PASS_PURPOSE)
"""

    assert undeclared(ast.parse(planted)) == [
        "passes.issue: 'sneaky'",
        "passes.issue: PASS_PURPOSE",
        "personal_links.open_link: 'sneaky'",
        "Asked.objects.filter: 'sneaky'",
    ]
