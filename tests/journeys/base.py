"""What every journey through the pages stands on: a live server, Chromium, the cast logged in, and the demands on any page.

A feature's journey takes `visit` (a browser with script) or `visit_without_script` and calls `demand()` on each page it meets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, ViewportSize, expect

from samspil.spine.people import Actor
from tests.kit import databases
from tests.kit.browser import AXE
from tests.kit.cast import Cast

WIDTHS = (320, 768, 1280)
# What stands out past the right edge of the screen, the innermost last: for the message when a page scrolls sideways.
WIDEST = """() => [...document.querySelectorAll('main *')]
  .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(each => each.tagName.toLowerCase() + '.' + each.getAttribute('class')).slice(0, 8)"""
# What axe judges a page by: each element beside what holds it, with its classes and the names of its attributes; not how often, and not
# the words.
ELEMENTS = """() => [...new Set([...document.querySelectorAll('html *')].map(each => [each.parentElement, each]
  .map(one => one.tagName + '.' + (one.getAttribute('class') || '')).join('>') + ' ' + each.getAttributeNames().sort()))]
  .sort().join('\\n')"""
DESK: ViewportSize = {"width": 1280, "height": 900}
TABLET: ViewportSize = {"width": 820, "height": 1180}
PASSWORD = "et langt kodeord til rejsen"
# The kinds of page, as their address and their elements, that axe found nothing wrong with, and at which width.
FAULTLESS: set[tuple[str, str, int]] = set()


@dataclass(frozen=True)
class Look:
    """One of the ways people look at a page besides the plain one: colours of their own choice, or letters four times as large."""

    name: str
    width: int
    height: int = 900
    media: dict[str, Any] = field(default_factory=dict, hash=False)


# A window of 1280 by 1024 pixels at 400 % is 320 by 256 to the page (WCAG 1.4.10).
ZOOMED = Look("400 %", 320, 256)
LOOKS = (
    *(Look("dark", width, media={"color_scheme": "dark"}) for width in WIDTHS),
    *(Look("forced colours", width, media={"forced_colors": "active"}) for width in WIDTHS),
    ZOOMED,
)
# What stays in sight while one scrolls, and takes more than a quarter of a window that broad and low.
COVERING = """() => { window.scrollTo(0, 400); return [...document.querySelectorAll('body *')].filter(each => {
  const box = each.getBoundingClientRect()
  return ['fixed', 'sticky'].includes(getComputedStyle(each).position) && box.bottom > 0 && box.top < innerHeight
    && box.height > innerHeight / 4 && box.width > innerWidth / 2 }).map(each => each.className) }"""


class Visit:
    """One person's browser on the live server: goes to pages, clicks and writes as they would, and holds pages to the demands."""

    def __init__(self, context: BrowserContext, address: str, cast: Cast) -> None:
        self.context, self.address, self.cast = context, address, cast
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _listen(self, message: ConsoleMessage) -> None:
        # A page that answers 4xx or 503 on purpose is reported by the browser as a resource that failed.
        if message.type == "error" and not re.search(
            r"the server responded with a status of (4\d\d|503)", message.text
        ):
            self.errors.append(message.text)

    def go(self, path: str, *, status: int = 200) -> Response:
        """Open a page, which must answer with the status."""
        response = self.page.goto(self.address + path)
        assert response is not None
        assert response.status == status, f"{path} answered {response.status}"
        return response

    def log_in(self, actor: Actor) -> None:
        """Log one of the cast in, without the log-in page."""
        user = self.user(actor)
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        kept = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": kept, "url": self.address}])

    def user(self, actor: Actor) -> User:
        """Give one of the cast an account, once."""
        person = self.cast.person(actor)
        if person.user is None:
            person.user = User.objects.create_user(person.name.lower(), password=PASSWORD)
            person.save()
        assert isinstance(person.user, User)
        return person.user

    def demand(self, *, widths: tuple[int, ...] = WIDTHS) -> None:
        """Hold the open page to what every page must be.

        One heading, a language, a title that says when something is wrong, no error or blocked resource in the console,
        no sideways scroll, and no violation of axe at any width. Axe is asked where the page's kind is new: the same address
        with the same elements was judged at the same width before. Between the narrowest and the widest `make test` asks it
        of each address every third day.
        """
        page = self.page
        # A press may have been answered by the browser before the next page is drawn: expect waits, counting does not.
        expect(page.locator("h1"), f"{page.url} has one heading of the first rank").to_have_count(1)
        assert page.locator("html").get_attribute("lang") in {"da", "en"}
        assert page.title().strip()
        if page.locator(".error-summary").count():
            assert page.title().startswith(("Fejl:", "Error:")), page.title()

        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{page.url} is {wide} px too wide at {width} px: {page.evaluate(WIDEST)}"
            name = named(urlsplit(page.url).path)
            if databases.SEED and width not in {min(widths), max(widths)} and not databases.is_its_day(f"axe/{name}"):
                continue
            kind = (name, page.evaluate(ELEMENTS), width)
            found = [] if kind in FAULTLESS else self.violations()
            assert not found, f"{page.url} at {width} px: {found}"
            FAULTLESS.add(kind)

        assert self.errors == [], page.url

    def demand_in(self, look: Look) -> None:
        """Hold the open page to what it must be in one of the other looks: no violation of axe, no sideways scroll, nothing covered."""
        page = self.page
        plain = {"color_scheme": "light", "forced_colors": "none"}
        page.emulate_media(**{**plain, **look.media})
        page.set_viewport_size({"width": look.width, "height": look.height})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide, {look.name}: {page.evaluate(WIDEST)}"
        covering = page.evaluate(COVERING) if look is ZOOMED else []
        assert covering == [], f"{page.url} is covered at {look.name}"
        # A colour on its way from one look to the other is neither.
        page.evaluate("document.getAnimations().forEach(each => each.finish())")
        found = self.violations()
        page.emulate_media(**plain)
        assert not found, f"{page.url} at {look.width} px, {look.name}: {found}"

    def violations(self) -> list[str]:
        """Return what axe finds wrong on the open page, one line a rule, in Danish."""
        page = self.page
        if not page.evaluate("typeof window.axe === 'object'"):
            page.evaluate((AXE / "axe.min.js").read_text(encoding="utf-8"))
            words = json.loads((AXE / "locales" / "da.json").read_text(encoding="utf-8"))
            page.evaluate("words => window.axe.configure({ locale: words })", words)
        found: list[dict[str, Any]] = page.evaluate("async () => (await window.axe.run()).violations")
        return [f"{each['id']}: {each['help']} {[node['html'][:160] for node in each['nodes']][:3]}" for each in found]


def named(path: str) -> str:
    """Return the name of the address a path is of; the path itself where there is none."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


@pytest.fixture
def open_visit(
    chromium: Browser, transactional_db: None, live_server: Any, cast: Cast
) -> Iterator[Callable[..., Visit]]:
    """Open browsers of their own: `open_visit(script=False)`, or a tablet with `touch=True`."""
    opened: list[BrowserContext] = []

    def make(*, script: bool = True, touch: bool = False) -> Visit:
        size = TABLET if touch else DESK
        context = chromium.new_context(java_script_enabled=script, locale="da-DK", viewport=size, has_touch=touch)
        context.set_default_timeout(10_000)
        opened.append(context)
        return Visit(context, live_server.url, cast)

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def visit(open_visit: Callable[..., Visit]) -> Visit:
    """Return a browser that nobody has logged in to."""
    return open_visit()


@pytest.fixture
def visit_without_script(open_visit: Callable[..., Visit]) -> Visit:
    """Return a browser that runs no script. `demand` needs script: look at its pages through `visit`."""
    return open_visit(script=False)
