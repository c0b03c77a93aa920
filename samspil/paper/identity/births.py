"""Birthdays: any date where it says born, a full date long back where it does not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from samspil.paper import danish
from samspil.paper.identity.text import LETTER
from samspil.paper.identity.words import FEASTS, ORDINALS

# Without the word "født" a full date may be a birthday when it lies so many years back; later ones are mostly appointments.
YEARS_BACK = 10

_MONTH = rf"(?:{'|'.join(danish.MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sep|sept|okt|nov|dec)\.?"
_DAY = rf"(?:\d{{1,2}}\.?|{'|'.join(ORDINALS)})"
_DATE = (
    rf"(?:\d{{1,2}}[ ]?[./-][ ]?\d{{1,2}}[ ]?[./-][ ]?(?P<digits>\d{{4}}|\d{{2}})"
    rf"|{_DAY}[ ]?(?:{_MONTH})[ ,]{{0,2}}(?P<worded>\d{{4}})"
    rf"|(?P<iso>\d{{4}})-\d{{2}}-\d{{2}})(?!\d)"
)
_ANY_DATE = re.compile(rf"(?<![\d./-]){_DATE}", re.IGNORECASE)
# What is a birthday where it says so, from the most to the least.
_SAID_DATE = re.compile(
    rf"(?<![\d./-])(?:{_DATE}|\d{{1,2}}[./]\d{{1,2}}[ ]\d{{2}}(?!\d)|{_DAY}[ ]?(?:{_MONTH})(?!{LETTER})"
    rf"|(?:{_MONTH})[ ]\d{{4}}(?!\d)|(?:{'|'.join(FEASTS)})[ ]\d{{4}}(?!\d)|\d{{1,2}}[./-]\d{{1,2}}(?![\d.])|\d{{6}}(?!\d))",
    re.IGNORECASE,
)
_BORN = re.compile(
    rf"(?<!{LETTER})(?:født|fødselsdag(?:en|e)?|fødselsdato(?:en)?|fødsel|fylde?r|fyldte|fødtes|til verden|årgang|f\.)(?!{LETTER})",
    re.IGNORECASE,
)
# So much may stand between the word and the date, and no end of a sentence.
_WITHIN = 50
_SENTENCE_ENDS = re.compile(r"[!?\n]|\.\s{1,2}(?=[A-ZÆØÅ])")
_BORN_SHORT = 4


def births(text: str, today: dt.date) -> Iterator[tuple[int, int]]:
    """Yield where birthdays stand."""
    for born in _BORN.finditer(text):
        room = _BORN_SHORT + len("1961-04-03") if born[0].lower() == "f." else _WITHIN
        near = _SENTENCE_ENDS.split(text[born.end() : born.end() + room], maxsplit=1)[0]
        if date := _SAID_DATE.search(near):
            yield born.end() + date.start(), born.end() + date.end()

    for date in _ANY_DATE.finditer(text):
        year = int(date["digits"] or date["worded"] or date["iso"])
        if len(str(year)) == 4 and 1900 <= year <= today.year - YEARS_BACK:
            yield date.span()
