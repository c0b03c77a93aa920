"""Places smaller than a municipality: towns and villages, institutions and named homes.

In a village of forty houses a place and a role are enough to know somebody by. What is named after its municipality (Randers) may
be either and is left; so are parts of the country.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from samspil.paper.identity.text import BETWEEN, Word, listed
from samspil.paper.identity.words import ALSO_WORDS, GENERIC, NO_NAME, NO_VILLAGE, VILLAGE_ENDS

# How Danish villages end.
_ENDS = (
    *"by rup drup strup torp trup lev løse sted inge um bæk bjerg bjerge lund holm havn sund ager ballegård borg høj høje".split(),
    *"sø tved tofte rød ød mose vad næs balle skov kær ris have huse vase vold minde felding mark gårde".split(),
)
_BEFORE = frozenset("i på ved omkring nær udenfor fra til mod".split())
_ONLY_PLACE_BEFORE = frozenset("i på ved omkring nær udenfor".split())
_LARGE = frozenset("nørre sønder øster vester lille store gammel ny gl ndr sdr sct skt sankt nr st øvre nedre".split())
_LONGEST = 4


def places(text: str, words: Sequence[Word], *, is_place: bool = False) -> Iterator[tuple[int, int]]:
    """Yield where places smaller than a municipality are named; `is_place` tells that the text answers where."""
    at = _named_alone(text, words) if is_place else 0
    if at:
        yield words[0].start, words[at - 1].end
    while at < len(words):
        length = _place_at(text, words, at)
        if length:
            yield words[at].start, _end(text, words[at + length - 1])
        at += max(1, length)


def _named_alone(text: str, words: Sequence[Word]) -> int:
    """Return how many words stand before a comma or a bracket when all have capitals and none is generic or larger, or 0."""
    end = len(re.split(r"[,(]", text, maxsplit=1)[0])
    named = [word for word in words if word.end <= end]
    is_known = any(_is_larger(word) for word in named) or (
        len(named) == 1 and (named[0].low in GENERIC or named[0].low.endswith(("en", "et", "ne")))
    )
    return len(named) if all(word.is_capital for word in named) and not is_known else 0


def _end(text: str, last: Word) -> int:
    """Return where a place ends, with a number that belongs to it: "Havnen 7"."""
    number = re.match(r"[ \t]\d{1,3}(?![\d.,])", text[last.end : last.end + 6])
    return last.end + (number.end() if number else 0)


@functools.cache
def _larger() -> frozenset[str]:
    return (listed("municipalities") | listed("not_people") | NO_NAME) - _LARGE


@functools.cache
def _homes() -> frozenset[str]:
    return listed("institutions")


@functools.cache
def _stops() -> frozenset[str]:
    """The words that end what a place is called, capital or not."""
    return NO_NAME - _LARGE - _homes()


@functools.cache
def _home_ends() -> tuple[str, ...]:
    return tuple(word for word in sorted(_homes()) if len(word) > 3)


def _place_at(text: str, words: Sequence[Word], at: int) -> int:
    word = words[at]
    if not word.is_capital or word.text.isupper():
        return 0
    run = _run(text, words, at)
    before = words[at - 1] if at and _is_beside(text, words[at - 1], word) else None
    if _is_home(words, at, run, before):
        return run
    if any(_is_larger(each) for each in words[at : at + run]):
        return 0
    if _is_town(words[at : at + run]) and not (word.is_first and run == 1 and word.low in _also()):
        return run
    last = words[at + run - 1]
    if is_village(last) and not _is_person(word) and (not word.is_first or run > 1 or len(words) == 1):
        return run
    if word.is_first or before is None or before.low not in _BEFORE:
        return 0
    if before.low in _ONLY_PLACE_BEFORE and word.low not in GENERIC and not _is_person(word):
        return run
    return run if last.low.endswith(_ENDS) and not _is_person(word) else 0


def _run(text: str, words: Sequence[Word], at: int) -> int:
    end = at + 1
    while (
        end < len(words)
        and end - at < _LONGEST
        and (_is_beside(text, words[end - 1], words[end]) or _is_short_of(text, words[end - 1], words[end]))
        and words[end].is_capital
        and not words[end].is_first
        and words[end].low not in _stops()
    ):
        end += 1
    return end - at


def _is_beside(text: str, one: Word, other: Word) -> bool:
    gap = text[one.end : other.start]
    return bool(BETWEEN.fullmatch(gap)) and not gap.startswith(".")


def _is_short_of(text: str, one: Word, other: Word) -> bool:
    return one.low in _LARGE and bool(BETWEEN.fullmatch(text[one.end : other.start]))


def _is_home(words: Sequence[Word], at: int, run: int, before: Word | None) -> bool:
    """Tell whether words name an institution: what it is called stands in them or before them."""
    first, last = words[at], words[at + run - 1]
    if before is not None and before.low in _homes() and first.low not in NO_NAME and not _is_person(first):
        return True
    if run > 1 and first.low in _homes():
        return True
    if any(_is_larger(each) for each in words[at : at + run - (last.low in _homes())]):
        return False
    if run > 1 and last.low in _homes():
        return True
    is_named = last.low.endswith(_home_ends()) and last.low not in _homes() and last.low not in GENERIC
    return is_named and not (first.is_first and run == 1 and not last.low.endswith(("skolen", "centret", "hjemmet")))


def is_village(word: Word) -> bool:
    """Tell whether a word ends as only villages do, and is no surname and no other word."""
    is_other = word.bare in NO_VILLAGE or word.bare in listed("surnames")
    return word.bare.endswith(VILLAGE_ENDS) and len(word.bare) > 4 and not is_other


def _is_larger(word: Word) -> bool:
    return word.low in _larger() or word.bare in _larger()


@functools.cache
def _also() -> frozenset[str]:
    return ALSO_WORDS | frozenset(
        "them give ringe ry tim hals gram løve løsning vejen beder mørke hammel skals vig ans lem fur".split()
    )


def _is_person(word: Word) -> bool:
    return word.low in listed("given_names") or word.bare in listed("given_names")


def _is_town(run: Sequence[Word]) -> bool:
    towns = listed("towns")
    return not _is_person(run[0]) and any(word.low in towns or word.bare in towns for word in run)
