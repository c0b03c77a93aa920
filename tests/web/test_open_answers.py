"""Answers that anybody may keep: the same bytes for all, asked after and not sent again, and feeds that hold RFC 4287."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from lxml import etree

from samspil.web import feeds, open_answers

AT = dt.datetime(2026, 3, 1, 12, 0, 0, tzinfo=dt.UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
# An answer that is closed looks at the open connections, as after any request.
pytestmark = pytest.mark.django_db


def asked(**headers: str) -> HttpRequest:
    return RequestFactory().get("/", headers=headers)


def told(**headers: str) -> HttpResponse:
    return open_answers.answer(asked(**headers), b"{}", "application/json", changed=AT, anywhere=True)


def test_an_answer_says_what_it_is_and_may_be_kept() -> None:
    answer = told()
    assert (answer.status_code, answer.content) == (200, b"{}")
    assert dict(answer.items()) == {
        "Content-Type": "application/json",
        "Cache-Control": "public, no-cache",
        "Content-Language": "da",
        "Access-Control-Allow-Origin": "*",
        "ETag": '"44136fa355b3678a1146ad16f7e8649e"',
        "Last-Modified": "Sun, 01 Mar 2026 12:00:00 GMT",
    }


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if-none-match": '"44136fa355b3678a1146ad16f7e8649e"'}, 304),
        ({"if-none-match": 'W/"44136fa355b3678a1146ad16f7e8649e", "x"'}, 304),
        ({"if-none-match": '"x"'}, 200),
        ({"if-modified-since": "Sun, 01 Mar 2026 12:00:00 GMT"}, 304),
        ({"if-modified-since": "Sun, 01 Mar 2026 11:59:59 GMT"}, 200),
        ({"if-modified-since": "Sun, 01 Mar 2026 12:00:00 GMT", "if-none-match": '"x"'}, 200),
        ({"if-modified-since": "nonsense"}, 200),
    ],
)
def test_what_the_reader_has_is_not_sent_again(headers: dict[str, str], status: int) -> None:
    answer = told(**headers)
    assert answer.status_code == status
    assert answer.content == (b"" if status == 304 else b"{}")
    for header in ("ETag", "Last-Modified", "Cache-Control", "Access-Control-Allow-Origin", "Content-Language"):
        assert answer[header] == told()[header]


def test_a_stream_follows_its_stamp_and_is_not_begun_for_who_has_it() -> None:
    begun = []

    def pieces() -> Any:
        begun.append(1)
        yield "æ"
        yield "ø"

    first = open_answers.stream(asked(), pieces, "text/plain", stamp="a", changed=None)
    assert b"".join(first.streaming_content) == "æø".encode()
    other = open_answers.stream(asked(), pieces, "text/plain", stamp="b", changed=None)
    assert first["ETag"] != other["ETag"]
    again = open_answers.stream(
        asked(**{"if-none-match": first["ETag"]}), pieces, "text/plain", stamp="a", changed=None
    )
    assert (again.status_code, len(begun)) == (304, 1)


def test_the_session_leaves_nothing_on_an_open_answer() -> None:
    def handler(request: HttpRequest) -> HttpResponse:
        answer = told()
        answer["Cache-Control"] = "no-store"
        answer["Vary"] = "Cookie"
        answer.set_cookie("samspil", "x")
        return answer

    answer = open_answers.OpenMiddleware(handler)(asked())
    assert (answer["Cache-Control"], "Vary" in answer, dict(answer.cookies)) == ("public, no-cache", False, {})

    def other(request: HttpRequest) -> HttpResponse:
        answer = HttpResponse("din")
        answer["Vary"] = "Cookie"
        answer.set_cookie("samspil", "x")
        return answer

    kept = open_answers.OpenMiddleware(other)(asked())
    assert (kept["Vary"], list(kept.cookies)) == ("Cookie", ["samspil"])


def entry(**said: Any) -> feeds.Entry:
    usual = {"address": "https://x.dk/1/", "title": "En", "words": "Ord.", "published": AT, "updated": AT}
    return feeds.Entry(**{**usual, **said})


def feed(*entries: feeds.Entry) -> feeds.Feed:
    return feeds.Feed("https://x.dk/f.atom", "https://x.dk/", "Beslutninger", "Samspil", AT, entries)


def test_a_feed_has_what_rfc_4287_asks_of_it() -> None:
    later = AT + dt.timedelta(days=1)
    tree = etree.fromstring(
        feeds.atom(feed(entry(), entry(address="https://x.dk/2/", updated=later, categories=("Godkendt",))))
    )

    assert (tree.tag, tree.findtext(f"{ATOM}id"), tree.findtext(f"{ATOM}title")) == (
        f"{ATOM}feed",
        "https://x.dk/f.atom",
        "Beslutninger",
    )
    assert tree.findtext(f"{ATOM}updated") == "2026-03-02T12:00:00Z"
    assert tree.findtext(f"{ATOM}author/{ATOM}name") == "Samspil"
    assert [(each.get("rel"), each.get("href")) for each in tree.findall(f"{ATOM}link")] == [
        ("self", "https://x.dk/f.atom"),
        ("alternate", "https://x.dk/"),
    ]
    first, second = tree.findall(f"{ATOM}entry")
    assert {each.tag.removeprefix(ATOM) for each in first} == {"id", "title", "published", "updated", "link", "content"}
    assert (second.findtext(f"{ATOM}updated"), second.find(f"{ATOM}category").get("term")) == (
        "2026-03-02T12:00:00Z",
        "Godkendt",
    )


def test_an_empty_feed_is_the_same_whenever_it_is_asked_for() -> None:
    assert feeds.atom(feed()) == feeds.atom(feed())
    assert etree.fromstring(feeds.atom(feed())).findtext(f"{ATOM}updated") == "2026-03-01T12:00:00Z"


@pytest.mark.parametrize(
    "words", ["<b>&amp; \"'</b>", "]]>", "a\x00b\x0b\ud800c", "<!DOCTYPE x [<!ENTITY y 'z'>]>&y;", "æøå 🙂\n\tny"]
)
def test_words_stay_words_in_a_feed(words: str) -> None:
    tree = etree.fromstring(feeds.atom(feed(entry(title=words, words=words, categories=(words,)))))
    plain = feeds.FORBIDDEN.sub("", words)
    (one,) = tree.findall(f"{ATOM}entry")
    assert (one.findtext(f"{ATOM}title"), one.findtext(f"{ATOM}content")) == (plain, plain)
    assert len(one) == 7
