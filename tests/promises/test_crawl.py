"""Every page that a link leads to, as each of the cast: none breaks, none shows what the reader may not see."""

from __future__ import annotations

import gzip
import html
import re
from collections import Counter, deque
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.db import connection
from django.urls import resolve, reverse

from samspil.spine import people
from samspil.spine.models import Node, Person, Role
from samspil.web import open_answers
from samspil.web.doors import SLUGS
from tests.kit.answers import strip
from tests.kit.weight import MOST, fetched, weigh
from tests.kit.world import CAST, World
from tests.kit.written import Written
from tests.visits.planted import CANARY, Planted, plant

pytestmark = pytest.mark.django_db

MOST_PAGES = 900
MOST_OF_A_KIND = 6  # pages behind one address name: more of the same show nothing new
# Of these `make test` sends one of each round: of the partnership, of the committee, and outside both.
KINDS = (("alice", "bob"), ("poul", "sofie", "ditte"), ("charlie", "dorte"))
# What must never be found, and who may see it all the same.
CANARIES = {
    "kanariefugl-storgade": {"sofie", "poul", "ditte"},  # the closed item's words
    "Leje af lokaler i Storgade": {"sofie", "poul", "ditte"},  # the closed item's title
    "412.000": {"sofie", "poul", "ditte"},
    "Jeg ringer for min mor": {"alice", "bob"},  # an unpublished voice's words
    "Telefonen bliver aldrig taget": {"alice", "bob", "poul"},  # ... and its title
    CANARY: set(),  # a record of somebody's care, whoever has them in it
}
SAMSPIL = Path(__file__).parents[2] / "samspil"
POSTED = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL | re.IGNORECASE)
# Pages of django-allauth in our clothes, under /konto/: tests/web/test_accounts.py and tests/journeys/test_own_pages.py.
ACCOUNT_PAGES = ("account/", "allauth/", "mfa/", "usersessions/")
# Templates that no link leads to, and what draws them.
DRAWN_ELSEWHERE = {
    "429.html": "after too many wrong passwords: tests/web/test_accounts.py",
    "cases/closed.html": "a closed item's public page, found by search: permissions/cases.toml",
    "cases/_decide.html": "on the page of a meeting's decisions: permissions/protocol.toml, tests/journeys/test_twenty_decisions.py",
    "cases/decisions.html": "of a meeting that is in its minutes: permissions/protocol.toml, tests/journeys/test_twenty_decisions.py",
    "cases/_landed.html": "on a front page after minutes have come: tests/features/cases/test_own.py",
    "cases/preview.html": "between two steps of an import: permissions/cases.toml, tests/journeys/test_demo.py",
    "cases/_reads.html": "while a decision is written: tests/features/cases/test_deciding.py",
    "insights/rest_on.html": "after a search for passages: permissions/insights.toml",
    "partnerships/ask.html": "shown once, after a button: permissions/partnerships_day.toml",
    "partnerships/civic_link.html": "shown once, after a button: permissions/partnerships_together.toml",
    "partnerships/guest_letter.html": "shown once, after a button: permissions/partnerships_people.toml",
    "partnerships/_landed_since.html": "on a front page after an activity: tests/features/partnerships/test_day.py",
    "partnerships/_missed.html": "on the front page of who was not there: tests/features/partnerships/test_day.py",
    "partnerships/own_charter.html": "behind a link in a mail: tests/features/partnerships/test_charter.py",
    "partnerships/own_civic.html": "behind a link in a mail: tests/features/partnerships/test_civic.py",
    "partnerships/own_relation.html": "behind a link in a mail: tests/features/partnerships/test_relations.py",
    "partnerships/plan_calendar_own.html": "shown once, after a button: permissions/partnerships_plan.toml",
    "partnerships/rate.html": "behind a code: permissions/partnerships_day.toml, tests/journeys/test_partnership_day.py",
    "partnerships/times_link.html": "shown once, after a button: permissions/times.toml",
    "partnerships/times_over.html": "behind a link in a mail: tests/features/partnerships/test_times.py",
    "partnerships/_unasked.html": "while a measure is open: tests/journeys/test_partnership_begins.py",
    "trials/follow_up.html": "when a round is planned: permissions/trials_rounds.toml",
    "trials/_hands.html": "on a coordinator's front page when a rule is reached: tests/features/trials/test_rounds.py",
    "voices/answer_many.html": "after a choice of voices: permissions/voices.toml, tests/journeys/test_monday_morning.py",
    "voices/answer_many_shown.html": "before several answers are given: permissions/voices.toml, tests/journeys/test_monday_morning.py",
    "voices/_awaiting.html": "while somebody is waited for: tests/features/voices/test_publishing.py",
    "voices/_clock.html": "while a danger's clock runs: tests/features/voices/test_alarm.py",
    "voices/_clocks.html": "while a danger's clock runs: tests/features/voices/test_alarm.py",
    "voices/_clocks_onward.html": "of a danger that was taken or passed on: tests/features/voices/test_alarm.py",
    "voices/held.html": "of a voice that waits for a person: tests/features/voices/test_phones.py",
    "voices/_left_out.html": "of several voices, one that cannot be answered: tests/features/voices/test_answering.py",
    "voices/own.html": "behind a paper code: permissions/voices.toml, tests/journeys/test_demo.py",
    "voices/pad.html": "of a pad that was handed out: permissions/voices.toml, tests/journeys/test_slips.py",
    "voices/readied.html": "shown once, after a button: tests/features/voices/test_phones.py",
    "voices/yes.html": "behind a paper code: permissions/voices.toml, tests/features/voices/test_consents.py",
    "voices/_readings.html": "behind a paper code: tests/features/voices/test_readings.py",
    "voices/sign_off.html": "of a profile that is written: permissions/voices.toml",
    "voices/slip.html": "shown once, after a button: permissions/voices.toml, tests/journeys/test_demo.py",
    "voices/_tally.html": "with the slips of a pad: tests/features/voices/test_slips.py",
    "voices/type_in.html": "of a slip that is out: tests/features/voices/test_slips.py, tests/journeys/test_slips.py",
    "web/closed.html": "after the way out: permissions/web.toml, tests/journeys/test_own_voice.py",
    "web/decline.html": "behind a link in a mail: permissions/mail.toml, tests/web/test_mail.py",
    "web/forms/conflict.html": "two who write at once: tests/web/test_forms.py",
    "web/health.html": "for whoever watches over the installation: permissions/web.toml, tests/web/test_health.py",
    "web/invitation.html": "behind a link in a mail: permissions/mail.toml, tests/web/test_mail.py",
    "web/_keys.html": "with the page of keys: tests/journeys/test_keys.py",
    "web/_leave.html": "on each page that a pass opened: tests/journeys/test_own_voice.py",
    "web/_left_without.html": "when somebody left care duties behind: tests/web/test_own_care.py",
    "web/link.html": "after a search for the other record: permissions/web.toml",
    "web/portion.html": "between the pieces of long work: tests/web/test_portions.py",
    "web/_progress.html": "of a long answer: tests/web/test_anatomy.py",
    "web/thread_stage.html": "behind a stop with many records: tests/web/test_thread_page.py",
    "web/typed.html": "when a form comes too late: tests/web/test_typed.py",
    "web/_undo.html": "beside what was just done: tests/web/test_undo.py",
}
# What ends an open paragraph (HTML Standard, 13.2.6.4.7).
ENDS = re.compile(
    r"<(?:address|article|aside|blockquote|details|dialog|div|dl|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|main|menu|nav"
    r"|ol|p|pre|search|section|table|ul|li|dt|dd)\b"
)
SKIPPED = ("/static/", "/konto/", "/fil/")


