"""Two ways of using a page in the journeys: by keyboard alone at the width of a phone, and by touch on a phone or a tablet.

Both go to what they use by its words. The keyboard reaches everything by Tab, and sees where it is on the way. What they do is counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Locator, Page

from tests.journeys.base import Visit

# No page has so many stops that a reader would give up: past this the way by keyboard is no way.
MOST_STOPS = 250
FOCUS_IS_SEEN = """each => {
  const style = getComputedStyle(each)
  return style.outlineStyle !== 'none' || style.boxShadow !== 'none'
}"""


@dataclass
class Count:
    """What a task took: pages that were opened, the first among them; actions, each a press, a tick, a choice or a field filled.

    And how far it was to them: presses of Tab by keyboard, and by touch whole screens to scroll.
    """

    pages: int = 0
    actions: int = 0
    away: int = 0


class Hands(Protocol):
    """What one does on a page."""

    visit: Visit
    count: Count

    @property
    def page(self) -> Page: ...
    def follow(self, words: str, *, within: str = "main") -> None: ...
    def use(self, control: Locator) -> None: ...
    def lead(self, control: Locator) -> None: ...
    def fill(self, field: Locator, words: str) -> None: ...
    def press(self, words: str) -> None: ...
    def write(self, label: str, words: str) -> None: ...
    def choose(self, label: str, option: str) -> None: ...
    def pick(self, label: str, *, within: str = "") -> None: ...


def named(words: str, *, begins: bool = False) -> re.Pattern[str]:
    """Return the pattern of a control's name, however its lines are broken. What only those who hear the page get stands after a colon."""
    spaced = r"\s*:\s*".join(r"\s+".join(map(re.escape, part.split())) for part in words.split(": "))
    return re.compile(rf"^\s*{spaced}" if begins else spaced)


class _Finding:
    """Finds a control of the page's own part by its words."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.count = visit, Count()
        visit.context.set_default_timeout(60_000)
        # Not a frame that is navigated: a jump on the page, and an address that is put right, open no page.
        visit.page.on("domcontentloaded", self._opened)

    def _opened(self, _page: Page) -> None:
        self.count.pages += 1

    @property
    def page(self) -> Page:
        return self.visit.page

    def use(self, control: Locator) -> None:
        """Press a control that leads to no other page."""
        raise NotImplementedError

    def lead(self, control: Locator) -> None:
        """Press a control that leads to another page."""
        with self.page.expect_navigation():
            self.use(control)

    def follow(self, words: str, *, within: str = "main") -> None:
        self.lead(self.link(words, within))

    def press(self, words: str) -> None:
        self._unfold(words)
        summary = self.page.locator("main details:not([open]) > summary", has_text=words)
        if summary.count():
            self.open(summary.first)
        self.lead(self.button(words))

    def link(self, words: str, within: str = "main") -> Locator:
        self._unfold(words)
        return self.page.locator(within).get_by_role("link", name=named(words)).locator("visible=true").first

    def _unfold(self, words: str) -> None:
        """Open the fold of further deeds where what is looked for stands in it."""
        fold = self.page.locator("main details.more-deeds:not([open])", has_text=words)
        if fold.count():
            self.open(fold.locator("summary").first)

    def open(self, summary: Locator) -> None:
        """Press what opens a fold."""
        self.use(summary)

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
            self._tab()
        message = f"{control} is not reached by {MOST_STOPS} presses of Tab on {self.page.url}"
        raise AssertionError(message)

    def use(self, control: Locator) -> None:
        """Reach a link, a button, a fold or a box to tick, and press it."""
        self.reach(control)
        self.count.actions += 1
        self.page.keyboard.press("Space" if control.get_attribute("type") == "checkbox" else "Enter")

    def write(self, label: str, words: str) -> None:
        self.fill(self.field(label), words)

    def fill(self, field: Locator, words: str) -> None:
        """Reach a field and write, in the place of what stood there."""
        self.reach(field)
        self.count.actions += 1
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(words)

    def _tab(self) -> None:
        self.count.away += 1
        self.page.keyboard.press("Tab")

    def choose(self, label: str, option: str) -> None:
        """Go down the list with the arrow until the option is the one that is chosen."""
        field = self.field(label)
        self.reach(field)
        self.count.actions += 1
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
            self.use(control)
        else:
            self.count.actions += 1
            self._pick_one(control)
        assert control.is_checked()

    def _pick_one(self, control: Locator) -> None:
        # Radio buttons are one stop of Tab: the chosen one, or else the first. The arrows go on from there.
        wanted = control.element_handle()
        for _stop in range(MOST_STOPS):
            if wanted.evaluate("each => document.activeElement.name === each.name"):
                break
            self._tab()
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
    """Somebody who taps: on a tablet on the table, or a phone. Open the visit with `touch=True`; the page may be without script."""

    def use(self, control: Locator) -> None:
        """Scroll to a control and tap it."""
        control.wait_for()
        self._scroll(control)
        self.count.actions += 1
        control.tap()

    def _scroll(self, control: Locator) -> None:
        box, size = control.bounding_box(), self.page.viewport_size
        if box and size:
            self.count.away += int(abs(box["y"]) // size["height"])

    def write(self, label: str, words: str) -> None:
        self.fill(self.field(label), words)

    def fill(self, field: Locator, words: str) -> None:
        """Scroll to a field and write, in the place of what stood there."""
        field.wait_for()
        self._scroll(field)
        self.count.actions += 1
        field.fill(words)

    def choose(self, label: str, option: str) -> None:
        field = self.field(label)
        field.wait_for()
        self._scroll(field)
        self.count.actions += 1
        field.select_option(label=option)

    def pick(self, label: str, *, within: str = "") -> None:
        control = self.option(label, within)
        self.use(control)
        assert control.is_checked()
