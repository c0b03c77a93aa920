"""What words show that something is done: words that only say so show nothing."""

from __future__ import annotations

import re

from samspil.paper.refusal import Refused

WORD = re.compile(r"[^\W_]+")
ENOUGH = 2  # words that tell something: what and when, what and to whom, what and where
# They say that it is done, and tell neither what, when, to whom nor where it can be seen.
EMPTY = frozenset(
    [
        "afklaret",
        "afsluttet",
        "alt",
        "altsammen",
        "at",
        "bekræftet",
        "blev",
        "blevet",
        "check",
        "checket",
        "da",
        "de",
        "den",
        "der",
        "det",
        "dette",
        "disse",
        "done",
        "du",
        "eller",
        "en",
        "er",
        "et",
        "finished",
        "fint",
        "fix",
        "fixet",
        "færdig",
        "færdiggjort",
        "færdigt",
        "for",
        "gennemført",
        "gjort",
        "godt",
        "har",
        "havde",
        "her",
        "hermed",
        "i",
        "ikke",
        "ingen",
        "ja",
        "jah",
        "jamen",
        "jaja",
        "jeg",
        "jep",
        "jo",
        "ked",
        "klar",
        "klaret",
        "klart",
        "lavet",
        "løst",
        "lukket",
        "man",
        "med",
        "men",
        "mv",
        "nej",
        "nu",
        "og",
        "ok",
        "okay",
        "okey",
        "okei",
        "om",
        "opgave",
        "opgaven",
        "orden",
        "ordnet",
        "overstået",
        "på",
        "plads",
        "s",
        "sagen",
        "sgu",
        "sket",
        "skete",
        "skal",
        "som",
        "så",
        "super",
        "tak",
        "tjek",
        "tjekket",
        "to",
        "udført",
        "ved",
        "var",
        "vel",
        "vi",
        "vist",
        "x",
        "yes",
        "xx",
        "xxx",
        "helt",
        "allerede",
        "blot",
        "bare",
        "igen",
        "osv",
        "intet",
        "noget",
        "ting",
        "tingene",
        "nix",
        "bla",
        "blah",
        "test",
    ]
)


def telling(words: str) -> set[str]:
    """Give the words of a proof that tell something: numbers, and words of two letters and more that do not only say "done"."""
    found = {word.casefold() for word in WORD.findall(words)}
    return {word for word in found if word.isdecimal() or (len(word) > 1 and word not in EMPTY and len(set(word)) > 1)}


def check(words: str, *, least: int = ENOUGH, of_what: str = "opgaven er udført") -> str:
    """Give a proof, tidied. Refused when it tells nothing but that it is done: "ordnet", "ok", "-" show nobody anything."""
    tidy = words.strip()
    if len(telling(tidy)) >= least:
        return tidy
    if not tidy:
        raise Refused(f"Skriv, hvad der viser, at {of_what}.", field="proof")
    raise Refused(
        f"»{tidy[:60]}« viser ikke, at {of_what}. Skriv, hvad du gjorde, og hvornår, til hvem, eller hvor det kan ses: for "
        "eksempel »Ringede til hallen den 3. marts«.",
        field="proof",
    )