def links(page: str, at: str) -> list[str]:
    found = re.findall(r'href="([^"]+)"', page)
    return [
        urldefrag(urljoin(at, html.unescape(each)))[0]
        for each in found
        if not each.startswith(("#", "mailto:", "tel:"))
    ]


class Met(NamedTuple):
    """What a reader met at an address, how many bytes it was on its way, which templates drew it, and which tables it wrote to."""

    status: int
    body: str
    sent: int
    headers: Mapping[str, str]
    templates: frozenset[str]
    wrote: frozenset[str]


Pages = dict[str, Met]


def crawl(world: World, name: str, *, most: int = MOST_PAGES, most_of_a_kind: int = MOST_OF_A_KIND) -> Pages:
    """Go round as one of the cast, from the front page along every link."""
    client, seen, queue, met = world.as_(name), {}, deque(["/"]), Counter[str]()
    while queue and len(seen) < most:
        path = queue.popleft()
        if path in seen or path.startswith(SKIPPED) or urlsplit(path).netloc:
            continue
        met[kind := resolve(urlsplit(path).path).view_name] += 1
        if met[kind] > most_of_a_kind:
            continue
        with connection.execute_wrapper(written := Written()):
            answer = client.get(path, headers={"accept-encoding": "gzip"})
        is_text = "text" in answer["Content-Type"] or "json" in answer["Content-Type"]
        sent = answer.content if is_text and not answer.streaming else b""
        body = (gzip.decompress(sent) if answer.get("Content-Encoding") == "gzip" else sent).decode()
        drawn = frozenset(str(each.name) for each in answer.templates if each.name)
        seen[path] = Met(answer.status_code, body, len(sent), answer.headers, drawn, frozenset(written.tables))
        if answer.status_code in {301, 302}:
            queue.append(answer["Location"])
        elif answer.status_code == 200 and "html" in answer["Content-Type"]:
            queue.extend(each for each in links(body, path) if each not in seen)

    return seen


