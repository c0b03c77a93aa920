"""How each authority's house writes its items: a TOML file a house, so that a new one needs no code."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.abc import Traversable
from importlib.resources import files
from pathlib import Path
from typing import Any

from samspil.features.cases.houses.rules import files as houses_files
from samspil.paper import danish
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


# Folders with houses of an installation's own, beside those that come with the product.
_FOLDERS: list[Path] = []


@dataclass(frozen=True)
class Look:
    """How a house's paper looks: its cover, its contents, and the lines that stand around the words."""

    minutes: str = "Referat: {body}, {date}"
    agenda: str = "Dagsorden: {body}, {date}"
    on: str = "{weekday} d. {date}"
    at: str = "{weekday} d. {date} kl. {time}"
    contents: str = "Indhold"
    running: str = ""
    case_line: str = "{case_number}"
    annex: str = "{title}"
    first_annex: str = ""
    attendance: str = ""
    page_per_item: bool = True

    def write(self, line: str, **values: str) -> str:
        """Fill in one line, and drop brackets and dashes around what is not known."""
        words = getattr(self, line).format(**values)
        words = re.sub(r"\(\s*\)", "", words)
        return re.sub(r"[ \t]+", " ", words).strip(" -–·,")


@dataclass(frozen=True)
class House:
    """One house's form: what its items are called, which sections they have, in which order, under which headings.

    `approval` tells whether a proposal waits for a director before it may go on an agenda; `standing_items` are the
    titles that every ordinary agenda ends with.
    """

    key: str
    name: str
    recommended_by: str
    numbering: str
    decision_heading: str
    sections: tuple[str, ...]
    headings: Mapping[str, str] = field(hash=False)
    approval: bool = True
    standing_items: tuple[str, ...] = ()
    look: Look = Look()

    def heading(self, section: str, *, body: str = "", date: dt.date | None = None) -> str:
        """Return the heading that a section has on this house's paper."""
        if section == "decision":
            return self.decision_heading.format(body=body, **_days(date))
        return self.headings.get(section) or HEADINGS.get(section) or section[:1].upper() + section[1:]

    def item_name(self, number: str, title: str) -> str:
        """Return an item's line on the agenda, without a number where it has none."""
        return f"{self.numbering.format(number=number)}: {title}" if number else title


def _days(day: dt.date | None) -> dict[str, str]:
    return {"date": danish.date(day) if day else "", "day": danish.numeric_date(day) if day else ""}


def _made(key: str, written: Mapping[str, Any]) -> House:
    plain = dict(written)
    look = Look(**plain.pop("look", {}))
    for name in ("sections", "standing_items"):
        plain[name] = tuple(plain.get(name, ()))
    return House(key=key, look=look, **{"headings": {}, **plain})


def look_in(folder: Path) -> None:
    """Add a folder of houses; a file there stands for the product's own of the same name."""
    if folder not in _FOLDERS:
        _FOLDERS.append(folder)
    _found.cache_clear()


def _every_file() -> dict[str, Traversable | Path]:
    own = files("samspil.features.cases").joinpath("houses")
    by_name: dict[str, Traversable | Path] = {file.name: file for file in own.iterdir() if file.name.endswith(".toml")}
    for folder in _FOLDERS:
        if folder.is_dir():
            by_name |= {file.name: file for file in sorted(folder.glob("*.toml"))}
    return by_name


@functools.cache
def _found() -> tuple[dict[str, House], tuple[str, ...]]:
    houses, problems = [], []
    for name, file in _every_file().items():
        try:
            houses.append(_made(name.removesuffix(".toml"), houses_files.read(name, file.read_bytes())))
        except Refused as refused:
            problems.append(refused.sentence)
        except OSError:
            problems.append(f"»{name}« kan ikke åbnes. Se efter, om Samspil har lov til at læse filen.")
    houses.sort(key=lambda house: danish.sort_key(house.name))
    return {house.key: house for house in houses}, tuple(problems)


def everyone() -> dict[str, House]:
    """Return every house whose file holds together, by its key, in the order of their names."""
    return _found()[0]


def problems() -> tuple[str, ...]:
    """Tell what is wrong with the house files that could not be used, a sentence for each."""
    return _found()[1]


def get(key: str) -> House:
    """Return the house that somebody chooses. Refused when it has no file."""
    house = everyone().get(key)
    if house is None:
        raise Refused("Vælg, hvilken myndigheds form udvalgets dagsordener har.", field="house")
    return house


def of(key: str) -> House:
    """Return a body's house; when its file is gone or broken, a plain form, so that its pages still open."""
    return everyone().get(key) or replace(_PLAIN, key=key)


_PLAIN = House(
    key="",
    name="Almindelig form",
    recommended_by="Forvaltningen indstiller",
    numbering="Punkt {number}",
    decision_heading="Beslutning",
    sections=("summary", "case_presentation", "economy", "recommendation", "decision", "annexes"),
    headings={},
)


def section_key(printed: str) -> str:
    """Return the record's name for a printed heading; an unknown heading is its own name."""
    plain = " ".join(printed.lower().split())
    return ALIASES.get(plain, plain[:LONGEST_NAME])


def bare(clause: str) -> str:
    """Return a clause without "at" and without the joint or stop that ended it; "kr." keeps its own."""
    words, before = clause.strip(), ""
    # Until nothing more comes off, so that what is bare already stays as it is.
    while words != before:
        before = words
        words = re.sub(r"^at\s+", "", words, flags=re.IGNORECASE).rstrip(",; ")
        words = words if _ABBREVIATED.search(words) else words.rstrip(". ")
    return words


def compose(recommended_by: str, clauses: Sequence[str]) -> str:
    """Write a recommendation as minutes print it: the lead, then each clause with "at" and its joint."""
    if not clauses:
        return ""
    stripped = [bare(clause) for clause in clauses]
    lead = recommended_by.strip().rstrip(",:")
    if len(stripped) == 1:
        return f"{lead}, at {stripped[0].removesuffix('.')}."
    ends = [*("," for _ in stripped[:-2]), ", og", "" if stripped[-1].endswith(".") else "."]
    return "\n\n".join([f"{lead},", *(f"at {words}{end}" for words, end in zip(stripped, ends, strict=True))])
