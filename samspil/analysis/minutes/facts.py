"""Dates, clock times, case numbers and names read from short pieces of text. Shapes only: no scheme is tied to a place."""

from __future__ import annotations

import datetime
import re

from samspil.analysis.minutes import lexicon

_SHAPE = r"[A-Za-zÆØÅæøå]{0,6}[-.]?\d[\w]*(?:[-./]\w+)*"
CASE_LABEL = lexicon.loose(
    r"(?<!\w)(?P<label>sagsnr|sagsnummer|sags-?\s?nr|sags\s?id|sagsident|sag\s?nr|sag|j\s?\.?\s?nr|journalnr"
    r"|journalnummer|journal\s?nr|acadre(?:\s?nr)?"
    rf"|edoc(?:\s?nr)?|esdh(?:[- ]?sag)?|id)\.?\s*(?P<mark>:)?\s*(?P<value>{_SHAPE})"
)
_EMPTY_LABEL = lexicon.loose(r"^(?:sagsnr|sagsnummer|j\.?\s?nr|journalnr|sags\s?id)[.:\s]*$")
META_LABEL = lexicon.loose(
    r"^\W*(?:brev\s?id|dok(?:ument)?\.?\s?(?:nr|id)?|initialer|sagsbehandler|sagsansvarlig|kompetence"
    r"|sagen afgøres (?:i|af)|forvaltning|afdeling"
    r"|direktørområde|sagstype|ansvarlig|beslutningskompetence|doknr)\.?\s*:?(?:\s+\S.{0,60})?$"
)
CASE_SHAPE = re.compile(r"^[A-ZÆØÅ]{0,6}-?\d[\dA-ZÆØÅ]*(?:[-./][\dA-ZÆØÅ]+)+$")
ITEM_NUMBER_LINE = lexicon.loose(r"^\W*(?:sag|punkt|pkt)\.?\s*nr\.?\s*:?\s*(?P<number>\d{1,3})\W*$")


def date(words: str) -> str | None:
    """Return the first real date in the words as YYYY-MM-DD, or None."""
    for match in lexicon.DATE.finditer(words):
        day = _date(match)
        if day:
            return day
    return None


def _date(match: re.Match[str]) -> str | None:
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
    elif match["name"]:
        year, month, day = int(match["y"]), lexicon.MONTHS[match["name"].lower()], int(match["d"])
    else:
        year, month, day = int(match["y2"]), int(match["m2"]), int(match["d2"])
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def clocks(words: str) -> list[str]:
    """Return the clock times in the words as HH:MM, dates not mistaken for times."""
    bare = lexicon.DATE.sub(" ", words)
    times = [f"{int(m['h']):02d}:{m['m']}" for m in lexicon.CLOCK.finditer(bare)]
    if not times:
        whole = re.search(r"\b(?:kl\.?|klokken)\s*(\d{1,2})(?![\d.:])", bare, re.IGNORECASE)
        if whole and int(whole[1]) < 25:
            times = [f"{int(whole[1]):02d}:00"]
    return times


_TIME = r"(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?"
_RANGE = re.compile(
    rf"(?P<told>\b(?:kl\.?|klokken|fra)\s*)?(?<![\d.,:/-])(?P<start>{_TIME})\s*(?:-|–|—|\btil\b)\s*(?:kl\.?\s*|klokken\s*)?"
    rf"(?P<end>{_TIME})(?![\d:]|[.,/-]\d)",
    re.IGNORECASE,
)


def hours(words: str, *, labelled: bool = False) -> tuple[str, str] | None:
    """Return from when until when, as HH:MM: "kl. 16-18", "16.30 til 18.00"; whole hours alone only below a label for them."""
    for match in _RANGE.finditer(lexicon.DATE.sub(" ", words)):
        start, end = _hour(match["start"]), _hour(match["end"])
        both = len(match["start"]) > 2 and len(match["end"]) > 2
        if start < end and (labelled or match["told"] or both):
            return start, end
    return None


def _hour(told: str) -> str:
    hour, _, minute = told.replace(".", ":").partition(":")
    return f"{int(hour):02d}:{minute or '00'}"


def is_case_shape(token: str) -> bool:
    """Tell whether a token is shaped like a case number: digits in parts, and no date, time or amount."""
    token = token.strip("()[].,;: ")
    digits = sum(ch.isdigit() for ch in token)
    if digits < 3 or len(token) < 4 or not CASE_SHAPE.match(token):
        return False
    if lexicon.DATE.fullmatch(token) or lexicon.CLOCK.fullmatch(token):
        return False
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+|\d+\.\d+|(?:19|20)\d\d[-/](?:19|20)?\d\d|\d{1,3}-\d{1,3}", token):
        return False
    return bool(re.search(r"[-/]", token)) or token.count(".") >= 2


