"""The method library: what each way of working is for and how it is done, and how an activity that begins from one is filled. No Django."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from samspil.features.partnerships.core import rules as core_rules
from samspil.paper import languages
from samspil.paper.refusal import NotFound, Refused, demanded
from samspil.spine import consent_words, policy

MINUTES_A_DAY = 24 * 60
LIBRARY = Path(__file__).with_name("library.toml")
# What a partnership keeps in versions of its own for each method.
PARTS = languages.words({"guide": "Spørgeguide", "consent": "Samtykketekst"})
POLICY = (
    policy.rule("method", "partnership", "coordinator staff evaluator", policy.NEAR)
    .in_words("Tovholder, medarbejdere og evaluator retter spørgeguider og samtykketekster.")
    .otherwise("Kun tovholder, medarbejdere og evaluator kan rette spørgeguide og samtykketekst."),
)


@dataclass(frozen=True)
class Method:
    """One way of working. `described` tells that the project description describes it; the words here are ours."""

    key: str
    described: bool
    purpose: str
    steps: tuple[str, ...]
    time: str
    group: str
    roles: tuple[str, ...]
    consent: str
    guide: tuple[str, ...]
    gives: str
    level: str
    audience: str
    minutes: int
    opening: str
    sides: tuple[str, ...]
    place: str = ""
    keeps_words: bool = False

    @property
    def name(self) -> str:
        return core_rules.METHODS[self.key]

    def words(self, part: str) -> str:
        """Return the library's own words for what a partnership keeps in versions."""
        return "\n".join(self.guide) if part == "guide" else self.consent


@cache
def library() -> dict[str, Method]:
    """Read the library, in the order of the plan's kinds."""
    told = tomllib.loads(LIBRARY.read_text(encoding="utf-8"))
    return {key: _read(key, told[key]) for key in core_rules.METHODS}


def _read(key: str, told: dict[str, Any]) -> Method:
    read: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    if read.get("keeps_words"):
        # What people are promised is the same wherever their words are kept.
        read["consent"] = f"{read['consent']} {consent_words.PROMISE}"
    return Method(key=key, **read)


def method(key: str) -> Method:
    """Return one method; `NotFound` for a key that is none."""
    if key not in library():
        raise NotFound("Metoden findes ikke. Se dem, der gør, i metodebiblioteket.")
    return library()[key]


def text_name(key: str, part: str) -> str:
    """Return the name under which a partnership's own words for a method are kept; `NotFound` for no such part."""
    if part not in PARTS:
        raise NotFound
    return f"{part}: {method(key).key}"


def begin(key: str) -> dict[str, str]:
    """Return what an activity's page begins with when it is started from a method."""
    chosen = method(key)
    return {
        "title": chosen.name,
        "method": key,
        "place": chosen.place,
        "aim": chosen.gives,
        "audience": chosen.audience,
        "level": chosen.level,
        "opening": chosen.opening,
        "description": programme(chosen),
    }


def filled(said: Mapping[str, Any], *, drawn_from: str = "") -> dict[str, Any]:
    """Return what was said of an activity with the blanks filled from its method: its words, and when it ends.

    `drawn_from` is the method whose words stood on the page already: what was emptied there was emptied on purpose, and
    what stands there untouched gives way when another method was chosen.
    """
    key = said.get("method") or ""
    told = dict(said)
    if not key:
        return told

    stood = begin(drawn_from) if drawn_from else {}
    for name, words in begin(key).items():
        is_untouched = not told.get(name) or (key != drawn_from and told[name] == stood.get(name))
        if name in told and is_untouched and (key != drawn_from or name == "title"):
            told[name] = words

    if told.get("starts") and not told.get("ends"):
        told["ends"] = ends(told["starts"], method(key).minutes)
    return told


def ends(starts: dt.time, minutes: int) -> dt.time | None:
    """Return the clock at which something ends that lasts so long; None where that is not known, or past midnight."""
    last = starts.hour * 60 + starts.minute + minutes
    return dt.time(last // 60, last % 60) if minutes and last < MINUTES_A_DAY else None


def programme(method: Method) -> str:
    """Write the day's programme: the steps, the time and how many."""
    steps = [f"{at}. {words}" for at, words in enumerate(method.steps, 1)]
    return "\n".join([*steps, f"Tid: {method.time}. Hvor mange: {method.group}."])


def check_why(*, number: int, why: str, same: bool) -> None:
    """A new version says what made it: the next reader must know why the questions changed."""
    if same:
        raise Refused("Teksten er den samme som før. Ret noget, eller lad den stå.", field="body")
    if number > 0:
        demanded(why, "Skriv, hvorfor teksten er ændret.", field="why")
