"""Twice the text is twice the work: counted in calls, in characters handed to patterns, and in a matcher's steps, never in seconds."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest

from samspil.analysis.minutes import parse, reading
from samspil.features.cases.importing.extract import proposals
from tests.analysis import steps

# Work may grow by this much when the text is doubled: a little over two, for what is rounded and what is sorted.
TWICE = 2.5


def calls(deed: Callable[[], object]) -> int:
    """Count the calls, of Python and of C, that a deed makes."""
    count = 0

    def seen(frame: FrameType, event: str, told: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(seen)
    try:
        deed()
    finally:
        sys.setprofile(None)
    return count


TEXTS: dict[str, Callable[[int], str]] = {
    "items": lambda n: "".join(f"Punkt {i}: Sag\nSagsnr. 25/{i}\nBeslutning\nGodkendt.\n" for i in range(n)),
    "closed items": lambda n: "".join(f"Punkt {i}: Lukket: Sag {i}\nBeslutning\nGodkendt.\n" for i in range(n)),
    "a loose label": lambda n: (
        "Lukkede punkter\nX\n" + "".join(f"Punkt {i}: Sag {i}\nBeslutning\nJa.\n" for i in range(n))
    ),
    "contents": lambda n: (
        "Indholdsfortegnelse\n"
        + "".join(f"{i}. Lukket: Sag om noget {i}....{i}\n" for i in range(n))
        + "".join(f"Punkt {i}: Sag om noget {i}\nBeslutning\nJa.\n" for i in range(n))
    ),
    "subheadings": lambda n: "Punkt 1: X\nSagsfremstilling\n" + "Baggrund\nTekst her.\n" * n,
    "decisions": lambda n: "Punkt 1: X\n" + "Beslutning\nGodkendt.\n" * n,
    "clauses": lambda n: "Punkt 1: X\nIndstilling\nUdvalget indstiller,\n" + "at A godkendes,\n" * n,
    "one sentence": lambda n: "Punkt 1: X\nBeslutning\nUdvalget " + "godkendte og " * n,
    "statements": lambda n: "Punkt 1: X\nBeslutning\n" + "Godkendt, og at det sker nu. " * n,
    "annexes": lambda n: "Punkt 1: X\nBilag\n" + "123456\nÅben Notat (1/25)\n" * n,
    "one line": lambda n: "Åben sag 1. Titel Beslutning: Godkendt. " * n,
    "names": lambda n: "Fraværende:\n" + "Anna Berg\n" * n,
    "head": lambda n: "Mødested:\nRådhuset\n" * n,
    "pages": lambda n: "Side 1 af 2\f\nTekst\n" * n,
}


@pytest.mark.parametrize("name", TEXTS)
def test_reading_twice_the_text_makes_twice_the_calls(name: str) -> None:
    once, twice = (calls(lambda size=size: proposals.propose(TEXTS[name](size))) for size in (150, 300))
    assert twice < TWICE * once, (once, twice)


PAGES: dict[str, Callable[[int], str]] = {
    "ordered list": lambda n: "<html><ol>" + "<li>x</li>" * n + "</ol>",
    "plain list": lambda n: "<html><ul>" + "<li>x</li>" * n + "</ul>",
    "lists in lists": lambda n: "<html>" + "<ol><li>x<ol><li>y</ol></ol>" * n,
    "table": lambda n: "<html><table>" + "<tr><td>a</td><td>b</td></tr>" * n + "</table>",
    "tables in tables": lambda n: (
        "<html>" + "<table><tr><td>a</td><td><table><tr><td>b</td></tr></table></td></tr></table>" * n
    ),
    "paragraphs": lambda n: "<html>" + "<p>x<br>y" * n,
    "entities": lambda n: "<html><p>" + "&aring;&nbsp;" * n,
    "layers": lambda n: "<html>" + "<div>x" * n,
}


@pytest.mark.parametrize("name", PAGES)
def test_reading_twice_the_page_makes_twice_the_calls(name: str) -> None:
    once, twice = (
        calls(lambda size=size: reading.decode(PAGES[name](size).encode(), "side.html")) for size in (250, 500)
    )
    assert twice < TWICE * once, (once, twice)


def test_a_list_counts_its_items_once() -> None:
    text = reading.decode(b"<html><ol start='3'><li>a<ol><li>x<li>y</ol><li value='9'>b<li>c</ol>", "side.html")
    assert re.findall(r"\d+\. \w", text) == ["3. a", "1. x", "2. y", "9. b", "5. c"]


def test_what_lies_too_deep_is_refused_and_not_cut_away() -> None:
    deep = "<html><body>" + "<div>x" * 1_500 + "SLUT"
    assert reading.decode(deep.encode(), "side.html").count("x") == 1_500
    with pytest.raises(reading.Refused, match="for mange lag"):
        reading.decode(("<html><body>" + "<div>x" * 5_000 + "SLUT").encode(), "side.html")


@pytest.mark.parametrize("mark", [b"/ObjStm ", b"1 0 obj "])
def test_a_pdf_of_absurdly_many_pieces_is_refused_unopened(mark: bytes) -> None:
    with pytest.raises(reading.Refused, match="usædvanligt mange stykker"):
        reading.decode(b"%PDF-1.5\n" + mark * (reading.MOST_OBJECTS + 1), "fil.pdf")


# What is searched over whole texts by every import. The rest is tried on lines and tokens that something bounds.
OFTEN = {
    "outcomes": "",
    "facts": "",
    "patterns": "INLINE|INLINE_DOORS|INLINE_LABEL|INLINE_PREFIX|SAID|MENTION|TOPIC|LEGAL|NAMED|STANDS_OUT|BRACKETED|UNSHOWN",
    "clauses": "_INTRO|_MARKER|_INLINE_AT|_INLINE_NUMBER|_LOOSE_END|_RECOMMENDED",
}
TOKENS = ("godkendte og med ", "lukket punkt 1, ", "        ", "A-", "( ")
MODULES = (
    *(
        f"samspil.analysis.minutes.{name}"
        for name in (
            "clauses",
            "cues",
            "drafts",
            "facts",
            "head",
            "headings",
            "lexicon",
            "segments",
            "settling",
            "openness.patterns",
            "openness.words",
            "openness.places",
            "reading",
        )
    ),
    *(
        f"samspil.features.cases.{name}"
        for name in (
            "records.rules.outcomes",
            "houses.rules.houses",
            "importing.extract.proposals",
            "importing.extract.whole",
            "importing.extract.systems",
            "importing.extract.public_json",
        )
    ),
)


def patterns() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Yield every pattern of the modules once, with its module and its name."""
    met: set[int] = set()
    for path in MODULES:
        module = path.rsplit(".", 1)[-1]
        for name, value in vars(importlib.import_module(path)).items():
            for each in value if isinstance(value, tuple) else (value,):
                found = each[1] if isinstance(each, tuple) and len(each) == 2 else each
                if isinstance(found, re.Pattern) and isinstance(found.pattern, str) and id(found) not in met:
                    met.add(id(found))
                    yield module, name, found


