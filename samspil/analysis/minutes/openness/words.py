"""The ways in which Danish agendas print that something is open or closed, each read for itself, whatever stands around it.

A cue says what was printed, not what it covers: `places` finds the item. Patterns are bounded, so that no line is read twice.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

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


def _spaced(word: str) -> str:
    """Give a pattern for a word whose letters may stand apart ("L U K K E T") or hold soft hyphens."""
    return r"[ \u00a0\u00ad\u200b.-]?".join(_A if letter == "å" else letter for letter in word)


_A = "(?:å|aa|a|ã¥|\\?|\ufffd{1,2})"
_O = "(?:ø|oe|o|ã¸|\\?|\ufffd{1,2})?"
_NOT_PUBLIC = (
    r"(?:ikke|ej|u|ik\.)[- ]?(?:til[- ]?)?offentlig\w*|ikke[- ]?(?:til|for)[- ](?:offentligg\S{1,3}relse|offentligheden)"
    r"|(?:m\S{1,2}|skal) ikke (?:offentligg\S{1,3}res|publiceres)|undtage[tn] (?:fra |for )?(?:offentlighed\w*|aktindsigt)"
    r"|uden (?:offentlig adgang|tilh\S{1,3}rere)"
)
SHUT = (
    rf"(?:{_spaced('lukket')}|{_spaced('lukkede')}|{_spaced('fortrolig')}(?:t|e)?|hemmelig(?:t|e)?|tavshedsbelagt"
    rf"|konfidentiel(?:t|le)?|confidential|{_NOT_PUBLIC})"
)
OPEN = rf"(?:{_spaced('åbent')}|{_spaced('åben')}|{_A}bne|offentlig(?:t|e)?)"
_ONE = rf"(?:dagsordens?)?(?:{_spaced('punkt')}|{_spaced('sag')}|emne|behandling)(?:et|en)?s?"
_MANY = (
    rf"(?:\w{{0,20}}(?:{_spaced('punkter')}|{_spaced('sager')})(?:ne)?|{_spaced('dagsorden')}(?:en)?|m{_O}de(?:t|r)?"
    r"|del(?:en)?|afsnit|session|referat|protokol)"
)
DOORS = rf"(?:for|bag|ved)\s+(?P<doors>{_spaced('lukkede')}|{_A}bne)\s+d{_O}re"
_LAW = r"(?:\(?\s*(?:jf\.?|jævnfør|efter|i henhold til|iht\.?|if\wlge|i medfør af|med hjemmel i|,)\s[^\n]{3,120})"
_EDGE = r"[\W_]*"

_WHOLE_MARK = re.compile(
    rf"{_EDGE}(?:(?:det|dette|denne)\s+)?(?:(?P<shut>{SHUT})|(?P<open>{OPEN}))(?:\s+{_ONE})?\s*(?P<law>{_LAW})?{_EDGE}"
)
_WHOLE_TURNED = re.compile(rf"{_EDGE}{_ONE}\s*(?:er|:|-|–|,|\()?\s*(?:(?P<shut>{SHUT})|(?P<open>{OPEN})){_EDGE}")
_WHOLE_GROUP = re.compile(
    rf"{_EDGE}(?:(?P<lead>\w{{1,4}}[.):])\s+)?(?:(?P<shut>{SHUT})|(?P<open>{OPEN}))\s+(?:del\s+af\s+)?{_MANY}\s*{_LAW}?{_EDGE}"
)
_GROUP_TURNED = re.compile(rf"{_EDGE}{_MANY}\s*[-–—:,(]\s*(?:(?P<shut>{SHUT})|(?P<open>{OPEN})){_EDGE}")
_WHOLE_DOORS = re.compile(rf"{_EDGE}(?P<before>.{{0,70}}?){DOORS}(?P<after>.{{0,60}}){_EDGE}")
_NO_SUCH = (
    rf"(?:{SHUT}\s{{1,3}}(?:{_MANY}|bilag)\s{{0,3}}[:–—-]?\s{{0,3}}(?:ingen|nej|0|intet|-)"
    rf"|(?:der var )?ingen\s{{1,3}}{SHUT}\s{{1,3}}(?:{_MANY}|{_ONE}|bilag))"
)
_NONE = re.compile(rf"{_EDGE}{_NO_SUCH}{_EDGE}")
_NONE_INLINE = re.compile(rf"(?<!\w){_NO_SUCH}(?!\w)")

_NUMBER = r"(?:(?:punkt|pkt\.?|sag|ad|nr\.?|dagsordenspunkt)\s*(?:nr\.?\s*)?)?(?:\d{1,4}[a-z]?\s*[.):–—-]*|[-–•*·])?\s*"
_PREFIX = re.compile(
    rf"[\s|]*(?:\d{{1,3}}\s+side\s+\w{{1,5}}\s+)?{_NUMBER}(?:"
    rf"[\[(<*]+\s*(?:(?P<shut>{SHUT})|(?P<open>{OPEN}))(?:\s+{_ONE})?\s*[\])>*]+\s*[-–—:]*"
    rf"|(?:\w{{0,20}}(?:sag|punkt)\s*,\s*)?(?:(?P<shut2>{SHUT})|(?P<open2>{OPEN}))(?:\s+{_ONE})?\s*(?:[:–—|/]|\s-|-\s|\.\s|\t)"
    rf"|(?:(?P<shut3>{SHUT})|(?P<open3>{OPEN}))\s+{_ONE}(?=\s))\s*(?P<title>\S.*)"
)
_SUFFIX = re.compile(
    rf"(?P<title>\S.*?)\s*(?:[\[(]\s*|[,;:|/–—]\s*|\s-\s*|\t\s*|\s{{3,}}|\.\s+)(?:(?:er|sagen er|punktet er|behandles|behandlet|som)\s+)?"
    rf"(?:(?P<shut>{SHUT})|(?P<open>{OPEN}))(?:\s+(?:{_ONE}|m{_O}de|dagsorden|del))?\s*(?:{_LAW})?[\])|.\s]*"
)
_AFTER_CASE = re.compile(rf"(?P<title>.*\d\S*)\s+(?:(?P<shut>{SHUT})|(?P<open>{OPEN}))\s+{_ONE}\W*")
_SUFFIX_DOORS = re.compile(rf"(?P<title>\S.*?)\s*(?:[\[(]\s*|[,;:|/–—]\s*|\s-\s*|\t\s*)(?:\w+\s+)?{DOORS}[\])|.\s]*")
_LETTER = re.compile(r"(?:(?<=[\s\d.)|])|^)[\[(]l[\])](?=\s|$|[|])|(?<=[|\t])\s*l\s*(?=[|\t]|$)")
_TAIL = 160

_OPEN_LABEL = (
    rf"(?:{_A}ben(?:t)?(?:\s+(?:punkt|sag|dagsordenspunkt|m{_O}de))?|offentlig(?:t|hed)?(?:\s+(?:punkt|sag|adgang))?"
    r"|(?:skal |kan )?(?:offentligg\S{1,3}res|publiceres)|is_?open|is_?public)"
)
_SHUT_LABEL = (
    rf"(?:(?:er )?lukket(?:\s+(?:punkt|sag|dagsordenspunkt|m{_O}de))?|fortrolig(?:t|hed)?(?:\s+(?:punkt|sag))?"
    r"|is_?closed|behandles lukket)"
)
_PLAIN_LABEL = (
    rf"(?:punkt(?:et|ets)?\s?-?(?:type|status|adgang)|sags?(?:ens)?\s?-?(?:type|status|adgang)|m{_O}detype|type|status"
    rf"|adgang|{_A}benhed|{_A}ben(?:t)?\s*/\s*lukket|lukket\s*/\s*{_A}ben(?:t)?|klassifikation|klassificering"
    r"|sikkerhedsniveau|behandling(?:sform)?|dagsordentype|synlighed|punkt|sag)"
)
_YES = r"(?P<yes>ja|x|true|sand|1|yes|✓|☒|☑)"
_NO = r"(?P<no>nej|false|falsk|0|no|☐)"
_LABEL = re.compile(
    rf"[\s|•*·-]*(?:(?P<openlabel>{_OPEN_LABEL})|(?P<shutlabel>{_SHUT_LABEL})|(?P<plain>{_PLAIN_LABEL}))\s*[?]?\s*(?P<mark>[:=|\t]|\s{{2,}}|\n|\s(?=ja\b|nej\b))"
    rf"\s*(?:{_YES}|{_NO}|(?P<shut>{SHUT})|(?P<open>{OPEN})|(?P<letter>l|å))(?:\s+{_ONE})?\s*(?:{_LAW})?[\s|.;]*"
)
_BEING = (
    r"(?:(?:er|var|blev|bliver|behandles|behandledes|dr\S{1,3}ftes|skal behandles|blev behandlet|er behandlet)\s+){1,3}"
)
_SAID = re.compile(
    rf"(?:{_ONE}|sagen|punktet|det|m{_O}det)\s+{_BEING}(?:som\s+(?:et\s+|en\s+)?)?(?P<neg>ikke\s+)?(?:{SHUT}|{DOORS})"
    rf"|(?:behandles|behandlet|dr\S{{1,3}}ftet|behandledes)\s+(?:som\s+)?(?:{SHUT}|{DOORS.replace('doors', 'doors2')})"
)
_MENTION = re.compile(rf"(?<!\w){SHUT}(?!\w)")
_UNSHOWN = re.compile(rf"(?<!\w)(?:{_NOT_PUBLIC})")
_TOPIC = re.compile(
    rf"(?<!\w)(?:(?P<one>{_ONE}|behandl\w+)|(?P<many>{_MANY}|d{_O}re|punkter\w*|sager\w*)|(?P<annex>bilag\w*))(?!\w)"
)
_LEGAL = re.compile(
    r"styrelseslov\w{0,12}[\s,]{0,4}(?:§{1,2}|paragraf)\s{0,3}1[0-3]|(?:§|paragraf)\s{0,3}10[^.\n]{0,40}styrelseslov"
    r"|(?:sundheds|forvaltnings|offentligheds|service|straffe)lov\w{0,12}[^.\n]{0,20}(?:§|paragraf)[^.\n]{0,40}(?:tavshed|fortrolig|lukke)"
    r"|regionslov\w{0,12}[\s,]{0,4}(?:§{1,2}|paragraf)\s{0,3}1[0-5]|personalesag(?:er)?(?!\w)|personsag(?:er)?(?!\w)|tavshedspligt"
)
_NAMED = re.compile(
    r"(?:punkt(?:erne|er)?|pkt\.?|sag(?:erne|er)?|nr\.?|dagsordenspunkt)\s*(?:nr\.?\s*)?((?:\d{1,4}(?:\s*(?:,|og|samt|til|-|–|\+)\s*)?){1,20})"
)
_INLINE = re.compile(
    r"(?<![\w-])(?:(?:(?P<shut>LUKKET|Lukket|FORTROLIG|Fortrolig|FORTROLIGT|Fortroligt)|(?P<open>Åben|Åbent|ÅBEN|ÅBENT|Aaben|Aabent))\s+(?:sag|punkt|SAG|PUNKT|dagsordenspunkt)(?![\w])"
    r"|(?P<gshut>LUKKEDE?T?|Lukkede?t?)\s+(?:dagsorden|punkter|sager|møde|DAGSORDEN|PUNKTER|SAGER|MØDE)(?!\w)"
    r"|(?P<gopen>ÅBN?EN?T?|Åbn?en?t?)\s+(?:dagsorden|punkter|sager|DAGSORDEN|PUNKTER|SAGER)(?!\w))"
)
_INLINE_DOORS = re.compile(rf"(?<!\w){DOORS}(?!\w)", re.IGNORECASE)
_INLINE_PREFIX = re.compile(
    r"(?<![\w-])(?:\d{1,4}[.):]?\s+|punkt\s+\d{1,4}[:.]?\s+)(?:[\[(]\s*)?"
    r"(?:(?P<shut>lukket|fortroligt?|ikke[- ]offentligt?|ej offentligt?)|(?P<open>åben|åbent))"
    r"(?:\s+(?:sag|punkt))?\s*(?:[:\])]|\s?[-–—])",
    re.IGNORECASE,
)
_INLINE_LABEL = re.compile(
    rf"(?<!\w)(?:(?:(?P<openlabel>{_OPEN_LABEL})|(?P<shutlabel>{_SHUT_LABEL}))\s{{0,3}}[:=]?\s{{0,3}}(?:(?P<yes>ja)|(?P<no>nej))"
    rf"|(?P<plain>{_PLAIN_LABEL})\s{{0,3}}[:=]\s{{0,3}}(?:(?P<shut>{SHUT})|(?P<open>{OPEN})))(?!\w)"
)
# A marker's word that stands alone among others: with a capital inside a line, or behind a dash, a comma or a stroke.
_STANDS_OUT = re.compile(
    r"(?<=[^\s.!?:]\s)(?:Lukket|LUKKET|Fortroligt?|FORTROLIGT?|L U K K E T|Ikke[- ]offentligt?|Ej offentligt?)(?!\w)"
    r"|^(?:Lukket|LUKKET|Fortroligt?|FORTROLIGT?)(?=\s+(?:\d|[A-ZÆØÅ])|\s*$)"
    r"|[-–—,;/|:*(\[]\s{0,3}(?:lukket|Lukket|LUKKET|fortroligt?|Fortroligt?|L U K K E T)(?=\s*(?:[-–—,;/|:*)\].]|$|\d|[A-ZÆØÅ]))"
)
_BRACKETED = re.compile(rf"[\[(]\s*(?:(?P<shut>{SHUT})|(?P<open>{OPEN}))(?:\s+{_ONE})?\s*(?:{_LAW})?[\])]")
# What ends an entry of a contents list: dots and the page.
_LEADER = re.compile(r"(?:\.{3,}|…|_{3,})[\s.…_]{0,200}\w{0,5}\s*$")
_NUMBERED = re.compile(
    r"\W*(?:punkt|pkt\.?|sag|ad)?\s*(?:nr\.?\s*)?\d{1,4}[a-z]?\s*[.):–—-]|\W*(?:punkt|pkt\.?)\s*\d{1,4}"
)
_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_LONG = 220
_HINT = re.compile(
    r"l[\W_]?u[\W_]?k|f[\W_]?o[\W_]?r[\W_]?t[\W_]?r|hemmel|offentli|public|tavshed|konfid|confid|styrelseslov|regionslov|tilh\S{1,3}rere|undtag"
    r"|personalesag|personsag|ben|b[\W_]e[\W_]n|bne|[\[(]l[\])]|[|\t]\s*l\s*(?:[|\t]|$)|is_?open|is_?closed|lov\w{0,12}[^.\n]{0,20}(?:§|paragraf)"
)


def folded(text: str) -> str:
    """Give the text in lower case and in plain letters, as many characters as before, so that offsets stay."""
    if text.isascii():
        return text.lower()
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    made = unicodedata.normalize("NFKC", letter).lower()
    return made if len(made) == 1 else letter


def cues(text: str) -> list[Cue]:
    """Give every cue of the text in order. Lines are read one by one, long ones piece by piece."""
    found: list[Cue] = []
    lines = [
        (match.start() + len(match[0]) - len(match[0].lstrip()), match[0].strip())
        for match in _LINE.finditer(text)
        if not match[0].isspace()
    ]
    taken = -1
    for nth, (start, line) in enumerate(lines):
        if start < taken:
            continue
        low = folded(line)
        if not _HINT.search(low):
            continue
        if len(line) > _LONG:
            found += _inline(start, line, low)
            continue
        below = lines[nth + 1] if nth + 1 < len(lines) else None
        cue = _of_label(start, line, low, below) or _of_line(start, line, low) or _of_two(start, line, low, below)
        if cue is None:
            found += _inline(start, line, low)
            continue
        found.append(cue)
        taken = cue.end
    found += _across(text, lines, found)
    return sorted(found, key=lambda cue: cue.start)


def of_line(line: str) -> Cue | None:
    """Give what a line alone says of openness, or None: as `cues` reads it, without its neighbours."""
    low = folded(line)
    return _of_line(0, line, low) if len(line) <= _LONG and _HINT.search(low) else None


def _of_line(start: int, line: str, low: str) -> Cue | None:
    low = _LEADER.sub("", low)
    if _NONE.fullmatch(low):
        return None
    for pattern, form in (
        (_LABEL, "mark"),
        (_WHOLE_MARK, "mark"),
        (_WHOLE_TURNED, "mark"),
        (_WHOLE_GROUP, "group"),
        (_GROUP_TURNED, "group"),
    ):
        match = pattern.fullmatch(low)
        if match:
            shut = _label_says(match) if pattern is _LABEL else match["shut"] is not None
            if shut is None:
                continue
            return Cue(start, start + len(line.rstrip()), shut, form, line.strip(), alone=True)  # type: ignore[arg-type]
    doors = _WHOLE_DOORS.fullmatch(low)
    is_title = _NUMBERED.match(low) and not re.search(r"punkter|sager|behandling(?!s)|dagsorden", low)
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
    """Give the cue before or after a title on its line."""
    before = _PREFIX.match(low)
    if before and not _is_prose(low, before.start("title")):
        shut = any(before[name] for name in ("shut", "shut2", "shut3"))
        loose = before["shut3"] or before["open3"]
        if not loose or line.strip()[:1].isupper() or line.strip()[:1].isdigit():
            return Cue(start, start + len(line.rstrip()), shut, "mark", line.strip())
    tail = max(0, len(low) - _TAIL)
    for pattern in (_SUFFIX, _AFTER_CASE, _SUFFIX_DOORS):
        after = pattern.fullmatch(low, tail)
        if after and re.search(r"\w", after["title"]):
            shut = after["shut"] is not None if pattern is not _SUFFIX_DOORS else after["doors"].startswith("l")
            titled = _NUMBERED.match(after["title"])
            bare = after["title"][titled.end() :] if titled else after["title"]
            if pattern is not _SUFFIX_DOORS or not _numbers(bare):
                return Cue(start, start + len(line.rstrip()), shut, "mark", line.strip())
    bracketed = _BRACKETED.search(low)
    if bracketed and len(line) < 160:
        return Cue(start, start + len(line.rstrip()), bracketed["shut"] is not None, "mark", line.strip())
    letter = _LETTER.search(low)
    if letter:
        return Cue(start, start + len(line.rstrip()), True, "letter", line.strip())
    return None


def _is_prose(low: str, at: int) -> bool:
    """Tell whether what looks like a title after a marker is the rest of a sentence ("lukket: se nedenfor.")."""
    return low.strip()[:1].islower() and low.rstrip().endswith(".") and at < 0


def _of_label(start: int, line: str, low: str, below: tuple[int, str] | None) -> Cue | None:
    """Give the cue that a label makes with its value on the next line: "Åbent punkt" above "Nej"."""
    if below is None or len(line) > 40 or len(below[1]) > 40:
        return None
    label = _LABEL.fullmatch(f"{low.rstrip()}\n{folded(below[1]).lstrip()}")
    if label is None or not (label["plain"] or folded(below[1]).strip(" .") in {"ja", "nej", "true", "false"}):
        return None
    shut = _label_says(label)
    if shut is None:
        return None
    end = below[0] + len(below[1].rstrip())
    return Cue(start, end, shut, "mark", f"{line.strip()} {below[1].strip()}", alone=True)


def _of_two(start: int, line: str, low: str, below: tuple[int, str] | None) -> Cue | None:
    """Give the cue that a short line makes with the next: a heading broken in two."""
    if below is None or len(line) > 70 or len(below[1]) > 70:
        return None
    both = f"{low.rstrip()}\n{folded(below[1]).lstrip()}"
    end = below[0] + len(below[1].rstrip())
    if re.search(rf"(?:{SHUT}|for|bag|ikke|ej|til)\W*$", low):
        joined = both.replace("\n", " ")
        if _WHOLE_DOORS.fullmatch(joined) and not _numbers(joined):
            return Cue(start, end, "lukkede" in re.sub(r"[^a-z]", "", joined), "either", joined)
        for pattern, form in ((_WHOLE_GROUP, "group"), (_WHOLE_MARK, "mark")):
            match = pattern.fullmatch(joined)
            if match:
                return Cue(start, end, match["shut"] is not None, form, joined)  # type: ignore[arg-type]
    return None


def _inline(start: int, line: str, low: str) -> list[Cue]:
    """Give the cues within a line that is a whole page: markers with a capital letter, groups of doors, mentions."""
    found: list[Cue] = []
    taken: list[tuple[int, int]] = []
    low = _NONE_INLINE.sub(lambda match: " " * len(match[0]), low)
    line = "".join(" " if new == " " else old for old, new in zip(line, low, strict=True))
    labels = list(_INLINE_LABEL.finditer(low))
    within = {at for match in labels for at in range(match.start(), match.end())}
    for match in _INLINE.finditer(line):
        if match.start() in within:
            continue
        group = match["gshut"] or match["gopen"]
        shut = bool(match["shut"] or match["gshut"])
        found.append(
            Cue(start + match.start(), start + _past(line, match.end()), shut, "group" if group else "mark", match[0])
        )
        taken.append(match.span())
    for match in labels:
        shut = bool(match["shut"]) if match["plain"] else (match["no"] is not None) == (match["openlabel"] is not None)
        found.append(Cue(start + match.start(), start + match.end(), shut, "mark", match[0]))
        taken.append(match.span())
    covered = {at for begin, end in taken for at in range(begin - 12, end)}
    for pattern in (_INLINE_PREFIX, _BRACKETED):
        for match in pattern.finditer(low):
            if match.start() not in covered:
                found.append(
                    Cue(
                        start + match.start(),
                        start + match.end(),
                        match["shut"] is not None,
                        "mark",
                        line[match.start() : match.end()],
                    )
                )
                taken.append(match.span())
    for match in _INLINE_DOORS.finditer(low):
        numbers = _numbers(low[max(0, match.start() - 80) : match.end() + 40])
        form: Form = "mention" if numbers else "either"
        shut = match["doors"].startswith("l")
        found.append(
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
    return [*found, *_mentions(start, line, low, taken)]


def _past(line: str, at: int) -> int:
    """Give where a group's label ends: past its colon or dash."""
    while at < len(line) and line[at] in " \u00a0:.–-":
        at += 1
    return at


