"""Cuts the text into segments: lines, and pieces of lines where something may begin that was glued to what stands before.

Cutting too often is harmless: neighbouring segments of running text are one text again. Offsets are into the text given.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from samspil.analysis.minutes import facts, headings, lexicon

_LINE = re.compile(r"[^\n\r\f\v\u2028\u2029]+")
_LONG = 220
_PUNKT = lexicon.loose(
    r"(?:(?<=[\s.:!?)])|^)(?:Punkt|PUNKT|Pkt\.|Dagsordenspunkt)\s*(?:nr\.\s*)?\d{1,3}\s*[a-z]?\s*(?:[:.–-]|\s(?=[A-ZÆØÅ]))",
    re.NOFLAG,
)
_NUMBERED = re.compile(r"(?<=[\s.:])\d{1,3}\.\s+(?=[A-ZÆØÅ\"»”]\w*[a-zæøå ])")
_BARE_NUMBER = re.compile(r"(?<=[^\d\W]\s)\d{1,3}\s+(?=[A-ZÆØÅ][a-zæøå]{2})")
# "3. Eventuelt. Intet.": a title and what was decided on one line.
_TITLE_THEN_TEXT = re.compile(r"^\s*(?:(?:Ad|Punkt|Pkt\.?)\s*)?\d{1,3}[.:)]\s+[^.!?]{3,90}\w{3}[.:](?=\s+[A-ZÆØÅ])")
_ABBREVIATED = re.compile(
    r"\b(?:nr|kl|pkt|stk|jf|d|kap|afsnit|bilag|side|pr|punkt|lokale|mødelokale|værelse|udvalgsværelse|mødeværelse|sal|ad|sag)\.?\s*$",
    re.IGNORECASE,
)
# A transcript of a file begins each page with its number, and with the page's own: "4 Side ii Til behandling".
_PAGE_MARK = re.compile(r"\s*\d{1,4}\s+Side\s+(?:\d{1,4}|[ivxlc]{1,6})(?=\s)")
_PAGE_FOOT = re.compile(r"(?<=[.!?:]\s)(?:åben|lukket)\s*$")
_ONLY_NUMBER = re.compile(r"\s*\d{1,3}[.:)]?\s*$")
_NUMBER_BEFORE = re.compile(r"\d[.:)]\s*$")
_AFTER_OPENNESS = lexicon.loose(r"\b(?:sag|punkt|åbent|lukket)$")
_CASE_CUT = lexicon.loose(
    r"(?<![\w(])(?:Sagsnr|Sagsnummer|J\.\s?nr|Journalnr|Sagsid|Sags-id|SAGSNR|Dok\.nr|Initialer|Sagsbehandler"
    r"|Brevid)\.?\s*:?\s*",
    re.NOFLAG,
)
_LEADING_CASE = re.compile(r"^\s*(?P<case>[A-ZÆØÅ]{0,6}-?\d[\dA-ZÆØÅ]*(?:[-./][\dA-ZÆØÅ]+)+)(?=\s+\S)")
_BARE_FIELD = lexicon.loose(
    r"(?<=\s)(?:Mødedato|Mødested|Starttidspunkt|Sluttidspunkt|Mødetidspunkt)(?=\s+[A-ZÆØÅ0-9])", re.NOFLAG
)
_CASE_TOKEN = re.compile(r"(?<=\s)[A-ZÆØÅ]{0,6}-?\d[\dA-ZÆØÅ]*(?:[-./][\dA-ZÆØÅ]+)+(?=\s)")
_TRAILING_CASE = lexicon.loose(
    r"\(\s*(?:sagsnr\.?:?\s*)?(?P<case>[A-ZÆØÅ]{0,6}-?\d[\dA-ZÆØÅ]*(?:[-./][\dA-ZÆØÅ]+)+)\s*\)\s*$"
)
_WEAK_GLUE = "|".join(
    sorted((form.capitalize() for forms in lexicon.WEAK.values() for form in forms), key=len, reverse=True)
)
_INLINE_STARTS = (
    _BARE_FIELD,
    lexicon.CONTENTS_START,
    re.compile(r"(?<=\s)(?:Indholdsfortegnelse|INDHOLDSFORTEGNELSE|Referat|REFERAT|Dagsorden|DAGSORDEN)\b"),
    re.compile(r"(?<=[.!?]\s)(?=Mødet (?:blev hævet|sluttede|hævet))"),
    re.compile(r"(?<=[\s.])(?:Ad|Sag)\s+\d{1,3}[.:]?\s+(?=[A-ZÆØÅ])"),
    lexicon.loose(r"(?<=[.\s])\d{1,3}\s+(?=\((?:Åben|Lukket)\)\s)", re.NOFLAG),
    re.compile(r"(?<=\s)\d{1,3}(?=[A-ZÆØÅ][a-zæøå]{3})"),
    re.compile(r"(?<=\s)(?:Sags\s?ID|Emne|Sagsnummer)\s*:"),
)
_INLINE_WHOLES = (
    lexicon.FUSED,
    lexicon.loose(rf"(?<=[.!?]\s)(?:{_WEAK_GLUE})(?=\s+[A-ZÆØÅ])", re.NOFLAG),
    lexicon.loose(r"(?<=\s)(?:Åbent|Lukket)(?=\s+[A-ZÆØÅ])", re.NOFLAG),
    lexicon.loose(r"(?<=\s)(?:Åbne|Lukkede|Åben|Lukket)\s+(?:punkter|sager|dagsorden)(?=\s)", re.NOFLAG),
    headings.INLINE_DATED,
    headings.INLINE_OWN,
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of one line: offsets without outer blanks, its words, and how it stands.

    `gap` counts the empty lines before it, `first` says that it begins its line, `last` that it ends it, `line` is the line's place.
    """

    start: int
    end: int
    words: str
    gap: int
    first: bool
    last: bool
    line: int


