"""How much of what can tell who somebody is `paper/identity` finds, by kind, on marked Danish sentences half of which nothing was tuned on.

`python -m bench.identity` prints both halves; `--missed` also tells what was missed and what was found in vain, of the tuned half only.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from samspil.paper import identity

MARKED = Path(__file__).parent / "marked"
# Splits the sentences in two; never changed, or what was tuned on would be measured as if it were not.
SEED = "identity 2026-11-30"
TODAY = dt.date(2026, 11, 30)
HELD_OUT, TUNED = "held out", "tuned on"
# Of all that is marked, this much is hidden at the least, in per cent (issue: voices, point 2); names on the half held out.
GOALS = {"cpr": 100.0, "phone": 100.0, "name": 90.0}
HOSTILE = ("7", "7 ", "A.", "1234 ", "010190-", "Bo ", "a@", "Nygade ", "født den ", "+45 ", "\u200b7", "Skov-")
HOSTILE_LENGTH = 100_000
_MARK = re.compile(r"\{(?P<kind>[a-z]+)\|(?P<words>[^{}|]+)\}")


@dataclass(frozen=True)
class Sentence:
    """A sentence as it is written, and the places in it that can tell who somebody is: (kind, start, end)."""

    text: str
    marks: tuple[tuple[str, int, int], ...]

    @property
    def half(self) -> str:
        """Return the half that the sentence belongs to, by its words and the seed alone."""
        return (HELD_OUT, TUNED)[hashlib.sha256(f"{SEED}{self.text}".encode()).digest()[0] % 2]


@dataclass
class Tally:
    """What was marked and hidden, found and right, of each kind; and what went wrong, in words."""

    marked: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    in_vain: list[str] = field(default_factory=list)

    def recall(self, kind: str) -> float:
        """Return how many per cent of what is marked of a kind are hidden to the last letter, under whatever kind."""
        return 100 * self.hidden[kind] / self.marked[kind]

    def precision(self, kind: str) -> float:
        """Return how many per cent of what is found of a kind meet something marked, of whatever kind."""
        return 100 * self.right[kind] / self.found[kind] if self.found[kind] else 100.0


def sentences() -> list[Sentence]:
    """Read the marked sentences, in the order of their files."""
    lines = [line for file in sorted(MARKED.glob("*.txt")) for line in file.read_text(encoding="utf-8").splitlines()]
    return [sentence(line.replace("\\n", "\n")) for line in lines if line and not line.startswith("#")]


def sentence(line: str) -> Sentence:
    """Read a sentence in which {kind|words} marks what can tell who somebody is."""
    text, marks, at = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        marks.append((mark["kind"], len(text), len(text) + len(mark["words"])))
        text += mark["words"]
        at = mark.end()
    return Sentence(text + line[at:], tuple(marks))


def tally(chosen: Iterable[Sentence]) -> Tally:
    """Look through sentences, and count."""
    counted = Tally()
    for each in chosen:
        found = identity.find(each.text, today=TODAY)
        covered = {place for one in found for place in range(one.start, one.end)}
        for kind, start, end in each.marks:
            counted.marked[kind] += 1
            is_hidden = all(place in covered for place in range(start, end) if each.text[place].isalnum())
            counted.hidden[kind] += is_hidden
            if not is_hidden:
                counted.missed.append(f"{kind} »{each.text[start:end]}«: {each.text}")

        for one in found:
            is_right = any(one.start < end and one.end > start for _kind, start, end in each.marks)
            counted.found[one.kind] += 1
            counted.right[one.kind] += is_right
            if not is_right:
                counted.in_vain.append(f"{one.kind} »{one.words}«: {each.text}")

    return counted


def halves() -> dict[str, Tally]:
    """Count each half apart."""
    every = sentences()
    return {half: tally(each for each in every if each.half == half) for half in (TUNED, HELD_OUT)}


def table(counted: dict[str, Tally]) -> str:
    """Draw recall and precision of each kind in each half."""
    rows = ["| kind | half | marked | recall | found | precision |", "|---|---|---|---|---|---|"]
    rows += [
        f"| {kind} | {half} | {one.marked[kind]} | {one.recall(kind):.1f} % | {one.found[kind]} | {one.precision(kind):.1f} % |"
        for kind in identity.KINDS
        for half, one in counted.items()
    ]
    return "\n".join(rows)


def below(counted: dict[str, Tally]) -> list[str]:
    """Name the goals that are not met: CPR and telephone on both halves, names on the half nothing was tuned on."""
    return [
        f"{kind}, {half}: {one.recall(kind):.1f} % found, {goal:g} % asked"
        for kind, goal in GOALS.items()
        for half, one in counted.items()
        if (half == HELD_OUT or kind != "name") and one.recall(kind) < goal
    ]


def hostile() -> list[tuple[str, float]]:
    """Time how long a text of 100 kB takes that repeats what patterns stumble over, in seconds, worst first."""
    times = []
    for piece in HOSTILE:
        begun = time.perf_counter()
        identity.find((piece * (HOSTILE_LENGTH // len(piece) + 1))[:HOSTILE_LENGTH], today=TODAY)
        times.append((piece, time.perf_counter() - begun))
    return sorted(times, key=lambda each: -each[1])


def main(argv: Sequence[str] | None = None) -> int:
    """Print recall and precision of both halves and the slowest hostile text; return 1 when a goal is not met."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--missed", action="store_true", help="tell what went wrong in the half that is tuned on")
    asked = words.parse_args(argv)
    counted = halves()
    every = sentences()
    bare = sum(not each.marks for each in every)
    print(
        f"{len(every)} sentences, {bare} of them with nothing to find; {sum(e.half == HELD_OUT for e in every)} held out."
    )
    print(table(counted))
    known = identity.names.listed("given_names") | identity.names.listed("surnames")
    unlisted = [
        Sentence(each.text, (mark,))
        for each in every
        for mark in each.marks
        if mark[0] == "name" and not known & set(re.findall(r"[^\W\d_]+", each.text[mark[1] : mark[2]].casefold()))
    ]
    print(f"\nNames of which no list holds any word: {len(unlisted)}, recall {tally(unlisted).recall('name'):.1f} %.")
    piece, seconds = hostile()[0]
    print(f"Slowest of {len(HOSTILE)} hostile texts of 100 kB: {piece!r} repeated, {seconds:.2f} s.")
    if asked.missed:
        print("\n".join(["", "Missed:", *counted[TUNED].missed, "", "In vain:", *counted[TUNED].in_vain]))
    for line in below(counted):
        print(f"NOT MET {line}")

    return int(bool(below(counted)))


if __name__ == "__main__":
    sys.exit(main())
