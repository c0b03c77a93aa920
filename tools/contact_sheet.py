"""Photographs forty pages of the demo, on a desk and on a phone, in light and in dark, and lays them on one sheet in build/looks.

`make docs` calls it, and whoever changes how pages look opens `build/looks/index.html` before they are done. A page that does not
answer, scrolls sideways or complains in the browser's console is told, and the exit code says so.
"""

from __future__ import annotations

import argparse
import html
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

ROOT = Path(__file__).resolve().parents[1]
LOOKS = ROOT / "build" / "looks"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (1280, 375)
THEMES = ("light", "dark")
# Past this a picture shows more of the same; the sheet shows the beginning of each, and the picture itself on a press.
TALLEST = 12_000
COMMITTEE, PARTNERSHIP = "Bakkebys sundhedsudvalg (opdigtet)", "Sammen i Bakkeby"
EVENING = "Fyraftensmøde: hvor er vi nået til?"


@dataclass(frozen=True)
class Page:
    """A page to look at: as whom ("" without a login), its address by name, and the record it is of, by kind and beginning of title."""

    who: str
    view: str
    kind: str = ""
    title: str = ""
    place: int = 0  # among records of that title, in the order they were written
    query: str = ""
    words: tuple[str, ...] = ()  # what stands in the address besides the record

    @property
    def name(self) -> str:
        """Return what its pictures are called."""
        view = self.view.replace(":", "-") + ("-" + "-".join(self.words) if self.words else "")
        return f"{self.who or 'enhver'}-{view}"

    @property
    def caption(self) -> str:
        """Say whose page it is, and which."""
        return f"{self.who or 'enhver'}: {self.view} {self.title}{' '.join(self.words)}".strip()


PAGES = (
    # Whoever comes by, without a login
    Page("", "web:front"),
    Page("", "web:door", words=("stemmer",)),
    Page("", "web:door", words=("beslutninger",)),
    Page("", "web:search", query="?q=bussen"),
    Page("", "voices:list"),
    Page("", "voices:detail", "voice", "Bussen kører ikke efter klokken to"),
    Page("", "voices:code"),
    Page("", "web:thread", "voice", "Bussen kører ikke efter klokken to"),
    Page("", "insights:detail", "insight", "Vejen til lægen er længere end kilometerne"),
    Page("", "insights:document", "document", "Evaluering"),
    Page("", "partnerships:list"),
    Page("", "partnerships:programme", "programme", "Sammen mod ulighed i sundhed"),
    Page("", "cases:meeting", "meeting", "Udvalg for lighed i sundhed, 23."),
    Page("", "cases:detail", "case_item", "Etablering af sundhedsfaglig indsats på væresteder"),
    Page("", "cases:decision", "decision", "at der afsættes i alt 5,7 mio. kr."),
    Page("", "funds:pool", "pool", "Puljen til øget lighed i sundhed"),
    Page("", "funds:effort", "effort", "Sundhedscafé hver torsdag"),
    Page("", "reports:list"),
    Page("", "account_login"),
    # One who coordinates a partnership
    Page("alice", "web:front"),
    Page("alice", "web:overview"),
    Page("alice", "partnerships:detail", "partnership", PARTNERSHIP),
    Page("alice", "partnerships:plan", "partnership", PARTNERSHIP),
    Page("alice", "partnerships:plan_month", "partnership", PARTNERSHIP),
    Page("alice", "partnerships:plan_line", "partnership", PARTNERSHIP),
    Page("alice", "partnerships:activity", "activity", EVENING),
    Page("alice", "partnerships:guests", "activity", EVENING),
    Page("alice", "partnerships:matrix", "partnership", PARTNERSHIP),
    Page("alice", "partnerships:charter", "partnership", PARTNERSHIP),
    Page("alice", "trials:detail", "trial", "Sundhedscafé i hallen"),
    Page("alice", "partnerships:new_activity", "partnership", PARTNERSHIP),
    Page("alice", "voices:new"),
    # A secretary
    Page("sofie", "web:overview"),
    Page("sofie", "cases:meeting", "meeting", COMMITTEE, 1),
    Page("sofie", "cases:seats", "body", COMMITTEE),
    Page("sofie", "cases:import"),
    Page("sofie", "cases:follow_ups"),
    Page("sofie", "cases:body", "body", COMMITTEE),
    # A politician, and one who approves
    Page("poul", "web:overview"),
    Page("ditte", "cases:approvals"),
)


