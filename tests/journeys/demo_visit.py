"""A visitor in the loaded demo: finds their way by the words on the page, by keyboard alone or by clicking."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import BrowserContext, Locator

from samspil.site.demo.invented import PASSWORD
from tests.journeys.base import Visit

# No page has so many stops that a reader would give up: past this the way by keyboard is no way.
MOST_STOPS = 250
FOCUSED = """() => {
  const at = document.activeElement
  if (!at || at === document.body) return null
  const style = getComputedStyle(at), box = at.querySelector && at.querySelector('rect')
  const ring = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || (box && parseFloat(getComputedStyle(box).strokeWidth) > 3)
  return { words: (at.innerText || at.textContent || at.value || '').trim().replace(/\\s+/g, ' '), seen: ring, tag: at.tagName }
}"""


class DemoVisit(Visit):
    """A browser in the demo. `by_keyboard` visitors never touch a pointer."""

    def __init__(self, context: BrowserContext, address: str, *, by_keyboard: bool = False) -> None:
        super().__init__(context, address, cast=None)  # type: ignore[arg-type]
        self.by_keyboard = by_keyboard

    def enter(self, name: str) -> None:
        """Log one of the demo's people in, on the log-in page."""
        self.go("/konto/login/")
        self.page.get_by_label("Brugernavn").fill(name)
        self.page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
        self.page.locator("main").get_by_role("button", name="Log ind", exact=True).click()
        self.page.get_by_role("banner").get_by_role("link", name="Mit Samspil").wait_for()

    def follow(self, words: str, *, within: str = "main") -> None:
        """Follow the link with the words, as this visitor does, and wait for the page it opens."""
        before = self.page.url
        if self.by_keyboard:
            self._tab_to(words)
            self.page.keyboard.press("Enter")
        else:
            self._link(words, within).click()
        self.page.wait_for_url(lambda url: url != before)
        self.page.wait_for_load_state()

    def _link(self, words: str, within: str) -> Locator:
        return self.page.locator(within).get_by_role("link", name=re.compile(re.escape(words))).first

    def _tab_to(self, words: str) -> None:
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            focused: dict[str, Any] | None = self.page.evaluate(FOCUSED)
            if focused and focused["tag"].lower() == "a" and words in focused["words"]:
                assert focused["seen"], f"the focus on »{words}« is not to be seen"
                return
        message = f"»{words}« is not reached by {MOST_STOPS} presses of Tab on {self.page.url}"
        raise AssertionError(message)

    @property
    def words(self) -> str:
        """The words of the page's own part."""
        return self.page.locator("main").inner_text()

    @property
    def heading(self) -> str:
        """The heading of the page."""
        return self.page.locator("h1").inner_text()
