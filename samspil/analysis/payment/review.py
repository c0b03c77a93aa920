"""A reviewer's decision that a result may be paid although its gates failed: who, when, why, and exactly which result."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from samspil.analysis.payment.result import refuse_persons, sha256
from samspil.analysis.shape import Day, Hash, Place, Record, Text, given
from samspil.analysis.shape.files import parse


@dataclass(frozen=True, kw_only=True)
class Review:
    """One decision about one result."""

    who: str = given(Text(), "kontrollantens navn som i kontrakten, gerne med personens foran og et komma")
    when: datetime.date = given(Day(), "dagen for beslutningen")
    why: str = given(Text(), "begrundelsen")
    result_sha256: str = given(Hash(), "hash af det resultat, beslutningen gælder")

    @property
    def sha256(self) -> str:
        """Return the hash of the decision's four parts, whatever order or file they came in."""
        return sha256([self.who, self.when.isoformat(), self.why, self.result_sha256])


def read_reviews(text: str, file: str) -> list[Review]:
    """Read one decision, or a list of them, from JSON text."""
    raw = parse(text, file)
    place = Place(file)
    refuse_persons(raw, place)
    entries = raw if isinstance(raw, list) else [raw]
    reviews = [
        Record(Review).read(entry, place.at(str(n)) if len(entries) > 1 else place)
        for n, entry in enumerate(entries, 1)
    ]
    if not reviews:
        raise place.refuse("filen indeholder ingen beslutning", "Skriv who, when, why og result_sha256")
    return reviews