def cut(text: str) -> list[Segment]:
    """Cut the text into segments that together hold every non-blank character once, in order."""
    pieces: list[Segment] = []
    feed, place, empty = 0, 0, 0
    for match in _LINE.finditer(text):
        place += 1
        empty += max(0, text.count("\n", feed, match.start()) - 1)
        feed = match.end()
        if not match[0].strip():
            continue
        line = match[0]
        stops = sorted({0, len(line), *_cuts(line)})
        kept = [(a, b) for a, b in itertools.pairwise(stops) if line[a:b].strip()]
        for nth, (begin, stop) in enumerate(kept):
            words = line[begin:stop]
            start = match.start() + begin + len(words) - len(words.lstrip())
            pieces.append(
                Segment(
                    start,
                    match.start() + begin + len(words.rstrip()),
                    words.strip(),
                    empty if nth == 0 else 0,
                    nth == 0,
                    nth == len(kept) - 1,
                    place,
                )
            )
        empty = 0

    return pieces


def _cuts(line: str) -> set[int]:
    cuts: set[int] = set()
    if headings.dated(line.strip()):
        return cuts

    for match in lexicon.GLUED.finditer(line):
        if _may_begin(line, match.start()):
            cuts |= {match.start(), _after_colon(line, match.end())}

    fused = lexicon.FUSED.match(line.lstrip())
    if fused:
        cuts.add(len(line) - len(line.lstrip()) + fused.end())

    told = _TITLE_THEN_TEXT.match(line)
    if (
        told
        and len(line) <= _LONG
        and not _ABBREVIATED.search(told[0])
        and headings.decides(line[told.end() :].lstrip())
    ):
        cuts.add(told.end())

    for match in _PUNKT.finditer(line):
        cuts.add(match.start())

    if paged := _PAGE_MARK.match(line):
        cuts.add(paged.end())

    for match in lexicon.CHROME.finditer(line):
        cuts |= {match.start(), match.end()}

    # "1. Fraværende: Birgit Lotz" is a number with its title.
    cuts |= {m.start() for m in lexicon.INLINE_FIELD.finditer(line) if not _ONLY_NUMBER.match(line[: m.start()][-12:])}
    cuts |= _case_cuts(line)
    if len(line) > _LONG:
        cuts |= _long_cuts(line)

    if foot := _PAGE_FOOT.search(line[-40:]):
        cuts.add(max(0, len(line) - 40) + foot.start())

    return cuts


