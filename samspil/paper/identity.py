"""What in free Danish text can tell who somebody is: numbers, addresses, mail, birthdays, names given as names.

It finds and masks; whether something may stand is for a person to say. It errs towards asking: what is found in vain costs one
sentence, what is missed costs a person. Every pattern is bounded, so that a long text takes time in proportion to its length.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samspil.paper import danish
from samspil.paper.identity_words import (
    ALSO_WORDS,
    COMMON_NAMES,
    DIGITS,
    NO_NAME,
    NO_STREET,
    NUMBER_WORDS,
    ORDINALS,
    RELATIVES,
    STREET_ENDS,
    STREET_ENDS_WEAK,
    TENS,
    TWO_DIGITS,
    UNITS,
)

# kind: (as a sentence names it, the mask in its place)
KINDS = {
    "cpr": ("et CPR-nummer", "[CPR-nummer]"),
    "mail": ("en mailadresse", "[mailadresse]"),
    "phone": ("et telefonnummer", "[telefonnummer]"),
    "address": ("en adresse", "[adresse]"),
    "birth": ("en fødselsdato", "[fødselsdato]"),
    "name": ("et navn", "[navn]"),
}
# Without the word "født" a full date may be a birthday when it lies so many years back; later ones are mostly appointments.
YEARS_BACK = 10

# Letters that show nothing, put between digits or letters by accident or on purpose.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# Latin, Greek and Cyrillic: names come from everywhere.
_CAP = f"[{''.join(filter(str.isupper, map(chr, range(0x530))))}]"
_LETTER = r"[^\W\d_]"
_WORD = rf"{_CAP}{_LETTER}{{0,30}}(?:['’´-]{_LETTER}{{1,30}})?"
_GAP = r"[ \t\u00a0\u202f]"
_DASH = r"[-\u2010-\u2015]"


@dataclass(frozen=True)
class Finding:
    """One thing in a text that can identify somebody: its kind, the words as they stand, and where (end excluded)."""

    kind: str
    words: str
    start: int
    end: int

    @property
    def said(self) -> str:
        """What it is, as a sentence names it: `et telefonnummer`."""
        return KINDS[self.kind][0]


def find(text: str, *, today: dt.date | None = None) -> list[Finding]:
    """Find what can identify a person, in the order it stands; where two meet, the one that begins first, then the longest.

    `today` is Denmark's date unless given: a full date that lies long back may be a birthday.
    """
    read, places = _seen(text)
    spans = [
        Finding(kind, text[places[start][0] : places[end - 1][1]], places[start][0], places[end - 1][1])
        for kind, start, end in _all(read, today or danish.today())
    ]
    rank = list(KINDS)
    spans.sort(key=lambda each: (each.start, -each.end, rank.index(each.kind)))

    kept: list[Finding] = []
    for each in spans:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
        elif each.end > kept[-1].end:  # two that overlap are one, of the first one's kind
            last = kept.pop()
            kept.append(Finding(last.kind, text[last.start : each.end], last.start, each.end))
    return kept


def mask(text: str, findings: Iterable[Finding]) -> str:
    """Put a mask such as `[navn]` in the place of each finding."""
    pieces, at = [], 0
    for each in sorted(findings, key=lambda each: each.start):
        pieces += [text[at : each.start], KINDS[each.kind][1]]
        at = each.end
    return "".join([*pieces, text[at:]])


def named(findings: Iterable[Finding]) -> str:
    """Name what was found as a sentence does, each once, with its words: `et navn (»Karen Holm«) og en adresse (...)`."""
    told = dict.fromkeys(f"{each.said} (»{' '.join(each.words.split())}«)" for each in findings)
    return danish.listing(list(told))


def _seen(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text as an eye reads it, and where each of its letters begins and ends in the text.

    Letters that show nothing are left out, wide and ringed ones and blanks that hold together are plain ones, and a letter with
    its accent beside it is one letter.
    """
    read: list[str] = []
    places: list[tuple[int, int]] = []
    for place, letter in enumerate(text):
        if ord(letter) in _UNSEEN:
            continue
        if read and unicodedata.combining(letter):
            whole = unicodedata.normalize("NFC", read[-1] + letter)
            read[-1] = whole if len(whole) == 1 else read[-1]
            places[-1] = (places[-1][0], place + 1)
            continue
        plain = unicodedata.normalize("NFKC", letter)
        read.append(plain if len(plain) == 1 else letter)
        places.append((place, place + 1))

    return "".join(read), places


