"""Letters to people who told something: a batch as one PDF/UA-1 in large type, each with a code and a picture that opens its page."""

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

TITLE = "Svar på det, du fortalte"
PICTURE = "Hold telefonens kamera over billedet, så åbner din egen side"


@dataclass(frozen=True)
class Letter:
    """One letter: from whom, to where (lines of an address), when the words were given, the answer, whom to ring, and the code.

    Without a `code` it has no picture either, and the reader is told to use the code they have.
    """

    sender: str
    to: str
    given_on: dt.date
    words: str
    call: str = ""
    code: str = ""
    picture: str = ""
    is_invented: bool = False

    def __post_init__(self) -> None:
        if not self.words.strip():
            raise Refused("Et brev mangler sit svar.")
        if bool(self.code) is not bool(self.picture):
            message = "a letter has a code and its picture, or neither"
            raise ValueError(message)
        # As every picture of a document: it says in words what it shows, and reaches nowhere.
        if self.picture:
            Figure(self.picture, PICTURE, TITLE)


@dataclass(frozen=True)
class Letters:
    """A batch of letters, the address where a code is typed, and the day they are printed."""

    letters: tuple[Letter, ...]
    address: str
    day: dt.date


def to_pdf(batch: Letters) -> bytes:
    """Set a batch of letters as PDF/UA-1: each begins on a sheet of its own, and counts its own pages."""
    source = resources.files("samspil.paper").joinpath("letters.typ").read_bytes()
    return typeset(source, _shape(batch), TITLE)


def _shape(batch: Letters) -> Mapping[str, Any]:
    return {
        "title": TITLE,
        "created": [batch.day.year, batch.day.month, batch.day.day],
        "day": danish.date(batch.day),
        "address": inline.clean(batch.address),
        "picture_says": PICTURE,
        "letters": [_letter(each) for each in batch.letters],
    }


def _letter(letter: Letter) -> Mapping[str, Any]:
    clean = inline.clean
    return {
        "sender": clean(letter.sender),
        "to": [clean(line.strip()) for line in _lines(letter.to)],
        "given": danish.date(letter.given_on),
        "paragraphs": [
            [clean(line) for line in part.splitlines() if line.strip()]
            for part in letter.words.replace("\r\n", "\n").split("\n\n")
            if part.strip()
        ],
        "call": clean(letter.call),
        "code": clean(letter.code),
        "picture": letter.picture,
        "mark": "Opdigtet: brevet er en prøve og må ikke sendes." if letter.is_invented else "",
    }


def _lines(address: str) -> list[str]:
    """Return an address as it stands on an envelope: written on one line, it is broken at its commas."""
    written = [line for line in address.splitlines() if line.strip()]
    return [part for part in written[0].split(",") if part.strip()] if len(written) == 1 else written
