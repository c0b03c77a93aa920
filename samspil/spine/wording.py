"""How search compares words: one spelling of each letter, Danish stems, a word's beginning, a compound's parts, one slip of the pen.

Everything here looks at a word alone, so that what one reader finds never depends on words that only another may read.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from samspil.spine import compounds

WORD = re.compile(r"[^\W_]+")
LONGEST = 100  # letters of a word; PostgreSQL refuses to look for words past 2,046 bytes
BEGINNING = 3  # letters from which the beginning of a word finds the word
PART = compounds.PART
PART_BEGINS = 4  # letters of a part's stem from which its beginning is enough
LONGEST_COMPOUND = compounds.LONGEST
FORGIVES = 5  # letters from which one slip is forgiven
ENDING = 5  # letters of the longest ending that inflects a word
ENDS = 2  # letters at either end, one of which a single slip leaves as they were
# A part's short stem says too little: how the word goes on after it tells læg from læge, and læge from lægge.
PREFIXED, BARE, VOWELLED, DOUBLED = "0123"
ANSWERS = {
    BARE: (PREFIXED, BARE, VOWELLED, DOUBLED),
    VOWELLED: (BARE, VOWELLED),
    DOUBLED: (PREFIXED, BARE, DOUBLED),
}
# Each is written either way, also in names; both ways are compared as one.
DIGRAPHS = (("aa", "å"), ("ae", "æ"), ("oe", "ø"))
OWN = {"ä": "æ", "ö": "ø", "æ": "æ", "ø": "ø", "å": "å", "ß": "ss"}


@functools.cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("danish")


def letters(word: str) -> str:
    """Write a word in small letters without accents: `Café` is `cafe`, `Müller` is `muller`; æ, ø and å stay."""
    return "".join(map(_letter, word.lower()))[:LONGEST]


@functools.cache
def _letter(sign: str) -> str:
    if sign in OWN:
        return OWN[sign]
    return "".join(each for each in unicodedata.normalize("NFKD", sign) if each.isalnum())


def spelling(word: str) -> str:
    """Return the one spelling by which a word is compared: `Aarhus` is `århus`, `aeldre` is `ældre`."""
    return _joined(letters(word))


def _joined(written: str) -> str:
    for two, one in DIGRAPHS:
        written = written.replace(two, one)
    return written


def words(text: str) -> list[str]:
    """Return a text's words in the spelling by which they are compared, in order."""
    return [spelling(word) for word in WORD.findall(unicodedata.normalize("NFC", text))]


def stems(text: str) -> list[str]:
    """Return the Danish stem of every word, in order."""
    return _stemmed(words(text))


def _stemmed(spelt: list[str]) -> list[str]:
    # The stemmer takes the e of `cafe` and keeps that of `cafeen`, since it knows no é: neither keeps it here.
    return [stem[:-1] if len(stem) > PART and stem.endswith("e") else stem for stem in _stemmer().stemWords(spelt)]


def parts(word: str) -> set[str]:
    """Return the tokens of the ends of a word that may be parts of a compound: `sundhedscafe` has `pcaf`, `sundhedsråd` has `pråd1`."""
    cuts = list(compounds.cuts(word))
    return {
        token
        for (before, end), stem in zip(cuts, _stemmed([end for _before, end in cuts]), strict=True)
        if (token := _part(before, end, stem))
    }


def _part(before: str, end: str, stem: str) -> str:
    if len(stem) >= PART_BEGINS:
        return f"p{stem}"
    if not compounds.may_be_short(before, end):
        return ""
    form = _form(end, stem)
    return f"p{stem}{PREFIXED if form == BARE and compounds.is_after(before, compounds.PARTICLES) else form}"


def _form(word: str, stem: str) -> str:
    rest = word[len(stem) :]
    if rest in {"", "s"}:
        return BARE
    return DOUBLED if rest[0] == stem[-1] else VOWELLED