def _all(text: str, today: dt.date) -> Iterator[tuple[str, int, int]]:
    yield from (("cpr", start, end) for start, end in _cpr(text))
    yield from (("mail", m.start(), m.end()) for pattern in _MAIL for m in pattern.finditer(text))
    yield from (("phone", start, end) for start, end in _phones(text))
    yield from (("address", start, end) for start, end in _addresses(text))
    yield from (("birth", start, end) for start, end in _births(text, today))
    yield from (("name", start, end) for start, end in _names(text))


# ---- CPR: six digits that are a day in the calendar, then four, however they are kept apart ----
_CPR = re.compile(
    rf"(?<!\d)(\d{{2}})[ ./-]?(\d{{2}})[ ./-]?(\d{{2}}){_GAP}?{_DASH}?{_GAP}?(\d{{2}}{_GAP}?\d{{2}}|[xX*•]{{4}})(?!\d)"
)


# Half a number after the word for it: who knows the day needs only four more.
_HALF_CPR = re.compile(
    rf"(?<!{_LETTER})(?i:cpr|personnummer(?:et)?)(?i:[ -]?(?:nr|nummer(?:et)?))?[ \t:.]{{0,3}}"
    r"(?:(?i:er|begynder[ \t]med|starter[ \t]med)[ \t]{1,2})?(?P<half>\d{6})(?!\d)"
)


def _cpr(text: str) -> Iterator[tuple[int, int]]:
    yield from (cpr.span("half") for cpr in _HALF_CPR.finditer(text))
    for cpr in _CPR.finditer(text):
        day, month, year = (int(part) for part in cpr.groups()[:3])
        # Either century will do: hidden is what may be a number, also a replacement number (day + 60).
        if _is_day(day - 60 * (day > 60), month, 2000 + year) or _is_day(day - 60 * (day > 60), month, 1900 + year):
            yield cpr.span()