def _mentions(start: int, line: str, low: str, taken: list[tuple[int, int]] | None = None) -> list[Cue]:
    """Give what running text says or hints of closedness, sentence by sentence."""
    found: list[Cue] = []
    at = 0
    for a, b in _sentences(low):
        sentence = low[a:b]
        if _NONE_INLINE.search(sentence):
            continue
        while taken and at < len(taken) and taken[at][1] <= a:
            at += 1
        if taken and at < len(taken) and taken[at][0] < b and not _SAID.search(sentence):
            rest = sentence
            for begin, end in taken[at : at + 40]:
                if begin < b and end > a:
                    rest = rest[: max(0, begin - a)] + " " * (min(end, b) - max(begin, a)) + rest[min(end, b) - a :]
            sentence = rest
        titled = _NUMBERED.match(sentence)
        sentence = " " * titled.end() + sentence[titled.end() :] if titled else sentence
        numbers = _numbers(sentence)
        said = _SAID.search(sentence)
        topic = _TOPIC.search(sentence)
        many = bool(topic and topic["many"] and not said)
        annex = bool(re.search(r"(?<!\w)bilag", sentence))
        words = line[a:b].strip()[:160]
        if said and not said["neg"] and not numbers and not annex and a == _first(low) and b - a < 120:
            shut = None if said["doors"] and not said["doors"].startswith("l") else True
            if shut:
                found.append(Cue(start + a, start + b, True, "mention", words))
        elif (
            (_MENTION.search(sentence) and (topic or annex or numbers))
            or _LEGAL.search(sentence)
            or _UNSHOWN.search(sentence)
            or _STANDS_OUT.search(line[a:b])
        ):
            found.append(Cue(start + a, start + b, None, "mention", words, numbers, many and not numbers, annex))
    return found


