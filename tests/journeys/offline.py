"""A phone in the journeys: a browser with a folder of its own, the page that takes voices in, and a line to the server that breaks."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from samspil.spine.people import Actor
from tests.journeys.base import Visit
from tests.kit.browser import QUIET
from tests.kit.cast import Cast
from tests.kit.fault_line import FaultLine

PAGE = "/bidrag/uden-net/"
CANARY = "kanarie"
PATIENCE = 60  # seconds, on a machine that does much else
FORMS = ("utf-8", "utf-16-le", "utf-16-be")
PHONE = {"width": 375, "height": 760}
# Writes a whole voice in the form's own fields, as typing and choosing do.
FILL = """(said) => {
  const form = document.getElementById("bidrag");
  for (const [name, value] of Object.entries(said)) {
    const found = [...form.querySelectorAll(`[name="${name}"]`)];
    for (const each of found) {
      if (each.type === "radio") each.checked = each.value === value;
      else if (each.type === "checkbox") each.checked = value;
      else each.value = value;
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}"""
ANSWERS = {
    "purpose-interpret": "yes",
    "purpose-quote": "no",
    "purpose-role_label": "no",
    "purpose-publish": "no",
    "purpose-photo": "yes",
}


@dataclass
class Phone:
    """One phone: its folder lives on when the browser is killed."""

    chromium: Browser
    folder: Path
    line: FaultLine
    cast: Cast
    context: BrowserContext = field(init=False)
    page: Page = field(init=False)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start the browser on the folder."""
        found = os.environ.get("CHROMIUM") or next(
            filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
        )
        self.context = self.chromium.browser_type.launch_persistent_context(
            self.folder, executable_path=found, args=QUIET, locale="da-DK", viewport=PHONE, accept_downloads=True
        )
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.listen(self.page)

    def listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())

    def stop(self) -> None:
        """Close the browser, so that all it keeps lies in its folder."""
        self.context.close()

    def log_in(self, actor: Actor) -> None:
        client = Client()
        client.force_login(Visit.user(_as_visit(self.cast), actor), backend="django.contrib.auth.backends.ModelBackend")
        kept = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": kept, "url": self.line.url}])

    def log_out(self) -> None:
        self.context.clear_cookies()

    def ready(self, actor: Actor) -> None:
        """Make the phone ready, as its holder does."""
        self.log_in(actor)
        self.page.goto(f"{self.line.url}{PAGE}klar/")
        self.page.get_by_label("Hvad kalder I telefonen?").fill("Bobs telefon")
        self.page.locator("main form button").last.click()
        self.page.wait_for_url(f"**{PAGE}")
        self.begun()
        expect(self.page.locator("#uden-net[data-kept=yes]")).to_have_count(1)

    def open(self) -> None:
        self.page.goto(self.line.url + PAGE)
        self.begun()

    def begun(self) -> None:
        expect(self.page.locator("#uden-net[data-begun=yes]")).to_have_count(1)
        expect(self.page.locator("#klar")).to_be_visible()

    def save(
        self, words: str, *, photos: list[dict[str, Any]] | None = None, page: Page | None = None, **said: Any
    ) -> str:
        """Type a voice, look it through and save it; gives its number."""
        page = page or self.page
        told = {"words": words, "danger": "no", "considered": False, "contact": f"Vej {words}", **ANSWERS, **said}
        page.evaluate(FILL, told)
        if photos:
            page.locator("[name=photos]").set_input_files(photos)
            expect(page.locator("#billeder-valgt")).to_contain_text(str(len(photos)))
        page.locator("#se").click()
        page.locator("#gem").click()
        expect(page.locator("#gemt")).to_be_visible()
        number = page.locator("[data-nummer]").inner_text()
        page.locator("#naeste").click()
        return number

    def waiting(self) -> int:
        return int(self.page.locator("#uden-net").get_attribute("data-waiting") or 0)

    def send_all(self) -> None:
        """Press »Send nu« again and again until nothing lies here; for as long as something still goes."""
        left, until = self.waiting(), time.monotonic() + PATIENCE
        while left and time.monotonic() < until:
            # Nobody presses while a turn is under way, nor what has just gone from the screen.
            self.page.evaluate("document.getElementById('send').click()")
            self.page.wait_for_timeout(250)
            if self.waiting() < left:
                left, until = self.waiting(), time.monotonic() + PATIENCE
        assert left == 0, f"{left} are left: {self.page.locator('#besked').inner_text()}"

    def stored(self) -> list[dict[str, Any]]:
        """Return what lies in the phone's own base, envelopes as their length."""
        told: str = self.page.evaluate(
            """async () => { const base = await idb.openDB("samspil-uden-net");
            const rows = {}; for (const name of base.objectStoreNames)
              rows[name] = (await base.getAll(name)).map(each => each.byteLength ?? each);
            base.close(); return JSON.stringify(rows); }"""
        )
        return json.loads(told)  # type: ignore[no-any-return]


def _as_visit(cast: Cast) -> Any:
    class Bare:
        pass

    bare = Bare()
    bare.cast = cast  # type: ignore[attr-defined]
    return bare


def holding(folder: Path, words: list[str]) -> dict[str, list[str]]:
    """Return which files under a folder hold which words, in whatever letters a browser writes; names of files count too."""
    found: dict[str, list[str]] = {}
    # What they all begin with is looked for first: a thousand words in each of some hundred files take minutes.
    assert all(word.startswith(CANARY) for word in words)
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes() + str(path).encode()
        if any(CANARY.encode(form) in content for form in FORMS):
            met = [word for word in words if any(word.encode(form) in content for form in FORMS)]
            found[path.relative_to(folder).as_posix()] = met or [CANARY]
    return found
