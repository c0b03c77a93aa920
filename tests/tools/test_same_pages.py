"""The drill that compares two trees sees what a page lost or came to show, and passes over keys, dates and blanks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from drills import same_pages

PAGE = """<html><head><title>x</title></head><body><h1>Møde den {day}</h1>
<p>Hos <a href="/sag/{key}/">udvalget</a>,  kl. 9.30.</p>
<form method="post" action="/sag/{key}/slet/"><input type="hidden" name="csrfmiddlewaretoken" value="{key}">
<input name="why" value="{why}"><button>Slet</button></form></body></html>"""
KEYS = ("0b1c2d3e-0000-4000-8000-000000000001", "0b1c2d3e-0000-4000-8000-000000000002")


def walked(body: str, **over: Any) -> list[str]:
    told = same_pages.shown(body, lambda link: same_pages.KEY.sub("<uuid>", link))
    page = {"who": "alice", "address": "/sag/<uuid>/", "query": [""], "status": 200, "kind": "text/html", "queries": 9}
    return [json.dumps({**page, **told, **over})]


def page(number: int = 0, day: str = "4. maj 2026", why: str = "Derfor") -> str:
    return PAGE.format(key=KEYS[number], day=day, why=why)


def kinds(was: list[str], now: list[str]) -> list[str]:
    return sorted(kind for kind, _address, _words in same_pages.compared(was, now).found)


def test_keys_dates_and_blanks_are_no_difference() -> None:
    other = page(1, day="5. juni 2026").replace("kl. 9.30", "kl. 12.15").replace("  ", "\n\n ")
    told = same_pages.compared(walked(page()), walked(other))
    assert (dict(told.found), told.pages) == ({}, 1)


@pytest.mark.parametrize(
    ("lost", "put", "seen"),
    [
        ("Hos ", "Ved ", ["words"]),
        ("<button>Slet</button>", "", ["buttons gone", "words"]),
        ('<input name="why" value="Derfor">', "", ["fields gone", "words"]),
        ("udvalget</a>", '</a><a href="/ud/">udvalget</a>', ["links come"]),
        ('action="/sag/0b1c2d3e-0000-4000-8000-000000000001/slet/"', 'action="/andet/"', ["links come", "links gone"]),
        ('value="Derfor"', 'value=""', ["words"]),
        ("Hos ", "Hos", ["blanks"]),
        ("<p>Hos", "<p>kl. 9.30 Hos", ["words"]),
        ("<button>Slet</button></form>", "</form><p>Slet</p><button></button>", ["buttons come", "buttons gone"]),
    ],
)
def test_what_a_page_lost_or_came_to_show_is_seen(lost: str, put: str, seen: list[str]) -> None:
    assert lost in page()
    assert kinds(walked(page()), walked(page().replace(lost, put))) == seen


@pytest.mark.parametrize(
    ("over", "seen"),
    [
        ({"status": 404}, ["status"]),
        ({"queries": 10}, ["queries risen"]),
        ({"queries": 8}, ["queries fallen"]),
        ({"kind": "text/csv"}, ["kind"]),
        ({"heading": "Andet"}, ["page come", "page gone"]),
    ],
)
def test_status_number_of_queries_and_pages_are_compared(over: dict[str, Any], seen: list[str]) -> None:
    assert kinds(walked(page()), walked(page(), **over)) == seen


def test_the_same_words_in_another_order_are_told_as_that() -> None:
    assert kinds(walked("<p>Idé</p><p>Bidrag nu</p>"), walked("<p>Bidrag nu</p><p>Idé</p>")) == ["order"]


def test_a_difference_on_many_pages_is_told_once() -> None:
    was, now = (2 * walked(body) for body in (page(), page().replace("Slet", "Fjern")))
    said = same_pages.report(same_pages.compared(was, now))
    assert said.count("- [Slet]") + said.count("[Slet]\n") == 1
    assert "(2 pages, as alice Møde den [dato])" in said