@pytest.fixture(scope="module")
def planted(world: World) -> Planted:
    """Return a record of care with a canary in each of its fields, in the care of one who goes round and known to others."""
    alice, bob, sofie = (Person.objects.get(user=world.users[name]) for name in ("alice", "bob", "sofie"))
    house = [Role.objects.filter(person=who, organisation__isnull=False)[0].organisation for who in (alice, sofie)]
    assert house[0] is not None
    assert house[1] is not None
    circle = Role.objects.filter(person=alice, circle__isnull=False)[0].circle
    return plant(
        by=people.actor_for(alice),
        person=alice,
        organisation=house[0],
        party=house[1],
        within=circle,
        invited=(bob, sofie),
    )


@pytest.fixture(scope="module")
def crawled(world: World, planted: Planted) -> Callable[[str], Pages]:
    """Return what one of the cast meets; each goes round once."""
    return cache(lambda name: crawl(world, name))


@pytest.fixture(scope="module", params=[*CAST, "dorte"])
def pages(crawled: Callable[[str], Pages], request: pytest.FixtureRequest) -> tuple[str, Pages]:
    return request.param, crawled(request.param)


@pytest.mark.walk(many=1, first=KINDS)
def test_every_page_that_is_linked_answers(pages: tuple[str, Pages], planted: Planted) -> None:
    _name, seen = pages
    # The tests' own care record has no page: whoever owes a call on it meets its link, and behind it the room's closed door.
    closed = reverse("web:thread", args=[planted.node.pk])
    broken = {path: met.status for path, met in seen.items() if path != closed and met.status not in {200, 301, 302}}
    assert broken == {}
    assert 60 < len(seen) < MOST_PAGES


@pytest.mark.walk(many=1, first=KINDS)
def test_every_page_has_one_heading_and_its_language(pages: tuple[str, Pages]) -> None:
    _name, seen = pages
    whole = {path: met.body for path, met in seen.items() if met.status == 200 and "<html" in met.body}
    assert {path: body.count("<h1") for path, body in whole.items() if body.count("<h1") != 1} == {}
    assert all('<html lang="' in body for body in whole.values())


