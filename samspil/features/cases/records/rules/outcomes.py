"""What a statement of a decision says: its outcomes, its stance, which clauses it answers, where it sends the case.

Everything here is a suggestion that a secretary sees as such and corrects. The rules read what Danish minutes write.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from samspil.paper import languages

OUTCOMES = languages.words(
    {
        "APPROVED": "Godkendt",
        "APPROVED_WITH_REMARKS": "Godkendt med bemærkninger",
        "NOTED": "Taget til efterretning",
        "DISCUSSED": "Drøftet",
        "REJECTED": "Ikke godkendt",
        "POSTPONED": "Udsat",
    }
)
STANCES = languages.words(
    {
        "WISHES": "Ønsker",
        "POINTS_OUT": "Pointerer",
        "RECOMMENDS": "Anbefaler",
        "ASKS": "Beder om",
        "FINDS": "Lægger vægt på",
        "FORWARDS": "Sender videre",
        "REPORTS": "Fortæller",
    }
)

# "udsatte borgere" is no postponement: the word counts only alone or about the matter itself.
_MATTER = r"(?:sag(?:en)?|punkt(?:et)?|behandling(?:en)?|beslutning(?:en)?|indstilling(?:en)?)"
_REJECTED = re.compile(
    r"\bafvis(?:t|te|tes|es)\b|\bforkast(?:et|ede|edes|es)\b"
    r"|\bikke\s+(?:\w+\s+)?(?:godkend\w*|imødekomme\w*|vedtage\w*|vedtog|tiltr(?:ådt|ådte|æde)\w*|bevilg\w*)\b"
    r"|\b(?:godkendte|tiltrådte|vedtog|imødekom)\s+ikke\b|\bnedstemt\w*\b|\bstemt\s+ned\b|\bsagde\s+nej\b",
    re.IGNORECASE,
)
_SAID = (
    ("REJECTED", _REJECTED),
    (
        "POSTPONED",
        re.compile(
            rf"(?:^|[.!?]\s)\W*udsat\b(?!\s*(?:for\b|borger|gruppe))|\bblev\s+udsat\b(?!\s+for\b)|\budsatte\s+{_MATTER}\b|\budskudt\b|\budskyd(?:es|er)\b"
            rf"|\b{_MATTER}\s+(?:\w+\s+)?(?:udsat|udsattes|udsættes)\b"
            rf"|\b(?:besluttede|vedtog|valgte|enedes\s+om)\s+at\s+(?:udsætte|udskyde)\s+{_MATTER}\b",
            re.IGNORECASE,
        ),
    ),
    ("DISCUSSED", re.compile(r"\bdrøft(?:et|ede|edes)\b", re.IGNORECASE)),
    (
        "NOTED",
        # An item that nobody had anything to, as minutes say it: it was on, and nothing came of it.
        re.compile(
            r"\btil\s+efterretning\b|^\W*(?:intet|ingen)\s+(?:til\s+referat|at\s+(?:referere|bemærke)|bemærkninger)\W*$",
            re.IGNORECASE,
        ),
    ),
    (
        "APPROVED",
        re.compile(
            r"\bgodkend(?:t|te|tes|es)\b|\btiltr(?:ådt|ådte|ådtes|ædes)\b|\bvedtag(?:et|es)\b|\bvedtog(?:es)?\b"
            r"|\bbevilg(?:et|ede|edes|es)\b|\bimødekom(?:met|mes)?\b|\bsagde\s+ja\b|\btilsluttede\s+sig\b",
            re.IGNORECASE,
        ),
    ),
)
_TAKES_A_STANCE = (
    (
        "FORWARDS",
        re.compile(
            r"\b(?:videre|frem|over)?send(?:es|te|tes|t|er)\b(?:(?!\btilbage\b)[^.]){0,160}?\btil\s+(?P<to>[^.,;]{1,200}?)"
            r"(?=\s+med\s+henblik\b|\s+med\s+anbefaling\b|[.,;]|$)",
            re.IGNORECASE,
        ),
    ),
    ("RECOMMENDS", re.compile(r"\banbefal(?:er|ede|es)\b|\bindstiller\s+(?:til|over\s+for)\b", re.IGNORECASE)),
    ("WISHES", re.compile(r"\bønsk(?:er|ede|es)\b", re.IGNORECASE)),
    (
        "POINTS_OUT",
        re.compile(r"\bpointere(?:r|de|t)?\b|\bunderstreg(?:er|ede|e)\b|\bgør\s+opmærksom\b", re.IGNORECASE),
    ),
    (
        "ASKS",
        re.compile(
            r"\banmod(?:er|ede)\b|\bpålæg(?:ger|ges)\b|\bpålagde(?:s)?\b|\b(?:beder|bad)\s+\w+\s+om\b", re.IGNORECASE
        ),
    ),
    ("FINDS", re.compile(r"\bfinder\b|\blægger\s+vægt\b", re.IGNORECASE)),
)
# "godkendt ... med ... bemærkninger" in one sentence, found step by step: as one pattern it would try every pair of words.
_WITH_REMARKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:godkend(?:t|te|tes|es)|tiltr(?:ådt|ådte|ådtes|ædes)|vedtag(?:et|es)|vedtog)\b",
        r"\bmed\b",
        r"\b(?:bemærkning|ændring|tilføjelse|præcisering|tilretning)(?:en|er|erne)?\b",
    )
)
# A short decision speaks of everything that was recommended.
_WHOLE = re.compile(
    r"^\W*(?:(?:indstillingen|indstillingerne|punktet|sagen|det)\s+(?:blev\s+|er\s+)?)?(?:enstemmigt\s+)?"
    r"(?:drøftet|godkendt|tiltrådt|vedtaget|bevilget|afvist|udsat|ikke\s+godkendt|taget\s+til\s+efterretning|til\s+efterretning)"
    r"(?:\s*(?:,|og|samt)\s*(?:drøftet|godkendt|tiltrådt|vedtaget|bevilget|taget\s+til\s+efterretning|til\s+efterretning))*\W*$",
    re.IGNORECASE,
)
# "om planen kan godkendes" says nothing of whether it was.
_UNDECIDED = re.compile(
    r"\b(?:om|hvorvidt|hvis|før|inden|når)\b[^.,;]{0,200}?\b(?:kan|skal|bør|kunne|skulle|bliver|er)\s+"
    r"(?:godkend\w*|vedtag\w*|bevilg\w*|tiltr\w*|afvis\w*|udsæt\w*|udsat)\b",
    re.IGNORECASE,
)
# Where one answer of a decision may end and the next begin.
_JOINTS = re.compile(
    # Blanks are bounded: a page of nothing else is read as fast as any other.
    r"(?<=[.!?])\s{1,9}(?=[A-ZÆØÅ]|at\b)|\s{0,9}[;\n]\s{0,9}|,?\s{1,9}(?=(?:men|mens|hvorimod)\s)"
    r"|,\s{1,9}(?:og\s{1,9})?(?=at(?:-punkt)?\s)",
)
_NAMED = re.compile(
    r"\bat-punkt(?:et)?\s+(?:nr\.?\s*)?(?P<number>\d{1,2})\b|\b(?P<word>første|andet|tredje|fjerde|sidste)\s+(?:at-)?punkt\b",
    re.IGNORECASE,
)
_ORDINALS = {"første": 1, "andet": 2, "tredje": 3, "fjerde": 4}
# Words too common in any case to tell one clause from another.
_COMMON = frozenset(
    ("blev", "ikke", "bliver", "udvalg", "sundhe", "region", "kommun", "lighed", "indsti", "forsla", "henbli", "godken")
)
_STEM = 6
# At least this share of the shorter text's words must stand in the other, for a statement to answer a clause.
ENOUGH = 0.5


@dataclass(frozen=True)
class Reading:
    """What a statement seems to say. `answers` holds the places of clauses, the first is 1."""

    outcomes: frozenset[str] = frozenset()
    stance: str = ""
    answers: tuple[int, ...] = ()
    forwards_to: str = ""


def flat(words: str) -> str:
    """Return the words on one line, without the joint (", og") that led on to the next statement."""
    line = " ".join(words.split())
    return (
        re.sub(r"[,;]?(?:\s+(?:og|samt))?[,;]?$", "", line) if re.search(r"[,;]$|[,;]\s*(?:og|samt)$", line) else line
    )


def outcomes_in(words: str) -> frozenset[str]:
    """Return the outcomes that the words name, none where they only wish, recommend or ask about one."""
    own = _UNDECIDED.sub("", words)
    for stance, pattern in _TAKES_A_STANCE:
        if stance in {"RECOMMENDS", "WISHES", "ASKS"} and (begins := pattern.search(own)):
            own = own[: begins.start()]
    found_here = {outcome for outcome, pattern in _SAID if pattern.search(own)}
    if any(_has_remarks(sentence) for sentence in own.split(".")):
        found_here.add("APPROVED_WITH_REMARKS")
    if found_here & {"REJECTED", "APPROVED_WITH_REMARKS"}:
        found_here.discard("APPROVED")
    if "REJECTED" in found_here:
        found_here.discard("APPROVED_WITH_REMARKS")
    return frozenset(found_here)


def _has_remarks(sentence: str) -> bool:
    at = 0
    for pattern in _WITH_REMARKS:
        met = pattern.search(sentence, at)
        if met is None:
            return False
        at = met.end()
    return True


def stance_in(words: str) -> str:
    """Return the stance that the words take, or an empty string."""
    return next((stance for stance, pattern in _TAKES_A_STANCE if pattern.search(words)), "")


def destination_in(words: str) -> str:
    """Return whither the words send the case, as they say it, or an empty string."""
    sends = _TAKES_A_STANCE[0][1].search(words)
    return sends["to"].strip() if sends else ""


def parted(words: str) -> list[str]:
    """Return the parts of a decision that each answer differently, or all of it as one.

    A part that decides nothing stays with the one before it; that a matter was discussed is no other answer.
    """
    cuts = [0, *(joint.end() for joint in _JOINTS.finditer(words)), len(words)]
    parts: list[str] = []
    begun, has_answer = 0, False
    for begins, ends in itertools.pairwise(cuts):
        answers_too = bool(outcomes_in(words[begins:ends]))
        if answers_too and has_answer:
            parts.append(words[begun:begins])
            begun = begins
        has_answer = answers_too or has_answer
    parts.append(words[begun:])

    said = {outcomes_in(part) - {"DISCUSSED"} or frozenset({"DISCUSSED"}) for part in parts}
    answers = said - {frozenset({"DISCUSSED"})}
    return [part.strip(" ,;\n") for part in parts] if len(answers) > 1 else [words]


def is_torn(words: str) -> bool:
    """Tell whether the words both approve and reject, so that nobody can read which of them holds."""
    if "REJECTED" not in outcomes_in(words):
        return False
    return bool(outcomes_in(_REJECTED.sub("", words)) & {"APPROVED", "APPROVED_WITH_REMARKS", "POSTPONED"})


def answered(words: str, clauses: Sequence[str]) -> list[tuple[str, Reading]]:
    """Read a decision written as one: its parts, each with what it says and which clauses it answers; none when unclear.

    Unclear is what names no outcome and takes no stance, contradicts itself, or answers differently without saying what.
    """
    parts = parted(words)
    lines = [flat(part) for part in parts]
    found = read(lines, clauses)
    if any(reading.stance == "REPORTS" or is_torn(line) for line, reading in zip(lines, found, strict=True)):
        return []
    if len(parts) == 1 or not clauses:
        return list(zip(parts, found, strict=True))

    told = [place for reading in found for place in reading.answers]
    left = tuple(place for place in range(1, len(clauses) + 1) if place not in told)
    silent = [nth for nth, reading in enumerate(found) if not reading.answers]
    if len(silent) == 1 and left:
        found[silent[0]] = replace(found[silent[0]], answers=left)
        silent = []
    return [] if silent or len(told) != len(set(told)) else list(zip(parts, found, strict=True))


def decides(outcomes: Collection[str], stance: str) -> bool:
    """Tell whether a statement decides its item: it says an outcome or takes a stance. Words alone decide nothing."""
    return bool(outcomes) or bool(stance)


def unread(words: str) -> str:
    """Return what is said of words whose outcome is unclear."""
    parts = parted(words)
    if len(parts) > 1 or any(is_torn(part) for part in parts):
        return "Ordene siger flere udfald. Vælg ét, eller skriv, hvad der blev svaret på hvert at-punkt."
    return "Udfaldet kunne ikke læses. Vælg det."


def read(statements: Sequence[str], clauses: Sequence[str]) -> list[Reading]:
    """Read the statements of one decision, in order, against the clauses it answers.

    An "at"-statement shares the outcomes of the sentence that leads it. A deciding statement answers the clause whose
    words it repeats; a short one ("Drøftet og godkendt") answers all; a lone clause is answered by the lone decision.
    """
    readings: list[Reading] = []
    lead: frozenset[str] = frozenset()
    for words in statements:
        is_clause = words.lower().startswith("at ")
        said = outcomes_in(words)
        if is_clause:
            said = said or lead
        else:
            lead = said
        readings.append(_decide(words, said, clauses))

    deciding = [place for place, reading in enumerate(readings) if reading.outcomes]
    if len(clauses) == 1 and len(deciding) == 1 and not readings[deciding[0]].answers:
        readings[deciding[0]] = replace(readings[deciding[0]], answers=(1,))

    return [
        replace(reading, forwards_to=_whither(words, reading, clauses))
        for words, reading in zip(statements, readings, strict=True)
    ]


def _decide(words: str, said: frozenset[str], clauses: Sequence[str]) -> Reading:
    stance = stance_in(words)
    answers: tuple[int, ...] = ()
    if said and (named := _named(words, len(clauses))):
        answers = named
    elif said and _WHOLE.match(words):
        answers = tuple(range(1, len(clauses) + 1))
    elif said:
        best = max(((likeness(words, clause), -place) for place, clause in enumerate(clauses, 1)), default=(0.0, 0))
        answers = (-best[1],) if best[0] >= ENOUGH else ()
    return Reading(said, stance or ("" if said else "REPORTS"), answers)


def _named(words: str, of: int) -> tuple[int, ...]:
    """Return the places of the clauses that the words name by number: "at-punkt 2", "første at-punkt"."""
    found = (int(m["number"]) if m["number"] else _ORDINALS.get(m["word"].lower(), of) for m in _NAMED.finditer(words))
    return tuple(sorted({place for place in found if 1 <= place <= of}))


def _whither(words: str, reading: Reading, clauses: Sequence[str]) -> str:
    """Return whither a statement sends the case: by its own words, or by those of a clause that it approves."""
    if not reading.outcomes & {"APPROVED", "APPROVED_WITH_REMARKS"}:
        return destination_in(words)
    return destination_in(words) or next(
        (to for place in reading.answers if (to := destination_in(clauses[place - 1]))), ""
    )


def likeness(one: str, other: str) -> float:
    """Return how far two texts speak of the same: the share of the shorter one's words that both have."""
    a, b = _content(one), _content(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _content(words: str) -> frozenset[str]:
    stems = {word[:_STEM] for word in re.findall(r"[0-9]+(?:[.,][0-9]+)?|\w{4,}", words.lower())}
    return frozenset(stems - _COMMON) or frozenset(stems)
