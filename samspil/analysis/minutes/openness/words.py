"""The ways in which Danish agendas print that something is open or closed, each read for itself, whatever stands around it.

A cue says what was printed, not what it covers: `places` finds the item. Patterns are bounded, so that no line is read twice.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from samspil.analysis.minutes.openness import patterns

Form = Literal["mark", "group", "either", "letter", "mention"]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell of openness. `shut` is None where they only raise the question.

    `form`: a `mark` speaks of one item, a `group` of all that follow, `either` of one of the two, a `letter` is "(L)",
    a `mention` is running text. `numbers` are the items it names; `many` tells that it speaks of several, unnamed,
    `annex` of annexes, and `alone` that nothing else stands on the line.
    """

    start: int
    end: int
    shut: bool | None
    form: Form
    words: str
    numbers: tuple[int, ...] = ()
    many: bool = False
    annex: bool = False
    alone: bool = False


def folded(text: str) -> str:
    """Return the text in lower case and in plain letters, as many characters as before, so that offsets stay."""
    if text.isascii():
        return text.lower()
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    made = unicodedata.normalize("NFKC", letter).lower()
    return made if len(made) == 1 else letter


def cues(text: str) -> list[Cue]:
    """Return every cue of the text in order. Lines are read one by one, long ones piece by piece."""
    cues_met: list[Cue] = []
    lines = [
        (match.start() + len(match[0]) - len(match[0].lstrip()), match[0].strip())
        for match in patterns.LINE.finditer(text)
        if not match[0].isspace()
    ]
    taken = -1
    for nth, (start, line) in enumerate(lines):
        if start < taken:
            continue
        low = folded(line)
        if not patterns.HINT.search(low):
            continue
        if len(line) > patterns.LONG:
            cues_met += _inline(start, line, low)
            continue
        below = lines[nth + 1] if nth + 1 < len(lines) else None
        cue = _of_label(start, line, low, below) or _of_line(start, line, low) or _of_two(start, line, low, below)
        if cue is None:
            cues_met += _inline(start, line, low)
            continue
        cues_met.append(cue)
        taken = cue.end

    cues_met += _across(text, lines, cues_met)
    return sorted(cues_met, key=lambda cue: cue.start)


def of_line(line: str) -> Cue | None:
    """Return what a line alone says of openness, or None: as `cues` reads it, without its neighbours."""
    low = folded(line)
    return _of_line(0, line, low) if len(line) <= patterns.LONG and patterns.HINT.search(low) else None


def _of_line(start: int, line: str, low: str) -> Cue | None:
    low = patterns.LEADER.sub("", low)
    if patterns.NONE.fullmatch(low):
        return None

    for pattern, form in (
        (patterns.LABEL, "mark"),
        (patterns.WHOLE_MARK, "mark"),
        (patterns.WHOLE_TURNED, "mark"),
        (patterns.WHOLE_GROUP, "group"),
        (patterns.GROUP_TURNED, "group"),
    ):
        match = pattern.fullmatch(low)
        if match:
            shut = _label_says(match) if pattern is patterns.LABEL else match["shut"] is not None
            if shut is None:
                continue
            return Cue(start, start + len(line.rstrip()), shut, form, line.strip(), alone=True)  # type: ignore[arg-type]

    doors = patterns.WHOLE_DOORS.fullmatch(low)
    is_title = (patterns.NUMBERED.match(low) or patterns.ROW.match(low)) and not re.search(
        r"punkter|sager|behandling(?!s)|dagsorden", low
    )
    if doors and not is_title and len(low.strip()) < 90 and not re.search(r"\w{3}\.\s+\w", low):
        if _numbers(low):
            return None
        shut = doors["doors"].startswith("l")
        return Cue(start, start + len(line.rstrip()), shut, "either", line.strip(), alone=True)

    return _attached(start, line, low)


def _label_says(match: re.Match[str]) -> bool | None:
    """Tell whether a label with its value says closed: a question about openness, about closedness, or neither."""
    if match["shut"]:
        return True
    if match["open"]:
        return False
    if match["plain"]:
        return {"l": True, "å": False}.get(match["letter"] or "")
    if match["letter"]:
        return None
    is_yes = match["yes"] is not None
    return not is_yes if match["openlabel"] else is_yes


