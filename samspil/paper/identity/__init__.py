"""What in free Danish text can tell who somebody is: numbers, addresses, mail, birthdays, names, places smaller than a municipality.

It finds and masks; whether something may stand is for a person to say. It errs towards asking: what is found in vain costs one
sentence, what is missed costs a person. Every pattern is bounded, so that a long text takes time in proportion to its length.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samspil.paper import danish
from samspil.paper.identity import births, homes, names, numbers, places
from samspil.paper.identity import text as as_read

# kind: (as a sentence names it, the mask in its place)
KINDS = {
    "cpr": ("et CPR-nummer", "[CPR-nummer]"),
    "mail": ("en mailadresse", "[mailadresse]"),
    "phone": ("et telefonnummer", "[telefonnummer]"),
    "address": ("en adresse", "[adresse]"),
    "birth": ("en fødselsdato", "[fødselsdato]"),
    "name": ("et navn", "[navn]"),
    "place": ("et sted", "[sted]"),
}
# Why each is asked about, as a page tells it.
REASONS = {
    "cpr": "Ti cifre, der begynder med en dag i kalenderen, eller en del af dem efter ordet CPR.",
    "mail": "Noget før og efter et snabel-a, også når det er skrevet med ord.",
    "phone": "Otte cifre, som danske numre skrives, eller et nummer med landekode.",
    "address": "En vej med nummer, et postnummer med by eller et sted, nogen bor.",
    "birth": "En dato ved ordet født eller fødselsdag, eller en hel dato langt tilbage.",
    "name": "Et navn, mange har, et ord efter »hedder«, »min nabo« og lignende, eller et stort bogstav inde i en sætning.",
    "place": "En by, en institution eller et hjem, der er mindre end en kommune.",
}


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

    @property
    def reason(self) -> str:
        """Why it was found, as a sentence."""
        return REASONS[self.kind]


def find(text: str, *, today: dt.date | None = None, is_place: bool = False) -> list[Finding]:
    """Find what can identify a person, in the order it stands; where two meet, the one that begins first, then the longest.

    `today` is Denmark's date unless given: a full date that lies long back may be a birthday. `is_place` tells that the text answers
    where, so that one of nothing but capitals is a place ("Vivild").
    """
    read, at = as_read.seen(text)
    spans = [
        Finding(kind, text[at[start][0] : at[end - 1][1]], at[start][0], at[end - 1][1])
        for kind, start, end in _all(read, today or danish.today(), is_place=is_place)
    ]
    rank = {kind: place for place, kind in enumerate(KINDS)}
    spans.sort(key=lambda each: (each.start, -each.end, rank[each.kind]))

    kept: list[Finding] = []
    for each in spans:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
        elif each.end > kept[-1].end:  # two that overlap are one, of the first one's kind
            last = kept.pop()
            kept.append(Finding(last.kind, text[last.start : each.end], last.start, each.end))
    return kept


def _all(read: str, today: dt.date, *, is_place: bool) -> Iterator[tuple[str, int, int]]:
    words = as_read.words(read)
    found = {
        "cpr": numbers.cpr(read),
        "mail": numbers.mails(read),
        "phone": numbers.phones(read),
        "address": homes.addresses(read),
        "birth": births.births(read, today),
        "name": names.names(read, words),
        "place": places.places(read, words, is_place=is_place),
    }
    yield from ((kind, start, end) for kind, spans in found.items() for start, end in spans)


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