def grows(pattern: re.Pattern[str], token: str) -> tuple[int, int]:
    """Count the steps of finding all matches in a hostile text and in one twice as long."""
    once, twice = (steps.Counter(pattern).every((token * size)[:size]) for size in (400, 800))
    return once, twice


# `_NAME_TOKEN` is matched against one token from its beginning, never searched for.
CHOSEN = [
    row
    for row in patterns()
    if row[1] != "_NAME_TOKEN" and row[0] in OFTEN and (not OFTEN[row[0]] or row[1] in OFTEN[row[0]].split("|"))
]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("token", TOKENS)
def test_twice_the_text_is_twice_the_steps_of_what_is_searched_everywhere(token: str) -> None:
    assert len(CHOSEN) > 30
    found = {f"{module}.{name}": grows(pattern, token) for module, name, pattern in CHOSEN}
    assert {name: each for name, each in found.items() if each[1] > TWICE * each[0] + 3_000} == {}


@pytest.mark.parametrize(
    "pattern", [r"(?:godkendte)\b[^.]*\bmed\b[^.]*\bbemærkning", r"\s+[-–]\s+.*$", r"\([^)]*\)", r"\w+es\b$"]
)
def test_the_counter_sees_the_patterns_that_grew(pattern: str) -> None:
    grew = [grows(re.compile(pattern), token) for token in (*TOKENS, "aaaa")]
    assert any(twice > TWICE * once + 3_000 for once, twice in grew)


def test_the_counter_finds_what_the_matcher_finds() -> None:
    for pattern, text in (
        (r"(?<=a)b{2,3}?c*|^x", "abbcc xab"),
        (r"\b\w+[^\d]", "a1 b2c"),
        (r"(?:a|ab)(?!c)\d?", "abc ab1"),
    ):
        compiled = re.compile(pattern)
        counter = steps.Counter(compiled)
        for at in range(len(text)):
            match = compiled.match(text, at)
            assert next(counter._seq(counter.tree, 0, text, at), None) == (match.end() if match else None)
    assert parse("") is not None
