"""How each authority's house writes its items: a TOML file a house, so that a new one needs no code."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.abc import Traversable
from importlib.resources import files

from samspil.paper.refusal import Refused

# The sections that have a name of their own in the record; any other keeps the heading it was printed with.
HEADINGS = {
    "summary": "Resume",
    "route": "Sagsgang",
    "case_presentation": "Sagsfremstilling",
    "economy": "Økonomi",
    "recommendation": "Indstilling",
    "decision": "Beslutning",
    "annexes": "Bilag",
}
ALIASES = {
    "resume": "summary",
    "resumé": "summary",
    "sagsgang": "route",
    "sagsfremstilling": "case_presentation",
    "økonomi": "economy",
    "økonomiske konsekvenser": "economy",
    "indstilling": "recommendation",
    "beslutning": "decision",
    "bilag": "annexes",
}
# These hold no words of their own: the decision is its statements, the list of annexes is the annexes.
COMPOSED = frozenset({"decision", "annexes"})
LONGEST_NAME = 40
_ABBREVIATED = re.compile(r"\b(?:kr|mio|mia|mv|m\.v|osv|pct|stk|nr|bl\.a|f\.eks|o\.l|m\.m)\.$", re.IGNORECASE)


@dataclass(frozen=True)
class House:
    """One house's form: what its items are called, which sections they have, in which order, under which headings."""

    key: str
    name: str
    recommended_by: str
    numbering: str
    decision_heading: str
    sections: tuple[str, ...]
    headings: dict[str, str] = field(hash=False)
    approval: bool = True
    standing_items: tuple[str, ...] = ()

    def heading(self, section: str, *, body: str = "", date: str = "") -> str:
        """This function will give the heading that a section has on this house's paper."""
        if section == "decision":
            return self.decision_heading.format(body=body, date=date)
        return self.headings.get(section) or HEADINGS.get(section) or section[:1].upper() + section[1:]

    def item_name(self, number: str, title: str) -> str:
        """This function will give an item's line on the agenda, without a number where it has none."""
        return f"{self.numbering.format(number=number)}: {title}" if number else title


def _read(file: Traversable) -> House:
    written = tomllib.loads(file.read_text(encoding="utf-8"))
    for name in ("sections", "standing_items"):
        written[name] = tuple(written.get(name, ()))
    return House(key=file.name.removesuffix(".toml"), **written)


@functools.cache
def everyone() -> dict[str, House]:
    """This function will give every house that has a file, by its key, in the order of their names."""
    folder = files("samspil.features.cases").joinpath("houses")
    found = [_read(file) for file in folder.iterdir() if file.name.endswith(".toml")]
    return {house.key: house for house in sorted(found, key=lambda house: house.name)}


def get(key: str) -> House:
    """This function will give a house by its key. Refused when it has no file."""
    house = everyone().get(key)
    if house is None:
        raise Refused("Vælg, hvilken myndigheds form udvalgets dagsordener har.", field="house")
    return house


def section_key(printed: str) -> str:
    """This function will give the record's name for a printed heading; an unknown heading is its own name."""
    plain = " ".join(printed.lower().split())
    return ALIASES.get(plain, plain[:LONGEST_NAME])


def bare(clause: str) -> str:
    """This function will give a clause without "at" and without the joint or stop that ended it; "kr." keeps its own."""
    words = re.sub(r"^at\s+", "", clause.strip(), flags=re.IGNORECASE).rstrip(",; ")
    return words if _ABBREVIATED.search(words) else words.rstrip(". ")


def compose(recommended_by: str, clauses: Sequence[str]) -> str:
    """This function will write a recommendation as minutes print it: the lead, then each clause with "at" and its joint."""
    if not clauses:
        return ""
    stripped = [bare(clause) for clause in clauses]
    lead = recommended_by.strip().rstrip(",:")
    if len(stripped) == 1:
        return f"{lead}, at {stripped[0].removesuffix('.')}."
    ends = [*("," for _ in stripped[:-2]), ", og", "" if stripped[-1].endswith(".") else "."]
    return "\n\n".join([f"{lead},", *(f"at {words}{end}" for words, end in zip(stripped, ends, strict=True))])
