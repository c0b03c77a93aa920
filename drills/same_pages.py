"""Walks the demo in two trees as seven people and shows what differs: words, buttons, fields, links, status and number of queries.

Each tree loads the demo in a SQLite of its own, at the same hour, and is walked by its own code; only what was met is compared. A page
is known by who asked, by its address with the keys taken out, and by its heading.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import difflib
import html.parser
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

ROOT = Path(__file__).resolve().parents[1]
# Dorte has no login.
CAST = ("alice", "bob", "poul", "sofie", "ditte", "charlie", "dorte")
SKIPPED = ("/static/", "/konto/", "/fil/")
INLINE = {"a", "abbr", "b", "em", "i", "q", "small", "span", "strong", "sub", "sup", "time"}
UNSEEN = {"script", "style", "head", "template"}
SAID = ("aria-label", "alt", "placeholder", "title")
KEY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{32,64}\b", re.IGNORECASE)
FOLD = re.compile(r"\r\n ")
MONTHS = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
DATES = re.compile(
    rf"\d{{4}}-\d\d-\d\d(?:T[\d:.+Z]*)?|\b\d{{1,2}}\. (?:{MONTHS})(?: \d{{4}})?|\bkl\. \d\d?[.:]\d\d|\b\d{{8}}T\d{{6}}Z?"
)


class Seen(html.parser.HTMLParser):
    """What a page shows: its words, and what can be pressed, filled in and followed."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        super().__init__()
        self.words: list[str] = []
        self.heading: list[str] = []
        self.buttons: list[str] = []
        self.fields: list[str] = []
        self.links: list[str] = []
        self.within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says by its attributes."""
        told = {name: value or "" for name, value in attrs}
        if tag in UNSEEN or tag in {"h1", "button"}:
            self.within.append(tag)
        if tag not in INLINE:
            self.words.append(" ")
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        if tag == "form":
            self.links.append(f"{told.get('method', 'get').lower()} {told.get('action', '')}")
        if tag == "button":
            self.buttons.append("")
        if tag in {"input", "select", "textarea"} and told.get("name") not in {"csrfmiddlewaretoken", "press", "next"}:
            self.fields.append(f"{told.get('name', '')}:{told.get('type', tag)}")
            if told.get("type") not in {"hidden", "checkbox", "radio"}:
                self.words.append(f" {told.get('value', '')} ")
        self.words += [f" {told[name]} " for name in SAID if name in told]

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag in self.within:
            while self.within.pop() != tag:
                pass
        if tag not in INLINE:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        """Keep words that are seen."""
        if UNSEEN & set(self.within):
            return
        self.words.append(data)
        if "h1" in self.within:
            self.heading.append(data)
        if "button" in self.within:
            self.buttons[-1] += data


def plain(words: str) -> str:
    """Return words with keys and dates taken out and blanks made one."""
    return DATES.sub("[dato]", KEY.sub("[nøgle]", " ".join(words.split())))


def shown(body: str, address: Any) -> dict[str, Any]:
    """Return what a page shows, with links told by the address they lead to (`address` takes a path's keys out)."""
    seen = Seen()
    seen.feed(body)
    told = collections.Counter(
        f"{method} {address(link)}".strip()
        for method, _, link in (each.rpartition(" ") for each in seen.links)
        if not link.startswith(("#", "mailto:", "tel:"))
    )
    return {
        "words": plain("".join(seen.words)),
        "heading": plain("".join(seen.heading)),
        "buttons": sorted(plain(each) for each in seen.buttons),
        "fields": sorted(KEY.sub("[nøgle]", each) for each in seen.fields),
        "links": dict(told),
    }


# In the tree that is walked


def walk(out: Path, most: int, at: dt.datetime) -> None:
    """Load the demo by the code on the path, walk it as each of the cast, and write what was met, a JSON line a page."""
    import time_machine

    with time_machine.travel(at):
        _begin()
        from django.contrib.auth import get_user_model
        from django.test import Client

        from samspil.web import second_factor

        with out.open("w", encoding="utf-8") as file:
            for name in CAST:
                client = Client(HTTP_HOST="127.0.0.1")
                if name != "dorte":
                    user = get_user_model().objects.get(username=name)
                    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
                    session = client.session
                    session[second_factor.PROVEN] = str(user.pk)
                    session.save()
                client.get("/")
                for met in walked(client, most):
                    file.write(json.dumps({"who": name, **met}, ensure_ascii=False) + "\n")


def _begin() -> None:
    """Make the demo ready, without a word."""
    import django

    django.setup()
    from django.core.management import call_command

    from samspil.site import demo

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    demo.load(lambda line: None)


def walked(client: Any, most: int) -> Iterator[dict[str, Any]]:
    """Follow every link from the front page, at most so many pages of an address, and give what each answered."""
    from django.db import connection
    from django.urls import Resolver404, resolve

    def address(link: str) -> str:
        try:
            route = resolve(urlsplit(urljoin(path, link)).path).route
        except Resolver404:
            return KEY.sub("[nøgle]", link)
        return "/" + re.sub(r"<(\w+):\w+>", r"<\1>", route)

    queue, done, met, path = collections.deque(["/"]), set[str](), collections.Counter[str](), "/"
    while queue:
        path = queue.popleft()
        parts = urlsplit(path)
        if path in done or parts.netloc or path.startswith(SKIPPED):
            continue
        done.add(path)
        met[asked := address(path)] += 1
        if met[asked] > most:
            continue
        counted: list[str] = []
        with connection.execute_wrapper(lambda run, sql, *rest: run(counted.append(sql) or sql, *rest)):  # type: ignore[func-returns-value]  # noqa: B023
            answer = client.get(path)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        kind = answer.headers.get("Content-Type", "").split(";")[0]
        body = content.decode("utf-8", "replace") if kind.startswith("text/") or "json" in kind else ""
        # A calendar's lines are folded wherever they are long (RFC 5545, 3.1).
        told = shown(body, address) if kind == "text/html" else {"words": plain(FOLD.sub("", body)), "heading": ""}
        # A session is written now and then, by the clock.
        asks = [sql for sql in counted if sql.startswith(("SELECT", "WITH")) and '"django_session"' not in sql]
        yield {
            "address": asked,
            "path": path,
            "query": sorted(parts.query.split("&")),
            "status": answer.status_code,
            "kind": kind,
            "queries": len(asks),
            **told,
        }
        if answer.status_code in {301, 302}:
            queue.append(answer["Location"])
        elif answer.status_code == 200 and kind == "text/html":
            queue.extend(urldefrag(urljoin(path, each))[0] for each in _links(body))


def _links(body: str) -> list[str]:
    seen = Seen()
    seen.feed(body)
    return [each for each in seen.links if " " not in each and not each.startswith(("#", "mailto:", "tel:"))]


# Compared


@dataclass
class Differences:
    """What differs, each difference once: by its kind, its address and its words, with the pages it was met on."""

    found: dict[tuple[str, str, str], list[str]] = field(default_factory=lambda: collections.defaultdict(list))
    pages: int = 0

    def note(self, kind: str, page: dict[str, Any], words: str) -> None:
        """Note a difference on a page."""
        self.found[kind, page["address"], words].append(f"{page['who']} {page['heading'][:40]}")


def pages(lines: list[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return the pages of a walk, known by who asked, address, query, heading and which of those that share all these."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    twice = collections.Counter[tuple[Any, ...]]()
    for page in map(json.loads, lines):
        key = (page["who"], page["address"], KEY.sub("[nøgle]", "&".join(page["query"])), page["heading"])
        twice[key] += 1
        found[*key, twice[key]] = page
    return found


def compared(before: list[str], after: list[str]) -> Differences:
    """Compare two walks page by page."""
    was, now, told = pages(before), pages(after), Differences()
    for key in [*was, *(each for each in now if each not in was)]:
        if key not in now:
            told.note("page gone", was[key], f"{key[2]} {key[3]}".strip())
        elif key not in was:
            told.note("page come", now[key], f"{key[2]} {key[3]}".strip())
        else:
            told.pages += 1
            _compare(was[key], now[key], told)
    return told


def _compare(was: dict[str, Any], now: dict[str, Any], told: Differences) -> None:
    for what in ("status", "kind"):
        if was[what] != now[what]:
            told.note(what, now, f"{was[what]} -> {now[what]}")
    if was["queries"] != now["queries"]:
        kind = "queries risen" if now["queries"] > was["queries"] else "queries fallen"
        told.note(kind, now, f"{was['queries']} -> {now['queries']}")
    # What the database gives in no order, such as records of the same minute, stands as it comes.
    if was["words"] != now["words"] and letters(was["words"]) == letters(now["words"]):
        is_blank = was["words"].replace(" ", "") == now["words"].replace(" ", "")
        told.note("blanks" if is_blank else "order", now, "the same words, but for blanks or order")
    else:
        for lost, come in hunks(was["words"], now["words"]):
            told.note("words", now, f"- {lost}\n    + {come}")

    for what in ("buttons", "fields"):
        gone, new = (collections.Counter(page.get(what, ())) for page in (was, now))
        for kind, counted in (("gone", gone - new), ("come", new - gone)):
            for each, many in counted.items():
                told.note(f"{what} {kind}", now, f"{each} ({many})")
    old, new = (collections.Counter(page.get("links", {})) for page in (was, now))
    for kind, counted in (("gone", old - new), ("come", new - old)):
        for each, many in counted.items():
            told.note(f"links {kind}", now, f"{each} ({many})")


def letters(words: str) -> list[str]:
    """Return all letters of some words, sorted: equal for the same words in another order, or with other blanks."""
    return sorted("".join(words.split()))


def hunks(was: str, now: str) -> Iterator[tuple[str, str]]:
    """Give each stretch of words that differs, with three words before it."""
    old, new = was.split(), now.split()
    if old == new:
        return
    for deed, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if deed != "equal":
            near = " ".join(old[max(0, i - 3) : i])
            yield f"{near} [{' '.join(old[i:j])[:300]}]", f"{near} [{' '.join(new[k:m])[:300]}]"


def report(told: Differences) -> str:
    """Write the differences by kind, each once with the number of pages it was met on and one of them."""
    lines = [f"{told.pages} pages compared, {len(told.found)} differences"]
    for kind in sorted({each[0] for each in told.found}):
        of_kind = {key: met for key, met in told.found.items() if key[0] == kind}
        lines.append(f"\n{kind}: {len(of_kind)}")
        for (_kind, address, words), met in sorted(of_kind.items()):
            lines.append(f"  {address}  {words}  ({len(met)} pages, as {met[0]})")
    return "\n".join(lines)


def tree(named: str, folder: Path) -> Path:
    """Return a tree by its folder, or a commit's files laid in `folder`."""
    if Path(named).is_dir():
        return Path(named).resolve()
    packed = subprocess.run(["git", "archive", named], cwd=ROOT, check=True, capture_output=True).stdout
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", folder], input=packed, check=True)
    return folder


def met(code: Path, most: int, at: dt.datetime, scratch: Path) -> list[str]:
    """Walk a tree in a process of its own, by its own code, and return what was met."""
    scratch.mkdir()
    assets = next((each for each in (code / "node_modules", ROOT / "node_modules") if each.exists()), code)
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("SAMSPIL_")},
        "PYTHONPATH": str(code),
        "DJANGO_SETTINGS_MODULE": "samspil.site.settings",
        "SAMSPIL_VAR": str(scratch),
        "SAMSPIL_DEMO": "1",
        "SAMSPIL_SECRET": secrets.token_urlsafe(48),
        "SAMSPIL_ASSETS": str(assets),
    }
    out = scratch / "met.jsonl"
    # -P: the folder of drills is no part of the path, or `coverage` would be a drill.
    command = [sys.executable, "-P", __file__, "--walk", str(out), "--most", str(most), "--at", at.isoformat()]
    subprocess.run(command, cwd=code, env=environment, check=True)
    return out.read_text(encoding="utf-8").splitlines()


def before() -> str:
    """Return what is compared with when nothing is named: the newest tag, or the commit before this one."""
    told = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "HEAD~1"


def main() -> int:
    """Compare two trees, print what differs, and return 1 when anything does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "before", nargs="?", help="a folder or a commit (default: the newest tag, or the commit before)"
    )
    parser.add_argument("after", nargs="?", default=str(ROOT), help="a folder or a commit (default: this one)")
    parser.add_argument("--most", type=int, default=12, help="pages of one address")
    parser.add_argument("--keep", type=Path, help="a folder for what was met in each tree")
    parser.add_argument("--walk", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--at", type=dt.datetime.fromisoformat, default=dt.datetime.now(dt.UTC))
    args = parser.parse_args()
    if args.walk:
        walk(args.walk, args.most, args.at)
        return 0

    scratch = Path(tempfile.mkdtemp(prefix="samspil-same-pages-"))
    try:
        walks = [
            met(tree(named, scratch / f"tree-{side}"), args.most, args.at, scratch / side)
            for side, named in (("before", args.before or before()), ("after", args.after))
        ]
        if args.keep:
            args.keep.mkdir(parents=True, exist_ok=True)
            for side, lines in zip(("before", "after"), walks, strict=True):
                (args.keep / f"{side}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    told = compared(*walks)
    print(report(told))
    return int(bool(told.found))


if __name__ == "__main__":
    sys.exit(main())
