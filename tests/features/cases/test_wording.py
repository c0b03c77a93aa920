"""How printed words become paragraphs, lists and headings; and that none is lost on the way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from samspil.analysis import minutes
from samspil.features.cases.records.rules.wording import Block, blocks

DOCUMENTS = Path(__file__).parents[3] / "demo" / "documents"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", []),
        ("Et afsnit.", [Block("text", ("Et afsnit.",))]),
        ("Ét.\n\nTo.", [Block("text", ("Ét.",)), Block("text", ("To.",))]),
        ("Overskrift\n\nTekst.", [Block("heading", ("Overskrift",)), Block("text", ("Tekst.",))]),
        ("Tekst uden punktum", [Block("text", ("Tekst uden punktum",))]),
        ("Det er:\n- a\n- b\n  mere b", [Block("text", ("Det er:",)), Block("list", ("a", "b mere b"))]),
        ("- a\n\n- b", [Block("list", ("a", "b"))]),
        (
            "En linje, der \n\ner brudt. \n\n \n\nEt nyt afsnit \n\nher.",
            [Block("text", ("En linje, der er brudt.",)), Block("text", ("Et nyt afsnit her.",))],
        ),
    ],
)
def test_blocks(words: str, expected: list[Block]) -> None:
    assert blocks(words) == expected


@pytest.mark.parametrize(
    "name", ["uls-2025-09-23-referat.txt", "vpu-2025-10-21-evaluering.txt", "vpu-2023-11-22-samarbejde.txt"]
)
def test_no_word_of_the_real_minutes_is_lost(name: str) -> None:
    for item in minutes.parse(minutes.read(DOCUMENTS / name)).items:
        for words in item.texts.values():
            shown = " ".join(line for block in blocks(words) for line in block.lines)
            assert re.findall(r"\w+", shown) == re.findall(r"\w+", words)


def test_the_ten_focus_areas_of_2023_are_a_list() -> None:
    (item,) = minutes.parse(minutes.read(DOCUMENTS / "vpu-2023-11-22-samarbejde.txt")).items
    (found,) = [block for block in blocks(item.texts["sagsfremstilling"]) if block.kind == "list"]
    assert len(found.lines) == 10
    assert (found.lines[0], found.lines[-1]) == (
        "Indsats i almen praksis i samarbejde med PLO-Midt",
        "Socialsygeplejerskernes indsats.",
    )


@pytest.mark.parametrize(
    ("words", "is_table"),
    [
        ("År\tDrift\n2026\t1", True),
        ("År\tDrift", False),
        ("År\t\n2026\t1", False),
        ("År\tDrift\n2026", False),
        ("År\n2026", False),
    ],
)
def test_lines_with_the_same_tabs_below_a_line_of_names_are_a_table(words: str, is_table: bool) -> None:
    (block,) = blocks(words)
    assert (block.kind == "table") is is_table


def test_a_table_has_cells() -> None:
    (block,) = blocks("År\tDrift\n2026\t 1,2 mio. kr.\n2027\t")
    assert block.rows == (("År", "Drift"), ("2026", "1,2 mio. kr."), ("2027", ""))
