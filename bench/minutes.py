"""Measures the reader of minutes: pages a second, and how its time grows with the length of the text (1 is linear)."""

from __future__ import annotations

import time
from pathlib import Path

from samspil.analysis import minutes

DOCUMENT = Path(__file__).resolve().parent.parent / "demo" / "documents" / "uls-2025-09-23-referat.txt"
PAGES = 14  # the contents list of the document counts 14 pages
TIMES = (1, 4, 16)


def _seconds(text: str, rounds: int) -> float:
    """Return the best of some rounds, in seconds: the least disturbed by what else the machine does."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.perf_counter()
        minutes.parse(text)
        best = min(best, time.perf_counter() - begun)
    return best


def figures() -> dict[str, float]:
    """Return pages a second for the printed and the joined text, and the growth per doubling."""
    printed = DOCUMENT.read_text(encoding="utf-8")
    joined = printed.replace("\n", " ")
    found: dict[str, float] = {}
    for name, text in (("printed", printed), ("one line", joined)):
        seconds = {times: _seconds((text + "\n") * times, 5 if times < 16 else 2) for times in TIMES}
        found[f"pages a second, {name}"] = PAGES / seconds[1]
        for times in TIMES[1:]:
            found[f"time for {times} copies over {times} times one, {name}"] = seconds[times] / (times * seconds[1])
    return found


if __name__ == "__main__":
    for name, figure in figures().items():
        print(f"{name}: {figure:.2f}")
