"""Every page that a link leads to, as each of the cast: none breaks, none shows what the reader may not see."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.urls import resolve

from samspil.spine.models import Node
from tests.promises.conftest import CAST, World

pytestmark = pytest.mark.django_db

MOST_PAGES = 900
MOST_OF_A_KIND = 6  # pages behind one address name: more of the same show nothing new
# What must never be found, and who may see it all the same.
CANARIES = {
    "kanariefugl-storgade": {"sofie", "poul", "ditte"},  # the closed item's words
    "Leje af lokaler i Storgade": {"sofie", "poul", "ditte"},  # the closed item's title
    "412.000": {"sofie", "poul", "ditte"},
    "Jeg ringer for min mor": {"alice", "bob"},  # an unpublished voice's words
    "Telefonen bliver aldrig taget": {"alice", "bob", "poul"},  # ... and its title
}
SKIPPED = ("/static/", "/konto/", "/fil/")


def links(page: str, at: str) -> list[str]:
    found = re.findall(r'href="([^"]+)"', page)
    return [
        urldefrag(urljoin(at, html.unescape(each)))[0]
        for each in found
        if not each.startswith(("#", "mailto:", "tel:"))
    ]


def crawl(world: World, name: str) -> dict[str, tuple[int, str]]:
    client, seen, queue, met = world.as_(name), {}, deque(["/"]), Counter[str]()
    while queue and len(seen) < MOST_PAGES:
        path = queue.popleft()
        if path in seen or path.startswith(SKIPPED) or urlsplit(path).netloc:
            continue
        met[kind := resolve(urlsplit(path).path).view_name] += 1
        if met[kind] > MOST_OF_A_KIND:
            continue
        answer = client.get(path)
        is_text = "text" in answer["Content-Type"] or "json" in answer["Content-Type"]
        body = answer.content.decode() if is_text and not answer.streaming else ""
        seen[path] = (answer.status_code, body)
        if answer.status_code in {301, 302}:
            queue.append(answer["Location"])
        elif answer.status_code == 200 and "html" in answer["Content-Type"]:
            queue.extend(each for each in links(body, path) if each not in seen)
    return seen


@pytest.fixture(scope="module", params=[*CAST, "dorte"])
def pages(world: World, request: pytest.FixtureRequest) -> tuple[str, dict[str, tuple[int, str]]]:
    return request.param, crawl(world, request.param)


def test_every_page_that_is_linked_answers(pages: tuple[str, dict[str, tuple[int, str]]]) -> None:
    _name, seen = pages
    broken = {path: status for path, (status, _) in seen.items() if status not in {200, 301, 302}}
    assert broken == {}
    assert 60 < len(seen) < MOST_PAGES


def test_every_page_has_one_heading_and_its_language(pages: tuple[str, dict[str, tuple[int, str]]]) -> None:
    _name, seen = pages
    whole = {path: body for path, (status, body) in seen.items() if status == 200 and "<html" in body}
    assert {path: body.count("<h1") for path, body in whole.items() if body.count("<h1") != 1} == {}
    assert all('<html lang="' in body for body in whole.values())


def test_nobody_meets_what_they_may_not_see(pages: tuple[str, dict[str, tuple[int, str]]]) -> None:
    name, seen = pages
    for words, may in CANARIES.items():
        met = [path for path, (_, body) in seen.items() if words in html.unescape(body)]
        if name in may:
            assert met, f"{name} should meet »{words}« somewhere, or this test proves nothing"
        else:
            assert met == []


def test_a_hidden_record_and_a_missing_one_answer_alike(world: World) -> None:
    client = world.as_("charlie")
    hidden = Node.objects.filter(visibility__in=["circle", "organisation"])
    assert hidden.count() >= 3
    for node in hidden[:20]:
        here = client.get(f"/traad/{node.pk}/")
        gone = client.get("/traad/00000000-0000-4000-8000-000000000000/")
        assert (here.status_code, gone.status_code) == (404, 404)
        assert strip(here.content.decode()) == strip(gone.content.decode())


def strip(body: str) -> str:
    """The page without what differs between any two answers: the form's token, and the address that was asked for."""
    return re.sub(r'name="(?:csrfmiddlewaretoken|next)" value="[^"]+"', "", body)


@pytest.mark.parametrize("words", ["Storgade", "kanariefugl", "Telefonen", "lejeaftale"])
@pytest.mark.parametrize("name", ["charlie", "dorte"])
def test_search_finds_nothing_hidden(world: World, name: str, words: str) -> None:
    body = world.as_(name).get("/soeg/", {"q": words}).content.decode()
    for canary in CANARIES:
        assert canary not in html.unescape(body)