def _first(low: str) -> int:
    return len(low) - len(low.lstrip())


def _sentences(low: str) -> list[tuple[int, int]]:
    """Cut a line into sentences, roughly: too short a piece costs nothing but a question less sure of its item."""
    stops = [0, *(match.end() for match in re.finditer(r"(?<=[a-zæøå)\]]{2}[.!?])\s", low)), len(low)]
    return [(a, b) for a, b in itertools.pairwise(stops) if low[a:b].strip()]


def _numbers(low: str) -> tuple[int, ...]:
    found: list[int] = []
    for match in _NAMED.finditer(low):
        parts = re.findall(r"\d+|til|-|–", match[1])
        for nth, part in enumerate(parts):
            if part.isdigit():
                found.append(int(part))
            elif (
                nth
                and nth + 1 < len(parts)
                and parts[nth + 1].isdigit()
                and found
                and int(parts[nth + 1]) - found[-1] < 60
            ):
                found += range(found[-1] + 1, int(parts[nth + 1]))
    return tuple(found[:100])


def _across(text: str, lines: list[tuple[int, str]], found: list[Cue]) -> list[Cue]:
    """Give "lukkede døre" that is broken over two lines of running text."""
    made: list[Cue] = []
    covered = {cue.start for cue in found}
    for (start, line), (below, words) in itertools.pairwise(lines):
        edge = folded(line[-60:]).rstrip() + " " + folded(words[:60]).lstrip()
        if not re.search(r"(?:lukkede|lukket|ikke|ej)[\s-]{0,3}$", folded(line[-12:])):
            continue
        if (
            re.search(rf"{DOORS}|(?:lukket|lukkede)\s+(?:{_ONE}|{_MANY})|(?:ikke|ej)[- ]offentlig", edge)
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
