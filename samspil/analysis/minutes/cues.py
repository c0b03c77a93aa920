"""What a segment shows of itself: every cue that may make it a heading, the start of an item, a case number, a head line.

A cue is a score, not a verdict. What stands around it is taken in by `neighbours`; which cues come true is decided over the
whole text by `grammar`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from samspil.analysis.minutes import facts, headings, lexicon, openness
from samspil.analysis.minutes.headings import Heading
from samspil.analysis.minutes.segments import Segment
from samspil.analysis.minutes.weights import WEIGHTS


@dataclass(slots=True)
class Start:
    """An item that may start here: how its number is printed, the number, where title begins in the segment, the score."""

    style: str
    number: str | None
    value: int | None
    title: int
    score: float


@dataclass(slots=True)
class Cues:
    """The cues of one segment."""

    heading: Heading | None = None
    start: Start | None = None
    case: str | None = None
    meta: float = 0.0
    closed: bool | None = None
    group: bool | None = None
    label: str | None = None
    head: float = 0.0
    contents: float = 0.0
    entry: float = 0.0
    chrome: float = 0.0
    closing: float = 0.0
    ahead: float = 0.0
    listed: bool = False
    recurs: bool = False
    titled: bool = field(default=False)

    @property
    def is_plain(self) -> bool:
        """Whether nothing but running text speaks for the segment."""
        return not (
            self.heading
            or self.start
            or self.meta
            or self.group is not None
            or self.head > 0
            or self.contents
            or self.entry > 0
            or self.chrome
            or self.closing
        )


_PUNKT = lexicon.loose(
    r"^[\W_]*(?P<word>punkt|pkt|dagsordenspunkt|ad|sag"
    r"|nr)\.?\s*(?:nr\.?\s*)?(?P<number>\d{1,4}[a-z]?)(?P<mark>\s*[:.)–—-]+|\s+|$)\s*(?P<title>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER_WORDS = {
    "punkt": WEIGHTS.start_punkt,
    "pkt": WEIGHTS.start_pkt,
    "dagsordenspunkt": WEIGHTS.start_punkt,
    "ad": WEIGHTS.start_ad,
    "sag": WEIGHTS.start_sag,
    "nr": WEIGHTS.start_nr,
}
_DOT = re.compile(
    r"^(?P<number>\d{1,4}(?:[a-z]|\.[A-ZÆØÅ](?=[.)]))?)\s*(?P<mark>[.):–—-])\s*(?P<title>\S.*)$", re.DOTALL
)
_BARE = re.compile(r"^(?P<number>\d{1,3})\s+(?P<title>(?:[A-ZÆØÅ\"»”Ã?]|\((?:Åb|åb|Luk|luk)).*)$", re.DOTALL)
_GLUED = re.compile(r"^(?P<number>\d{1,3})(?P<title>[A-ZÆØÅ][a-zæøå]{2,}.*)$", re.DOTALL)
_ALONE = re.compile(r"^(?P<number>\d{1,4})\.?$")
_LEADER = re.compile(r"(?:\.{3,}|…{1,}|\t|\s{4,}|_{3,})\s*\d{1,4}$|\.{4,}\s*[ivxlc\d]*")
_PAGED = re.compile(r"\D\s\d{1,3}$")
_AMOUNT = re.compile(r"^\d{1,4}\s+(?:kr|mio|mia|pct|procent|år|dage|personer|borgere|%)", re.IGNORECASE)


def own(segment: Segment) -> Cues:
    """Give a segment the cues that it shows by itself."""
    words = segment.words
    cues = Cues()
    cues.chrome = _chrome(segment)
    cues.heading = headings.heading(segment.words, first=segment.first, last=segment.last)
    told = openness.of_line(words)
    if told and told.alone and told.form in {"mark", "either"} and (len(words) < 40 or told.form == "either"):
        cues.closed, cues.meta = told.shut, WEIGHTS.openness_line

    short = words[:160]
    if (len(words) < 160 and facts.has_label(words)) or (
        len(words) < 40 and facts.is_case_shape(words) and " " not in words
    ):
        cues.case = facts.case_number(words)
        cues.meta = WEIGHTS.case_line if segment.first else WEIGHTS.case_inside
    elif len(words) < 40 and words.startswith("(") and facts.case_number(words):
        cues.case, cues.meta = facts.case_number(words), WEIGHTS.case_in_brackets
    elif facts.ITEM_NUMBER_LINE.match(words):
        cues.meta = WEIGHTS.item_number_line
    elif len(words) < 100 and facts.META_LABEL.match(words):
        cues.meta = max(cues.meta, WEIGHTS.other_label)

    if told and told.alone and told.form in {"group", "either"}:
        cues.group = told.shut

    cues.head, cues.label = _head(segment, short)
    cues.contents = _contents(words)
    cues.entry = _entry(words)
    if lexicon.CLOSING.match(short):
        cues.closing = WEIGHTS.closing_line if segment.first else WEIGHTS.closing_inside

    cues.start = _start(segment)
    return cues


def closed_start(words: str) -> Start | None:
    """Return the start of an item that only "Lukket punkt:" before its title tells."""
    marked = lexicon.CLOSED_PREFIX.match(words)
    if marked is None or not marked["shut"] or words_lower(words[marked.end() :]):
        return None
    return Start("closed", None, None, 0, WEIGHTS.start_closed)


def _chrome(segment: Segment) -> float:
    if lexicon.CHROME.fullmatch(segment.words):
        return WEIGHTS.furniture_words
    if segment.words in {"åben", "lukket"} and segment.last and not segment.first:
        return WEIGHTS.furniture_words
    return WEIGHTS.furniture_page if len(segment.words) < 30 and lexicon.PAGE.match(segment.words) else 0.0


def _head(segment: Segment, short: str) -> tuple[float, str | None]:
    if len(segment.words) > 600 and segment.last and segment.first:
        return WEIGHTS.head_paragraph, None

    label = lexicon.FIELD.match(short)
    if label:
        name = lexicon.FIELD_NAMES.get(lexicon.fold(label["label"]), "other")
        rest = short[label.end() :]
        if ":" in label["mark"] or not rest:
            return (WEIGHTS.head_label if name != "other" else WEIGHTS.head_label_unknown), name
        if name in {"date", "start", "end"} and (lexicon.DATE.search(rest) or lexicon.CLOCK.search(rest)):
            return WEIGHTS.head_label_time, name
        if segment.words[:1].isupper() and name in {"place", "absent", "body"} and len(segment.words) < 120:
            return WEIGHTS.head_label_bare, name

    if lexicon.BANNER.match(short) and len(segment.words) < 160:
        return WEIGHTS.head_banner + (WEIGHTS.head_banner_date if lexicon.DATE.search(short) else 0.0), "banner"
    if len(segment.words) < 130 and lexicon.DATE.search(short):
        is_meeting = lexicon.BODY.search(short) or lexicon.CLOCK.search(short)
        return (WEIGHTS.head_date_and_body if is_meeting else WEIGHTS.head_date), "banner"
    if len(segment.words) < 70 and lexicon.PLACE.match(short) and not short.endswith("."):
        return WEIGHTS.head_place, "banner"
    if len(segment.words) < 70 and lexicon.BODY.search(short) and not short.endswith("."):
        return WEIGHTS.head_body, "banner"
    if len(segment.words) < 90 and facts.NAME.search(short) and not short.endswith("."):
        return WEIGHTS.head_name, None

    return WEIGHTS.head_plain + (WEIGHTS.head_plain_long if len(segment.words) > 200 else 0.0), None


def _contents(words: str) -> float:
    begins = WEIGHTS.contents_heading if lexicon.CONTENTS_START.match(words) else 0.0
    return begins if len(words) > 60 else lexicon.CONTENTS.get(lexicon.fold(words.rstrip(" :.")), begins)


def _entry(words: str) -> float:
    if len(words) > 260:
        return WEIGHTS.entry_long
    if _LEADER.search(words):
        return WEIGHTS.entry_leader
    return WEIGHTS.entry_paged if _PAGED.search(words) and len(words) > 12 else WEIGHTS.entry_plain


def _start(segment: Segment) -> Start | None:
    words = segment.words
    if len(words) > 500:
        return None
    if facts.is_case_shape(words.split(" ", 1)[0]):
        return None

    alone = _ALONE.match(words)
    if alone and segment.first and segment.last:
        return Start("alone", alone["number"], int(alone["number"]), len(words), WEIGHTS.start_alone)

    for style, pattern, score in (
        ("punkt", _PUNKT, WEIGHTS.start_punkt),
        ("dot", _DOT, WEIGHTS.start_dot),
        ("glued", _GLUED, WEIGHTS.start_glued),
        ("bare", _BARE, WEIGHTS.start_bare),
    ):
        match = pattern.match(words)
        if match:
            return _scored(segment, style, match, score)

    return None


def _scored(segment: Segment, style: str, match: re.Match[str], score: float) -> Start | None:
    number, title = match["number"], match["title"]
    if style == "punkt":
        score = _NUMBER_WORDS[match["word"].casefold()]
        if not match["mark"].strip(" \t") and title:
            score += WEIGHTS.start_unmarked
        if words_lower(title):
            score += WEIGHTS.start_reference
    elif _AMOUNT.match(segment.words) or lexicon.DATE.match(segment.words):
        return None

    if words_lower(title):
        score += WEIGHTS.start_lower

    if title[:3].lower() == "at ":
        score += WEIGHTS.start_at

    if title.endswith(".") and len(title) < 80 and not re.search(r"[.!?]\s", title):
        score += WEIGHTS.start_sentence
    elif title.endswith((".", ";", ",")) and not re.search(r"(?:\.{3,}|mv\.|m\.m\.|m\.fl\.|kr\.|nr\.)$", title):
        score += WEIGHTS.start_stopped

    score += WEIGHTS.start_long * (len(title) > 170)
    score += WEIGHTS.start_inside * (not segment.first)
    style = style if style != "dot" else "dot" + match["mark"]
    return Start(style, number, int(re.sub(r"\D", "", number)), match.start("title"), score)


def words_lower(title: str) -> bool:
    """Tell whether a title begins in lower case, as running text does."""
    return title[:1].islower()
