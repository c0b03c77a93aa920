"""Addresses: a street with its number, a floor, a postcode with its town."""

from __future__ import annotations

import re
from collections.abc import Iterator

from samspil.paper.identity.text import CAP, DASH, LETTER, WORD
from samspil.paper.identity.words import NO_STREET, NUMBER_WORDS, STREET_ENDS, STREET_ENDS_WEAK, TENS, UNITS

# ---- Addresses: a street with its number, a floor, a postcode with its town ----
_SHORT = r"(?:(?:Gl|Ndr|Sdr|Nr|Skt|Sct|St|Vr|Ø|V|N|S|Dr|Kgs?|Prof|Chr|[A-ZÆØÅ](?:\.[A-ZÆØÅ]){0,2})\.[ \t]?)"
_FIRST = rf"(?:{_SHORT}|{WORD}[ \t]){{0,4}}"
_UNIT = rf"(?![ \t]?(?:{'|'.join(UNITS)})(?!{LETTER}))"
_NUMBER = (
    rf"(?:,?[ \t\u00a0]{{0,2}}(?:(?i:nr|nummer|no)\.?[ \t]?)?"
    rf"\d{{1,3}}(?:[ \t]?{DASH}[ \t]?\d{{1,3}}(?!\d))?(?:[ \t]?[A-ZÆØÅa-h](?!{LETTER}))?(?![\d]|[.:,]\d){_UNIT}"
    rf"|,?[ \t\u00a0]{{1,2}}(?:(?i:nr|nummer|no)\.?[ \t]{{0,2}})?"
    rf"(?i:{'|'.join(NUMBER_WORDS)}|{TENS})(?!{LETTER}){_UNIT})"
)
_FLOOR = (
    r"(?:,?[ \t]{0,2}(?i:(?:\d{1,2}\.?|st\.?|kld\.?|stuen|kælderen)(?:[ \t]?(?:sal\b\.?))?[ \t,]{0,2}"
    r"(?:tv|th|mf|til venstre|til højre|midtfor|dør[ \t]?\d{1,3}|-?\d{1,3})\b\.?|\d{1,2}\.[ \t]?sal\b"
    r"|(?:dør|lejl(?:ighed)?\.?|vær(?:else)?\.?)[ \t]?\d{1,3}\b|(?:stuen|kælderen)\b|(?:kld|st|tv|th|mf)\.))"
)
_TOWN = rf"(?:,?\s{{1,3}}(?:DK-?)?\d{{4}}[ \t]{{1,2}}{WORD}(?:[ \t]{CAP}(?!{LETTER}))?)"
_STRONG_END = "|".join(STREET_ENDS)
_ANY_END = "|".join((*STREET_ENDS, *STREET_ENDS_WEAK))
_STREETS = (
    # Nygade 4, Sankt Annæ Plads 12B, Gl. Skolevej 7, 2. tv: a name that begins with a capital and ends as streets do
    re.compile(
        rf"(?<!{LETTER})(?<!{CAP}\.){_FIRST}(?P<last>{CAP}{LETTER}{{0,30}}?(?i:{_ANY_END})|(?={CAP})"
        rf"(?i:{_ANY_END}))(?!{LETTER}){_NUMBER}{_FLOOR}?{_TOWN}?"
    ),
    # nygade 4: small letters, only the endings that nothing but streets have
    re.compile(rf"(?<!{LETTER})(?P<last>[a-zæøå]{{2,30}}?(?:{_STRONG_END}))(?!{LETTER}){_NUMBER}{_FLOOR}?{_TOWN}?"),
    # any name with a number and a floor: Kanalen 4, 2. tv
    re.compile(rf"(?<!{LETTER})(?<!{CAP}\.){_FIRST}(?P<last>{WORD}){_NUMBER}{_FLOOR}{_TOWN}?"),
)
_LIVES = re.compile(
    rf"(?i:\b(?:bor|boede|boet|bopæl|flytte(?:t|de|r)?|hjemme|adressen?(?:[ \t]er)?|adr\.?|besøg(?:e|te)?|kør(?:e|te)? til))"
    rf"[ \t:,]{{1,3}}(?:(?i:nu|stadig|selv|alene|her|i|på|ved|til|ovre|oppe|nede|jo)[ \t]){{0,4}}"
    rf"(?P<place>{_FIRST}(?:{CAP}{LETTER}{{0,30}}?(?i:{_STRONG_END})(?!{LETTER})(?:{_NUMBER})?|{WORD}{_NUMBER}){_FLOOR}?{_TOWN}?)"
)
_POSTCODE = re.compile(
    rf"(?<![\d.,-])(?P<code>(?:DK-?[ ]?)?\d{{4}})[ \t]{{1,2}}(?P<town>{WORD}(?:[ \t]{CAP}(?!{LETTER}))?)"
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


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where addresses stand."""
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
