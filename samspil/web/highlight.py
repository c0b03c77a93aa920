"""Which words of a text a search found: by their tokens, as the search itself compares them."""

from __future__ import annotations

from collections.abc import Iterable

from samspil.spine import search, wording


def pieces(text: str, wanted: str, near: Iterable[str] = ()) -> list[tuple[str, bool]]:
    """Cut a text into (piece, is it a found word), in order, so that a page can mark what was found."""
    asked = wording.sought(wanted, near)
    cut: list[tuple[str, bool]] = []
    end = 0
    for word in search.WORD.finditer(text):
        if search.is_found(word.group(), asked):
            if word.start() > end:
                cut.append((text[end : word.start()], False))
            cut.append((word.group(), True))
            end = word.end()
    if end < len(text):
        cut.append((text[end:], False))
    return cut
