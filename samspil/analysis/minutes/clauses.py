"""Points of a recommendation and statements of a decision: where one "at" clause ends and the next begins.

A Danish sentence is full of "at"; a clause of a recommendation is told from a clause inside one by what stands before it.
"""

from __future__ import annotations

import itertools
import re
from typing import Literal

from samspil.analysis.minutes import facts, lexicon
from samspil.analysis.minutes.record import Annex, Statement

_INTRO = lexicon.loose(
    r"(?:indstiller|indstilles|anbefaler|anbefales|foreslår|foreslås|indstilling om|indstiller til"
    r"|indstiller over for)\b(?:[^.\n]|\n(?!\s*(?:\d|at\b|-|•)))"
    r"{0,160}?(?:[,:]\s*(?=at\b)|\s(?=at\b)|[,:]\s*(?=\d[.)]\s|[a-z]\)\s|[-–•]\s)|:\s*|,\s*\n)",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"^[ \t\u00a0]*(?:(?P<atnumber>At[^\S\n]*\d{1,2}[.):][^\S\n]*(?:at\s+)?)"
    r"|(?P<number>\d{1,2}[.):][^\S\n]*(?:at\s+)?(?=\S))|(?P<letter>[a-zæ][.)][^\S\n]+(?:at\s+)?)"
    r"|(?P<bullet>[-–•*·\uf0b7][^\S\n]*(?:at\s+)?)|(?P<at>at\b[,:]?(?:[^\S\n]+|(?=\n))))",
    re.MULTILINE | re.IGNORECASE,
)
_INLINE_NUMBER = re.compile(r"(?<=[\s:,.;])(?:At\s+)?(?P<n>\d{1,2})[.)]\s+(?:at\s+)?(?=(?!At\s\d)[A-ZÆØÅa-zæøå])")
_INLINE_AT = re.compile(r"(?:(?<=,)|(?<=;)|(?<=\bog)|(?<=\bsamt))\s+at\s+", re.IGNORECASE)
_GOVERNS = lexicon.loose(
    r"\b(?:\w+(?:er|ere)|sikre|så|således|sådan|for|ved|om|til|på|af|med|forudsat|forudsætning|betingelse"
    r"|henblik|bemærkning|hensigt|formål|ønske|mål|viden|"
    r"opmærksom|enig|enighed|forventning|vigtigt|afgørende|nødvendigt|muligt|sagt|oplyst|besluttet|aftalt)\W*(?:og\W*)?$"
)
_PASSIVE = re.compile(r"\w+(?:es|ges|ves|tes)\b\W*(?:og|samt)?\W*$|\d\W*(?:og|samt)?\W*$", re.IGNORECASE)
_RECOMMENDED = lexicon.loose(
    r"\.\s*\n\s*[A-ZÆØÅ][\w ]{0,50}(?:udvalget|rådet|bestyrelsen|magistraten)\s+(?:anbefaler|indstiller"
    r"|tiltræder|godkender)\b"
)
# "indstiller til udvalget, at det over for byrådet anbefales,": who recommends to whom, no point of its own.
_ONLY_RECOMMENDS = lexicon.loose(r"^.{0,60}\b(?:anbefales|indstilles|anbefaler|indstiller)$")
# How far back what stands before a clause is looked at. More tells nothing, and would be read again for every clause.
_SEEN = 400
_LOOSE_END = re.compile(r"(?:[\s,;]+(?:og|samt|eller))?[\s,;]*$")


def flat(words: str) -> str:
    """Return the words with every run of whitespace made one blank."""
    return " ".join(words.split())


def bare(words: str) -> str:
    """Return the letters of the words only, lower case: what two printings of a title share."""
    return re.sub(r"[\W\d_]+", " ", words).strip().lower()


def recommendation_points(text: str) -> tuple[str, ...]:
    """Return the points of a recommendation in order, markers ("at", "1.", "At 1)") and joints removed."""
    # Some print a recommendation as a table: "at | the point |".
    text = text.replace("|", " ")
    if not text.strip():
        return ()
    intro = _INTRO.search(text)
    begin = intro.end() if intro and not _MARKER.match(text[: intro.start()]) else 0
    if not intro:
        first = _MARKER.search(text)
        begin = first.start() if first else 0
    pieces = _split(text[begin:])
    points = [_clean(_cut_tail(piece)) for piece in pieces]
    if len(points) > 1 and _ONLY_RECOMMENDS.search(points[0]):
        points = points[1:]
    return tuple(point for point in points if point)


