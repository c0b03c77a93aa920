"""Charts on a page in the reader's own colours: what `samspil.paper` draws for paper in ink follows light, dark and forced colours.

Paper keeps the colours it was drawn in. On a page each of them is one of the words of `web/colours.css`.
"""

from __future__ import annotations

import re

from samspil.paper import charts, timeline

# What a chart is drawn in, and the word of the same on a page.
WORDS = {
    **{colour: f"--chart-{place}" for place, colour in enumerate(charts.PALETTE, start=1)},
    **dict.fromkeys((timeline.INK, "#000", "black"), "--ink"),
    **dict.fromkeys((charts.GREY, timeline.QUIET), "--ink-soft"),
    timeline.GRID: "--line-soft",
    **dict.fromkeys((timeline.GROUND, "white"), "--ground"),
}
_COLOUR = re.compile(r'\b(fill|stroke)="([^"]+)"')


def themed(svg: str) -> str:
    """Write a chart's colours as words of the page's own, so that it is as dark, light or forced as the page around it."""
    return _COLOUR.sub(_worded, svg)


def _worded(found: re.Match[str]) -> str:
    word = WORDS.get(found[2].lower())
    return f'{found[1]}="var({word})"' if word else found[0]
