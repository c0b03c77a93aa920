"""A batch of letters: large type, PDF/UA, a code and its picture on each, and pages that each letter counts for itself."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pikepdf
import pytest

from samspil.paper import letters
from samspil.paper.letters import Letter, Letters
from samspil.paper.refusal import Refused

DAY = dt.date(2026, 11, 30)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h1v1H0z"/></svg>'


def letter(**said: Any) -> Letter:
    asked: dict[str, Any] = {
        "sender": "Bakkeby Kommune",
        "to": "Lillevej 1, 8585 Bakkeby",
        "given_on": dt.date(2026, 2, 3),
        "words": "Du fortalte om bussen.\n\nDen kører nu.",
        "call": "Bob på 12 34 56 78",
        "code": "7KQ2-M9XA-41ZD",
        "picture": SVG,
    }
    return Letter(**(asked | said))


def printed(*each: Letter) -> bytes:
    return letters.to_pdf(Letters(each, "samspil.example/bidrag/kode/", DAY))


def test_each_letter_begins_on_a_page_of_its_own_and_the_batch_is_tagged() -> None:
    made = printed(
        letter(), letter(words="Tak.\n\n" * 60), letter(code="", picture="", to="", call="", is_invented=True)
    )
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) > 4
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "da"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == letters.TITLE


def test_the_same_letters_are_the_same_bytes() -> None:
    assert printed(letter(), letter()) == printed(letter(), letter())


@pytest.mark.parametrize("to", ["Lillevej 1, 8585 Bakkeby", "Lillevej 1\n8585 Bakkeby\n", " Lillevej 1 , 8585 Bakkeby"])
def test_an_address_stands_as_on_an_envelope(to: str) -> None:
    assert letters._letter(letter(to=to))["to"] == ["Lillevej 1", "8585 Bakkeby"]


def test_what_would_shut_somebody_out_cannot_be_printed() -> None:
    with pytest.raises(Refused, match="mangler sit svar"):
        letter(words=" ")
    with pytest.raises(ValueError, match="neither"):
        letter(picture="")
    with pytest.raises(Refused, match="ikke tilladt"):
        letter(picture=SVG.replace("<path", "<script/><path"))
