"""Journeys through the demo's one thread, in a real browser, as the people it is made for."""

from __future__ import annotations

import gc
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from samspil.features.cases.records.models import AgendaItem
from samspil.features.voices.models import Voice
from samspil.paper import danish
from samspil.site import demo
from samspil.site.demo.days import Days
from samspil.spine.models import Person
from tests.journeys.base import LOOKS
from tests.journeys.demo_visit import DemoVisit
from tests.journeys.hands import Hands
from tests.journeys.ten_tasks import PHONE, counting
from tests.kit import databases
from tests.promises.test_crawl import links

# Django's test server lets go of a browser's spare connections without closing them, whenever rubbish happens to be collected.
pytestmark = [
    pytest.mark.journey,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

VOICE = "Bussen kører ikke efter klokken to"
SAID = "bussen kører ikke efter klokken to, og så bliver jeg hjemme"
MINUTES = """REFERAT Bakkebys sundhedsudvalg (opdigtet) d. {-104:digits}

Mødedato {-104:weekday} kl. 15:00

Punkt 1: Kaffe i halen

26/2001

Indstilling

Direktøren indstiller,

at der afsættes 25.000 kr. i 2027 til kaffe.

Beslutning

Sundhedsudvalget godkendte, at der afsættes 25.000 kr. i 2027 til kaffe.
"""
Open = Callable[..., DemoVisit]
Reading = AbstractContextManager[Hands]


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: object, chromium: Browser) -> Iterator[None]:
    """This fixture stands in the place of pytest-django's: the one thread of the demo, saved once for these journeys and emptied after."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        demo.load(lambda line: None, is_deep=False)
        try:
            yield
        finally:
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def address(db: None) -> Iterator[str]:
    server = LiveServer("localhost")
    yield server.url
    server.stop()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def open_demo(db: None, address: str, chromium: Browser) -> Iterator[Open]:
    """Open browsers of their own: `open_demo(script=False, width=375, by_keyboard=True, touch=True)`."""
    opened: list[BrowserContext] = []

    def make(*, script: bool = True, width: int = 1280, by_keyboard: bool = False, touch: bool = False) -> DemoVisit:
        context = chromium.new_context(
            java_script_enabled=script, locale="da-DK", viewport={"width": width, "height": 800}, has_touch=touch
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return DemoVisit(context, address, by_keyboard=by_keyboard)

    yield make
    for context in opened:
        context.close()


def walk_the_thread(visitor: DemoVisit) -> None:
    """From the front page, without a login, to what a person said, and on to decision, money, effort and answer."""
    visitor.go("/")
    assert "mod ulighed i sundhed" in visitor.page.locator("header").inner_text()
    visitor.follow("Stemmer", within="header")
    visitor.follow("Bidrag", within="main")
    visitor.follow(VOICE)
    assert visitor.heading == VOICE
    assert SAID in visitor.words
    assert "Opdigtet eksempel" in visitor.words
    visitor.follow("Se hele tråden")
    assert "Den røde tråd" in visitor.heading
    visitor.follow("at der afsættes 180.000 kr.")
    assert "Godkendt" in visitor.words
    visitor.follow("Sundhedscafé i Bakkeby Hallen")
    assert "180.000 kr." in visitor.words
    assert "Stemmer med teksten" in visitor.words
    visitor.follow("Sundhedscafé hver torsdag")
    assert "En sygeplejerske sidder i hallens café hver torsdag" in visitor.words
    visitor.follow(f"Svar på »{VOICE}«")
    assert visitor.heading == VOICE
    assert "Tak for det, du fortalte os ved dit køkkenbord." in visitor.words


def test_a_newcomer_walks_from_a_voice_to_its_answer_by_keyboard_alone(open_demo: Open) -> None:
    visitor = open_demo(by_keyboard=True)
    walk_the_thread(visitor)
    assert visitor.errors == []


def test_a_newcomer_walks_the_same_way_without_script(open_demo: Open) -> None:
    walk_the_thread(open_demo(script=False))


def test_a_person_reads_and_withdraws_their_words_with_a_code_from_paper(open_demo: Open) -> None:
    # Given: Alice takes a voice in on her phone, at a kitchen table, makes it public and prints the slip.
    alice, said = open_demo(width=375), "Trappen er for stejl til min rollator."
    alice.enter("alice")
    alice.go("/bidrag/nyt/")
    page = alice.page
    page.get_by_label("Hvad sagde personen?").fill(said)
    for yes in ("parterne sammen tolker", "citeres ordret", "ligge offentligt"):
        page.get_by_label(re.compile(yes)).check()

    page.get_by_label("Nej", exact=True).check()
    page.get_by_role("button", name="Gem bidraget").click()
    page.wait_for_url(re.compile(r"/bidrag/[0-9a-f-]{36}/$"))
    path = urlsplit(page.url).path
    page.get_by_role("link", name="Gennemgå før offentliggørelse").click()
    page.get_by_role("button", name="Bed om, at det bliver offentligt").click()
    page.get_by_text("En anden end dig skal sige ja.").first.wait_for()
    alice.demand(widths=(375,))
    # And: Bob reads it as all will read it, and says yes.
    bob = open_demo()
    bob.enter("bob")
    bob.go(f"{path}gennemgang/")
    bob.page.get_by_role("button", name="Ja, gør det offentligt").click()
    bob.page.get_by_text("Bidraget er offentligt.").wait_for()
    alice.go(path)
    page.locator("summary", has_text="Lav en kodeseddel").click()
    page.locator("details[open]").get_by_role("button", name="Lav en kodeseddel").click()
    code = page.locator(".slip-code").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", code)
    alice.demand(widths=(375,))
    stranger = open_demo()
    stranger.go(path)
    assert said in stranger.words
    # When: Dorte opens her own page with the code, reads, and takes her words back.
    dorte = open_demo(width=375)
    dorte.go("/bidrag/kode/")
    dorte.page.get_by_label("Koden på dit papir").fill(code.lower().replace("-", " "))
    dorte.page.get_by_role("button", name="Vis mit bidrag").click()
    dorte.page.wait_for_url("**/bidrag/mit/**")
    assert said in dorte.words
    dorte.demand(widths=(375,))
    dorte.page.get_by_role("link", name="Træk mit bidrag tilbage").click()
    dorte.demand(widths=(375,))
    dorte.page.get_by_role("button", name="Træk bidraget tilbage").click()
    dorte.page.get_by_text("Du har trukket dit bidrag tilbage.").wait_for()
    # Then: the words are nowhere, for nobody, at once.
    assert said not in dorte.page.content()
    stranger.go(path, status=404)
    stranger.go("/soeg/?q=rollator")
    assert "Prøv færre ord" in stranger.words
    assert said not in stranger.page.content()
    alice.go(path)
    assert "Ordene er slettet" in alice.words
    assert said not in alice.page.content()


def test_a_secretary_reads_minutes_in_corrects_them_and_sets_money_aside(open_demo: Open) -> None:
    sofie = open_demo()
    sofie.enter("sofie")
    page = sofie.page
    # Given: minutes pasted in, with a slip of the pen in a title.
    sofie.go("/sager/indlaes/")
    page.get_by_label("Udvalg", exact=True).select_option(label="Bakkebys sundhedsudvalg (opdigtet)")
    page.get_by_label("Eller indsæt teksten").fill(Days(danish.today()).words(MINUTES))
    page.get_by_role("button", name="Læs").click()
    page.get_by_role("heading", name="Ret, før du gemmer").wait_for()
    assert "Intet er gemt endnu." in sofie.words
    # When: she mends it and saves.
    item = page.locator("details.preview-item").first
    if item.get_attribute("open") is None:
        item.locator("summary").first.click()

    item.get_by_label(re.compile("^Titel")).fill("Kaffe i hallen")
    page.get_by_label("Referat offentliggjort", exact=True).check()
    page.get_by_role("button", name="Gem mødet").click()
    page.wait_for_url("**/sager/moeder/**")
    # Then: the meeting stands as she left it, and money can be set aside on what was decided.
    assert "Kaffe i hallen" in sofie.words
    assert "Kaffe i halen" not in sofie.words
    sofie.demand(widths=(1280,))
    sofie.follow("Sagens side")
    page.locator("main").get_by_role("link", name=re.compile("Sundhedsudvalget godkendte")).first.click()
    page.wait_for_url("**/sager/beslutninger/**")
    sofie.follow("Sæt penge af")
    page.get_by_label("Hvad er pengene til?").fill("Kaffe")
    page.get_by_label(re.compile(r"^Beløb$|^Beløb \(")).fill("25.000 kr.")
    page.get_by_label("Første år").fill("2027")
    page.get_by_label("Sidste år").fill("2027")
    page.get_by_role("button", name="Gem").click()
    page.wait_for_url("**/penge/bevilling/**")
    assert sofie.heading == "Kaffe"
    assert "25.000 kr." in sofie.words
    assert "afsat" in sofie.words.lower()
    sofie.demand(widths=(1280,))


def test_a_politician_sees_in_a_minute_where_we_landed_and_what_is_next(open_demo: Open) -> None:
    poul = open_demo()
    poul.enter("poul")
    poul.go("/")
    landed = poul.page.locator("section", has=poul.page.get_by_role("heading", name="Hvor vi landede", exact=True))
    assert "Det er vejen derhen og det første ord." in landed.inner_text()
    poul.follow("Fællestolkning i Bakkeby Hallen")
    for words in (
        "Det er ikke lysten til at gå til lægen, der mangler.",
        "En indsigt og en idé til en prøvehandling",
        "Bob beskriver prøvehandlingen med foreningen, inden måneden er omme.",
    ):
        assert words in poul.words

    poul.follow("Sammen i Bakkeby")
    assert danish.date(Days(danish.today()).day("+3")) in poul.words


@pytest.fixture
def reading(open_demo: Open, way: str, request: pytest.FixtureRequest) -> Reading:
    """Read on a phone, by touch or by keyboard alone, without a login; what is done within is counted as the test's task."""
    return counting(open_demo(touch=way == "touch"), way, request.node)


