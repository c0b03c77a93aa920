"""Names of people: where the words say that a name comes, where a word is a name and nothing else, and capitals inside a sentence.

Danish writes a capital inside a sentence in proper names alone, so that one which is no known country, authority or goods is asked
about. At the head of a sentence, where every word has one, more must speak for it: "Bo i nærheden", "Bo kom forbi".
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence

from samspil.paper.identity import places
from samspil.paper.identity.text import BETWEEN, CAP, LETTER, WORD, Word, listed
from samspil.paper.identity.words import (
    ALSO_WORDS,
    GENERIC,
    HEADS,
    NO_NAME,
    PARTICLES,
    PERSON_SAYS,
    PERSON_VERBS,
    PLACE_BEFORE,
    RELATIVES,
    WORDS_OF_THINGS,
)

_NAME = rf"(?:{WORD}|{CAP}\.)(?:[ \t]{{1,3}}(?:(?:von|van|de|af|la|al|el)[ \t])?(?:{WORD}|{CAP}\.)){{0,4}}"
_CALLED = re.compile(
    rf"(?<!{LETTER})(?i:hedder|hed|hedde|navn(?:et)?[ \t](?:er|var)|navn:|ved[ \t]navn|kalde[sr]|kaldte[ts]?|døbt|opkaldt[ \t]efter|"
    rf"(?:venlig|kærlig|bedste|mange|med)?[ \t]?hilsen(?:er)?(?:[ \t]fra)?|hils|mvh|vh|kh|k\.h\.|m\.v\.h\.|underskrevet)"
    rf"[ \t:,.]{{0,3}}\s{{0,3}}(?:(?i:mig|os|jeg|ham|hende)[ \t])?(?P<name>{_NAME})"
)
_TITLED = re.compile(
    rf"(?<!{LETTER})(?i:hr|fru|fr|frk|frøken|herr|dr|doktor|læge|overlæge|sygeplejerske|socialrådgiver|sagsbehandler)\.?"
    rf"(?:/(?i:fru|hr)\.?)?[ \t]{{1,2}}(?P<name>{_NAME})"
)
_RELATED = re.compile(
    rf"(?<!{LETTER})(?i:{'|'.join(RELATIVES)})(?!{LETTER})[ \t,:(»\"]{{0,3}}(?i:(?:som|der)[ \t]hedder[ \t])?(?P<name>{_NAME})"
)
_SELF_SMALL = re.compile(
    rf"(?<!{LETTER})(?i:jeg[ \t]hedder|mit[ \t]navn[ \t]er)[ \t:]{{1,3}}(?P<name>{LETTER}{{2,30}}(?:[ \t]{LETTER}{{2,30}}){{0,2}})"
)
_FAMILY = re.compile(rf"(?<!{LETTER})(?i:familien|ægteparret|brødrene|søstrene|parret)[ \t](?P<name>{_NAME})")
_FIRST_WORD = re.compile(rf"{LETTER}+\.?")


_LONGEST_NAME = 5
_WITH = frozenset("jeg hans hendes han hun min vi".split())
# As common nouns end in the definite form: Barnet, Drengene, Fristen.
_COMMON_ENDS = (
    "en",
    "et",
    "ene",
    "erne",
    "ens",
    "ets",
    "enes",
    "ernes",
    "ing",
    "else",
    "hed",
    "skab",
    "tion",
    "hedens",
)
_INITIALS = re.compile(rf"(?<!{LETTER})(?:{CAP}\.[ ]?){{2,3}}(?![\w])")


def names(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield where names of people stand."""
    spans = [*_said(text), *_read(text, words)]
    yield from spans
    yield from _again(text, words, spans)


