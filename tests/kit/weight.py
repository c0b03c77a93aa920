"""What a browser fetches to show a page, and how heavy it is on its way: the page, its style sheets, scripts, signs and letters.

Pictures that people handed in are not of it; what is drawn into the page is, and so is the file of signs.
"""

from __future__ import annotations

import html
import re
from functools import cache
from urllib.parse import urljoin

from django.test import Client

MOST = 150_000  # bytes on their way, of a page that a browser has fetched nothing of before
_LINKED = re.compile(
    r"""<link[^>]*rel="stylesheet"[^>]*?href="([^"]+)"|<script[^>]*?src="([^"]+)"|<use[^>]*?href="([^"#]+)#"""
)
_SENDS = re.compile(r"\shx-(?:get|post)=")
_LATER = re.compile(r'data-htmx="([^"]+)"')
_FONT = re.compile(r'url\("?([^")]+\.woff2)"?\)')


def weigh(page: str, sent: int) -> int:
    """Return the bytes that a browser fetches for a page that itself is `sent` bytes on its way."""
    return sent + sum(_bytes(address) for address in fetched(page))


def fetched(page: str) -> set[str]:
    """Return the addresses of what a browser fetches for the page, pictures left out."""
    found = {html.unescape(next(filter(None, groups))) for groups in _LINKED.findall(page)}
    if _SENDS.search(page):
        found |= set(_LATER.findall(page))
    return found | {font for address in found if address.endswith(".css") for font in _fonts(address)}


@cache
def _bytes(address: str) -> int:
    answer = Client().get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200, address
    return len(answer.getvalue())


@cache
def _fonts(address: str) -> frozenset[str]:
    answer = Client().get(address)
    return frozenset(urljoin(address, found) for found in _FONT.findall(answer.getvalue().decode()))
