"""Whose address counts: the client's own through our own proxies, and nothing that anybody else says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from samspil.web import proxies

CLIENT, OTHER, LOCAL, PUBLIC = "198.51.100.7", "198.51.100.8", "127.0.0.1", "203.0.113.5"


def asked(peer: str, forwarded: str | None = None, **said: str) -> HttpRequest:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", REMOTE_ADDR=peer, **headers, **said)


@pytest.mark.parametrize(
    ("own", "peer", "forwarded", "client"),
    [
        ("", CLIENT, None, CLIENT),
        ("", CLIENT, OTHER, CLIENT),  # nobody is trusted, so nothing said is believed
        ("", LOCAL, OTHER, LOCAL),
        ("1", LOCAL, CLIENT, CLIENT),
        ("1", LOCAL, f"{OTHER}, {CLIENT}", CLIENT),  # what the client wrote itself stands to the left
        ("1", LOCAL, None, LOCAL),
        ("1", PUBLIC, OTHER, PUBLIC),  # a number is for proxies on the house's own networks
        ("1", "10.2.3.4", CLIENT, CLIENT),
        ("1", "", CLIENT, CLIENT),  # a socket of this machine
        ("2", LOCAL, f"{OTHER}, {CLIENT}, 10.0.0.9", CLIENT),
        ("2", LOCAL, CLIENT, CLIENT),  # it came around the outer proxy
        (PUBLIC, PUBLIC, CLIENT, CLIENT),
        (PUBLIC, LOCAL, CLIENT, LOCAL),
        (f"{PUBLIC}, 10.0.0.0/8", "10.9.9.9", f"{OTHER}, {CLIENT}, {PUBLIC}", CLIENT),
        (PUBLIC, PUBLIC, f"{CLIENT}, {PUBLIC}", CLIENT),
        (PUBLIC, PUBLIC, PUBLIC, PUBLIC),
        ("1", LOCAL, "unknown", LOCAL),
        ("1", LOCAL, f"{CLIENT}, junk", LOCAL),
        ("1", LOCAL, f"{CLIENT}:5123", CLIENT),
        ("1", LOCAL, "[2001:db8::5]:443", "2001:db8::5"),
        ("1", LOCAL, f"::ffff:{CLIENT}", CLIENT),
        ("1", "::1", CLIENT, CLIENT),
        ("2001:db8:1::/48", "2001:db8:1::9", "2001:db8:2::7", "2001:db8:2::7"),
        ("", "not an address", None, LOCAL),
    ],
)
def test_the_client_is_the_rightmost_that_is_no_proxy_of_ours(
    settings: Any, own: str, peer: str, forwarded: str | None, client: str
) -> None:
    settings.SAMSPIL_PROXIES = own
    assert proxies.address_of(asked(peer, forwarded)) == client


def test_tries_are_counted_by_an_ipv4_address_and_by_an_ipv6_network(settings: Any) -> None:
    settings.SAMSPIL_PROXIES = ""
    assert proxies.source_of(asked(CLIENT)) == CLIENT
    near, far = proxies.source_of(asked("2001:db8:0:1::1")), proxies.source_of(asked("2001:db8:0:1:ffff::2"))
    assert near == far == "2001:db8:0:1::/64"
    assert proxies.source_of(asked("2001:db8:0:2::1")) != near


@pytest.mark.parametrize("words", ["en", "192.0.2.300", "1.2.3.4/99", "17", "-1"])
def test_a_setting_that_cannot_be_read_stops_the_start_with_a_sentence(settings: Any, words: str) -> None:
    settings.SAMSPIL_PROXIES = words
    with pytest.raises(ImproperlyConfigured, match="SAMSPIL_PROXIES="):
        proxies.ProxyMiddleware(lambda request: HttpResponse())


@pytest.mark.parametrize(
    ("own", "peer", "said", "is_secure"),
    [
        ("1", LOCAL, "https", True),
        ("1", LOCAL, "HTTPS", True),
        ("1", LOCAL, "http", False),
        ("1", LOCAL, None, False),
        ("1", LOCAL, "https, http", False),  # the proxy added its own word to what the client wrote
        ("2", LOCAL, "https, http", False),  # only one of the two was passed
        ("", LOCAL, "https", False),
        ("1", PUBLIC, "https", False),
    ],
)
def test_only_our_own_proxies_say_that_a_line_is_encrypted(
    settings: Any, own: str, peer: str, said: str | None, is_secure: bool
) -> None:
    settings.SAMSPIL_PROXIES = own
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = asked(peer, CLIENT, **({"HTTP_X_FORWARDED_PROTO": said} if said else {}))
    proxies.ProxyMiddleware(lambda seen: HttpResponse())(request)
    assert request.is_secure() is is_secure


def test_what_others_say_is_taken_off_and_the_address_stands_where_everything_looks(settings: Any) -> None:
    settings.SAMSPIL_PROXIES = "1"
    request = asked(LOCAL, CLIENT, **{name: "spoof" for name in proxies.SAID if name != proxies.FORWARDED})
    proxies.ProxyMiddleware(lambda seen: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == CLIENT
    assert {name: request.META[name] for name in proxies.SAID if name in request.META} == {
        "HTTP_X_FORWARDED_PROTO": "spoof"
    }
    assert proxies.address_of(request) == CLIENT  # asked again after the headers are gone


def test_nothing_else_in_the_product_reads_an_address_from_a_request() -> None:
    source = Path(proxies.__file__).resolve().parents[1]
    readers = [
        str(path.relative_to(source))
        for path in sorted(source.rglob("*.py"))
        if any(
            word in path.read_text("utf-8")
            for word in ("REMOTE_ADDR", "X_FORWARDED_FOR", "X-Forwarded-For", "X_REAL_IP")
        )
    ]
    assert readers == ["web/proxies.py"]
