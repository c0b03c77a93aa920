"""Every non-blank character lies in exactly one span, on every input, damaged ones too; what is read is never changed."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspil.analysis import minutes
from tests.analysis.minutes import damage
from tests.kit import shared

OWN = [
    path
    for folder in (Path(__file__).parent / "layouts", shared.REPOSITORY / "demo" / "documents")
    for path in sorted(folder.glob("*.txt"))
]
TEXTS = [path.read_text(encoding="utf-8") for path in OWN]
SAMPLE, DRILL = 200, 10_000


def check_partition(text: str) -> minutes.Minutes:
    """Spans rise, do not overlap, begin and end on a printed character, and leave nothing but blanks between them."""
    found = minutes.parse(text)
    at = 0
    for span in found.spans:
        assert span.start >= at
        assert not text[at : span.start].strip()
        assert text[span.start : span.end].strip() == text[span.start : span.end] != ""
        assert (span.item is None) == (span.kind == "unplaced" or (span.kind == "head" and span.item is None))
        at = span.end
    assert not text[at:].strip()
    check_texts(text, found)
    return found


def check_texts(text: str, found: minutes.Minutes) -> None:
    """Each section's text is its spans' words; sections, texts and headings name the same things in the same order."""
    for number, item in enumerate(found.items):
        runs: dict[str, list[str]] = {}
        for span in found.spans:
            if span.item == number and span.kind == "text":
                runs.setdefault(span.section or "", []).append(text[span.start : span.end])
        assert {name: "\n".join(words) for name, words in runs.items()} == {
            name: words for name, words in item.texts.items() if words
        }
        assert tuple(name for name in item.texts if name != "uden overskrift") == item.sections
        assert 0 <= item.confidence <= 1
    printed = [text[span.start : span.end] for span in found.spans if span.kind == "unplaced"]
    assert list(found.unplaced) == printed


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_undamaged_texts_are_wholly_accounted_for(path: Path) -> None:
    check_partition(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("part", range(10))
def test_damaged_texts_are_wholly_accounted_for(part: int) -> None:
    for seed in range(part, SAMPLE, 10):
        check_partition(damage.damaged(TEXTS[seed % len(TEXTS)], seed))


@pytest.mark.drill
@pytest.mark.timeout(3600)
def test_ten_thousand_damaged_texts_are_wholly_accounted_for() -> None:
    for seed in range(SAMPLE, SAMPLE + DRILL):
        check_partition(damage.damaged(TEXTS[seed % len(TEXTS)], seed))


WORDS = st.sampled_from(
    [
        "Punkt 1:",
        "1.",
        "2. Titel",
        "\n",
        "\n\n",
        "Beslutning",
        "Beslutning:",
        "Indstilling",
        "at ",
        "Bilag",
        "Godkendt.",
        "3",
        "Sagsnr. 25/12",
        "EMN-2025-008579",
        "Lukket:",
        "Åben sag",
        "REFERAT",
        "Indholdsfortegnelse",
        "....",
        "12",
        " ",
        "d. 1. maj 2025",
        "Afbud:",
        "Anna Berg",
        "\f",
        "\r\n",
        "Mødet hævet kl. 12",
        "(",
        ")",
        "-",
        "Udvalg",
        "x" * 230,
        "Hent som PDF",
        "\ufeff",
    ]
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(WORDS, max_size=40).map("".join))
def test_any_pile_of_cues_is_wholly_accounted_for(text: str) -> None:
    check_partition(text)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(max_size=300))
def test_any_text_is_wholly_accounted_for(text: str) -> None:
    check_partition(text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    [
        "Afbud: Anna Berg\nAb " + "A B " * 35 + "!\n",
        "Beslutning\n" + "Abc def. " * 3_000,
        "Indstilling\n" + "at A godkendes,\n" * 2_000,
        "Beslutning i A" + " bcd" * 4_000,
        "1. A... 3 " * 1_000,
        "(" * 20_000,
        "1-" * 10_000,
        "a" + " " * 50_000 + "b",
    ],
    ids=lambda text: text[:16],
)
def test_hostile_texts_take_no_longer_than_others(text: str) -> None:
    check_partition(text)


def test_nothing_is_read_out_of_nothing() -> None:
    found = minutes.parse("")
    assert (found.body, found.date, found.items, found.spans, found.unplaced) == (None, None, (), (), ())


def test_windows_line_breaks_and_a_byte_mark_change_nothing_but_offsets() -> None:
    text = TEXTS[0]
    plain, windows = minutes.parse(text), minutes.parse("\ufeff" + text.replace("\n", "\r\n"))
    assert [(item.number, item.title, item.decision) for item in windows.items] == [
        (item.number, item.title, item.decision) for item in plain.items
    ]
    assert (windows.date, windows.start, windows.end, windows.absent) == (
        plain.date,
        plain.start,
        plain.end,
        plain.absent,
    )


@pytest.mark.parametrize("way", ["ae", "?", "\ufffd", "", "mojibake"])
def test_lost_danish_letters_do_not_lose_items_or_sections(way: str) -> None:
    table = damage.MOJIBAKE if way == "mojibake" else dict.fromkeys("æøåÆØÅ", way)
    if way == "ae":
        table = {"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"}
    text = (shared.REPOSITORY / "demo" / "documents" / "uls-2025-09-23-referat.txt").read_text(encoding="utf-8")
    intact, lost = minutes.parse(text), minutes.parse(text.translate(str.maketrans(table)))
    assert [(item.number, item.case_number, item.sections) for item in lost.items] == [
        (item.number, item.case_number, item.sections) for item in intact.items
    ]
    assert (lost.date, lost.start) == (intact.date, intact.start)


def test_a_cut_anywhere_never_invents_an_item() -> None:
    text = (shared.REPOSITORY / "demo" / "documents" / "uls-2025-09-23-referat.txt").read_text(encoding="utf-8")
    titles = {item.title for item in minutes.parse(text).items}
    dice = random.Random(7)
    for _ in range(40):
        cut = dice.randrange(len(text))
        found = [item.title for item in minutes.parse(text[cut:]).items if item.title]
        assert [title for title in found if not any(title in (printed or "") for printed in titles)] == []