def case_number(words: str) -> str | None:
    """Return the case number that a line prints, labelled or bare, or None; a case before a journal."""
    labelled = [m for m in CASE_LABEL.finditer(words) if _is_labelled(m)]
    if labelled:
        best = min(labelled, key=lambda m: (m["label"].lower().startswith("j"), m.start()))
        return best["value"].rstrip(".")
    bare = words.strip().strip("()[]").rstrip(".,;: ")
    return bare if " " not in bare and is_case_shape(bare) else None


def _is_labelled(match: re.Match[str]) -> bool:
    label, value = match["label"].lower().rstrip("."), match["value"].rstrip(".")
    if label in {"sag", "id", "edoc", "esdh"} or label.startswith("sag nr") or label == "sagnr":
        return is_case_shape(value)
    return sum(ch.isdigit() for ch in value) >= 2


def has_label(words: str) -> bool:
    """Tell whether a line is a case-number label, with or without its number."""
    return bool(_EMPTY_LABEL.match(words.strip())) or any(_is_labelled(m) for m in CASE_LABEL.finditer(words))


_PARTICLE = r"(?:af|de|da|den|der|von|van|el|al|bin)"
_WORD = r"(?:[A-ZÆØÅÉÖÜ][\w'’]{0,60}\.?(?:[-‐][A-ZÆØÅ][\w'’]{0,60}){0,4})"
NAME = re.compile(rf"{_WORD}(?:\s+(?:{_PARTICLE}\s+)?{_WORD}){{1,4}}")
_NOT_NAMES = lexicon.loose(
    r"^(?:Alle|Ingen|Der|Punkt|Pkt|Møde|Udvalg|Byråd|Region|Kommune|Formand|Næstformand|Borgmester"
    r"|Stedfortræder|Mødet|Fraværende|Afbud|Beslutning)"
)
_TITLES = lexicon.loose(
    r"^(?:[\w-]+lig\s+)?[\w-]*(?:borgmester|rådmand|formand|direktør|chef|leder|konsulent|læge|koordinator"
    r"|repræsentant|sygeplejerske|professor|rektor|dekan|sekretær|medlem|terapeut|lærer|Dr\.)\s+(?=(?-i:[A-ZÆØÅ]))"
)
_WORKPLACE = lexicon.loose(
    r"\b(?:\w*kommune|region|\w*hospital(?:et)?|\w*sygehus(?:et)?|\w*universitet(?:et)?|\w*skole(?:n)?|\w*cent(?:er|ret)|\w*forening(?:en)?"
    r"|\w*klinik(?:ken)?|lægehus(?:et)?|\w*afdeling(?:en)?|\w*forvaltning(?:en)?|A/S|PLO|KL)\b"
)
_INSTEAD = lexicon.loose(
    r"\s[-–]\s.*$|\b(?:i stedet|stedfortræder|suppleant|indkaldt|afløst|deltog for|mødte for|vikar)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_PARTIAL = lexicon.loose(
    r"(?:punkt(?:er|erne)?|pkt\.?|sagens? behandling|behandlingen af|sag(?:erne)?)\s*\d|deltog ikke i"
    r"|under behandling|fra kl\.|til kl\.|indtil|ankom|forlod|i sagens|behandling af sagen"
)
_KINDS = re.compile(r"\b(?:REFERAT|DAGSORDEN|BESLUTNINGSPROTOKOL)\b")
_STANDS_IN = lexicon.loose(r"\b(?:deltog|deltager|indkaldt|mødte|møder|trådte ind)\b")
_REMARK = re.compile(r"\([^()]{0,200}\)")
_NOBODY = lexicon.loose(r"^\W*(?:ingen|intet|nej|-|0)\W*$")


def names(words: str) -> list[str]:
    """Return the personal names in the words, in order, without titles, parties and stand-ins."""
    people: list[str] = []
    for part in re.split(r"[\n;•]|(?<=\w\w)\.\s+(?=[A-ZÆØÅ])", words):
        if _PARTIAL.search(part) or _NOBODY.match(part):
            continue
        # One blank for many, and brackets no longer than a remark: what is scanned again from each blank is short.
        kept = _INSTEAD.sub("", _REMARK.sub(",", " ".join(part.split())))
        kept = re.sub(r",\s*[A-ZÆØÅ]\b(?!\w|\.)", ",", kept)
        kept = _KINDS.sub(",", kept)
        for chunk in re.split(r",|\bog\b|\bsamt\b|\bundtagen\b", kept):
            if _STANDS_IN.search(chunk):
                continue
            bare = _TITLES.sub("", chunk.strip(" \t•·*-–:."))
            if _WORKPLACE.search(bare):
                continue
            match = NAME.search(bare)
            if match and not _NOT_NAMES.match(match[0]):
                people.append(match[0].rstrip(" .") if not re.search(r"\b[A-ZÆØÅ]\.$", match[0]) else match[0])

    return list(dict.fromkeys(people))


