"""Blank sheets to fill in by hand, each with a numbered slip that is torn off: a pad of them as one tagged PDF/UA-1."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from samspil.paper import danish
from samspil.paper.document import Figure, inline
from samspil.paper.document.pdf import typeset

TITLE = "Ark til bidrag"
PICTURE = "Hold telefonens kamera over billedet, så åbner din egen side"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its number, the code on its slip, and the code's picture as SVG."""

    number: int
    code: str
    picture: str

    def __post_init__(self) -> None:
        # As every picture of a document: it says in words what it shows, and reaches nowhere.
        Figure(self.picture, PICTURE, TITLE)


@dataclass(frozen=True)
class Pad:
    """What all sheets of a pad have in common, and the sheets. `call` is whom to ring, `address` where a code is typed."""

    sheets: tuple[Sheet, ...]
    sender: str
    place: str
    on: dt.date
    purposes: tuple[str, ...]
    methods: tuple[str, ...]
    channels: tuple[str, ...]
    question: str
    consent_title: str
    consent_body: str
    consent_version: int
    call: str
    address: str
    day: dt.date
    is_invented: bool = False


def to_pdf(pad: Pad) -> bytes:
    """Set a pad as PDF/UA-1, one page a sheet."""
    source = resources.files("samspil.paper").joinpath("sheets.typ").read_bytes()
    return typeset(source, _shape(pad), TITLE)


def _shape(pad: Pad) -> Mapping[str, Any]:
    clean = inline.clean
    return {
        "title": TITLE,
        "created": [pad.day.year, pad.day.month, pad.day.day],
        "day": danish.date(pad.on),
        "sender": clean(f"{pad.sender}, {pad.place}" if pad.place else pad.sender),
        "purposes": [clean(each) for each in pad.purposes],
        "methods": [clean(each) for each in pad.methods],
        "channels": [clean(each) for each in pad.channels],
        "question": clean(pad.question),
        "consent_title": clean(pad.consent_title),
        "consent": [clean(" ".join(part.split())) for part in pad.consent_body.split("\n\n") if part.strip()],
        "consent_version": str(pad.consent_version),
        # A number stays on one line.
        "call": re.sub(r"(?<=\d) (?=\d)", "\u00a0", clean(pad.call)),
        "address": clean(pad.address),
        "picture_says": PICTURE,
        "mark": "Opdigtet: arkene er en prøve og må ikke bruges." if pad.is_invented else "",
        "sheets": [
            {"number": str(each.number), "code": clean(each.code), "picture": each.picture} for each in pad.sheets
        ],
    }