def _attached(start: int, line: str, low: str) -> Cue | None:
    """Return the cue before or after a title on its line."""
    before = patterns.PREFIX.match(low)
    if before and not _is_prose(low, before.start("title")):
        shut = any(before[name] for name in ("shut", "shut2", "shut3"))
        loose = before["shut3"] or before["open3"]
        if not loose or line.strip()[:1].isupper() or line.strip()[:1].isdigit():
            return Cue(start, start + len(line.rstrip()), shut, "mark", line.strip())

    tail = max(0, len(low) - patterns.TAIL)
    for pattern in (patterns.SUFFIX, patterns.AFTER_CASE, patterns.SUFFIX_DOORS):
        after = pattern.fullmatch(low, tail)
        if after and re.search(r"\w", after["title"]):
            shut = after["shut"] is not None if pattern is not patterns.SUFFIX_DOORS else after["doors"].startswith("l")
            titled = patterns.NUMBERED.match(after["title"])
            bare = after["title"][titled.end() :] if titled else after["title"]
            if pattern is not patterns.SUFFIX_DOORS or not _numbers(bare):
                return Cue(start, start + len(line.rstrip()), shut, "mark", line.strip())

    bracketed = patterns.BRACKETED.search(low)
    if bracketed and len(line) < 160:
        return Cue(start, start + len(line.rstrip()), bracketed["shut"] is not None, "mark", line.strip())

    letter = patterns.LETTER.search(low)
    if letter:
        return Cue(start, start + len(line.rstrip()), True, "letter", line.strip())

    return None


def _is_prose(low: str, at: int) -> bool:
    """Tell whether what looks like a title after a marker is the rest of a sentence ("lukket: se nedenfor.")."""
    return low.strip()[:1].islower() and low.rstrip().endswith(".") and at < 0


def _of_label(start: int, line: str, low: str, below: tuple[int, str] | None) -> Cue | None:
    """Return the cue that a label makes with its value on the next line: "Åbent punkt" above "Nej"."""
    if below is None or len(line) > 40 or len(below[1]) > 40:
        return None
    label = patterns.LABEL.fullmatch(f"{low.rstrip()}\n{folded(below[1]).lstrip()}")
    if label is None or not (label["plain"] or folded(below[1]).strip(" .") in {"ja", "nej", "true", "false"}):
        return None
    shut = _label_says(label)
    if shut is None:
        return None
    end = below[0] + len(below[1].rstrip())
    return Cue(start, end, shut, "mark", f"{line.strip()} {below[1].strip()}", alone=True)


def _of_two(start: int, line: str, low: str, below: tuple[int, str] | None) -> Cue | None:
    """Return the cue that a short line makes with the next: a heading broken in two."""
    if below is None or len(line) > 70 or len(below[1]) > 70:
        return None

    both = f"{low.rstrip()}\n{folded(below[1]).lstrip()}"
    end = below[0] + len(below[1].rstrip())
    if re.search(rf"(?:{patterns.SHUT}|for|bag|ikke|ej|til)\W*$", low):
        joined = both.replace("\n", " ")
        if patterns.WHOLE_DOORS.fullmatch(joined) and not _numbers(joined):
            return Cue(start, end, "lukkede" in re.sub(r"[^a-z]", "", joined), "either", joined)
        for pattern, form in ((patterns.WHOLE_GROUP, "group"), (patterns.WHOLE_MARK, "mark")):
            match = pattern.fullmatch(joined)
            if match:
                return Cue(start, end, match["shut"] is not None, form, joined)  # type: ignore[arg-type]

    return None


def _inline(start: int, line: str, low: str) -> list[Cue]:
    """Return the cues within a line that is a whole page: markers with a capital letter, groups of doors, mentions."""
    cues_met: list[Cue] = []
    taken: list[tuple[int, int]] = []
    low = patterns.NONE_INLINE.sub(lambda match: " " * len(match[0]), low)
    line = "".join(" " if new == " " else old for old, new in zip(line, low, strict=True))
    labels = list(patterns.INLINE_LABEL.finditer(low))
    within = {at for match in labels for at in range(match.start(), match.end())}
    for match in patterns.INLINE.finditer(line):
        if match.start() in within:
            continue
        group = match["gshut"] or match["gopen"]
        shut = bool(match["shut"] or match["gshut"])
        cues_met.append(
            Cue(start + match.start(), start + _past(line, match.end()), shut, "group" if group else "mark", match[0])
        )
        taken.append(match.span())

    for match in labels:
        shut = bool(match["shut"]) if match["plain"] else (match["no"] is not None) == (match["openlabel"] is not None)
        cues_met.append(Cue(start + match.start(), start + match.end(), shut, "mark", match[0]))
        taken.append(match.span())

    covered = {at for begin, end in taken for at in range(begin - 12, end)}
    for pattern in (patterns.INLINE_PREFIX, patterns.BRACKETED):
        for match in pattern.finditer(low):
            if match.start() not in covered:
                cues_met.append(
                    Cue(
                        start + match.start(),
                        start + match.end(),
                        match["shut"] is not None,
                        "mark",
                        line[match.start() : match.end()],
                    )
                )
                taken.append(match.span())

    for match in patterns.INLINE_DOORS.finditer(low):
        numbers = _numbers(low[max(0, match.start() - 80) : match.end() + 40])
        form: Form = "mention" if numbers else "either"
        shut = match["doors"].startswith("l")
        cues_met.append(
            Cue(
                start + match.start(),
                start + match.end(),
                shut if form == "either" else None if shut else False,
                form,
                line[max(0, match.start() - 40) : match.end()],
                numbers,
            )
        )
        taken.append(match.span())

    taken.sort()
    return [*cues_met, *_mentions(start, line, low, taken)]