def names_nobody(words: str) -> bool:
    """Tell whether the words say that there was nobody: "Ingen."."""
    return bool(_NOBODY.match(words))


_NAME_TOKEN = re.compile(rf"(?:{_WORD}|[A-ZÆØÅ]{{1,3}}\.?|og|samt|{_PARTICLE}|[-–])$")


def is_name_line(words: str) -> bool:
    """Tell whether a line holds names only: with titles, parties and reasons in brackets, no sentence."""
    bare = _REMARK.sub("", words).strip(" .,")
    if len(bare) > 160 or (bare.isupper() and len(bare.split()) > 3):
        return False
    # Token by token: one pattern over the whole line would try every way to share its initials out.
    tokens = [token for token in re.split(r"[\s,•*·&]+", bare) if token]
    return all(_NAME_TOKEN.match(token) for token in tokens) and len(names(words)) > 0


_APOLOGY = lexicon.loose(
    r"(?:havde\s+meldt\s+afbud|har\s+meldt\s+afbud|meldte\s+afbud|meldt\s+afbud|afbud\s+fra|med\s+afbud"
    r"|sendt\s+afbud|var\s+fraværende|er\s+fraværende"
    r"|fraværende\s*:|afbud\s*:|udeblev|uden\s+afbud|ikke\s+til\s+stede)"
)
_EXCEPT = lexicon.loose(r"\b(?:undtagen|bortset\s+fra|på\s+nær)\b")


def absences(words: str) -> list[str]:
    """Return the names of those whom running text tells to have been away from the whole meeting."""
    absent: list[str] = []
    for sentence in sentences(words):
        text = words[sentence[0] : sentence[1]]
        if not _APOLOGY.search(text) or _PARTIAL.search(text):
            continue
        tail = _EXCEPT.split(text)[-1] if _EXCEPT.search(text) else text
        label = lexicon.loose(r"^.*?(?:afbud\s+fra|fraværende\s*:|afbud\s*:)").match(tail)
        if label:
            tail = tail[label.end() :]
        else:
            verb = _APOLOGY.search(tail)
            tail = tail[: verb.start()] if verb else tail
            tail = re.sub(r",?\s*der\s*$", "", tail)
        absent += names(tail)

    return list(dict.fromkeys(absent))


_ABBREVIATION = lexicon.loose(
    r"(?:\b(?:nr|kl|d|pkt|stk|mio|mia|mill|kr|ca|jf|bl|f|fx|feks|evt|mv|m|v|vedr|ang|inkl|ekskl|hhv|dvs|pct"
    r"|osv|o|lign|eks|ift|pga|afd|tlf|sr|jr|dr|"
    r"litra|afs|kap|bek|inc|pr|gl|sct|skt|st|rs|prof)|\b[A-ZÆØÅ]|\d)\.$"
)


def sentences(words: str) -> list[tuple[int, int]]:
    """Return the offsets of each sentence; Danish abbreviations, initials and "27. august" do not end one."""
    places: list[tuple[int, int]] = []
    start = 0
    for stop in re.finditer(r"[.!?]+[\"”»')]*(?=\s)|\n\s*\n", words):
        if not stop[0].isspace() and not _ends(words, start, stop.end()):
            continue
        _keep(words, start, stop.start() if stop[0].isspace() else stop.end(), places)
        start = stop.end()
    _keep(words, start, len(words), places)
    return places


def _ends(words: str, start: int, end: int) -> bool:
    follows = re.match(r"\s+(\S)", words[end : end + 40])
    if follows and (follows[1].islower() or follows[1] in ",;)"):
        return False
    abbreviated = _ABBREVIATION.search(words[max(start, end - 12) : end])
    # "5,7 mio. kr. Projektet": money ends a sentence when a capital letter follows; "kr. 500" does not.
    return not abbreviated or bool(
        re.search(r"(?:kr|mv|osv|\d{4}|\d\d)\.$", words[max(start, end - 6) : end]) and follows and follows[1].isupper()
    )


def _keep(words: str, start: int, end: int, places: list[tuple[int, int]]) -> None:
    piece = words[start:end]
    if piece.strip():
        places.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
