"""What may follow what in minutes, at what price and why; and how ready an item is to end while each section runs."""

from __future__ import annotations

from typing import NamedTuple

BEGIN, HEAD, CONTENTS, ORPHAN, BEFORE, START, TITLE, META, HEADING, TEXT, GROUP, CLOSING, CHROME = (
    "begin",
    "head",
    "contents",
    "orphan",  # the tail of an item whose beginning was cut off
    "before",  # a case number printed above its item
    "start",
    "title",
    "meta",
    "heading",
    "text",
    "group",
    "closing",
    "chrome",
)


class Price(NamedTuple):
    """What it costs to go from each of some labels to another, and why."""

    earlier: tuple[str, ...]
    later: str
    price: float
    reason: str


# The order that documents are printed in costs nothing.
FREE: dict[str, tuple[str, ...]] = {
    BEGIN: (HEAD, START, GROUP),
    HEAD: (HEAD, CONTENTS, START, GROUP),
    CONTENTS: (CONTENTS, START, GROUP),
    ORPHAN: (ORPHAN, START, GROUP),
    BEFORE: (BEFORE,),
    START: (TITLE, META, HEADING),
    TITLE: (META, HEADING),
    META: (META, HEADING, GROUP),
    HEADING: (TEXT, GROUP, CLOSING),
    TEXT: (HEADING, START, GROUP, CLOSING),
    GROUP: (GROUP, CONTENTS, START, BEFORE),
    CLOSING: (CLOSING, HEAD),
}
# Every other step that can happen. What is in neither table cannot.
PRICES = (
    Price((BEGIN,), CONTENTS, -0.5, "a head comes before the contents list"),
    Price((BEGIN,), ORPHAN, -1, "a text that begins inside an item was cut"),
    Price((BEGIN, HEAD, CONTENTS, ORPHAN), BEFORE, -0.5, "few houses print the case number above the item"),
    Price((HEADING, TEXT), BEFORE, -0.5, "few houses print the case number above the item"),
    Price((BEGIN, HEAD), HEADING, -3, "a section without an item above it: the item's start was lost"),
    Price(
        (CONTENTS, GROUP),
        HEADING,
        -6,
        "after a list or a group an item begins with its title, so a lost start is rarer",
    ),
    Price(
        (ORPHAN,), HEADING, -14, "a heading inside a cut item belongs to its tail, unless all else speaks against it"
    ),
    Price((CONTENTS,), HEAD, -0.5, "some print labels of the head below the contents list"),
    Price((BEFORE,), START, 1.5, "a case number above waits for its item"),
    Price((START, TITLE), TEXT, -1, "text right below a title lacks its heading"),
    Price((META,), TEXT, -0.5, "less so below a case number"),
    Price((START, TITLE), START, -1.5, "an item of a title alone is rare, and a list of titles is a contents list"),
    Price((START, TITLE), BEFORE, -1.5, "so is one that ends at the next item's case number"),
    Price((START, TITLE), GROUP, -1, "so is one that ends a group"),
    Price((TITLE,), TITLE, -0.5, "most titles have one line, or two"),
    Price((META,), TITLE, -1, "a title stands above its case number"),
    Price((META,), START, -0.5, "an item without sections is short, and some are"),
    Price((META,), BEFORE, -1.0, "two case numbers in a row belong to one item"),
    Price((HEADING,), HEADING, -0.5, "a section without text, as where nothing was decided"),
    Price((HEADING,), START, -0.5, "a section without text, as where nothing was decided"),
    Price((GROUP,), HEAD, -1, "groups come after the head"),
    Price((CLOSING,), TEXT, -3, "after the closing words come names"),
    Price((CLOSING,), START, -2, "items after the closing words belong to another part of the meeting"),
    Price((CLOSING,), HEADING, -2, "items after the closing words belong to another part of the meeting"),
)
FOLLOWS: dict[str, dict[str, float]] = {earlier: dict.fromkeys(free, 0.0) for earlier, free in FREE.items()}
for each in PRICES:
    for label in each.earlier:
        FOLLOWS[label][each.later] = each.price


class Ready(NamedTuple):
    """How ready an item is to end while a section runs, and why."""

    score: float
    reason: str


READY_AFTER = {
    "beslutning": Ready(1.0, "after the decision the next item is expected"),
    "bilag": Ready(1.0, "annexes come last in many houses"),
    "": Ready(0.0, "text below a title: nothing speaks either way"),
    "sagsfremstilling": Ready(-2.0, "numbers in a case presentation are its own"),
    "indstilling": Ready(-2.5, "numbers in a recommendation are its points"),
    "resume": Ready(-1.5, "a case presentation is to come"),
    "fremmøde": Ready(0.5, "attendance is an item of few words"),
}
READY_OTHER = Ready(-0.5, "in a section we do not know, an item goes on a little likelier than not")
READY = {section: each.score for section, each in READY_AFTER.items()}
