"""A text as an eye reads it, its words one by one, and the lists that the finders read by."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Letters that show nothing, put between digits or letters by accident or on purpose.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# Latin, Greek and Cyrillic: names come from everywhere.
CAP = f"[{''.join(filter(str.isupper, map(chr, range(0x530))))}]"
LETTER = r"[^\W\d_]"
WORD = rf"{CAP}{LETTER}{{0,30}}(?:['’´-]{LETTER}{{1,30}})?"
GAP = r"[ \t\u00a0\u202f]"
DASH = r"[-\u2010-\u2015]"
_TOKEN = re.compile(rf"{LETTER}{{1,60}}(?:[-’'´]{LETTER}{{1,60}}){{0,3}}")
_GENITIVE = re.compile(r"['’´]?s$")
# What may stand between two words of one name.
BETWEEN = re.compile(rf"\.?{GAP}{{1,3}}|\.(?={CAP})")
# After these a new sentence or quotation begins, so that a capital says nothing.
_ENDS = frozenset('.!?:;\n»“”"•…*')
_SHORT = frozenset("hr fr frk dr st skt sct gl nr prof adv bl ca f kl tlf vedr mr mrs".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: in small letters too, its place, whether it is the first of a sentence, and without the s of "Karens"."""

    text: str
    low: str
    start: int
    end: int
    is_first: bool
    bare: str

    @property
    def is_capital(self) -> bool:
        """Tell whether it begins with a capital."""
        return self.text[0].isupper()


def seen(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text as an eye reads it, and where each of its letters begins and ends in the text.

    Letters that show nothing are left out, wide and ringed ones and blanks that hold together are plain ones, and a letter with
    its accent beside it is one letter.
    """
    read: list[str] = []
    places: list[tuple[int, int]] = []
    for place, letter in enumerate(text):
        if ord(letter) in _UNSEEN:
            continue
        if read and unicodedata.combining(letter):
            whole = unicodedata.normalize("NFC", read[-1] + letter)
            read[-1] = whole if len(whole) == 1 else read[-1]
            places[-1] = (places[-1][0], place + 1)
            continue
        plain = unicodedata.normalize("NFKC", letter)
        read.append(plain if len(plain) == 1 else letter)
        places.append((place, place + 1))

    return "".join(read), places


def words(text: str) -> list[Word]:
    """Return the words of a text in their order."""
    return list(_words(text))


def _words(text: str) -> Iterator[Word]:
    at, before = 0, ""
    for token in _TOKEN.finditer(text):
        # No further back than a blank or three and a mark: what lies between is looked at once.
        gap = text[at : token.start()]
        is_short = gap.startswith(".") and gap.strip() == "." and (len(before) == 1 or before in _SHORT)
        low = token[0].casefold()
        is_first = not before or (not is_short and not _ENDS.isdisjoint(gap))
        yield Word(token[0], low, token.start(), token.end(), is_first, _GENITIVE.sub("", low) or low)
        at, before = token.end(), low


@functools.cache
def listed(name: str) -> frozenset[str]:
    """Read a list of words in small letters from a file beside this one; lines that begin with # tell where it comes from."""
    lines = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word.casefold() for line in lines if not line.startswith("#") for word in line.split())
