"""No personal link carries its token where a server sees it: behind the # it stands, or the address is listed with why it cannot."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

SAMSPIL = Path(__file__).parents[2] / "samspil"
# Addresses with a token or a signature in the path, and why. An older link opens still; nothing new is made with it.
LISTED = {
    "partnerships:own_feed": "a calendar program fetches it and knows nothing of a #",
    "web:own_calendar": "a calendar program fetches it and knows nothing of a #",
    "web:own_calendar_moved": "calendar programs hold the address it had before",
    "web:decline": "a mail program posts to it (RFC 8058); the signature opens no words",
    "partnerships:times_link": "older links",
    "partnerships:charter_link": "older links",
    "partnerships:civic_link": "older links",
    "partnerships:relation_link": "older links",
    "web:invitation_link": "older links",
}
# Where the first two are made.
FEEDS = {
    "features/partnerships/plans/views.py": 'reverse("partnerships:own_feed", args=[token])',
    "web/own.py": 'reverse("web:own_calendar", args=[token])',
}
MADE = re.compile(r"reverse\([^()]*args=\[token\]\)|\?kode=|\?code=|\?token=")


def with_token(patterns: list[object], space: str = "", path: str = "") -> set[str]:
    found = set()
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            found |= with_token(each.url_patterns, inner, path + str(each.pattern))
        elif isinstance(each, URLPattern) and re.search(r"<str:(token|signed)>", path + str(each.pattern)):
            found.add(f"{space}{each.name}")
    return found


def made(text: str) -> list[str]:
    """Return where a token is put into a path or a query."""
    return MADE.findall(text)


def test_every_address_with_a_token_is_listed() -> None:
    assert with_token(get_resolver().url_patterns) == set(LISTED)


def test_no_link_is_made_with_its_token_in_the_path_or_the_query() -> None:
    found = {
        path.relative_to(SAMSPIL).as_posix(): made(path.read_text(encoding="utf-8"))
        for path in SAMSPIL.rglob("*.py")
        if path.is_file()
    }
    assert {name: lines for name, lines in found.items() if lines} == {name: [line] for name, line in FEEDS.items()}


def test_a_link_of_the_old_kind_is_seen() -> None:
    assert made('return outbox.absolute(reverse("x:link", args=[token]))') == ['reverse("x:link", args=[token])']
    assert made('segno.make(f"{address}?kode={code}")') == ["?kode="]
    assert made('f"{reverse("x:door")}#{token}"') == []


def test_our_own_server_logs_no_addresses() -> None:
    serve = (SAMSPIL / "site" / "management" / "commands" / "serve.py").read_text(encoding="utf-8")
    assert "log_access=False" in serve