def tokens(text: str) -> set[str]:
    """Return what is indexed of a text: each word as written (`w`), its stem where it is another (`s`), and its parts (`p`).

    Where æ, ø or å may be read as two letters, the word is there both ways, so that each is found by its beginning.
    """
    written = {letters(word) for word in WORD.findall(unicodedata.normalize("NFC", text))}
    joined = {_joined(word) for word in written}
    spelt = written | joined
    return {
        *(f"w{word}" for word in spelt),
        *(f"s{stem}" for stem in set(_stemmed(list(joined))) - spelt),
        *(part for word in joined for part in parts(word)),
    }


@dataclass(frozen=True)
class Sought:
    """One word that is looked for: the tokens that answer it, and the beginnings of tokens that do."""

    word: str
    tokens: frozenset[str]
    beginnings: frozenset[str]

    def may_stand_in(self, word: str) -> bool:
        """Tell whether a word could answer it at all: a stem is the beginning of what it is the stem of. Quick."""
        written = letters(word)
        joined = _joined(written)
        held = {each[1:].rstrip("0123") if each[0] == "p" else each[1:] for each in (*self.tokens, *self.beginnings)}
        return any(each in joined or each in written for each in held)

    def is_answered_by(self, found: Iterable[str]) -> bool:
        """Tell whether any of some tokens answers it."""
        return any(each in self.tokens or each.startswith(tuple(self.beginnings)) for each in found)


def sought(text: str, near: Iterable[str] = ()) -> list[Sought]:
    """Return what is looked for by a text: every word of it, each also as if those `near` it, one slip away, had been typed."""
    near = list(near)
    return [_or_near(_sought(letters(word)), near) for word in WORD.findall(unicodedata.normalize("NFC", text))]


def _or_near(asked: Sought, near: Iterable[str]) -> Sought:
    meant = [_sought(each) for each in near if is_near(asked.word, each)]
    return Sought(
        asked.word,
        asked.tokens.union(*(each.tokens for each in meant)),
        asked.beginnings.union(*(each.beginnings for each in meant)),
    )


def _sought(written: str) -> Sought:
    word = _joined(written)
    (stem,) = _stemmed([word])
    whole = {f"w{written}", f"w{word}", f"w{stem}", f"s{stem}"}
    beginnings = {f"w{each}" for each in (written, word) if len(each) >= BEGINNING}
    if len(stem) >= PART_BEGINS:
        beginnings.add(f"p{stem}")
    elif len(word) >= PART:
        form = _form(word, stem)
        whole |= {f"p{stem}{each}" for each in ANSWERS[form]}
        # The part in the middle: råd in sundhedsrådsmøde, læge in overlægestilling.
        beginnings.add(f"p{stem}{'e' if form == VOWELLED else 's'}")

    return Sought(word, frozenset(whole), frozenset(beginnings))


def may_slip(word: str) -> bool:
    """Tell whether a word, in its spelling, is long enough that a slip is forgiven. In a number it is another number."""
    return len(word) >= FORGIVES and word.isalpha()


def ends(word: str) -> tuple[str, str]:
    """Return the first and the last letters of a word: one slip leaves one of them as it was."""
    return word[:ENDS], word[-ENDS:]


def is_near(word: str, other: str) -> bool:
    """Tell whether one slip makes one word of the other, or one stem of the other's: `sunhedscafeen` is near `sundhedscafe`."""
    return near(word)(other)


def near(word: str) -> Callable[[str], bool]:
    """Return what tells of many other words whether each is near a word (`is_near`), which is stemmed once."""
    (stem,) = _stemmed([word])

    def _is(other: str) -> bool:
        if is_one_slip(word, other):
            return True
        if abs(len(word) - len(other)) > ENDING or not may_slip(stem):
            return False
        # A stem is the beginning of its word: few begin so that it is worth stemming them.
        if not any(is_one_slip(stem, other[: len(stem) + more]) for more in (-1, 0, 1)):
            return False
        return is_one_slip(stem, *_stemmed([other]))

    return _is


def is_one_slip(word: str, other: str) -> bool:
    """Tell whether one letter wrong, missing, too many, or two letters changed about make one of two words the other.

    Source: Damerau, A technique for computer detection and correction of spelling errors, 1964.
    """
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    a, b = word[same:], other[same:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