def _past(line: str, at: int) -> int:
    """Return where a group's label ends: past its colon or dash."""
    while at < len(line) and line[at] in " \u00a0:.–-":
        at += 1
    return at


def _mentions(start: int, line: str, low: str, taken: list[tuple[int, int]] | None = None) -> list[Cue]:
    """Return what running text says or hints of closedness, sentence by sentence."""
    mentions: list[Cue] = []
    at = 0
    for a, b in _sentences(low):
        sentence = low[a:b]
        if patterns.NONE_INLINE.search(sentence):
            continue
        while taken and at < len(taken) and taken[at][1] <= a:
            at += 1
        if taken and at < len(taken) and taken[at][0] < b and not patterns.SAID.search(sentence):
            rest = sentence
            for begin, end in taken[at : at + 40]:
                if begin < b and end > a:
                    rest = rest[: max(0, begin - a)] + " " * (min(end, b) - max(begin, a)) + rest[min(end, b) - a :]
            sentence = rest
        titled = patterns.NUMBERED.match(sentence)
        sentence = " " * titled.end() + sentence[titled.end() :] if titled else sentence
        numbers = _numbers(sentence)
        said = patterns.SAID.search(sentence)
        topic = patterns.TOPIC.search(sentence)
        many = bool(topic and topic["many"] and not said)
        annex = bool(re.search(r"(?<!\w)bilag", sentence))
        words = line[a:b].strip()[:160]
        if said and not said["neg"] and not numbers and not annex and a == _first(low) and b - a < 120:
            shut = None if said["doors"] and not said["doors"].startswith("l") else True
            if shut:
                mentions.append(Cue(start + a, start + b, True, "mention", words))
        elif (
            (patterns.MENTION.search(sentence) and (topic or annex or numbers))
            or patterns.LEGAL.search(sentence)
            or patterns.UNSHOWN.search(sentence)
            or patterns.STANDS_OUT.search(line[a:b])
        ):
            mentions.append(Cue(start + a, start + b, None, "mention", words, numbers, many and not numbers, annex))

    return mentions


def _first(low: str) -> int:
    return len(low) - len(low.lstrip())


def _sentences(low: str) -> list[tuple[int, int]]:
    """Cut a line into sentences, roughly: too short a piece costs nothing but a question less sure of its item."""
    stops = [0, *(match.end() for match in re.finditer(r"(?<=[a-zæøå)\]]{2}[.!?])\s", low)), len(low)]
    return [(a, b) for a, b in itertools.pairwise(stops) if low[a:b].strip()]


def _numbers(low: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for match in patterns.NAMED.finditer(low):
        parts = re.findall(r"\d+|til|-|–", match[1])
        for nth, part in enumerate(parts):
            if part.isdigit():
                numbers.append(int(part))
            elif (
                nth
                and nth + 1 < len(parts)
                and parts[nth + 1].isdigit()
                and numbers
                and int(parts[nth + 1]) - numbers[-1] < 60
            ):
                numbers += range(numbers[-1] + 1, int(parts[nth + 1]))

    return tuple(numbers[:100])


def _across(text: str, lines: list[tuple[int, str]], cues_met: list[Cue]) -> list[Cue]:
    """Return "lukkede døre" that is broken over two lines of running text."""
    made: list[Cue] = []
    covered = {cue.start for cue in cues_met}
    for (start, line), (below, words) in itertools.pairwise(lines):
        edge = folded(line[-60:]).rstrip() + " " + folded(words[:60]).lstrip()
        if not re.search(r"(?:lukkede|lukket|ikke|ej)[\s-]{0,3}$", folded(line[-12:])):
            continue
        if (
            re.search(
                rf"{patterns.DOORS}|(?:lukket|lukkede)\s+(?:{patterns.ONE}|{patterns.MANY})|(?:ikke|ej)[- ]offentlig",
                edge,
            )
            and start not in covered
        ):
            made.append(
                Cue(
                    max(start, start + len(line) - 60),
                    below + min(60, len(words)),
                    None,
                    "mention",
                    edge.strip(),
                    _numbers(edge),
                    True,
                )
            )

    return made