def _may_begin(line: str, at: int) -> bool:
    before = line[:at].rstrip()
    if not before:
        return True

    if len(line) > _LONG:
        marked = re.match(r"[\w/ ]{4,40}:", line[at : at + 42])
        if line[at : at + 5].lower() != "bilag" and before[-1].isalnum():
            return True
        return (
            bool(marked)
            or before[-1] in '.:!?)"”»'
            or before[-1].isdigit()
            or line[at : at + 4].isupper()
            or bool(_AFTER_OPENNESS.search(before))
        )

    if ":" in before and line[at].isupper() and re.match(r"[\w/ ]{4,40}?\s?:", line[at : at + 42]):
        return True

    return (
        before[-1] in ".!?" and before[-2:-1] != "." and not re.search(r"\b(?:jf|nr|se|kr|pkt|f\.eks|bl\.a)\.$", before)
    )


def _after_colon(line: str, at: int) -> int:
    colon = re.match(r"\s?:", line[at : at + 2])
    return at + colon.end() if colon else at


def _case_cuts(line: str) -> set[int]:
    cuts: set[int] = set()
    for match in _CASE_CUT.finditer(line):
        if len(line) <= _LONG and not _head_like(line[: match.start()]):
            continue
        cuts.add(match.start())
        value = re.match(r"[\w./-]*\d[\w./-]*", line[match.end() : match.end() + 40])
        if value:
            cuts.add(match.end() + value.end())

    leading = _LEADING_CASE.match(line)
    if leading and facts.is_case_shape(leading["case"]) and not lexicon.DATE.match(line.strip()):
        cuts.add(leading.end())

    trailing = _TRAILING_CASE.search(line[-60:])
    if trailing and facts.is_case_shape(trailing["case"]) and len(line) <= _LONG:
        cuts.add(max(0, len(line) - 60) + trailing.start())

    if len(line) <= _LONG and (cuts or leading):
        cuts |= {m.start() for m in lexicon.INLINE_OPENNESS.finditer(line)}

    if len(line) > _LONG:
        for match in _CASE_TOKEN.finditer(line):
            if facts.is_case_shape(match[0]):
                cuts |= {match.start(), match.end()}
        for match in lexicon.INLINE_OPENNESS.finditer(line):
            # "92. Lukket sag: Tandpleje" is a number with its title.
            if line[match.end() : match.end() + 1] != ":" and not _NUMBER_BEFORE.search(line[: match.start()][-8:]):
                cuts |= {match.start(), match.end()}

    return cuts


def _head_like(before: str) -> bool:
    return len(before.strip()) < 90 and not before.rstrip().endswith((",", "jf.", "i", "på"))


def _long_cuts(line: str) -> set[int]:
    """Return the places where, in a transcript on one line, something may begin; each is a chance, not a finding."""
    cuts = {
        m.start()
        for pattern in (_NUMBERED, _BARE_NUMBER)
        for m in pattern.finditer(line)
        if not _ABBREVIATED.search(line[max(0, m.start() - 18) : m.start()])
    }
    for pattern in _INLINE_STARTS:
        cuts |= {match.start() for match in pattern.finditer(line)}
    for pattern in _INLINE_WHOLES:
        for match in pattern.finditer(line):
            cuts |= {match.start(), match.end()}
    return cuts