@pytest.mark.walk(many=1, first=KINDS)
def test_no_page_is_heavy_on_its_way(pages: tuple[str, Pages]) -> None:
    _name, seen = pages
    weights = {path: weigh(met.body, met.sent) for path, met in seen.items() if "<html" in met.body}
    assert {path: weight for path, weight in weights.items() if weight > MOST} == {}
    # It weighs what it says: letters, the design system, scripts and signs.
    assert len(fetched(seen["/"].body)) >= 8
    assert weights["/"] > 80_000


def blanks(body: str) -> list[str]:
    """Return where a page shows a blank before a comma or a full stop: a template broken where a blank is seen."""
    words = re.sub(
        r"<(?:head|script|style|textarea|pre)\b.*?</(?:head|script|style|textarea|pre)>", "", body, flags=re.DOTALL
    )
    # An empty place that a script fills holds a word when it is seen.
    words = re.sub(r"<(\w+) data-[^>]*></\1>", "n", words)
    words = re.sub(r"</?(?:a|b|em|i|q|small|span|strong|sub|sup)\b[^>]*>", "", words)
    words = html.unescape(re.sub(r" ?<[^>]*> ?", "\n", re.sub(r"\s+", " ", words)))
    return [each.strip() for each in re.findall(r".{0,30}\S [,.;:)](?=\s|$)|.{0,30}\( .{0,10}", words)]


@pytest.mark.walk(many=1, first=KINDS)
def test_no_blank_is_seen_before_a_comma_or_a_full_stop(pages: tuple[str, Pages]) -> None:
    _name, seen = pages
    assert {path: blanks(met.body) for path, met in seen.items() if "<html" in met.body and blanks(met.body)} == {}


# Pages in front of the doors: one's own tasks, and the pages about the house.
BEFORE_THE_DOORS = ("/opgaver/",)


@pytest.mark.walk(many=1, first=KINDS)
def test_every_way_leads_from_the_front_page_through_a_door(pages: tuple[str, Pages]) -> None:
    _name, seen = pages
    doors = {reverse("web:door", args=[slug]) for slug in SLUGS}
    ways = {path: re.findall(r'breadcrumbs__link" href="([^"]+)"', met.body) for path, met in seen.items()}
    assert any(ways.values())
    lost = {path: way for path, way in ways.items() if way and not doors & {*way[1:2]}}
    assert {path: way for path, way in lost.items() if not path.startswith(BEFORE_THE_DOORS)} == {}


@pytest.mark.walk(many=1, first=KINDS)
def test_no_paragraph_holds_what_ends_it(pages: tuple[str, Pages]) -> None:
    """A browser ends a paragraph where a form, a list or a box begins, and what was to stand together falls apart."""
    _name, seen = pages
    assert {path: broken(met.body) for path, met in seen.items() if "<html" in met.body and broken(met.body)} == {}


def broken(body: str) -> list[str]:
    """Return the beginnings of paragraphs that hold what a paragraph cannot."""
    words = re.sub(r"<(script|style|textarea|svg|template)\b.*?</\1>", "", body, flags=re.DOTALL)
    found = re.findall(r"<p(?:\s[^>]*)?>((?:(?!</p>).)*)", words, re.DOTALL)
    return [each[:80] for each in found if ENDS.search(each)]


def test_a_paragraph_that_is_ended_is_found() -> None:
    assert broken("<p>a <b>b</b></p><p class='x'>c<form>d</form></p>") == ["c<form>d</form>"]
    assert broken("<pre>a</pre><p>b<progress></progress></p><p>c</p><div>d</div>") == []


def test_a_blank_before_a_comma_is_found() -> None:
    assert blanks("<p>Alice\n  <span>Eksempel</span>\n, senest</p>") == ["Alice Eksempel ,"]
    assert blanks("<p>Alice</p>\n<p>, og</p><textarea>a , b</textarea><p>Bob, Eva. (Ib)</p>") == []


