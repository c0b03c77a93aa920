"""What stands before and after a segment, and again elsewhere, taken into its cues."""

from __future__ import annotations

import re

from samspil.analysis.minutes import cues as shown
from samspil.analysis.minutes import facts, lexicon
from samspil.analysis.minutes.cues import Cues, Start, words_lower
from samspil.analysis.minutes.headings import Heading
from samspil.analysis.minutes.segments import Segment
from samspil.analysis.minutes.weights import WEIGHTS

_LEAD = 6  # lines from the head's last label to the first section: a title, a button, a sentence or two
_PAGE_WORD = lexicon.loose(r"\bside\s*\d")


def read(segments: list[Segment]) -> list[Cues]:
    """Give each segment its cues, with what stands before, after and again elsewhere taken in."""
    cues = [shown.own(segment) for segment in segments]
    _shouted(segments, cues)
    _values(segments, cues)
    _recommends(segments, cues)
    _groupings(segments, cues)
    _recurrence(segments, cues)
    _plain_titles(segments, cues)
    for segment, cue in zip(segments, cues, strict=True):
        if cue.start is None and not cue.meta and segment.first and len(segment.words) < 200:
            cue.start = shown.closed_start(segment.words)
    _lone_title(segments, cues)
    _ahead(segments, cues)
    _bare_list(cues)
    return cues


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
            cue.heading = Heading(words.lower(), WEIGHTS.heading_shouted, strong=False)


def _values(segments: list[Segment], cues: list[Cues]) -> None:
    """Mark what stands right below a label without value ("Mødested:") as likely its value."""
    for place in range(1, len(segments)):
        above = cues[place - 1]
        if above.label not in {None, "banner"} and not cues[place].label and len(segments[place].words) < 200:
            label = lexicon.FIELD.match(segments[place - 1].words)
            if label and not segments[place - 1].words[label.end() :].strip():
                cues[place].head = max(cues[place].head, 0.0) + WEIGHTS.head_value


def _recommends(segments: list[Segment], cues: list[Cues]) -> None:
    """Take "Administrationen indstiller, at" for the first line of a recommendation where its heading stands right above."""
    for place in range(1, len(segments)):
        heading, above = cues[place].heading, cues[place - 1].heading
        if heading and above and heading.name == above.name == "indstilling":
            cues[place].heading = None


def _groupings(segments: list[Segment], cues: list[Cues]) -> None:
    """Take "Beslutningspunkter:" for what parts the items where a number stands right below; else it heads a section."""
    for place in range(len(segments) - 2, -1, -1):
        segment, below = segments[place], cues[place + 1]
        if not (segment.first and segment.last and lexicon.GROUPING.match(segment.words)):
            continue
        if below.group is not None or (
            below.start and below.start.value is not None and not words_lower(segments[place + 1].words)
        ):
            cues[place].group, cues[place].heading = False, None


def _recurrence(segments: list[Segment], cues: list[Cues]) -> None:
    """Mark contents entries whose words come again later, and running page heads that came before."""
    keys = [_key(segment.words) if len(segment.words) < 260 else "" for segment in segments]
    seen_later: set[str] = set()
    for key, cue in zip(reversed(keys), reversed(cues), strict=True):
        if len(key) > 7 and key in seen_later:
            cue.recurs = True
            cue.entry += (
                WEIGHTS.entry_recurs if cue.entry > WEIGHTS.entry_long and cue.head < WEIGHTS.head_body else 0.0
            )
        seen_later.add(key)

    met: set[str] = set()
    for segment, cue in zip(segments, cues, strict=True):
        if len(segment.words) > 120 or not segment.first or cue.heading:
            continue
        paged = re.sub(r"\d+", "#", segment.words) if _PAGE_WORD.search(segment.words) else segment.words
        if paged in met and (paged != segment.words or (cue.label == "banner" and cue.head >= WEIGHTS.is_banner)):
            cue.chrome = max(cue.chrome, WEIGHTS.furniture_running)
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
                cue.start = Start(
                    "plain", None, None, 0, WEIGHTS.plain_case_below if above.first else WEIGHTS.plain_case_above
                )
            continue
        if (cue.label == "banner" and cue.head >= WEIGHTS.is_banner) or (
            cue.label not in {None, "banner"} and cue.head >= WEIGHTS.is_head
        ):
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
            apart, gap = WEIGHTS.plain_further * (after - place - 1), WEIGHTS.plain_gap * (segment.gap > 0)
            cue.start = Start("plain", None, None, 0, WEIGHTS.plain_case_below + apart + gap)
        elif after == place + 1 and below.heading and _opens(below.heading):
            gap = WEIGHTS.plain_gap * (segment.gap > 0)
            cue.start = Start("plain", None, None, 0, WEIGHTS.plain_heading_below + gap)

        if place and cues[place - 1].case and not cue.start and len(segment.words) < 200:
            cue.start = Start("plain", None, None, 0, WEIGHTS.plain_after_case)