def _is_day(day: int, month: int, year: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


# ---- Mail: as written, and as people write it to hide it from machines ----
_AT = r"(?:@|[(\[{<]\s?(?:at|a|(?:snabel|krølle)-?\s?a|alfakrøl|ved)\s?[)\]}>])"
_CURL = r"(?:(?:snabel|krølle)-?\s?a|alfakrøl)"
_DOT = r"(?:\.|[(\[{]\s?(?:dot|punktum|prik|\.)\s?[)\]}]|\s(?:dot|punktum|prik)\s)"
_PART = rf"(?:{_LETTER}|\d|[_+%-])"
_MAIL = (
    # navn@sted.dk, navn (at) sted . dk, navn[at]sted[dot]dk
    re.compile(
        rf"{_PART}{{1,40}}(?:\.{_PART}{{1,40}}){{0,4}}\s?{_AT}\s?{_PART}{{1,40}}"
        rf"(?:\s?{_DOT}\s?{_PART}{{1,40}}){{0,3}}\s?{_DOT}\s?[A-Za-z]{{2,10}}(?!{_LETTER})",
        re.IGNORECASE,
    ),
    # navn snabel-a sted punktum dk; a bare "at" is a common word, so its dot is written as a word or without blanks
    re.compile(
        rf"{_PART}{{1,40}}\s(?:{_CURL}|at)\s{_PART}{{1,40}}(?:\.|\s(?:dot|punktum|prik)\s)"
        rf"(?:dk|com|net|org|eu|nu|se|no|de|info)(?!{_LETTER}|\d)",
        re.IGNORECASE,
    ),
    re.compile(rf"{_PART}{{1,40}}\s{_CURL}\s{_PART}{{1,40}}\s?{_DOT}\s?[A-Za-z]{{2,10}}(?!{_LETTER})", re.IGNORECASE),
)

# ---- Telephone: eight digits in the usual groups, or in any after a word that says so ----
_LAND = rf"\(?(?:\+|00){_GAP}?45\)?{_GAP}?{_DASH}?{_GAP}?"
_EIGHT = re.compile(rf"(?P<land>{_LAND})?(?P<digits>\d(?:(?:\s{{0,2}}[./_\u2010-\u2015-]?\s{{0,2}}|,)\d){{7}})(?![\d])")
_BEGINS = re.compile(r"(?<!\d)(?<!\d[,.:/-])(?:\(?\+|\(?00|\d)")
_ABROAD = re.compile(r"(?<![\d+])\+\d(?:[ \t\u00a0()-]{0,2}\d){7,13}(?!\d)")
_SAYS_PHONE = re.compile(
    r"(?:tlf|telefon(?:en|nummer|nr)?|mobil(?:en|nummer|nr)?|ring(?:e|er|et)?|sms|nummer(?:et)?|nr|fastnet|viber|whatsapp)"
    r"\.?[ \t]{0,3}(?:til|på|er|mig|ham|hende|os|nr\.?|nummer|:|-|[ \t]){0,5}[ \t:]{0,3}\(?(?:\+|00)?$",
    re.IGNORECASE,
)
_MONEY_AFTER = re.compile(rf"{_GAP}?(?:kr|kroner|dkk|mio|mia|million|milliard|euro|€|%|pct)\b", re.IGNORECASE)
# Read aloud: eight single numbers, or four of two digits.
_SPOKEN = re.compile(
    rf"(?<!{_LETTER})(?:(?:{'|'.join(DIGITS)})(?:[ \t,-]{{1,3}}(?:{'|'.join(DIGITS)})){{7}}"
    rf"|(?:{TWO_DIGITS})(?:[ \t,-]{{1,3}}(?:{TWO_DIGITS})){{3}})(?!{_LETTER})",
    re.IGNORECASE,
)
_GROUPS = {(8,), (1,) * 8, (2, 2, 2, 2), (4, 4), (3, 2, 3), (2, 3, 3), (2, 6), (3, 5), (3, 3, 2)}


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for begins in _BEGINS.finditer(text):
        if phone := _EIGHT.match(text, begins.start()):
            groups = [part for part in re.split(r"\D", phone["digits"]) if part]
            marks = set(re.findall(r"[^\d\s]", phone["digits"]))
            is_said = phone["land"] is not None or _SAYS_PHONE.search(text[max(0, phone.start() - 40) : phone.start()])
            if is_said or (not _MONEY_AFTER.match(text, phone.end()) and _looks_like_phone(groups, marks)):
                yield phone.span()
    yield from (m.span() for m in _ABROAD.finditer(text))
    yield from (m.span() for m in _SPOKEN.finditer(text))


def _looks_like_phone(groups: list[str], marks: set[str]) -> bool:
    sizes = tuple(map(len, groups))
    if (sizes not in _GROUPS and not (len(sizes) > 4 and max(sizes) == 2)) or groups[0][0] == "0" or len(marks) > 1:
        return False
    if "/" in marks or (marks & set(".,") and sizes == (2, 3, 3)):
        return False  # 12/34/..., and 12.345.678: an amount
    is_years = len(groups) == 2 and all(part[:2] in {"19", "20"} for part in groups) and marks & set("-\u2013\u2014.")
    return not is_years  # 2019-2024


# ---- Addresses: a street with its number, a floor, a postcode with its town ----
_SHORT = r"(?:(?:Gl|Ndr|Sdr|Nr|Skt|Sct|St|Vr|Ø|V|N|S|Dr|Kgs?|Prof|Chr|[A-ZÆØÅ](?:\.[A-ZÆØÅ]){0,2})\.[ \t]?)"
_FIRST = rf"(?:{_SHORT}|{_WORD}[ \t]){{0,4}}"
_UNIT = rf"(?![ \t]?(?:{'|'.join(UNITS)})(?!{_LETTER}))"
_NUMBER = (
    rf",?[ \t\u00a0]{{0,2}}(?:(?i:nr|nummer|no)\.?[ \t]?)?"
    rf"(?:\d{{1,3}}(?:[ \t]?{_DASH}[ \t]?\d{{1,3}}(?!\d))?(?:[ \t]?[A-ZÆØÅa-h](?!{_LETTER}))?(?![\d]|[.:,]\d){_UNIT}"
    rf"|(?i:{'|'.join(NUMBER_WORDS)}|{TENS})(?!{_LETTER}){_UNIT})"
)
_FLOOR = (
    r"(?:,?[ \t]{0,2}(?i:(?:\d{1,2}\.?|st\.?|kld\.?|stuen|kælderen)(?:[ \t]?(?:sal\b\.?))?[ \t,]{0,2}"
    r"(?:tv|th|mf|til venstre|til højre|midtfor|dør[ \t]?\d{1,3}|-?\d{1,3})\b\.?|\d{1,2}\.[ \t]?sal\b))"
)
_TOWN = rf"(?:,?\s{{1,3}}(?:DK-?)?\d{{4}}[ \t]{{1,2}}{_WORD}(?:[ \t]{_CAP}(?!{_LETTER}))?)"
_STRONG_END = "|".join(STREET_ENDS)
_ANY_END = "|".join((*STREET_ENDS, *STREET_ENDS_WEAK))
_STREETS = (
    # Nygade 4, Sankt Annæ Plads 12B, Gl. Skolevej 7, 2. tv: a name that begins with a capital and ends as streets do
    re.compile(
        rf"(?<!{_LETTER}){_FIRST}(?P<last>{_CAP}{_LETTER}{{0,30}}?(?i:{_ANY_END})|(?={_CAP})"
        rf"(?i:{_ANY_END}))(?!{_LETTER}){_NUMBER}{_FLOOR}?{_TOWN}?"
    ),
    # nygade 4: small letters, only the endings that nothing but streets have
    re.compile(rf"(?<!{_LETTER})(?P<last>[a-zæøå]{{2,30}}?(?:{_STRONG_END}))(?!{_LETTER}){_NUMBER}{_FLOOR}?{_TOWN}?"),
    # any name with a number and a floor: Kanalen 4, 2. tv
    re.compile(rf"(?<!{_LETTER}){_FIRST}(?P<last>{_WORD}){_NUMBER}{_FLOOR}{_TOWN}?"),
)
_LIVES = re.compile(
    rf"(?i:\b(?:bor|boede|boet|bopæl|flytte(?:t|de|r)?|hjemme|adressen?(?:[ \t]er)?|adr\.?|besøg(?:e|te)?|kør(?:e|te)? til))"
    rf"[ \t:,]{{1,3}}(?:(?i:nu|stadig|selv|alene|her|i|på|ved|til|ovre|oppe|nede|jo)[ \t]){{0,4}}"
    rf"(?P<place>{_FIRST}(?:{_CAP}{_LETTER}{{0,30}}?(?i:{_STRONG_END})(?!{_LETTER})(?:{_NUMBER})?|{_WORD}{_NUMBER}){_FLOOR}?{_TOWN}?)"
)
_POSTCODE = re.compile(
    rf"(?<![\d.,-])(?P<code>(?:DK-?[ ]?)?\d{{4}})[ \t]{{1,2}}(?P<town>{_WORD}(?:[ \t]{_CAP}(?!{_LETTER}))?)"
)
_NO_TOWN = {
    "kroner",
    "kr",
    "dkk",
    "borgere",
    "mennesker",
    "danskere",
    "euro",
    "medarbejdere",
    "personer",
    "medlemmer",
    "indbyggere",
}


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _STREETS:
        for street in pattern.finditer(text):
            if street["last"].lower() not in NO_STREET:
                yield street.span()

    yield from (home.span("place") for home in _LIVES.finditer(text))
    for place in _POSTCODE.finditer(text):
        code, town = place["code"][-4:], place["town"].lower()
        # Postcodes that look like years are those of Copenhagen and Frederiksberg alone.
        is_year = code[:2] in {"19", "20"} and not place["code"].startswith("DK")
        if (
            town not in _NO_TOWN
            and code[0] != "0"
            and (not is_year or town.startswith(("københavn", "kbh", "frederiksberg")))
        ):
            yield place.span()


# ---- Birthdays: any date where it says born, a full date long back where it does not ----
_MONTH = rf"(?:{'|'.join(danish.MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sep|sept|okt|nov|dec)\.?"
_DATE = (
    rf"(?:\d{{1,2}}[ ]?[./-][ ]?\d{{1,2}}[ ]?[./-][ ]?(?P<digits>\d{{4}}|\d{{2}})"
    rf"|\d{{1,2}}\.?[ ]?(?:{_MONTH})[ ,]{{0,2}}(?P<worded>\d{{4}})"
    rf"|(?P<iso>\d{{4}})-\d{{2}}-\d{{2}})(?!\d)"
)
_ANY_DATE = re.compile(rf"(?<![\d./-]){_DATE}", re.IGNORECASE)
_BORN = re.compile(
    rf"(?<!{_LETTER})(?:født|født|f\.|fødselsdag(?:en)?|fødselsdato(?:en)?|fødsel|fylde?r|fyldte|fødtes|kom til verden|årgang)"
    rf"(?:[ \t:]{{0,3}}(?:(?:er|var|den|d\.|dag|\d{{1,3}}|år|i|på|{'|'.join(danish.WEEKDAYS)})[ \t:]{{1,2}}){{0,4}})"
    rf"(?P<date>{_DATE}|\d{{1,2}}[./-]\d{{1,2}}(?!\d)|(?:\d{{1,2}}\.?|{'|'.join(ORDINALS)})[ ]?(?:{_MONTH})(?!{_LETTER})"
    rf"(?:[ ]\d{{4}}(?!\d))?|\d{{6}}(?!\d))",
    re.IGNORECASE,
)


def _births(text: str, today: dt.date) -> Iterator[tuple[int, int]]:
    yield from (birth.span("date") for birth in _BORN.finditer(text))
    for date in _ANY_DATE.finditer(text):
        year = int(date["digits"] or date["worded"] or date["iso"])
        if len(str(year)) == 4 and 1900 <= year <= today.year - YEARS_BACK:
            yield date.span()


# ---- Names: after words that give a name, and a common first name with a surname ----
_NAME = rf"(?:{_WORD}|{_CAP}\.)(?:[ \t]{{1,3}}(?:(?:von|van|de|af|la|al|el)[ \t])?(?:{_WORD}|{_CAP}\.)){{0,4}}"
_CALLED = re.compile(
    rf"(?<!{_LETTER})(?i:hedder|hed|hedde|navn(?:et)?[ \t](?:er|var)|navn:|ved[ \t]navn|kalde[sr]|kaldte[ts]?|døbt|opkaldt[ \t]efter|"
    rf"(?:venlig|kærlig|bedste|mange|med)?[ \t]?hilsen(?:er)?(?:[ \t]fra)?|hils|mvh|vh|kh|k\.h\.|m\.v\.h\.|underskrevet)"
    rf"[ \t:,.]{{0,3}}\s{{0,3}}(?:(?i:mig|os|jeg|ham|hende)[ \t])?(?P<name>{_NAME})"
)
_TITLED = re.compile(
    rf"(?<!{_LETTER})(?i:hr|fru|fr|frk|frøken|herr|dr|doktor|læge|overlæge|sygeplejerske|socialrådgiver|sagsbehandler)\.?"
    rf"(?:/(?i:fru|hr)\.?)?[ \t]{{1,2}}(?P<name>{_NAME})"
)
_RELATED = re.compile(
    rf"(?<!{_LETTER})(?i:{'|'.join(RELATIVES)})(?!{_LETTER})[ \t,:(»\"]{{0,3}}(?i:(?:som|der)[ \t]hedder[ \t])?(?P<name>{_NAME})"
)
_SELF_SMALL = re.compile(
    rf"(?<!{_LETTER})(?i:jeg[ \t]hedder|mit[ \t]navn[ \t]er)[ \t:]{{1,3}}(?P<name>{_LETTER}{{2,30}}(?:[ \t]{_LETTER}{{2,30}}){{0,2}})"
)
_IS_HIM = re.compile(
    rf"(?<!{_LETTER})(?i:det[ \t]er|jeg[ \t]er|her[ \t]er)[ \t](?P<name>{_WORD}[ \t]{_WORD}(?:[ \t]{_WORD})?)"
)
_FULL = re.compile(
    rf"(?<!{_LETTER})(?P<name>(?:{'|'.join((*COMMON_NAMES, *map(str.upper, COMMON_NAMES)))})(?:-{_WORD})?[ \t]{{1,3}}"
    rf"(?:(?:{_CAP}\.|{_WORD})[ \t]{{1,3}}){{0,2}}{_WORD}"
    rf"|{_WORD}(?:[ \t]{{1,3}}(?:{_CAP}\.|{_WORD})){{0,2}}[ \t]{{1,3}}{_CAP}{_LETTER}{{1,20}}(?:sen|SEN))(?!{_LETTER})"
)
# A first name alone, in whatever letters and with its s, where it can be nothing else.
_ALONE = re.compile(
    rf"(?<!{_LETTER})(?<!{_LETTER}-)(?P<name>(?:{'|'.join(name for name in COMMON_NAMES if name not in ALSO_WORDS)})s?)"
    rf"(?!{_LETTER}|-{_LETTER})",
    re.IGNORECASE,
)
_FIRST_WORD = re.compile(rf"{_LETTER}+\.?")


def _names(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_CALLED, _TITLED, _RELATED, _IS_HIM, _FULL):
        for name in pattern.finditer(text):
            yield from _trimmed(text, *name.span("name"))

    yield from (alone.span("name") for alone in _ALONE.finditer(text))
    for small in _SELF_SMALL.finditer(text):
        start, end = small.span("name")
        words = list(_FIRST_WORD.finditer(text, start, end))
        told: list[re.Match[str]] = []
        for word in words:
            if word[0].lower() in NO_NAME:
                break
            told.append(word)
        if told:
            yield start, told[-1].end()


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the name without a word before or behind it that is none: "Men Karen", "Karen Og"."""
    words = list(_FIRST_WORD.finditer(text, start, end))
    while words and words[0][0].lower().rstrip(".") in NO_NAME:
        words.pop(0)
    for place, word in enumerate(words):
        if word[0].lower().rstrip(".") in NO_NAME:
            words = words[:place]
            break
    if words and any(len(word[0].rstrip(".")) > 1 for word in words):
        yield words[0].start(), words[-1].end()