def words_of(hands: Hands) -> str:
    return hands.page.locator("main").inner_text()


def in_sight(hands: Hands, words: str) -> bool:
    """Tell whether words of the page are read on a phone without scrolling."""
    box = hands.page.locator("main").get_by_text(words).first.bounding_box()
    return box is not None and box["y"] + box["height"] <= PHONE["height"]


@pytest.mark.task("newcomer")
def test_a_newcomer_reads_what_it_is_and_one_story_to_its_answer(reading: Reading) -> None:
    with reading as hands:
        hands.visit.go("/")
        assert in_sight(hands, "mod ulighed i sundhed")
        hands.follow("Se hele tråden")
        assert "Køkkenbordssamtaler i Lille Bakkeby" in words_of(hands)
        hands.follow(f"Svar på »{VOICE}«")
        assert SAID in words_of(hands)
        assert "Tak for det, du fortalte os ved dit køkkenbord." in words_of(hands)


@pytest.mark.task("back")
def test_from_a_decision_back_to_the_voice(reading: Reading) -> None:
    with reading as hands:
        hands.visit.go("/")
        latest = hands.page.locator("section", has=hands.page.get_by_role("heading", name="Seneste beslutninger"))
        hands.lead(latest.get_by_role("link", name="Sundhedscafé i Lille Bakkeby").first)
        assert in_sight(hands, "Beslutning")
        hands.follow("Se hele tråden")
        hands.follow(VOICE)
        assert SAID in words_of(hands)


