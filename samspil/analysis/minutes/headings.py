"""Tells section headings (known names, "... påtegning", "Beslutning i <udvalg> den <dato>") and words that decide without one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from samspil.analysis.minutes import lexicon
from samspil.analysis.minutes.weights import WEIGHTS


@dataclass(slots=True)
class Heading:
    """A section heading that the segment may be; `dated` holds the words of "Beslutning i ... den ..."."""

    name: str
    score: float
    strong: bool
    dated: str | None = None


_OWN_HEADING = lexicon.loose(
    r"^(?!.*\.$)(?:[\w-]+\s+){0,5}?[\w-]*(?:afdelings|forvaltningens|forvaltnings|direktørens|udvalgets"
    r"|direktionens|magistratens|rådets|rådmandens"
    r"|borgmesterens|administrationens)\s+(?:påtegning|bemærkninger|udtalelse|erklæring|kommentarer|svar)\s*:?$"
)
# "Forvaltningen indstiller", "Det anbefales, at": who recommends heads the recommendation.
_RECOMMENDS = lexicon.loose(
    r"^(?:det|(?-i:[A-ZÆØÅ])[\w-]+(?:[ ,]+[\w-]+){0,5})\s+(?:indstille[rs]|anbefale[rs]|foreslår|foreslås)(?:\s+til\s+[\w ]{3,40}?)?"
    r"\s*[,:]?\s*(?:at)?\s*[,:]?$"
)
_DECIDED_IN = lexicon.loose(
    rf"^(?:(?P<word>beslutning(?:en)?|behandling|indstilling|anbefaling)\s+(?:i|fra|af|på)\s+"
    rf"|(?P<owner>[\w æøåÆØÅ,-]{{3,60}}?s\s+(?:beslutning|behandling))\s+)?(?P<body>.{{0,80}}?)\s*,?\s*(?:(?:på"
    rf"|i)\s+møde[t]?\s*)?(?:den|d\.)?\s*(?:{lexicon.WEEKDAY}\s+(?:den|d\.)?\s*)?$"
)
# The same two in a transcript on one line, where they must be cut out first.
_DATE = rf"(?:\d{{1,2}}[-./]\d{{1,2}}[-./]\d{{4}}|\d{{1,2}}\.\s*(?:{'|'.join(lexicon.MONTHS)})\s+\d{{4}})"
INLINE_DATED = lexicon.loose(
    rf"(?<=\s)(?:(?:Beslutning|BESLUTNING|Behandling)\s+(?:i|I|fra)\s+[A-ZÆØÅ][^.:\d]{{3,80}}?(?:den|DEN|d\.)\s*{_DATE}(?:,?\s*(?:pkt|punkt)\.\s*\d+)?:?"
    rf"|[A-ZÆØÅ][\w-]*(?:\s(?:og|for|af)\s[\w-]+|\s[a-zæøå-]+){{0,6}}?s\s+beslutning\s+i\s+mødet\s+den\s+{_DATE}"
    rf"|[A-ZÆØÅ](?:[\w-]+\s){{0,5}}[\w-]*(?:udvalget|rådet|Byrådet|bestyrelsen),\s*{_DATE},\s*(?:pkt|punkt)\.\s*\d+:?)(?=\s)",
    re.NOFLAG,
)
INLINE_OWN = re.compile(r"(?<=[.!?]\s)[A-ZÆØÅ][\w-]+\s+(?:Afdelings?|Forvaltnings?)\s+påtegning(?=\s+[A-ZÆØÅ])")
_JOINED = re.compile(r"\s+og\s+|\s*[/&]\s*")
_TAIL_OF_DATED = lexicon.loose(
    r"^\s*,?\s*(?:kl\.?\s*[\d.:]+)?\s*,?\s*(?:(?:pkt|punkt|sag)\.?\s*(?:nr\.?)?\s*\d+)?\s*[:.]?\s*$"
)
_DECIDED_FIRST = lexicon.loose(
    r"^\W*(?:godkendt|taget til|tages til|til efterretning|drøftet|udsat|vedtaget|tiltrådt|tilbagesend"
    r"|fremsend|oversend|ingen|intet|orienter|der var (?:ingen|ikke|intet)|anbefale|indstille|"
    r"udvalget (?:godkend|tog|drøft|beslut|bleve?|tiltr|ønsk|anbefal|orient)|byrådet (?:godkend|tog|beslut"
    r"|vedtog)|regionsrådet (?:godkend|tog|beslut|vedtog)|"
    r"rådet (?:godkend|tog|drøft|beslut)|bestyrelsen (?:godkend|tog|drøft|beslut)"
    r"|[\w æøåÆØÅ-]{0,60} (?:(?:blev|er) (?:godkendt|udsat|vedtaget|drøftet|taget til|valgt)|orienterede"
    r"|præsenterede|gav en status))"
)


def decides(words: str) -> bool:
    """Tell whether words without a heading begin as decisions do: "Godkendt", "Udvalget drøftede"."""
    return bool(_DECIDED_FIRST.match(words))


def heading(words: str, *, first: bool, last: bool) -> Heading | None:
    """Return the section heading that words may be, or None; whether they begin and end their line matters."""
    if len(words) > 160:
        return None

    own_line = first and last
    bare = words.rstrip(" :.,").lstrip("-–•* ")
    numbered = re.match(r"^(?:\d{1,2}(?:\.\d)?\.?\s+)(?=[A-ZÆØÅ])", bare)
    key = lexicon.fold(bare[numbered.end() :] if numbered else bare)
    strong = lexicon.STRONG_KEYS.get(key)
    weak = lexicon.WEAK_KEYS.get(key)
    if key == "referat" and own_line:
        # Some print "Referat" above what others call the decision; it is also what the whole document is called.
        return Heading("beslutning", WEIGHTS.heading_referat, strong=True)

    if strong or weak:
        return Heading(
            strong or weak or "",
            _weight(words, own_line, strong=bool(strong), numbered=bool(numbered)),
            bool(strong),
        )

    if own_line and _RECOMMENDS.match(words):
        return Heading("indstilling", WEIGHTS.heading_recommends, strong=True)

    joined = _JOINED.split(bare)
    if own_line and len(joined) == 2 and (name := _first_known(joined)):
        return Heading(
            name, _weight(words, own_line, strong=name in lexicon.STRONG, numbered=False), name in lexicon.STRONG
        )

    if len(words) < 100 and _OWN_HEADING.match(words):
        return Heading(re.sub(r"\s+", " ", bare).lower(), WEIGHTS.heading_of_office, strong=True)

    return dated(words)


def _first_known(names: list[str]) -> str | None:
    """Return the section that "Baggrund og vurdering" is: the first of two known ones."""
    known = [lexicon.STRONG_KEYS.get(key) or lexicon.WEAK_KEYS.get(key) for key in map(lexicon.fold, names)]
    return known[0] if all(known) else None


def _weight(words: str, own_line: bool, *, strong: bool, numbered: bool) -> float:
    score = WEIGHTS.heading_strong if strong else WEIGHTS.heading_weak
    if words[:1].islower():
        return WEIGHTS.heading_lower
    if words.endswith("."):
        score += WEIGHTS.heading_stopped
    score += WEIGHTS.heading_capitals * words.isupper() + WEIGHTS.heading_colon * words.endswith(":")
    if not own_line:
        score += WEIGHTS.heading_strong_inside if strong else WEIGHTS.heading_weak_inside
    return score + WEIGHTS.heading_numbered * numbered


def dated(words: str) -> Heading | None:
    """Return the heading "Beslutning i <udvalg> den <dato>" in its many turns: body and date, or None."""
    if not words[:1].isupper() or len(words) > 160:
        return None

    date = lexicon.DATE.search(words)
    if not date or not _TAIL_OF_DATED.match(words[date.end() :]):
        return None

    before = _DECIDED_IN.match(words[: date.start()])
    if not before or not lexicon.BODY.search(words[: date.start()]):
        return None

    tail = words[date.end() :]
    if before["word"] or before["owner"]:
        name = "indstilling" if (before["word"] or "").lower().startswith("indst") else "beslutning"
        return Heading(name, WEIGHTS.heading_dated, strong=True, dated=words)

    return (
        Heading("beslutning", WEIGHTS.heading_dated_bare, strong=True, dated=words)
        if re.search(r"(?:pkt|punkt|sag)", tail, re.IGNORECASE)
        else None
    )
