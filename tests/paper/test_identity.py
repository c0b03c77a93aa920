"""What in free text can identify a person, drawn as a table of both kinds: what must be found, and what must be left alone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest

from samspil.paper import cpr, identity
from samspil.paper.identity import births, homes, names, numbers, places
from samspil.paper.identity import text as as_read
from tests.analysis import steps

TODAY = dt.date(2026, 11, 30)
NUMBER = cpr.replacement(dt.date(1961, 5, 3), serial=7)

FOUND = [
    # telephone, as Danes write it
    ("Ring på 12345678 i morgen", "phone", "12345678"),
    ("Ring 12 34 56 78", "phone", "12 34 56 78"),
    ("tlf.12345678", "phone", "12345678"),
    ("tlf. 12 34 56 78", "phone", "12 34 56 78"),
    ("Mobil: 1234 5678", "phone", "1234 5678"),
    ("nummeret er 12-34-56-78", "phone", "12-34-56-78"),
    ("12.34.56.78", "phone", "12.34.56.78"),
    ("123 45 678", "phone", "123 45 678"),
    ("mobil 12 345 678", "phone", "12 345 678"),
    ("+45 12345678", "phone", "+45 12345678"),
    ("+4512345678", "phone", "+4512345678"),
    ("(+45) 12 34 56 78", "phone", "(+45) 12 34 56 78"),
    ("0045 12 34 56 78", "phone", "0045 12 34 56 78"),
    ("1 2 3 4 5 6 7 8", "phone", "1 2 3 4 5 6 7 8"),
    ("ring til mig på 2019 2034", "phone", "2019 2034"),
    ("12\u00a034\u00a056\u00a078", "phone", "12\u00a034\u00a056\u00a078"),
    ("12\u200b345\u200b678", "phone", "12\u200b345\u200b678"),
    ("+46 70 123 45 67", "phone", "+46 70 123 45 67"),
    ("skriv på 86 12 34 5 6", "phone", "86 12 34 5 6"),
    ("86 – 12 – 34 – 56", "phone", "86 – 12 – 34 – 56"),
    ("86,12,34,56", "phone", "86,12,34,56"),
    ("86_12_34_56", "phone", "86_12_34_56"),
    ("86 12\n34 56", "phone", "86 12\n34 56"),
    ("８６１２３４５６", "phone", "８６１２３４５６"),
    ("ring otte seks en to tre fire fem seks", "phone", "otte seks en to tre fire fem seks"),
    ("på tolv fireogtredive halvtreds otteoghalvfjerds", "phone", "tolv fireogtredive halvtreds otteoghalvfjerds"),
    # addresses
    ("Jeg bor Nygade 4, og", "address", "Nygade 4"),
    ("Nygade 4, 2. tv", "address", "Nygade 4, 2. tv"),
    ("på Sankt Annæ Plads 12B ved", "address", "Sankt Annæ Plads 12B"),
    ("Gl. Skolevej 7", "address", "Gl. Skolevej 7"),
    ("Møllebakken nr. 3", "address", "Møllebakken nr. 3"),
    ("Nygade nummer fire", "address", "Nygade nummer fire"),
    ("H.C. Andersens Boulevard 12, st. th.", "address", "H.C. Andersens Boulevard 12, st. th."),
    ("Ndr. Ringvej 15, 1. sal", "address", "Ndr. Ringvej 15, 1. sal"),
    ("Vestergade 4-6", "address", "Vestergade 4-6"),
    ("ovre på nygade 4", "address", "nygade 4"),
    ("vi bor på Kløverprisen 12", "address", "Kløverprisen 12"),
    ("hun bor på Nygade", "address", "Nygade"),
    ("Bakkevej 3, 8500 Grenaa", "address", "Bakkevej 3, 8500 Grenaa"),
    ("8500 Grenaa", "address", "8500 Grenaa"),
    ("2100 København Ø", "address", "2100 København Ø"),
    ("2000 Frederiksberg", "address", "2000 Frederiksberg"),
    ("ovre i Nygade otteogtyve", "address", "Nygade otteogtyve"),
    ("ved Møllega\u030arden 12", "address", "Møllega\u030arden 12"),
    # mail
    ("karen＠example.dk", "mail", "karen＠example.dk"),
    ("kh krølle-a example.dk", "mail", "kh krølle-a example.dk"),
    ("skriv til karen@example.dk.", "mail", "karen@example.dk"),
    ("navn (at) sted . dk", "mail", "navn (at) sted . dk"),
    ("navn[at]sted[dot]dk", "mail", "navn[at]sted[dot]dk"),
    ("karen snabel-a sted punktum dk", "mail", "karen snabel-a sted punktum dk"),
    ("karen at example.dk", "mail", "karen at example.dk"),
    ("Skriv til karen@example.dk. Det haster.", "mail", "karen@example.dk"),
    # CPR
    (f"mit nummer er {NUMBER.written}", "cpr", NUMBER.written),
    (f"mit nummer er {NUMBER.digits}", "cpr", NUMBER.digits),
    (f"{NUMBER.digits[:6]} {NUMBER.digits[6:]}", "cpr", f"{NUMBER.digits[:6]} {NUMBER.digits[6:]}"),
    (f"63.05.61-{NUMBER.digits[6:]}", "cpr", f"63.05.61-{NUMBER.digits[6:]}"),
    (f"63-05-61-{NUMBER.digits[6:]}", "cpr", f"63-05-61-{NUMBER.digits[6:]}"),
    ("mit cpr er 630561", "cpr", "630561"),
    # birthdays
    ("født den tredje maj 1961", "birth", "tredje maj 1961"),
    ("jeg er født den 3. maj 1961", "birth", "3. maj 1961"),
    ("f. 03.05.61", "birth", "03.05.61"),
    ("født 3/5-1961", "birth", "3/5-1961"),
    ("03-05-1961", "birth", "03-05-1961"),
    ("min fødselsdag er den 3. maj", "birth", "3. maj"),
    ("han blev født den 12. juni 2019", "birth", "12. juni 2019"),
    # names given as names
    ("Jeg hedder Karen Holm og bor", "name", "Karen Holm"),
    ("jeg hedder karen holm og bor", "name", "karen holm"),
    ("Mit navn er Bo.", "name", "Bo"),
    ("min mand Jens Peter Madsen er syg", "name", "Jens Peter Madsen"),
    ("Min datter, Sofie, går", "name", "Sofie"),
    ("hr. Madsen", "name", "Madsen"),
    ("fru Holm", "name", "Holm"),
    ("hilsen Karen", "name", "Karen"),
    ("Mvh.\nKaren Holm", "name", "Karen Holm"),
    ("sygeplejersken Mette kom", "name", "Mette"),
    ("Så sagde Vibeke Sørensen nej", "name", "Vibeke Sørensen"),
    ("Karen  Holm ringede", "name", "Karen  Holm"),
    ("Karen\u00a0Holm ringede", "name", "Karen\u00a0Holm"),
    ("KAREN HOLM RINGEDE", "name", "KAREN HOLM RINGEDE"),
    ("jeg hedder Łukasz Żak", "name", "Łukasz Żak"),
    # a first name alone, where it can be nothing else
    ("Gitte fra hjemmeplejen kom", "name", "Gitte"),
    ("det var karens mand", "name", "karens"),
    ("min kontakt i kommunen er Dorthe", "name", "Dorthe"),
]
LEFT = [
    "Jeg har ventet 12345 kroner",
    "fra 2019 til 2024",
    "2019-2024",
    "kl. 12.30",
    "fra kl. 12.30-13.45",
    "på vej 15 år",
    "Det kostede 12.345.678 kr.",
    "12 345 678 kroner",
    "12345678 kr.",
    "den 3. maj",
    "mødet den 3. februar 2026",
    "03-05-2025",
    "bus nr. 4 og linje 200",
    "Jeg har boet i byen 40 år",
    "I 2019 besluttede vi det",
    "i 2024 Norddjurs Kommune",
    "Min mor siger, at det er svært",
    "Min læge er god",
    "Det hedder en henvisning",
    "jeg hedder ikke noget i det system",
    "Bussen kører ikke efter klokken to",
    "på Torvet kl. 12.30",
    "De mødes på Kirkepladsen 12 gange om året",
    "Vi bad dem om at komme. De sagde nej",
    "Sagen 81406/25, punkt 4.2.1 og § 12, stk. 3",
    "i alle 3 huse",
    "med venlig hilsen",
    "Min søn. Han er rask",
    "Kommunen har 3500 Medarbejdere",
    "10-12 personer på 4 bakker 3",
    "sundhed.dk",
    "linje 10, 12, 14 og 16",
    "kl. 10, 12, 14, 16",
    "en to tre, så var det slut",
    "Tom for kræfter. Per gang en ny. Line 4",
    "Sankt Hans og Christiansborg",
    "mettet, larsen og karensdag",
]


@pytest.mark.parametrize(("text", "kind", "words"), FOUND)
def test_what_identifies_is_found(text: str, kind: str, words: str) -> None:
    assert [(each.kind, each.words) for each in identity.find(text, today=TODAY)] == [(kind, words)]


@pytest.mark.parametrize("text", LEFT)
def test_what_identifies_nobody_is_left_alone(text: str) -> None:
    assert identity.find(text, today=TODAY) == []


def test_the_words_of_the_issue_are_found_and_masked() -> None:
    text = "Jeg hedder Karen Holm og bor Nygade 4, tlf. 12345678. Jeg kan ikke mere."
    found = identity.find(text, today=TODAY)
    assert identity.named(found) == "et navn (»Karen Holm«), en adresse (»Nygade 4«) og et telefonnummer (»12345678«)"
    assert identity.mask(text, found) == "Jeg hedder [navn] og bor [adresse], tlf. [telefonnummer]. Jeg kan ikke mere."
    assert [text[each.start : each.end] for each in found] == [each.words for each in found]
    assert identity.find(identity.mask(text, found), today=TODAY) == []


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("Vivild", ["Vivild"]),
        ("Ny Malt (opdigtet)", ["Ny Malt"]),
        ("Hallen", []),
        ("Hjemme hos borgerne", []),
        ("Norddjurs", []),
        ("Køkkenbordet", []),
    ],
)
def test_where_the_words_answer_where_a_capital_is_a_place(place: str, found: list[str]) -> None:
    assert [each.words for each in identity.find(place, today=TODAY, is_place=True)] == found
    assert identity.find("Borger", today=TODAY) == []


def test_a_finding_says_what_it_is_and_why() -> None:
    assert set(identity.REASONS) == set(identity.KINDS)
    (found,) = identity.find("Der er ingen bus i Vivild.", today=TODAY)
    assert (found.said, found.kind) == ("et sted", "place")
    assert "mindre end en kommune" in found.reason


def test_a_full_date_is_a_birthday_only_when_it_lies_long_back() -> None:
    edge = TODAY.year - births.YEARS_BACK
    assert [each.kind for each in identity.find(f"03-05-{edge}", today=TODAY)] == ["birth"]
    assert identity.find(f"03-05-{edge + 1}", today=TODAY) == []


class Counted:
    """A pattern that counts the steps of whatever it is asked to search, and answers as it always does."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern, self.counter = pattern, steps.Counter(pattern)

    def finditer(self, text: str, *where: int) -> Iterator[re.Match[str]]:
        self.counter.every(text[slice(*where)] if where else text)
        return self.pattern.finditer(text, *where)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        self.counter.here(text, 0)
        return self.pattern.fullmatch(text)

    def split(self, text: str, maxsplit: int = 0) -> list[str | Any]:
        self.counter.every(text)
        return self.pattern.split(text, maxsplit)

    def sub(self, new: str, text: str) -> str:
        self.counter.every(text)
        return self.pattern.sub(new, text)

    def search(self, text: str) -> re.Match[str] | None:
        self.counter.every(text)
        return self.pattern.search(text)

    def match(self, text: str, at: int = 0) -> re.Match[str] | None:
        self.counter.here(text, at)
        return self.pattern.match(text, at)