def main(argv: list[str] | None = None) -> int:
    """Take the pictures and write the sheet; return 1 when a page has a fault that a machine can see."""
    asked = argparse.ArgumentParser(prog="tools.contact_sheet", description=__doc__)
    asked.add_argument("--demo", type=Path, default=LOOKS / "demo", help="folder of the demo to photograph")
    asked.add_argument("--only", default="", help="only pages with this in their name; no sheet is written")
    given = asked.parse_args(argv)
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        print("Left out: the contact sheet. Install Chromium (apt-get install chromium).")
        return int(os.environ.get("CI") == "true")

    os.environ.update(
        SAMSPIL_VAR=str(given.demo),
        SAMSPIL_DEMO="1",
        DJANGO_SETTINGS_MODULE="samspil.site.settings",
        PYTHONPATH=str(ROOT),
    )
    subprocess.run(
        [sys.executable, "-m", "samspil", "demo", "--no-server"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    pages = [page for page in PAGES if given.only in page.name]
    paths = _paths(pages)  # before the browser: its loop runs in this thread, where Django would then ask no database
    with _served() as address, _browser(found) as browser:
        faults = _photograph(browser, address, paths)

    if not given.only:
        (LOOKS / "index.html").write_text(sheet(PAGES, faults), encoding="utf-8")
    print("\n".join(faults) or f"{len(pages)} pages in four forms: {LOOKS / 'index.html'}")
    return int(bool(faults))


def sheet(pages: tuple[Page, ...], faults: list[str]) -> str:
    """Return the sheet: a row a page, its four pictures beside each other, each leading to itself in full."""
    rows = []
    for page in pages:
        shots = [(f"{page.name}-{width}-{theme}.png", f"{width} px, {theme}") for width in WIDTHS for theme in THEMES]
        pictures = "".join(
            f'<a href="{file}" class="w{how.split()[0]}"><img src="{file}" alt="{how}" loading="lazy"></a>'
            for file, how in shots
        )
        rows.append(f"<section><h2>{html.escape(page.caption)}</h2><div>{pictures}</div></section>")

    told = "".join(f"<li>{html.escape(fault)}</li>" for fault in faults)
    return (
        '<!doctype html><html lang="da"><meta charset="utf-8"><title>Fyrre sider i fire former</title><style>'
        "body{font:16px system-ui;margin:24px;background:#ddd}h2{font-size:16px;margin:32px 0 8px}div{display:flex;gap:12px}"
        "a{overflow:hidden;height:520px;display:block;background:#888}img{width:100%;display:block}"
        ".w1280{flex:35}.w375{flex:15}</style>"
        f"<h1>Fyrre sider i fire former</h1><ul>{told}</ul>{''.join(rows)}</html>\n"
    )


@contextmanager
def _served() -> Iterator[str]:
    """Serve the demo on a free port for as long as the pictures are taken."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "SAMSPIL_ADDRESS": address}
    command = [sys.executable, "-m", "samspil", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    for _second in range(60):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/robots.txt", timeout=5).close()  # noqa: S310 -- our own server
        except OSError:
            time.sleep(1)
        else:
            return
    raise SystemExit("The demo's server did not start.")


@contextmanager
def _browser(found: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


def _photograph(browser: Browser, address: str, paths: dict[Page, str]) -> list[str]:
    """Take each page's four pictures, and return what a machine sees wrong."""
    LOOKS.mkdir(parents=True, exist_ok=True)
    faults: list[str] = []
    for who in dict.fromkeys(page.who for page in paths):
        kept = _logged_in(browser, address, who)
        for width in WIDTHS:
            for theme in THEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": 900 if width > 800 else 720},
                    color_scheme=theme,  # type: ignore[arg-type]
                    locale="da-DK",
                    storage_state=kept,
                )
                for page, path in paths.items():
                    if page.who == who:
                        shot = LOOKS / f"{page.name}-{width}-{theme}.png"
                        told = _shoot(context, address + path, shot)
                        faults += [f"{page.caption} at {width} px, {theme}: {fault}" for fault in told]

                context.close()

    return faults


def _paths(pages: list[Page]) -> dict[Page, str]:
    """Find each page's address in the demo."""
    import django

    django.setup()
    from django.urls import reverse

    from samspil.spine.models import Circle, Node

    found = {}
    for page in pages:
        words: list[Any] = list(page.words)
        if page.kind == "body":
            words.append(Circle.objects.get(name=page.title).pk)
        elif page.kind:
            records = Node.objects.filter(kind=page.kind, title__startswith=page.title).order_by("created_at")
            words.append(records[page.place].pk)
        found[page] = reverse(page.view, args=words) + page.query
    return found


def _logged_in(browser: Browser, address: str, who: str) -> Any:
    context = browser.new_context()
    if who:
        from samspil.spine.demonstration import PASSWORD

        page = context.new_page()
        page.goto(f"{address}/konto/login/")
        page.get_by_label("Brugernavn").fill(who)
        page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Log ind", exact=True).click()
        page.get_by_role("banner").get_by_role("link", name="Mit Samspil").wait_for()
    kept = context.storage_state()
    context.close()
    return kept


def _shoot(context: BrowserContext, address: str, file: Path) -> list[str]:
    page, faults = context.new_page(), []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    answer = page.goto(address, wait_until="load")
    if answer is None or answer.status != 200:
        faults.append(f"answered {answer.status if answer else 'nothing'}")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    wide, tall = page.evaluate(
        "[document.documentElement.scrollWidth - document.documentElement.clientWidth, document.documentElement.scrollHeight]"
    )
    if wide > 0:
        faults.append(f"is {wide} px too wide")
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": min(tall, TALLEST)})
    page.close()
    return faults


if __name__ == "__main__":
    raise SystemExit(main())
