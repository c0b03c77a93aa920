"""What words show that something is done: words that only say so show nothing."""

from __future__ import annotations

import re

from samspil.paper.refusal import Refused

WORD = re.compile(r"[^\W_]+")
ENOUGH = 2  # words that tell something: what and when, what and to whom, what and where
# They say that it is done, and tell neither what, when, to whom nor where it can be seen.
_EMPTY = """
afklaret afsluttet allerede alt altsammen at bare bekræftet bla blah blev blevet blot check checket da de den der det dette
disse done du eller en er et fin fint finished fix fixet for færdig færdiggjort færdigt gennemført gjort godt har havde helt
her hermed i igen ikke ingen intet ja jah jaja jamen jeg jep jo ked klar klaret klart lavet lukket løst man med men mv nej
nix noget nu og ok okay okei okey om opgave opgaven orden ordnet osv overstået plads på s sagen sgu skal sket skete som
super så tak ting tingene tjek tjekket to udført var ved vel vi vist x yes
"""
EMPTY = frozenset(_EMPTY.split())


def telling(words: str) -> set[str]:
    """Return the words of a proof that tell something: numbers, and words of two letters and more that do not only say "done"."""
    said = {word.casefold() for word in WORD.findall(words)}
    return {word for word in said if word.isdecimal() or (len(word) > 1 and word not in EMPTY and len(set(word)) > 1)}


def check(words: str, *, least: int = ENOUGH, of_what: str = "opgaven er udført") -> str:
    """Return a proof, tidied. Refused when it tells nothing but that it is done: "ordnet", "ok", "-" show nobody anything."""
    tidy = words.strip()
    if len(telling(tidy)) >= least:
        return tidy
    if not tidy:
        raise Refused("Skriv, hvad der viser, at {of_what}.", field="proof", of_what=of_what)
    raise Refused(
        "»{tidy}« viser ikke, at {of_what}. Skriv, hvad du gjorde, og hvornår, til hvem, "
        "eller hvor det kan ses: for eksempel »Ringede til hallen den 3. marts«.",
        field="proof",
        tidy=tidy[:60],
        of_what=of_what,
    )
