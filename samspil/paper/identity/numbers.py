"""Numbers that belong to one person, and mail: CPR, telephone, mail addresses, however they are written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from samspil.paper.identity.text import DASH, GAP, LETTER
from samspil.paper.identity.words import DIGITS, PUBLIC_LINES, TWO_DIGITS

# ---- CPR: six digits that are a day in the calendar, then four, however they are kept apart ----
# Ten digits with blanks, line breaks, dots or dashes between them, wherever they begin; or with words that say there is a dash.
_BETWEEN = rf"(?:\s{{0,2}}(?:[./_]|{DASH})?\s{{0,2}})"
_SAID_BETWEEN = r"(?:\W{0,3}(?:(?:og|så|bindestreg|streg|minus|tankestreg|de|sidste|fire|cifre|er)\W{1,3}){1,6})"
_CPR = re.compile(
    rf"(?<!\d)(?=(?P<cpr>\d(?:{_BETWEEN}\d){{5}}(?:{_BETWEEN}|{_SAID_BETWEEN})\d(?:{_BETWEEN}\d){{3}})(?!\d))",
    re.IGNORECASE,
)
_HIDDEN_END = re.compile(rf"(?<!\d)(?P<cpr>\d\d{_BETWEEN}\d\d{_BETWEEN}\d\d{_BETWEEN}[xX*•?#_]{{4}})(?!\d)")
# Half a number after the word for it: who knows the day needs only four more.
_HALF_CPR = re.compile(
    rf"(?<!{LETTER})(?i:cpr|personnummer(?:et)?|person-?nr)(?i:[ .-]{{0,2}}(?:nr|nummer(?:et)?))?[ \t:.]{{0,3}}"
    rf"(?:(?i:er|var|begynder[ \t]med|starter[ \t]med|med)[ \t:]{{1,2}})?(?P<half>\d\d{_BETWEEN}\d\d{_BETWEEN}\d\d)(?!\d)"
)


def cpr(text: str) -> Iterator[tuple[int, int]]:
    """Yield where CPR numbers stand, also replacement numbers (day + 60), and halves that are said to be one."""
    yield from (found.span("half") for found in _HALF_CPR.finditer(text))
    for pattern in (_CPR, _HIDDEN_END):
        for found in pattern.finditer(text):
            before = text[max(0, found.start() - 40) : found.start()]
            if _begins_with_day(found["cpr"]) and not _SAYS_OTHER.search(before):
                yield found.span("cpr")


def _begins_with_day(written: str) -> bool:
    """Tell whether digits, however kept apart, begin with a day of the calendar, and are no date with an hour behind it."""
    digits = re.sub(r"\D", "", written)
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    day -= 60 * (day > 60)
    parts = re.findall(r"\d+", written)
    if [len(part) for part in parts] in ([2, 2, 4, 2], [4, 2, 2, 2]) and any(
        part[:2] in {"19", "20"} for part in parts
    ):
        return False
    # Either century will do: hidden is what may be a number.
    return _is_day(day, month, 2000 + year) or _is_day(day, month, 1900 + year)


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
# A blank behind a dot that has none before it ends a sentence, but where what follows ends addresses and nothing else.
_DOTTED = rf"(?:\s{_DOT}\s?|{_DOT}(?:\s(?=(?:dk|com|net|org|eu|info)(?!{LETTER})))?)"
_PART = rf"(?:{LETTER}|\d|[_+%-])"
_MAIL = (
    # navn@sted.dk, navn (at) sted . dk, navn[at]sted[dot]dk
    re.compile(
        rf"{_PART}{{1,40}}(?:\.{_PART}{{1,40}}){{0,4}}\s?{_AT}\s?{_PART}{{1,40}}"
        rf"(?:{_DOTTED}{_PART}{{1,40}}){{0,3}}{_DOTTED}[A-Za-z]{{2,10}}(?!{LETTER})",
        re.IGNORECASE,
    ),
    # navn snabel-a sted punktum dk; a bare "at" is a common word, so its dot is written as a word or without blanks
    re.compile(
        rf"{_PART}{{1,40}}\s(?:{_CURL}|at)\s{_PART}{{1,40}}(?:\.|\s(?:dot|punktum|prik)\s)"
        rf"(?:dk|com|net|org|eu|nu|se|no|de|info)(?!{LETTER}|\d)",
        re.IGNORECASE,
    ),
    re.compile(rf"{_PART}{{1,40}}\s{_CURL}\s{_PART}{{1,40}}{_DOTTED}[A-Za-z]{{2,10}}(?!{LETTER})", re.IGNORECASE),
)

# ---- Telephone: eight digits in the usual groups, or in any after a word that says so ----
_LAND = rf"(?:\(?(?:\+|00){GAP}?45\)?|45){GAP}?{DASH}?{GAP}?"
_EIGHT = re.compile(rf"(?P<land>{_LAND})?(?P<digits>\d(?:(?:\s{{0,2}}[./_\u2010-\u2015-]?\s{{0,2}}|,)\d){{7}})(?![\d])")
_BEGINS = re.compile(r"(?<!\d)(?<!\d[,.:/-])(?:\(?\+|\(?00|\d)")
_ABROAD = re.compile(r"(?<![\d+])\+\d(?:[ \t\u00a0()-]{0,2}\d){7,13}(?!\d)")
_SAYS_PHONE = re.compile(
    r"(?:tlf|telefon(?:en|nummer|nr)?|mobil(?:en|nummer|nr)?|ring(?:e|er|et)?|sms|nummer(?:et)?|nr|kontakt"
    r"|kald|træffes|fat i|fastnet|viber|whatsapp)"
    r"\.?[ \t]{0,3}(?:til|på|er|mig|ham|hende|os|nr\.?|nummer|:|-|[ \t]){0,5}[ \t:]{0,3}\(?(?:\+|00)?$",
    re.IGNORECASE,
)
# Numbers of firms, goods and books.
_SAYS_OTHER = re.compile(
    r"(?:cvr|ean|isbn|issn|gln|iban|stregkoden?|varenummer|p-nummer)(?:[ .-]{0,2}(?:nr|nummer(?:et)?)?)\.?[ :\d-]{0,6}$",
    re.IGNORECASE,
)
_MONEY_AFTER = re.compile(rf"{GAP}?(?:kr|kroner|dkk|mio|mia|million|milliard|euro|€|%|pct)\b", re.IGNORECASE)
# Read aloud: eight single numbers, or four of two digits.
_SPOKEN = re.compile(
    rf"(?<!{LETTER})(?:(?:{'|'.join(DIGITS)})(?:[ \t,-]{{1,3}}(?:{'|'.join(DIGITS)})){{7,9}}"
    rf"|(?:{TWO_DIGITS})(?:[ \t,-]{{1,3}}(?:{TWO_DIGITS})){{3}})(?!{LETTER})",
    re.IGNORECASE,
)
_GROUPS = {
    (8,),
    (1,) * 8,
    (2, 2, 2, 2),
    (4, 4),
    (3, 2, 3),
    (2, 3, 3),
    (2, 6),
    (3, 5),
    (3, 3, 2),
    (5, 3),
    (4, 2, 2),
    (2, 2, 4),
    (2, 4, 2),
}


def mails(text: str) -> Iterator[tuple[int, int]]:
    """Yield where mail addresses stand."""
    yield from (mail.span() for pattern in _MAIL for mail in pattern.finditer(text))


def phones(text: str) -> Iterator[tuple[int, int]]:
    """Yield where telephone numbers stand: Danish ones however grouped, foreign ones with their country's number, spoken ones."""
    for begins in _BEGINS.finditer(text):
        if phone := _EIGHT.match(text, begins.start()):
            groups = [part for part in re.split(r"\D", phone["digits"]) if part]
            marks = set(re.findall(r"[^\d\s]", phone["digits"]))
            before = text[max(0, phone.start() - 40) : phone.start()]
            is_said = phone["land"] is not None or _SAYS_PHONE.search(before)
            is_other = _SAYS_OTHER.search(before) or "".join(groups) in PUBLIC_LINES
            if not is_other and (
                is_said or (not _MONEY_AFTER.match(text, phone.end()) and _looks_like_phone(groups, marks))
            ):
                yield phone.span()
    yield from (m.span() for m in _ABROAD.finditer(text))
    yield from (m.span() for m in _SPOKEN.finditer(text))


def _looks_like_phone(groups: list[str], marks: set[str]) -> bool:
    sizes = tuple(map(len, groups))
    if (sizes not in _GROUPS and not (len(sizes) > 4 and max(sizes) == 2)) or groups[0][0] == "0" or len(marks) > 1:
        return False
    if ("/" in marks and sizes != (2, 2, 2, 2)) or (marks & set(".,") and sizes == (2, 3, 3)):
        return False  # 12/34/5678, and 12.345.678: an amount
    is_years = len(groups) == 2 and all(part[:2] in {"19", "20"} for part in groups) and marks & set("-\u2013\u2014.")
    return not is_years  # 2019-2024