def counted(monkeypatch: pytest.MonkeyPatch, text: str) -> int:
    """Count the steps of all that the module's patterns are asked while it looks through a text."""
    made: list[Counted] = []

    def count(value: Any) -> Any:
        if isinstance(value, tuple) and value and all(isinstance(each, re.Pattern) for each in value):
            return tuple(count(each) for each in value)
        if isinstance(value, re.Pattern):
            made.append(Counted(value))
            return made[-1]
        return value

    with monkeypatch.context() as patched:
        for module in (numbers, homes, births, names, places, as_read):
            for name, value in list(vars(module).items()):
                if count(value) is not value:
                    patched.setattr(module, name, count(value))
        identity.find(text, today=TODAY)
    return sum(each.counter.steps for each in made)


GROWS = [
    "Karen Holm 12 34 ",
    "a@",
    "1234 ",
    "Nygade ",
    "bor på ",
    "a.",
    "født den ",
    "aaaaaaaa",
    "otte ",
    "12 , ",
    "a\u030a",
    "Bo ",
    "7 ",
    "i Vivild ",
    "A.",
]


@pytest.mark.parametrize("piece", GROWS)
def test_the_work_grows_no_faster_than_the_text(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = (counted(monkeypatch, piece * (length // len(piece))) for length in (200, 800))
    assert small > 200
    assert large < 5 * small  # four times the text: quadratic would be sixteen times the work


def test_work_that_grows_faster_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_TITLED", re.compile(r"(?P<name>[a-z]+X)"))
    small, large = (counted(monkeypatch, "a" * length) for length in (200, 800))
    assert large > 5 * small