@pytest.mark.walk(many=1, first=KINDS)
def test_nobody_meets_what_they_may_not_see(pages: tuple[str, Pages]) -> None:
    name, seen = pages
    for words, may in CANARIES.items():
        met = [path for path, found in seen.items() if words in html.unescape(found.body)]
        if name in may:
            assert met, f"{name} should meet »{words}« somewhere, or this test proves nothing"
        else:
            assert met == []


@pytest.mark.walk(many=1, first=KINDS)
def test_looking_changes_nothing(pages: tuple[str, Pages]) -> None:
    """Besides the log of who has read what, and the reader's own session."""
    _name, seen = pages
    assert {path: sorted(met.wrote) for path, met in seen.items() if met.wrote} == {}


@pytest.mark.walk(many=1, first=KINDS)
def test_every_answer_carries_its_safeguards(pages: tuple[str, Pages]) -> None:
    name, seen = pages
    for path, met in seen.items():
        policy = met.headers.get("Content-Security-Policy", "")
        assert "default-src 'self'" in policy or "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert met.headers.get("X-Content-Type-Options") == "nosniff", path
        assert met.headers.get("X-Frame-Options") == "DENY", path
        assert met.headers.get("Referrer-Policy") == "same-origin", path
        # Open data is the same for everybody and kept by anybody: tests/features/cases/test_taking_away.py.
        if name != "dorte" and met.headers.get("Cache-Control") != open_answers.KEPT:
            assert met.headers.get("Cache-Control") == "no-store", path


@pytest.mark.walk(many=1, first=KINDS)
def test_every_form_that_changes_something_carries_its_token(pages: tuple[str, Pages]) -> None:
    _name, seen = pages
    forms = {(path, form) for path, met in seen.items() for form in POSTED.findall(met.body)}
    assert len(forms) > 30
    assert [path for path, form in forms if 'name="csrfmiddlewaretoken"' not in form] == []


# Everybody goes round for this one: it is asked by `make drill`.
@pytest.mark.walk(many=0, first=0)
def test_every_template_is_drawn_on_the_way_or_drawn_by_a_test_that_is_named(
    crawled: Callable[[str], Pages],
) -> None:
    drawn = {name for who in (*CAST, "dorte") for met in crawled(who).values() for name in met.templates}
    there = {
        path.relative_to(folder).as_posix()
        for folder in SAMSPIL.rglob("templates")
        for path in folder.rglob("*")
        if path.is_file()
    }
    listed = {name for name in there if name in DRAWN_ELSEWHERE or name.startswith(ACCOUNT_PAGES)}
    assert sorted(there - drawn - listed) == []
    assert sorted((listed & drawn) - {name for name in listed if name.startswith(ACCOUNT_PAGES)}) == []
    assert sorted(DRAWN_ELSEWHERE.keys() - there) == []


def test_a_hidden_record_and_a_missing_one_answer_alike(world: World) -> None:
    client = world.as_("charlie")
    hidden = Node.objects.filter(visibility__in=["circle", "organisation"])
    assert hidden.count() >= 3
    for node in hidden[:20]:
        here = client.get(f"/traad/{node.pk}/")
        gone = client.get("/traad/00000000-0000-4000-8000-000000000000/")
        assert (here.status_code, gone.status_code) == (404, 404)
        assert strip(here.content.decode()) == strip(gone.content.decode())


@pytest.mark.parametrize("words", ["Storgade", "kanariefugl", "Telefonen", "lejeaftale"])
@pytest.mark.parametrize("name", ["charlie", "dorte"])
def test_search_finds_nothing_hidden(world: World, name: str, words: str) -> None:
    body = world.as_(name).get("/soeg/", {"q": words}).content.decode()
    for canary in CANARIES:
        assert canary not in html.unescape(body)
