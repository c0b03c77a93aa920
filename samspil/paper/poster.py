"""A poster: a thread's picture on one sheet, its story on the next, and a code that leads back to its page. Tagged PDF/UA-1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from samspil.paper import danish
from samspil.paper.document import Figure, inline
from samspil.paper.document.pdf import typeset
from samspil.paper.refusal import Refused

PAPERS = ("a4", "a3")
SIGN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"><path d="{sign}" fill="none" '
    'stroke="{colour}" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


@dataclass(frozen=True)
class Line:
    """One stop of the story: when, what, by whom, and the colour of their side."""

    day: str
    title: str
    who: str
    colour: str
    is_main: bool


@dataclass(frozen=True)
class Part:
    """One stage of the story: its word, colour and sign (a path on a grid of 24), its stops, and how many are not listed."""

    label: str
    colour: str
    sign: str
    lines: tuple[Line, ...]
    more: str = ""


@dataclass(frozen=True)
class Poster:
    """What is set. `marks` are what must not be overlooked; `key` says which colour is whose; `code` is a QR code as SVG."""

    title: str
    lead: str
    marks: tuple[str, ...]
    picture: str
    alt: str
    key: tuple[tuple[str, str], ...]
    lines: str
    parts: tuple[Part, ...]
    address: str
    scan: str
    code: str
    day: dt.date
    paper: str = "a4"
    language: str = "da"

    def __post_init__(self) -> None:
        if self.paper not in PAPERS:
            raise Refused(
                f"En plakat kan ikke trykkes på »{self.paper}«. Vælg {' eller '.join(PAPERS)}.", field="paper"
            )
        # As every picture of a document: it says in words what it shows, and reaches nowhere.
        for drawn, words in ((self.picture, self.alt), (self.code, self.scan)):
            Figure(drawn, words, self.title)


def to_pdf(poster: Poster) -> bytes:
    """Set a poster as PDF/UA-1."""
    source = resources.files("samspil.paper").joinpath("poster.typ").read_bytes()
    return typeset(source, _shape(poster), poster.title)


def _shape(poster: Poster) -> Mapping[str, Any]:
    clean = inline.clean
    return {
        "title": clean(poster.title),
        "lead": clean(poster.lead),
        "language": poster.language,
        "paper": poster.paper,
        "marks": [clean(mark) for mark in poster.marks],
        "picture": poster.picture,
        "alt": clean(poster.alt),
        "key": [[colour, clean(word)] for colour, word in poster.key],
        "lines": clean(poster.lines),
        "parts": [_part(part) for part in poster.parts],
        "address": clean(poster.address),
        "scan": clean(poster.scan),
        "code": poster.code,
        "created": [poster.day.year, poster.day.month, poster.day.day],
        "day": danish.date(poster.day),
    }


def _part(part: Part) -> Mapping[str, Any]:
    clean = inline.clean
    return {
        "label": clean(part.label),
        "sign": SIGN.format(sign=part.sign, colour=part.colour),
        "lines": [
            {
                "day": clean(line.day),
                "title": clean(line.title),
                "who": clean(line.who),
                "colour": line.colour,
                "main": line.is_main,
            }
            for line in part.lines
        ],
        "more": clean(part.more),
    }
