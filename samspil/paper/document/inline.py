"""Words inside a block: plain, strong, emphasised, code, or a link. Nothing nests, so nothing can be left open.

A str is read with **strong**, _emphasis_ and `code`; what people typed comes as `(Text(...),)` and stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from samspil.paper import signs
from samspil.paper.refusal import Refused

clean = signs.clean
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_MARKS = re.compile(
    r"\*\*(?P<strong>\S(?:.*?\S)?)\*\*|(?<!\w)_(?P<emphasis>\S(?:.*?\S)?)_(?!\w)|`(?P<code>[^`]+)`", re.DOTALL
)


@dataclass(frozen=True)
class Text:
    """Words as they are."""

    text: str


@dataclass(frozen=True)
class Strong:
    """Words that must not be overlooked."""

    text: str


@dataclass(frozen=True)
class Emphasis:
    """Words said with weight."""

    text: str


@dataclass(frozen=True)
class Code:
    """A name or value to be read letter by letter."""

    text: str


@dataclass(frozen=True)
class Link:
    """Words that lead to a page on the web, a mailbox or a telephone. Raises Refused for any other address."""

    text: str
    href: str

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.href)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in SCHEMES or not (parts.netloc or parts.path) or re.search(r"[\s\x00-\x1f]", self.href):
            raise Refused(
                f"Linket »{self.text}« har ikke en brugbar adresse. "
                "Brug en, der begynder med https://, mailto: eller tel:"
            )
        if not self.text.strip():
            raise Refused("Et link mangler den tekst, man kan læse. Skriv, hvor det fører hen.")


Inline = Text | Strong | Emphasis | Code | Link
Words = str | tuple[Inline, ...]


def parts(words: Words) -> tuple[Inline, ...]:
    """Return words as clean inline parts, reading the marks of a str."""
    if not isinstance(words, str):
        return tuple(replace(part, text=clean(part.text)) for part in words)

    words = clean(words)
    pieces: list[Inline] = []
    end = 0
    for mark in _MARKS.finditer(words):
        if mark.start() > end:
            pieces.append(Text(words[end : mark.start()]))
        end = mark.end()
        if mark["strong"]:
            pieces.append(Strong(mark["strong"]))
        elif mark["emphasis"]:
            pieces.append(Emphasis(mark["emphasis"]))
        else:
            pieces.append(Code(mark["code"]))

    if end < len(words):
        pieces.append(Text(words[end:]))

    return tuple(pieces)


def plain(words: Words) -> str:
    """Return words without their marks."""
    return "".join(part.text for part in parts(words))