def _split(text: str) -> list[str]:
    stripped = text.lstrip()
    offset = len(text) - len(stripped)
    marks = list(_MARKER.finditer(text))
    lead = _MARKER.match(text, offset)
    if lead and (not marks or marks[0].start() > lead.start()):
        marks.insert(0, lead)

    if lead and lead.lastgroup == "at":
        first = next((m for m in marks if m.lastgroup in {"number", "bullet", "letter"}), None)
        if first and re.sub(r"\D", "", first[0]) in {"", "1"} and _only_introduces(text[lead.end() : first.start()]):
            marks = [m for m in marks if m.start() >= first.start()]
            text, marks = text[first.start() :], [*_MARKER.finditer(text[first.start() :])]

    if marks and not text[: marks[0].start()].strip():
        kind = marks[0].lastgroup
        chosen = [
            m
            for nth, m in enumerate(marks)
            if m.lastgroup == kind and (nth == 0 or kind != "at" or _new_clause(text, m.start()))
        ]
        if kind in {"number", "atnumber"}:
            chosen = _rising(chosen)
        stops = [*(m.start() for m in chosen), len(text)]
        pieces = [text[m.end() : stop] for m, stop in zip(chosen, stops[1:], strict=True)]
        if kind == "at":
            return [part for piece in pieces for part in _inline_at(piece)]
        return _inline_again(pieces[0], chosen[0]) if len(pieces) == 1 else pieces

    return _inline_numbers(text)


def _only_introduces(words: str) -> bool:
    """Tell whether what stands between "indstiller, at" and the first number only names who decides."""
    return len(words.split()) <= 16 and "." not in words


