"""A registered amount held against the words it rests on: every number, year, span, cap and name, each with one of three answers.

A text that is silent about something is not a text that says it: green is only for what stands there. No Django.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from samspil.features.funds import rules
from samspil.paper import danish, languages

AGREES, DIFFERS, UNSTATED = "agrees", "differs", "unstated"

_SCALES = {"mio": 10**6, "millioner": 10**6, "million": 10**6, "mia": 10**9, "milliarder": 10**9, "milliard": 10**9}
_SCALES |= {"t": 10**3, "tkr": 10**3, "tusind": 10**3}
_NUMBER = r"\d{1,3}(?:[.\u00a0 ]\d{3})+|\d+"
_MONEY = re.compile(
    rf"(?<![\d.,/-])(?:(?P<before>kr\.?|DKK)\s*)?(?P<whole>{_NUMBER})(?:,(?P<part>\d+))?(?:,-)?\s*"
    r"(?P<scale>mio|mia|millioner|million|milliarder|milliard|tkr|tusind|t(?=\.\s?kr))?\b\.?\s*(?P<after>kr(?:oner)?\b\.?|DKK)?",
    re.IGNORECASE,
)
_MONTHS = "|".join(danish.MONTHS)
_YEAR = re.compile(
    rf"(?<![\d./-])(?<!kr )(?:(?P<month>{_MONTHS})\s+)?(?P<first>(?:19|20)\d\d)"
    r"(?:\s*(?:-|\N{EN DASH}|til(?: og med)?|t\.?o\.?m\.?)\s*(?P<last>(?:19|20)\d\d|\d\d))?(?![\d/]|-\d)",
    re.IGNORECASE,
)
_WORDS = {"et": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "otte": 8, "ni": 9, "ti": 10}
_SPAN = re.compile(
    rf"\b(?:i|over|gennem|løbet af)\s+(?:en\s+periode\s+på\s+)?(\d{{1,2}}|{'|'.join(_WORDS)})[- ]år(?:ig|ige|s)?\b",
    re.IGNORECASE,
)
_YEARLY = re.compile(r"\b(?:om året|årligt|årlig|årlige|pr\.? år|per år|hvert år|hvert af årene|p\.a)\b", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:i alt|ialt|samlet|sammenlagt|tilsammen|engangs\w*)\b", re.IGNORECASE)
_CAP = re.compile(r"\b(?:op til|højst|maksimal\w*|maks|max|loft\w*|betalingsloft\w*|indtil|ikke over)\b", re.IGNORECASE)
_LEAST = re.compile(r"\b(?:mindst|minimum|ikke under|fra og med)\s*$", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:ca|cirka|omkring|omtrent|knap|godt|op mod)\.?\s*$", re.IGNORECASE)
_PERCENT = re.compile(r"(?<![\d,.])(\d+(?:,\d+)?)\s*(?:%|procent\b|pct\b)", re.IGNORECASE)
_PARTLY = re.compile(r"\b(?:hvoraf|heraf|deraf)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[a-zæøå)\d])[.;](?:\s+(?=[A-ZÆØÅ])|\n)")
REACH = 60  # characters before an amount in which "op til" and "i alt" still speak of it


class Registered(Protocol):
    """What the comparison needs of an appropriation."""

    amount_ore: int
    first_year: int
    last_year: int
    is_per_year: bool
    is_cap: bool
    receiver: str
    condition: str


@dataclass(frozen=True)
class Finding:
    """One thing the register says, what the text says of it, and whether they are the same."""

    what: str
    registered: str
    stated: str
    verdict: str


@dataclass(frozen=True)
class _Said:
    """What a text says of one amount: its years in order, how many they are said to be, and the words around it."""

    ore: int
    years: tuple[int, ...]
    span: int | None
    yearly: bool
    whole: bool
    cap: bool
    least: bool
    about: bool


def compared(amount: Registered, text: str) -> tuple[Finding, ...]:
    """Hold every property of an amount against a text; of several amounts in it, the one that fits best speaks."""
    said = list(_amounts(text))
    ours = [each for each in said if each.ore in (amount.amount_ore, rules.total(amount))]
    tried = [_findings(amount, each) for each in ours]
    best = min(tried, key=_badness, default=None)
    if best is None:
        stated = danish.listing([danish.kroner(each.ore).rstrip(".") for each in said])
        best = [
            _finding(languages.told("Beløb"), danish.kroner(amount.amount_ore), stated, agrees=False if said else None)
        ]
    return (*best, *_names(amount, text))


def verdict(findings: tuple[Finding, ...]) -> str:
    """Return one answer for all: one deviation deviates, one silence is silence, and only all together agree."""
    verdicts = {each.verdict for each in findings}
    return DIFFERS if DIFFERS in verdicts else UNSTATED if UNSTATED in verdicts else AGREES


def _badness(findings: list[Finding]) -> tuple[int, int]:
    verdicts = [each.verdict for each in findings]
    return verdicts.count(DIFFERS), verdicts.count(UNSTATED)


def _finding(what: str, registered: str, stated: str, *, agrees: bool | None) -> Finding:
    return Finding(what, registered, stated, UNSTATED if agrees is None else AGREES if agrees else DIFFERS)


def _findings(amount: Registered, said: _Said) -> list[Finding]:
    """Compare amount, years, their number, whether the amount comes every year, and whether it is a cap."""
    own = list(rules.years(amount))
    several = len(own) > 1
    by_year = said.yearly or (not said.whole and said.ore == amount.amount_ore)
    right = said.ore == (amount.amount_ore if by_year or not amount.is_per_year else rules.total(amount))
    findings = [
        _finding(
            languages.told("Beløb"),
            danish.kroner(amount.amount_ore),
            f"{'mindst ' if said.least else 'ca. ' if said.about else ''}{danish.kroner(said.ore)}",
            agrees=False if said.least or not right else None if said.about else True,
        )
    ]
    stated = _in_words(said.years) or (f"{said.span} år" if said.span else "")
    if said.years:
        years: bool | None = list(said.years) == own
    else:
        years = False if said.span not in (None, len(own)) else None

    findings.append(_finding(languages.told("År"), _in_words(tuple(own)), stated, agrees=years))
    if several:
        words = "hvert år" if said.yearly else "i alt" if said.whole else ""
        fits = said.ore == amount.amount_ore and amount.is_per_year if said.yearly else said.ore == rules.total(amount)
        findings.append(
            _finding(
                languages.told("Hvert år"),
                "hvert år" if amount.is_per_year else "i alt",
                words,
                agrees=fits if words else None,
            )
        )

    if amount.is_cap or said.cap:
        agreed = True if amount.is_cap and said.cap else None if amount.is_cap else False
        findings.append(
            _finding(
                languages.told("Loft"),
                "højst så meget" if amount.is_cap else "hele beløbet",
                "højst" if said.cap else "",
                agrees=agreed,
            )
        )

    return findings


def _in_words(years: tuple[int, ...]) -> str:
    if not years:
        return ""
    if len(years) > 1 and list(years) == list(range(years[0], years[-1] + 1)):
        return f"{years[0]}\N{EN DASH}{years[-1]}"
    return danish.listing([str(year) for year in years])


def _names(amount: Registered, text: str) -> Iterator[Finding]:
    """Look for the receiver, the condition and each of its numbers: what is not there is silence, another number is not."""
    plain = " ".join(text.casefold().split())
    if amount.receiver:
        # Danish puts the genitive's s, with or without an apostrophe, on a receiver's name.
        there = re.search(rf"\b{re.escape(' '.join(amount.receiver.casefold().split()))}(?:s|'s|’s|'|’)?\b", plain)
        yield _finding(
            languages.told("Modtager"),
            amount.receiver,
            amount.receiver if there else "",
            agrees=True if there else None,
        )

    if not amount.condition:
        return

    quoted = " ".join(amount.condition.casefold().split()).rstrip(".") in plain
    yield _finding(
        languages.told("Vilkår"), amount.condition, amount.condition if quoted else "", agrees=True if quoted else None
    )
    for what, pattern in ((languages.told("Procent i vilkåret"), _PERCENT), (languages.told("År i vilkåret"), _YEAR)):
        asked, stated = (_plainly(pattern, each) for each in (amount.condition, text))
        for each in asked:
            if each not in stated:
                yield _finding(what, each, danish.listing(stated), agrees=False if stated else None)

    kroner = [each.ore for each in _amounts(amount.condition)]
    known = [each.ore for each in _amounts(text)]
    for ore in kroner:
        if ore not in known:
            words = danish.listing([danish.kroner(each).rstrip(".") for each in known])
            yield _finding(
                languages.told("Beløb i vilkåret"), danish.kroner(ore), words, agrees=False if known else None
            )


def _plainly(pattern: re.Pattern[str], text: str) -> list[str]:
    if pattern is _YEAR:
        return [str(year) for year in _years(text)]
    return [
        str(Decimal(match[1].replace(",", ".")).normalize()).replace(".", ",") + " %"
        for match in pattern.finditer(text)
    ]


def _amounts(text: str) -> Iterator[_Said]:
    """Read every amount with the words that are its own: after it to the next amount, else before it in the same sentence."""
    marked = [match for match in _MONEY.finditer(text) if match["before"] or match["after"] or match["scale"]]
    last: _Said | None = None

    for place, match in enumerate(marked):
        begins = _sentence_start(text, match.start())
        earlier = max(begins, marked[place - 1].end() if place else 0)
        ends = marked[place + 1].start() if place + 1 < len(marked) else len(text)
        # An amount's own words end where the next amount begins.
        before = text[earlier : match.start()]
        after = text[match.end() : ends]
        after = after[: cut.start() + 1] if (cut := _SENTENCE.search(after)) else after
        own = f"{before[-REACH:]} {after}"
        partly = bool(_PARTLY.search(before))
        years, spans = _years(after) or ([] if place else _years(before)), _SPAN.search(after)
        # »heraf« and its like: a part has the years of the whole, which stand once.
        inherit = last if partly and last is not None else None
        said = _Said(
            ore=_ore(match),
            years=tuple(years) or (inherit.years if inherit else ()),
            span=_count(spans[1]) if spans else inherit.span if inherit else None,
            yearly=bool(_YEARLY.search(own)),
            whole=bool(_WHOLE.search(own)),
            cap=bool(_CAP.search(own)),
            least=bool(_LEAST.search(before)),
            about=bool(_ABOUT.search(before)),
        )
        last = said
        yield said


def _sentence_start(text: str, at: int) -> int:
    """Return where the sentence of a character begins; the point of "mio." and "kr." ends none."""
    starts = [
        match.end()
        for match in _SENTENCE.finditer(text, 0, at)
        if not re.search(r"\b(?:mio|mia|kr|ca|pr|maks)$", text[: match.start()])
    ]
    return starts[-1] if starts else 0


def _ore(match: re.Match[str]) -> int:
    whole = re.sub(r"\D", "", match["whole"])
    return int(Decimal(f"{whole}.{match['part'] or 0}") * _SCALES.get((match["scale"] or "").lower(), 1) * 100)


def _count(word: str) -> int:
    return int(word) if word.isdecimal() else _WORDS[word.lower()]


def _years(text: str) -> list[int]:
    """Read the years of a text in order, spans filled; a year that belongs to a date is a day, not a year of money."""
    years: set[int] = set()
    for match in _YEAR.finditer(text):
        if match["month"]:
            continue
        first = int(match["first"])
        last = first if match["last"] is None else int(f"{match['first'][: 4 - len(match['last'])]}{match['last']}")
        # A span of more than a century is a slip of the pen: only its first year is taken.
        years |= set(range(first, last + 1)) if first <= last <= first + 100 else {first}
    return sorted(years)