def _again(text: str, words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield each capitalised word that is part of a name elsewhere in the text: "Hanne Skov ... Skov ringede aldrig"."""
    known = {
        re.sub(r"['’´]?s$", "", part) or part
        for start, end in spans
        for part in re.findall(rf"{LETTER}{{3,}}", text[start:end].casefold())
    }
    yield from (
        (word.start, word.end)
        for word in words
        if word.is_capital and (word.low in known or word.bare in known) and word.low not in NO_NAME
    )


def _said(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_CALLED, _TITLED, _RELATED, _FAMILY):
        for name in pattern.finditer(text):
            yield from _trimmed(text, *name.span("name"))

    for small in _SELF_SMALL.finditer(text):
        start, end = small.span("name")
        told: list[re.Match[str]] = []
        for word in _FIRST_WORD.finditer(text, start, end):
            if word[0].lower() in NO_NAME:
                break
            told.append(word)
        if told:
            yield start, told[-1].end()
    yield from (pair.span() for pair in _INITIALS.finditer(text))


# ---- Word by word ----
@functools.cache
def _given() -> frozenset[str]:
    return listed("given_names")


@functools.cache
def _surnames() -> frozenset[str]:
    return listed("surnames")


@functools.cache
def _not_people() -> frozenset[str]:
    return listed("not_people") | listed("municipalities") | NO_NAME | GENERIC


def _is_in(word: Word, names: frozenset[str]) -> bool:
    """Tell whether a word is listed, as it is, without an s, or by its parts where a hyphen joins them."""
    return (
        word.low in names
        or word.bare in names
        or ("-" in word.low and all(part in names for part in word.bare.split("-")))
    )


def _is_name(word: Word) -> bool:
    return _is_in(word, _given()) or _is_in(word, _surnames()) or (word.low.endswith("sen") and len(word.low) > 5)


def _is_word_too(word: Word) -> bool:
    return word.low in ALSO_WORDS or word.bare in ALSO_WORDS


def _read(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    place = 0
    while place < len(words):
        length = _name_at(text, words, place)
        if length:
            yield words[place].start, words[place + length - 1].end
        elif words[place].is_capital and words[place].low not in NO_NAME:
            run = words[place : place + _run(text, words, place)]
            # "Sankt Hans": what belongs to the name of a feast or an authority is no name of a person.
            if _is_organisation(run) and not any(_is_in(word, _given()) and not _is_word_too(word) for word in run):
                length = len(run)
        place += max(1, length)


def _name_at(text: str, words: Sequence[Word], place: int) -> int:
    """Return how many words a name is long that begins at a place, or 0."""
    word = words[place]
    if word.low in NO_NAME:
        return 0
    if not word.is_capital:
        return _small_name_at(text, words, place)

    run = _run(text, words, place)
    if _is_organisation(words[place : place + run]) or _is_of_place(words, place, run):
        return 0
    if word.is_first and not _speaks_for_itself(text, words, place, run):
        return 0
    if not word.is_first and run == 1 and (_is_short(word) or _is_thing(word)):
        return 0
    return run


def _run(text: str, words: Sequence[Word], place: int) -> int:
    """Return how many words with a capital follow one another, with "van", "al" and such between them."""
    end = place + 1
    while end < len(words) and end - place < _LONGEST_NAME and _joins(text, words[end - 1], words[end]):
        word = words[end]
        if (word.is_capital and word.low not in NO_NAME) or (
            "-" in word.low and word.low.partition("-")[0] in PARTICLES
        ):
            end += 1
        elif word.low in PARTICLES and end + 1 < len(words) and words[end + 1].is_capital:
            end += 2
        else:
            break
    return end - place


def _joins(text: str, one: Word, other: Word) -> bool:
    gap = text[one.end : other.start]
    return bool(BETWEEN.fullmatch(gap)) and (not gap.startswith(".") or len(one.text) == 1)


def _small_name_at(text: str, words: Sequence[Word], place: int) -> int:
    """Return the length of a name in small letters: a given name that is no word, and surnames behind it."""
    word = words[place]
    if len(word.low) < 4 or _is_word_too(word) or not _is_in(word, _given()):
        return 0
    end = place + 1
    while end < len(words) and end - place < 3 and _joins(text, words[end - 1], words[end]):
        if words[end].low in NO_NAME or not _is_name(words[end]) or words[end].low in WORDS_OF_THINGS:
            break
        end += 1
    return end - place


def _is_organisation(run: Sequence[Word]) -> bool:
    """Tell whether words with capitals are an authority, an organisation, a country or goods, by a known one among them."""
    return any(_is_in(word, _not_people()) and not _is_in(word, _given()) for word in run) or (
        run[-1].low.endswith(HEADS) and not _is_name(run[-1])
    )


def _is_of_place(words: Sequence[Word], place: int, run: int) -> bool:
    """Tell whether what comes before makes it a place ("i Vivild"); `places` finds those."""
    before = words[place - 1].low if place and not words[place].is_first else ""
    is_known = any(_is_in(word, _given()) for word in words[place : place + run])
    return not is_known and (before in PLACE_BEFORE or places.is_village(words[place + run - 1]))


def _speaks_for_itself(text: str, words: Sequence[Word], place: int, run: int) -> bool:
    """Tell whether the first word of a sentence is a name: a listed one that is no word, one of several, or by what it does."""
    word, last = words[place], words[place + run - 1]
    is_listed = _is_in(word, _given()) or _is_in(word, _surnames())
    if is_listed and not _is_word_too(word):
        return True
    if run > 1 and (_is_name(word) or _is_name(last)):
        return True
    # What follows at once: a number or a mark between says that it is no subject of what comes.
    after = list(itertools.takewhile(lambda each: not each.is_first, words[place + run : place + run + 4]))
    if not after or text[last.end : after[0].start].strip(" \t)"):
        return False
    if not is_listed and word.low.endswith(_COMMON_ENDS):
        return False

    does = [each.low for each in after]
    if does[0] == "og" and len(after) > 1:
        return does[1] in _WITH or (after[1].is_capital and _is_name(after[1]))
    if does[0] in PERSON_SAYS or (does[0] in {"har", "havde", "er"} and not PERSON_SAYS.isdisjoint(does[1:3])):
        return True
    # Of a word that no list knows ("Angst er", "Transport kan") only what people alone do tells.
    return is_listed and does[0] in PERSON_VERBS and word.low not in WORDS_OF_THINGS


def _is_short(word: Word) -> bool:
    """Tell whether it is a short form in capitals: ADHD, KOL, PTSD."""
    return word.text.isupper() and len(word.text) <= 5 and not _is_name(word)


def _is_thing(word: Word) -> bool:
    """Tell whether it ends as a thing does that people write with a capital: Kommunen, Jobcentret, Forvaltningen."""
    return not _is_name(word) and word.low.endswith(HEADS)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the name without a word before or behind it that is none: "Men Karen", "Karen Og"."""
    words = list(_FIRST_WORD.finditer(text, start, end))
    while words and words[0][0].lower().rstrip(".") in NO_NAME:
        words.pop(0)
    for place, word in enumerate(words):
        if word[0].lower().rstrip(".") in NO_NAME:
            words = words[:place]
            break
    if words and any(len(word[0].rstrip(".")) > 1 for word in words):
        yield words[0].start(), words[-1].end()