def _rising(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    kept: list[re.Match[str]] = []
    want = None
    for mark in marks:
        digits = re.search(r"\d+", mark[0])
        value = int(digits[0]) if digits else 0
        if want is None or value == want:
            kept.append(mark)
            want = value + 1
    return kept


def _inline_again(piece: str, mark: re.Match[str]) -> list[str]:
    """Split one point that holds the next ones on its line: "1. A 2. B", "a) A b) B", "- at A - at B"."""
    sign = mark[0].strip()
    if mark.lastgroup == "bullet":
        return re.split(rf"\s{re.escape(sign[0])}\s+(?:at\s+)?", piece)
    if mark.lastgroup == "letter":
        return re.split(r"(?<=[\s,;.])[b-z]\)\s+(?:at\s+)?", piece)

    value = int(re.sub(r"\D", "", sign))
    marks: list[re.Match[str]] = []
    for match in _INLINE_NUMBER.finditer(piece):
        spelled = mark.lastgroup != "atnumber" or match[0][:2].lower() == "at"
        if spelled and int(match["n"]) == value + 1 + len(marks):
            marks.append(match)

    stops = [*(m.start() for m in marks), len(piece)]
    return [piece[: stops[0]], *(piece[m.end() : stop] for m, stop in zip(marks, stops[1:], strict=True))]


def _inline_numbers(text: str) -> list[str]:
    marks = _rising(list(_INLINE_NUMBER.finditer(" " + text)))
    if len(marks) >= 2 and int(marks[0]["n"]) in {1, 2}:
        stops = [m.start() - 1 for m in marks] + [len(text)]
        head = text[: stops[0]]
        return ([head] if head.strip() else []) + [
            text[m.end() - 1 : stop] for m, stop in zip(marks, stops[1:], strict=True)
        ]
    return _inline_at(text)


def _inline_at(text: str) -> list[str]:
    """Split "A godkendes, at B afsættes, og at C": not where the word before governs the clause ("sikre, at")."""
    pieces, start = [], 0
    for match in _INLINE_AT.finditer(text):
        before = text[max(start, match.start() - _SEEN) : match.start()]
        if len(before.split()) >= 2 and _new_clause_inline(before):
            pieces.append(text[start : match.start()])
            start = match.end()
    pieces.append(text[start:])
    return pieces


def _new_clause_inline(before: str, *, strict: bool = False) -> bool:
    joint = re.search(r",\s*(?:og|samt)\s*$", before)
    core = before.rstrip().rstrip(",;").rstrip()
    core = re.sub(r"(?:,?\s*\b(?:og|samt))$", "", core)
    if joint:
        return True
    if _GOVERNS.search(core[-40:]):
        return False
    return bool(_PASSIVE.search(core[-40:])) or (
        not strict and before.rstrip().endswith(",") and len(core.split()) >= 6
    )


def _new_clause(text: str, at: int) -> bool:
    """Tell whether an "at" that begins a line begins a clause: after a joint, a stop or an empty line."""
    before = text[max(0, at - _SEEN) : at]
    core = before.rstrip()
    # A capital "At" on a line of its own is never inside a sentence.
    if not core or text[at : at + 3].lstrip().startswith("At"):
        return True
    if re.search(r"(?:[,;]\s*(?:og|samt)?|\b(?:og|samt)|[.:])$", core) and not _GOVERNS.search(
        core.rstrip(",")[-40:] if not core.endswith((".", ":")) else ""
    ):
        return True
    line = core.rsplit("\n", 1)[-1]
    if len(line.strip()) < 60 and re.match(r"\s*at\s", line, re.IGNORECASE):
        return True
    return (before[len(core) :].count("\n") >= 2 and core[-1:] in ".,;:") or core.endswith((".", ":"))


def _cut_tail(piece: str) -> str:
    """Cut what stands after a point's last sentence: a new paragraph, or what an earlier body says of the recommendation."""
    recommended = _RECOMMENDED.search(piece)
    if recommended:
        piece = piece[: recommended.start() + 1]
    for gap in re.finditer(r"\n[ \t\u00a0]*\n\s*", piece):
        above, below = piece[max(0, gap.start() - _SEEN) : gap.start()].rstrip(), piece[gap.end() : gap.end() + 1]
        if not above:
            continue
        if below == "(" or (above.endswith((".", ":")) and (below.isupper() or below.isdigit())):
            return piece[: gap.start()].rstrip()
    return piece


def _clean(piece: str) -> str:
    words = flat(piece)
    words = re.sub(r"^(?:at\s+)", "", words, flags=re.IGNORECASE)
    return _LOOSE_END.sub("", words).lstrip(",:; ")


def statements(text: str, base: int) -> list[Statement]:
    """Return the ordered statements of a decision's text; offsets count from `base`."""
    statements: list[Statement] = []
    for start, end in facts.sentences(text):
        statements += _statements_of(text, start, end, base, first=not statements)
    return statements


def _statements_of(text: str, start: int, end: int, base: int, *, first: bool) -> list[Statement]:
    words = text[start:end]
    cuts = [0]
    for match in _INLINE_AT.finditer(words):
        before = words[max(cuts[-1], match.start() - _SEEN) : match.start()]
        below = bool(re.search(r"\n\s*\n", match[0])) and bool(re.search(r"(?:[,;]|\bog)$", before))
        if below or _new_clause_inline(before, strict=True):
            cuts.append(match.end() - len(match[0].lstrip()))

    cuts.append(len(words))
    made: list[Statement] = []
    for a, b in itertools.pairwise(cuts):
        piece = words[a:b]
        shown = piece.rstrip()
        kept = _LOOSE_END.sub("", shown)
        if not kept.strip():
            continue
        is_clause = bool(re.match(r"at\s", kept, re.IGNORECASE))
        kind: Literal["lead", "clause", "after"] = "clause" if is_clause else "lead" if first and not made else "after"
        made.append(Statement(kind, flat(kept), base + start + a, base + start + a + len(shown)))

    return made


_DOCUMENT = re.compile(r"^\d{5,9}$")
_OPEN_LINE = lexicon.loose(r"^(?P<open>åben|lukket)\s+(?P<title>\S.*)$", re.IGNORECASE | re.DOTALL)
_REFERENCE = re.compile(r"\s{0,9}\((?P<reference>\d+/\d+)\)(?:\s*\([A-Z]\))?\s*$")


def is_annex_row(words: str, below: list[str]) -> bool:
    """Tell whether a line begins a row "document number, openness, title (case)" of an annex list."""
    return bool(_DOCUMENT.match(words)) and any(_OPEN_LINE.match(line) for line in below[:2])


def annexes(text: str) -> tuple[Annex, ...]:
    """Return the annexes that a list prints: title, document number, reference and openness."""
    lines = [line.strip() for line in text.splitlines()]
    rows: list[tuple[str | None, list[str]]] = []
    document: str | None = None
    gap = True
    for line in lines:
        if not line:
            gap = True
            continue
        if _DOCUMENT.match(line):
            document = line
            rows.append((document, []))
        elif re.fullmatch(r"\d{1,3}\s*-?|PDF|Word|Excel|-|\.", line) or lexicon.CHROME.fullmatch(line):
            pass
        elif (
            document is not None and rows and (not rows[-1][1] or not _REFERENCE.search(rows[-1][1][-1][-_SEEN:]))
        ) or (rows and rows[-1][1] and line[0].islower() and not gap):
            rows[-1][1].append(line)
        else:
            rows.append((None, [line.lstrip("•-–* \t")]))
        gap = False

    return tuple(_annex(number, flat(" ".join(parts))) for number, parts in rows if parts)


def _annex(document: str | None, words: str) -> Annex:
    opened = _OPEN_LINE.match(words) if document else None
    title = opened["title"] if opened else words
    reference = _REFERENCE.search(title)
    if reference:
        title = title[: reference.start()]
    is_open = (
        None if not opened else lexicon.fold(opened["open"]).startswith("ben") or opened["open"].lower().endswith("ben")
    )
    return Annex(flat(title), document, reference["reference"] if reference else None, is_open)
