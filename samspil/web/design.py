"""The design system in the product's own colours: DKFDS writes sixteen fixed ones, which here become words that light and dark fill in.

What every page asks for is made here when static files are looked for (no build step): that style sheet, the product's own as one file,
and packed twins (gzip) of both, of the scripts and of what single pages have, so that a page is light on its way.
"""

from __future__ import annotations

import gzip
import os
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

THEMED = "web/dkfds.css"
# The product's own style sheets that every page has, in their order, as one file.
BUNDLE = "web/samspil.css"
BUNDLED = "fonts colours base header tables thread record".split()
OWN = Path(__file__).parent / "static" / "web"
SAMSPIL = Path(__file__).parents[1]
# What every page asks for and the browser would else fetch unpacked: name of the address, and its file among the assets.
PACKED = {
    "dkfds/js/dkfds.min.js": "dkfds/dist/js/dkfds.min.js",
    "dkfds/img/all-svg-icons.svg": "dkfds/dist/img/all-svg-icons.svg",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "idb/umd.js": "idb/build/umd.js",
}
# Components of the design system that no page has (tests/web/test_colours.py sees that none does): their rules are left out.
UNUSED = (
    "back-to-top cookie language-switcher toast spinner toggle-switch toggle-button tab-container tab-list tab-panel card-content "
    "card-image col-xs col-sm col-xl offset- order-sm order-md order-lg order-xl overflow-menu fds-modal portal-info solution-info "
    "navigation-menu sidemenu sidenav tag-"
).split()
# Each of the design system's colours: what it is as a ground or border of what is pressed, and what it is elsewhere.
_GROUNDS = {
    "#454545": "action",
    "#1a1a1a": "action-deep",
    "#707070": "quiet",
    "#fff": "ground",
    "#f5f5f5": "surface",
    "#dcdcdc": "surface-deep",
    "#c00": "error-fill",
}
_COLOURS = {
    "#1a1a1a": "ink",
    "#454545": "ink-soft",
    "#707070": "quiet",
    "#8e8e8e": "line-strong",
    "#bfbfbf": "line",
    "#dcdcdc": "line-soft",
    "#f5f5f5": "surface",
    "#fff": "on-action",
    "#c00": "error",
    "#ffe0e0": "error-ground",
    "#fec": "warning-ground",
    "#febb30": "warning",
    "#e2f2fb": "info-ground",
    "#1b86c3": "info",
    "#ddf7ce": "success-ground",
    "#358000": "success",
    "#004d99": "link",
    "purple": "link-visited",
}
_DECLARATION = re.compile(r"(?<=[{;])([a-z-]+):([^;{}]*(?:#[0-9a-fA-F]{3,6}|purple)[^;{}]*)")
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,6}\b|\bpurple\b")
# Its fonts are declared in `fonts.css`; the classes of single icons as backgrounds are used nowhere.
_LEFT_OUT = re.compile(r"@font-face\{[^}]*\}|\.icon-[a-z0-9-]+:not\(a\)\{background-image:[^}]*\}|/\*#[^*]*\*/")
_SHORT = {"#cc0000": "#c00", "#ffeecc": "#fec", "#ffffff": "#fff", "#800080": "purple"}
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_COMMA = re.compile(r",(?![^()]*\))")  # between selectors, not within `:not(a,b)`
_SPACE = re.compile(r"/\*.*?\*/|\s+", re.DOTALL)
_FOCUS = {"outline", "outline-color"}
_PRESSED = {"background", "background-color", "border-color"}


def themed(css: str) -> str:
    """Return the design system's style sheet with words (`var(--ink)`) for colours, and addresses that hold from `web/`."""
    kept = _RULE.sub(_used, _LEFT_OUT.sub("", css))
    return _DECLARATION.sub(_worded, kept).replace("url(../", "url(../dkfds/")


def _used(rule: re.Match[str]) -> str:
    """Return a rule with those of its selectors that a page may have; nothing where there are none."""
    selectors = [each for each in _COMMA.split(rule[1]) if not any(f".{name}" in each for name in UNUSED)]
    return f"{','.join(selectors)}{{{rule[2]}}}" if selectors else ""


def _worded(found: re.Match[str]) -> str:
    name, value = found.groups()

    def word(colour: re.Match[str]) -> str:
        written = colour.group().lower()
        written = _SHORT.get(written, written)
        if name in _FOCUS:
            return "var(--focus)"
        if name in _PRESSED and written in _GROUNDS:
            return f"var(--{_GROUNDS[written]})"
        return f"var(--{_COLOURS[written]})" if written in _COLOURS else colour.group()

    return f"{name}:{_COLOUR.sub(word, value)}"


def bundled() -> str:
    """Return the product's own style sheets as one, without comments and line breaks."""
    return "".join(
        _SPACE.sub(" ", (OWN / f"{name}.css").read_text(encoding="utf-8"))
        .replace(" { ", "{")
        .replace("; }", "}")
        .strip()
        for name in BUNDLED
    )


class Finder(BaseFinder):
    """Finds what is made, anew where a file it comes from is newer."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self._folder = Path(settings.SAMSPIL_DESIGN)
        self._storage = FileSystemStorage(location=str(self._folder))
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        """Find nothing wrong: without assets there is nothing to make."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where a made file lies; nothing for any other."""
        name = path.removesuffix(".gz")
        sources = _sources().get(name, [])
        if not sources or not all(source.is_file() for source in sources):
            return []
        _make(name, sources, self._folder / name)
        found = str(self._folder / path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Give each made file and its packed twin."""
        for name, sources in _sources().items():
            if all(source.is_file() for source in sources):
                _make(name, sources, self._folder / name)
                yield name, self._storage
                yield f"{name}.gz", self._storage


def _sources() -> dict[str, list[Path]]:
    assets = Path(settings.SAMSPIL_ASSETS)
    packed = {name: [assets / file] for name, file in PACKED.items()}
    own = {BUNDLE: [OWN / f"{name}.css" for name in BUNDLED]}
    return {THEMED: [assets / "dkfds" / "dist" / "css" / "dkfds.min.css"]} | own | packed | dict(_single())


def _single() -> Iterator[tuple[str, list[Path]]]:
    """Give each style sheet and script that some pages have: its name, and where it lies."""
    for folder in (OWN.parent, *sorted(SAMSPIL.glob("features/*/static"))):
        for path in sorted(folder.glob("*/*")):
            if path.suffix in {".css", ".js"} and not (path.parent == OWN and path.stem in BUNDLED):
                yield path.relative_to(folder).as_posix(), [path]


def _make(name: str, sources: Sequence[Path], made: Path) -> None:
    newest = max(source.stat().st_mtime for source in (*sources, Path(__file__)))
    packed = made.with_name(made.name + ".gz")
    if made.is_file() and packed.is_file() and made.stat().st_mtime >= newest:
        return
    if name == BUNDLE:
        body = bundled().encode()
    else:
        text = sources[0].read_text(encoding="utf-8")
        body = (themed(text) if name == THEMED else text).encode()

    made.parent.mkdir(parents=True, exist_ok=True)
    for path, content in ((packed, gzip.compress(body, 9, mtime=0)), (made, body)):
        # Several processes and threads may start at once: each file is put in place whole.
        half = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
        half.write_bytes(content)
        half.replace(path)
