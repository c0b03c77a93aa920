"""Elements of a page by a few words: `css(tree, "nav.doors a[href='/om/']")` -- tag, classes and attributes, one below the other."""

from __future__ import annotations

import re

from lxml import html

_PART = re.compile(
    r"(?P<tag>^[a-z][a-z0-9]*)|\.(?P<class>[\w-]+)|\[(?P<attribute>[\w:-]+)(?:=(?P<value>[\"'][^\"']*[\"']))?\]"
)


def css(tree: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """Return the elements that a selector of tags, classes and attributes finds, in the order of the page."""
    path = "".join(
        ("/" if part.startswith("> ") else "//") + _step(part.removeprefix("> ")) for part in _parts(selector)
    )
    found: list[html.HtmlElement] = tree.xpath(f".{path}")
    return found


def words(element: html.HtmlElement) -> str:
    """Return an element's words, each blank one."""
    return " ".join(element.text_content().split())


def _parts(selector: str) -> list[str]:
    return re.sub(r">\s+", ">\0", selector).replace(" ", "\1").replace(">\0", "> ").split("\1")


def _step(part: str) -> str:
    tag, conditions = "*", ""
    for match in _PART.finditer(part):
        if match["tag"]:
            tag = match["tag"]
        elif match["class"]:
            conditions += f"[contains(concat(' ', normalize-space(@class), ' '), ' {match['class']} ')]"
        else:
            conditions += f"[@{match['attribute']}{'=' + match['value'] if match['value'] else ''}]"
    return tag + conditions
