"""Two ways of using a page in the journeys: by keyboard alone at the width of a phone, and by touch on a tablet without script.

Both go to what they use by its words. The keyboard reaches everything by Tab, and sees where it is on the way.
"""

from __future__ import annotations

import re
from typing import Protocol

from playwright.sync_api import Locator, Page

from tests.journeys.base import Visit

# No page has so many stops that a reader would give up: past this the way by keyboard is no way.
MOST_STOPS = 250
FOCUS_IS_SEEN = """each => {
  const style = getComputedStyle(each)
  return style.outlineStyle !== 'none' || style.boxShadow !== 'none'
}"""


class Hands(Protocol):
    """What one does on a page."""

    visit: Visit

    @property
    def page(self) -> Page: ...
    def follow(self, words: str) -> None: ...
    def press(self, words: str) -> None: ...
    def write(self, label: str, words: str) -> None: ...
    def choose(self, label: str, option: str) -> None: ...
    def pick(self, label: str, *, within: str = "") -> None: ...


def named(words: str, *, begins: bool = False) -> re.Pattern[str]:
    """Return the pattern of a control's name. What only those who hear the page get stands after a colon."""
    spaced = r"\s*:\s*".join(map(re.escape, words.split(": ")))
    return re.compile(f"^{spaced}" if begins else spaced)


class _Finding:
    """Finds a control of the page's own part by its words."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        visit.context.set_default_timeout(60_000)

    @property
    def page(self) -> Page:
        return self.visit.page

    def link(self, words: str) -> Locator:
        self._unfold(words)
        return self.page.locator("main").get_by_role("link", name=named(words)).first

    def _unfold(self, words: str) -> None:
        """Open the fold of further deeds where what is looked for stands in it."""
        fold = self.page.locator("main details.more-deeds:not([open])", has_text=words)
        if fold.count():
            self.open(fold.locator("summary").first)

    def open(self, summary: Locator) -> None:
        """Press what opens a fold."""
        summary.click()

    def button(self, words: str) -> Locator:
        found = self.page.locator("main").get_by_role("button", name=named(words, begins=True))
        return found.locator("visible=true").first

    def field(self, label: str) -> Locator:
        return self.page.locator("main").get_by_label(named(label, begins=True)).first

    def option(self, label: str, within: str) -> Locator:
        place = self.page.locator("main")
        if within:
            place = place.get_by_role("group", name=named(within, begins=True))
        return place.get_by_label(named(label, begins=True)).first


class Keys(_Finding):
    """Somebody who has no mouse, on a narrow screen: Tab, Enter, Space, the arrows, and letters."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        visit.page.set_viewport_size({"width": 375, "height": 812})

    def reach(self, control: Locator) -> None:
        """Press Tab until the control has the focus, which must be seen."""
        control.wait_for()
        wanted = control.element_handle()
        for _stop in range(MOST_STOPS):
            if wanted.evaluate("each => each === document.activeElement"):
                assert wanted.evaluate(FOCUS_IS_SEEN), f"the focus is not to be seen on {wanted.inner_text()!r}"
                return
            self.page.keyboard.press("Tab")
        message = f"{control} is not reached by {MOST_STOPS} presses of Tab on {self.page.url}"
        raise AssertionError(message)

    def open(self, summary: Locator) -> None:
        self.reach(summary)
        self.page.keyboard.press("Enter")

    def _go(self, control: Locator) -> None:
        self.reach(control)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def follow(self, words: str) -> None:
        self._go(self.link(words))

    def press(self, words: str) -> None:
        self._unfold(words)
        summary = self.page.locator("main details:not([open]) > summary", has_text=words)
        if summary.count():
            self.open(summary.first)
        self._go(self.button(words))

    def write(self, label: str, words: str) -> None:
        self.reach(self.field(label))
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(words)

    def choose(self, label: str, option: str) -> None:
        """Go down the list with the arrow until the option is the one that is chosen."""
        field = self.field(label)
        self.reach(field)
        for _stop in range(MOST_STOPS):
            if field.evaluate("each => each.selectedOptions[0].label") == option:
                return
            self.page.keyboard.press("ArrowDown")
        message = f"{option!r} is not among the options of {label!r}"
        raise AssertionError(message)

    def pick(self, label: str, *, within: str = "") -> None:
        control = self.option(label, within)
        control.wait_for()
        if control.get_attribute("type") == "checkbox":
            self.reach(control)
            self.page.keyboard.press("Space")
        else:
            self._pick_one(control)
        assert control.is_checked()

    def _pick_one(self, control: Locator) -> None:
        # Radio buttons are one stop of Tab: the chosen one, or else the first. The arrows go on from there.
        wanted = control.element_handle()
        for _stop in range(MOST_STOPS):
            if wanted.evaluate("each => document.activeElement.name === each.name"):
                break
            self.page.keyboard.press("Tab")
        else:
            message = f"{control} is not reached by {MOST_STOPS} presses of Tab on {self.page.url}"
            raise AssertionError(message)

        if wanted.evaluate("each => each === document.activeElement"):
            self.page.keyboard.press("Space")
            return

        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("ArrowDown")
            if wanted.evaluate("each => each === document.activeElement"):
                return


class Fingers(_Finding):
    """Somebody with a tablet on the table. Open the visit with `touch=True`; the page may be without script."""

    def open(self, summary: Locator) -> None:
        summary.tap()

    def _go(self, control: Locator) -> None:
        with self.page.expect_navigation():
            control.tap()

    def follow(self, words: str) -> None:
        self._go(self.link(words))

    def press(self, words: str) -> None:
        self._unfold(words)
        summary = self.page.locator("main details:not([open]) > summary", has_text=words)
        if summary.count():
            self.open(summary.first)
        self._go(self.button(words))

    def write(self, label: str, words: str) -> None:
        self.field(label).fill(words)

    def choose(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def pick(self, label: str, *, within: str = "") -> None:
        control = self.option(label, within)
        control.tap()
        assert control.is_checked()
