"""What a segment shows of itself: every cue that may make it a heading, the start of an item, a case number, a head line.

A cue is a score, not a verdict. Which of them come true is decided over the whole text by `grammar`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from samspil.analysis.minutes import facts, headings, lexicon, openness
from samspil.analysis.minutes.headings import Heading
from samspil.analysis.minutes.segments import Segment


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
_DOT = re.compile(r"^(?P<number>\d{1,4}[a-z]?)\s*(?P<mark>[.):–—-])\s*(?P<title>\S.*)$", re.DOTALL)
_BARE = re.compile(r"^(?P<number>\d{1,3})\s+(?P<title>(?:[A-ZÆØÅ\"»”Ã?]|\((?:Åb|åb|Luk|luk)).*)$", re.DOTALL)
_GLUED = re.compile(r"^(?P<number>\d{1,3})(?P<title>[A-ZÆØÅ][a-zæøå]{2,}.*)$", re.DOTALL)
_ALONE = re.compile(r"^(?P<number>\d{1,4})\.?$")
_LEADER = re.compile(r"(?:\.{3,}|…{1,}|\t|\s{4,}|_{3,})\s*\d{1,4}$|\.{4,}\s*[ivxlc\d]*")
_PAGED = re.compile(r"\D\s\d{1,3}$")
_PAGE_WORD = lexicon.loose(r"\bside\s*\d")
_AMOUNT = re.compile(r"^\d{1,4}\s+(?:kr|mio|mia|pct|procent|år|dage|personer|borgere|%)", re.IGNORECASE)


def read(segments: list[Segment]) -> list[Cues]:
    """Give each segment its cues, with what stands before, after and again elsewhere taken in."""
    cues = [_own(segment) for segment in segments]
    _shouted(segments, cues)
    _values(segments, cues)
    _recurrence(segments, cues)
    _plain_titles(segments, cues)
    for segment, cue in zip(segments, cues, strict=True):
        if cue.start is None and not cue.meta and segment.first and len(segment.words) < 200:
            cue.start = _closed_start(segment.words)
    _ahead(segments, cues)
    _bare_list(cues)
    return cues


def _own(segment: Segment) -> Cues:
    words = segment.words
    cues = Cues()
    cues.chrome = _chrome(segment)
    cues.heading = headings.heading(segment.words, first=segment.first, last=segment.last)
    told = openness.of_line(words)
    if told and told.alone and told.form in {"mark", "either"} and (len(words) < 40 or told.form == "either"):
        cues.closed, cues.meta = told.shut, 2.0

    short = words[:160]
    if (len(words) < 160 and facts.has_label(words)) or (
        len(words) < 40 and facts.is_case_shape(words) and " " not in words
    ):
        cues.case, cues.meta = facts.case_number(words), 3.0 if segment.first else 2.5
    elif len(words) < 40 and words.startswith("(") and facts.case_number(words):
        cues.case, cues.meta = facts.case_number(words), 2.5
    elif facts.ITEM_NUMBER_LINE.match(words):
        cues.meta = 2.5
    elif len(words) < 100 and facts.META_LABEL.match(words):
        cues.meta = max(cues.meta, 1.0)

    if told and told.alone and told.form in {"group", "either"}:
        cues.group = told.shut

    cues.head, cues.label = _head(segment, short)
    cues.contents = _contents(words)
    cues.entry = _entry(words)
    if lexicon.CLOSING.match(short):
        cues.closing = 2.0 if segment.first else 1.0

    cues.start = _start(segment)
    return cues


def _closed_start(words: str) -> Start | None:
    """Return the start of an item that only "Lukket punkt:" before its title tells."""
    marked = lexicon.CLOSED_PREFIX.match(words)
    if marked is None or not marked["shut"] or words_lower(words[marked.end() :]):
        return None
    return Start("closed", None, None, 0, 4.0)


def _chrome(segment: Segment) -> float:
    if lexicon.CHROME.fullmatch(segment.words):
        return 3.0
    return 2.5 if len(segment.words) < 30 and lexicon.PAGE.match(segment.words) else 0.0


def _head(segment: Segment, short: str) -> tuple[float, str | None]:
    if len(segment.words) > 600 and segment.last and segment.first:
        return -1.5, None

    label = lexicon.FIELD.match(short)
    if label:
        name = lexicon.FIELD_NAMES.get(lexicon.fold(label["label"]), "other")
        rest = short[label.end() :]
        if ":" in label["mark"] or not rest:
            return (2.5 if name != "other" else 1.5), name
        if name in {"date", "start", "end"} and (lexicon.DATE.search(rest) or lexicon.CLOCK.search(rest)):
            return 2.5, name
        if segment.words[:1].isupper() and name in {"place", "absent", "body"} and len(segment.words) < 120:
            return 1.0, name

    if lexicon.BANNER.match(short) and len(segment.words) < 160:
        return 2.0 + (1.0 if lexicon.DATE.search(short) else 0.0), "banner"
    if len(segment.words) < 130 and lexicon.DATE.search(short):
        return (1.5 if lexicon.BODY.search(short) or lexicon.CLOCK.search(short) else 0.5), "banner"
    if len(segment.words) < 70 and lexicon.PLACE.match(short) and not short.endswith("."):
        return 1.5, "banner"
    if len(segment.words) < 70 and lexicon.BODY.search(short) and not short.endswith("."):
        return 0.8, "banner"
    if len(segment.words) < 90 and facts.NAME.search(short) and not short.endswith("."):
        return 0.3, None

    return -0.7 - (1.5 if len(segment.words) > 200 else 0.0), None


def _contents(words: str) -> float:
    if len(words) > 60:
        return 4.0 if lexicon.CONTENTS_START.match(words) else 0.0
    return lexicon.CONTENTS.get(lexicon.fold(words.rstrip(" :.")), 4.0 if lexicon.CONTENTS_START.match(words) else 0.0)


def _entry(words: str) -> float:
    if len(words) > 260:
        return -3.0
    if _LEADER.search(words):
        return 2.5
    return 0.8 if _PAGED.search(words) and len(words) > 12 else -0.3


def _start(segment: Segment) -> Start | None:
    words = segment.words
    if len(words) > 500:
        return None
    if facts.is_case_shape(words.split(" ", 1)[0]):
        return None

    alone = _ALONE.match(words)
    if alone and segment.first and segment.last:
        return Start("alone", alone["number"], int(alone["number"]), len(words), 0.5)

    for style, pattern, score in (
        ("punkt", _PUNKT, 5.0),
        ("dot", _DOT, 1.5),
        ("glued", _GLUED, 0.8),
        ("bare", _BARE, 0.8),
    ):
        match = pattern.match(words)
        if match:
            return _scored(segment, style, match, score)

    return None


def _scored(segment: Segment, style: str, match: re.Match[str], score: float) -> Start | None:
    number, title = match["number"], match["title"]
    if style == "punkt":
        score = {"punkt": 5.0, "pkt": 4.5, "dagsordenspunkt": 5.0, "ad": 3.5, "sag": 2.0, "nr": 2.0}.get(
            match["word"].lower(), 3.0
        )
        if not match["mark"].strip(" \t") and title:
            score -= 1.0
        if words_lower(title):
            score -= 5.0
    elif _AMOUNT.match(segment.words) or lexicon.DATE.match(segment.words):
        return None

    if words_lower(title):
        score -= 3.5

    if title[:3].lower() == "at ":
        score -= 6.0

    if title.endswith(".") and len(title) < 80 and not re.search(r"[.!?]\s", title):
        score -= 0.5
    elif title.endswith((".", ";", ",")) and not re.search(r"(?:\.{3,}|mv\.|m\.m\.|m\.fl\.|kr\.|nr\.)$", title):
        score -= 1.5

    score -= 1.5 * (len(title) > 170)
    score -= 1.0 * (not segment.first)
    style = style if style != "dot" else "dot" + match["mark"]
    return Start(style, number, int(re.sub(r"\D", "", number)), match.start("title"), score)


def words_lower(title: str) -> bool:
    """Tell whether a title begins in lower case, as running text does."""
    return title[:1].islower()


def _key(words: str) -> str:
    bare = re.sub(r"^\W*(?:(?:punkt|pkt|sag)\.?\s*)?\d{0,4}[.:)\s]*", "", words, flags=re.IGNORECASE)
    return re.sub(r"[\W\d_]+", " ", bare).strip().lower()[:80]


def _shouted(segments: list[Segment], cues: list[Cues]) -> None:
    """Where known headings stand in capitals, an unknown short line in capitals is a heading too."""
    known = sum(
        segment.words.isupper() and cue.heading is not None for segment, cue in zip(segments, cues, strict=True)
    )
    if known < 2:
        return
    for segment, cue in zip(segments, cues, strict=True):
        words = segment.words.rstrip(":")
        alone = segment.first and segment.last and words.isupper() and words.replace(" ", "").isalpha()
        if alone and 3 < len(words) < 40 and not (cue.heading or cue.head > 0 or lexicon.BODY.search(words)):
            cue.heading = Heading(words.lower(), 2.0, strong=False)


def _values(segments: list[Segment], cues: list[Cues]) -> None:
    """Mark what stands right below a label without value ("Mødested:") as likely its value."""
    for place in range(1, len(segments)):
        above = cues[place - 1]
        if above.label not in {None, "banner"} and not cues[place].label and len(segments[place].words) < 200:
            label = lexicon.FIELD.match(segments[place - 1].words)
            if label and not segments[place - 1].words[label.end() :].strip():
                cues[place].head = max(cues[place].head, 0.0) + 1.0


def _recurrence(segments: list[Segment], cues: list[Cues]) -> None:
    """Mark contents entries whose words come again later, and running page heads that came before."""
    keys = [_key(segment.words) if len(segment.words) < 260 else "" for segment in segments]
    seen_later: set[str] = set()
    for key, cue in zip(reversed(keys), reversed(cues), strict=True):
        if len(key) > 7 and key in seen_later:
            cue.recurs = True
            cue.entry += 1.5 if cue.entry > -3 and cue.head < 0.8 else 0.0
        seen_later.add(key)

    met: set[str] = set()
    for segment, cue in zip(segments, cues, strict=True):
        if len(segment.words) > 120 or not segment.first or cue.heading:
            continue
        paged = re.sub(r"\d+", "#", segment.words) if _PAGE_WORD.search(segment.words) else segment.words
        if paged in met and (paged != segment.words or (cue.label == "banner" and cue.head >= 1.5)):
            cue.chrome = max(cue.chrome, 2.0)
        met.add(paged)


def _plain_titles(segments: list[Segment], cues: list[Cues]) -> None:
    """Mark a short line without number that may be a title: a case number or an opening heading stands right below."""
    for place in range(len(segments) - 1):
        segment, cue = segments[place], cues[place]
        if cue.start or cue.heading or cue.meta or cue.chrome or cue.contents or cue.group is not None:
            continue
        if not segment.first:
            above = segments[place - 1]
            if cues[place - 1].case and above.words[:1].isalnum() and not facts.has_label(above.words):
                cue.start = Start("plain", None, None, 0, 1.5 if above.first else 0.5)
            continue
        if (cue.label == "banner" and cue.head >= 1.5) or (cue.label not in {None, "banner"} and cue.head >= 2):
            continue
        if len(segment.words) > 200 or words_lower(segment.words) or segment.words.endswith((".", ",", ":", ";")):
            continue

        after = place + 1
        while (
            after < len(segments) - 1
            and after - place < 3
            and not segments[after].gap
            and len(segments[after - 1].words) > 45
            and not (cues[after].meta or cues[after].heading)
            and cues[after].start is None
        ):
            after += 1

        below = cues[after]
        if below.case or facts.ITEM_NUMBER_LINE.match(segments[after].words):
            cue.start = Start("plain", None, None, 0, 1.5 - 0.5 * (after - place - 1) + 0.5 * (segment.gap > 0))
        elif after == place + 1 and below.heading and below.heading.name in lexicon.OPENING and below.heading.score > 3:
            cue.start = Start("plain", None, None, 0, -2.0 + 0.5 * (segment.gap > 0))

        if place and cues[place - 1].case and not cue.start and len(segment.words) < 200:
            cue.start = Start("plain", None, None, 0, -1.0)


def _ahead(segments: list[Segment], cues: list[Cues]) -> None:
    """Look a few segments down from each possible start: a case number or heading speaks for it, the next number against."""
    for place, cue in enumerate(cues):
        if not cue.start:
            continue

        texts = 0
        for after in range(place + 1, min(place + 8, len(cues))):
            below = cues[after]
            follower = below.start
            if (
                follower
                and follower.value == cue.start.value
                and _key(segments[after].words) == _key(segments[place].words)
            ):
                cue.recurs = False
                continue
            if (
                follower
                and follower.value is not None
                and cue.start.value is not None
                and follower.score > -2
                and follower.style != "alone"
            ):
                cue.listed = after - place <= 2 and follower.value == cue.start.value + 1
                break
            if below.meta >= 2 or below.closed is not None:
                cue.ahead = max(cue.ahead, 3.0)
                break
            if below.heading and below.heading.score >= 2:
                cue.ahead = max(cue.ahead, 2.5 if below.heading.strong else 1.0)
                break
            if below.chrome or below.meta:
                continue
            texts += 1
            if texts > 3:
                break

        cue.titled = bool(place + 1 < len(cues) and _may_be_title(segments[place + 1], cues[place + 1]))


def _bare_list(cues: list[Cues]) -> None:
    """Where the whole text has neither headings nor case numbers, a number is the only sign of an item, and enough."""
    if any(cue.case or (cue.heading and cue.heading.strong and cue.heading.score > 2) for cue in cues):
        return
    for cue in cues:
        if cue.start and cue.start.value is not None and cue.entry < 1:
            cue.ahead, cue.listed = max(cue.ahead, 1.5), False


def _may_be_title(segment: Segment, cue: Cues) -> bool:
    return not (
        cue.heading
        or cue.chrome
        or cue.meta >= 2
        or words_lower(segment.words)
        or segment.words[:1].isdigit()
        or len(segment.words) > 250
    )