def _lone_title(segments: list[Segment], cues: list[Cues]) -> None:
    """Find the title of a page with one item and no number: what stands first between the head's labels and the first section."""
    if any(cue.start for cue in cues if cue.start and cue.start.style == "plain"):
        return
    first = next((place for place, cue in enumerate(cues) if cue.heading and _opens(cue.heading)), 0)
    labels = [place for place in range(first) if cues[place].label not in {None, "banner"}]
    numbered = any(cue.start and cue.start.value is not None and cue.start.score > 0 for cue in cues[:first])
    if not labels or numbered or first - labels[-1] > _LEAD:
        return

    for place in range(labels[-1] + 1, first):
        segment, cue = segments[place], cues[place]
        if cue.chrome or cue.meta:
            continue
        dated = lexicon.DATE.search(segment.words) or lexicon.BODY.search(segment.words)
        if (
            segment.first
            and segment.last
            and not (dated or segment.words.endswith((".", ":", ",")) or words_lower(segment.words))
        ):
            cue.start, cue.head, cue.label = Start("plain", None, None, 0, WEIGHTS.plain_heading_below), 0.0, None
        return


def _opens(heading: Heading) -> bool:
    """Tell whether a heading is one that an item begins with, and surely so."""
    return heading.name in lexicon.OPENING and heading.score > WEIGHTS.is_opening


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
                and follower.score > WEIGHTS.is_start
                and follower.style != "alone"
            ):
                cue.listed = after - place <= 2 and follower.value == cue.start.value + 1
                break
            if below.meta >= WEIGHTS.is_meta or below.closed is not None:
                cue.ahead = max(cue.ahead, WEIGHTS.ahead_meta)
                break
            if below.heading and below.heading.score >= WEIGHTS.is_heading:
                cue.ahead = max(cue.ahead, WEIGHTS.ahead_strong if below.heading.strong else WEIGHTS.ahead_weak)
                break
            if below.chrome or below.meta:
                continue
            texts += 1
            if texts > 3:
                break

        cue.titled = bool(place + 1 < len(cues) and _may_be_title(segments[place + 1], cues[place + 1]))


def _bare_list(cues: list[Cues]) -> None:
    """Where the whole text has neither headings nor case numbers, a number is the only sign of an item, and enough."""
    if any(cue.case or (cue.heading and cue.heading.strong and cue.heading.score > WEIGHTS.is_heading) for cue in cues):
        return
    for cue in cues:
        if cue.start and cue.start.value is not None and cue.entry < WEIGHTS.is_entry:
            cue.ahead, cue.listed = max(cue.ahead, WEIGHTS.ahead_bare), False


def _may_be_title(segment: Segment, cue: Cues) -> bool:
    return not (
        cue.heading
        or cue.chrome
        or cue.meta >= WEIGHTS.is_meta
        or words_lower(segment.words)
        or segment.words[:1].isdigit()
        or len(segment.words) > 250
    )
