"""Nothing that is typed is lost when a login ends or a form was open too long: every form that the cast is led to."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from samspil.spine.models import HeldForm
from samspil.web import typed
from tests.kit.world import World
from tests.promises import test_crawl

pytestmark = pytest.mark.django_db

FORM = re.compile(r"<form(?P<head>[^>]*)>(?P<body>.*?)</form>", re.DOTALL | re.IGNORECASE)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
BOX = re.compile(r"<textarea([^>]*)>(.*?)</textarea>|<input([^>]*)>|<select([^>]*)>(.*?)</select>", re.DOTALL)
# What the longest field takes: a talk of four pages, with everything that a page must write with care.
LONG = "Æblet faldt <ikke> langt & \"tæt\" på 'stammen'. " * 200


@dataclass
class Sent:
    """One form of a page, filled as a person would: what stands in it, and what was typed."""

    path: str
    values: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)


def forms(path: str, body: str) -> list[Sent]:
    """Fill every form that changes something and has a place to write in."""
    found = []
    main = body.partition("<main")[2].partition("</main>")[0]
    for form in FORM.finditer(main):
        head = dict(ATTRIBUTE.findall(form["head"]))
        if head.get("method") != "post" or 'type="password"' in form["body"]:
            continue
        sent = Sent(html.unescape(head.get("action") or path))
        for area, inside, box, choice, options in BOX.findall(form["body"]):
            known = dict(ATTRIBUTE.findall(area or box or choice))
            name, kind = known.get("name"), known.get("type", "text")
            if not name or typed.SECRET_NAMES.search(name) or kind == "file":
                continue
            if area:
                words = (html.unescape(inside).strip() + f" {LONG}{len(sent.typed)}").strip()
                sent.values[name] = [words]
                sent.typed.append(words)
            elif box and kind in {"text", "search", "email", "tel", "url"}:
                sent.values[name] = [f"Skrevet nr. {len(sent.typed)} af Åge"]
                sent.typed += sent.values[name]
            elif box and kind in {"radio", "checkbox"}:
                if "checked" in box:
                    sent.values.setdefault(name, []).append(html.unescape(known.get("value", "on")))
            elif choice:
                chosen = re.search(r'<option value="([^"]*)"[^>]*selected', options)
                sent.values[name] = [html.unescape(chosen[1]) if chosen else ""]
            else:
                sent.values[name] = [html.unescape(known.get("value", ""))]
        if sent.typed:
            found.append(sent)

    return found


def again(world: World, name: str, client: Client) -> None:
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")


@pytest.mark.walk(many=1, first=1)
@pytest.mark.parametrize("name", ["alice", "sofie", "ditte"])
def test_what_was_typed_stands_there_again_after_login(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_crawl, "MOST_OF_A_KIND", 1)
    met = {
        path: page
        for path, page in test_crawl.crawl(world, name).items()
        if page.status == 200 and "<form" in page.body
    }
    kinds: dict[str, Sent] = {}
    for path, page in met.items():
        for sent in forms(path, page.body):
            kinds.setdefault(
                re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "*", sent.path) + ",".join(sorted(sent.values)), sent
            )
    assert len(kinds) > 20

    lost, beside = {}, []
    for sent in kinds.values():
        client = world.as_(name)
        client.get("/min-konto/")
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=31), tick=False):
            answer = client.post(sent.path, sent.values)
            assert answer.status_code == 302, sent.path
            back = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
            again(world, name, client)
            drawn = client.get(back, follow=True)
        body = html.unescape(drawn.content.decode()).replace("\r\n", "\n")
        gone = [words for words in sent.typed if words not in body]
        if gone or "ikke gemt" not in body:
            lost[sent.path] = (drawn.status_code, gone[:1])
        if sent.path in met and "Det, du skrev, er ikke gemt" in body:
            beside.append(sent.path)
    assert lost == {}
    assert beside == [], "these pages have the form themselves, and show the words beside it instead"
    assert HeldForm.objects.count() <= 5, "a person's drawer keeps the latest few"