@pytest.mark.task("money")
def test_where_a_pools_money_is_and_what_it_did(reading: Reading) -> None:
    with reading as hands:
        hands.visit.go("/")
        hands.follow("Se puljerne")
        hands.follow("Bakkebys pulje til nære tilbud")
        assert in_sight(hands, "Hvor er pengene nu?")
        assert "Virkningen er ikke målt endnu." in hands.page.locator("#virkning").inner_text()
        hands.follow("Sundhedscafé hver torsdag")
        assert in_sight(hands, "Det sker der")


# Asked by two tests, and no small walk: once is enough.
@cache
def one_page_of_each_kind(names: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Give, for each address name that a link leads one of the cast to, one page: (who, path)."""
    found: dict[str, tuple[str, str]] = {}
    for name in names:
        client, seen, queue = Client(HTTP_HOST="localhost"), set(), ["/"]
        if name:
            client.force_login(
                Person.objects.get(user__username=name).user, "django.contrib.auth.backends.ModelBackend"
            )
        while queue:
            path = queue.pop(0)
            parts = urlsplit(path)
            if parts.netloc or path in seen or parts.path.startswith(("/static/", "/konto/", "/fil/")):
                continue
            seen.add(path)
            kind = resolve(parts.path).view_name
            if kind in found and kind not in HUBS:
                continue
            answer = client.get(path)
            # What is handed over as a file to save is no page; tests/paper opens such files in the browser.
            is_file = answer.get("Content-Disposition", "").startswith("attachment")
            if answer.status_code == 200 and "html" in answer["Content-Type"] and not is_file:
                found.setdefault(kind, (name, path))
                queue += [each for each in links(answer.content.decode(), path) if each not in seen]

    return found


# Pages that lead on to others of many kinds, so that all of them are looked through and not only the first of each.
HUBS = {
    "cases:meeting",
    "cases:detail",
    "cases:decision",
    "voices:detail",
    "insights:detail",
    "trials:detail",
    "funds:effort",
    "funds:detail",
    "partnerships:activity",
    "web:front",
}


# Each kind of page at three widths: there are many, and a machine with other work to do is slow at it.
@pytest.mark.timeout(1200)
def test_every_kind_of_page_is_without_barriers_at_every_width(open_demo: Open) -> None:
    pages = one_page_of_each_kind(("", "alice", "sofie"))
    visitors = {name: open_demo() for name in ("", "alice", "sofie")}
    for name, visitor in visitors.items():
        if name:
            visitor.enter(name)

    assert len(pages) >= 50, sorted(pages)
    wrong = []
    for name, path in pages.values():
        visitor = visitors[name]
        visitor.go(path)
        try:
            visitor.demand()
        except AssertionError as found:
            wrong.append(f"{name or 'dorte'} at {path}: {found}")
            visitor.errors.clear()

    assert not wrong, "\n".join(wrong)


# Of each page in each other look `make test` asks a few a day, all of them in so many days, and `make drill` all.
LOOK_DAYS = 18


def barriers_in_other_looks(open_demo: Open, *, is_whole: bool) -> tuple[int, list[str]]:
    """Open a page of each kind in dark, in forced colours and at four times the size; return how many were asked, and what is wrong."""
    visitors = {name: open_demo() for name in ("", "alice", "sofie")}
    for name, visitor in visitors.items():
        if name:
            visitor.enter(name)

    asked = [
        (look, name, path)
        for kind, (name, path) in one_page_of_each_kind(tuple(visitors)).items()
        for look in LOOKS
        if is_whole or databases.is_its_day(f"look/{kind}/{look.name}/{look.width}", LOOK_DAYS)
    ]
    wrong = []
    for look, name, path in asked:
        visitor = visitors[name]
        if visitor.page.url != visitor.address + path:
            visitor.go(path)
        try:
            visitor.demand_in(look)
        except AssertionError as found:
            wrong.append(f"{name or 'dorte'} at {path}: {found}")

    return len(asked), wrong


@pytest.mark.timeout(1200)
def test_todays_pages_are_without_barriers_in_dark_in_forced_colours_and_at_four_times_the_size(
    open_demo: Open,
) -> None:
    asked, wrong = barriers_in_other_looks(open_demo, is_whole=False)
    assert asked >= 8
    assert not wrong, "\n".join(wrong)


@pytest.mark.drill
@pytest.mark.timeout(7200)
def test_every_page_is_without_barriers_in_dark_in_forced_colours_and_at_four_times_the_size(open_demo: Open) -> None:
    asked, wrong = barriers_in_other_looks(open_demo, is_whole=True)
    assert asked >= 350
    assert not wrong, "\n".join(wrong)


def test_the_demo_is_whole_after_all_journeys(db: None) -> None:
    """What the journeys left behind is what they did: one voice withdrawn, one item more, nothing lost."""
    assert Voice.objects.filter(state="withdrawn").count() == 1
    assert AgendaItem.objects.filter(node__title="Kaffe i hallen").count() == 1
    assert Voice.objects.filter(node__title=VOICE, state="published").count() == 1
