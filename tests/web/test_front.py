"""The front page: the nine stops with what the reader may see, the story through them, its tour in a demo, and one word a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from samspil.spine import demonstration, thread
from samspil.spine.models import Link, Node
from samspil.web import front, stages
from tests.kit.cast import Cast
from tests.kit.found import css, words

Record = Callable[..., Node]
Tie = Callable[..., Link]


def shown(address: str = "/") -> html.HtmlElement:
    response = Client().get(address)
    assert response.status_code == 200
    return html.fromstring(response.content)


@pytest.fixture
def told(cast: Cast, record: Record, tie: Tie) -> dict[str, Node]:
    """Give a story of four stops, one of them behind a nameless step, and a shorter and newer one."""
    made = {
        "voice": record("Bussen kører ikke", kind="voice", occurred_on=dt.date(2026, 1, 2)),
        "insight": record("Vejen er lang", kind="insight", visibility="organisation", step_public=True),
        "decision": record("Byrådet godkendte", kind="decision"),
        "effort": record("Café hver torsdag", kind="effort"),
        "answer": record("Svar på et bidrag", kind="answer"),
    }
    tie(made["voice"], made["insight"])
    tie(made["insight"], made["decision"])
    tie(made["decision"], made["effort"])
    tie(made["voice"], made["answer"], relation=Link.Relation.ANSWERED_BY)
    tie(made["effort"], made["answer"], relation=Link.Relation.ANSWERED_BY)
    short = record("Byg en svømmehal", kind="voice", occurred_on=dt.date(2026, 2, 3))
    tie(short, record("Svar om svømmehallen", kind="answer"), relation=Link.Relation.ANSWERED_BY)
    return made


def test_the_story_is_the_one_that_reached_most_stops_as_far_as_the_reader_may_follow(
    cast: Cast, told: dict[str, Node]
) -> None:
    seen = front.through(cast.dorte)
    assert {key: node.title for key, node in seen.items()} == {
        key: told[key].title for key in ("voice", "decision", "effort", "answer")
    }
    near = front.through(cast.alice)
    assert near["insight"] == told["insight"]
    # A link that is taken back ends the story there.
    link = Link.objects.get(later=told["decision"])
    thread.withdraw_link(by=cast.alice, link=link, why="Det var en anden sag.")
    assert set(front.through(cast.dorte)) == {"voice", "answer"}


def test_the_story_never_runs_back_in_time_nor_to_an_answer_to_somebody_else(
    cast: Cast, told: dict[str, Node], record: Record, tie: Tie
) -> None:
    def seen() -> list[str]:
        return [node.title for node in front.through(cast.dorte).values()]

    for key, day in (
        ("decision", dt.date(2026, 3, 1)),
        ("effort", dt.date(2026, 3, 9)),
        ("answer", dt.date(2026, 3, 9)),
    ):
        Node.objects.filter(pk=told[key].pk).update(occurred_on=day, occurred_precision="day")
    whole = ["Bussen kører ikke", "Byrådet godkendte", "Café hver torsdag", "Svar på et bidrag"]
    assert seen() == whole
    # An answer from before the effort does not tell of it.
    Node.objects.filter(pk=told["answer"].pk).update(occurred_on=dt.date(2026, 2, 1))
    assert seen() == whole[:3]
    other = record("Svar til en anden", kind="answer", occurred_on=dt.date(2026, 4, 1))
    tie(told["effort"], other, relation=Link.Relation.ANSWERED_BY)
    assert seen() == whole[:3]


def test_a_hidden_step_that_is_not_nameless_cuts_the_story(cast: Cast, told: dict[str, Node]) -> None:
    Node.objects.filter(pk=told["insight"].pk).update(step_public=False)
    assert set(front.through(cast.dorte)) == {"voice", "answer"}


def test_the_nine_stops_stand_in_their_order_with_true_numbers(told: dict[str, Node]) -> None:
    stops = css(shown(), ".stops > li")
    heads = [words(css(stop, ".stop-head")[0]) for stop in stops]
    assert heads == [
        "2 Stemmer", "0 Indsigter", "0 Prøvehandlinger", "0 Sager", "1 Beslutning", "0 Penge", "1 Indsats", "0 Effekt", "2 Svar",
    ]  # fmt: skip
    titles = [words(css(stop, "a.stop-story")[0]) for stop in stops if css(stop, "a.stop-story")]
    assert titles == ["Bussen kører ikke", "Byrådet godkendte", "Café hver torsdag", "Svar på »Bussen kører ikke«"]


def test_the_front_page_asks_as_often_however_much_there_is(told: dict[str, Node], record: Record, tie: Tie) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown()
        return len(queries)

    asked()
    before = asked()
    for number in range(5):
        tie(record(f"Stemme {number}", kind="voice", occurred_on=dt.date(2026, 3, 1)), told["decision"])
    assert asked() == before


def test_an_empty_house_says_so_and_has_no_story(cast: Cast) -> None:
    tree = shown()
    assert "Her er ikke noget at vise endnu" in words(tree)
    assert not css(tree, "a.stop-story")
    assert not css(tree, ".tour-start")


def test_the_tour_leads_from_stop_to_stop_in_a_demo_alone(
    told: dict[str, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    thread_of = f"/traad/{told['voice'].pk}/"
    assert not css(shown("/"), ".tour-start")
    assert not css(shown(f"{thread_of}?rundvisning=1"), ".tour-strip")
    monkeypatch.setattr(demonstration, "is_marked", lambda: True)
    links = css(shown("/"), ".tour-start a")
    assert [words(link) for link in links] == ["Stemme", "Beslutning", "Indsats", "Svar"]
    strip = css(shown(f"{thread_of}?rundvisning=1"), ".tour-strip")[0]
    assert "stop 1 af 4" in words(strip)
    assert css(strip, "a.button")[0].get("href") == links[1].get("href")
    # The last stop leads on: to the answer, which stands further down, and to logging in, with what that takes.
    last = css(shown(f"{thread_of}?rundvisning=4"), ".tour-strip")[0]
    assert demonstration.PASSWORD in words(last)
    ways = {words(link): link.get("href") for link in css(last, "a")}
    assert ways["Læs svaret"] == "#svar"
    assert ways["Log ind"] == "/konto/login/?next=/mit-samspil/"
    # Nothing of it on a page that is not the stop's, nor for a number that is none.
    for asked in ("2", "3", "5", "x", "0"):
        assert not css(shown(f"{thread_of}?rundvisning={asked}"), ".tour-strip")


def test_every_stop_of_the_story_is_a_stage_of_the_thread() -> None:
    assert {key for keys, _says in front.TOUR_STOPS for key in keys} <= {stage.key for stage in stages.MAIN}
